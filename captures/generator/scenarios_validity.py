# SPDX-License-Identifier: GPL-2.0-or-later
"""Certificates that are not valid yet, or a clock that is wrong."""
import datetime

from lab_certificates import md5
from scenario import field_case, finish, install

NOT_YET = "certificate-not-yet-valid"
DAY = datetime.timedelta(days=1)


def capf_ahead(site):
    name = f"CAPF-{site.serials >> 96:08x}"
    return {"capf": site.entity("field-capf", name, 4, ca=True, sign=True, begin=site.start + 9 * DAY)}


def signer_ahead(site):
    return {"ccm": site.entity("field-ccm", site.node, 2, begin=site.start + 2 * DAY)}


def sast_ahead(site):
    return {"sast": site.entity("field-sast", f"ITLRECOVERY_{site.node.split('.')[0]}", 1, begin=site.start + 3 * DAY)}


def certificate_refused(lab, phone, number=None, version="1.2"):
    """The phone sees CAPF's certificate, sends the alert of that number or none, and leaves; three times."""
    phone.trust_list()
    phone.config()
    for _ in range(3):
        session = phone.connect()
        session.flight(session.hello(version), version)
        if number:
            session.alert("phone", number)
        session.close()
        lab.wait(20)


@field_case("CAPF's certificate begins in nine days: the phone's alert 42", "capf_tls", keys=False, cluster=capf_ahead)
def capf_not_yet_valid(lab, phone):
    certificate_refused(lab, phone, 42)
    phone.outcome("failed", NOT_YET, always=True)


@field_case("The same with alert 45", "capf_tls", keys=False, cluster=capf_ahead)
def capf_not_yet_valid_alert_45(lab, phone):
    certificate_refused(lab, phone, 45)
    phone.outcome("failed", NOT_YET, always=True)


@field_case("The same, and the phone leaves without an alert", "capf_tls", keys=False, cluster=capf_ahead)
def capf_not_yet_valid_silent(lab, phone):
    certificate_refused(lab, phone)
    phone.outcome("failed", NOT_YET, always=True)


@field_case("The same in TLS 1.3: the list shows what the handshake hides", "capf_tls", cluster=capf_ahead)
def capf_not_yet_valid_tls13(lab, phone):
    certificate_refused(lab, phone, 42, "1.3")
    phone.outcome("failed", NOT_YET, always=True)


@field_case("The signer of the configuration is not valid yet; the phone asks again and again", "partial1", keys=False,
            cluster=signer_ahead)  # fmt: skip
def signer_not_yet_valid(lab, phone):
    phone.trust_list()
    for _ in range(4):
        phone.config()
        lab.wait(20)
    phone.outcome(["failed", "incomplete"], NOT_YET, always=True)


@field_case("The list's own signer is not valid yet; the phone asks for the list again and again", "itl", keys=False,
            cluster=sast_ahead)  # fmt: skip
def trust_list_not_yet_valid(lab, phone):
    for _ in range(4):
        phone.trust_list()
        lab.wait(20)
    phone.outcome(["failed", "incomplete"], NOT_YET, always=True)


@field_case("CAPF's certificate is not valid yet, and the phone takes it", cluster=capf_ahead)
def capf_not_yet_valid_but_taken(lab, phone):
    finish(lab, phone, install(lab, phone))
    phone.outcome("encrypted", absent=(NOT_YET,))


@field_case("The signer is not valid yet, and the phone takes list, configuration and encrypted file", keys=False,
            cluster=signer_ahead)  # fmt: skip
def signer_not_yet_valid_but_taken(lab, phone):
    lsc = lab.cluster.lsc(phone.device)
    phone.trust_list()
    phone.config(md5(lsc.certificate))
    phone.encrypted_config(lsc)
    phone.register()
    lab.wait(20)
    phone.outcome("encrypted", absent=(NOT_YET,))
