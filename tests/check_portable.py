#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What knows nothing of Wireshark, plugin/wire, plugin/inference and plugin/trust, compiles without a warning for Windows
(mingw-w64) and for Linux on arm64. Nothing is linked or run.

usage: check_portable.py PROJECT_FOLDER INCLUDE_FOLDER...

The headers of OpenSSL and pugixml are taken from the first INCLUDE_FOLDER that has them: they are the same for all systems
but for the sizes in OpenSSL's configuration, which its interface does not depend on.
Exit status: 0 clean, 1 not, 77 skipped, as a cross compiler is not installed (1 when CAPFCHECK_REQUIRE_ALL_TESTS is set).
"""
import concurrent.futures
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

COMPILERS = ("x86_64-w64-mingw32-g++-posix", "aarch64-linux-gnu-g++")
FOLDERS = ("plugin/wire", "plugin/inference", "plugin/trust")
FLAGS = ("-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror")
SKIPPED = 77
JOBS = 2


def gather_headers(folders, place):
    """The libraries' headers alone: the C library's in the same folders are another system's."""
    (place / "openssl").mkdir()
    for folder in map(Path, folders):
        for header in (*folder.glob("openssl/*.h"), *folder.glob("pugi*.hpp")):
            link = place / header.relative_to(folder)
            if not link.exists():
                link.symlink_to(header.resolve())


def complaints(compiler, path, root, headers):
    command = [compiler, *FLAGS, "-I", root, "-isystem", headers, path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return f"{compiler}:\n{done.stderr or done.returncode}" if done.returncode else ""


def main():
    root, *folders = sys.argv[1:]
    missing = [compiler for compiler in COMPILERS if not shutil.which(compiler)]
    if missing:
        print(f"not installed: {', '.join(missing)}")
        return 1 if os.environ.get("CAPFCHECK_REQUIRE_ALL_TESTS") else SKIPPED
    sources = sorted(path for folder in FOLDERS for path in Path(root, folder).glob("*.cc"))
    with tempfile.TemporaryDirectory() as name, concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        gather_headers(folders, Path(name))
        runs = [pool.submit(complaints, compiler, path, root, name) for compiler in COMPILERS for path in sources]
        found = [text for run in runs if (text := run.result())]
    print("\n".join(found).replace(f"{root}/", ""))
    print(f"{len(sources)} sources, {len(COMPILERS)} compilers, {len(found)} failures")
    return 1 if found or not sources else 0


if __name__ == "__main__":
    sys.exit(main())
