#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes two captures of one event out of one recording: as the phone's side and as CUCM's side would have seen it.

usage: make_pair.py SCENARIO RECORDING.pcapng FOLDER

Writes FOLDER/phone.pcap and FOLDER/cucm.pcap (nanosecond pcap) and FOLDER/truth.json: the clock offset, and for each thing
that was lost, reset or changed its kind, direction, and the frames in the capture that holds it. The recording is the
phone's view. On CUCM's side its packets have another client address (NAT), sequence and acknowledgement numbers shifted by
a constant for each direction of each connection, another clock, and the time that the way takes, with jitter. Everything
random comes from the scenario's name, so the same call makes the same files. What the way takes delays all that comes
after, so that no answer is there before its question. Only Ethernet with IPv4 is handled.

Scenarios:
  clean               nothing is lost
  drift               nothing is lost, CUCM's clock runs 120 ppm fast
  no-nat              nothing is lost, addresses, ports and sequence numbers stay
  routed              the same, and routers in between: other Ethernet addresses and a lower TTL
  syn-lost            what goes to the CAPF port never arrives, and nothing comes back that was not in the recording
  reset-in-between    the same, and every SYN to the CAPF port is answered by an RST that CUCM never sent
  answer-lost         the answer to the last HTTP request for the partial configuration never arrives
  changed             that answer arrives with other bytes
  intercepted         something in between ends the TLS of CAPF: other records on CUCM's side
  repeated            the first SYN to the CAPF port is lost, its repetition arrives
  cut                 nothing is lost, CUCM's frames are cut at 128 bytes
  joined              nothing is lost, CUCM's own packets are captured before they are cut into segments
