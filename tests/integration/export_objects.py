#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""tshark --export-objects cisco_sgn writes each phone file that a capture carried whole, and what encrypted ones say.

usage: export_objects.py PLUGIN CAPTURES_FOLDER

The ground truth beside each capture says which files there are, with their SHA-256.
"""
import hashlib
import json
import pathlib
import re
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from tshark import Tshark  # noqa: E402

# Transports, encodings, several phones, keys of the phones.
NAMES = ("cucm-document", "s01-happy-http-rsa2048-tls12", "s05-happy-tftp512", "s05-happy-tftp-blksize1428",
         "s06-happy-ec-secp256r1", "s26-six-phones", "s28-happy-ipv6", "s34-http-gzip",
         "s33-http-keepalive")  # fmt: skip


def export(tshark, capture, options):
    """{SHA-256: name} of what is written."""
    folder = tshark.home / "exported"
    shutil.rmtree(folder, ignore_errors=True)
    tshark.run("-q", "-r", capture, *options, "--export-objects", f"cisco_sgn,{folder}")
    return {hashlib.sha256(file.read_bytes()).hexdigest(): file.name for file in folder.iterdir()}


def files_of_truth(truth, keys):
    """{SHA-256: name} of the signed files that arrived, and of the texts of those that are encrypted."""
    files = {}
    for event in (event for phone in truth["phones"] for event in phone["events"]):
        if event["kind"] != "file" or not event.get("sha256") or not event["name"].endswith((".tlv", ".sgn")):
            continue
        name = event["name"].rpartition("/")[2]
        files[event["sha256"]] = name
        if keys and "plain_xml" in event:
            files[event["plain_xml"]["sha256"]] = name.removesuffix(".enc.sgn")
    return files


def problems(tshark, captures, name):
    keys = sorted((captures / "devices" / name).glob("*.key"))
    options = [part for key in keys for part in ("-o", f'uat:cisco_phone_keys:"","{tshark.readable(key)}",""')]
    exported = export(tshark, captures / f"{name}.pcapng", options)
    truth = files_of_truth(json.loads((captures / f"{name}.json").read_text()), keys)
    if not truth:
        yield "the ground truth names no file"
    for digest in truth.keys() - exported.keys():
        yield f"{truth[digest]} is missing"
    for digest in exported.keys() - truth.keys():
        yield f"{exported[digest]} is not what arrived"
    for digest in truth.keys() & exported.keys():
        # A second file of the same name is written as NAME(1).ending.
        if re.sub(r"\(\d+\)", "", exported[digest]) != truth[digest]:
            yield f"{truth[digest]} is called {exported[digest]}"


def main():
    plugin, captures = sys.argv[1], pathlib.Path(sys.argv[2])
    failed = decrypted = 0
    with Tshark(plugin) as tshark:
        for name in NAMES:
            decrypted += any((captures / "devices" / name).glob("*.key"))
            for problem in problems(tshark, captures, name):
                print(f"{name}: {problem}")
                failed += 1
    if not decrypted:
        print("no capture had a phone's key")
        failed += 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
