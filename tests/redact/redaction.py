#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""--redact: no original name or address is in any output, and the same key gives the same pseudonyms.

usage: redaction.py SOURCE_FOLDER CAPFCHECK [PART_OF_A_NAME]
"""
import ipaddress
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from tshark import Tshark  # noqa: E402

source, capfcheck = Path(sys.argv[1]), sys.argv[2]
FORMATS = ("text", "json", "jsonl", "html", "csv", "junit", "sarif")
# Every kind of transport, link, key and failure once.
SAMPLE = ("cucm-document", "s05-", "s14-", "s22-", "s26-", "s36-plaintext.", "s48-")
# Registrations, with their certificates and refusals.
GENERATED = ("sips-registered-tls12.", "sips-alert-48.", "sip-403-security-mismatch.", "sccp-register-reject.")
parts = sys.argv[3:] or (*SAMPLE, *GENERATED)
captures = sorted(path for folder in ("captures", "captures/generated") for path in (source / folder).glob("*.pcap*") if path.name.startswith(tuple(parts)) and path.suffix != ".gz")
failures = []
tshark = Tshark(None)


def expect(what, condition, seen=""):
    if not condition:
        failures.append(f"{what}: {str(seen)[:400]}")


def run(*arguments, **environment):
    return subprocess.run([capfcheck, *map(str, arguments)], capture_output=True, timeout=300, check=False, env={**os.environ, **environment})


def keys_of(capture):
    keylog = capture.with_suffix(".keylog")
    return ["--keylog", keylog] if keylog.exists() else []


def originals_of(capture):
    """Names and addresses, as the report without redaction and the frames themselves have them."""
    report = json.loads(run("--format", "json", *keys_of(capture), capture).stdout)["captures"][0]
    names, addresses, macs = set(), set(), set()
    for phone in report["phones"]:
        names.add(phone["device"])
        addresses |= set(phone["addresses"])
        for session in phone["capf_sessions"]:
            addresses |= {session[side].rpartition(":")[0].strip("[]") for side in ("client", "server")}
        addresses |= {file["server"] for file in phone["files"]}
        for certificate in phone["certificates"]:
            for name in (certificate["subject"], certificate["issuer"]):
                names |= {part.partition("=")[2] for part in re.split(r"(?<!\\),", name) if part.startswith(("CN=", "O="))}
    fields = [field for one in ("eth.addr", "ip.addr", "ipv6.addr", "dhcp.hw.mac_addr", "dns.qry.name", "http.host", "tls.handshake.extensions_server_name") for field in ("-e", one)]
    rows = tshark.run("-r", capture, "-T", "fields", *fields)
    for row in rows.splitlines():
        cells = row.split("\t")
        macs |= {mac for mac in cells[0].split(",") if mac and not int(mac[:2], 16) & 1 and mac != "00:00:00:00:00:00"}
        addresses |= set(",".join(cells[1:3]).split(","))
        names |= {name.rpartition(":")[0] or name for name in cells[5:] if name}
    addresses = {ipaddress.ip_address(one) for one in addresses if one}
    addresses = {one for one in addresses if not one.is_multicast and not one.is_unspecified and not one.is_loopback and str(one) != "255.255.255.255"}
    names = {name for name in names if name and len(name) > 3 and not is_address(name) and name.lower() not in ("cisco", "capf", "cisco systems")}
    return names, addresses, macs


def is_address(text):
    try:
        ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return False
    return True


def check_text(what, raw, originals):
    names, addresses, macs = originals
    low = raw.decode("utf-8", "replace").lower()
    for name in names:
        expect(f"{what}: the name {name}", not re.search(rf"(?<![a-z0-9]){re.escape(name.lower())}(?![a-z0-9])", low) and not (name.upper().startswith("SEP") and name.lower() in low))
        if name.upper().startswith("SEP"):
            expect(f"{what}: the MAC address in {name}", name[3:].lower() not in low)
    for address in addresses:
        expect(f"{what}: the address {address}", not re.search(rf"(?<![0-9a-f.:]){re.escape(str(address))}(?![0-9]|\.[0-9])", low))
    for mac in macs:
        expect(f"{what}: {mac}", mac not in low and mac.replace(":", "-") not in low and mac.replace(":", "") not in low)


def check_bytes(what, raw, originals):
    names, addresses, macs = originals
    low = raw.lower()
    for name in names:
        expect(f"{what}: bytes of {name}", name.lower().encode() not in low)
    for mac in macs:
        expect(f"{what}: bytes of {mac}", bytes.fromhex(mac.replace(":", "")) not in raw)
    return low


def check_slice_addresses(what, path, addresses):
    """Four bytes may stand anywhere by chance: what the frames say decides, and the whole file for IPv6."""
    fields = ["-e", "ip.addr", "-e", "ipv6.addr", "-e", "arp.src.proto_ipv4", "-e", "dhcp.ip.your", "-e", "dhcp.option.dhcp_server_id"]
    rows = tshark.run("-r", path, "-T", "fields", *fields)
    seen = set(re.split(r"[\t\n,]", rows))
    for address in addresses:
        expect(f"{what}: frames of {address}", str(address) not in seen)
        if address.version == 6 and not address.is_link_local:
            expect(f"{what}: bytes of {address}", address.packed not in path.read_bytes())
        if address.version == 4 and address.packed[3] not in (0, 1, 255):
            expect(f"{what}: bytes of {address}", address.packed not in path.read_bytes())


def check_capture(capture, key, folder):
    originals = originals_of(capture)
    expect(f"{capture.name}: has originals", originals[0] and originals[1], originals)
    before = json.loads(run("--format", "json", *keys_of(capture), capture).stdout)["captures"][0]
    for form in FORMATS:
        done = run("--format", form, "--redact-key", key, *keys_of(capture), capture)
        check_text(f"{capture.name} as {form}", done.stdout.replace(capture.name.encode(), b""), originals)
        expect(f"{capture.name} as {form} says so", b"redacted" in done.stdout.lower(), done.stdout)
        if form == "json":
            after = json.loads(done.stdout)["captures"][0]
            check_same_story(capture.name, before, after)
    for table in ("lists", "certificates", "registrations"):
        done = run("--format", "csv", "--table", table, "--redact-key", key, *keys_of(capture), capture)
        check_text(f"{capture.name}: table {table}", done.stdout.replace(capture.name.encode(), b""), originals)
        expect(f"{capture.name}: table {table} says so", b"redacted" in done.stdout, done.stdout[:300])
    out, small = folder / f"{capture.name}.d", folder / f"{capture.name}.slice.pcapng"
    done = run("export", "--redact-key", key, "-d", out, "--slice", small, *keys_of(capture), capture)
    expect(f"{capture.name}: export", done.returncode == 0, done)
    check_text(f"{capture.name}: list of files", done.stdout.replace(str(folder).encode(), b"").replace(capture.name.encode(), b""), originals)
    for path in out.rglob("*"):
        check_text(f"{capture.name}: {path.name}", path.name.encode() + b" " + (path.read_bytes().replace(capture.name.encode(), b"") if path.is_file() else b""), originals)
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    expect(f"{capture.name}: the manifest says so", manifest.get("redacted") is True, manifest)
    expect(f"{capture.name}: signed files are left out", all(one["path"] is None or one["kind"] != "certificate" for one in manifest["files"]), manifest)
    raw = small.read_bytes().replace(capture.name.encode(), b"")
    check_bytes(f"{capture.name}: slice", raw, originals)
    check_slice_addresses(f"{capture.name}: slice", small, originals[1])
    expect(f"{capture.name}: the slice says so", b"Redacted:" in raw, raw[:300])
    check_slice_story(capture.name, before, small)


def check_same_story(name, before, after):
    expect(f"{name}: as many phones", len(before["phones"]) == len(after["phones"]))
    for whole, hidden in zip(before["phones"], after["phones"]):
        for key in ("verdict", "failed_step"):
            expect(f"{name}: {key}", whole[key] == hidden[key], hidden)
        for key in ("diagnoses", "steps", "files", "capf_sessions"):
            expect(f"{name}: frames of {key}", [one["frames"] for one in whole[key]] == [one["frames"] for one in hidden[key]], key)
        if whole["device"] and whole["device"].startswith("SEP"):
            expect(f"{name}: pseudonym of a device", re.fullmatch(r"SEP02[0-9A-F]{10}", hidden["device"]), hidden["device"])
    codes = [[one["code"] for one in phone["diagnoses"]] for phone in before["phones"]]
    expect(f"{name}: diagnoses", codes == [[one["code"] for one in phone["diagnoses"]] for phone in after["phones"]])


def check_slice_story(name, before, path):
    """What is left in a redacted slice may say less than the whole, and nothing else."""
    after = json.loads(run("--format", "json", path).stdout)["captures"][0]
    good, failed = ("encrypted", "not-enabled"), ("failed",)
    whole = {phone["verdict"] for phone in before["phones"]}
    for phone in after["phones"]:
        expect(f"{name}: a slice turns no success into a failure", not (phone["verdict"] in failed and whole <= set(good)), phone["conclusion"])
        expect(f"{name}: a slice turns no failure into a success", not (phone["verdict"] in good and whole <= set(failed)), phone["conclusion"])


def check_pair(key, folder):
    """Two captures of one event, of which one lost a packet: the join's own texts."""
    phone, cucm = source / "captures/s14-capf-port-closed.pcapng", folder / "other.pcapng"
    subprocess.run(["editcap", phone, cucm, "6", "37"], check=True, timeout=60)
    originals = originals_of(phone)
    for form in ("text", "json"):
        done = run("pair", "--format", form, "--redact-key", key, phone, cucm)
        check_text(f"pair as {form}", done.stdout.replace(phone.name.encode(), b""), originals)
        expect(f"pair as {form} says so", b"redacted" in done.stdout and b"never" in done.stdout, done.stdout[:300])


