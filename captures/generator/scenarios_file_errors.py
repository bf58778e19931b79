# SPDX-License-Identifier: GPL-2.0-or-later
"""Requests for files that nobody answers or that end by an error, files for somebody else, and lists that a phone that has
its partial configuration does not take."""
import struct

import lab_capf
import lab_network
from lab import Phone
from lab_certificates import md5, mic
from lab_transport import TFTP_PORT, http_answer
from scenario import field_case, finish, install
from scenarios_registration import has_lsc
from scenarios_sequence_end import LARGE, TOO_LARGE
from scenarios_tftp_servers import BUSY, NOT_FOUND
from scenarios_transfers import INCOMPLETE_FILE, encrypted_file
from scenarios_trust_lists import OTHER_LIST, other_cluster
from scenarios_path_mtu import ENOUGH, MTU, MTU_CODE
from signed_files import CAPF, CCM_TFTP, SAST, TVS

INCOMPLETE, OF_ANOTHER, SIGNER = "config-transfer-incomplete", "config-of-another-phone", "trust-list-signer-unknown"
NOT_ATTEMPTED = "capf-not-attempted"


def served(lab, phone):
    """All its files over TFTP, as a phone with an LSC gets them at boot."""
    lsc = lab.cluster.lsc(phone.device)
    phone.trust_list(over="tftp")
    phone.config(md5(lsc.certificate), over="tftp")
    phone.encrypted_config(lsc, over="tftp")
    phone.register()
    lab.wait(30)
    phone.outcome("encrypted", absent=(INCOMPLETE, INCOMPLETE_FILE, BUSY, *NOT_FOUND))


def lists_and(phone, *more):
    return (f"CTL{phone.device}.tlv", f"ITL{phone.device}.tlv", phone.config_name, *more)


# Nobody listens


def nobody_listens(lab, phone, names, rounds=3):
    for _ in range(rounds):
        for name in names:
            request = b"\0\1" + name.encode() + b"\0octet\0"
            lab_network.port_unreachable(phone, request, lab.site.server, TFTP_PORT, times=2, wait=2)
        lab.wait(20)


@field_case("ICMP port unreachable answers every request over TFTP: nobody listens there", "partial1", keys=False)
def tftp_nobody_listens(lab, phone):
    nobody_listens(lab, phone, lists_and(phone))
    phone.outcome("failed", INCOMPLETE, absent=(OTHER_LIST, *NOT_FOUND))


@field_case("The same over IPv6, and plain names are asked for as well", "partial1", keys=False, version=6)
def tftp_nobody_listens_plain_names(lab, phone):
    nobody_listens(lab, phone, lists_and(phone, f"{phone.device}.cnf.xml", "XMLDefault.cnf.xml"), rounds=2)
    phone.outcome("failed", INCOMPLETE, absent=(OTHER_LIST, *NOT_FOUND))


@field_case("Nobody listens while the TFTP service restarts; then all goes well", keys=False)
def tftp_nobody_listens_for_a_while(lab, phone):
    nobody_listens(lab, phone, lists_and(phone), rounds=1)
    served(lab, phone)


# Errors of TFTP


def ends_by_error(phone, name, who, code, text, content=b"", blocks=0, options=b""):
    """A request that `who` ends by an error: at once, after the server's options, or after some blocks."""
    transport, server = phone.transport, phone.lab.cucm
    began, own, theirs = phone.lab.t, transport.port(), transport.port()

    def from_phone(data, port=theirs):
        transport.datagram(phone.host, server, (own, port), data)

    def from_server(data):
        transport.datagram(server, phone.host, (theirs, own), data)

    from_phone(b"\0\1" + name.encode() + b"\0octet\0" + options, TFTP_PORT)
    if options:
        from_server(b"\0\6" + options)
    for number in range(blocks):
        from_server(struct.pack(">HH", 3, number + 1) + content[number * 512 : (number + 1) * 512])
        if number < blocks - 1 or who == "server":
            from_phone(struct.pack(">HH", 4, number + 1))
    error = struct.pack(">HH", 5, code) + text.encode() + b"\0"
    (from_phone if who == "phone" else from_server)(error)
    phone.noted(began, name, over="tftp", cut=True)


def config_ends_by_error(lab, phone, *error, **how):
    phone.trust_list(over="tftp")
    for _ in range(3):
        ends_by_error(phone, phone.config_name, *error, content=phone.full_config(more=ENOUGH), **how)
        lab.wait(20)


