#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What people read is in their language: chosen by --lang, else by the environment; no line too wide, no word in English.

usage: spoken_language.py CAPTURES CAPFCHECK
"""
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
# Three English words in a row are none of a protocol's names.
ENGLISH = re.compile(r"(?:\b[a-z]{2,} ){2}[a-z]{2,}\b")
COMMANDS = re.compile(
    r"(?:run sql )?select [\w, ]+ from device|utils [a-z_ ]+|show itl|(?:set|show) tls min-version|\(precedence to MIC\)"
    r"|(?:\b[0-9a-f]{2}\b ?)+"
    # What others say: servers in quotation marks, the XML parser.
    r'|"[^"]*"|XML: [A-Z][a-z ]+'
    r"|Prepare Cluster for Rollback to pre 8\.0|fragmentation needed|packet too big|capfcheck [a-z]+ [a-z -]+"
)
problems = []


def expect(what, holds, seen=""):
    if not holds:
        problems.append(f"{what}: {str(seen)[:400]}")


def run(program, *arguments, **settings):
    kept = {key: value for key, value in os.environ.items() if not key.startswith("LC_") and key not in ("LANG", "LANGUAGE")}
    done = subprocess.run(
        [program, *map(str, arguments)], capture_output=True, text=True, env={**kept, **settings}, check=False, timeout=120
    )
    return done.returncode, done.stdout, done.stderr


def width(text):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def english_in(text):
    """The lines, whole again where they were wrapped, that have English words of our own."""
    lines = re.sub(r"\n {6,}(?=\S)", " ", text).splitlines()
    return [line for line in lines if not re.match(r"  (ssh .* )?capfcheck ", line) and ENGLISH.search(COMMANDS.sub("", line))]


def check_choice(program, capture):
    english, japanese = run(program, "--lang", "en", capture), run(program, "--lang", "ja", capture)
    expect("--lang ja is Japanese", JAPANESE.search(japanese[1]), japanese)
    expect("--lang en is English", not JAPANESE.search(english[1]), english)
    expect("the exit status is the same", english[0] == japanese[0], (english[0], japanese[0]))
    for arguments in (["--lang=ja"], ["--lang", "ja_JP.UTF-8"], ["--lang", "ja_JP"]):
        expect(f"{arguments}", run(program, *arguments, capture) == japanese, run(program, *arguments, capture))
    expect("--lang after the capture", run(program, "check", capture, "--lang", "ja") == japanese)
    choices = (
        (japanese, {"LANG": "ja_JP.UTF-8"}),
        (japanese, {"LANG": "ja_JP.utf8"}),
        (japanese, {"LANG": "de_DE.UTF-8", "LC_MESSAGES": "ja_JP.UTF-8"}),
        (japanese, {"LANG": "en_US.UTF-8", "LC_ALL": "ja_JP.UTF-8"}),
        (japanese, {"LANG": "de_DE.UTF-8", "LANGUAGE": "xx:ja:en"}),
        (english, {}),
        (english, {"LANG": "C"}),
        (english, {"LANG": "C.UTF-8"}),
        (english, {"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}),
        (english, {"LANG": "ja_JP.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}),
        (english, {"LANG": "ja_JP.UTF-8", "LANGUAGE": "en"}),
        (english, {"LANG": "C", "LANGUAGE": "ja"}),
        (english, {"LANG": "ja_JP.eucJP"}),
        (english, {"LANG": "xx_XX.UTF-8"}),
        (english, {"LANG": "../../ja.UTF-8"}),
    )
    for wanted, settings in choices:
        expect(f"{settings}", run(program, capture, **settings) == wanted, run(program, capture, **settings)[1])
    expect("--lang before the environment", run(program, "--lang", "en", capture, LANG="ja_JP.UTF-8") == english)
    for name in ("xx", "", "../ja", "ja/../ja"):
        code, out, error = run(program, "--lang", name, capture)
        expect(f"--lang {name!r} is refused", code == 2 and not out and "en, ja" in error, (code, out, error))
    code, out, error = run(program, "check", "--lang")
    expect("--lang without a language is refused", code == 2 and not out and "--lang" in error, (code, out, error))


def check_words(program, captures):
    """Every report of the recordings, at two widths; nothing is left in English."""
    paths = sorted(captures.glob("s[0-9]*.pcapng")) + sorted((captures / "generated").glob("*.pcapng"))
    seen = 0
    for first in range(0, len(paths), 25):
        _, text, _ = run(program, "--lang", "ja", "-v", *paths[first : first + 25])
        expect("Japanese reports", JAPANESE.search(text), text)
        expect("no sentence in English", not english_in(text), english_in(text)[:5])
        seen += len(text)
    expect("reports were read", seen > 100_000, seen)
    check_words_of_logs(program, captures)


def check_words_of_logs(program, captures):
    """What the report says of logs; their own lines are as they were written."""
    with tempfile.TemporaryDirectory(prefix="capfcheck-spoken-") as folder:
        subprocess.run([sys.executable, captures / "generator/make_logs.py", captures / "s26-six-phones.json", folder], check=True)
        logs = sorted(path for path in Path(folder).iterdir() if path.name != "logs.json")
        _, text, _ = run(program, "--lang", "ja", captures / "s26-six-phones.pcapng", *logs)
        about = [line for line in text.splitlines() if folder in line or "行" in line]
        expect("lines about logs", len(about) > 3, text)
        expect("no kind of log in English", not english_in("\n".join(about).replace(folder, "")), about)


def check_width(program, capture):
    _, text, _ = run(program, "--lang", "ja", capture)
    for line in text.splitlines():
        words = max((width(word) for word in re.split("[\u3000-\u9fff\uff00-\uffef ]+", line)), default=0)
        expect("a line fits 80 columns", width(line) <= max(80, words + 13), f"{width(line)}: {line}")
        expect("no line begins with a closing mark", not re.match(" *[、。」）]", line), line)


def check_words_of_commands(program):
    for arguments in (["--help"], ["check", "--help"], ["batch", "--help"], ["show", "--help"], ["pair", "--help"],
                      ["export", "--help"], ["merge", "--help"], ["watch", "--help"], ["explain", "--help"], ["explain"],
                      ["explain", "capf-refused"], ["explain", "inferred", "failed"], ["--fields", "help"]):  # fmt: skip
        code, text, error = run(program, "--lang", "ja", *arguments)
        expect(f"{arguments} in Japanese", code == 0 and JAPANESE.search(text) and not error, (code, text, error))
        expect(f"{arguments}: nothing in English", not english_in(text), english_in(text)[:3])
    for arguments in (["--zebra"], ["--format", "xml", "x"], ["explain", "nonsense"], ["show"], ["chek"], ["/nonexistent"],
                      ["--keylog"], ["batch"], ["--jobs"]):  # fmt: skip
        code, text, error = run(program, "--lang", "ja", *arguments)
        expect(f"{arguments} is refused in Japanese", code in (2, 4) and not text and JAPANESE.search(error), (code, text, error))
    code, text, _ = run(program, "--lang", "ja", "explain", "失敗", "信頼リスト")
    expect("explain knows the Japanese words", code == 0 and "trust-list" in text and "failed" in text, text)


def check_show(program, capture):
    with tempfile.TemporaryDirectory(prefix="capfcheck-spoken-") as folder:
        run(program, "export", "-q", "-d", f"{folder}/files", capture)
        files = sorted(path for path in Path(folder).rglob("*") if path.name.endswith((".tlv", ".sgn")))
        expect("files to show", len(files) > 2, files)
        _, text, _ = run(program, "--lang", "ja", "show", *files)
        # The tables are CUCM's.
        left = [line for line in english_in(text) if "System Administrator Security Token" not in line]
        expect("show has no sentence in English", JAPANESE.search(text) and not left, left[:3])
        _, text, _ = run(program, "--lang", "ja", "show", "-q", *files)
        expect("show -q is Japanese", all(JAPANESE.search(line) for line in text.splitlines()), text)


def check_watch(program, capture):
    with capture.open("rb") as packets:
        command = [program, "watch", "--lang", "ja", "-"]
        text = subprocess.run(command, stdin=packets, capture_output=True, check=False, timeout=120).stdout.decode()
    lines = [line for line in text.splitlines() if re.match(r" +\d+\.\d{6} SEP", line)]
    expect("watch tells steps and the verdict in Japanese", any("判定 失敗" in line for line in lines), text)
    expect("watch has no sentence in English", not english_in("\n".join(lines)), lines)


def check_page(program, capture):
    _, page, _ = run(program, "--lang", "ja", "--format", "html", capture)
    expect("the page says its language", '<html lang="ja">' in page, page[:200])
    expect("the script has its words", '<script type="application/json" id="words">' in page)
    body = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    text = re.sub(r"<[^>]*>", "\n", body)
    expect("no sentence of the page in English", not english_in(text), english_in(text)[:3])
    _, page, _ = run(program, "--lang", "en", "--format", "html", capture)
    expect("the English page says so", '<html lang="en">' in page and 'id="words">' not in page, page[:200])


def main():
    captures, program = Path(sys.argv[1]), sys.argv[2]
    capture = captures / "s14-capf-port-closed.pcapng"
    check_choice(program, capture)
    check_words_of_commands(program)
    check_width(program, capture)
    check_width(program, captures / "s26-six-phones.pcapng")
    check_show(program, captures / "s26-six-phones.pcapng")
    check_watch(program, capture)
    check_page(program, capture)
    check_page(program, captures / "s38-tvs-valid.pcapng")
    check_words(program, captures)
    print(*problems, sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
