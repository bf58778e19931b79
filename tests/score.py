#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Compares what capfcheck says about each recorded capture with what really happened in it.

usage: score.py [--captures FOLDER] [--keys yes|no] [--only TEXT] [--known FILE] [--jobs N] CAPFCHECK

With --keys no, key logs and private keys are withheld (secrets inside a pcapng still count).
FILE lists the disagreements that were looked at and are accepted, one a line: CAPTURE, a tab, `yes`, `no` or `any` for
--keys, a tab, the beginning of the disagreement's text; `#` starts a comment that says why.
Prints each other disagreement, each line of FILE that fits none any more, and a summary line. Exits 1 if there is any.
"""
import argparse
import collections
import concurrent.futures
import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ENCRYPTED, INCOMPLETE, FAILED, NOT_ENABLED = "encrypted", "incomplete", "failed", "not-enabled"
TIME_LIMIT = 60  # seconds for one capture
UNTRUSTED = {"capf-certificate-untrusted", "capf-certificate-not-in-trust-list"}


@dataclass(frozen=True)
class Expectation:
    """What may be said of a phone. An empty set of codes asks for none in particular."""

    verdicts: frozenset
    first_code: frozenset = frozenset()  # with keys: the likeliest diagnosis is one of these
    any_code: frozenset = frozenset()  # without keys: one of these is among the diagnoses
    always: bool = False  # the code is asked for whatever the verdict is, not only when it is `failed`
    absent: frozenset = frozenset()  # none of these may be said


def expect(verdicts, first_code=(), any_code=None):
    codes = frozenset(first_code)
    return Expectation(frozenset(verdicts), codes, codes if any_code is None else frozenset(any_code))


# By the ground truth's outcome_code. Where the recording does not force one verdict, the honest ones are all listed.
EXPECTED = {
    "complete": expect({ENCRYPTED}),
    "complete_plaintext": expect({ENCRYPTED}),
    "complete_capture_hole": expect({ENCRYPTED, INCOMPLETE}),
    "complete_seen_from_middle": expect({ENCRYPTED, INCOMPLETE}),
    "complete_snaplen": expect({ENCRYPTED, INCOMPLETE}),
    "feature_not_enabled": expect({NOT_ENABLED}),
    "tvs_invalid": expect({INCOMPLETE, FAILED}),
    "capf_fetch_complete": expect({ENCRYPTED}),
    "capf_delete_complete": expect({INCOMPLETE, FAILED}),
    "capf_port_closed": expect({FAILED}, {"capf-refused"}),
    "capf_port_filtered": expect({FAILED}, {"capf-unreachable"}),
    "capf_tls_untrusted_certificate": expect({FAILED}, UNTRUSTED),
    "capf_tls_version_mismatch": expect({FAILED}, {"tls-version-mismatch"}),
    "capf_tls_handshake_failure": expect({FAILED}, {"tls-no-common-cipher"}),
    "capf_unknown_device": expect({FAILED}, {"capf-unknown-device"}),
    "capf_wrong_password": expect({FAILED}, {"capf-rejected"}),
    "capf_auth_failed": expect({FAILED}, {"capf-authentication-failed", "capf-rejected"}),
    "capf_no_operation": expect({FAILED}, {"capf-no-operation"}),
    "capf_never_contacted": expect({FAILED}, {"capf-not-attempted", "authentication-string-required"}),
    "capf_client_disconnected": expect({FAILED}, {"capf-key-generation-failed", "capf-session-cut"}),
    "capf_server_closed": expect({FAILED}, {"capf-session-cut"}),
    "capf_key_generation_failed": expect(
        {FAILED}, {"capf-key-generation-failed"}, {"capf-key-generation-failed", "capf-rejected", "capf-session-cut"}
    ),
    "capf_store_failed": expect(
        {FAILED}, {"capf-store-failed"}, {"capf-store-failed", "encrypted-config-not-found", "certhash-stale"}
    ),
    "capf_fetch_failed": expect(
        {FAILED, INCOMPLETE}, {"capf-fetch-failed", "capf-no-operation", "certhash-still-empty"}, ()
    ),
    "certhash_empty_after_lsc": expect({FAILED}, {"certhash-still-empty"}),
    "certhash_mismatch": expect({FAILED}, {"certhash-stale", "encrypted-config-wrong-key"}, ()),
    "enc_bad_signature": expect({FAILED}, {"encrypted-config-signature-invalid"}),
    "enc_http_404": expect({FAILED}, {"encrypted-config-not-found"}),
    "enc_tftp_not_found": expect({FAILED}, {"encrypted-config-not-found"}),
    "itl_bad_signature": expect({FAILED}, {"trust-list-signature-invalid"}),
    "itl_no_capf_record": expect(
        {FAILED}, {"trust-list-without-capf", "capf-certificate-untrusted"}, {"trust-list-without-capf"}
    ),
    "itl_unknown_signer": expect({FAILED, INCOMPLETE}),
    "sgn_bad_signature": expect({FAILED}, {"config-signature-invalid"}),
    "sgn_transfer_incomplete": expect({FAILED}, {"config-transfer-incomplete"}),
    "sgn_unknown_signer": expect({FAILED}, {"config-signer-untrusted"}),
}
# Without keys these may honestly stay undecided.
VERDICTS_WITHOUT_KEYS = {
    "certhash_mismatch": {FAILED, INCOMPLETE},
    "capf_store_failed": {FAILED, INCOMPLETE, ENCRYPTED},
    "capf_fetch_failed": {FAILED, INCOMPLETE},
}
# A phone that never went to CAPF: the authentication mode in the recording's name tells which of the two it is.
NEVER_CONTACTED = {"mode0": "capf-not-attempted", "mode1": "authentication-string-required"}
# Recordings that do not hold whole files.
PARTIAL_OUTCOMES = {"complete_capture_hole", "complete_seen_from_middle", "complete_snaplen"}
# The operation that a CAPF session's first telling command stands for.
OPERATIONS = {3: "install", 4: "install", 9: "install", 11: "fetch", 13: "delete"}
NO_OPERATION = {"none", "unknown"}


def expectation_for(truth, phone, keys):
    outcome = phone.get("outcome_code") or truth["outcome_code"]
    if phone.get("expected_verdict"):
        verdicts = phone["expected_verdict"]
        if not keys:
            verdicts = phone.get("expected_verdict_nokeys") or verdicts
            verdicts = phone.get("expected_verdict_without_phone_key") or verdicts
        return Expectation(
            frozenset(verdicts),
            frozenset(phone.get("expected_diagnosis") or ()),
            frozenset(phone.get("expected_diagnosis_nokeys") or ()),
            phone.get("diagnosis_always", False),
            frozenset(phone.get("absent_diagnosis") or ()),
        )
    expected = EXPECTED[outcome]
    if not keys and outcome in VERDICTS_WITHOUT_KEYS:
        expected = expect(VERDICTS_WITHOUT_KEYS[outcome], expected.first_code, expected.any_code)
    if outcome == "capf_never_contacted":
        for mode, code in NEVER_CONTACTED.items():
            if mode in truth["name"]:
                expected = expect(expected.verdicts, {code})
    return expected


@dataclass
class Score:
    """Checks made and passed, by kind, and the disagreements."""

    made: collections.Counter = field(default_factory=collections.Counter)
    passed: collections.Counter = field(default_factory=collections.Counter)
    disagreements: list = field(default_factory=list)

    def check(self, kind, holds, text):
        self.made[kind] += 1
        if holds:
            self.passed[kind] += 1
        else:
            self.disagreements.append(text)

    def add(self, other):
        self.made += other.made
        self.passed += other.passed
        self.disagreements += other.disagreements

    def ratio(self, kind):
        return f"{self.passed[kind]}/{self.made[kind]}"


def exit_status_for(capture):
    """What the exit status has to be for one capture's report; a file that is damaged comes before its verdicts."""
    verdicts = [phone["verdict"] for phone in capture["phones"]]
    if any(notice["code"] == "capture-damaged" for notice in capture["notices"]):
        return 4
    if FAILED in verdicts:
        return 1
    if INCOMPLETE in verdicts or not verdicts:
        return 3
    return 0


