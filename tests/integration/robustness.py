#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What capfcheck says of a damaged capture must not contradict what it says of the whole one.

usage: robustness.py [--keys yes|no] [--cuts N] [--drops N] [--only TEXT] --captures FOLDER CAPFCHECK

Every capture is cut at N random packets and loses 1 % of its packets N times (fixed seeds). In a
damaged capture, `failed` is right only with a cause that the whole capture has too (as its verdict or as history), and
`encrypted` only where the whole capture says so. Exits 1 and prints each contradiction otherwise.
"""
import argparse
import gzip
import json
import pathlib
import random
import struct
import subprocess
import sys
import tempfile

# A capture that lost packets at random may be left with several faults; their order is not compared.
DROPPED_SHARE = 0.01


def check(capfcheck, files, keylog):
    command = [capfcheck, "--format", "json"]
    if keylog:
        command += ["--keylog", str(keylog)]
    result = subprocess.run(command + [str(file) for file in files], capture_output=True, timeout=300)
    if result.returncode not in (0, 1, 3, 4):
        raise SystemExit(f"capfcheck ended with {result.returncode} on {files[0]}: {result.stderr[-300:]}")
    return json.loads(result.stdout)["captures"]


def by_phone(capture):
    return {(phone["device"] or phone["addresses"][0]).upper(): phone for phone in capture["phones"]}


def causes(phone):
    return {one["code"] for one in phone["diagnoses"] + phone["history"]}


def contradictions(whole, damaged):
    known = by_phone(whole)
    for name, phone in by_phone(damaged).items():
        # A phone whose name was lost is known by its address.
        before = known.get(name) or next(
            (one for one in whole["phones"] if set(one["addresses"]) & set(phone["addresses"])), None)
        if before is None:
            continue
        if phone["verdict"] == "failed" and not causes(phone) & causes(before):
            yield f"{name}: failed with {sorted(causes(phone))}; whole: {before['verdict']} {sorted(causes(before))}"
        if phone["verdict"] in ("encrypted", "not-enabled") and before["verdict"] != phone["verdict"]:
            yield f"{name}: {phone['verdict']}; whole: {before['verdict']} {sorted(causes(before))}"


def records(data):
    """The records of a pcap or pcapng file: (bytes, is it a packet). Together they are the file again."""
    magic = data[:4]
    if magic == b"\x0a\x0d\x0d\x0a":
        order = "<" if data[8:12] == b"\x4d\x3c\x2b\x1a" else ">"
        at = 0
        while at + 12 <= len(data):
            kind, length = struct.unpack_from(order + "II", data, at)
            yield data[at:at + length], kind in (3, 6)
            at += length
        return
    order = "<" if magic in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    yield data[:24], False
    at = 24
    while at + 16 <= len(data):
        length = 16 + struct.unpack_from(order + "I", data, at + 8)[0]
        yield data[at:at + length], True
        at += length


def without(data, lost):
    """The file without the packets whose numbers `lost` holds."""
    out, number = [], 0
    for record, is_packet in records(data):
        number += is_packet
        if not (is_packet and number in lost):
            out.append(record)
    return b"".join(out)


def variants(capture, packets, folder, options, seed):
    random.seed(seed)
    data = capture.read_bytes()
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    lost = [range(random.randint(2, packets), packets + 1) for _ in range(options.cuts)]
    lost += [random.sample(range(1, packets + 1), max(1, round(packets * DROPPED_SHARE))) for _ in range(options.drops)]
    for number, numbers in enumerate(lost):
        out = folder / f"variant{number}"
        out.write_bytes(without(data, set(numbers)))
        what = f"cut before packet {numbers[0]}" if isinstance(numbers, range) else f"without packets {sorted(numbers)}"
        yield out, what


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--keys", choices=["yes", "no"], default="no")
    parser.add_argument("--cuts", type=int, default=20)
    parser.add_argument("--drops", type=int, default=10)
    parser.add_argument("--only", default="")
    parser.add_argument("--captures", type=pathlib.Path, required=True)
    parser.add_argument("capfcheck")
    options = parser.parse_args()
    failures = checked = 0
    for truth_file in sorted(options.captures.glob("*.json")):
        truth = json.loads(truth_file.read_text())
        if truth_file.name == "index.json" or options.only not in truth_file.name or "capture" not in truth:
            continue
        capture = options.captures / truth["capture"]["file"]
        keylog = (truth.get("secrets") or {}).get("keylog")
        keylog = options.captures / keylog if keylog and options.keys == "yes" else None
        with tempfile.TemporaryDirectory() as folder:
            whole = check(options.capfcheck, [capture], keylog)[0]
            made = list(variants(capture, whole["packets"], pathlib.Path(folder), options, truth["name"]))
            for (_, what), damaged in zip(made, check(options.capfcheck, [file for file, _ in made], keylog)):
                checked += 1
                for text in contradictions(whole, damaged):
                    failures += 1
                    print(f"{truth['name']}, {what}: {text}")
    print(f"{checked} damaged captures, {failures} contradictions")
    return 1 if failures or not checked else 0


sys.exit(main())
