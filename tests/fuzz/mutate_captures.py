#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Mutated captures, read by real tshark with the plugin and by capfcheck, both built with the sanitizers.

usage: mutate_captures.py PLUGIN CAPFCHECK [--captures N] [--seed S] [--keep FOLDER]

Every capture of captures/ and of tests/golden/make_captures.py, in the spirit of Wireshark's own fuzz-test: bytes changed,
frames cut, left out, repeated and swapped, lengths inside plain CAPF and inside signed files changed, the file's end cut
off. A start of tshark takes longer than reading a capture, so that each file holds several mutated captures, whose addresses
are made different. tshark reads a file in one of several ways: in one pass or two, with a tree and without, and with all of
our preferences set.

A crash, a report of a sanitizer, a leak, a dissector bug, more than the time or memory below: the file is kept in FOLDER,
and the exit status is 1. An assertion in one of Wireshark's own dissectors (packet-tls.c has one that lost segments meet) is
told and counted, and is no fault of ours when tshark without our plugin meets it, too. The same seed makes the same files.
"""
import argparse
import gzip
import pathlib
import random
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "golden"), str(HERE)]
from made_packets import write_pcap  # noqa: E402
from make_captures import CAPTURES as MADE  # noqa: E402
from make_seeds import LARGE, pcapng_frames, segment  # noqa: E402
from sanitized_tshark import EXIT, SanitizedTshark, judge  # noqa: E402
from tshark import Tshark  # noqa: E402

CAPTURES = HERE.parent.parent / "captures"
IN_A_FILE = 10  # mutated captures
MOST_FRAMES = 400  # of one of them
MOST_SECONDS, MOST_MEGABYTES = 60, 1500  # with sanitizers
HEADERS = 54  # of Ethernet, IP and TCP
ASSERTION = re.compile(r"Dissector bug, .*: \./epan/dissectors/(packet-[\w-]+\.c:\d+): failed assertion")
START = 1_800_000_000


def sources():
    """The frames of each capture."""
    for path in sorted(CAPTURES.glob("**/*.pcapng*")):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        if frames := list(pcapng_frames(data)):
            yield frames
    for name, maker in MADE.items():
        if name not in LARGE:
            yield maker().frames


def all_secrets(folder):
    """One key log of all captures."""
    path = pathlib.Path(folder) / "all.keylog"
    path.write_bytes(b"".join(one.read_bytes() for one in sorted(CAPTURES.glob("**/*.keylog"))))
    return path


class Mutation:
    def __init__(self, seed, in_order=False):
        """`in_order`: no frame changes its place with another's."""
        self.random, self.in_order = random.Random(seed), in_order
        self.changes = [self.bytes, self.bytes, self.cut, self.leave_out, self.repeat, self.length, self.length]
        if not in_order:
            self.changes.append(self.swap)

    def frames(self, frames):
        """The capture's frames, changed."""
        frames = [bytearray(frame) for frame in frames[:MOST_FRAMES]]
        for _ in range(self.random.randint(1, 6)):
            self.random.choice(self.changes)(frames)
        return frames

    def place(self, frames):
        return self.random.randrange(len(frames))

    def bytes(self, frames):
        for _ in range(self.random.choice((1, 3, 10, 100))):
            frame = frames[self.place(frames)]
            begin = HEADERS if self.random.random() < 0.9 else 0
            if len(frame) > begin:
                frame[self.random.randrange(begin, len(frame))] = self.random.randrange(256)

    def cut(self, frames):
        frame = frames[self.place(frames)]
        del frame[self.random.randrange(1, len(frame) + 1):]

    def leave_out(self, frames):
        if len(frames) > 1:
            del frames[self.place(frames)]

    def repeat(self, frames):
        """Somewhere, or, in order, behind itself."""
        at = self.place(frames)
        frames.insert(at if self.in_order else self.place(frames), bytearray(frames[at]))

    def swap(self, frames):
        one, other = self.place(frames), self.place(frames)
        frames[one], frames[other] = frames[other], frames[one]

    def length(self, frames):
        """A length of an element, or of a body, of plain CAPF, TVS or a signed file."""
        there = [frame for frame in frames if self.first_element(frame)]
        if not there:
            return self.bytes(frames)
        frame = self.random.choice(there)
        at = self.first_element(frame)
        begin = at
        places = [at - 2] if at > HEADERS + 2 else []
        while at + 3 <= len(frame) and len(places) < 40:
            places.append(at + 1)
            at += 3 + struct.unpack_from(">H", frame, at + 1)[0]
        where = self.random.choice(places or [begin])
        if where + 2 <= len(frame):
            wrong = self.random.choice((0, 1, 3, 255, 0xFFFF, self.random.randrange(3000)))
            struct.pack_into(">H", frame, where, wrong)
        return None

    @staticmethod
    def first_element(frame):
        """Where the first element stands, or 0."""
        found = segment(bytes(frame))
        payload = found[2] if found else b""
        at = len(frame) - len(payload)
        if payload[:1] == b"\x55" and len(payload) > 8:
            return at + 8
        if payload[:1] == b"\x57" and len(payload) > 10:
            return at + 10
        body = payload.find(b"\r\n\r\n\1\0\2\1")
        return at + body + 4 if body >= 0 else 0


