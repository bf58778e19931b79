#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Firmware over TFTP is reported whole, and in a time that grows with its length: capfcheck puts such files together itself.

usage: tftp_firmware.py CAPFCHECK

Files of more blocks than 16 bits count, blocks that come twice, swapped or not at all, blocks in fragments of IP, and a
phone's own file before and after on the same port.
"""
import hashlib
import json
import pathlib
import resource
import struct
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "golden"))
from made_files import configuration, signed  # noqa: E402
from made_packets import CLIENT, SERVER, Capture, Tftp, address  # noqa: E402

DEVICE = "SEP000000000001"
OWN, FIRMWARE = f"{DEVICE}.cnf.xml.sgn", "sip88xx.14-1-1.zz.sgn"
# libwireshark alone took 170 s of processor time for 65,500 blocks.
MOST_SECONDS = 20


def firmware(blocks):
    return b"".join(b"%08d" % number * 64 for number in range(blocks)) + b"end"


def in_fragments(capture, first):
    """Datagrams from the server in two fragments each, but for the last."""
    data = [at for at in range(first, len(capture.frames)) if capture.frames[at][26:30] == address(SERVER)]
    fragments = []
    for at, frame in enumerate(capture.frames):
        head, body = bytearray(frame[:34]), frame[34:]
        if at not in data[:-1]:
            fragments.append(frame)
            continue
        for offset, part in ((0, body[:256]), (256, body[256:])):
            more = 0x2000 if offset == 0 else 0
            head[16:18] = struct.pack(">H", 20 + len(part))
            head[20:22] = struct.pack(">H", more | offset // 8)
            fragments.append(bytes(head) + part)
    capture.frames = fragments


def capture_of(file, order=lambda blocks: blocks, fragments=False):
    capture = Capture()
    Tftp(capture, OWN).send(signed(OWN, configuration("")))
    begin = len(capture.frames)
    Tftp(capture, FIRMWARE).send(file, order)
    if fragments:
        in_fragments(capture, begin)
    Tftp(capture, OWN).send(signed(OWN, configuration("")))
    return capture


def lost(blocks):
    return [one for number, one in enumerate(blocks) if number != 5]


def twice(blocks):
    return [one for number, one in enumerate(blocks) for _ in range(2 if number == 5 else 1)]


CASES = {
    "short": (capture_of(firmware(20)), firmware(20), "complete"),
    "twice": (capture_of(firmware(20), twice), firmware(20), "complete"),
    "lost": (capture_of(firmware(20), lost), None, "lost-in-capture"),
    "fragments": (capture_of(firmware(20), fragments=True), firmware(20), "complete"),
    "long": (capture_of(firmware(70_000)), firmware(70_000), "complete"),
}


def check(capfcheck, path, file, status):
    command = [capfcheck, "--format", "json", path]
    result = subprocess.run(command, capture_output=True, check=False)
    if result.returncode not in (0, 1, 3):
        return f"ended with {result.returncode}: {result.stderr.decode(errors='replace')}"
    files = json.loads(result.stdout)["captures"][0]["phones"][0]["files"]
    found = [(one["name"], one["status"]) for one in files]
    wanted = [(OWN, "complete"), (FIRMWARE, status), (OWN, "complete")]
    if found != wanted:
        return f"{found}, not {wanted}"
    if file is not None and files[1]["sha256"] != hashlib.sha256(file).hexdigest():
        return "the firmware's bytes are not those that were sent"
    return ""


def main():
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, (capture, file, status) in CASES.items():
            path = capture.write(pathlib.Path(folder) / f"{name}.pcap")
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            problem = check(sys.argv[1], path, file, status)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            if not problem and seconds > MOST_SECONDS:
                problem = f"it took {seconds:.1f} s of processor time"
            if problem:
                print(f"{name}: {problem}")
                failed += 1
    print(f"{len(CASES)} captures, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
