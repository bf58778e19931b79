#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What capfcheck show prints of files, compared with tests/show/golden.

usage: show_golden.py [--write] CAPFCHECK     --write makes the golden files anew: review them as a diff

Also what has no golden file: masked secrets, damaged files, exit statuses, files of other origin where they are there.
"""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "data"
GOLDEN = HERE / "golden"
S01 = "files/s01-happy-http-rsa2048-tls12/"
ITL = S01 + "ITLSEPA45630BBFA40.tlv"
ENCRYPTED = S01 + "SEPA45630BBFA40.cnf.xml.enc.sgn"
KEY = "trust/s01-happy-http-rsa2048-tls12/SEPA45630BBFA40-lsc.key"
UNKNOWN_SAST = "trust/s22-itl-unknown-sast/ITLSEP001E4AF32255.tlv"
# name of the golden file: arguments, exit status
CASES = {
    "itl.txt": ([ITL], 0),
    "itl.json": (["--format", "json", ITL], 0),
    "itl-tampered.txt": (["trust/s22-itl-tampered/ITLSEPA45630C4A4E7.tlv"], 1),
    "itl-unknown-signer.txt": (["--cert", "trust/certs/d1-sast.der", UNKNOWN_SAST], 1),
    "sgn-unchecked.txt": ([S01 + "SEPA45630BBFA40.cnf.xml.sgn"], 3),
    "sgn-by-list.txt": (["--trust-list", ITL, S01 + "SEPA45630BBFA40.cnf.xml.get2.sgn"], 0),
    "sgn-bad-signature.txt": (["--cert", "trust/certs", "trust/s21-sgn-bad-sig/SEPA45630C3290B.cnf.xml.sgn"], 1),
    "enc-decrypted.txt": (["--trust-list", ITL, "--phone-key", KEY, ENCRYPTED], 0),
    "enc-decrypted.json": (["--format", "json", "--trust-list", ITL, "--phone-key", KEY, ENCRYPTED], 0),
    "enc-wrong-key.txt": (
        ["--trust-list", ITL, "--phone-key", "trust/s10-auth-certificate-rsa/SEP58971E42AA67-mic.key", ENCRYPTED],
        1,
    ),
    "plain-config.txt": ([S01 + "SEPA45630BBFA40.cnf.xml.plain.xml"], 0),
    "lines.txt": (["-q", ITL, ENCRYPTED], 0),
}
failures = []


def expect(what, condition, seen=""):
    if not condition:
        failures.append(f"{what}: {seen}")


def show(capfcheck, *arguments):
    done = subprocess.run([capfcheck, "show", *map(str, arguments)], capture_output=True, timeout=60, cwd=DATA, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def check_golden(capfcheck, write):
    for name, (arguments, status) in CASES.items():
        code, out, error = show(capfcheck, *arguments)
        expect(name, code == status and not error, (code, error))
        if write:
            (GOLDEN / name).write_text(out, encoding="utf-8")
        elif not (GOLDEN / name).exists() or (GOLDEN / name).read_text(encoding="utf-8") != out:
            failures.append(f"{name} is not what show prints: {sys.argv[0]} --write makes it anew\n{out}")
    expect("no golden file without a case", {one.name for one in GOLDEN.iterdir()} == set(CASES), os.listdir(GOLDEN))


def check_byte_positions(capfcheck):
    """Every byte of a trust list belongs to an element whose position and length are told."""
    data = (DATA / ITL).read_bytes()
    listed = json.loads(show(capfcheck, "--format", "json", ITL)[1])["files"][0]
    elements = [one for one in listed["header"] if one["depth"] == 0]
    elements += [one for record in listed["records"] for one in record["elements"]]
    at = 0
    for one in elements:
        expect("positions without a gap", one["offset"] == at and data[at] == one["tag"], one)
        at += 1 if one["name"] == "PADDING" else 3 + one["length"]
    expect("to the end of the file", at == len(data), (at, len(data)))


def check_secrets(capfcheck, folder):
    config = folder / "SEP001122334455.cnf.xml"
    config.write_text(
        "<device><fullConfig>true</fullConfig><sshPassword>zanzibar-7</sshPassword>"
        "<phonePassword>rhubarb-9</phonePassword></device>"
    )
    for form in ("text", "json"):
        masked = show(capfcheck, "--format", form, config)[1]
        expect(f"secrets in {form} are masked", "zanzibar" not in masked and "rhubarb" not in masked, masked)
        expect(f"secrets in {form} are named", "sshPassword" in masked and "********" in masked, masked)
        expect(f"secrets in {form} on demand", "zanzibar-7" in show(capfcheck, "--show-secrets", "--format", form, config)[1])


def check_bad_files(capfcheck, folder):
    whole = (DATA / ITL).read_bytes()
    for length in list(range(0, 600, 7)) + [1000, 3000, len(whole) - 1]:
        cut = folder / "ITLcut.tlv"
        cut.write_bytes(whole[:length])
        code, out, _ = show(capfcheck, "--format", "json", cut)
        listed = json.loads(out)["files"][0]
        expect(f"a list cut at {length} verifies nothing", listed.get("signature") != "valid" and code in (1, 3, 4), (code, out))
    code, _, error = show(capfcheck, folder / "none.tlv")
    expect("a file that is not there", code == 4 and "none.tlv" in error, (code, error))
    noise = folder / "noise.bin"
    noise.write_bytes(bytes(range(256)) * 40)
    code, out, _ = show(capfcheck, noise, ITL)
    expect("noise is no phone file, and the next file is shown", code == 4 and "verified successfully" in out, code)
    unknown = folder / "unknown.tlv"
    # One more element, with a tag that nobody knows, between header length and signer; lengths grow with it.
    unknown.write_bytes(whole[:8] + (int.from_bytes(whole[8:10], "big") + 5).to_bytes(2, "big") + b"\x63\x00\x02\xca\xfe" + whole[10:])
    _, out, _ = show(capfcheck, unknown)
    expect("an unknown tag is shown as bytes", "TAG 99" in out and "ca fe" in out, out[:900])


def check_other_origins(capfcheck, folder):
    """Files that real sites and Cisco made; they are no part of the project."""
    if folder is None:
        return
    for path in sorted(Path(folder).glob("*.tlv")) + sorted(Path(folder).glob("*.loads")):
        code, out, error = show(capfcheck, path)
        wanted = 0 if path.suffix == ".tlv" else 3
        expect(path.name, code == wanted and not error and "BYTEPOS" in out, (code, out[-300:], error))


def main():
    arguments = [one for one in sys.argv[1:] if one != "--write"]
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    capfcheck = str(Path(arguments[0]).resolve())
    check_golden(capfcheck, "--write" in sys.argv)
    check_byte_positions(capfcheck)
    with tempfile.TemporaryDirectory() as folder:
        check_secrets(capfcheck, Path(folder))
        check_bad_files(capfcheck, Path(folder))
    check_other_origins(capfcheck, os.environ.get("CAPF_REAL_FILES"))
    for failure in failures:
        print(failure)
    print(f"{len(failures)} failures")
    return 1 if failures else 0


sys.exit(main())
