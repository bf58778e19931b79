# SPDX-License-Identifier: GPL-2.0-or-later
"""CAPF more than once: certificates that are pending, deleted, put off, and more than one CAPF server."""
import lab_capf
from lab_certificates import md5
from scenario import field_case, finish

PENDING, LATER = "capf-certificate-pending", "capf-retry-later"


def pending(phone):
    """A key is made, and the session ends well without a certificate: its request waits for an offline CA."""
    lsc = phone.lab.cluster.lsc(phone.device)
    return [*lab_capf.hello(phone.device), *lab_capf.key_request(), ("phone", lab_capf.message(17)), ("wait", 1.4),
            ("phone", lab_capf.message(4, lab_capf.element(9, lsc.public_der))), *lab_capf.end()]  # fmt: skip


def rounds(lab, phone, times, dialogue, wait=60, **session):
    for _ in range(times):
        phone.config()
        phone.capf(dialogue, **session)
        lab.wait(wait)


def installs(lab, phone, **session):
    lsc = lab.cluster.lsc(phone.device)
    phone.config()
    phone.capf(lab_capf.install(phone.device, lsc), **session)
    lab.t += 3
    finish(lab, phone, lsc)


@field_case("Offline CA: key made, END_SESSION without a certificate, and the hash stays empty, three times", "certhash")
def offline_ca_pending(lab, phone):
    phone.trust_list()
    rounds(lab, phone, 3, pending(phone))
    phone.config()
    lab.wait(20)
    phone.outcome(["failed", "incomplete"], PENDING, always=True)


@field_case("The same in TLS 1.3 over IPv6", "certhash", version=6)
def offline_ca_pending_tls13(lab, phone):
    phone.trust_list()
    rounds(lab, phone, 4, pending(phone), 90, version="1.3")
    phone.outcome(["failed", "incomplete"], PENDING, always=True)


@field_case("Pending twice; an hour later the certificate is there, and all goes well")
def offline_ca_issued(lab, phone):
    phone.trust_list()
    rounds(lab, phone, 2, pending(phone))
    lab.wait(3600)
    installs(lab, phone)
    phone.outcome("encrypted", absent=(PENDING, "certhash-still-empty"))


@field_case("RETRY_LATER in every one of five rounds a minute apart", "capf")
def retry_later_again_and_again(lab, phone):
    phone.trust_list()
    rounds(lab, phone, 5, lab_capf.retry_later(phone.device, 55))
    phone.outcome(["failed", "incomplete"], LATER, always=True)


@field_case("The same in TLS 1.3, without a key log", "capf", keys=False)
def retry_later_tls13_without_keys(lab, phone):
    phone.trust_list()
    rounds(lab, phone, 6, lab_capf.retry_later(phone.device, 55), 61, version="1.3")
    # Its size alone may also be that of a key request.
    candidates = (LATER, "capf-key-generation-failed", "capf-session-cut")
    phone.outcome(["failed", "incomplete"], *candidates, nokeys=(LATER,), always=True)


@field_case("RETRY_LATER three times, and then the certificate")
def retry_later_then_installed(lab, phone):
    phone.trust_list()
    rounds(lab, phone, 3, lab_capf.retry_later(phone.device, 55))
    installs(lab, phone)
    phone.outcome("encrypted", absent=(LATER,))


@field_case("RETRY_LATER; the second connection resumes the TLS session, without a certificate, and brings the LSC")
def retry_later_then_resumed(lab, phone):
    lsc = lab.cluster.lsc(phone.device)
    phone.trust_list()
    phone.config()
    first = phone.capf(lab_capf.retry_later(phone.device, 20))
    lab.wait(22)
    second = phone.connect()
    second.handshake(resumes=first)
    second.say(lab_capf.install(phone.device, lsc))
    second.close()
    lab.t += 3
    finish(lab, phone, lsc)
    phone.outcome("encrypted", absent=(LATER,))


def held(lab, phone):
    return lab.cluster.lsc(phone.device, "lsc-old", 0x70)


@field_case("The LSC is deleted, and then a new one installed")
def delete_then_install(lab, phone):
    phone.trust_list()
    phone.config(md5(held(lab, phone).certificate), mode=2)
    phone.capf(lab_capf.delete(phone.device))
    lab.wait(40)
    installs(lab, phone)
    phone.outcome("encrypted", absent=("capf-delete-failed", "certhash-still-empty"))


