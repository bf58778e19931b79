# SPDX-License-Identifier: GPL-2.0-or-later
"""Who is who: addresses that change, and phones that share one."""
import lab_capf
from lab_certificates import md5
from scenario import finish, scenario

UNKNOWN_DEVICE = 9


@scenario("DHCP gives the phone another address before CAPF")
def address_changes_by_dhcp(lab, phone):
    lsc = lab.cluster.lsc(phone.device)
    phone.trust_list()
    phone.config()
    lab.t += 2
    phone.new_lease("192.0.2.91")
    phone.capf(lab_capf.install(phone.device, lsc))
    lab.t += 3
    finish(lab, phone, lsc)


@scenario("Two phones behind one address, both in CAPF at the same time; one of them is not known there", broken_step="capf")
def two_phones_behind_one_address(lab, phone):
    other = lab.phone("SEP00E04C0A1B2D", phone.address)
    other.transport.next_port += 2000
    lsc = lab.cluster.lsc(phone.device)
    for one in (phone, other):
        one.trust_list()
        one.config()
    sessions = phone.connect(), other.connect()
    for session in sessions:
        session.handshake()
    sessions[0].say(lab_capf.install(phone.device, lsc))
    sessions[1].say(lab_capf.nothing(other.device, UNKNOWN_DEVICE))
    for session in sessions:
        session.close()
    lab.t += 3
    other.config()
    finish(lab, phone, lsc)
    lab.wait(30)
    # Without keys either session may be of either phone.
    other.outcome("failed", "capf-unknown-device", nokeys=(), verdict_nokeys="incomplete")


@scenario("The same two phones, one after the other, each with its own certificate")
def two_phones_behind_one_address_in_turn(lab, phone):
    other = lab.phone("SEP00E04C0A1B2D", phone.address)
    other.transport.next_port += 2000
    for one, serial in ((phone, 0x71), (other, 0x72)):
        lsc = lab.cluster.lsc(one.device, serial=serial)
        one.trust_list()
        one.config()
        one.capf(lab_capf.install(one.device, lsc))
        lab.t += 3
        one.config(md5(lsc.certificate))
        one.encrypted_config(lsc)
        one.register()
        lab.wait(5)
        one.outcome("encrypted")
