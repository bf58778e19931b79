# SPDX-License-Identifier: GPL-2.0-or-later
"""Packets that are too long for the path, in connections other than CAPF's and those of files in the clear: TVS, HTTPS,
registration. Beside each of them loss from which TCP recovers."""
import lab_network
import lab_sccp
import lab_sip
import scenarios_https_tvs as https_tvs
from lab_certificates import md5
from lab_tls_link import TlsLink
from scenario import field_case
from scenarios_path_mtu import ENOUGH, MTU, MTU_CODE, router_of
from scenarios_registration import again, has_lsc, in_clear
from scenarios_registration_tls import link_to

UNANSWERED, HIDDEN = "registration-unanswered", "provisioning-not-visible"
INCOMPLETE = "config-transfer-incomplete"
ABSENT = (MTU_CODE, UNANSWERED, HIDDEN, *https_tvs.TVS_CODES)


def flight_lost(link, **how):
    """The server's answer to the hello does not arrive whole, and the phone gives up."""
    flight = link.ends["server"].handshake(link.hello())
    lab_network.lost(link.flow, "server", flight, mtu=MTU, **how)
    lab_network.leaves(link.flow, "client")


def lossy(link):
    """From now on the first segment of what is long is lost once."""

    def send(who, data):
        if len(data) > 500:
            lab_network.lost_once(link.flow, who, data, repeats=2)
        else:
            link.flow.say(who, data)

    link.send = send
    return link


def long_certificate(role, name):
    return lambda site: {role: site.entity(f"{role}-4096", f"{name}-{site.serials >> 96:08x}", 2, bits=4096)}


# TVS


def tvs_lost(lab, phone, **how):
    https_tvs.tvs_does_not_help(lab, phone, lambda: flight_lost(https_tvs.tvs_link(lab, phone), **how), MTU_CODE)


@field_case("TVS's certificate does not arrive: its long segments are repeated and never acknowledged", "itl", keys=False,
            cluster=long_certificate("tvs", "TVS"))  # fmt: skip
def mtu_tvs(lab, phone):
    tvs_lost(lab, phone)


@field_case("The same, and a router says that fragmentation is needed", "itl", keys=False,
            cluster=long_certificate("tvs", "TVS"))  # fmt: skip
def mtu_tvs_icmp(lab, phone):
    tvs_lost(lab, phone, router=router_of(lab))


@field_case("TVS's certificate is lost twice, arrives, and TVS vouches for the signer", cluster=long_certificate("tvs", "TVS"))
def loss_of_tvs_recovers(lab, phone):
    https_tvs.needs_tvs(lab, phone)
    link = lossy(https_tvs.tvs_link(lab, phone))
    link.shake()
    signer = https_tvs.unknown_signer(lab)
    link.say("client", https_tvs.lab_capf.tvs_query(phone.device, signer.certificate))
    link.say("server", https_tvs.lab_capf.tvs_found(signer.der))
    link.close()
    phone.events.append({"t": lab.site.epoch + round(lab.t, 6), "kind": "tvs", "command": 3, "found": True})
    https_tvs.goes_on(lab, phone)
    phone.outcome("encrypted", absent=ABSENT)


# HTTPS


def https_link(lab, phone, port=https_tvs.NEW_PORT):
    return TlsLink(lab, phone.transport.open(None, port), lab.cluster.ccm)


@field_case("6972: the file service's certificate does not arrive, and the phone tries again and again", "partial1", keys=False,
            cluster=long_certificate("ccm", "CCM"))  # fmt: skip
def mtu_https_handshake(lab, phone):
    phone.trust_list(over="tftp")
    again(lab, 3, lambda: flight_lost(https_link(lab, phone)), 20)
    phone.outcome("failed", MTU_CODE, always=True)


@field_case("6972: the configuration's long segments do not arrive; with a key log", "partial1")
def mtu_https_config(lab, phone):
    phone.trust_list(over="tftp")

    def attempt():
        link = https_link(lab, phone)
        link.shake()
        link.say("client", f"GET /{phone.config_name} HTTP/1.1\r\nHost: {lab.site.server}:6972\r\n\r\n".encode())
        file = phone.sign(phone.full_config(encrypted=False, more=ENOUGH))
        answer = f"HTTP/1.1 200 OK\r\nContent-length: {len(file)}\r\nContent-type: */*\r\n\r\n".encode() + file
        lab_network.lost(link.flow, "server", link.ends["server"].seal(answer), mtu=MTU)
        lab_network.leaves(link.flow, "client")

    again(lab, 3, attempt, 20)
    phone.outcome("failed", MTU_CODE, always=True)


@field_case("6972: long segments are lost twice and arrive: all files come over HTTPS", keys=False,
            cluster=long_certificate("ccm", "CCM"))  # fmt: skip
def loss_of_https_recovers(lab, phone):
    phone.trust_list(over="tftp")
    link = lossy(https_link(lab, phone))
    link.shake()
    link.say("client", f"GET /{phone.config_name} HTTP/1.1\r\nHost: {lab.site.server}:6972\r\n\r\n".encode())
    link.say("server", b"HTTP/1.1 200 OK\r\n\r\n" + phone.sign(phone.full_config(encrypted=False, more=ENOUGH)))
    link.close()
    lab.wait(20)
    phone.outcome("incomplete", HIDDEN, always=True, absent=(MTU_CODE,))


