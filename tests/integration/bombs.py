#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Small captures that want much: each ends within the limits of `capfcheck batch`, with a result that says how.

usage: bombs.py CAPFCHECK [--full] [BOMB...]

--full takes the sizes that an attacker would take (a million connections and names), with limits of 600 s and 2000 MB;
otherwise they are smaller, and so are the limits. A capture that is over its time or memory has to be reported so; the table
says what became of each.
"""
import argparse
import gzip
import json
import pathlib
import struct
import subprocess
import sys
import tempfile
import time
import zlib

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "golden"))
from made_files import capf, element, record, signed, text, trust_list, u8  # noqa: E402
from made_packets import SERVER, Capture, Tcp, Tftp, write_pcap  # noqa: E402
from make_captures import download, get  # noqa: E402

NAME = "SEP000000000001.cnf.xml"
PACKET = struct.pack("<IIII", 1_800_000_000, 0, 214, 214) + bytes(214)
MEGABYTE = 1 << 20
HONEST = {"ok", "timed-out", "memory"}  # of a result; nothing crashes


def gzipped_zeros(megabytes):
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = bytes(MEGABYTE)
    return b"".join([packer.compress(zeros) for _ in range(megabytes)] + [packer.flush()])


def capture_expands_a_thousandfold(path, full):
    plain = path.with_suffix(".plain")
    write_pcap(plain, [PACKET] * (400_000 if full else 30_000) * 10)
    path = path.with_suffix(".pcap.gz")
    with gzip.open(path, "wb", 9) as out, plain.open("rb") as source:
        while piece := source.read(MEGABYTE):
            out.write(piece)
    plain.unlink()
    return path


def http_body_expands_a_thousandfold(path, full):
    capture = Capture()
    download(capture, NAME, gzipped_zeros(1000 if full else 50), more="Content-Encoding: gzip\r\n")
    return capture.write(path)


def tftp_with_more_blocks_than_numbers(path, full):
    capture = Capture()
    blocks = 65_600 if full else 20_000
    transfer = Tftp(capture, "big.jar.sgn", 8, b"blksize\0" + b"8\0")
    transfer.from_server(b"\0\6blksize\0" + b"8\0")
    for number, data in transfer.blocks(signed("big.jar.sgn", bytes(8 * blocks))):
        transfer.block(number, data)
    return capture.write(path)


def tftp_transfer_of_gigabytes(path, full):
    """In the largest blocks: 65,535 of them are 4.3 GB."""
    size = 65_464
    options = b"blksize\0%d\0" % size
    capture = Capture()
    transfer = Tftp(capture, "big.jar.sgn", size, options)
    transfer.from_server(b"\0\6" + options)
    capture.write(path)
    first = signed("big.jar.sgn", b"").ljust(size, b"x")
    with path.open("ab") as out:
        for number in range(1, 65_536 if full else 2_000):
            capture.frames.clear()
            capture.start += 1
            transfer.block(number, first if number == 1 else bytes(size))
            transfer.acknowledge(number)
            out.writelines(capture.records())
        capture.start += 1
        capture.frames.clear()
        transfer.block(number + 1, b"")
        out.writelines(capture.records())
    return path


def phones(full):
    """Addresses of as many phones as there may be."""
    return (f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}" for n in range(1_000_000 if full else 20_000))


def capf_connections(path, full):
    capture = Capture()
    for address in phones(full):
        Tcp(capture, address, SERVER, 40000, 3804).server(capf(1, u8(7, 3)))
    return capture.write(path)


def device_names(path, full):
    capture = Capture()
    for number, address in enumerate(phones(full)):
        Tcp(capture, address, SERVER, 40000, 6970).client(get(f"SEP{number:012X}.cnf.xml.sgn"))
    return capture.write(path)


def elements_inside_elements(path, full):
    """As deep as 64 KB allow: a header whose containers hold containers, and CAPF's SUDI_DATA."""
    deep = b""
    while len(deep) < 65_000:
        deep = element(3, deep)
    capture = Capture()
    download(capture, f"{NAME}.sgn", element(1, b"\1\0") + element(2, struct.pack(">H", 65_000)) + deep)
    capture.tcp(3804).server(capf(1)).client(capf(2, text(13, "SEP000000000001"), element(16, deep[:65_000]))).close()
    return capture.write(path)


