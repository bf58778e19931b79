#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A capture of a mirror port's tunnel must be judged as that of the mirror port.

usage: tunnels.py CAPTURES CAPFCHECK
"""
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import rewrap
from batch_reports import batch_reports

TUNNELS = ("ip-in-ip", "gre", "gre-ethernet", "vxlan")


def written(captures, folder):
    """{file in a tunnel: its capture}. Every capture goes through every tunnel, but for those with cut packets."""
    files = {}
    for capture in captures:
        frames = rewrap.read(capture)
        if not frames or any(len(frame) < wire for _, wire, frame in frames):
            continue
        keys = capture.with_suffix(".keylog")
        for tunnel in TUNNELS:
            file = folder / f"{capture.stem}.{tunnel}.pcap"
            file.write_bytes(rewrap.rewrap(frames, tunnel, "pcap-ns"))
            if keys.exists():
                file.with_suffix(".keylog").write_bytes(keys.read_bytes())
            files[file] = capture
    return files


def verdicts(row):
    return sorted((phone["device"], phone["verdict"], [one["code"] for one in phone["diagnoses"]]) for phone in row["phones"])


def main():
    captures = sorted(path for path in pathlib.Path(sys.argv[1]).iterdir() if ".pcap" in path.name)
    with tempfile.TemporaryDirectory() as name:
        files = written(captures, pathlib.Path(name))
        rows = batch_reports(sys.argv[2], [*files, *set(files.values())])
    compared = {file: capture for file, capture in files.items() if file in rows and capture in rows}
    wrong = 0
    for file, capture in compared.items():
        want, got = verdicts(rows[capture]), verdicts(rows[file])
        if want != got:
            wrong += 1
            print(f"{file.name}: {got}, without the tunnel {want}")
    print(f"{len(compared)} captures in tunnels, {wrong} judged otherwise")
    return 1 if wrong or len(compared) < len(captures) else 0


sys.exit(main())
