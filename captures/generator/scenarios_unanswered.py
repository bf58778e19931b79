# SPDX-License-Identifier: GPL-2.0-or-later
"""Requests that nobody answers: for a registration, for a trust list. Beside them those that are answered late, or elsewhere,
or whose answer the capture cannot show."""
import lab_network
import lab_sccp
import lab_sip
from lab import Phone
from lab_certificates import md5
from scenario import field_case
from scenarios_file_errors import ends_by_error, unanswered
from scenarios_registration import again, has_lsc, in_clear, skinny
from scenarios_registration_tls import link_to

UNANSWERED, REFUSED = "registration-unanswered", "registration-refused"
LIST = "trust-list-transfer-incomplete"
NOT_FOUND = "trust-list-not-found"


# SIP over UDP


def attempt(lab, line, **how):
    line.dialogue()
    line.unanswered(**how)


@field_case("REGISTER over UDP is sent again and again, and nobody answers", "in-use", keys=False)
def sip_udp_register_unanswered(lab, phone):
    has_lsc(lab, phone)
    line = lab_sip.over_udp(phone)
    again(lab, 3, lambda: attempt(lab, line), 10)
    phone.outcome("failed", UNANSWERED, always=True)


@field_case("The same over IPv6, with the configuration in the clear", "in-use", keys=False, version=6)
def sip_udp_register_unanswered_ipv6(lab, phone):
    in_clear(lab, phone)
    line = lab_sip.over_udp(phone)
    again(lab, 3, lambda: attempt(lab, line), 10)
    phone.outcome("failed", UNANSWERED, always=True)


@field_case("REGISTER over UDP goes to two servers in turn, and neither answers", "in-use", keys=False)
def sip_udp_no_server_answers(lab, phone):
    has_lsc(lab, phone)
    lines = [lab_sip.over_udp(phone), lab_sip.over_udp(phone, lab.site.beside(lab.site.server, 1))]
    for _ in range(2):
        again(lab, 2, lambda: attempt(lab, lines[0]), 1)
        lines.reverse()
    phone.outcome("failed", UNANSWERED, always=True)


@field_case("REGISTER over UDP: ICMP says that nobody listens on 5060", "in-use", keys=False)
def sip_udp_port_unreachable(lab, phone):
    has_lsc(lab, phone)
    line = lab_sip.over_udp(phone)

    def send(who, data):
        lab_network.port_unreachable(phone, data, lab.site.server, lab_sip.SIP_PORT, wait=0.01)

    line.send = send
    again(lab, 3, lambda: attempt(lab, line, times=3), 20)
    phone.outcome("failed", UNANSWERED, always=True)


@field_case("100 Trying answers REGISTER over UDP, and nothing more comes", "in-use", keys=False)
def sip_udp_only_trying(lab, phone):
    has_lsc(lab, phone)
    line = lab_sip.over_udp(phone)

    def tries():
        line.dialogue()
        line.request()
        line.answer(100)
        for _ in range(5):
            lab.t += 4
            line.send("client", line.sent)
            line.answer(100)
        lab.t += 8

    again(lab, 3, tries, 10)
    phone.outcome("failed", UNANSWERED, always=True)


@field_case("REGISTER over UDP is sent five times before CUCM answers", keys=False)
def sip_udp_answered_late(lab, phone):
    has_lsc(lab, phone)
    line = lab_sip.over_udp(phone)
    for _ in range(3):
        line.unanswered(times=5)
        line.answer(200, "Expires: 120\r\n", contact=True)
        lab.wait(100)
    phone.outcome("encrypted", absent=(UNANSWERED,))


@field_case("The first server does not answer REGISTER over UDP, the second one registers the phone", keys=False)
def sip_udp_second_server_answers(lab, phone):
    has_lsc(lab, phone)
    line = lab_sip.over_udp(phone)
    again(lab, 3, lambda: attempt(lab, line), 1)
    line = lab_sip.over_udp(phone, lab.site.beside(lab.site.server, 1))
    again(lab, 3, line.register, 100)
    phone.outcome("encrypted", absent=(UNANSWERED,))


