# SPDX-License-Identifier: GPL-2.0-or-later
"""The bytes of a capture in the order of its packets, each with when it was captured: to write them at a pace.

    for seconds, piece in paced.pieces(content):   # seconds since the first packet
    later = paced.moved(content, nanoseconds)      # as if it had been made then
"""
import struct

PCAP_MAGIC = {0xA1B2C3D4: 1e-6, 0xA1B23C4D: 1e-9}
SECTION, INTERFACE, ENHANCED = 0x0A0D0D0A, 1, 6


def _pcap(content, order, unit):
    yield None, content[:24]
    at = 24
    while at + 16 <= len(content):
        seconds, part, captured = struct.unpack_from(order + "III", content, at)
        yield seconds + part * unit, content[at : at + 16 + captured]
        at += 16 + captured
    if at < len(content):
        yield None, content[at:]


def _unit(options, order):
    """Seconds in a unit of an interface's times."""
    at = 0
    while at + 4 <= len(options):
        code, length = struct.unpack_from(order + "HH", options, at)
        if code == 9 and length == 1:
            value = options[at + 4]
            return 2.0 ** -(value & 0x7F) if value & 0x80 else 10.0**-value
        at += 4 + (length + 3) // 4 * 4
    return 1e-6


def _pcapng(content):
    at, order, units = 0, "<", []
    while at + 12 <= len(content):
        if struct.unpack_from("<I", content, at)[0] == SECTION:
            order = "<" if content[at + 8 : at + 12] == b"\x4d\x3c\x2b\x1a" else ">"
            units = []
        kind, length = struct.unpack_from(order + "II", content, at)
        length = max(12, (length + 3) // 4 * 4)
        time = None
        if kind == INTERFACE:
            units.append(_unit(content[at + 16 : at + length - 4], order))
        elif kind == ENHANCED and at + 20 <= len(content):
            interface, high, low = struct.unpack_from(order + "III", content, at + 8)
            if interface < len(units):
                time = (high << 32 | low) * units[interface]
        yield time, content[at : at + length]
        at += length
    if at < len(content):
        yield None, content[at:]


def pieces(content):
    """One piece, at once, where the capture is of another kind (compressed, or only wiretap knows it)."""
    little = struct.unpack_from("<I", content.ljust(4, b"\0"))[0]
    big = struct.unpack_from(">I", content.ljust(4, b"\0"))[0]
    if little in PCAP_MAGIC:
        raw = _pcap(content, "<", PCAP_MAGIC[little])
    elif big in PCAP_MAGIC:
        raw = _pcap(content, ">", PCAP_MAGIC[big])
    elif little == SECTION:
        raw = _pcapng(content)
    else:
        raw = [(None, content)]
    first, latest = None, 0.0
    for time, piece in raw:
        if time is not None:
            first = time if first is None else first
            latest = max(latest, time - first)
        yield latest, piece


def packet_block(nanoseconds, content):
    """A packet of an interface that counts nanoseconds, for the end of a little-endian pcapng file."""
    padded = content.ljust((len(content) + 3) // 4 * 4, b"\0")
    length = 32 + len(padded)
    return struct.pack("<IIIIIII", ENHANCED, length, 0, nanoseconds >> 32, nanoseconds & 0xFFFFFFFF, len(content),
                       len(content)) + padded + struct.pack("<I", length)


def first_time(content):
    """Nanoseconds since 1970, of a little-endian pcapng file that counts nanoseconds."""
    return next(int.from_bytes(one[12:16], "little") << 32 | int.from_bytes(one[16:20], "little")
                for _, one in pieces(content) if one[:4] == b"\6\0\0\0")


def moved(content, first):
    """Such a file as if its first packet had been captured at this time."""
    shift = first - first_time(content)
    result = b""
    for _, block in pieces(content):
        if block[:4] == b"\6\0\0\0":
            time = (int.from_bytes(block[12:16], "little") << 32 | int.from_bytes(block[16:20], "little")) + shift
            block = block[:12] + struct.pack("<II", time >> 32, time & 0xFFFFFFFF) + block[20:]
        result += block
    return result
