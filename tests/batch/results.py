#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a batch says of captures: the same as check, once for each content, again only where something has changed.

usage: results.py SOURCE_FOLDER CAPFCHECK
"""
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from batch_run import end, expect, records, run
from jsonschema import Draft202012Validator

source, capfcheck = Path(sys.argv[1]), sys.argv[2]
captures = source / "captures"
OWN = ("status", "batch")


def validator():
    return Draft202012Validator(json.loads((source / "analyzer/report/capfcheck.schema.json").read_text(encoding="utf-8")))


def check_same_as_check(folder):
    keys = ["--keylog", captures / "s01-happy-http-rsa2048-tls12.keylog", "--keylog", captures / "s04-happy-tls13.keylog"]
    output = folder / "out.jsonl"
    code, _, error = run(capfcheck, "batch", *keys, "-o", output, captures, timeout=600)
    found = records(output)
    inputs = [one for one in sorted(captures.rglob("*.pcap*")) if one.name in found]
    expect("every capture", len(inputs) == len(found) == len(list(captures.rglob("*.pcap*"))), (len(inputs), len(found), error))
    alone = [one for one in inputs if found[one.name]["status"] != "duplicate"]
    expected, out, _ = run(capfcheck, "check", "--no-join", "--format", "jsonl", *keys, *alone, timeout=600)
    for line in map(json.loads, out.splitlines()):
        own = {key: value for key, value in found[Path(line["file"]).name].items() if key not in OWN}
        expect("a batch says what check says", own == line, line["file"])
    expect("and ends with its status", code == expected, (code, expected))
    schema = validator()
    for one in found.values():
        for error in schema.iter_errors(one):
            expect(f"{one['file']} is as the schema says", False, min(error.context, key=lambda e: -len(e.absolute_path), default=error).message)


def check_duplicates(folder):
    cases = folder / "cases"
    (cases / "copies").mkdir(parents=True)
    one, other = captures / "s32-formats-usec.pcap", captures / "s14-capf-port-closed.pcapng"
    shutil.copy(one, cases / "b.pcap")
    shutil.copy(one, cases / "copies" / "a.pcap")
    shutil.copy(other, cases / "c.pcapng")
    same_size = bytearray(one.read_bytes())
    same_size[-1] ^= 1
    (cases / "d.pcap").write_bytes(same_size)
    output = folder / "out.jsonl"
    run(capfcheck, "batch", "-o", output, cases)
    found = records(output)
    expect("a copy is told", found["a.pcap"]["status"] == "duplicate" or found["b.pcap"]["status"] == "duplicate", found)
    expect("with its original", found["a.pcap"]["batch"].get("duplicate_of", "").endswith("b.pcap") or
           found["b.pcap"]["batch"].get("duplicate_of", "").endswith("a.pcap"), found)
    expect("one size is not one content", found["d.pcap"]["status"] == "ok", found["d.pcap"]["status"])
    hashes = {found[name]["batch"]["sha256"] for name in ("a.pcap", "b.pcap")}
    expect("the hash is the file's", hashes == {sha256(one)}, hashes)
    expect("what is alone is not hashed", "sha256" not in found["c.pcapng"]["batch"], found["c.pcapng"]["batch"])


def sha256(path):
    return run("sha256sum", path)[1].split()[0]


def check_resume(folder):
    cases = folder / "cases"
    cases.mkdir()
    names = ["s32-formats-usec.pcap", "s14-capf-port-closed.pcapng", "s04-happy-tls13.pcapng"]
    for name in names:
        shutil.copy(captures / name, cases / name)
    output = folder / "out.jsonl"
    run(capfcheck, "batch", "-o", output, cases)
    before = output.read_bytes()
    code, out, error = run(capfcheck, "batch", "--resume", "-o", output, cases)
    expect("nothing is done twice", output.read_bytes() == before and "3 captures, 3 ok" in out and code == 1, (code, out))
    shutil.copy(captures / "s01-happy-http-rsa2048-tls12.pcapng", cases / names[0])
    shutil.copy(captures / names[1], cases / "copy.pcapng")
    run(capfcheck, "batch", "--resume", "-o", output, cases)
    added = [json.loads(line) for line in output.read_bytes()[len(before) :].splitlines()]
    kinds = {Path(one["file"]).name: one["status"] for one in added}
    expect("what has changed is done again, a copy is told", kinds == {names[0]: "ok", "copy.pcapng": "duplicate"}, kinds)
    expect("what was there stays", output.read_bytes().startswith(before), "")
    moved = folder / "moved"
    os.rename(cases, moved)
    before = output.read_bytes()
    run(capfcheck, "batch", "--resume", "-o", output, moved)
    expect("a moved folder is the same", output.read_bytes() == before, output.read_bytes()[len(before) :])


def check_arguments(folder):
    for arguments, word in (
        (["-"], "standard input"),
        (["--jobs", "0", captures], "--jobs"),
        (["--jobs", "1.5", captures], "--jobs"),
        (["--timeout", "soon", captures], "--timeout"),
        (["--timeout", "-1", captures], "--timeout"),
        (["--memory-limit", "1e9x", captures], "--memory-limit"),
        (["--resume", captures], "--output"),
        (["-o", folder / "none" / "x", captures], "No such file"),
        ([], "PATH"),
    ):
        code, out, error = run(capfcheck, "batch", *arguments)
        expect(f"batch {arguments}", code == 2 and not out and word in error, (code, error))
    empty = folder / "empty"
    empty.mkdir()
    code, out, error = run(capfcheck, "batch", empty)
    expect("a folder without captures", code == 3 and not out, (code, out, error))
    code, out, error = run(capfcheck, "batch", "-q", captures / "s32-formats-usec.pcap")
    expect("quiet", code == 0 and not error and json.loads(out)["status"] == "ok", (code, error))


for check in (check_same_as_check, check_duplicates, check_resume, check_arguments):
    with tempfile.TemporaryDirectory() as place:
        check(Path(place))
end()
