# SPDX-License-Identifier: GPL-2.0-or-later
"""Both ends of a TLS connection in memory: OpenSSL through Python's ssl, bytes in and bytes out."""
import ssl
import tempfile
import warnings
from pathlib import Path

from lab_certificates import pem

VERSIONS = {
    "1.0": (ssl.TLSVersion.TLSv1, "AES128-SHA:@SECLEVEL=0"),
    "1.1": (ssl.TLSVersion.TLSv1_1, "AES128-SHA:@SECLEVEL=0"),
    "1.2": (ssl.TLSVersion.TLSv1_2, "ECDHE-RSA-AES256-GCM-SHA384:AES256-SHA:@SECLEVEL=0"),
    "1.3": (ssl.TLSVersion.TLSv1_3, "ALL:@SECLEVEL=0"),
}
DONT_INSERT_EMPTY_FRAGMENTS = 0x00000800  # OpenSSL's option; not set by a CAPF server


class TlsEnd:
    def __init__(self, version, server=None, ciphers=None, own=None, trusts=None, resumes=None):
        """resumes: this end in an earlier connection, whose session is taken up again. server: the entity whose certificate is
        shown; None for the client. own: the client's certificate. trusts: the
        entities whose certificates the other end's has to be issued by; without it everything is trusted (what a phone does
        not trust is told by the alert that a scenario sends)."""
        self.refused = None
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        if resumes:
            self.context = resumes.context
            self.tls = self.context.wrap_bio(
                self.incoming, self.outgoing, server_side=bool(server), session=None if server else resumes.tls.session
            )
            return
        with warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder:
            warnings.simplefilter("ignore")  # old versions are what old phones speak
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER if server else ssl.PROTOCOL_TLS_CLIENT)
            number, default_ciphers = VERSIONS[version]
            self.context.minimum_version = self.context.maximum_version = number
            self.context.set_ciphers(ciphers or default_ciphers)
            self.context.options &= ~DONT_INSERT_EMPTY_FRAGMENTS
            shown = server or own
            if shown:
                chain = Path(folder) / "chain.pem"
                chain.write_bytes(pem(shown.certificate) + pem(shown.key))
                self.context.load_cert_chain(chain)
            if not server:
                self.context.check_hostname = False
            self.context.verify_mode = ssl.CERT_NONE if trusts is None else ssl.CERT_REQUIRED
            if trusts:
                self.context.load_verify_locations(cadata="".join(pem(one.certificate).decode() for one in trusts))
        self.tls = self.context.wrap_bio(self.incoming, self.outgoing, server_side=bool(server))

    def handshake(self, data=b""):
        """Takes what the other end sent, and returns what is to be sent. When the other end's certificate is not trusted,
        that is the alert, and `refused` says why."""
        self.incoming.write(data)
        try:
            self.tls.do_handshake()
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLError as error:
            if self.context.verify_mode == ssl.CERT_NONE:
                raise
            self.refused = error
        return self.outgoing.read()

    def seal(self, plain):
        self.tls.write(plain)
        return self.outgoing.read()

    def open(self, data):
        self.incoming.write(data)
        plain = b""
        try:
            while True:
                plain += self.tls.read(65536)
        except ssl.SSLWantReadError:
            return plain


def alert(number, version=b"\3\3", fatal=True):
    """An alert in clear: a record of two bytes."""
    return b"\x15" + version + b"\0\2" + bytes([2 if fatal else 1, number])
