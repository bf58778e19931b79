# SPDX-License-Identifier: GPL-2.0-or-later
"""The servers that phones get their files from: busy, absent, more than one."""
import lab_capf
import lab_network
from lab_certificates import md5
from scenario import field_case, finish, install

BUSY = "server-busy"
NOT_FOUND = ("config-not-found", "trust-list-not-found", "encrypted-config-not-found")


# HTTP 503: what is asked for may well exist


@field_case("The configuration is answered by 503, over and over, and not at all over TFTP", "partial1", keys=False)
def http_503_config(lab, phone):
    phone.trust_list()
    for _ in range(4):
        phone.get(phone.config_name, status=503)
        lab.wait(15)
    phone.outcome(["failed", "incomplete"], BUSY, always=True, absent=NOT_FOUND)


@field_case("The trust lists are answered by 503, and so is the configuration", "itl", keys=False)
def http_503_trust_list(lab, phone):
    for _ in range(3):
        for name in (f"CTL{phone.device}.tlv", f"ITL{phone.device}.tlv", phone.config_name):
            phone.get(name, status=503)
        lab.wait(30)
    phone.outcome(["failed", "incomplete"], BUSY, always=True, absent=NOT_FOUND)


@field_case("The encrypted file is answered by 503 after CAPF went well", "enc")
def http_503_encrypted_file(lab, phone):
    lsc = install(lab, phone)
    phone.config(md5(lsc.certificate))
    for _ in range(4):
        phone.get(phone.encrypted_name, status=503)
        lab.wait(20)
    phone.outcome(["failed", "incomplete"], BUSY, always=True, absent=NOT_FOUND)


@field_case("503 over IPv6 for the configuration", "partial1", keys=False, version=6)
def http_503_config_ipv6(lab, phone):
    phone.trust_list()
    for _ in range(4):
        phone.get(phone.config_name, status=503)
        lab.wait(25)
    phone.outcome(["failed", "incomplete"], BUSY, always=True, absent=NOT_FOUND)


@field_case("503 over HTTP, and half a second later TFTP brings it: list, configuration and encrypted file")
def http_503_then_tftp(lab, phone):
    lsc = lab.cluster.lsc(phone.device)

    def busy(name):
        phone.get(name, status=503)
        lab.t += 0.5

    busy(f"ITL{phone.device}.tlv")
    phone.trust_list(over="tftp")
    busy(phone.config_name)
    phone.config(over="tftp")
    phone.capf(lab_capf.install(phone.device, lsc))
    lab.t += 3
    busy(phone.config_name)
    phone.config(md5(lsc.certificate), over="tftp")
    busy(phone.encrypted_name)
    phone.encrypted_config(lsc, over="tftp")
    phone.register()
    lab.wait(20)
    phone.outcome("encrypted", absent=(BUSY, *NOT_FOUND))


@field_case("503 twice, then 200 for the same name")
def http_503_then_200(lab, phone):
    for _ in range(2):
        phone.get(f"ITL{phone.device}.tlv", status=503)
        lab.wait(10)
    finish(lab, phone, install(lab, phone))
    phone.outcome("encrypted", absent=(BUSY, *NOT_FOUND))


# More than one server


def first_server_is_off(lab, phone):
    """TCP reset on 6970, ICMP port unreachable on UDP 69."""
    address = lab.site.beside(lab.site.server, 3)
    phone.transport.refused(address, 6970)
    for name in (f"CTL{phone.device}.tlv", f"ITL{phone.device}.tlv", phone.config_name):
        request = b"\0\1" + name.encode() + b"\0octet\0"
        lab_network.port_unreachable(phone, request, address, 69, times=2, wait=1)


@field_case("ICMP port unreachable from the first TFTP server; the second one serves all")
def tftp_second_server_serves(lab, phone):
    lsc = lab.cluster.lsc(phone.device)
    first_server_is_off(lab, phone)
    phone.trust_list(over="tftp")
    phone.config(over="tftp")
    phone.capf(lab_capf.install(phone.device, lsc))
    lab.t += 3
    first_server_is_off(lab, phone)
    phone.config(md5(lsc.certificate), over="tftp")
    phone.encrypted_config(lsc, over="tftp")
    phone.register()
    lab.wait(20)
    phone.outcome("encrypted", absent=NOT_FOUND)


@field_case("The same over IPv6, with HTTP at the second server", version=6)
def tftp_second_server_serves_ipv6(lab, phone):
    first_server_is_off(lab, phone)
    finish(lab, phone, install(lab, phone))
    phone.outcome("encrypted", absent=NOT_FOUND)


@field_case("ICMP from the first server, and the second one has no file for this phone", "partial1", keys=False)
def tftp_second_server_has_nothing(lab, phone):
    for _ in range(2):
        first_server_is_off(lab, phone)
        phone.trust_list(over="tftp")
        for name in (phone.config_name, f"{phone.device}.cnf.xml", "XMLDefault.cnf.xml.sgn", "XMLDefault.cnf.xml"):
            phone.get(name, status=404, over="tftp")
        lab.wait(40)
    phone.outcome("failed", "config-not-found")


@field_case("ICMP from the first server; the second one serves, and then CAPF refuses", "capf_tcp", keys=False)
def tftp_second_server_then_capf_refused(lab, phone):
    first_server_is_off(lab, phone)
    phone.trust_list(over="tftp")
    for _ in range(3):
        phone.config(over="tftp")
        phone.transport.refused(lab.site.server, 3804)
        lab.wait(30)
    phone.outcome("failed", "capf-refused", absent=NOT_FOUND)