BLKSIZE = b"blksize\0" b"8192\0"


@field_case("The phone refuses the server's options by error 8, again and again", "partial1", keys=False)
def tftp_phone_refuses_options(lab, phone):
    config_ends_by_error(lab, phone, "phone", 8, "Option negotiation failed", options=BLKSIZE)
    phone.outcome("failed", INCOMPLETE, absent=NOT_FOUND)


@field_case("The phone refuses the server's options once, and asks without: all goes well", keys=False)
def tftp_phone_refuses_options_once(lab, phone):
    ends_by_error(phone, phone.config_name, "phone", 8, "Option negotiation failed", options=BLKSIZE)
    served(lab, phone)


@field_case("The phone ends the configuration's transfer: Disk full", "partial1", keys=False)
def tftp_phone_disk_full(lab, phone):
    config_ends_by_error(lab, phone, "phone", 3, "Disk full", blocks=2)
    phone.outcome("failed", INCOMPLETE, absent=NOT_FOUND)


@field_case("The phone says File not found when it gets the file: it cannot write it", "partial1", keys=False)
def tftp_phone_says_not_found(lab, phone):
    config_ends_by_error(lab, phone, "phone", 1, "File not found", options=BLKSIZE)
    phone.outcome("failed", INCOMPLETE, absent=NOT_FOUND)


@field_case("The phone ends the encrypted file's transfer by an error", "enc", keys=False)
def tftp_phone_ends_encrypted_file(lab, phone):
    lsc = lab.cluster.lsc(phone.device)
    phone.trust_list()
    phone.config(md5(lsc.certificate))
    for _ in range(3):
        ends_by_error(phone, phone.encrypted_name, "phone", 0, "timeout", encrypted_file(phone, lsc), blocks=2)
        lab.wait(20)
    phone.outcome("failed", INCOMPLETE_FILE, absent=NOT_FOUND)


@field_case("The server ends the configuration's transfer in the middle, by error 0 and a text", "partial1", keys=False)
def tftp_server_ends_config(lab, phone):
    config_ends_by_error(lab, phone, "server", 0, "Internal error", blocks=2)
    phone.outcome("failed", INCOMPLETE, absent=(BUSY, *NOT_FOUND))


@field_case("The server answers the request for the configuration by error 2, Access violation", "partial1", keys=False)
def tftp_server_denies_config(lab, phone):
    config_ends_by_error(lab, phone, "server", 2, "Access violation")
    phone.outcome("failed", INCOMPLETE, absent=(BUSY, *NOT_FOUND))


@field_case("The server answers by error 0: busy, try later", "partial1", keys=False)
def tftp_server_busy(lab, phone):
    config_ends_by_error(lab, phone, "server", 0, "Server busy, try later")
    phone.outcome(["failed", "incomplete"], BUSY, always=True, absent=(INCOMPLETE, *NOT_FOUND))


@field_case("The server is busy once, and then serves", keys=False)
def tftp_server_busy_once(lab, phone):
    phone.trust_list(over="tftp")
    ends_by_error(phone, phone.config_name, "server", 0, "Server busy, try later")
    lab.t += 5
    served(lab, phone)


# No answer


def unanswered(phone, *names, times=3):
    for name in names:
        for _ in range(times):
            phone.get(name, over="tftp", answer=False)


@field_case("The list comes; the configuration is asked for over TFTP again and again, and nobody answers", "partial1", keys=False)
def tftp_config_unanswered(lab, phone):
    phone.trust_list(over="tftp")
    for _ in range(3):
        unanswered(phone, phone.config_name)
        lab.wait(5)
    phone.outcome("failed", INCOMPLETE, absent=NOT_FOUND)


@field_case("TCP reset on 6970, and nobody answers over TFTP", "partial1", keys=False)
def tftp_nothing_answered(lab, phone):
    for _ in range(2):
        phone.transport.refused(lab.site.server, 6970)
        unanswered(phone, *lists_and(phone))
    lab.wait(1)
    phone.outcome("failed", INCOMPLETE, absent=("capture-has-gaps", OTHER_LIST, *NOT_FOUND))


@field_case("Nobody answers over TFTP for a minute; then all goes well", keys=False)
def tftp_answered_in_the_end(lab, phone):
    unanswered(phone, *lists_and(phone), times=2)
    served(lab, phone)


