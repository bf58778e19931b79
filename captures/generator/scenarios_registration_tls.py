# SPDX-License-Identifier: GPL-2.0-or-later
"""Registration over TLS, on 5061 and 2443: CUCM asks for the phone's certificate, and takes it or not."""
import datetime

import lab_sccp
import lab_sip
from lab_certificates import Entity, md5, mic
from lab_tls_link import TlsLink
from scenario import field_case
from scenarios_registration import again, has_lsc, provisioned

REFUSED = "registration-certificate-refused"
DAY = datetime.timedelta(days=1)


def other_authority(lab):
    """A CAPF certificate of before, which is what CallManager-trust holds."""
    return Entity("capf-new", "CAPF-0d15ea5e", 0x0D15, ca=True, sign=True)


def link_to(lab, phone, own, port, version="1.2", trusts=None, server=None):
    flow = phone.transport.open(server, port)
    return TlsLink(lab, flow, lab.cluster.ccm, version, own, trusts or [lab.cluster.capf])


def refused(lab, phone, own, port, version="1.2"):
    """OpenSSL's own refusal: the certificate's issuer is not among those it trusts."""
    link = link_to(lab, phone, own, port, version, [other_authority(lab)])
    if link.shake():
        raise ValueError("the certificate was to be refused")
    link.close("server")


def alerted(lab, phone, own, port, number, version="1.2"):
    link = link_to(lab, phone, own, port, version)
    link.shake_before_alert()
    link.alert("server", number)
    link.close("server")


def closed_after_handshake(lab, phone, own, port, how, version="1.2"):
    link = link_to(lab, phone, own, port, version)
    link.shake()
    lab.t += 0.003
    getattr(link, how)("server")


# Refused


@field_case("5061: CUCM does not know the issuer of the new LSC, alert 48, again and again", "in-use")
def sips_alert_48(lab, phone):
    lsc = provisioned(lab, phone)
    again(lab, 4, lambda: refused(lab, phone, lsc, lab_sip.SIPS_PORT), 25)
    phone.outcome("failed", REFUSED, always=True)


@field_case("The same in TLS 1.3, where the alert is encrypted", "in-use")
def sips_alert_48_tls13(lab, phone):
    lsc = has_lsc(lab, phone)
    again(lab, 4, lambda: refused(lab, phone, lsc, lab_sip.SIPS_PORT, "1.3"), 25)
    phone.outcome("failed", REFUSED, always=True)


@field_case("The same without a key log", "in-use", keys=False)
def sips_alert_48_tls13_without_keys(lab, phone):
    lsc = has_lsc(lab, phone)
    again(lab, 4, lambda: refused(lab, phone, lsc, lab_sip.SIPS_PORT, "1.3"), 35)
    phone.outcome("failed", REFUSED, always=True)


@field_case("5061: alert 42, bad certificate", "in-use", keys=False)
def sips_alert_42(lab, phone):
    lsc = has_lsc(lab, phone)
    again(lab, 3, lambda: alerted(lab, phone, lsc, lab_sip.SIPS_PORT, 42))
    phone.outcome("failed", REFUSED, always=True)


@field_case("5061: alert 43, the LSC lacks a key usage", "in-use", keys=False)
def sips_alert_43(lab, phone):
    lsc = has_lsc(lab, phone)
    again(lab, 3, lambda: alerted(lab, phone, lsc, lab_sip.SIPS_PORT, 43), 20)
    phone.outcome("failed", REFUSED, always=True)


@field_case("5061 over IPv6: alert 48", "in-use", keys=False, version=6)
def sips_alert_48_ipv6(lab, phone):
    lsc = has_lsc(lab, phone)
    again(lab, 3, lambda: refused(lab, phone, lsc, lab_sip.SIPS_PORT), 25)
    phone.outcome("failed", REFUSED, always=True)


@field_case("2443: the certificate that the phone shows has expired, alert 45", "in-use", keys=False)
def sccps_alert_45(lab, phone):
    has_lsc(lab, phone)
    old = lab.cluster.lsc(phone.device, "lsc-old", 0x70, end=lab.site.start - 20 * DAY)
    again(lab, 3, lambda: alerted(lab, phone, old, lab_sccp.SCCPS_PORT, 45))
    phone.outcome("failed", REFUSED, always=True)


@field_case("2443: alert 46, certificate unknown", "in-use", keys=False)
def sccps_alert_46(lab, phone):
    lsc = has_lsc(lab, phone)
    again(lab, 4, lambda: alerted(lab, phone, lsc, lab_sccp.SCCPS_PORT, 46), 20)
    phone.outcome("failed", REFUSED, always=True)


@field_case("2443: the phone shows its MIC, whose issuer CUCM does not trust, alert 48", "in-use", keys=False)
def sccps_mic_alert_48(lab, phone):
    factory = mic(phone.device, "Cisco Manufacturing CA SHA2")
    phone.trust_list()
    phone.config(md5(factory.certificate))
    phone.encrypted_config(factory)
    again(lab, 4, lambda: refused(lab, phone, factory, lab_sccp.SCCPS_PORT), 20)
    phone.outcome("failed", REFUSED, always=True)


