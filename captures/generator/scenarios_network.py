# SPDX-License-Identifier: GPL-2.0-or-later
"""Sent is not received: what the phone never acknowledged, phones that vanish, and what happened last."""
import lab_capf
import lab_network
import packets
from lab_certificates import md5
from lab_transport import Flow
from scenario import field_case, finish, install
from scenarios_path_mtu import ENOUGH, http_lost

INCOMPLETE_FILE = "encrypted-config-transfer-incomplete"
CAPF_PORT = 3804


@field_case("Captured at the server: SYN and SYN-ACK again and again, the phone's ACK never comes", "capf_tcp", keys=False)
def syn_ack_never_acknowledged(lab, phone):
    phone.trust_list()
    for _ in range(2):
        phone.config()
        lab_network.unacknowledged_syn_acks(phone.transport, None, CAPF_PORT)
        lab.wait(30)
    phone.outcome("failed", "capf-unreachable", always=True)


@field_case("The first SYN-ACK is lost, the second one arrives, and all goes well")
def syn_ack_acknowledged_late(lab, phone):
    lsc = lab.cluster.lsc(phone.device)
    phone.trust_list()
    phone.config()
    session = phone.connect(flow=lab_network.late_ack(phone.transport, None, CAPF_PORT))
    session.handshake()
    session.say(lab_capf.install(phone.device, lsc))
    session.close()
    lab.t += 3
    finish(lab, phone, lsc)
    phone.outcome("encrypted", absent=("capf-unreachable",))


def encrypted(lab, phone, lsc, deliver, **how):
    file = phone.encrypted_file(lsc.key.public_key(), md5(lsc.certificate), more=ENOUGH)
    return http_lost(lab, phone, phone.encrypted_name, file, deliver, **how)


@field_case("The encrypted file is sent whole and none of it acknowledged; the phone leaves and asks again, three times", "enc")
def encrypted_file_never_acknowledged(lab, phone):
    lsc = install(lab, phone)
    phone.config(md5(lsc.certificate))
    for _ in range(3):
        flow = encrypted(lab, phone, lsc, lab_network.lost, times=6)
        lab_network.leaves(flow, "client")
        lab.wait(15)
    lab.partial_view = True
    phone.outcome("failed", INCOMPLETE_FILE, "path-mtu", always=True)


@field_case("The encrypted file's first segment arrives at its third repetition, and then the phone has it all")
def encrypted_file_acknowledged_late(lab, phone):
    lsc = install(lab, phone)
    phone.config(md5(lsc.certificate))
    encrypted(lab, phone, lsc, lab_network.lost_once, repeats=3).finish("client")
    phone.register()
    lab.wait(20)
    phone.outcome("encrypted", absent=(INCOMPLETE_FILE, "path-mtu"))


def part_then_silence(flow, end, data, times):
    flow.say(end, data[: flow.segment])
    lab_network.lost(flow, end, data[flow.segment :], times=times)


@field_case("Power cut while the encrypted file comes: the server repeats into silence, the capture goes on", "enc")
def power_cut(lab, phone):
    lsc = install(lab, phone)
    phone.config(md5(lsc.certificate))
    encrypted(lab, phone, lsc, part_then_silence, times=9)
    lab.wait(180)
    lab.partial_view = True
    phone.outcome(["failed", "incomplete"], INCOMPLETE_FILE, always=True)


@field_case("The same, and three minutes later the phone is back and gets it")
def power_cut_and_back(lab, phone):
    lsc = install(lab, phone)
    phone.config(md5(lsc.certificate))
    encrypted(lab, phone, lsc, part_then_silence, times=8)
    lab.wait(180)
    phone.trust_list()
    finish(lab, phone, lsc)
    phone.outcome("encrypted", absent=(INCOMPLETE_FILE,))


@field_case("The capture ends while the encrypted file comes: nothing is lost that could be known")
def capture_ends_in_encrypted_file(lab, phone):
    lsc = install(lab, phone)
    phone.config(md5(lsc.certificate))
    file = phone.encrypted_file(lsc.key.public_key(), md5(lsc.certificate), more=ENOUGH)
    http_lost(lab, phone, phone.encrypted_name, file[:2000], Flow.say, length=len(file))
    lab.partial_view = True
    phone.outcome("incomplete", absent=(INCOMPLETE_FILE,))


# What happened last


@field_case("All goes well; two hours later the hash is empty again and CAPF refuses, over two boots", "capf_tcp")
def works_then_capf_refused(lab, phone):
    finish(lab, phone, install(lab, phone))
    for _ in range(2):
        lab.wait(7200)
        phone.trust_list()
        for _ in range(2):
            phone.config()
            phone.transport.refused(lab.site.server, CAPF_PORT)
            lab.wait(40)
    phone.outcome("failed", "capf-refused", always=True)


@field_case("CAPF refuses over two boots; two hours later it serves, and all goes well")
def capf_refused_then_works(lab, phone):
    for _ in range(2):
        phone.trust_list()
        for _ in range(2):
            phone.config()
            phone.transport.refused(lab.site.server, CAPF_PORT)
            lab.wait(40)
    lab.wait(7200)
    finish(lab, phone, install(lab, phone))
    phone.outcome("encrypted", absent=("capf-refused",))


# A capture filter


def only_port_6970(frames):
    """What `tcp port 6970` lets through."""
    port = (6970).to_bytes(2, "big")
    tcp = [one for one in frames if one[1][12:14] == b"\x08\x00" and one[1][23] == packets.TCP]
    return [one for one in tcp if port in (one[1][34:36], one[1][36:38])]


@field_case("Captured with `tcp port 6970`: the hash stays empty; what CAPF says is not in the capture", "capf_tcp", keys=False)
def filter_hides_capf(lab, phone):
    for _ in range(5):
        phone.trust_list()
        phone.config()
        phone.transport.refused(lab.site.server, CAPF_PORT)
        lab.wait(60)
    lab.alter_frames = only_port_6970
    lab.partial_view = True
    phone.outcome(["failed", "incomplete"], absent=("capf-not-attempted", "capf-refused"))


@field_case("Captured with `tcp port 6970`: the hash comes, the encrypted file is fetched")
def filter_hides_capf_that_works(lab, phone):
    finish(lab, phone, install(lab, phone))
    lab.alter_frames = only_port_6970
    lab.partial_view = True
    phone.sessions.clear()
    phone.events = [one for one in phone.events if one["kind"] == "file"]
    phone.outcome("encrypted", absent=("capf-not-attempted",))
