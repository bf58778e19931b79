#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A phone that is undecided has its reasons, with frames, and no other phone has any.

usage: gaps.py CAPTURES CAPFCHECK

EXPECTED holds for each kind of reason that there is a capture that shows it, whether keys are given, and where need be what
is kept of the capture, as a display filter. What is said of it must cite frames, and another capture is asked for where it
would tell more, and only there.
"""
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
from tshark import Tshark  # noqa: E402

EXPECTED = {
    "one-direction": ("generated/capture-one-direction", True),
    "several-phones-at-address": ("generated/two-phones-behind-one-address", False),
    "cut-frames": ("generated/frames-of-128-bytes", True),
    "frames-missing": ("s01-happy-http-rsa2048-tls12", True, "!(frame.number == 77)"),
    "connections-missing": ("generated/filter-hides-capf", True),
    "files-only": ("s25-capf-never-contacted-mode0", True, "tcp.port == 6970"),
    "hidden-by-https": ("generated/https-6972-with-keys", False),
    "sequence-not-seen": ("generated/tvs-alert-70-then-answered", True, "tcp.port == 2445"),
    "registers-without-config": ("generated/signed-names-then-plain", True, "!(tftp && frame.number > 8)"),
    "certificate-deleted": ("generated/delete-finished", True),
    "ends-after-file": ("generated/config-then-nothing", True),
    "ends-after-answer": ("s50-store-failed", False),
    "ends-after-request": ("generated/tftp-list-capture-ends", True),
    "ends-in-file": ("generated/capture-ends-in-encrypted-file", True),
    "ends-after-syn": ("generated/capf-first-syn", True),
    "ends-in-session": ("generated/capture-ends-early", True),
    "ends-after-registration": ("generated/registers-and-capture-ends", True),
    "ends-after-failed-registration": ("generated/sip-403-and-then-nothing", True),
    "ends-after-session": ("generated/config-signer-by-tvs-cut", True),
}
DECIDED = ("s01-happy-http-rsa2048-tls12", "s14-capf-port-closed", "s05-happy-tftp512")
# What another capture would not tell.
NO_CAPTURE = {"hidden-by-https", "certificate-deleted"}
# Of what happens while a capture is judged: tests/parts. Of logs without a capture: tests/unit.
OF_NO_CAPTURE = {"part-not-judged", "logs-only"}


def phones_of(program, capture, keys):
    keylog = capture.with_suffix(".keylog")
    options = ["--keylog", keylog] if keys and keylog.exists() else []
    done = subprocess.run([program, "check", "--format", "json", *options, capture], capture_output=True, check=False)
    return json.loads(done.stdout)["captures"][0]["phones"]


def part_of(tshark, capture, kept, place):
    """The packets of a capture that a display filter keeps."""
    tshark.run("-r", capture, "-Y", kept, "-w", str(place))
    return place


def problems_of(program, capture, kind, keys):
    gaps, name = [], capture.name
    for phone in phones_of(program, capture, keys):
        if (phone["verdict"] == "incomplete") != bool(phone["gaps"]):
            yield f"{name}: verdict {phone['verdict']} with gaps {phone['gaps']}"
        gaps += phone["gaps"]
    for gap in gaps:
        if not gap["frames"]:
            yield f"{name}: {gap['kind']} without frames"
        if ("Capture" in gap["advice"]) == (gap["kind"] in NO_CAPTURE):
            yield f"{name}: {gap['kind']}: advice {gap['advice']!r}"
    if kind and kind not in [gap["kind"] for gap in gaps]:
        yield f"{name}: no gap of kind {kind}, but {[gap['kind'] for gap in gaps]}"


def main():
    captures, program = Path(sys.argv[1]), sys.argv[2]
    schema = json.loads((ROOT / "analyzer/report/capfcheck.schema.json").read_text(encoding="utf-8"))
    kinds = set(schema["$defs"]["gap_kind"]["enum"]) - OF_NO_CAPTURE
    problems = [f"no capture for {kind}" for kind in kinds if kind not in EXPECTED]
    with Tshark(None) as tshark:
        for kind, (name, keys, *kept) in EXPECTED.items():
            capture = captures / f"{name}.pcapng"
            if kept:
                capture = part_of(tshark, capture, kept[0], tshark.home / capture.name)
            problems += problems_of(program, capture, kind, keys)
    for name in DECIDED:
        problems += problems_of(program, captures / f"{name}.pcapng", None, True)
    for problem in problems:
        print(problem)
    print(f"{len(EXPECTED) + len(DECIDED)} captures, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
