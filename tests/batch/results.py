#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a batch says of captures: the same as check, once for each content, again only where something has changed.

usage: results.py SOURCE_FOLDER CAPFCHECK
"""
import json
import os
import re
import shutil
import sqlite3
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
    expect("nothing is done twice", output.read_bytes() == before and "3 captures: 3 ok" in out and code == 1, (code, out))
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


def rows(database, sql):
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def check_database(folder):
    """The database holds what the lines hold, and can be gone on with."""
    inputs = [captures / name for name in ("s14-capf-port-closed.pcapng", "s26-six-phones.pcapng", "s32-formats-usec.pcap")]
    lines, database = folder / "out.jsonl", folder / "out.sqlite"
    expected, _, _ = run(capfcheck, "batch", "-o", lines, *inputs)
    code, out, error = run(capfcheck, "batch", "-o", database, *inputs[:2])
    expect("a database", code == 1 and "2 captures" in out, (code, out, error))
    code, out, error = run(capfcheck, "batch", "--resume", "--format", "sqlite", "-o", database, *inputs)
    expect("a database is gone on with", code == expected and "3 captures" in out, (code, out, error))
    expect("one file", sorted(path.name for path in folder.iterdir()) == ["out.jsonl", "out.sqlite"], list(folder.iterdir()))
    found = records(lines)
    for file, status, packets, phones, steps, diagnoses, files, report in rows(
        database,
        "SELECT file, status, packets, (SELECT count(*) FROM phones WHERE capture = captures.id),"
        " (SELECT count(*) FROM steps JOIN phones ON phone = phones.id WHERE capture = captures.id),"
        " (SELECT count(*) FROM diagnoses JOIN phones ON phone = phones.id WHERE capture = captures.id),"
        " (SELECT count(*) FROM files JOIN phones ON phone = phones.id WHERE capture = captures.id), report FROM captures",
    ):
        one = found.pop(Path(file).name)
        both = one["phones"]
        wanted = (one["status"], one["packets"], len(both), sum(len(each["steps"]) for each in both),
                  sum(len(each["diagnoses"]) + len(each["history"]) for each in both), sum(len(each["files"]) for each in both))
        expect("the tables hold what the line holds", (status, packets, phones, steps, diagnoses, files) == wanted, (file, wanted))
        expect("and the line", json.loads(report)["phones"] == both, file)
    expect("every capture", not found, list(found))
    codes = rows(database, "SELECT verdict, code FROM phones JOIN diagnoses ON phone = phones.id WHERE rank = 1 AND NOT earlier")
    expect("a question", ("failed", "capf-refused") in codes, codes)
    expect("it is whole", rows(database, "PRAGMA integrity_check") == [("ok",)], "")
    code, _, error = run(capfcheck, "batch", "-o", database, *inputs)
    expect("results are not overwritten", code == 2 and "--resume" in error, (code, error))
    other = folder / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE precious (x)")
    connection.close()
    code, _, error = run(capfcheck, "batch", "--resume", "-o", other, inputs[0])
    expect("another's database is left alone", code == 2 and "something other" in error, (code, error))


def check_shards(folder):
    """Every capture is in one shard, wherever the corpus is, and what is merged is what one batch says."""
    inputs, moved = captures / "generated", folder / "moved"
    shutil.copytree(inputs, moved)
    shards = []
    for number in (1, 2, 3):
        shards.append(folder / f"{number}.{'sqlite' if number == 2 else 'jsonl'}")
        run(capfcheck, "batch", "--shard", f"{number}/3", "-o", shards[-1], moved if number == 3 else inputs, timeout=300)
    one, merged, database = folder / "one.jsonl", folder / "merged.jsonl", folder / "merged.sqlite"
    status, summary, _ = run(capfcheck, "batch", "-o", one, inputs, timeout=300)
    code, out, error = run(capfcheck, "merge", merged, *shards)
    # One shard was of a copy in another folder: the names of its captures differ, and with them where lines are wrapped.
    counted = (r"^\d+ phones: .*", r"^\S.*:$", r"^ {1,6}([\d,]+)  ([^][]*\[[\w-]+\])", r"\band\s+([\d,]+)\s+more\b")
    counts = [[[" ".join("".join(one).split()) for one in re.findall(what, text.split("\n", 1)[1], re.MULTILINE)] for what in counted]
              for text in (re.sub(": --.* lists them", ":", text) for text in (out, summary))]
    expect("there are causes to compare", len(counts[0][0]) == 1 and len(counts[0][2]) > 10 and counts[0][3], counts)
    expect("merge names no options of batch", "--" not in out and "--failed" in summary, out)
    expect("merging ends like one batch", code == status and counts[0] == counts[1], (code, counts, error))
    found, alone = records(merged), records(one)
    expect("every capture, once", set(found) == set(alone), set(found) ^ set(alone))
    sizes = [len(json.loads(line)["phones"]) for line in shards[0].read_text().splitlines()]
    expect("no shard has all", 0 < len(sizes) < len(alone), len(sizes))
    for name, record in alone.items():
        if "duplicate" not in (record["status"], found[name]["status"]):
            expect("with the same verdict", found[name]["phones"] == record["phones"], name)
    code, _, _ = run(capfcheck, "merge", "-q", database, merged, *shards, merged)
    expect("a capture that is in several is there once", rows(database, "SELECT count(*) FROM captures") == [(len(alone),)], code)
    for arguments, word in (
        ([merged, shards[0]], "already exists"),
        ([shards[0], shards[0]], "one of the inputs"),
        ([folder / "x", folder / "none"], "no such file"),
    ):
        code, _, error = run(capfcheck, "merge", *arguments)
        expect(f"merge {arguments}", code == 2 and word in error, (code, error))
    (folder / "notes").write_text("precious\n")
    code, _, error = run(capfcheck, "merge", folder / "y.jsonl", folder / "notes")
    expect("what is no batch's", code == 4 and "something other" in error, (code, error))


def check_merge_prefers_what_is_done(folder):
    cases = folder / "cases"
    cases.mkdir()
    (cases / "a.pcap").write_text("no capture")
    bad, good = folder / "bad.jsonl", folder / "good.jsonl"
    run(capfcheck, "batch", "-o", bad, cases)
    shutil.copy(captures / "s32-formats-usec.pcap", cases / "a.pcap")
    run(capfcheck, "batch", "-o", good, cases)
    with open(good, "ab") as file:
        file.write(good.read_bytes()[:50])
    for number, order in enumerate(([bad, good], [good, bad])):
        out = folder / f"{number}.jsonl"
        code, _, error = run(capfcheck, "merge", out, *order)
        expect("what is done is preferred, a torn line left out", records(out)["a.pcap"]["status"] == "ok" and code == 0, (code, error))


def check_arguments(folder):
    for arguments, word in (
        (["-"], "standard input"),
        (["--jobs", "0", captures], "--jobs"),
        (["--jobs", "1.5", captures], "--jobs"),
        (["--timeout", "soon", captures], "--timeout"),
        (["--timeout", "-1", captures], "--timeout"),
        (["--memory-limit", "1e9x", captures], "--memory-limit"),
        (["--resume", captures], "--output"),
        (["--format", "sqlite", captures], "--output"),
        (["--shard", "0/2", captures], "--shard"),
        (["--shard", "3/2", captures], "--shard"),
        (["--shard", "1", captures], "--shard"),
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


CHECKS = (
    check_same_as_check,
    check_duplicates,
    check_resume,
    check_database,
    check_shards,
    check_merge_prefers_what_is_done,
    check_arguments,
)
for check in CHECKS:
    with tempfile.TemporaryDirectory() as place:
        check(Path(place))
end()
