#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Long bodies, whose segments capfcheck joins, are reported as they are with --all-frames, which joins none: in order, with
segments lost, twice or swapped, with several files on a connection and several connections at a time.

usage: long_bodies.py [--seeds N] [--keep FOLDER] CAPFCHECK
"""
import argparse
import difflib
import itertools
import pathlib
import random
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "golden"))
from made_files import configuration, signed  # noqa: E402
from made_packets import CLIENT, SERVER, Capture, Tcp  # noqa: E402
from make_captures import get, ok, own_list  # noqa: E402

DEVICE = "SEP000000000001"
MSS = 1400


def body(name, source):
    size = source.choice((1_200_000, 2_000_000, 3_500_000)) + source.choice((0, 1, MSS, 777))
    if name.endswith(".tlv"):
        return own_list(name)
    if name.endswith(".xml.sgn"):
        return signed(name, configuration("<!--" + "x" * size + "-->"))
    return bytes(size) if source.random() < 0.5 else signed(name, bytes(size))


def transfer(tcp, name, source):
    tcp.send("client", get(name), Tcp.ACK | Tcp.PSH)
    answer = ok(body(name, source))
    if source.random() < 0.3:  # its end is the end of a full segment
        answer = ok(body(name, source).ljust(len(answer) // MSS * MSS + MSS - len(ok(b"")) % MSS, b"\n"))
    pushed = source.choice((7, 45, 10_000))
    for number, at in enumerate(range(0, len(answer), MSS)):
        tcp.send("server", answer[at:at + MSS], Tcp.ACK | (Tcp.PSH if number % pushed == pushed - 1 else 0))
        if number % 2:
            tcp.send("client")


def connection(port, source):
    """The frames of one connection with some files."""
    capture = Capture()
    tcp = Tcp(capture, CLIENT, SERVER, port, 6970)
    names = [f"{DEVICE}.cnf.xml.sgn", "rootfs288xx.sbn", "mk-sip.jar.sgn", f"ITL{DEVICE}.tlv", f"{DEVICE}.cnf.xml.sgn"]
    for name in source.sample(names, source.randrange(1, 4)):
        transfer(tcp, name, source)
    if source.random() < 0.7:
        tcp.close()
    return capture.frames


def disturb(frames, source):
    """Frames lost, repeated and swapped, or none."""
    if source.random() < 0.3:
        return frames
    some = source.choice((0.0005, 0.01))
    result = []
    for frame in frames:
        dice = source.random() / some
        if dice < 1:
            continue
        result.append(frame)
        if dice < 2:
            result.append(frame)
        elif dice < 3 and len(result) > 1:
            result[-1], result[-2] = result[-2], result[-1]
        elif dice < 4:
            result.append(source.choice(result[-200:]))
    return result


def merged(lists, source):
    """The frames of all lists, each in its order."""
    left = [iter(frames) for frames in lists]
    while left:
        one = source.choice(left)
        piece = list(itertools.islice(one, source.randrange(1, 30)))
        if not piece:
            left.remove(one)
        yield from piece


def make(seed, path):
    source = random.Random(seed)
    capture = Capture()
    count = source.randrange(1, 4)
    capture.frames = list(merged([disturb(connection(50_000 + n, source), source) for n in range(count)], source))
    return capture.write(path)


def report(program, path, *options):
    """(the report, how many frames were dissected)"""
    done = subprocess.run([program, "--verbose", "--format", "json", *options, path], capture_output=True, text=True,
                          check=False, timeout=600)
    if done.returncode not in (0, 1, 3):
        raise SystemExit(f"capfcheck ended with {done.returncode}: {done.stderr[-300:]}")
    return done.stdout, int(re.search(r" packets, (\d+) dissected", done.stderr).group(1))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("capfcheck")
    options = parser.parse_args()
    phones = differing = fewer = 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(options.seeds):
            path = make(seed, (options.keep or pathlib.Path(folder)) / f"long-{seed}.pcap")
            (joined, few), (each, all_frames) = report(options.capfcheck, path), report(options.capfcheck, path, "--all-frames")
            fewer += few < 0.9 * all_frames
            phones += joined.count('"verdict"')
            if joined != each:
                differing += 1
                print(*itertools.islice(difflib.unified_diff(each.splitlines(), joined.splitlines(), f"{path.name}, each",
                                                             "joined", lineterm="", n=4), 60), sep="\n")  # fmt: skip
    print(f"{options.seeds} captures, {fewer} with joined segments, {phones} phones, {differing} differ")
    return 1 if differing or not phones or not fewer else 0


if __name__ == "__main__":
    sys.exit(main())