def check_batch(key, folder):
    """In files that are called after their phones, with one that is another's copy and one that is none."""
    cases, output = folder / "cases", folder / "batch.jsonl"
    cases.mkdir()
    originals = (set(), set(), set())
    for capture in captures:
        for all_of_them, of_this in zip(originals, originals_of(capture)):
            all_of_them |= of_this
        device = json.loads(run("--format", "json", capture).stdout)["captures"][0]["phones"][0]["device"]
        shutil.copy(capture, cases / f"{device}.pcapng")
    copied = sorted(cases.iterdir())[0]
    shutil.copy(copied, copied.with_name(f"again-{copied.name}"))
    copied.with_name(f"empty-{copied.name}").touch()
    done = run("batch", "--redact-key", key, "-o", output, cases)
    lines = [json.loads(line) for line in output.read_bytes().splitlines()]
    expect("batch: a result for each", len(lines) == len(captures) + 2, (len(lines), done))
    said = output.read_bytes() + done.stdout + done.stderr
    check_text("batch", said.replace(str(folder).encode(), b""), originals)
    expect("batch: says so", all(line.get("redacted") is True for line in lines), lines)
    before = output.read_bytes()
    run("batch", "--redact-key", key, "--resume", "-o", output, cases)
    done_again = output.read_bytes().count(b"\n") - before.count(b"\n")
    expect("batch: goes on where it was", output.read_bytes().startswith(before) and done_again == 1, done_again)  # the empty one


