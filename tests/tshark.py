# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the real tshark with the plugin of the build tree, for every test that wants to see what Wireshark shows.

    with Tshark(plugin) as tshark:                                # capf.so; None: Wireshark without it
        text = tshark.run("-r", pathlib.Path("a.pcapng"), "-V")   # standard output

Wireshark reads plugins from WIRESHARK_PLUGIN_DIR, but not as root: there it takes the system's folder and nothing else.
So a test that runs as root starts tshark as the user `nobody`, who may be unable to read the checkout: files that are
given as pathlib.Path are copied to where he can. Nothing that is installed on the machine or set up by the user has a
part in it: the plugin folder holds our plugin alone, the settings are Wireshark's own, time is UTC, names are numbers.
Each object has a temporary folder of its own, so tests may run side by side; it is gone at the end of the block.
"""
import os
import pathlib
import pwd
import re
import shutil
import subprocess
import tempfile
import threading

# What Wireshark prints when a dissector did what it must not do.
FAULTS = ("issector bug", "CRITICAL", "assertion", "AddressSanitizer", "runtime error")

# How it ends when it could show something of the capture: with success, or when the rest is damaged (14 from 4.6 on).
SHOWN = (0, 2, 14)


class TsharkFailed(Exception):
    """tshark ended with an error, or complained of a dissector."""


class Tshark:
    def __init__(self, plugin, environment=None):
        """`environment` adds variables to the otherwise empty environment of the runs."""
        self.plugin = pathlib.Path(plugin) if plugin else None
        self.more_environment = environment or {}
        self.user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self.copies = {}
        self.copying = threading.Lock()  # tests ask from several threads

    def __enter__(self):
        self._temporary = tempfile.TemporaryDirectory(prefix="tshark-")
        self.folder = pathlib.Path(self._temporary.name)
        self.folder.chmod(0o755)
        self.version = self._version()
        plugins = self.folder / "plugins" / self.version / "epan"
        plugins.mkdir(parents=True)
        if self.plugin:
            shutil.copy(self.plugin, plugins / "capf.so")
        home = self.folder / "home"
        home.mkdir()
        if self.user:
            os.chown(home, self.user.pw_uid, self.user.pw_gid)
        self.home = home
        return self

    def __exit__(self, *_):
        self._temporary.cleanup()

    def environment(self):
        return {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": str(self.home),
            "WIRESHARK_CONFIG_DIR": str(self.home / "config"),
            "WIRESHARK_PLUGIN_DIR": str(self.folder / "plugins"),
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            **self.more_environment,
        }

    def readable(self, path):
        """The same file where tshark can read it."""
        if not self.user:
            return path
        with self.copying:
            if path not in self.copies:
                place = self.folder / f"file{len(self.copies)}"
                place.mkdir()
                self.copies[path] = pathlib.Path(shutil.copy(path, place / path.name))
                self.copies[path].chmod(0o644)
            return self.copies[path]

    def popen(self, *arguments, tool="tshark", **options):
        """The started process. For a program of Wireshark's other than tshark, name it."""
        command = [tool] + [str(self.readable(one)) if isinstance(one, pathlib.Path) else str(one) for one in arguments]
        if self.user:
            options.update(user=self.user.pw_uid, group=self.user.pw_gid, extra_groups=[])
        return subprocess.Popen(command, cwd=self.home, env=self.environment(), **options)

    def run(self, *arguments, tool="tshark", timeout=120, statuses=(0,)):
        """Standard output of one run. Raises TsharkFailed for an exit status that is not among `statuses` and for what
        no dissector may do."""
        pipe = subprocess.PIPE
        with self.popen(*arguments, tool=tool, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe) as process:
            try:
                out, error = process.communicate(timeout=timeout)
            except subprocess.TimeoutExpired:
                process.kill()
                raise TsharkFailed(f"{tool} {arguments}: still running after {timeout} s") from None
        text, complaint = out.decode(errors="replace"), error.decode(errors="replace")
        shown = "" if "-G" in arguments else text  # -G lists all of Wireshark's words, these too
        faults = [line for line in (shown + complaint).splitlines() if any(fault in line for fault in FAULTS)]
        if process.returncode not in statuses or faults:
            raise TsharkFailed(f"{tool} {arguments}: status {process.returncode}\n{complaint[-2000:]}\n{faults[:5]}")
        return text

    @property
    def release(self):
        """(major, minor), to compare."""
        return tuple(int(part) for part in self.version.split("."))

    def _version(self):
        """Major and minor number, as in the name of the plugin folder."""
        first = subprocess.run(["tshark", "--version"], capture_output=True, text=True, check=True).stdout
        return re.search(r"(\d+\.\d+)\.\d+", first).group(1)
