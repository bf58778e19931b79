#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""cmake --install for one user puts everything below that user's home, and nothing anywhere else.

usage: personal_install.py CMAKE SOURCE_FOLDER BUILD_FOLDER

The built tree is configured again with another home, in a copy of what CMake needs of it, so that nothing is compiled.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

cmake, source, build = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
WANTED = (
    r"\.local/lib/wireshark/plugins/[^/]+/epan/capf\.so",
    r"\.local/bin/capfcheck",
    r"\.local/share/man/man1/capfcheck\.1(\.gz)?",
    r"\.config/wireshark/profiles/CAPF/preferences",
)
failures = []

with tempfile.TemporaryDirectory() as folder:
    home, copy = Path(folder) / "home", Path(folder) / "build"
    home.mkdir()
    environment = {**os.environ, "HOME": str(home)}
    environment.pop("DESTDIR", None)
    configure = [cmake, "-G", "Ninja", "-S", source, "-B", copy, "-DCAPF_INSTALL_PERSONAL=ON", "-DBUILD_TESTING=OFF"]
    subprocess.run(configure, env=environment, check=True, capture_output=True, timeout=120)
    for built in ("plugin/capf.so", "analyzer/capfcheck"):
        shutil.copy2(build / built, copy / built)
    shutil.copytree(build / "analyzer/share", copy / "analyzer/share", dirs_exist_ok=True)
    done = subprocess.run([cmake, "--install", copy], env=environment, capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        failures.append(done.stderr)
    outside = [line for line in re.findall(r"^-- (?:Installing|Up-to-date): (.*)$", done.stdout, re.M)
               if not line.startswith(str(home))]  # fmt: skip
    if outside:
        failures.append(f"outside the user's home: {outside}")
    there = [str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()]
    for pattern in WANTED:
        if not any(re.fullmatch(pattern, path) for path in there):
            failures.append(f"{pattern} is not among {there}")

print("\n".join(failures))
print(f"{len(failures)} failures")
sys.exit(1 if failures else 0)
