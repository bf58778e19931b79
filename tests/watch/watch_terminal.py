#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The table of `watch`, on a terminal that tmux keeps: what it shows, its keys, its sizes, and how it leaves.

usage: watch_terminal.py CAPTURES CAPFCHECK [--record FOLDER]     writes the moments that docs/watch.md shows
"""
import os
import pathlib
import pty
import re
import select
import shlex
import shutil
import signal
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
SIX = captures / "s26-six-phones.pcapng"
NAMELESS = captures / "generated/https-6972-capf-refused.pcapng"
PHONE = "SEPA45630BBFA40"
REFUSED = captures / "s14-capf-port-closed.pcapng"
problems = []


def check(holds, text):
    if not holds:
        problems.append(text)
    return holds


def just_before(later, content):
    """The capture as if it had been made ten seconds before the other."""
    return paced.moved(content, paced.first_time(later) - 10_000_000_000)


class Terminal:
    """A tmux server of its own, with one window of 80x24."""

    count = 0

    def __init__(self, folder, *command, width=80, height=24):
        """With a shell, or with a command that then leads the terminal's session."""
        # A server that ends may still have its socket when the next one begins.
        Terminal.count += 1
        self.base = ["tmux", "-S", str(folder / f"tmux-{Terminal.count}"), "-f", "/dev/null"]
        shell = ("bash", "--norc", "--noprofile", "-i")
        self.tmux("new-session", "-d", "-x", str(width), "-y", str(height), "-s", "t", "env", "LC_ALL=C.UTF-8",
                  "PS1=ready> ", *map(str, command or shell))
        if not command:
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
    # The end of its line at 80 columns; a phone is wrapped anew for another width.
    for width in (50, 80):
        terminal.tmux("resize-window", "-t", "t", "-x", str(width), "-y", "24")
        terminal.wait_for("Function")
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


def the_terminal_goes(folder, before=""):
    terminal = Terminal(folder)
    terminal.type(f"{before}{shlex.quote(str(capfcheck))} watch {shlex.quote(str(HAPPY))}")
    terminal.wait_for("1 encrypted")
    check(running(), "it does not run")
    terminal.close()
    check(has_ended(), "it goes on without its terminal")


def no_shell_to_come_back_to(_folder):
    """As with `ssh -t HOST capfcheck watch`: Ctrl-Z would stop it for good. tmux would let it go on."""
    process, terminal = pty.fork()
    if process == 0:
        os.execvpe(capfcheck, [str(capfcheck), "watch", str(HAPPY)], {**os.environ, "TERM": "xterm", "LC_ALL": "C.UTF-8"})
    shown, end = b"", time.monotonic() + 60
    for typed in (b"\x1a", b"\x1a", b"q"):
        while b"encrypted" not in shown and time.monotonic() < end:
            if select.select([terminal], [], [], 0.5)[0]:
                shown += os.read(terminal, 65536)
        os.write(terminal, typed)
        time.sleep(0.5)
    ended = drained(terminal, 20)
    check(ended, "a session's leader does not end after Ctrl-Z")
    if not ended:
        for one in running():
            os.kill(int(one), signal.SIGKILL)
    os.waitpid(process, 0)


