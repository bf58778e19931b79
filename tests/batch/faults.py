#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a batch survives: workers that are killed, hang, or take too much memory, a parent that is killed, full disks,
odd folders, captures that change while they are read, two batches on one output.

usage: faults.py CAPTURES GENERATE_CAPTURE CAPFCHECK SANITIZED

A pipe that nobody writes to stands for a capture that a worker hangs on. SANITIZED (0 or 1): memory is not limited then.
"""
import os
import resource
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from batch_run import INTERRUPT, KILL, STOP, TERMINATE, Background, end, expect, is_alive, records, run, statuses

captures, generator, capfcheck = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
sanitized = sys.argv[4] == "1"
good, refused = captures / "s32-formats-usec.pcap", captures / "s14-capf-port-closed.pcapng"
NOBODY = 65534


def pipe(folder):
    path = folder / "hangs.pcap"
    os.mkfifo(path)
    return path


def batch(folder, *arguments):
    return [capfcheck, "batch", "--jobs", 2, "-o", folder / "out.jsonl", *arguments]


def check_killed_worker(folder):
    hangs = pipe(folder)
    with Background(*batch(folder, hangs, good, refused)) as running:
        os.kill(running.wait_for_worker_on(hangs), KILL)
        code, _, error = running.end()
    found = records(folder / "out.jsonl")
    expect("a killed worker costs its capture", found["hangs.pcap"]["status"] == "killed", found["hangs.pcap"])
    expect("and is told with the reason", "SIGKILL" in found["hangs.pcap"]["problem"] and "SIGKILL" in error, error)
    expect("the others go on", found[good.name]["status"] == found[refused.name]["status"] == "ok", found.keys())
    expect("the exit status tells", code == 4, code)


def check_hang(folder):
    hangs = pipe(folder)
    begin = time.monotonic()
    code, out, error = run(*batch(folder, "--timeout", 1, hangs, good))
    expect("a hang ends in time", time.monotonic() - begin < 60, time.monotonic() - begin)
    found = records(folder / "out.jsonl")
    expect("a hang costs its capture", found["hangs.pcap"]["status"] == "timed-out" and "1 s" in error, found["hangs.pcap"])
    expect("the others go on", found[good.name]["status"] == "ok" and code == 4, (code, found.keys()))
    expect("the summary names it", "hangs.pcap: timed-out" in out, out)


def check_stopped_worker(folder):
    hangs = pipe(folder)
    with Background(*batch(folder, "--timeout", 3, hangs, good)) as running:
        worker = running.wait_for_worker_on(hangs)
        os.kill(worker, STOP)
        code, _, _ = running.end()
    expect("a stopped worker ends, too", statuses(folder / "out.jsonl")["hangs.pcap"] == "timed-out" and code == 4, code)
    expect("no process is left", not is_alive(worker), worker)


def make_large(path, packets):
    subprocess.run([generator, str(packets), "pcap", path, captures / "s01-happy-http-rsa2048-tls12.pcapng"], check=True)
    return path


def check_memory(folder):
    large = make_large(folder / "large.pcap", 60_000)
    code, _, error = run(*batch(folder, "--all-frames", "--memory-limit", 12, large, good))
    found = statuses(folder / "out.jsonl")
    expect("a memory limit is kept", found == {"large.pcap": "memory", good.name: "ok"} and code == 4, (found, error))
    code, _, error = run(*batch(folder, "--resume", "--memory-limit", 500, large, good))
    lines = (folder / "out.jsonl").read_text().splitlines()
    expect("with more memory it goes", '"status":"ok"' in lines[-1] and code == 0, (code, error))


def check_killed_parent(folder):
    hangs = pipe(folder)
    output = folder / "out.jsonl"
    with Background(*batch(folder, good, refused, hangs)) as running:
        running.wait_for("two results", lambda: output.exists() and output.read_bytes().count(b"\n") == 2)
        worker = running.wait_for_worker_on(hangs)
        running.end(KILL)
    expect("what was reported is there", set(statuses(output)) == {good.name, refused.name}, statuses(output))
    for _ in range(100):
        if not is_alive(worker):
            break
        time.sleep(0.05)
    expect("its workers end with it", not is_alive(worker), worker)
    hangs.unlink()
    shutil.copy(captures / "s02-happy-http-nosecrets.pcapng", hangs)
    code, _, error = run(*batch(folder, "--resume", good, refused, hangs))
    expect("and the batch goes on", statuses(output)["hangs.pcap"] == "ok" and code == 1, (code, error))


def check_interruption(folder):
    for signal, status in ((INTERRUPT, 130), (TERMINATE, 130)):
        place = folder / str(int(signal))
        place.mkdir()
        hangs, output = pipe(place), place / "out.jsonl"
        with Background(*batch(place, good, hangs)) as running:
            running.wait_for("a result", lambda: output.exists() and output.read_bytes().endswith(b"\n"))
            running.wait_for_worker_on(hangs)
            code, out, error = running.end(signal)
        expect("an interruption ends it", code == status and "--resume" in error, (code, error))
        expect("with what is there", statuses(output) == {good.name: "ok"} and "1 capture: 1 ok" in out, out)


def check_full_disk(folder):
    output = folder / "out.jsonl"
    inputs = sorted(captures.glob("s0*.pcapng"))

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))

    code, _, error = run(*batch(folder, *inputs), preexec_fn=limit)
    kept = statuses(output)
    expect("a full disk is told", code == 4 and "out.jsonl: File too large" in error, (code, error))
    expect("what is written stays whole", 0 < len(kept) < len(inputs) and output.read_bytes().endswith(b"\n"), kept)
    code, _, error = run(*batch(folder, "--resume", *inputs))
    expect("with room it goes on", set(statuses(output)) == {one.name for one in inputs} and code == 1, (code, error))
    code, _, error = run(capfcheck, "batch", "-o", "/dev/full", good)
    expect("no space is told", code == 4 and "/dev/full: No space left on device" in error, (code, error))
    with open("/dev/full", "wb") as full:
        done = subprocess.run([capfcheck, "batch", good], stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
    expect("nor on standard output", done.returncode == 4 and b"standard output: No space" in done.stderr, done)


def check_two_batches(folder):
    hangs = pipe(folder)
    with Background(*batch(folder, good, hangs)) as running:
        running.wait_for_worker_on(hangs)
        for more in ([], ["--resume"]):
            code, out, error = run(*batch(folder, *more, refused))
            expect("a second batch refuses", code == 2 and "another capfcheck is writing to it" in error, (code, error))
        running.end(INTERRUPT)
    expect("the first lost nothing", statuses(folder / "out.jsonl") == {good.name: "ok"}, "")
    code, _, error = run(*batch(folder, refused))
    expect("results are not overwritten", code == 2 and "--resume" in error, (code, error))


def check_held_database(folder):
    """A process that holds the database: for a while, and for too long."""
    output = folder / "out.sqlite"
    run(capfcheck, "batch", "-o", output, good)
    holder = sqlite3.connect(output, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN EXCLUSIVE")
    release = threading.Timer(2, holder.execute, ("ROLLBACK",))
    release.start()
    code, out, error = run(capfcheck, "batch", "--resume", "-o", output, good, refused)
    release.join()
    expect("a held database is waited for", code == 1 and "2 captures: 2 ok" in out, (code, out, error))
    holder.execute("BEGIN EXCLUSIVE")
    code, _, error = run(capfcheck, "batch", "--resume", "-o", output, good, refused, captures / "s04-happy-tls13.pcapng")
    expect("but not for ever", code in (2, 4) and "another process holds the database" in error, (code, error))
    holder.execute("ROLLBACK")
    holder.close()
    with sqlite3.connect(output) as check:
        expect("nothing is lost", check.execute("SELECT count(*) FROM captures").fetchall() == [(2,)], "")
    check.close()


def check_database_faults(folder):
    """A kill, a second batch, and a full disk, with a database."""
    hangs, output = pipe(folder), folder / "out.sqlite"
    with Background(capfcheck, "batch", "--jobs", 2, "-o", output, good, refused, hangs) as running:
        running.wait_for("two results", lambda: count_rows(output) == 2)
        code, _, error = run(capfcheck, "batch", "--resume", "-o", output, good)
        expect("a second batch refuses", code == 2 and "another capfcheck is writing to it" in error, (code, error))
        running.end(KILL)
    expect("what was reported is there", count_rows(output) == 2, count_rows(output))
    inputs = sorted(captures.glob("s0*.pcapng"))

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (250_000, 250_000))

    full = folder / "full.sqlite"
    code, _, error = run(capfcheck, "batch", "-o", full, *inputs, preexec_fn=limit)
    expect("a full disk is told", code == 4 and "full.sqlite: " in error and "--resume" in error, (code, error))
    kept = count_rows(full)
    expect("what is written stays", 0 < kept < len(inputs), kept)
    code, out, error = run(capfcheck, "batch", "--resume", "-o", full, *inputs)
    expect("with room it goes on", count_rows(full) == len(inputs) and code == 1, (code, out, error))


def count_rows(database):
    if not database.exists():
        return 0
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        return connection.execute("SELECT count(*) FROM captures").fetchone()[0]
    except sqlite3.OperationalError:
        return 0
    finally:
        connection.close()


def odd_folder(folder):
    odd = folder / "odd"
    odd.mkdir()
    for name in (b"good.pcap", b"new\nline.pcap", b"not \xff\xfe UTF-8.pcap", b"escape\033[31m.pcap", b"-o.pcap"):
        shutil.copy(good, os.path.join(os.fsencode(odd), name))
        with open(os.path.join(os.fsencode(odd), name), "r+b") as file:  # not one content
            file.seek(100)
            file.write(name)
    (odd / "text.pcap").write_text("no capture")
    (odd / "empty.pcap").write_bytes(b"")
    (odd / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (odd / "broken.pcap").symlink_to("nowhere")
    (odd / "loop").symlink_to(".")
    os.mkfifo(odd / "pipe.pcap")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(odd / "socket.pcap"))
    return odd


def check_odd_folder(folder):
    odd = odd_folder(folder)
    code, _, error = run(*batch(folder, odd))
    found = statuses(folder / "out.jsonl")
    for name in ("good.pcap", "new\nline.pcap", "escape\033[31m.pcap", "not \ufffd\ufffd UTF-8.pcap", "-o.pcap"):
        expect("a capture with an odd name", found.get(name) in ("ok", "damaged"), found)
    for name in ("text.pcap", "empty.pcap", "broken.pcap"):
        expect("what is no capture", found.get(name) == "unreadable", (name, found))
    expect("nothing else", len(found) == 8 and "4 files that are not captures" in error, (found, error))
    expect("nothing raw on the terminal", "\033" not in error and "new\nline" not in error, error)
    code, _, error = run(*batch(folder, "--resume", odd))
    expect("their names are known again", code == 4 and len(set(statuses_all(folder))) == 8, statuses_all(folder))


def statuses_all(folder):
    return [line.split('"id":"')[1][:16] for line in (folder / "out.jsonl").read_text().splitlines()]


def check_unreadable(folder):
    """As nobody: root may read everything."""
    if os.geteuid() != 0:
        as_nobody = {}
        program = capfcheck
    else:
        program = shutil.copy(capfcheck, folder / "capfcheck")
        as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    os.chmod(folder, 0o777)
    cases = folder / "cases"
    (cases / "locked").mkdir(parents=True)
    for name in ("good.pcap", "locked.pcap", "locked/a.pcap"):
        shutil.copy(good, cases / name)
    os.chmod(cases / "locked.pcap", 0)
    os.chmod(cases / "locked", 0)
    os.chmod(cases / "good.pcap", 0o644)
    code, _, error = run(program, "batch", "-o", folder / "out.jsonl", cases, **as_nobody)
    os.chmod(cases / "locked", 0o755)
    found = records(folder / "out.jsonl")
    expect("a locked file is told", "Permission denied" in found["locked.pcap"].get("problem", ""), found["locked.pcap"])
    expect("a locked folder is told", "Permission denied" in found["locked"].get("problem", ""), found["locked"])
    expect("the rest goes on", found["good.pcap"]["status"] == "ok" and code == 4, (code, error))


def check_changing(folder):
    """A capture to which something is still written, and one that is cut."""
    growing = make_large(folder / "growing.pcap", 400_000)
    whole = growing.stat().st_size
    for command in (["check", "--format", "jsonl"], ["batch"]):
        over = threading.Event()

        def grow():
            with open(growing, "ab", buffering=0) as file:
                while not over.wait(0.002):
                    file.write(b"\0" * 7)

        writer = threading.Thread(target=grow)
        writer.start()
        code, out, error = run(capfcheck, *command, growing)
        over.set()
        writer.join()
        expect(f"{command[0]}: a capture that grows is told", "changed while it was read" in error, (code, error))
        expect(f"{command[0]}: also to programs", '"changed":true' in out, out[-300:])
        os.truncate(growing, whole)
    cutter = threading.Timer(0.25, os.truncate, (growing, 1_000_000))
    cutter.start()
    code, out, error = run(capfcheck, "batch", growing)
    cutter.join()
    expect("a capture that shrinks", code in (0, 3, 4) and "crashed" not in error, (code, error))


def main():
    checks = [
        check_killed_worker,
        check_hang,
        check_stopped_worker,
        check_killed_parent,
        check_interruption,
        check_full_disk,
        check_two_batches,
        check_held_database,
        check_database_faults,
        check_odd_folder,
        check_unreadable,
        check_changing,
    ]
    if not sanitized:
        checks.append(check_memory)
    for check in checks:
        with tempfile.TemporaryDirectory() as folder:
            check(Path(folder))
    end()


main()
