# SPDX-License-Identifier: GPL-2.0-or-later
"""All goes well, and later the phone begins again and comes less far than before. Beside them what says nothing of its files:
a capture that ends too soon, and what a phone that works does with other servers."""
import lab_capf
import lab_network
import lab_sip
from lab_certificates import md5
from lab_tls_link import TlsLink
from scenario import field_case, finish, install
from scenarios_https_tvs import HIDDEN, NEW_PORT, UNTRUSTED, https_refused, needs_tvs, unknown_signer
from scenarios_registration import REFUSED, again
from scenarios_registration_tls import link_to
from scenarios_trust_lists import OTHER_LIST
from scenarios_unanswered import LIST, lists, unanswered
from signed_files import CAPF, CCM_TFTP, SAST

SIGNER, TVS_REJECTED = "trust-list-signer-unknown", "tvs-rejected"


# Files that cannot be read


def over_https_without_keys(lab, phone):
    for name in (lists(phone)[1], phone.config_name):
        link = TlsLink(lab, phone.transport.open(None, NEW_PORT), lab.cluster.ccm)
        link.shake()
        link.say("client", f"GET /{name} HTTP/1.1\r\n\r\n".encode())
        link.say("server", phone.sign(b"hidden"))
        link.close()


@field_case("Files over HTTPS without keys, and 403 to the registration, again and again", "in-use", keys=False)
def https_without_keys_then_403(lab, phone):
    over_https_without_keys(lab, phone)
    line = lab_sip.over_udp(phone)
    again(lab, 4, lambda: line.register(403, "Unable to find device/user in database"), 40)
    phone.outcome("failed", REFUSED)


@field_case("The same, and the phone is registered", keys=False)
def https_without_keys_then_200(lab, phone):
    over_https_without_keys(lab, phone)
    line = lab_sip.over_udp(phone)
    line.alarm(lab_sip.trust_list_alarm(phone.device, "00" * 20, "11" * 20, lab.site.server))
    again(lab, 3, line.register, 60)
    phone.outcome("incomplete", HIDDEN, absent=(REFUSED,))


# Later rounds


def works(lab, phone, rest=1800):
    lsc = install(lab, phone)
    finish(lab, phone, lsc)
    lab.wait(rest)
    return lsc


def list_of_new_cluster(lab, phone):
    """The server was installed anew: nobody whom the phone knows signs its list."""
    sast = lab.site.entity("sast-new", "ITLRECOVERY_new", 0x31)
    records = [(SAST, sast), (CCM_TFTP, unknown_signer(lab)), (CAPF, lab.cluster.capf)]
    phone.trust_list(records=records, signer=sast)


@field_case("All goes well; half an hour later the list is signed by nobody whom the phone knows, again and again", "itl")
def works_then_list_of_new_cluster(lab, phone):
    works(lab, phone)
    again(lab, 4, lambda: list_of_new_cluster(lab, phone), 40)
    phone.outcome(["failed", "incomplete"], SIGNER, OTHER_LIST, always=True)


@field_case("All goes well; an hour later nobody answers the requests for the lists over TFTP", "itl")
def works_then_lists_unanswered(lab, phone):
    works(lab, phone, 3600)
    again(lab, 3, lambda: unanswered(phone, *lists(phone), "ITLFile.tlv"), 20)
    phone.outcome("failed", LIST)


@field_case("All goes well; later a SHA-512 list comes, which the phone asks for again and again", "itl", version=6)
def works_then_sha512_list(lab, phone):
    works(lab, phone, 7200)
    again(lab, 4, lambda: phone.trust_list(over="tftp", digest=3), 30)
    phone.outcome(["failed", "incomplete"], "trust-list-digest-unsupported", always=True)


@field_case("All goes well; later the ITL's long segments do not arrive", "itl")
def works_then_list_too_large_for_path(lab, phone):
    works(lab, phone)
    name = lists(phone)[1]
    for _ in range(3):
        flow = phone.transport.http_request(name)
        lab_network.lost(flow, "server", phone.list_file(name), 1300)
        flow.reset("client")
        lab.wait(30)
    phone.outcome("failed", "path-mtu")


@field_case("All goes well; later the signer is new, and TVS says no", "itl")
def works_then_tvs_rejects(lab, phone):
    works(lab, phone)

    def tries():
        needs_tvs(lab, phone)
        phone.tvs(unknown_signer(lab).certificate, 1)

    again(lab, 3, tries)
    phone.outcome(["failed", "incomplete"], TVS_REJECTED, nokeys=(TVS_REJECTED, "config-signer-untrusted"), always=True)


@field_case("All goes well; later the phone turns to 6972, and does not trust the certificate there", "partial1")
def works_then_https_refused(lab, phone):
    works(lab, phone)
    again(lab, 4, lambda: https_refused(lab, phone, NEW_PORT, 46), 20)
    phone.outcome(["failed", "incomplete"], UNTRUSTED, always=True)


@field_case("All goes well; later CAPF deletes the certificate, and the capture ends")
def works_then_deleted(lab, phone):
    lsc = works(lab, phone)
    phone.config(md5(lsc.certificate), mode=2)
    phone.capf(lab_capf.delete(phone.device))
    lab.wait(20)
    phone.outcome("incomplete", verdict_nokeys=["incomplete", "failed"], absent=(SIGNER,))


@field_case("All goes well; later the phone asks for its lists once, and the capture ends")
def works_then_capture_ends_at_lists(lab, phone):
    works(lab, phone)
    phone.trust_list(ctl=404)
    phone.outcome("encrypted", absent=(SIGNER, LIST))


def registered_over_tls(lab, phone):
    lsc = install(lab, phone)
    finish(lab, phone, lsc, registers=False)
    link = link_to(lab, phone, lsc, lab_sip.SIPS_PORT)
    link.shake()
    line = lab_sip.over_tls(phone, link)
    line.register()
    lab.wait(60)
    return line


@field_case("Registered over TLS; TVS knows nothing of the server of a service that the user asks for")
def works_and_tvs_rejects_service(lab, phone):
    line = registered_over_tls(lab, phone)

    def asks():
        phone.tvs(unknown_signer(lab).certificate, 1)
        line.register()

    again(lab, 3, asks, 100)
    phone.outcome("encrypted", absent=(TVS_REJECTED,))


@field_case("Registered over TLS; a file that the phone can do without is on 6972, whose certificate it does not trust")
def works_and_https_refused(lab, phone):
    line = registered_over_tls(lab, phone)

    def asks():
        https_refused(lab, phone, NEW_PORT, 48)
        lab.t += 30
        line.register()

    again(lab, 3, asks, 100)
    phone.outcome("encrypted", absent=(UNTRUSTED,))
