#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What capfcheck concludes from logs, alone and beside captures.

usage: logs_decide.py CAPTURES CAPFCHECK
"""
import json
import subprocess
import sys
import unittest
from pathlib import Path

from folder_test import FolderTest
from made_logs import TftpTrace

CAPTURES, CAPFCHECK = Path(sys.argv[1]).resolve(), str(Path(sys.argv[2]).resolve())
DEVICE, ADDRESS = "SEP00E04C0A1B2C", "192.0.2.77"
CONFIG = f"{DEVICE}.cnf.xml"
ACCEPTED = "SECD(870)-Hashes match... authentication successful."


class Console:
    """Of a 78xx or 88xx."""

    def __init__(self):
        self.lines, self.process = [], 800

    def add(self, *texts):
        for text in texts:
            number = len(self.lines)
            self.lines.append(f"{3000 + number} NOT Nov 23 20:20:{number:02d}.000000 {text}")
        return self

    def expects(self, encrypted):
        return self.add(f"tftp(870)-Requesting CONFIG file: ram/{CONFIG}.59075 from TFTP Service(1), encrypt = {encrypted},isApplying=0")

    def fetches(self, name, status=200):
        self.process += 1
        process = self.process
        self.add(f"downd({process})-GETXXTP [GT{process}][src={name}][dest=/tmp/x][serv=192.0.2.10][serv6=][sec=2]",
                 f"dgetfile({process})-http get [HTTP/1.1 {status} X]")
        if status == 404:
            self.add(f"dgetfile({process})-Error: (1+1)File not found")
        return self.add(f"downd({process})-XXTP complete - status = {100 if status == 200 else 2}")

    def text(self):
        return "\n".join(self.lines) + "\n"


class LogsDecide(FolderTest):
    def phone(self, log, *captures, device=DEVICE, name="log.txt"):
        path = self.file(name, log if isinstance(log, str) else log.text())
        result = subprocess.run([CAPFCHECK, "--format", "json", *map(str, captures), str(path)], capture_output=True, text=True,
                                timeout=120, check=False)
        phones = [one for capture in json.loads(result.stdout)["captures"] for one in capture["phones"]]
        return next(one for one in phones if one["device"] == device)

    def expect(self, phone, verdict, *codes, evidence="reported"):
        self.assertEqual(phone["verdict"], verdict)
        self.assertEqual([one["code"] for one in phone["diagnoses"]], list(codes))
        if codes:
            self.assertEqual(phone["diagnoses"][0]["evidence"], evidence)

    def session_of(self, name):
        """Device, address and port of the first CAPF session in a capture."""
        truth = json.loads((CAPTURES / f"{name}.json").read_text(encoding="utf-8"))
        result = subprocess.run([CAPFCHECK, "--format", "json", str(CAPTURES / f"{name}.pcapng")], capture_output=True,
                                text=True, timeout=120, check=False)
        phone = json.loads(result.stdout)["captures"][0]["phones"][0]
        self.assertEqual(phone["device"], truth["phones"][0]["device_name"] if "phones" in truth else phone["device"])
        return phone["device"], phone["capf_sessions"][0]["client"]

    # The phone's own log.
    def test_what_the_phone_accepts_is_the_file_that_it_fetched_last(self):
        encrypted = Console().expects("true").fetches(CONFIG).add(ACCEPTED)
        self.expect(self.phone(encrypted), "encrypted")
        ring_list = Console().expects("true").fetches(CONFIG).fetches("Ringlist-wb.xml").add(ACCEPTED)
        self.expect(self.phone(ring_list), "incomplete")

    def test_a_file_that_is_not_there_is_what_the_phone_expected(self):
        self.expect(self.phone(Console().expects("true").fetches(CONFIG, 404).fetches("Ringlist-wb.xml").add(ACCEPTED)),
                    "failed", "encrypted-config-not-found")
        self.expect(self.phone(Console().expects("false").fetches(CONFIG, 404)), "failed", "config-not-found")

    def test_the_encrypted_file_is_named_as_it_is_asked_for(self):
        phone = self.phone(Console().expects("true").fetches(CONFIG, 404))
        self.assertIn(f"{CONFIG}.enc.sgn", phone["diagnoses"][0]["summary"])

    def test_a_phone_that_expects_no_encrypted_file_any_more_is_not_encrypted(self):
        log = Console().expects("true").fetches(CONFIG).add(ACCEPTED).expects("false").fetches(CONFIG).add(ACCEPTED)
        self.expect(self.phone(log), "incomplete")

    def test_a_busy_server(self):
        self.expect(self.phone(Console().expects("false").fetches(CONFIG, 503)), "failed", "server-busy")
        self.expect(self.phone(Console().expects("false").fetches(CONFIG).fetches("Ringlist-wb.xml", 503)), "incomplete")

    def test_tvs_as_the_phone_tells_of_it(self):
        phone = self.phone(Console().fetches(CONFIG).add("SECD(870)-Authentication Response received, status : 1"))
        self.expect(phone, "failed", "tvs-rejected")
        self.assertEqual(phone["diagnoses"][0]["indication"], "log-tvs-says-no")

    def test_a_phone_that_expects_no_encryption_says_nothing_of_whose_hash_it_is(self):
        name = "s18-certhash-stale"
        device, _ = self.session_of(name)
        alone = json.loads(subprocess.run([CAPFCHECK, "--format", "json", str(CAPTURES / f"{name}.pcapng")], capture_output=True,
                                          text=True, timeout=120, check=False).stdout)["captures"][0]["phones"][0]
        log = Console().expects("false").text().replace(DEVICE, device)
        beside = self.phone(log, CAPTURES / f"{name}.pcapng", device=device)
        self.assertEqual([one["code"] for one in beside["diagnoses"]], [one["code"] for one in alone["diagnoses"]])

    def test_the_log_itself_says_whose_it_is(self):
        log = Console().expects("true").fetches(CONFIG).add(ACCEPTED)
        self.expect(self.phone(log, name="case-SEP0000000000FF/prt-SEP0000000000FE.log"), "encrypted")

    # CUCM's TFTP trace.
    def test_what_the_server_sends_later_refutes_what_it_had_not(self):
        trace = TftpTrace()
        trace.request(1, ADDRESS, f"{CONFIG}.sgn", 200, unknown_device=DEVICE)
        self.expect(self.phone(trace), "incomplete")
        trace = TftpTrace()
        trace.request(1, ADDRESS, f"{CONFIG}.sgn", 404)
        self.expect(self.phone(trace), "failed", "config-not-found")
        trace.request(2, ADDRESS, CONFIG, 200)
        self.expect(self.phone(trace), "incomplete")

    def test_busy_for_http_and_asked_over_tftp(self):
        trace = TftpTrace()
        trace.request(1, ADDRESS, f"{CONFIG}.sgn", 503)
        self.expect(self.phone(trace), "failed", "server-busy")
        trace.tftp(1.5, ADDRESS, f"{CONFIG}.sgn")
        self.expect(self.phone(trace), "incomplete")

    def test_tftp_error_1_is_a_file_that_is_not_there(self):
        trace = TftpTrace()
        trace.tftp(1, ADDRESS, f"{CONFIG}.enc.sgn", error=1)
        self.expect(self.phone(trace), "failed", "encrypted-config-not-found")

    # capfd, about the session in the capture.
    def capfd(self, name, *texts):
        device, client = self.session_of(name)
        log = "".join(f"{client} {text}\n" for text in (f"Device Name: {device}", *texts))
        return self.phone(log, CAPTURES / f"{name}.pcapng", device=device)

    def test_capf_says_why_it_ends_the_session(self):
        self.expect(self.capfd("s11-operation-none", "Scheduled Operation: None"), "failed", "capf-no-operation")
        self.expect(self.capfd("s08-password-wrong", "Authentication Mode: Password", "Error: Incorrect password"), "failed",
                    "capf-rejected")

    def test_capf_knows_its_own_session_better_than_its_sizes_do(self):
        phone = self.capfd("s50-store-failed", "Scheduled Operation: Install", "Error: Failed to store certificate (1)")
        self.expect(phone, "failed", "capf-store-failed")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])
