# SPDX-License-Identifier: GPL-2.0-or-later
"""Where and when a scenario plays: addresses, names, the time of day.

The first scenarios all play at one place. Each of the later ones has its own, drawn from its name, so that nothing can be
right by knowing an address, a device or a time by heart.
"""
import datetime
import hashlib
import ipaddress

import lab_certificates
from lab_certificates import Cluster, Entity

NETWORKS = (("198.51.100", "203.0.113"), ("172.20.14", "172.20.41"), ("10.110.3", "10.110.64"), ("192.168.66", "192.168.70"))
NETWORKS_V6 = (("2001:db8:14::", "2001:db8:41::"), ("fd12:34:3::", "fd12:34:64::"))
MAKERS = ("F87A41", "2C3ECF", "70708B", "00D7E1")
LOADS = ("sip88xx.14-1-1-0201-4", "sip78xx.12-8-1-0001-455", "SCCP45.9-4-2SR3-1S", "SIP45.9-4-2SR4-3S")


class Site:
    server, gateway, phone, device = "192.0.2.10", "192.0.2.1", "192.0.2.77", "SEP00E04C0A1B2C"
    start = lab_certificates.START
    node, load = "lab-pub.lab.example", "SCCP42.9-4-2SR3-1S"
    round_trip = 0.004
    first_port, first_sequence = 49200, 0x10000000
    server_ticks, phone_ticks = 40_000_000, 70_000_000
    arp = ("192.0.2.10", "192.0.2.1")  # the server looks for the gateway, which shows that the capture goes on

    @property
    def epoch(self):
        return int(self.start.replace(tzinfo=datetime.timezone.utc).timestamp())

    def mac(self, address):
        """Everything is in one Ethernet."""
        return "00:50:56:00:02:%02x" % (ipaddress.ip_address(address).packed[-1])

    def beside(self, address, offset):
        """Another address of the same network."""
        return str(ipaddress.ip_address(address) + offset)


class DrawnSite(Site):
    """Phones behind a router: what the server's interface shows of them has the router's Ethernet address."""

    def __init__(self, name, version=4):
        digest = hashlib.sha256(name.encode()).digest()
        choose = lambda place, options: options[digest[place] % len(options)]
        servers, phones = choose(0, NETWORKS)
        self.arp = (f"{servers}.{5 + digest[1] % 60}", f"{servers}.1")
        self.server, self.gateway, self.phone = *self.arp, f"{phones}.{20 + digest[2] % 200}"
        if version == 6:
            servers, phones = choose(0, NETWORKS_V6)
            self.server, self.gateway = f"{servers}{5 + digest[1] % 60:x}", f"{servers}1"
            self.phone = f"{phones}{0x100 + digest[2]:x}"
        self.device = "SEP" + choose(3, MAKERS) + digest[4:7].hex().upper()
        self.start = datetime.datetime(2026, 4, 1) + datetime.timedelta(
            days=digest[7] % 200, seconds=int.from_bytes(digest[8:10], "big") + digest[10] * 60
        )
        self.node = f"cucm{digest[11] % 9 + 1:02}-{digest[12:13].hex()}.voice.example"
        self.load = choose(13, LOADS)
        self.round_trip = 0.0006 + (digest[14] % 12) * 0.0001
        self.first_port = 49152 + int.from_bytes(digest[15:17], "big") % 12000
        self.first_sequence = int.from_bytes(digest[17:21], "big")
        self.server_ticks, self.phone_ticks = (int.from_bytes(digest[i : i + 4], "big") >> 2 for i in (21, 25))
        self.serials = int.from_bytes(digest[16:31], "big") | 1 << 126
        self.own_mac = "00:0c:29:%s" % digest[29:32].hex(":")
        self.router_mac = "00:50:56:%s" % digest[26:29].hex(":")

    def mac(self, address):
        return self.own_mac if address in (self.server, self.arp[0]) else self.router_mac

    def entity(self, key_name, subject, which, **options):
        """A certificate of this site's; its serial number is 16 bytes long, as CUCM makes them."""
        return Entity(key_name, subject, self.serials + which, **options)

    def cluster(self, **changed):
        short = self.node.split(".")[0]
        parts = {
            "sast": lambda: self.entity("field-sast", f"ITLRECOVERY_{short}", 1),
            "ccm": lambda: self.entity("field-ccm", self.node, 2),
            "tvs": lambda: self.entity("field-tvs", f"{self.node}-TVS", 3),
            "capf": lambda: self.entity("field-capf", f"CAPF-{self.serials >> 96:08x}", 4, ca=True, sign=True),
        }
        return Cluster(**changed, **{role: make() for role, make in parts.items() if role not in changed})