def apart(frames, number):
    """The frames with addresses of their own, so that two captures are not one connection."""
    for frame in frames:
        if len(frame) >= 34 and frame[12:14] == b"\x08\0":
            frame[27] ^= number
            frame[31] ^= number
    return frames


def make_file(path, captures, seed, in_order=False):
    source = random.Random(f"file {seed}")
    records = []
    for number in range(IN_A_FILE):
        frames = Mutation(f"{seed} {number}", in_order).frames(source.choice(captures))
        for frame in apart(frames, number):
            at = len(records)
            wire = len(frame) + (source.randrange(2000) if source.random() < 0.01 else 0)
            head = struct.pack("<IIII", START + at // 1000, at % 1000 * 1000, len(frame), wire)
            records.append(head + bytes(frame))
    write_pcap(path, records)
    if source.random() < 0.2:
        path.write_bytes(path.read_bytes()[:-source.randrange(1, 60)])


def ways(tshark, secrets):
    """How tshark reads a file, in turn."""
    keylog = ["-o", f"tls.keylog_file:{tshark.readable(secrets)}"]
    folder, key = tshark.folder / "certificates", sorted((CAPTURES / "devices").glob("s01*/*-lsc.key"))[0]
    shutil.copytree(CAPTURES / "certs", folder)
    ours = [
        *keylog, "-o", f"cisco_sgn.certificate_folder:{folder}", "-o",
        f'uat:cisco_phone_keys:"","{tshark.readable(key)}",""', "-d", "tcp.port==2445,cisco_tvs",
        "--enable-heuristic", "capf_tcp", "--enable-heuristic", "capf_tls",
    ]  # fmt: skip
    return [keylog, [*keylog, "-2"], [*ours, "-V"], [*ours, "-2", "-V"], [*ours, "-2", "-q", "-z", "capf,tree"]]


def check_with_capfcheck(program, path, secrets):
    environment = {"ASAN_OPTIONS": f"exitcode={EXIT}:detect_leaks=0:allocator_may_return_null=1", "HOME": "/nonexistent"}
    command = [program, "--format", "json", "--keylog", secrets, path]
    with tempfile.TemporaryFile() as complaint:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=complaint, env=environment)
        return judge(process, complaint, MOST_SECONDS, {0, 1, 3, 4})


def own_assertions(plain_tshark, path, secrets):
    """Where Wireshark without our plugin finds that a dissector of its own is wrong about this file."""
    place = plain_tshark.folder / "mutated.pcap"
    shutil.copy(path, place)
    place.chmod(0o644)
    found = set()
    for more in ((), ("-2",)):
        command = ["-r", str(place), "-o", f"tls.keylog_file:{plain_tshark.readable(secrets)}", "-d", "tcp.port==3804,tls", "-V", *more]
        with plain_tshark.popen(*command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
            found.update(ASSERTION.findall(process.communicate(timeout=20 * MOST_SECONDS)[0].decode(errors="replace")))
    return found


def arguments(description):
    """The command line of what reads mutated captures."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("plugin")
    parser.add_argument("capfcheck")
    parser.add_argument("--captures", type=int, default=IN_A_FILE)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--keep", type=pathlib.Path)
    return parser.parse_args()


def keep(path, folder):
    """A file on which something was found, when it is wanted."""
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, folder)


def main():
    options = arguments(__doc__)
    captures = list(sources())
    start, failed, own, peaks = time.monotonic(), 0, 0, {"tshark": 0, "capfcheck": 0}
    files = -(-options.captures // IN_A_FILE)
    with tempfile.TemporaryDirectory() as folder, SanitizedTshark(options.plugin) as tshark, Tshark(None) as plain_tshark:
        secrets = all_secrets(folder)
        reading = ways(tshark, secrets)
        for number in range(files):
            path = pathlib.Path(folder) / f"mutated-{options.seed}-{number}.pcap"
            make_file(path, captures, f"{options.seed} {number}")
            place = tshark.folder / "mutated.pcap"
            shutil.copy(path, place)
            place.chmod(0o644)
            way = reading[number % len(reading)]
            judged = {
                "tshark": tshark.replay("-r", str(place), *way, timeout=MOST_SECONDS),
                "capfcheck": check_with_capfcheck(options.capfcheck, path, secrets),
            }
            for program, (faults, used) in judged.items():
                peaks[program] = max(peaks[program], used)
                if used > MOST_MEGABYTES:
                    faults.append(f"{used} MB")
                for fault in faults:
                    print(f"{path.name}: {program} {way if program == 'tshark' else ''}: {fault}", flush=True)
                if any(map(ASSERTION.search, faults)):
                    theirs = own_assertions(plain_tshark, path, secrets)
                    ours = [fault for fault in faults if not theirs.intersection(ASSERTION.findall(fault))]
                    own += len(faults) - len(ours)
                    faults[:] = ours
            if any(faults for faults, _ in judged.values()):
                failed += 1
                keep(path, options.keep)
            path.unlink()
            if number % 50 == 49:
                print(f"{number + 1} files, {failed} with faults, {time.monotonic() - start:.0f} s", flush=True)
    print(f"{files * IN_A_FILE} mutated captures in {files} files, {failed} files with faults, "
          f"{own} assertions of Wireshark's own dissectors, {time.monotonic() - start:.0f} s, at most {peaks} MB")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
