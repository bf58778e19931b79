#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures, logs and files that come on pipes, which can be read once, and logs of odd sizes and names.

usage: pipes.py CAPTURES CAPFCHECK
"""
import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

captures, capfcheck = Path(sys.argv[1]).resolve(), sys.argv[2]
NAME = "s01-happy-http-rsa2048-tls12"
FIRST_LOG = 16  # evidence_refs: `source` of the first log
failures = []


def expect(what, condition, seen=""):
    if not condition:
        failures.append(f"{what}: {seen}")


def run(*arguments, stdin=None, **options):
    done = subprocess.run([capfcheck, *map(str, arguments)], input=stdin, capture_output=True, timeout=120, check=False, **options)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


class Fifo:
    """A named pipe that gives these bytes to whoever opens it."""

    def __init__(self, folder, name, data):
        self.path = folder / name
        os.mkfifo(self.path)
        self.thread = threading.Thread(target=self.path.write_bytes, args=(data,), daemon=True)
        self.thread.start()


def steps_of(out):
    phone = json.loads(out)["captures"][0]["phones"][0]
    return phone, {step["step"]: step["evidence"] for step in phone["steps"]}


def check_capture_on_a_pipe():
    capture, key_log = captures / f"{NAME}.pcapng", captures / f"{NAME}.keylog"
    code, out, error = run("--format", "json", "-", key_log, stdin=capture.read_bytes())
    phone, evidence = steps_of(out)
    expect("a key log beside a capture on a pipe", code == 0 and evidence["capf-dialogue"] == "decrypted", (code, evidence, error))
    expect("and its verdict", phone["verdict"] == "encrypted", phone["verdict"])


def check_log_on_a_pipe(folder):
    name = "s48-jabber-unknown-device"
    archive = (captures / f"{name}-logs.tar.gz").read_bytes()
    plain = run("--format", "json", captures / f"{name}.pcapng", captures / f"{name}-logs.tar.gz")
    code, out, error = run("--format", "json", "--log", Fifo(folder, "logs.tar.gz", archive).path, captures / f"{name}.pcapng")
    phone = json.loads(out)["captures"][0]["phones"][0]
    expect("logs on a pipe decide as those in a file", phone["diagnoses"][0]["evidence"] == "reported", (code, error))
    expect("and the status is the same", code == plain[0], (code, plain[0]))


def check_shown_pipe(folder):
    itl = Path(__file__).resolve().parent.parent / "data" / "files" / NAME / "ITLSEPA45630BBFA40.tlv"
    shown = run("show", itl)[1]
    code, out, error = run("show", Fifo(folder, "list.tlv", itl.read_bytes()).path)
    expect("a trust list on a pipe is shown", code == 0 and out.splitlines()[1:] == shown.splitlines()[1:], (code, error, out[:300]))


def check_names_under_redaction(folder):
    log = folder / "journal.txt"
    log.write_text(
        "".join(
            f"Nov 23 20:29:1{second} secret-host.example capfd[812]: 10.147.94.24:41009 {text}\n"
            for second, text in enumerate(("Connected", "Device Name: CSFGHOST", "Unknown device: CSFGHOST", "Disconnected"))
        )
    )
    capture = captures / "s48-jabber-unknown-device.pcapng"
    for form in ("text", "json", "html", "csv"):
        _, out, error = run("--redact", "--format", form, capture, log)
        expect(f"--redact hides the host that wrote a log ({form})", "secret-host" not in out + error, out[-500:])
        expect(f"and the device ({form})", "CSFGHOST" not in out + error)


def check_many_lines(folder):
    """A log that says one thing for hours costs no more than its reading, and is cited shortly."""
    log = folder / "errors.txt"
    log.write_text("".join(f"Nov 23 20:29:20 pbx capfd[812]: 10.147.94.24:41009 Error: Key generation failed ({number})\n"
                           for number in range(60_000)))
    code, out, error = run("--format", "json", "--log", log, captures / "s48-jabber-unknown-device.pcapng")
    expect("60,000 lines are read", code == 1, (code, error))
    first = json.loads(out)["captures"][0]["phones"][0]["diagnoses"][0]
    expect("what they say decides", first["evidence"] == "reported", first)
    cited = sum(ref["source"] >= FIRST_LOG for ref in first["evidence_refs"])
    expect("a finding cites a few of them", 1 <= cited <= 8, cited)


def main():
    with tempfile.TemporaryDirectory() as folder:
        check_capture_on_a_pipe()
        check_log_on_a_pipe(Path(folder))
        check_shown_pipe(Path(folder))
        check_names_under_redaction(Path(folder))
        check_many_lines(Path(folder))
    for failure in failures:
        print(failure)
    print(f"{len(failures)} failures")
    return 1 if failures else 0


sys.exit(main())
