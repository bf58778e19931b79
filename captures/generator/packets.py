# SPDX-License-Identifier: GPL-2.0-or-later
"""Frames and a pcapng file, as seen by a capture on the server's interface."""
import ipaddress
import struct

FIN, SYN, RST, PSH, ACK = 0x01, 0x02, 0x04, 0x08, 0x10
ICMP, TCP, UDP, ICMPV6 = 1, 6, 17, 58


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


class Host:
    """An end of the link, IPv4 or IPv6. `clock(t)` is its TCP timestamp clock, in ticks, at time t of the capture."""

    def __init__(self, address, mac, clock, first_ip_id):
        self.address = ipaddress.ip_address(address).packed
        self.mac = bytes.fromhex(mac.replace(":", ""))
        self.clock = clock
        self.ip_id = first_ip_id
        self.hops = 64

    def __str__(self):
        return str(ipaddress.ip_address(self.address))

    @property
    def version(self):
        return 4 if len(self.address) == 4 else 6

    def ip_packet(self, to, body, protocol=TCP):
        if self.version == 6:
            head = struct.pack(">IHBB", 0x60000000, len(body), protocol, self.hops) + self.address + to.address
            return to.mac + self.mac + b"\x86\xdd" + head + body
        self.ip_id = (self.ip_id + 1) & 0xFFFF
        head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(body), self.ip_id, 0x4000, self.hops, protocol, 0)
        head += self.address + to.address
        head = head[:10] + struct.pack(">H", checksum(head)) + head[12:]
        return to.mac + self.mac + b"\x08\x00" + head + body

    def checksum_to(self, to, protocol, data):
        """The checksum that covers the addresses as well (TCP, UDP, ICMPv6); its place in `data` is zero."""
        length = ">HH" if self.version == 4 else ">II"
        return checksum(self.address + to.address + struct.pack(length, protocol, len(data)) + data)

    def datagram(self, to, ports, data):
        """A UDP packet; ports: (own, the other's)."""
        head = struct.pack(">HHHH", *ports, 8 + len(data), 0)
        head = head[:6] + struct.pack(">H", self.checksum_to(to, UDP, head + data) or 0xFFFF)
        return self.ip_packet(to, head + data, UDP)

    def unreachable(self, to, frame, code, mtu=0):
        """An ICMP "destination unreachable" about `frame`, which `to` had sent; mtu: the next hop's, with code 4. In IPv6
        code 4 means that the port is not there."""
        if self.version == 6:
            return self.icmp6(to, 1, code, 0, frame[14 : 14 + 1232])
        quoted = frame[14 : 14 + 28]
        body = struct.pack(">BBHI", 3, code, 0, mtu) + quoted
        body = body[:2] + struct.pack(">H", checksum(body)) + body[4:]
        return self.ip_packet(to, body, ICMP)

    def too_big(self, to, frame, mtu):
        """`frame`, which `to` had sent, does not fit into the next hop's MTU: "fragmentation needed" or "packet too big"."""
        if self.version == 6:
            return self.icmp6(to, 2, 0, mtu, frame[14 : 14 + 1232])
        return self.unreachable(to, frame, 4, mtu)

    def icmp6(self, to, kind, code, value, quoted):
        body = struct.pack(">BBHI", kind, code, 0, value) + quoted
        body = body[:2] + struct.pack(">H", self.checksum_to(to, ICMPV6, body)) + body[4:]
        return self.ip_packet(to, body, ICMPV6)


def arp(operation, sender, target, to_mac, padded):
    """operation 1 asks, 2 answers. A frame that came over the wire is padded, one that was sent here is not yet."""
    target_mac = b"\0" * 6 if operation == 1 else target.mac
    body = struct.pack(">HHBBH", 1, 0x0800, 6, 4, operation) + sender.mac + sender.address + target_mac + target.address
    frame = to_mac + sender.mac + b"\x08\x06" + body
    return frame.ljust(60, b"\0") if padded else frame


