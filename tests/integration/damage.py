# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures as lists of records, and what can happen to them between the wire and the analyst."""
import gzip
import struct

ETHERNET, SLL, SLL2 = 1, 113, 276
IPV4, IPV6, VLAN_TYPES = 0x0800, 0x86DD, (0x8100, 0x88A8, 0x9100)
ENHANCED_PACKET, SIMPLE_PACKET, INTERFACE = 6, 3, 1


class Capture:
    """A pcap or pcapng file taken apart; `records` and `packets` together are the file again."""

    def __init__(self, path):
        data = path.read_bytes()
        if data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
        self.pcapng = data[:4] == b"\x0a\x0d\x0d\x0a"
        self.records = []  # (bytes, is it a packet)
        self.link_types = []
        if self.pcapng:
            self._read_pcapng(data)
        else:
            self._read_pcap(data)
        self.packets = [index for index, (_, packet) in enumerate(self.records) if packet]

    def _read_pcapng(self, data):
        self.order = "<" if data[8:12] == b"\x4d\x3c\x2b\x1a" else ">"
        at = 0
        while at + 12 <= len(data):
            kind, length = struct.unpack_from(self.order + "II", data, at)
            if kind == INTERFACE:
                self.link_types.append(struct.unpack_from(self.order + "H", data, at + 8)[0])
            self.records.append((data[at:at + length], kind in (SIMPLE_PACKET, ENHANCED_PACKET)))
            at += length

    def _read_pcap(self, data):
        self.order = "<" if data[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
        self.link_types.append(struct.unpack_from(self.order + "I", data, 20)[0] & 0xFFFF)
        self.records.append((data[:24], False))
        at = 24
        while at + 16 <= len(data):
            length = 16 + struct.unpack_from(self.order + "I", data, at + 8)[0]
            self.records.append((data[at:at + length], True))
            at += length

    def frame(self, record):
        """Link type and captured bytes of a packet record."""
        if not self.pcapng:
            return self.link_types[0], record[16:]
        kind, = struct.unpack_from(self.order + "I", record)
        if kind == SIMPLE_PACKET:
            return self.link_types[0], record[12:-4]
        interface, captured = struct.unpack_from(self.order + "I8xI", record, 8)
        return self.link_types[interface], record[28:28 + captured]

    def source_address(self, record):
        """The IP source address as bytes, or None."""
        link, frame = self.frame(record)
        offset = {ETHERNET: 12, SLL: 14, SLL2: 0}.get(link)
        if offset is None:
            return None
        kind, = struct.unpack_from(">H", frame, offset)
        payload = {ETHERNET: 14, SLL: 16, SLL2: 20}[link]
        while kind in VLAN_TYPES:
            kind, = struct.unpack_from(">H", frame, payload + 2)
            payload += 4
        if kind == IPV4:
            return frame[payload + 12:payload + 16]
        return frame[payload + 8:payload + 24] if kind == IPV6 else None

    def snapped(self, record, length):
        """The packet record as a capture with this snap length holds it."""
        if not self.pcapng:
            return record[:8] + struct.pack(self.order + "I", min(len(record) - 16, length)) + record[12:16 + length]
        kind, = struct.unpack_from(self.order + "I", record)
        if kind != ENHANCED_PACKET:
            return record
        interface, high, low, captured, original = struct.unpack_from(self.order + "IIIII", record, 8)
        if captured <= length:
            return record
        kept = record[28:28 + length] + bytes(-length % 4)
        total = 32 + len(kept)
        return (struct.pack(self.order + "IIIIIII", kind, total, interface, high, low, length, original) + kept +
                struct.pack(self.order + "I", total))

    def write(self, path, records):
        path.write_bytes(b"".join(record for record, _ in records))


def without(capture, lost):
    """The records without the packets of these numbers (from 1)."""
    gone = {capture.packets[number - 1] for number in lost}
    return [record for index, record in enumerate(capture.records) if index not in gone]


def variants(capture, addresses, random, counts):
    """Damaged versions: (what was done, records). `addresses`: the phones', as bytes."""
    number = len(capture.packets)
    for _ in range(counts["cuts"]):
        first = random.randint(2, number)
        yield f"cut before packet {first}", without(capture, range(first, number + 1))
    for _ in range(counts["drops"]):
        lost = random.sample(range(1, number + 1), max(1, round(number / 100)))
        yield f"without packets {sorted(lost)}", without(capture, lost)
    for _ in range(counts["starts"]):
        last = random.randint(1, number - 1)
        yield f"from packet {last + 1}", without(capture, range(1, last + 1))
    if not counts["others"]:
        return
    copies = set(random.sample(capture.packets, max(1, number // 2)))
    yield "half of the packets twice", [
        record for index, record in enumerate(capture.records) for _ in range(2 if index in copies else 1)]
    yield "each packet twice", [record for record in capture.records for _ in range(2 if record[1] else 1)]
    for _ in range(2):
        order = sorted(range(number), key=lambda place: place + random.uniform(0, 3))
        moved = list(capture.records)
        for place, taken in zip(capture.packets, order):
            moved[place] = capture.records[capture.packets[taken]]
        yield "packets out of order by up to three places", moved
    from_phone = {index for index in capture.packets if capture.source_address(capture.records[index][0]) in addresses}
    yield "only from the phones", [
        record for index, record in enumerate(capture.records) if not record[1] or index in from_phone]
    yield "only to the phones", [record for index, record in enumerate(capture.records) if index not in from_phone]
    for length in (128, 96):
        yield f"cut at {length} bytes", [
            (capture.snapped(record, length), True) if packet else (record, False)
            for record, packet in capture.records]
