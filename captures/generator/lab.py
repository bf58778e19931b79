# SPDX-License-Identifier: GPL-2.0-or-later
"""A made-up cluster and its phones, of which a scenario says what they do, one after the other.

    with Lab("g-config-not-found", "No configuration for this phone", scenario=9) as lab:
        phone = lab.phone()
        phone.trust_list()
        phone.get(phone.config_name, status=404)
        phone.get(phone.config_name, status=404, over="tftp")
        lab.wait(60)
        phone.outcome("failed", "config-not-found")

Certificates, signatures, encryption and TLS are real. The truth beside each capture is written from what was done, and from
what the scenario says an honest reader may conclude. What TCP, UDP, HTTP and TFTP look like: lab_transport.py; SIP: lab_sip.py.
Where it plays: lab_site.py.
"""
import hashlib
import json
from pathlib import Path

import lab_capf
import lab_sip
import packets
import signed_files
from lab_certificates import Cluster, der, md5
from lab_tls import TlsEnd, alert
from lab_transport import Transport
from lab_site import Site

GENERATED = Path(__file__).resolve().parent.parent / "generated"
PROGRAM = "captures/generator/make_scenarios.py"
CAPF_PORT, TVS_PORT = 3804, 2445


def partial_config(cert_hash="", mode=0, host="192.0.2.10", port=CAPF_PORT, encrypted=True, servers=None,
                   load="SCCP42.9-4-2SR3-1S"):  # fmt: skip
    """What CUCM serves as .cnf.xml.sgn once encryption is on. servers: [(host, port)…] instead of the one."""
    entries = "".join(
        f"<capf>\n<phonePort>{one_port}</phonePort>\n<processNodeName>{one_host}</processNodeName>\n</capf>\n"
        for one_host, one_port in (servers if servers is not None else [(host, port)])
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<device>
<fullConfig>False</fullConfig>
<loadInformation>{load}</loadInformation>
<ipAddressMode>0</ipAddressMode>
<capfAuthMode>{mode}</capfAuthMode>
<capfList>
{entries}</capfList>
<certHash>{cert_hash}</certHash>
<encrConfig>{str(encrypted).lower()}</encrConfig>
</device>
""".encode()


def full_config(cert_hash="", encrypted=True, more="", host="192.0.2.10", load="SCCP42.9-4-2SR3-1S"):
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<device>
<fullConfig>true</fullConfig>
<deviceProtocol>SIP</deviceProtocol>
<devicePool><callManagerGroup><members><member priority="0"><callManager><ports><sipPort>5060</sipPort></ports>
<processNodeName>{host}</processNodeName></callManager></member></members></callManagerGroup></devicePool>
{more}<loadInformation>{load}</loadInformation>
<deviceSecurityMode>1</deviceSecurityMode>
<capfAuthMode>0</capfAuthMode>
<certHash>{cert_hash}</certHash>
<encrConfig>{str(encrypted).lower()}</encrConfig>
</device>
""".encode()


class Lab:
    def __init__(self, capture, title, scenario, cluster=None, broken_step=None, keys=True, site=None):
        self.site = site or Site()
        self.name, self.title, self.scenario, self.broken_step = capture, title, scenario, broken_step
        self.cluster = cluster or Cluster()
        self.keylog = GENERATED / f"{capture}.keylog" if keys else None
        self.capture = packets.Capture()
        self.cucm = self.machine(self.site.server, self.site.server_ticks, 0x1000)
        self.t = 0.5
        self.phones, self.secrets, self.notes = [], {}, []
        self.alter_frames, self.alter_file = lambda frames: frames, lambda data: data
        self.snap_length = 65535
        self.only_these_phones = self.partial_view = False
        self.outcome_code = "complete"  # of a capture without phones
        if self.keylog:
            self.keylog.unlink(missing_ok=True)

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind is None:
            self.write()

    def wait(self, seconds):
        """Time passes. The capture goes on: a frame at the end of the wait shows it."""
        self.t += seconds
        asker, asked = (self.machine(address, 0, 0x0100) for address in self.site.arp)
        self.capture.add(self.t, packets.arp(1, asker, asked, b"\xff" * 6, padded=False))

    def machine(self, address, ticks, first_ip_id):
        """ticks: what its TCP timestamp clock shows at the capture's beginning."""
        return packets.Host(address, self.site.mac(address), lambda t: ticks + int(t * 1000), first_ip_id)

    def phone(self, device=None, address=None):
        self.phones.append(Phone(self, device or self.site.device, address or self.site.phone))
        return self.phones[-1]

    def host(self, address):
        return self.machine(address, self.site.phone_ticks, 0x5000)

    def write(self):
        GENERATED.mkdir(exist_ok=True)
        self.capture.frames = self.alter_frames(sorted(self.capture.frames, key=lambda item: item[0]))
        path = GENERATED / f"{self.name}.pcapng"
        self.capture.write(path, self.site.epoch * 1_000_000, f"{self.title}. Ground truth in {self.name}.json.", PROGRAM,
                           self.snap_length)  # fmt: skip
        path.write_bytes(self.alter_file(path.read_bytes()))
        text = json.dumps(self.truth(path), indent=1, ensure_ascii=False) + "\n"
        (GENERATED / f"{self.name}.json").write_text(text, encoding="utf-8")

    def truth(self, path):
        data = path.read_bytes()
        keylog = self.keylog.name if self.keylog and self.keylog.exists() else None
        certificates = {
            role: {"sha256": hashlib.sha256(entity.der).hexdigest(), "md5": md5(entity.certificate)}
            for role, entity in vars(self.cluster).items()
        }
        views = {name: True for name in ("only_these_phones", "partial_view") if getattr(self, name)}
        return {
            "schema": "capf-lab-truth/1",
            "name": self.name,
            "set": "generated",
            "scenario": self.scenario,
            "title": self.title,
            "outcome_code": self.phones[0].outcome_code if self.phones else self.outcome_code,
            "outcome": self.title + ".",
            "broken_step": self.broken_step,
            "capture": {"file": path.name, "format": "pcapng", "captured_on": "CUCM side",
                        "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)},
            "secrets": {"keylog": keylog, "injected": False, "rsa_private_key": None, **self.secrets},
            **views,
            "network": {"cucm": self.site.server, "http_port": 6970, "tftp_port": 69, "capf_port": CAPF_PORT},
            "cluster": {"certificates": certificates},
            "phones": [phone.truth() for phone in self.phones],
            "notes": self.notes,
        }  # fmt: skip


class Phone:
    def __init__(self, lab, device, address):
        self.lab, self.device, self.address = lab, device, address
        self.host = lab.host(address)
        self.transport = Transport(lab, self.host)
        self.events, self.sessions, self.expected = [], [], {}
        self.outcome_code = "generated"

    def new_lease(self, address):
        """DHCP's answer that gives the phone another address; from then on it uses that."""
        self.address, self.host = address, self.lab.host(address)
        self.transport.lease(self.host, bytes.fromhex(self.device[3:]), self.device)

    @property
    def config_name(self):
        return f"{self.device}.cnf.xml.sgn"

    @property
    def encrypted_name(self):
        return f"{self.device}.cnf.xml.enc.sgn"

    @property
    def now(self):
        return self.lab.site.epoch + int(self.lab.t)

    # What an honest reader may say: with keys the first diagnosis is one of `first`, without keys one of `nokeys` is there.
    # With `always` the code is asked for whatever the verdict is; none of `absent` may be said.
    def outcome(self, verdict, *first, nokeys=None, verdict_nokeys=None, code=None, always=False, absent=()):
        verdicts = [verdict] if isinstance(verdict, str) else list(verdict)
        self.expected = {"expected_verdict": verdicts, "expected_diagnosis": list(first)}
        self.expected["expected_diagnosis_nokeys"] = list(first if nokeys is None else nokeys)
        if verdict_nokeys:
            kept = [verdict_nokeys] if isinstance(verdict_nokeys, str) else list(verdict_nokeys)
            self.expected["expected_verdict_nokeys"] = kept
        if always:
            self.expected["diagnosis_always"] = True
        if absent:
            self.expected["absent_diagnosis"] = list(absent)
        self.outcome_code = code or (first[0].replace("-", "_") if first else "complete")

    def truth(self):
        return {"device_name": self.device, "address": self.address, "events": self.events,
                "capf_sessions": self.sessions, "outcome_code": self.outcome_code, **self.expected}  # fmt: skip

    # Files

    def get(self, file_name, content=None, status=200, over="http", valid=None, **how):
        """One request. status: HTTP's; over TFTP anything but 200 is error 1. valid: the truth of its signature. `how`: see
        Transport.http and Transport.tftp; cut_after=N lets the network lose what comes after N bytes."""
        began = self.lab.t
        if over == "tftp":
            self.transport.tftp(file_name, content if status == 200 else None, **how)
        elif over == "https":
            self.transport.https(file_name, content if status == 200 else None, status, **how)
        else:
            self.transport.http(file_name, content if status == 200 else None, status, **how)
        self.noted(began, file_name, content, status, over, valid, how.get("server"), how.get("cut_after") is not None)
        self.lab.t += 0.05

    def noted(self, began, file_name, content=None, status=200, over="http", valid=None, server=None, cut=False):
        """The truth about a request that was made at the lab's time `began`. Content that did not arrive whole is `cut`."""
        event = {"t": self.lab.site.epoch + round(began, 6), "kind": "file", "transport": "tftp" if over == "tftp" else over,
                 "name": file_name, "server": server or self.lab.site.server}  # fmt: skip
        if over == "https":
            event["encrypted_transport"] = True
        if over != "tftp":
            event["http_status"] = status
        elif status != 200:
            event["tftp_error"] = 1
        if content is not None and status == 200 and not cut:
            event.update(bytes=len(content), sha256=hashlib.sha256(content).hexdigest())
            if valid is not None:
                event["signed"] = {"signature_valid": valid}
        self.events.append(event)

    def list_file(self, file_name, records=None, signer=None, digest=1, timestamp=None, filler=0):
        """The bytes of a trust list. records: [(role, entity)…], the cluster's where not given; None for an entity leaves the
        certificate out."""
        cluster = self.lab.cluster
        if records is None:
            records = [(signed_files.SAST, cluster.sast), (signed_files.CCM_TFTP, cluster.ccm),
                       (signed_files.TVS, cluster.tvs), (signed_files.CAPF, cluster.capf)]  # fmt: skip
        payload = b"".join(
            signed_files.trust_record(role, self.lab.site.node, entity.certificate) if entity
            else signed_files.bare_record(role, self.lab.site.server)
            for role, entity in records
        )  # fmt: skip
        payload *= filler or 1
        signer = signer or cluster.sast
        return signed_files.Signer(signer.certificate, signer.key, digest).sign(
            (1, 2), file_name, timestamp or self.now, payload
        )

    def trust_list(self, ctl=404, over="http", content=None, valid=True, get=None, **how):
        """CTL first, as phones do (404 in a cluster that is not in mixed mode), then ITL."""
        if ctl:
            self.get(f"CTL{self.device}.tlv", status=ctl, over=over, **(get or {}))
        file_name = f"ITL{self.device}.tlv"
        self.get(file_name, content or self.list_file(file_name, **how), over=over, valid=valid, **(get or {}))

    def sign(self, text, file_name=None, signer=None, digest=1, spoil=False):
        signer = signer or self.lab.cluster.ccm
        file = signed_files.Signer(signer.certificate, signer.key, digest).sign(
            (1, 0), file_name or self.config_name, self.now, text
        )
        return file[:-9] + b"\n" + file[-8:] if spoil else file

    def config(self, cert_hash="", text=None, over="http", valid=True, sign=None, get=None, **fields):
        """The partial configuration, signed; fields: see partial_config."""
        site = self.lab.site
        fields = {"host": site.server, "load": site.load, **fields}
        text = partial_config(cert_hash, **fields) if text is None else text
        self.get(self.config_name, self.sign(text, **(sign or {})), over=over, valid=valid, **(get or {}))

    def full_config(self, cert_hash="", **fields):
        return full_config(cert_hash, host=self.lab.site.server, load=self.lab.site.load, **fields)

    def encrypted_file(self, public_key, cert_hash="", digest_of=None, spoil=False, more=""):
        plain = self.full_config(cert_hash, more=more)
        elements, ciphertext, _, _ = signed_files.encrypt(plain, public_key, digest_of)
        ccm = self.lab.cluster.ccm
        file = signed_files.Signer(ccm.certificate, ccm.key).sign(
            (2, 0), self.encrypted_name, self.now, ciphertext, elements
        )
        return file[:-1] + bytes([file[-1] ^ 1]) if spoil else file

    def encrypted_config(self, entity, over="http", valid=True, get=None, **how):
        """The whole configuration, encrypted to the entity's key; None: to a key that was typed on the phone."""
        public_key = entity.key.public_key() if entity else None
        cert_hash = md5(entity.certificate) if entity else ""
        file = self.encrypted_file(public_key, cert_hash, **how)
        self.get(self.encrypted_name, file, over=over, valid=valid, **(get or {}))

    def register(self):
        """SIP over UDP: REGISTER, and 200."""
        lab_sip.over_udp(self).register()

    # CAPF and TVS

    def connect(self, server=None, port=CAPF_PORT, shown=None, flow=None):
        """flow: the connection, when it came about in a way of its own."""
        return Session(self, server or self.lab.site.server, port, shown, flow)

    def capf(self, dialogue, version="1.2", ciphers=None, **where):
        """A whole session over TLS."""
        session = self.connect(**where)
        session.handshake(version, ciphers)
        session.say(dialogue)
        session.close()
        return session

    def tvs(self, certificate, status, port=TVS_PORT):
        """Asks the Trust Verification Service about a certificate."""
        session = Session(self, self.lab.site.server, port, self.lab.cluster.tvs)
        session.handshake("1.2")
        session.say([("phone", lab_capf.tvs_request(self.device, der(certificate))),
                     ("server", lab_capf.tvs_response(status))])  # fmt: skip
        session.close()
        self.events.append({"t": self.lab.site.epoch + round(self.lab.t, 6), "kind": "tvs", "status": status})


class Session:
    """A connection that the phone opens, step by step."""

    def __init__(self, phone, server, port, shown=None, flow=None):
        self.phone, self.lab = phone, phone.lab
        self.shown = shown or self.lab.cluster.capf_shown
        self.flow = flow or phone.transport.open(server, port)
        self.client = self.server = None
        self.truth = {"t": self.lab.site.epoch + round(self.lab.t, 6), "server": f"{server}:{port}", "messages": [], "commands": [],
                      "client": f"{phone.address}:{self.flow.ports['client']}"}  # fmt: skip
        if port != TVS_PORT:
            phone.events.append({"t": self.truth["t"], "kind": "capf", "index": len(phone.sessions)})
            phone.sessions.append(self.truth)

    def send(self, who, data):
        self.flow.say(who, data)

    def hello(self, version="1.2", ciphers=None, resumes=None):
        """The phone's Client Hello. resumes: the earlier session whose TLS is taken up again."""
        self.client = TlsEnd(version, None, ciphers, resumes=resumes and resumes.client)
        if self.lab.keylog:
            self.client.context.keylog_filename = str(self.lab.keylog)
        self.truth["tls"] = {"version": "TLSv" + version}
        first = self.client.handshake()
        self.send("client", first)
        return first

    def flight(self, hello, version="1.2", ciphers=None, resumes=None):
        """The server's answer to it: hello, certificate and what belongs to them."""
        self.server = TlsEnd(version, self.shown, ciphers, resumes=resumes and resumes.server)
        data = self.server.handshake(hello)
        self.send("server", data)
        return data

    def client_flight(self, version="1.2"):
        """All up to what the phone answers to the certificate: its Client Key Exchange and Finished, not sent yet."""
        flight = self.flight(self.hello(version), version)
        return self.client.handshake(flight)

    def handshake(self, version="1.2", ciphers=None, resumes=None):
        data, turn = self.flight(self.hello(version, ciphers, resumes), version, ciphers, resumes), "client"
        while data:
            end = self.client if turn == "client" else self.server
            data = end.handshake(data)
            if data:
                self.send(turn, data)
            turn = "server" if turn == "client" else "client"

    def say(self, dialogue):
        for who, message in dialogue:
            if who == "wait":
                self.lab.t += message
                continue
            self.lab.t += 0.03
            end, other = (self.server, self.client) if who == "server" else (self.client, self.server)
            data = end.seal(message)
            if other.open(data) != message:
                raise ValueError("TLS lost a message")
            self.send("server" if who == "server" else "client", data)
            if message[0] != 0x55:
                continue
            self.truth["messages"].append({"from": who, "command": message[1], "session_id": lab_capf.SESSION})
            self.truth["commands"].append(message[1])
            if message[1] == 15:
                self.truth["end_session_reason"] = message[11]

    def plain(self, dialogue):
        """Messages without TLS."""
        for who, message in dialogue:
            self.lab.t += 0.03
            self.send("server" if who == "server" else "client", message)

    def alert(self, who, number, version=b"\3\3"):
        self.lab.t += 0.01
        self.send("client" if who == "phone" else "server", alert(number, version))

    def close(self, who="phone"):
        self.flow.finish("client" if who == "phone" else "server")

    def reset(self, who="phone"):
        self.flow.reset("client" if who == "phone" else "server")
