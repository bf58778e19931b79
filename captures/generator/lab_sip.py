# SPDX-License-Identifier: GPL-2.0-or-later
"""SIP as a phone and CUCM speak it: REGISTER and its answers, and the phone's alarms. Over UDP, TCP or TLS."""
import itertools

SIP_PORT, SIPS_PORT = 5060, 5061
END = "Content-Length: 0\r\n\r\n"
REASONS = {100: "Trying", 200: "OK", 202: "Accepted", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
           480: "Temporarily Unavailable", 489: "Bad Event", 503: "Service Unavailable"}  # fmt: skip


class Line:
    """A phone's line at a server. send(who, data): who is "client" or "server"."""

    def __init__(self, phone, send, protocol, own_port, server=None, number="1001"):
        self.phone, self.lab, self.send, self.protocol = phone, phone.lab, send, protocol
        self.server = bracketed(phone.transport.server(server))
        self.address = bracketed(phone.transport.host)
        self.port, self.number = own_port, number
        self.turns = itertools.count(101)
        self.dialogue()

    def dialogue(self):
        """The next REGISTER begins a dialogue of its own."""
        self.tag = 1000 + int(self.lab.t * 1000)
        self.call = f"{self.phone.device.lower()}-{self.tag}@{self.address}"

    def request(self, method="REGISTER", more="Expires: 3600\r\n", end=END):
        """Sends it, and keeps what its answer repeats."""
        turn = next(self.turns)
        line = f"<sip:{self.number}@{self.server}>"
        repeated = f"From: {line};tag={self.tag}\r\nTo: {line}\r\nCall-ID: {self.call}\r\nCSeq: {turn} {method}\r\n"
        branch = self.tag if turn == 101 else f"{self.tag}{turn}"
        self.via = f"Via: SIP/2.0/{self.protocol} {self.address}:{self.port};branch=z9hG4bK{branch}\r\n"
        self.repeated = self.via + repeated
        self.contact = (
            f"Contact: <sip:{self.number}@{self.address}:{self.port}>;"
            f"+sip.instance=\"<urn:uuid:00000000-0000-0000-0000-{self.phone.device[3:].lower()}>\"\r\n"
        )
        text = f"{method} sip:{self.server} SIP/2.0\r\n" + self.repeated + self.contact + more + end
        self.sent = text.encode()
        self.send("client", self.sent)

    def unanswered(self, times=7, **how):
        """A request that the phone sends again after 0.5, 1, 2, 4, 4 … seconds, and gives up."""
        self.request(**how)
        for number in range(times - 1):
            self.lab.t += min(4, 0.5 * 2**number)
            self.send("client", self.sent)
        self.lab.t += 4

    def answer(self, status, more="", contact=False):
        text = f"SIP/2.0 {status} {REASONS[status]}\r\n" + self.repeated + (self.contact if contact else "") + more + END
        self.send("server", text.encode())

    def register(self, status=200, warning=None, trying=False):
        """REGISTER and its final answer. warning: the text of CUCM's `Warning: 399`."""
        self.request()
        if trying:
            self.answer(100)
        if status == 200:
            self.answer(200, "Expires: 120\r\n", contact=True)
        else:
            self.answer(status, f'Warning: 399 {self.lab.site.node} "{warning}"\r\n' if warning else "")
        self.lab.t += 0.1

    def challenge(self):
        """REGISTER, which is answered by 401, and acknowledged by a REGISTER with the digest."""
        self.request()
        self.answer(401, 'WWW-Authenticate: DIGEST realm="ccmsipline", nonce="Zk8Yx2hV5w", algorithm=MD5\r\n')
        self.lab.t += 0.02
        self.request(more=(
            f'Authorization: Digest username="{self.number}",realm="ccmsipline",uri="sip:{self.server}",'
            'response="0d6c7a1f4be07d2b1f29a4f0f35be3bd",nonce="Zk8Yx2hV5w",algorithm=MD5\r\nExpires: 3600\r\n'
        ))  # fmt: skip

    def alarm(self, body):
        """The phone tells CUCM about itself."""
        self.request("REFER", f"Refer-To: cid:1234567890@{self.address}\r\nContent-Id: <1234567890@{self.address}>\r\n"
                              "Content-Type: application/x-cisco-alarm+xml\r\n",
                     f"Content-Length: {len(body)}\r\n\r\n{body}")  # fmt: skip
        self.answer(202)
        self.lab.t += 0.05


def bracketed(host):
    return str(host) if host.version == 4 else f"[{host}]"


def over_udp(phone, server=None):
    transport, machine = phone.transport, phone.transport.server(server)

    def send(who, data):
        ends = (transport.host, machine) if who == "client" else (machine, transport.host)
        transport.datagram(*ends, (SIP_PORT, SIP_PORT), data)

    return Line(phone, send, "UDP", SIP_PORT, server)


def over_tcp(phone, server=None):
    """The connection stays open: `line.flow`."""
    flow = phone.transport.open(server, SIP_PORT)
    line = Line(phone, flow.say, "TCP", flow.ports["client"], server)
    line.flow = flow
    return line


def over_tls(phone, link, server=None):
    """link: a TlsLink whose handshake is over."""
    return Line(phone, link.say, "TLS", link.flow.ports["client"], server)


def trust_list_alarm(device, ctl, itl, server):
    """DeviceTLInfo: which trust lists the phone holds. ctl, itl: a SHA-1 in hex, or None."""
    spaced = lambda digest: " ".join(digest[i : i + 2] for i in range(0, 40, 2)).upper() + " " if digest else "Not Installed"
    return alarm_body("DeviceTLInfo", {
        "DeviceName": device, "CTL_Signature": spaced(ctl), "CTL_TFTP_Server": server if ctl else "",
        "ITL_Signature": spaced(itl), "ITL_TFTP_Server": server if itl else "", "StatusCode": "1" if itl else "3",
    })  # fmt: skip


def alarm_body(name, parameters):
    lines = "".join(f'<String name="{key}">{value}</String>\n' for key, value in parameters.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<x-cisco-alarm>\n<Alarm Name="{name}">\n<ParameterList>\n'
        f"{lines}</ParameterList>\n</Alarm>\n</x-cisco-alarm>\n"
    )
