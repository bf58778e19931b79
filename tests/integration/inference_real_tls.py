#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""CAPF dialogues over real TLS of many versions and ciphers, which capfcheck must recognise without keys.

usage: inference_real_tls.py GENERATOR CAPFCHECK

OpenSSL encrypts both ends in this process (memory only, no socket); the records go into one capture, a connection for each
dialogue. GENERATOR is captures/generator, whose frames are used. Shows that what the analyzer thinks a cipher adds to a
plain text is what OpenSSL adds: empty records of TLS 1.0, encrypt-then-MAC, TLS 1.3's tickets and alerts.
"""
import datetime
import json
import re
import ssl
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

V = ssl.TLSVersion
# Version, OpenSSL's name of the cipher (TLS 1.3: none can be chosen here).
SUITES = (
    [(V.TLSv1, name) for name in ("AES128-SHA", "AES256-SHA", "ECDHE-RSA-AES256-SHA", "CAMELLIA128-SHA")]
    + [(V.TLSv1_1, name) for name in ("AES128-SHA", "ECDHE-RSA-AES128-SHA")]
    + [
        (V.TLSv1_2, name)
        for name in (
            "AES128-SHA", "AES256-SHA256", "ECDHE-RSA-AES256-SHA384", "AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384",
            "ECDHE-RSA-CHACHA20-POLY1305", "AES128-CCM", "AES256-CCM8", "ARIA128-GCM-SHA256",
        )  # fmt: skip
    ]
    + [(V.TLSv1_3, None)]
)
NO_EMPTY_RECORDS, NO_ENCRYPT_THEN_MAC = 0x800, 1 << 19  # SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS, SSL_OP_NO_ENCRYPT_THEN_MAC
PHONE, SERVER = "client", "server"
LSC = 987


def element(tag, value):
    return struct.pack(">BH", tag, len(value)) + value


def message(command, *elements):
    body = b"".join(elements)
    return struct.pack(">BBIH", 0x55, command, 4711, len(body)) + body


def certificate(length):
    return element(4, struct.pack(">BHH", 1, length + 2, 1) + bytes(length))


def dialogues():
    """Operation, words that must be said of it, and the messages."""
    done, version = element(1, b"\1"), element(7, b"\3")
    name, password = element(13, b"SEP001122334455\0"), element(11, b"\0")
    begin = [(SERVER, message(1, version, element(8, b"\0"))), (PHONE, message(2, done, version, password, name))]
    end = [(SERVER, message(15, done))]
    for key, asked, spki in (
        ("RSA 1024", element(10, struct.pack(">H", 1024)), 162),
        ("RSA 2048", element(10, struct.pack(">H", 2048)) + element(17, b"\0"), 294),
        ("secp384r1", element(17, b"\1") + element(18, b"\1"), 120),
    ):
        yield "install", key, begin + [
            (SERVER, message(3, asked)), (PHONE, message(17)), (PHONE, message(4, element(9, bytes(spki)))),
            (SERVER, message(9, element(3, b"\1"), certificate(LSC))), (PHONE, message(10, done)),
        ] + end  # fmt: skip
    yield "fetch", "certificate of", begin + [(SERVER, message(11)), (PHONE, message(12, done, certificate(LSC)))] + end
    yield "delete", "", begin + [(SERVER, message(13)), (PHONE, message(14, done))] + end
    yield "none", "", begin + end


def contexts(version, cipher, empty_records, encrypt_then_mac, key_file):
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    for context in (server, client):
        context.set_ciphers((cipher or "DEFAULT") + ":@SECLEVEL=0")
        context.minimum_version = context.maximum_version = version
        context.options = int(context.options) & ~NO_EMPTY_RECORDS if empty_records else context.options | NO_EMPTY_RECORDS
        if not encrypt_then_mac:
            context.options |= NO_ENCRYPT_THEN_MAC
    server.load_cert_chain(key_file)
    return server, client


class Session:
    """Both ends of a TLS connection, whose records go into a TCP flow."""

    def __init__(self, flow, t, server, client):
        self.flow, self.t = flow, t
        self.incoming = {PHONE: ssl.MemoryBIO(), SERVER: ssl.MemoryBIO()}
        self.outgoing = {PHONE: ssl.MemoryBIO(), SERVER: ssl.MemoryBIO()}
        self.end = {
            PHONE: client.wrap_bio(self.incoming[PHONE], self.outgoing[PHONE]),
            SERVER: server.wrap_bio(self.incoming[SERVER], self.outgoing[SERVER], server_side=True),
        }

    def flush(self, end):
        data = self.outgoing[end].read()
        if data:
            self.t = self.flow.send_all(self.t + 0.01, end, data)
            self.incoming[SERVER if end == PHONE else PHONE].write(data)

    def handshake(self):
        left = {PHONE, SERVER}
        while left:
            for end in (PHONE, SERVER):
                try:
                    if end in left:
                        self.end[end].do_handshake()
                        left.remove(end)
                except ssl.SSLWantReadError:
                    pass
                self.flush(end)

    def say(self, end, data):
        self.end[end].write(data)
        self.flush(end)
        heard = self.end[SERVER if end == PHONE else PHONE].read(65536)
        assert heard == data


def make_key(folder):
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "CAPF-test")])
    now = datetime.datetime(2026, 1, 1)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now).not_valid_after(now + datetime.timedelta(days=3650)).sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    path = folder / "key.pem"
    path.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()) + made.public_bytes(pem)
    )
    return path


def ways(version):
    """Empty records or not, encrypt-then-MAC or not, where the version has them."""
    for empty in (False, True) if version == V.TLSv1 else (False,):
        for behind in (False, True) if version != V.TLSv1_3 else (False,):
            yield empty, behind


def write_capture(packets, folder):
    capture = packets.Capture()
    phone = packets.Host("192.0.2.10", "00:11:22:33:44:55", lambda t: int(t * 1000), 1)
    cucm = packets.Host("192.0.2.1", "00:50:56:00:00:01", lambda t: int(t * 1000), 1)
    key_file, expected, t, port = make_key(folder), {}, 1.0, 40000
    for version, cipher in SUITES:
        for empty, behind in ways(version):
            for operation, words, messages in dialogues():
                flow = packets.TcpFlow(capture, phone, cucm, (port, 3804), (1000, 9000), 0.001)
                flow.open(t)
                session = Session(flow, t, *contexts(version, cipher, empty, behind, key_file))
                session.handshake()
                for end, data in messages:
                    session.say(end, data)
                flow.close(session.t + 0.005)
                said_as = f"{version.name} {cipher} empty records {empty} encrypt-then-MAC {behind}"
                expected[f"192.0.2.10:{port}"] = (operation, words, said_as)
                t, port = t + 5, port + 1
    path = folder / "real-tls.pcapng"
    capture.write(path, 1_760_000_000_000_000, "real TLS")
    return path, expected


def disagreement(operation, words, session):
    if session is None:
        return "no session"
    beside = session["summary"].split("; or ")[1:]
    if operation not in {session["operation"], *(word for part in beside for word in part.split(" or "))}:
        return "operation"
    if session["evidence"] != "inferred" or "to END_SESSION" not in session["summary"]:
        return "end"
    if session["operation"] == operation and words not in session["summary"]:
        return f"not {words!r}"
    length = re.search(r"certificate of (\d+)(?: to (\d+))?", session["summary"])
    if length and not int(length[1]) <= LSC <= int(length[2] or length[1]):
        return "length of the LSC"
    return ""


def main():
    generator, binary = sys.argv[1:]
    sys.path.insert(0, generator)
    import packets  # noqa: PLC0415, known only now

    with tempfile.TemporaryDirectory() as folder:
        path, expected = write_capture(packets, Path(folder))
        done = subprocess.run([binary, "--format", "json", path], capture_output=True, timeout=300, check=False)
    phones = json.loads(done.stdout)["captures"][0]["phones"]
    said = {session["client"]: session for phone in phones for session in phone["capf_sessions"]}
    wrong = 0
    for client, (operation, words, said_as) in expected.items():
        problem = disagreement(operation, words, said.get(client))
        if problem:
            wrong += 1
            print(f"{said_as}: {operation} {words}: {problem}: {said[client]['summary'] if client in said else '-'}")
    print(f"{len(expected)} dialogues over {ssl.OPENSSL_VERSION}, {wrong} not recognised")
    return 1 if wrong or not expected else 0


if __name__ == "__main__":
    sys.exit(main())
