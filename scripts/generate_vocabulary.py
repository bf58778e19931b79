#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes what the schema and docs/codes.md say of codes and other fixed words, from the program's own tables.

usage: generate_vocabulary.py PRINT_VOCABULARY [--check]
  PRINT_VOCABULARY  build/release/tests/documents/print_vocabulary
  --check           writes nothing; exits 1 when a file is not up to date
"""
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "analyzer" / "report" / "capfcheck.schema.json"
TABLE = ROOT / "docs" / "codes.md"
HEADINGS = {"diagnosis": "Diagnoses", "notice": "Notices about a phone", "capture": "Notices about the capture"}
INTRODUCTIONS = {
    "diagnosis": "A cause of a verdict, and the step at which the phone stops.",
    "notice": "Worth knowing, and not the cause of any verdict.",
    "capture": "What is wrong with the capture itself, and may hide something.",
}


def schema_text(enumerations):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    for name, words in enumerations.items():
        schema["$defs"][name]["enum"] = words
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def cell(text):
    return text.replace("|", "\\|").replace("\n", " ")


def table_text(codes):
    lines = [
        "# Codes",
        "",
        "Made by `scripts/generate_vocabulary.py` from the program's tables: do not edit. `capfcheck explain CODE` prints one",
        "of them. A code never changes its meaning.",
    ]
    for kind, heading in HEADINGS.items():
        with_step = kind == "diagnosis"
        columns = ["code", *(["step"] if with_step else []), "meaning", "sign on the wire", "what to do"]
        lines += ["", f"## {heading}", "", INTRODUCTIONS[kind], ""]
        lines += [f"| {' | '.join(columns)} |", "|" + "---|" * len(columns)]
        for row in (one for one in codes if one["kind"] == kind):
            step = [f"`{row['step']}`"] if with_step else []
            texts = [row["meaning"], row["sign"], row["remedy"] or "–"]
            cells = [f"`{row['code']}`", *step, *map(cell, texts)]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main():
    arguments = [one for one in sys.argv[1:] if one != "--check"]
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    printed = subprocess.run(arguments, capture_output=True, check=True, timeout=60).stdout
    vocabulary = json.loads(printed)
    stale = False
    for path, text in ((SCHEMA, schema_text(vocabulary["enumerations"])), (TABLE, table_text(vocabulary["codes"]))):
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        if "--check" in sys.argv:
            print(f"{path.relative_to(ROOT)} is not up to date: run scripts/generate_vocabulary.py {arguments[0]}")
            stale = True
        else:
            path.write_text(text, encoding="utf-8")
            print(f"{path.relative_to(ROOT)} written")
    if "--check" not in sys.argv:  # docs/json.md is made from the schema
        subprocess.run([sys.executable, ROOT / "scripts" / "generate_json_reference.py"], check=True, timeout=60)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
