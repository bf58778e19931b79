# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures read, put into other encapsulations, and written in other formats."""
import gzip
import ipaddress
import struct

ETHERNET, NULL, RAW, LOOP, SLL, SLL2, PPPOE = 1, 0, 101, 108, 113, 276, 51
IPV4, IPV6, TAG, SERVICE_TAG, MPLS, PPPOE_SESSION = 0x0800, 0x86DD, 0x8100, 0x88A8, 0x8847, 0x8864
FRAGMENT = 400  # bytes of payload; a multiple of 8


def read(path):
    """The Ethernet frames of a capture: (time in ns, length on the wire, bytes)."""
    data = path.read_bytes()
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    return list(read_pcapng(data) if data[:4] == b"\x0a\x0d\x0d\x0a" else read_pcap(data))


def read_pcap(data):
    magic = data[:4]
    order = "<" if magic in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    unit = 1 if magic in (b"\x4d\x3c\xb2\xa1", b"\xa1\xb2\x3c\x4d") else 1000
    if struct.unpack_from(order + "I", data, 20)[0] != ETHERNET:
        return
    at = 24
    while at + 16 <= len(data):
        seconds, fraction, captured, wire = struct.unpack_from(order + "IIII", data, at)
        yield seconds * 10**9 + fraction * unit, wire, data[at + 16:at + 16 + captured]
        at += 16 + captured


def read_pcapng(data):
    at, interfaces, order = 0, [], "<"
    while at + 12 <= len(data):
        if data[at:at + 4] == b"\x0a\x0d\x0d\x0a":
            order, interfaces = "<" if data[at + 8:at + 12] == b"\x4d\x3c\x2b\x1a" else ">", []
        kind, length = struct.unpack_from(order + "II", data, at)
        if kind == 1:
            interfaces.append((struct.unpack_from(order + "H", data, at + 8)[0], units(data[at + 16:at + length - 4], order)))
        if kind == 6:
            number, high, low, captured, wire = struct.unpack_from(order + "IIIII", data, at + 8)
            link, per_second = interfaces[number]
            if link == ETHERNET:
                yield (high << 32 | low) * 10**9 // per_second, wire, data[at + 28:at + 28 + captured]
        at += length


def units(options, order):
    at = 0
    while at + 4 <= len(options):
        code, length = struct.unpack_from(order + "HH", options, at)
        if code == 9:
            value = options[at + 4]
            return 2 ** (value & 0x7F) if value & 0x80 else 10**value
        at += 4 + (length + 3) // 4 * 4
    return 10**6


# ---- encapsulations: a frame becomes a list of frames ----


def taken_apart(frame):
    """Addresses, EtherType and payload, without tags."""
    macs, at = frame[:12], 12
    while struct.unpack_from(">H", frame, at)[0] in (TAG, SERVICE_TAG):
        at += 4
    return macs, struct.unpack_from(">H", frame, at)[0], frame[at + 2:]


def ether(macs, kind, payload):
    return macs + struct.pack(">H", kind) + payload


def checksum(header):
    total = sum(struct.unpack(f">{len(header) // 2}H", header))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def ipv4_header(packet, **changes):
    """The packet's own header with another length, fragment field, protocol, options or addresses."""
    options = changes.get("options", packet[20:(packet[0] & 15) * 4])
    length = 20 + len(options) + changes["payload"]
    header = bytearray(packet[:20]) + options
    header[0] = 0x40 | len(header) // 4
    struct.pack_into(">H", header, 2, length)
    struct.pack_into(">H", header, 6, changes.get("fragment", struct.unpack_from(">H", packet, 6)[0]))
    header[9] = changes.get("protocol", packet[9])
    struct.pack_into(">H", header, 10, 0)
    struct.pack_into(">H", header, 10, checksum(bytes(header)))
    return bytes(header)


