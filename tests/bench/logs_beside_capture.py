#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""How long capfcheck takes for a TFTP trace beside a capture, against `zcat | wc -l` of the same files.

usage: logs_beside_capture.py [--files N] [--rounds N] CAPFCHECK CAPTURE

Each file is 2 MB of trace, compressed. Both are measured in turn, and the best of the rounds is compared. Prints times, ratio and
the most memory that capfcheck had.
"""
import argparse
import gzip
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "input"))
from made_logs import TftpTrace  # noqa: E402

FILE_SIZE = 2_000_000
GOOD_STATUS = (0, 1, 3)


def trace():
    made, size = TftpTrace(), 0
    while size < FILE_SIZE:
        before, number = len(made.lines), made.process
        address, device = f"198.51.{number // 250 % 250}.{number % 250}", f"SEP{number:012X}"
        made.request(30000 + number * 0.01, address, f"{device}.cnf.xml.sgn", 200)
        size += sum(len(line) + 1 for line in made.lines[before:])
    return made.text().encode()


def seconds(command):
    """Time on the wall, and the most memory of the process and its children in KB."""
    begin = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in GOOD_STATUS:
        sys.exit(f"{command[0]} ended with {process.returncode}")
    return time.monotonic() - begin, usage.ru_maxrss


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("capfcheck")
    parser.add_argument("capture")
    options = parser.parse_args()
    text = trace()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(options.files):
            (Path(folder) / f"SDL{number:05d}.txt.gz").write_bytes(gzip.compress(text, 6))
        ours, theirs = [], []
        for _ in range(options.rounds):
            theirs.append(seconds(["bash", "-c", f"zcat {folder}/*.gz | wc -l"])[0])
            ours.append(seconds([options.capfcheck, "-q", options.capture, folder]))
    best, memory = min(ours)[0], max(memory for _, memory in ours)
    print(f"{options.files} files, {options.files * len(text) / 1e6:.0f} MB: capfcheck {best:.2f} s, zcat | wc -l "
          f"{min(theirs):.2f} s, ratio {best / min(theirs):.2f}, {memory / 1000:.0f} MB")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
