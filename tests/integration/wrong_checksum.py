#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A byte of a file that was spoilt on the way: with a wrong checksum it is damage, which proves nothing about the file; with
a right one the file was sent so, and its signature is invalid.

usage: wrong_checksum.py CAPTURES CAPFCHECK
"""
import json
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

from damage import ETHERNET, Capture

NAME = "generated/dns-resolved"  # all goes well
# A part of the file's name, and bytes of it: the byte behind them is spoilt.
FILES = {"ITL": b"CN=ITLRECOVERY", "cnf.xml.sgn": b"<fullConfig>", "cnf.xml.enc.sgn": b".cnf.xml.enc.sgn\0"}
IP, TCP_CHECKSUM = 14, 16


def tcp_checksum(packet):
    """Of an Ethernet frame with IPv4 and TCP, as it should be."""
    header = 4 * (packet[IP] & 15)
    length = struct.unpack_from(">H", packet, IP + 2)[0] - header
    segment = bytearray(packet[IP + header:IP + header + length])
    segment[TCP_CHECKSUM:TCP_CHECKSUM + 2] = b"\0\0"
    data = packet[IP + 12:IP + 20] + struct.pack(">HH", 6, length) + bytes(segment) + bytes(length % 2)
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def spoilt(capture, marker, right_checksum):
    """The records with the byte behind `marker` changed wherever a server sends it."""
    records, changed = [], 0
    for record, is_packet in capture.records:
        at = record.find(marker) if is_packet and b"HTTP/1.1 200" in record else -1
        if at >= 0:
            link, frame = capture.frame(record)
            start = record.find(frame)
            assert link == ETHERNET and tcp_checksum(frame) == struct.unpack_from(
                ">H", frame, IP + 4 * (frame[IP] & 15) + TCP_CHECKSUM)[0]
            changed_frame = bytearray(frame)
            changed_frame[at - start + len(marker)] ^= 1
            if right_checksum:
                struct.pack_into(">H", changed_frame, IP + 4 * (frame[IP] & 15) + TCP_CHECKSUM,
                                 tcp_checksum(bytes(changed_frame)))
            record = record[:start] + bytes(changed_frame) + record[start + len(frame):]
            changed += 1
        records.append((record, is_packet))
    assert changed, f"{marker} is not in {NAME}"
    return records


def judge(program, capture, keylog):
    done = subprocess.run([program, "check", "--format", "json", "--keylog", keylog, capture], capture_output=True, check=False)
    return json.loads(done.stdout)["captures"][0]["phones"][0]


def problems_of(program, captures, place):
    capture, keylog = Capture(captures / f"{NAME}.pcapng"), captures / f"{NAME}.keylog"
    for name, marker in FILES.items():
        for right_checksum in (False, True):
            capture.write(place, spoilt(capture, marker, right_checksum))
            phone = judge(program, place, keylog)
            found = {file["signature"] for file in phone["files"] if name in file["name"] and file["signature"]}
            if ("invalid" in found) != right_checksum:
                yield f"{name}, checksum {'right' if right_checksum else 'wrong'}: signature {found}"
            if not right_checksum and phone["verdict"] == "failed":
                yield f"{name}: failed with {[one['code'] for one in phone['diagnoses']]} for what the capture damaged"


def main():
    with tempfile.TemporaryDirectory() as temporary:
        problems = list(problems_of(sys.argv[2], Path(sys.argv[1]), Path(temporary) / "spoilt.pcapng"))
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
