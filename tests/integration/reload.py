#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Preferences that are changed while Wireshark runs have their effect when the capture is read again, in the same process,
and nothing of the reading before is left: it shows what a fresh start with these preferences shows.

usage: reload.py PLUGIN CAPTURES_FOLDER

sharkd is Wireshark without its windows: it loads a capture, sets preferences, loads again, and gives the tree of a frame as
often as one asks, as clicking on the packet list does.
"""
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from tshark import FAULTS, Tshark  # noqa: E402

NAME = "cucm-document"
OURS = ("Certificate Authority Proxy Function", "Cisco Signed Phone File", "Cisco Phone Configuration")


class Sharkd:
    """One sharkd, and the trees of our protocols that it shows."""

    def __init__(self, tshark):
        pipe = subprocess.PIPE
        self.process = tshark.popen("-", tool="sharkd", stdin=pipe, stdout=pipe, stderr=pipe, text=True)

    def ask(self, method, **parameters):
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            raise RuntimeError(f"sharkd: {method} {parameters}: {answer['error']}")
        return answer["result"]

    def set(self, preferences):
        for name, value in preferences.items():
            self.ask("setconf", name=name, value=value)

    def load(self, capture):
        self.ask("load", file=str(capture))

    def trees(self):
        """[(frame, tree)] of the frames that hold something of ours."""
        frames = [one["num"] for one in self.ask("frames", filter="capf || cisco_sgn")]
        found = []
        for number in frames:
            tree = self.ask("frame", frame=number, proto=True)["tree"]
            found.append((number, [layer for layer in tree if layer["l"].startswith(OURS)]))
        return found

    def end(self):
        _, complaint = self.process.communicate()
        return [line for line in complaint.splitlines() if any(fault in line for fault in FAULTS)]


def main():
    captures = pathlib.Path(sys.argv[2])
    problems = []
    with Tshark(sys.argv[1]) as tshark:
        capture = tshark.readable(captures / f"{NAME}.pcapng")
        key = tshark.readable(next((captures / "devices" / NAME).glob("*.key")))
        keylog = {"tls.keylog_file": str(tshark.readable(captures / f"{NAME}.keylog"))}
        with_key = {"uat:cisco_phone_keys": f'"","{key}",""'}
        folder = tshark.folder / "certificates"
        folder.mkdir()
        for file in (captures / "certs").glob("document-*.pem"):
            (folder / file.name).write_bytes(file.read_bytes())
        states = {
            "no preferences": keylog,
            "a phone's key": {**keylog, **with_key},
            "and a folder of certificates": {**keylog, **with_key, "cisco_sgn.certificate_folder": str(folder)},
        }
        fresh = {}
        for name, preferences in states.items():
            sharkd = Sharkd(tshark)
            sharkd.set(preferences)
            sharkd.load(capture)
            fresh[name] = sharkd.trees()
            problems += sharkd.end()
        if len({json.dumps(trees) for trees in fresh.values()}) < 2 or len(fresh["no preferences"]) < 10:
            problems.append("the preferences change nothing: this test shows nothing")

        sharkd = Sharkd(tshark)
        back = {**states["a phone's key"], "cisco_sgn.certificate_folder": ""}
        for name, preferences in (*states.items(), ("a phone's key", back)):
            sharkd.set(preferences)
            sharkd.load(capture)
            for times in ("once", "twice"):
                for (frame, expected), (_, seen) in zip(fresh[name], sharkd.trees(), strict=True):
                    if expected != seen:
                        problems.append(f"{name}: frame {frame}, looked at {times}, differs from a fresh start")
        problems += sharkd.end()
    print(*problems, sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
