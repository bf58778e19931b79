#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The plugin leaves what is not ours alone: in a broad set of other traffic tshark shows the same with it and without.

usage: strangers.py PLUGIN

Among it is what could be mistaken: 0x55 and 0x57 as first byte, HTTP on CAPF's port, HiQnet, TLS of others, downloads and
TFTP files of all kinds. Port 6970 is HTTP with the plugin and TFTP files are put together: tshark without it is told so.
"""
import pathlib
import random
import struct
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from made_packets import CLIENT, SERVER, Capture, Tftp  # noqa: E402
from make_captures import chunked, get, gzipped, ok  # noqa: E402
from tshark import Tshark  # noqa: E402

# What the plugin does on purpose to Wireshark's own settings.
MEANT = ("-o", "tftp.defragment:TRUE", "-o", "http.tcp.port:80,3128,3132,5985,8080,8088,11371,1900,2869,2710,6970",
         "-o", "http.tls.port:443,6971")
OURS = "capf || cisco_sgn || cisco_tvs"


def noise(seed, length):
    return random.Random(seed).randbytes(length)


def bodies():
    """(media type, body) of downloads that are not phone files."""
    for kind in ("*/*", "application/octet-stream", "text/xml", "text/plain", "application/xml", "", "image/png"):
        yield kind, noise(kind, 3000)
        yield kind, b"<?xml version=\"1.0\"?>\n<root><device id=\"1\"><name>printer</name></device></root>\n"
        yield kind, b"<device><name>thermostat</name></device>\n"
        yield kind, b"PK\3\4" + noise(kind, 900)
        yield kind, b"\1\0\2\0" + noise(kind, 400)  # nearly the beginning of a signed header
        yield kind, b"\1\2\0\2" + noise(kind, 400)
        yield kind, b"\1" + bytes(60)
        yield kind, b"#EXTM3U\nringlist\n"


def hiqnet():
    """Who has TCP port 3804 in Wireshark."""
    capture = Capture()
    message = struct.pack(">BBIHIHIHHBHH", 2, 25, 25, 0x12, 0, 0x34, 0, 0, 0x20, 5, 0, 1).ljust(25, b"\0")
    capture.tcp(3804).client(message).server(message).close()
    return capture


def http():
    capture = Capture()
    for kind, body in bodies():
        for port in (80, 6970):
            capture.tcp(port).client(get("file.bin")).server(ok(body, kind=kind)).close()
    body = noise(1, 2000)
    capture.tcp(80).client(get("a")).server(ok(chunked(body), more="Transfer-Encoding: chunked\r\n", length=False)).close()
    capture.tcp(80).client(get("a")).server(ok(gzipped(body), more="Content-Encoding: gzip\r\n")).close()
    capture.tcp(80).client(b"POST /SEP.cnf.xml.sgn HTTP/1.1\r\nContent-Length: 4\r\n\r\nabcd").server(ok(b"")).close()
    capture.tcp(6970).client(b"not HTTP at all\n").server(noise(2, 300)).close()
    return capture


def capf_port():
    """What others do on TCP 3804 and 2445."""
    capture = Capture()
    capture.tcp(3804).client(get("index.html")).server(ok(b"<html></html>", kind="text/html")).close()
    for seed in range(20):
        first = noise(seed, 1)
        if first not in (b"\x14", b"\x15", b"\x16", b"\x17", b"\x55", b"\x01", b"\x02"):
            capture.tcp(3804).client(first + noise(seed, 200)).server(noise(seed + 100, 60)).close()
    capture.tcp(3804).client(b"\x55\xff" + noise(5, 40)).server(b"\x55\0" + noise(6, 40)).close()
    capture.tcp(2445).client(noise(7, 100)).close()
    capture.tcp(2445).client(b"\x57" + noise(8, 100)).close()
    return capture


def other_ports():
    """Our first bytes on ports of others."""
    capture = Capture()
    ports = (21, 25, 53, 389, 445, 1433, 2000, 2443, 3306, 5060, 5061, 5432, 8443, 49152, 50000)
    for port in ports:
        capture.tcp(port).server(b"\x55\1" + struct.pack(">IH", 7, 8) + bytes(8)).client(b"\x57\1\1\0" + bytes(8)).close()
        capture.tcp(port).client(noise(port, 700)).server(noise(-port, 700)).close()
    return capture


def tls(port):
    capture = Capture()
    hello = b"\3\3" + noise(port, 32) + b"\0" + b"\0\4\x13\1\x13\2" + b"\1\0"
    hello = b"\1" + len(hello).to_bytes(3, "big") + hello
    record = b"\x16\3\1" + struct.pack(">H", len(hello)) + hello
    alert = b"\x15\3\3\0\2\2\x28"
    capture.tcp(port).client(record).server(alert).close()
    return capture


def tftp():
    capture = Capture()
    files = {"pxelinux.0": noise(1, 26000), "startup-config": b"version 15.2\nhostname r1\n" * 90, "empty": b"",
             "image.bin": b"\1\2" + noise(3, 5000), "phonebook.xml": b"<device><name>x</name></device>\n",
             "SEP001122334455.cnf.xml": b"<flat-profile><Profile_Rule>x</Profile_Rule></flat-profile>\n"}
    for number, (name, data) in enumerate(files.items()):
        Tftp(capture, name, port=41000 + number).send(data)
    Tftp(capture, "missing", port=42000).error(1, "File not found")
    capture.udp(CLIENT, 69, SERVER, 69, b"\0\7junk")
    return capture


def udp_services():
    capture = Capture()
    capture.udp(CLIENT, 5353, SERVER, 53, b"\x12\x34\1\0\0\1\0\0\0\0\0\0\7example\3com\0\0\1\0\1")
    sip = b"REGISTER sip:x SIP/2.0\r\nVia: SIP/2.0/UDP h\r\nCall-ID: 1\r\nCSeq: 1 REGISTER\r\nContent-Length: 0\r\n\r\n"
    capture.udp(CLIENT, 5060, SERVER, 5060, sip)
    for sequence in range(50):
        capture.udp(CLIENT, 16384, SERVER, 16400, struct.pack(">BBHII", 0x80, 0, sequence, sequence * 160, 7) + bytes(160))
    dhcp = b"\1\1\6\0" + noise(1, 4) + bytes(8) + bytes(16) + b"\2\0\0\0\0\1" + bytes(10) + bytes(192)
    capture.udp("0.0.0.0", 68, "255.255.255.255", 67, dhcp + b"\x63\x82\x53\x63\x35\1\1\xff")
    for port in (123, 137, 161, 500, 514, 1812, 3804, 2445, 6970):
        capture.udp(CLIENT, 40000, SERVER, port, b"\x55\1" + noise(port, 60))
    return capture


STRANGERS = {"hiqnet": hiqnet, "http": http, "capf_port": capf_port, "other_ports": other_ports, "tls_443": lambda: tls(443),
             "tls_3804": lambda: tls(3804), "tftp": tftp, "udp_services": udp_services}  # fmt: skip

# On our ports Wireshark looks for TLS, which it does not do by itself: only what we claim is compared.
OUR_PORTS = ("capf_port", "tls_3804")


def shown(tshark, capture, meant=()):
    """The lines of the packet list and trees. A phone's name stands on what asks for a file with a phone's name, whatever
    the file turns out to be: that is left out."""
    lines, inside = [], False
    for line in tshark.run("-r", capture, "-V", "-P", *meant).replace("\0", "").splitlines():
        inside = line.startswith("[Cisco IP Phone, SEP001122334455]") or (inside and line.startswith(" "))
        if not inside:
            lines.append(line)
    return lines


def differences(name, ours, capture, with_plugin):
    """Where the two outputs part, at most three lines."""
    theirs = shown(ours, capture, MEANT)
    for number, (one, other) in enumerate(zip(with_plugin, theirs)):
        if one != other:
            yield f"{name}, line {number}: with the plugin {one!r}, without {other!r}"
            return
    if len(with_plugin) != len(theirs):
        yield f"{name}: {len(with_plugin)} lines with the plugin, {len(theirs)} without"


def main():
    faults, count = [], 0
    with tempfile.TemporaryDirectory() as folder, Tshark(sys.argv[1]) as with_plugin, Tshark(None) as without:
        for name, maker in STRANGERS.items():
            capture = maker().write(pathlib.Path(folder) / f"{name}.pcap")
            claimed = with_plugin.run("-r", capture, "-Y", OURS)
            faults += [f"{name}: taken for ours: {line}" for line in claimed.splitlines()]
            lines = shown(with_plugin, capture)
            count += sum(line.startswith("Frame ") for line in lines)
            if name not in OUR_PORTS:
                faults += differences(name, without, capture, lines)
    for fault in faults:
        print(fault)
    print(f"{len(STRANGERS)} captures, {count} frames of others, {len(faults)} faults")
    return 1 if faults or not count else 0


if __name__ == "__main__":
    sys.exit(main())
