#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What machines read is byte for byte the same in every language: formats, exit statuses, codes, names of files.

usage: machine_formats.py CAPTURES CAPFCHECK
"""
import filecmp
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

NAMES = ("s14-capf-port-closed", "s26-six-phones", "s18-certhash-stale", "s24-feature-not-enabled", "s30-starts-mid-capf",
         "generated/sips-alert-48-tls13", "generated/two-servers-two-lists", "generated/trust-list-too-large",
         "generated/capture-damaged")  # fmt: skip
FORMATS = (["json"], ["jsonl"], ["csv"], ["csv", "--table", "lists"], ["csv", "--table", "certificates"],
           ["csv", "--table", "registrations"], ["csv", "--fields", "device,verdict,evidence,summary,remedy,conclusion"],
           ["junit"], ["sarif"])  # fmt: skip
JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
problems = []


def environment(**settings):
    kept = {key: value for key, value in os.environ.items() if not key.startswith("LC_") and key not in ("LANG", "LANGUAGE")}
    return {**kept, **settings}


def run(program, arguments, **settings):
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, env=environment(**settings), check=False, timeout=300)
    return done.returncode, done.stdout


def compare(program, arguments):
    """The output in English; told when another language's differs."""
    english = run(program, ["--lang", "en", *arguments])
    for language, settings in (("--lang=ja", {}), (None, {"LANG": "ja_JP.UTF-8"}), (None, {"LC_ALL": "C"})):
        other = run(program, [*([language] if language else []), *arguments], **settings)
        if other != english:
            problems.append(f"{language or settings}: {' '.join(map(str, arguments[:4]))} … differs")
    if JAPANESE.search(english[1].decode(errors="replace")):
        problems.append(f"--lang en {arguments[:4]} …: Japanese words")
    return english


def files_in(folder):
    return {path.relative_to(folder): path for path in folder.rglob("*") if path.is_file()}


def compare_folders(what, first, second):
    one, other = files_in(first), files_in(second)
    if not one or one.keys() != other.keys():
        problems.append(f"{what}: other files: {sorted(map(str, one))} and {sorted(map(str, other))}")
        return
    problems.extend(f"{what}: {name} differs" for name in one if not filecmp.cmp(one[name], other[name], shallow=False))


def main():
    captures, program = Path(sys.argv[1]), sys.argv[2]
    paths = [captures / f"{name}.pcapng" for name in NAMES]
    statuses = set()
    for form in FORMATS:
        for given in (paths[:1], paths[1:2], paths):
            status, text = compare(program, ["--format", *form, *given])
            statuses.add(status)
            if not text:
                problems.append(f"{form}: nothing was printed")
    if len(statuses) < 2:
        problems.append(f"only exit status {statuses}: the captures are too much alike")
    with tempfile.TemporaryDirectory(prefix="capfcheck-language-") as name:
        folder = Path(name)
        for language in ("en", "ja"):
            out = folder / language
            out.mkdir()
            run(program, ["--lang", language, "export", "-d", out / "export", captures / "s26-six-phones.pcapng"])
            run(program, ["--lang", language, "export", "--slice", out / "export" / "slice.pcapng", paths[0]])
            # Languages are in man/ by their names; completions are for all.
            run(program, ["generate", out / "generated"], **({"LANG": "ja_JP.UTF-8"} if language == "ja" else {}))
        compare_folders("export", folder / "en/export", folder / "ja/export")
        compare_folders("generate", folder / "en/generated", folder / "ja/generated")
        lists = [path for path in files_in(folder / "en/export").values() if path.suffix in (".tlv", ".sgn")]
        if not lists:
            problems.append("export wrote no list and no signed file")
        for path in lists[:4]:
            compare(program, ["show", "--format", "json", path])
        batches = []
        for language in ("en", "ja"):
            status, text = run(program, ["batch", "-q", "--jobs", "1", "--lang", language, *paths])
            # How long it took and how much memory differ each time.
            batches.append((status, re.sub(rb'"(seconds|memory)":[0-9.e+-]+', b"", text)))
        if batches[0] != batches[1] or not batches[0][1]:
            problems.append("batch: JSON Lines differ")
    # When a line of watch comes depends on the machine; what it says does not depend on the language.
    with paths[0].open("rb") as capture:
        watched = subprocess.run([program, "watch", "--lang", "ja", "--format", "jsonl", "-"], stdin=capture,
                                 capture_output=True, env=environment(), check=False, timeout=120).stdout.decode()  # fmt: skip
    if watched.count("\n") < 5 or JAPANESE.search(watched):
        problems.append(f"watch --format jsonl: {watched[:300]}")
    print(*problems, sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
