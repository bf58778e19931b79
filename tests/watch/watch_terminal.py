#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The table of `watch`, on a terminal that tmux keeps: what it shows, its keys, its sizes, and how it leaves.

usage: watch_terminal.py CAPTURES CAPFCHECK [--record FOLDER]     writes the moments that docs/watch.md shows
"""
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile
import time

import paced

SKIPPED = 77
captures, program = (pathlib.Path(one).resolve() for one in sys.argv[1:3])
# By a name of its own, so that its processes are told from those of other tests.
capfcheck = pathlib.Path(tempfile.mkdtemp(prefix="capfcheck-terminal-")) / "capfcheck"
HAPPY = captures / "s01-happy-http-rsa2048-tls12.pcapng"
REFUSED = captures / "s14-capf-port-closed.pcapng"
problems = []


def check(holds, text):
    if not holds:
        problems.append(text)
    return holds


def just_before(later, content):
    """The capture as if it had been made ten seconds before the other: blocks with packets get other times."""
    def first_time(blocks):
        return next(int.from_bytes(one[12:16], "little") << 32 | int.from_bytes(one[16:20], "little")
                    for _, one in blocks if one[:4] == b"\6\0\0\0")

    blocks = list(paced.pieces(content))
    shift = first_time(paced.pieces(later)) - 10_000_000_000 - first_time(blocks)  # nanoseconds, in both
    moved = b""
    for _, block in blocks:
        if block[:4] == b"\6\0\0\0":
            time_now = (int.from_bytes(block[12:16], "little") << 32 | int.from_bytes(block[16:20], "little")) + shift
            block = (block[:12] + (time_now >> 32).to_bytes(4, "little") + (time_now & 0xFFFFFFFF).to_bytes(4, "little")
                     + block[20:])
        moved += block
    return moved


class Terminal:
    """A tmux server of its own, with one window of 80x24."""

    count = 0

    def __init__(self, folder):
        # A server that ends may still have its socket when the next one begins.
        Terminal.count += 1
        self.base = ["tmux", "-S", str(folder / f"tmux-{Terminal.count}"), "-f", "/dev/null"]
        self.tmux("new-session", "-d", "-x", "80", "-y", "24", "-s", "t", "env", "LC_ALL=C.UTF-8", "PS1=ready> ", "bash",
                  "--norc", "--noprofile", "-i")
        self.wait_for("ready>")

    def tmux(self, *arguments):
        return subprocess.run([*self.base, *arguments], capture_output=True, timeout=30, check=False).stdout.decode()

    def screen(self):
        return self.tmux("capture-pane", "-p", "-t", "t")

    def keys(self, *keys):
        self.tmux("send-keys", "-t", "t", *keys)

    def type(self, text):
        self.tmux("send-keys", "-t", "t", "-l", text)
        self.keys("Enter")

    def wait_for(self, text, seconds=40.0, there=True):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if (text in self.screen()) == there:
                return True
            time.sleep(0.1)
        return check(False, f"{'no' if there else 'still'} {text!r} on the terminal:\n{self.screen()}")

    def close(self):
        self.tmux("kill-server")


def running():
    return subprocess.run(["pgrep", "-f", f"^{capfcheck} watch"], capture_output=True, check=False).stdout.split()


def has_ended():
    for _ in range(200):
        if not running():
            return True
        time.sleep(0.1)
    return False


def the_table(terminal, folder, record):
    """A phone is refused; another resets and gets its file."""
    pipe = folder / "reset.pcapng"
    pipe.write_bytes(just_before(HAPPY.read_bytes(), REFUSED.read_bytes()))
    terminal.type(f"cd {shlex.quote(str(folder))}; clear; {shlex.quote(str(capfcheck))} watch {pipe.name}")
    terminal.wait_for("1 failed")
    parts = list(paced.pieces(HAPPY.read_bytes()))
    with pipe.open("ab") as file:
        file.write(b"".join(piece for due, piece in parts if due < 2.0))
    terminal.wait_for("waits for capf-connect: 3 s")
    screen = terminal.screen()
    record("waiting", screen)
    lines = screen.splitlines()
    check(lines[0].startswith("capfcheck watch: 2 phones, 1 failed, 0 encrypted"), f"title: {lines[0]}")
    check("\u2717" in lines[2] and "capf-refused" in lines[2], f"the failure is not on top: {lines[2]}")
    check("waits for" in lines[3] and "\u2713" in lines[3], f"the phone that is waited for: {lines[3]}")
    check(all(len(line) <= 80 for line in lines), "wider than the terminal")
    with pipe.open("ab") as file:
        file.write(b"".join(piece for due, piece in parts if due >= 2.0))
    terminal.wait_for("1 encrypted")
    record("verdicts", terminal.screen())
    keys_of_the_table(terminal, record)
    sizes(terminal)
    stopped_and_back(terminal)
    terminal.keys("q")
    terminal.wait_for("ready>")
    terminal.wait_for("CAPF server refuses")
    screen = terminal.screen()
    check("Enter phone" not in screen, "the table is left on the terminal")
    check(has_ended(), "processes are left behind")
    terminal.type("clear; stty -a | grep -o -- ' icanon' ; echo as''-before")
    terminal.wait_for("as-before")
    check(" icanon" in terminal.screen(), "the terminal is not as before")


def keys_of_the_table(terminal, record):
    terminal.keys("Enter")
    terminal.wait_for("q back")
    record("phone", terminal.screen())
    check("Cause:" in terminal.screen() and "To do:" in terminal.screen(), f"no cause:\n{terminal.screen()}")
    terminal.keys("NPage", "NPage")
    terminal.wait_for("TCP SYN to port 3804")
    terminal.keys("q")
    terminal.wait_for("Enter phone")
    terminal.keys("/")
    terminal.keys("B", "B", "F", "A", "Enter")
    terminal.wait_for("/BBFA")
    terminal.wait_for("capf-refused", there=False)
    terminal.keys("Escape")
    terminal.wait_for("capf-refused")
    terminal.keys("Down", "Enter")
    terminal.wait_for("SEPA45630BBFA40 (10.147.94.55): encrypted")
    terminal.keys("Escape")
    terminal.wait_for("Enter phone")


def sizes(terminal):
    for width, height in ((40, 10), (20, 4), (120, 40), (80, 24)):
        terminal.tmux("resize-window", "-t", "t", "-x", str(width), "-y", str(height))
        time.sleep(0.7)
        lines = terminal.screen().splitlines()
        check(lines and lines[0].startswith("capfcheck watch"), f"{width}x{height}:\n{terminal.screen()}")
        check(len(lines) == height and lines[-1].startswith("Enter phone"), f"{width}x{height}: no last line: {lines}")


def stopped_and_back(terminal):
    terminal.keys("C-z")
    terminal.wait_for("Stopped")
    check("Enter phone" not in terminal.screen().splitlines()[-1], "stopped, and the table is still there")
    terminal.type("fg")
    terminal.wait_for("Enter phone")
    terminal.wait_for("1 encrypted")


def the_terminal_goes(folder):
    terminal = Terminal(folder)
    terminal.type(f"{shlex.quote(str(capfcheck))} watch {shlex.quote(str(HAPPY))}")
    terminal.wait_for("1 encrypted")
    check(running(), "it does not run")
    terminal.close()
    check(has_ended(), "it goes on without its terminal")


def a_pipe(terminal):
    """The keyboard is the terminal's; at the end of the pipe comes the report."""
    terminal.type(f"clear; {shlex.quote(str(capfcheck))} watch - < {shlex.quote(str(HAPPY))}")
    terminal.wait_for("-v shows the ladder")
    terminal.wait_for("ready>")
    check("key-store" in terminal.screen() or "matching-config" in terminal.screen(), "no report after a pipe")
    terminal.type(f"clear; (cat {shlex.quote(str(HAPPY))}; sleep 60) | {shlex.quote(str(capfcheck))} watch -")
    terminal.wait_for("1 encrypted")
    terminal.keys("q")
    terminal.wait_for("matching-config")
    terminal.keys("C-c")  # the sleep
    terminal.wait_for("ready>")
    terminal.type(f"clear; {shlex.quote(str(capfcheck))} watch --lines --quiet - < {shlex.quote(str(HAPPY))}")
    terminal.wait_for("VERDICT encrypted")


def main():
    if not shutil.which("tmux"):
        print("skipped: no tmux")
        return SKIPPED
    capfcheck.symlink_to(program)
    try:
        return watch_on_terminals()
    finally:
        shutil.rmtree(capfcheck.parent)


def watch_on_terminals():
    folder_to = pathlib.Path(sys.argv[sys.argv.index("--record") + 1]) if "--record" in sys.argv else None

    def record(name, screen):
        if folder_to is not None:
            (folder_to / f"{name}.txt").write_text(screen, encoding="utf-8")

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        terminal = Terminal(folder)
        try:
            the_table(terminal, folder, record)
            a_pipe(terminal)
        finally:
            terminal.close()
        the_terminal_goes(folder)
    print("\n".join(problems) or "the table shows what is watched, and leaves nothing")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
