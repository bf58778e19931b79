#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""export --slice: for every capture, the slice gives the verdict of the whole.

usage: export_slice.py SOURCE_FOLDER CAPFCHECK [PART_OF_A_NAME]
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from tshark import Tshark  # noqa: E402

source, capfcheck = Path(sys.argv[1]), sys.argv[2]
part = sys.argv[3] if len(sys.argv) > 3 else ""
captures = sorted(path for path in (source / "captures").glob("*.pcap*") if part in path.name and path.suffix != ".keylog")
failures = []
tshark = Tshark(None)


def expect(what, condition, seen=""):
    if not condition:
        failures.append(f"{what}: {str(seen)[:600]}")


def run(*arguments):
    return subprocess.run([capfcheck, *map(str, arguments)], capture_output=True, timeout=300, check=False)


def verdicts(paths):
    """What the slice must say as well: everything but frame numbers and words that hold them."""

    def diagnosis(one):
        return one["code"], one["step"], one["evidence"]

    result = []
    for capture in json.loads(run("--no-join", "--format", "json", *paths).stdout)["captures"]:
        result.append([
            {
                "device": phone["device"],
                "addresses": phone["addresses"],
                "verdict": phone["verdict"],
                "failed_step": phone["failed_step"],
                "diagnoses": [diagnosis(one) for one in phone["diagnoses"]],
                "history": [diagnosis(one) for one in phone["history"]],
                "steps": [(one["step"], one["status"], one["evidence"], one["time"]) for one in phone["steps"]],
                "files": [(one["name"], one["status"], one["sha256"], one["signature"]) for one in phone["files"]],
                "operations": [one["operation"] for one in phone["capf_sessions"]],
            }
            for phone in capture["phones"]
        ])
    return result


def make(capture, folder):
    name = capture.name.removesuffix(".gz").split(".pcap")[0] + "." + str(len(capture.name)) + ".pcapng"
    done = run("export", "--show-secrets", "--no-join", "--slice", folder / name, capture)
    words = done.stdout.decode().split()
    expect(f"{capture.name}: export", done.returncode in (0, 3, 4) and not (done.returncode == 0 and done.stderr), done)
    return folder / name, words


def check_same_verdicts(folder):
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        slices = list(pool.map(lambda capture: make(capture, folder), captures))
    for capture, whole, small in zip(captures, verdicts(captures), verdicts([path for path, _ in slices])):
        expect(f"{capture.name}: as many phones", len(whole) == len(small), (len(whole), len(small)))
        for before, after in zip(whole, small):
            for key, value in before.items():
                expect(f"{capture.name}: {before['device']}: {key}", value == after[key], (value, after[key]))
    return [path for path, _ in slices]


def packets_of(path, *options):
    fields = ("frame.number", "frame.time_epoch", "frame.len", "frame.cap_len", "frame.comment")
    text = tshark.run("-r", path, "-T", "fields", *sum((["-e", field] for field in fields), []), *options)
    return [line.split("\t") for line in text.splitlines()]


def check_with_tshark(folder):
    """The same packets, at the same times, of the same lengths; comments on those that the verdict names."""
    capture = source / "captures/s14-capf-port-closed.pcapng"
    small = folder / "tshark.pcapng"
    run("export", "--slice", small, capture)
    report = json.loads(run("--format", "json", capture).stdout)["captures"][0]["phones"][0]
    whole = {row[0]: row for row in packets_of(capture)}
    rows = packets_of(small)
    expect("a slice has packets", rows)
    for row in rows:
        number = row[4].split("capfcheck: frame ")[1].split(" of the capture")[0]
        expect("a packet is as it was", row[1:4] == whole[number][1:4], (row, whole[number]))
        named = [one for one in report["diagnoses"] if int(number) in one["frames"]]
        for one in named:
            expect("its comment holds the diagnosis", one["code"] in row[4] and one["summary"] in row[4], row)
        for step in report["steps"]:
            if int(number) in step["frames"]:
                expect("its comment holds the step", f"step {step['step']}: {step['status']}" in row[4], row)
    expect("some packet is evidence", any("capf-refused" in row[4] for row in rows), rows)
    if shutil.which("capinfos"):
        text = subprocess.run(["capinfos", small], capture_output=True, timeout=60, check=False).stdout.decode()
        expect("the section says what it is", "Frames that matter of" in text and "failed at capf-connect" in text, text)