def with_options(kind, packet):
    if kind == IPV4:
        body = packet[(packet[0] & 15) * 4:struct.unpack_from(">H", packet, 2)[0] or None]
        return ipv4_header(packet, options=b"\x01" * 8, payload=len(body)) + body
    if kind == IPV6:
        header = bytearray(packet[:40])
        extension = bytes([packet[6], 0, 1, 4, 0, 0, 0, 0])
        struct.pack_into(">H", header, 4, struct.unpack_from(">H", packet, 4)[0] + 8)
        header[6] = 60
        return bytes(header) + extension + packet[40:]
    return packet


def fragments(kind, packet):
    if kind != IPV4 or struct.unpack_from(">H", packet, 6)[0] & 0x3FFF:
        return [packet]
    body = packet[(packet[0] & 15) * 4:struct.unpack_from(">H", packet, 2)[0] or None]
    if len(body) <= FRAGMENT:
        return [packet]
    parts = [body[at:at + FRAGMENT] for at in range(0, len(body), FRAGMENT)]
    return [
        ipv4_header(packet, payload=len(part), fragment=(i * FRAGMENT // 8) | (0x2000 if i + 1 < len(parts) else 0)) + part
        for i, part in enumerate(parts)
    ]


def outer_ipv4(protocol, payload):
    header = bytearray(struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), 1, 0, 64, protocol, 0))
    header += ipaddress.ip_address("192.0.2.1").packed + ipaddress.ip_address("192.0.2.2").packed
    struct.pack_into(">H", header, 10, checksum(bytes(header)))
    return bytes(header) + payload


def udp(port, payload):
    return struct.pack(">HHHH", 50000, port, 8 + len(payload), 0) + payload


def is_ip(kind):
    return kind in (IPV4, IPV6)


def each_packet(function, ip_only=False):
    """Makes an encapsulation of a function of (addresses, EtherType, payload)."""

    def encapsulate(frame):
        macs, kind, payload = taken_apart(frame)
        if is_ip(kind):
            return function(macs, kind, payload)
        return [] if ip_only else [frame]

    return encapsulate


def tag(number):
    return struct.pack(">HH", number, 110)


ENCAPSULATIONS = {
    "ethernet": (ETHERNET, lambda frame: [frame]),
    "vlan": (ETHERNET, each_packet(lambda m, k, p: [m + tag(TAG) + struct.pack(">H", k) + p])),
    "qinq": (ETHERNET, each_packet(lambda m, k, p: [m + tag(SERVICE_TAG) + tag(TAG) + struct.pack(">H", k) + p])),
    "three-tags": (ETHERNET, each_packet(lambda m, k, p: [m + tag(TAG) * 3 + struct.pack(">H", k) + p])),
    "mpls": (ETHERNET, each_packet(lambda m, k, p: [ether(m, MPLS, struct.pack(">II", 0x10040, 0x20140) + p)])),
    "pppoe": (ETHERNET, each_packet(lambda m, k, p: [ether(m, PPPOE_SESSION, struct.pack(
        ">BBHHH", 0x11, 0, 1, len(p) + 2, 0x21 if k == IPV4 else 0x57) + p)])),
    "snap": (ETHERNET, each_packet(lambda m, k, p: [m + struct.pack(">H", len(p) + 8) + b"\xaa\xaa\x03\0\0\0" + struct.pack(
        ">H", k) + p if len(p) < 1492 else ether(m, k, p)])),
    "options": (ETHERNET, each_packet(lambda m, k, p: [ether(m, k, with_options(k, p))])),
    "fragments": (ETHERNET, each_packet(lambda m, k, p: [ether(m, k, part) for part in fragments(k, p)])),
    "fragments-reversed": (ETHERNET, each_packet(lambda m, k, p: [ether(m, k, part) for part in fragments(k, p)[::-1]])),
    "ip-in-ip": (ETHERNET, each_packet(lambda m, k, p: [ether(m, IPV4, outer_ipv4(4 if k == IPV4 else 41, p))])),
    "gre": (ETHERNET, each_packet(lambda m, k, p: [ether(m, IPV4, outer_ipv4(47, struct.pack(">HH", 0, k) + p))])),
    "gre-ethernet": (ETHERNET, lambda frame: [ether(frame[:12], IPV4, outer_ipv4(47, struct.pack(">HH", 0, 0x6558) + frame))]),
    "vxlan": (ETHERNET, lambda frame: [ether(frame[:12], IPV4, outer_ipv4(17, udp(4789, b"\x08\0\0\0\0\0\x05\0" + frame)))]),
    "raw": (RAW, each_packet(lambda m, k, p: [p], ip_only=True)),
    "null": (NULL, each_packet(lambda m, k, p: [struct.pack("<I", 2 if k == IPV4 else 30) + p], ip_only=True)),
    "loop": (LOOP, each_packet(lambda m, k, p: [struct.pack(">I", 2 if k == IPV4 else 24) + p], ip_only=True)),
    "sll": (SLL, each_packet(lambda m, k, p: [struct.pack(">HHH6sHH", 0, 1, 6, m[6:12], 0, k) + p], ip_only=True)),
    "sll2": (SLL2, each_packet(lambda m, k, p: [struct.pack(">HHIHBB6sH", k, 0, 2, 1, 0, 6, m[6:12], 0) + p], ip_only=True)),
}


