# SPDX-License-Identifier: GPL-2.0-or-later
"""CAPF: the connection, the certificate, the dialogue."""
import datetime

import lab_capf
import packets
from lab_certificates import START, Cluster, Entity, md5, mic
from scenario import finish, install, scenario

DAY = datetime.timedelta(days=1)
CURVE_CANDIDATES = ("capf-no-operation", "capf-rejected", "capf-unknown-device")


def up_to_config(phone, **fields):
    phone.trust_list()
    phone.config(**fields)


@scenario("A router says that the CAPF server cannot be reached", broken_step="capf_tcp")
def capf_unreachable_icmp(lab, phone):
    up_to_config(phone)
    phone.transport.unanswered("192.0.2.10", 3804, icmp_from="192.0.2.1")
    lab.wait(10)
    phone.outcome("failed", "capf-unreachable")


@scenario("The capture ends with the first SYN to CAPF")
def capf_first_syn(lab, phone):
    up_to_config(phone)
    phone.transport.unanswered("192.0.2.10", 3804, times=1)
    phone.outcome("incomplete")


@scenario("The phone goes to another server than its configuration names", broken_step="capf_tcp")
def capf_wrong_server(lab, phone):
    up_to_config(phone)
    for _ in range(3):
        phone.transport.refused("192.0.2.99", 3804)
        lab.wait(30)
    phone.outcome("failed", "capf-wrong-server")


@scenario("The configuration names a host, the phone an address: that cannot be compared", broken_step="capf_tcp")
def capf_server_by_name(lab, phone):
    up_to_config(phone, host="lab-pub.lab.example")
    for _ in range(3):
        phone.transport.refused("192.0.2.10", 3804)
        lab.wait(30)
    phone.outcome("failed", "capf-refused")


@scenario("The first of two CAPF servers refuses, the second one serves")
def capf_second_server(lab, phone):
    lsc = lab.cluster.lsc(phone.device)
    up_to_config(phone, servers=[("192.0.2.20", 3804), ("192.0.2.10", 3804)])
    phone.transport.refused("192.0.2.20", 3804)
    phone.capf(lab_capf.install(phone.device, lsc))
    lab.t += 3
    finish(lab, phone, lsc)


@scenario("CAPF at another address than the configuration names, and it works")
def address_mismatch(lab, phone):
    lsc = lab.cluster.lsc(phone.device)
    up_to_config(phone)
    phone.capf(lab_capf.install(phone.device, lsc), server="192.0.2.11")
    lab.t += 3
    finish(lab, phone, lsc)


# The handshake


@scenario("The server resets the connection when it sees the hello", broken_step="capf_tls")
def tls_aborted(lab, phone):
    up_to_config(phone)
    for _ in range(2):
        session = phone.connect()
        session.hello()
        session.reset("server")
        lab.wait(30)
    phone.outcome("failed", "tls-aborted")


@scenario("The server leaves after the phone's Client Key Exchange", broken_step="capf_tls")
def tls_aborted_after_key_exchange(lab, phone):
    up_to_config(phone)
    session = phone.connect()
    session.send("client", session.client_flight())
    session.close("server")
    lab.wait(60)
    phone.outcome("failed", "tls-aborted")


def certificate_refused(lab, phone, number=None, version="1.2", times=2):
    """The phone sees the certificate, sends the alert of that number or none, and leaves."""
    up_to_config(phone)
    for _ in range(times):
        session = phone.connect()
        session.flight(session.hello(version), version)
        if number:
            session.alert("phone", number)
        session.close()
        lab.wait(20)


def regenerated():
    return Cluster(capf_shown=Entity("capf-new", "CAPF-5a54c0df", 0x5AF4, ca=True, sign=True))


@scenario("CAPF has a new certificate, the list the old one", regenerated, "capf_tls")
def capf_certificate_not_in_trust_list(lab, phone):
    certificate_refused(lab, phone, 48)
    phone.outcome("failed", "capf-certificate-not-in-trust-list")


