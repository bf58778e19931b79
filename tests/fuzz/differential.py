#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Mutated captures, read in two ways that must agree: by capfcheck with the frames that matter and with all frames, and by
tshark with the plugin in one pass and in two.

usage: differential.py PLUGIN CAPFCHECK [--captures N] [--seed S] [--keep FOLDER]

Captures as mutate_captures.py makes them, but with their frames in order: Wireshark ties a TFTP transfer whose data comes
before its request to whichever conversation it knows, which are others when it sees all frames. Of tshark the numbers of our frames are compared, of capfcheck the whole report.
A file on which they differ is kept in FOLDER, and the exit status is 1. The same seed makes the same files.
"""
import difflib
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "golden"), str(HERE)]
from mutate_captures import IN_A_FILE, all_secrets, arguments, keep, make_file, sources  # noqa: E402
from tshark import SHOWN, Tshark  # noqa: E402

OURS = "capf || cisco_sgn || cisco_tvs"
MOST_SECONDS = 120
MOST_LINES = 40


def report(capfcheck, path, secrets, *options):
    """The lines of the report. That there is one is part of agreeing."""
    command = [capfcheck, "--format", "json", "--keylog", secrets, *options, path]
    done = subprocess.run(command, capture_output=True, text=True, timeout=MOST_SECONDS, check=False)
    if done.returncode not in (0, 1, 3, 4) or not done.stdout:
        raise SystemExit(f"{path.name} {options}: capfcheck ended with {done.returncode}: {done.stderr}")
    return done.stdout.splitlines()


def frames(tshark, path, secrets, *options):
    keylog = f"tls.keylog_file:{tshark.readable(secrets)}"
    return tshark.run("-r", str(path), "-o", keylog, "-d", "tcp.port==2445,cisco_tvs", "-Y", OURS, "-T", "fields", "-e",
                      "frame.number", *options, statuses=SHOWN).split()  # fmt: skip


def difference(one, other, names):
    return list(difflib.unified_diff(one, other, *names, lineterm="", n=3))[:MOST_LINES]


def main():
    options = arguments(__doc__)
    captures, differing, phones, seen = list(sources()), 0, 0, 0
    files = -(-options.captures // IN_A_FILE)
    with tempfile.TemporaryDirectory() as folder, Tshark(options.plugin) as tshark:
        secrets = all_secrets(folder)
        for number in range(files):
            path = tshark.folder / f"differential-{options.seed}-{number}.pcap"
            make_file(path, captures, f"{options.seed} {number}", in_order=True)
            path.chmod(0o644)
            some, everything = (report(options.capfcheck, path, secrets, *more) for more in ((), ("--all-frames",)))
            once, twice = (frames(tshark, path, secrets, *more) for more in ((), ("-2",)))
            phones += sum('"verdict":' in line for line in some)
            seen += len(once)
            found = difference(some, everything, ("frames that matter", "all frames"))
            found += difference(once, twice, ("one pass", "two passes"))
            if found:
                differing += 1
                print(f"{path.name}:", *found, sep="\n", flush=True)
                keep(path, options.keep)
            path.unlink()
    print(f"{files * IN_A_FILE} mutated captures in {files} files, {phones} phones, {seen} frames of ours: "
          f"{differing} files read differently")
    # Nothing to compare would agree as well.
    return 1 if differing or phones < files or seen < files else 0


if __name__ == "__main__":
    sys.exit(main())