@field_case("The capture ends twelve seconds after the first request for the configuration", keys=False)
def tftp_unanswered_at_end(lab, phone):
    phone.trust_list(over="tftp")
    unanswered(phone, phone.config_name, times=1)
    lab.wait(2)
    phone.outcome("incomplete", absent=(INCOMPLETE, *NOT_FOUND))


# 206


@field_case("The encrypted file comes by Range in two parts, the second one first", keys=False)
def range_in_any_order(lab, phone):
    lsc = lab.cluster.lsc(phone.device)
    phone.trust_list()
    phone.config(md5(lsc.certificate))
    content = encrypted_file(phone, lsc)
    began, size = lab.t, len(content)
    for start, end in ((2000, size), (0, 2000)):
        flow = phone.transport.http_request(phone.encrypted_name, more=f"Range: bytes={start}-{end - 1}\r\n")
        more = f"Content-Range: bytes {start}-{end - 1}/{size}\r\n"
        head, body = http_answer(206, content[start:end], "*/*", more)
        flow.say("server", head + body)
        flow.finish("client")
    phone.noted(began, phone.encrypted_name, content, cut=True)
    phone.register()
    lab.wait(20)
    lab.partial_view = True
    phone.outcome("encrypted", absent=(INCOMPLETE_FILE,))


# Long packets


def blocks_lost(lab, phone, name, content, size):
    for _ in range(3):
        began = lab.t
        lab_network.tftp_blocks_lost(phone, name, content, size)
        phone.noted(began, name, over="tftp")
        lab.wait(10)
    phone.outcome("failed", MTU_CODE, always=True)


@field_case("The configuration in TFTP blocks of 1428 bytes: the first is repeated and never acknowledged", "partial1", keys=False)
def mtu_tftp_config(lab, phone):
    phone.trust_list(over="tftp")
    text = phone.full_config(encrypted=False, more=ENOUGH)
    blocks_lost(lab, phone, phone.config_name, phone.sign(text), 1428)


@field_case("The encrypted file in TFTP blocks of 1400 bytes: the first is repeated and never acknowledged", "enc", keys=False)
def mtu_tftp_encrypted_file(lab, phone):
    lsc = lab.cluster.lsc(phone.device)
    phone.trust_list()
    phone.config(md5(lsc.certificate))
    blocks_lost(lab, phone, phone.encrypted_name, encrypted_file(phone, lsc), 1400)


@field_case("CAPF: the phone's own long message, with its certificates, does not arrive", "capf", keys=False)
def mtu_capf_long_proof(lab, phone):
    phone.trust_list()
    for _ in range(2):
        phone.config()
        session = phone.connect()
        session.handshake()
        session.say([lab_capf.hello(phone.device)[0]])
        proof = [lab_capf.sudi(mic(phone.device)), *lab_capf.signed_with(lab.cluster.lsc(phone.device), phone.device)]
        message = session.client.seal(lab_capf.hello(phone.device, proof=proof)[1][1])
        lab_network.lost(session.flow, "client", message, mtu=MTU)
        session.flow.reset("client")
        lab.wait(20)
    phone.outcome("failed", MTU_CODE, always=True)


# The list does not come, or the phone does not take it, and it stays at the partial configuration


@field_case("503 for the lists, over and over; the phone gets its partial configuration, and stays there", "itl", keys=False)
def http_503_lists_stays(lab, phone):
    for _ in range(3):
        for name in (f"CTL{phone.device}.tlv", f"ITL{phone.device}.tlv"):
            phone.get(name, status=503)
        phone.config()
        lab.wait(60)
    phone.outcome(["failed", "incomplete"], BUSY, always=True, absent=NOT_FOUND)


@field_case("503 for the lists, and the phone goes on: it has a list of before")
def http_503_lists_and_on(lab, phone):
    for name in (f"CTL{phone.device}.tlv", f"ITL{phone.device}.tlv"):
        phone.get(name, status=503)
    lsc = lab.cluster.lsc(phone.device)
    phone.config()
    phone.capf(lab_capf.install(phone.device, lsc))
    lab.t += 3
    finish(lab, phone, lsc)
    phone.outcome("encrypted", absent=(BUSY, *NOT_FOUND))


