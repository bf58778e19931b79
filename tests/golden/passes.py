#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""However Wireshark reads a capture, our dissectors say the same and never fail.

usage: passes.py PLUGIN [CAPTURE...]      without captures: the made ones, all in one file, and some recorded ones

Each capture is read in one pass and in two, with a tree and without, with and without our heuristics. The made ones also
with a read filter, with preferences that change what is known, and damaged: bytes changed and frames cut short. A crash, a
hang or a dissector bug fails; so does a frame that is ours in one way of reading and not in another.
"""
import pathlib
import random
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from golden import CAPTURES, COLUMNS  # noqa: E402
from made_packets import write_merged, write_pcap  # noqa: E402
from make_captures import CAPTURES as MADE  # noqa: E402
from tshark import Tshark  # noqa: E402

FILTER = "capf || cisco_sgn || cisco_tvs"
TVS = ("-d", "tcp.port==2445,cisco_tvs")
RECORDED = ("s01-happy-http-rsa2048-tls12-injected", "s36-plaintext-split", "s43-tftp-ipfragments",
            "generated/trust-list-too-large")  # fmt: skip
TOO_SLOW = ("tftp_wrap",)
DAMAGES = 3


def frames(text):
    return text.split()


def fields(tshark, capture, *more):
    return frames(tshark.run("-r", capture, *TVS, "-T", "fields", "-e", "frame.number", *more))


def same_however_read(tshark, capture):
    """The numbers of our frames in each way of reading: (way, numbers)."""
    yield "one pass", fields(tshark, capture, "-Y", FILTER)
    yield "two passes", fields(tshark, capture, "-2", "-Y", FILTER)
    yield "two passes, heuristics on", fields(
        tshark, capture, "-2", "-Y", FILTER, "--enable-heuristic", "capf_tcp", "--enable-heuristic", "capf_tls")
    whole = tshark.run("-r", capture, *TVS, "-2", "-V", "-Y", FILTER)
    yield "two passes, with a tree", [line.split()[1].rstrip(":") for line in whole.splitlines() if line.startswith("Frame ")]


def in_order(tshark, capture):
    """With segments put in order before they are dissected. Where one is missing, TCP then gives nothing that follows."""
    return fields(tshark, capture, "-o", "tcp.reassemble_out_of_order:TRUE", "-Y", FILTER)


def only_run(tshark, capture):
    """Ways of reading whose output is not compared."""
    tshark.run("-r", capture, *TVS, "-2", "-R", FILTER, "-Y", FILTER)
    tshark.run("-r", capture, *TVS, "-o", COLUMNS)
    tshark.run("-r", capture, *TVS, "-q", "-z", "io,phs")
    # with certificates and keys that have nothing to do with it, and without what we turn on by default
    folder = tshark.folder / "certificates"
    folder.mkdir(exist_ok=True)
    key = tshark.readable(CAPTURES / "devices" / "s05-happy-tftp512" / "SEP58971E211F11-lsc.key")
    tshark.run("-r", capture, *TVS, "-V", "-o", f"cisco_sgn.certificate_folder:{folder}", "-o",
               f'uat:cisco_phone_keys:"","{key}","none"')
    tshark.run("-r", capture, *TVS, "-V", "-o", "tftp.defragment:FALSE", "-o", "tcp.desegment_tcp_streams:FALSE")


def damaged(capture, folder, seed):
    """A pcap file with some bytes of its packets changed and some packets cut short."""
    source = random.Random(seed)
    data = bytearray(capture.read_bytes())
    records, at = [], 24
    while at + 16 <= len(data):
        head, length = data[at:at + 16], int.from_bytes(data[at + 8:at + 12], "little")
        body = data[at + 16:at + 16 + length]
        # behind the headers of Ethernet, IP and TCP
        for _ in range(source.choice((0, 0, 1, 3))):
            if length > 60:
                body[source.randrange(54, length)] = source.randrange(256)
        if source.random() < 0.05 and length > 80:
            body = body[:source.randrange(60, length)]
            head[8:12] = len(body).to_bytes(4, "little")
        records.append(bytes(head + body))
        at += 16 + length
    return write_pcap(pathlib.Path(folder) / f"damaged{seed}.pcap", records)


def check(tshark, capture):
    ways = dict(same_however_read(tshark, capture))
    expected = ways["one pass"]
    for way, seen in ways.items():
        if seen != expected:
            yield f"{capture.name}: {way}: {set(seen) ^ set(expected)} differ from one pass"
    if capture.stem in {name.split("/")[-1] for name in RECORDED} and in_order(tshark, capture) != expected:
        yield f"{capture.name}: put in order: {set(in_order(tshark, capture)) ^ set(expected)} differ from one pass"
    if not expected:
        yield f"{capture.name}: no frame of ours"


def main():
    faults = []
    captures = [pathlib.Path(one).resolve() for one in sys.argv[2:]]
    with tempfile.TemporaryDirectory() as folder, Tshark(sys.argv[1]) as tshark:
        if not captures:
            makers = [maker for name, maker in MADE.items() if name not in TOO_SLOW]
            merged = write_merged(pathlib.Path(folder) / "made.pcap", [maker() for maker in makers])
            only_run(tshark, merged)
            for seed in range(DAMAGES):
                tshark.run("-r", damaged(merged, folder, seed), *TVS, "-2", "-V")
            captures = [merged, *(CAPTURES / f"{name}.pcapng" for name in RECORDED)]
        for capture in captures:
            faults += check(tshark, capture)
    for fault in faults:
        print(fault)
    print(f"{len(captures)} captures, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
