# SPDX-License-Identifier: GPL-2.0-or-later
"""DNS queries of a phone, and what the name server answers."""
import ipaddress
import struct

DNS_PORT = 53
A, SOA, AAAA = 1, 6, 28
NO_ERROR, SERVER_FAILURE, NO_SUCH_NAME = 0, 2, 3


def labels(name):
    return b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\0"


def query(phone, name, code=NO_ERROR, address=None, kind=A, answered=True):
    """One query and its answer. address: what the name resolves to; without it the answer is empty. code: see above."""
    transport, lab = phone.transport, phone.lab
    server = lab.host(lab.site.beside(lab.site.arp[0], 100)) if lab.cucm.version == 4 else lab.host(lab.site.server + "53")
    own = transport.port()
    identifier = own * 31 & 0xFFFF
    question = labels(name) + struct.pack(">HH", kind, 1)
    head = struct.pack(">HHHHHH", identifier, 0x0100, 1, 0, 0, 0)
    transport.datagram(phone.host, server, (own, DNS_PORT), head + question)
    if not answered:
        return
    records, authority = b"", b""
    if address:
        packed = ipaddress.ip_address(address).packed
        records = b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 3600, len(packed)) + packed
    elif code != SERVER_FAILURE:
        zone = labels(name.split(".", 1)[1])
        start = labels("ns1") [:-1] + zone + labels("hostmaster")[:-1] + zone
        body = start + struct.pack(">IIIII", 2026031101, 7200, 900, 1209600, 300)
        authority = zone + struct.pack(">HHIH", SOA, 1, 300, len(body)) + body
    head = struct.pack(">HHHHHH", identifier, 0x8180 | code, 1, bool(records), bool(authority), 0)
    lab.t += 0.003
    transport.datagram(server, phone.host, (DNS_PORT, own), head + question + records + authority)
    lab.t += 0.003
