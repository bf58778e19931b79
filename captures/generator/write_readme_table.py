#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the lists of captures in captures/README.md and captures/generated/README.md from the index.json beside each.

With --check it changes nothing, and exits 1 when the list is out of date or when a capture lacks its ground truth, is not
listed, or is not the file that its ground truth describes.
"""
import hashlib
import json
import sys
from pathlib import Path

CAPTURES = Path(__file__).resolve().parent.parent
FOLDERS = (CAPTURES, CAPTURES / "generated")
MARKER = "<!-- table -->\n"


def keys_of(secrets: dict) -> str:
    kinds = {
        "keylog": "key log",
        "injected": "in the file",
        "rsa_private_key": "server key",
        "phone_private_key": "phone key",
    }
    return ", ".join(text for key, text in kinds.items() if secrets.get(key)) or "none"


def table(entries: list) -> str:
    lines = ["| capture | what it shows | outcome | keys |", "|---|---|---|---|"]
    for entry in entries:
        lines.append(f"| `{entry['file']}` | {entry['title']} | `{entry['outcome_code']}` | {keys_of(entry['secrets'])} |")
    return "\n".join(lines) + "\n"


def problems_of(folder: Path, entries: list) -> list:
    problems = []
    listed = {entry["file"] for entry in entries}
    for path in sorted(folder.glob("*.pcap*")):
        if path.name not in listed:
            problems.append(f"{path.name} is not in index.json")
    for entry in entries:
        truth_path = folder / entry["truth"]
        capture_path = folder / entry["file"]
        if not truth_path.exists() or not capture_path.exists():
            problems.append(f"{entry['file']}: the capture or its ground truth is missing")
            continue
        truth = json.loads(truth_path.read_text(encoding="utf-8"))
        if truth["capture"]["sha256"] != hashlib.sha256(capture_path.read_bytes()).hexdigest():
            problems.append(f"{entry['file']}: its SHA-256 is not the one in {entry['truth']}")
        for kind in ("keylog", "rsa_private_key", "phone_private_key"):
            name = truth["secrets"].get(kind)
            if name and not (folder / name).exists():
                problems.append(f"{entry['truth']}: {kind} {name} is missing")
    return problems


def bring_up_to_date(folder: Path, check: bool) -> list:
    readme = folder / "README.md"
    entries = json.loads((folder / "index.json").read_text(encoding="utf-8"))["captures"]
    old = readme.read_text(encoding="utf-8")
    new = old.split(MARKER)[0] + MARKER + table(entries)
    if not check:
        readme.write_text(new, encoding="utf-8")
        return []
    problems = problems_of(folder, entries)
    if old != new:
        problems.append(f"{folder.name}/README.md: the list is out of date, run captures/generator/write_readme_table.py")
    return problems


def main() -> int:
    check = "--check" in sys.argv[1:]
    problems = [problem for folder in FOLDERS for problem in bring_up_to_date(folder, check)]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
