#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""--redact hides values, whatever they are called, and leaves the wording alone.

usage: odd_names.py CAPFCHECK [--all | ROTATION…]

A node may be called `list`, `pub` or `{server}`. Each rotation makes a capture in which everything that has a name has such a
one (odd_captures.py), and the same capture with names of the same lengths that are no words (`qzxjv`). Three things are held:

  leak      no name, address or MAC address is in what is written with --redact, in any encoding. What also is a word of the
            report's own is not there more often than with the other names.
  odd       the redacted report of the odd names is that of the other names, but for the stand-ins: one for one.
  sentence  the redacted report of the other names is the plain one with each value replaced by its pseudonym.

A few rotations give each kind of name and each place once or more; --all gives each name in each place.
"""
import base64
import concurrent.futures
import html
import ipaddress
import json
import os
import re
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections import defaultdict
from pathlib import Path

from odd_captures import ADDRESSES, DEVICE_SLOTS, MACS, SLOTS, OddCapture
from make_pair import read_pcapng

SOME = (0, 11, 22, 34)  # rotations that make a run of a minute
ODD = (
    "pub", "cm1", "list", "publisher", "server", "the", "tftp", "phone", "certificate", "2001:db8::53",
    "XMLDefault.cnf.xml.sgn", "cm", "cm1.lab", "main office", "Zürich", "büro nord", "{device}", "{server}", "{0}", "R&D",
    'o"brien', "<b>bold</b>", "record", "file", "signed", "trust", "key", "none", "reason", "valid", "redacted", "example",
    "name", "true", "failed", "host", "sub.the.list", "a,b=c", "%s", "$HOME", "Publisher", "LIST", "CN", "198.51.100.7",
    "name-00000000", "LSC", "SAST", "CAPF",
)  # fmt: skip
# None of the above: a device and a host of one name may have two stand-ins.
ODD_DEVICES = (("CSFanna", "AN1"), ("BOTpub", "capture"), ("TCTserver", "console"), ("configuration", "CSFcm1.lab"))
LITERALS = {"2001:db8::53": "2001:db8::75", "198.51.100.7": "198.51.100.9"}
OTHER_ADDRESSES = ("192.0.2.10", "192.0.2.99", "192.0.2.11", "192.0.2.1")
CSV_FIELDS = (
    "file,device,addresses,verdict,failed_step,code,summary,remedy,filter,problem,evidence,frames,diagnoses,history,notices,"
    "conclusion,trust-list,partial-config,capf-connect,capf-tls,capf-dialogue,key-store,phone-reset,matching-config,"
    "encrypted-config,in-use,capf_server,operation,end_reason,tls_version,cipher,packets,first_time,last_time,"
    "capture_notices,redacted"
)
# What redaction may add to a report, and what it takes away, besides names.
UNSTEADY = {"memory", "seconds"}
HIDDEN_KEYS = {"hex", "bytes", "der", "pem"}
# Where words stand in a drawing depends on how long they are.
DRAWN_LINE = re.compile(r"</tspan>\s*<tspan[^>]*>")
DRAWN_AT = re.compile(r'(?<=[ ])(x|y|x1|x2|y1|y2|cx|cy|r|d|points|width|height|viewBox|transform)="[^"]*"')
HEX_DUMP = re.compile(r"\b[0-9a-f]{2}(?:\s+[0-9a-f]{2}\b){3,}")
DIGEST = re.compile(r"(?:[0-9A-Fa-f]{2}:?){4,}")
# How text, HTML and JUnit say that they are redacted.
NOTES = (
    re.compile(r"\n *redacted: names and addresses are pseudonyms(?=\n)"),
    re.compile(r"<div><dt>Redacted</dt><dd>names and addresses are pseudonyms</dd></div>\s*"),
    re.compile(r"<properties>\s*<property name=\"redacted\" value=\"true\"/>\s*</properties>"),
)
TOKEN = re.compile(r"[^\W_](?:[\w.:@+%-]*\w)?|[^\w\s]", re.UNICODE)


def neutral(name, known):
    """A name of the same length and shape that is no word and no hexadecimal number. known: lower-case name to what was made
    of it; names that differ in case alone may have one pseudonym, so what is made of them does, too."""
    if name in LITERALS:
        return LITERALS[name]
    low = name.lower()
    for attempt in range(1000):
        if low in known:
            break
        seed = sum(ord(c) * (i + 7) for i, c in enumerate(low)) + attempt * 31
        made = ""
        for c in low:
            seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
            made += "qzxjvwk"[(seed >> 16) % 7] if c.isascii() and (c.isalnum() or c in "{}$") else c
        if made not in known.values():
            known[low] = made
    return "".join(made.upper() if c.isupper() else made for c, made in zip(name, known[low]))


def names_of(rotation):
    """The odd names and the others of a rotation, each by slot."""
    odd = {slot: ODD[(number + rotation) % len(ODD)] for number, slot in enumerate(SLOTS)}
    odd.update(zip(DEVICE_SLOTS, ODD_DEVICES[rotation % len(ODD_DEVICES)]))
    known, others = {}, {}
    for slot, name in odd.items():
        kept = 3 if slot in DEVICE_SLOTS and name[:3] in ("CSF", "BOT", "TCT", "TAB") else 0
        others[slot] = name[:kept] + neutral(name[kept:], known)
    return odd, others


# Runs


class Job:
    """A command, and what it wrote. `plain`: it is also run without redaction, to compare the sentences."""

    def __init__(self, label, kind, arguments, written=(), plain=True):
        self.label, self.kind, self.arguments, self.written, self.plain = label, kind, arguments, written, plain


def jobs():
    keys = ["--keylog", "case.keylog", "--phone-key", "own.pem"]
    given = ["--trust-list", f"files/ITL{MACS['wrong']}.tlv", "--cert", "trusted.pem", "--device-table", "table.txt"]
    made = []
    for form in ("text", "html", "json", "jsonl", "csv", "junit", "sarif"):
        kind = {"jsonl": "json-lines", "json": "json", "sarif": "json"}.get(form, "text")
        fields = ["--fields", CSV_FIELDS] if form == "csv" else []
        made.append(Job(f"check --format {form}", kind, ["check", "--format", form, *fields, *keys, "case.pcapng"]))
    made.append(Job("check --format html, no keys", "text", ["check", "--format", "html", "case.pcapng"]))
    for form in ("text", "json"):
        made.append(Job(f"check --format {form}, no keys", form, ["check", "--format", form, "case.pcapng"]))
        made.append(Job(f"pair --format {form}", form, ["pair", "--format", form, *keys, "near.pcap", "far.pcap"]))
        made.append(Job(f"show --format {form}", form, ["show", "--format", form, *given[:4], "--phone-key", "own.pem", "files"]))
    made.append(Job("check --verbose, given files", "text", ["check", "-v", *keys, *given, "case.pcapng"]))
    made.append(Job("check --quiet", "text", ["check", "-q", *keys, "case.pcapng"]))
    for form in ("jsonl", "sqlite"):
        output = f"batch.{form}"
        made.append(Job(f"batch --format {form}", "text",
                        ["batch", "--jobs", "1", "--format", form, *keys, "-o", output, "cases"], [output], plain=False))  # fmt: skip
    for label, more in (("export", keys), ("export, no keys", [])):
        folder, small = label.replace(", ", "-").replace(" ", "-"), label.replace(", ", "-").replace(" ", "-") + ".pcapng"
        made.append(Job(label, "text", ["export", "-d", folder, "--slice", small, *more, "case.pcapng"], [folder, small], plain=False))
    return made


def run(capfcheck, folder, arguments):
    if "files" in arguments:
        at = arguments.index("files")
        arguments = [*arguments[:at], *sorted(f"files/{one.name}" for one in (folder / "files").iterdir()), *arguments[at + 1:]]
    return subprocess.run([capfcheck, *arguments], cwd=folder, capture_output=True, timeout=120, check=False,
                          env={**os.environ, "TZ": "UTC", "LC_ALL": "C.UTF-8"})  # fmt: skip


class Output:
    """What one run left: text parts, each with a label and a kind, and bytes."""

    def __init__(self, done, job, folder):
        self.code = done.returncode
        self.parts = {"stdout": (job.kind, done.stdout), "stderr": ("text", done.stderr)}
        for name in job.written:
            path = folder / name
            if path.is_dir():
                self.add_folder(path)
            elif name.endswith(".sqlite"):
                self.add_database(path)
            elif path.exists():
                kind = "slice" if name.endswith(".pcapng") else "json-lines"
                self.parts["slice" if kind == "slice" else name] = (kind, path.read_bytes())

    def add_folder(self, path):
        """Files in the order of the manifest: their names are stand-ins."""
        manifest = path / "manifest.json"
        if not manifest.exists():
            return
        self.parts["manifest.json"] = ("json", manifest.read_bytes())
        named = [one["path"] for one in json.loads(manifest.read_text(encoding="utf-8"))["files"] if one["path"]]
        for number, name in enumerate(named):
            self.parts[f"exported file {number}"] = ("text", name.encode() + b"\n" + (path / name).read_bytes())
        listed = sorted(str(one.relative_to(path)) for one in path.rglob("*"))
        self.parts["names of files"] = ("names", "\n".join(listed).encode())

    def add_database(self, path):
        raw = path.read_bytes()
        copy = sqlite3.connect(":memory:")
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
            database.backup(copy)
        copy.execute("UPDATE captures SET seconds = 0, memory = 0")
        rows = re.sub(r'"(seconds|memory)":[0-9.]+', r'"\1":0', "\n".join(copy.iterdump()))
        self.parts["rows"] = ("text", rows.encode())
        self.parts["database"] = ("binary", raw)


# What must not be there


def encodings(name):
    """Ways to write it: (what it is called, bytes). Letters of either case are looked for besides."""
    raw = name.encode()
    found = {"": raw}
    found["JSON"] = json.dumps(name)[1:-1].encode()
    found["JSON, UTF-8"] = json.dumps(name, ensure_ascii=False)[1:-1].encode()
    found["HTML"] = html.escape(name).encode()
    found["HTML, bare quotes"] = html.escape(name, quote=False).encode()
    found["HTML, &#34;"] = html.escape(name, quote=False).replace('"', "&#34;").encode()
    found["RFC 4514"] = re.sub(r'([,+"\\<>;])', r"\\\1", name).encode()
    found["RFC 4514 in JSON"] = json.dumps(re.sub(r'([,+"\\<>;])', r"\\\1", name), ensure_ascii=False)[1:-1].encode()
    found["percent"] = urllib.parse.quote(name).encode()
    found["CSV"] = name.replace('"', '""').encode()
    found["ASCII"] = name.encode().decode("ascii", "replace").encode()
    found["UTF-16LE"], found["UTF-16BE"] = name.encode("utf-16-le"), name.encode("utf-16-be")
    if len(raw) >= 5:
        found["hexadecimal"] = raw.hex().encode()
        found["hexadecimal, colons"] = raw.hex(":").encode()
    for shift in range(3 if len(raw) >= 8 else 0):
        whole = base64.b64encode(b"\0" * shift + raw)
        found[f"base64 {shift}"] = whole[4 if shift else 0 : len(whole) // 4 * 4 - 4]
    unique = {}
    for label, value in found.items():
        if value not in unique.values():
            unique[label] = value
    return unique


def pattern_of(value, bounded):
    text = re.escape(value)
    text = re.sub(rb"(?:\\ )+", rb"\\s+", text)
    if bounded and value[:1].isalnum():
        # Behind ITL and CTL stands a device's name.
        text = rb"(?:(?<![A-Za-z0-9])|(?<=[^A-Za-z0-9][IiCc][Tt][Ll]))" + text
    if bounded and value[-1:].isalnum():
        text += rb"(?![A-Za-z0-9])"
    if value == b"name":
        text += rb"(?!-[0-9a-f]{8})"  # how stand-ins begin
    return re.compile(text, re.IGNORECASE)


class Names:
    """The names of one capture, ready to be looked for."""

    def __init__(self, slots):
        self.slots = slots
        self.of = defaultdict(list)
        for slot, name in slots.items():
            self.of[name].append(slot)
        self.text, self.binary = {}, {}
        for name in self.of:
            for label, value in encodings(name).items():
                plain = label.startswith(("UTF", "hexa", "base64"))
                low = b" ".join(value.lower().split())
                self.text[name, label] = low, pattern_of(value, bounded=not plain)
                if len(value) > (5 if label.startswith("UTF") else 3):
                    self.binary[name, label] = low, pattern_of(value, bounded=False)

    def where(self, name):
        return ", ".join(self.of[name])


def network_originals():
    """A pattern for text, and what stands in packets."""
    forms, raw = [], {}
    for address in (*ADDRESSES.values(), *OTHER_ADDRESSES):
        forms.append(rf"(?<![0-9.]){re.escape(address)}(?![0-9]|\.[0-9])")
        raw[address] = ipaddress.ip_address(address).packed
    for device in MACS.values():
        mac = bytes.fromhex(device[3:])
        forms += map(re.escape, (mac.hex(), mac.hex(":"), mac.hex("-"), mac.hex(" ")))
        raw[device] = mac
    for last in range(1, 256):  # the Ethernet addresses of lab.py
        raw[f"00:50:56:00:02:{last:02x}"] = bytes([0, 0x50, 0x56, 0, 2, last])
    return re.compile("|".join(forms).encode(), re.IGNORECASE), raw


NETWORK_TEXT, NETWORK_RAW = network_originals()


def comments_of(raw):
    """All comments of a pcapng, one a line. A comment is option 1 of a block."""
    found, at = [], 0
    while at + 12 <= len(raw):
        kind, length = struct.unpack_from("<II", raw, at)
        body = raw[at + 8 : at + length - 4]
        option = {0x0A0D0D0A: 16, 1: 8}.get(kind, len(body))
        if kind == 6:  # behind the packet's bytes
            option = 20 + (struct.unpack_from("<I", body, 12)[0] + 3) // 4 * 4
        while option + 4 <= len(body):
            code, size = struct.unpack_from("<HH", body, option)
            if code == 1:
                found.append(body[option + 4 : option + 4 + size].decode("utf-8", "replace"))
            option += 4 + size + (-size % 4)
        at += length
    return "\n".join(found)


def line_around(text, match):
    begin, end = max(text.rfind(b"\n", 0, match.start()) + 1, match.start() - 90), match.end() + 70
    stop = text.find(b"\n", match.end())
    end = min(end, stop) if stop != -1 else end
    return b" ".join(text[begin:end].split()).decode("utf-8", "replace")


class Failures:
    def __init__(self):
        self.found = {}

    def add(self, kind, what, capture, label, part, line):
        self.found.setdefault((kind, what, label, part), (capture, line))

    def print(self):
        most_of_one, most = 6, 60
        groups = defaultdict(list)
        for (kind, what, label, part), (capture, line) in self.found.items():
            groups[kind, what].append((label, part, capture, line))
        ordered = sorted(groups.items())
        for number, ((kind, what), places) in enumerate(ordered):
            if sum(1 for (other, _), _ in ordered[:number] if other == kind) >= most:
                continue
            print(f"{kind}: {what}: in {len(places)} outputs")
            for label, part, capture, line in places[:most_of_one]:
                print(f"    {capture}, {label}, {part}: {line[:260]}")
            if len(places) > most_of_one:
                print(f"    also {'; '.join(f'{label}, {part}' for label, part, _, _ in places[most_of_one:])}"[:400])
        return len(groups)


class Comparison:
    """The three outputs of one job: odd names and other names redacted, other names plain."""

    def __init__(self, rotation, job, odd_names, other_names, failures):
        self.capture, self.job = f"rotation {rotation}", job
        self.odd_names, self.other_names, self.failures = odd_names, other_names, failures

    def fail(self, kind, what, part, line):
        self.failures.add(kind, what, self.capture, self.job.label, part, line)

    def check(self, odd, other, plain, bijection, stand_ins, vocabulary):
        self.bijection, self.stand_ins, self.vocabulary = bijection, stand_ins, vocabulary
        if odd.code != other.code or (plain and plain.code != other.code):
            self.fail("odd", "exit status", "", f"{odd.code}, {other.code}, {plain.code if plain else None}")
        if odd.parts.keys() != other.parts.keys():
            self.fail("odd", "what is written", "", sorted(odd.parts.keys() ^ other.parts.keys()))
        for part in odd.parts.keys() & other.parts.keys():
            kind, ours = odd.parts[part]
            theirs = other.parts[part][1]
            self.compare(part, kind, ours, theirs)
            self.look_for_leaks(part, kind, ours, theirs)
            if plain and part in plain.parts and part == "stdout":
                self.check_sentences(part, kind, plain.parts[part][1], theirs)

    # leak

    def look_for_leaks(self, part, kind, ours, theirs):
        binary = kind in ("slice", "binary")
        for raw, names, compared in ((ours, self.odd_names, theirs), (theirs, self.other_names, b"")):
            low, low_compared = (b" ".join(one.lower().split()) for one in (raw, compared))
            for (name, label), (value, pattern) in (names.binary if binary else names.text).items():
                if low.count(value) <= low_compared.count(value) or (kind == "binary" and value in low_compared):
                    continue  # a word in the pages of a database: its rows are compared
                found = list(pattern.finditer(raw))
                if len(found) > sum(1 for _ in pattern.finditer(compared)):
                    self.tell_leak(part, raw, compared, pattern, name, label, names, found)
            match = NETWORK_TEXT.search(raw)
            if match:
                self.fail("leak", f"the address {match[0].decode()}", part, line_around(raw, match))
            if kind == "slice":
                self.look_into_frames(part, raw, names, compared)

    def tell_leak(self, part, raw, compared, pattern, name, label, names, found):
        """Shows the occurrence that has no counterpart in the other report."""
        def neighbours(text, match):
            return text[max(match.start() - 12, 0):match.end() + 12].lower()

        known = {neighbours(compared, match) for match in pattern.finditer(compared)}
        match = next((one for one in found if neighbours(raw, one) not in known), found[0])
        how = f" as {label}" if label else ""
        self.fail("leak", f"the name `{name}`{how} ({names.where(name)})", part, line_around(raw, match))

    def look_into_frames(self, part, raw, names, compared):
        for original, packed in NETWORK_RAW.items():
            if packed in raw:
                self.fail("leak", f"the address {original}", part, f"at byte {raw.index(packed)}")
        if not compared:
            return
        # Three bytes may stand by chance where TLS has its random ones, and in the stand-in of another name.
        short = [name for name in names.of if len(name.encode()) == 3]
        payloads = [b"\n".join(one for one in self.payloads(each) if one[:1] != b"\x16") for each in (raw, compared)]
        for name in short:
            pattern = re.compile(re.escape(name.encode()))
            found = list(pattern.finditer(payloads[0]))
            if len(found) > len(pattern.findall(payloads[1])):
                self.fail("leak", f"the name `{name}` ({names.where(name)})", part, line_around(payloads[0], found[0]))

    @staticmethod
    def payloads(raw):
        frames = read_pcapng(raw) if raw else []
        return [one.data[42:] if not one.is_tcp else one.data[one.payload_at:] for one in frames if one.network is not None]

    # odd

    def compare(self, part, kind, ours, theirs):
        if kind == "slice":
            mine, yours = read_pcapng(ours), read_pcapng(theirs)
            if [(one.time, len(one.data)) for one in mine] != [(one.time, len(one.data)) for one in yours]:
                self.fail("odd", "the frames of the slices", part, f"{len(mine)} and {len(yours)} frames")
            return self.compare_text(part, comments_of(ours), comments_of(theirs))
        if kind == "binary":
            return None
        if kind == "names":
            if ours.count(b"\n") != theirs.count(b"\n"):
                self.fail("odd", "as many files", part, f"{ours.count(10)} and {theirs.count(10)}")
            return None
        try:
            pairs = self.leaves(kind, ours, theirs)
        except ValueError as problem:
            return self.fail("odd", "the shape of the JSON", part, str(problem)[:200])
        for mine, yours in pairs:
            self.compare_text(part, mine, yours)
        return None

    @staticmethod
    def leaves(kind, ours, theirs):
        """The texts to compare: of JSON each value."""
        if kind == "text":
            return [(ours.decode("utf-8", "replace"), theirs.decode("utf-8", "replace"))]
        pairs = []
        walk(documents(kind, ours), documents(kind, theirs), "", pairs)
        return [(mine, yours) for _, mine, yours in pairs if isinstance(mine, str)]

    def compare_text(self, part, mine, yours):
        if mine == yours:
            return
        mine, yours = words_of(mine), words_of(yours)
        if len(mine) == len(yours):
            chunks = [(i, i + 1, i, i + 1) for i in range(len(mine)) if mine[i] != yours[i]]
        else:
            chunks = different_chunks(mine, yours, self.bijection[0])
        for a, b, c, d in chunks:
            self.compare_chunk(part, mine, yours, (a, b, c, d))

    def compare_chunk(self, part, mine, yours, chunk):
        a, b, c, d = chunk
        ours, theirs = " ".join(mine[a:b]), " ".join(yours[c:d])
        line = f"{' '.join(mine[max(a - 9, 0):b + 5])}   INSTEAD OF   {' '.join(yours[max(c - 9, 0):d + 5])}"
        for mentioned, names in ((ours, self.odd_names), (theirs, self.other_names)):
            for name in names.of:
                if mentioned.lower() == name.lower():
                    return self.fail("leak", f"the name `{name}` ({names.where(name)})", part, line)
        if any(one in self.vocabulary and not DIGEST.search(one) for one in (ours, theirs)):
            # What the plain report has is no stand-in.
            return self.fail("odd", f"`{ours}` for `{theirs}`", part, line)
        if b - a != 1 or d - c != 1:
            return self.fail("odd", f"`{ours[:60]}` for `{theirs[:60]}`", part, line)
        there, back = self.bijection
        if there.setdefault(ours, theirs) != theirs or back.setdefault(theirs, ours) != ours:
            self.fail("odd", "stand-ins are not one for one", part, f"{line}   BUT {there[ours]}, {back.get(theirs)}")
        return None

    # sentence

    def check_sentences(self, part, kind, before, after):
        known = Values(self.other_names)
        if kind in ("json", "json-lines"):
            try:
                pairs = []
                walk(documents(kind, before), documents(kind, after), "", pairs, hidden=HIDDEN_KEYS)
            except ValueError as problem:
                return self.fail("sentence", "the shape of the JSON", part, str(problem)[:200])
            for path, whole, hidden in pairs:
                whole = whole.replace("files/", "") if isinstance(whole, str) else whole
                if isinstance(whole, str) and whole != hidden or isinstance(whole, str) and known.pattern.search(whole):
                    self.check_sentence(part, path, whole, hidden, known)
            return
        whole = known.replace(without_registrars_words(before.decode("utf-8", "replace")), self.stand_ins)
        hidden = after.decode("utf-8", "replace")
        for note in NOTES:
            hidden = note.sub("", hidden)
        mine, yours = words_of(whole), words_of(hidden)
        for a, b, c, d in different_chunks(mine, yours, {}):
            added = " ".join(yours[c:d]).lower()
            if (mine[a:b], yours[c:d]) == (["false"], ["true"]) and "csv" in self.job.label:
                continue
            if mine[a:b] and all(re.fullmatch(r"[0-9a-f]{2,}", one) for one in mine[a:b]) and set(added) <= set("0 "):
                continue  # bytes of a message
            line = f"{' '.join(yours[max(c - 9, 0):d + 5])}   INSTEAD OF   {' '.join(mine[max(a - 9, 0):b + 5])}"
            value = known.by_words.get(tuple(mine[a:b]))
            if value and d - c == 1 and yours[c] not in self.vocabulary:
                self.learn(value, yours[c], part, line)  # what no JSON has
                continue
            self.fail("sentence", "not the plain one with stand-ins", part, line)

    def check_sentence(self, part, path, whole, hidden, known):
        if not isinstance(hidden, str):
            return self.fail("sentence", "a text is gone", part, f"{path}: {whole!r} {hidden!r}")
        if hidden == "(redacted)":
            return None
        pattern, originals = known.expected(without_registrars_words(whole))
        match = re.fullmatch(pattern, hidden, re.DOTALL)
        if not match:
            return self.fail("sentence", "not the plain one with stand-ins", part, f"{path}: {hidden!r}   INSTEAD OF   {whole!r}")
        for original, stand_in in zip(originals, match.groups()):
            if original == stand_in:
                self.fail("leak", f"the value `{original}` ({known.where(original)})", part, f"{path}: {hidden}")
            else:
                self.learn(original, stand_in, part, path)
        return None

    def learn(self, original, stand_in, part, where):
        """Each has one, in every output."""
        known = self.stand_ins.setdefault(unescaped(original), stand_in)
        if known != stand_in:
            self.fail("sentence", f"two stand-ins of `{original}`", part, f"{where}: {stand_in} and {known}")


# What the registrar says in its own words, as text, in JSON, in HTML and in CSV: the phrase, and the warning if any.
REGISTRAR = re.compile(
    r"(\b403\s+)Forbidden(,\s+399\s.{1,400}?Device\s+security\s+mismatch:\s+expected\s+TLS,\s+received\s+TCP/UDP"
    r"(?:\\?\"+|&quot;|&#34;))?",
    re.DOTALL,
)


def without_registrars_words(text):
    return REGISTRAR.sub(lambda found: found[1] + "(redacted)" + (", (redacted)" if found[2] else ""), text)


class Values:
    """Everything that the other capture's plain reports may say of who and where."""

    def __init__(self, names):
        self.names = names
        values = set(names.slots.values()) | set(MACS.values()) | set(ADDRESSES.values()) | set(OTHER_ADDRESSES)
        values |= {re.sub(r'([,+"\\<>;])', r"\\\1", one) for one in values}
        self.values = sorted(values, key=len, reverse=True)
        self.by_words = {tuple(words_of(one)): one for one in values}
        self.pattern = self.compile(self.values)
        self.in_markup = self.compile(sorted({written for one in values for written in self.written(one)}, key=len, reverse=True))

    @staticmethod
    def written(value):
        """As text, in HTML and XML, and in CSV."""
        return value, html.escape(value), html.escape(value, quote=False), value.replace('"', '""')

    @staticmethod
    def compile(values):
        """Longest first; words end where no letter or digit is, and begin so, or behind ITL and CTL."""
        def either(some):
            return "|".join(re.escape(one).replace(r"\ ", r"\s+") for one in some)

        words = [one for one in values if one[0].isalnum() and one[-1].isalnum()]
        others = [one for one in values if one not in words]
        text = rf"(?:(?<![A-Za-z0-9.])|(?<=[IC]TL))(?:{either(words)})(?![A-Za-z0-9])"
        return re.compile(f"{either(others)}|{text}" if others else text)

    def where(self, original):
        return self.names.where(original) if original in self.names.of else "address or device"

    def expected(self, whole):
        """A pattern of the sentence with a group for each value, and the values."""
        pattern, originals, at = "", [], 0
        for match in self.pattern.finditer(whole):
            pattern += re.escape(whole[at:match.start()]) + "(.+?)"
            originals.append(" ".join(match[0].split()))
            at = match.end()
        return pattern + re.escape(whole[at:]), originals

    def replace(self, text, stand_ins):
        text = text.replace("files/", "")  # of a path its last part is left

        def stand_in(match):
            value = " ".join(html.unescape(match[0]).replace('""', '"').split())
            return stand_ins.get(unescaped(value), match[0])
        return self.in_markup.sub(stand_in, text)


