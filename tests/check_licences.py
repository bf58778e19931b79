#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Each package that scripts/dependencies installs is in docs/licences.md, and each file of ours says its own licence.

usage: check_licences.py PROJECT_FOLDER
"""
import re
import subprocess
import sys
from pathlib import Path

root = Path(sys.argv[1])
OURS = "SPDX-License-Identifier: GPL-2.0-or-later"
problems = []

table = {name for line in (root / "docs/licences.md").read_text().splitlines() if line.startswith("| ")
         for name in re.split(r", (?:and )?", line.split("|")[1].strip())}  # fmt: skip
for kind in ("build", "test"):
    listed = subprocess.run([root / "scripts/dependencies", kind, "--list"], capture_output=True, text=True, check=True)
    problems += [f"docs/licences.md does not tell the licence of {name}" for name in listed.stdout.split()
                 if name not in table]  # fmt: skip
for top in ("plugin", "analyzer", "tests", "cmake", "scripts"):
    for path in sorted((root / top).rglob("*")):
        if path.suffix in {".cc", ".h", ".py", ".cmake", ".sh"} and OURS not in path.read_text().split("\n\n", 1)[0]:
            problems.append(f"{path.relative_to(root)} does not say its licence in its first lines")

for problem in sorted(set(problems)):
    print(problem, file=sys.stderr)
sys.exit(1 if problems else 0)
