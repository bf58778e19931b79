#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every machine-readable output, for every capture, against what describes it.

usage: validate_outputs.py SOURCE_FOLDER CAPFCHECK
"""
import csv
import io
import json
import re
import subprocess
import sys
import tempfile
import unicodedata
import xml.etree.ElementTree as xml
from pathlib import Path

from jsonschema import Draft202012Validator

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(sys.argv[1]) / "captures/generator"))
import make_pair  # noqa: E402
import schemas  # noqa: E402

source, capfcheck = Path(sys.argv[1]), sys.argv[2]
captures = sorted(source.glob("captures/*.pcap*"))
hostile = source / "tests/data/hostile/names.pcapng"
SECRET = "string-7391"
failures = []


def expect(what, condition, seen=""):
    if not condition:
        failures.append(f"{what}: {str(seen)[:500]}")


def run(*arguments):
    done = subprocess.run([capfcheck, *map(str, arguments)], capture_output=True, timeout=600, check=False)
    return done.returncode, done.stdout, done.stderr.decode(errors="replace")


def complain_of_schema(what, validator, value):
    failures.extend(f"{what}: {problem}" for problem in schemas.problems(validator, value))


def parse_json(what, raw):
    try:
        return json.loads(raw.decode("utf-8"))
    except ValueError as error:
        failures.append(f"{what}: {error}")
        return None


def check_json(inputs, shipped, strict):
    _, raw, _ = run("--format", "json", *inputs)
    report = parse_json("json", raw)
    complain_of_schema("json, strictly", strict, report)
    complain_of_schema("json", shipped, report)
    _, raw, _ = run("--format", "jsonl", *inputs)
    lines = [parse_json("jsonl", line) for line in raw.splitlines()]
    expect("a line of JSON for each capture", len(lines) == len(inputs) and raw.endswith(b"\n"), len(lines))
    for line, capture in zip(lines, report["captures"]):
        complain_of_schema(f"jsonl {capture['file']}", shipped, line)
        expect("a line says of the capture what the object says", all(line[key] == capture[key] for key in capture))
        expect("a line says what made it", line["schema_version"] == 1 and line["tool"] == report["tool"])
    return report


def check_step_times(report):
    """The time of a failed step is that of its first evidence."""
    for capture in report["captures"]:
        for phone in capture["phones"]:
            if phone["verdict"] != "failed":
                continue
            refs = phone["diagnoses"][0]["evidence_refs"]
            step = next(one for one in phone["steps"] if one["step"] == phone["failed_step"])
            times = [one["time"] for one in refs if one["time"]]
            expect(f"{capture['file']}: {phone['device']}: time of {step['step']}", not refs or step["time"] == (times[0] if times else None), (step, refs))


def check_decrypted(shipped, strict):
    """With keys there are messages, and elements in them."""
    seen = set()
    for keylog in sorted(source.glob("captures/*.keylog")):
        capture = next(source.glob(f"captures/{keylog.stem}.pcap*"))
        _, raw, _ = run("--format", "json", f"--keylog={keylog}", capture)
        report = parse_json(f"json {capture.name}", raw)
        complain_of_schema(f"json {capture.name} with keys", strict, report)
        for phone in report["captures"][0]["phones"]:
            seen |= {message["name"] for session in phone["capf_sessions"] for message in session["messages"]}
            seen |= {use["role"] for certificate in phone["certificates"] for use in certificate["uses"]}
    wanted = {"AUTH_RESPONSE", "STORE_CERTIFICATE_REQUEST", "END_SESSION", "SAST", "CAPF", "CAPF server", "LSC", "SUDI"}
    expect("messages and certificates of all sorts were validated", wanted <= seen, wanted - seen)


def check_sarif(inputs, report):
    status, raw, _ = run("--format", "sarif", *inputs)
    log = parse_json("sarif", raw)
    schema = json.loads((source / "tests/report/sarif-2.1.0-used.schema.json").read_text(encoding="utf-8"))
    complain_of_schema("sarif", Draft202012Validator(schema), log)
    (sarif,) = log["runs"]
    rules = sarif["tool"]["driver"]["rules"]
    for result in sarif["results"]:
        expect("a result's index is its rule's", rules[result["ruleIndex"]]["id"] == result["ruleId"], result)
        artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
        expect("an artifact's index is its file's", sarif["artifacts"][artifact["index"]]["location"]["uri"] == artifact["uri"])
    failed = [phone for capture in report["captures"] for phone in capture["phones"] if phone["verdict"] == "failed"]
    errors = [result for result in sarif["results"] if result["level"] == "error"]
    expect("an error for each phone that failed", len(errors) == len(failed) > 0, (len(errors), len(failed)))
    expect("the exit status is told", sarif["invocations"][0]["exitCode"] == status, status)
    said = sum(
        len(phone["diagnoses"]) + len(phone["history"]) + len(phone["notices"])
        for capture in report["captures"] for phone in capture["phones"]
    ) + sum(len(capture["notices"]) for capture in report["captures"])  # fmt: skip
    expect("all that is said is a result", len(sarif["results"]) == said, (len(sarif["results"]), said))


def check_junit(inputs, report):
    _, raw, _ = run("--format", "junit", *inputs)
    root = xml.fromstring(raw)
    suites = root.findall("testsuite")
    expect("a suite for each capture", len(suites) == len(inputs), len(suites))
    totals = {"tests": "testcase", "failures": ".//failure", "errors": ".//error", "skipped": ".//skipped"}
    for suite, capture in zip(suites, report["captures"]):
        for name, path in totals.items():
            expect(f"{name} of {capture['file']}", int(suite.get(name)) == len(suite.findall(path)), suite.attrib)
        for verdict, path in (("failed", ".//failure"), ("incomplete", "testcase[@name!='capture']/skipped")):
            count = sum(phone["verdict"] == verdict for phone in capture["phones"])
            expect(f"{verdict} in {capture['file']}", len(suite.findall(path)) == count, count)
    for name in totals:
        expect(f"all {name}", int(root.get(name)) == sum(int(suite.get(name)) for suite in suites), root.attrib)


def check_csv(inputs, report):
    _, raw, _ = run("--format", "csv", *inputs)
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8"), newline="")))
    phones = [(capture, phone) for capture in report["captures"] for phone in capture["phones"] or [None]]
    expect("a row for each phone", len(rows) == len(phones), (len(rows), len(phones)))
    for row, (capture, phone) in zip(rows, phones):
        verdict = phone["verdict"] if phone else ""
        code = phone["diagnoses"][0]["code"] if phone and phone["diagnoses"] else ""
        expect("a row says what the JSON says", (row["verdict"], row["code"]) == (verdict, code), (row, verdict, code))
    code, raw, _ = run("--format", "csv", "--fields", "help")
    names = re.findall(r"^([\w-]+)", raw.decode(), re.MULTILINE)
    expect("--fields help lists the columns", code == 0 and {"file", "device", "conclusion", "in-use"} <= set(names), raw)
    _, raw, _ = run("--format", "csv", "--fields", ",".join(names), *inputs)
    table = list(csv.reader(io.StringIO(raw.decode("utf-8"), newline="")))
    expect("every column can be chosen", table[0] == names and {len(row) for row in table} == {len(names)}, table[0])
    _, raw, _ = run("--format", "csv", "--fields", "verdict,device", inputs[0])
    expect("the order is the user's", raw.startswith(b"verdict,device\n"), raw[:100])
    code, _, error = run("--format", "csv", "--fields", "verdict,colour", inputs[0])
    expect("an unknown column is named", code == 2 and "colour" in error and "--fields" in error, error)
    code, _, error = run("--format", "json", "--fields", "verdict", inputs[0])
    expect("columns are for csv alone", code == 2 and "--fields" in error and "csv" in error, error)


def check_tables(strict):
    """The tables across phones: CSV says what JSON says, and JSON what it says of each phone."""
    inputs = [source / "captures/s26-six-phones.pcapng", *sorted(source.glob("captures/generated/s[ic][pc]*.pcapng"))]
    report = parse_json("json of many phones", run("--format", "json", *inputs)[1])
    complain_of_schema("json of many phones", strict, report)
    tables = report["across_phones"]
    columns = {"lists": ("trust_lists", ("kind", "server", "records_sha256", "signature")),
               "certificates": ("certificates", ("phone", "kind")),
               "registrations": ("registrations", ("phone", "server", "protocol", "transport", "outcome"))}  # fmt: skip
    for name, (member, fields) in columns.items():
        _, raw, _ = run("--format", "csv", "--table", name, *inputs)
        rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8"), newline="")))
        expect(f"{name}: there are rows", len(rows) > 1, len(rows))
        expect(f"{name}: a row for each", len(rows) == len(tables[member]), (len(rows), len(tables[member])))
        for row, one in zip(rows, tables[member]):
            expect(f"{name}: the same", [row[field].lstrip("'") for field in fields] == [one[field] for field in fields], (row, one))
            expect(f"{name}: where", (row["file"], row["frame"]) == (one["first"]["capture"], str(one["first"]["frame"])), (row, one))
        if name == "registrations":
            expect("over all transports", {"UDP", "TCP", "TLS"} == {row["transport"] for row in rows}, rows)
            expect("with all outcomes", {"registered", "refused", "not-told"} <= {row["outcome"] for row in rows}, rows)
        code, raw, _ = run("--format", "csv", "--table", name, "--fields", "help")
        expect(f"{name}: --fields help lists its columns", code == 0 and all(re.search(rf"^{field} ", raw.decode(), re.MULTILINE) for field in fields), raw)
        code, _, error = run("--format", "json", "--table", name, inputs[0])
        expect(f"{name}: for csv alone", code == 2 and "--table" in error and "csv" in error, error)
    code, _, error = run("--format", "csv", "--table", "colours", inputs[0])
    expect("an unknown table", code == 2 and "colours" in error and "certificates" in error, error)
    six = [one for one in tables["trust_lists"] if one["first"]["capture"].endswith("s26-six-phones.pcapng")]
    expect("six phones, one list", len(six) == 1 and len(six[0]["phones"]) == len(six[0]["sha256"]) == 6, six)
    ends = [one["certificate"]["not_after"] for one in tables["certificates"]]
    expect("what expires first is first", ends == sorted(ends), ends)
    phones = [phone for capture in report["captures"] for phone in capture["phones"]]
    files = {(file["kind"], file["server"], file["sha256"]) for phone in phones for file in phone["files"] if file["kind"] in ("itl", "ctl") and file["sha256"]}
    expect("every list of a phone is a row", files == {(one["kind"], one["server"], digest) for one in tables["trust_lists"] for digest in one["sha256"]}, files)
    own = {(phone["device"] or phone["addresses"][0], one["sha256"]) for phone in phones for one in phone["certificates"]
           if any(use["role"] in ("LSC", "MIC", "SUDI", "phone") for use in one["uses"])}  # fmt: skip
    expect("every own certificate is a row", own == {(one["phone"], one["certificate"]["sha256"]) for one in tables["certificates"]}, own)


def check_hostile_names(shipped, strict):
    """Nothing of a capture reaches a terminal, a spreadsheet or a reader as anything but text."""
    with tempfile.TemporaryDirectory() as folder:
        # A file's name is the sender's to choose, too.
        path = Path(folder) / "=1+1<script>\x1b[31m\udcff\u202e\n.pcapng"
        path.write_bytes(hostile.read_bytes())
        outputs = {name: run("--format", name, path)[1] for name in ("text", "json", "jsonl", "sarif", "junit", "csv", "html")}
        expect("secrets are shown to who asks", SECRET.encode() in run("--format", "json", "--show-secrets", path)[1])
    for name, raw in outputs.items():
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            failures.append(f"{name}: {error}")
            continue
        if name in ("json", "jsonl", "sarif"):
            expect(f"{name}: no control characters", not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text))
        else:
            odd = {f"{ord(c):04x}" for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
            expect(f"{name}: no control or format characters", not odd, odd)
        expect(f"{name}: the secret is masked", SECRET not in text)
    complain_of_schema("json of hostile names", strict, json.loads(outputs["json"]))
    complain_of_schema("jsonl of hostile names", shipped, json.loads(outputs["jsonl"]))
    cells = [cell for row in csv.reader(io.StringIO(outputs["csv"].decode(), newline="")) for cell in row]
    formulas = [cell for cell in cells if cell[:1] in tuple("=+-@＝＋－＠")]
    expect("no cell begins a formula", not formulas and any(cell.startswith("'=HYPERLINK") for cell in cells), formulas)
    root = xml.fromstring(outputs["junit"])
    names = [case.get("name") for case in root.iter("testcase")]
    expect("names arrive whole", "SEP<script>window.hacked='script'</script>" in names, names)


def check_unreadable():
    """What cannot be read is in every format, and the rest as well."""
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.pcap"
        empty.write_bytes(b"")
        inputs = [empty, captures[0]]
        for name in ("json", "jsonl", "sarif", "junit", "csv", "html"):
            code, raw, _ = run("--format", name, *inputs)
            expect(f"{name}: an unreadable capture", code == 4 and b"empty.pcap" in raw and captures[0].name.encode() in raw, code)
        _, raw, _ = run("--format", "junit", *inputs)
        expect("junit: an unreadable capture is an error", xml.fromstring(raw).get("errors") == "1", raw[:300])


def check_pair(shipped, strict):
    """Two captures of one event, in every way that they differ."""
    kinds = set()
    for scenario in make_pair.SCENARIOS:
        with tempfile.TemporaryDirectory() as folder:
            make_pair.make_pair(scenario, source / "captures/s01-happy-http-rsa2048-tls12.pcapng", Path(folder))
            report = parse_json(scenario, run("pair", "--format", "json", f"{folder}/phone.pcap", f"{folder}/cucm.pcap")[1])
        complain_of_schema(f"pair, {scenario}, strictly", strict, report)
        complain_of_schema(f"pair, {scenario}", shipped, report)
        kinds |= {loss["kind"] for loss in report["pair"]["lost"]}
    expect("pairs lose something in several ways", len(kinds) > 2, kinds)


def check_show():
    """Phone files on their own: all that the tests have, damaged ones and what is none among them; also redacted."""
    shipped, strict = schemas.load(source / "analyzer/report/show.schema.json")
    data = source / "tests/data"
    files = sorted(path for path in data.rglob("*") if path.suffix in (".tlv", ".sgn", ".xml", ".capf"))
    keys = [option for key in sorted((data / "trust").rglob("*.key"))[:2] for option in ("--phone-key", key)]
    with tempfile.TemporaryDirectory() as folder:
        key = Path(folder) / "redact.key"
        key.write_bytes(bytes(range(32)))
        for more in ((), ("--redact-key", key)):
            report = parse_json("show", run("show", "--format", "json", *keys, *more, *files)[1])
            complain_of_schema(f"show {more[:1]}, strictly", strict, report)
            complain_of_schema(f"show {more[:1]}", shipped, report)
            kinds = {one["kind"] for one in report["files"]}
            expect("of every kind", {"itl", "signed", "encrypted", "config"} <= kinds, kinds)
            expect("some are decrypted", any(one["decrypted"] for file in report["files"] for one in file.get("decryptions", [])))


def main():
    # A line is a capture and more.
    shipped, strict = schemas.load(source / "analyzer/report/capfcheck.schema.json", but=("line",))
    inputs = [*captures, hostile]
    expect("there are captures", len(captures) > 50, len(captures))
    report = check_json(inputs, shipped, strict)
    check_step_times(report)
    check_decrypted(shipped, strict)
    check_sarif(inputs, report)
    check_junit(inputs, report)
    check_csv(inputs, report)
    check_tables(strict)
    check_hostile_names(shipped, strict)
    check_unreadable()
    check_pair(shipped, strict)
    check_show()
    for failure in failures[:40]:
        print(failure)
    print(f"{len(inputs)} captures, {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
