#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What `watch` tells on the way, of pipes and of files that grow, turn and go; and how it ends.

usage: watch_lines.py SOURCE_FOLDER CAPFCHECK
"""
import concurrent.futures
import json
import os
import pathlib
import re
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time

import paced

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import schemas  # noqa: E402

source, capfcheck = pathlib.Path(sys.argv[1]), sys.argv[2]
captures = source / "captures"
HAPPY = captures / "s01-happy-http-rsa2048-tls12.pcapng"
KEYLOG = HAPPY.with_suffix(".keylog")
CLOSED = captures / "s14-capf-port-closed.pcapng"
PHONE = "SEPA45630BBFA40"
STEPS = ("trust-list", "partial-config", "capf-connect", "capf-tls", "capf-dialogue", "key-store", "phone-reset",
         "matching-config", "encrypted-config")
_, strict = schemas.load(source / "analyzer/watch/watch.schema.json")
problems = []


def check(holds, text):
    if not holds:
        problems.append(text)
    return holds


class Watch:
    """A running `watch` whose lines can be waited for."""

    def __init__(self, *options, stdin=subprocess.PIPE, form="jsonl"):
        self.form = form
        self.process = subprocess.Popen([capfcheck, "watch", "--format", form, *map(str, options)], stdin=stdin,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
        self.lines, self.changed = [], threading.Condition()
        self.error = b""
        self.readers = [threading.Thread(target=self._read), threading.Thread(target=self._read_error)]
        for reader in self.readers:
            reader.start()

    def _read(self):
        for line in self.process.stdout:
            with self.changed:
                self.lines.append(json.loads(line) if self.form == "jsonl" else line.decode())
                self.changed.notify_all()

    def _read_error(self):
        self.error = self.process.stderr.read()

    def write(self, content):
        self.process.stdin.write(content)
        self.process.stdin.flush()

    def wait_for(self, wanted, seconds=60.0):
        """The first line for which wanted() holds; None after the time."""
        end = time.monotonic() + seconds
        with self.changed:
            while True:
                for line in self.lines:
                    if wanted(line):
                        return line
                left = end - time.monotonic()
                if left <= 0:
                    return None
                self.changed.wait(left)

    def end(self, number=None):
        """Exit status, once it has ended; the lines are whole then."""
        if number is not None:
            os.killpg(self.process.pid, number)
        elif self.process.stdin is not None:
            self.process.stdin.close()
        status = self.process.wait(timeout=120)
        for reader in self.readers:
            reader.join()
        check(not left_behind(self.process.pid), "processes are left behind")
        return status

    def report(self):
        return next((one["report"] for one in self.lines if one["type"] == "report"), None)


def left_behind(group):
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="ascii", errors="replace").rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            return True
    return False


def checked(*options):
    done = subprocess.run([capfcheck, "check", "--format", "jsonl", *map(str, options)], capture_output=True, timeout=120,
                          check=False)
    return done.returncode, json.loads(done.stdout)


def same(seen, expected, text, but=()):
    for one in (seen, expected):
        for name in but:
            (one or {}).pop(name, None)
    check(seen == expected, f"{text}: the report is not check's")


def is_verdict(verdict):
    return lambda line: line["type"] == "verdict" and line["verdict"] == verdict


def ended_within_a_record():
    """Whoever ends it in the middle of a record has not damaged anything."""
    content = HAPPY.read_bytes()
    for at in (len(content) // 3, len(content) * 2 // 3, len(content) - 7):
        for number in (signal.SIGINT, signal.SIGTERM):
            for form in ("jsonl", "text"):
                watch = Watch("-", form=form)
                watch.write(content[:at])
                time.sleep(1.5)
                status = watch.end(number)
                text = f"{number.name} at byte {at}, {form}"
                check(status in (0, 1, 3), f"{text}: exit status {status}")
                said = watch.error.decode() + "".join(map(str, watch.lines))
                check("damaged" not in said, f"{text}: {said[-1500:]}")


def nobody_reads_on():
    """As of `| head -1`: no packet needs to come for it to be noticed."""
    with tempfile.TemporaryDirectory() as folder:
        growing = pathlib.Path(folder) / "growing.pcapng"
        growing.write_bytes(HAPPY.read_bytes())
        for options in (["--lines", growing], ["--lines", "-"]):
            process = subprocess.Popen([capfcheck, "watch", *map(str, options)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE, start_new_session=True)
            if options[1] == "-":
                process.stdin.write(HAPPY.read_bytes())
                process.stdin.flush()
            process.stdout.readline()
            process.stdout.close()
            try:
                process.wait(timeout=30)
                check(process.returncode in (-signal.SIGPIPE, 141), f"{options}: nobody reads on: {process.returncode}")
            except subprocess.TimeoutExpired:
                problems.append(f"{options}: goes on though nobody reads")
                os.killpg(process.pid, signal.SIGKILL)
            check(b"capfcheck:" not in process.stderr.read(), f"{options}: nobody reads on, and that is told of")
            process.stdin.close()
            check(not left_behind(process.pid), f"{options}: processes are left behind")


def steps_as_they_are_taken():
    watch = Watch("-")
    content = HAPPY.read_bytes()
    watch.write(content)
    verdict = watch.wait_for(is_verdict("encrypted"))
    check(verdict is not None and verdict["device"] == PHONE, "no verdict while the pipe is open")
    check(watch.report() is None, "a report before the end")
    check(watch.end() == 0, "a happy phone: exit status")
    for line in watch.lines:
        problems.extend(f"schema: {one}" for one in schemas.problems(strict, line))
    taken = [one["step"] for one in watch.lines if one["type"] == "step" and one["status"] == "ok"]
    check(sorted(set(taken), key=STEPS.index) == list(STEPS), f"steps: {taken}")
    packets = [one for one in watch.lines if one["type"] == "packet"]
    check(any("TCP SYN to port 3804" == one["text"] and one["step"] == "capf-connect" for one in packets), "no SYN")
    check(len({(one["frame"], one["text"], one["from"]) for one in packets}) == len(packets), "told twice")
    watch = Watch("-", form="text")
    watch.write(content)
    check(watch.end() == 0, "as text: exit status")
    text = "".join(watch.lines)
    check(re.search(rf"^ +2\.793668 {PHONE} +capf-connect +TCP SYN to port 3804$", text, re.M), f"as text: {text[:600]}")
    check(re.search(rf"^ +\S+ {PHONE} +- +VERDICT encrypted: ", text, re.M), "no verdict as text")
    check(f"{PHONE} (10.147.94.55): encrypted" in text, "no report as text")


def until_a_verdict():
    watch = Watch("--until", f"encrypted:{PHONE.lower()}", "-")
    watch.write(HAPPY.read_bytes())
    check(watch.process.wait(timeout=60) == 0, "--until: exit status")
    watch.process.stdin.close()
    # Within a record, which is no damage.
    blocks = [piece for _, piece in paced.pieces(CLOSED.read_bytes())]
    first_packet = next(i for i, block in enumerate(blocks) if block[:4] == b"\6\0\0\0")
    cut = b"".join(blocks[:first_packet]) + blocks[first_packet][:50]
    watch = Watch("--until", f"encrypted:{PHONE}", "-")
    watch.write(HAPPY.read_bytes() + cut)
    check(watch.process.wait(timeout=60) == 0, "--until within a record: exit status")
    watch.process.stdin.close()
    check(watch.end() == 0 and b"damaged" not in watch.error, f"--until within a record: {watch.error}")
    watch = Watch("-")
    watch.write(HAPPY.read_bytes() + cut)
    check(watch.wait_for(is_verdict("encrypted")) is not None, "no verdict within a record")
    check(watch.end(signal.SIGINT) == 0 and not watch.error, f"SIGINT within a record: {watch.error}")
    watch = Watch("--until", f"failed:{PHONE}", "--for", "1.5s", "-")
    begin = time.monotonic()
    status = watch.process.wait(timeout=60)
    watch.process.stdin.close()
    check(status == 4 or status == 3, f"--for: exit status {status}")
    check(1.0 < time.monotonic() - begin < 30, "--for: ended at the wrong time")


def no_packets(folder):
    """It is told, and a program gets a report."""
    empty, none = folder / "empty.pcapng", folder / "none.pcapng"
    empty.write_bytes(b"")
    none.write_bytes(HAPPY.read_bytes()[:4])
    for options in (("-",), ("--for", "1s", empty)):
        watch = Watch(*options, stdin=subprocess.DEVNULL)
        check(watch.end() == 4, f"no packets, {options}: exit status")
        check(watch.error.count(b"\n") == 1 and b"no packets came" in watch.error, f"no packets: {watch.error}")
        report = watch.report()
        check(report is not None and report["problem"] == "no packets came" and not report["phones"], f"no packets: {report}")
    watch = Watch("--for", "1s", none, stdin=subprocess.DEVNULL, form="text")
    check(watch.end() == 3 and not watch.error, f"stopped in the first block: {watch.error}")


def a_file_that_is_cut(folder):
    """Its last record is being written when the time is over."""
    path = folder / "cut.pcapng"
    path.write_bytes(HAPPY.read_bytes()[:-100])
    watch = Watch("--for", "2s", path, stdin=subprocess.DEVNULL)
    check(watch.end() == 0 and not watch.error, f"a file that is cut: {watch.error}")


def bad_arguments():
    for options in ([], ["-i", "lo", "file"], ["-f", "tcp", "-"], ["--until", "happy:SEP1", "-"], ["--until", "failed", "-"],
                    ["--for", "soon", "-"], ["--for", "0", "-"], ["-w", "/tmp/x", "file"], ["a", "b"]):
        done = subprocess.run([capfcheck, "watch", *options], stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
                              check=False)
        check(done.returncode == 2 and done.stderr, f"watch {options}: {done.returncode} {done.stderr}")
    done = subprocess.run([capfcheck, "watch", "/nonexistent/file"], capture_output=True, timeout=60, check=False)
    check(done.returncode == 4, f"no file: {done.returncode}")


def a_growing_file(folder):
    content = HAPPY.read_bytes()
    path = folder / "growing.pcapng"
    cut = len(content) * 2 // 3
    path.write_bytes(content[:cut])
    watch = Watch(path, stdin=subprocess.DEVNULL)
    check(watch.wait_for(lambda line: line["type"] == "packet") is not None, "nothing of the beginning of a file")
    check(watch.wait_for(is_verdict("encrypted"), 0.5) is None, "a verdict of what is not written yet")
    with path.open("ab") as file:
        file.write(content[cut:])
    check(watch.wait_for(is_verdict("encrypted")) is not None, "nothing of what was appended")
    status, report = checked(path)
    check(watch.end(signal.SIGINT) == status, "a growing file: exit status")
    same(watch.report(), report, "a growing file", but=("changed",))


def a_file_that_is_replaced(folder):
    path = folder / "replaced.pcapng"
    path.write_bytes(CLOSED.read_bytes())
    watch = Watch(path, stdin=subprocess.DEVNULL)
    check(watch.wait_for(is_verdict("failed")) is not None, "nothing of the first file")
    path.rename(folder / "replaced.old")
    check(watch.wait_for(lambda line: line["type"] == "note" and "removed" in line["text"]) is not None, "removal is not told")
    path.write_bytes(HAPPY.read_bytes())
    check(watch.wait_for(is_verdict("encrypted")) is not None, "nothing of the file that took its place")
    # Truncated: what comes now is another capture.
    with path.open("r+b") as file:
        file.truncate(10)
    check(watch.wait_for(lambda line: line["type"] == "note" and "truncated" in line["text"]) is not None,
          "truncation is not told")
    check(watch.end(signal.SIGTERM) in (0, 1, 4), "a replaced file: exit status")
    report = watch.report()
    check(report is not None and {one["verdict"] for one in report["phones"]} >= {"failed", "encrypted"},
          "a replaced file: phones are missing")


def split_in_three(content, folder):
    """dumpcap's ring: each file has the section and interface again."""
    blocks, at = [], 0
    while at < len(content):
        kind, length = struct.unpack_from("<II", content, at)
        blocks.append((kind, content[at : at + length]))
        at += length
    head = b"".join(block for kind, block in blocks if kind in (0x0A0D0D0A, 1))
    packets = [block for kind, block in blocks if kind == 6]
    third = len(packets) // 3
    parts = [packets[:third], packets[third : 2 * third], packets[2 * third :]]
    names = [folder / f"ring_0000{i + 1}_2026013112000{i}.pcapng" for i in range(3)]
    return names, [head + b"".join(part) for part in parts]


