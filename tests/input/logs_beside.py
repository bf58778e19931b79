#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What capfcheck makes of logs, archives and folders beside captures.

usage: logs_beside.py CAPTURES CAPFCHECK
"""
import json
import re
import subprocess
import sys
import unittest
from pathlib import Path

from folder_test import FolderTest
from made_logs import TftpTrace, tar_gz, tftp_trace_of, time_of_day, truth_of, zip_of

CAPTURES, CAPFCHECK = Path(sys.argv[1]).resolve(), str(Path(sys.argv[2]).resolve())
FIRST_LOG = 16


def run(*arguments, cwd=None):
    return subprocess.run([CAPFCHECK, *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False, cwd=cwd)


def report(*arguments):
    result = run("--format", "json", *arguments)
    return json.loads(result.stdout), result


class LogsBeside(FolderTest):
    def capture(self, name):
        return CAPTURES / "generated" / f"{name}.pcapng"

    def truth(self, name):
        return truth_of(CAPTURES / "generated", name)

    def test_lines_are_put_beside_the_packets(self):
        truth = self.truth("config-not-found")
        trace = tftp_trace_of(truth, 7203.25, unknown_device=True)
        logs = self.file("logs.tar.gz", tar_gz({"cm/trace/tftp/sdi1.txt": trace}))
        whole, _ = report(self.capture("config-not-found"), logs)
        capture = whole["captures"][0]
        phone = capture["phones"][0]
        asked = [one for one in phone["log_events"] if one["kind"] == "file-requested"]
        there = [one["name"] for one in truth["phones"][0]["events"] if one.get("transport") == "http"]
        self.assertEqual([one["values"]["file"] for one in asked], there)
        log = capture["logs"][0]
        self.assertEqual(log["file"], f"{logs}/cm/trace/tftp/sdi1.txt")
        self.assertEqual(log["lines"], trace.count("\n"))
        self.assertGreaterEqual(log["clock"]["matches"], 5)
        day = 86400 * 10**9
        self.assertAlmostEqual((log["clock"]["offset_ns"] + 7203.25e9) % day / 1e9 % 86400, 0, delta=0.05)
        first = phone["diagnoses"][0]
        self.assertEqual(first["code"], "config-not-found")
        self.assertIn(FIRST_LOG, [ref["source"] for ref in first["evidence_refs"]])
        self.assertNotIn("SEPFFFFFFFFFFFF", json.dumps(whole))

    def test_text_shows_lines_at_their_place(self):
        trace = tftp_trace_of(self.truth("config-not-found"), 3.25, unknown_device=True)
        text = run(self.capture("config-not-found"), self.file("sdi1.txt", trace)).stdout
        text = " ".join(text.split())
        self.assertRegex(text, r"\(device-not-in-database: SEP\w+\.cnf\.xml\.sgn\) \[tftp:\d+\]")
        self.assertIn("sdi1.txt (CUCM TFTP trace)", text)

    def test_a_log_of_another_cluster_has_nothing_in_common(self):
        foreign = tftp_trace_of(self.truth("config-not-found"), 0).replace("192.0.2.", "198.51.100.")
        foreign = foreign.replace("00E04C0A1B2C", "00E04CFFFFF0")
        alone, _ = report(self.capture("config-not-found"))
        whole, result = report(self.capture("config-not-found"), self.file("sdi1.txt", foreign))
        self.assertEqual(whole["captures"][0]["phones"], alone["captures"][0]["phones"])
        self.assertIsNone(whole["captures"][0]["logs"][0]["label"])
        text = run(self.capture("config-not-found"), self.here / "sdi1.txt").stdout
        self.assertIn("1 log says nothing of the phones in this capture", text)
        self.assertEqual(result.returncode, 1)

    def test_too_few_matches_leave_the_clock_open(self):
        truth = self.truth("config-not-found")
        truth["phones"][0]["events"] = truth["phones"][0]["events"][:1]
        whole, _ = report(self.capture("config-not-found"), self.file("sdi1.txt", tftp_trace_of(truth, 0, unknown_device=True)))
        capture = whole["captures"][0]
        self.assertIsNone(capture["logs"][0]["clock"])
        self.assertTrue(all(one["time"] is None for one in capture["phones"][0]["log_events"]))
        self.assertEqual({ref["source"] for one in capture["phones"][0]["diagnoses"] for ref in one["evidence_refs"]}, {0})
        text = run("-v", self.capture("config-not-found"), self.here / "sdi1.txt").stdout
        lines = text.split("only the order is known", 1)[1]
        self.assertRegex(lines, r"\d\d:\d\d:\d\d\.\d{3}")  # the log's own time is better than none

    def test_a_log_with_more_lines_than_are_kept_is_not_said_to_say_nothing(self):
        truth = self.truth("config-not-found")
        address = truth["phones"][0]["address"]
        full = "".join(f"{i % 99999999:08d}.001 |07:28:32.110 |AppInfo  |   HTTPConnection::x Received ReassociateIndication from {address}\n" for i in range(50000))
        status = self.file("a/SEP00E04C0A1B2C/status", "10:04:33a ITL installed\n" * 50000)
        text = run(self.capture("config-not-found"), status, self.file("sdi1.txt", full)).stdout
        self.assertIn("50000 more log lines about phones are left out", text)
        self.assertNotIn("1 log says nothing of the phones in this capture", text)

    def clocks(self, capture, *logs):
        whole, _ = report(capture, *logs)
        return [one["clock"] for one in whole["captures"][0]["logs"]]

    def test_logs_of_two_machines_in_one_folder_have_two_clocks(self):
        truth = self.truth("config-transfer-incomplete-http")
        for name, offset in (("publisher.txt", 3.25), ("subscriber.txt", -100)):
            self.file(f"logs/{name}", tftp_trace_of(truth, offset))
        clocks = self.clocks(self.capture("config-transfer-incomplete-http"), self.here / "logs")
        apart = (clocks[1]["offset_ns"] - clocks[0]["offset_ns"]) / 1e9
        self.assertAlmostEqual(apart % 86400, 103.25, delta=0.05)

    def test_phones_ask_alike_whenever_they_start(self):
        # The same files on another day, and two more, which this capture does not show.
        truth = self.truth("config-transfer-incomplete-http")
        device, asked = truth["phones"][0]["device_name"], {}
        for event in truth["phones"][0]["events"]:
            if event["kind"] == "file":
                asked.setdefault(event["name"], event["t"])
        trace = TftpTrace(-5000)
        for at, name in sorted((at, name) for name, at in asked.items()):
            trace.request(at, truth["phones"][0]["address"], name, 200)
        others = (f"{device}.cnf.xml.enc.sgn", f"CTL{device}.tlv", "CTLFile.tlv")
        for name in others:
            trace.request(max(asked.values()) + 1, truth["phones"][0]["address"], name, 404)
        self.assertEqual(self.clocks(self.capture("config-transfer-incomplete-http"), self.file("sdi1.txt", trace.text())), [None])

    def test_a_servers_log_of_another_day_says_nothing(self):
        # By chance the phone had the same port then.
        name = CAPTURES / "s09-unknown-device.pcapng"
        client = report(name)[0]["captures"][0]["phones"][0]["capf_sessions"][0]["client"]
        for day, lines in (("20", 0), ("23", 1)):
            log = self.file("journal.txt", f"Nov {day} 20:18:40 pbx capfd[812]: {client} Error: Key generation failed (3)\n")
            phone = report(name, log)[0]["captures"][0]["phones"][0]
            self.assertEqual(len(phone.get("log_events", [])), lines)

    def test_connects_and_alerts_set_a_phones_clock(self):
        capture = self.capture("tvs-alert-48")
        times = subprocess.run(["tshark", "-r", str(capture), "-Y", "tcp.dstport == 2445 && tcp.flags.syn == 1", "-T", "fields",
                                "-e", "frame.time_epoch"], capture_output=True, text=True, check=True).stdout.split()
        lines = [f"{5000 + i}: NOT {time_of_day(float(one) % 86400 + 7)}000 SECD: clpSetupSsl: Trying to connect to IPV4, "
                 f"IP: 192.0.2.1, Port : 2445" for i, one in enumerate(times)]
        device = self.truth("tvs-alert-48")["phones"][0]["device_name"]
        clock, = self.clocks(capture, self.file(f"{device}/console.log", "\n".join(lines) + "\n"))
        self.assertGreaterEqual(len(times), 3)
        self.assertEqual(clock["matches"], len(times))

    def test_where_log_and_capture_contradict_both_are_shown(self):
        name = "config-transfer-incomplete-http"
        trace = tftp_trace_of(self.truth(name), 1.5)
        whole, _ = report(self.capture(name), self.file("sdi1.txt", trace))
        notices = {one["code"]: one for one in whole["captures"][0]["phones"][0]["notices"]}
        self.assertIn("log-contradicts", notices)
        sources = {ref["source"] for ref in notices["log-contradicts"]["evidence_refs"]}
        self.assertEqual(sources, {0, FIRST_LOG})

    def test_a_log_decides_between_candidates(self):
        name, archive = CAPTURES / "s48-jabber-unknown-device.pcapng", CAPTURES / "s48-jabber-unknown-device-logs.tar.gz"
        alone, _ = report(name)
        whole, _ = report(name, archive)
        before, after = (all["captures"][0]["phones"][0]["diagnoses"] for all in (alone, whole))
        self.assertEqual({one["evidence"] for one in before}, {"inferred"})
        self.assertNotEqual(before[0]["code"], "capf-unknown-device")
        self.assertEqual([(one["code"], one["evidence"]) for one in after], [("capf-unknown-device", "reported")])

    def test_logs_alone_tell_a_story(self):
        trace = tftp_trace_of(self.truth("config-not-found"), 0, unknown_device=True)
        whole, result = report(self.file("sdi1.txt", trace))
        phones = {one["device"]: one for one in whole["captures"][0]["phones"]}
        self.assertEqual(phones["SEP00E04C0A1B2C"]["diagnoses"][0]["code"], "config-not-found")
        self.assertEqual(phones["SEP00E04C0A1B2C"]["diagnoses"][0]["evidence"], "reported")
        self.assertEqual(result.returncode, 1)

    def test_a_zone_is_also_of_logs_without_a_year(self):
        name = "SEP00E04C0A1B2C"
        journal = self.file("journal.txt", f"Nov 23 21:20:11 pbx capfd[8]: 192.0.2.77:40000 Device Name: {name}\n")
        status = self.file(f"{name}/status.txt", "[9:20:05pm 11/23/26] Trust List Updated\n")
        for given, time in (([journal, status], "2026-11-23T20:20:11.000000000Z"), ([journal], None)):
            whole, _ = report("--log-zone", "Europe/Berlin", *given)
            lines = {one["kind"]: one["time"] for one in whole["captures"][0]["phones"][0]["log_events"]}
            self.assertEqual(lines["capf-device"], time)

    def test_captures_in_archives_are_read(self):
        bytes_of = self.capture("config-not-found").read_bytes()
        alone, _ = report(self.capture("config-not-found"))
        for name, content in (("x.zip", zip_of({"a/x.pcapng": bytes_of})), ("x.tgz", tar_gz({"y.zip": zip_of({"x": bytes_of})}))):
            whole, result = report(self.file(name, content))
            self.assertEqual(whole["captures"][0]["phones"], alone["captures"][0]["phones"], name)
            self.assertTrue(whole["captures"][0]["file"].startswith(f"{self.here}/{name}/"))
            self.assertEqual(result.returncode, 1, result.stderr)

    def test_folders_are_read(self):
        self.file("all/x.pcapng", self.capture("config-not-found").read_bytes())
        self.file("all/trace/sdi1.txt", tftp_trace_of(self.truth("config-not-found"), 0))
        self.file("all/picture.png", b"\x89PNG\r\n\x1a\n" + bytes(100))
        whole, result = report("-v", self.here / "all")
        self.assertTrue(whole["captures"][0]["phones"][0]["log_events"])
        self.assertIn("picture.png", result.stderr)
        self.assertEqual(result.returncode, 1, result.stderr)

    def test_unknown_files_in_folders_are_told_beside_a_capture(self):
        self.file("all/picture.png", b"\x89PNG\r\n\x1a\n" + bytes(100))
        self.file("all/readme.txt", "nothing of use\n")
        self.file("all/other.tar", tar_gz({"notes.txt": "nothing either\n"}))
        for given, names in ((["all/picture.png", "all/readme.txt", "all/other.tar/notes.txt"], None), (["all/picture.png", "all/readme.txt"], "other.tar")):
            if names:
                (self.here / "all" / names).unlink()
            result = run("-v", self.capture("config-not-found"), self.here / "all")
            self.assertIn(f"{len(given)} files are neither", result.stderr)
            for name in given:
                self.assertIn(f"not recognised: {self.here}/{name}", result.stderr)
            self.assertNotIn("picture.png", run("-v", "--redact", self.capture("config-not-found"), self.here / "all").stderr)

    def test_a_log_with_a_damaged_byte_is_read(self):
        trace = bytearray(tftp_trace_of(self.truth("config-not-found"), 0).encode())
        trace[len(trace) // 2] = 0
        self.file("all/sdi1.txt", bytes(trace))
        events, _ = self.log_events(self.here / "all")
        self.assertGreater(len(events), 10)

    def test_a_connection_is_of_the_device_that_its_next_record_names(self):
        # Another phone had this address.
        truth = self.truth("config-not-found")
        trace = TftpTrace(0)
        for phone in truth["phones"]:
            for event in phone["events"]:
                if event["kind"] == "file" and event.get("transport") == "http":
                    trace.request(event["t"], phone["address"], event["name"], event.get("http_status", 404))
        own, _ = report(self.capture("config-not-found"), self.file("sdi1.txt", trace.text()))
        trace.request(truth["phones"][0]["events"][-1]["t"] + 1, truth["phones"][0]["address"], "SEP0A0000000009.cnf.xml.sgn", 200)
        with_other, _ = report(self.capture("config-not-found"), self.file("sdi1.txt", trace.text()))
        count = [len(one["captures"][0]["phones"][0]["log_events"]) for one in (own, with_other)]
        self.assertEqual(count[0], count[1])

    def certificate_alarms(self, capture, *options):
        alarm = "Jun 19 12:00:00 h local7 4 : 43: h: Jun 19 2019 10:00:00.19 UTC :  %UC_CERT-4-{}: %[Message=Certificate expiration Notification. Certificate name:{} Unit:{} Type:own-cert Expiration:Thu Jun 20 2019 10:00:00:000 CEST][AppID=x]: y\n"
        phones = report(capture)[0]["captures"][0]["phones"]
        shown = [name[1] for phone in phones for one in phone["certificates"] if (name := re.search(r"CN=([^,;/+]+)", one["subject"]))]
        log = "".join((alarm.format("CertValidfor7days", "CAPF-fc5f9d3a.der", "CAPF"), alarm.format("CertValidLessThanADay", f"{shown[0].upper()}.der", "CallManager"),
                       alarm.format("CertExpired", "elsewhere.der", "tomcat"), alarm.format("CertValidfor7days", "CAPF-fc5f9d3a.der", "CAPF")))
        given = [*options, capture, self.file("syslog.txt", log)]
        whole, _ = report(*given)
        return whole["captures"][0], run(*given).stdout, shown[0].upper()

    def test_alarms_about_certificates_are_shown(self):
        capture, text, shown = self.certificate_alarms(CAPTURES / "s01-happy-http-rsa2048-tls12.pcapng")
        self.assertEqual([(one["line"], one["certificate"], one["unit"]) for one in capture["certificate_alarms"]],
                         [(4, "CAPF-fc5f9d3a.der", "CAPF"), (2, f"{shown}.der", "CallManager")])
        self.assertEqual(capture["logs"][0]["label"], "certificate-syslog")
        text = " ".join(text.split())
        self.assertIn("certificate-syslog:4: CertValidfor7days: certificate CAPF-fc5f9d3a.der of CAPF expires Thu Jun 20 2019 10:00:00:000 CEST", text)
        self.assertNotIn("elsewhere", text)
        self.assertNotIn("says nothing", text)
        redacted, text, _ = self.certificate_alarms(CAPTURES / "s01-happy-http-rsa2048-tls12.pcapng", "--redact")
        self.assertEqual({one["certificate"] for one in redacted["certificate_alarms"]}, {None})
        self.assertNotIn("fc5f9d3a", text)

    def test_blank_lines_of_a_record_are_no_loss(self):
        trace = tftp_trace_of(self.truth("config-not-found"), 0)
        lines = trace.splitlines()
        request = lines[5] + " Printing the HTTPRequest --: GET /x HTTP/1.1\nHost: x\n\n"
        text = "\n".join([*lines[:5], request, *lines[5:]]) + "\n"
        whole, _ = report(self.capture("config-not-found"), self.file("sdi1.txt", text))
        log = whole["captures"][0]["logs"][0]
        self.assertEqual((log["recognised"], log["unrecognised"]), (log["lines"], 0))

    def log_events(self, *beside):
        whole, _ = report(self.capture("config-not-found"), *beside)
        logs = whole["captures"][0]["logs"]
        self.assertEqual({bool(one["clock"]) for one in logs if one["label"]}, {True}, "the files of a log share a clock")
        events = [(one["kind"], one["time"], one["values"]) for one in whole["captures"][0]["phones"][0]["log_events"]]
        return events, [Path(one["file"]).name for one in logs]

    def test_rotated_files_are_read_in_the_order_in_which_they_were_written(self):
        trace = tftp_trace_of(self.truth("config-not-found"), 7203.25).encode()
        whole, _ = self.log_events(self.file("whole/trace.txt", trace))
        self.assertGreater(len(whole), 10)
        count = 12
        size = -(-len(trace) // count)
        parts = [trace[i * size : (i + 1) * size] for i in range(count)]
        up = {f"SDL001_600.txt.{i}": part for i, part in enumerate(parts)}
        down = {f"tftp.log.{count - 1 - i}".removesuffix(".0"): part for i, part in enumerate(parts)}
        for direction, files in (("up", up), ("down", down)):
            names = list(files)
            mixed = sorted(names)[::2] + sorted(names)[1::2]
            for name in mixed:
                self.file(f"{direction}/{name}", files[name])
            archives = [self.file(f"{direction}-{name}", made({one: files[one] for one in mixed})) for name, made in (("x.tgz", tar_gz), ("x.zip", zip_of))]
            for given in ([self.here / direction], [self.here / direction / name for name in mixed], *([one] for one in archives)):
                events, logs = self.log_events(*given)
                self.assertEqual(events, whole, given)
                self.assertEqual(logs, names, given)
            shown = run("show", archives[0]).stdout.splitlines()
            self.assertEqual([line.split("/")[-1].split(":")[0] for line in shown if "lines recognised" in line], names)
            as_one = run("show", self.here / "whole/trace.txt").stdout.splitlines()
            self.assertEqual(len(shown) - count, len(as_one) - 1, "as many events")

    def test_the_database_may_be_in_an_archive(self):
        name = "database-hash-differs"
        table = (CAPTURES / "generated" / f"{name}.txt").read_text(encoding="utf-8")
        given, _ = report("--device-table", CAPTURES / "generated" / f"{name}.txt", self.capture(name))
        whole, _ = report(self.capture(name), self.file("cli.zip", zip_of({"devices.txt": table})))
        codes = [[one["code"] for one in all["captures"][0]["phones"][0]["notices"]] for all in (given, whole)]
        self.assertIn("database-hash-differs", codes[0] + [one["code"] for one in given["captures"][0]["phones"][0]["diagnoses"]])
        self.assertEqual(codes[0], codes[1])

    def notices(self, capture, *beside):
        whole, result = report(capture, *beside)
        self.assertEqual(result.stderr, "")
        return {one["code"]: one for one in whole["captures"][0]["phones"][0]["notices"]}

    def test_a_service_that_is_stopped_is_told_where_it_may_be_the_cause(self):
        shown = "Cisco Tftp[STARTED]\nCisco Trust Verification Service[STARTED]\nCisco Certificate Authority Proxy Function[{}]\n"
        stopped = self.file("cli.zip", zip_of({"services.txt": shown.format("STOPPED").replace("STOPPED]", "STOPPED]  Service Not Activated")}))
        started = self.file("services.txt", shown.format("STARTED"))
        refused, healthy = CAPTURES / "s14-capf-port-closed.pcapng", CAPTURES / "s01-happy-http-rsa2048-tls12.pcapng"
        notice = self.notices(refused, stopped)["service-stopped"]
        self.assertIn("Service Not Activated", notice["summary"])
        self.assertIn("cli.zip/services.txt", notice["summary"])
        self.assertNotIn("service-stopped", self.notices(refused, started))
        self.assertNotIn("service-stopped", self.notices(healthy, stopped))

    def test_a_list_that_cucm_shows_is_compared(self):
        capture = CAPTURES / "s14-capf-port-closed.pcapng"
        run("export", "-d", self.here / "files", capture)
        shown = run("show", *sorted((self.here / "files").rglob("ITL*.tlv"))).stdout
        self.assertRegex(shown, "SHA1")
        self.assertNotIn("trust-lists-differ", self.notices(capture, self.file("show-itl.txt", shown)))
        other = re.sub(r"[0-9a-f]{40}(?=\(SHA1\))", "0" * 40, shown)
        notice = self.notices(capture, self.file("show-itl.txt", other))["trust-lists-differ"]
        self.assertIn("show-itl.txt", notice["summary"])
        self.assertTrue(notice["frames"])

    def test_names_in_archives_are_only_names(self):
        inside = self.here / "inside"
        inside.mkdir()
        logs = self.file("evil.tar", tar_gz({"../../escaped.txt": "x", "/tmp/capfcheck-escaped": "x", "ok.txt": "x"}))
        before = sorted(self.here.rglob("*"))
        result = run(self.capture("config-not-found"), logs, cwd=inside)
        self.assertEqual(sorted(self.here.rglob("*")), before)
        self.assertFalse(Path("/tmp/capfcheck-escaped").exists())
        self.assertEqual(result.returncode, 1, result.stderr)

    def test_a_bomb_ends_with_a_notice(self):
        bomb = zip_of({"zeros.pcap": b"\xd4\xc3\xb2\xa1" + bytes(300 << 20)})
        result = run(self.capture("config-not-found"), self.file("bomb.zip", bomb))
        self.assertIn("unpacks to more than 250 times its size", result.stderr)
        self.assertIn("SEP00E04C0A1B2C", result.stdout)
        self.assertEqual(result.returncode, 4)

    def test_a_damaged_archive_is_told(self):
        trace = tftp_trace_of(self.truth("config-not-found"), 0)
        whole = tar_gz({"a.txt": trace, "b.txt": "".join(f"{i * 7919}\n" for i in range(100000))})
        result = run(self.capture("config-not-found"), self.file("cut.tgz", whole[: len(whole) // 2]))
        self.assertIn("damaged; what comes before the damage is used", result.stderr)
        self.assertEqual(result.returncode, 4)

    def test_redacted_logs_name_nobody(self):
        trace = tftp_trace_of(self.truth("config-not-found"), 0, unknown_device=True)
        logs = self.file("SEP00E04C0A1B2C-logs.tgz", tar_gz({"192.0.2.77/sep00e04c0a1b2c.txt": trace}))
        for form in ("text", "json", "html"):
            result = run("--redact", "--format", form, "--redact-key", self.file("key", "k" * 64), self.capture("config-not-found"), logs)
            said = (result.stdout + result.stderr).lower()
            self.assertNotIn("00e04c0a1b2c", said, form)
            self.assertNotIn("192.0.2.77", said, form)

    def test_show_prints_the_reading(self):
        trace = tftp_trace_of(self.truth("config-not-found"), 0) + "not a line of a trace\n"
        result = run("show", self.file("logs.tgz", tar_gz({"sdi1.txt": trace})))
        self.assertEqual(result.returncode, 0, result.stderr)
        lines = trace.count("\n")
        self.assertIn(f"logs.tgz/sdi1.txt: CUCM TFTP trace: {lines - 1} of {lines} lines recognised", result.stdout)
        self.assertIn(f"1 not recognised: line {lines}", result.stdout)
        self.assertIn("file-requested", result.stdout)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