class Capture:
    def __init__(self):
        self.frames = []

    def add(self, t, frame):
        self.frames.append((t, frame))

    def write(self, path, epoch, comment, program="captures/generator/make_cucm_document.py", snap_length=65535):
        """One section, one Ethernet interface, microseconds. `epoch` is the time of t = 0 in microseconds. Frames stand in
        the order of their times; of each, no more than `snap_length` bytes."""

        def option(code, value):
            return struct.pack("<HH", code, len(value)) + value + b"\0" * (-len(value) % 4)

        def block(kind, body):
            length = 12 + len(body)
            return struct.pack("<II", kind, length) + body + struct.pack("<I", length)

        end = option(0, b"")
        section = option(1, comment.encode()) + option(4, program.encode()) + end
        out = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1) + section)
        out += block(1, struct.pack("<HHI", 1, 0, snap_length) + option(2, b"eth0") + option(9, b"\x06") + end)
        for t, frame in sorted(self.frames, key=lambda item: item[0]):
            time = epoch + round(t * 1_000_000)
            kept = frame[:snap_length]
            head = struct.pack("<IIIII", 0, time >> 32, time & 0xFFFFFFFF, len(kept), len(frame))
            out += block(6, head + kept + b"\0" * (-len(kept) % 4))
        path.write_bytes(out)


class TcpFlow:
    """A connection whose sequence, acknowledgement and timestamp fields follow from what was said before.

    The capture is taken at the server: what the client has when it sends a segment is what passed here one round trip
    earlier.
    """

    def __init__(self, capture, client, server, ports, first_sequence, round_trip):
        self.capture, self.round_trip = capture, round_trip
        self.hosts = {"client": client, "server": server}
        # IP and TCP, with its timestamps; what is left for data in a packet of 1500 bytes.
        self.headers = (20 if client.version == 4 else 40) + 32
        self.segment = 1500 - self.headers
        self.ports = dict(zip(("client", "server"), ports))
        self.next = dict(zip(("client", "server"), first_sequence))
        self.window = {"client": 5840, "server": 5792}
        # For each end what it sent: (time seen here, sequence number after it, its timestamp).
        self.sent = {"client": [], "server": []}

    def send(self, t, end, data=b"", flags=ACK, sack=None):
        """sack: (left, right), what came out of order beyond the acknowledgement."""
        other = "server" if end == "client" else "client"
        known_until = t - (self.round_trip if end == "client" else 0)
        heard = [entry for entry in self.sent[other] if entry[0] <= known_until]
        acknowledged, echo = (heard[-1][1], heard[-1][2]) if heard else (0, 0)
        acknowledged = acknowledged if flags & ACK else 0
        host, peer = self.hosts[end], self.hosts[other]
        stamp = host.clock(t)
        timestamps = struct.pack(">BBII", 8, 10, stamp, echo)
        if flags & SYN:
            options = struct.pack(">BBH", 2, 4, self.segment + 12) + b"\x04\x02" + timestamps
        else:
            options = b"\x01\x01" + timestamps
            if sack:
                options += b"\x01\x01\x05\x0a" + struct.pack(">II", *sack)
        segment = struct.pack(
            ">HHIIBBHHH", self.ports[end], self.ports[other], self.next[end], acknowledged, (20 + len(options)) // 4 << 4,
            flags, self.window[end], 0, 0,
        ) + options + data  # fmt: skip
        segment = segment[:16] + struct.pack(">H", host.checksum_to(peer, TCP, segment)) + segment[18:]
        self.capture.add(t, host.ip_packet(peer, segment))
        self.next[end] = (self.next[end] + len(data) + bool(flags & (SYN | FIN))) & 0xFFFFFFFF
        self.sent[end].append((t, self.next[end], stamp))

    def open(self, t):
        """t: when the client's ACK passes here."""
        self.send(t - self.round_trip - 0.000246, "client", flags=SYN)
        self.send(t - self.round_trip - 0.000218, "server", flags=SYN | ACK)
        self.send(t, "client")

    def send_all(self, t, end, data, size=None):
        """Data in as many segments as it takes, some microseconds apart. Returns the time of the last."""
        size = size or self.segment
        pieces = [data[i : i + size] for i in range(0, len(data), size)]
        for index, piece in enumerate(pieces):
            last = t + index * 0.000012
            self.send(last, end, piece, ACK | (PSH if index == len(pieces) - 1 else 0))
        return last

    def close(self, t):
        """t: when the client's FIN passes here."""
        self.send(t, "client", flags=FIN | ACK)
        self.send(t + 0.000071, "server", flags=FIN | ACK)
        self.send(t + 0.000071 + self.round_trip, "client")
