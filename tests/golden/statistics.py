#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What tshark -z capf,tree and -z capf,srt say of chosen captures, against the files in tests/golden/statistics.

usage: statistics.py [--write] PLUGIN

Kept are each line's place in the tree, its count and its times; rates, percentages and the order of lines with the same
count are Wireshark's.
"""
import difflib
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from expected_files import compare  # noqa: E402
from tshark import Tshark  # noqa: E402

CAPTURES = HERE.parent.parent / "captures"
EXPECTED = HERE / "statistics"
NAMES = ("cucm-document", "s06-happy-ec-secp384r1", "s12-operation-fetch-nocert", "s26-six-phones", "s28-happy-ipv6",
         "s08-password-wrong", "s13-operation-delete")  # fmt: skip


def tree_lines(text):
    """(path of names, count, times) of each line of a statistics tree."""
    table = text[text.index("CAPF") :].split("-" * 40)
    heading = next(line for line in text.splitlines() if line.startswith("Topic / Item"))
    columns = {name: heading.index(name) for name in ("Count", "Average", "Min Val", "Max Val", "Rate (ms)")}
    path = []
    for line in "".join(table).splitlines():
        name = line[: columns["Count"]]
        if not name.strip() or not line[columns["Count"] : columns["Average"]].strip().isdigit():
            continue
        depth = len(name) - len(name.lstrip())
        path = path[:depth] + [name.strip()]
        starts = list(columns.values())
        values = [line[start:end].strip() for start, end in zip(starts, starts[1:])]
        times = " ".join(f"{float(value):.1f}" for value in values[1:] if value)
        yield path.copy(), values[0], times


def tree(text):
    rows = sorted(tree_lines(text), key=lambda row: row[0])
    return [f"{'  ' * (len(path) - 1)}{path[-1]}: {count}{f' ({times} ms)' if times else ''}" for path, count, times in rows]


def response_times(text):
    kept = (line for line in text.splitlines() if re.match(r"Filter|Index| +\d+ ", line))
    return [re.sub(r" +", " ", line).strip() for line in kept]


def statistics(tshark, name):
    keylog = tshark.readable(CAPTURES / f"{name}.keylog")
    run = ["-q", "-r", CAPTURES / f"{name}.pcapng", "-o", f"tls.keylog_file:{keylog}"]
    both = []
    for passes in ([], ["-2"]):
        lines = ["capf,tree", *tree(tshark.run(*run, *passes, "-z", "capf,tree")), "", "capf,srt"]
        both.append(lines + response_times(tshark.run(*run, *passes, "-z", "capf,srt")))
    if both[0] != both[1]:
        print(*difflib.unified_diff(both[0], both[1], "one pass", "two passes", lineterm=""), sep="\n")
        sys.exit(1)
    return [line + "\n" for line in both[0]]


def main():
    write = sys.argv[1:2] == ["--write"]
    with Tshark(sys.argv[-1]) as tshark:
        seen = {name: statistics(tshark, name) for name in NAMES}
    return compare(EXPECTED, ".txt", seen, write, least=10)


if __name__ == "__main__":
    sys.exit(main())
