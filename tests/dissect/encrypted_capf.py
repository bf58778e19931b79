#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""CAPF that Wireshark cannot decrypt has an item all the same, with the messages that sizes suggest: held against what the
same capture shows with its keys. A session that is decrypted has none of it.

usage: encrypted_capf.py PLUGIN CAPTURES_FOLDER
"""
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from tshark import Tshark  # noqa: E402

# All TLS versions and kinds of ciphers; installs, fetches, deletions, refusals.
CAPTURES = (
    "cucm-document", "s01-happy-http-rsa2048-tls12", "s04-happy-tls13", "s06-happy-ec-secp256r1", "s08-password-wrong",
    "s09-unknown-device", "s10-auth-certificate-rsa", "s11-operation-none", "s12-operation-fetch", "s13-operation-delete",
    "s26-six-phones", "s28-happy-ipv6", "s49-keygen-failed", "s53-capf-other-port",
)  # fmt: skip
SURE = 90  # percent


def frames(tshark, capture, options, *fields):
    """{frame: [values of each field]} of the frames that are CAPF's."""
    arguments = [part for field in ("frame.number", *fields) for part in ("-e", field)]
    lines = tshark.run("-2", "-r", capture, *options, "-Y", "capf", "-T", "fields", *arguments).splitlines()
    rows = (line.split("\t") for line in lines)
    return {int(row[0]): [[int(one) for one in cell.split(",") if one] for cell in row[1:]] for row in rows}


def problems_of(tshark, captures, name):
    capture = captures / f"{name}.pcapng"
    keys = ["-o", f"tls.keylog_file:{tshark.readable(captures / f'{name}.keylog')}"]
    truth = frames(tshark, capture, keys, "capf.command", "capf.inferred.command")
    inferred = frames(tshark, capture, [], "capf.inferred.command", "capf.inferred.confidence", "capf.command")
    if any(row[1] for row in truth.values()):
        yield f"{name}: inferred commands in a session that is decrypted"
    if missing := {frame for frame, row in truth.items() if row[0]} - set(inferred):
        yield f"{name}: frames {sorted(missing)} have no item without keys"
    sure = 0
    for frame, (commands, confidences, decoded) in inferred.items():
        if decoded:
            yield f"{name}: frame {frame} has a command that nobody decrypted"
        if not confidences or min(confidences) < SURE:
            continue
        sure += 1
        if commands != truth.get(frame, [[]])[0]:
            yield f"{name}: frame {frame} is inferred as {commands}, and is {truth.get(frame, [[]])[0]}"
    if sure * 2 < sum(1 for row in truth.values() if row[0]):
        yield f"{name}: only {sure} frames are sure"


def single_pass_problems(tshark, captures):
    """What the first pass of a reading shows of the handshake of a session that it then decrypts."""
    for name in ("s04-happy-tls13", "s01-happy-http-rsa2048-tls12"):
        keys = ["-o", f"tls.keylog_file:{tshark.readable(captures / f'{name}.keylog')}"]
        seen = tshark.run("-r", captures / f"{name}.pcapng", *keys, "-Y", "capf && !capf.command", "-T", "fields", "-e",
                          "frame.number")  # fmt: skip
        if seen.strip():
            yield f"{name}, one pass: an item without a message in frames {seen.split()}"


def main():
    captures = pathlib.Path(sys.argv[2])
    with Tshark(sys.argv[1]) as tshark:
        problems = [problem for name in CAPTURES for problem in problems_of(tshark, captures, name)]
        problems += single_pass_problems(tshark, captures)
    print(*problems, sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
