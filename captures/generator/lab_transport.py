# SPDX-License-Identifier: GPL-2.0-or-later
"""HTTP, TFTP, SIP and the TCP connections below, between a phone and the servers of lab.py. All move the lab's clock on."""
import struct

import packets
from lab_tls import TlsEnd

HTTP_PORT, HTTPS_PORT, TFTP_PORT, SIP_PORT = 6970, 6971, 69, 5060
ROUND_TRIP = 0.004
BLOCK = 512


class Flow(packets.TcpFlow):
    """A TCP connection that takes its times from the lab."""

    def __init__(self, lab, client, server, ports, first_sequence):
        super().__init__(lab.capture, client, server, ports, first_sequence, ROUND_TRIP)
        self.lab = lab

    def connect(self):
        self.open(self.lab.t + 2 * ROUND_TRIP)
        self.lab.t += 3 * ROUND_TRIP

    def say(self, end, data):
        """Data, and the other end's acknowledgement."""
        last = self.send_all(self.lab.t, end, data)
        self.lab.t = last + ROUND_TRIP
        self.send(self.lab.t, "server" if end == "client" else "client")
        self.lab.t += ROUND_TRIP

    def finish(self, end):
        other = "server" if end == "client" else "client"
        self.send(self.lab.t, end, flags=packets.FIN | packets.ACK)
        self.send(self.lab.t + 0.002, other, flags=packets.FIN | packets.ACK)
        self.send(self.lab.t + 0.004, end)
        self.lab.t += 0.01

    def reset(self, end):
        self.send(self.lab.t, end, flags=packets.RST | packets.ACK)
        self.lab.t += 0.01


