#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the plugin costs when a capture holds nothing for it: tshark with and without it, on the same capture.

usage: plugin_cost.py PLUGIN CAPTURE [--rounds N] [--instructions] [--limit PERCENT]

CAPTURE: of RTP and SIP, made by tests/bench/generate_capture without PHONES. Every packet is dissected with a tree, and a
filter that no packet passes keeps the printing out of what is measured.

Runs take turns, and the smallest processor time of each counts, start-up taken off as measured on an empty capture. With
--instructions it counts instructions with Valgrind instead (use a small capture), which nearly repeats on a busy machine: tables
are hashed with a random number, which has cost 2 percent once. So it is counted once, and only when that is too much up to
twice more.
Exit status 1 when the plugin costs more than --limit (2 percent).
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from tshark import Tshark  # noqa: E402

FILTER = "frame.number == 0"
EMPTY = bytes.fromhex("d4c3b2a1020004000000000000000000ffff000001000000")  # a pcap file's header alone


def processor_time(tshark, capture):
    """Seconds, of user and system."""
    process = tshark.popen("-n", "-r", capture, "-Y", FILTER, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    complaint = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"tshark: {process.returncode}: {complaint.decode()}")
    return usage.ru_utime + usage.ru_stime


def instructions(tshark, capture):
    arguments = ["--tool=callgrind", "--callgrind-out-file=/dev/null", "tshark", "-n", "-r", capture, "-Y", FILTER]
    process = tshark.popen(*arguments, tool="valgrind", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, text = process.communicate()
    return int(re.search(rb"Collected : (\d+)", text)[1])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("plugin")
    parser.add_argument("capture", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--instructions", action="store_true")
    parser.add_argument("--limit", type=float, default=2.0)
    options = parser.parse_args()
    measure, rounds = (instructions, 3) if options.instructions else (processor_time, options.rounds)
    with Tshark(None) as without, Tshark(options.plugin) as with_plugin:
        empty = without.folder / "empty.pcap"
        empty.write_bytes(EMPTY)
        runs = {"without": without, "with": with_plugin}
        least = {(name, capture): float("inf") for name in runs for capture in (empty, options.capture)}

        def spent(name):
            return least[name, options.capture] - least[name, empty]

        for _ in range(rounds):
            for name, capture in least:
                least[name, capture] = min(least[name, capture], measure(runs[name], capture))
            cost = 100 * (spent("with") / spent("without") - 1)
            if options.instructions and cost <= options.limit:
                break
    unit = "instructions" if options.instructions else "s"
    for name in runs:
        start, whole = least[name, empty], least[name, options.capture]
        print(f"{name:>8}: start {start:,.3f} {unit}, capture {whole - start:,.3f} {unit}")
    print(f"the plugin costs {cost:+.2f} %")
    return 0 if cost <= options.limit else 1


if __name__ == "__main__":
    sys.exit(main())
