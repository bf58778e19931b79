# SPDX-License-Identifier: GPL-2.0-or-later
"""Trust lists of clusters that were changed, moved or rolled back, and what phones tell about theirs."""
import hashlib

import lab_capf
import lab_sccp
import lab_sip
from lab_certificates import md5
from lab_site import DrawnSite
from scenario import field_case, finish
from scenarios_registration import has_lsc, skinny
from signed_files import CAPF, CCM_TFTP, SAST, TVS

ROLLBACK, DIGEST = "trust-list-rollback", "trust-list-digest-unsupported"
NOT_INSTALLED, OTHER_LIST = "trust-list-not-installed", "phone-holds-other-trust-list"
UNTRUSTED = ("capf-certificate-untrusted", "capf-certificate-not-in-trust-list")


def alert_48(lab, phone):
    session = phone.connect()
    session.flight(session.hello())
    session.alert("phone", 48)
    session.close()


# Rollback, and a cluster that is not secure


@field_case("Prepare Cluster for Rollback: all roles but the SAST's are there without certificates", "itl", keys=False)
def rollback_list(lab, phone):
    phone.trust_list(records=[(SAST, lab.cluster.sast), (CCM_TFTP, None), (TVS, None), (CAPF, None)])
    for _ in range(3):
        phone.config()
        alert_48(lab, phone)
        lab.wait(30)
    phone.outcome(["failed", "incomplete"], ROLLBACK, always=True)


@field_case("The same with nothing but a SAST in the list, over TFTP; the phone stays at its configuration", "itl", keys=False)
def rollback_list_sast_only(lab, phone):
    phone.trust_list(over="tftp", records=[(SAST, lab.cluster.sast)])
    for _ in range(3):
        phone.config(over="tftp")
        lab.wait(40)
    phone.outcome(["failed", "incomplete"], ROLLBACK, always=True)


@field_case("A CTL of a cluster that is not secure any more: servers without certificates, CAPF's is there; all goes well")
def ctl_of_non_secure_cluster(lab, phone):
    name = f"CTL{phone.device}.tlv"
    records = [(SAST, lab.cluster.sast), (CCM_TFTP, None), (CAPF, lab.cluster.capf), (CCM_TFTP, None)]
    phone.get(name, phone.list_file(name, records), valid=True)
    lsc = lab.cluster.lsc(phone.device)
    phone.trust_list(ctl=None)
    phone.config()
    phone.capf(lab_capf.install(phone.device, lsc))
    lab.t += 3
    finish(lab, phone, lsc)
    phone.outcome("encrypted", absent=(ROLLBACK,))


# SHA-512


@field_case("The list is signed with SHA-512, and the phone asks for it again and again", "itl", keys=False)
def sha512_list_again_and_again(lab, phone):
    for _ in range(5):
        phone.trust_list(digest=3)
        lab.wait(15)
    phone.outcome(["failed", "incomplete"], DIGEST, always=True)


@field_case("The same over TFTP and IPv6", "itl", keys=False, version=6)
def sha512_list_again_and_again_ipv6(lab, phone):
    for _ in range(4):
        phone.trust_list(digest=3, over="tftp")
        lab.wait(30)
    phone.outcome(["failed", "incomplete"], DIGEST, always=True)


@field_case("The list is signed with SHA-512; the phone asks at each of three boots, and goes on", keys=False)
def sha512_list_taken(lab, phone):
    lsc = lab.cluster.lsc(phone.device)
    for _ in range(3):
        phone.trust_list(digest=3)
        phone.config(md5(lsc.certificate), sign={"digest": 3})
        phone.encrypted_config(lsc)
        phone.register()
        lab.wait(90)
    phone.outcome("encrypted", absent=(DIGEST, "config-digest-unsupported"))


# The phone's own word


def stays_with_alarm(lab, phone, send):
    phone.trust_list()
    for _ in range(3):
        phone.config()
        send(lab_sip.trust_list_alarm(phone.device, None, None, lab.site.server))
        lab.wait(30)
    phone.outcome(["failed", "incomplete"], NOT_INSTALLED, always=True)


