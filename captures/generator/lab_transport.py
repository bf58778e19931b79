# SPDX-License-Identifier: GPL-2.0-or-later
"""HTTP, TFTP and the TCP connections below, between a phone and the servers of lab.py. All move the lab's clock on."""
import struct

import packets
from lab_tls_link import TlsLink

HTTP_PORT, HTTPS_PORT, TFTP_PORT = 6970, 6971, 69
BLOCK = 512
REASONS = {200: "OK", 206: "Partial Content", 400: "Bad Request", 404: "Not Found", 503: "Service Unavailable"}


class Flow(packets.TcpFlow):
    """A TCP connection that takes its times from the lab."""

    def __init__(self, lab, client, server, ports, first_sequence):
        super().__init__(lab.capture, client, server, ports, first_sequence, lab.site.round_trip)
        self.lab = lab

    def connect(self):
        self.open(self.lab.t + 2 * self.round_trip)
        self.lab.t += 3 * self.round_trip

    def say(self, end, data, size=None):
        """Data, and the other end's acknowledgement. size: the bytes of a segment, if not as many as fit."""
        last = self.send_all(self.lab.t, end, data, size)
        self.lab.t = last + self.round_trip
        self.send(self.lab.t, "server" if end == "client" else "client")
        self.lab.t += self.round_trip

    def finish(self, end):
        other = "server" if end == "client" else "client"
        self.send(self.lab.t, end, flags=packets.FIN | packets.ACK)
        self.send(self.lab.t + 0.002, other, flags=packets.FIN | packets.ACK)
        self.send(self.lab.t + 0.004, end)
        self.lab.t += 0.01

    def reset(self, end):
        self.send(self.lab.t, end, flags=packets.RST | packets.ACK)
        self.lab.t += 0.01


def http_answer(status, body, kind="text/html", more=""):
    """As CUCM's TFTP service answers: (header, body)."""
    head = f"HTTP/1.1 {status} {REASONS[status]}\r\nContent-length: {len(body)}\r\nCache-Control: no-store\r\n"
    return f"{head}{more}Content-type: {kind}\r\n\r\n".encode(), body


class Transport:
    def __init__(self, lab, host):
        self.lab, self.host, self.next_port, self.sequence = lab, host, lab.site.first_port, lab.site.first_sequence

    def port(self):
        self.next_port += 1
        return self.next_port

    def server(self, address):
        return self.lab.cucm if address in (None, self.lab.site.server) else self.lab.host(address)

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

    def http_request(self, name, server=None, more=""):
        """The connection on which a file has been asked for. more: further lines of the header."""
        server = self.server(server)
        flow = self.open(str(server), HTTP_PORT)
        host = f"{server}:{HTTP_PORT}" if server.version == 4 else f"[{server}]:{HTTP_PORT}"
        flow.say("client", f"GET /{name} HTTP/1.1\r\nHost: {host}\r\n{more}Accept: */*\r\n\r\n".encode())
        return flow

    def http(self, name, content, status=200, server=None, cut_after=None, answer=True):
        flow = self.http_request(name, server)
        if not answer:
            self.lab.t += 10
            flow.reset("client")
            return
        body = b"<html>not found</html>" if status == 404 else f"<html>{REASONS[status]}</html>".encode()
        head, body = http_answer(status, body) if content is None else http_answer(status, content, "*/*")
        if cut_after is not None:
            flow.say("server", head + body[:cut_after])
            self.lab.t += 20
            flow.reset("server")
            return
        flow.say("server", head + body)
        flow.finish("client")

    def https(self, name, content, status=200, server=None, port=HTTPS_PORT, version="1.2"):
        server = str(self.server(server))
        link = TlsLink(self.lab, self.open(server, port), self.lab.cluster.ccm, version)
        link.shake()
        link.say("client", f"GET /{name} HTTP/1.1\r\nHost: {server}:{port}\r\n\r\n".encode())
        body = content if content is not None else b"not found"
        head = f"HTTP/1.1 {status} {REASONS[status]}\r\nContent-length: {len(body)}\r\nContent-type: */*\r\n\r\n"
        link.say("server", head.encode() + body)
        link.close()

    def datagram(self, sender, receiver, ports, data):
        self.lab.capture.add(self.lab.t, sender.datagram(receiver, ports, data))
        self.lab.t += 0.002

    def tftp(self, name, content, server=None, cut_after=None, answer=True, answers_from=None):
        """answers_from: the address that the server's datagrams come from, if not the one that was asked."""
        cucm, own, theirs = self.server(server), self.port(), self.port()
        self.datagram(self.host, cucm, (own, TFTP_PORT), b"\0\1" + name.encode() + b"\0octet\0")
        if not answer:
            self.lab.t += 10
            return
        cucm = self.server(answers_from) if answers_from else cucm
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
