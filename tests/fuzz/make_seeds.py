#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the inputs that fuzzing starts from, taken from the recordings and made captures of this project.

usage: make_seeds.py FOLDER      writes FOLDER/TARGET/NAME for each target of tests/fuzz/targets
"""
import bz2
import gzip
import hashlib
import io
import json
import lzma
import pathlib
import struct
import subprocess
import sys
import tarfile
import tempfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CAPTURES, DATA = ROOT / "captures", ROOT / "tests/data"
sys.path.insert(0, str(ROOT / "tests/golden"))
from make_captures import CAPTURES as MADE  # noqa: E402

ETHERNET = 0  # the index of the link type in targets/frames.cc
MOST_FRAMES = 40  # of a capture in one seed
MOST_BYTES = 20000  # of a capture file: longer ones make slow seeds
LARGE = ("tftp_wrap",)  # made captures without anything of their own


def pcapng_frames(data):
    """The packets of a little-endian pcapng file's enhanced packet blocks."""
    at = 0
    while at + 12 <= len(data):
        kind, length = struct.unpack_from("<II", data, at)
        if length < 12:
            return
        if kind == 6:
            captured = struct.unpack_from("<I", data, at + 20)[0]
            yield data[at + 28:at + 28 + captured]
        at += length


def segment(frame):
    """(source port, destination port, payload) of TCP over IPv4 over Ethernet, or None."""
    if len(frame) < 54 or frame[12:14] != b"\x08\0" or frame[23] != 6:
        return None
    tcp = 14 + (frame[14] & 15) * 4
    if len(frame) < tcp + 20:
        return None
    end = 14 + struct.unpack_from(">H", frame, 16)[0]
    source, destination = struct.unpack_from(">HH", frame, tcp)
    return source, destination, frame[tcp + (frame[tcp + 12] >> 4) * 4:end]


class Seeds:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def add(self, target, data):
        if not data:
            return
        place = self.folder / target
        place.mkdir(parents=True, exist_ok=True)
        (place / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)

    def add_messages(self, frames):
        for found in filter(None, map(segment, frames)):
            source, destination, payload = found
            if payload[:1] == b"\x55":
                self.add("capf_message", payload)
            if payload[:1] == b"\x57" and 2445 in (source, destination):
                self.add("tvs_message", payload)
            body = payload.partition(b"\r\n\r\n")[2]
            if payload.startswith(b"HTTP/1.1 200") and body[:4] == b"\1\0\2\1":
                self.add("signed_file", body)
            if payload.startswith(b"GET "):
                self.add("names", payload.split(b" ")[1])

    def add_frames(self, frames):
        some = [frame[:1514] for frame in frames[:MOST_FRAMES]]
        self.add("frames", bytes([ETHERNET]) + b"".join(struct.pack(">H", len(one)) + one for one in some))

    def add_capture(self, data):
        for target in ("capture_reader", "capture_against_wiretap"):
            self.add(target, data[:MOST_BYTES])


def add_segments(seeds):
    """Bodies in segments of 1,472 bytes: in a row, pushed now and then, acknowledged on the way, with a gap."""
    row, pushed, acknowledged, gap = (bytes(op) for op in ((0, 0, 16, 23), (0, 0, 24, 23), (1, 0, 16, 0), (0, 100, 16, 23)))
    for ops in (row * 200, (row * 12 + pushed) * 8, (row * 2 + acknowledged) * 40, (row * 20 + gap) * 6):
        seeds.add("segment_joiner", ops)


def add_recordings(seeds):
    for path in sorted(CAPTURES.glob("*.pcap*")):
        data = path.read_bytes()
        plain = gzip.decompress(data) if path.suffix == ".gz" else data
        frames = list(pcapng_frames(plain)) if plain[:4] == b"\n\r\r\n" else []
        seeds.add_messages(frames)
        if path.name.startswith(("cucm", "s26", "s28", "s31", "s32", "s43")):
            seeds.add_capture(data)
            seeds.add_frames(frames)
    for path in sorted(CAPTURES.glob("certs/*.der")):
        seeds.add("certificate", path.read_bytes())
    for path in sorted(CAPTURES.glob("devices/s0*/*")) + sorted(CAPTURES.glob("certs/*.key")):
        seeds.add("private_key", path.read_bytes())


def add_made_captures(seeds):
    for name, maker in MADE.items():
        if name in LARGE:
            continue
        frames = maker().frames
        seeds.add_messages(frames)
        seeds.add_frames(frames)


def add_files(seeds):
    for path in sorted(DATA.glob("**/*")):
        if path.suffix in (".tlv", ".sgn"):
            seeds.add("signed_file", path.read_bytes())
        if path.suffix in (".capf", ".bin"):
            seeds.add("capf_message", path.read_bytes())
        if path.suffix == ".tvs":
            seeds.add("tvs_message", path.read_bytes())
        if path.suffix == ".der":
            seeds.add("certificate", path.read_bytes())
        if path.suffix == ".xml":
            seeds.add("phone_config", path.read_bytes())
    for path in sorted(DATA.glob("**/*.cnf.xml*.sgn")):
        data = path.read_bytes()
        seeds.add("phone_config", data[struct.unpack_from(">H", data, 8)[0]:])


