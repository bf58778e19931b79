#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The steps of a phone and its diagnoses do not contradict each other, of every capture.

usage: steps_agree.py CAPTURES CAPFCHECK
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from batch_reports import batch_reports  # noqa: E402


def problems_of(phone):
    steps = {one["step"]: one for one in phone["steps"]}
    if phone["failed_step"] and steps[phone["failed_step"]]["status"] != "failed":
        yield f"the step at which it failed is {steps[phone['failed_step']]['status']}"
    if any(one["kind"] == "hidden-by-https" for one in phone["gaps"]):
        for step in ("trust-list", "partial-config", "encrypted-config"):
            if steps[step]["status"] == "not-seen":
                yield f"{step} is not seen, and files come over HTTPS that cannot be read"
    if phone["verdict"] != "failed":
        return
    for one in phone["diagnoses"]:
        if one["evidence"] in ("observed", "decrypted") and steps[one["step"]]["status"] == "unknown":
            yield f"{one['step']} is unknown, and {one['code']} is seen"
    told = {(one["step"], one["summary"]) for one in phone["diagnoses"]}
    if (phone["failed_step"], steps[phone["failed_step"]]["summary"]) not in told:
        yield f"{phone['failed_step']} says what no diagnosis says: {steps[phone['failed_step']]['summary']}"


def main():
    captures, capfcheck = pathlib.Path(sys.argv[1]), sys.argv[2]
    rows = batch_reports(capfcheck, captures.glob("**/*.pcap*"))
    problems = [
        f"{path.name}: {phone['device']}: {one}"
        for path, row in sorted(rows.items())
        for phone in row["phones"]
        for one in problems_of(phone)
    ]
    print("\n".join(problems) or f"steps and diagnoses of {len(rows)} captures agree")
    return 1 if problems or not rows else 0


if __name__ == "__main__":
    raise SystemExit(main())
