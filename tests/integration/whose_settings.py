#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a user has set up for Wireshark changes nothing that capfcheck finds: settings, scripts, a home that is closed.

usage: whose_settings.py CAPTURES CAPFCHECK
"""
import os
import pathlib
import subprocess
import sys
import tempfile

captures, capfcheck = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
capture = captures / "s01-happy-http-rsa2048-tls12.pcapng"
NOBODY = 65534
failures = []


def run(home, user=None, **environment):
    """(status, verdict, what was said beside it) of the capture, checked with that home."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    done = subprocess.run([capfcheck, capture], capture_output=True, text=True, timeout=60, check=False, user=user,
                          group=user, extra_groups=None if user is None else [], cwd="/",
                          env={**inherited, "HOME": str(home), **environment})  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def expect_same(what, seen, plain):
    if seen != plain:
        failures.append(f"{what}:\n{seen}\ninstead of\n{plain}")


with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    folder.chmod(0o755)
    empty, lived_in, closed = (folder / name for name in ("empty", "lived_in", "closed"))
    for home in (empty, lived_in, closed):
        home.mkdir()
    settings, scripts = lived_in / ".config/wireshark", lived_in / ".local/lib/wireshark/plugins"
    settings.mkdir(parents=True)
    scripts.mkdir(parents=True)
    (settings / "preferences").write_text("tcp.desegment_tcp_streams: FALSE\ntls.port: 1\nnot a setting\n")
    (settings / "disabled_protos").write_text("tls\nhttp\ntftp\n")
    (settings / "decode_as_entries").write_text("decode_as_entry: tcp.port,3804,HTTP,(none)\n")
    script = 'print("a script of the user\'s ran")\nerror("a script of the user\'s failed")\n'
    (settings / "init.lua").write_text(script)
    (scripts / "mine.lua").write_text(script)
    closed.chmod(0)

    plain = run(empty)
    if plain[0] != 0 or plain[2]:
        failures.append(f"an empty home: {plain}")
    expect_same("settings and scripts", run(lived_in), plain)
    expect_same("settings and scripts elsewhere",
                run(empty, WIRESHARK_CONFIG_DIR=str(settings), WIRESHARK_PLUGIN_DIR=str(scripts)), plain)
    expect_same("a home that is not there", run(folder / "missing"), plain)
    # A closed door is none for root, and a program below root's own folders none for nobody.
    if os.getuid() != 0:
        expect_same("a home that cannot be entered", run(closed), plain)
    elif all(parent.stat().st_mode & 1 for path in (capture, capfcheck) for parent in path.parents):
        expect_same("a home that cannot be entered", run(closed, user=NOBODY), plain)
    closed.chmod(0o700)

for failure in failures:
    print(failure, file=sys.stderr)
sys.exit(1 if failures else 0)
