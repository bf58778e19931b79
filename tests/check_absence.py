#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Checks that no rule takes what is missing from a capture for what did not happen.

usage: check_absence.py PROJECT_FOLDER     prints each line of analyzer/judge that goes past Visibility; exits 1 if any does
       check_absence.py --self-test        breaks the rule in each way and checks that it is noticed

Only phones::Visibility knows when a capture begins and ends, when it is silent and what it lost. A judge that asks for
one of these itself will sooner or later call an absence proven that the capture merely does not hold. This is a test of
names: it finds the shape of the mistake, not the mistake.
"""
import re
import sys
import tempfile
from pathlib import Path

FORBIDDEN = (
    (re.compile(r"\b(capture|recording)_?\.?(begin|end)\b"), "the capture's begin or end"),
    (re.compile(r"\b(end|begin)_of_capture\b"), "the capture's begin or end"),
    (re.compile(r"\bseconds_(left|until_end)\b"), "the time until the capture's end"),
    (re.compile(r"\bseconds_recorded_after\s*\("), "the time until the capture's end"),
    (re.compile(r"(\.|->)losses\b"), "the losses of a connection or a transfer"),
    (re.compile(r"(\.|->)silences\b"), "the capture's silences"),
    (re.compile(r"\blost_in_capture\s*\("), "the losses of a connection"),
)
# Comparing with the capture's end is judging by it; as a bound of what Visibility is asked, it is none.
END = re.compile(r"visibility_?\.end\(\)")
QUESTION = re.compile(r"\b(shown|may_have_missed|shows_nothing_for)\(")

# (file, a part of the line, why it may stand there). One that is no longer needed fails.
ALLOWED = (
    (
        "gaps.cc",
        "history.visibility.seconds_recorded_after(last)",
        "tells how long the capture goes on, of a phone that is undecided",
    ),
    (
        "capture_examples.cc",
        "connection.start_seen() && connection.lost_in_capture()",
        "reports the losses themselves, of the capture and of no phone",
    ),
    (
        "history.h",
        "bool reaches(std::int64_t time) const",
        "leaves out what a later round did: a bound of the history, no absence",
    ),
    (
        "in_use.cc",
        "end = history.visibility.end().time",
        "takes an accusation back: the phone may have been registered since",
    ),
    (
        "capf_connect.cc",
        "const phones::Interval looked_at{",
        "the stretch that Visibility is asked about in the next line",
    ),
    (
        "history.cc",
        "return registered_between(time, visibility.end().time);",
        "looks for something that is there",
    ),
    (
        "encrypted_config.cc",
        "const std::int64_t first = found.empty() ? history.visibility.end().time",
        "stands for never: no session of the history begins after its end",
    ),
    (
        "encrypted_config.cc",
        "history.visibility.end().time - previous > kQuiet",
        "takes an accusation back; whether the phone was quiet or the capture was, none is made",
    ),
)


def code_lines(path):
    """The lines without comments, numbered; block comments are not used in this project."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        yield number, line.split("//")[0]


def problems_of(root):
    folder = root / "analyzer" / "judge"
    sources = sorted(path for path in folder.rglob("*") if path.suffix in (".cc", ".h"))
    if not sources:
        yield f"{folder}: no sources found"
    used = set()
    for path in sources:
        for number, line in code_lines(path):
            found = [what for pattern, what in FORBIDDEN if pattern.search(line)]
            if END.search(line) and not QUESTION.search(line):
                found.append("the capture's end, outside a question to Visibility")
            if not found:
                continue
            excuses = [one for one in ALLOWED if one[0] == path.name and one[1] in line]
            used.update(excuses)
            if not excuses:
                yield f"{path.relative_to(root)}:{number}: asks for {', '.join(found)}: ask phones::Visibility instead"
    for name, part, _ in ALLOWED:
        if not any(one[:2] == (name, part) for one in used):
            yield f"tests/check_absence.py allows `{part}` in {name}, which has no such line"


BREACHES = (
    "if (capture_end.time - asked > kLong) return {};",
    "if (time < recording.begin.time) return {};",
    "const auto left = seconds_left(history);",
    "if (history.visibility.seconds_recorded_after(time) > 60) return {};",
    "if (dialogue.connection->losses().empty()) return {};",
    "if (!transfer.losses.empty()) return {};",
    "for (const auto &one : recording.silences) use(one);",
    "if (!tcp.lost_in_capture()) return {};",
    "if (history.visibility.end().time - time > kSecond) return {};",
    "const bool quiet = visibility_.end().time > time;",
)
HARMLESS = (
    "// the end_of_capture is not asked for",
    "if (history.visibility.shown(false, {time, history.visibility.end().time}) == phones::Shown::absent) return {};",
    "if (history.visibility.may_have_missed({since, history.visibility.end().time})) return false;",
    "const FrameTime end = dialogue.end();",
    "if (history.visibility.lossy()) gaps.push_back({GapKind::frames_missing, {}, {}});",
)


def self_test():
    """What the check failed to notice, or noticed where nothing is wrong."""
    excused = {}
    for name, part, _ in ALLOWED:
        excused[name] = excused.get(name, "") + part + " history.visibility.end()\n"

    def check(line):
        with tempfile.TemporaryDirectory() as folder:
            judge = Path(folder) / "analyzer" / "judge"
            judge.mkdir(parents=True)
            for name, text in {**excused, "new_rule.cc": line + "\n"}.items():
                (judge / name).write_text(text, encoding="utf-8")
            return list(problems_of(Path(folder)))

    for line in HARMLESS:
        for problem in check(line):
            yield f"{line} is harmless: {problem}"
    for line in BREACHES:
        if not any("new_rule.cc:1" in problem for problem in check(line)):
            yield f"{line} was not noticed"
    excused.popitem()
    if not any("has no such line" in problem for problem in check("")):
        yield "an excuse that nothing needs was not noticed"


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    problems = list(self_test() if sys.argv[1] == "--self-test" else problems_of(Path(sys.argv[1])))
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