def a_ring(folder):
    names, contents = split_in_three(HAPPY.read_bytes(), folder)
    names[0].write_bytes(contents[0])
    watch = Watch(names[0], stdin=subprocess.DEVNULL)
    check(watch.wait_for(lambda line: line["type"] == "packet") is not None, "nothing of a ring's first file")
    for name, content in zip(names[1:], contents[1:]):
        name.write_bytes(content)
    check(watch.wait_for(is_verdict("encrypted")) is not None, "the ring is not followed")
    status, report = checked(*names)
    check(watch.end(signal.SIGINT) == status, "a ring: exit status")
    same(watch.report(), report, "a ring", but=("changed",))


def keys_that_come_later(folder):
    keylog = folder / "late.keylog"
    keylog.write_bytes(b"")
    watch = Watch("--keylog", keylog, "-")
    watch.write(HAPPY.read_bytes())
    check(watch.wait_for(is_verdict("encrypted")) is not None, "without keys: no verdict")
    check(not any("KEY_GENERATION" in line.get("text", "") for line in watch.lines), "messages without keys")
    with keylog.open("ab") as file:
        file.write(KEYLOG.read_bytes())
    check(watch.wait_for(lambda line: line["type"] == "packet" and "CAPF KEY_GENERATION" in line["text"]) is not None
          or watch.wait_for(lambda line: line["type"] == "packet" and "GENERAT" in line["text"], 1) is not None,
          "keys that came later are not used")
    check(watch.end() == 0, "keys that came later: exit status")
    _, report = checked("--keylog", KEYLOG, HAPPY)
    same(watch.report(), report, "keys that came later", but=("file",))


