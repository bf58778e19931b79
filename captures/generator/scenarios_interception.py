# SPDX-License-Identifier: GPL-2.0-or-later
"""TLS inspection between phone and CAPF, and certificates that are issued by an authority of the company's own."""
from cryptography import x509
from cryptography.x509.oid import NameOID

from lab_certificates import Entity, name
from scenario import field_case, finish, install

INTERCEPTED = "tls-intercepted"


def authority(organisation, unit, common_name):
    parts = [(NameOID.COUNTRY_NAME, "US"), (NameOID.ORGANIZATION_NAME, organisation),
             (NameOID.ORGANIZATIONAL_UNIT_NAME, unit), (NameOID.COMMON_NAME, common_name)]  # fmt: skip
    subject = x509.Name([x509.NameAttribute(kind, value) for kind, value in parts])
    return Entity("inspection", subject, 0x1A5C, ca=True, sign=True)


def capf_name(site):
    return f"CAPF-{site.serials >> 96:08x}"


def inspected(by):
    """The device shows CAPF's name in a certificate of its own making, with the extensions of the real one."""
    return lambda site: {"capf_shown": Entity("capf-new", name(capf_name(site)), 0x7E57, issuer=by(), ca=True, sign=True)}


def refused(lab, phone, number, version="1.2"):
    phone.trust_list()
    phone.config()
    for _ in range(3):
        session = phone.connect()
        session.flight(session.hello(version), version)
        if number:
            session.alert("phone", number)
        session.close()
        lab.wait(30)


def fortinet():
    return authority("Fortinet", "Certificate Authority", "FGT60F-inspection")


def zscaler():
    return authority("Zscaler Inc.", "Zscaler Inc.", "Zscaler Intermediate Root CA (zscalertwo.net)")


@field_case("A firewall inspects TLS: CAPF's name, issued by the firewall's authority; alert 48", "capf_tls", keys=False,
            cluster=inspected(fortinet))  # fmt: skip
def capf_intercepted(lab, phone):
    refused(lab, phone, 48)
    phone.outcome("failed", INTERCEPTED, always=True)


@field_case("A proxy inspects TLS, and the phone leaves without an alert", "capf_tls", keys=False, cluster=inspected(zscaler))
def capf_intercepted_silent(lab, phone):
    refused(lab, phone, None)
    phone.outcome("failed", INTERCEPTED, always=True)


def company():
    return authority("Example Logistics", "PKI", "Example Logistics Issuing CA 01")


def issued_by_company(site):
    return {"capf": Entity("field-capf", name(capf_name(site)), 0x7E58, issuer=company(), ca=True, sign=True)}


def reissued_by_company(site):
    return {"capf_shown": Entity("capf-new", name(capf_name(site)), 0x7E59, issuer=company(), ca=True, sign=True)}


@field_case("CAPF's certificate is issued by the company's own authority and in the list: all goes well",
            cluster=issued_by_company)  # fmt: skip
def capf_issued_by_company(lab, phone):
    finish(lab, phone, install(lab, phone))
    phone.outcome("encrypted", absent=(INTERCEPTED,))


@field_case("The company's authority issued CAPF a new certificate, and the list has the old one", "capf_tls", keys=False,
            cluster=reissued_by_company)  # fmt: skip
def capf_reissued_by_company(lab, phone):
    refused(lab, phone, 48)
    phone.outcome("failed", "capf-certificate-not-in-trust-list", absent=(INTERCEPTED,))