def check_logs(folder):
    """Every line of a log that the report has is in the slice, at its time or marked at the end; the packets are as before."""
    truth = source / "captures/s48-jabber-unknown-device.json"
    subprocess.run([sys.executable, truth.parent / "generator/make_logs.py", truth, folder / "logs"], check=True)
    (folder / "logs/logs.json").unlink()
    capture, small, plain = truth.with_suffix(".pcapng"), folder / "logged.pcapng", folder / "plain.pcapng"
    done = run("export", "--slice", small, capture, folder / "logs")
    expect("a slice with logs is written", done.returncode == 0, done)
    run("export", "--slice", plain, capture)
    report = json.loads(run("--format", "json", capture, folder / "logs").stdout)["captures"][0]
    labels = {log["source"]: log["label"] for log in report["logs"]}
    events = report["phones"][0]["log_events"]
    wanted = sorted((labels[event["source"]], event["line"]) for event in events)
    fields = ("systemd_journal.syslog_id", "systemd_journal.code_line", "frame.time_relative", "systemd_journal.message")
    text = tshark.run("-r", small, "-Y", "systemd_journal", "-T", "fields", *sum((["-e", field] for field in fields), []))
    rows = [row.split("\t") for row in text.splitlines()]
    expect("all lines are there", wanted and sorted((row[0], int(row[1])) for row in rows) == wanted, (wanted, rows))
    times = [float(row[2]) for row in rows]
    expect("in their order", times == sorted(times), times)
    mark = "[time not known] "
    texts = [event["text"] if event["time"] else mark + event["text"] for event in events if "\n" not in event["text"]]
    expect("as they were written", texts and set(texts) <= {row[3] for row in rows}, (texts, rows))
    marked = [row[3].startswith(mark) for row in rows]
    expect("what has no time is at the end", any(marked) and marked == sorted(marked), marked)
    expect("it is told of", f"{sum(marked)} lines of logs at the end" in done.stderr.decode(), done.stderr)
    packets = tshark.run("-r", small, "-Y", "not systemd_journal", "-T", "fields", "-e", "frame.time_epoch", "-e", "frame.len")
    expect("the packets are the same", packets == tshark.run("-r", plain, "-T", "fields", "-e", "frame.time_epoch", "-e", "frame.len"))
    redacted = folder / "redacted.pcapng"
    run("export", "--redact", "--slice", redacted, capture, folder / "logs")
    expect("--redact hides what is in a line", redacted.exists() and b"CSFGHOST" not in redacted.read_bytes())


def check_secrets(folder):
    """Keys that a capture carries are dropped unless they are asked for."""
    keylog = source / "captures/s01-happy-http-rsa2048-tls12.keylog"
    capture = source / "captures/s01-happy-http-rsa2048-tls12.pcapng"
    carrying = folder / "carrying.pcapng"
    subprocess.run(["editcap", "--inject-secrets", f"tls,{keylog}", capture, carrying], check=True, timeout=60)
    key = keylog.read_bytes().split(b"\n")[-2]
    expect("editcap put it in", key in carrying.read_bytes())
    without, along = folder / "without.pcapng", folder / "with.pcapng"
    done = run("export", "--slice", without, carrying)
    expect("they are dropped, and that is said", key not in without.read_bytes() and b"--show-secrets" in done.stderr, done)
    run("export", "--show-secrets", "--slice", along, carrying)
    expect("they are kept where asked for", key in along.read_bytes())


def check_refusals(folder):
    one = source / "captures/s32-formats-usec.pcap"
    copy = folder / "copy.pcap"
    copy.write_bytes(one.read_bytes())
    done = run("export", "--slice", copy, copy)
    expect("the input is not written over", done.returncode == 2 and copy.read_bytes() == one.read_bytes(), done)
    done = run("export", "--slice", folder / "x.pcapng", one, captures[0])
    expect("one capture a slice", done.returncode == 2 and b"--slice" in done.stderr, done)
    with open(one, "rb") as pipe:
        done = subprocess.run([capfcheck, "export", "--slice", folder / "pipe.pcapng", "-"], stdin=pipe,
                              capture_output=True, timeout=60, check=False)
    expect("from a pipe", done.returncode == 0 and packets_of(folder / "pipe.pcapng"), done)
    done = run("export", "--slice", "-", one)
    expect("to a pipe", done.stdout[:4] == b"\x0a\x0d\x0d\x0a", done.stdout[:100])


def check_size(folder):
    """What has nothing to do with phones is not in it."""
    for path in sorted((source / "captures").glob("s01-*.pcapng")):
        whole, small = path.stat().st_size, folder / "size.pcapng"
        run("export", "--slice", small, path)
        expect("a slice of a small capture is about as small", small.stat().st_size < whole * 2 + 20000, small.stat())


def main():
    with tempfile.TemporaryDirectory() as name, tshark:
        folder = Path(name)
        check_same_verdicts(folder)
        if not part:
            check_with_tshark(folder)
            check_logs(folder)
            check_secrets(folder)
            check_refusals(folder)
            check_size(folder)
    for failure in failures:
        print(failure)
    print(f"{len(captures)} captures, {len(failures)} failures")
    return 1 if failures or not captures else 0


sys.exit(main())
