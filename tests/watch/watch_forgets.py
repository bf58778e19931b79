#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Phones one after another, watched with few packets kept: what was forgotten on the way stands in the last report as in
that of `check` on the same packets.

usage: watch_forgets.py CAPTURES CAPFCHECK
"""
import pathlib
import sys

import paced
from watch_equals_check import checked, keys_of, watched

NAMES = ("s01-happy-http-rsa2048-tls12", "s14-capf-port-closed", "s05-happy-tftp512", "s08-password-wrong",
         "s21-sgn-bad-sig", "s12-operation-fetch", "s50-store-failed", "s24-feature-not-enabled")
SILENCE = 200  # seconds between two phones: after a minute one is done with
IRRELEVANT = bytes.fromhex(  # from 192.0.2.1 port 9 to 192.0.2.2 port 9, half way: time goes on without a phone
    "02000000000202000000000108004500001c000000004011f6d0c0000201c000020200090009000800000000")
SPEED = 100
KEPT = 240  # frames: two phones have more together, one alone has an eighth of that, which is worth to be forgotten


def one_after_another(captures):
    """All of them as (seconds, bytes), and the options with their keys."""
    parts, options, begin = [], [], 0.0
    first = paced.first_time(captures[0].read_bytes())
    for capture in captures:
        content = paced.moved(capture.read_bytes(), first + int(begin * 1e9))
        pieces = [(begin + due, piece) for due, piece in paced.pieces(content)]
        parts += pieces
        options += keys_of(capture)
        end = pieces[-1][0]
        parts.append((end + SILENCE / 2, paced.packet_block(first + int((end + SILENCE / 2) * 1e9), IRRELEVANT)))
        begin = end + SILENCE
    return parts, options


def results(report):
    """By device: what is said, without where it stands."""
    return {
        phone["device"]: {
            "verdict": phone["verdict"],
            "failed_step": phone["failed_step"],
            "diagnoses": [(one["code"], one["evidence"], one["summary"], one["remedy"]) for one in phone["diagnoses"]],
            "steps": [(one["step"], one["status"], one["summary"], one["frames"], one["time"]) for one in phone["steps"]],
        }
        for phone in report["phones"]
    }


def main():
    captures, capfcheck = pathlib.Path(sys.argv[1]), sys.argv[2]
    parts, options = one_after_another([captures / f"{name}.pcapng" for name in NAMES])
    status, report = checked(capfcheck, b"".join(piece for _, piece in parts), options)
    paced_parts = [(due / SPEED, piece) for due, piece in parts]
    seen_status, seen, _, error = watched(capfcheck, paced_parts, [*options, "--keep-frames", str(KEPT)])
    expected, told = results(report), results(seen)
    problems = [f"{device}: {told.get(device)} and not {said}" for device, said in expected.items() if told.get(device) != said]
    if seen_status != status:
        problems.append(f"exit status {seen_status}, check has {status}: {error}")
    if len(expected) != len(NAMES) or seen["packets"] != report["packets"]:
        problems.append(f"{len(expected)} phones, {seen['packets']} of {report['packets']} packets")
    print("\n".join(problems) or f"{len(expected)} phones: nothing was lost that was forgotten")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
