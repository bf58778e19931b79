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
    expect(f"help {command}", run("help", command) == (0, own, ""), run("help", command))
    expect_error(f"{command} with an unknown option", [command, "--zebra", good], "--zebra", command)
expect("version", " with Wireshark " in run("--version")[1], run("--version"))

code, out, error = run()
expect("a call without arguments", code == 2 and not out and error.startswith("usage: capfcheck "), (code, out, error))
expect("it names every command", all(f"\n  {command} " in error for command in commands), error)
expect("an example, and where help is", "Example: capfcheck phone.pcapng" in error and "capfcheck --help" in error, error)
expect("it is short", len(error.splitlines()) <= 15, error)
for option, meant in (("--json", "--format json"), ("--html", "--format html"), ("--csv", "--format csv"), ("--no-color", "--color never"),
                      ("--filter", "--phone"), ("--full", "--verbose"), ("--json=x.json", "--format json")):
    expect_error(f"{option}, as in other programs", [option, good], f"no option {option.split('=')[0]}", f"did you mean {meant}?")
expect_error("--json of batch", ["batch", "--json", captures], "did you mean --format jsonl?")
expect_error("--html of batch", ["batch", "--html", captures], "did you mean capfcheck check --format html?")
expect_error("--json of watch", ["watch", "--json", good], "did you mean --format jsonl?")
expect_error("-r, as of tshark", ["-r", good], "no option -r; files are given without one")

expect("check is the default", run("--format", "json", good) == run("check", "--format", "json", good), "differs")
expect_error("an option that is nearly one", ["--key-log", "x", good], "--key-log", "did you mean --keylog?")
expect_error("an unknown format", ["--format", "xml", good], "--format", "xml", "json")
expect_error("an option without its value", ["--keylog"], "--keylog")
expect_error("a port that is none", ["--capf-port", "70000", good], "--capf-port 70000: not a port (1 to 65535)")
expect_error("a format that is nearly one", ["--format", "jsn", good], "--format jsn: not one of text, html, json", "did you mean json?")
expect_error("a verdict that is nearly one", ["--verdict", "fail", good], "--verdict fail: not one of failed", "did you mean failed?")
expect("a verdict in upper case", run("--verdict", "FAILED", refused) == run("--failed", refused), run("--verdict", "FAILED", refused))
expect_error("a negative number", ["--memory-limit", "-1", good], "--memory-limit -1: must be a number, 0 or more")
expect_error("no part of a whole", ["batch", "--shard", "3/2", captures], "--shard 3/2: must be I/N with I from 1 to N, like 2/16")
expect_error("no job", ["batch", "--jobs", "0", captures], "--jobs 0: must be 1 or more")
expect_error("an option of another name", ["--formt", "html", good], "capfcheck check has no option --formt", "did you mean --format?")
expect_error("a language that there is not", ["--lang", "xx", good], "--lang xx: unknown language; the known ones are en, ja")
for command, path in (("check", "/nonexist"), ("show", "/nonexist"), ("batch", "/nonexist")):
    code, out, error = run(command, path)
    expect(f"{command} of a file that is not there", code == 4 and error.count("/nonexist") == 1 and "cannot be opened" in error, (code, out, error))
code, out, error = run("show", good)
expect("show of a capture", code == 4 and "is a capture: use capfcheck check" in error, error)
with tempfile.TemporaryDirectory() as folder:
    pem = pathlib.Path(folder) / "x.pem"
    pem.write_text("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", encoding="ascii")
    code, out, error = run("show", pem)
    expect("show of a certificate", code == 4 and "is not a phone file" in out + error and len((out + error).splitlines()) == 1, (code, out, error))

with_time = lambda which, **environment: subprocess.run([capfcheck, "--ladder", "--time", which, good], capture_output=True, timeout=60, env={**os.environ, **environment}).stdout.decode()
expect("--time utc", re.search(r"^  20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} UTC ", with_time("utc"), re.MULTILINE), with_time("utc"))
expect("--time local", re.search(r"^  20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} \+0530 ", with_time("local", TZ="IST-5:30"), re.MULTILINE), with_time("local"))
expect("--time relative", with_time("relative") == run("--ladder", good)[1], with_time("relative"))
expect_error("--time of another kind", ["--time", "zulu", good], "--time", "zulu", "relative")

code, listed, _ = run("explain")
expect("explain lists the codes", code == 0 and "capf-refused" in listed and "capture-damaged" in listed, listed)
code, one, _ = run("explain", "capf-refused")
expect("explain one", code == 0 and one.startswith("capf-refused: ") and "To do: 1." in one, one)
expect("--explain is explain", run("--explain", "capf-refused")[1] == one and run("--explain=capf-refused")[1] == one, one)
for line in listed.splitlines():
    if line.startswith("  "):
        code, one, _ = run("explain", line.split()[0])
        expect("every listed code is explained", code == 0 and line.split()[0] in one and "{" not in one, line)
schema = json.loads((pathlib.Path(__file__).resolve().parents[2] / "analyzer/report/capfcheck.schema.json").read_text(encoding="utf-8"))
for name, definition in schema["$defs"].items():
    for word in definition.get("enum", []):
        code, text, error = run("explain", word.upper())
        expect(f"every word is explained: {name}", code == 0 and f"{word} (" in text or text.startswith(f"{word}: "), (word, error))