@field_case("Registered; what the phone sends to keep in touch with a second server (Expires: 0) is not answered", keys=False)
def sip_udp_keepalive_unanswered(lab, phone):
    has_lsc(lab, phone)
    line = lab_sip.over_udp(phone)
    line.register()
    second = lab_sip.over_udp(phone, lab.site.beside(lab.site.server, 1))
    for _ in range(4):
        second.dialogue()
        second.unanswered(more="Expires: 0\r\n")
        lab.wait(60)
    phone.outcome("encrypted", absent=(UNANSWERED,))


@field_case("Of SIP the capture holds one direction only: REGISTER every two minutes, which CUCM answers", keys=False)
def sip_udp_one_direction(lab, phone):
    has_lsc(lab, phone)
    line = lab_sip.over_udp(phone)
    again(lab, 4, line.register, 115)
    lab.alter_frames = lambda frames: [one for one in frames if b"SIP/2.0 200 OK" not in one[1]]
    lab.partial_view = True
    phone.outcome("encrypted", absent=(UNANSWERED,))


@field_case("The capture ends seconds after the first REGISTER over UDP", keys=False)
def sip_udp_capture_ends(lab, phone):
    has_lsc(lab, phone)
    lab_sip.over_udp(phone).unanswered(times=3)
    phone.outcome("encrypted", absent=(UNANSWERED,))


@field_case("Registered over UDP for minutes; then the server answers no more", "in-use", keys=False)
def sip_udp_server_goes_away(lab, phone):
    has_lsc(lab, phone)
    line = lab_sip.over_udp(phone)
    again(lab, 3, line.register, 115)
    again(lab, 4, lambda: attempt(lab, line), 10)
    phone.outcome("failed", UNANSWERED, always=True)


# TCP


def register_and_leave(lab, flow, tell, seconds=20):
    tell()
    lab.t += seconds
    flow.finish("client")


@field_case("5060 over TCP: REGISTER is acknowledged by TCP, and never answered", "in-use", keys=False)
def sip_tcp_register_unanswered(lab, phone):
    has_lsc(lab, phone)

    def tries():
        line = lab_sip.over_tcp(phone)
        register_and_leave(lab, line.flow, line.request)

    again(lab, 4, tries, 10)
    phone.outcome("failed", UNANSWERED, always=True)


@field_case("5060 over TCP: the phone's alarm is accepted, REGISTER gets 100 Trying and no more", "in-use", keys=False)
def sip_tcp_register_only_trying(lab, phone):
    has_lsc(lab, phone)

    def tries():
        line = lab_sip.over_tcp(phone)
        line.alarm(lab_sip.alarm_body("LastOutOfServiceInformation", {"DeviceName": phone.device, "ReasonForOutOfService": "10"}))

        def tell():
            line.request()
            line.answer(100)

        register_and_leave(lab, line.flow, tell)

    again(lab, 4, tries, 10)
    phone.outcome("failed", UNANSWERED, always=True)


@field_case("5060 over TCP: the connection stays open, and REGISTER goes out again and again without an answer", "in-use", keys=False)
def sip_tcp_register_unanswered_open(lab, phone):
    has_lsc(lab, phone)
    line = lab_sip.over_tcp(phone)
    again(lab, 4, line.request, 30)
    phone.outcome("failed", UNANSWERED, always=True)


@field_case("2000: the server answers keepalives, and never the registration", "in-use", keys=False)
def sccp_register_unanswered_keepalive(lab, phone):
    in_clear(lab, phone)

    def tries():
        flow = skinny(phone)
        flow.say("client", lab_sccp.register(phone))
        for _ in range(2):
            lab.t += 15
            lab_sccp.keep_alive(flow.say)
        lab.t += 10
        flow.finish("client")

    again(lab, 4, tries, 20)
    phone.outcome("failed", UNANSWERED, always=True)


@field_case("2000: Register is answered after 20 seconds, with keepalives between", keys=False)
def sccp_register_answered_late(lab, phone):
    in_clear(lab, phone)
    for _ in range(3):
        flow = skinny(phone)
        flow.say("client", lab_sccp.register(phone))
        lab.t += 10
        lab_sccp.keep_alive(flow.say)
        lab.t += 10
        flow.say("server", lab_sccp.register_ack())
        lab.wait(60)
        flow.finish("client")
    phone.outcome("not-enabled", absent=(UNANSWERED,))


