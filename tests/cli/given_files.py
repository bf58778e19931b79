#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""--device-table and --trust-list: what CUCM's database and the phone's earlier list add to a capture.

usage: given_files.py CAPTURES CAPFCHECK
"""
import base64
import json
import subprocess
import sys
import tempfile
from pathlib import Path

captures, capfcheck = Path(sys.argv[1]), sys.argv[2]
OTHER_HASH = "0123456789abcdef0123456789abcdef"
failures = []


def expect(what, condition, seen=""):
    if not condition:
        failures.append(f"{what}: {seen}")


def run(*arguments):
    done = subprocess.run([capfcheck, *map(str, arguments)], capture_output=True, timeout=60, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def phone(*arguments):
    code, out, error = run("--format", "json", *arguments)
    found = json.loads(out)["captures"][0]["phones"][0]
    return code, found, error


def codes(found, what):
    return [one["code"] for one in found[what]]


def step(found, name):
    return next(one for one in found["steps"] if one["step"] == name)


def truth_of(name):
    return json.loads((captures / f"{name}.json").read_text(encoding="utf-8"))


def lsc_md5(truth):
    sessions = truth["phones"][0]["capf_sessions"]
    return next(one["lsc"]["md5"] for one in sessions if one.get("lsc"))


def table(folder, device, md5):
    path = folder / "devices.txt"
    path.write_text(
        "admin:run sql select name,authenticationstring,md5hash from device where name like 'SEP%'\r\n"
        "name            authenticationstring md5hash\r\n"
        "=============== ==================== ================================\r\n"
        f"SEP000000000000 918273               {OTHER_HASH}\r\n"
        f"{device:<15} 4711123              {md5}\r\n"
        "admin:\r\n"
    )
    return path


def check_device_table(folder):
    name = "s01-happy-http-rsa2048-tls12"
    truth = truth_of(name)
    capture, keylog, device = captures / f"{name}.pcapng", captures / f"{name}.keylog", truth["phones"][0]["device_name"]
    good = table(folder, device.lower(), lsc_md5(truth).upper())
    code, found, error = phone("--device-table", good, capture)
    expect("the database agrees", code == 0 and not error and step(found, "key-store")["evidence"] == "observed", found["steps"])
    expect("the database says so", "database holds" in step(found, "key-store")["summary"], step(found, "key-store"))
    _, found, _ = phone("--keylog", keylog, "--device-table", good, capture)
    expect("it agrees with the LSC", "the LSC that CAPF stored" in step(found, "key-store")["summary"], step(found, "key-store"))
    for keys in ([], ["--keylog", keylog]):
        code, found, _ = phone(*keys, "--device-table", table(folder, device, OTHER_HASH), capture)
        expect("on a phone that works it is a notice", code == 0 and "database-hash-differs" in codes(found, "notices"), found)
        expect("and no diagnosis", not found["diagnoses"], found["diagnoses"])
    _, out, error = run("--device-table", good, "--show-secrets", capture)
    expect("an authentication string in the table is never told", "4711123" not in out + error, out)
    code, found, _ = phone("--device-table", table(folder, "SEP111111111111", OTHER_HASH), capture)
    expect("another device's row says nothing", "database-hash-differs" not in codes(found, "notices"), found["notices"])

    name = "s46-certhash-empty-after-lsc"
    truth = truth_of(name)
    capture, keylog, device = captures / f"{name}.pcapng", captures / f"{name}.keylog", truth["phones"][0]["device_name"]
    code, found, _ = phone("--keylog", keylog, "--device-table", table(folder, device, OTHER_HASH), capture)
    expect("on a phone that failed it is the diagnosis", code == 1 and codes(found, "diagnoses")[0] == "database-hash-differs", found["diagnoses"])
    expect("it stands at key-store", found["failed_step"] == "key-store", found["failed_step"])
    code, found, _ = phone("--keylog", keylog, "--device-table", table(folder, device, lsc_md5(truth)), capture)
    expect("the database is right, the file is old", codes(found, "diagnoses") == ["certhash-still-empty"], found["diagnoses"])

    torn = folder / "torn.txt"
    torn.write_text(good.read_text() + "name md5hash\n===\nhunter2 is no row of it\n")
    code, _, error = phone("--device-table", good, "--device-table", torn, capture)
    expect("lines that say nothing are counted, not shown", "1 of its lines" in error and "hunter2" not in error, error)
    torn.write_text("nothing of the kind\n")
    code, _, error = run("--device-table", torn, capture)
    expect("a file without the columns", code == 2 and "--device-table" in error and "run sql" in error, (code, error))


def check_trust_list(folder, files):
    name = "s01-happy-http-rsa2048-tls12"
    itl = files / name / "ITLSEPA45630BBFA40.tlv"
    capture = captures / f"{name}.pcapng"
    frame = next(one for one in phone(capture)[1]["files"] if one["name"].endswith(".cnf.xml.sgn"))["frames"][0]
    late = folder / "late.pcapng"
    late.write_bytes(without_packets(capture.read_bytes(), frame - 6))
    code, found, _ = phone(late)
    signed = [one for one in found["files"] if one["signature"]]
    expect("without the list nothing is checked", signed and all(one["signature"] == "not-checked" for one in signed), found["files"])
    code, found, _ = phone("--trust-list", itl, late)
    signed = [one for one in found["files"] if one["signature"]]
    expect("with the list all is", signed and all(one["signature"] == "valid" for one in signed), found["files"])
    expect("the step names it", "was given, 4 records" in step(found, "trust-list")["summary"], step(found, "trust-list"))

    pem = folder / "show-cert.txt"
    pem.write_text("admin:show cert own\n" + "\n".join(certificates_in(itl.read_bytes())) + "\nadmin:\n")
    for arguments in (["--cert", pem], [pem]):
        code, found, error = phone(*arguments, late)
        signed = [one for one in found["files"] if one["signature"]]
        expect(f"certificates given {'as a file' if len(arguments) == 1 else 'by --cert'}", signed and all(one["signature"] == "valid" for one in signed), (found["files"], error))

    unknown = captures / "s22-itl-unknown-sast.pcapng"
    code, found, _ = phone("--trust-list", itl, unknown)
    expect("the earlier list does not hold the signer", codes(found, "diagnoses")[:1] == ["trust-list-signer-unknown"], found["diagnoses"])
    expect("which is seen, not guessed", found["diagnoses"][0]["evidence"] == "observed" and code == 1, found["diagnoses"])
    code, found, _ = phone("--trust-list", itl, capture)
    expect("a list that the phone trusts changes nothing", code == 0, found["diagnoses"])
    code, _, error = run("--trust-list", capture, capture)
    expect("a capture is no trust list", code == 2 and "--trust-list" in error, (code, error))


def certificates_in(data):
    """The certificates in a trust list, in PEM."""
    for at in range(len(data) - 4):
        if data[at : at + 2] != b"\x30\x82":
            continue
        der = data[at : at + 4 + int.from_bytes(data[at + 2 : at + 4], "big")]
        if b"\x55\x04\x03" in der and der[4:6] == b"\x30\x82":
            body = base64.encodebytes(der).decode()
            yield f"-----BEGIN CERTIFICATE-----\n{body}-----END CERTIFICATE-----"


def without_packets(data, number):
    """A little-endian pcapng without its first packets."""
    out, at, seen = b"", 0, 0
    while at + 12 <= len(data):
        kind, length = (int.from_bytes(data[at + i : at + i + 4], "little") for i in (0, 4))
        seen += kind == 6
        if kind != 6 or seen > number:
            out += data[at : at + length]
        at += length
    return out


def main():
    files = Path(__file__).resolve().parent.parent / "data" / "files"
    with tempfile.TemporaryDirectory() as folder:
        check_device_table(Path(folder))
        check_trust_list(Path(folder), files)
    for failure in failures:
        print(failure)
    print(f"{len(failures)} failures")
    return 1 if failures else 0


sys.exit(main())