@field_case("A list a little over 65,536 bytes; the phone takes its partial configuration, and stays there", "itl", keys=False)
def large_list_then_config(lab, phone):
    phone.trust_list(filler=LARGE)
    phone.config()
    lab.wait(200)
    phone.outcome(["failed", "incomplete"], TOO_LARGE, NOT_ATTEMPTED, nokeys=[TOO_LARGE], always=True)


@field_case("One cluster's list, then another's with its configuration, signed by nobody whom the phone knows", "itl", keys=False)
def list_and_config_of_another_cluster(lab, phone):
    phone.trust_list()
    lab.wait(600)
    second, new = lab.site.beside(lab.site.server, 30), other_cluster(lab)
    records = [(SAST, new.sast), (CCM_TFTP, new.ccm), (TVS, new.tvs), (CAPF, new.capf)]
    for _ in range(3):
        phone.trust_list(records=records, signer=new.sast, get={"server": second})
        phone.config(get={"server": second}, host=second, sign={"signer": new.ccm})
        lab.wait(60)
    phone.outcome(["failed", "incomplete"], SIGNER, OTHER_LIST, always=True)


# Files for another phone


def another(lab, phone):
    return Phone(lab, "SEP" + phone.device[3:9] + "0DDBA1", phone.address)


def encrypted_file_of_another(lab, phone, times):
    lsc = lab.cluster.lsc(phone.device)
    phone.trust_list()
    phone.config(md5(lsc.certificate))
    content = another(lab, phone).encrypted_file(lsc.key.public_key(), md5(lsc.certificate))
    for _ in range(times):
        phone.get(phone.encrypted_name, content, valid=True)
        lab.wait(40)
    return lsc


@field_case("Under this phone's name comes another's encrypted file, once", "enc", keys=False)
def encrypted_file_of_another_phone(lab, phone):
    encrypted_file_of_another(lab, phone, 1)
    phone.outcome(["failed", "incomplete"], OF_ANOTHER, always=True)


@field_case("The same, and the phone asks for it again and again", "enc", keys=False)
def encrypted_file_of_another_phone_again(lab, phone):
    encrypted_file_of_another(lab, phone, 3)
    phone.outcome(["failed", "incomplete"], OF_ANOTHER, always=True)


@field_case("Another phone's encrypted file once, then the right one, and all goes well", keys=False)
def encrypted_file_of_another_phone_corrected(lab, phone):
    lsc = encrypted_file_of_another(lab, phone, 1)
    phone.encrypted_config(lsc)
    phone.register()
    lab.wait(20)
    phone.outcome("encrypted", absent=(OF_ANOTHER,))


@field_case("Under this phone's name comes another's ITL, which the cluster's own SAST signed, again and again", "itl", keys=False)
def list_of_another_phone(lab, phone):
    content = another(lab, phone).list_file("ITL" + another(lab, phone).device + ".tlv")
    for _ in range(3):
        phone.trust_list(content=content)
        lab.wait(30)
    phone.outcome(["failed", "incomplete"], OF_ANOTHER, always=True, absent=(SIGNER,))


@field_case("Another phone's ITL once, then the right one, and all goes well", keys=False)
def list_of_another_phone_corrected(lab, phone):
    phone.trust_list(content=another(lab, phone).list_file("ITL" + another(lab, phone).device + ".tlv"))
    lab.wait(30)
    has_lsc(lab, phone)
    phone.register()
    lab.wait(20)
    phone.outcome("encrypted", absent=(OF_ANOTHER, SIGNER))


# One direction


def only_from_phone(lab, phone):
    lab.alter_frames = lambda frames: [one for one in frames if one[1][26:30] == phone.host.address]
    lab.partial_view = True


@field_case("Only what the phone sends was captured, of files alone: all goes well up to the partial configuration", keys=False)
def files_one_direction(lab, phone):
    for _ in range(3):
        phone.trust_list()
        phone.config()
        lab.wait(30)
    only_from_phone(lab, phone)
    phone.outcome("incomplete", absent=("capture-has-gaps", INCOMPLETE, *NOT_FOUND))


@field_case("Only what the phone sends was captured: CAPF, and an encrypted file that does not arrive", "enc", keys=False)
def encrypted_file_one_direction(lab, phone):
    lsc = install(lab, phone)
    phone.config(md5(lsc.certificate))
    for _ in range(3):
        phone.get(phone.encrypted_name, answer=False)
        lab.wait(20)
    only_from_phone(lab, phone)
    phone.outcome("incomplete", absent=(INCOMPLETE_FILE,))
