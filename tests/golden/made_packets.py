# SPDX-License-Identifier: GPL-2.0-or-later
"""Packets and a pcap file, made byte for byte the same every time: what the captures of make_captures.py are built of."""
import struct

CLIENT, SERVER, OTHER = "192.0.2.10", "192.0.2.1", "198.51.100.7"
START = 1_800_000_000  # 15 January 2027: inside the validity of the certificates that the captures use


def address(text):
    return bytes(int(part) for part in text.split("."))


class Capture:
    """Frames in order, a millisecond apart."""

    def __init__(self, start=START):
        self.start, self.frames, self.ports = start, [], iter(range(50001, 60000))

    def add(self, source, destination, protocol, body):
        head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(body), len(self.frames) & 0xFFFF, 0x4000, 64, protocol, 0)
        frame = b"\x02\0\0\0\0\x01\x02\0\0\0\0\x02\x08\0" + head + address(source) + address(destination) + body
        self.frames.append(frame)

    def udp(self, source, source_port, destination, destination_port, data):
        self.add(source, destination, 17, struct.pack(">HHHH", source_port, destination_port, 8 + len(data), 0) + data)

    def tcp(self, server_port, client=CLIENT, server=SERVER):
        return Tcp(self, client, server, next(self.ports), server_port)

    def records(self):
        for number, frame in enumerate(self.frames):
            time = self.start + number // 1000, number % 1000 * 1000
            yield struct.pack("<IIII", *time, len(frame), len(frame)) + frame

    def write(self, path):
        return write_pcap(path, self.records())


def write_pcap(path, records):
    path.write_bytes(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1) + b"".join(records))
    return path


def write_merged(path, captures):
    """All captures in one file, each with a client of its own, so that no connection is two."""
    records = []
    for number, capture in enumerate(captures):
        client = address(f"192.0.2.{100 + number}")
        for record in capture.records():
            head, addresses, rest = record[:16 + 26], record[16 + 26:16 + 34], record[16 + 34:]
            ends = [client if one == address(CLIENT) else one for one in (addresses[:4], addresses[4:])]
            records.append(head + b"".join(ends) + rest)
    return write_pcap(path, records)


class Tcp:
    """One connection; `client` and `server` send data, in segments of at most `mss` bytes."""

    FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16

    def __init__(self, capture, client, server, client_port, server_port):
        self.capture, self.mss = capture, 1400
        self.ends = {"client": (client, client_port), "server": (server, server_port)}
        self.next = {"client": 1000, "server": 5000}
        self.send("client", flags=self.SYN)
        self.send("server", flags=self.SYN | self.ACK)
        self.send("client")

    def send(self, end, data=b"", flags=ACK, lost=False):
        other = "server" if end == "client" else "client"
        (source, source_port), (destination, destination_port) = self.ends[end], self.ends[other]
        acknowledged = self.next[other] if flags & self.ACK else 0
        head = struct.pack(
            ">HHIIBBHHH", source_port, destination_port, self.next[end], acknowledged, 0x50, flags, 65000, 0, 0)
        if not lost:
            self.capture.add(source, destination, 6, head + data)
        self.next[end] = (self.next[end] + len(data) + bool(flags & (self.SYN | self.FIN))) & 0xFFFFFFFF

    def say(self, end, data):
        for at in range(0, len(data), self.mss):
            self.send(end, data[at:at + self.mss], self.ACK | self.PSH)
        return self

    def client(self, data):
        return self.say("client", data)

    def server(self, data):
        return self.say("server", data)

    def close(self):
        for end in ("client", "server"):
            self.send(end, flags=self.FIN | self.ACK)
        self.send("client")


class Tftp:
    """One transfer from the server's own port."""

    def __init__(self, capture, name, size=512, options=b"", port=40000):
        self.capture, self.size, self.client_port, self.port = capture, size, next(capture.ports), port
        request = b"\0\1" + name.encode() + b"\0octet\0" + options
        capture.udp(CLIENT, self.client_port, SERVER, 69, request)

    def from_server(self, data):
        self.capture.udp(SERVER, self.port, CLIENT, self.client_port, data)

    def from_client(self, data):
        self.capture.udp(CLIENT, self.client_port, SERVER, self.port, data)

    def blocks(self, file):
        """(number, data) of each block; the last is shorter than the others, empty if need be."""
        return [(n + 1, file[n * self.size:(n + 1) * self.size]) for n in range(len(file) // self.size + 1)]

    def block(self, number, data):
        self.from_server(struct.pack(">HH", 3, number & 0xFFFF) + data)

    def acknowledge(self, number):
        self.from_client(struct.pack(">HH", 4, number & 0xFFFF))

    def send(self, file, order=lambda blocks: blocks):
        for number, data in order(self.blocks(file)):
            self.block(number, data)
            self.acknowledge(number)

    def error(self, code, text):
        self.from_server(struct.pack(">HH", 5, code) + text.encode() + b"\0")
