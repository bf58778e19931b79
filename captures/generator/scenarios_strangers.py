# SPDX-License-Identifier: GPL-2.0-or-later
"""Hosts that are no phones: scanners, monitoring, certificate probes. And a phone of which only CAPF is seen."""
import lab_capf
import packets
from lab_tls_link import TlsLink
from lab_transport import HTTP_PORT, HTTPS_PORT, Transport, http_answer
from scenario import field_case, finish, install

PORTS = (21, 22, 80, 443, 2000, 2443, 2445, 3804, 5060, 5061, HTTP_PORT, HTTPS_PORT, 6972, 8443)


def stranger(lab, offset):
    """Another host of the phones' network."""
    return Transport(lab, lab.host(lab.site.beside(lab.site.phone, offset)))


def sweep(lab, transport, open_ports=PORTS[4:]):
    """SYNs to many ports: reset at once where they are answered."""
    for port in PORTS:
        flow = transport.flow(None, port)
        flow.send(lab.t, "client", flags=packets.SYN)
        if port in open_ports:
            flow.send(lab.t + 0.0002, "server", flags=packets.SYN | packets.ACK)
            flow.send(lab.t + 0.0002 + flow.round_trip, "client", flags=packets.RST)
        else:
            flow.send(lab.t + 0.0002, "server", flags=packets.RST | packets.ACK)
        lab.t += 0.01


def probe(lab, transport, port, shown, version="1.2", finished=False):
    """TLS as far as the certificate, or to the end of the handshake, and good-bye."""
    link = TlsLink(lab, transport.open(None, port), shown, version)
    if finished:
        link.shake()
    else:
        link.flight()
    link.close("client")


def ask(lab, transport, text, status=404):
    flow = transport.open(None, HTTP_PORT)
    flow.say("client", text.encode())
    flow.say("server", b"".join(http_answer(status, b"<html>not found</html>")))
    flow.finish("client")


def one_good_phone(lab, phone):
    lab.only_these_phones = True
    finish(lab, phone, install(lab, phone))
    lab.wait(20)
    phone.outcome("encrypted")


@field_case("A scanner sends SYNs to 3804, 6970, 6971 and others; beside it a phone goes well")
def scanner_sweeps(lab, phone):
    sweep(lab, stranger(lab, 3))
    one_good_phone(lab, phone)
    sweep(lab, stranger(lab, 4))


@field_case("Monitoring reads the certificates on 3804, 6971 and 5061 every minute; beside it a phone goes well")
def certificates_probed(lab, phone):
    monitor, cluster = stranger(lab, 5), lab.cluster
    for version in ("1.2", "1.3", "1.2"):
        for port, shown in ((3804, cluster.capf), (HTTPS_PORT, cluster.ccm), (6972, cluster.ccm), (5061, cluster.ccm)):
            probe(lab, monitor, port, shown, version)
        lab.wait(60)
    one_good_phone(lab, phone)


@field_case("A health check completes TLS with CAPF and leaves at once, again and again; beside it a phone goes well")
def capf_health_checks(lab, phone):
    balancer = stranger(lab, 6)
    for _ in range(4):
        probe(lab, balancer, 3804, lab.cluster.capf, finished=True)
        lab.wait(15)
    one_good_phone(lab, phone)


@field_case("A scanner asks the file service for pages that no phone asks for; beside it a phone goes well")
def file_service_scanned(lab, phone):
    scanner = stranger(lab, 7)
    for method, path in (("GET", "/"), ("GET", "/robots.txt"), ("HEAD", "/"), ("GET", "/.git/config"), ("OPTIONS", "*")):
        ask(lab, scanner, f"{method} {path} HTTP/1.1\r\nHost: {lab.site.server}\r\nUser-Agent: zgrab/0.x\r\n\r\n")
    one_good_phone(lab, phone)


@field_case("A scanner and a certificate probe, and no phone at all")
def strangers_only(lab):
    lab.only_these_phones = True
    sweep(lab, stranger(lab, 3))
    for port, shown in ((3804, lab.cluster.capf), (HTTPS_PORT, lab.cluster.ccm)):
        probe(lab, stranger(lab, 5), port, shown)
    ask(lab, stranger(lab, 7), "GET / HTTP/1.1\r\nHost: example\r\n\r\n")
    lab.wait(30)
    lab.outcome_code = "no_phone"


@field_case("The same over IPv6", version=6)
def strangers_only_ipv6(lab):
    strangers_only(lab)


@field_case("Of a phone only CAPF is seen: what speaks CAPF is a phone")
def phone_seen_at_capf_only(lab, phone):
    phone.capf(lab_capf.install(phone.device, lab.cluster.lsc(phone.device)))
    lab.wait(20)
    phone.outcome("incomplete")