def unescaped(name):
    """As it is, of how RFC 4514 writes it."""
    return re.sub(r"\\(.)", r"\1", name)


def documents(kind, raw):
    return [json.loads(one) for one in (raw.splitlines() if kind == "json-lines" else [raw]) if one]


def walk(mine, yours, path, pairs, hidden=()):
    """All leaves of two documents of the same shape. Raises ValueError where the shapes differ."""
    if isinstance(mine, dict) and isinstance(yours, dict):
        for key in mine.keys() | yours.keys():
            if key in hidden or key in UNSTEADY or key == "redacted":
                continue
            if hidden and (yours.get(key) == {"redacted": True} or (key not in mine and yours[key] == "")):
                continue
            if key not in mine or key not in yours:
                raise ValueError(f"{path}.{key} is in one only")
            walk(mine[key], yours[key], f"{path}.{key}", pairs, hidden)
    elif isinstance(mine, list) and isinstance(yours, list):
        if len(mine) != len(yours):
            raise ValueError(f"{path} has {len(mine)} and {len(yours)} entries")
        for number, (one, other) in enumerate(zip(mine, yours)):
            walk(one, other, f"{path}[{number}]", pairs, hidden)
    elif isinstance(mine, str) or isinstance(yours, str):
        pairs.append((path, mine, yours))
    elif mine != yours:
        raise ValueError(f"{path} is {mine} and {yours}")


