#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Nothing that a capture, a file's name or a path holds can drive a terminal, a spreadsheet or a parser: every command, every
format, standard output and standard error.

usage: hostile_output.py SOURCE_FOLDER CAPFCHECK
"""
import csv
import io
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from tshark import Tshark  # noqa: E402

source, capfcheck = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
hostile = source / "tests/data/hostile/names.pcapng"
SECRET = "string-7391"
# Control characters but for the line's end, and what changes the direction of text or hides it.
DANGEROUS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
failures, runs = [], 0
tshark = Tshark(None)


def expect(what, condition, seen=""):
    if not condition:
        failures.append(f"{what}: {seen!r:.400}")


def run(*arguments, folder=None):
    global runs
    runs += 1
    done = subprocess.run([capfcheck, *arguments], capture_output=True, timeout=120, check=False, cwd=folder)
    what = " ".join(repr(str(one))[1:-1] for one in arguments)
    for stream, raw in (("stdout", done.stdout), ("stderr", done.stderr)):
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            failures.append(f"{what}: {stream} is no UTF-8: {error}")
            continue
        found = DANGEROUS.search(text)
        expect(f"{what}: {stream} has a control character", not found, text[max(0, found.start() - 40) : found.end() + 40] if found else "")
        expect(f"{what}: {stream} holds the secret", SECRET not in text)
    return done


def check_formats(path, folder):
    for form in ("text", "html", "json", "jsonl", "csv", "junit", "sarif"):
        done = run("--format", form, path, folder=folder)
        if form in ("json", "sarif"):
            check_strings(form, json.loads(done.stdout))
        elif form == "jsonl":
            for line in done.stdout.splitlines():
                check_strings(form, json.loads(line))
        elif form == "csv":
            rows = list(csv.reader(io.StringIO(done.stdout.decode(), newline="")))
            expect("csv: rows are as long as the head", len({len(row) for row in rows}) == 1, rows)
            expect("csv: no cell is a formula", not any(cell.startswith(FORMULA) for row in rows for cell in row), rows)
        elif form == "junit":
            xml.fromstring(done.stdout)
    run("-q", path, folder=folder)
    run("-v", path, folder=folder)


def check_strings(what, value):
    """JSON's own escapes are safe to print; that U+0000 and the like stay in values is for programs to know."""
    if isinstance(value, str):
        value.encode("utf-8")  # no lone surrogates
    elif isinstance(value, dict):
        for one in (*value, *value.values()):
            check_strings(what, one)
    elif isinstance(value, list):
        for one in value:
            check_strings(what, one)


def check_exports(path, folder):
    out, small = folder / "out", folder / "small.pcapng"
    done = run("export", "-d", out, "--slice", small, path, folder=folder)
    expect("export", done.returncode == 0, done)
    for one in out.rglob("*"):
        expect("an exported name", re.fullmatch(r"[A-Za-z0-9._@()%+-]+", one.name) and one.name[0] not in ".-", one.name)
        if one.suffix == ".pem":
            expect("PEM holds one block", re.fullmatch(rb"-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+-----END CERTIFICATE-----\n", one.read_bytes()), one)
    # Lengths, not ends of lines, divide comments: tshark's JSON keeps them apart.
    with tshark.popen("-r", small, "-T", "fields", "-e", "frame.comment", "-E", "aggregator=\x01", stdout=subprocess.PIPE) as process:
        comments = process.communicate(timeout=120)[0].decode("utf-8", "strict").replace("\x01", "")
    found = DANGEROUS.search(comments)
    expect("a packet comment has a control character", not found, comments[max(0, found.start() - 60) : found.end() + 60] if found else "")
    expect("packet comments are there", "capfcheck: " in comments, comments[:200])
    for one in out.rglob("*.sgn"):
        run("show", one, folder=folder)
        run("show", "--format", "json", one, folder=folder)
    for one in out.rglob("*.tlv"):
        run("show", one, folder=folder)
        break


def check_paths(folder):
    """Whoever names a file may do harm too."""
    names = ("\x1b]0;hacked\x07.pcapng", "a\nb.pcapng", "\u202egnp.pcapng", "=1+1.pcapng", "--help.pcapng", b"\xff\xfe.pcapng".decode("utf-8", "surrogateescape"))
    for name in names:
        path = folder / name
        shutil.copy(hostile, path)
        check_formats(path, folder)
        path.write_bytes(b"no capture")
        run(path, folder=folder)
        path.unlink()
        run(path, folder=folder)
        run("show", path, folder=folder)
        run("export", "--slice", folder / "x.pcapng", path, folder=folder)
        run("pair", path, path, folder=folder)
        run("--keylog", path, hostile, folder=folder)
        run("--phone-key", path, hostile, folder=folder)
        run("--config", path, hostile, folder=folder)
        run("--redact-key", path, hostile, folder=folder)
    for word in ("\x1b[31m", "--\x1b]0;x\x07", "a\u202eb"):
        run("explain", word, folder=folder)
        run(word, folder=folder)
        run("--format", word, hostile, folder=folder)


def check_batch(folder):
    cases = folder / "cases"
    cases.mkdir()
    shutil.copy(hostile, cases / "\x1b]0;hacked\x07.pcapng")
    (cases / "\x1b[2Jbroken.pcapng").write_bytes(hostile.read_bytes()[:5000])
    done = run("batch", "-o", folder / "results.jsonl", cases, folder=folder)
    lines = (folder / "results.jsonl").read_bytes().splitlines()
    expect("batch: a line a capture", len(lines) == 2, (lines, done))
    for line in lines:
        text = line.decode("utf-8")
        expect("batch: no control character", not DANGEROUS.search(text), text)
        check_strings("batch", json.loads(text))
    database = folder / "results.sqlite"
    done = run("batch", "-o", database, cases, folder=folder)
    merged = run("merge", folder / "merged.sqlite", folder / "results.jsonl", folder=folder)
    expect("merge", merged.returncode not in (2, 130), merged)
    for path in (database, folder / "merged.sqlite"):
        with sqlite3.connect(path) as connection:
            expect("SQL: the database is whole", connection.execute("pragma integrity_check").fetchone() == ("ok",), path)
            tables = [name for (name,) in connection.execute("select name from sqlite_master where type='table' order by name")]
            expect("SQL: no table went or came", tables == tables_of(folder), tables)
            # Quotes, semicolons and comments of SQL are text like any other.
            wanted = {phone["device"] for line in lines for phone in json.loads(line)["phones"]}
            found = {value for table in tables for row in connection.execute(f"select * from \"{table}\"") for value in row if isinstance(value, str)}
            expect("SQL: names are as in JSON", wanted <= found, wanted - found)


def tables_of(folder):
    """Of a batch of harmless captures."""
    path = folder / "harmless.sqlite"
    if not path.exists():
        run("batch", "-o", path, source / "captures/s14-capf-port-closed.pcapng", folder=folder)
    with sqlite3.connect(path) as connection:
        return [name for (name,) in connection.execute("select name from sqlite_master where type='table' order by name")]


def main():
    with tempfile.TemporaryDirectory() as name, tshark:
        folder = Path(name)
        check_formats(hostile, folder)
        run("pair", hostile, hostile, folder=folder)
        check_exports(hostile, folder)
        check_paths(folder)
        check_batch(folder)
    for failure in failures:
        print(failure)
    print(f"{runs} runs, {len(failures)} failures")
    return 1 if failures else 0


sys.exit(main())
