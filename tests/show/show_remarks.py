#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What capfcheck show remarks on files that phones were sent, taken out of captures.

usage: show_remarks.py CAPTURES CAPFCHECK
"""
import json
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

# capture, end of the file's name, words of a remark or a reason; None: no remark
CASES = (
    ("rollback-list", "TL*.tlv", "rollback"),
    ("rollback-list-sast-only", "TL*.tlv", "rollback"),
    ("ctl-of-non-secure-cluster", "CTL*.tlv", "no certificate"),
    ("ctl-of-non-secure-cluster", "ITL*.tlv", None),
    ("large-list-taken", "TL*.tlv", "65,536 bytes"),
)


def show(program, path):
    done = subprocess.run([program, "show", "--format", "json", path], capture_output=True, check=False)
    text = subprocess.run([program, "show", path], capture_output=True, text=True, check=False).stdout
    return json.loads(done.stdout)["files"][0], text


def element(tag, value):
    return struct.pack(">BH", tag, len(value)) + value


def firmware():
    """The header of a firmware image; the signature is none that could be checked."""
    name = b"CN=someSigner;OU=someOrgUnit;O=someOrg\0"
    signer = element(3, element(4, name) + element(5, b"\x12\x34") + element(6, b"CN=someCA;OU=someOrgUnit;O=someOrg\0"))
    rest = signer + element(7, element(8, b"\1")) + element(12, bytes(256)) + element(14, b"term11.default.loads\0")
    return element(1, b"\1\1") + element(2, struct.pack(">H", 10 + len(rest))) + rest + b"# files"


def problems_of(program, captures, place):
    for name, pattern, words in CASES:
        folder = place / name
        subprocess.run([program, "export", "-d", folder, captures / "generated" / f"{name}.pcapng"], capture_output=True,
                       check=False)
        files = sorted(folder.rglob(f"*{pattern}" if not pattern.startswith("*") else pattern))
        if not files:
            yield f"{name}: no {pattern}"
            continue
        listing, text = show(program, files[0])
        said = " ".join(listing.get("remarks", [])) + " " + (listing["reason"] or "")
        if words is None and listing.get("remarks"):
            yield f"{name}: remarks {listing['remarks']}"
        if words is not None and (words not in said or words not in text):
            yield f"{name}: {words!r} is not said of {files[0].name}, but {said!r}"


def firmware_problems(program, place):
    path = place / "term11.default.loads"
    path.write_bytes(firmware())
    listing, text = show(program, path)
    if "image key" not in (listing["reason"] or "") or "image key" not in text or "--trust-list" in text:
        yield f"firmware: {listing['reason']}"


def main():
    with tempfile.TemporaryDirectory() as temporary:
        problems = list(problems_of(sys.argv[2], Path(sys.argv[1]), Path(temporary)))
        problems += firmware_problems(sys.argv[2], Path(temporary))
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
