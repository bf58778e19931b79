# SPDX-License-Identifier: GPL-2.0-or-later
"""On CAPF's port something that does not speak TLS; and alerts, which mean what they mean at their place in the handshake."""
import lab_network
from lab_tls import alert
from lab_tls_link import TlsLink
from scenario import field_case

NOT_TLS = ("tls-aborted", "capf-session-cut", "capf-wrong-server")
UNTRUSTED = ("capf-certificate-untrusted", "capf-certificate-not-in-trust-list")


def rounds(lab, phone, tell, times=3):
    phone.trust_list()
    for _ in range(times):
        phone.config()
        tell(phone.connect())
        lab.wait(30)


def not_tls(lab, phone, banner, answer):
    def tell(session):
        if banner:
            session.send("server", banner)
        session.hello()
        session.send("server", answer)
        session.close("server")

    rounds(lab, phone, tell)
    phone.outcome("failed", *NOT_TLS, always=True, absent=(*UNTRUSTED, "tls-no-common-cipher"))


@field_case("A web server on 3804 answers the hello with HTTP 400", "capf_tls")
def http_on_3804(lab, phone):
    body = b"<html><body><h1>Bad Request</h1></body></html>"
    not_tls(lab, phone, b"", b"HTTP/1.0 400 Bad Request\r\nServer: lighttpd\r\nContent-Type: text/html\r\n"
                             b"Content-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(body), body))  # fmt: skip


@field_case("SSH on 3804: its banner comes before the hello", "capf_tls")
def ssh_on_3804(lab, phone):
    not_tls(lab, phone, b"SSH-2.0-OpenSSH_9.2p1\r\n", b"Invalid SSH identification string.\r\n")


@field_case("A mail server on 3804", "capf_tls")
def smtp_on_3804(lab, phone):
    not_tls(lab, phone, b"220 mail.voice.example ESMTP\r\n", b"500 5.5.2 Error: bad syntax\r\n")


# Alerts, and who sent the first


@field_case("The server answers every hello with alert 80, internal error", "capf_tls")
def server_alert_80(lab, phone):
    def tell(session):
        session.hello()
        session.alert("server", 80)
        session.close("server")

    rounds(lab, phone, tell)
    phone.outcome("failed", "tls-aborted", always=True, absent=UNTRUSTED)


@field_case("The phone's alert 48 first, then the server's alert 80", "capf_tls")
def server_alert_80_after_phones(lab, phone):
    def tell(session):
        session.flight(session.hello())
        session.alert("phone", 48)
        session.alert("server", 80)
        session.close("server")

    rounds(lab, phone, tell)
    phone.outcome("failed", *UNTRUSTED, always=True, absent=("tls-aborted",))


@field_case("The server asks for a certificate, the phone has none: handshake_failure after the phone's flight", "capf_tls")
def client_certificate_missing(lab, phone):
    def tell(session):
        session.truth["tls"] = {"version": "TLSv1.2"}
        link = TlsLink(lab, session.flow, lab.cluster.capf, server_trusts=[lab.cluster.capf])
        if link.shake():
            raise ValueError("the server was to refuse a phone without a certificate")
        session.close("server")

    rounds(lab, phone, tell)
    phone.outcome("failed", "tls-aborted", always=True, absent=("tls-no-common-cipher", *UNTRUSTED))


@field_case("The phone closes after the certificate; the alert that the server then sends is not the cause", "capf_tls")
def phone_closes_before_alert(lab, phone):
    def tell(session):
        session.flight(session.hello())
        lab_network.leaves(session.flow, "client")
        session.flow.send_all(lab.t, "server", alert(80))
        lab.t += session.flow.round_trip
        session.reset("phone")

    rounds(lab, phone, tell)
    phone.outcome("failed", *UNTRUSTED, always=True, absent=("tls-aborted",))


@field_case("The server closes after its certificate; the alert that the phone then sends is not the cause", "capf_tls")
def server_closes_before_alert(lab, phone):
    def tell(session):
        session.flight(session.hello())
        lab_network.leaves(session.flow, "server")
        lab.t += 3
        session.alert("phone", 80)
        lab_network.leaves(session.flow, "client")

    rounds(lab, phone, tell)
    phone.outcome("failed", "tls-aborted", always=True, absent=UNTRUSTED)