@field_case("SIP: the phone's alarm says that neither list is installed", "itl", keys=False)
def alarm_not_installed_sip(lab, phone):
    stays_with_alarm(lab, phone, lambda body: lab_sip.over_tcp(phone).alarm(body))


@field_case("SIP over UDP and IPv6: the same", "itl", keys=False, version=6)
def alarm_not_installed_ipv6(lab, phone):
    stays_with_alarm(lab, phone, lab_sip.over_udp(phone).alarm)


@field_case("SCCP: the phone's alarm says that neither list is installed", "itl", keys=False)
def alarm_not_installed_sccp(lab, phone):
    def send(body):
        flow = skinny(phone)
        flow.say("client", lab_sccp.xml_alarm(body))
        flow.finish("client")

    stays_with_alarm(lab, phone, send)


def digest_of_list(phone):
    """The SHA-1 of the list that the phone fetched."""
    lists = [one for one in phone.events if one["name"].startswith("ITL") and one.get("bytes")]
    return hashlib.sha1(phone.list_file(lists[-1]["name"], timestamp=int(lists[-1]["t"]))).hexdigest()


@field_case("The alarm gives the digests of both lists, and all goes well", keys=False)
def alarm_installed_sip(lab, phone):
    has_lsc(lab, phone)
    line = lab_sip.over_tcp(phone)
    line.alarm(lab_sip.trust_list_alarm(phone.device, "7d" * 20, digest_of_list(phone), lab.site.server))
    line.alarm(lab_sip.alarm_body("LastOutOfServiceInformation", {
        "DeviceName": phone.device, "ReasonForOutOfService": "25", "TFTPCfgStatus": "1", "DNSStatusUnifiedCM1": "0",
        "LastProtocolEventSent": "Sent:REGISTER", "LastProtocolEventReceived": "Rcvd:200"}))  # fmt: skip
    line.dialogue()
    line.register()
    lab.wait(60)
    phone.outcome("encrypted", absent=(NOT_INSTALLED,))


@field_case("No CTL, as the cluster is not in mixed mode; the ITL is installed, and all goes well", keys=False)
def alarm_without_ctl(lab, phone):
    has_lsc(lab, phone)
    line = lab_sip.over_udp(phone)
    line.alarm(lab_sip.trust_list_alarm(phone.device, None, digest_of_list(phone), lab.site.server))
    line.dialogue()
    line.register()
    lab.wait(60)
    phone.outcome("encrypted")


@field_case("SCCP: the alarm gives the digests of both lists, and all goes well", keys=False)
def alarm_installed_sccp(lab, phone):
    has_lsc(lab, phone)
    flow = skinny(phone)
    flow.say("client", lab_sccp.register(phone))
    flow.say("server", lab_sccp.register_ack())
    flow.say("client", lab_sccp.xml_alarm(
        lab_sip.trust_list_alarm(phone.device, "a4" * 20, digest_of_list(phone), lab.site.server)))  # fmt: skip
    lab.wait(30)
    lab_sccp.keep_alive(flow.say)
    phone.outcome("encrypted", absent=(NOT_INSTALLED,))


# Another cluster


@field_case("A phone of another cluster asks for signed names only, of a server that has none", "itl", keys=False)
def signed_names_only(lab, phone):
    names = (f"CTL{phone.device}.tlv", f"ITL{phone.device}.tlv", "ITLFile.tlv", phone.config_name, "XMLDefault.cnf.xml.sgn")
    for _ in range(3):
        for over in ("http", "tftp"):
            for name in names:
                phone.get(name, status=404, over=over)
        lab.wait(40)
    phone.outcome(["failed", "incomplete"], OTHER_LIST, always=True)


@field_case("A phone without a list asks for signed names, then for the plain one, and gets that", keys=False)
def signed_names_then_plain(lab, phone):
    for name in (f"CTL{phone.device}.tlv", f"ITL{phone.device}.tlv", "ITLFile.tlv", phone.config_name):
        phone.get(name, status=404, over="tftp")
    phone.get(f"{phone.device}.cnf.xml", phone.full_config(encrypted=False), over="tftp")
    phone.register()
    lab.wait(30)
    phone.outcome("not-enabled", absent=(OTHER_LIST, "config-not-found"))


