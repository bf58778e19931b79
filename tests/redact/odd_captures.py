# SPDX-License-Identifier: GPL-2.0-or-later
"""A capture in which each thing that has a name has one of its own, chosen by whoever makes it: the node in the configuration,
the subject and issuer of every certificate, the hosts of the trust list, of DNS, HTTP, TLS and SIP.

Made twice with names of the same lengths, the two captures have the same frames and the same sizes: a report that hides the
names says the same of both, word for word. The files that are written here are called after nothing in the capture: what is
called as a host is gets a pseudonym.
"""
import shutil
import ssl
import struct
import sys
import tempfile
import warnings
from pathlib import Path
from xml.sax.saxutils import escape

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "captures/generator"))
import lab as lab_module  # noqa: E402
import lab_capf  # noqa: E402
import signed_files  # noqa: E402
from cryptography import x509  # noqa: E402
from cryptography.x509.oid import NameOID  # noqa: E402
from lab_certificates import START, Cluster, Entity, md5, pem, years  # noqa: E402
from lab_tls import DONT_INSERT_EMPTY_FRAGMENTS, VERSIONS, TlsEnd  # noqa: E402
from make_pair import RST, SYN, Frame, read_pcapng, write_pcap  # noqa: E402

ADDRESS = "192.0.2.10"
FILES_PORT, SIP_TLS_PORT, SIP_PORT, DNS_PORT = 6971, 5061, 5060, 53
OFFSET = 2_500_000_000  # nanoseconds between the clocks of the pair

# What is named, in this order. Where two of one capture had the same name, one place could hide that another is forgotten.
SLOTS = (
    "node.silent", "node.refused", "node.wrong", "node.mismatch", "node.second", "node.softphone", "call-manager.1", "call-manager.2",
    "dns.sast", "dns.ccm", "dns.tvs", "dns.capf", "dns.expired", "sast.cn", "ccm.cn", "ccm.o", "tvs.cn", "tvs.ou", "capf.cn",
    "capf-shown.cn", "signer.cn", "signer.o", "expired.cn", "https.cn", "https.o", "sip-server.cn", "lsc.cn", "lsc.ou", "mic.cn",
    "mic-issuer.cn", "mic-issuer.o", "dns-query.tftp", "dns-query.node", "http.host", "http.reason", "https.server-name",
    "tftp.error", "sip.user", "sip.host", "sip.display", "sip.warning", "dhcp.host", "dhcp.tftp", "dhcp.domain",
    "trusted.cn", "ctl.cn",
)  # fmt: skip
DEVICE_SLOTS = ("device.softphone", "device.short")
MACS = {slot: f"SEP00E04C5B7C{number:02X}" for number, slot in enumerate(
    ("silent", "refused", "wrong", "mismatch", "untrusted", "signer", "https", "mic", "clear", "expired", "sip"), 0x31)}  # fmt: skip
ADDRESSES = {name: f"192.0.2.{number}" for number, name in enumerate((*MACS, "softphone", "short"), 101)}


class End(TlsEnd):
    """As TlsEnd, with a server name, and with a certificate of the client that the server asks for."""

    def __init__(self, server=None, own=None, server_name=None, authority=None):
        version, ciphers = VERSIONS["1.2"]
        with warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder:
            warnings.simplefilter("ignore")
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER if server else ssl.PROTOCOL_TLS_CLIENT)
            self.context.minimum_version = self.context.maximum_version = version
            self.context.set_ciphers(ciphers)
            self.context.options &= ~DONT_INSERT_EMPTY_FRAGMENTS
            self.context.check_hostname = False
            self.context.verify_mode = ssl.CERT_NONE
            shown = server or own
            if shown:
                chain = Path(folder) / "chain.pem"
                chain.write_bytes(pem(shown.certificate) + pem(shown.key))
                self.context.load_cert_chain(chain)
            if authority:
                self.context.load_verify_locations(cadata=authority.der)
                self.context.verify_mode = ssl.CERT_OPTIONAL
                # The capture's time is not now.
                self.context.verify_flags |= ssl.VerifyFlags(0x200000)  # X509_V_FLAG_NO_CHECK_TIME
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = self.context.wrap_bio(self.incoming, self.outgoing, server_side=bool(server), server_hostname=server_name)


def subject(common_name, organisation=None, unit=None):
    parts = [(NameOID.ORGANIZATION_NAME, organisation), (NameOID.ORGANIZATIONAL_UNIT_NAME, unit), (NameOID.COMMON_NAME, common_name)]
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in parts if value])


def partial(node, more=(), cert_hash="", mode=0, port=3804):
    return lab_module.partial_config(cert_hash, mode, servers=[(escape(one), port) for one in (node, *more)])