"""
import json
import random
import struct
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from packets import checksum

FIN, SYN, RST, PSH, ACK = 0x01, 0x02, 0x04, 0x08, 0x10
SCENARIOS = ("clean", "drift", "no-nat", "routed", "syn-lost", "reset-in-between", "answer-lost", "changed", "intercepted",
             "repeated", "cut", "joined")  # fmt: skip
CAPF_PORT = 3804
OFFSET = 37_250_000_000  # nanoseconds: CUCM's clock minus the phone's
DRIFT = 120e-6
WAY = 4_000_000  # nanoseconds that a packet takes at least, each way
NAT_ADDRESS = bytes([192, 0, 2, 77])
ROUTER_MAC, CUCM_MAC = bytes([2, 0, 0, 0, 0, 0xFE]), bytes([2, 0, 0, 0, 0, 0xFD])
ROUTERS = 2
SNAP_LENGTH = 128
REPEAT_AFTER = 1_000_000_000  # a SYN is repeated after a second


@dataclass(frozen=True)
class Frame:
    time: int  # nanoseconds
    data: bytes

    @property
    def network(self):
        """Offset of the IPv4 header, or None."""
        at = 12
        while self.data[at : at + 2] in (b"\x81\x00", b"\x88\xa8"):
            at += 4
        return at + 2 if self.data[at : at + 2] == b"\x08\x00" else None

    @property
    def transport(self):
        return self.network + (self.data[self.network] & 15) * 4

    @property
    def is_tcp(self):
        return self.network is not None and self.data[self.network + 9] == 6

    @property
    def addresses(self):
        return self.data[self.network + 12 : self.network + 16], self.data[self.network + 16 : self.network + 20]

    @property
    def ports(self):
        return struct.unpack_from(">HH", self.data, self.transport)

    @property
    def flags(self):
        return self.data[self.transport + 13]

    @property
    def numbers(self):
        return struct.unpack_from(">II", self.data, self.transport + 4)

    @property
    def payload_at(self):
        return self.transport + (self.data[self.transport + 12] >> 4) * 4

    @property
    def payload(self):
        end = self.network + struct.unpack_from(">H", self.data, self.network + 2)[0]
        return self.data[self.payload_at : end]

    @property
    def connection(self):
        (source, destination), (source_port, destination_port) = self.addresses, self.ports
        return frozenset([(source, source_port), (destination, destination_port)])


def read_pcapng(data):
    """Enhanced packet blocks of a little-endian pcapng with one interface."""
    frames, resolution, at = [], 6, 0
    while at + 12 <= len(data):
        kind, length = struct.unpack_from("<II", data, at)
        body = data[at + 8 : at + length - 4]
        if kind == 1:
            option = 8
            while option + 4 <= len(body):
                code, size = struct.unpack_from("<HH", body, option)
                if code == 9:
                    resolution = body[option + 4]
                option += 4 + size + (-size % 4)
        elif kind == 6:
            _, high, low, captured, _ = struct.unpack_from("<IIIII", body)
            ticks = (high << 32 | low) * 10 ** (9 - resolution)
            frames.append(Frame(ticks, body[20 : 20 + captured]))
        at += length
    return frames


def write_pcap(path, frames, snap_length=262144):
    out = struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, snap_length, 1)
    for frame in frames:
        data = frame.data[:snap_length]
        out += struct.pack("<IIII", frame.time // 10**9, frame.time % 10**9, len(data), len(frame.data)) + data
    path.write_bytes(out)


def rebuilt(frame, *, source=None, destination=None, numbers=None, payload=None, flags=None):
    """The frame with some of its fields changed, and checksums that are right."""
    network, transport, end_of_header = frame.network, frame.transport, frame.payload_at if frame.is_tcp else None
    ip = bytearray(frame.data[network:transport])
    ip[12:16] = source or ip[12:16]
    ip[16:20] = destination or ip[16:20]
    if frame.is_tcp:
        tcp = bytearray(frame.data[transport:end_of_header])
        if numbers is not None:
            tcp[4:12] = struct.pack(">II", *(number & 0xFFFFFFFF for number in numbers))
        if flags is not None:
            tcp[13] = flags
        tcp[16:18] = b"\0\0"
        body = bytes(tcp) + (frame.payload if payload is None else payload)
        pseudo = bytes(ip[12:20]) + struct.pack(">HH", 6, len(body))
        body = body[:16] + struct.pack(">H", checksum(pseudo + body)) + body[18:]
    else:
        body = bytearray(frame.data[transport : network + struct.unpack_from(">H", ip, 2)[0]])
        body[6:8] = b"\0\0"  # no UDP checksum
        body = bytes(body)
    ip[2:4] = struct.pack(">H", len(ip) + len(body))
    ip[10:12] = b"\0\0"
    ip[10:12] = struct.pack(">H", checksum(bytes(ip)))
    return replace(frame, data=frame.data[:network] + bytes(ip) + body)


def shift_sack(frame, shift):
    """Selective acknowledgements are sequence numbers as well."""
    data, at, end = bytearray(frame.data), frame.transport + 20, frame.payload_at
    while at < end:
        kind = data[at]
        if kind == 0:
            break
        if kind == 1:
            at += 1
            continue
        if kind == 5:
            for block in range(at + 2, at + data[at + 1], 4):
                number = struct.unpack_from(">I", data, block)[0]
                data[block : block + 4] = struct.pack(">I", (number + shift) & 0xFFFFFFFF)
        at += max(data[at + 1], 2)
    return replace(frame, data=bytes(data))


class Pair:
    def __init__(self, scenario, frames):
        self.random = random.Random(f"make_pair {scenario}")
        self.scenario = scenario
        self.phone = []
        self.cucm = []
        self.truth = []
        self.shifts = {}
        frames = [frame for frame in frames if frame.network is not None]
        self.client = next(frame.addresses[0] for frame in frames if not frame.is_tcp or frame.flags & SYN)
        self.ways = {}
        self.frames = self.with_delays(frames)

    def with_delays(self, frames):
        """The frames with the times at which the phone sends or gets them; `ways` keeps how long each was under way."""
        delayed, before = [], None
        for frame in frames:
            way = WAY + int(self.random.expovariate(1 / 300_000))
            if before is None:
                sent = frame.time
            else:
                gap = max(frame.time - before[0].time, 0)
                same = self.from_phone(before[0]) == self.from_phone(frame)
                sent = (before[1] if same else before[2]) + gap
                way = max(way, before[2] + 1000 - sent) if same else way  # no overtaking
            before = frame, sent, sent + way
            delayed.append(replace(frame, time=sent if self.from_phone(frame) else sent + way))
            self.ways[delayed[-1].data, delayed[-1].time] = way
        return delayed

    def from_phone(self, frame):
        return frame.addresses[0] == self.client

    def across(self, frame):
        """The frame as CUCM's side sees it."""
        nat = self.scenario not in ("no-nat", "routed")
        up = self.from_phone(frame)
        way = self.ways.get((frame.data, frame.time), WAY)
        drift = int(DRIFT * (frame.time - self.frames[0].time)) if self.scenario == "drift" else 0
        time = frame.time + OFFSET + drift + (way if up else -way)
        if self.scenario == "routed":
            return replace(self.beyond_routers(frame), time=time)
        if not nat:
            return replace(frame, time=time)
        source, destination = (NAT_ADDRESS, None) if up else (None, NAT_ADDRESS)
        if not frame.is_tcp:
            return replace(rebuilt(frame, source=source, destination=destination), time=time)
        shifts = self.shifts.setdefault(frame.connection, [self.random.getrandbits(32) for _ in range(2)])
        own, other = (shifts[0], shifts[1]) if up else (shifts[1], shifts[0])
        sequence, acknowledgement = frame.numbers
        numbers = (sequence + own, acknowledgement + other if frame.flags & ACK else acknowledgement)
        moved = rebuilt(shift_sack(frame, other), source=source, destination=destination, numbers=numbers)
        return replace(moved, time=time)

    def beyond_routers(self, frame):
        up, data = self.from_phone(frame), bytearray(frame.data)
        data[0:12] = CUCM_MAC + ROUTER_MAC if up else ROUTER_MAC + CUCM_MAC
        data[frame.network + 8] += -ROUTERS if up else ROUTERS
        return rebuilt(replace(frame, data=bytes(data)))

    def both(self, frame):
        self.phone.append(frame)
        self.cucm.append(self.across(frame))

    def lose(self, kind, direction, side, frames, what):
        """Notes what was lost. `frames` are in the list of `side`."""
        self.truth.append({"kind": kind, "direction": direction, "seen_in": side, "what": what, "of": frames})

    def run(self):
        getattr(self, "make_" + self.scenario.replace("-", "_"), self.make_clean)()
        for side in (self.phone, self.cucm):
            side.sort(key=lambda frame: frame.time)
        for entry in self.truth:
            side = getattr(self, entry["seen_in"])
            entry["frames"] = [side.index(frame) + 1 for frame in entry.pop("of")]
        return self

    def make_clean(self):
        for frame in self.frames:
            self.both(frame)

    def is_capf(self, frame):
        return frame.is_tcp and CAPF_PORT in frame.ports

    def make_syn_lost(self):
        lost = []
        for frame in self.frames:
            if not self.is_capf(frame):
                self.both(frame)
            elif frame.flags & SYN and not frame.flags & ACK:
                self.phone.append(frame)
                lost.append(frame)
        for connection in dict.fromkeys(frame.connection for frame in lost):
            of_it = [frame for frame in lost if frame.connection == connection]
            self.lose("never-arrived", "phone-to-cucm", "phone", of_it, f"TCP SYN to port {CAPF_PORT}")

    def make_reset_in_between(self):
        self.make_syn_lost()
        for frame in [frame for entry in self.truth for frame in entry["of"]]:
            # The server's address and ports the other way round, a reset that acknowledges the SYN.
            data = bytearray(frame.data)
            network, transport = frame.network, frame.transport
            data[0:6], data[6:12] = data[6:12], data[0:6]
            data[network + 12 : network + 16], data[network + 16 : network + 20] = frame.addresses[1], frame.addresses[0]
            data[transport : transport + 4] = struct.pack(">HH", *reversed(frame.ports))
            mirrored = replace(frame, time=frame.time + 900_000, data=bytes(data))
            reset = rebuilt(mirrored, numbers=(0, frame.numbers[0] + 1), payload=b"", flags=RST | ACK)
            self.phone.append(reset)
            self.lose("reset-in-between", "cucm-to-phone", "phone", [reset], "TCP RST")

    def last_partial_configuration(self):
        asked = [frame for frame in self.frames if frame.is_tcp and frame.payload.startswith(b"GET ") and b".cnf.xml.sgn " in frame.payload]
        return asked[-1]

    def make_answer_lost(self):
        asked = self.last_partial_configuration()
        lost = []
        for frame in self.frames:
            of_it = frame.is_tcp and frame.connection == asked.connection
            if not of_it or frame.time <= asked.time:
                self.both(frame)
            elif not self.from_phone(frame) and frame.payload:
                there = self.across(frame)
                self.cucm.append(there)
                lost.append(there)
                again = replace(there, time=there.time + 300_000_000)
                self.cucm.append(again)
                lost.append(again)
        self.lose("never-arrived", "cucm-to-phone", "cucm", sorted(lost, key=lambda frame: frame.time), "HTTP 200")

    def make_changed(self):
        asked = self.last_partial_configuration()
        changed = []
        for frame in self.frames:
            there = self.across(frame)
            answer = frame.is_tcp and frame.connection == asked.connection and not self.from_phone(frame) and frame.payload
            if answer and frame.time > asked.time and b"<certHash>" in frame.payload:
                other = frame.payload.replace(b"<certHash>", b"<certHasH>", 1)
                self.phone.append(rebuilt(frame, payload=other))
                changed.append(there)
            else:
                self.phone.append(frame)
            self.cucm.append(there)
        self.lose("changed", "cucm-to-phone", "cucm", changed, "HTTP 200")

    def make_intercepted(self):
        first = {}
        for frame in self.frames:
            there = self.across(frame)
            if self.is_capf(frame) and frame.payload:
                other = bytes(byte ^ 0x5A for byte in frame.payload)
                there = replace(rebuilt(there, payload=frame.payload[:5] + other[5:]), time=there.time)
                first.setdefault(self.from_phone(frame), (frame, there))
            self.phone.append(frame)
            self.cucm.append(there)
        self.lose("changed", "phone-to-cucm", "phone", [first[True][0]], "TLS Client Hello")
        self.lose("changed", "cucm-to-phone", "cucm", [first[False][1]], "")

    def make_repeated(self):
        late = False
        for frame in self.frames:
            if self.is_capf(frame) and frame.flags & SYN and not frame.flags & ACK and not late:
                self.phone.append(frame)
                self.lose("never-arrived", "phone-to-cucm", "phone", [frame], f"TCP SYN to port {CAPF_PORT}")
                late = True
            self.both(replace(frame, time=frame.time + REPEAT_AFTER) if late else frame)

    def make_joined(self):
        """CUCM hands the card up to 64 KiB at once: what its capture sees is no segment of the wire."""
        held = None
        for frame in self.frames:
            self.phone.append(frame)
            there = self.across(frame)
            mine = frame.is_tcp and not self.from_phone(frame) and frame.payload and not frame.flags & (SYN | FIN | RST)
            if mine and held and there.connection == held.connection and there.numbers[0] == held.numbers[0] + len(held.payload):
                held = replace(rebuilt(held, payload=held.payload + there.payload, flags=there.flags), time=held.time)
                continue
            if held:
                self.cucm.append(held)
            held = there if mine else None
            if not mine:
                self.cucm.append(there)
        if held:
            self.cucm.append(held)


def make_pair(scenario, recording, folder):
    pair = Pair(scenario, read_pcapng(recording.read_bytes())).run()
    write_pcap(folder / "phone.pcap", pair.phone)
    write_pcap(folder / "cucm.pcap", pair.cucm, SNAP_LENGTH if scenario == "cut" else 262144)
    truth = {
        "scenario": scenario,
        "recording": recording.name,
        "clock_offset_seconds": OFFSET / 1e9,
        "clock_drift_ppm": DRIFT * 1e6 if scenario == "drift" else 0,
        "lost": pair.truth,
    }
    (folder / "truth.json").write_text(json.dumps(truth, indent=1) + "\n", encoding="utf-8")
    return truth


def main():
    if len(sys.argv) != 4 or sys.argv[1] not in SCENARIOS:
        print(__doc__, file=sys.stderr)
        return 2
    make_pair(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
