# SPDX-License-Identifier: GPL-2.0-or-later
"""The captures whose decodes are kept in tests/golden/decodes, and what tshark is told about each."""
import dataclasses

from make_captures import write


UNREADABLE_KEY = "s01-happy-http-rsa2048-tls12/SEPA45630BBFA40-lsc.crt"  # a certificate, no key

PLAINTEXT_TVS = ("-d", "tcp.port==2445,cisco_tvs")  # TVS without TLS


@dataclasses.dataclass
class Case:
    name: str
    recorded: str = ""  # file in captures/
    made: str = ""  # capture of make_captures.py
    keylog: bool = False  # captures/NAME.keylog decrypts it
    phone_key: str = ""  # private key of a phone, below captures/devices
    filter: str = ""  # display filter, in place of all frames with our protocols
    extra: tuple = ()  # more arguments of tshark

    def capture(self, captures, folder):
        return captures / self.recorded if self.recorded else write(self.made, folder)

    def options(self, captures, tshark):
        found = list(self.extra)
        if self.keylog:
            name = self.recorded.split(".")[0] + ".keylog"
            found += ["-o", f"tls.keylog_file:{tshark.readable(captures / name)}"]
        if self.phone_key:
            key = tshark.readable(captures / "devices" / self.phone_key)
            found += ["-o", f'uat:cisco_phone_keys:"","{key}",""']
        return found


def made(name, **more):
    return Case(name, made=name, **more)


def recorded(name, **more):
    return Case(name, recorded=f"{name}.pcapng", **more)


CASES = [
    Case("install", recorded="s01-happy-http-rsa2048-tls12-injected.pcapng",
         phone_key="s01-happy-http-rsa2048-tls12/SEPA45630BBFA40-lsc.key"),
    Case("document", recorded="cucm-document.pcapng", keylog=True),
    recorded("s05-happy-tftp512", keylog=True),
    recorded("s06-happy-ec-secp256r1", keylog=True, filter="capf"),
    recorded("s07-password-ok", keylog=True, filter="capf"),
    recorded("s08-password-wrong", keylog=True, filter="capf"),
    recorded("s09-unknown-device", keylog=True, filter="capf"),
    recorded("s10-auth-certificate-ec", keylog=True, filter="capf"),
    recorded("s10-auth-certificate-rsa", keylog=True, filter="capf"),
    recorded("s12-operation-fetch", keylog=True, filter="capf"),
    recorded("s13-operation-delete", keylog=True, filter="capf"),
    recorded("s18-certhash-stale-enc-fetched", keylog=True,
             phone_key="s18-certhash-stale-enc-fetched/SEP58971E01A1A6-lsc.key", filter="capf || cisco_sgn.config.cert_hash "
             "|| cisco_sgn.ciphertext"),
    recorded("s21-sgn-bad-sig", filter="cisco_sgn.config"),
    recorded("s21-sgn-wrong-signer", filter="cisco_sgn.config"),
    recorded("s22-itl-unknown-sast"),
    recorded("s26-six-phones", keylog=True, filter="capf || cisco_sgn.ciphertext"),
    Case("encrypted", recorded="s26-six-phones.pcapng", filter="capf"),  # without its keys
    Case("encrypted_tls13", recorded="s04-happy-tls13.pcapng", filter="capf"),  # its server sends tickets
    recorded("s27-sha512", filter="cisco_sgn"),
    recorded("s28-happy-ipv6", filter="cisco_sgn.config"),
    recorded("s33-http-keepalive", filter="cisco_sgn"),
    recorded("s34-http-gzip", filter="cisco_sgn"),
    recorded("s36-plaintext", filter="capf"),
    recorded("s38-tvs-valid", keylog=True, filter="cisco_tvs"),
    recorded("s39-framing-coalesced", filter="capf"),
    recorded("s39-framing-fragmented", filter="capf"),
    recorded("s49-keygen-failed", keylog=True, filter="capf"),
    recorded("s53-capf-other-port", keylog=True, filter="capf"),
    recorded("s55-hole-in-capf", keylog=True, filter="capf"),
    Case("another_phone", recorded="generated/encrypted-file-of-another-phone.pcapng", filter="cisco_sgn.ciphertext"),
    made("capf_commands"),
    made("capf_dialogue_faults"),
    made("capf_malformed"),
    made("capf_framing"),
    made("certificates_then", extra=PLAINTEXT_TVS),
    made("certificates_before", extra=PLAINTEXT_TVS),
    made("tvs_messages", extra=PLAINTEXT_TVS),
    made("http_files"),
    Case("encrypted_wrong_key", made="http_files", filter="cisco_sgn.ciphertext",
         phone_key="s01-happy-http-rsa2048-tls12/SEPA45630BBFA40-lsc.key"),
    Case("encrypted_unreadable_key", made="http_files", filter="cisco_sgn.ciphertext", phone_key=UNREADABLE_KEY),
    made("http_malformed"),
    made("http_transport"),
    made("announced_port"),
    made("tftp_files"),
]
