#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes tests/data/hostile/names.pcapng: phones, files and certificates whose names try to run script in a report, to
write to a terminal, to turn text around, to start a formula in a spreadsheet, or are no UTF-8.

usage: make_hostile_names.py OUTPUT.pcapng      (needs python3-cryptography; a key is made anew each time)
"""
import datetime
import struct
import sys
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from packets import Capture, Host, TcpFlow, checksum
from signed_files import CAPF, CCM_TFTP, SAST, Signer, element, serial_bytes, u8, u16

EPOCH = 1_700_000_000_000_000  # microseconds
ROUND_TRIP = 0.002
SCRIPT = b"<script>window.hacked='script'</script>"
IMAGE = b'"><img src=x onerror="window.hacked=\'image\'">'
SVG = b"'><svg onload=window.hacked='svg'>"
LINK = b"javascript:window.hacked='link'"
TERMINAL = b"\x1b]0;hacked\x07\x1b[31mred\r\n"
RIGHT_TO_LEFT = "\u202egpj.exe\u2066".encode()
NO_UTF8 = b"\xff\xfe\xc3\x28\xed\xa0\x80\xef\xbf\xbf"
FORMULA = b"=HYPERLINK(\"http://x\",\"y\")"


def udp(host, peer, ports, payload):
    segment = struct.pack(">HHHH", *ports, 8 + len(payload), 0) + payload
    frame = host.ip_packet(peer, segment)
    # ip_packet() writes TCP's number.
    head = bytearray(frame[14:34])
    head[9], head[10:12] = 17, b"\0\0"
    head[10:12] = struct.pack(">H", checksum(bytes(head)))
    return frame[:14] + bytes(head) + segment


def certificate(common_name, organisation, key):
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
        ]
    )
    begin = datetime.datetime(2023, 1, 1, tzinfo=datetime.timezone.utc)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(0x7391).not_valid_before(begin)
    return builder.not_valid_after(begin + datetime.timedelta(days=700)).sign(key, hashes.SHA256())


def record(role, dns_name, subject, issuer, cert):
    public = cert.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)
    body = element(2, dns_name + b"\0") + element(3, subject + b"\0") + u16(4, role) + element(5, issuer + b"\0")
    body += element(6, serial_bytes(cert)) + element(7, public) + element(8, cert.signature)
    body += element(9, cert.public_bytes(serialization.Encoding.DER))
    return u16(1, len(body) + 5) + body


class RawSigner(Signer):
    """Signs with names that are not taken from the certificate."""

    def sign_raw(self, version, signer_name, file_name, payload):
        from cryptography.hazmat.primitives.asymmetric import padding

        signer = element(3, element(4, signer_name + b"\0") + element(5, serial_bytes(self.certificate)) + element(6, signer_name + b"\0"))
        algorithm = element(7, u8(8, 1) + element(9, u8(10, 0) + u8(11, 2)))
        after = element(14, file_name + b"\0") + element(15, struct.pack(">I", EPOCH // 1_000_000)) + element(99, NO_UTF8)
        size = self.key.key_size // 8
        length = len(element(1, bytes(version)) + u16(2, 0) + signer + algorithm + after) + 3 + size
        before = element(1, bytes(version)) + u16(2, length) + signer + algorithm
        signature = self.key.sign(before + after + payload, padding.PKCS1v15(), hashes.SHA1())
        return before + element(12, signature) + after + payload


def capf(command, *elements):
    body = b"".join(elements)
    return struct.pack(">BBIH", 0x55, command, 0x01020304, len(body)) + body


def http_fetch(capture, client, server, port, t, target, answer):
    flow = TcpFlow(capture, client, server, (port, 6970), (port * 1000, port * 2000), ROUND_TRIP)
    flow.open(t)
    flow.send_all(t + 0.001, "client", b"GET /" + target + b" HTTP/1.1\r\nHost: " + SCRIPT + b"\r\n\r\n")
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nContent-Type: */*\r\n\r\n" % len(answer)
    flow.send_all(t + 0.004, "server", head + answer)
    flow.close(t + 0.02)


def capf_session(capture, client, server, port, t, device):
    flow = TcpFlow(capture, client, server, (port, 3804), (port * 1000, port * 2000), ROUND_TRIP)
    flow.open(t)
    flow.send_all(t + 0.001, "server", capf(1, u8(7, 3), u8(8, 1)))
    answer = capf(2, u8(1, 1), u8(7, 3), element(13, device + b"\0"), element(11, b"string-7391\0"), element(77, SCRIPT))
    flow.send_all(t + 0.004, "client", answer)
    flow.send_all(t + 0.008, "server", capf(15, u8(1, 9), element(2, SVG + b"\0")))
    flow.close(t + 0.02)


def main():
    key = rsa.generate_private_key(65537, 2048)
    cert = certificate(SCRIPT.decode(), LINK.decode(), key)
    signer = RawSigner(cert, key)
    server = Host("192.0.2.10", "02:00:00:00:00:10", lambda t: int(t * 100), 1)
    capture = Capture()
    trust_list = signer.sign_raw(
        (1, 2), IMAGE, b"ITLSEP001122334455.tlv", b"".join(record(role, SVG, IMAGE, TERMINAL, cert) for role in (SAST, CCM_TFTP, CAPF))
    )
    config = (
        b"<device><fullConfig>false</fullConfig><loadInformation><![CDATA[" + SCRIPT + b"]]></loadInformation>"
        b"<certHash></certHash><encrConfig>true</encrConfig><capfAuthMode>0</capfAuthMode><capfList><capf><phonePort>3804</phonePort>"
        b"<processNodeName>&quot;&gt;&lt;img src=x onerror=window.hacked=1&gt;</processNodeName></capf></capfList></device>"
    )
    names = [b"SEP" + SCRIPT, IMAGE, LINK, b"SEP" + RIGHT_TO_LEFT, TERMINAL + b"SEP", NO_UTF8 + b"SEP", FORMULA, "＝1+1".encode()]
    for number, device in enumerate(names, 1):
        phone = Host(f"192.0.2.{100 + number}", f"02:00:00:00:01:{number:02x}", lambda t: int(t * 100), 100 * number)
        t = number * 5.0
        capture.add(t, udp(phone, server, (50000 + number, 69), b"\0\1" + device + b".cnf.xml.sgn\0octet\0"))
        capture.add(t + 0.001, udp(server, phone, (40000 + number, 50000 + number), b"\0\5\0\1" + SVG + TERMINAL + b"\0"))
        http_fetch(capture, phone, server, 41000 + number, t + 0.5, b"ITLSEP001122334455.tlv" if number == 1 else b"ITLFile.tlv", trust_list)
        signed = signer.sign_raw((1, 0), IMAGE, device + b".cnf.xml.sgn", config)
        http_fetch(capture, phone, server, 42000 + number, t + 1, device.replace(b" ", b"%20").replace(b"\r\n", b"") + b".cnf.xml.sgn", signed)
        capf_session(capture, phone, server, 43000 + number, t + 2, device)
    capture.write(Path(sys.argv[1]), EPOCH, "Hostile names: captures/generator/make_hostile_names.py")


if __name__ == "__main__":
    main()
