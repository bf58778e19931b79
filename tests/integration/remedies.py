#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A remedy says what fits this phone, and nothing that was checked and does not.

usage: remedies.py CAPTURES CAPFCHECK

Each line: capture, whether keys are given, the diagnosis (None: the conclusion, which ends with Cisco's checklist), words that
must be in it and words that must not.
"""
import json
import subprocess
import sys
from pathlib import Path

CASES = (
    ("generated/session-idles-out", True, "capf-session-cut", ["keep_alive"], []),
    ("generated/session-closed-soon", True, "capf-session-cut", ["network"], ["keep_alive"]),
    ("s16-capf-untrusted-tls12", True, "capf-certificate-untrusted", ["clock", "has not taken it"], ["Restart the TFTP"]),
    ("s23-itl-no-capf", True, "capf-certificate-untrusted", ["in no trust list", "Restart the TFTP"], ["clock"]),
    ("generated/encrypted-config-wrong-key", True, "encrypted-config-wrong-key", ["Install/Upgrade and reset"], ["Reset "]),
    ("s35-client-disconnects-fin", True, "capf-key-generation-failed", ["console log"], ["2048"]),
    ("generated/sip-401-again-and-again", True, "registration-refused", ["Digest User"], ["security mismatch"]),
    ("generated/sip-403-security-mismatch", True, "registration-refused", ["security mismatch"], ["Digest User"]),
    ("generated/tftp-nobody-listens", True, "config-transfer-incomplete", ["TFTP service runs"], ["busy the TFTP"]),
    ("generated/tftp-lists-end-by-error", True, "trust-list-transfer-incomplete", ["Restart the TFTP"], ["MTU"]),
    ("generated/sips-alert-48-by-phone", True, "callmanager-certificate-untrusted", ["has not taken it"], ["Compare show itl"]),
    ("generated/tvs-alert-48", True, "tvs-certificate-untrusted", ["has not taken it"], ["delete the trust list"]),
    ("generated/https-alert-45-by-wrong-clock", True, "https-certificate-untrusted", ["clock"], ["Reset"]),
    ("generated/capf-alert-45-by-wrong-clock", True, "capf-certificate-untrusted", ["clock"], ["Regenerate"]),
    ("generated/capf-version-refused-by-phone", True, "tls-version-mismatch", ["newer TLS version"], ["lower the server"]),
    ("s14-capf-port-closed", True, None, ["Activate and start", "(2)", "(3)"], ["(1)", "(4)"]),
    ("generated/dns-no-such-name", True, None, ["(2)"], ["(1)", "(3)", "(4)"]),
    ("generated/offline-ca-pending", True, None, ["utils capf csr list"], ["Cisco's list"]),
)


def report(program, capture, keys):
    keylog = capture.with_suffix(".keylog")
    options = ["--keylog", keylog] if keys and keylog.exists() else []
    done = subprocess.run([program, "check", "--format", "json", *options, capture], capture_output=True, check=False)
    return json.loads(done.stdout)["captures"][0]["phones"][0]


def main():
    problems = []
    for name, keys, code, wanted, unwanted in CASES:
        phone = report(sys.argv[2], Path(sys.argv[1]) / f"{name}.pcapng", keys)
        remedies = {one["code"]: one["remedy"] for one in phone["diagnoses"]}
        text = phone["conclusion"] if code is None else remedies.get(code, "")
        problems += [f"{name}: {words!r} is not in {text!r}" for words in wanted if words not in text]
        problems += [f"{name}: {words!r} is in {text!r}" for words in unwanted if words in text]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
