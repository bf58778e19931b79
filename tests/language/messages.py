#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The catalogues: complete, up to date, and with the placeholders of the English messages.

usage: messages.py SOURCE_FOLDER
"""
import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

# "{}", "{0}", "{2:.0f}" of fmt; "{count:times}", "{device|the phone}" of report/pattern.h.
FIELD = re.compile(r"\{([^{}]*)\}")
OPTIONAL = re.compile(r"\[([^\[\]]*\{[^\[\]]*)\]")
# What is to copy: options, commands of CUCM, names of files.
COPIED = re.compile(r"(?<![\w-])--?[a-z][a-z-]*|\butils [a-z]+ [a-z]+|\bshow itl\b|\bmd5hash\b|\bcertHash\b|\bcapfAuthMode\b")


def run(*command, **options):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, timeout=60, **options)


def entries(text):
    """Each message of a .po: {"msgctxt": …, "msgid": …, "msgstr[0]": …}."""
    for block in re.split(r"\n\n+", text):
        entry, keyword = {}, None
        for line in block.splitlines():
            if line.startswith("#"):
                continue
            match = re.match(r'(msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?) (".*")$', line)
            keyword, value = (match[1], match[2]) if match else (keyword, line)
            entry[keyword] = entry.get(keyword, "") + ast.literal_eval(value)
        if entry.get("msgid"):
            yield entry


def fields(text, of_pattern):
    """The placeholders, those without a number counted; with what follows a colon where that is fmt's."""
    found, number = Counter(), 0
    for field in FIELD.findall(text):
        name, _, form = field.partition("|")[0].partition(":")
        if not name:
            name, number = str(number), number + 1
        found[name if of_pattern else f"{name}:{form}"] += 1
    return found


def problems_of(entry):
    english = entry["msgid"]
    texts = {key: value for key, value in entry.items() if key.startswith("msgstr")}
    if not all(texts.values()):
        yield "is not translated"
        return
    for text in texts.values():
        named = any(re.match(r"[a-z]", field) for field in FIELD.findall(english))
        wanted = [english, *([entry["msgid_plural"]] if "msgid_plural" in entry else [])]
        if fields(text, named) not in [fields(one, named) for one in wanted]:
            yield f"has other placeholders: {text}"
        if named and sorted(map(str, (fields(part, True) for part in OPTIONAL.findall(english)))) != sorted(
            map(str, (fields(part, True) for part in OPTIONAL.findall(text)))
        ):
            yield f"has other optional parts: {text}"
        if text.count("[") != english.count("["):
            yield f"has other square brackets, which leave out a part: {text}"
        missing = set(COPIED.findall(english)) - set(COPIED.findall(text))
        if missing:
            yield f"does not name {', '.join(sorted(missing))}: {text}"
        if english.startswith("\n") != text.startswith("\n") or english.endswith("\n") != text.endswith("\n"):
            yield f"begins or ends its lines otherwise: {text}"


def said_elsewhere(source):
    """The messages that problem_text.cc lists for others to say."""
    file = source / "analyzer/report/problem_text.cc"
    listed = re.findall(r'^ +N_\("((?:[^"\\]|\\.)*)"\),$', file.read_text(encoding="utf-8"), re.MULTILINE)
    # Literals that were broken are whole again.
    said = re.sub(r'"\s*\n\s*"', "", "".join(
        path.read_text(encoding="utf-8")
        for top in ("analyzer", "plugin")
        for path in sorted((source / top).rglob("*.cc"))
        if path != file
    ))
    if not listed:
        yield f"{file}: lists no message"
    for message in listed:
        # Before a colon, or the whole; of one with numbers the longest piece.
        piece = max(FIELD.sub("\n", message).split("\n"), key=len) if FIELD.search(message) else f'"{message}'
        if piece.removeprefix(" bytes") not in said:
            yield f"analyzer/report/problem_text.cc: nobody says: {message}"


def unmarked(source):
    """Rows of the tables of words that nobody would translate."""
    literal = r'"(?:[^"\\]|\\.)*"'
    for name in ("diagnosis_tables.cc", "gap_text.cc", "word_text.cc"):
        text = (source / "analyzer/report" / name).read_text(encoding="utf-8")
        text = re.sub(r"^#include.*|//.*", "", text, flags=re.MULTILINE)
        text = re.sub(rf"\b(?:N_|NC_|tr|tr_in)\((?:\s*{literal},?)+\s*\)", "", text)
        for left in re.findall(literal, re.sub(rf"\btr_in\({literal}, ", "", text)):
            if re.search("[a-z] [a-z]", left):
                yield f"analyzer/report/{name}: not marked with N_(): {left}"


def main():
    source = Path(sys.argv[1])
    problems = []
    check = run(source / "scripts/update_messages", "--check")
    if check.returncode != 0:
        problems.append(check.stdout + check.stderr)
    languages = [line for line in (source / "po/LINGUAS").read_text(encoding="utf-8").split("\n") if line and line[0] != "#"]
    there = sorted(path.stem for path in (source / "po").glob("*.po"))
    if sorted(languages) != there:
        problems.append(f"po/LINGUAS names {languages}, and there are {there}")
    template = {(one.get("msgctxt"), one["msgid"]) for one in entries((source / "po/capfcheck.pot").read_text(encoding="utf-8"))}
    if len(template) < 1000:
        problems.append(f"only {len(template)} messages in po/capfcheck.pot: some marks are not found")
    for language in languages:
        path = source / "po" / f"{language}.po"
        checked = run("msgfmt", "--check", "--output-file=/dev/null", path)
        if checked.returncode != 0:
            problems.append(checked.stderr)
        if run("msgattrib", "--only-fuzzy", "--no-obsolete", path).stdout.count("msgid") > 0:
            problems.append(f"{path.name}: has fuzzy messages")
        known = list(entries(path.read_text(encoding="utf-8")))
        missing = template - {(one.get("msgctxt"), one["msgid"]) for one in known}
        problems += [f"{path.name}: lacks {context or ''} {message!r}" for context, message in sorted(missing, key=str)]
        problems += [f"{path.name}: {one['msgid']!r} {problem}" for one in known for problem in problems_of(one)]
    problems += said_elsewhere(source)
    problems += unmarked(source)
    print(*problems[:40], sep="\n")
    print(f"{len(languages)} languages, {len(template)} messages, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
