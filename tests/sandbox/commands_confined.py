#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What reads captures and phone files gives the same in its sandbox and without one: every command, every format of output,
captures of every kind. Where system calls cannot be filtered, it is the same, and said with --verbose only.

usage: commands_confined.py CAPTURES FILES CAPFCHECK
"""
import gzip
import pathlib
import subprocess
import sys
import tempfile

from filters import forbid_filters

captures, files, capfcheck = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
FORMATS = ("5views", "btsnoop", "k12text", "lanalyzer", "netmon2", "nsecpcap", "snoop")
SIX, ONE = captures / "s26-six-phones.pcapng", captures / "s01-happy-http-rsa2048-tls12.pcapng"
LONG = (captures / "s05-happy-tftp512.pcapng").read_bytes()
failures = []


def run(command, *arguments, given=None, **more):
    done = subprocess.run([capfcheck, command, *arguments], input=given, capture_output=True, check=False, timeout=300, **more)
    return done.returncode, done.stdout, done.stderr


def expect_same(command, *arguments, given=None):
    confined, free = run(command, *arguments, given=given), run(command, "--no-sandbox", *arguments, given=given)
    if confined != free:
        failures.append(f"{command} {' '.join(map(str, arguments))}: {confined[0]} {confined[2][-300:]!r}, without a "
                        f"sandbox {free[0]} {free[2][-300:]!r}")
    if free[0] == 4 and not free[2]:
        failures.append(f"{command} {arguments}: fails without a word")
    return free


def tree(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def exports(folder):
    for name, more in (("confined", ()), ("free", ("--no-sandbox",))):
        status, _, said = run("export", *more, "--directory", folder / name, "--slice", folder / f"{name}.pcapng", SIX)
        if status != 0:
            failures.append(f"export, {name}: {status} {said[-300:]!r}")
    written = tree(folder / "confined")
    if written != tree(folder / "free") or len(written) < 20:
        failures.append(f"export: {len(written)} files, not those that it writes without a sandbox")
    if (folder / "confined.pcapng").read_bytes() != (folder / "free.pcapng").read_bytes():
        failures.append("export: another slice than without a sandbox")


with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    for form in ("text", "json", "jsonl", "csv", "html", "junit", "sarif"):
        expect_same("check", "--format", form, SIX)
    # Several in one process: what is opened for the second one is opened in the sandbox.
    expect_same("check", "--time", "local", ONE, SIX, captures / "s53-capf-other-port.pcapng", captures / "s31-snaplen96.pcapng")
    expect_same("check", "--keylog", captures / "s08-password-wrong.keylog", captures / "s08-password-wrong.pcapng")
    expect_same("check", "--all-frames", ONE)
    expect_same("check", "/nonexistent", folder, __file__)
    for given in (ONE.read_bytes(), gzip.compress(LONG), LONG[:-100]):
        expect_same("check", "-", given=given)
    written = 0
    for form in FORMATS:
        # Not every version of Wireshark writes each of them.
        path = folder / f"{form}.cap"
        subprocess.run(["editcap", "-F", form, captures / "s02-happy-http-nosecrets.pcapng", path], capture_output=True,
                       check=False)
        if path.exists() and path.stat().st_size:
            written += 1
            expect_same("check", path)
            expect_same("check", "-", given=path.read_bytes())
    if written < len(FORMATS) // 2:
        failures.append(f"only {written} formats could be made")
    expect_same("pair", ONE, ONE)
    for given in (None, (folder / "snoop.cap").read_bytes()):
        name = "-" if given else SIX
        if run("check", name, given=given, preexec_fn=forbid_filters) != run("check", "--no-sandbox", name, given=given):
            failures.append(f"check {name}: not the same where system calls cannot be filtered")
    if b"the sandbox is incomplete" not in run("check", "--verbose", ONE, preexec_fn=forbid_filters)[2]:
        failures.append("check --verbose: says nothing of a sandbox that lacks its filter")
    phone_files = sorted(path for path in files.rglob("*") if path.suffix in (".tlv", ".sgn"))[:20]
    if len(phone_files) < 5:
        failures.append(f"only {len(phone_files)} phone files")
    expect_same("show", *phone_files)
    exports(folder)

print("\n".join(failures))
sys.exit(1 if failures else 0)