def enumerations(part):
    """All words of fixed sets, wherever the schema has one."""
    if isinstance(part, dict):
        yield from (word for word in part.get("enum", []) if isinstance(word, str))
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from enumerations(one)


source = pathlib.Path(__file__).resolve().parents[2]
words = set()
for path in ("report/capfcheck.schema.json", "watch/watch.schema.json", "export/export.schema.json"):
    words |= set(enumerations(json.loads((source / "analyzer" / path).read_text(encoding="utf-8"))))
# What the sources name in a function of names, and the tables of the logs' readers.
for path in ("analyzer/logs/log_event.cc", "plugin/wire/phone_file_name.cc", "analyzer/watch/narrator.cc", "plugin/inference/ciphertext_inference.cc"):
    words |= set(re.findall(r"return \"([a-z]+(?:-[a-z]+)*|[A-Z_]{8,})\";", (source / path).read_text(encoding="utf-8")))
words |= set(re.findall(r"\.name = \"([a-z-]+)\"", (source / "analyzer/logs/reader_table.cc").read_text(encoding="utf-8")))
words |= set(re.findall(r"\{\d+, \"([A-Z_]+)\"\}", re.search(r"kCommands\[\].*?;", (source / "plugin/wire/capf_names.cc").read_text(encoding="utf-8"), re.DOTALL)[0]))
words |= set(re.findall(r"\{\d+, \"([^\"]+)\"\}", re.search(r"kRoles\[\].*?;", (source / "plugin/wire/trust_list.cc").read_text(encoding="utf-8"), re.DOTALL)[0]))
words |= set(re.findall(r"add\(\"([A-Za-z]+)\"", (source / "analyzer/show/config_fields.cc").read_text(encoding="utf-8")))
words |= {"CAPF server", "TVS server", "HTTPS server", "LSC", "MIC", "SUDI", "phone-to-cucm", "cucm-to-phone", "md5hash", "transport",
          "signer_source", "reached", "join", "owner", "Cause", "Likely", "Evidence", "To do", "Or", "Notice", "Basis", "Earlier",
          "File", "Undecided", "Candidate", "confidence"}
for table in ("phones", "lists", "certificates", "registrations"):
    listed = run("--format", "csv", "--table", table, "--fields", "help")[1]
    words |= {line.split()[0] for line in listed.splitlines()[:-2] if len(line.split()) > 2}
for word in sorted(words):
    code, text, error = run("explain", *word.split(" "))
    expect("a word of a report is explained", code == 0, (word, error))
    expect("within 80 columns", all(len(line) <= 80 for line in text.splitlines()), text)
for word in ("原因", "根拠", "対処"):
    done = subprocess.run([capfcheck, "--lang", "ja", "explain", word], capture_output=True, check=False)
    expect("a Japanese label is explained", done.returncode == 0, done.stderr.decode())
code, text, _ = run("explain", "capf-refused")
expect("the section of Cisco's document", "Troubleshooting, points 1 and 3" in text, text)
itl = sorted((pathlib.Path(__file__).resolve().parents[1] / "data").glob("**/*.tlv"))[0]
expect("a trust list is shown", run(itl) == run("show", itl) and run("check", itl) == run("show", itl), run(itl))
expect_error("help on a command that is none", ["help", "chek"], "help chek: not one of check", "did you mean check?")
expect_error("a command that is none", ["chek", "x.pcap"], "chek", "did you mean check?")
expect_error("a code that is none", ["explain", "capf-refussed"], "capf-refussed", "did you mean capf-refused?")
expect_error("a code like no other", ["explain", "zzzzzzzzzz"], "capfcheck explain all lists them")

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

with tempfile.TemporaryDirectory() as folder:
    report = pathlib.Path(folder) / "report.html"
    code, out, error = run("-o", report, refused)
    expect("text in a file that is named otherwise", code == 1 and "gets the report as text; --format html" in error and report.read_text() == run(refused)[1], (code, error))
    expect("HTML by its name", run("--format", "html", "-o", report, refused)[2] == "", run("--format", "html", "-o", report, refused))
    table = pathlib.Path(folder) / "all.csv"
    code, out, error = run("batch", "-q", "-o", table, refused)
    expect("lines in a file that is named otherwise", code == 1 and "gets lines of JSON; capfcheck check --format csv" in error and table.stat().st_size > 0, (code, error))

code, out, error = run("-q", refused)
expect("--quiet", code == 1 and not error and out.endswith(": failed at capf-connect: capf-refused\n"), (out, error))
expect("--quiet is one line a phone", len(run("-q", captures / "s26-six-phones.pcapng")[1].splitlines()) == 6, "not six")
code, out, error = run("-v", good)
expect("--verbose tells on stderr what is done", code == 0 and good.name in error, error)
expect("--verbose reports in full", out.startswith(plain) and " > " in out[len(plain):], out)
expect("--quiet keeps JSON whole", json.loads(run("-q", "--format", "json", refused)[1])["captures"], "")

keylog = captures / "s01-happy-http-rsa2048-tls12.keylog"
code, out, _ = run("-q", "--keylog", keylog, good, refused)
expect("an option takes one value, the rest are captures", len(out.splitlines()) == 2, out)

for failure in failures:
    print(failure)
print(f"{len(failures)} failures")
sys.exit(1 if failures else 0)
