#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Rebuilds, packet by packet, the trace that Cisco's "Enabling the Encrypted Configuration Feature on CUCM" prints.

usage: /usr/bin/python3 make_cucm_document.py        (Debian: python3-cryptography)

Writes ../cucm-document.pcapng, .json (ground truth) and .keylog, the certificates under ../certs, the phone's under
../devices/cucm-document, and the entry in ../index.json. The results are committed: the tests do not run this. Keys and
nonces are new each time; times, sizes and structure are not.

From the document: addresses, device name, times (seconds since the first frame), file names, HTTP response header, the
lines of the configuration, the signer's name and its layout in the header, the sizes of the TLS handshake that its
sequence numbers tell (54 and 719 bytes), window sizes and TCP timestamps.

Everything is real: OpenSSL is the TLS server, the signatures verify, the configuration is encrypted to the new LSC's key.

Where the document is silent:
- It prints 271 bytes of the 459 that a Content-length of 759 leaves after the header. The XML declaration, the `device`
  element with CUCM's usual attributes, and the two lines `certHash` (empty: "the MD5 value is blank", says its text) and
  `encrConfig` in the gap before `</device>` make up the rest to the byte.
- Its second partial configuration is printed just like the first. Its text says that the phone compares certHash again,
  and finds no problem: here it therefore carries the LSC's MD5, and 791 bytes instead of 759.
