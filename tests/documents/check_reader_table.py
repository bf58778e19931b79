#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Compares the table of docs/logs.md with the program's own table of readers.

usage: check_reader_table.py PRINT_READER_TABLE LOGS_MD [--write]
"""
import pathlib
import re
import subprocess
import sys

TABLE = re.compile(r"^\| name \| log \|.*?\n(?:\|.*\n)*", re.MULTILINE)


def main():
    if len(sys.argv) not in (3, 4):
        print(__doc__, file=sys.stderr)
        return 2
    page = pathlib.Path(sys.argv[2])
    text = page.read_text(encoding="utf-8")
    wanted = subprocess.run([sys.argv[1]], capture_output=True, check=True, text=True).stdout
    found = TABLE.search(text)
    if found and found[0] == wanted:
        return 0
    if "--write" in sys.argv and found:
        page.write_text(text[: found.start()] + wanted + text[found.end() :], encoding="utf-8")
        return 0
    print(f"{page.name} is not up to date: run check_reader_table.py with --write")
    return 1


if __name__ == "__main__":
    sys.exit(main())
