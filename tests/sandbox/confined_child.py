#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The child in which a command reads, seen from outside while it waits for its second file: each thread has given up what it
should. And what is over its limits of time or memory ends, with a line that says so.

usage: confined_child.py CAPTURES FILES CAPFCHECK SANITIZED
"""
import contextlib
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import zlib

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "golden"))
from made_packets import Capture  # noqa: E402
from make_captures import download  # noqa: E402

captures, files, capfcheck, sanitized = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3], sys.argv[4] == "1"
PATIENCE = 60  # seconds
failures = []


def children(process):
    for status in pathlib.Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            if f"\nPPid:\t{process}\n" in status.read_text():
                yield status.parent.name


def has_open(process, path):
    with contextlib.suppress(FileNotFoundError, PermissionError):
        return any(os.path.samefile(one, path) for one in pathlib.Path(f"/proc/{process}/fd").iterdir() if one.exists())
    return False


def reader_of(process, path):
    """The child of the process that has opened the path."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        for child in children(process.pid):
            if has_open(child, path):
                return child
        time.sleep(0.01)
    return None


def threads(process):
    """What /proc says of each thread, by name."""
    for task in pathlib.Path(f"/proc/{process}/task").iterdir():
        yield dict(line.split(":\t", 1) for line in (task / "status").read_text().splitlines() if ":\t" in line)


def what_is_kept(status):
    if status["Seccomp"] != "2":
        yield f"Seccomp {status['Seccomp']}"
    if status["NoNewPrivs"] != "1":
        yield "may get new privileges"
    if os.getuid() == 0 and ("0" in status["Uid"].split() or "0" in status["Gid"].split() or status["Groups"].strip()):
        yield f"Uid {status['Uid']}, Gid {status['Gid']}, Groups {status['Groups']}"


def expect_confined(folder, command, *arguments, more=()):
    """`command` reads `arguments`, and then waits for a pipe into which nobody writes."""
    pipe = folder / f"{command}.pipe"
    os.mkfifo(pipe)
    writer = os.open(pipe, os.O_RDWR)
    process = subprocess.Popen([capfcheck, command, *more, *arguments, pipe], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        reader = reader_of(process, pipe)
        if reader is None:
            failures.append(f"{command}: no child has opened its pipe")
            return
        seen = list(threads(reader))
        failures.extend(f"{command}: a thread of {len(seen)}: {one}" for status in seen for one in what_is_kept(status))
    finally:
        os.close(writer)
        process.kill()
        process.communicate()


def expect_end(what, arguments, *words):
    done = subprocess.run([capfcheck, "check", *arguments], capture_output=True, text=True, check=False, timeout=PATIENCE)
    if done.returncode != 4 or not all(word in done.stderr for word in words):
        failures.append(f"{what}: {done.returncode} {done.stderr!r}")


def body_that_expands(path, megabytes):
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    body = b"".join([packer.compress(bytes(1 << 20)) for _ in range(megabytes)] + [packer.flush()])
    capture = Capture()
    download(capture, "SEP000000000001.cnf.xml", body, more="Content-Encoding: gzip\r\n")
    return capture.write(path)


if sanitized:
    print("skipped: what is built with sanitizers has neither a filter nor a limit of memory")
    sys.exit(77)
with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    os.chmod(folder, 0o755)
    capture = captures / "s26-six-phones.pcapng"
    expect_confined(folder, "check", capture)
    expect_confined(folder, "export", capture, more=("--directory", folder / "exported"))
    expect_confined(folder, "pair", capture)
    expect_confined(folder, "show", next(files.rglob("*.tlv")))
    silent = folder / "silent.pipe"
    os.mkfifo(silent)
    writer = os.open(silent, os.O_RDWR)
    expect_end("a pipe into which nobody writes", ["--timeout", "0.5", silent], "silent.pipe", "was not done after 0.5 s")
    os.close(writer)
    bomb = body_that_expands(folder / "bomb.pcap", 100)
    expect_end("a body that expands to 100 MB", ["--memory-limit", "1", bomb], "bomb.pcap", "memory")

print("\n".join(failures))
sys.exit(1 if failures else 0)
