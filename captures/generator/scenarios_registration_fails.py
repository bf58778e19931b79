# SPDX-License-Identifier: GPL-2.0-or-later
"""Registrations that fail before CUCM has said yes or no: nothing listens, nothing answers, TLS fails."""
import lab_dns
import lab_sccp
import lab_sip
import scenarios_https_tvs as https_tvs
from lab_tls import TlsEnd
from lab_tls_link import TlsLink
from scenario import field_case
from scenarios_registration import again, has_lsc, in_clear, skinny
from scenarios_registration_tls import link_to
from scenarios_strangers import one_good_phone, stranger
from scenarios_validity import certificate_refused

UNANSWERED, TLS_FAILED = "registration-unanswered", "registration-tls-failed"
CERTIFICATE_REFUSED, REFUSED = "registration-certificate-refused", "registration-refused"
SERVER_UNTRUSTED = "callmanager-certificate-untrusted"
NOT_RESOLVED = "capf-name-not-resolved"


# Nothing answers


@field_case("Nothing listens on 5060: RST for each SYN, while the phone has its configuration", "in-use", keys=False)
def sip_port_refused(lab, phone):
    in_clear(lab, phone)
    again(lab, 5, lambda: phone.transport.refused(lab.site.server, lab_sip.SIP_PORT), 20)
    phone.outcome("failed", UNANSWERED, always=True)


@field_case("The first server refuses the connection to 5060, the second one registers the phone", keys=False)
def sip_port_refused_by_first_server(lab, phone):
    in_clear(lab, phone)
    again(lab, 3, lambda: phone.transport.refused(lab.site.beside(lab.site.server, 1), lab_sip.SIP_PORT), 5)
    line = lab_sip.over_tcp(phone)
    line.dialogue()
    line.register()
    lab.wait(20)
    phone.outcome("not-enabled", absent=(UNANSWERED,))


@field_case("5061: nothing answers the SYN, again and again", "in-use", keys=False)
def sips_syn_unanswered(lab, phone):
    has_lsc(lab, phone)
    again(lab, 3, lambda: phone.transport.unanswered(lab.site.server, lab_sip.SIPS_PORT), 20)
    phone.outcome("failed", UNANSWERED, always=True)


@field_case("2000: the connection opens, and Register is never answered", "in-use", keys=False)
def sccp_register_unanswered(lab, phone):
    in_clear(lab, phone)

    def attempt():
        flow = skinny(phone)
        flow.say("client", lab_sccp.register(phone))
        lab.t += 20
        flow.finish("client")

    again(lab, 4, attempt, 20)
    phone.outcome("failed", UNANSWERED, always=True)


@field_case("5060 challenges the phone by 401 again and again: its digest is wrong", "in-use", keys=False)
def sip_401_again_and_again(lab, phone):
    has_lsc(lab, phone)
    line = lab_sip.over_udp(phone)
    line.dialogue()

    def attempt():
        line.challenge()
        line.answer(401, 'WWW-Authenticate: DIGEST realm="ccmsipline", nonce="Zk8Yx2hV5x", algorithm=MD5\r\n')

    again(lab, 3, attempt)
    phone.outcome("failed", REFUSED, always=True)


@field_case("The phone takes its registration back: 200 to a REGISTER with Expires: 0 is no registration", keys=False)
def sip_unregisters(lab, phone):
    has_lsc(lab, phone)
    line = lab_sip.over_udp(phone)
    line.dialogue()
    line.request(more="Expires: 0\r\n")
    line.answer(200, "Expires: 0\r\n")
    lab.wait(60)
    phone.outcome("encrypted", absent=(REFUSED, UNANSWERED))


# TLS


@field_case("5061 refuses the phone's TLS version, alert 70", "in-use", keys=False)
def sips_alert_70(lab, phone):
    lsc = has_lsc(lab, phone)

    def attempt():
        link = link_to(lab, phone, lsc, lab_sip.SIPS_PORT, "1.0")
        link.hello()
        link.alert("server", 70, b"\3\1")
        link.close("server")

    again(lab, 3, attempt, 25)
    phone.outcome("failed", TLS_FAILED, always=True, absent=(CERTIFICATE_REFUSED,))


@field_case("5061 closes at the phone's hello, again and again", "in-use", keys=False)
def sips_closed_at_hello(lab, phone):
    lsc = has_lsc(lab, phone)

    def attempt():
        link = link_to(lab, phone, lsc, lab_sip.SIPS_PORT)
        link.hello()
        link.close("server")

    again(lab, 4, attempt, 20)
    phone.outcome("failed", TLS_FAILED, CERTIFICATE_REFUSED, always=True)


@field_case("5061: the phone has no certificate to show, alert 40", "in-use", keys=False)
def sips_no_phone_certificate(lab, phone):
    has_lsc(lab, phone)

    def attempt():
        link = link_to(lab, phone, None, lab_sip.SIPS_PORT)
        link.shake()
        link.close("server")

    again(lab, 3, attempt, 25)
    phone.outcome("failed", CERTIFICATE_REFUSED, TLS_FAILED, always=True)


