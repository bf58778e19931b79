#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the captures that no recording gives: every command, element and tag once, and everything that can be wrong.

usage: make_captures.py FOLDER [NAME...]     writes FOLDER/NAME.pcap, all of them without a NAME

The tests call write(); run it by hand to look at a capture in Wireshark. The same call writes the same bytes.
"""
import hashlib
import pathlib
import struct
import sys
import zlib

from made_files import (CAPF, CCM_TFTP, PHONE, SAST, STRANGER, capf, capf_certificate, configuration, element, encrypted,
                        record, signed, text, trust_list, tvs, u8, u16)
from made_packets import CLIENT, OTHER, SERVER, Capture, Tcp, Tftp

DEVICE = "SEPA45630BBFA40"
MONTH = 30 * 86400


# ---- CAPF ----


def sudi():
    signatures = [(1, PHONE.sign(b"other bytes", 1)), (3, PHONE.sign(b"other bytes", 3))]
    return element(16, element(0, PHONE.der) + b"".join(element(kind, one) for kind, one in signatures))


def every_element():
    """AUTH_RESPONSE with everything that an element can be. Its signatures are over something else: invalid."""
    wrong = PHONE.sign(b"other bytes", 2)
    return [u8(1, 1), text(2, "all is well"), u8(3, 2), capf_certificate(PHONE.der), element(5, bytes(range(8))),
            element(6, wrong), u8(7, 3), u8(8, 4), element(9, PHONE.public_key), u16(10, 2048), text(11, "12345"),
            u16(12, 60), text(13, DEVICE), element(14, b"\1\2"), element(15, b"\3"), sudi(), u8(17, 0), u8(18, 1),
            u8(19, 2), element(20, struct.pack(">BH", 2, len(wrong)) + wrong)]


def capf_commands():
    """Every command, each with its own elements, between the sides that send it; then one that nobody knows."""
    capture = Capture()
    flow = capture.tcp(3804)
    flow.server(capf(1, u8(7, 3), u8(8, 2))).client(capf(2, *every_element()))
    flow.server(capf(3, u16(10, 2048), u8(17, 0))).client(capf(17)).client(capf(4, element(9, PHONE.public_key)))
    flow.server(capf(3, u8(17, 1), u8(18, 1))).client(capf(4, u8(1, 7), text(2, "no such curve")))
    flow.server(capf(6, element(5, b"\1"))).client(capf(5, u8(1, 1))).server(capf(7)).client(capf(8, u8(1, 1)))
    flow.server(capf(9, u8(3, 1), capf_certificate(STRANGER.der))).client(capf(10, u8(1, 1)))
    flow.server(capf(11)).client(capf(12, u8(1, 1), capf_certificate(PHONE.der)))
    flow.server(capf(13)).client(capf(14, u8(1, 1))).server(capf(18)).client(capf(19, u8(1, 0)))
    flow.server(capf(22, element(5, b"\1"))).client(capf(23, u8(1, 1)))
    flow.server(capf(77, element(99, b"\xca\xfe"))).server(capf(15, u8(1, 200)))
    flow.close()
    capture.tcp(3804).server(capf(1, u8(7, 3))).server(capf(16, u16(12, 300))).close()
    capture.tcp(3804).server(capf(1, u8(7, 3))).client(capf(20)).server(capf(21, u8(1, 1))).close()
    return capture


def capf_dialogue_faults():
    """One connection for each way in which a dialogue can be out of order."""
    capture = Capture()
    opening = capf(1, u8(7, 3), u8(8, 2))
    answer = capf(2, u8(1, 1), u8(7, 3), text(13, DEVICE))
    # another session id
    capture.tcp(3804).server(opening).client(capf(2, text(13, DEVICE), session=0xBAD)).server(capf(15, u8(1, 9))).close()
    # the phone sends what is the server's, and the other way round
    capture.tcp(3804).server(opening).client(answer).client(capf(15, u8(1, 0))).close()
    capture.tcp(3804).server(opening).server(answer).server(capf(15, u8(1, 0))).close()
    # a response that nobody asked for, a request while another is open, a message after the end
    capture.tcp(3804).server(opening).client(capf(10, u8(1, 1))).server(capf(15, u8(1, 7))).close()
    capture.tcp(3804).server(opening).server(capf(3, u16(10, 512))).client(capf(4, u8(1, 7))).server(capf(15, u8(1, 7)))
    capture.tcp(3804).server(opening).client(answer).server(capf(15, u8(1, 0))).server(capf(11)).close()
    # no end
    capture.tcp(3804).server(opening).client(answer).close()
    return capture


def capf_malformed():
    """Lengths that do not add up, and values that do not parse; what can be read is still there."""
    capture = Capture()
    faults = [
        [u8(1, 1), element(13, b"SEP1\0", length=500)],  # overruns the body
        [u8(1, 1), b"\x0d\0"],  # too short for an element
        [element(1, b"\1\2\3"), u8(7, 3)],  # a number of three bytes
        [capf_certificate(PHONE.der, length=9000), u8(7, 3)],
        [capf_certificate(PHONE.der, length=1), u8(7, 3)],
        [element(4, b"\1\0"), u8(7, 3)],
        [capf_certificate(bytes(64)), u8(7, 3)],  # no certificate
        [element(9, bytes(20)), u8(7, 3)],  # no key
        [element(20, b"\2\0"), u8(7, 3)],
        [element(20, struct.pack(">BH", 2, 400) + bytes(16)), u8(7, 3)],
        [element(16, element(0, b"", length=900) + bytes(4)), element(16, element(1, bytes(16)) + b"\1")],
        [text(13, "SEP1") + b"", element(13, b"SEP2\0after\0"), u8(1, 1), u8(1, 7), element(11, b"")],
    ]
    for elements in faults:
        capture.tcp(3804).server(capf(1)).client(capf(2, *elements)).server(capf(15, u8(1, 7))).close()
    # the body is longer than what follows; the connection ends in the middle of a message
    capture.tcp(3804).server(capf(1)).client(capf(2, u8(1, 1), length=300)).close()
    # what follows a message does not begin one
    flow = capture.tcp(3804).server(capf(1)).client(capf(2, text(13, DEVICE)) + b"the end of something else")
    flow.server(capf(15, u8(1, 7))).close()
    # data is missing in the capture
    flow = capture.tcp(3804).server(capf(1))
    flow.send("client", capf(2, text(13, DEVICE), element(14, bytes(1400)))[:1200], lost=True)
    flow.client(bytes(225)).server(capf(15, u8(1, 7))).close()
    # the connection ends within the second segment of a message, within a header, and with data in the last segment
    long = capf(2, u8(1, 1), text(13, DEVICE), capf_certificate(PHONE.der))
    for cut in (300, 5):
        flow = capture.tcp(3804).server(capf(1))
        flow.mss = 200
        flow.client(long[:cut]).close()
    flow = capture.tcp(3804).server(capf(1))
    flow.send("client", long[:300], flow.FIN | flow.ACK | flow.PSH)
    return capture


def capf_framing():
    """Two messages in one segment, one message in many, and a session that the capture does not see the beginning of."""
    capture = Capture()
    flow = capture.tcp(3804)
    flow.server(capf(1, u8(7, 3)) + capf(3, u16(10, 2048)))
    flow.mss = 5
    flow.client(capf(2, text(13, DEVICE), u8(1, 1)) + capf(17))
    flow.server(capf(15, u8(1, 1))).close()
    late = capture.tcp(3804)
    late.client(capf(10, u8(1, 1))).server(capf(15, u8(1, 1))).close()
    return capture


def certificates_at(capture):
    """A certificate in each of the protocols that carry one; a configuration has named its hash before."""
    name = f"{DEVICE}.cnf.xml.sgn"
    download(capture, name, signed(name, configuration("", hash_=hashlib.md5(PHONE.der).hexdigest())))
    capture.tcp(3804).server(capf(1)).client(capf(2, capf_certificate(PHONE.der))).server(capf(15, u8(1, 7))).close()
    capture.tcp(2445).client(tvs(1, element(2, PHONE.der))).close()
    download(capture, "ITLFile.tlv", own_list("ITLFile.tlv"))
    return capture


def certificates_then():
    """Before and after the validity of the certificates."""
    return certificates_at(Capture(start=1_800_000_000 + 12 * MONTH))


def certificates_before():
    return certificates_at(Capture(start=1_800_000_000 - 12 * MONTH))


def tvs_messages():
    """Every command and element of TVS, and wrong ones; without TLS, for Decode As."""
    capture = Capture()
    name = element(1, b"\0CP-8865-" + DEVICE.encode())
    flow = capture.tcp(2445).client(tvs(1, name, element(2, PHONE.der)))
    flow.server(tvs(2, u8(7, 0), u8(8, 4), element(9, struct.pack(">I", 86400))))
    asked_for = element(3, PHONE.subject.encode()), element(4, PHONE.issuer.encode()), element(5, PHONE.serial)
    flow.client(tvs(3, name, *asked_for)).server(tvs(4, u8(7, 1)))
    flow.client(tvs(9, element(33, b"\1\2"))).server(tvs(2, u8(7, 55)))
    flow.client(tvs(1, element(1, b""), element(2, bytes(16)), name))
    flow.server(tvs(2, element(7, b"\0", length=90))).server(tvs(2, element(7, b"\1\2\3"), b"\7")).close()
    capture.tcp(2445).client(tvs(1, name, length=200)).close()
    return capture


# ---- Files over HTTP ----


def get(name, more=""):
    return f"GET /{name} HTTP/1.1\r\nHost: cucm.example:6970\r\n{more}\r\n".encode()


def ok(body, kind="*/*", more="", length=True):
    size = f"Content-Length: {len(body)}\r\n" if length else ""
    content = f"Content-Type: {kind}\r\n" if kind else ""
    return f"HTTP/1.1 200 OK\r\n{content}{size}{more}\r\n".encode() + body


def download(capture, name, body, port=6970, **options):
    capture.tcp(port).client(get(name)).server(ok(body, **options)).close()


def own_list(name=f"ITL{DEVICE}.tlv"):
    return trust_list(name, [record(SAST, PHONE), record(CCM_TFTP, PHONE)])


def http_files():
    """Every header tag and record tag, and every verdict on a signature that a capture can give."""
    capture = Capture()
    config_name = f"{DEVICE}.cnf.xml.sgn"
    download(capture, config_name, signed(config_name, configuration("")))  # no list so far
    more = element(10, b"\x0a\0\0\1") + element(11, bytes(20)) + u8(12, 1) + element(77, b"\1\2\3")
    roles = [record(role, PHONE) for role in (CAPF, 1, 3, 7, 21)] + [record(99, STRANGER, more)]
    download(capture, "ITLFile.tlv", trust_list("ITLFile.tlv", [record(SAST, PHONE), record(CCM_TFTP, PHONE), *roles]))
    download(capture, config_name, signed(config_name, configuration("", hash_="00" * 16)))
    download(capture, config_name, signed(config_name, configuration(""), digest=3, spoil=True))
    download(capture, config_name, signed(config_name, configuration(""), digest=2, signer=STRANGER))
    download(capture, "ringlist.xml.sgn", signed("Ringlist-other.xml.sgn", b"<CiscoIPPhoneRingList/>\n"))
    download(capture, "locale/mk-sip.jar.sgn", signed("locale/mk-sip.jar.sgn", b"PK\3\4" + bytes(40)))
    download(capture, "CTLFile.tlv", trust_list("CTLFile.tlv", [record(SAST, STRANGER)], signer=STRANGER))
    download(capture, "CTLFile.tlv", trust_list("CTLFile.tlv", [record(SAST, STRANGER)], signer=PHONE))
    download(capture, "CTLFile.tlv", trust_list("CTLFile.tlv", [record(SAST, STRANGER)], signer=STRANGER, spoil=True))
    enc_name = f"{DEVICE}.cnf.xml.enc.sgn"
    download(capture, enc_name, encrypted(enc_name, bytes(64), bytes(256)))
    download(capture, enc_name, encrypted(enc_name, bytes(64), b""))
    download(capture, enc_name, encrypted(enc_name, bytes(61), bytes(256)))
    unknown = element(200, b"\1\2") + u8(8, 9)
    download(capture, "extra.sgn", signed("extra.sgn", b"plain text\n", more=unknown))
    return capture


def http_malformed():
    """Signed files that contradict themselves."""
    capture = Capture()
    whole = signed("a.xml.sgn", configuration(""))
    length = struct.unpack(">H", whole[8:10])[0]
    bad = {
        "shorter.sgn": whole[:5 + 3] + struct.pack(">H", 60) + whole[10:],  # the header is longer than it says
        "longer.sgn": whole[:8] + struct.pack(">H", 60000) + whole[10:],
        "cut.sgn": whole[:length - 200],
        "overrun.sgn": whole[:11] + struct.pack(">H", 50000) + whole[13:],  # the signer's element
        "no-signature.sgn": element(1, b"\1\0") + u16(2, 10) + b"text",
        "empty-elements.sgn": element(1, b"\1\0") + u16(2, 22) + element(4, b"") + element(5, b"") + element(12, b"")
        + element(15, b"\1") + b"text",
        "ITLFile.tlv": trust_list("ITLFile.tlv", [record(SAST, PHONE)]) + u16(1, 4000) + u8(4, 0),
        "CTLFile.tlv": trust_list("CTLFile.tlv", [record(SAST, PHONE)[:-20]]),
        "ITLSEP000000000001.tlv": trust_list(
            "ITLSEP000000000001.tlv", [u16(1, 24) + u16(4, 0) + element(9, bytes(11)), record(SAST, PHONE)]),
        "huge.sgn": signed("huge.sgn", b"x" * 80000),
        "broken.cnf.xml.sgn": signed("broken.cnf.xml.sgn", b"<device><fullConfig>maybe</fullConfig><capfList><capf>"
                                     b"<phonePort>99999</phonePort></capf></capfList><certHash>"),
        "secret.cnf.xml.sgn": signed("secret.cnf.xml.sgn", configuration(
            "<sshUserId>u</sshUserId><sshPassword>secret</sshPassword><deviceProtocol>SIP</deviceProtocol>"
            "<deviceSecurityMode>3</deviceSecurityMode><callManagerGroup><members><member priority=\"0\"><callManager>"
            "<processNodeName>192.0.2.1</processNodeName></callManager></member></members></callManagerGroup>\n")),
    }  # fmt: skip
    for name, body in bad.items():
        download(capture, name, body)
    # the connection ends within the file
    capture.tcp(6970).client(get("ended.sgn")).server(ok(whole)[:700]).close()
    return capture


def chunked(body, size=300):
    parts = [body[at:at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def gzipped(body):
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return packer.compress(body) + packer.flush()


def http_transport():
    """The ways in which a file can come over HTTP."""
    capture = Capture()
    name = f"{DEVICE}.cnf.xml.sgn"
    itl, config = own_list(), signed(name, configuration(""))
    download(capture, f"ITL{DEVICE}.tlv", itl)
    for kind in ("application/octet-stream", "text/xml", "text/plain; charset=utf-8", "application/xml", "", "a/b"):
        download(capture, name, config, kind=kind)
    for port in (80, 8080):
        download(capture, name, config, port=port)
    flow = capture.tcp(6970)
    flow.client(get(name)).server(ok(chunked(config), more="Transfer-Encoding: chunked\r\n", length=False)).close()
    download(capture, name, gzipped(config), more="Content-Encoding: gzip\r\n")
    packed = chunked(gzipped(config))
    more = "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"
    capture.tcp(6970).client(get(name)).server(ok(packed, more=more, length=False)).close()
    capture.tcp(6970).client(get(name)).server(ok(config, length=False)).close()
    # one connection for all, with answers that carry nothing
    flow = capture.tcp(6970).client(get(f"CTL{DEVICE}.tlv")).server(
        b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\nNot Found")
    flow.client(get(f"ITL{DEVICE}.tlv")).server(ok(itl)).client(get(name, "If-None-Match: 1\r\n"))
    flow.server(b"HTTP/1.1 304 Not Modified\r\n\r\n").client(get(name)).server(ok(config)).close()
    # requests before their answers, on phones' own port, on one of HTTP's, and on one of nobody's
    ring = signed("ringlist.xml.sgn", b"<CiscoIPPhoneRingList/>\n")
    for port in (6970, 80, 12345):
        flow = capture.tcp(port).client(get(f"CTL{DEVICE}.tlv") + get(f"ITL{DEVICE}.tlv"))
        flow.client(get("ringlist.xml.sgn")).client(get(name))
        flow.server(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        flow.server(ok(itl)).server(ok(ring)).server(ok(config)).close()
    # configurations that are not signed
    plain = configuration("<deviceProtocol>SCCP</deviceProtocol>", full="true")
    for kind in ("*/*", "text/xml", "application/octet-stream"):
        download(capture, f"{DEVICE}.cnf.xml", plain, kind=kind)
    return capture


def announced_port():
    """CAPF on a port that other protocols have (SIP's), by address and by host name, and SIP there with another host."""
    capture = Capture()
    by_address = f"{DEVICE}.cnf.xml.sgn"
    download(capture, by_address, signed(by_address, configuration("", port=5060)))
    opening, end = capf(1, u8(7, 3)), capf(15, u8(1, 0))
    for _ in range(2):
        capture.tcp(5060).server(opening).client(capf(2, text(13, DEVICE))).server(end).close()
    capture.tcp(5060, server=OTHER).client(b"OPTIONS sip:a@b SIP/2.0\r\nCSeq: 1 OPTIONS\r\nCall-ID: x\r\n\r\n").close()
    capture.tcp(5060).client(b"OPTIONS sip:a@b SIP/2.0\r\nCSeq: 1 OPTIONS\r\nCall-ID: y\r\n\r\n").close()
    download(capture, by_address, signed(by_address, configuration("", port=3999, node="cucm.example")))
    capture.tcp(3999, server=OTHER).server(opening).server(end).close()
    capture.tcp(3999).server(opening).server(end).close()
    return capture


# ---- Files over TFTP ----


def tftp_files():
    """With and without options, retransmitted, in another order, with an error."""
    capture = Capture()
    name = f"{DEVICE}.cnf.xml.sgn"
    itl, config = own_list(), signed(name, configuration("", hash_="0" * 32 + " " * 900))
    Tftp(capture, f"ITL{DEVICE}.tlv").send(itl)
    options = Tftp(capture, name, 1024, b"blksize\0" + b"1024\0tsize\0" + b"0\0", port=40001)
    options.from_server(b"\0\6blksize\0" + b"1024\0tsize\0%d\0" % len(config))
    options.acknowledge(0)
    options.send(config)
    Tftp(capture, name, port=40002).send(config, lambda blocks: [*blocks[:2], blocks[1], *blocks[2:], blocks[-1]])
    Tftp(capture, name, port=40003).send(config, lambda blocks: [blocks[0], blocks[2], blocks[1], *blocks[3:]])
    Tftp(capture, f"CTL{DEVICE}.tlv", port=40004).error(1, "File not found")
    Tftp(capture, f"{DEVICE}.cnf.xml", port=40005).send(configuration("", full="true"))
    # block 2 is not in the capture; then a file that breaks off
    Tftp(capture, name, port=40006).send(config, lambda blocks: [blocks[0], *blocks[2:]])
    Tftp(capture, name, port=40007).send(config, lambda blocks: blocks[:2])
    return capture


def tftp_wrap():
    """More than 65,535 blocks, of 8 bytes: the block number begins again. Wireshark 4.0 takes minutes to reassemble it
    (its time grows with the square of the number of blocks), so no test reads this one."""
    capture = Capture()
    options = Tftp(capture, "big.jar.sgn", 8, b"blksize\0" + b"8\0")
    options.from_server(b"\0\6blksize\0" + b"8\0")
    file = signed("big.jar.sgn", b"PK\3\4" + bytes(8 * 65600))
    for number, data in options.blocks(file):
        options.block(number, data)
    return capture


CAPTURES = {maker.__name__: maker for maker in (
    capf_commands, capf_dialogue_faults, capf_malformed, capf_framing, certificates_then, certificates_before,
    tvs_messages, http_files, http_malformed, http_transport, announced_port, tftp_files, tftp_wrap)}  # fmt: skip


def write(name, folder):
    """The path of the capture `name`, which is written to `folder` unless it is there."""
    path = pathlib.Path(folder) / f"{name}.pcap"
    return path if path.exists() else CAPTURES[name]().write(path)


if __name__ == "__main__":
    for wanted in sys.argv[2:] or CAPTURES:
        print(write(wanted, sys.argv[1]))
