#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A capture that rotation split into files says what the whole one says, whatever order the files are given in.

usage: rotated_captures.py CAPTURES CAPFCHECK
"""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

captures, capfcheck = Path(sys.argv[1]), sys.argv[2]
NAMES = ("s01-happy-http-rsa2048-tls12", "s05-happy-tftp512", "s26-six-phones", "s14-capf-port-closed")
FRAMES = 13  # in one file: connections, transfers and TLS records go over from one to the next
failures = []


def check(*paths):
    command = [capfcheck, "--format", "json", *map(str, paths)]
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    return done.returncode, json.loads(done.stdout)["captures"]


def without_paths(capture):
    return {key: value for key, value in capture.items() if key not in ("file", "files")}


def split(path, folder, style):
    """The files of a rotated set, named as dumpcap or CUCM's capture does."""
    subprocess.run(["editcap", "-c", str(FRAMES), path, folder / "part.pcapng"], check=True, capture_output=True, timeout=60)
    parts = sorted(folder.glob("part_*.pcapng"))
    if style == "cap":
        parts = [part.rename(folder / f"trace.cap{number}") for number, part in enumerate(parts)]
    return parts


def check_set(name, style):
    status, (whole,) = check(captures / f"{name}.pcapng")
    with tempfile.TemporaryDirectory() as folder:
        parts = split(captures / f"{name}.pcapng", Path(folder), style)
        given = parts[1::2] + parts[::2]
        status_of_set, rotated = check(*given)
        where = f"{name} as {style}"
        if len(parts) < 3 or len(rotated) != 1 or status_of_set != status:
            failures.append(f"{where}: {len(parts)} files, {len(rotated)} captures, status {status_of_set}, not {status}")
            return
        if without_paths(rotated[0]) != without_paths(whole):
            failures.append(f"{where}: differs from the whole capture")
        if [Path(one["file"]) for one in rotated[0]["files"]] != parts:
            failures.append(f"{where}: {rotated[0]['files']} is not the order of the set")
        apart = check("--no-join", *parts)[1]
        if len(apart) != len(parts):
            failures.append(f"{where}: --no-join joins")


for capture in NAMES:
    for naming in ("dumpcap", "cap"):
        check_set(capture, naming)
print("\n".join(failures))
print(f"{len(failures)} failures")
sys.exit(1 if failures else 0)
