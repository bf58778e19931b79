#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What `watch` reports at its end is what `check` reports of the same packets, however fast they come.

usage: watch_equals_check.py CAPTURES CAPFCHECK [--pace at-once|hundredfold|own]

at-once: every capture in one go. hundredfold: every capture a hundred times as fast as it was made, of the longest only
so much as two seconds take. own: the first seconds of some, as they were made.
"""
import argparse
import concurrent.futures
import difflib
import json
import pathlib
import subprocess
import sys
import time

import paced

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from batch_reports import batch_reports, exit_status_of, report_of  # noqa: E402

MOST_SECONDS = {"hundredfold": 2.0, "own": 8.0}
OWN_PACE = ("s01-happy-http-rsa2048-tls12", "s05-happy-tftp512", "s14-capf-port-closed", "s15-capf-filtered")


def begin_of(content, speed, seconds):
    """The pieces that come within the time, with when they are due."""
    return [(due / speed, piece) for due, piece in paced.pieces(content) if due / speed <= seconds]


def keys_of(capture):
    keylog = capture.with_suffix(".keylog")
    return ["--keylog", str(keylog)] if keylog.exists() else []


def checked(capfcheck, content, options):
    done = subprocess.run([capfcheck, "check", "--format", "jsonl", *options, "-"], input=content, capture_output=True,
                          timeout=300, check=False)
    return done.returncode, json.loads(done.stdout) if done.stdout.strip() else None


def watched(capfcheck, parts, options):
    """(exit status, the report at the end, all objects); parts are (due, bytes)."""
    process = subprocess.Popen([capfcheck, "watch", "--format", "jsonl", *options, "-"], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with concurrent.futures.ThreadPoolExecutor(1) as reader:
        output = reader.submit(process.stdout.read)
        begin = time.monotonic()
        try:
            for due, piece in parts:
                wait = due - (time.monotonic() - begin)
                if wait > 0:
                    process.stdin.flush()
                    time.sleep(wait)
                process.stdin.write(piece)
            process.stdin.close()
        except BrokenPipeError:
            pass
        objects = [json.loads(line) for line in output.result(timeout=300).splitlines()]
    error = process.stderr.read().decode(errors="replace")
    status = process.wait(timeout=60)
    reports = [one["report"] for one in objects if one["type"] == "report"]
    if len(reports) > 1 or (reports and objects[-1]["type"] != "report"):
        raise ValueError("the report is not the last object")
    return status, reports[0] if reports else None, objects, error


def differs(expected, seen):
    before, after = (json.dumps(one, indent=1, sort_keys=True).splitlines() for one in (expected, seen))
    return "\n".join(list(difflib.unified_diff(before, after, lineterm="", n=0))[:12])


def last_verdicts(objects):
    """The verdict that was told last of each phone that has a name."""
    return {one["device"]: one["verdict"] for one in objects if one["type"] == "verdict" and one["device"]}


def compare(capfcheck, capture, pace, known):
    """What differs, or None. `known` is the report on the whole capture, where there is one."""
    content = capture.read_bytes()
    parts = [(0.0, content)]
    if pace != "at-once":
        parts = begin_of(content, 1 if pace == "own" else 100, MOST_SECONDS[pace])
    options = keys_of(capture)
    whole = b"".join(piece for _, piece in parts)
    if known is not None and whole == content:
        report = {"file": "-", **report_of(known)}
        status = exit_status_of(report)
    else:
        status, report = checked(capfcheck, whole, options)
    seen_status, seen, objects, error = watched(capfcheck, parts, options)
    if seen_status != status:
        return f"{capture.name}: exit status {seen_status}, check has {status}: {error}"
    if seen != report:
        return f"{capture.name}: {differs(report, seen)}"
    for phone in (report or {}).get("phones", []):
        told = last_verdicts(objects).get(phone["device"], "incomplete")
        if phone["device"] and told != phone["verdict"]:
            return f"{capture.name}: {phone['device']}: told {told}, and it is {phone['verdict']}"
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("captures", type=pathlib.Path)
    parser.add_argument("capfcheck")
    parser.add_argument("--pace", choices=("at-once", "hundredfold", "own"), default="at-once")
    arguments = parser.parse_args()
    captures = sorted([*arguments.captures.glob("*.pcap*"), *arguments.captures.glob("generated/*.pcap*")])
    if arguments.pace == "own":
        captures = [one for one in captures if one.name.split(".")[0] in OWN_PACE]
    if not captures:
        sys.exit("no capture to compare")
    workers = 2 if arguments.pace == "at-once" else 6  # those mostly wait
    known = batch_reports(arguments.capfcheck, captures)
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        results = list(pool.map(lambda one: compare(arguments.capfcheck, one, arguments.pace, known.get(one)), captures))
    problems = [one for one in results if one]
    print("\n".join(problems) or f"{len(captures)} captures, {arguments.pace}: watch ends as check does")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