def sccps_attempts(lab, phone, answered):
    """Register inside TLS, and the phone closes the connection after a while."""
    lsc = has_lsc(lab, phone)

    def tries():
        link = link_to(lab, phone, lsc, lab_sccp.SCCPS_PORT)
        link.shake()
        link.say("client", lab_sccp.register(phone))
        if answered:
            link.say("server", lab_sccp.register_ack())
        lab.t += 25
        link.close("client")

    again(lab, 4, tries, 20)


@field_case("2443: the handshake is done, and what the phone then sends is never answered", "in-use", keys=False)
def sccps_register_unanswered(lab, phone):
    sccps_attempts(lab, phone, False)
    phone.outcome("failed", UNANSWERED, always=True)


@field_case("2443: registered, and the phone closes after half a minute, again and again", keys=False)
def sccps_registered_and_closed(lab, phone):
    sccps_attempts(lab, phone, True)
    phone.outcome("encrypted", absent=(UNANSWERED,))


@field_case("REGISTER over UDP is not answered; over TCP the same server registers the phone", keys=False)
def sip_udp_unanswered_then_tcp(lab, phone):
    has_lsc(lab, phone)
    line = lab_sip.over_udp(phone)
    again(lab, 3, lambda: attempt(lab, line), 5)
    line = lab_sip.over_tcp(phone)
    again(lab, 3, line.register, 60)
    phone.outcome("encrypted", absent=(UNANSWERED,))


@field_case("REGISTER over UDP is not answered, and the phone begins again with its files each time", "in-use", keys=False)
def sip_udp_unanswered_restarts(lab, phone):
    for _ in range(4):
        has_lsc(lab, phone)
        attempt(lab, lab_sip.over_udp(phone))
        lab.wait(30)
    phone.outcome("failed", UNANSWERED, always=True)



# Trust lists


def lists(phone):
    return f"CTL{phone.device}.tlv", f"ITL{phone.device}.tlv"


@field_case("The lists are asked for over TFTP, and nobody answers; the phone asks for nothing else", "itl", keys=False)
def tftp_lists_unanswered(lab, phone):
    for _ in range(3):
        unanswered(phone, *lists(phone), "ITLFile.tlv")
        lab.wait(20)
    phone.outcome("failed", LIST, always=True, absent=(NOT_FOUND,))


@field_case("Nobody answers the requests for the lists; the partial configuration comes, and the phone stays at it", "itl",
            keys=False)  # fmt: skip
def tftp_lists_unanswered_stays(lab, phone):
    for _ in range(3):
        unanswered(phone, *lists(phone))
        phone.config(over="tftp")
        lab.wait(60)
    phone.outcome(["failed", "incomplete"], LIST, always=True, absent=(NOT_FOUND,))


@field_case("The ITL is asked for over HTTP, where nothing comes back, and over TFTP, where nobody answers", "itl", keys=False)
def lists_unanswered_http_and_tftp(lab, phone):
    for _ in range(3):
        phone.get(f"ITL{phone.device}.tlv", answer=False)
        unanswered(phone, f"ITL{phone.device}.tlv")
        lab.wait(20)
    phone.outcome("failed", LIST, always=True, absent=(NOT_FOUND,))


@field_case("The ITL breaks off in the middle over TFTP, again and again", "itl", keys=False)
def tftp_list_cut(lab, phone):
    name = f"ITL{phone.device}.tlv"
    for _ in range(3):
        phone.get(f"CTL{phone.device}.tlv", status=404, over="tftp")
        phone.get(name, phone.list_file(name), over="tftp", cut_after=1100)
        lab.wait(20)
    phone.outcome("failed", LIST, always=True, absent=(NOT_FOUND,))


@field_case("The server answers the requests for the lists by TFTP error 0 and a text, again and again", "itl", keys=False)
def tftp_lists_end_by_error(lab, phone):
    for _ in range(3):
        for name in lists(phone):
            ends_by_error(phone, name, "server", 0, "Internal error")
        lab.wait(20)
    phone.outcome("failed", LIST, always=True, absent=(NOT_FOUND,))


