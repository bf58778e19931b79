#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the plugin says of a phone outside the phone's own protocols: failures in Expert Information, and the phone's name on
its packets.

usage: phone_packets.py PLUGIN CAPTURES_FOLDER

Expected are all warnings and errors of our protocols, so that one that is too many fails as one that is missing does.
"""
import collections
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from tshark import Tshark  # noqa: E402

# Short names of our protocols in tshark's statistic.
OURS = ("CAPF", "TVS", "Cisco phone files", "Cisco phone")
NO_FILE = "The server does not give "

# capture: {warning or error: how often}
WITH_KEYS = {
    "cucm-document": {},
    "s04-happy-tls13": {},
    "s05-happy-tftp512": {},
    "s06-happy-ec-secp256r1": {},  # certHash is that of the MIC: nothing can be encrypted to an EC key
    "s08-password-wrong": {"END_SESSION with reason 7 (invalid element or authentication string)": 1},
    "s09-unknown-device": {"END_SESSION with reason 9 (unknown device)": 1},
    "s11-operation-none": {},
    "s12-operation-fetch-nocert": {
        "FETCH_CERTIFICATE_RESPONSE with reason 7 (invalid element or authentication string)": 1},
    "s13-operation-delete": {},
    "s18-certhash-stale": {"certHash is not the MD5 of the certificate that the phone stored in frame 62, which is "
                           "83262654bf24ed1b0faa2d63b3b62f54": 2},
    "s26-six-phones": {
        "END_SESSION with reason 7 (invalid element or authentication string)": 1,
        "END_SESSION with reason 9 (unknown device)": 1,
        "certHash is not the MD5 of the certificate that the phone stored in frame 324, which is "
        "0dbc48cc7ec4b02a43290630c1cf8695": 2,
        NO_FILE + "SEP58971E975DBD.cnf.xml.enc.sgn: 404 Not Found": 2},
    "s38-tvs-invalid": {"TVS does not trust the certificate: status 1 (invalid)": 1},
    "s38-tvs-valid": {},
    "s46-certhash-empty-after-lsc": {
        "certHash is empty, not the MD5 of the certificate that the phone stored in frame 52, which is "
        "1ba70f6c09b0f3dd47301c8fb18d6192": 2},
    "s55-hole-in-capf": {},  # a request was sent, and not captured
    "generated/capf-aborted-by-phone": {"The session is aborted": 2},
    "generated/capf-aborted-by-server": {"The session is aborted": 2},
    "s49-keygen-failed": {
        "KEY_GENERATE_RESPONSE with reason 7 (invalid element or authentication string)": 1,
        "END_SESSION with reason 7 (invalid element or authentication string)": 1},
}  # fmt: skip
WITHOUT_KEYS = {
    "cucm-document": {},
    "s14-capf-port-closed": {f"CAPF's port refuses the connection: RST answers the SYN in frame {frame}": 1
                             for frame in (33, 35, 37)},
    "s15-capf-filtered": {"The phone repeats its SYN: CAPF's port has not answered the one in frame 33": 6},
    "s16-capf-untrusted-tls12": {"The phone sends TLS alert unknown_ca (48) on port 3804": 2},
    "s19-enc-http-404": {NO_FILE + "SEP0021A0F7BA94.cnf.xml.enc.sgn: 404 Not Found": 3},
    "s20-enc-tftp-notfound": {NO_FILE + "SEPA456309EF01C.cnf.xml.enc.sgn: TFTP error 1, File not found": 2},
    "s21-sgn-wrong-signer": {"No trust list so far holds the signer's certificate": 2},
    "generated/syn-ack-never-acknowledged": {
        f"The phone repeats its SYN: the answer in frame {frame} has not reached it": 1 for frame in (37, 40, 57, 60)},
    "generated/https-6971-alert-42": {"The phone sends TLS alert bad_certificate (42) on port 6971": 4},  # it has no name
    "generated/https-6972-alert-48-tls13": {"The phone sends TLS alert unknown_ca (48) on port 6972": 4},
    "generated/list-of-another-phone": {"Signed under another name: ITLSEPF87A410DDBA1.tlv": 3},
    "generated/tftp-phone-disk-full": {"The phone does not take SEPF87A41E5CA52.cnf.xml.sgn: TFTP error 3, Disk full": 3},
    "generated/firmware-beside": {},  # firmware's signer is in no trust list
    "s26-six-phones": {NO_FILE + "SEP58971E975DBD.cnf.xml.enc.sgn: 404 Not Found": 2},
}  # fmt: skip

# What a newer Wireshark does not tell plugins, and from which version on: the ports that an ICMPv6 error reports; that what a
# phone sends to a server's own TFTP port is TFTP.
NOT_FROM = {"generated/mtu-tls-certificate-ipv6": (4, 4), "generated/tftp-phone-disk-full": (4, 6)}

NAMED = ("s05-happy-tftp512", "s14-capf-port-closed", "s26-six-phones", "s28-happy-ipv6", "s28-happy-qinq", "s31-snaplen96",
         "s43-tftp-ipfragments", "generated/capf-unreachable-icmp", "generated/dns-no-such-name-ipv6",
         "generated/https-6972-with-keys", "generated/mtu-tls-certificate-ipv6", "generated/sccp-reject-alone",
         "generated/sip-403-alone")


def options(tshark, captures, name, keys):
    return ["-o", f"tls.keylog_file:{tshark.readable(captures / f'{name}.keylog')}"] if keys else []


def warnings(tshark, captures, name, keys):
    """{text: how often} of warnings and errors of our protocols."""
    text = tshark.run("-r", captures / f"{name}.pcapng", *options(tshark, captures, name, keys), "-q", "-z", "expert,warn")
    found = collections.Counter()
    for line in text.splitlines():
        match = re.match(r" +(\d+) +\w+ +(.+?) {2}(.*)", line)
        if match and match[2].strip() in OURS:
            found[match[3]] += int(match[1])
    return dict(found)


def is_known_to(tshark, name):
    return tshark.release < NOT_FROM.get(name, (99,))


def expert_problems(tshark, captures):
    for keys, expected in ((True, WITH_KEYS), (False, WITHOUT_KEYS)):
        for name, wanted in expected.items():
            if not is_known_to(tshark, name):
                continue
            seen = warnings(tshark, captures, name, keys)
            if seen != wanted:
                yield f"{name}, {'with' if keys else 'without'} keys: {seen}, not {wanted}"


def name_problems(tshark, captures, name):
    """Each packet of a phone to or from the ports of its services has its name, and so have what it asks DNS, ICMP's reports
    of these and the fragments of large ones. No other packet has it."""
    truth = json.loads((captures / f"{name}.json").read_text())
    phones = {phone["address"]: phone["device_name"] for phone in truth["phones"]}
    lines = tshark.run("-2", "-r", captures / f"{name}.pcapng", "-T", "fields", "-E", "occurrence=l", *(
        part for field in ("frame.number", "ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "tcp.port", "tftp.opcode",
                           "dns.id", "sip.Method", "sip.Status-Code", "ip.flags.mf", "cisco_phone.device_name") for part in ("-e", field))).splitlines()  # fmt: skip
    shown = 0
    for line in lines:
        frame, *addresses, tcp, tftp, dns, request, answer, more, device = line.split("\t")
        is_story = tcp or tftp or dns or request or answer or more in ("1", "True")
        wanted = {phones[address] for address in addresses if address in phones} if is_story else set()
        if {device} - {""} != wanted:
            yield f"{name}: frame {frame} carries {device!r}, not {wanted}"
        shown += device != ""
    if shown < 6:
        yield f"{name}: only {shown} packets carry a name"


def main():
    captures = pathlib.Path(sys.argv[2])
    with Tshark(sys.argv[1]) as tshark:
        problems = list(expert_problems(tshark, captures))
        for name in (one for one in NAMED if is_known_to(tshark, one)):
            problems += name_problems(tshark, captures, name)
    print(*problems, sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
