#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Checks with tshark that captures/cucm-document.pcapng shows what Cisco's document prints, and nothing suspicious.

usage: check_document_trace.py CAPTURES_FOLDER
"""
import subprocess
import sys
from pathlib import Path

PHONE, CUCM = "10.147.94.55", "10.48.46.4"
# The document's lines: time, source, Info as tshark words it (a part of it).
PRINTED = [
    ("73.824626", PHONE, "GET /ITLSEPA45630BBFA40.tlv HTTP/1.1"),
    ("74.110351", PHONE, "GET /SEPA45630BBFA40.cnf.xml.sgn HTTP/1.1"),
    ("76.804108", PHONE, "51292 → 3804 [ACK] Seq=1 Ack=1 Win=5840 Len=0 TSval=159397051 TSecr=162819875"),
    ("76.805662", PHONE, "Client Hello"),
    ("76.805690", CUCM, "3804 → 51292 [ACK] Seq=1 Ack=55 Win=5792 Len=0 TSval=162819927 TSecr=159397051"),
    ("76.805866", CUCM, "Server Hello, Certificate, Server Hello Done"),
    ("76.855825", PHONE, "51292 → 3804 [ACK] Seq=55 Ack=720 Win=7280 Len=0 TSval=159397056 TSecr=162819927"),
    ("76.864678", PHONE, "Client Key Exchange, Change Cipher Spec, Encrypted Handshake Message"),
    ("76.870861", CUCM, "Change Cipher Spec, Encrypted Handshake Message"),
    ("76.871012", CUCM, "Application Data, Application Data"),
    ("128.078706", PHONE, "GET /SEPA45630BBFA40.cnf.xml.sgn HTTP/1.1"),
    ("130.708816", PHONE, "GET /SEPA45630BBFA40.cnf.xml.enc.sgn HTTP/1.1"),
]
RESPONSE = b"HTTP/1.1 200 OK\r\nContent-length: 759\r\nCache-Control: no-store\r\nContent-type: */*\r\n\r\n"
CONFIG_LINES = """<fullConfig>False</fullConfig>
<loadInformation>SIP75.9-3-1SR2-1S</loadInformation>
<ipAddressMode>0</ipAddressMode>
<capfAuthMode>0</capfAuthMode>
<capfList>
<capf>
<phonePort>3804</phonePort>
<processNodeName>10.48.46.4</processNodeName>
</capf>
</capfList>
"""
DIALOGUE = [1, 2, 3, 17, 4, 9, 10, 15]


def tshark(capture, *arguments):
    command = ["tshark", "-r", str(capture), "-d", "tcp.port==3804,tls", "-d", "tcp.port==6970,http",
               "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", *arguments]  # fmt: skip
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def problems_of(folder):
    capture = folder / "cucm-document.pcapng"
    keylog = ("-o", f"tls.keylog_file:{folder / 'cucm-document.keylog'}")

    lines = tshark(
        capture, "-T", "fields", "-e", "frame.time_relative", "-e", "ip.src", "-e", "_ws.col.Info"
    ).splitlines()
    for time, source, info in PRINTED:
        # Wireshark 4.0 appends nine digits, newer ones as many as the file has.
        fits = [line for line in lines if line.startswith(time) and f"\t{source}\t" in line and info in line]
        if len(fits) != 1:
            yield f"{len(fits)} frames print as {time} {source} {info}"

    payloads = tshark(capture, "-Y", "tcp.srcport==6970 && tcp.len>0", "-T", "fields", "-e", "tcp.payload").split()
    first = [bytes.fromhex(payload) for payload in payloads if bytes.fromhex(payload).startswith(RESPONSE)]
    if len(first) != 1 or len(first[0]) != len(RESPONSE) + 759 or CONFIG_LINES.encode() not in first[0]:
        yield "the first partial configuration is not the printed one"

    suspicious = tshark(capture, *keylog, "-Y", '_ws.expert.severity >= "Warning"')
    if suspicious:
        yield f"tshark warns:\n{suspicious}"

    # The bytes that TLS hands on, not dissected as CAPF: this is about the capture, not about the plugin.
    plain = tshark(
        capture, *keylog, "-d", "tls.port==3804,data", "-Y", "tls.app_data", "-T", "fields", "-e", "data.data"
    )
    commands = [bytes.fromhex(line)[1] for line in plain.split()]
    if commands != DIALOGUE:
        yield f"CAPF commands {commands}, want {DIALOGUE}"


def main():
    problems = list(problems_of(Path(sys.argv[1])))
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