@field_case("5061: CUCM closes right after the handshake, again and again", "in-use", keys=False)
def sips_closed_after_handshake(lab, phone):
    lsc = has_lsc(lab, phone)
    again(lab, 4, lambda: closed_after_handshake(lab, phone, lsc, lab_sip.SIPS_PORT, "close"))
    phone.outcome("failed", REFUSED, always=True)


@field_case("2443: CUCM resets the connection right after the handshake, again and again", "in-use", keys=False)
def sccps_reset_after_handshake(lab, phone):
    lsc = has_lsc(lab, phone)
    again(lab, 4, lambda: closed_after_handshake(lab, phone, lsc, lab_sccp.SCCPS_PORT, "reset"), 20)
    phone.outcome("failed", REFUSED, always=True)


@field_case("5061 in TLS 1.3: CUCM closes right after the handshake", "in-use", keys=False)
def sips_closed_after_handshake_tls13(lab, phone):
    lsc = has_lsc(lab, phone)
    again(lab, 4, lambda: closed_after_handshake(lab, phone, lsc, lab_sip.SIPS_PORT, "close", "1.3"), 20)
    phone.outcome("failed", REFUSED, always=True)


@field_case("Registered on 5061 for minutes; after a change of certificates CUCM sends alert 48 instead", "in-use", keys=False)
def sips_registered_then_refused(lab, phone):
    lsc = has_lsc(lab, phone)
    sips_registered(lab, phone, lsc, rounds=2).close("server")
    lab.wait(60)
    again(lab, 4, lambda: refused(lab, phone, lsc, lab_sip.SIPS_PORT), 25)
    phone.outcome("failed", REFUSED, always=True)


# Registered


def sips_registered(lab, phone, own, version="1.2", rounds=3, server=None):
    link = link_to(lab, phone, own, lab_sip.SIPS_PORT, version, server=server)
    link.shake()
    line = lab_sip.over_tls(phone, link, server)
    for _ in range(rounds):
        line.register()
        lab.wait(100)
    return link


@field_case("Registered on 5061, with traffic both ways for minutes")
def sips_registered_tls12(lab, phone):
    sips_registered(lab, phone, provisioned(lab, phone))
    phone.outcome("encrypted", absent=(REFUSED,))


@field_case("The same in TLS 1.3, without a key log", keys=False)
def sips_registered_tls13(lab, phone):
    sips_registered(lab, phone, has_lsc(lab, phone), "1.3")
    phone.outcome("encrypted", absent=(REFUSED,))


@field_case("Registered on 2443, with keepalives for minutes", keys=False)
def sccps_registered(lab, phone):
    link = link_to(lab, phone, has_lsc(lab, phone), lab_sccp.SCCPS_PORT)
    link.shake()
    link.say("client", lab_sccp.register(phone))
    link.say("server", lab_sccp.register_ack())
    for _ in range(5):
        lab.wait(30)
        lab_sccp.keep_alive(link.say)
    phone.outcome("encrypted", absent=(REFUSED,))


@field_case("Registered on 5061 over IPv6", keys=False, version=6)
def sips_registered_ipv6(lab, phone):
    sips_registered(lab, phone, has_lsc(lab, phone))
    phone.outcome("encrypted", absent=(REFUSED,))


@field_case("5061: the phone itself closes right after the handshake, comes back, and stays", keys=False)
def sips_phone_closes_then_stays(lab, phone):
    lsc = has_lsc(lab, phone)
    link = link_to(lab, phone, lsc, lab_sip.SIPS_PORT)
    link.shake()
    link.close("client")
    lab.wait(12)
    sips_registered(lab, phone, lsc)
    phone.outcome("encrypted", absent=(REFUSED,))


@field_case("5061: the phone itself closes a registration that lasted minutes, as at a restart", keys=False)
def sips_phone_closes_later(lab, phone):
    sips_registered(lab, phone, has_lsc(lab, phone)).close("client")
    lab.wait(5)
    phone.outcome("encrypted", absent=(REFUSED,))


@field_case("5061: alert 48 until the issuer was uploaded, then registered", keys=False)
def sips_registered_after_refusal(lab, phone):
    lsc = has_lsc(lab, phone)
    again(lab, 3, lambda: refused(lab, phone, lsc, lab_sip.SIPS_PORT), 25)
    sips_registered(lab, phone, lsc)
    phone.outcome("encrypted", absent=(REFUSED,))


@field_case("5061: the first server refuses the certificate, the second one registers the phone", keys=False)
def sips_registered_by_second_server(lab, phone):
    lsc = has_lsc(lab, phone)
    again(lab, 2, lambda: refused(lab, phone, lsc, lab_sip.SIPS_PORT), 5)
    sips_registered(lab, phone, lsc, server=lab.site.beside(lab.site.server, 1))
    phone.outcome("encrypted", absent=(REFUSED,))
