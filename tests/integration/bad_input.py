#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a user meets who gives capfcheck something that is no good: one clear line on stderr and the right status.

usage: bad_input.py CAPTURES CAPFCHECK
"""
import json
import pathlib
import subprocess
import sys
import tempfile

captures, capfcheck = pathlib.Path(sys.argv[1]), sys.argv[2]
good = captures / "s32-formats-usec.pcap"
secret = captures / "s07-password-ok.pcapng"
failures = []


def run(*arguments):
    result = subprocess.run([capfcheck, *map(str, arguments)], capture_output=True, timeout=60)
    return result.returncode, result.stdout.decode(), result.stderr.decode()


def expect(what, condition, seen):
    if not condition:
        failures.append(f"{what}: {seen}")


def expect_error(what, arguments, status, *words):
    code, _, error = run(*arguments)
    expect(what, code == status and all(word in error for word in words), (code, error))


with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    empty, text, cut, header = (folder / name for name in ("empty.pcap", "text.pcap", "cut.pcap", "header.pcap"))
    empty.write_bytes(b"")
    text.write_text("this is no capture\n" * 100)
    cut.write_bytes(good.read_bytes()[:9000])
    header.write_bytes(good.read_bytes()[:24])
    expect_error("empty file", [empty], 4, "empty.pcap", "is empty")
    expect_error("not a capture", [text], 4, "text.pcap", "not a capture")
    expect_error("no such file", [folder / "missing"], 4, "missing", "No such file")
    expect_error("a folder is looked through", [folder], 4, "cut.pcap", "damaged")
    expect_error("cut inside a record", [cut], 4, "cut.pcap", "damaged")
    expect_error("key log missing", ["--keylog", folder / "none", good], 2, "--keylog", "none")
    expect_error("key that is none", ["--tls-key", text, good], 2, "--tls-key", "text.pcap")
    expect_error("phone key that is none", ["--phone-key", text, good], 2, "--phone-key", "text.pcap")
    expect_error("certificate that is none", ["--cert", text, good], 2, "--cert", "text.pcap")
    expect_error("unknown option", ["--wrong", good], 2, "--wrong")
    expect_error("no file", [], 2, "FILE")

    code, out, _ = run("--format", "json", cut)
    report = json.loads(out)["captures"][0]
    expect("a cut file is reported as far as it goes", report["phones"] and report["phones"][0]["files"], report)
    expect("a cut file proves no failure", report["phones"][0]["verdict"] == "incomplete", report["phones"])
    code, out, _ = run("--format", "json", header)
    expect("a capture without packets has no phone", code == 3 and not json.loads(out)["captures"][0]["phones"], out)
    code, _, error = run(empty, good)
    expect("one bad file does not stop the others", code == 4, error)

    wrong = captures / "s08-password-wrong.keylog"
    _, plain, _ = run("--format", "json", secret)
    _, keyed, _ = run("--format", "json", "--keylog", wrong, secret)
    expect("another session's keys change nothing", plain == keyed, "the reports differ")
    keylog = captures / "s07-password-ok.keylog"
    _, masked, _ = run("--format", "json", "--keylog", keylog, secret)
    _, shown, _ = run("--format", "json", "--show-secrets", "--keylog", keylog, secret)
    expect("an authentication string is masked", '"********"' in masked and '"********"' not in shown, "not masked")
    expect("the same input gives the same bytes", run("--format", "json", good)[1] == run("--format", "json", good)[1], "")

for failure in failures:
    print(failure)
print(f"{len(failures)} failures")
sys.exit(1 if failures else 0)
