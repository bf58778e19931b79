#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Key logs that hold no keys are told, by every command that takes one, and nothing else changes.

usage: keylogs.py CAPTURES CAPFCHECK
"""
import subprocess
import sys
import tempfile
from pathlib import Path

captures, capfcheck = Path(sys.argv[1]).resolve(), sys.argv[2]
capture = captures / "s01-happy-http-rsa2048-tls12.pcapng"
good = capture.with_suffix(".keylog").read_bytes()
WARNING = "holds no TLS secrets"
failures = []


def expect(what, condition, seen=""):
    if not condition:
        failures.append(f"{what}: {seen}")


def run(*arguments, **options):
    done = subprocess.run([capfcheck, *map(str, arguments)], capture_output=True, timeout=120, check=False, **options)
    return done.returncode, done.stdout, done.stderr.decode()


def commands(folder):
    """Of those that take a key log, by name; all but `watch`, which lets it grow."""
    return {
        "check": ["check", "-q"],
        "check as JSON": ["check", "--format", "json"],
        "batch": ["batch", "-q"],
        "export": ["export", "--slice", folder / "slice.pcapng"],
    }


def told(keylog, *arguments):
    code, out, error = run(*arguments, "--keylog", keylog, capture)
    expect(f"{arguments[0]}: one warning at most", error.count(WARNING) <= 1, error)
    return WARNING in error and str(keylog) in error, code, out


def check_without_keys(folder):
    for name, content in (("readme", b"# capfcheck\n\nCLIENT_RANDOM is a label of key logs.\n"), ("empty", b""),
                          ("comments", b"# secrets\n"), ("binary", capture.read_bytes()), ("one long line", b"x" * 100000)):
        keylog = folder / name
        keylog.write_bytes(content)
        for command, arguments in commands(folder).items():
            expected = run(*arguments, capture)
            found, code, out = told(keylog, *arguments)
            expect(f"{command}: {name}", found and code == expected[0], (code, expected[0]))
            expect(f"{command}: {name} changes nothing else", command == "batch" or out == expected[1], out)


def check_with_keys(folder):
    tls13 = b"".join(line for line in (captures / "s04-happy-tls13.keylog").read_bytes().splitlines(True) if b"TRAFFIC_SECRET_0" in line)
    expect("a key log of TLS 1.3", tls13, "")
    for name, content in (("good", good), ("wrong lines first", b"nonsense\n\xff\0\n" + b"y" * 5000 + b"\n" + good),
                          ("CRLF", good.replace(b"\n", b"\r\n")), ("no newline at the end", good.rstrip(b"\n")), ("TLS 1.3", tls13)):
        keylog = folder / name
        keylog.write_bytes(content)
        for command, arguments in commands(folder).items():
            expect(f"{command}: {name}", not told(keylog, *arguments)[0], content[:80])


def check_watch(folder):
    """What is still empty may grow; what holds something else is no key log."""
    for name, content, warns in (("empty", b"", False), ("comment", b"# by NSS\n", False), ("begun", b"CLIENT_RAN", False), ("good", good, False),
                                 ("readme", b"# a heading\n\nsome words\n", True)):
        keylog = folder / f"watch-{name}"
        keylog.write_bytes(content)
        _, _, error = run("watch", "--keylog", keylog, "--lines", "-", input=capture.read_bytes())
        expect(f"watch: {name}", (WARNING in error) == warns, error)


def check_configuration(folder):
    (folder / "readme").write_bytes(b"words\n")
    config = folder / "config"
    config.write_text(f"keylog = {folder / 'readme'}\n", encoding="utf-8")
    _, _, error = run("-q", "--config", config, capture)
    expect("a key log of the configuration file", WARNING in error, error)


def check_folder(folder):
    code, out, error = run("-q", "--keylog", folder, capture)
    expect("a folder", code == 2 and not out and "--keylog" in error and "is a folder" in error, (code, error))


with tempfile.TemporaryDirectory() as temporary:
    for one in (check_without_keys, check_with_keys, check_watch, check_configuration, check_folder):
        one(Path(temporary))
for failure in failures:
    print(failure)
print(f"{len(failures)} failures")
sys.exit(1 if failures else 0)
