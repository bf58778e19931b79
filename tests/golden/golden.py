#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What real tshark shows of chosen captures with the plugin, against the files in tests/golden/decodes.

usage: golden.py [--write] PLUGIN [CASE...]

Each file holds, for every frame with one of our protocols, its line of the packet list and the tree of our protocols.
It is what two passes show (the first half of what Wireshark itself does when it opens a file); a single pass must show
the same but for what looks forward: FORWARD below. `--write` writes the files instead (tests/golden/regenerate does).

Kept out, because it is Wireshark's and differs between its versions: other protocols (of XML the line that it was
handed something stays) and the inside of X.509 certificates and public keys.
"""
import decimal
import difflib
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from golden_cases import CASES  # noqa: E402
from tshark import Tshark  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
CAPTURES = HERE.parent.parent / "captures"
DECODES = HERE / "decodes"
ENCRYPTED = "[Certificate Authority Proxy Function (encrypted)"
OURS = ("Certificate Authority Proxy Function", ENCRYPTED, "Cisco Signed Phone File", "Cisco Trust Verification Service",
        "Cisco Phone Configuration")
ANYWAY = ("eXtensible Markup Language",)
# Lines about what comes later in the capture, which a single pass cannot know.
FORWARD = ("[Response in: ", "[Hash is in: ")
# What the rest of the session makes surer.
INFERRED = (ENCRYPTED, "[Inferred command: ", "[Confidence: ")
FORWARD_EXPERT = "[Expert Info (Note/Sequence): The session stops here without END_SESSION]"
COLUMNS = 'gui.column.format:"No.","%m","Protocol","%p","Info","%i"'


def indentation(line):
    return len(line) - len(line.lstrip(" "))


def without_x509(lines):
    """The lines without what is inside an X.509 certificate."""
    inside = None
    for line in lines:
        if inside is not None and indentation(line) > inside:
            continue
        inside = None
        if re.match(r" +(Certificate \(id-at|signedCertificate|SubjectPublicKeyInfo)", line):
            inside = indentation(line)
        yield line


def in_seconds(time):
    digits = {"milli": 3, "micro": 6, "nano": 9}[time[2]]
    return f"{decimal.Decimal(time[1]).scaleb(-digits):.9f} seconds"


def abbreviated(line):
    """Wireshark 4.0 shows 36 bytes of a long value, 4.4 as many as fit into a line, with a mark at its name. Wireshark 4.6
    has short times in smaller units than seconds."""
    line = re.sub(r"\b([\d.]+) (milli|micro|nano)seconds", in_seconds, line)
    return re.sub(r"\b([0-9a-f]{72})[0-9a-f]+…?$", r"\1…", re.sub(r"( \[…\])(?=: )", "", line))


def relevant(text):
    """Of tshark's list and trees what the golden files hold."""
    ours = False
    for line in map(abbreviated, text.splitlines()):
        if not line.strip():
            continue
        if line[:5].strip().isdigit() and line[5:6] == " ":
            yield ""
            yield re.sub(r" +", " ", line).strip()
            ours = False
        elif not line.startswith(" "):
            ours = line.startswith(OURS)
            if ours or line.startswith(ANYWAY):
                yield "  " + line
        elif ours:
            yield "  " + line


def decode(tshark, case, folder, *more):
    filters = case.filter or "capf || cisco_sgn || cisco_tvs"
    arguments = ["-r", case.capture(CAPTURES, folder), "-o", COLUMNS, "-P", "-O", "capf,cisco_sgn,cisco_tvs", "-Y", filters]
    # A key file's folder is this machine's.
    text = re.sub(r"/\S*/(?=\S+-lsc\.)", "", tshark.run(*arguments, *case.options(CAPTURES, tshark), *more))
    return [line + "\n" for line in without_x509(relevant(text))]


def without_forward(lines):
    """What a single pass may show of a decode of two passes."""
    skipped = None
    for line in lines:
        if skipped is not None and indentation(line) > skipped:
            continue
        skipped = None
        if line.strip().startswith(FORWARD):
            continue
        if line.strip() == FORWARD_EXPERT:
            skipped = indentation(line)
            continue
        yield line


def without_inferred(lines):
    return [line for line in lines if not line.strip().startswith(INFERRED)]


def compare(expected, seen, name, found):
    return list(difflib.unified_diff(expected, seen, name, found))


def check(tshark, case, folder, write):
    file = DECODES / f"{case.name}.txt"
    two_passes = decode(tshark, case, folder, "-2")
    if write:
        file.write_text("".join(two_passes))
    expected = list(without_x509(file.read_text().splitlines(keepends=True))) if file.exists() else []
    difference = compare(expected, two_passes, f"decodes/{case.name}.txt", "tshark -2")
    one_pass = decode(tshark, case, folder)
    difference += compare(
        without_inferred(without_forward(two_passes)), without_inferred(one_pass), "two passes", "one pass")
    sys.stdout.writelines(difference)
    if not two_passes:
        print(f"{case.name}: tshark shows nothing of our protocols")
    return not difference and bool(two_passes)


def main():
    arguments = sys.argv[1:]
    write = arguments[:1] == ["--write"]
    plugin, *wanted = arguments[1:] if write else arguments
    cases = [case for case in CASES if not wanted or case.name in wanted]
    with tempfile.TemporaryDirectory() as folder, Tshark(plugin) as tshark:
        failed = [case.name for case in cases if not check(tshark, case, folder, write)]
    if not wanted:
        known = {f"{case.name}.txt" for case in CASES}
        failed += [file.name for file in DECODES.iterdir() if file.name not in known]
    print(f"{len(cases)} decodes, {len(failed)} failed{': ' if failed else ''}{', '.join(failed)}")
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
