# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the files that CUCM signs: .tlv, .sgn and .enc.sgn, laid out as Cisco's own server lays them out (order of the
elements, `;` in names, the header filled up to a multiple of four with tag 13)."""
import hashlib
import os
import struct

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

SAST, CCM_TFTP, CAPF, TVS = 0, 2, 4, 21


def element(tag, value):
    return struct.pack(">BH", tag, len(value)) + value


def u8(tag, value):
    return element(tag, bytes([value]))


def u16(tag, value):
    return element(tag, struct.pack(">H", value))


def text(tag, value):
    return element(tag, value.encode() + b"\0")


def serial_bytes(certificate):
    return certificate.serial_number.to_bytes((certificate.serial_number.bit_length() + 7) // 8, "big")


def distinguished_name(name):
    """As CUCM prints it: the parts as they stand in the certificate, parted by semicolons."""
    return ";".join(part.rfc4514_string() for part in name.rdns)


DIGESTS = {1: hashes.SHA1, 2: hashes.SHA256, 3: hashes.SHA512}
MODULUS = {512: 0, 1024: 1, 2048: 2, 4096: 3}


class Signer:
    """digest: 1 SHA-1, 2 SHA-256, 3 SHA-512."""

    def __init__(self, certificate, key, digest=1):
        self.certificate, self.key, self.digest = certificate, key, digest

    def sign(self, version, file_name, timestamp, payload, more=b""):
        """The whole signed file; `more` are the header's elements after the timestamp."""
        certificate = self.certificate
        signer = element(
            3,
            text(4, distinguished_name(certificate.subject))
            + element(5, serial_bytes(certificate))
            + text(6, distinguished_name(certificate.issuer)),
        )
        algorithm = element(7, u8(8, self.digest) + element(9, u8(10, 0) + u8(11, MODULUS[self.key.key_size])))
        after = text(14, file_name) + element(15, struct.pack(">I", timestamp)) + more
        signature_length = self.key.key_size // 8
        length = len(element(1, bytes(version)) + u16(2, 0) + signer + algorithm + after) + 3 + signature_length
        padding_bytes = b"\x0d" * (-length % 4)
        before = element(1, bytes(version)) + u16(2, length + len(padding_bytes)) + signer + algorithm
        after += padding_bytes
        # The signature covers the whole file without the signature element.
        signature = self.key.sign(before + after + payload, padding.PKCS1v15(), DIGESTS[self.digest]())
        return before + element(12, signature) + after + payload


def trust_record(role, dns_name, certificate):
    public = certificate.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)
    body = (
        text(2, dns_name)
        + text(3, distinguished_name(certificate.subject))
        + u16(4, role)
        + text(5, distinguished_name(certificate.issuer))
        + element(6, serial_bytes(certificate))
        + element(7, public)
        + element(8, certificate.signature)
        + element(9, certificate.public_bytes(serialization.Encoding.DER))
    )
    return u16(1, len(body) + 5) + body


def bare_record(role, dns_name):
    """A record without a certificate, as CUCM writes it for a server that is not secure, or before a rollback."""
    body = text(2, dns_name) + u16(4, role)
    return u16(1, len(body) + 5) + body


def encrypt(plain, public_key, digest_of=None):
    """The encrypted configuration and the header elements that tell how: (elements, ciphertext, initialisation vector,
    number of bytes added). Without a public key the AES key is one that was typed on the phone by hand, and the header
    does not carry it. `digest_of`: the text whose digest the header carries, if not `plain`."""
    key, vector = os.urandom(16), os.urandom(16)
    fill = -len(plain) % 16
    encryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    encrypted = encryptor.update(plain + bytes(fill))
    elements = element(17, u8(18, 0) + element(19, vector) + u16(20, fill))
    if public_key is not None:
        key_info = u8(22, 1) + u16(23, public_key.key_size) + u8(24, 1)
        key_info += element(25, public_key.encrypt(key, padding.PKCS1v15()))
        elements += element(21, key_info)
    elements = element(16, elements)
    elements += u8(26, 1) + element(27, hashlib.sha1(digest_of or plain).digest())
    return elements, encrypted, vector, fill