def words_of(text):
    """Names with dots, digests and lines of bytes are one word each; so is each punctuation mark."""
    text = DRAWN_AT.sub("", DRAWN_LINE.sub(" ", text))
    return TOKEN.findall(HEX_DUMP.sub(lambda match: "".join(match[0].split()), text))


def different_chunks(mine, yours, there):
    """Where two lists of words differ: (from, to, from, to). `there`: what of mine is known to stand for what of yours."""
    mine = [there.get(one, one) for one in mine]
    a = c = 0
    while a < len(mine) or c < len(yours):
        if a < len(mine) and c < len(yours) and mine[a] == yours[c]:
            a, c = a + 1, c + 1
            continue
        b, d = next_alike(mine, yours, a, c)
        yield a, b, c, d
        a, c = b, d


def next_alike(mine, yours, a, c):
    """The nearest place from which on some words are the same again; the ends where there is none near."""
    run, furthest = 3, 120
    for distance in range(1, furthest):
        # One word for one first: what is replaced is mostly that.
        for skipped in sorted(range(distance + 1), key=lambda one: abs(2 * one - distance)):
            b, d = a + skipped, c + distance - skipped
            left, right = mine[b:b + run], yours[d:d + run]
            if left == right and (left or (b >= len(mine) and d >= len(yours))):
                return b, d
    return len(mine), len(yours)