def check_show(key):
    """Each phone file that the tests have: what it says of names without redaction is not said with it."""
    files = sorted(path for folder in (source / "tests/data/files").glob("s*") for path in folder.iterdir() if path.suffix in (".tlv", ".sgn"))
    expect("show: there are files", len(files) > 3, files)
    for path in files:
        plain = json.loads(run("show", "--format", "json", path).stdout)["files"][0]
        certificates = [record["certificate"] for record in plain.get("records", []) if record["certificate"]]
        distinguished = {one[side] for one in certificates for side in ("subject", "issuer")} | {plain.get("signer") or ""}
        names = {part.partition("=")[2] for name in distinguished for part in re.split(r"(?<!\\)[,;]", name) if part.strip().startswith(("CN=", "O="))}
        names |= {name for name in re.findall(r"(?:SEP|ATA)[0-9A-F]{12}", path.name)}
        names = {name for name in names if len(name) > 3 and name.lower() not in ("cisco", "capf", "cisco systems")}
        expect(f"{path.name}: has originals", names, plain)
        for form in ("text", "json"):
            done = run("show", "--format", form, "--redact-key", key, path)
            said = done.stdout.decode()
            expect(f"{path.name} as {form}: says so", "redacted" in said, said[:200])
            for name in names:
                expect(f"{path.name} as {form}: the name {name}", name.lower() not in said.lower())
        shown = json.loads(said)["files"][0]
        expect(f"{path.name}: certificates are left out",
               all(not one.get("bytes") for record in shown.get("records", []) for one in record["elements"] if one["name"] == "CERTIFICATE"), shown)


def check_keys(folder):
    one = source / "captures/s32-formats-usec.pcap"
    first, other = folder / "first.key", folder / "other.key"
    first.write_bytes(b"0123456789abcdef0123456789abcdef")
    other.write_bytes(b"another key, also long enough....")
    device = lambda key, capture: json.loads(run("--format", "json", "--redact-key", key, capture).stdout)["captures"][0]["phones"][0]["device"]
    expect("the same key, the same pseudonyms", device(first, one) == device(first, one))
    expect("another key, others", device(first, one) != device(other, one))
    done = run("--redact", "-q", one, XDG_STATE_HOME=str(folder / "state"))
    path = re.search(r"the key is kept in (\S+);", done.stderr.decode())
    expect("a random key is made, and it is told where", path and Path(path[1]).stat().st_size == 32, done)
    expect("for the user alone", path and Path(path[1]).stat().st_mode & 0o77 == 0)
    again = run("--redact-key", path[1], "-q", one)
    expect("with it the same pseudonyms", again.stdout == done.stdout, (again, done))
    done = run("--redact", "--show-secrets", one)
    expect("secrets and redaction cannot be used together", done.returncode == 2 and b"--redact" in done.stderr, done)
    done = run("--redact-key", folder / "none", one)
    expect("a key that is not there", done.returncode == 2 and b"--redact-key" in done.stderr and b"urandom" in done.stderr, done)
    (folder / "short").write_bytes(b"short")
    done = run("--redact-key", folder / "short", one)
    expect("a key that anybody guesses", done.returncode == 2 and b"too short" in done.stderr, done)


def main():
    with tempfile.TemporaryDirectory() as name, tshark:
        folder = Path(name)
        key = folder / "case.key"
        key.write_bytes(bytes(range(32)))
        for capture in captures:
            check_capture(capture, key, folder)
        check_pair(key, folder)
        check_batch(key, folder)
        check_show(key)
        check_keys(folder)
    for failure in failures:
        print(failure)
    print(f"{len(captures)} captures, {len(failures)} failures")
    return 1 if failures or not captures else 0


sys.exit(main())
