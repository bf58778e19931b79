# SPDX-License-Identifier: GPL-2.0-or-later
"""Registrations as they may lie in the packets: split, joined, repeated, tagged, and of several phones at one address."""
import lab_sccp
import lab_sip
from scenario import field_case
from scenarios_registration import REFUSED, SECURITY_MISMATCH, again, has_lsc, skinny


def split_line(phone, size):
    """SIP over TCP whose messages are cut into segments of so many bytes."""
    line = lab_sip.over_tcp(phone)
    line.send = lambda who, data: line.flow.say(who, data, size)
    return line


@field_case("SIP over TCP in segments of 97 bytes: 403, its Warning cut in two", "in-use", keys=False)
def sip_403_in_small_segments(lab, phone):
    has_lsc(lab, phone)
    line = split_line(phone, 97)
    again(lab, 3, lambda: line.register(403, SECURITY_MISMATCH, trying=True))
    phone.outcome("failed", REFUSED, always=True)


@field_case("SIP over TCP in segments of 61 bytes: 200", keys=False)
def sip_200_in_small_segments(lab, phone):
    has_lsc(lab, phone)
    line = split_line(phone, 61)
    again(lab, 2, lambda: line.register(trying=True), 100)
    phone.outcome("encrypted", absent=(REFUSED,))


@field_case("SIP over UDP: REGISTER is sent three times before 403 comes, again and again", "in-use", keys=False)
def sip_403_after_retransmissions(lab, phone):
    has_lsc(lab, phone)
    line = lab_sip.over_udp(phone)
    send = line.send

    def repeated(who, data):
        for wait in (0.5, 1.0) if who == "client" else ():
            send(who, data)
            lab.t += wait
        send(who, data)

    line.send = repeated
    again(lab, 3, lambda: line.register(403, "Unable to find device/user in database"))
    phone.outcome("failed", REFUSED, always=True)


def tagged(frames):
    """802.1Q, voice VLAN 110."""
    return [(t, frame[:12] + b"\x81\x00\xa0\x6e" + frame[12:]) for t, frame in frames]


@field_case("In a voice VLAN: 403", "in-use", keys=False)
def sip_403_vlan(lab, phone):
    has_lsc(lab, phone)
    again(lab, 3, lambda: lab_sip.over_tcp(phone).register(403, SECURITY_MISMATCH))
    lab.alter_frames = tagged
    phone.outcome("failed", REFUSED, always=True)


@field_case("SCCP in a voice VLAN: alarm and Register in one segment, RegisterReject over two", "in-use", keys=False)
def sccp_register_reject_split(lab, phone):
    has_lsc(lab, phone)

    def attempt():
        flow = skinny(phone)
        alarm = lab_sip.alarm_body("LastOutOfServiceInformation", {"DeviceName": phone.device, "ReasonForOutOfService": "14"})
        flow.say("client", lab_sccp.xml_alarm(alarm) + lab_sccp.register(phone))
        flow.say("server", lab_sccp.register_reject("Error: Unsupported device"), 20)
        flow.finish("server")

    again(lab, 4, attempt, 20)
    lab.alter_frames = tagged
    phone.outcome("failed", REFUSED, always=True)


@field_case("SCCP: RegisterAck and the next messages in one segment", keys=False)
def sccp_register_ack_joined(lab, phone):
    has_lsc(lab, phone)
    flow = skinny(phone)
    flow.say("client", lab_sccp.register(phone) + lab_sccp.message(lab_sccp.KEEP_ALIVE))
    flow.say("server", lab_sccp.register_ack() + lab_sccp.message(lab_sccp.KEEP_ALIVE_ACK))
    for _ in range(3):
        lab.wait(30)
        lab_sccp.keep_alive(flow.say)
    phone.outcome("encrypted", absent=(REFUSED,))


@field_case("Registered at the second server, and refused by the first at each attempt to go back to it", keys=False)
def sip_refused_while_registered_elsewhere(lab, phone):
    has_lsc(lab, phone)
    second = lab_sip.over_tcp(phone, lab.site.beside(lab.site.server, 1))
    for _ in range(3):
        lab_sip.over_tcp(phone).register(503, "Load balancing: Server busy")
        lab.wait(2)
        second.register()
        lab.wait(100)
    phone.outcome("encrypted", absent=(REFUSED,))


@field_case("Two phones behind one address: one is registered, the other one refused", "in-use", keys=False)
def sip_two_phones_one_refused(lab, phone):
    other = lab.phone(phone.device[:-4] + "0B0B", phone.address)
    other.transport.next_port += 2000
    for one in (phone, other):
        has_lsc(lab, one)
    lines = lab_sip.over_tcp(phone), lab_sip.over_tcp(other)
    for _ in range(3):
        lines[0].register()
        lines[1].register(403, SECURITY_MISMATCH)
        lab.wait(60)
    phone.outcome("encrypted", absent=(REFUSED,))
    other.outcome("failed", REFUSED, always=True)


@field_case("A refusal and a registration of two phones at two addresses, in turn", "in-use", keys=False)
def sip_other_phone_refused(lab, phone):
    other = lab.phone(phone.device[:-4] + "0C0C", lab.site.beside(phone.address, 2))
    for one in (phone, other):
        has_lsc(lab, one)
    for _ in range(3):
        lab_sip.over_udp(other).register(404)
        lab_sip.over_udp(phone).register()
        lab.wait(60)
    phone.outcome("encrypted", absent=(REFUSED,))
    other.outcome("failed", REFUSED, always=True)