def command_for(binary, folder, truth, keys):
    command = [str(binary), "--format", "json"]
    secrets = truth.get("secrets") or {}
    if keys:
        for option, kind in (
            ("--keylog", "keylog"),
            ("--tls-key", "rsa_private_key"),
            ("--phone-key", "phone_private_key"),
        ):
            if secrets.get(kind):
                command += [option, str(folder / secrets[kind])]
    return command + [str(folder / truth["capture"]["file"])]


def run(binary, folder, truth, keys):
    """The exit status and the JSON object, or a sentence that says why there is none."""
    try:
        done = subprocess.run(
            command_for(binary, folder, truth, keys), capture_output=True, timeout=TIME_LIMIT, check=False
        )
    except subprocess.TimeoutExpired:
        return None, f"no answer within {TIME_LIMIT} s"
    try:
        return done.returncode, json.loads(done.stdout)
    except ValueError:
        words = done.stderr.decode(errors="replace").split()
        return done.returncode, f"exit {done.returncode}, no JSON; stderr ends: {' '.join(words)[-160:]}"


def find_phone(phones, device, address):
    for phone in phones:
        if (phone.get("device") or "").lower() == device.lower():
            return phone
    for phone in phones:
        if address in (phone.get("addresses") or []):
            return phone
    return None


