# SPDX-License-Identifier: GPL-2.0-or-later
"""A TLS 1.0 client, just enough of RFC 2246 for TLS_RSA_WITH_AES_128_CBC_SHA.

An old phone's hello carries three cipher suites and no extension, which no current TLS library sends. The server that it is
used with is OpenSSL, so both ends check each other's Finished and every record's MAC.
"""
import hashlib
import hmac
import os
import struct

from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.x509 import load_der_x509_certificate

VERSION = b"\x03\x01"
CHANGE_CIPHER_SPEC, ALERT, HANDSHAKE, APPLICATION_DATA = 20, 21, 22, 23
CLIENT_HELLO, SERVER_HELLO, CERTIFICATE, SERVER_HELLO_DONE, CLIENT_KEY_EXCHANGE, FINISHED = 1, 2, 11, 14, 16, 20
AES_128_CBC_SHA, DES3_CBC_SHA, RC4_SHA = 0x002F, 0x000A, 0x0005


def _p_hash(name, secret, seed, length):
    out, block = b"", seed
    while len(out) < length:
        block = hmac.new(secret, block, name).digest()
        out += hmac.new(secret, block + seed, name).digest()
    return out[:length]


def prf(secret, label, seed, length):
    """RFC 2246, section 5."""
    half = (len(secret) + 1) // 2
    md5 = _p_hash("md5", secret[:half], label + seed, length)
    sha = _p_hash("sha1", secret[-half:], label + seed, length)
    return bytes(a ^ b for a, b in zip(md5, sha))


class _Direction:
    """One direction's keys: the CBC state runs on from record to record (TLS 1.0 has no IV of its own in each)."""

    def __init__(self, mac_key, key, iv):
        self.mac_key, self.key, self.iv, self.sequence = mac_key, key, iv, 0

    def mac(self, kind, plain):
        header = struct.pack(">QB2sH", self.sequence, kind, VERSION, len(plain))
        self.sequence += 1
        return hmac.new(self.mac_key, header + plain, "sha1").digest()

    def seal(self, kind, plain):
        text = plain + self.mac(kind, plain)
        fill = 15 - len(text) % 16
        encryptor = Cipher(algorithms.AES(self.key), modes.CBC(self.iv)).encryptor()
        sealed = encryptor.update(text + bytes([fill]) * (fill + 1))
        self.iv = sealed[-16:]
        return sealed

    def open(self, kind, sealed):
        decryptor = Cipher(algorithms.AES(self.key), modes.CBC(self.iv)).decryptor()
        text = decryptor.update(sealed)
        self.iv = sealed[-16:]
        text = text[: -text[-1] - 1]
        plain, mac = text[:-20], text[-20:]
        if mac != self.mac(kind, plain):
            raise ValueError("TLS record with a wrong MAC")
        return plain


def record(kind, body):
    return struct.pack(">B2sH", kind, VERSION, len(body)) + body


def records(data):
    """(kind, body) of each record in data."""
    offset = 0
    while offset < len(data):
        kind, length = data[offset], int.from_bytes(data[offset + 3 : offset + 5], "big")
        yield kind, data[offset + 5 : offset + 5 + length]
        offset += 5 + length


def message(kind, body):
    return bytes([kind]) + len(body).to_bytes(3, "big") + body


class Client:
    """Each method returns the bytes to send, or takes those received."""

    def __init__(self, gmt_unix_time, cipher_suites=(AES_128_CBC_SHA, DES3_CBC_SHA, RC4_SHA)):
        self.random = struct.pack(">I", gmt_unix_time) + os.urandom(28)
        self.suites = cipher_suites
        self.transcript = b""
        self.master = self.server_random = b""
        self.sending = self.receiving = None

    def client_hello(self):
        suites = b"".join(suite.to_bytes(2, "big") for suite in self.suites)
        body = VERSION + self.random + b"\0" + struct.pack(">H", len(suites)) + suites + b"\1\0"
        self.transcript = message(CLIENT_HELLO, body)
        return record(HANDSHAKE, self.transcript)

    def take_server_flight(self, data):
        """Server Hello, Certificate, Server Hello Done. Returns the certificate in DER."""
        flight = b"".join(body for kind, body in records(data) if kind == HANDSHAKE)
        self.transcript += flight
        bodies, offset = {}, 0
        while offset < len(flight):
            length = int.from_bytes(flight[offset + 1 : offset + 4], "big")
            bodies[flight[offset]] = flight[offset + 4 : offset + 4 + length]
            offset += 4 + length
        if list(bodies) != [SERVER_HELLO, CERTIFICATE, SERVER_HELLO_DONE]:
            raise ValueError(f"unexpected handshake messages {list(bodies)}")
        hello = bodies[SERVER_HELLO]
        self.server_random = hello[2:34]
        after_session = 35 + hello[34]
        if hello[after_session : after_session + 2] != AES_128_CBC_SHA.to_bytes(2, "big"):
            raise ValueError("the server chose another cipher suite")
        length = int.from_bytes(bodies[CERTIFICATE][3:6], "big")
        self.certificate = bodies[CERTIFICATE][6 : 6 + length]
        return self.certificate

    def key_exchange_and_finished(self):
        premaster = VERSION + os.urandom(46)
        key = load_der_x509_certificate(self.certificate).public_key()
        encrypted = key.encrypt(premaster, padding.PKCS1v15())
        exchange = message(CLIENT_KEY_EXCHANGE, len(encrypted).to_bytes(2, "big") + encrypted)
        self.transcript += exchange

        self.master = prf(premaster, b"master secret", self.random + self.server_random, 48)
        block = prf(self.master, b"key expansion", self.server_random + self.random, 104)
        self.sending = _Direction(block[0:20], block[40:56], block[72:88])
        self.receiving = _Direction(block[20:40], block[56:72], block[88:104])

        finished = message(FINISHED, self._verify_data(b"client finished"))
        self.transcript += finished
        return (
            record(HANDSHAKE, exchange)
            + record(CHANGE_CIPHER_SPEC, b"\1")
            + record(HANDSHAKE, self.sending.seal(HANDSHAKE, finished))
        )

    def take_server_finished(self, data):
        (_, _), (kind, sealed) = records(data)
        if self.receiving.open(kind, sealed) != message(FINISHED, self._verify_data(b"server finished")):
            raise ValueError("the server's Finished is wrong")

    def seal(self, plain):
        return record(APPLICATION_DATA, self.sending.seal(APPLICATION_DATA, plain))

    def open(self, data):
        return b"".join(self.receiving.open(kind, body) for kind, body in records(data))

    def keylog_line(self):
        return f"CLIENT_RANDOM {self.random.hex()} {self.master.hex()}\n"

    def _verify_data(self, label):
        digest = hashlib.md5(self.transcript).digest() + hashlib.sha1(self.transcript).digest()
        return prf(self.master, label, digest, 12)
