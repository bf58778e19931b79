#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The text report as it is read: the first ten lines of a phone, the summary of many, widths, colors, filters.

usage: first_screen.py CAPTURES CAPFCHECK
"""
import json
import pathlib
import re
import subprocess
import sys
import unicodedata

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from batch_reports import batch_reports, one_of_each  # noqa: E402
from terminal import on_terminal, plain  # noqa: E402

TITLE = re.compile(r"(?:[✓✗?] )?(\S+(?: \([^)]*\))?): (failed|incomplete|encrypted|not-enabled)(?: at [a-z-]+)?$")
LABEL = re.compile(r"  (Cause|Likely|Candidate|Undecided|Evidence|Filter|To do|Or|File|Basis): ")
MOST_LINES = 10
# What no line is broken in: labels, marks, the begin of a ladder's line or a round's.
INDENT = re.compile(
    r" *(?:(?:Cause|Candidate|Undecided|Evidence|Filter|To do|Or|File|Basis|Log|Notice|Earlier):? *)?(?:[✓✗?-] )?(?:[a-z-]+ +)?"
    r"(?:\d+\. )?(?:-?\d+\.\d{6} \S+ +(?:> \S+ *)?)?(?:Round \d+ from +-?[\d.]+, \S+: ?)?(?:\[[a-zA-Z ]+\] +[a-z-]+ +)?"
)
WIDTHS = (40, 60, 80, 132, 200)
problems = []


def check(holds, text):
    if not holds:
        problems.append(text)


def run(capfcheck, *arguments, env=None):
    result = subprocess.run([capfcheck, *map(str, arguments)], capture_output=True, text=True, env=env, timeout=300)
    check(result.returncode in (0, 1, 3, 4), f"{arguments}: exit status {result.returncode}: {result.stderr}")
    return result.stdout


def columns_of(line):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def blocks(text):
    """The first lines of each phone: (title, lines)."""
    for paragraph in text.split("\n\n"):
        lines = paragraph.rstrip("\n").split("\n")
        for at, line in enumerate(lines):
            if TITLE.match(line) and at + 1 < len(lines) and LABEL.match(lines[at + 1]):
                yield line, lines[at:]
                break


def fits(text, width, name):
    for line in text.split("\n"):
        if columns_of(line) <= width:
            continue
        # A word that fits on no line stands alone on one, or behind what begins it: a time and addresses, a number.
        start = INDENT.match(line)[0]
        check(" " not in line[len(start):].rstrip(), f"{name}: wider than {width} columns: {line!r}")


def one_phone(capfcheck, captures):
    seen = set()
    for capture in one_of_each(batch_reports(capfcheck, captures.glob("**/*.pcap*"))):
        keylog = capture.with_suffix(".keylog")
        text = run(capfcheck, *(["--keylog", keylog] if keylog.exists() else []), capture)
        fits(text, 80, capture.name)
        for title, lines in blocks(text):
            verdict = TITLE.match(title)[2]
            seen.add(verdict)
            check(len(lines) <= MOST_LINES, f"{capture.name}: {len(lines)} lines come first:\n" + "\n".join(lines))
            labels = [match[1] for match in map(LABEL.match, lines) if match]
            if verdict == "failed":
                check(labels[0] in ("Cause", "Likely"), f"{capture.name}: the cause does not come first")
                check(re.search(r"\[[a-z0-9-]+\]", "\n".join(lines)), f"{capture.name}: the cause has no code")
                check("Evidence" in labels, f"{capture.name}: no evidence")
    check(seen == {"failed", "incomplete", "encrypted", "not-enabled"}, f"verdicts shown: {seen}")


def lines_that_come_first(text):
    """Of each phone: what is indented below its title, which begins with a mark, up to a blank line."""
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if re.match("[✓✗?] ", line) and at + 1 < len(lines) and lines[at + 1].startswith("  "):
            block = lines[at:next((i for i in range(at, len(lines)) if not lines[i]), len(lines))]
            if any(re.match(r"  \S", one) for one in block):  # else they are healthy ones, each with its capture
                yield block


def every_width(capfcheck, captures):
    """Of all phones, whatever the width, in both languages; alone and among others."""
    inputs = sorted(captures.glob("**/*.pcap*"))
    for language, widths_of_it in (("en", (40, 50, 60, 70, 80, 200)), ("ja", (40, 60, 80))):
        for width in widths_of_it:
            for details in (["-v"], []) if width in (40, 80) else (["-v"],):
                text = plain(on_terminal(width, 24, [capfcheck, "--lang", language, "--no-join", *details, *inputs]))
                blocks_seen = list(lines_that_come_first(text))
                check(len(blocks_seen) > 100, f"{language} at {width} columns: {len(blocks_seen)} phones")
                for lines in blocks_seen:
                    check(len(lines) <= MOST_LINES, f"{language} at {width} columns: {len(lines)} lines:\n" + "\n".join(lines))


def cut_texts(capfcheck, captures):
    """What a narrow screen cuts off stands below, whole."""
    (capture,) = captures.glob("s14-capf-port-closed.pcapng")
    text = plain(on_terminal(40, 24, [capfcheck, capture]))
    first, rest = text.split("\n\n", 2)[1:]
    check("…" in first, f"nothing is cut at 40 columns: {first}")
    whole = run(capfcheck, "--format", "csv", "--fields", "remedy", capture).split("\n", 1)[1]
    check(" ".join(whole.split())[:100].strip('"') in " ".join(rest.split()), f"{whole} is not in {rest}")
    # Japanese has few blanks to cut at: what there is room for stays.
    (capture,) = captures.glob("s16-capf-untrusted-tls12.pcapng")
    first = plain(on_terminal(40, 24, [capfcheck, "--lang", "ja", capture])).split("\n\n")[1]
    check(len(first.split("\n")) >= MOST_LINES - 1, f"too much is cut at 40 columns: {first}")


def filters(capfcheck, captures):
    """The filter to paste holds all frames, or says how many."""
    (capture,) = captures.glob("**/no-list-stays-at-partial-config.pcapng")
    report = json.loads(run(capfcheck, "--format", "json", capture))
    frames = report["captures"][0]["phones"][0]["diagnoses"][0]["frames"]
    text = run(capfcheck, capture)
    filter_lines = re.sub(r"\s+", " ", text[text.index("frame.number in {"):])
    named = set()
    for part in filter_lines[len("frame.number in {"):filter_lines.index("}")].split(","):
        first, _, last = part.strip().partition("..")
        named.update(range(int(first), int(last or first) + 1))
    told = re.search(r"\(first (\d+) of (\d+)\)", filter_lines)
    check(named == set(frames) or (told and int(told[1]) == len(named) and int(told[2]) == len(frames)),
          f"the filter holds {sorted(named)} of {frames}, and says nothing")


def widths(capfcheck, captures):
    for name in ("s14-capf-port-closed", "s26-six-phones", "s31-snaplen96", "s01-happy-http-rsa2048-tls12"):
        command = [capfcheck, "-v", "--color", "never", captures / f"{name}.pcapng"]
        for width in WIDTHS:
            fits(on_terminal(width, 24, command), width, f"{name} at {width} columns")


def terminal(capfcheck, captures):
    command = [capfcheck, captures / "s14-capf-port-closed.pcapng"]
    low = on_terminal(80, 24, command)
    check("\x1b[" in low and "✗" in low, "a terminal gets neither color nor symbols")
    check("TCP SYN to port 3804" not in plain(low), "the ladder is there on a low terminal")
    check("-v shows" in low, "how to see the ladder is not said")
    check("TCP SYN to port 3804" in on_terminal(80, 100, command), "the ladder is missing on a tall terminal")
    check("\x1b[" not in on_terminal(80, 24, command, NO_COLOR="1"), "NO_COLOR is not respected")
    check("✗" not in on_terminal(80, 24, command, LANG="C"), "symbols where the locale has none")
    redirected = run(capfcheck, captures / "s14-capf-port-closed.pcapng")
    check("\x1b[" not in redirected and "[FAILED]" in redirected, "a file gets colors or symbols")
    check("TCP SYN to port 3804" in run(capfcheck, "--ladder", captures / "s14-capf-port-closed.pcapng"), "--ladder")


def many_phones(capfcheck, captures):
    six = captures / "s26-six-phones.pcapng"
    text = run(capfcheck, six)
    titles = [match for match in map(TITLE.match, text.split("\n")) if match]
    verdicts = [match[2] for match in titles]
    order = ["failed", "incomplete", "encrypted", "not-enabled"]
    check(len(titles) == 6 and verdicts == sorted(verdicts, key=order.index), f"order of the phones: {verdicts}")
    summary = text.split("\n\n")[1]
    check(re.match(r"6 phones: \d failed", summary), f"the summary does not come first: {summary!r}")
    causes = text.split("\n\n")[2]
    for title in titles:
        if title[2] == "failed":
            check(title[1] in causes, f"{title[1]} is under no cause")
    device = titles[0][1].split()[0]
    for name in (device, device.lower(), device[3:], re.search(r"\((.*)\)", titles[0][1])[1]):
        only = run(capfcheck, "--phone", name, six)
        check([one[1] for one in map(TITLE.match, only.split("\n")) if one] == [titles[0][1]], f"--phone {name}")
    failed = run(capfcheck, "--failed", six)
    check(failed == run(capfcheck, "--verdict", "failed", six), "--failed is not --verdict failed")
    shown = [match[2] for match in map(TITLE.match, failed.split("\n")) if match]
    check(shown == ["failed"] * verdicts.count("failed"), f"--failed shows {shown}")
    healthy = titles[-1][1].split()[0]
    status = subprocess.run([capfcheck, "--phone", healthy, six], capture_output=True, check=False).returncode
    check(status == 0, f"--phone of a healthy phone among others: exit status {status}")
    absent = subprocess.run([capfcheck, "--phone", "SEPABSENT", six], capture_output=True, text=True, check=False)
    check(absent.returncode == 3 and "SEPABSENT" in absent.stderr, "--phone of a phone that is not there")
    both = run(capfcheck, six, captures / "s14-capf-port-closed.pcapng")
    check(both.startswith("2 captures") and "7 phones:" in both, "no summary over several captures")


def main():
    captures, capfcheck = pathlib.Path(sys.argv[1]), sys.argv[2]
    one_phone(capfcheck, captures)
    widths(capfcheck, captures)
    every_width(capfcheck, captures)
    cut_texts(capfcheck, captures)
    filters(capfcheck, captures)
    terminal(capfcheck, captures)
    many_phones(capfcheck, captures)
    print("\n".join(problems) or "the first screen is as it should be")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
