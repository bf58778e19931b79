#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The golden decodes leave nothing out: every field and expert item of ours is in one of their captures, and so is every
command, element and tag that has a name. Also what Wireshark's checkAPIs would say of the fields.

usage: coverage.py PLUGIN
"""
import collections
import pathlib
import re
import sys
import tempfile
from xml.etree import ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from golden import CAPTURES  # noqa: E402
from golden_cases import CASES  # noqa: E402
from tshark import Tshark  # noqa: E402

OURS = re.compile(r"(capf|cisco_sgn|cisco_tvs)(\.|$)")
# Fields whose every named value has to be seen.
NUMBERED = ("capf.command", "capf.element.tag", "cisco_sgn.element.tag", "cisco_sgn.record.element.tag",
            "cisco_sgn.record.role", "cisco_tvs.command", "cisco_tvs.element.tag", "cisco_sgn.digest_algorithm")
# What CertificateFields says of CAPF's certificates too; no capture of TVS has such a key.
# Nor has any a CallManager with an IPv6 address; CAPF's address, which is read by the same lines, is in one.
ELSEWHERE = ("cisco_tvs.certificate.weak_key", "cisco_sgn.config.call_manager_ipv6")
# Recordings that are enough beside the made captures.
RECORDED = ("s28-happy-ipv6", "encrypted", "install", "document", "s21-sgn-wrong-signer", "s10-auth-certificate-rsa",
            "s18-certhash-stale-enc-fetched", "s55-hole-in-capf", "another_phone")


def our_fields(tshark):
    """{abbreviation: (name, type, base, blurb)} of our fields, and the abbreviations that are there twice."""
    fields, twice = {}, []
    for line in tshark.run("-G", "fields").splitlines():
        kind, name, abbreviation, *rest = line.split("\t")
        if kind == "P" and OURS.match(name if len(rest) == 0 else abbreviation):
            fields.setdefault(abbreviation, (name, "FT_PROTOCOL", "", "protocol"))
        if kind != "F" or not OURS.match(abbreviation):
            continue
        if abbreviation in fields:
            twice.append(abbreviation)
        fields[abbreviation] = (name, rest[0], rest[2], rest[4])
    return fields, twice


def style_faults(fields):
    """What Wireshark's README.developer and tools/checkAPIs.pl ask of a field."""
    for abbreviation, (name, kind, base, blurb) in fields.items():
        if kind in ("FT_PROTOCOL", "FT_NONE") and not blurb and kind == "FT_PROTOCOL":
            continue
        numeric = kind.startswith(("FT_UINT", "FT_INT"))
        if not re.fullmatch(r"[a-z][a-z0-9_.]*[a-z0-9]", abbreviation):
            yield f"{abbreviation}: not a filter name"
        if not name or name != name.strip() or name[-1] in ".:;,":
            yield f"{abbreviation}: name {name!r}"
        if blurb == name:
            yield f"{abbreviation}: the blurb says what the name says"
        if blurb != blurb.strip() or (blurb and blurb[-1] in ".:;,"):
            yield f"{abbreviation}: blurb {blurb!r}"
        if numeric and base in ("", "BASE_NONE"):
            yield f"{abbreviation}: {kind} without a base"
        if kind.startswith(("FT_STRING", "FT_BYTES")) and base not in ("BASE_NONE", ""):
            yield f"{abbreviation}: {kind} with {base}"
        if OURS.match(abbreviation) is None:
            yield f"{abbreviation}: not below a protocol of ours"


def named_values(tshark):
    """{abbreviation: numbers that have a name}."""
    found = collections.defaultdict(set)
    for line in tshark.run("-G", "values").splitlines():
        kind, abbreviation, number, *_ = [*line.split("\t"), "", ""]
        if kind == "V" and abbreviation in NUMBERED:
            found[abbreviation].add(int(number, 0))
    return found


def seen_in(tshark, case, folder):
    arguments = ["-r", case.capture(CAPTURES, folder), "-2", "-T", "pdml", *case.options(CAPTURES, tshark)]
    for element in ElementTree.fromstring(tshark.run(*arguments)).iter():
        name = element.get("name") or ""
        if OURS.match(name):
            yield name, element.get("value") or ""


def main():
    faults = []
    names, numbers = set(), collections.defaultdict(set)
    with tempfile.TemporaryDirectory() as folder, Tshark(sys.argv[1]) as tshark:
        fields, twice = our_fields(tshark)
        faults += [f"{one}: registered twice" for one in twice]
        faults += style_faults(fields)
        for case in CASES:
            if not case.made and case.name not in RECORDED:
                continue
            for name, value in seen_in(tshark, case, pathlib.Path(folder)):
                names.add(name)
                if name in NUMBERED and value:
                    numbers[name].add(int(value, 16))
        faults += [f"{one}: in no golden capture" for one in sorted(set(fields) - names - {*ELSEWHERE})]
        for name, wanted in named_values(tshark).items():
            missing = sorted(wanted - numbers[name])
            faults += [f"{name}: no golden capture has {missing}"] if missing else []
    for fault in faults:
        print(fault)
    print(f"{len(fields)} fields and expert items, {len(faults)} faults")
    return 1 if faults or len(fields) < len(NUMBERED) else 0


if __name__ == "__main__":
    sys.exit(main())
