#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`watch -i`: with a real dumpcap on the loopback of a network namespace, and with a program that is none.

usage: watch_interface.py CAPTURES CAPFCHECK
       watch_interface.py CAPTURES CAPFCHECK --inside     the part that needs the namespace

Exit status 77 where this machine allows no namespace or no capturing; what needs neither is tested before.
"""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import paced

SKIPPED = 77
captures, capfcheck = pathlib.Path(sys.argv[1]), sys.argv[2]
HAPPY = captures / "s01-happy-http-rsa2048-tls12.pcapng"
SILENT = captures / "generated/phone-did-not-reset.pcapng"
PHONE = "SEPA45630BBFA40"
problems = []


def check(holds, text):
    if not holds:
        problems.append(text)


def watch(*options, **more):
    return subprocess.Popen([capfcheck, "watch", "--format", "jsonl", *map(str, options)], stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, **more)


def finished(process):
    out, error = process.communicate(timeout=120)
    return process.returncode, [json.loads(line) for line in out.splitlines()], error.decode()


def report_in(objects):
    return next((one["report"] for one in objects if one["type"] == "report"), None)


FAKE = """#!/bin/sh
# Says what dumpcap says.
trap 'echo "Packets received/dropped on interface '"'$3'"': 49/{drops} (pcap:{drops}/dumpcap:0/flushed:0/ps_ifdrop:0) (90.0%)" >&2; exit {status}' INT
cat "{capture}"
echo "Capturing on '$3'" >&2
echo "{said}" >&2
[ {status} = 0 ] || exit {status}
while :; do sleep 0.1; done
"""


def with_fake(folder, capture, drops, said="File: -", status=0):
    fake = folder / "dumpcap"
    fake.write_text(FAKE.format(capture=capture, drops=drops, said=said, status=status), encoding="utf-8")
    fake.chmod(0o755)
    process = watch("-i", "eth7", "--for", "3s", env={**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"})
    return finished(process)


def drops_are_told():
    """A phone whose failure is that nothing answers: with packets lost, that proves nothing."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        status, objects, error = with_fake(folder, SILENT, 0)
        check(status == 1 and report_in(objects)["phones"][0]["verdict"] == "failed", f"without drops: {status} {error}")
        check("capture filter: " in error and "tcp port 3804" in error, f"the filter is not printed: {error}")
        check(report_in(objects)["file"] == "eth7", "the interface is not named")
        status, objects, error = with_fake(folder, SILENT, 7)
        report = report_in(objects)
        check("7 packets were not captured" in error, f"drops are not told: {error}")
        check(any(one["type"] == "note" and "7 packets" in one["text"] for one in objects), "drops are not in the lines")
        check(report["phones"][0]["verdict"] == "incomplete" and status == 3, f"with drops: {status}")
        status, objects, error = with_fake(folder, HAPPY, 7)
        check(status == 0 and report_in(objects)["phones"][0]["verdict"] == "encrypted", "what was seen is no silence")
        status, objects, error = with_fake(folder, HAPPY, 0, "dumpcap: The network went down", 2)
        check(status == 4 and "The network went down" in error, f"a capture that ends by itself: {status} {error}")
        check(report_in(objects)["phones"][0]["verdict"] == "encrypted", "what was captured by then is not reported")
        lonely = watch("-i", "eth7", env={**os.environ, "PATH": str(folder / "nowhere")})
        status, objects, error = finished(lonely)
        check(status == 4 and "dumpcap is not installed" in error, f"no dumpcap: {status} {error}")
        check("no packets" not in error and report_in(objects) is not None, f"no dumpcap: {error} {objects}")


def frames_of(capture):
    """The Ethernet frames of a capture in pcapng, as they went over the wire."""
    for _, block in paced.pieces(capture.read_bytes()):
        if block[:4] == b"\x06\0\0\0":
            yield block[28 : 28 + int.from_bytes(block[20:24], "little")]


