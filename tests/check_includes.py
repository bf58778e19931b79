#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Checks the walls between the folders: which folder may include what.

usage: check_includes.py PROJECT_FOLDER     prints each include that breaks a wall; exits 1 if there is one
       check_includes.py --self-test        breaks each wall in a made-up project and checks that it is noticed

The order of PLACES is the way data flows: an include goes up this list, to what comes earlier, never down and never in a
circle. A folder that is not in it fails, so that somebody decides where it belongs.
"""
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')

# Which family of headers a name in angle brackets belongs to; the first that fits.
FAMILIES = (
    ("epan", re.compile(r"epan/|file\.h$|cfile\.h$|frame_tvbuff\.h$")),
    ("wiretap", re.compile(r"wiretap/")),
    ("wsutil", re.compile(r"wsutil/|ws_[a-z_]+\.h$")),
    ("glib", re.compile(r"glib|gmodule")),
    ("openssl", re.compile(r"openssl/")),
    ("pugixml", re.compile(r"pugi(xml|config)\.hpp$")),
    ("json", re.compile(r"nlohmann/")),
    ("seccomp", re.compile(r"seccomp\.h$")),
    ("zlib", re.compile(r"zlib\.h$")),
    ("archive", re.compile(r"archive(_entry)?\.h$")),
    ("sqlite", re.compile(r"sqlite3\.h$")),
    ("fmt", re.compile(r"fmt/")),
    ("ncurses", re.compile(r"ncurses\.h$")),
    ("cli11", re.compile(r"CLI/")),
    ("input-output", re.compile(r"(i|o|io|f|if|of|sync)stream$|filesystem$|c?stdio(\.h)?$|print$")),
    ("standard", re.compile(r"[a-z_0-9]+$")),
    ("system", re.compile(r"((sys|arpa|netinet|linux)/)?[a-z_0-9]+\.h$")),
)
WIRESHARK = frozenset({"epan", "wiretap", "wsutil", "glib"})


@dataclass(frozen=True)
class Place:
    """A folder, or a file (or a .cc and its header) that has rules of its own."""

    path: str
    uses: tuple  # other places
    families: frozenset
    free_of_wireshark: bool = True  # not even through what it includes


# Numbers and helpers that stand once, for everybody.
BASICS = ("plugin/wire/ascii", "plugin/wire/ports", "plugin/wire/time_units", "plugin/wire/tls_numbers")


def place(path, uses, families, free_of_wireshark=True):
    basics = () if path in BASICS else BASICS
    return Place(path, (*basics, *uses), frozenset(families) | {"standard"}, free_of_wireshark)


LANGUAGE = "analyzer/language"
WIRE, INFERENCE, TRUST = "plugin/wire", "plugin/inference", "plugin/trust"
DISSECT, PLUGIN = "plugin/dissect", "plugin/plugin.cc"
CUCM, LOGS = "analyzer/cucm", "analyzer/logs"
DISSECTION, PHONES = "analyzer/dissection", "analyzer/phones"
OBSERVATION = "analyzer/dissection/observation"
LOG_INPUT, LOG_JOIN = "analyzer/logs/input", "analyzer/logs/join"
CAPTURE, FORMATS = "analyzer/capture", "analyzer/capture/formats"
SELECTION, STORE, SCAN = "analyzer/capture/selection", "analyzer/capture/store", "analyzer/capture/scan"
CUT, PARTS = "analyzer/capture/parts", "analyzer/parts"
FINDINGS, RULE, JUDGE = "analyzer/findings", "analyzer/judge/rule", "analyzer/judge"
MASK, CAPF_TEXT, REPORT = "analyzer/report/mask", "analyzer/report/capf_text", "analyzer/report"
BATCH, SANDBOX = "analyzer/batch", "analyzer/sandbox"
EXPORT, REDACT = "analyzer/export", "analyzer/redact"
SHOW, PAIR, CHECK_PAIR = "analyzer/show", "analyzer/pair", "analyzer/check_pair"
CHECK, CLI, MAIN = "analyzer/check_capture", "analyzer/cli", "analyzer/main.cc"
WATCH = "analyzer/watch"
EPAN = {"epan", "wsutil", "glib"}

PLACES = (
    *(place(path, (), ()) for path in BASICS),
    # Words in the language that was chosen.
    place(LANGUAGE, (), {"fmt", "input-output"}),
    place(WIRE, (), {"pugixml"}),
    # The CAPF dialogue from record sizes.
    place(INFERENCE, (WIRE,), ()),
    place(TRUST, (WIRE,), {"openssl", "input-output"}),
    place(DISSECT, (WIRE, TRUST, INFERENCE), EPAN, free_of_wireshark=False),
    place(PLUGIN, (DISSECT,), EPAN, free_of_wireshark=False),
    # What CUCM's own command line prints.
    place(CUCM, (), ()),
    # What other programs' logs say.
    place(LOGS, (WIRE, CUCM), ()),
    # Records out of files, ours to read or wiretap's.
    place(FORMATS, (), {"wiretap", "wsutil", "glib", "fmt", "zlib", "system", "input-output"}, free_of_wireshark=False),
    # Files of any kind, out of archives.
    place(LOG_INPUT, (FORMATS, CUCM), {"archive", "system", "input-output"}, free_of_wireshark=False),
    # Which frames matter.
    place(SELECTION, (FORMATS, WIRE), ()),
    # The chosen frames.
    place(STORE, (FORMATS, SELECTION), {"system"}),
    # The chunks of a large file in several threads, and what is true of the capture as a whole.
    place(SCAN, (FORMATS, SELECTION), ()),
    # Which of the chosen frames are whose.
    place(CUT, (FORMATS, SELECTION, WIRE), ()),
    # A capture from its files to the chosen frames: joins the five.
    place(CAPTURE, (FORMATS, SELECTION, STORE, SCAN, CUT), {"wiretap", "system"}, free_of_wireshark=False),
    # What libwireshark saw, without libwireshark.
    place(OBSERVATION, (WIRE, TRUST), ()),
    place(
        DISSECTION,
        (WIRE, TRUST, DISSECT, FORMATS, SELECTION, STORE, CAPTURE, OBSERVATION),
        EPAN | {"fmt", "system", "input-output"},
        free_of_wireshark=False,
    ),
    # Whose it is, and what the capture could have shown of it (visibility).
    place(PHONES, (WIRE, TRUST, OBSERVATION), {"fmt"}),
    # A phone file on its own, without a capture.
    place(SHOW, (WIRE, TRUST), {"fmt"}),
    # What is said of phones and captures, as values: what judges makes them, what redacts changes them, what reports
    # words them.
    place(FINDINGS, (WIRE, INFERENCE, TRUST, OBSERVATION, SHOW), ()),
    # What logs say beside what a capture shows.
    place(LOG_JOIN, (WIRE, CUCM, FORMATS, LOGS, LOG_INPUT, FINDINGS), {"glib"}, free_of_wireshark=False),
    # The rules as data.
    place(RULE, (FINDINGS,), ()),
    place(JUDGE, (WIRE, INFERENCE, TRUST, CUCM, OBSERVATION, PHONES, SHOW, FINDINGS, RULE), ()),
    # Two captures of one event.
    place(PAIR, (WIRE, OBSERVATION, PHONES, FINDINGS, JUDGE), {"fmt"}),
    # The words of CAPF's own messages.
    place(MASK, (), ()),
    place(CAPF_TEXT, (LANGUAGE, WIRE, FINDINGS, MASK), {"fmt"}),
    # Values in words. Of the judge it knows the rules, which `explain` tells of. GLib for Unicode's tables, in what
    # prints.
    place(
        REPORT,
        (LANGUAGE, WIRE, TRUST, OBSERVATION, SHOW, FINDINGS, RULE, PAIR, MASK, CAPF_TEXT),
        {"fmt", "json", "glib", "zlib", "input-output"},
    ),
    # What a process gives up before it looks at a stranger's bytes.
    place(SANDBOX, (FORMATS,), {"seccomp", "openssl", "fmt", "system", "input-output"}),
    # A capture in parts, each in a process of its own.
    place(
        PARTS,
        (WIRE, TRUST, CAPTURE, CUT, STORE, DISSECTION, OBSERVATION, PHONES, FINDINGS, JUDGE, SANDBOX),
        {"fmt", "system", "input-output"},
        free_of_wireshark=False,
    ),
    # One capture from the file to the verdict: joins all that comes before it.
    place(
        CHECK,
        (WIRE, TRUST, FORMATS, CAPTURE, DISSECTION, OBSERVATION, PHONES, FINDINGS, JUDGE, PARTS),
        {"fmt", "input-output"},
        free_of_wireshark=False,
    ),
    # The same for two captures.
    place(CHECK_PAIR, (FINDINGS, PAIR, CHECK), (), free_of_wireshark=False),
    # Pseudonyms for names and addresses.
    place(REDACT, (WIRE, TRUST, PHONES, SHOW, FINDINGS, CAPF_TEXT), {"openssl", "pugixml", "system"}),
    place(
        BATCH,
        (LANGUAGE, WIRE, TRUST, FORMATS, FINDINGS, REPORT, REDACT, CHECK, SANDBOX),
        {"fmt", "json", "openssl", "sqlite", "system", "input-output"},
        free_of_wireshark=False,
    ),
    # Files and smaller captures out of a judged one: takes what goes to libwireshark, not what comes from it.
    place(
        EXPORT,
        (LANGUAGE, WIRE, TRUST, FORMATS, CAPTURE, OBSERVATION, PHONES, FINDINGS, JUDGE, MASK, REPORT, REDACT),
        {"fmt", "json", "system"},
        free_of_wireshark=False,
    ),
    # Captures while they are made, and the terminal.
    place(
        WATCH,
        (LANGUAGE, WIRE, FORMATS, STORE, CUT, CAPTURE, DISSECTION, OBSERVATION, PHONES, FINDINGS, JUDGE, REPORT, CHECK),
        {"fmt", "json", "ncurses", "system", "input-output"},
        free_of_wireshark=False,
    ),
    place(
        CLI,
        (
            *(LANGUAGE, WIRE, TRUST, CUCM, FORMATS, LOGS, LOG_INPUT, LOG_JOIN, DISSECTION, FINDINGS, JUDGE, PAIR, SHOW),
            *(REPORT, PARTS, CHECK, CHECK_PAIR, SANDBOX, BATCH, REDACT, EXPORT, WATCH),
        ),
        {"fmt", "cli11", "system", "input-output"},
    ),
    place(MAIN, (CLI,), {"fmt", "system", "input-output"}, free_of_wireshark=False),
)


def place_of(name):
    """The most particular place that the file is in."""
    fits = [place for place in PLACES if name.startswith((place.path + "/", place.path + ".")) or name == place.path]
    return max(fits, key=lambda place: len(place.path), default=None)


def family_of(header):
    return next((family for family, pattern in FAMILIES if pattern.match(header)), "unknown")


def includes_of(root):
    """For each source file its includes: (line, is quoted, name)."""
    found = {}
    for top in ("plugin", "analyzer"):
        for path in sorted((root / top).rglob("*")):
            if path.suffix in (".cc", ".h", ".cpp", ".hpp") and path.is_file():
                lines = path.read_text(encoding="utf-8").splitlines()
                matches = [(number, INCLUDE.match(line)) for number, line in enumerate(lines, 1)]
                found[path.relative_to(root).as_posix()] = [
                    (number, match[1] == '"', match[2]) for number, match in matches if match
                ]
    return found


def direct_problems(includes):
    for name, lines in includes.items():
        here = place_of(name)
        if here is None:
            yield f"{name}: its folder has no place in tests/check_includes.py"
            continue
        for number, quoted, header in lines:
            where = f"{name}:{number}"
            if not quoted:
                family = family_of(header)
                if family not in here.families:
                    yield f"{where}: {here.path} may not include <{header}> ({family})"
                continue
            there = place_of(header)
            if header not in includes:
                yield f'{where}: "{header}" is not a file named from the top of the project'
            elif there is not None and there is not here and there.path not in here.uses:
                yield f'{where}: {here.path} may not include "{header}"'


def reach_of(name, includes):
    """The files that name includes, directly or not: {file: the file that includes it}."""
    came_from, open_files = {}, [name]
    while open_files:
        file = open_files.pop()
        for _, quoted, header in includes.get(file, ()):
            if quoted and header not in came_from:
                came_from[header] = file
                open_files.append(header)
    return came_from


def path_to(name, last, came_from):
    path = [last]
    while path[-1] != name:
        path.append(came_from[path[-1]])
    return " <- ".join(path)


def indirect_problems(includes):
    circles = set()
    for name in includes:
        came_from = reach_of(name, includes)
        if name in came_from:
            circle, file = [name], came_from[name]
            while file != name:
                circle.append(file)
                file = came_from[file]
            if frozenset(circle) not in circles:
                circles.add(frozenset(circle))
                yield f"{name}: includes go in a circle: {' <- '.join(circle + [name])}"
            continue
        here = place_of(name)
        if here is None or not here.free_of_wireshark:
            continue
        for file in came_from:
            for _, quoted, header in includes.get(file, ()):
                if not quoted and family_of(header) in WIRESHARK:
                    yield f"{name}: knows of Wireshark: <{header}> <- {path_to(name, file, came_from)}"


def problems_of(root):
    includes = includes_of(root)
    if not includes:
        yield f"{root}: no sources found"
    yield from direct_problems(includes)
    yield from indirect_problems(includes)


def check_rules():
    """The table itself goes one way only."""
    earlier = []
    for here in PLACES:
        late = [path for path in here.uses if path not in earlier]
        if late:
            yield f"the rules let {here.path} use {late}, which come later"
        earlier.append(here.path)


GOOD = {
    "plugin/wire/ascii.h": "#include <string>\n",
    "plugin/wire/a.h": '#include <span>\n#include <pugixml.hpp>\n#include "plugin/wire/ascii.h"\n',
    "analyzer/cucm/good.h": '#include "plugin/wire/ascii.h"\n',
    "analyzer/logs/a.h": '#include "plugin/wire/a.h"\n#include "analyzer/cucm/good.h"\n',
    "plugin/trust/a.cc": '#include <openssl/evp.h>\n#include "plugin/wire/a.h"\n',
    "plugin/dissect/taps.h": '#include <cstdint>\n#include "plugin/wire/a.h"\n',
    "plugin/dissect/a.h": "#include <epan/packet.h>\n",
    "plugin/plugin.cc": '#include "plugin/dissect/a.h"\n',
    "analyzer/capture/a.h": "#include <wiretap/wtap.h>\n",
    "analyzer/dissection/observation.h": '#include "plugin/wire/a.h"\n',
    "analyzer/dissection/a.cc": '#include <epan/epan.h>\n#include "analyzer/capture/a.h"\n',
    "analyzer/phones/a.h": '#include "analyzer/dissection/observation.h"\n',
    "analyzer/show/a.h": '#include "plugin/trust/a.h"\n',
    "analyzer/findings/a.h": '#include "analyzer/dissection/observation.h"\n#include "analyzer/show/a.h"\n',
    "analyzer/judge/rule.h": '#include "analyzer/findings/a.h"\n',
    "analyzer/judge/a.h": '#include "analyzer/phones/a.h"\n#include "analyzer/judge/rule.h"\n',
    "analyzer/pair/a.h": '#include "analyzer/judge/a.h"\n#include "analyzer/dissection/observation.h"\n',
    "plugin/trust/a.h": '#include "plugin/wire/a.h"\n',
    "analyzer/report/capf_text.h": '#include "plugin/wire/a.h"\n',
    "analyzer/report/a.cc": '#include "analyzer/judge/rule.h"\n#include <nlohmann/json.hpp>\n',
    "analyzer/redact/a.h": '#include "analyzer/findings/a.h"\n#include "analyzer/report/capf_text.h"\n',
    "analyzer/cli/a.h": '#include "analyzer/judge/a.h"\n',
    "analyzer/main.cc": '#include "analyzer/cli/a.h"\n',
}
# What to add to one file, and a part of what must be said.
BREACHES = (
    ("plugin/wire/ascii.h", '#include "plugin/wire/a.h"', "plugin/wire/ascii may not include"),
    ("plugin/wire/a.h", "#include <openssl/evp.h>", "plugin/wire may not include <openssl/evp.h>"),
    ("plugin/wire/a.h", "#include <epan/packet.h>", "plugin/wire may not include <epan/packet.h>"),
    ("plugin/wire/a.h", "#include <fstream>", "plugin/wire may not include <fstream>"),
    ("plugin/wire/a.h", '#include "plugin/dissect/taps.h"', "plugin/wire may not include"),
    ("plugin/inference/a.h", '#include "plugin/trust/a.h"', "plugin/inference may not include"),
    ("plugin/inference/a.h", "#include <openssl/evp.h>", "plugin/inference may not include <openssl/evp.h>"),
    ("plugin/trust/a.cc", "#include <epan/packet.h>", "plugin/trust may not include <epan/packet.h>"),
    ("plugin/dissect/a.h", "# include <wiretap/wtap.h>", "plugin/dissect may not include <wiretap/wtap.h>"),
    ("plugin/dissect/a.h", '#include "analyzer/phones/a.h"', "plugin/dissect may not include"),
    ("analyzer/capture/a.h", "#include <epan/packet.h>", "analyzer/capture may not include <epan/packet.h>"),
    ("analyzer/capture/formats/a.h", '#include "analyzer/capture/a.h"', "analyzer/capture/formats may not include"),
    (
        "analyzer/capture/selection/a.h",
        "#include <wiretap/wtap.h>",
        "analyzer/capture/selection may not include <wiretap/wtap.h>",
    ),
    ("analyzer/capture/store/a.h", '#include "analyzer/capture/a.h"', "analyzer/capture/store may not include"),
    ("analyzer/capture/scan/a.h", "#include <unistd.h>", "analyzer/capture/scan may not include <unistd.h>"),
    ("analyzer/dissection/a.cc", "#include <wiretap/wtap.h>", "analyzer/dissection may not include <wiretap/wtap.h>"),
    ("analyzer/phones/a.h", "#include <epan/packet.h>", "analyzer/phones may not include <epan/packet.h>"),
    ("analyzer/phones/a.h", '#include "analyzer/judge/a.h"', "analyzer/phones may not include"),
    ("analyzer/phones/a.h", '#include "analyzer/findings/a.h"', "analyzer/phones may not include"),
    ("analyzer/findings/a.h", '#include "analyzer/phones/a.h"', "analyzer/findings may not include"),
    ("analyzer/findings/a.h", "#include <fmt/format.h>", "analyzer/findings may not include <fmt/format.h>"),
    ("analyzer/judge/rule.h", '#include "analyzer/phones/a.h"', "analyzer/judge/rule may not include"),
    ("analyzer/judge/a.h", "#include <fmt/format.h>", "analyzer/judge may not include <fmt/format.h>"),
    ("analyzer/judge/a.h", '#include "analyzer/report/capf_text.h"', "analyzer/judge may not include"),
    ("analyzer/report/a.cc", '#include "analyzer/judge/a.h"', "analyzer/report may not include"),
    ("analyzer/report/a.cc", '#include "analyzer/redact/a.h"', "analyzer/report may not include"),
    ("analyzer/redact/a.h", '#include "analyzer/report/a.cc"', "analyzer/redact may not include"),
    ("analyzer/redact/a.h", '#include "analyzer/judge/a.h"', "analyzer/redact may not include"),
    ("analyzer/pair/a.h", "#include <epan/packet.h>", "analyzer/pair may not include <epan/packet.h>"),
    ("analyzer/pair/a.h", '#include "analyzer/report/a.cc"', "analyzer/pair may not include"),
    ("analyzer/show/a.h", '#include "analyzer/findings/a.h"', "analyzer/show may not include"),
    ("analyzer/cucm/a.h", '#include "plugin/wire/a.h"', "analyzer/cucm may not include"),
    ("analyzer/logs/a.h", '#include "analyzer/findings/a.h"', "analyzer/logs may not include"),
    ("analyzer/logs/a.h", "#include <regex.h>", "analyzer/logs may not include <regex.h>"),
    ("analyzer/report/a.cc", "#include <CLI/CLI.hpp>", "analyzer/report may not include <CLI/CLI.hpp>"),
    ("analyzer/report/a.cc", '#include "plugin/dissect/a.h"', "analyzer/report may not include"),
    ("analyzer/dissection/observation.h", "#include <glib.h>", "analyzer/judge/a.h: knows of Wireshark: <glib.h>"),
    ("analyzer/dissection/observation.h", '#include "plugin/dissect/a.h"', "analyzer/phones/a.h: knows of Wireshark"),
    ("analyzer/phones/a.h", '#include "a.h"', "is not a file named from the top of the project"),
    ("plugin/wire/a.h", '#include "plugin/wire/a.h"', "in a circle"),
    ("analyzer/dissection/observation.h", '#include "analyzer/phones/a.h"', "in a circle"),
    ("analyzer/new/a.h", "#include <span>", "has no place"),
    ("analyzer/main.cc", "#include <boost/asio.hpp>", "(unknown)"),
)


def self_test():
    """What the check failed to notice, or noticed where nothing is wrong."""

    def check(files):
        with tempfile.TemporaryDirectory() as folder:
            for name, content in files.items():
                path = Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(content, encoding="utf-8")
            return list(problems_of(Path(folder)))

    for problem in check(GOOD):
        yield f"a good project fails: {problem}"
    for name, line, wanted in BREACHES:
        problems = check({**GOOD, name: GOOD.get(name, "") + line + "\n"})
        if not any(wanted in problem for problem in problems):
            yield f"{name}: {line} was not noticed ({problems})"


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    problems = list(check_rules())
    problems += self_test() if sys.argv[1] == "--self-test" else problems_of(Path(sys.argv[1]))
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