def check_verdict(score, expected, outcome, device, said, keys):
    codes = [diagnosis["code"] for diagnosis in said.get("diagnoses", [])]
    verdict = said["verdict"]
    wanted = "/".join(sorted(expected.verdicts))
    score.check(
        "verdicts", verdict in expected.verdicts, f"{device}: verdict {verdict}, want {wanted} for {outcome}; {codes}"
    )
    if verdict not in expected.verdicts and verdict in (ENCRYPTED, FAILED):
        score.made["false " + ("success" if verdict == ENCRYPTED else "failure")] += 1
    wanted_codes = expected.first_code if keys else expected.any_code
    if expected.absent:
        said_anyway = sorted(expected.absent.intersection(codes))
        score.check("absences", not said_anyway, f"{device}: {', '.join(said_anyway)} said, and is not so")
    if wanted_codes and (verdict == FAILED or expected.always):
        fits = codes[:1] if keys else codes
        score.check(
            "diagnoses",
            bool(wanted_codes.intersection(fits)),
            f"{device}: diagnoses {codes}, want {'/'.join(sorted(wanted_codes))}",
        )


def whole_files(phone, keys):
    """The files that the recording holds whole, and that can be seen."""
    for event in phone["events"]:
        if event["kind"] != "file" or not event.get("sha256"):
            continue
        if event.get("http_status") not in (200, None) or event.get("tftp_error") is not None:
            continue
        if event.get("encrypted_transport") and not keys:
            continue
        yield event


def check_files(score, device, phone, said, keys):
    found = {}
    for file in said.get("files", []):
        found.setdefault(file.get("sha256"), file)
    for event in whole_files(phone, keys):
        file = found.get(event["sha256"])
        score.check("files", file is not None, f"{device}: file {event['name']} not found by its SHA-256")
        truth = (event.get("signed") or {}).get("signature_valid")
        if file is not None and truth is not None:
            signature = file.get("signature")
            fits = signature in ("valid" if truth else "invalid", "not-checked")
            score.check("signatures", fits, f"{device}: {event['name']} signature {signature}, truth {truth}")


def check_capf(score, device, phone, said, truth, keys):
    sessions = said.get("capf_sessions", [])
    secrets = truth.get("secrets") or {}
    readable = any(secrets.get(kind) for kind in ("keylog", "injected", "rsa_private_key"))
    true_sessions = [session for session in phone["capf_sessions"] if session.get("commands")]
    for index, true_session in enumerate(true_sessions):
        client = true_session.get("client", "")
        port = client.rsplit(":", 1)[-1]
        candidates = [session for session in sessions if (session.get("client") or "").endswith(port)]
        candidates = candidates or sessions[index : index + 1]
        if not candidates:
            score.check("CAPF operations", False, f"{device}: CAPF session of {client} missing")
            continue
        commands = true_session["commands"]
        wanted = next((OPERATIONS[command] for command in commands if command in OPERATIONS), "none")
        operation = candidates[0].get("operation") or "none"
        fits = operation == wanted or (wanted == "none" and operation in NO_OPERATION)
        score.check("CAPF operations", fits, f"{device}: CAPF operation {operation}, truth {wanted} ({commands})")
        reason = true_session.get("end_session_reason")
        if keys and readable and reason is not None:
            said_reason = candidates[0].get("end_reason")
            score.check("end reasons", said_reason == reason, f"{device}: end reason {said_reason}, truth {reason}")


