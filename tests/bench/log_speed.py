#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""How long a large TFTP trace takes, beside `zcat | wc -l` of the same files.

usage: log_speed.py [--megabytes N] [--rounds N] [--limit RATIO] [--capfcheck CAPFCHECK --capture CAPTURE] LOG_READER

Writes N megabytes (1000 where not given) of a detailed trace in compressed files of 2 MB each, runs `zcat | wc -l` and
`zcat | LOG_READER` in turn, and with --capfcheck also capfcheck with the capture and the files, and prints for each the least
wall and processor time of all rounds, the ratio of wall times to `zcat | wc -l`, and the peak memory. Exits 1 if a ratio is
more than the limit. The files are removed at the end.
"""
import argparse
import gzip
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "captures/generator"))
from log_file import LogFile  # noqa: E402
from log_servers import TftpTrace  # noqa: E402

FILE_BYTES, DIFFERENT_FILES = 2_000_000, 10
PHONES = 5000
BEGIN = 1_700_000_000


def write_trace(folder, megabytes):
    """The files' names. A few are made, the others are copies of them under names of their own."""
    log = LogFile(folder, "trace", "tftp", "log_speed")
    log.losses = 0
    trace = TftpTrace(log)
    made, t, number, text = [], BEGIN, 0, ""
    while len(made) < min(DIFFERENT_FILES, max(1, megabytes * 1_000_000 // FILE_BYTES)):
        device = f"SEP{number % PHONES:012X}"
        status = (200, 200, 404)[number % 3]
        trace.http(t, device, f"10.20.{number % PHONES // 250}.{number % 250 + 1}", f"{device}.cnf.xml.sgn", status)
        text += "".join(line.text + "\n" for line in log.lines)
        log.lines.clear()
        number, t = number + 1, t + 0.05
        if len(text) >= FILE_BYTES:
            made.append(gzip.compress(text.encode(), 6))
            text = ""
    files = []
    for i in range(max(1, megabytes * 1_000_000 // FILE_BYTES)):
        files.append(folder / f"SDL001_600_{i:06d}.txt.gz")
        files[-1].write_bytes(made[i % len(made)])
    return files


def measure(command):
    """Wall seconds, processor seconds and peak memory in MB of a shell command with all its children."""
    begin = time.monotonic()
    process = subprocess.Popen(["bash", "-c", command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1, 3):
        raise SystemExit(f"{command} ended with {process.returncode}")
    return time.monotonic() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def commands(options, folder):
    files = f"{folder}/SDL001_600_*.txt.gz"
    yield "zcat | wc -l", f"zcat {files} | wc -l"
    yield "zcat | log_reader", f"zcat {files} | {options.log_reader}"
    if options.capfcheck:
        yield "capfcheck", f"{options.capfcheck} --format json {options.capture} {files}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit", type=float, default=0, help="the greatest ratio; 0 for none")
    parser.add_argument("--capfcheck")
    parser.add_argument("--capture")
    parser.add_argument("log_reader")
    options = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp())
    try:
        files = write_trace(folder, options.megabytes)
        best = {}
        for _ in range(options.rounds):
            for name, command in commands(options, folder):
                best[name] = min(best.get(name, (float("inf"),)), measure(command))
        print(f"{len(files)} files, {options.megabytes} MB")
        print(f"{'':<20}{'wall s':>9}{'cpu s':>9}{'ratio':>7}{'MB':>7}")
        base = best["zcat | wc -l"][0]
        for name, (wall, processor, memory) in best.items():
            print(f"{name:<20}{wall:>9.2f}{processor:>9.2f}{wall / base:>7.2f}{memory:>7.0f}")
        slowest = max(wall for wall, _, _ in best.values()) / base
        return 1 if options.limit and slowest > options.limit else 0
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
