#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Frames that a capture lacks never turn a verdict into its opposite, and what a phone got past is told.

usage: left_out.py CAPTURES CAPFCHECK

Each case of LEFT_OUT was a wrong verdict once: a capture, what is kept of it as a display filter, and what must be said of
its one phone. OVERCOME holds captures of phones that work, with what failed before: a copy that ends there says so.
"""
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
from tshark import Tshark  # noqa: E402

LEFT_OUT = {
    # The last block of a file, and all that follows: neither side repeats anything.
    "generated/signed-names-then-plain": ("!(frame.number in {12..14})", "incomplete"),
    # The request for the encrypted file, of whose connection the rest is there.
    "generated/sip-unregisters": ("!(frame.number in {31,34,37,38,40})", "incomplete"),
    "generated/sip-200-ipv6": ("!(frame.number in {32..40})", "incomplete"),
    # The capture ends as the phone asks again for the list that was another phone's.
    "generated/list-of-another-phone-corrected": ("frame.number in {11..39}", "incomplete"),
    # It ends as the server repeats its SYN, ACK.
    "generated/syn-ack-acknowledged-late": ("frame.number <= 37", "incomplete"),
    # The phone's ClientHello: its alert is not decoded then, and the server's answer to it is.
    "generated/server-alert-80-after-phones": ("frame.number != 88", "incomplete"),
    # All requests for files. Of the registration both directions are there.
    "generated/sccp-register-unanswered": ("frame.number >= 30", "failed"),
    # The phone's FIN, which the server acknowledges: the phone was there while the large packets were repeated.
    "generated/mtu-sips-server-certificate": ("frame.number != 92", "failed"),
}  # fmt: skip
OVERCOME = {
    "generated/dns-resolved-later": "capf-name-not-resolved",
    "generated/encrypted-file-of-another-phone-corrected": "config-of-another-phone",
    "generated/encrypted-config-over-tftp-after-cut": "encrypted-config-transfer-incomplete",
    "generated/http-503-then-200": "server-busy",
    "generated/tvs-alert-70-then-answered": "tvs-tls-version-mismatch",
    "generated/tvs-second-server": "tvs-certificate-untrusted",
}
# Phones that had nothing to get past.
SMOOTH = ("s01-happy-http-rsa2048-tls12", "s05-happy-tftp512", "s36-plaintext-split")


def phone_of(program, capture):
    done = subprocess.run([program, "check", "--format", "json", capture], capture_output=True, check=False)
    (phone,) = json.loads(done.stdout)["captures"][0]["phones"]
    return phone


def main():
    captures, program = Path(sys.argv[1]), sys.argv[2]
    problems = []
    with Tshark(None) as tshark:
        for name, (kept, wanted) in LEFT_OUT.items():
            whole = captures / f"{name}.pcapng"
            part = tshark.home / whole.name
            tshark.run("-r", whole, "-Y", kept, "-w", str(part))
            verdict = phone_of(program, part)["verdict"]
            if verdict != wanted:
                problems.append(f"{name}, {kept}: {verdict}, not {wanted}")
    for name, code in OVERCOME.items():
        phone = phone_of(program, captures / f"{name}.pcapng")
        past = [finding["code"] for finding in phone["history"]]
        if phone["verdict"] != "encrypted" or past.count(code) != 1:
            problems.append(f"{name}: {phone['verdict']}, {past} before; wanted: encrypted, {code} once")
    for name in SMOOTH:
        if past := phone_of(program, captures / f"{name}.pcapng")["history"]:
            problems.append(f"{name}: {past} before")
    for problem in problems:
        print(problem)
    print(f"{len(LEFT_OUT) + len(OVERCOME) + len(SMOOTH)} captures, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
