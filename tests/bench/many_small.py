#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""How long many small captures take: `capfcheck batch` beside loops of tshark and capinfos, in one run.

usage: many_small.py [--captures N] [--packets N] [--tshark-captures N] [--rounds N] --generator GENERATE_CAPTURE
                     --phones CAPTURE [--phones CAPTURE…] CAPFCHECK

Makes N captures of about that many packets each of a voice network, every tenth with one of the phones' captures in it,
and prints wall time, processor time and the ratio to the batch. The loop of tshark runs on the first --tshark-captures of
them (default: all) and is scaled up to all.
"""
import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DISPLAY_FILTER = "tcp.port==3804||tcp.port==6970||tftp"
PHONES_EVERY = 10


def make(folder, options):
    paths = []
    for number in range(options.captures):
        path = folder / f"{number:05}.pcap"
        phones = [options.phones[number // PHONES_EVERY % len(options.phones)]] if number % PHONES_EVERY == 0 else []
        # Not two of one content: these would be judged once.
        subprocess.run([options.generator, str(options.packets + number), "pcap", path, *phones], check=True)
        paths.append(path)
    return paths


def measure(commands, good):
    """Wall and processor seconds of all commands, one after the other."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.monotonic()
    for command in commands:
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        if done.returncode not in good:
            raise SystemExit(f"{command}: status {done.returncode}")
    wall = time.monotonic() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--captures", type=int, default=500)
    parser.add_argument("--packets", type=int, default=1000)
    parser.add_argument("--tshark-captures", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--generator", required=True)
    parser.add_argument("--phones", action="append", required=True)
    parser.add_argument("capfcheck")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        paths = make(Path(folder), options)
        fewer = paths[: options.tshark_captures or len(paths)]
        rows = {
            "capfcheck batch": ([[options.capfcheck, "batch", "-q", folder]], 1, {0, 1, 3}),
            "capfcheck batch --jobs 1": ([[options.capfcheck, "batch", "-q", "--jobs", "1", folder]], 1, {0, 1, 3}),
            "capinfos -c, each": ([["capinfos", "-c", path] for path in fewer], len(paths) / len(fewer), {0}),
            "tshark -Y, each": ([["tshark", "-r", path, "-Y", DISPLAY_FILTER] for path in fewer], len(paths) / len(fewer), {0}),
        }
        best = {}
        for _ in range(options.rounds):
            for name, (commands, scale, good) in rows.items():
                result = tuple(scale * one for one in measure(commands, good))
                best[name] = tuple(map(min, zip(best.get(name, result), result)))
    reference = best["capfcheck batch"]
    print(f"{len(paths)} captures of about {options.packets} packets, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}: compare ratios, not seconds")
    print(f"  {'program':26} {'wall s':>8} {'x':>7} {'CPU s':>8} {'x':>7}")
    for name, (wall, cpu) in best.items():
        print(f"  {name:26} {wall:8.2f} {wall / reference[0]:7.2f} {cpu:8.2f} {cpu / reference[1]:7.2f}")
    return 0


sys.exit(main())
