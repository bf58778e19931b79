# SPDX-License-Identifier: GPL-2.0-or-later
"""Packets that are too long for the path: the long ones are repeated and never acknowledged, the short ones arrive. Beside
them ordinary loss, from which TCP and TFTP recover."""
import lab_capf
import lab_network
from lab_certificates import md5
from lab_tls import TlsEnd
from lab_transport import http_answer
from scenario import field_case, finish
from scenarios_registration import has_lsc

MTU_CODE = "path-mtu"
MTU = 1300
RSA_EXCHANGE = "AES256-SHA:@SECLEVEL=0"  # a short flight: no Server Key Exchange


def router_of(lab):
    return lab.host(lab.site.gateway)


def http_lost(lab, phone, name, content, deliver, length=None, **how):
    """A request, and an answer that the network does not bring whole. length: what its header says, if not the content's."""
    began = lab.t
    flow = phone.transport.http_request(name)
    head, _ = http_answer(200, bytes(length or len(content)), "*/*")
    deliver(flow, "server", head + content, **how)
    phone.noted(began, name, content, cut=True)
    return flow


def list_lost(lab, phone, times=3, **how):
    name = f"ITL{phone.device}.tlv"
    for _ in range(times):
        phone.get(f"CTL{phone.device}.tlv", status=404)
        flow = http_lost(lab, phone, name, phone.list_file(name), lab_network.lost, mtu=MTU, **how)
        lab_network.leaves(flow, "client")
        lab.wait(20)


@field_case("The list's long segments are repeated and never acknowledged; its short last one arrives", "itl", keys=False)
def mtu_trust_list(lab, phone):
    list_lost(lab, phone)
    phone.outcome("failed", MTU_CODE, always=True)


@field_case("The same, and a router says that fragmentation is needed", "itl", keys=False)
def mtu_trust_list_icmp(lab, phone):
    list_lost(lab, phone, router=router_of(lab))
    phone.outcome("failed", MTU_CODE, always=True)


@field_case("The same over IPv6: packet too big", "itl", keys=False, version=6)
def mtu_trust_list_ipv6(lab, phone):
    list_lost(lab, phone, router=router_of(lab))
    phone.outcome("failed", MTU_CODE, always=True)


def tftp_lost(lab, phone, **how):
    name = f"ITL{phone.device}.tlv"
    for _ in range(3):
        phone.get(f"CTL{phone.device}.tlv", status=404, over="tftp")
        began = lab.t
        lab_network.tftp_blocks_lost(phone, name, phone.list_file(name), 1428, **how)
        phone.noted(began, name, over="tftp")
        lab.wait(10)


@field_case("TFTP with blocks of 1428 bytes: the first block is repeated and never acknowledged", "itl", keys=False)
def mtu_tftp_blocks(lab, phone):
    tftp_lost(lab, phone)
    phone.outcome("failed", MTU_CODE, always=True)


@field_case("The same, and a router says that fragmentation is needed", "itl", keys=False)
def mtu_tftp_blocks_icmp(lab, phone):
    tftp_lost(lab, phone, router=router_of(lab), mtu=MTU)
    phone.outcome("failed", MTU_CODE, always=True)


def encrypted_file_lost(lab, phone, **how):
    phone.config()
    lsc = lab.cluster.lsc(phone.device)
    phone.capf(lab_capf.install(phone.device, lsc), ciphers=RSA_EXCHANGE)
    lab.t += 3
    phone.config(md5(lsc.certificate))
    for _ in range(3):
        file = phone.encrypted_file(lsc.key.public_key(), md5(lsc.certificate), more=ENOUGH)
        flow = http_lost(lab, phone, phone.encrypted_name, file, lab_network.lost, mtu=MTU, **how)
        lab_network.leaves(flow, "client")
        lab.wait(20)


ENOUGH = "<sshUserId></sshUserId>\n" * 60


@field_case("All goes well up to the encrypted file, whose long segments do not arrive", "enc")
def mtu_encrypted_file(lab, phone):
    encrypted_file_lost(lab, phone)
    phone.outcome("failed", MTU_CODE, "encrypted-config-transfer-incomplete", always=True)


@field_case("The same, and a router says that fragmentation is needed", "enc")
def mtu_encrypted_file_icmp(lab, phone):
    encrypted_file_lost(lab, phone, router=router_of(lab))
    phone.outcome("failed", MTU_CODE, always=True)


def long_certificate(site):
    return {"capf": site.entity("capf-4096", f"CAPF-{site.serials >> 96:08x}", 4, bits=4096, ca=True, sign=True)}


def flight_of(session, hello, version="1.2"):
    """The server's answer to the hello, not sent yet."""
    session.server = TlsEnd(version, session.shown)
    return session.server.handshake(hello)


def certificate_lost(lab, phone, **how):
    phone.trust_list(over="tftp")
    phone.config(over="tftp")
    for _ in range(3):
        session = phone.connect()
        lab_network.lost(session.flow, "server", flight_of(session, session.hello()), mtu=MTU, **how)
        lab_network.leaves(session.flow, "client")
        lab.wait(20)


