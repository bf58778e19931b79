#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What capfcheck says with the selection of frames must be, byte for byte, what it says of all frames.

usage: selection.py [--encapsulations N] [--only TEXT] --captures FOLDER [--generator GENERATE_CAPTURE] CAPFCHECK

Each capture as it is, and in N of the encapsulations and formats of rewrap.py (in turn over the captures; 0: in all).
With --generator also inside a voice network's traffic. Exits 1 and prints each difference.
"""
import argparse
import difflib
import itertools
import pathlib
import subprocess
import sys
import tempfile

import rewrap

TIME_LIMIT = 1800


def report(capfcheck, files, *options):
    command = [capfcheck, "--format", "json", *options, *files]
    result = subprocess.run(command, capture_output=True, timeout=TIME_LIMIT)
    if result.returncode not in (0, 1, 3, 4):
        raise SystemExit(f"capfcheck ended with {result.returncode}: {result.stderr[-300:]}")
    return result.stdout.decode()


def variants(captures, count, folder):
    """Writes the rewrapped captures, and gives their paths."""
    turn = itertools.cycle(rewrap.ENCAPSULATIONS)
    form = itertools.cycle(rewrap.FORMATS)
    for capture in captures:
        frames = rewrap.read(capture)
        if not frames:
            continue
        chosen = list(rewrap.ENCAPSULATIONS) if count == 0 else [next(turn) for _ in range(count)]
        for encapsulation in chosen:
            kind = next(form)
            path = folder / f"{capture.name}.{encapsulation}.{kind}"
            path.write_bytes(rewrap.rewrap(frames, encapsulation, kind))
            yield path


def networks(captures, generator, folder):
    """Phones in the traffic of a voice network, alone and several at several places."""
    named = {path.name: path for path in captures}
    sets = [["s26-six-phones.pcapng"], ["s01-happy-http-rsa2048-tls12.pcapng", "s05-happy-tftp512.pcapng"],
            ["s53-capf-other-port.pcapng", "s43-tftp-ipfragments.pcapng", "s15-capf-filtered.pcapng"]]
    for number, names in enumerate(sets):
        phones = [named[name] for name in names if name in named]
        path = folder / f"network{number}.{'pcapng' if number % 2 else 'pcap'}"
        subprocess.run([generator, "20000", path.suffix[1:], path, *phones], check=True)
        yield path


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--encapsulations", type=int, default=2)
    parser.add_argument("--only", default="")
    parser.add_argument("--captures", type=pathlib.Path, required=True)
    parser.add_argument("--generator")
    parser.add_argument("capfcheck")
    options = parser.parse_args()
    captures = [path for path in sorted(options.captures.iterdir()) if ".pcap" in path.name and options.only in path.name]
    with tempfile.TemporaryDirectory() as folder:
        files = captures + list(variants(captures, options.encapsulations, pathlib.Path(folder)))
        if options.generator:
            files += networks(captures, options.generator, pathlib.Path(folder))
        some, everything = report(options.capfcheck, files), report(options.capfcheck, files, "--all-frames")
    phones = some.count('"verdict"')
    print(f"{len(captures)} captures, {len(files)} files, {phones} phones")
    if some != everything:
        lines = difflib.unified_diff(everything.splitlines(), some.splitlines(), "all frames", "chosen", lineterm="", n=12)
        print("\n".join(itertools.islice(lines, 200)))
    return 1 if some != everything or phones < len(files) // 2 else 0


sys.exit(main())