def other_cluster(lab):
    return DrawnSite("another cluster than " + lab.name).cluster()


@field_case("The list of one cluster, then for days another's, signed by nobody whom the phone knows", "itl", keys=False)
def list_of_another_cluster(lab, phone):
    phone.trust_list()
    phone.config("00" * 16)
    lab.wait(3600)
    second, new = lab.site.beside(lab.site.server, 30), other_cluster(lab)
    records = [(SAST, new.sast), (CCM_TFTP, new.ccm), (TVS, new.tvs), (CAPF, new.capf)]
    for _ in range(4):
        phone.trust_list(records=records, signer=new.sast, get={"server": second})
        lab.wait(60)
    phone.outcome(["failed", "incomplete"], OTHER_LIST, "trust-list-signer-unknown", always=True)


@field_case("The same after bulk certificate consolidation: the first list knew the second cluster's SAST")
def list_of_another_cluster_consolidated(lab, phone):
    second, new, old = lab.site.beside(lab.site.server, 30), other_cluster(lab), lab.cluster
    both = [(SAST, old.sast), (SAST, new.sast), (CCM_TFTP, old.ccm), (CCM_TFTP, new.ccm), (TVS, old.tvs), (CAPF, old.capf)]
    phone.trust_list(records=both)
    phone.config()
    lab.wait(3600)
    lab.cluster = new
    lsc = new.lsc(phone.device)
    phone.trust_list(get={"server": second})
    phone.config(get={"server": second}, host=second)
    phone.capf(lab_capf.install(phone.device, lsc), server=second)
    lab.t += 3
    phone.config(md5(lsc.certificate), get={"server": second}, host=second)
    phone.encrypted_config(lsc, get={"server": second})
    lab_sip.over_udp(phone, second).register()
    lab.wait(20)
    phone.outcome("encrypted", absent=(OTHER_LIST, "trust-list-signer-unknown"))


# Two servers of one cluster, of which one still serves the list of before


def old_capf(site):
    return {"capf_shown": site.entity("capf-new", f"CAPF-{site.serials >> 64 & 0xFFFFFFFF:08x}", 5, ca=True, sign=True)}


def lists(lab):
    """The records of the list of before, and of the one that holds the new CAPF certificate."""
    common = [(SAST, lab.cluster.sast), (CCM_TFTP, lab.cluster.ccm), (TVS, lab.cluster.tvs)]
    return [*common, (CAPF, lab.cluster.capf)], [*common, (CAPF, lab.cluster.capf_shown)]


@field_case("The old list from one server and alert 48; the new list, under the same name, from the other, and all goes well",
            cluster=old_capf)  # fmt: skip
def two_servers_two_lists(lab, phone):
    old, new = lists(lab)
    second = lab.site.beside(lab.site.server, 1)
    phone.trust_list(records=old)
    phone.config()
    alert_48(lab, phone)
    lab.wait(120)
    phone.trust_list(records=new, get={"server": second})
    phone.config(get={"server": second})
    lsc = lab.cluster.lsc(phone.device)
    phone.capf(lab_capf.install(phone.device, lsc))
    lab.t += 3
    finish(lab, phone, lsc)
    phone.outcome("encrypted", absent=UNTRUSTED)


@field_case("The new list from one server while CAPF is off; the old list from the other when CAPF is back, and alert 48",
            "capf_tls", keys=False, cluster=old_capf)  # fmt: skip
def two_servers_old_list_last(lab, phone):
    old, new = lists(lab)
    second = lab.site.beside(lab.site.server, 1)
    phone.trust_list(records=new, get={"server": second})
    phone.config(get={"server": second})
    phone.transport.refused(lab.site.server, 3804)
    lab.wait(120)
    for _ in range(2):
        phone.trust_list(records=old)
        phone.config()
        alert_48(lab, phone)
        lab.wait(60)
    phone.outcome("failed", *UNTRUSTED, always=True)