def redacted(folder):
    key = folder / "redact.key"
    key.write_bytes(b"0123456789abcdef0123456789abcdef")
    for form in ("jsonl", "text"):
        watch = Watch("--redact-key", key, "-", form=form)
        watch.write(HAPPY.read_bytes())
        check(watch.end() == 0, "redacted: exit status")
        text = "".join(map(str, watch.lines)) + watch.error.decode()
        check("SEP" in text, "redacted: no phone")
        for secret in ("A45630BBFA40", "a45630bbfa40", "10.147.94.55", "10.48.46.4"):
            check(secret not in text, f"redacted {form}: {secret} is told")


def a_copy(folder):
    content, copy = HAPPY.read_bytes(), folder / "copy.pcapng"
    watch = Watch("-w", copy, "-")
    watch.write(content)
    check(watch.end() == 0, "-w: exit status")
    check(copy.read_bytes() == content, "-w: not what came")
    watch = Watch("-w", "/dev/full", "-")
    watch.write(content)
    check(watch.wait_for(lambda line: line["type"] == "note" and "-w /dev/full" in line["text"]) is not None,
          "a full disk is not told")
    check(watch.end() == 0, "a full disk: exit status")
    check(watch.report() is not None and watch.report()["phones"][0]["verdict"] == "encrypted", "a full disk: no verdict")


