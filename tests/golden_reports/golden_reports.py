#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What capfcheck says of some captures: the verdict and what it rests on, field by field; three of them word for word.

usage: golden_reports.py [--write] CAPFCHECK [CASE...]

expected/CASE.json holds the fields, without sentences: verdict, steps, codes with their frames, rounds, files, sessions,
certificates and the ladder. expected/CASE.txt is the text report of the cases in WHOLE. Sentences are tested in
tests/unit; that they are worded differently is no reason for a difference here.
"""
import difflib
import json
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
# Also word for word, as text: they show the layout.
WHOLE = ("document", "port-closed", "six-phones")
# Where a newer Wireshark shows more, CASE-since-VERSION has its own files: of frames that are cut, 4.4 still names the
# handshake messages.
SHOWS_MORE = {"snaplen": (4, 4)}
LADDER_LINE = re.compile(r" +[0-9]+\.[0-9]{6} \S+ +> .*")
LADDER_INDENT = " " * 18


def report(capfcheck, case, form, *more):
    capture, options = CASES[case]
    # In the captures' folder, so that no path of this machine is in the report.
    result = subprocess.run(
        [capfcheck, "--format", form, *more, *options, capture], cwd=CAPTURES, capture_output=True, text=True, timeout=300
    )
    if result.returncode not in (0, 1, 3):
        raise SystemExit(f"{case}: capfcheck ended with {result.returncode}: {result.stderr}")
    return result.stdout


def frames(one):
    return " ".join(map(str, one["frames"]))


def finding(one):
    evidence = one.get("evidence")
    return f"{one['code']} by {one['indication']}{f', {evidence}' if evidence else ''} [{frames(one)}]"


def signer(one):
    if one["signature"] is None:
        return "not signed"
    return f"signature {one['signature']}, signer {one['signer_source']} {one['signer_role']}"


def phone_fields(phone):
    return {
        "device": phone["device"],
        "addresses": phone["addresses"],
        "verdict": phone["verdict"],
        "failed_step": phone["failed_step"],
        "steps": [f"{one['step']}: {one['status']}, {one['evidence']} [{frames(one)}]" for one in phone["steps"]],
        "diagnoses": list(map(finding, phone["diagnoses"])),
        "history": list(map(finding, phone["history"])),
        "rounds": [f"{one['outcome']} {' '.join(one['diagnoses'])} [{frames(one)}]" for one in phone["rounds"]],
        "files": [
            f"{one['name']} over {one['transport']}: {one['status']}, {one['bytes']} bytes, {signer(one)} [{frames(one)}]"
            for one in phone["files"]
        ],
        "capf_sessions": [
            f"{one['operation']}, reason {one['end_reason']}, {one['evidence']}, by {one['join']} [{frames(one)}]"
            for one in phone["capf_sessions"]
        ],
        "certificates": [
            f"{one['key']} {one['sha256'][:16]} in " + " ".join(str(use["frame"]) for use in one["uses"])
            for one in phone["certificates"]
        ],
        "notices": list(map(finding, phone["notices"])),
    }


def ladder_lines(text):
    """The lines of the ladder, each in one piece."""
    ladder, inside = [], False
    for line in text.splitlines():
        if LADDER_LINE.fullmatch(line):
            ladder.append(line.strip())
            inside = True
        elif inside and line.startswith(LADDER_INDENT):
            ladder[-1] += " " + line.strip()
        else:
            inside = False
    return ladder


def fields(capfcheck, case):
    capture = json.loads(report(capfcheck, case, "json"))["captures"][0]
    ladder = ladder_lines(report(capfcheck, case, "text", "--ladder"))
    found = {
        "notices": list(map(finding, capture["notices"])),
        "phones": list(map(phone_fields, capture["phones"])),
        "ladder": ladder,
    }
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


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
        said = {"json": fields(capfcheck, case)}
        if case in WHOLE:
            said["txt"] = report(capfcheck, case, "text")
        for ending, text in said.items():
            path = expected_path(case, ending, wireshark)
            if write:
                path.write_text(text, encoding="utf-8")
                continue
            expected = path.read_text(encoding="utf-8") if path.exists() else ""
            if text == expected:
                continue
            differences += 1
            lines = difflib.unified_diff(expected.splitlines(), text.splitlines(), str(path), "capfcheck", lineterm="")
            print("\n".join(list(lines)[:60]))
    if differences:
        print(f"{differences} files differ; tests/golden_reports/regenerate writes them anew")
    return 1 if differences else 0


sys.exit(main())
