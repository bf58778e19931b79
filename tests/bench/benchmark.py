#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""How long capfcheck takes for a large capture of a voice network, beside programs that do less.

usage: benchmark.py [--packets N,N…] [--formats pcap,pcapng,gz,zst,lz4] [--rounds N] [--only NAME,…] [--folder FOLDER]
                    [--phones CAPTURE]… [--minimal-reader MINIMAL_READER] --generator GENERATE_CAPTURE CAPFCHECK

Makes the captures, with the phones of CAPTURE (or else of three captures of ours) spliced in at several places. Runs every
program on each of them in turn, several rounds one after the other, and prints the least wall time and processor time of
each, their ratio to `cat`, and the peak memory. The files are removed at the end. tshark runs on at most a million packets: it
takes a minute and gigabytes for more. Programs that are not installed are left out. With several sizes, the growth of
capfcheck's time is printed as well.
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

CAPTURES = pathlib.Path(__file__).resolve().parents[2] / "captures"
FILTER = "tcp port 3804 or tcp port 6970 or udp port 69"
DISPLAY_FILTER = "tcp.port==3804||tcp.port==6970||tftp"
DECODERS = {"gz": ["gzip", "-dc"], "zst": ["zstd", "-dcq"], "lz4": ["lz4", "-dcq"]}
COMPRESSORS = {"gz": ["gzip", "-1", "-c"], "zst": ["zstd", "-1", "-qc"], "lz4": ["lz4", "-1", "-qc"]}
PHONES = ("s01-happy-http-rsa2048-tls12", "s08-password-wrong", "s26-six-phones")
TSHARK_MOST = 1_000_000
GOOD_STATUS = {"capfcheck": {0, 1, 3}}


def programs(path, packets, kind, options):
    """The command of each program for the capture: `cat` or the decoder alone first, all others are compared with it."""
    baseline = ["cat"] if kind not in DECODERS else DECODERS[kind]
    yield "cat" if kind not in DECODERS else baseline[0], [*baseline, path]
    if kind not in DECODERS and options.minimal_reader:
        yield "minimal reader", [options.minimal_reader, path]
    yield "capfcheck", [options.capfcheck, "--format", "json", path]
    if kind not in DECODERS:
        yield "tcpdump", ["tcpdump", "-r", path, "-w", "/dev/null", FILTER]
    yield "capinfos", ["capinfos", "-c", path]
    if packets <= TSHARK_MOST and kind not in DECODERS:
        yield "tshark", ["tshark", "-r", path, "-Y", DISPLAY_FILTER, "-T", "fields", "-e", "frame.number"]
        yield "tshark -2", ["tshark", "-2", "-r", path, "-Y", DISPLAY_FILTER, "-T", "fields", "-e", "frame.number"]


def measure(command, good):
    """Wall seconds, processor seconds, peak memory in MB of one run."""
    begin = time.monotonic()
    with open(os.devnull, "w", encoding="ascii") as nothing:
        process = subprocess.Popen(command, stdout=nothing, stderr=nothing)
        _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in good:
        raise SystemExit(f"{' '.join(map(str, command))} ended with {process.returncode}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def make(folder, packets, kind, options):
    path = folder / f"{packets}.{kind}"
    container = "pcapng" if kind == "pcapng" else "pcap"
    plain = path if kind == container else folder / f"{packets}.plain"
    subprocess.run([options.generator, str(packets), container, plain, *options.phones], check=True)
    if plain != path:
        with open(path, "wb") as out:
            subprocess.run([*COMPRESSORS[kind], plain], stdout=out, check=True)
        plain.unlink()
    return path


def warm(path):
    with open(path, "rb") as file:
        while file.read(1 << 20):
            pass


def bench(path, packets, kind, options):
    chosen = [
        (name, command)
        for name, command in programs(path, packets, kind, options)
        if (not options.only or name in options.only) and shutil.which(command[0])
    ]
    best = {}
    warm(path)
    for number in range(options.rounds):
        for name, command in chosen:
            if number > 0 and name.startswith("tshark"):
                continue  # once is enough for a ratio of hundreds
            result = measure(command, GOOD_STATUS.get(name, {0}))
            best[name] = tuple(map(min, zip(best.get(name, result), result)))
    reference = best[chosen[0][0]]
    print(f"\n{packets:,} packets, {kind}, {path.stat().st_size / 1e9:.2f} GB")
    print(f"  {'program':12} {'wall s':>8} {'x':>7} {'CPU s':>8} {'x':>7} {'MB':>6}")
    for name, (wall, cpu, memory) in best.items():
        print(f"  {name:12} {wall:8.3f} {wall / reference[0]:7.2f} {cpu:8.3f} {cpu / reference[1]:7.2f} {memory:6.0f}")
    return best.get("capfcheck")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--packets", default="1000000,10000000")
    parser.add_argument("--formats", default="pcap,pcapng")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="")
    parser.add_argument("--folder", default=None, help="for the captures (default: the system's temporary folder)")
    parser.add_argument("--phones", action="append", default=[], type=pathlib.Path)
    parser.add_argument("--minimal-reader")
    parser.add_argument("--generator", required=True)
    parser.add_argument("capfcheck")
    options = parser.parse_args()
    options.phones = options.phones or [CAPTURES / f"{name}.pcapng" for name in PHONES]
    options.only = set(filter(None, options.only.split(",")))
    sizes = [int(text) for text in options.packets.split(",")]
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}: compare ratios, not seconds")
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        for kind in options.formats.split(","):
            taken = []
            for packets in sizes:
                path = make(pathlib.Path(folder), packets, kind, options)
                taken.append(bench(path, packets, kind, options))
                path.unlink()
            if len(taken) > 1 and all(taken):
                print(f"  capfcheck: {sizes[-1] / sizes[0]:g} times the packets cost {taken[-1][0] / taken[0][0]:.1f} times")
    return 0


if __name__ == "__main__":
    sys.exit(main())