def broken_pipes():
    """The pipe ends within a record; nothing comes; what comes is no capture; who reads leaves."""
    content = HAPPY.read_bytes()
    for begin in (content[: len(content) // 2 + 3], content[:40], b"no capture at all", content[:2]):
        done = subprocess.run([capfcheck, "check", "--format", "jsonl", "-"], input=begin, capture_output=True, timeout=120,
                              check=False)
        watch = Watch("-")
        watch.write(begin)
        status = watch.end()
        check(status == done.returncode, f"{len(begin)} bytes: exit status {status}, check has {done.returncode}")
        expected = json.loads(done.stdout) if done.stdout else None
        check(expected is None or expected["packets"] == 0 or watch.report() == expected, f"{len(begin)} bytes: report")
    watch = Watch("-")
    check(watch.end() == 4, "an empty pipe: exit status")
    leaves = subprocess.Popen([capfcheck, "watch", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, start_new_session=True)
    leaves.stdout.close()
    try:
        leaves.stdin.write(content)
        leaves.stdin.close()
    except BrokenPipeError:
        pass
    leaves.wait(timeout=60)
    check(not left_behind(leaves.pid), "who reads leaves: processes are left behind")


def signals():
    for number in (signal.SIGINT, signal.SIGTERM):
        watch = Watch("-")
        watch.write(HAPPY.read_bytes())
        check(watch.wait_for(is_verdict("encrypted")) is not None, f"{number.name}: no verdict before it")
        os.kill(watch.process.pid, number)  # the process alone, not its group
        check(watch.process.wait(timeout=60) == 0, f"{number.name}: exit status {watch.process.returncode}")
        watch.process.stdin.close()
        for reader in watch.readers:
            reader.join()
        check(watch.report() is not None, f"{number.name}: no report")
        check(not left_behind(watch.process.pid), f"{number.name}: processes are left behind")
    watch = Watch("--no-sandbox", "-")
    watch.write(HAPPY.read_bytes())
    check(watch.wait_for(is_verdict("encrypted")) is not None, "without a sandbox: no verdict")
    check(watch.end(signal.SIGINT) == 0, "without a sandbox: exit status")
    watch = Watch("-")
    watch.write(HAPPY.read_bytes()[:2000])
    time.sleep(0.5)
    os.killpg(watch.process.pid, signal.SIGHUP)
    watch.process.wait(timeout=60)
    watch.process.stdin.close()
    time.sleep(0.5)
    check(not left_behind(watch.process.pid), "SIGHUP: processes are left behind")


def overdue():
    """After the partial configuration the phone is silent, for as long as it usually takes, and then goes on."""
    watch = Watch("-")
    parts = list(paced.pieces(HAPPY.read_bytes()))
    for _, piece in (one for one in parts if one[0] < 2.0):
        watch.write(piece)
    line = watch.wait_for(lambda one: one["type"] == "waiting", 40)
    check(line is not None and line["step"] == "capf-connect", f"waiting: {line}")
    line = watch.wait_for(lambda one: one["type"] == "overdue", 40)
    check(line is not None and line["step"] == "capf-connect" and line["codes"], f"overdue: {line}")
    if line is not None:
        check(re.fullmatch(r"no connection to CAPF 3\d s after the partial configuration", line["text"]), line["text"])
    for _, piece in (one for one in parts if one[0] >= 2.0):
        watch.write(piece)
    check(watch.wait_for(lambda one: one["type"] == "taken-back") is not None, "it is not taken back")
    check(watch.end() == 0, "overdue: exit status")


def never_taken_back():
    """The step is overdue, and the capture ends without it."""
    watch = Watch("-")
    for _, piece in (one for one in paced.pieces(HAPPY.read_bytes()) if one[0] < 2.0):
        watch.write(piece)
    check(watch.wait_for(lambda one: one["type"] == "overdue", 60) is not None, "it is not overdue")
    watch.end()
    check(not any(one["type"] == "taken-back" for one in watch.lines), "it is taken back, and nothing came")


def times_go_on():
    """Also after frames were forgotten, times are counted from the first of all packets."""
    first, step = paced.first_time(HAPPY.read_bytes()), 1000
    watch = Watch("--keep-frames", "20", "-", form="text")
    for i, name in enumerate((CLOSED, HAPPY, CLOSED)):
        watch.write(paced.moved(name.read_bytes(), first + i * step * 1_000_000_000))
        begun = re.compile(rf" +{i * step or ''}[0-9]*[.].* HTTP GET")
        check(watch.wait_for(begun.match, 20) is not None, f"nothing at {i * step} s: {watch.lines[-3:]}")
        time.sleep(1.0)
    watch.end()
    times = [float(line.split()[0]) for line in watch.lines if re.match(r" +\d+[.]\d{6} SEP", line)]
    thousands = [time // step for time in times]
    check(thousands == sorted(thousands), f"times go back: {times}")


def forgotten_frames():
    """Of phones whose frames were forgotten the results stay."""
    names = ("s01-happy-http-rsa2048-tls12", "s14-capf-port-closed", "s05-happy-tftp512", "s21-sgn-bad-sig")
    watch = Watch("--keep-frames", "60", "-")
    expected = {}
    for name in names:
        capture = captures / f"{name}.pcapng"
        _, report = checked(capture)
        phone = report["phones"][0]
        expected[phone["device"]] = phone["verdict"]
        watch.write(capture.read_bytes())
        check(watch.wait_for(lambda line, one=phone: line["type"] == "verdict" and line["device"] == one["device"]
                             and line["verdict"] == one["verdict"]) is not None, f"{name}: no verdict")
    watch.end()
    report = watch.report()
    check(report is not None and {one["device"]: one["verdict"] for one in report["phones"]} == expected,
          f"forgotten frames: {expected}, {[(one['device'], one['verdict']) for one in report['phones']]}")
    check(report["packets"] == sum(checked(captures / f"{name}.pcapng")[1]["packets"] for name in names),
          "forgotten frames: packets are counted otherwise")
    check(any(not one["certificates"] for one in report["phones"]), "no frames were forgotten")


def main():
    with tempfile.TemporaryDirectory() as name, concurrent.futures.ThreadPoolExecutor(3) as pool:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        jobs = [pool.submit(job) for job in (overdue, never_taken_back, times_go_on, steps_as_they_are_taken, until_a_verdict, bad_arguments, broken_pipes,
                                             signals, forgotten_frames, ended_within_a_record,
                                             nobody_reads_on)]
        jobs += [pool.submit(job, folder) for job in (a_growing_file, a_file_that_is_replaced, a_ring, keys_that_come_later,
                                                      redacted, a_copy, no_packets, a_file_that_is_cut)]
        for job in jobs:
            try:
                job.result()
            except Exception as problem:  # noqa: BLE001: of one, the others are told as well
                problems.append(f"{type(problem).__name__}: {problem}")
    print("\n".join(problems) or "watch tells what comes, and ends well")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
