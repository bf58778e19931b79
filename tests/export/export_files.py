#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""export -d: the files, their manifest, and that nothing gets out of the folder or into a name.

usage: export_files.py SOURCE_FOLDER CAPFCHECK
"""
import hashlib
import json
import re
import ssl
import subprocess
import sys
import tempfile
from pathlib import Path

from jsonschema import Draft202012Validator

source, capfcheck = Path(sys.argv[1]), sys.argv[2]
captures, files = source / "captures", source / "tests/data/files"
schema = Draft202012Validator(json.loads((source / "analyzer/export/export.schema.json").read_text(encoding="utf-8")))
failures = []


def expect(what, condition, seen=""):
    if not condition:
        failures.append(f"{what}: {str(seen)[:600]}")


def run(*arguments):
    return subprocess.run([capfcheck, *map(str, arguments)], capture_output=True, timeout=300, check=False)


def export(folder, *arguments):
    done = run("export", "-d", folder, *arguments)
    manifest_path = folder / "manifest.json"
    expect(f"{arguments}: manifest", manifest_path.exists(), done)
    manifest = json.loads(manifest_path.read_text(encoding="utf-8"))
    for error in schema.iter_errors(manifest):
        failures.append(f"{arguments}: {error.json_path}: {error.message[:200]}")
    check_folder(folder, manifest)
    return done, manifest


def check_folder(folder, manifest):
    """The manifest tells of all that is there, and all that it tells of is there."""
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    told = {one["path"] for one in manifest["files"] if one["path"]}
    expect("manifest and folder", there == told | {"manifest.json"}, there ^ told)
    for one in manifest["files"]:
        if not one["path"]:
            expect("what is not written has a reason", one.get("left_out"), one)
            continue
        path = folder / one["path"]
        raw = path.read_bytes()
        expect(f"{one['path']}: digest and size", hashlib.sha256(raw).hexdigest() == one["sha256"] and len(raw) == one["size"], one)
        expect(f"{one['path']}: for the user alone", path.stat().st_mode & 0o077 == 0, oct(path.stat().st_mode))
        expect(f"{one['path']}: a plain file", path.is_file() and not path.is_symlink())


def of_kind(manifest, kind):
    return [one for one in manifest["files"] if one["kind"] == kind]


def check_one_phone(folder):
    name, device = "s01-happy-http-rsa2048-tls12", "SEPA45630BBFA40"
    key = source / "tests/data/trust" / name / f"{device}-lsc.key"
    out = folder / "one"
    done, manifest = export(out, "--keylog", captures / f"{name}.keylog", "--phone-key", f"{device}={key}", captures / f"{name}.pcapng")
    expect("exit status and words", done.returncode == 0 and not done.stderr and b"manifest" not in done.stdout, done)
    raw = (out / device / f"{device}.cnf.xml.enc.sgn").read_bytes()
    expect("a raw file is as it was sent", raw == (files / name / f"{device}.cnf.xml.enc.sgn").read_bytes())
    expect("a list too", (out / device / f"ITL{device}.tlv").read_bytes() == (files / name / f"ITL{device}.tlv").read_bytes())
    signed = [one for one in of_kind(manifest, "file") if one["name"].endswith(".cnf.xml.sgn")]
    expect("two contents of one name are two files", [one["path"] for one in signed] == [f"{device}/{device}.cnf.xml.sgn", f"{device}/{device}-2.cnf.xml.sgn"], signed)
    payload = (out / of_kind(manifest, "payload")[0]["path"]).read_bytes()
    expect("the payload is what was signed", payload and (out / signed[0]["path"]).read_bytes().endswith(payload) and payload.lstrip()[:1] == b"<")
    decrypted = of_kind(manifest, "decrypted")
    plain = (files / name / f"{device}.cnf.xml.plain.xml").read_bytes()
    text = (out / decrypted[0]["path"]).read_bytes()
    expect("decrypted with the phone's key", text == plain or decrypted[0].get("masked"), decrypted)
    check_certificates(out, name, manifest, folder)
    check_secrets(folder, name, device, key)
    frames = {one["name"]: one["frames"] for one in report(captures / f"{name}.pcapng")["files"]}
    expect("frames are the report's", sorted(manifest["files"][0]["sources"][0]["frames"]) == sorted(frames[manifest["files"][0]["name"]]), manifest["files"][0])


def report(capture, *options):
    return json.loads(run("--format", "json", *options, capture).stdout)["captures"][0]["phones"][0]


def check_certificates(out, name, manifest, folder):
    told = {one["sha256"] for one in report(captures / f"{name}.pcapng", "--keylog", captures / f"{name}.keylog")["certificates"]}
    certificates = of_kind(manifest, "certificate")
    seen = set()
    for one in certificates:
        text = (out / one["path"]).read_text(encoding="ascii")
        seen.add(hashlib.sha256(ssl.PEM_cert_to_DER_cert(text)).hexdigest())
        expect("a PEM file holds one block and nothing else", re.fullmatch(r"-----BEGIN CERTIFICATE-----\n([A-Za-z0-9+/=]{1,64}\n)+-----END CERTIFICATE-----\n", text), text)
        done = run("--cert", out / one["path"], captures / f"{name}.pcapng")
        expect("capfcheck takes its own export", done.returncode == 0, done)
    expect("all certificates of the report", seen == told, seen ^ told)
    lsc = [one for one in certificates if "LSC" in one.get("roles", [])]
    expect("the LSC is one of them", len(lsc) == 1 and "SEPA45630BBFA40" in lsc[0]["path"], certificates)


def check_secrets(folder, name, device, key):
    shown = folder / "shown"
    _, manifest = export(shown, "--show-secrets", "--phone-key", f"{device}={key}", captures / f"{name}.pcapng")
    expect("--show-secrets says so and masks nothing", manifest["secrets_shown"] and not any("masked" in one for one in manifest["files"]), manifest)
    expect("the decrypted text is whole then", (shown / of_kind(manifest, "decrypted")[0]["path"]).read_bytes() == (files / name / f"{device}.cnf.xml.plain.xml").read_bytes())


def check_masked(folder):
    """Captures whose configuration shows a password: the notice tells which those are."""
    found = 0
    for path in (captures / "generated/secret-in-clear.pcapng", captures / "generated/no-secret-in-clear.pcapng"):
        capture = json.loads(run("--format", "json", path).stdout)["captures"][0]
        codes = {notice["code"] for phone in capture["phones"] for notice in phone["notices"]}
        if "secret-in-clear" not in codes:
            continue
        found += 1
        out, shown = folder / f"masked-{found}", folder / f"plain-{found}"
        _, masked = export(out, path)
        _, plain = export(shown, "--show-secrets", path)
        hidden = [one for one in masked["files"] if "masked" in one]
        expect(f"{path.name}: something is masked", hidden, masked["files"])
        secrets = set()
        for one in plain["files"]:
            secrets |= set(re.findall(rb"<(?:\w*[Pp]assword\w*|\w*[Cc]redential\w*)>([^<]+)</", (shown / one["path"]).read_bytes()))
        for one in masked["files"]:
            for secret in secrets:
                expect(f"{one['path']}: a secret", not one["path"] or secret not in (out / one["path"]).read_bytes(), secret)
    return found


def check_hostile(folder):
    """Names of files and devices that a stranger chose."""
    hostile = source / "tests/data/hostile/names.pcapng"
    out = folder / "hostile"
    (folder / "sentinel").write_text("untouched")
    done, manifest = export(out, hostile)
    expect("hostile names are exported", any(one["path"] for one in manifest["files"]), manifest)
    expect("nothing beside the folder", sorted(path.name for path in folder.iterdir() if path.name in ("sentinel", "hostile")) == ["hostile", "sentinel"])
    for path in out.rglob("*"):
        expect("a name is plain", re.fullmatch(r"[A-Za-z0-9_@()%+][A-Za-z0-9._@()%+-]*", path.name), path.name)
    raw = (out / "manifest.json").read_text(encoding="utf-8")
    for text in (done.stdout.decode("utf-8"), done.stderr.decode("utf-8"), *strings(json.loads(raw))):
        expect("no control character", not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text), text)


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)


def check_folders(folder):
    capture = captures / "s32-formats-usec.pcap"
    out = folder / "twice"
    export(out, capture)
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    done = run("export", "-d", out, capture)
    expect("a second export wants another folder", done.returncode == 2 and b"another folder" in done.stderr, done)
    expect("and changes nothing", before == {path: path.read_bytes() for path in out.rglob("*") if path.is_file()})
    (folder / "outside").mkdir()
    trap = folder / "trap"
    trap.mkdir()
    device = next(path.name for path in out.iterdir() if path.name.startswith("SEP"))
    (trap / device).symlink_to(folder / "outside")
    done = run("export", "-d", trap, capture)
    expect("a link in the folder is not followed", done.returncode == 4 and not list((folder / "outside").iterdir()), done)
    done = run("export", capture)
    expect("what is missing is named", done.returncode == 2 and b"--directory" in done.stderr and b"--slice" in done.stderr, done)
    done = run("export", "-d", folder / "none" / "x", capture)
    expect("a folder that cannot be made", done.returncode == 2 and b"--directory" in done.stderr, done)
    several = folder / "several"
    _, manifest = export(several, capture, captures / "s26-six-phones.pcapng")
    expect("several captures", len({source["capture"] for one in manifest["files"] for source in one["sources"]}) == 2, manifest["files"][:2])


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        check_one_phone(folder)
        expect("some capture has a secret in the clear", check_masked(folder) > 0)
        check_hostile(folder)
        check_folders(folder)
    for failure in failures:
        print(failure)
    print(f"{len(failures)} failures")
    return 1 if failures else 0


sys.exit(main())
