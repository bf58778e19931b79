# SPDX-License-Identifier: GPL-2.0-or-later
"""CAPF messages, and the dialogues that they make. A dialogue is a list of (who, message), with ("wait", seconds) between."""
import hashlib
import struct

from cryptography.hazmat.primitives.asymmetric import ec, rsa, utils
from cryptography.hazmat.primitives import hashes

import signed_files
from signed_files import element

SESSION = 0x00003A7C
NULL_STRING, BY_STRING, BY_LSC, BY_MIC = 2, 1, 3, 4
DONE, NO_ACTION, INVALID, UNKNOWN_DEVICE = 1, 0, 7, 9
CURVES = {"secp256r1": 0, "secp384r1": 1, "secp521r1": 2}


def message(command, *elements):
    body = b"".join(elements)
    return struct.pack(">BBIH", 0x55, command, SESSION, len(body)) + body


def number(tag, value, length=1):
    return element(tag, value.to_bytes(length, "big"))


def certificate(der):
    return element(4, struct.pack(">BHH", 1, 2 + len(der), 1) + der)


def bare_rsa_signature(key, digest):
    """PKCS #1 type 1 padding around the digest alone: CAPF leaves the DigestInfo header out."""
    size = key.key_size // 8
    numbers = key.private_numbers()
    block = b"\0\1" + b"\xff" * (size - 3 - len(digest)) + b"\0" + digest
    return pow(int.from_bytes(block, "big"), numbers.d, numbers.public_numbers.n).to_bytes(size, "big")


def sign(key, data, digest_name):
    digest = hashlib.new(digest_name, data).digest()
    if isinstance(key, rsa.RSAPrivateKey):
        return bare_rsa_signature(key, digest)
    algorithm = {"sha1": hashes.SHA1, "sha256": hashes.SHA256, "sha512": hashes.SHA512}[digest_name]()
    return key.sign(digest, ec.ECDSA(utils.Prehashed(algorithm)))


def signed_with(entity, device, spoil=False):
    """CERTIFICATE, SIGNED_DATA and SHA2_SIGNED_DATA by which a phone proves its certificate."""
    data = device.encode() + b"\0" + entity.der
    old, new = sign(entity.key, data, "sha1"), sign(entity.key, data, "sha512")
    if spoil:
        old, new = old[:-1] + bytes([old[-1] ^ 1]), new[:-1] + bytes([new[-1] ^ 1])
    return [certificate(entity.der), element(6, old), element(20, struct.pack(">BH", 3, len(new)) + new)]


def sudi(entity):
    """SUDI_DATA: the factory's certificate, with signatures over the session."""
    data = struct.pack("<I", SESSION) + entity.der
    parts = [(0, entity.der), (1, sign(entity.key, data, "sha1")), (3, sign(entity.key, data, "sha512"))]
    return element(16, b"".join(struct.pack(">BH", kind, len(value)) + value for kind, value in parts))


def hello(device, auth=NULL_STRING, password="", proof=()):
    return [
        ("server", message(1, number(7, 3), number(8, auth))),
        ("phone", message(2, number(1, 1), *proof, number(7, 3), element(11, password.encode() + b"\0"),
                          element(13, device.encode() + b"\0"))),
    ]  # fmt: skip


def ios_hello(device):
    """As the CAPF server of IOS (CME) begins: the request without an authentication type, the answer without a string."""
    return [("server", message(1, number(7, 3))),
            ("phone", message(2, number(1, 1), number(7, 2), element(13, device.encode() + b"\0")))]  # fmt: skip


def end(reason=DONE):
    return [("server", message(15, number(1, reason)))]


def key_request(bits=2048, curve=None):
    if curve:
        return [("server", message(3, number(17, 1), number(18, CURVES[curve])))]
    return [("server", message(3, number(10, bits, 2), number(17, 0)))]


def install(device, lsc, bits=2048, curve=None, stored=DONE, reason=DONE, public_key=None, making=1.2, **auth):
    return [
        *hello(device, **auth),
        *key_request(bits, curve),
        ("phone", message(17)),
        ("wait", making),
        ("phone", message(4, element(9, public_key or lsc.public_der))),
        ("server", message(9, number(3, 1), certificate(lsc.der))),
        ("phone", message(10, number(1, stored))),
        *end(reason),
    ]


def fetch(device, held=None, response=None, reason=NO_ACTION, **auth):
    """held: the certificate that the phone has, or None."""
    answer = [number(1, DONE if response is None else response), certificate(held.der)] if held else [number(1, INVALID)]
    return [*hello(device, **auth), ("server", message(11)), ("phone", message(12, *answer)), *end(reason)]


def delete(device, response=DONE, reason=DONE, **auth):
    return [*hello(device, **auth), ("server", message(13)), ("phone", message(14, number(1, response))), *end(reason)]


def nothing(device, reason=NO_ACTION, **auth):
    return [*hello(device, **auth), *end(reason)]


def retry_later(device, seconds=60, **auth):
    return [*hello(device, **auth), ("server", message(16, number(12, seconds, 2)))]


def tvs_request(device, der, session=0x51):
    named = element(1, b"\0" + f"CP-7962G-{device}".encode())
    return tvs_message(1, session, named + element(2, der))


def tvs_response(status, session=0x51):
    return tvs_message(2, session, number(7, status) + number(8, 4, 2) + number(9, 86400, 4))


def tvs_message(command, session, body, reserved=0):
    return struct.pack(">BBBBIH", 0x57, 1, command, reserved, session, len(body)) + body


def tvs_query(device, certificate, session=0x52):
    """Command 3: the certificate by its names and serial number."""
    names = [signed_files.distinguished_name(name).encode() for name in (certificate.subject, certificate.issuer)]
    named = element(1, b"\0" + f"CP-8851-{device}".encode())
    return tvs_message(3, session, named + element(3, names[0]) + element(4, names[1])
                       + element(5, signed_files.serial_bytes(certificate)))  # fmt: skip


def tvs_found(der, session=0x52):
    """Command 4 with the certificate. The reserved byte is as in a real answer."""
    return tvs_message(4, session, element(2, der) + number(7, 0) + number(8, 4, 2) + number(9, 86400, 4), 0xF7)


def tvs_not_found(session=0x52):
    return tvs_message(4, session, number(7, 1), 0xF7)
