#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""capfcheck pair on recordings that captures/generator/make_pair.py made into two captures.

usage: pair_of_captures.py CAPTURES CAPFCHECK
"""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

captures, capfcheck = Path(sys.argv[1]), sys.argv[2]
sys.path.insert(0, str(captures / "generator"))
sys.dont_write_bytecode = True
import make_pair  # noqa: E402

WHOLE, REFUSED, FILTERED, TFTP = (
    captures / name
    for name in (
        "s01-happy-http-rsa2048-tls12.pcapng",
        "s14-capf-port-closed.pcapng",
        "s15-capf-filtered.pcapng",
        "s05-happy-tftp512.pcapng",
    )
)
TOLERANCE = 0.001  # seconds
CASES = [(scenario, WHOLE) for scenario in make_pair.SCENARIOS]
CASES += [("clean", REFUSED), ("reset-in-between", REFUSED), ("clean", FILTERED), ("syn-lost", FILTERED), ("clean", TFTP)]
failures = []
swapped_signs = {}


def expect(what, condition, seen=""):
    if not condition:
        failures.append(f"{what}: {seen}")


def pair(*arguments):
    done = subprocess.run([capfcheck, "pair", *map(str, arguments)], capture_output=True, timeout=120)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def check_losses(name, truth, lost):
    """Every loss of the truth is told with exactly its frames, and nothing else is told as certain."""
    rest = list(lost)
    for wanted in truth:
        found = [
            one
            for one in rest
            if all(one[key] == wanted[key] for key in ("kind", "direction", "seen_in", "frames"))
            and wanted["what"] in one["what"]
        ]
        expect(f"{name}: {wanted}", len(found) == 1, lost)
        rest = [one for one in rest if one not in found]
    expect(f"{name}: nothing else was lost", not [one for one in rest if one["certain"]], rest)


def check_ladder(name, scenario, lost, ladder, text):
    """One ladder: what both ends saw stands once, with both frames; what was lost stands where the packets say."""
    expect(f"{name}: by the phone's clock", ladder == sorted(ladder, key=lambda one: one["time"]), ladder)
    expect(f"{name}: nothing without a frame", all(one["phone_frame"] or one["cucm_frame"] for one in ladder), ladder)
    for one in lost:
        side = f"{one['seen_in']}_frame"
        told = [row for row in ladder if row["lost"] == one["kind"] and row[side] in one["frames"]]
        expect(f"{name}: a line for what was lost", told, (one, ladder))
    both = [row for row in ladder if row["phone_frame"] and row["cucm_frame"]]
    if scenario in ("clean", "drift", "no-nat", "routed"):
        expect(f"{name}: both ends saw everything", len(both) == len(ladder), ladder)
    else:
        expect(f"{name}: both ends saw something", both, ladder)
    shown = [f"[{row['phone_frame']} | {row['cucm_frame']}" for row in both]
    expect(f"{name}: the text shows both frames", all(label in text for label in shown), text)


def check_swapped(name, got, folder):
    """The right order is no swap; the wrong one is told, with frames that both captures hold."""
    expect(f"{name}: not swapped", got["seem_swapped"] == [], got["seem_swapped"])
    code, out, error = pair("--format", "json", folder / "cucm.pcap", folder / "phone.pcap")
    signs = json.loads(out)["pair"]["seem_swapped"]
    expect(f"{name}, swapped: is told", code == 3 and signs and "seem to be swapped" in error, (code, signs, error))
    for one in signs:
        expect(f"{name}, swapped: with frames", one["phone_file_frames"] or one["cucm_file_frames"], one)
    text = pair(folder / "cucm.pcap", folder / "phone.pcap")[1]
    words = " ".join(text.split())
    expect(f"{name}, swapped: the text tells it", "seem to be swapped" in words and "What one side sent" not in words, text[:600])
    swapped_signs.setdefault(name.split()[0], set()).update(one["sign"] for one in signs)


def check_case(scenario, recording, folder):
    name = f"{scenario} of {recording.name}"
    truth = make_pair.make_pair(scenario, recording, folder)
    code, out, error = pair("--format", "json", folder / "phone.pcap", folder / "cucm.pcap")
    try:
        report = json.loads(out)
    except json.JSONDecodeError:
        return expect(name, False, (code, error))
    got = report["pair"]
    offset = got["clock_offset_seconds"]
    expect(f"{name}: clock offset", offset is not None and abs(offset - truth["clock_offset_seconds"]) < TOLERANCE, offset)
    expect(f"{name}: drift", abs(got["clock_drift_ppm"] - truth["clock_drift_ppm"]) < 40, got["clock_drift_ppm"])
    check_losses(name, truth["lost"], got["lost"])
    alone = subprocess.run(
        [capfcheck, "--format", "json", folder / "phone.pcap"], capture_output=True, timeout=120, check=False
    )
    one = json.loads(alone.stdout)["captures"][0]["phones"]
    expect(f"{name}: the phones as for one capture", [p["device"] for p in report["captures"][0]["phones"]] == [p["device"] for p in one])
    codes = [diagnosis["code"] for diagnosis in report["captures"][0]["phones"][0]["diagnoses"]]
    text = pair(folder / "phone.pcap", folder / "cucm.pcap")[1]
    expect(f"{name}: the text says what JSON says", all(one["what"] in text for one in got["lost"]), text)
    check_swapped(name, got, folder)
    check_ladder(name, scenario, got["lost"], report["captures"][0]["phones"][0]["ladder"], text)
    return report, codes, text


def main():
    results = {}
    for scenario, recording in CASES:
        with tempfile.TemporaryDirectory() as folder:
            results[scenario, recording] = check_case(scenario, recording, Path(folder))
    _, codes, _ = results["clean", REFUSED]
    expect("a refusal of CUCM's own stays one", codes[:1] == ["capf-refused"], codes)
    _, codes, text = results["reset-in-between", REFUSED]
    expect("a reset from in between may be a firewall's", "capf-unreachable" in codes, codes)
    _, codes, _ = results["syn-lost", FILTERED]
    expect("unanswered SYNs", codes[:1] == ["capf-unreachable"], codes)

    expect("routers are noticed", {"round-trip", "hop-limit"} <= swapped_signs["routed"], swapped_signs)
    expect("what was lost and sent again tells it too", "repetition" in swapped_signs["repeated"], swapped_signs)
    code, out, error = pair("--format", "json", WHOLE, WHOLE)
    expect("at one place there are no sides", json.loads(out)["pair"]["seem_swapped"] == [] and "swapped" not in error, (code, error))

    code, out, error = pair("--format", "json", WHOLE, captures / "t05-happy-tftp512.pcapng")
    expect("nothing in common", code == 3 and json.loads(out)["pair"]["clock_offset_seconds"] is None, (code, out[:300]))
    expect("nothing in common is told", "no packet in common" in error, error)
    code, _, error = pair(WHOLE, captures / "none.pcap")
    expect("a capture that is not there", code == 4 and "none.pcap" in error, (code, error))
    code, _, error = pair(WHOLE)
    expect("one capture is not two", code == 2 and "CUCM" in error, (code, error))


main()
for failure in failures:
    print(failure)
print(f"{len(failures)} failures")
sys.exit(1 if failures else 0)