@scenario("The same, and the phone leaves without an alert", regenerated, "capf_tls")
def capf_certificate_not_in_trust_list_silent(lab, phone):
    certificate_refused(lab, phone)
    phone.outcome("failed", "capf-certificate-not-in-trust-list")


@scenario("The phone does not trust the certificate that is in its list", broken_step="capf_tls")
def capf_certificate_untrusted(lab, phone):
    certificate_refused(lab, phone, 48)
    phone.outcome("failed", "capf-certificate-untrusted")


@scenario("The phone answers the certificate with handshake_failure", broken_step="capf_tls")
def capf_certificate_handshake_failure(lab, phone):
    certificate_refused(lab, phone, 40)
    phone.outcome("failed", "capf-certificate-untrusted")


@scenario("The phone does not trust the certificate, in TLS 1.3, and its alert is in clear", broken_step="capf_tls")
def capf_certificate_untrusted_tls13(lab, phone):
    certificate_refused(lab, phone, 48, version="1.3")
    phone.outcome("failed", "capf-certificate-untrusted")


def expired_capf():
    return Cluster(capf=Entity("capf", "CAPF-5a54c0de", 0x5A54, ca=True, sign=True, end=START - 3 * DAY))


@scenario("The CAPF certificate has expired, in TLS and in the list", expired_capf, "capf_tls")
def capf_certificate_expired(lab, phone):
    certificate_refused(lab, phone, 45)
    phone.outcome("failed", "capf-certificate-expired")


@scenario("The same, and the phone leaves without an alert", expired_capf, "capf_tls")
def capf_certificate_expired_silent(lab, phone):
    certificate_refused(lab, phone)
    phone.outcome("failed", "capf-certificate-expired")


@scenario("The same in TLS 1.3, which hides the certificate", expired_capf, "capf_tls")
def capf_certificate_expired_tls13(lab, phone):
    certificate_refused(lab, phone, version="1.3")
    phone.outcome("failed", "capf-certificate-expired")


@scenario("An expired CAPF certificate that the phone does not mind", expired_capf)
def capf_certificate_expired_but_taken(lab, phone):
    finish(lab, phone, install(lab, phone))


def not_a_ca():
    return Cluster(capf=Entity("capf", "CAPF-5a54c0de", 0x5A54))


@scenario("The CAPF certificate may not sign certificates", not_a_ca, "capf_tls")
def capf_certificate_unsuitable(lab, phone):
    certificate_refused(lab, phone, 42)
    phone.outcome("failed", "capf-certificate-unsuitable")


def short_key():
    return Cluster(capf=Entity("capf-768", "CAPF-5a54c0de", 0x5A54, bits=768, ca=True, sign=True))


@scenario("The CAPF certificate has an RSA key of 768 bits", short_key, "capf_tls")
def capf_certificate_unsuitable_short(lab, phone):
    up_to_config(phone)
    for _ in range(2):
        session = phone.connect()
        session.flight(session.hello("1.2", "AES256-SHA:@SECLEVEL=0"), "1.2", "AES256-SHA:@SECLEVEL=0")
        session.alert("phone", 42)
        session.close()
        lab.wait(20)
    phone.outcome("failed", "capf-certificate-unsuitable")


# The dialogue


def refused_dialogue(lab, phone, dialogue, *first, nokeys=None, cert_hash="", **outcome):
    up_to_config(phone, cert_hash=cert_hash)
    phone.capf(dialogue)
    lab.t += 2
    phone.config(cert_hash)
    lab.wait(60)
    phone.outcome("failed", *first, nokeys=nokeys, **outcome)


@scenario("CAPF's authority is busy: RETRY_LATER", broken_step="capf")
def capf_retry_later(lab, phone):
    refused_dialogue(lab, phone, lab_capf.retry_later(phone.device), "capf-retry-later")


