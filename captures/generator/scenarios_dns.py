# SPDX-License-Identifier: GPL-2.0-or-later
"""The configuration names CAPF's host: what DNS says of that name, and what the phone then does."""
import lab_capf
import lab_dns
from lab_certificates import md5
from scenario import field_case

CODE = "capf-name-not-resolved"


def not_resolved(lab, phone, *queries):
    """Three rounds: configuration, queries, and no SYN. queries: the arguments of lab_dns.query after the name."""
    phone.trust_list()
    for _ in range(3):
        phone.config(host=lab.site.node)
        for how in queries:
            lab_dns.query(phone, lab.site.node, **how)
            lab.t += 0 if how.get("answered", True) else 5
        lab.wait(30)
    phone.outcome(["failed", "incomplete"], CODE, always=True)


@field_case("DNS does not know the CAPF node's name: NXDOMAIN, for both kinds of address", "capf_tcp", keys=False)
def dns_no_such_name(lab, phone):
    not_resolved(lab, phone, {"code": lab_dns.NO_SUCH_NAME}, {"code": lab_dns.NO_SUCH_NAME, "kind": lab_dns.AAAA})


@field_case("DNS knows the name and has no address for it", "capf_tcp", keys=False)
def dns_empty_answer(lab, phone):
    not_resolved(lab, phone, {})


@field_case("DNS answers SERVFAIL", "capf_tcp", keys=False)
def dns_server_failure(lab, phone):
    not_resolved(lab, phone, {"code": lab_dns.SERVER_FAILURE}, {"code": lab_dns.SERVER_FAILURE})


@field_case("DNS does not answer at all", "capf_tcp", keys=False)
def dns_unanswered(lab, phone):
    not_resolved(lab, phone, {"answered": False}, {"answered": False}, {"answered": False})


@field_case("NXDOMAIN over IPv6", "capf_tcp", keys=False, version=6)
def dns_no_such_name_ipv6(lab, phone):
    not_resolved(lab, phone, {"code": lab_dns.NO_SUCH_NAME, "kind": lab_dns.AAAA})


def goes_well(lab, phone, address=None):
    lsc = lab.cluster.lsc(phone.device)
    phone.capf(lab_capf.install(phone.device, lsc), server=address)
    lab.t += 3
    phone.config(md5(lsc.certificate), host=lab.site.node)
    phone.encrypted_config(lsc)
    phone.register()
    lab.wait(20)
    phone.outcome("encrypted", absent=(CODE, "capf-wrong-server"))


@field_case("The name resolves, and the phone connects to that address")
def dns_resolved(lab, phone):
    address = lab.site.beside(lab.site.server, 1)
    phone.trust_list()
    phone.config(host=lab.site.node)
    lab_dns.query(phone, lab.site.node, address=address)
    goes_well(lab, phone, address)


@field_case("No IPv6 address, but an IPv4 one: the phone connects")
def dns_resolved_by_second_query(lab, phone):
    phone.trust_list()
    phone.config(host=lab.site.node)
    lab_dns.query(phone, lab.site.node, kind=lab_dns.AAAA)
    lab_dns.query(phone, lab.site.node, address=lab.site.server)
    goes_well(lab, phone)


@field_case("NXDOMAIN in two rounds; then DNS knows the name, and all goes well")
def dns_resolved_later(lab, phone):
    phone.trust_list()
    for _ in range(2):
        phone.config(host=lab.site.node)
        lab_dns.query(phone, lab.site.node, lab_dns.NO_SUCH_NAME)
        lab.wait(30)
    phone.config(host=lab.site.node)
    lab_dns.query(phone, lab.site.node, address=lab.site.server)
    goes_well(lab, phone)


@field_case("NXDOMAIN for other names only; CAPF is given by address, and refuses", "capf_tcp", keys=False)
def dns_other_name_unknown(lab, phone):
    phone.trust_list()
    for _ in range(3):
        phone.config()
        for name in ("CiscoCM1", "_cisco-uds._tcp"):
            lab_dns.query(phone, name + ".voice.example", lab_dns.NO_SUCH_NAME)
        phone.transport.refused(lab.site.server, 3804)
        lab.wait(30)
    phone.outcome("failed", "capf-refused", absent=(CODE,))


@field_case("The name resolves, and CAPF refuses at that address", "capf_tcp", keys=False)
def dns_resolved_and_refused(lab, phone):
    phone.trust_list()
    for _ in range(3):
        phone.config(host=lab.site.node)
        lab_dns.query(phone, lab.site.node, address=lab.site.server)
        phone.transport.refused(lab.site.server, 3804)
        lab.wait(30)
    phone.outcome("failed", "capf-refused", absent=(CODE,))