def drained(terminal, seconds):
    """All that comes is read, until nobody holds the terminal's other end."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if select.select([terminal], [], [], 0.5)[0] and not os.read(terminal, 65536):
                return True
        except OSError:
            return True
    return False


def failures_stay_in_view(folder):
    """More phones than rows; nobody has chosen one. The first that came is not the first of the table."""
    capture = folder / "seven.pcapng"
    six = SIX.read_bytes()
    capture.write_bytes(just_before(six, HAPPY.read_bytes()))
    terminal = Terminal(folder, capfcheck, "watch", capture, height=6)
    terminal.wait_for("1 encrypted")
    with capture.open("ab") as file:
        file.write(six)
    terminal.wait_for("7 phones")
    time.sleep(1.5)  # until it is drawn again
    rows = terminal.screen().splitlines()[2:5]
    check(all("\u2717" in row for row in rows), f"failures are not on top: {rows}")
    terminal.keys("Down", "Down", "Down", "Down")
    time.sleep(0.5)
    check(terminal.screen().splitlines()[2:5] != rows, "the table does not scroll")
    terminal.keys("q")
    check(has_ended(), "it does not end")
    terminal.close()


def an_overdue_phone(folder):
    """What may be wrong is too long for the row; the view of the phone has room."""
    capture, content = folder / "overdue.pcapng", HAPPY.read_bytes()
    begin = b"".join(piece for due, piece in paced.pieces(content) if due < 2.0)
    late = paced.packet_block(paced.first_time(content) + 20_000_000_000, bytes(60))
    capture.write_bytes(begin + late)
    terminal = Terminal(folder, capfcheck, "watch", "--time", "utc", capture)
    terminal.wait_for("OVERDUE")
    check("capf-not-attempted" not in terminal.screen(), "the row has room, and the test shows nothing")
    terminal.keys("/")
    terminal.keys("o", "v", "e", "r", "d", "u", "e", "Enter")
    terminal.wait_for("/overdue")
    check(PHONE in terminal.screen(), "/overdue finds nothing")
    terminal.keys("Enter")
    terminal.wait_for("capf-not-attempted")
    terminal.wait_for("Undecided")
    check("OVERDUE" in terminal.screen().splitlines()[1], f"an opened phone that is overdue:\n{terminal.screen()}")
    terminal.keys("NPage", "NPage")
    terminal.wait_for("HTTP GET")
    check(re.search(r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d.*HTTP GET", terminal.screen()), f"--time:\n{terminal.screen()}")
    terminal.keys("q", "q")
    check(has_ended(), "it does not end")
    terminal.close()


def a_phone_gets_its_name(folder):
    """It is opened while only its address is known."""
    capture, nameless = folder / "name.pcapng", NAMELESS.read_bytes()
    named = HAPPY.read_bytes().replace(bytes((10, 147, 94, 55)), bytes((172, 20, 41, 137)))
    capture.write_bytes(just_before(named, nameless))
    terminal = Terminal(folder, capfcheck, "watch", capture)
    terminal.wait_for("172.20.41.137")
    terminal.keys("Enter")
    terminal.wait_for("q back")
    with capture.open("ab") as file:
        file.write(named)
    terminal.wait_for(f"{PHONE} (172.20.41.137)")
    terminal.keys("Escape")
    terminal.wait_for("1 phone,")
    terminal.keys("q")
    check(has_ended(), "keys are dead once an opened phone has its name")
    terminal.close()


def a_phone_that_is_forgotten(folder):
    """Its frames are, and its result can still be looked at."""
    capture = folder / "forgotten.pcapng"
    parts = [REFUSED.read_bytes(), HAPPY.read_bytes(), HAPPY.read_bytes()]
    first = paced.first_time(parts[0])
    capture.write_bytes(parts[0])
    terminal = Terminal(folder, capfcheck, "watch", "--keep-frames", "20", capture)
    terminal.wait_for("1 failed")
    for i, part in enumerate(parts[1:], 1):
        with capture.open("ab") as file:
            file.write(paced.moved(part, first + i * 1000_000_000_000))
        terminal.wait_for("1 encrypted")
        time.sleep(1.0)
    terminal.keys("Enter")
    terminal.wait_for("answers the SYN with RST")
    check("Cause:" in terminal.screen(), f"a phone that is forgotten:\n{terminal.screen()}")
    terminal.keys("q", "q")
    check(has_ended(), "it does not end")
    terminal.close()


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
        the_terminal_goes(folder, "trap '' HUP; ")
        for test in (no_shell_to_come_back_to, failures_stay_in_view, an_overdue_phone, a_phone_gets_its_name,
                     a_phone_that_is_forgotten):
            test(folder)
    print("\n".join(problems) or "the table shows what is watched, and leaves nothing")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