# All together


def damage_files(folder, names):
    """A trust list that breaks off within its records, and a configuration that is no XML behind its node's name."""
    whole = (folder / f"ITL{MACS['refused']}.tlv").read_bytes()
    (folder / "ITLFile.tlv").write_bytes(whole[: len(whole) * 3 // 5])
    node = html.escape(names["node.refused"])
    (folder / "XMLDefault.cnf.xml").write_text(f"<device><capfList><capf><processNodeName>{node}</processNodeName></broken {node}",
                                               encoding="utf-8")  # fmt: skip


def make_cases(folder):
    """For batch: in files that are called after a host, a phone, the same again, and none at all."""
    cases = folder / "cases"
    cases.mkdir()
    shutil.copy(folder / "case.pcapng", cases / f"a-{MACS['refused']}.pcapng")
    shutil.copy(folder / "case.pcapng", cases / f"b-{MACS['wrong']}.pcapng")
    (cases / f"c-{MACS['sip']}.pcapng").touch()
    (cases / "d.pcapng").write_bytes((folder / "case.pcapng").read_bytes()[:-30])
    for path in cases.iterdir():
        os.utime(path, (1_800_000_000, 1_800_000_000))


def prepare(folder, rotation):
    named = names_of(rotation)
    folders = folder / f"{rotation}-odd", folder / f"{rotation}-other"
    for path, names in zip(folders, named):
        OddCapture(path, names).write()
        make_cases(path)
        damage_files(path / "files", names)
        (path / "redact.key").write_bytes(bytes(range(32)))
    return named, folders


def outputs_of(capfcheck, folders, job):
    hide = ["--redact-key", "redact.key"]
    command, rest = job.arguments[0], job.arguments[1:]
    odd, other = (Output(run(capfcheck, path, [command, *hide, *rest]), job, path) for path in folders)
    plain = Output(run(capfcheck, folders[1], [command, *rest]), job, folders[1]) if job.plain else None
    return odd, other, plain


def check_rotation(capfcheck, rotation):
    """What failed, and the places whose names a plain report shows."""
    with tempfile.TemporaryDirectory() as name:
        named, folders = prepare(Path(name), rotation)
        # JSON first: it tells which value has which stand-in.
        work = sorted(jobs(), key=lambda one: one.kind == "text")
        results = [outputs_of(capfcheck, folders, job) for job in work]
    failures, odd_names, other_names = Failures(), Names(named[0]), Names(named[1])
    said = b"".join(raw for _, _, plain in results if plain for _, raw in plain.parts.values())
    vocabulary, bijection, stand_ins = set(TOKEN.findall(said.decode("utf-8", "replace"))), ({}, {}), {}
    for job, outputs in zip(work, results):
        Comparison(rotation, job, odd_names, other_names, failures).check(*outputs, bijection, stand_ins, vocabulary)
    seen = {slot for slot, name in named[1].items() if any(value in said for value in encodings(name).values())}
    return failures, seen


def main():
    capfcheck = str(Path(sys.argv[1]).resolve())
    rotations = range(len(ODD)) if "--all" in sys.argv else [int(one) for one in sys.argv[2:]] or SOME
    failures, began, seen = Failures(), time.monotonic(), set()
    with concurrent.futures.ProcessPoolExecutor(2) as pool:
        for found, shown in pool.map(check_rotation, [capfcheck] * len(rotations), rotations):
            failures.found = {**found.found, **failures.found}
            seen |= shown
    count = failures.print()
    unseen = [slot for slot in (*SLOTS, *DEVICE_SLOTS) if slot not in seen]
    print(f"places whose names no plain report shows: {', '.join(unseen) or 'none'}")
    print(f"{len(rotations)} rotations, {count} failures, {time.monotonic() - began:.0f} s")
    # A place that is shown nowhere is looked for all the same; were most like that, nothing would be tested.
    return 1 if count or len(seen) < len(SLOTS) // 2 else 0


if __name__ == "__main__":
    sys.exit(main())
