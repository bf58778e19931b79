#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Confined workers find what `check --no-sandbox` finds, whatever the type of capture; and where system calls
cannot be filtered, a batch says so once and goes on.

usage: batch_confined.py CAPTURES CAPFCHECK SANITIZED
"""
import json
import pathlib
import subprocess
import sys
import tempfile

from filters import forbid_filters

captures, capfcheck, sanitized = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3] == "1"
FORMATS = ("5views", "btsnoop", "k12text", "lanalyzer", "modpcap", "netmon2", "nokiapcap", "nsecpcap", "snoop")
SAID = "the sandbox of the workers is incomplete"
failures = []


def phones(report):
    """What a report says of each phone, without what names the file."""
    return [(phone["device"], phone["verdict"], phone["conclusion"]) for phone in report["phones"]]


def checked(capture):
    done = subprocess.run([capfcheck, "--no-sandbox", "--format", "json", capture], capture_output=True, text=True, check=False)
    return phones(json.loads(done.stdout)["captures"][0])


def batch(folder, **more):
    """(results by file, what was said beside them)"""
    done = subprocess.run([capfcheck, "batch", "--quiet", folder], capture_output=True, text=True, check=False, **more)
    return {line["file"]: line for line in map(json.loads, done.stdout.splitlines())}, done.stderr


with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    for form in FORMATS:
        # Not every version of Wireshark writes each of them.
        subprocess.run(["editcap", "-F", form, captures / "s02-happy-http-nosecrets.pcapng", folder / f"{form}.pcap"],
                       capture_output=True, check=False)
    written = sorted(path for path in folder.iterdir() if path.stat().st_size)
    results, said = batch(folder)
    if len(written) < len(FORMATS) // 2 or len(results) != len(written):
        failures.append(f"{len(written)} captures were made, {len(results)} have a result: {said}")
    # That filters can be had here, forbid_filters() below shows: it is one.
    if bool(said) != sanitized:
        failures.append(f"a batch in a sandbox says: {said}")
    for path in written:
        result = results[str(path)]
        if result["status"] != "ok" or phones(result) != checked(path):
            failures.append(f"{path.name}: {result['status']} {phones(result)} instead of {checked(path)}")
    unfiltered, said = batch(folder, preexec_fn=forbid_filters)
    if said.count(SAID) != 1:
        failures.append(f"without a filter: {said}")
    for path in written:
        if phones(unfiltered[str(path)]) != phones(results[str(path)]):
            failures.append(f"{path.name}, without a filter: {unfiltered[str(path)]['status']}")

for failure in failures:
    print(failure, file=sys.stderr)
sys.exit(1 if failures else 0)
