# SPDX-License-Identifier: GPL-2.0-or-later
"""One log as it would be collected: a clock of its own, lines of other programs between, some lines lost, in one file or
several, with the truth about each line that tells of an event."""
import datetime
import random
from dataclasses import dataclass

FOREIGN = (
    "kernel: e1000: eth0 NIC Link is Up 1000 Mbps Full Duplex",
    "  ...",
    "<?xml version=\"1.0\"?><a>28:32.110</a>",
    "ntpd[4711]: synchronized to 192.0.2.1, stratum 3",
    "0000",
    "caf\xe9 \xff\xfe".encode("latin-1").decode("latin-1"),
)  # fmt: skip


@dataclass
class Line:
    t: float  # by the capture's clock
    text: str
    kind: str = ""  # of the event that it tells of, as LogKind is spelt
    device: str = ""  # whose; empty for strangers too
    address: str = ""
    optional: bool = False  # another line may have told of the event before


class LogFile:
    """`moment(t)` is the log's clock when the capture's shows t; offset: seconds that it is ahead."""

    def __init__(self, folder, name, log_format, seed):
        self.folder, self.name, self.format = folder, name, log_format
        self.random = random.Random(f"{seed}/{name}")
        hours = self.random.choice((-7, -5, 0, 1, 2, 5.5))
        self.offset = hours * 3600 + round(self.random.uniform(-3, 3), 3)
        self.lines = []
        self.losses = 0.03
        self.foreign = 0.05
        self.ending = self.random.choice(("\n", "\n", "\r\n"))

    def moment(self, t):
        return datetime.datetime.fromtimestamp(t + self.offset, datetime.timezone.utc)

    def add(self, t, text, kind="", device="", address="", optional=False):
        self.lines.append(Line(t, text, kind, device, address, optional))

    def kept(self):
        """What is left, in order, with what other programs wrote."""
        for line in sorted(self.lines, key=lambda one: one.t):
            if self.random.random() < self.losses:
                continue
            if self.random.random() < self.foreign:
                yield Line(line.t, self.random.choice(FOREIGN))
            yield line

    def write(self, parts=1):
        """Writes NAME, or NAME.0, NAME.1 …, where a part may end in the middle of a line. Returns the truth: the source, and
        a dict for each event."""
        text, events, number = b"", [], 0
        for line in self.kept():
            if line.kind:
                events.append((line, number + 1, len(text)))
            data = (line.text + "\n").replace("\n", self.ending).encode("latin-1")
            number += data.count(b"\n")
            text += data
        cuts = sorted(self.random.randrange(len(text)) for _ in range(parts - 1)) if len(text) > parts else []
        # No part is less than a line.
        cuts = [cut for before, cut in zip([0, *cuts], cuts) if b"\n" in text[before:cut]]
        names = [self.name] if not cuts else [f"{self.name}.{i}" for i in range(len(cuts) + 1)]
        for name, begin, end in zip(names, [0, *cuts], [*cuts, len(text)]):
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text[begin:end])
        source = {"format": self.format, "files": names, "offset": self.offset}
        return source, [self.truth(one, number, at, text, [0, *cuts]) for one, number, at in events]

    def truth(self, line, number, at, text, begins):
        part = max(i for i, begin in enumerate(begins) if begin <= at)
        number -= text[: begins[part]].count(b"\n")
        return {"file": part, "line": number, "kind": line.kind, "device": line.device, "address": line.address,
                "t": line.t, "optional": line.optional}  # fmt: skip
