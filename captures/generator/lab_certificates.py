# SPDX-License-Identifier: GPL-2.0-or-later
"""The certificates of a made-up cluster and of its phones.

Keys are made once and kept in ../generated/keys; with fixed times and serial numbers the RSA-signed certificates are then
the same each time.
"""
import datetime
import hashlib
import warnings
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

KEYS = Path(__file__).resolve().parent.parent / "generated" / "keys"
START = datetime.datetime(2026, 3, 2, 9, 0, 0)  # UTC, when every scenario begins


def years(count):
    return datetime.timedelta(days=365 * count)


def key(name, bits=2048, curve=None):
    """The key of that name; made and kept when it is not there yet."""
    path = KEYS / f"{name}.key"
    if not path.exists():
        made = ec.generate_private_key(curve) if curve else rsa.generate_private_key(65537, bits)
        KEYS.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pem(made))
    return serialization.load_pem_private_key(path.read_bytes(), None)


def der(certificate):
    return certificate.public_bytes(serialization.Encoding.DER)


def pem(thing):
    if isinstance(thing, x509.Certificate):
        return thing.public_bytes(serialization.Encoding.PEM)
    return thing.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )


def md5(certificate):
    """As certHash and the database's md5hash have it."""
    return hashlib.md5(der(certificate)).hexdigest()


def name(common_name, organisation="Example Lab"):
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "NL"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "Voice"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def key_usage(**uses):
    names = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
             "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")  # fmt: skip
    return x509.KeyUsage(**{one: uses.get(one, False) for one in names})


def issue(subject, public_key, issuer, issuer_key, serial, ca=False, sign=False, begin=None, end=None):
    """begin, end: the validity; ten years from one year before START where not given."""
    begin = begin or START - years(1)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(serial)
        .not_valid_before(begin)
        .not_valid_after(end or begin + years(10))
        .add_extension(key_usage(digital_signature=True, key_encipherment=not sign, key_cert_sign=sign), False)
    )
    if ca:
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return builder.sign(issuer_key, hashes.SHA256())


class Entity:
    """A certificate with its key, signed by itself or by `issuer`."""

    def __init__(self, key_name, subject, serial, issuer=None, bits=2048, curve=None, **options):
        self.key_name = key_name
        self.key = key(key_name, bits, curve)
        self.subject = subject if isinstance(subject, x509.Name) else name(subject)
        signer = issuer or self
        self.certificate = issue(
            self.subject, self.key.public_key(), signer.subject, signer.key, serial, **options
        )

    @property
    def der(self):
        return der(self.certificate)

    @property
    def public_der(self):
        return self.key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )


class Cluster:
    """What CUCM makes when it is installed; each part can be replaced."""

    def __init__(self, **changed):
        self.sast = changed.get("sast") or Entity("sast", "ITLRECOVERY_lab-pub", 0x5A51)
        self.ccm = changed.get("ccm") or Entity("ccm", "lab-pub.lab.example", 0x5A52)
        self.tvs = changed.get("tvs") or Entity("tvs", "lab-pub-tvs", 0x5A53)
        self.capf = changed.get("capf") or Entity("capf", "CAPF-5a54c0de", 0x5A54, ca=True, sign=True)
        # What the CAPF service shows, when it is not what the trust list holds.
        self.capf_shown = changed.get("capf_shown") or self.capf

    def lsc(self, device, key_name="lsc", serial=0x71, bits=2048, curve=None, **options):
        return Entity(key_name, device, serial, issuer=self.capf_shown, bits=bits, curve=curve, **options)


def mic(device, issuer_name="Lab Manufacturing CA", key_name="mic", **options):
    """The certificate that the factory put into the phone."""
    authority = Entity(
        "manufacturing", x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Lab Systems"),
                                    x509.NameAttribute(NameOID.COMMON_NAME, issuer_name)]),
        0x3A01, ca=True, sign=True, begin=START - years(20), end=START + years(20),
    )  # fmt: skip
    return Entity(key_name, f"CP-7962G-{device}", 0x3A02, issuer=authority, **options)
