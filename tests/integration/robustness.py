#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What capfcheck says of a damaged capture must not contradict what it says of the whole one.

usage: robustness.py [--keys yes|no] [--cuts N] [--drops N] [--starts N] [--others yes|no] [--only TEXT] [--jobs N]
                     --captures FOLDER CAPFCHECK

Every capture is cut at N random packets, loses 1 % of its packets N times, begins at N random packets; packets are
doubled, reordered, captured of one direction only, and cut at 128 and 96 bytes. The seeds are fixed. Of a damaged capture,
`failed` is right only with a cause that the whole capture has too (as its verdict, as history or in one of its rounds),
and `encrypted` or `not-enabled` only where the whole capture or one of its rounds says so. No phone may appear that the
whole capture does not have. Exits 1 and prints each contradiction otherwise.
"""
import argparse
import collections
import concurrent.futures
import ipaddress
import json
import pathlib
import random
import subprocess
import sys
import tempfile

import damage

BATCH = 8  # captures whose damaged versions go to one process
TIME_LIMIT = 600


def check(capfcheck, files, keys):
    result = subprocess.run([capfcheck, "--format", "json", *keys, *map(str, files)], capture_output=True,
                            timeout=TIME_LIMIT)
    if result.returncode not in (0, 1, 3, 4):
        raise SystemExit(f"capfcheck ended with {result.returncode} on {files[0]} …: {result.stderr[-300:]}")
    captures = json.loads(result.stdout)["captures"]
    if len(captures) != len(files):
        raise SystemExit(f"{len(captures)} reports for {len(files)} files ({files[0]} …)")
    return captures


def by_phone(capture):
    return {(phone["device"] or phone["addresses"][0]).upper(): phone for phone in capture["phones"]}


def causes(phone):
    found = {one["code"] for one in phone["diagnoses"] + phone["history"]}
    return found | {code for one in phone["rounds"] for code in one["diagnoses"]}


def outcomes(phone):
    return {phone["verdict"]} | {one["outcome"] for one in phone["rounds"]}


def saw_no_capf(phone):
    return not phone["capf_sessions"]


def signature_unseen(phone):
    """The encrypted file's signature could not be checked, and the report says so."""
    return any(one["kind"] == "encrypted-config" and one["signature"] == "not-checked" for one in phone["files"])


def contradictions(whole, damaged, starts_late):
    known = by_phone(whole)
    for name, phone in by_phone(damaged).items():
        # A phone whose name was lost is known by its address.
        same = [known[name]] if name in known else []
        if not same and phone["device"] is None:
            same = [one for one in whole["phones"] if set(one["addresses"]) & set(phone["addresses"])]
        if not same:
            yield f"{name}: no such phone in the whole capture"
            continue
        before = max(same, key=lambda one: len(causes(phone) & causes(one)))
        said = f"whole: {before['verdict']} {sorted(causes(before))}"
        if phone["verdict"] == "failed" and phone["diagnoses"][0]["code"] not in causes(before):
            yield f"{name}: failed with {[one['code'] for one in phone['diagnoses']]}; {said}"
        if phone["verdict"] in ("encrypted", "not-enabled") and phone["verdict"] not in outcomes(before):
            # A capture that begins after CAPF looks like one of a phone that needed none; one that begins after the
            # trust list does not show whether the signature is right. Both reports say on what they rest.
            if not (starts_late and (saw_no_capf(phone) or signature_unseen(phone))):
                yield f"{name}: {phone['verdict']}; {said}"


def key_options(options, truth):
    if options.keys == "no":
        return []
    secrets = truth.get("secrets") or {}
    keys = []
    if secrets.get("keylog"):
        keys += ["--keylog", str(options.captures / secrets["keylog"])]
    if secrets.get("rsa_private_key"):
        keys += ["--tls-key", str(options.captures / secrets["rsa_private_key"])]
    return keys


def check_batch(options, truths):
    """(number of damaged captures, contradictions as text, verdicts of the damaged captures)"""
    paths = [options.captures / truth["capture"]["file"] for truth in truths]
    keys = [word for truth in truths for word in key_options(options, truth)]
    wholes = check(options.capfcheck, paths, keys)
    counts = {"cuts": options.cuts, "drops": options.drops, "starts": options.starts, "others": options.others == "yes"}
    found, verdicts = [], collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        made = []
        for truth, path, whole in zip(truths, paths, wholes):
            capture = damage.Capture(path)
            addresses = {ipaddress.ip_address(address).packed for phone in whole["phones"]
                         for address in phone["addresses"]}
            generator = random.Random(truth["name"])
            for what, records in damage.variants(capture, addresses, generator, counts):
                made.append((truth, whole, what, pathlib.Path(folder) / f"damaged{len(made)}"))
                capture.write(made[-1][3], records)
        for (truth, whole, what, _), damaged in zip(made, check(options.capfcheck, [one[3] for one in made], keys)):
            verdicts.update(phone["verdict"] for phone in damaged["phones"])
            found += [f"{truth['name']}, {what}: {text}"
                      for text in contradictions(whole, damaged, what.startswith("from packet"))]
    return len(made), found, verdicts


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--keys", choices=["yes", "no"], default="no")
    parser.add_argument("--cuts", type=int, default=20)
    parser.add_argument("--drops", type=int, default=5)
    parser.add_argument("--starts", type=int, default=3)
    parser.add_argument("--others", choices=["yes", "no"], default="yes")
    parser.add_argument("--only", default="")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--captures", type=pathlib.Path, required=True)
    parser.add_argument("capfcheck")
    options = parser.parse_args()
    truths = []
    for path in sorted(options.captures.glob("*.json")):
        truth = json.loads(path.read_text())
        if path.name != "index.json" and options.only in path.name and "capture" in truth:
            truths.append(truth)
    batches = [truths[at:at + BATCH] for at in range(0, len(truths), BATCH)]
    checked, failures, verdicts = 0, 0, collections.Counter()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for number, found, seen in pool.map(lambda batch: check_batch(options, batch), batches):
            checked += number
            failures += len(found)
            verdicts += seen
            for text in found:
                print(text, flush=True)
    told = ", ".join(f"{count} {verdict}" for verdict, count in sorted(verdicts.items()))
    print(f"{len(truths)} captures, {checked} damaged versions ({told}), {failures} contradictions")
    return 1 if failures or not checked else 0


sys.exit(main())
