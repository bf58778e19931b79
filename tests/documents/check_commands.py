#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the commands in the documentation's blocks, and compares what they print with what the block shows.

usage: check_commands.py SOURCE_FOLDER CAPFCHECK [--write]
  --write  writes what the commands print into the documents, but for blocks that leave lines out

A block takes part when it begins with "$ ". Its commands run one after the other in one new folder a document, where
`captures` and `tests` are those of the project; "./run" and "capfcheck" are the program. A line "[…]" stands for any
number of lines. What a command says on standard error belongs to what it prints.
"""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

source, capfcheck = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
write = "--write" in sys.argv[3:]
LEFT_OUT = "[…]"
failures, commands_run = [], 0


def run(command, folder):
    """In a shell, where the program is found under its names."""
    path = f"{folder / '.bin'}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "XDG_CONFIG_HOME": str(folder / ".none"), "NO_COLOR": "1", "TZ": "UTC"}
    done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, capture_output=True, timeout=120, check=False)
    return (done.stdout + done.stderr).decode("utf-8", "replace").rstrip("\n").split("\n")


def fits(shown, printed):
    """Whether the lines are those, with [...] for any."""
    if LEFT_OUT not in shown:
        return shown == printed
    parts, at = [[]], 0
    for line in shown:
        parts.append([]) if line == LEFT_OUT else parts[-1].append(line)
    if printed[: len(parts[0])] != parts[0]:
        return False
    at = len(parts[0])
    for part in parts[1:-1]:
        found = next((i for i in range(at, len(printed) - len(part) + 1) if printed[i : i + len(part)] == part), None)
        if found is None:
            return False
        at = found + len(part)
    last = parts[-1]
    return not last or (len(printed) - len(last) >= at and printed[len(printed) - len(last) :] == last)


def check_block(name, block, folder):
    """The block as it should be."""
    global commands_run
    lines, result, i = block.rstrip("\n").split("\n"), [], 0
    while i < len(lines):
        command = lines[i][2:]
        while command.endswith("\\"):
            i += 1
            command = command[:-1] + lines[i].strip()
        end = i + 1
        while end < len(lines) and not lines[end].startswith("$ "):
            end += 1
        shown = lines[i + 1 : end] or [""]
        printed = run(command, folder)
        commands_run += 1
        blank = shown and shown[-1] == "" and printed[-1] != ""  # before the next command
        if not fits(shown[:-1] if blank else shown, printed):
            if not write:
                failures.append(f"{name}: $ {command}\n  shows\n    " + "\n    ".join(shown) + "\n  but prints\n    " + "\n    ".join(printed))
            elif LEFT_OUT in shown:
                failures.append(f"{name}: $ {command}: lines are left out: mend it by hand\n    " + "\n    ".join(printed))
            else:
                shown = printed + ([""] if blank else [])
        result += [lines[i]] + (shown if shown != [""] else [])
        i = end
    return "\n".join(result) + "\n"


def check_document(path):
    text = path.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / ".bin").mkdir()
        (folder / ".bin/capfcheck").symlink_to(capfcheck)
        (folder / "run").symlink_to(capfcheck)
        for shared in ("captures", "tests"):
            (folder / shared).symlink_to(source / shared)
        relative = path.relative_to(source)
        after = re.sub(r"(?<=^```\n)(\$ .*?)(?=^```$)", lambda match: check_block(relative, match[1], folder), text, flags=re.MULTILINE | re.DOTALL)
    if write and after != text:
        path.write_text(after, encoding="utf-8")


def main():
    for path in (source / "README.md", *sorted((source / "docs").glob("*.md"))):
        check_document(path)
    for failure in failures:
        print(failure)
    print(f"{commands_run} commands, {len(failures)} failures")
    return 1 if failures or not commands_run else 0


sys.exit(main())
