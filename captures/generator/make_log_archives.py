#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes captures/NAME-logs.tar.gz: the logs that make_logs.py makes for a capture, in one archive, as an engineer gets them.

usage: make_log_archives.py CAPTURES_FOLDER

The same truth gives the same archive.
"""
import gzip
import io
import pathlib
import subprocess
import sys
import tarfile
import tempfile

# Where only a log tells, and where only the capture does.
NAMES = ("s48-jabber-unknown-device", "generated/config-transfer-incomplete-http")
HERE = pathlib.Path(__file__).resolve().parent


def archive_of(folder):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / "logs.json"):
            entry = tarfile.TarInfo(str(path.relative_to(folder)))
            content = path.read_bytes()
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return gzip.compress(made.getvalue(), mtime=0)


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    captures = pathlib.Path(sys.argv[1])
    for name in NAMES:
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            subprocess.run([sys.executable, HERE / "make_logs.py", captures / f"{name}.json", folder], check=True)
            (captures / f"{name}-logs.tar.gz").write_bytes(archive_of(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