class HugeKey:
    """What made_files.Identity is, with an RSA key of any size that signs nothing."""

    def __init__(self, modulus, exponent, serial):
        algorithm = der(0x30, der(6, bytes.fromhex("2a864886f70d01010b")), der(5))
        name = der(0x30, der(0x31, der(0x30, der(6, bytes.fromhex("550403")), der(12, b"huge"))))
        validity = der(0x30, der(23, b"200101000000Z"), der(23, b"490101000000Z"))
        numbers = der(0x30, der(2, b"\0", b"\xff" * modulus), der(2, b"\0", b"\xff" * exponent))
        kind = der(0x30, der(6, bytes.fromhex("2a864886f70d010101")), der(5))
        self.public_key = der(0x30, kind, der(3, b"\0", numbers))
        inside = der(0x30, der(0xA0, der(2, b"\2")), der(2, serial), algorithm, name, validity, name, self.public_key)
        self.der = der(0x30, inside, algorithm, der(3, b"\0", bytes(256)))
        self.serial, self.issuer, self.subject, self.size = serial, "CN=huge", "CN=huge", modulus

    def sign(self, _data, _digest):
        return b"\x7f" * self.size


def der(tag, *parts):
    body = b"".join(parts)
    length = len(body).to_bytes(4, "big").lstrip(b"\0")
    return bytes([tag]) + (bytes([len(body)]) if len(body) < 128 else bytes([0x80 | len(length)]) + length) + body


def certificates_with_huge_keys(path, full):
    """A trust list of keys of 64,000 bits, signed with the largest that is still used."""
    signer, others = HugeKey(2048, 8, b"\1"), HugeKey(8000, 8000, b"\2")
    records = [record(1, signer), *[record(4, others)] * (300 if full else 60)]
    capture = Capture()
    for _ in range(20):
        download(capture, "ITLSEP000000000001.tlv", trust_list("ITLSEP000000000001.tlv", records, signer))
        download(capture, f"{NAME}.sgn", signed(f"{NAME}.sgn", b"<device/>", signer))
    return capture.write(path)


def xml_inside_xml(path, full):
    capture = Capture()
    open_tags = b"<a>" * (30_000_000 if full else 300_000)
    download(capture, f"{NAME}.sgn", signed(f"{NAME}.sgn", b"<device><fullConfig>true</fullConfig>" + open_tags))
    return capture.write(path)


def xml_entities(path, full):
    entities = [b'<!ENTITY a0 "aaaaaaaaaa">']
    entities += [b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 20)]
    config = b"<!DOCTYPE device [" + b"".join(entities) + b"]><device><fullConfig>&a19;</fullConfig></device>"
    capture = Capture()
    download(capture, NAME, b'<?xml version="1.0"?>' + config)
    return capture.write(path)


BOMBS = (capture_expands_a_thousandfold, http_body_expands_a_thousandfold, tftp_with_more_blocks_than_numbers,
         tftp_transfer_of_gigabytes, capf_connections, device_names, elements_inside_elements, certificates_with_huge_keys,
         xml_inside_xml, xml_entities)  # fmt: skip


def problems_of(program, bomb, folder, full, limits):
    seconds, megabytes = limits
    path = bomb(folder / f"{bomb.__name__}.pcap", full)
    results = folder / "results.jsonl"
    results.unlink(missing_ok=True)
    command = [program, "batch", "-q", "--jobs", "1", "--timeout", str(seconds), "--memory-limit", str(megabytes), "-o", results]
    start = time.monotonic()
    subprocess.run([*command, path], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   timeout=seconds * 3 + 60)
    took = time.monotonic() - start
    lines = results.read_text().splitlines() if results.exists() else []
    if len(lines) != 1:
        yield f"{bomb.__name__}: {len(lines)} results"
        return
    result = json.loads(lines[0])
    used = result["batch"]["memory"] / MEGABYTE
    print(f"{bomb.__name__:<36}{path.stat().st_size / 1000:>10,.0f} KB {took:>7.1f} s {used:>7,.0f} MB  {result['status']}")
    if result["status"] not in HONEST:
        yield f"{bomb.__name__}: {result['status']}: {result.get('problem')}"
    if result["status"] != "ok" and not result.get("problem"):
        yield f"{bomb.__name__}: it does not say why"
    if used > megabytes + 200:
        yield f"{bomb.__name__}: {used:.0f} MB, of {megabytes} beside libwireshark's own"
    path.unlink()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("capfcheck")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("bombs", nargs="*")
    options = parser.parse_args()
    limits = (600, 2000) if options.full else (30, 600)
    chosen = [bomb for bomb in BOMBS if not options.bombs or bomb.__name__ in options.bombs]
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        for bomb in chosen:
            faults += problems_of(options.capfcheck, bomb, pathlib.Path(folder), options.full, limits)
    print(*faults, sep="\n")
    return 1 if faults or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