@field_case("The same with the messages of an IOS CAPF server, which have fewer elements")
def delete_then_install_ios(lab, phone):
    lsc = lab.cluster.lsc(phone.device)
    phone.trust_list()
    phone.config(md5(held(lab, phone).certificate), mode=2)
    start = lab_capf.ios_hello(phone.device)
    phone.capf([*start, *lab_capf.delete(phone.device)[2:]])
    lab.wait(25)
    phone.config()
    key = ("server", lab_capf.message(3, lab_capf.number(10, 2048, 2)))
    phone.capf([*start, key, *lab_capf.install(phone.device, lsc)[3:]])
    lab.t += 3
    finish(lab, phone, lsc)
    phone.outcome("encrypted", absent=("capf-delete-failed", "certhash-still-empty"))


@field_case("The LSC is deleted, as the administrator wished; nothing else is in the capture")
def delete_finished(lab, phone):
    phone.trust_list()
    phone.config(md5(held(lab, phone).certificate), mode=2)
    phone.capf(lab_capf.delete(phone.device))
    lab.wait(40)
    phone.outcome(["incomplete", "failed"], code="capf_delete_complete", absent=("capf-delete-failed",))


def aborted(phone, by, answers):
    return [*lab_capf.hello(phone.device), *lab_capf.key_request(), ("phone", lab_capf.message(17)), ("wait", 2.0),
            (by, lab_capf.message(20)), (answers, lab_capf.message(21))]  # fmt: skip


ABORTED = ("capf-session-cut", "capf-rejected", "capf-key-generation-failed")


@field_case("The server aborts while the phone makes its key, twice", "capf")
def capf_aborted_by_server(lab, phone):
    phone.trust_list()
    rounds(lab, phone, 2, aborted(phone, "server", "phone"))
    phone.outcome("failed", *ABORTED)


@field_case("The phone aborts while it makes its key, twice", "capf")
def capf_aborted_by_phone(lab, phone):
    phone.trust_list()
    rounds(lab, phone, 2, aborted(phone, "phone", "server"))
    phone.outcome("failed", *ABORTED)


@field_case("Aborted once, installed at the next attempt")
def capf_aborted_then_installed(lab, phone):
    phone.trust_list()
    rounds(lab, phone, 1, aborted(phone, "server", "phone"))
    installs(lab, phone)
    phone.outcome("encrypted", absent=ABORTED)


# Two CAPF servers in capfList


def servers(lab):
    """(the second server's address, the list)"""
    second = lab.site.beside(lab.site.server, 1)
    return second, {"servers": [(lab.site.server, 3804), (second, 3804)]}


@field_case("Two CAPF servers: the first refuses the connection, the second does not know the device", "capf")
def two_capf_servers_refused_and_unknown(lab, phone):
    second, both = servers(lab)
    phone.trust_list()
    for _ in range(2):
        phone.config(**both)
        phone.transport.refused(lab.site.server, 3804)
        phone.capf(lab_capf.nothing(phone.device, lab_capf.UNKNOWN_DEVICE), server=second)
        lab.wait(60)
    wanted = ("capf-refused", "capf-unknown-device")
    phone.outcome("failed", *wanted, nokeys=(*wanted, "capf-no-operation", "capf-rejected"), always=True)


@field_case("Two CAPF servers: the first does not answer, the phone does not trust the second", "capf_tls", keys=False)
def two_capf_servers_silent_and_untrusted(lab, phone):
    second, both = servers(lab)
    phone.trust_list()
    for _ in range(2):
        phone.config(**both)
        phone.transport.unanswered(lab.site.server, 3804)
        session = phone.connect(second)
        session.flight(session.hello())
        session.alert("phone", 48)
        session.close()
        lab.wait(60)
    phone.outcome("failed", "capf-unreachable", "capf-certificate-untrusted", "capf-certificate-not-in-trust-list", always=True)


@field_case("Two CAPF servers: the first does not answer, the second installs the certificate")
def two_capf_servers_second_serves(lab, phone):
    second, both = servers(lab)
    lsc = lab.cluster.lsc(phone.device)
    phone.trust_list()
    phone.config(**both)
    phone.transport.unanswered(lab.site.server, 3804)
    phone.capf(lab_capf.install(phone.device, lsc), server=second)
    lab.t += 3
    finish(lab, phone, lsc)
    phone.outcome("encrypted", absent=("capf-unreachable", "capf-wrong-server"))
