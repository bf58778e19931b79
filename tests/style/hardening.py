#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What is installed is hardened as Debian's packages are, and names no folder that it was built in.

usage: hardening.py PROGRAM PLUGIN FOLDER...

Prints a line for each file as checksec does. FOLDERs: of the sources and of the build. Skipped (77) without readelf.
"""
import re
import shutil
import subprocess
import sys

SKIPPED = 77


def readelf(option, path):
    return subprocess.run(["readelf", "-W", option, path], capture_output=True, text=True, check=True).stdout


def properties(path):
    """What checksec looks at, by name."""
    segments, dynamic, symbols = readelf("--segments", path), readelf("--dynamic", path), readelf("--dyn-syms", path)
    stack = re.search(r"GNU_STACK.*?\s(R\S*)\s+0x", segments)
    return {
        "PIE or shared object": "DYN" in readelf("--file-header", path),
        "RELRO": "GNU_RELRO" in segments,
        "BIND_NOW": "BIND_NOW" in dynamic or bool(re.search(r"Flags:.*NOW", dynamic)),
        "NX stack": stack is not None and "E" not in stack[1],
        "stack protector": "__stack_chk_fail" in symbols,
        "fortified": bool(re.search(r"__\w+_chk\b", symbols.replace("__stack_chk_fail", ""))),
        "no RPATH": "RPATH" not in dynamic and "RUNPATH" not in dynamic,
        "nothing both writable and executable": not re.search(r"LOAD.*\sRWE\s", segments),
    }


def main():
    if shutil.which("readelf") is None:
        print("skipped: no readelf")
        return SKIPPED
    program, plugin, *folders = sys.argv[1:]
    failed = False
    for path in (program, plugin):
        found = properties(path)
        print(path.rsplit("/", 1)[-1] + ": " + ", ".join(f"{'' if has else 'NOT '}{name}" for name, has in found.items()))
        # The plugin calls nothing of the C library that has a checked form.
        failed |= not all(has for name, has in found.items() if name != "fortified" or path == program)
        content = open(path, "rb").read()
        for folder in folders:
            if folder.encode() in content:
                print(f"{path} names {folder}, where it was built")
                failed = True
    return 1 if failed else 0


sys.exit(main())