class Transport:
    def __init__(self, lab, host):
        self.lab, self.host, self.next_port, self.sequence = lab, host, 49200, 0x10000000

    def port(self):
        self.next_port += 1
        return self.next_port

    def server(self, address):
        return self.lab.cucm if address == "192.0.2.10" else self.lab.host(address)

    def flow(self, address, port):
        self.sequence = (self.sequence + 0x01234567) & 0xFFFFFFFF
        first = (self.sequence, self.sequence ^ 0x5A5A5A5A)
        return Flow(self.lab, self.host, self.server(address), (self.port(), port), first)

    def open(self, address, port):
        flow = self.flow(address, port)
        flow.connect()
        return flow

    # Connections that do not come about

    def refused(self, address, port):
        flow = self.flow(address, port)
        flow.send(self.lab.t, "client", flags=packets.SYN)
        flow.send(self.lab.t + 0.001, "server", flags=packets.RST | packets.ACK)
        self.lab.t += 0.05

    def unanswered(self, address, port, times=4, icmp_from=None):
        """SYN repeated after 1, 2, 4 … seconds; with icmp_from a router says each time that it does not get through."""
        flow = self.flow(address, port)
        first = flow.next["client"]
        for attempt in range(times):
            flow.next["client"] = first
            flow.send(self.lab.t, "client", flags=packets.SYN)
            if icmp_from:
                frame = self.lab.capture.frames[-1][1]
                router = self.lab.host(icmp_from)
                self.lab.capture.add(self.lab.t + 0.002, router.unreachable(self.host, frame, 13))
            self.lab.t += 2**attempt

    # Files

    def http(self, name, content, status=200, server="192.0.2.10", cut_after=None, answer=True):
        flow = self.open(server, HTTP_PORT)
        flow.say("client", f"GET /{name} HTTP/1.1\r\nHost: {server}:{HTTP_PORT}\r\nAccept: */*\r\n\r\n".encode())
        if not answer:
            self.lab.t += 10
            flow.reset("client")
            return
        body = content if content is not None else b"<html>not found</html>"
        reason = {200: "OK", 404: "Not Found", 503: "Service Unavailable"}[status]
        kind = "*/*" if content is not None else "text/html"
        head = f"HTTP/1.1 {status} {reason}\r\nContent-length: {len(body)}\r\nCache-Control: no-store\r\nContent-type: {kind}\r\n\r\n"
        data = head.encode() + body
        if cut_after is not None:
            flow.say("server", data[: len(head) + cut_after])
            self.lab.t += 20
            flow.reset("server")
            return
        flow.say("server", data)
        flow.finish("client")

    def https(self, name, content, status=200, server="192.0.2.10"):
        flow = self.open(server, HTTPS_PORT)
        phone, cucm = TlsEnd("1.2"), TlsEnd("1.2", self.lab.cluster.ccm)
        if self.lab.keylog:
            phone.context.keylog_filename = str(self.lab.keylog)
        data, client_turn = phone.handshake(), True
        while data:
            flow.say("client" if client_turn else "server", data)
            data = (cucm if client_turn else phone).handshake(data)
            client_turn = not client_turn
        request = f"GET /{name} HTTP/1.1\r\nHost: {server}:{HTTPS_PORT}\r\n\r\n".encode()
        sealed = phone.seal(request)
        cucm.open(sealed)
        flow.say("client", sealed)
        body = content if content is not None else b"not found"
        words = "OK" if status == 200 else "Not Found"
        head = f"HTTP/1.1 {status} {words}\r\nContent-length: {len(body)}\r\nContent-type: */*\r\n\r\n"
        flow.say("server", cucm.seal(head.encode() + body))
        flow.finish("client")

    def datagram(self, sender, receiver, ports, data):
        self.lab.capture.add(self.lab.t, sender.datagram(receiver, ports, data))
        self.lab.t += 0.002

    def tftp(self, name, content, server="192.0.2.10", cut_after=None, answer=True):
        cucm, own, theirs = self.server(server), self.port(), self.port()
        self.datagram(self.host, cucm, (own, TFTP_PORT), b"\0\1" + name.encode() + b"\0octet\0")
        if not answer:
            self.lab.t += 10
            return
        if content is None:
            self.datagram(cucm, self.host, (theirs, own), b"\0\5\0\1File not found\0")
            return
        for number in range(len(content) // BLOCK + 1):
            block = struct.pack(">HH", 3, number + 1) + content[number * BLOCK : (number + 1) * BLOCK]
            if cut_after is not None and number * BLOCK >= cut_after:
                # The server repeats its last block, which the phone never gets and so never acknowledges.
                for _ in range(3):
                    self.datagram(cucm, self.host, (theirs, own), block)
                    self.lab.t += 4
                return
            self.datagram(cucm, self.host, (theirs, own), block)
            self.datagram(self.host, cucm, (own, theirs), struct.pack(">HH", 4, number + 1))

    # Addresses

    def lease(self, host, hardware, name):
        """DHCP ACK to a client of that Ethernet address and host name. What comes later is from its new address."""
        self.host = host
        head = struct.pack(">BBBBIHH", 2, 1, 6, 0, 0x1A2B3C4D, 0, 0) + b"\0" * 4 + host.address
        head += b"\0" * 8 + hardware.ljust(16, b"\0") + b"\0" * 192 + b"\x63\x82\x53\x63"
        options = b"\x35\x01\x05" + bytes([12, len(name)]) + name.encode() + b"\x36\x04" + self.lab.cucm.address
        self.datagram(self.lab.cucm, host, (67, 68), head + options + b"\xff")

    # In use

    def register(self, device):
        server, own = self.lab.cucm, self.port()
        call = f"{device.lower()}-{own}@{self.address_text()}"
        line = f"<sip:1001@192.0.2.10>"
        common = f"From: {line};tag={own}\r\nTo: {line}\r\nCall-ID: {call}\r\nCSeq: 101 REGISTER\r\n"
        via = f"Via: SIP/2.0/UDP {self.address_text()}:{SIP_PORT};branch=z9hG4bK{own}\r\n"
        contact = f"Contact: <sip:1001@{self.address_text()}:{SIP_PORT}>;+sip.instance=\"<urn:uuid:00000000-0000-0000-0000-{device[3:].lower()}>\"\r\n"
        end = "Content-Length: 0\r\n\r\n"
        request = "REGISTER sip:192.0.2.10 SIP/2.0\r\n" + via + common + contact + "Expires: 3600\r\n" + end
        self.datagram(self.host, server, (SIP_PORT, SIP_PORT), request.encode())
        answer = "SIP/2.0 200 OK\r\n" + via + common + contact + "Expires: 120\r\n" + end
        self.datagram(server, self.host, (SIP_PORT, SIP_PORT), answer.encode())
        self.lab.t += 0.1

    def address_text(self):
        return ".".join(str(part) for part in self.host.address)