@field_case("There is no CTL; the ITL's blocks stop in the middle once, and then it comes", keys=False)
def tftp_list_cut_once(lab, phone):
    name = f"ITL{phone.device}.tlv"
    phone.get(f"CTL{phone.device}.tlv", status=404, over="tftp")
    phone.get(name, phone.list_file(name), over="tftp", cut_after=1100)
    has_lsc(lab, phone)
    phone.register()
    lab.wait(60)
    phone.outcome("encrypted", absent=(LIST, NOT_FOUND))


@field_case("Of the files the capture holds the phone's side only, and the server has no list", keys=False)
def tftp_lists_one_direction(lab, phone):
    for _ in range(3):
        for name in (*lists(phone), "ITLFile.tlv"):
            phone.get(name, status=404, over="tftp")
        phone.config(text=phone.full_config(encrypted=False), over="tftp")
        lab.wait(30)
    lab.alter_frames = lambda frames: [one for one in frames if one[1][26:30] == phone.host.address]
    lab.partial_view = True
    phone.outcome("incomplete", absent=(LIST, NOT_FOUND))


@field_case("Nobody answers the requests for the lists, and the phone, which has one of before, does without", keys=False)
def tftp_lists_unanswered_and_on(lab, phone):
    unanswered(phone, *lists(phone))
    lsc = lab.cluster.lsc(phone.device)
    phone.config(md5(lsc.certificate), over="tftp")
    phone.encrypted_config(lsc, over="tftp")
    phone.register()
    lab.wait(60)
    phone.outcome("encrypted", absent=(LIST, NOT_FOUND))


@field_case("The first requests for the lists are not answered; then all comes", keys=False)
def tftp_lists_answered_later(lab, phone):
    unanswered(phone, *lists(phone))
    has_lsc(lab, phone)
    phone.register()
    lab.wait(60)
    phone.outcome("encrypted", absent=(LIST, NOT_FOUND))


@field_case("The capture ends seconds after the request for the list", keys=False)
def tftp_list_capture_ends(lab, phone):
    unanswered(phone, lists(phone)[0], times=1)
    phone.outcome("incomplete", absent=(LIST, NOT_FOUND))


# Signalling alone


def registers_only(lab, phone, line, times=3):
    again(lab, times, lambda: line.register(403, "Device security mismatch: expected TLS, received TCP/UDP"), 60)


@field_case("A capture of SIP alone: 403 to the registration of a phone that says its name, again and again", "in-use", keys=False)
def sip_403_alone(lab, phone):
    registers_only(lab, phone, lab_sip.over_udp(phone))
    phone.outcome("failed", REFUSED, always=True)


@field_case("The same over TCP, a connection each time", "in-use", keys=False)
def sip_403_alone_tcp(lab, phone):
    for _ in range(3):
        registers_only(lab, phone, lab_sip.over_tcp(phone), times=1)
    phone.outcome("failed", REFUSED, always=True)


@field_case("A capture of SCCP alone: RegisterReject, again and again", "in-use", keys=False)
def sccp_reject_alone(lab, phone):
    def tries():
        flow = skinny(phone)
        flow.say("client", lab_sccp.register(phone))
        flow.say("server", lab_sccp.register_reject("No Entry In Database"))
        flow.finish("server")

    again(lab, 3, tries)
    phone.outcome("failed", REFUSED, always=True)


@field_case("A capture of SIP alone: refused, then registered by the second server", keys=False)
def sip_alone_registered_by_second_server(lab, phone):
    registers_only(lab, phone, lab_sip.over_udp(phone))
    line = lab_sip.over_udp(phone, lab.site.beside(lab.site.server, 1))
    again(lab, 3, line.register, 60)
    phone.outcome("incomplete", absent=(REFUSED,))


@field_case("A capture of SIP alone: the phone is registered, and what it has of a configuration is not shown", keys=False)
def sip_alone_registered(lab):
    phone = Phone(lab, lab.site.device, lab.site.phone)
    line = lab_sip.over_udp(phone)
    again(lab, 3, line.register, 60)
