#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The command line itself: help, subcommands, options that go wrong, where the output goes.

usage: command_line.py CAPTURES CAPFCHECK
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

captures, capfcheck = pathlib.Path(sys.argv[1]), sys.argv[2]
good = captures / "s32-formats-usec.pcap"
refused = captures / "s14-capf-port-closed.pcapng"
MOST_LINES, MOST_COLUMNS = 25, 100
failures = []


def run(*arguments):
    done = subprocess.run([capfcheck, *map(str, arguments)], capture_output=True, timeout=60)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def expect(what, condition, seen):
    if not condition:
        failures.append(f"{what}: {seen!r}")


def expect_error(what, arguments, *words):
    code, out, error = run(*arguments)
    expect(what, code == 2 and not out and all(word in error for word in words), (code, out, error))


code, text, _ = run("--help")
expect("main help", code == 0 and "Examples:" in text, text)
expect("main help fits a screen", len(text.splitlines()) <= MOST_LINES, len(text.splitlines()))
expect("-h is --help", run("-h")[1] == text and run("help")[1] == text, "differs")
commands = re.findall(r"^  (?!capfcheck)([a-z]+) ", text, re.MULTILINE)
expect("commands", {"check", "show", "pair", "explain"} <= set(commands), commands)
for command in commands:
    code, own, _ = run(command, "--help")
    expect(f"{command} --help", code == 0 and "Examples:" in own and f"capfcheck {command}" in own, own)
    for line in own.splitlines() + text.splitlines():
        expect(f"{command} --help is not too wide", len(line) <= MOST_COLUMNS + 20, line)
    expect_error(f"{command} with an unknown option", [command, "--zebra", good], "--zebra", command)
expect("version", " with Wireshark " in run("--version")[1], run("--version"))

expect("check is the default", run("--format", "json", good) == run("check", "--format", "json", good), "differs")
expect_error("an option that is nearly one", ["--key-log", "x", good], "--key-log", "did you mean --keylog?")
expect_error("an unknown format", ["--format", "xml", good], "--format", "xml", "json")
expect_error("an option without its value", ["--keylog"], "--keylog")
expect_error("a port that is none", ["--capf-port", "70000", good], "--capf-port")

with_time = lambda which, **environment: subprocess.run([capfcheck, "--time", which, good], capture_output=True, timeout=60, env={**os.environ, **environment}).stdout.decode()
expect("--time utc", re.search(r"^  20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} UTC ", with_time("utc"), re.MULTILINE), with_time("utc"))
expect("--time local", re.search(r"^  20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} \+0530 ", with_time("local", TZ="IST-5:30"), re.MULTILINE), with_time("local"))
expect("--time relative", with_time("relative") == run(good)[1], with_time("relative"))
expect_error("--time of another kind", ["--time", "zulu", good], "--time", "zulu", "relative")

code, listed, _ = run("explain")
expect("explain lists the codes", code == 0 and "capf-refused" in listed and "capture-damaged" in listed, listed)
code, one, _ = run("explain", "capf-refused")
expect("explain one", code == 0 and one.startswith("capf-refused: ") and "What to do:" in one, one)
expect("--explain is explain", run("--explain", "capf-refused")[1] == one and run("--explain=capf-refused")[1] == one, one)
for line in listed.splitlines():
    if line.startswith("  "):
        code, one, _ = run("explain", line.split()[0])
        expect("every listed code is explained", code == 0 and line.split()[0] in one and "{" not in one, line)
expect_error("a code that is none", ["explain", "capf-refussed"], "capf-refussed", "did you mean capf-refused?")
expect_error("a code like no other", ["explain", "zzzzzzzzzz"], "capfcheck explain lists them all")

with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    to_file = folder / "report.json"
    code, out, error = run("--format", "json", "-o", to_file, refused)
    expect("-o writes the file alone", code == 1 and not out and not error, (code, out, error))
    expect("-o writes what standard output would get", to_file.read_text() == run("--format", "json", refused)[1], "")
    copy = folder / "copy.pcap"
    copy.write_bytes(good.read_bytes())
    expect_error("-o names the input", ["-o", copy, copy], "--output", "is the input")
    expect("the input is untouched", copy.read_bytes() == good.read_bytes(), "overwritten")
    expect_error("-o in no folder", ["-o", folder / "none" / "x", good], "--output", "No such file")
    plain = run(good)[1]
    to_file = folder / "report.txt"
    run("-o", to_file, good)
    expect("text in a file has no colour", to_file.read_text() == plain and "\033" not in plain, "differs")
    expect("colour where it is wanted", "\033[" in run("--color", "always", good)[1], "none")

code, out, error = run("-q", refused)
expect("--quiet", code == 1 and not error and out.endswith(": failed at capf-connect: capf-refused\n"), (out, error))
expect("--quiet is one line a phone", len(run("-q", captures / "s26-six-phones.pcapng")[1].splitlines()) == 6, "not six")
code, out, error = run("-v", good)
expect("--verbose speaks on stderr only", code == 0 and out == plain and good.name in error, error)
expect("--quiet keeps JSON whole", json.loads(run("-q", "--format", "json", refused)[1])["captures"], "")

keylog = captures / "s01-happy-http-rsa2048-tls12.keylog"
code, out, _ = run("-q", "--keylog", keylog, good, refused)
expect("an option takes one value, the rest are captures", len(out.splitlines()) == 2, out)

for failure in failures:
    print(failure)
print(f"{len(failures)} failures")
sys.exit(1 if failures else 0)
