# SPDX-License-Identifier: GPL-2.0-or-later
"""What the network does to segments and datagrams on their way from the server to the phone. The capture is taken at the
server, so that it holds what never arrives."""
import struct

import packets
from lab_transport import TFTP_PORT

FIRST_TIMEOUT = 0.21  # seconds until TCP repeats a segment; twice as long each time


def lost(flow, end, data, mtu=0, times=5, router=None):
    """`end` sends data of which only packets of at most `mtu` bytes arrive, and repeats the first one that does not `times`
    times. router: the host that tells the sender so each time, by ICMP."""
    lab, other = flow.lab, "server" if end == "client" else "client"
    passes = mtu - flow.headers
    known, first, arrived = list(flow.sent[end]), flow.next[end], None
    pieces = [data[i : i + flow.segment] for i in range(0, len(data), flow.segment)]
    for number, piece in enumerate(pieces, 1):
        left = flow.next[end]
        _send(flow, end, piece, router if len(piece) > passes else None, mtu, packets.PSH if number == len(pieces) else 0)
        if len(piece) <= passes:
            arrived = (arrived[0] if arrived else left, flow.next[end])
        lab.t += 0.000012
    after, flow.sent[end] = flow.next[end], list(known)
    if arrived:
        # What came out of order makes the receiver say again what it waits for.
        flow.send(lab.t + flow.round_trip, other, sack=arrived)
    repeated = next(piece for piece in pieces if len(piece) > passes)
    for number in range(times):
        lab.t += FIRST_TIMEOUT * 2**number
        flow.next[end] = first
        _send(flow, end, repeated, router, mtu)
        flow.sent[end] = list(known)
    flow.next[end] = after
    lab.t += 0.05


def _send(flow, end, piece, router, mtu, push=0):
    lab = flow.lab
    flow.send(lab.t, end, piece, packets.ACK | push)
    if router:
        sender = flow.hosts[end]
        lab.capture.add(lab.t + 0.0004, router.too_big(sender, lab.capture.frames[-1][1], mtu))


def lost_once(flow, end, data, repeats=1):
    """The first segment of data is lost on its way, and arrives when it is sent again for the last of `repeats` times. The
    others arrive at once."""
    lab, other = flow.lab, "server" if end == "client" else "client"
    first, known = flow.next[end], list(flow.sent[end])
    flow.send_all(lab.t, end, data)
    after, lab.t = flow.next[end], lab.t + 0.0002
    flow.sent[end] = list(known)
    if len(data) > flow.segment:
        flow.send(lab.t + flow.round_trip, other, sack=((first + flow.segment) & 0xFFFFFFFF, after))
    for number in range(repeats):
        lab.t += FIRST_TIMEOUT * 2**number
        flow.next[end], flow.sent[end] = first, list(known)
        flow.send(lab.t, end, data[: flow.segment])
    # The acknowledgement is of everything that came.
    when, _, stamp = flow.sent[end][-1]
    flow.sent[end][-1] = (when, after, stamp)
    flow.next[end] = after
    lab.t += flow.round_trip
    flow.send(lab.t, other)
    lab.t += flow.round_trip


def shrunk(flow, end, data, router, mtu):
    """Data that is too long for the path at first: a router says so, and the sender makes its segments smaller."""
    lab, first, known = flow.lab, flow.next[end], list(flow.sent[end])
    for piece in [data[i : i + flow.segment] for i in range(0, len(data), flow.segment)]:
        _send(flow, end, piece, router if len(piece) > mtu - flow.headers else None, mtu)
        lab.t += 0.000012
    flow.sent[end], flow.next[end] = known, first
    lab.t += 0.002
    flow.say(end, data, mtu - flow.headers)


def leaves(flow, end):
    """One end's FIN, which the other acknowledges and does not follow: it still has something to send."""
    other = "server" if end == "client" else "client"
    lab = flow.lab
    flow.send(lab.t, end, flags=packets.FIN | packets.ACK)
    flow.send(lab.t + 0.001, other)
    lab.t += 0.01


def unacknowledged_syn_acks(transport, address, port, syns=3, answers=2):
    """SYN and SYN-ACK, each repeated: the answers do not arrive."""
    flow, lab = transport.flow(address, port), transport.lab
    first = dict(flow.next)
    for attempt in range(syns):
        flow.next["client"], flow.sent["server"] = first["client"], []
        flow.send(lab.t, "client", flags=packets.SYN)
        for repeat in range(answers):
            flow.next["server"] = first["server"]
            flow.send(lab.t + 0.0001 + repeat * 1.0, "server", flags=packets.SYN | packets.ACK)
        lab.t += answers + 2**attempt
    return flow


def late_ack(transport, address, port):
    """The first SYN-ACK is lost; its repetition arrives, and the connection is there."""
    flow, lab = transport.flow(address, port), transport.lab
    first = flow.next["server"]
    flow.send(lab.t, "client", flags=packets.SYN)
    flow.send(lab.t + 0.0001, "server", flags=packets.SYN | packets.ACK)
    flow.next["server"] = first
    flow.send(lab.t + 1.01, "server", flags=packets.SYN | packets.ACK)
    flow.send(lab.t + 1.01 + flow.round_trip, "client")
    lab.t += 1.02 + flow.round_trip
    return flow


def port_unreachable(phone, data, address, port, times=1, wait=4):
    """A datagram of the phone's to a host that has nobody at that port."""
    transport, lab, own = phone.transport, phone.lab, phone.transport.port()
    host = transport.server(address)
    for _ in range(times):
        transport.datagram(phone.host, host, (own, port), data)
        frame = lab.capture.frames[-1][1]
        lab.capture.add(lab.t, host.unreachable(phone.host, frame, 3 if host.version == 4 else 4))
        lab.t += wait


def tftp_blocks_lost(phone, name, content, block, times=4, router=None, mtu=1300, arrives=False):
    """TFTP with a block size of its own: the server's OACK passes, its first block is repeated and never acknowledged. With
    `arrives` it is acknowledged in the end, and the others follow."""
    transport, lab = phone.transport, phone.lab
    own, theirs, server = transport.port(), transport.port(), lab.cucm
    options = b"blksize\0" + str(block).encode() + b"\0"
    transport.datagram(phone.host, server, (own, TFTP_PORT), b"\0\1" + name.encode() + b"\0octet\0" + options)
    transport.datagram(server, phone.host, (theirs, own), b"\0\6" + options)
    transport.datagram(phone.host, server, (own, theirs), b"\0\4\0\0")
    for _ in range(times):
        transport.datagram(server, phone.host, (theirs, own), struct.pack(">HH", 3, 1) + content[:block])
        if router:
            lab.capture.add(lab.t, router.too_big(server, lab.capture.frames[-1][1], mtu))
        lab.t += 3
    if not arrives:
        return
    for number in range(len(content) // block + 1):
        data = content[number * block : (number + 1) * block]
        transport.datagram(server, phone.host, (theirs, own), struct.pack(">HH", 3, number + 1) + data)
        transport.datagram(phone.host, server, (own, theirs), struct.pack(">HH", 4, number + 1))
