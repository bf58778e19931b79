#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Ctrl-C and SIGTERM end reading, and what was read is reported; later they end judging. A second one ends at once. A
reader of the report that leaves is no error.

usage: interrupted.py CAPTURES CAPFCHECK GENERATE_PHONES
"""
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

problems = []


def check(holds, text):
    if not holds:
        problems.append(text)


def is_waiting(pid):
    """Every thread of the process and of its children sleeps: what it was given is read."""
    for process in [pid, *children(pid)]:
        for task in pathlib.Path(f"/proc/{process}/task").iterdir():
            try:
                state = (task / "stat").read_text(encoding="ascii", errors="replace").rsplit(")", 1)[1].split()[0]
            except OSError:
                return False
            if state not in "SI":
                return False
    return True


def children(pid):
    return [int(one) for one in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


def start(capfcheck, begin, *options):
    """The program, with a part of a capture in its pipe and the pipe open, once it waits for more."""
    process = subprocess.Popen([capfcheck, *options, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, start_new_session=True)
    process.stdin.write(begin)
    process.stdin.flush()
    quiet = 0
    for _ in range(600):
        quiet = quiet + 1 if is_waiting(process.pid) else 0
        if quiet == 5:
            return process
        time.sleep(0.05)
    raise SystemExit("capfcheck does not come to wait for its input")


def ends_well(process, text, status=130):
    out, error = process.stdout.read(), process.stderr.read().decode()
    check(process.wait(timeout=60) == status, f"{text}: exit status {process.returncode}, {error}")
    return out.decode(), error


def interruptions(capfcheck, whole):
    begin = whole[: len(whole) * 3 // 4]  # within a record, most likely
    for number, to_group in ((signal.SIGINT, True), (signal.SIGINT, False), (signal.SIGTERM, False)):
        text = f"{number.name} to {'the group' if to_group else 'the process'}"
        process = start(capfcheck, begin, "--format", "json")
        (os.killpg if to_group else os.kill)(process.pid, number)
        out, error = ends_well(process, text)
        check("interrupted" in error and "damaged" not in error, f"{text}: {error!r}")
        try:
            report = json.loads(out)["captures"][0]
            check(report["phones"] and report["phones"][0]["files"], f"{text}: what was read is not reported")
            check(report["phones"][0]["verdict"] != "failed", f"{text}: a failure is made of the end")
        except (ValueError, LookupError) as problem:
            problems.append(f"{text}: {problem}: {out[:200]!r}")
    process = start(capfcheck, begin, "--no-sandbox")
    os.kill(process.pid, signal.SIGINT)
    out, _ = ends_well(process, "without a sandbox")
    check("SEP" in out, "without a sandbox: no report")


def judging(capfcheck, captures, generator):
    """A capture of which judging takes many times as long as reading."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "many.pcap"
        subprocess.run([generator, "600", "pcap", path, captures / "s01-happy-http-rsa2048-tls12.pcapng"], check=True)
        begin = time.monotonic()
        whole = json.loads(subprocess.run([capfcheck, "--format", "json", "--part-size", "0", path], capture_output=True, check=False).stdout)
        taken = time.monotonic() - begin
        for options in (["--format", "json", "--part-size", "0"], []):
            process = subprocess.Popen([capfcheck, *options, path], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            time.sleep(taken / 2)
            os.kill(process.pid, signal.SIGINT)
            asked = time.monotonic()
            out, error = process.communicate(timeout=300)
            text = f"{options}: interrupted while judging"
            check(process.returncode == 130 and "interrupted: this reports what was" in error.decode(), f"{text}: {process.returncode}, {error}")
            check(b"SEP" in out, f"{text}: no report")
            check(time.monotonic() - asked < taken, f"{text}: takes as long as ever")
            if options:
                phones = json.loads(out)["captures"][0]["phones"]
                check(0 < len(phones) <= len(whole["captures"][0]["phones"]), f"{text}: {len(phones)} phones")
                failed = [{phone["device"] for phone in some if phone["verdict"] == "failed"} for some in (phones, whole["captures"][0]["phones"])]
                check(failed[0] <= failed[1], f"{text}: a failure is made of the end: {sorted(failed[0] - failed[1])[:3]}")
        process = subprocess.Popen([capfcheck, "--format", "json", "--part-size", "0", path], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(taken / 3)
        os.kill(process.pid, signal.SIGINT)
        time.sleep(0.6)
        if process.poll() is None:
            os.kill(process.pid, signal.SIGINT)
            process.communicate(timeout=60)
            check(process.returncode in (-signal.SIGINT, 130), f"asked twice: {process.returncode}")


def closed_pipes(capfcheck, capture):
    for options in ([], ["--format", "json"], ["-v"], ["--no-sandbox"]):
        command = subprocess.Popen([capfcheck, *options, *[capture] * 40], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        command.stdout.read(1)
        command.stdout.close()
        error = command.stderr.read().decode()
        command.wait(timeout=120)
        left = [line for line in error.splitlines() if "reading" not in line and "Wireshark" not in line
                and "packets" not in line and "sandbox" not in line]
        check(not left, f"{options}: a reader that leaves is told of: {left}")


def main():
    captures, capfcheck = pathlib.Path(sys.argv[1]), sys.argv[2]
    capture = captures / "s01-happy-http-rsa2048-tls12.pcapng"
    interruptions(capfcheck, capture.read_bytes())
    closed_pipes(capfcheck, capture)
    judging(capfcheck, captures, sys.argv[3])
    print("\n".join(problems) or "interruptions end reading, and nothing else")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
