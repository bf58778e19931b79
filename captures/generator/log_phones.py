# SPDX-License-Identifier: GPL-2.0-or-later
"""What a phone's own logs say of its requests: the consoles of 78xx/88xx and 79xx, and both kinds of status messages. Records
as Cisco's documents print them (213407, the EMCC technote, 118699)."""

TRUST_LISTS = ("CTL", "ITL")


def asked_name(name):
    """As the console writes it: without the endings that signatures and encryption add."""
    for ending in (".enc.sgn", ".sgn"):
        if name.endswith(ending):
            return name[: -len(ending)]
    return name


class Console:
    def __init__(self, log, device):
        self.log, self.device = log, device
        self.number = log.random.randrange(100, 9000)
        self.process = log.random.randrange(300, 3000)

    def record(self, t, text, level="NOT", kind=""):
        self.number += 1
        clock = self.log.moment(t).strftime("%b %d %H:%M:%S.%f")
        self.log.add(t, f"{self.number} {level} {clock} {text}", kind, self.device if kind else "")

    def file(self, t, server, name, status, transport, valid):
        self.process += 7
        asked = asked_name(name)
        if ".cnf.xml" in name:
            encrypted = str(name.endswith(".enc.sgn")).lower()
            self.record(t - 0.004, "(618:910) JAVA-configmgr MQThread|cip.cfg.SipConfig:? - Requesting CONFIG file: "
                        f"ram/{asked}.59075 from TFTP Service(1), encrypt = {encrypted},isApplyingConfigFromFlash:false",
                        kind="config-requested")  # fmt: skip
        security = 0 if name.startswith(TRUST_LISTS) else 2
        self.record(t - 0.003, f"dgetfile({self.process})-GETXXTP [GT{self.process}][src={asked}][dest=/tmp/x]"
                    f"[serv={server}][serv6=][sec={security}]", kind="file-requested")  # fmt: skip
        if transport == "http" and status == 503:
            self.record(t + 0.01, f"({self.process}:{self.process}) GHTTP-http get [HTTP/1.1 503 Service Unavailab]", "ERR",
                        "http-status")  # fmt: skip
        elif transport == "http" and status == 200:
            self.record(t + 0.01, f"({self.process}:{self.process}) GHTTP-hdr->HTTP/1.1 200 OK", kind="http-status")
        elif transport == "tftp" and status != 200:
            self.record(t + 0.01, f"({self.process}:{self.process}) TFTPD-Error: (1+1)File not found ", "WRN", "file-not-found")
        code, kind = (100, "transfer-done") if status == 200 else (2, "transfer-failed")
        self.record(t + 0.02, f"dgetfile({self.process})-XXTP complete - status = {code} ", kind=kind)
        if valid:
            self.record(t + 0.03, "SECUREAPP-Hashes match... authentication successful.", kind="signature-valid")

    def connect(self, t, server, port, established):
        self.record(t, f"SECUREAPP-BIO created with: addr:{server}, port:{port}, mode:IPv4", "DEB", "tls-connecting")
        if established:
            self.record(t + 0.1, "SECUREAPP-Sec SSL Connection - Handshake successful.", kind="tls-established")


class OldConsole(Console):
    def record(self, t, text, level="NOT", kind=""):
        self.number += 1
        clock = self.log.moment(t).strftime("%H:%M:%S.%f")
        self.log.add(t, f"{self.number}: {level} {clock} {text}", kind, self.device if kind else "")

    def file(self, t, server, name, status, transport, valid):
        """Its texts about files are not public."""

    def connect(self, t, server, port, established):
        self.record(t, f"SECD: clpSetupSsl: Trying to connect to IPV4, IP: {server}, Port : {port}", kind="tls-connecting")
        self.record(t + 0.001, f"SECD: clpSetupSsl: TCP connect() waiting, <{server}> c:14 s:15 port: {port}")
        if established:
            self.record(t + 0.004, f"SECD: clpSetupSsl: TCP connected, <{server}> c:14 s:15", kind="tls-connected")


class Status:
    """Of a 78xx or 88xx, or of a 79xx (old)."""

    def __init__(self, log, device, old):
        self.log, self.device, self.old = log, device, old

    def record(self, t, text, kind):
        moment = self.log.moment(t)
        half = moment.strftime("%p").lower()
        clock = f"{moment.hour % 12 or 12}:{moment:%M:%S}"
        prefix = f"{clock}{half[0]}" if self.old else f"[{clock}{half} {moment:%m/%d/%y}]"
        self.log.add(t, f"{prefix} {text}", kind, self.device if kind else "")

    def file(self, t, server, name, status, transport, valid):
        if name.startswith(TRUST_LISTS):
            if status == 200 and valid:
                self.record(t + 0.1, "Trust List Updated", "trust-list-updated")
            elif status == 404:
                self.record(t + 0.1, f"File Not Found : {name[:3]}File.tlv", "file-not-found")
        elif status != 200:
            self.record(t + 0.1, f"TFTP Error : {asked_name(name)}", "transfer-failed")

    def connect(self, t, server, port, established):
        """Says nothing of connections."""