@scenario("RETRY_LATER, and an hour later it works")
def capf_retry_later_then_on(lab, phone):
    up_to_config(phone)
    phone.capf(lab_capf.retry_later(phone.device))
    lab.wait(300)
    lsc = lab.cluster.lsc(phone.device)
    phone.capf(lab_capf.install(phone.device, lsc))
    lab.t += 3
    finish(lab, phone, lsc)


@scenario("CAPF does not accept the LSC by which the phone proves itself", broken_step="capf")
def capf_authentication_failed(lab, phone):
    old = lab.cluster.lsc(phone.device, "lsc-old", 0x70)
    proof = lab_capf.signed_with(old, phone.device)
    dialogue = lab_capf.nothing(phone.device, reason=lab_capf.INVALID, auth=lab_capf.BY_LSC, proof=proof)
    refused_dialogue(lab, phone, dialogue, "capf-authentication-failed")


@scenario("The signature by which the phone proves its LSC is wrong", broken_step="capf")
def capf_authentication_signature_wrong(lab, phone):
    old = lab.cluster.lsc(phone.device, "lsc-old", 0x70)
    proof = lab_capf.signed_with(old, phone.device, spoil=True)
    dialogue = lab_capf.nothing(phone.device, reason=lab_capf.INVALID, auth=lab_capf.BY_LSC, proof=proof)
    refused_dialogue(lab, phone, dialogue, "capf-authentication-failed")


@scenario("The phone could not delete its certificate", broken_step="capf")
def capf_delete_failed(lab, phone):
    old = lab.cluster.lsc(phone.device, "lsc-old", 0x70)
    up_to_config(phone, cert_hash=md5(old.certificate))
    phone.capf(lab_capf.delete(phone.device, response=lab_capf.INVALID))
    lab.wait(60)
    phone.outcome("failed", "capf-delete-failed", verdict_nokeys=["incomplete", "failed"], nokeys=())


@scenario("The LSC is not for the key that the phone made", broken_step="capf")
def lsc_for_another_key(lab, phone):
    lsc, other = lab.cluster.lsc(phone.device), lab.cluster.lsc(phone.device, "lsc-old", 0x70)
    dialogue = lab_capf.install(phone.device, lsc, public_key=other.public_der, stored=lab_capf.INVALID)
    refused_dialogue(lab, phone, dialogue, "capf-store-failed", nokeys=("certhash-still-empty",))


@scenario("Nothing scheduled, and nothing needed: the phone has its LSC")
def nothing_scheduled(lab, phone):
    lsc = lab.cluster.lsc(phone.device)
    up_to_config(phone, cert_hash=md5(lsc.certificate), mode=2)
    phone.capf(lab_capf.nothing(phone.device))
    phone.encrypted_config(lsc)
    phone.register()
    lab.wait(5)
    phone.outcome("encrypted")


def by_mic(lab, phone, factory):
    lsc = lab.cluster.lsc(phone.device)
    up_to_config(phone)
    proof = [*lab_capf.signed_with(factory, phone.device), lab_capf.sudi(factory)]
    phone.capf(lab_capf.install(phone.device, lsc, auth=lab_capf.BY_MIC, proof=proof))
    lab.t += 3
    finish(lab, phone, lsc)


@scenario("The phone proves itself by its MIC")
def by_factory_certificate(lab, phone):
    by_mic(lab, phone, mic(phone.device, "Cisco Manufacturing CA SHA2"))


@scenario("The phone's MIC has expired")
def mic_expired(lab, phone):
    begin = START - datetime.timedelta(days=11 * 365)
    by_mic(lab, phone, mic(phone.device, begin=begin, end=START - 40 * DAY))


@scenario("The phone's MIC is of the authority that ends on 14 May 2029")
def mic_authority_ends(lab, phone):
    by_mic(lab, phone, mic(phone.device, "Cisco Manufacturing CA"))
