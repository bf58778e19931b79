#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Phones of which there is always one in its middle, watched with few packets kept: those that are done with are
forgotten while others go on, and all stand in the last report as in that of `check` on the same packets.

usage: watch_forgets_some.py CAPTURES CAPFCHECK
"""
import collections
import pathlib
import struct
import sys

import paced
from watch_equals_check import checked, keys_of, watched
from watch_forgets import results

# Each begins APART seconds after the one before, and is stretched until it lasts LASTS seconds.
NAMES = ("s22-itl-unknown-sast", "s45-capf-closed-then-ok", "s05-happy-tftp512", "s14-capf-port-closed",
         "s01-happy-http-rsa2048-tls12", "s08-password-wrong", "s28-happy-ipv6", "s21-sgn-bad-sig", "s12-operation-fetch",
         "s43-tftp-ipfragments", "s24-feature-not-enabled", "s37-nonsep-name", "s16-capf-untrusted-tls12",
         "s29-happy-lossy-reorder", "s36-plaintext", "s33-http-keepalive", "s46-certhash-empty-after-lsc",
         "s20-enc-tftp-notfound", "s38-tvs-valid", "s47-enc-bad-signature")
APART, LASTS = 45, 50
# One goes on while phones before and after it are forgotten, but is never silent for a minute.
LONG, LASTS_LONG = "s28-happy-ipv6", 350
SPEED = 100
KEPT = 800  # frames: of all there are twice as many; at most four phones are busy, or were a minute ago
ENHANCED = b"\6\0\0\0"


def stretched(capture, begin, lasts):
    """Its packets as (nanoseconds since `begin`, bytes)."""
    blocks = [(due, block) for due, block in paced.pieces(capture.read_bytes()) if block[:4] == ENHANCED]
    factor = lasts / max(due for due, _ in blocks)
    for due, block in blocks:
        captured, length = struct.unpack_from("<II", block, 20)
        if captured != length:
            raise ValueError(f"{capture} has cut frames")
        yield int((begin + due * factor) * 1e9), block[28 : 28 + captured]


def overlapping(captures):
    """All of them in one capture, as (seconds, bytes)."""
    first = paced.first_time(captures[0].read_bytes())
    packets = []
    for i, capture in enumerate(captures):
        packets += stretched(capture, i * APART, LASTS_LONG if capture.stem == LONG else LASTS)
    head = [block for _, block in paced.pieces(captures[0].read_bytes()) if block[:4] != ENHANCED]
    yield 0.0, b"".join(head[:2])
    for due, content in sorted(packets):
        yield due / 1e9, paced.packet_block(first + due, content)


def told_twice(objects):
    told = collections.Counter((one["device"], one["frame"], one["from"], one["text"])
                               for one in objects if one["type"] == "packet")
    return [key for key, count in told.items() if count > 1]


def main():
    folder, capfcheck = pathlib.Path(sys.argv[1]), sys.argv[2]
    captures = [folder / f"{name}.pcapng" for name in NAMES]
    options = [option for capture in captures for option in keys_of(capture)]
    parts = list(overlapping(captures))
    status, report = checked(capfcheck, b"".join(piece for _, piece in parts), options)
    paced_parts = [(due / SPEED, piece) for due, piece in parts]
    seen_status, seen, objects, error = watched(capfcheck, paced_parts, [*options, "--keep-frames", str(KEPT)])
    expected, told = results(report), results(seen)
    problems = [f"{device}: {told.get(device)} and not {said}" for device, said in expected.items() if told.get(device) != said]
    problems += [f"{device} is no phone" for device in told if device not in expected]
    if seen_status != status:
        problems.append(f"exit status {seen_status}, check has {status}: {error}")
    if len(expected) != len(NAMES) or seen["packets"] != report["packets"]:
        problems.append(f"{len(expected)} phones, {seen['packets']} of {report['packets']} packets")
    if seen["notices"] != report["notices"]:
        problems.append(f"notices: {seen['notices']} and not {report['notices']}")
    problems += [f"told twice: {key}" for key in told_twice(objects)]
    forgotten = [phone["device"] for phone in seen["phones"] if not phone["certificates"]]
    if len(forgotten) < len(NAMES) / 4:
        problems.append(f"only {forgotten} were forgotten")
    print("\n".join(problems) or f"{len(expected)} phones: {len(forgotten)} were forgotten while others went on")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
