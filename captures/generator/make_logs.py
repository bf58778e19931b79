#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the logs that the programs around a capture would have written, by the truth beside the capture.

usage: make_logs.py TRUTH.json FOLDER

In FOLDER come the TFTP and TVS traces of each server, the log of a CAPF server (capfd's or IOS's), the console and the status
messages of each phone, and logs.json with the truth: of each log how far its clock is ahead of the capture's, and of each line
that tells of an event whose it is. Each clock is another one, some lines are lost, lines of other programs and the requests of
strangers stand between, a TFTP trace is in three parts that end anywhere. The same truth gives the same logs.
"""
import ipaddress
import json
import pathlib
import sys

from log_file import LogFile
from log_phones import Console, OldConsole, Status
from log_servers import Capfd, IosCapf, TftpTrace, TvsTrace

STRANGERS = (("SEP0A0000000001", "198.51.100.201"), ("SEP0A0000000002", "198.51.100.202"))
TVS_PORT, PARTS = 2445, 3
END_SESSION, REASON = 15, 1


def end_reason(session):
    """What END_SESSION says, or nothing."""
    ends = [message for message in session.get("messages", ()) if message["command"] == END_SESSION]
    values = [element.get("value") for end in ends for element in end.get("elements", ()) if element["tag"] == REASON]
    return values[-1] if values else None


class Logs:
    def __init__(self, truth, folder):
        self.truth, self.folder = truth, folder
        self.traces, self.logs = {}, []
        self.told = []  # (time, what a server is to say of it): its records are numbered in the order of time
        self.one_server = truth["network"]["cucm"]

    def log(self, name, log_format):
        self.logs.append(LogFile(self.folder, name, log_format, self.truth["name"]))
        return self.logs[-1]

    def trace(self, maker, server, name, log_format):
        """The one of this kind that the server writes."""
        if (maker, server) not in self.traces:
            place = f"{str(server).replace(':', '-')}/{name}"
            self.traces[maker, server] = maker(self.log(place, log_format))
        return self.traces[maker, server]

    def tftp(self, server):
        return self.trace(TftpTrace, server, "cm/trace/tftp/sdi/SDL001_600.txt", "tftp")

    def capf(self, server):
        if len(self.truth["name"]) % 3 == 0:
            return self.trace(IosCapf, server, "show-logging.txt", "ios-capf")
        return self.trace(Capfd, server, "journal.txt", "capfd")

    def phone(self, number, phone):
        device, address = phone["device_name"], phone.get("address") or ""
        if not device or not address:
            return
        old = (number + len(self.truth["name"])) % 2 == 1
        own = [(OldConsole if old else Console)(self.log(f"{device}/console.log", "old-phone-console" if old else "phone-console"), device),
               Status(self.log(f"{device}/status.txt", "old-phone-status" if old else "phone-status"), device, old)]  # fmt: skip
        for event in phone.get("events", ()):
            if event["kind"] == "file" and event["transport"] in ("http", "tftp"):
                self.file(event, device, address, own)
            elif event["kind"] == "tvs":
                found = event.get("status", 0) == 0 and event.get("found", True)
                server = event.get("server", self.one_server)
                trace = self.trace(TvsTrace, server, "cm/trace/tvs/sdi/tvs00000000.txt", "tvs")
                self.tell(event["t"], trace.request, device, address, found)
                for log in own:
                    log.connect(event["t"], server, TVS_PORT, True)
        for session in phone.get("capf_sessions", ()):
            self.session(session, device, own)

    def file(self, event, device, address, own):
        server = event.get("server", self.one_server)
        if event["transport"] == "tftp":
            error = event.get("tftp_error", 0)
            error = error["code"] if isinstance(error, dict) else error
            status = 404 if error else 200
            self.tell(event["t"], self.tftp(server).tftp, device, address, event["name"], error)
        else:
            status = event["http_status"]
            if status not in (200, 404, 503):
                return
            self.tell(event["t"], self.tftp(server).http, device, address, event["name"], status)
        valid = status == 200 and event.get("signed", {}).get("signature_valid", False)
        for log in own:
            log.file(event["t"], server, event["name"], status, event["transport"], valid)

    def session(self, session, device, own):
        server, _, port = session["server"].rpartition(":")
        established = bool(session["commands"])
        for log in own:
            log.connect(session["t"], server, int(port), established)
        client = session.get("client")
        if client and is_ipv4(client.rpartition(":")[0]):
            self.tell(session["t"], self.capf(server).session, device, client, session["commands"],
                      end_reason(session))

    def tell(self, t, how, *what):
        self.told.append((t, how, what))

    def strangers(self):
        """Other phones do the same at the same servers."""
        if not self.told:
            return
        first, last = min(t for t, *_ in self.told), max(t for t, *_ in self.told)
        for (maker, _), trace in list(self.traces.items()):
            for i, (device, address) in enumerate(STRANGERS):
                t = first + (last - first) * (i + 0.37) / len(STRANGERS)
                if maker is TftpTrace:
                    self.tell(t, trace.http, device, address, f"ITL{device}.tlv", 200)
                elif maker is TvsTrace:
                    self.tell(t, trace.request, device, address, True)
                else:
                    self.tell(t, trace.session, device, f"{address}:50000", [1, 2, 3])

    def write(self):
        for number, phone in enumerate(self.truth["phones"]):
            self.phone(number, phone)
        self.strangers()
        for t, how, what in sorted(self.told, key=lambda one: one[0]):
            how(t, *what)
        sources, events = [], []
        for log in self.logs:
            if not log.lines:
                continue
            source, told = log.write(PARTS if log.format == "tftp" else 1)
            events += [{"source": len(sources), **one} for one in told]
            sources.append(source)
        self.folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"sources": sources, "strangers": [list(one) for one in STRANGERS], "events": events}, indent=1)
        (self.folder / "logs.json").write_text(text + "\n", encoding="utf-8")


def is_ipv4(text):
    try:
        return ipaddress.ip_address(text).version == 4
    except ValueError:
        return False


def main():
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    truth = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    Logs(truth, pathlib.Path(sys.argv[2])).write()
    return 0


if __name__ == "__main__":
    sys.exit(main())
