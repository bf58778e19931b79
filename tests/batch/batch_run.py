# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs batches for the tests beside it."""
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

failures = []


def expect(what, condition, seen=""):
    if not condition:
        failures.append(f"{what}: {str(seen)[:1500]}")


def end():
    for failure in failures:
        print(failure)
    print(f"{len(failures)} failures")
    sys.exit(1 if failures else 0)


def run(*command, timeout=120, **options):
    """Exit status, standard output and standard error as text."""
    done = subprocess.run(list(map(os.fspath, map(str_if_number, command))), capture_output=True, timeout=timeout, check=False, **options)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def str_if_number(value):
    return str(value) if isinstance(value, (int, float)) else value


def records(path):
    """{file's name: record}; every line must be whole JSON in UTF-8, and every file must be there once."""
    lines = Path(path).read_bytes().decode("utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    named = {Path(one["file"]).name: one for one in found}
    expect(f"{path}: each capture once", len(named) == len(found), [one["file"] for one in found])
    return named


def statuses(path):
    return {name: one["status"] for name, one in records(path).items()}


class Background:
    """A batch that runs while the test goes on."""

    def __init__(self, *command, **options):
        self.process = subprocess.Popen(
            list(map(os.fspath, map(str_if_number, command))), stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def workers(self):
        """The workers that run now; those of the parent's children that have not become workers yet count as well."""
        pid = self.process.pid
        try:
            text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        except OSError:
            return []
        return list(map(int, text.split()))

    def wait_for(self, what, condition, seconds=60):
        """Until the condition gives something, which is returned."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            result = condition()
            if result:
                return result
            if self.process.poll() is not None and not condition():
                break
            time.sleep(0.02)
        raise SystemExit(f"never came: {what}; {self.process.poll()} {self.process.stderr.peek()!r}")

    def wait_for_worker_on(self, path):
        """The worker that hangs in opening a pipe."""
        return self.wait_for(f"a worker on {path}", lambda: next((pid for pid in self.workers() if opening(pid)), None))

    def end(self, kill=None, seconds=120):
        if kill is not None:
            self.process.send_signal(kill)
        out, error = self.process.communicate(timeout=seconds)
        return self.process.returncode, out.decode(), error.decode()


def opening(pid):
    """The process waits for the other end of a pipe, and not merely for a moment: inside open(), or, in the sandbox,
    where its parent opens, inside poll()."""

    def waits():
        try:
            number = int(Path(f"/proc/{pid}/syscall").read_text().split()[0])
        except (OSError, ValueError):
            return False
        return number in ((257, 7) if os.uname().machine == "x86_64" else (56, 73))

    if not waits():
        return False
    time.sleep(0.1)
    return waits()


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"


KILL, STOP, INTERRUPT, TERMINATE = signal.SIGKILL, signal.SIGSTOP, signal.SIGINT, signal.SIGTERM
