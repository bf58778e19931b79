#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A capture that was taken elsewhere must be judged alike: inside a mirror port's tunnel, or by several queues that do not
keep the order.

usage: same_verdicts.py CAPTURES CAPFCHECK
"""
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import rewrap
from batch_reports import batch_reports

TUNNELS = ("ip-in-ip", "gre", "gre-ethernet", "vxlan")
NEIGHBOURS = 200_000  # nanoseconds


def in_tunnel(name):
    return lambda frames: rewrap.rewrap(frames, name, "pcap-ns")


def swapped(frames, times_as_well):
    """Of two neighbours, the second one first: with its own time, or stamped as late as it is written."""
    out = list(frames)
    for i in range(0, len(out) - 1, 2):
        one, other = out[i : i + 2]
        if other[0] - one[0] < NEIGHBOURS:
            out[i : i + 2] = [(one[0], *other[1:]), (other[0], *one[1:])] if times_as_well else [other, one]
    return rewrap.rewrap(out, "ethernet", "pcap-ns")


CHANGES = {name: in_tunnel(name) for name in TUNNELS} | {
    "queues": lambda frames: swapped(frames, times_as_well=False),
    "late-queues": lambda frames: swapped(frames, times_as_well=True),
}


def written(captures, folder):
    """{changed file: its capture}. Every capture in every way, but for those with cut packets."""
    files = {}
    for capture in captures:
        frames = rewrap.read(capture)
        if not frames or any(len(frame) < wire for _, wire, frame in frames):
            continue
        keys = capture.with_suffix(".keylog")
        for name, change in CHANGES.items():
            file = folder / f"{capture.stem}.{name}.pcap"
            file.write_bytes(change(frames))
            if keys.exists():
                file.with_suffix(".keylog").write_bytes(keys.read_bytes())
            files[file] = capture
    return files


def verdicts(row):
    return sorted((phone["device"], phone["verdict"], [one["code"] for one in phone["diagnoses"]]) for phone in row["phones"])


def is_out_of_order(row):
    return any(notice["code"] == "capture-out-of-order" for notice in row["notices"])


def main():
    captures = sorted(path for path in pathlib.Path(sys.argv[1]).iterdir() if ".pcap" in path.name)
    with tempfile.TemporaryDirectory() as name:
        files = written(captures, pathlib.Path(name))
        rows = batch_reports(sys.argv[2], [*files, *set(files.values())])
    compared = {file: capture for file, capture in files.items() if file in rows and capture in rows}
    wrong = 0
    for file, capture in compared.items():
        # The order is put right before libwireshark opens the tunnel.
        if is_out_of_order(rows[capture]) and file.suffixes[-2].strip(".") in TUNNELS:
            continue
        want, got = verdicts(rows[capture]), verdicts(rows[file])
        if want != got:
            wrong += 1
            print(f"{file.name}: {got}, as it was {want}")
    print(f"{len(compared)} changed captures, {wrong} judged otherwise")
    return 1 if wrong or len(compared) < len(captures) else 0


sys.exit(main())