def check_strangers(score, truth, said_phones):
    """Where the truth lists all phones there are, whoever else is reported is none."""
    known = {phone["device_name"].lower() for phone in truth["phones"]}
    for said in said_phones:
        device = said.get("device") or "/".join(said.get("addresses") or [])
        score.check("phones", device.lower() in known, f"{device} is no phone, reported as {said['verdict']}")


def score_capture(binary, folder, truth, keys):
    score = Score()
    status, answer = run(binary, folder, truth, keys)
    if isinstance(answer, str):
        score.made["verdicts"] += len(truth["phones"])
        score.disagreements.append(answer)
        return score
    said_phones = answer["captures"][0]["phones"]
    expected = exit_status_for(answer["captures"][0])
    score.check("exits", status == expected, f"exit {status}, and {expected} follows from the report")
    if truth.get("only_these_phones"):
        check_strangers(score, truth, said_phones)
    for phone in truth["phones"]:
        device = phone["device_name"]
        outcome = phone.get("outcome_code") or truth["outcome_code"]
        said = find_phone(said_phones, device, phone["address"])
        if said is None:
            score.check("verdicts", False, f"{device}: phone missing ({outcome})")
            continue
        check_verdict(score, expectation_for(truth, phone, keys), outcome, device, said, keys)
        if outcome in PARTIAL_OUTCOMES or truth.get("partial_view"):
            continue
        cut = outcome == "sgn_transfer_incomplete" or "transfer-incomplete" in str(phone.get("expected_diagnosis"))
        if not cut:
            check_files(score, device, phone, said, keys)
        check_capf(score, device, phone, said, truth, keys)
    return score


def read_known(path, keys, names):
    """The accepted disagreements for this run: (capture, beginning of the text)."""
    known = []
    for line in path.read_text(encoding="utf-8").splitlines() if path else []:
        if line.strip() and not line.startswith("#"):
            name, when, text = line.split("\t", 2)
            if name in names and when in ("any", "yes" if keys else "no"):
                known.append((name, text))
    return known


def truths(folder, only):
    for path in sorted(folder.glob("*.json")):
        if path.name != "index.json" and only in path.name:
            yield json.loads(path.read_text(encoding="utf-8"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", type=Path)
    parser.add_argument("--captures", type=Path, default=Path(__file__).resolve().parent.parent / "captures")
    parser.add_argument("--keys", choices=("yes", "no"), default="yes")
    parser.add_argument("--only", default="", help="captures whose name holds this text")
    parser.add_argument("--known", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    keys = options.keys == "yes"

    total, reported = Score(), []
    recordings = list(truths(options.captures, options.only))
    known = read_known(options.known, keys, {truth["name"] for truth in recordings})
    used = set()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        scores = pool.map(lambda truth: score_capture(options.binary, options.captures, truth, keys), recordings)
        for truth, score in zip(recordings, scores):
            total.add(score)
            for text in score.disagreements:
                fits = [entry for entry in known if entry[0] == truth["name"] and text.startswith(entry[1])]
                used.update(fits)
                if not fits:
                    reported.append(f"{truth['name']:<44} {text}")
    reported += [f"{name:<44} known disagreement no longer there: {text}" for name, text in known
                 if (name, text) not in used]
    for line in reported:
        print(line)
    kinds = ("verdicts", "diagnoses", "absences", "phones", "files", "signatures", "CAPF operations", "end reasons", "exits")
    print(
        f"keys {options.keys}: {len(recordings)} captures, "
        + ", ".join(f"{kind} {total.ratio(kind)}" for kind in kinds)
        + f", false success {total.made['false success']}, false failure {total.made['false failure']}"
        + f", known disagreements {len(used)}"
    )
    if not recordings:
        print("no capture fits")
        return 1
    return 1 if reported else 0


if __name__ == "__main__":
    sys.exit(main())