def dumpcap_listens():
    """A dumpcap of ours has its socket: packets from now on are captured."""
    for _ in range(100):
        if pathlib.Path("/proc/net/packet").read_text(encoding="ascii").count("\n") > 1:
            time.sleep(0.3)  # the filter comes after the socket
            return True
        time.sleep(0.1)
    return False


def send(capture, interface="lo"):
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as line:
        line.bind((interface, 0))
        for frame in frames_of(capture):
            line.send(frame)
            time.sleep(0.002)


def noise(count):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line, socket.socket(socket.AF_INET,
                                                                                 socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 20000))  # else each is answered by an ICMP error
        for _ in range(count):
            line.sendto(b"\x80\x08" + b"voice" * 30, ("127.0.0.1", 20000))


def inside():
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    with tempfile.TemporaryDirectory() as name:
        copy = pathlib.Path(name) / "copy.pcapng"
        process = watch("-i", "lo", "-w", copy, "--until", f"encrypted:{PHONE}", "--for", "60s")
        if not dumpcap_listens():
            process.send_signal(signal.SIGINT)
            print(finished(process)[2])
            return SKIPPED
        begin = time.monotonic()
        noise(1000)
        send(HAPPY)
        status, objects, error = finished(process)
        check(status == 0, f"the happy phone: {status} {error}")
        check(time.monotonic() - begin < 50, "--until did not end it")
        report = report_in(objects)
        check(report is not None and report["phones"][0]["verdict"] == "encrypted", "no verdict of an interface")
        check(report is not None and report["packets"] < 200, "the built-in filter lets voice through")
        again = subprocess.run([capfcheck, "check", "--format", "jsonl", copy], capture_output=True, timeout=60, check=False)
        kept = json.loads(again.stdout)
        check(kept["phones"] == report["phones"], "the copy is not what was watched")

        process = watch("-i", "lo", "-f", "udp port 20000", "--for", "30s")
        dumpcap_listens()
        noise(50)
        time.sleep(1.0)
        process.send_signal(signal.SIGINT)
        status, objects, error = finished(process)
        check(report_in(objects) is not None and report_in(objects)["packets"] == 50, f"-f is not used: {status} {error}")

    status, _, error = finished(watch("-i", "nosuch0"))
    check(status == 4 and "nosuch0" in error, f"no such interface: {status} {error}")
    status, _, error = finished(watch("-i", "lo", "-f", "no filter"))
    check(status == 4 and "filter" in error, f"a bad filter: {status} {error}")
    if subprocess.run(["ip", "link", "add", "capf0", "type", "veth", "peer", "name", "capf1"], capture_output=True,
                      check=False).returncode != 0:
        return 1 if problems else 0
    for one in ("capf0", "capf1"):
        subprocess.run(["ip", "link", "set", one, "up"], check=True)
    process = watch("-i", "capf0", "--for", "60s")
    dumpcap_listens()
    send(HAPPY, "capf1")
    time.sleep(1.0)
    subprocess.run(["ip", "link", "del", "capf0"], check=True)
    status, objects, error = finished(process)
    check(status == 4 and "capturing ended" in error, f"an interface that goes down: {status} {error}")
    check(report_in(objects) is not None, "an interface that goes down: no report")
    return 1 if problems else 0


def main():
    if "--inside" in sys.argv:
        status = inside()
        print("\n".join(problems))
        return status
    drops_are_told()
    status = SKIPPED
    if shutil.which("dumpcap") and shutil.which("unshare") and shutil.which("ip"):
        as_root = [] if os.geteuid() == 0 else ["--map-root-user"]
        allowed = subprocess.run(["unshare", "--net", *as_root, "true"], capture_output=True, check=False).returncode == 0
        if allowed:
            status = subprocess.run(["unshare", "--net", *as_root, sys.executable, *sys.argv, "--inside"], timeout=240,
                                    check=False).returncode
    print("\n".join(problems) or "an interface is watched" if status != SKIPPED else "no namespace to capture in")
    return 1 if problems else status


if __name__ == "__main__":
    raise SystemExit(main())