@field_case("5061: the phone does not trust CallManager's certificate, alert 48", "in-use", keys=False)
def sips_alert_48_by_phone(lab, phone):
    lsc = has_lsc(lab, phone)

    def attempt():
        link = link_to(lab, phone, lsc, lab_sip.SIPS_PORT)
        link.flight()
        link.alert("client", 48)
        link.close("client")

    again(lab, 3, attempt, 25)
    phone.outcome("failed", SERVER_UNTRUSTED, always=True, absent=(CERTIFICATE_REFUSED,))


def sips_403(lab, phone):
    lsc = has_lsc(lab, phone)

    def attempt():
        link = link_to(lab, phone, lsc, lab_sip.SIPS_PORT)
        link.shake()
        lab_sip.over_tls(phone, link).register(403, "Unable to find device/user in database")
        link.close("server")

    again(lab, 3, attempt)
    phone.outcome("failed", REFUSED, always=True)


@field_case("5061: 403 inside TLS, then the connection is closed", "in-use")
def sips_403_then_closed(lab, phone):
    sips_403(lab, phone)


@field_case("The same without a key log", "in-use", keys=False)
def sips_403_then_closed_without_keys(lab, phone):
    sips_403(lab, phone)


@field_case("6972 refuses the TLS version of a phone that is known by its list, alert 70", "partial-config", keys=False)
def https_alert_70(lab, phone):
    phone.trust_list()
    for _ in range(3):
        link = TlsLink(lab, phone.transport.open(None, https_tvs.NEW_PORT), lab.cluster.ccm, "1.0")
        link.hello()
        link.alert("server", 70, b"\3\1")
        link.close("server")
        lab.wait(20)
    phone.outcome("failed", "https-tls-failed", always=True)


# Clocks, and names that DNS knows


@field_case("Alert 45 to CAPF's certificate, which is valid for years: the phone's clock is wrong", "capf-tls", keys=False)
def capf_alert_45_by_wrong_clock(lab, phone):
    certificate_refused(lab, phone, 45)
    phone.outcome("failed", "capf-certificate-untrusted", always=True, absent=("capf-certificate-expired",))


@field_case("Alert 45 on 6972, and the certificate is valid for years", "partial-config", keys=False)
def https_alert_45_by_wrong_clock(lab, phone):
    phone.trust_list()
    for _ in range(3):
        https_tvs.https_refused(lab, phone, https_tvs.NEW_PORT, 45)
        lab.wait(20)
    phone.outcome("failed", "https-certificate-untrusted", always=True)


@field_case("DNS knows the CAPF server's name at each start, and the phone never turns to it", "capf-connect", keys=False)
def dns_resolved_and_not_tried(lab, phone):
    phone.trust_list()
    for _ in range(3):
        phone.config(host=lab.site.node)
        lab_dns.query(phone, lab.site.node, address=lab.site.server)
        lab.wait(90)
    phone.outcome("failed", "capf-not-attempted", always=True, absent=(NOT_RESOLVED,))


@field_case("DNS gives one address for the CAPF server, and the phone turns to another", "capf-connect", keys=False)
def dns_resolved_to_another(lab, phone):
    phone.trust_list()
    phone.config(host=lab.site.node)
    lab_dns.query(phone, lab.site.node, address=lab.site.beside(lab.site.server, 4))
    for _ in range(3):
        phone.transport.unanswered(lab.site.beside(lab.site.server, 5), 3804)
        lab.wait(20)
    phone.outcome("failed", "capf-wrong-server", always=True)


@field_case("The phone registers, and the capture ends before it has turned to CAPF", keys=False)
def registers_and_capture_ends(lab, phone):
    phone.trust_list()
    phone.config()
    phone.register()
    lab.wait(20)
    phone.outcome("incomplete", absent=("capf-not-attempted",))


@field_case("CAPF chooses TLS 1.0, and the phone, which offers 1.2, refuses by alert 70", "capf-tls", keys=False)
def capf_version_refused_by_phone(lab, phone):
    phone.trust_list()
    for _ in range(3):
        phone.config()
        session = phone.connect()
        session.hello("1.2")
        session.send("server", TlsEnd("1.0", lab.cluster.capf).handshake(TlsEnd("1.0").handshake()))
        session.alert("phone", 70)
        session.close()
        lab.wait(20)
    phone.outcome("failed", "tls-version-mismatch", always=True)


@field_case("Two CAPF servers: DNS does not know the first, the second refuses the connection", "capf-connect", keys=False)
def capf_name_unknown_and_second_refuses(lab, phone):
    phone.trust_list()
    second = lab.site.beside(lab.site.server, 1)
    for _ in range(3):
        phone.config(servers=[(lab.site.node, 3804), (second, 3804)])
        lab_dns.query(phone, lab.site.node, code=3)
        phone.transport.refused(second, 3804)
        lab.wait(30)
    phone.outcome("failed", "capf-refused", NOT_RESOLVED, always=True)


@field_case("A health check asks for / over HTTPS in TLS 1.3, which is no phone", keys=False)
def https_health_check(lab, phone):
    check = stranger(lab, 6)
    link = TlsLink(lab, check.open(None, 6971), lab.cluster.ccm, "1.3")
    link.shake()
    link.say("client", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    link.say("server", b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
    link.close("server")
    one_good_phone(lab, phone)
