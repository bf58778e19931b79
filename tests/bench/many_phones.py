#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""How long capfcheck takes for a capture in which nearly everything is phones, beside tshark.

usage: many_phones.py [--phones N,N…] [--jobs N,N…] [--mix sequence|mixed] [--rounds N] [--folder FOLDER]
                      --generator GENERATE_PHONES CAPFCHECK

`sequence`: each phone goes through a whole sequence over HTTP. `mixed`: HTTP and TFTP, successes and failures. Runs every
program on each capture in turn, several rounds one after the other, and prints the least wall time and processor time of
each, their ratio to tshark's, the time for each phone, and the peak memory of the largest process.
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import tempfile

from benchmark import measure, warm

CAPTURES = pathlib.Path(__file__).resolve().parents[2] / "captures"
MIXES = {
    "sequence": ["s01-happy-http-rsa2048-tls12"],
    "mixed": ["s01-happy-http-rsa2048-tls12", "s05-happy-tftp512", "s08-password-wrong", "s20-enc-tftp-notfound",
              "s14-capf-port-closed", "s02-happy-http-nosecrets", "s21-sgn-bad-sig", "s24-feature-not-enabled"],
}
TSHARK = ["tshark", "-Y", "http.request||tls.handshake", "-T", "fields", "-e", "frame.number", "-r"]
TSHARK_MOST = 10_000  # phones: for more it takes minutes


def programs(path, phones, options):
    if phones <= TSHARK_MOST and shutil.which("tshark"):
        yield "tshark", [*TSHARK, path]
    for jobs in options.jobs.split(","):
        yield f"--jobs {jobs}", [options.capfcheck, "--format", "json", "--jobs", jobs, path]
    if phones <= options.one_process_most:
        yield "one process", [options.capfcheck, "--format", "json", "--part-size", "0", path]


def bench(path, phones, options):
    best = {}
    warm(path)
    for _ in range(options.rounds):
        for name, command in programs(path, phones, options):
            result = measure(command, {0, 1, 3})
            best[name] = tuple(map(min, zip(best.get(name, result), result)))
    reference = best.get("tshark")
    print(f"\n{phones:,} phones, {path.stat().st_size / 1e6:.0f} MB")
    print(f"  {'program':12} {'wall s':>8} {'x':>6} {'CPU s':>8} {'x':>6} {'ms/phone':>9} {'MB':>6}")
    for name, (wall, cpu, memory) in best.items():
        ratios = [f"{a / b:6.2f}" for a, b in zip((wall, cpu), reference)] if reference else ["", ""]
        print(f"  {name:12} {wall:8.2f} {ratios[0]:>6} {cpu:8.2f} {ratios[1]:>6} {1000 * cpu / phones:9.2f} {memory:6.0f}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--phones", default="1000,4000,10000,40000")
    parser.add_argument("--jobs", default="1,2")
    parser.add_argument("--mix", choices=MIXES, default="mixed")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--one-process-most", type=int, default=1000, help="phones; one process takes 150 KB for each")
    parser.add_argument("--folder", default=None, help="for the captures (default: the system's temporary folder)")
    parser.add_argument("--generator", required=True)
    parser.add_argument("capfcheck")
    options = parser.parse_args()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}: compare ratios, not seconds")
    templates = [CAPTURES / f"{name}.pcapng" for name in MIXES[options.mix]]
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        for phones in map(int, options.phones.split(",")):
            path = pathlib.Path(folder) / f"{phones}.pcap"
            subprocess.run([options.generator, str(phones), "pcap", path, *templates], check=True)
            bench(path, phones, options)
            path.unlink()


main()
