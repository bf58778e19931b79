#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs clang-format or clang-tidy over the project's own sources.

usage: check_style.py format PROJECT_FOLDER [--fix]
       check_style.py tidy PROJECT_FOLDER BUILD_FOLDER

tidy looks at plugin/ and analyzer/, not at the tests, and remembers in BUILD_FOLDER/tidy what passed, so that a file is
looked at again only when it, a header of ours that it includes, its command or the checks have changed.
Exit status: 0 clean, 1 not, 77 skipped, as what the tools say differs between versions and another one is installed.
"""
import concurrent.futures
import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import check_includes

LLVM_VERSION = "14"  # Debian 12's
SKIPPED = 77
JOBS = 2
SUFFIXES = (".cc", ".h")


def tool(name):
    """The tool in the version that we want, and what it says of itself; or None."""
    for candidate in (f"{name}-{LLVM_VERSION}", name):
        if shutil.which(candidate):
            said = subprocess.run([candidate, "--version"], capture_output=True, check=True).stdout.decode()
            if re.search(rf"version {LLVM_VERSION}\.", said):
                return candidate, said
    print(f"skipped: {name} {LLVM_VERSION} is not installed")
    return None


def sources(root, tops):
    return sorted(path for top in tops for path in (root / top).rglob("*") if path.suffix in SUFFIXES)


def check_format(root, fix):
    found = tool("clang-format")
    if found is None:
        return SKIPPED
    mode = ["-i"] if fix else ["--dry-run", "--Werror"]
    files = [str(path) for path in sources(root, ("plugin", "analyzer", "tests"))]
    done = subprocess.run([found[0], "--style=file", *mode, *files], capture_output=True, check=False)
    if done.returncode:
        names = set(re.findall(r"^(.+?):\d+:\d+: error", done.stderr.decode(), re.MULTILINE))
        for name in sorted(names):
            print(f"{Path(name).relative_to(root)}: not as .clang-format says; run scripts/format")
    return 1 if done.returncode else 0


def compiled_by(path):
    """The file itself, or those that a file of a unity build includes."""
    if not path.name.startswith("unity_"):
        return [path]
    return [Path(name).resolve() for name in re.findall(r'^#include "(.+)"', path.read_text(encoding="utf-8"), re.MULTILINE)]


def tidy_commands(root, build):
    """{what is compiled: (the compiler's arguments, our sources in it)}: clang does not know ccache. A unity file is looked
    at as it is: the headers, most of the time, once for eight sources."""
    commands = {}
    for entry in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        compiled = (Path(entry["directory"]) / entry["file"]).resolve()
        arguments = shlex.split(entry["command"])
        if Path(arguments[0]).name == "ccache":
            arguments = arguments[1:]
        own = [one for one in compiled_by(compiled) if any(one.is_relative_to(root / top) for top in ("plugin", "analyzer"))]
        if own:
            commands.setdefault(compiled, (arguments, own))
    return commands


def complaints_in(output, root):
    """What is said of our own files. Clang 14 cannot compile some of GCC 12's <ranges>, and then says so: whether a file
    compiles is for the build to tell, but a header that clang does not find means that it saw nothing."""
    complaints = []
    for text in re.split(r"^(?=/\S+:\d+:\d+: (?:error|warning):)", output, flags=re.MULTILINE):
        is_ours = text.startswith((f"{root}/plugin/", f"{root}/analyzer/"))
        if "file not found" in text or (is_ours and "[clang-diagnostic-error" not in text):
            complaints.append(text)
    return "".join(complaints)


def unused_using_declarations(path):
    """The names that a source declares with `using` and uses nowhere: clang-tidy does not look for them in a unity file."""
    code = re.sub(r"//.*", "", path.read_text(encoding="utf-8"))
    names = re.findall(r"^\s*using (?:\w*::)+(\w+);", code, re.MULTILINE)
    return [name for name in names if len(re.findall(rf"\b{name}\b", code)) < 2]


def check_tidy(root, build):
    found = tool("clang-tidy")
    if found is None:
        return SKIPPED
    program, version = found
    place = build / "tidy"
    place.mkdir(exist_ok=True)
    commands = tidy_commands(root, build)
    database = [
        {"directory": str(build), "file": str(path), "arguments": arguments} for path, (arguments, _) in commands.items()
    ]
    (place / "compile_commands.json").write_text(json.dumps(database), encoding="utf-8")
    includes = check_includes.includes_of(root)
    common = version + (root / ".clang-tidy").read_text(encoding="utf-8")

    def stamp_of(path):
        """Names a file that exists when these very bytes have passed."""
        arguments, own = commands[path]
        digest = hashlib.sha256((common + repr(arguments)).encode())
        names = [one.relative_to(root).as_posix() for one in own]
        for used in sorted({*names, *(used for name in names for used in check_includes.reach_of(name, includes))}):
            if (root / used).exists():
                digest.update(used.encode() + b"\0" + (root / used).read_bytes())
        name = os.path.relpath(path, root).replace("/", "_")
        return place / f"{name}-{digest.hexdigest()[:32]}.passed"

    def tidy(path):
        stamp = stamp_of(path)
        if stamp.exists():
            return ""
        headers = f"^{re.escape(str(root))}/(plugin|analyzer)/"
        done = subprocess.run(
            # After twenty errors, GCC's headers' as a rule, clang would not look further. What a name shadows, GCC tells,
            # to whom another source's names in a unity file are none.
            [program, "--quiet", "-p", str(place), f"--header-filter={headers}", "--extra-arg=-ferror-limit=0",
             "--extra-arg=-Wno-shadow", str(path)],
            capture_output=True,
            check=False,
        )
        complaints = complaints_in(done.stdout.decode(), root)
        if not complaints:
            for old in place.glob(f"{stamp.name.rsplit('-', 1)[0]}-*.passed"):
                old.unlink()
            stamp.touch()
        return complaints

    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        complaints = [text for text in pool.map(tidy, commands) if text]
    for path in (one for _, own in commands.values() for one in own):
        complaints += [f"{path}: using declaration of {name} is unused" for name in unused_using_declarations(path)]
    print("\n".join(complaints).replace(f"{root}/", ""))
    return 1 if complaints or not commands else 0


def main():
    match sys.argv[1:]:
        case ["format", root]:
            return check_format(Path(root).resolve(), False)
        case ["format", root, "--fix"]:
            return check_format(Path(root).resolve(), True)
        case ["tidy", root, build]:
            return check_tidy(Path(root).resolve(), Path(build).resolve())
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
