#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A capture that is judged in parts, however it is cut and by however many processes, is reported byte for byte as by one.

usage: equal_whole.py [--only TEXT] [--merged N] --captures FOLDER --generator GENERATE_PHONES CAPFCHECK

Captures of none or several phones; of one phone, those that together show all that there is to say; captures in one, which
share addresses, names and servers as they come; and dense captures, with 1 to 8 processes and parts from one phone to some.
Dense captures are really judged in parts.
"""
import argparse
import itertools
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from batch_reports import batch_reports, one_of_each  # noqa: E402

FORMATS = (["--format", "json"], ["--format", "jsonl"], ["--format", "text", "--quiet"])
TEMPLATES = ("s01-happy-http-rsa2048-tls12", "s05-happy-tftp512", "s08-password-wrong", "s20-enc-tftp-notfound",
             "s14-capf-port-closed", "s21-sgn-bad-sig", "s24-feature-not-enabled", "s29-tftp-lossy")


def report(capfcheck, path, options):
    command = [capfcheck, *options, path]
    result = subprocess.run(command, capture_output=True, check=False)
    return result.returncode, result.stdout, result.stderr


def key_log_of(path):
    key_log = path.with_suffix(".keylog")
    return ["--keylog", key_log] if key_log.is_file() else []


def merged(captures, number, folder):
    """Captures in one, in the order of their times."""
    if shutil.which("mergecap") is None:
        return
    source = random.Random(16)
    # Of the first, CAPF's port is learnt on the way: what was judged in parts is judged once more as a whole.
    other_port = [one for one in captures if "other-port" in one.name]
    for index in range(number):
        path = folder / f"merged-{index}.pcapng"
        some = source.sample(captures, source.randrange(3, 12)) + (other_port if index == 0 else [])
        subprocess.run(["mergecap", "-w", path, *some], check=True, capture_output=True)
        yield path


def dense(options, folder):
    templates = [options.captures / f"{name}.pcapng" for name in TEMPLATES]
    for phones in (9, 100):
        path = folder / f"dense-{phones}.pcap"
        subprocess.run([options.generator, str(phones), "pcap", path, *templates], check=True)
        yield path


def chosen(capfcheck, captures):
    rows = batch_reports(capfcheck, captures)
    one_phone = {path: row for path, row in rows.items() if len(row["phones"]) == 1}
    return [path for path in captures if path not in one_phone] + one_of_each(one_phone)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default="")
    parser.add_argument("--merged", type=int, default=40)
    parser.add_argument("--captures", type=pathlib.Path, required=True)
    parser.add_argument("--generator", required=True)
    parser.add_argument("capfcheck")
    options = parser.parse_args()
    captures = [path for pattern in ("*.pcap*", "generated/*.pcap*") for path in sorted(options.captures.glob(pattern))]
    captures = [path for path in captures if options.only in path.name]
    failed = count = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        several = [] if options.only else [*merged(captures, options.merged, folder), *dense(options, folder)]
        ways = itertools.cycle(itertools.product(FORMATS, range(1, 9), (1, 150)))
        for path in [*chosen(options.capfcheck, captures), *several]:
            wholes = {}
            for _ in range(4 if path in several else 1):
                form, jobs, size = next(ways)
                form = (*form, *key_log_of(path))
                if form not in wholes:
                    wholes[form] = report(options.capfcheck, path, [*form, "--part-size", "0"])
                whole = wholes[form]
                parts = report(options.capfcheck, path, [*form, "--jobs", str(jobs), "--part-size", str(size)])
                count += 1
                if whole != parts:
                    failed += 1
                    print(f"{path.name} {form} --jobs {jobs} --part-size {size}: {whole[0]}, {parts[0]} {parts[2]!r}")
            if path.name.startswith("dense-"):
                told = report(options.capfcheck, path, ["--format", "jsonl", "--verbose", "--part-size", "1"])[2]
                failed += b"judged in parts" not in told
    print(f"{count} reports in parts, {failed} differ or are not in parts")
    return 1 if failed or not count else 0


sys.exit(main())
