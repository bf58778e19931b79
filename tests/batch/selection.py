#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A batch of some phones: what it writes, counts and ends with is what check shows of them. And a reader that leaves.

usage: selection.py CAPTURES CAPFCHECK
"""
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from batch_run import end, expect, records, run, statuses

captures, capfcheck = Path(sys.argv[1]), sys.argv[2]


def make_cases(folder):
    """Six phones, one that failed, a healthy one twice, and a file that cannot be read."""
    cases = folder / "cases"
    cases.mkdir()
    for name in ("s26-six-phones.pcapng", "s14-capf-port-closed.pcapng", "s32-formats-usec.pcap"):
        shutil.copy(captures / name, cases)
    shutil.copy(captures / "s32-formats-usec.pcap", cases / "t-copy.pcap")
    return cases


def checked(cases, *options):
    """{capture: its phones} as check shows them, and its exit status."""
    code, out, _ = run(capfcheck, "check", "--format", "jsonl", *options, *sorted(cases.iterdir()))
    return {Path(one["file"]).name: one["phones"] for one in map(json.loads, out.splitlines())}, code


def check_failed(folder, cases):
    for options in (["--failed"], ["--verdict", "FAILED"]):
        output = folder / f"{len(options)}.jsonl"
        code, out, error = run(capfcheck, "batch", *options, "-o", output, cases)
        found = records(output)
        expected, status = checked(cases, *options)
        expect(f"{options}: phones", {name: one["phones"] for name, one in found.items()} == {name: phones for name, phones in expected.items() if phones}, found.keys())
        expect(f"{options}: exit status", code == status == 1, (code, status, error))
        failed = sum(map(len, expected.values()))
        expect(f"{options}: counts", re.search(rf"^{failed} phones: {failed} failed$", out, re.MULTILINE), out)
        expect(f"{options}: listed", f"Selected phones ({failed}):" in out, out)
        expect(f"{options}: left out", "without a selected phone, so not in the results: 2 captures" in out, out)
        again = run(capfcheck, "batch", "--resume", *options, "-o", output, cases)
        expect(f"{options}: resumed", again[0] == code and again[1] == out, again)
        expect(f"{options}: nothing is written twice", records(output).keys() == found.keys(), found.keys())


def check_phone(folder, cases):
    _, out, _ = run(capfcheck, "check", "--format", "json", cases / "s32-formats-usec.pcap")
    phone = json.loads(out)["captures"][0]["phones"][0]
    for name in (phone["device"], phone["addresses"][0]):
        output = folder / f"{name}.jsonl"
        code, out, error = run(capfcheck, "batch", "--phone", name, "-o", output, cases)
        _, status = checked(cases, "--phone", name)
        found = records(output)
        phones = [one["device"] for record in found.values() for one in record["phones"]]
        expect(f"--phone {name}", phones and set(phones) == {phone["device"]} and "no such phone" not in error, (phones, error))
        expect(f"--phone {name}: exit status", code == status, (code, status))
        expect(f"--phone {name}: the copy", "duplicate" in statuses(output).values(), statuses(output))
    output = folder / "nope.jsonl"
    code, out, error = run(capfcheck, "batch", "--phone", "NOPE", "-o", output, cases)
    expect("--phone NOPE", code == 3 and "--phone NOPE: no such phone was found" in error, (code, error))
    expect("--phone NOPE writes nothing", output.read_bytes() == b"", output.read_bytes())
    (cases / "broken.pcap").write_bytes(b"this is not a capture, whatever its name says")
    code, out, error = run(capfcheck, "batch", "--resume", "--failed", "-o", output, cases)
    expect("what cannot be read is told", statuses(output).get("broken.pcap") == "unreadable" and code == 4, (code, statuses(output)))
    redacted = folder / "redacted.jsonl"
    options = ["--phone", phone["device"], "--redact-key", folder / "key", "-o", redacted]
    (folder / "key").write_bytes(b"k" * 32)
    code, _, error = run(capfcheck, "batch", *options, cases)
    expect("--phone is the name before redaction", "no such phone" not in error and any(one["phones"] for one in records(redacted).values()), error)
    code, _, error = run(capfcheck, "batch", "--resume", *options, cases)
    expect("and when it is continued", "no such phone" not in error, error)


def check_reader_that_leaves(cases):
    batch = subprocess.Popen([capfcheck, "batch", "--jobs", "1", *[cases] * 4], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    batch.stdout.read(10)
    batch.stdout.close()
    error = batch.stderr.read().decode()
    expect("a reader that leaves", batch.wait(timeout=120) in (-13, 141) and "capfcheck:" not in error.replace("broken.pcap", ""), (batch.returncode, error))


with tempfile.TemporaryDirectory() as temporary:
    temporary = Path(temporary)
    folder_of_cases = make_cases(temporary)
    check_failed(temporary, folder_of_cases)
    check_reader_that_leaves(folder_of_cases)
    check_phone(temporary, folder_of_cases)
end()
