#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes docs/json.md, the reference of the JSON report, from its schema.

usage: generate_json_reference.py [--check]
  --check  writes nothing; exits 1 when docs/json.md is not up to date
"""
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "analyzer" / "report" / "capfcheck.schema.json"
PAGE = ROOT / "docs" / "json.md"
MOST_WORDS = 12  # of an enumeration, in a table

INTRODUCTION = """\
# The JSON report

Made by `scripts/generate_json_reference.py` from `analyzer/report/capfcheck.schema.json`: do not edit.

`capfcheck --format json` prints one object, [report](#report); `--format jsonl` and `capfcheck batch` print a [line](#line) for
each capture. The same input gives the same bytes, whatever the language. `schema_version` is 1: members may be added without a new
version, so ignore those that you do not know. Times are RFC 3339 in UTC with nanoseconds, validity periods of certificates with
seconds. Frame numbers are Wireshark's. [codes.md](codes.md) lists the codes, `capfcheck explain WORD` explains them, and the words of steps, verdicts, evidence and indications.
Scripts that look for one particular sign compare `indication`, not the text.

`capfcheck pair PHONE CUCM --format json` prints the same object, with the phones of the phone's capture, and [pair](#pair) in it.
`capfcheck show --format json` has a schema of its own, `show.schema.json`. Its `schema_version` is 2: since then certificates have
the members that they have in a report on captures.

A member in *italics* is not always there.
"""


def reference(schema):
    return schema["$ref"].rpartition("/")[2] if "$ref" in schema else None


class Page:
    def __init__(self, definitions):
        self.definitions = definitions
        self.order = []
        for name in ("report", "line"):
            self.visit(name)

    def is_object(self, name):
        return "properties" in self.definitions[name]

    def visit(self, name):
        """Objects in the order in which a reader meets them."""
        if name in self.order:
            return
        self.order.append(name)
        for member in self.definitions[name]["properties"].values():
            for inner in self.objects_in(member):
                self.visit(inner)

    def objects_in(self, schema):
        name = reference(schema)
        if name is not None:
            if self.is_object(name):
                yield name
            else:
                yield from self.objects_in(self.definitions[name])
        for inner in [schema.get("items", {}), *schema.get("oneOf", []), *schema.get("anyOf", []), *schema.get("allOf", [])]:
            if isinstance(inner, dict) and inner:
                yield from self.objects_in(inner)

    def words(self, values):
        if len(values) > MOST_WORDS:
            return f"one of {len(values)} words"
        return ", ".join("null" if value is None else f"`{value}`" for value in values)

    def type_of(self, schema):
        name = reference(schema)
        if name is not None:
            return f"[{name}](#{name})" if self.is_object(name) else self.type_of(self.definitions[name])
        for choice in ("oneOf", "anyOf"):
            if choice in schema:
                return " or ".join(dict.fromkeys(self.type_of(one) for one in schema[choice]))
        if "const" in schema:
            return f"`{json.dumps(schema['const'])}`"
        if "enum" in schema:
            return self.words(schema["enum"])
        types = schema.get("type", "object")
        types = types if isinstance(types, list) else [types]
        texts = [f"list of {self.type_of(schema['items'])}" if one == "array" and "items" in schema else one for one in types]
        return " or ".join(texts)

    def meaning_of(self, schema):
        """Its own description, else that of what it refers to."""
        if "description" in schema:
            return schema["description"]
        name = reference(schema)
        if name is not None:
            return self.meaning_of(self.definitions[name]) if not self.is_object(name) else self.definitions[name].get("description", "")
        return ""

    def section(self, name):
        schema = self.definitions[name]
        lines = ["", f"## {name}", ""]
        if "description" in schema:
            lines += [schema["description"], ""]
        lines += ["| member | value | meaning |", "|---|---|---|"]
        for member, its in schema["properties"].items():
            mark = "" if member in schema.get("required", ()) else "*"
            cells = [f"{mark}`{member}`{mark}", self.type_of(its), self.meaning_of(its)]
            lines.append("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |")
        return lines

    def text(self):
        return INTRODUCTION + "\n".join(line for name in self.order for line in self.section(name)) + "\n"


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    definitions = json.loads(SCHEMA.read_text(encoding="utf-8"))["$defs"]
    page = Page(definitions)
    unseen = [name for name in definitions if page.is_object(name) and name not in page.order]
    if unseen:
        print(f"no way from the report leads to {', '.join(unseen)}")
        return 1
    text = page.text()
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    if "--check" in sys.argv:
        print(f"{PAGE.relative_to(ROOT)} is not up to date: run scripts/generate_json_reference.py")
        return 1
    PAGE.write_text(text, encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
