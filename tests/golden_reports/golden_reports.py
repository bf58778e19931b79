#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What capfcheck prints of some captures, word for word, as text and as JSON.

usage: golden_reports.py [--write] CAPFCHECK [CASE...]

Compares with the files in expected/, or writes them. The versions of capfcheck and Wireshark are left out.
"""
import difflib
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
CAPTURES = HERE.parent.parent / "captures"
EXPECTED = HERE / "expected"
# Name of the case: capture, and options.
CASES = {
    "document": ("cucm-document.pcapng", []),
    "document-keys": ("cucm-document.pcapng", ["--keylog", "cucm-document.keylog"]),
    "tftp": ("s05-happy-tftp512.pcapng", []),
    "password-wrong": ("s08-password-wrong.pcapng", ["--keylog", "s08-password-wrong.keylog"]),
    "password-wrong-without-keys": ("s08-password-wrong.pcapng", []),
    "port-closed": ("s14-capf-port-closed.pcapng", []),
    "untrusted": ("s16-capf-untrusted-tls12.pcapng", []),
    "hash-stale": ("s18-certhash-stale.pcapng", ["--keylog", "s18-certhash-stale.keylog"]),
    "encrypted-not-found": ("s20-enc-tftp-notfound.pcapng", []),
    "not-enabled": ("s24-feature-not-enabled.pcapng", []),
    "six-phones": ("s26-six-phones.pcapng", []),
    "starts-mid-capf": ("s30-starts-mid-capf.pcapng", []),
    "snaplen": ("s31-snaplen96.pcapng", []),
    "one-address": ("generated/two-phones-behind-one-address.pcapng", []),
    "closed-then-ok": ("s45-capf-closed-then-ok.pcapng", []),
}
# Where a newer Wireshark shows more, CASE-since-VERSION has its own files: of frames that are cut, 4.4 still names the
# handshake messages.
SHOWS_MORE = {"snaplen": (4, 4)}
VERSIONS = re.compile(r'("(?:version|wireshark_version)": )"[^"]*"')


def report(capfcheck, case, form):
    capture, options = CASES[case]
    # In the captures' folder, so that no path of this machine is in the report.
    result = subprocess.run([capfcheck, "--format", form, *options, capture], cwd=CAPTURES, capture_output=True,
                            text=True, timeout=300)
    if result.returncode not in (0, 1, 3):
        raise SystemExit(f"{case}: capfcheck ended with {result.returncode}: {result.stderr}")
    return VERSIONS.sub(r'\1"VERSION"', result.stdout)


def expected_path(case, ending, wireshark):
    since = SHOWS_MORE.get(case)
    name = f"{case}-since-{since[0]}.{since[1]}" if since and wireshark >= since else case
    return EXPECTED / f"{name}.{ending}"


def wireshark_version(capfcheck):
    said = subprocess.run([capfcheck, "--version"], capture_output=True, text=True, check=True).stdout
    return tuple(map(int, re.search(r"Wireshark (\d+)\.(\d+)", said).groups()))


def main():
    arguments = sys.argv[1:]
    write = "--write" in arguments
    arguments = [one for one in arguments if one != "--write"]
    capfcheck, cases = str(pathlib.Path(arguments[0]).resolve()), arguments[1:] or CASES
    differences, wireshark = 0, wireshark_version(capfcheck)
    for case in cases:
        for form, ending in (("text", "txt"), ("json", "json")):
            path, said = expected_path(case, ending, wireshark), report(capfcheck, case, form)
            if write:
                path.write_text(said)
                continue
            expected = path.read_text() if path.exists() else ""
            if said == expected:
                continue
            differences += 1
            lines = difflib.unified_diff(expected.splitlines(), said.splitlines(), str(path), "capfcheck", lineterm="")
            print("\n".join(list(lines)[:60]))
    if differences:
        print(f"{differences} reports differ; tests/golden_reports/regenerate writes them anew")
    return 1 if differences else 0


sys.exit(main())