# ---- formats: (time in ns, length on the wire, bytes) become a file ----


def pcap(frames, link, order="<", nanoseconds=False):
    magic, unit = (0xA1B23C4D, 1) if nanoseconds else (0xA1B2C3D4, 1000)
    out = [struct.pack(order + "IHHIIII", magic, 2, 4, 0, 0, 262144, link)]
    for time, wire, frame in frames:
        out.append(struct.pack(order + "IIII", time // 10**9, time % 10**9 // unit, len(frame), wire) + frame)
    return b"".join(out)


def block(order, kind, body):
    body += b"\0" * (-len(body) % 4)
    return struct.pack(order + "II", kind, len(body) + 12) + body + struct.pack(order + "I", len(body) + 12)


def section(order):
    return block(order, 0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1))


def interface(order, link, resolution):
    return block(order, 1, struct.pack(order + "HHIHHBxxxHH", link, 0, 0, 9, 1, resolution, 0, 0))


def pcapng(frames, link, orders=("<",), resolutions=(6, 9)):
    """One section for each byte order, with an interface for each resolution; frames take them in turn."""
    out, share = [], -(-len(frames) // len(orders))
    for number, order in enumerate(orders):
        out.append(section(order) + b"".join(interface(order, link, resolution) for resolution in resolutions))
        out.append(block(order, 0x0BAD, struct.pack(order + "I", 32473) + b"a custom block"))
        for i, (time, wire, frame) in enumerate(frames[number * share:(number + 1) * share]):
            index = i % len(resolutions)
            units = time * 10 ** resolutions[index] // 10**9
            out.append(block(order, 6, struct.pack(order + "IIIII", index, units >> 32, units & 0xFFFFFFFF, len(frame), wire)
                             + frame))
    return b"".join(out)


FORMATS = {
    "pcap": pcap,
    "pcap-big": lambda frames, link: pcap(frames, link, ">"),
    "pcap-ns": lambda frames, link: pcap(frames, link, "<", True),
    "pcap-big-ns": lambda frames, link: pcap(frames, link, ">", True),
    "pcapng": pcapng,
    "pcapng-sections": lambda frames, link: pcapng(frames, link, ("<", ">", "<")),
    "pcapng.gz": lambda frames, link: gzip.compress(pcapng(frames, link, (">",)), 1),
}


def rewrap(frames, encapsulation, form):
    """The file's bytes."""
    link, encapsulate = ENCAPSULATIONS[encapsulation]
    wrapped = []
    for time, wire, frame in frames:
        if len(frame) < 34 or len(frame) < wire:  # a cut packet cannot be put together again elsewhere
            wrapped += [(time, wire, frame)] if link == ETHERNET else []
            continue
        wrapped += [(time, len(part), part) for part in encapsulate(frame)]
    return FORMATS[form](wrapped, link)