- The md5hash that it queries (6e566143…) is that of a certificate which nobody else has: ours has its own.
- What else is exchanged on the CAPF session, between 76.87 and 92 s, is what an installation is: see `capf_dialogue`.
- The capture is taken at the CUCM: the phone is 50 ms away, as the acknowledgements tell.
"""
import datetime
import hashlib
import json
import math
import struct
import warnings
from pathlib import Path
from types import SimpleNamespace

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

import packets
import signed_files
import tls10
from lab_certificates import der, pem
from lab_tls import TlsEnd

CAPTURES = Path(__file__).resolve().parent.parent
NAME = "cucm-document"
DEVICE = "SEPA45630BBFA40"
PHONE, CUCM = "10.147.94.55", "10.48.46.4"
PHONE_MAC, CUCM_MAC = "a4:56:30:bb:fa:40", "00:50:56:8a:30:04"
HTTP_PORT, CAPF_PORT = 6970, 3804
ROUND_TRIP = 0.0499

# The timestamp in the encrypted file's header is printed as "R.DD": 52 xx 44 44.
ENCRYPTED_FILE_TIME = 0x528B4444
START = ENCRYPTED_FILE_TIME - 92  # t = 0
START_MICROSECONDS = START * 1_000_000 + 204_817

COMMENT = (
    'The trace that Cisco\'s document "Enabling the Encrypted Configuration Feature on CUCM" prints, rebuilt packet by packet with '
    "real TLS 1.0, real signed files and keys made for it alone. Ground truth in cucm-document.json."
)

PARTIAL_CONFIG = """<?xml version="1.0" encoding="UTF-8"?>
<device  xsi:type="axl:XIPPhone" ctiid="1566023366" uuid="{{0ce9a1f3-55d1-4c3e-9b41-7b1d5a0c2e6f}}">
<fullConfig>False</fullConfig>
<loadInformation>SIP75.9-3-1SR2-1S</loadInformation>
<ipAddressMode>0</ipAddressMode>
<capfAuthMode>0</capfAuthMode>
<capfList>
<capf>
<phonePort>3804</phonePort>
<processNodeName>10.48.46.4</processNodeName>
</capf>
</capfList>
<certHash>{hash}</certHash>
<encrConfig>true</encrConfig>
</device>"""

FULL_CONFIG = """<?xml version="1.0" encoding="UTF-8"?>
<device  xsi:type="axl:XIPPhone" ctiid="1566023366" uuid="{{0ce9a1f3-55d1-4c3e-9b41-7b1d5a0c2e6f}}">
<fullConfig>true</fullConfig>
<deviceProtocol>SIP</deviceProtocol>
<ipAddressMode>0</ipAddressMode>
<devicePool>
<dateTimeSetting><name>CMLocal</name><dateTemplate>D/M/Y</dateTemplate><timeZone>Central Europe Standard/Daylight Time</timeZone></dateTimeSetting>
<callManagerGroup><name>Default</name><members><member priority="0"><callManager><name>10.48.46.4</name><ports>
<ethernetPhonePort>2000</ethernetPhonePort><sipPort>5060</sipPort><securedSipPort>5061</securedSipPort></ports>
<processNodeName>10.48.46.4</processNodeName></callManager></member></members></callManagerGroup>
</devicePool>
<sipProfile><sipProxies><registerWithProxy>true</registerWithProxy></sipProxies>
<sipLines><line button="1"><featureID>9</featureID><featureLabel>1001</featureLabel><proxy>USECALLMANAGER</proxy>
<port>5060</port><name>1001</name><displayName>1001</displayName><contact>1001</contact></line></sipLines></sipProfile>
<commonProfile><backgroundImageAccess>true</backgroundImageAccess><callLogBlfEnabled>2</callLogBlfEnabled></commonProfile>
<loadInformation>SIP75.9-3-1SR2-1S</loadInformation>
<deviceSecurityMode>1</deviceSecurityMode>
<capfAuthMode>0</capfAuthMode>
<capfList><capf><phonePort>3804</phonePort><processNodeName>10.48.46.4</processNodeName></capf></capfList>
<certHash>{hash}</certHash>
<encrConfig>true</encrConfig>
</device>
"""


# Certificates -----------------------------------------------------------------------------------------------------------


def distinguished_name(common_name):
    """In the order in which the document prints the signer."""
    parts = (
        (NameOID.COMMON_NAME, common_name),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, "It"),
        (NameOID.ORGANIZATION_NAME, "Cisco"),
        (NameOID.LOCALITY_NAME, "KRK"),
        (NameOID.STATE_OR_PROVINCE_NAME, "PL"),
        (NameOID.COUNTRY_NAME, "PL"),
    )
    return x509.Name([x509.NameAttribute(oid, value, _ASN1Type.PrintableString) for oid, value in parts])


def key_usage(**uses):
    names = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
             "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")  # fmt: skip
    return x509.KeyUsage(**{name: uses.get(name, False) for name in names})


def make_certificate(subject, key, issuer, issuer_key, serial, not_before, years, extensions):
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(not_before)
        .not_valid_after(not_before.replace(year=not_before.year + years))
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SHA-1, as CUCM 8.5 signs
        return builder.sign(issuer_key, hashes.SHA1())


class Cluster:
    """The certificates that CUCM made when it was installed, and the keys."""

    def __init__(self):
        installed = datetime.datetime(2013, 3, 12, 9, 14, 27)
        own_extensions = [
            (key_usage(digital_signature=True, key_encipherment=True, data_encipherment=True, key_cert_sign=True), False),
            (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]), False),
        ]
        # Critical both, and a serial number of 15 bytes: 616 bytes, so that the server's flight takes 719.
        capf_extensions = [
            (x509.BasicConstraints(ca=True, path_length=0), True),
            (key_usage(digital_signature=True, key_cert_sign=True), True),
        ]
        self.capf_key, self.ccm_key, self.tvs_key = (rsa.generate_private_key(65537, 1024) for _ in range(3))

        def own(common_name, key, serial, extensions):
            name = distinguished_name(common_name)
            return make_certificate(name, key, name, key, serial, installed, 5, extensions)

        self.capf = own("CAPF-8d2f41a7", self.capf_key, 0x61B3F04C9E17A5D28C40F7932E6AB1, capf_extensions)
        self.ccm = own("cucm85", self.ccm_key, 0x5AC1139E0BF48D06, own_extensions)
        self.tvs = own("cucm85", self.tvs_key, 0x5AC113A71D82EE91, own_extensions)

    def issue_lsc(self, key):
        return make_certificate(
            distinguished_name(DEVICE), key, self.capf.subject, self.capf_key, 0x4E8D21C06F93B57A,
            datetime.datetime.fromtimestamp(START, datetime.timezone.utc).replace(tzinfo=None), 5,
            [
                (key_usage(digital_signature=True, key_encipherment=True), False),
                (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]), False),
            ],
        )  # fmt: skip


# CAPF --------------------------------------------------------------------------------------------------------------------

SESSION = 0x0000211B


def capf_message(command, body=b""):
    return struct.pack(">BBIH", 0x55, command, SESSION, len(body)) + body


def capf_dialogue(lsc, lsc_key):
    """(time, who, message) of an installation. The phone needs 14 seconds to make its key."""
    e = signed_files.element
    public = lsc_key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    certificate = struct.pack(">BHH", 1, 2 + len(der(lsc)), 1) + der(lsc)
    device = DEVICE.encode() + b"\0"
    return [
        (76.871012, "server", capf_message(1, e(7, b"\3") + e(8, b"\2"))),  # null string
        (76.938417, "client", capf_message(2, e(1, b"\1") + e(7, b"\3") + e(11, b"\0") + e(13, device))),
        (76.941506, "server", capf_message(3, e(10, struct.pack(">H", lsc_key.key_size)))),
        (76.996233, "client", capf_message(17)),
        (91.243771, "client", capf_message(4, e(9, public))),
        (91.317540, "server", capf_message(9, e(3, b"\1") + e(4, certificate))),
        (91.802316, "client", capf_message(10, e(1, b"\1"))),
        (91.811072, "server", capf_message(15, e(1, b"\1"))),
    ]


# The capture -------------------------------------------------------------------------------------------------------------


class Trace:
    def __init__(self):
        # The printed TSV values fix both clocks: 100 Hz on the phone, 1000 Hz on the CUCM.
        def phone_clock(t):
            return 159397051 + math.floor((t - 76.804108) * 100 + 0.3)

        def cucm_clock(t):
            return 162819927 + math.floor((t - 76.805690) * 1000 + 0.3)

        self.phone = packets.Host(PHONE, PHONE_MAC, phone_clock, 0x2E11)
        self.cucm = packets.Host(CUCM, CUCM_MAC, cucm_clock, 0x91C4)
        self.capture = packets.Capture()
        self.files = []  # (time, name, client port, content length, content)

    def flow(self, client_port, server_port, sequence):
        return packets.TcpFlow(
            self.capture, self.phone, self.cucm, (client_port, server_port), sequence, ROUND_TRIP
        )

    def arp(self, t, asker, answerer):
        """t: when the question passes here."""
        from_phone = asker is self.phone
        broadcast = b"\xff" * 6
        self.capture.add(t, packets.arp(1, asker, answerer, broadcast, padded=from_phone))
        answered = t + (0.000019 if from_phone else ROUND_TRIP)
        self.capture.add(answered, packets.arp(2, answerer, asker, asker.mac, padded=not from_phone))

    def get(self, t, client_port, name, content, sequence):
        """One file over a connection of its own; t: when the GET passes here."""
        flow = self.flow(client_port, HTTP_PORT, sequence)
        flow.open(t - 0.001127)
        flow.send(
            t, "client", f"GET /{name} HTTP/1.1\r\nHost: {CUCM}:{HTTP_PORT}\r\nAccept: */*\r\n\r\n".encode(),
            packets.ACK | packets.PSH,
        )  # fmt: skip
        flow.send(t + 0.000026, "server")
        head = f"HTTP/1.1 200 OK\r\nContent-length: {len(content)}\r\nCache-Control: no-store\r\nContent-type: */*\r\n\r\n"
        answered = t + 0.003418
        last = flow.send_all(answered, "server", head.encode() + content)
        if last > answered + 0.000012:  # the phone acknowledges every second segment
            flow.send(answered + 0.000012 + ROUND_TRIP + 0.000005, "client")
        flow.window["client"] = 7280
        flow.send(last + ROUND_TRIP + 0.000219, "client")
        flow.close(last + ROUND_TRIP + 0.012480)
        self.files.append((t, name, client_port, content))

    def capf(self, cluster, lsc, lsc_key):
        flow = self.flow(51292, CAPF_PORT, (0x5F1C2A90, 0x9B04D7E1))
        capf = SimpleNamespace(certificate=cluster.capf, key=cluster.capf_key)
        server, client = TlsEnd("1.0", capf), tls10.Client(START + 77)
        push = packets.ACK | packets.PSH

        flow.open(76.804108)
        hello = client.client_hello()
        assert len(hello) == 54, len(hello)
        flow.send(76.805662, "client", hello, push)
        flow.send(76.805690, "server")
        flight = server.handshake(hello)
        assert len(flight) == 719, len(flight)
        assert client.take_server_flight(flight) == der(cluster.capf)
        flow.send(76.805866, "server", flight, push)
        flow.window["client"] = 7280
        flow.send(76.855825, "client")
        exchange = client.key_exchange_and_finished()
        flow.send(76.864678, "client", exchange, push)
        finished = server.handshake(exchange)
        client.take_server_finished(finished)
        flow.send(76.870861, "server", finished, push)

        messages = capf_dialogue(lsc, lsc_key)
        bare_acknowledgements = [  # where no data carried one in time
            (76.921004, "client", b""),
            (77.036318, "server", b""),
            (91.283512, "server", b""),
            (91.367655, "client", b""),
            (91.861241, "client", b""),
        ]
        for t, end, plain in sorted(messages + bare_acknowledgements):
            if not plain:
                flow.send(t, end)
                continue
            sender, receiver = (server, client) if end == "server" else (client, server)
            sealed = sender.seal(plain)
            assert receiver.open(sealed) == plain
            flow.send(t, end, sealed, push)
        flow.close(91.866120)
        return client, messages


def main():
    cluster = Cluster()
    lsc_key = rsa.generate_private_key(65537, 1024)
    lsc = cluster.issue_lsc(lsc_key)
    lsc_md5 = hashlib.md5(der(lsc)).hexdigest()
    signer = signed_files.Signer(cluster.ccm, cluster.ccm_key)

    def signed(version, name, t, payload, more=b""):
        return signer.sign(version, name, START + t, payload, more)

    trust_list_name, config_name = f"ITL{DEVICE}.tlv", f"{DEVICE}.cnf.xml.sgn"
    encrypted_name = f"{DEVICE}.cnf.xml.enc.sgn"
    records = (
        (signed_files.SAST, cluster.ccm),
        (signed_files.CCM_TFTP, cluster.ccm),
        (signed_files.TVS, cluster.tvs),
        (signed_files.CAPF, cluster.capf),
    )
    trust_list = b"".join(signed_files.trust_record(role, CUCM, certificate) for role, certificate in records)
    itl = signed((1, 2), trust_list_name, 0, trust_list)
    first = signed((1, 0), config_name, 0, PARTIAL_CONFIG.format(hash="").encode())
    assert len(first) == 759, len(first)
    second = signed((1, 0), config_name, 92, PARTIAL_CONFIG.format(hash=lsc_md5).encode())
    plain = FULL_CONFIG.format(hash=lsc_md5).encode()
    elements, encrypted, vector, fill = signed_files.encrypt(plain, lsc.public_key())
    enc = signed((2, 0), encrypted_name, 92, encrypted, elements)

    trace = Trace()
    trace.arp(0, trace.cucm, trace.phone)
    trace.arp(73.723518, trace.phone, trace.cucm)
    trace.get(73.824626, 51290, trust_list_name, itl, (0x5B03E711, 0x97A40C52))
    trace.get(74.110351, 51291, config_name, first, (0x5B50198C, 0x97F1B3E8))
    client, messages = trace.capf(cluster, lsc, lsc_key)
    trace.arp(127.977840, trace.phone, trace.cucm)
    trace.get(128.078706, 51293, config_name, second, (0x8F2C40D6, 0xCB1875A9))
    trace.get(130.708816, 51294, encrypted_name, enc, (0x91D47B02, 0xCDC1E94F))

    # The files.
    (CAPTURES / "certs").mkdir(exist_ok=True)
    devices = CAPTURES / "devices" / NAME
    devices.mkdir(parents=True, exist_ok=True)
    for role, certificate in (("capf", cluster.capf), ("ccm", cluster.ccm), ("tvs", cluster.tvs)):
        (CAPTURES / f"certs/document-{role}.pem").write_bytes(pem(certificate))
        (CAPTURES / f"certs/document-{role}.der").write_bytes(der(certificate))
    (CAPTURES / f"certs/{NAME}-capf.key").write_bytes(pem(cluster.capf_key))
    (devices / f"{DEVICE}-lsc.crt").write_bytes(pem(lsc))
    (devices / f"{DEVICE}-lsc.key").write_bytes(pem(lsc_key))
    (CAPTURES / f"{NAME}.keylog").write_text(client.keylog_line(), encoding="ascii")
    capture_path = CAPTURES / f"{NAME}.pcapng"
    trace.capture.write(capture_path, START_MICROSECONDS, COMMENT)
    encryption = {"vector": vector, "fill": fill, "plain": plain}
    truth = ground_truth(cluster, lsc, trace.files, messages, encryption, records, capture_path.read_bytes())
    write_json(CAPTURES / f"{NAME}.json", truth)
    add_to_index(truth)
    for t, name, _, content in trace.files:
        print(f"{t:10.6f} {name} {len(content)} bytes")


# Ground truth ------------------------------------------------------------------------------------------------------------


def write_json(path, value):
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def when(t):
    return round(START_MICROSECONDS / 1e6 + t, 3)


def described(certificate, **more):
    value = der(certificate)
    return {
        "subject": certificate.subject.rfc4514_string(),
        "issuer": certificate.issuer.rfc4514_string(),
        "serial": signed_files.serial_bytes(certificate).hex(),
        "key": f"RSA-{certificate.public_key().key_size}",
        "sha256": hashlib.sha256(value).hexdigest(),
        "sha1": hashlib.sha1(value).hexdigest(),
        "md5": hashlib.md5(value).hexdigest(),
        **more,
    }


def file_event(cluster, lsc, file, encryption, records):
    t, name, client_port, content = file
    length = int.from_bytes(content[8:10], "big")
    role = "SAST" if name.endswith(".tlv") else "CCM+TFTP"
    payload = content[length:]
    signed = {
        "header_version": f"{content[3]}.{content[4]}",
        "header_length": length,
        "signer_name": signed_files.distinguished_name(cluster.ccm.subject),
        "signer_issuer": signed_files.distinguished_name(cluster.ccm.issuer),
        "signer_serial": signed_files.serial_bytes(cluster.ccm).hex(),
        "digest": "sha1",
        "signature_bytes": 128,
        "header_filename": name,
        "header_timestamp": START + (0 if t < 100 else 92),
        "payload_offset": length,
        "payload_bytes": len(payload),
        "signature_valid": True,
        "signed_by": {
            "role": role,
            "pem": "certs/document-ccm.pem",
            "sha256": hashlib.sha256(der(cluster.ccm)).hexdigest(),
        },
    }
    event = {
        "t": when(t),
        "kind": "file",
        "transport": "http",
        "name": name,
        "server": CUCM,
        "http_status": 200,
        "client_port": client_port,
        "content_type": "*/*",
        "http_content_length": str(len(content)),
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "signed": signed,
    }
    if name.endswith(".tlv"):
        roles = {signed_files.SAST: "SAST", signed_files.CCM_TFTP: "CCM+TFTP", signed_files.TVS: "TVS",
                 signed_files.CAPF: "CAPF"}  # fmt: skip
        signed["records"] = [
            {
                "length": len(signed_files.trust_record(number, CUCM, certificate)),
                "subject": signed_files.distinguished_name(certificate.subject),
                "serial": signed_files.serial_bytes(certificate).hex(),
                "role": roles[number],
                "certificate_sha256": hashlib.sha256(der(certificate)).hexdigest(),
                "certificate_bytes": len(der(certificate)),
            }
            for number, certificate in records
        ]
    elif ".enc." in name:
        signed.update(
            enc_iv=encryption["vector"].hex(), enc_padding=encryption["fill"], enc_key_bits=1024, enc_key_bytes=128,
            enc_digest="sha1", enc_hash=hashlib.sha1(encryption["plain"]).hexdigest(),
        )  # fmt: skip
        event["encrypted_for"] = {
            "certificate_md5": hashlib.md5(der(lsc)).hexdigest(),
            "certificate_sha256": hashlib.sha256(der(lsc)).hexdigest(),
        }
        event["plain_xml"] = {
            "bytes": len(encryption["plain"]),
            "sha256": hashlib.sha256(encryption["plain"]).hexdigest(),
        }
    else:
        event["config"] = {
            "fullConfig": "False",
            "loadInformation": "SIP75.9-3-1SR2-1S",
            "ipAddressMode": "0",
            "capfAuthMode": "0",
            "phonePort": str(CAPF_PORT),
            "processNodeName": CUCM,
            "certHash": payload.decode().split("<certHash>")[1].split("<")[0],
            "encrConfig": "true",
        }
    return event


def message_truth(t, end, plain):
    elements, offset = [], 8
    while offset < len(plain):
        tag, length = plain[offset], int.from_bytes(plain[offset + 1 : offset + 3], "big")
        value = plain[offset + 3 : offset + 3 + length]
        element = {"tag": tag, "length": length}
        if length <= 2:
            element["value"] = int.from_bytes(value, "big")
        elif tag == 13:
            element["text"] = value.rstrip(b"\0").decode()
        elements.append(element)
        offset += 3 + length
    return {
        "t": when(t),
        "from": "server" if end == "server" else "phone",
        "command": plain[1],
        "session_id": SESSION,
        "length": len(plain) - 8,
        "elements": elements,
    }


def ground_truth(cluster, lsc, files, messages, encryption, records, capture):
    outcome = (
        "The phone fetched the ITL and a partial configuration without a hash, installed an LSC over CAPF, fetched the "
        "partial configuration again, now with the LSC's hash, and then the encrypted configuration, as the document says."
    )
    lsc_files = {
        "certificate_file": f"devices/{NAME}/{DEVICE}-lsc.crt",
        "private_key_file": f"devices/{NAME}/{DEVICE}-lsc.key",
    }
    events = [file_event(cluster, lsc, file, encryption, records) for file in files]
    capf_event = {"t": when(76.754), "kind": "capf", "index": 0}
    events = sorted(events + [capf_event], key=lambda event: event["t"])
    partial = [event for event in events if "config" in event]
    truth_messages = [message_truth(*message) for message in messages]
    return {
        "schema": "capf-lab-truth/1",
        "name": NAME,
        "set": "document",
        "scenario": 0,
        "title": "The trace that Cisco's document prints, rebuilt",
        "outcome_code": "complete",
        "outcome": outcome,
        "broken_step": None,
        "capture": {
            "file": f"{NAME}.pcapng",
            "format": "pcapng",
            "captured_on": "CUCM side",
            "sha256": hashlib.sha256(capture).hexdigest(),
            "bytes": len(capture),
            "timestamps_shifted": False,
            "snaplen": 65535,
        },
        "secrets": {
            "keylog": f"{NAME}.keylog",
            "injected": False,
            "rsa_private_key": f"certs/{NAME}-capf.key",
        },
        "network": {
            "cucm": CUCM,
            "http_port": HTTP_PORT,
            "tftp_port": 69,
            "capf_port": CAPF_PORT,
            "phone_mac": PHONE_MAC,
            "cucm_mac": CUCM_MAC,
            "vlan": [],
            "lossy": False,
        },
        "cluster": {
            "id": "document",
            "certificates": {
                role: described(
                    certificate, pem=f"certs/document-{name}.pem", der=f"certs/document-{name}.der"
                )
                for role, name, certificate in (
                    ("capf", "capf", cluster.capf),
                    ("ccm", "ccm", cluster.ccm),
                    ("sast", "ccm", cluster.ccm),
                    ("tvs", "tvs", cluster.tvs),
                )
            },
            "trusted_itl_signer": hashlib.sha256(der(cluster.ccm)).hexdigest(),
        },
        "phones": [
            {
                "device_name": DEVICE,
                "address": PHONE,
                "events": events,
                "partial_configs": [
                    {
                        "t": event["t"],
                        "fullConfig": "False",
                        "certHash": event["config"]["certHash"],
                        "capfAuthMode": "0",
                        "capf_host": CUCM,
                        "capf_port": str(CAPF_PORT),
                        "encrConfig": "true",
                        "signature_valid": True,
                        "signed_by": "certs/document-ccm.pem",
                    }
                    for event in partial
                ],
                "capf_sessions": [
                    {
                        "t": when(76.754),
                        "server": f"{CUCM}:{CAPF_PORT}",
                        "tls": {
                            "version": "TLSv1",
                            "cipher": "AES128-SHA",
                            "server_certificate_sha256": hashlib.sha256(der(cluster.capf)).hexdigest(),
                        },
                        "messages": truth_messages,
                        "client": f"{PHONE}:51292",
                        "commands": [message["command"] for message in truth_messages],
                        "end_session_reason": 1,
                        "lsc": described(lsc),
                    }
                ],
                "certificates": {"lsc": described(lsc, **lsc_files)},
                "outcome_code": "complete",
                "outcome": outcome,
            }
        ],
        "notes": [
            "The phone's side is computed, not recorded: see captures/generator/make_cucm_document.py.",
            "The second partial configuration carries the LSC's hash, which the document's text asks for and its print lacks.",
        ],
    }


def add_to_index(truth):
    path = CAPTURES / "index.json"
    index = json.loads(path.read_text(encoding="utf-8"))
    entry = {
        "scenario": truth["scenario"],
        "file": truth["capture"]["file"],
        "truth": f"{NAME}.json",
        "title": truth["title"],
        "outcome_code": truth["outcome_code"],
        "broken_step": truth["broken_step"],
        "phones": [DEVICE],
        "secrets": truth["secrets"],
    }
    index["captures"] = [entry] + [other for other in index["captures"] if other["truth"] != entry["truth"]]
    write_json(path, index)


if __name__ == "__main__":
    main()
