#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the plugin registers, held against the rules of Wireshark's README.developer and against plugin/README.md.

usage: plugin_reference.py PLUGIN          checks
       plugin_reference.py PLUGIN --write  writes the table of filters in plugin/README.md
"""
import collections
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from tshark import Tshark  # noqa: E402

README = HERE.parent.parent / "plugin/README.md"
PROFILE = HERE.parent.parent / "plugin/profile/CAPF"
OURS = ("capf", "cisco_phone", "cisco_sgn", "cisco_tvs")
BEGIN, END = "<!-- filters -->\n", "<!-- end of filters -->\n"

Field = collections.namedtuple("Field", "name abbreviation type protocol blurb")


def report(tshark, kind):
    """The lines of tshark -G KIND. (Not through run(): other protocols have fields called "Dissector bug".)"""
    with tshark.popen("-G", kind, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        out, error = process.communicate(timeout=120)
    if process.returncode or error.strip():
        raise SystemExit(f"tshark -G {kind}: {process.returncode}\n{error.decode()}")
    return out.decode().splitlines()


def is_ours(filter_name):
    return filter_name.startswith(tuple(f"{name}." for name in OURS)) or filter_name in OURS


def fields_of(lines):
    rows = (line.split("\t") for line in lines if line.startswith("F\t"))
    return [Field(*row[1:5], row[7] if len(row) > 7 else "") for row in rows if is_ours(row[2])]


def field_problems(fields):
    for name, count in collections.Counter(field.abbreviation for field in fields).items():
        if count > 1:
            yield f"{name} is registered {count} times"
    for field in fields:
        here = field.abbreviation
        if not re.fullmatch(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+", here):
            yield f"{here}: not lower-case words with dots"
        if field.protocol not in OURS or not here.startswith(field.protocol + "."):
            yield f"{here}: does not begin with its protocol, {field.protocol}"
        if not field.name or field.name != field.name.strip() or field.name.endswith((".", ":")):
            yield f"{here}: name {field.name!r}"
        blurb = field.blurb
        if blurb and (blurb != blurb.strip() or blurb.endswith(".") or blurb == field.name):
            yield f"{here}: description {blurb!r}"


def table(fields):
    lines = ["| filter | type | what it is |", "|---|---|---|"]
    for field in sorted(fields, key=lambda one: one.abbreviation):
        words = field.name + (f": {field.blurb}" if field.blurb else "")
        lines.append(f"| `{field.abbreviation}` | {field.type.removeprefix('FT_')} | {words.replace('|', '&#124;')} |")
    return "\n".join(lines) + "\n"


def preferences(lines):
    """{name: description}"""
    found, description = {}, []
    for line in lines:
        if match := re.match(r"#?(\w+\.[\w.]+):", line):
            if is_ours(match[1]):
                found[match[1]] = " ".join(description)
            description = []
        elif line.startswith("# "):
            description.append(line[2:])
        else:
            description = []
    return found


def mentioned(readme, what, names):
    for name in names:
        if f"`{name}`" not in readme:
            yield f"plugin/README.md does not mention {what} `{name}`"


def readme_problems(tshark, fields, readme):
    before, _, rest = readme.partition(BEGIN)
    shown, _, after = rest.partition(END)
    if shown != table(fields):
        yield "plugin/README.md: its filters are not the plugin's: plugin_reference.py PLUGIN --write, and review"
    words = before + after
    wanted = preferences(report(tshark, "defaultprefs"))
    if not wanted:
        yield "no preference was found"
    for name, description in wanted.items():
        if len(description) < 20:
            yield f"preference {name}: description {description!r}"
    yield from mentioned(words, "the preference", wanted)
    heuristics = [line.split("\t") for line in report(tshark, "heuristic-decodes")]
    ours = [(row[0], row[1], row[2]) for row in heuristics if row[1] in OURS]
    if len(ours) != 4:
        yield f"heuristics: {ours}"
    for carrier, protocol, enabled in ours:
        if (enabled == "T") != (carrier in ("http", "tftp")):
            yield f"the heuristic for {protocol} over {carrier} is {'on' if enabled == 'T' else 'off'}"
    protocols = [line.split("\t")[2] for line in report(tshark, "protocols")]
    yield from mentioned(words, "the protocol", [name for name in protocols if is_ours(name)])
    labels = re.findall(r'^"TRUE","([^"]*)"', (PROFILE / "dfilter_buttons").read_text(), re.M)
    yield from mentioned(words, "the button", labels)
    for name in re.findall(r"\]\((?!http)([^)#]+)\)", readme):
        if not (README.parent / name).exists():
            yield f"plugin/README.md: no {name}"


def main():
    with Tshark(sys.argv[1]) as tshark:
        fields = fields_of(report(tshark, "fields"))
        readme = README.read_text()
        if sys.argv[2:] == ["--write"]:
            head, _, rest = readme.partition(BEGIN)
            readme = head + BEGIN + table(fields) + END + rest.partition(END)[2]
            README.write_text(readme)
        problems = list(field_problems(fields)) + list(readme_problems(tshark, fields, readme))
    if len(fields) < 100:
        problems.append(f"only {len(fields)} fields were found")
    print(*problems, sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
