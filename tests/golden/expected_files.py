# SPDX-License-Identifier: GPL-2.0-or-later
"""What tshark says of several captures, against a folder with a file for each."""
import difflib
import sys


def compare(folder, ending, seen, write, least):
    """The exit status, after the differences. `seen`: the lines for each name, which are `least` at least. `write` puts
    them into the files first."""
    failed = []
    folder.mkdir(exist_ok=True)
    for name, lines in seen.items():
        file = folder / f"{name}{ending}"
        if write:
            file.write_text("".join(lines))
        expected = file.read_text().splitlines(keepends=True) if file.exists() else []
        difference = list(difflib.unified_diff(expected, lines, file.name, "tshark"))
        sys.stdout.writelines(difference)
        if difference or len(lines) < least:
            failed.append(name)
    if {file.stem for file in folder.iterdir()} != set(seen):
        failed.append("files without a capture")
    print(f"{len(seen)} captures, failed: {', '.join(failed) or 'none'}")
    return 1 if failed else 0