# Registration


def register_lost(lab, phone, **how):
    """A REGISTER with a long body goes into two segments, of which the first does not arrive."""
    flow = phone.transport.open(None, lab_sip.SIP_PORT)

    def send(who, data):
        lab_network.lost(flow, who, data, mtu=MTU, **how)

    line = lab_sip.Line(phone, send, "TCP", flow.ports["client"])
    line.request(end=f"Content-Length: {len(ENOUGH)}\r\n\r\n{ENOUGH}")
    flow.reset("client")


@field_case("5060: the phone's long REGISTER is repeated and never acknowledged", "in-use", keys=False)
def mtu_sip_register(lab, phone):
    in_clear(lab, phone)
    again(lab, 3, lambda: register_lost(lab, phone), 20)
    phone.outcome("failed", MTU_CODE, always=True, absent=(UNANSWERED,))


@field_case("The same, and a router says that fragmentation is needed", "in-use", keys=False)
def mtu_sip_register_icmp(lab, phone):
    in_clear(lab, phone)
    again(lab, 3, lambda: register_lost(lab, phone, router=router_of(lab)), 20)
    phone.outcome("failed", MTU_CODE, always=True, absent=(UNANSWERED,))


@field_case("5060: a segment of the long REGISTER is lost twice, and the phone gets registered", keys=False)
def loss_of_register_recovers(lab, phone):
    in_clear(lab, phone)
    flow = phone.transport.open(None, lab_sip.SIP_PORT)

    def send(who, data):
        if who == "client":
            lab_network.lost_once(flow, who, data, repeats=2)
        else:
            flow.say(who, data)

    line = lab_sip.Line(phone, send, "TCP", flow.ports["client"])
    line.request(end=f"Content-Length: {len(ENOUGH)}\r\n\r\n{ENOUGH}")
    line.answer(200, "Expires: 120\r\n", contact=True)
    lab.wait(60)
    phone.outcome("not-enabled", absent=ABSENT)


def client_flight_lost(lab, phone, own, port, **how):
    """The phone's certificate does not arrive."""
    link = link_to(lab, phone, own, port)
    flight = link.ends["client"].handshake(link.flight())
    lab_network.lost(link.flow, "client", flight, mtu=MTU, **how)
    link.flow.reset("client")


@field_case("5061: the phone's certificate is repeated and never acknowledged, again and again", "in-use", keys=False)
def mtu_sips_phone_certificate(lab, phone):
    has_lsc(lab, phone)
    lsc = lab.cluster.lsc(phone.device, "lsc-4096", bits=4096)
    again(lab, 3, lambda: client_flight_lost(lab, phone, lsc, lab_sip.SIPS_PORT), 20)
    phone.outcome("failed", MTU_CODE, always=True)


@field_case("2443: the same, and a router says that fragmentation is needed", "in-use", keys=False)
def mtu_sccps_phone_certificate_icmp(lab, phone):
    has_lsc(lab, phone)
    lsc = lab.cluster.lsc(phone.device, "lsc-4096", bits=4096)
    again(lab, 3, lambda: client_flight_lost(lab, phone, lsc, lab_sccp.SCCPS_PORT, router=router_of(lab)), 20)
    phone.outcome("failed", MTU_CODE, always=True)


@field_case("5061: CallManager's certificate does not arrive", "in-use", keys=False, cluster=long_certificate("ccm", "CCM"))
def mtu_sips_server_certificate(lab, phone):
    lsc = has_lsc(lab, phone)
    again(lab, 3, lambda: flight_lost(link_to(lab, phone, lsc, lab_sip.SIPS_PORT)), 20)
    phone.outcome("failed", MTU_CODE, always=True)


@field_case("5061: both certificates are lost twice and arrive, and the phone gets registered", keys=False,
            cluster=long_certificate("ccm", "CCM"))  # fmt: skip
def loss_of_sips_recovers(lab, phone):
    has_lsc(lab, phone)
    lsc = lab.cluster.lsc(phone.device, "lsc-4096", bits=4096)
    link = lossy(link_to(lab, phone, lsc, lab_sip.SIPS_PORT))
    link.shake()
    line = lab_sip.over_tls(phone, link)
    again(lab, 3, line.register, 30)
    phone.outcome("encrypted", absent=ABSENT)


@field_case("5061: the phone's certificate does not get through to the first server, the second one registers it", keys=False)
def mtu_to_first_server_only(lab, phone):
    has_lsc(lab, phone)
    lsc = lab.cluster.lsc(phone.device, "lsc-4096", bits=4096)
    again(lab, 2, lambda: client_flight_lost(lab, phone, lsc, lab_sip.SIPS_PORT), 5)
    link = link_to(lab, phone, lsc, lab_sip.SIPS_PORT, server=lab.site.beside(lab.site.server, 1))
    link.shake()
    line = lab_sip.over_tls(phone, link)
    again(lab, 3, line.register, 30)
    phone.outcome("encrypted", absent=ABSENT)