def full(nodes, cert_hash="", secret=False):
    members = "".join(
        f'<member priority="{number}"><callManager><ports><sipPort>5060</sipPort></ports>'
        f"<processNodeName>{escape(node)}</processNodeName></callManager></member>\n"
        for number, node in enumerate(nodes)
    )
    secrets = "<sshUserId>admin</sshUserId>\n<sshPassword>Lab.12345</sshPassword>\n" if secret else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<device>
<fullConfig>true</fullConfig>
<deviceProtocol>SIP</deviceProtocol>
<devicePool><callManagerGroup><members>{members}</members></callManagerGroup></devicePool>
{secrets}<loadInformation>SCCP42.9-4-2SR3-1S</loadInformation>
<deviceSecurityMode>1</deviceSecurityMode>
<certHash>{cert_hash}</certHash>
<encrConfig>{str(not secret).lower()}</encrConfig>
</device>
""".encode()


class OddCapture:
    """folder: where case.pcapng, its keys and the files of its phones go. names: slot to name."""

    def __init__(self, folder, names):
        self.folder, self.names = folder, names
        self.make_certificates()

    def make_certificates(self):
        n = self.names
        self.sast = Entity("sast", subject(n["sast.cn"]), 0x5A51)
        self.ccm = Entity("ccm", subject(n["ccm.cn"], n["ccm.o"]), 0x5A52)
        self.tvs = Entity("tvs", subject(n["tvs.cn"], unit=n["tvs.ou"]), 0x5A53)
        self.capf = Entity("capf", subject(n["capf.cn"]), 0x5A54, ca=True, sign=True)
        self.capf_shown = Entity("capf-new", subject(n["capf-shown.cn"]), 0x5A55, ca=True, sign=True)
        self.signer = Entity("ccm-new", subject(n["signer.cn"], n["signer.o"]), 0x5A56)
        self.expired = Entity("lsc-old", subject(n["expired.cn"]), 0x5A57, end=START - years(0.1))
        self.https = Entity("ccm-new", subject(n["https.cn"], n["https.o"]), 0x5A58)
        self.sip_server = Entity("ccm", subject(n["sip-server.cn"]), 0x5A59)
        self.lsc = Entity("lsc", subject(n["lsc.cn"], unit=n["lsc.ou"]), 0x71, issuer=self.capf)
        factory = Entity("manufacturing", subject(n["mic-issuer.cn"], n["mic-issuer.o"]), 0x3A01, ca=True, sign=True,
                         begin=START - years(20), end=START + years(20))  # fmt: skip
        old = {"begin": START - years(11), "end": START - years(0.1)}
        self.mic = Entity("mic", subject(n["mic.cn"]), 0x3A02, issuer=factory, **old)
        self.trusted = Entity("sast", subject(n["trusted.cn"]), 0x5A5A)
        self.ctl = Entity("tvs", subject(n["ctl.cn"]), 0x5A5B)

    def write(self):
        self.folder.mkdir(parents=True)
        (self.folder / "files").mkdir()
        kept, lab_module.GENERATED = lab_module.GENERATED, self.folder
        try:
            cluster = Cluster(sast=self.sast, ccm=self.ccm, tvs=self.tvs, capf=self.capf)
            with lab_module.Lab("case", "Odd names", 900, cluster) as self.lab:
                self.tell()
        finally:
            lab_module.GENERATED = kept
        (self.folder / "case.json").unlink()
        keys = Path(__file__).resolve().parents[2] / "captures/generated/keys"
        shutil.copy(keys / "lsc.key", self.folder / "own.pem")
        (self.folder / "trusted.pem").write_bytes(pem(self.trusted.certificate))
        devices = [self.names["device.softphone"], *MACS.values()][:9]
        rows = "".join(f"{name:<20} {'0' * 31}{number}\n" for number, name in enumerate(devices))
        head = f"{'name':<20} md5hash\n{'=' * 20} {'=' * 32}\n"
        (self.folder / "table.txt").write_text("admin:run sql select name,md5hash from device\n" + head + rows, encoding="utf-8")
        self.write_pair()

    def write_pair(self):
        """The same event at two places; the second lacks two packets, of which none has TLS: what is decrypted after a loss
        is not the same each time."""
        frames = read_pcapng((self.folder / "case.pcapng").read_bytes())
        write_pcap(self.folder / "near.pcap", frames)
        to_port = [number for number, one in enumerate(frames) if one.is_tcp and 3804 in one.ports]
        lost = {next(number for number in to_port if frames[number].flags & flag) for flag in (SYN, RST)}
        write_pcap(self.folder / "far.pcap",
                   [Frame(one.time + OFFSET, one.data) for number, one in enumerate(frames) if number not in lost])  # fmt: skip

    # What phones do

    def tell(self):
        for name in MACS:
            phone = self.lab.phone(MACS[name], ADDRESSES[name])
            getattr(self, "tell_" + name)(phone)
            self.lab.wait(20)
        self.tell_softphone(self.lab.phone(self.names["device.softphone"], ADDRESSES["softphone"]))
        self.lab.wait(5)
        self.tell_short(self.lab.phone(self.names["device.short"], ADDRESSES["short"]))
        self.lab.wait(60)

    def records(self, more=()):
        n = self.names
        return b"".join(
            signed_files.trust_record(role, host, entity.certificate)
            for role, host, entity in (
                (signed_files.SAST, n["dns.sast"], self.sast), (signed_files.CCM_TFTP, n["dns.ccm"], self.ccm),
                (signed_files.TVS, n["dns.tvs"], self.tvs), (signed_files.CAPF, n["dns.capf"], self.capf), *more,
            )
        )  # fmt: skip

    def trust_list(self, phone, **records):
        name = f"ITL{phone.device}.tlv"
        file = signed_files.Signer(self.sast.certificate, self.sast.key).sign((1, 2), name, phone.now, self.records(**records))
        self.keep(name, file)
        phone.get(name, file)

    def config(self, phone, text, signer=None, **get):
        file = phone.sign(text, signer=signer or self.ccm)
        self.keep(phone.config_name, file)
        phone.get(phone.config_name, file, **get)

    def keep(self, name, file):
        (self.folder / "files" / name).write_bytes(file)

    def encrypted(self, phone, spoil=False):
        text = full((self.names["call-manager.1"], self.names["call-manager.2"]), md5(self.lsc.certificate))
        elements, ciphertext, _, _ = signed_files.encrypt(text, self.lsc.key.public_key())
        signer = signed_files.Signer(self.ccm.certificate, self.ccm.key)
        file = signer.sign((2, 0), phone.encrypted_name, phone.now, ciphertext, elements)
        file = file[:-1] + bytes([file[-1] ^ 1]) if spoil else file
        self.keep(phone.encrypted_name, file)
        phone.get(phone.encrypted_name, file)

    def tell_silent(self, phone):
        """Nothing goes to the server that the configuration names."""
        self.trust_list(phone)
        self.config(phone, partial(self.names["node.silent"]))
        self.lab.wait(60)

    def tell_refused(self, phone):
        """The server that the configuration names refuses. Before it the names' resolution, and a lease."""
        n = self.names
        self.dhcp(phone)
        for name, last in ((n["dns-query.tftp"], 10), (n["dns-query.node"], 11)):
            self.dns(phone, name, last)
        self.trust_list(phone)
        self.config(phone, partial(n["node.refused"], [n["node.second"]]))
        for _ in range(2):
            phone.transport.refused(ADDRESS, 3804)
            self.lab.wait(10)

    def tell_wrong(self, phone):
        """The phone goes to another port than the one that is configured."""
        self.trust_list(phone)
        self.config(phone, partial(self.names["node.wrong"], port=3805))
        for _ in range(2):
            phone.transport.refused("192.0.2.99", 3804)
            self.lab.wait(10)

    def tell_mismatch(self, phone):
        """Another port, and it works; the encrypted file's signature is wrong."""
        self.trust_list(phone)
        self.config(phone, partial(self.names["node.mismatch"], port=3805))
        self.install(phone)
        self.config(phone, partial(self.names["node.mismatch"], port=3805, cert_hash=md5(self.lsc.certificate)))
        self.encrypted(phone, spoil=True)
        self.lab.wait(10)

    def install(self, phone, **auth):
        session = phone.connect()
        session.handshake()
        session.say(lab_capf.install(phone.device, self.lsc, **auth))
        session.close()
        self.lab.t += 3

    def tell_untrusted(self, phone):
        """CAPF shows a certificate that the list does not have."""
        self.trust_list(phone)
        self.config(phone, partial(ADDRESS))
        for _ in range(2):
            session = phone.connect()
            session.shown = self.capf_shown
            session.flight(session.hello())
            session.alert("phone", 48)
            session.close()
            self.lab.wait(10)

    def tell_signer(self, phone):
        """A configuration by a signer that neither the list nor TVS knows. A CTL by an unknown signer before it."""
        name = f"CTL{phone.device}.tlv"
        record = signed_files.trust_record(signed_files.CCM_TFTP, ADDRESS, self.ccm.certificate)
        file = signed_files.Signer(self.ctl.certificate, self.ctl.key).sign((1, 2), name, phone.now, record)
        self.keep(name, file)
        phone.get(name, file)
        self.trust_list(phone)
        for _ in range(2):
            self.config(phone, partial(ADDRESS), self.signer)
            phone.tvs(self.signer.certificate, 1)

    def tell_https(self, phone):
        """All over HTTPS, from a server with a certificate of its own; then SIP over TLS with the LSC."""
        name = f"ITL{phone.device}.tlv"
        trust_list = signed_files.Signer(self.sast.certificate, self.sast.key).sign((1, 2), name, phone.now, self.records())
        self.https_get(phone, name, trust_list)
        self.https_get(phone, phone.config_name, phone.sign(partial(ADDRESS), signer=self.ccm))
        self.install(phone)
        self.config(phone, partial(ADDRESS, cert_hash=md5(self.lsc.certificate)))
        self.encrypted(phone)
        self.sip_over_tls(phone)

    def tell_mic(self, phone):
        """The phone proves itself by its MIC: first without TLS, then with it."""
        self.trust_list(phone)
        self.config(phone, partial(ADDRESS, mode=3))
        proof = [*lab_capf.signed_with(self.mic, phone.device), lab_capf.sudi(self.mic)]
        plain = phone.connect()
        plain.plain(one for one in lab_capf.install(phone.device, self.lsc, auth=lab_capf.BY_MIC, proof=proof) if one[0] != "wait")
        plain.close()
        self.lab.t += 2
        refused = phone.connect()
        refused.handshake()
        refused.say(lab_capf.nothing(phone.device, reason=lab_capf.INVALID, auth=lab_capf.BY_MIC, proof=proof))
        refused.close()
        self.lab.wait(20)

    def tell_clear(self, phone):
        """A full configuration in the clear, with a password, over HTTP with a host and a phrase of its own."""
        n = self.names
        self.trust_list(phone)
        file = phone.sign(full((n["call-manager.1"], n["call-manager.2"]), secret=True), signer=self.ccm)
        self.keep(phone.config_name, file)
        self.http_get(phone, phone.encrypted_name, b"", 404)
        self.http_get(phone, phone.config_name, file, 200)
        phone.register()

    def tell_expired(self, phone):
        """The list holds a certificate that has ended, by which the configuration is signed."""
        more = [(signed_files.CCM_TFTP, self.names["dns.expired"], self.expired)]
        self.trust_list(phone, more=more)
        self.config(phone, partial(ADDRESS), self.expired)
        self.lab.wait(30)

    def tell_sip(self, phone):
        """CAPF does not know it, and the registration is refused."""
        self.trust_list(phone)
        self.config(phone, partial(ADDRESS))
        session = phone.connect()
        session.handshake()
        session.say(lab_capf.nothing(phone.device, reason=9, password="string-7391", auth=1))
        session.close()
        self.sip(phone, "403 Forbidden")

    def tell_softphone(self, phone):
        self.trust_list(phone)
        self.config(phone, partial(self.names["node.softphone"]))
        session = phone.connect()
        session.plain(lab_capf.nothing(phone.device, reason=9))
        session.close()
        self.lab.wait(30)

    def tell_short(self, phone):
        """Over TFTP, where the server has a text of its own for what it has not."""
        cucm, own, theirs = self.lab.cucm, phone.transport.port(), phone.transport.port()
        for name in (f"ITL{phone.device}.tlv", "ITLFile.tlv", phone.config_name, "XMLDefault.cnf.xml.sgn"):
            phone.transport.datagram(phone.host, cucm, (own, 69), b"\0\1" + name.encode() + b"\0octet\0")
            error = b"\0\5\0\1" + self.names["tftp.error"].encode() + b"\0"
            phone.transport.datagram(cucm, phone.host, (theirs, own), error)
            own += 20
            self.lab.t += 2

    # Other protocols

    def http_get(self, phone, name, body, status):
        flow = phone.transport.open(ADDRESS, 6970)
        host, reason = (self.names[one].encode() for one in ("http.host", "http.reason"))
        flow.say("client", b"GET /" + name.encode() + b" HTTP/1.1\r\nHost: " + host + b"\r\n\r\n")
        head = b"HTTP/1.1 %d %s\r\nServer: %s\r\nContent-Length: %d\r\nContent-Type: */*\r\n\r\n" % (status, reason, host, len(body))
        flow.say("server", head + body)
        flow.finish("client")
        self.lab.t += 0.05

    def handshake(self, flow, phone, cucm):
        if self.lab.keylog:
            phone.context.keylog_filename = str(self.lab.keylog)
        data, client_turn = phone.handshake(), True
        while data:
            flow.say("client" if client_turn else "server", data)
            data = (cucm if client_turn else phone).handshake(data)
            client_turn = not client_turn

    def exchange(self, flow, phone, cucm, request, answer):
        sealed = phone.seal(request)
        cucm.open(sealed)
        flow.say("client", sealed)
        flow.say("server", cucm.seal(answer))

    def https_get(self, phone, name, body):
        flow = phone.transport.open(ADDRESS, FILES_PORT)
        host = self.names["https.server-name"]
        ends = End(server_name=host.encode("ascii", "replace").decode()), End(self.https)
        self.handshake(flow, *ends)
        request = f"GET /{name} HTTP/1.1\r\nHost: {host}:6971\r\n\r\n".encode()
        answer = f"HTTP/1.1 200 OK\r\nContent-length: {len(body)}\r\nContent-type: */*\r\n\r\n".encode() + body
        self.exchange(flow, *ends, request, answer)
        flow.finish("client")
        self.lab.t += 0.05

    def sip_messages(self, phone, transport, status):
        user, host, display, warning = (self.names["sip." + one] for one in ("user", "host", "display", "warning"))
        address, call = phone.address, f"{phone.device.lower()}@{phone.address}"
        common = f'From: "{display}" <sip:{user}@{host}>;tag=7\r\nTo: <sip:{user}@{host}>\r\nCall-ID: {call}\r\nCSeq: 101 REGISTER\r\n'
        via = f"Via: SIP/2.0/{transport} {address}:{SIP_PORT};branch=z9hG4bK77\r\n"
        contact = f"Contact: <sip:{user}@{address}:{SIP_PORT}>\r\n"
        request = f"REGISTER sip:{host} SIP/2.0\r\n{via}{common}{contact}Expires: 3600\r\nContent-Length: 0\r\n\r\n"
        said = "" if status.startswith("200") else f'Warning: 399 {warning} "Device security mismatch: expected TLS, received TCP/UDP"\r\n'
        return request.encode(), f"SIP/2.0 {status}\r\n{via}{common}{said}{contact}Content-Length: 0\r\n\r\n".encode()

    def sip(self, phone, status):
        request, answer = self.sip_messages(phone, "UDP", status)
        phone.transport.datagram(phone.host, self.lab.cucm, (SIP_PORT, SIP_PORT), request)
        phone.transport.datagram(self.lab.cucm, phone.host, (SIP_PORT, SIP_PORT), answer)

    def sip_over_tls(self, phone):
        flow = phone.transport.open(ADDRESS, SIP_TLS_PORT)
        ends = End(own=self.lsc, server_name=None), End(self.sip_server, authority=self.capf)
        self.handshake(flow, *ends)
        self.exchange(flow, *ends, *self.sip_messages(phone, "TLS", "200 OK"))
        self.lab.t += 1

    def dns(self, phone, name, last):
        labels = b"".join(bytes([len(part)]) + part for part in name.encode().split(b".") if part) + b"\0"
        question = labels + struct.pack(">HH", 1, 1)
        answer = struct.pack(">HHHIH", 0xC00C, 1, 1, 600, 4) + bytes([192, 0, 2, last])
        own = phone.transport.port()
        for sender, receiver, ports, data in (
            (phone.host, self.lab.cucm, (own, DNS_PORT), struct.pack(">HHHHHH", last, 0x0100, 1, 0, 0, 0) + question),
            (self.lab.cucm, phone.host, (DNS_PORT, own), struct.pack(">HHHHHH", last, 0x8180, 1, 1, 0, 0) + question + answer),
        ):
            phone.transport.datagram(sender, receiver, ports, data)

    def dhcp(self, phone):
        """ACK with the phone's own name, the TFTP server's name (66) and the domain (15)."""
        n = self.names
        hardware = bytes.fromhex(phone.device[3:])
        head = struct.pack(">BBBBIHH", 2, 1, 6, 0, 0x1A2B3C4D, 0, 0) + b"\0" * 4 + phone.host.address
        head += b"\0" * 8 + hardware.ljust(16, b"\0") + n["dhcp.tftp"].encode().ljust(192, b"\0") + b"\x63\x82\x53\x63"
        options = b"\x35\x01\x05\x36\x04" + self.lab.cucm.address
        for option, slot in ((12, "dhcp.host"), (66, "dhcp.tftp"), (15, "dhcp.domain")):
            options += bytes([option, len(n[slot].encode())]) + n[slot].encode()
        phone.transport.datagram(self.lab.cucm, phone.host, (67, 68), head + options + b"\xff")