@field_case("CAPF's certificate does not arrive, the end of the flight does; the files came in short TFTP blocks",
            "capf_tls", cluster=long_certificate)  # fmt: skip
def mtu_tls_certificate(lab, phone):
    certificate_lost(lab, phone)
    phone.outcome("failed", MTU_CODE, always=True)


@field_case("The same over IPv6: packet too big", "capf_tls", cluster=long_certificate, version=6)
def mtu_tls_certificate_ipv6(lab, phone):
    certificate_lost(lab, phone, router=router_of(lab))
    phone.outcome("failed", MTU_CODE, always=True)


def up_to_store(lab, phone):
    """CAPF up to the message that brings the certificate. Returns (session, the dialogue from there on)."""
    lsc = lab.cluster.lsc(phone.device, "lsc-4096", bits=4096)
    phone.trust_list(over="tftp")
    phone.config(over="tftp")
    dialogue = lab_capf.install(phone.device, lsc, 4096)
    session = phone.connect()
    session.handshake("1.2", RSA_EXCHANGE)
    session.say(dialogue[:6])
    return session, dialogue[6:], lsc


def store_lost(lab, phone, **how):
    for _ in range(2):
        session, rest, _ = up_to_store(lab, phone)
        lab_network.lost(session.flow, "server", session.server.seal(rest[0][1]), mtu=1152, times=7, **how)
        lab_network.leaves(session.flow, "client")
        lab.wait(30)
    phone.outcome("failed", MTU_CODE, always=True)


@field_case("CAPF goes well up to the certificate: that message is repeated and never acknowledged", "capf")
def mtu_capf_store(lab, phone):
    store_lost(lab, phone)


@field_case("The same, and a router says that fragmentation is needed", "capf")
def mtu_capf_store_icmp(lab, phone):
    store_lost(lab, phone, router=router_of(lab))


# Loss that ends well


@field_case("Long segments are lost once or twice, sent again, and acknowledged: list, certificate and encrypted file",
            cluster=long_certificate)  # fmt: skip
def loss_recovers(lab, phone):
    name, lsc = f"ITL{phone.device}.tlv", lab.cluster.lsc(phone.device)
    flow = http_lost(lab, phone, name, phone.list_file(name), lab_network.lost_once, repeats=2)
    flow.finish("client")
    phone.config()
    session = phone.connect()
    flight = flight_of(session, session.hello())
    lab_network.lost_once(session.flow, "server", flight)
    for end, other in ((session.client, "server"), (session.server, "client")):
        flight = end.handshake(flight)
        session.send("client" if other == "server" else "server", flight)
    session.client.handshake(flight)
    session.say(lab_capf.install(phone.device, lsc))
    session.close()
    lab.t += 3
    phone.config(md5(lsc.certificate))
    file = phone.encrypted_file(lsc.key.public_key(), md5(lsc.certificate), more=ENOUGH)
    http_lost(lab, phone, phone.encrypted_name, file, lab_network.lost_once).finish("client")
    phone.register()
    lab.wait(20)
    phone.outcome("encrypted", absent=(MTU_CODE, "encrypted-config-transfer-incomplete"))


@field_case("CAPF's certificate message is lost once, and acknowledged when it comes again")
def loss_of_store_recovers(lab, phone):
    session, rest, lsc = up_to_store(lab, phone)
    sealed = session.server.seal(rest[0][1])
    session.client.open(sealed)
    lab_network.lost_once(session.flow, "server", sealed, repeats=3)
    session.truth["commands"].append(9)
    session.say(rest[1:])
    session.close()
    lab.t += 3
    phone.config(md5(lsc.certificate), over="tftp")
    phone.encrypted_config(lsc, over="tftp")
    phone.register()
    lab.wait(20)
    phone.outcome("encrypted", absent=(MTU_CODE, "capf-session-cut"))


@field_case("A router says that fragmentation is needed, and the server makes its segments shorter")
def mtu_discovered(lab, phone):
    name, lsc = f"ITL{phone.device}.tlv", lab.cluster.lsc(phone.device)
    flow = http_lost(lab, phone, name, phone.list_file(name), lab_network.shrunk, router=router_of(lab), mtu=MTU)
    flow.finish("client")
    phone.config()
    phone.capf(lab_capf.install(phone.device, lsc), ciphers=RSA_EXCHANGE)
    lab.t += 3
    finish(lab, phone, lsc)
    phone.outcome("encrypted", absent=(MTU_CODE,))


@field_case("A long TFTP block is lost twice; the third time it is acknowledged", keys=False)
def loss_of_tftp_block_recovers(lab, phone):
    name = f"ITL{phone.device}.tlv"
    lab_network.tftp_blocks_lost(phone, name, phone.list_file(name), 1428, times=2, arrives=True)
    has_lsc(lab, phone)
    phone.register()
    lab.wait(20)
    phone.outcome("encrypted", absent=(MTU_CODE,))