# Which target reads the logs of a format, as logs.json names it.
LOG_TARGETS = {"tftp": "tftp_trace", "tvs": "tvs_trace", "capfd": "capf_daemons", "ios-capf": "ios_capf",
               "phone-console": "phone_console", "old-phone-console": "phone_console", "phone-status": "phone_status",
               "old-phone-status": "phone_status"}  # fmt: skip
LOGGED = ("s26-six-phones", "s05-happy-tftp512", "s07-password-ok", "s38-tvs-invalid", "s38-tvs-valid", "cucm-document")


def add_logs(seeds):
    """The logs that were written beside some captures."""
    for truth in (CAPTURES / f"{name}.json" for name in LOGGED):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, CAPTURES / "generator/make_logs.py", truth, folder], check=True)
            folder = pathlib.Path(folder)
            for source in json.loads((folder / "logs.json").read_text(encoding="utf-8"))["sources"]:
                for name in source["files"]:
                    seeds.add(f"log_{LOG_TARGETS[source['format']]}", (folder / name).read_bytes()[:MOST_BYTES])


def add_cli_output(seeds):
    seeds.add("cli_output", b"admin:utils service list\nCisco Tftp[STARTED]\nCisco CTL Provider[STOPPED]  Commanded Out of Service\n")
    shown = ("admin:show ctl\nThe checksum value of the CTL file:\n0c05655de63fe2a042cf252d96c6d609(MD5)\n\n"
             "Length of CTL file: 4947\nThe CTL File was last modified on Fri Mar 06 19:45:13 CET 2015\n\nVersion:\t1.2\n"
             "BYTEPOS\tTAG\t\tLENGTH\tVALUE\n4\tSIGNERNAME\t9\tCN=a;\n\t\t\t\tOU=b\n\tCTL Record #:1\n\t  ----\n"
             "1\tRECORDLENGTH\t2\t1156\n4\tFUNCTION\t2\tCCM+TFTP\n9\tCERTIFICATE\t694\tE9 D4 33 64 5B C8 8C ED 51 4D "
             "8F E5 EA 5B 6D 21 A5 A3 8C 9C (SHA1 Hash HEX)\nThis etoken was used to sign the CTL file.\n\n"
             "The CTL file was verified successfully.\n")
    seeds.add("cli_output", shown.encode())
    seeds.add("log_certificate_syslog",
              b"Jun 19 12:00:00 h local99 0 : 42: h: Jun 19 2019 10:00:00.19 UTC :  %UC_CERT-0-CertExpired: %[Message=Certificate "
              b"expiration Notification. Certificate name:tomcat.der Unit:tomcat Type:own-cert Expiration:Sun Mar 26][AppID=x]: a\n")


def add_texts(seeds):
    names = ("CN=cucm85;OU=It;O=Cisco;L=KRK;ST=PL;C=PL", "CN=a\\,b,OU=c+d", "/SEP0123456789AB.cnf.xml.enc.sgn?x=1",
             "New_Zealand/g3-tones.xml.sgn", "ITLFile.tlv", "%2e%2e/CTLSEP0123456789AB.tlv")
    for name in names:
        seeds.add("names", name.encode())
    table = ("admin:run sql select name,md5hash from device where name='SEP0123456789AB'\n"
             "name            md5hash\n=============== ================================\n"
             "SEP0123456789AB 34248fb6d520bc1eac5a27c7f4b44126\nCSFJDOE\n")
    seeds.add("device_table", table.encode())
    seeds.add("device_table", table.replace("\n", "\r\n").encode() * 2)
    seeds.add("phone_config", b"<fullConfig>False</fullConfig><certHash>00</certHash>\n</device>\n")
    for data in (b"<device><capfList><capf><phonePort>3804</phonePort></capf></capfList></device>", b"<device/>"):
        seeds.add("phone_config", data)
        seeds.add("phone_config", data.decode().encode("utf-16"))


def add_archives(seeds):
    """Archives of each kind, and one in the other."""
    text = b"00004374.000 |07:28:32.110 |AppInfo  |a line\n" * 20
    tar, stored = io.BytesIO(), io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        for name in ("a.txt", "../b.txt"):
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text))
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("cm/trace/sdi1.txt", text)
        archive.writestr("nested.tar.gz", gzip.compress(tar.getvalue(), mtime=0))
    for data in (text, tar.getvalue(), stored.getvalue(), gzip.compress(text, mtime=0), bz2.compress(text), lzma.compress(text)):
        seeds.add("archive_walk", data)


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    seeds = Seeds(sys.argv[1])
    for add in (add_recordings, add_made_captures, add_files, add_texts, add_logs, add_cli_output, add_archives, add_segments):
        add(seeds)
    targets = sorted(path.stem for path in HERE.glob("targets/*.cc"))
    counts = {target: len(list((seeds.folder / target).glob("*"))) for target in targets}
    print(", ".join(f"{target} {count}" for target, count in counts.items()))
    return 0 if all(counts.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
