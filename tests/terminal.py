# SPDX-License-Identifier: GPL-2.0-or-later
"""What programs print on a terminal."""
import fcntl
import os
import pty
import re
import struct
import subprocess
import termios


def on_terminal(columns, rows, command, stderr=subprocess.DEVNULL, **settings):
    """What the command prints on a terminal of that size."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    env = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8", **settings}
    process = subprocess.Popen(command, stdout=follower, stderr=stderr, stdin=subprocess.DEVNULL, env=env)
    os.close(follower)
    text = b""
    while True:
        try:
            piece = os.read(leader, 65536)
        except OSError:
            break
        if not piece:
            break
        text += piece
    os.close(leader)
    process.wait(timeout=300)
    return text.decode().replace("\r\n", "\n")


def plain(text):
    return re.sub(r"\x1b\[[0-9;]*m", "", text)
