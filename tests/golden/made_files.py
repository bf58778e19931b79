# SPDX-License-Identifier: GPL-2.0-or-later
"""Messages and files of the protocols under test, with nothing but Python's own library: elements, certificates with
their private keys (from captures/devices), signed files, trust lists. Right and wrong ones."""
import base64
import hashlib
import pathlib
import struct

CAPTURES = pathlib.Path(__file__).resolve().parent.parent.parent / "captures"
DIGESTS = {1: ("sha1", "3021300906052b0e03021a05000414"), 2: ("sha256", "3031300d060960864801650304020105000420"),
           3: ("sha512", "3051300d060960864801650304020305000440")}
SAST, CCM_TFTP, CAPF = 0, 2, 4


def element(tag, value, length=None):
    """`length` lies about the value's length when given."""
    return struct.pack(">BH", tag, len(value) if length is None else length) + value


def u8(tag, value):
    return element(tag, bytes([value]))


def u16(tag, value):
    return element(tag, struct.pack(">H", value))


def text(tag, value):
    return element(tag, value.encode() + b"\0")


def capf(command, *elements, session=0x4A93, length=None):
    body = b"".join(elements)
    return struct.pack(">BBIH", 0x55, command, session, len(body) if length is None else length) + body


def tvs(command, *elements, length=None):
    body = b"".join(elements)
    return struct.pack(">BBBBIH", 0x57, 1, command, 0, 1, len(body) if length is None else length) + body


# ---- DER, as much as it takes ----


def der_items(data):
    """(tag, value, whole) of each item in `data`."""
    at = 0
    while at < len(data):
        tag, length, head = data[at], data[at + 1], 2
        if length & 0x80:
            head += length & 0x7F
            length = int.from_bytes(data[at + 2:at + head], "big")
        yield tag, data[at + head:at + head + length], data[at:at + head + length]
        at += head + length


def pem(path):
    lines = path.read_text().split("-----\n")[1].split("\n-----")[0]
    return base64.b64decode(lines)


def name_text(value):
    """CN=…;O=… in the order of the certificate, as CUCM writes it."""
    types = {"550403": "CN", "550406": "C", "550407": "L", "550408": "ST", "55040a": "O", "55040b": "OU"}
    parts = []
    for _, rdn, _ in der_items(value):
        _, attribute, _ = next(der_items(rdn))
        (_, kind, _), (_, content, _) = der_items(attribute)
        parts.append(f"{types.get(kind.hex(), kind.hex())}={content.decode()}")
    return ";".join(parts)


class Identity:
    """A certificate and its RSA key."""

    def __init__(self, device):
        stem = CAPTURES / "devices" / device
        self.der = pem(stem.with_name(stem.name + ".crt"))
        _, inside, _ = next(der_items(self.der))
        _, signed, _ = next(der_items(inside))
        fields = [item for item in der_items(signed) if item[0] != 0xA0]
        self.serial, self.issuer, self.subject = fields[0][1], name_text(fields[2][1]), name_text(fields[4][1])
        self.public_key = fields[5][2]
        _, key, _ = next(der_items(pem(stem.with_name(stem.name + ".key"))))
        _, pkcs1, _ = next(der_items(list(der_items(key))[2][1]))
        numbers = [int.from_bytes(value, "big") for _, value, _ in der_items(pkcs1)]
        self.modulus, self.exponent = numbers[1], numbers[3]
        self.size = (self.modulus.bit_length() + 7) // 8

    def raw_sign(self, content):
        """PKCS #1 type 1 over any bytes."""
        padded = b"\0\1" + b"\xff" * (self.size - 3 - len(content)) + b"\0" + content
        return pow(int.from_bytes(padded, "big"), self.exponent, self.modulus).to_bytes(self.size, "big")

    def sign(self, data, digest=1):
        name, prefix = DIGESTS[digest]
        return self.raw_sign(bytes.fromhex(prefix) + hashlib.new(name, data).digest())


PHONE = Identity("s01-happy-http-rsa2048-tls12/SEPA45630BBFA40-lsc")
STRANGER = Identity("s05-happy-tftp512/SEP58971E211F11-lsc")


def capf_certificate(der, length=None):
    return element(4, struct.pack(">BHH", 1, 2 + len(der) if length is None else length, 1) + der)


def signed(name, payload, signer=PHONE, version=(1, 0), digest=1, more=b"", spoil=False):
    """A signed file; `more` are elements of the header behind the others, `spoil` makes the signature wrong."""
    info = element(3, text(4, signer.subject) + element(5, signer.serial) + text(6, signer.issuer))
    info += element(7, u8(8, digest) + element(9, u8(10, 0) + u8(11, 2)))
    after = text(14, name) + element(15, struct.pack(">I", 1_799_990_000)) + more
    length = 5 + 5 + len(info) + 3 + signer.size + len(after)
    before = element(1, bytes(version)) + u16(2, length) + info
    signature = signer.sign(before + after + payload, digest)
    if spoil:
        signature = signature[:-1] + bytes([signature[-1] ^ 1])
    return before + element(12, signature) + after + payload


def record(role, identity, more=b""):
    body = text(2, "cucm.example") + text(3, identity.subject) + u16(4, role) + text(5, identity.issuer)
    body += element(6, identity.serial) + element(7, identity.public_key[24:]) + element(8, identity.der[-256:])
    body += element(9, identity.der) + more
    return u16(1, len(body) + 5) + body


def trust_list(name, records, signer=PHONE, **options):
    return signed(name, b"".join(records), signer, version=(1, 2), more=element(28, b"\1\1") + b"\x0d\x0d", **options)


def encrypted(name, ciphertext, encrypted_key, signer=PHONE):
    """The header of an encrypted file over any bytes; without `encrypted_key` a file for a key entered by hand."""
    vector = element(17, u8(18, 0) + element(19, bytes(16)) + u16(20, 4))
    key = u8(22, 0) + u16(23, 2048) + u8(24, 1) + (element(25, encrypted_key) if encrypted_key else b"")
    more = element(16, vector + element(21, key)) + u8(26, 1) + element(27, bytes(20))
    return signed(name, ciphertext, signer, version=(2, 0), more=more)


def configuration(inside, full="false", hash_="", port=3804, node="192.0.2.1"):
    return (f"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<device>\n<fullConfig>{full}</fullConfig>\n"
            f"<loadInformation>sip88xx.14-2-1</loadInformation>\n<ipAddressMode>0</ipAddressMode>\n"
            f"<capfAuthMode>0</capfAuthMode>\n<capfList><capf><phonePort>{port}</phonePort>"
            f"<processNodeName>{node}</processNodeName></capf></capfList>\n<certHash>{hash_}</certHash>\n"
            f"<encrConfig>true</encrConfig>\n{inside}</device>\n").encode()
