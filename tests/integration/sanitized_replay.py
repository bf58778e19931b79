#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""tshark with the sanitized plugin reads captures in one pass and in two, with a tree and without: no memory error, no
undefined behaviour, no leak of ours, no dissector bug.

usage: sanitized_replay.py PLUGIN                      a handful of captures
       sanitized_replay.py PLUGIN --all                every capture of captures/ and captures/generated
       sanitized_replay.py PLUGIN CAPTURE...
"""
import concurrent.futures
import os
import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "golden")]
from make_captures import CAPTURES as MADE  # noqa: E402
from make_captures import write  # noqa: E402
from sanitized_tshark import SanitizedTshark  # noqa: E402

CAPTURES = HERE.parent.parent / "captures"
HANDFUL = ("cucm-document.pcapng", "s05-happy-tftp512.pcapng", "s10-auth-certificate-rsa.pcapng",
           "generated/trust-list-too-large.pcapng")  # fmt: skip
MADE_HANDFUL = ("capf_malformed", "http_malformed")
WAYS = ((), ("-2",), ("-V",), ("-2", "-V"))
TLS_PORT_WITHOUT_TLS = ("-d", "tcp.port==2445,cisco_tvs")  # in made captures
TOO_SLOW = ("tftp_wrap",)


def keys(tshark, capture):
    """The key log beside a capture, and the private keys of its phones."""
    name = capture.name.split(".")[0]
    keylog = capture.with_name(f"{name}.keylog")
    options = ["-o", f"tls.keylog_file:{tshark.readable(keylog)}"] if keylog.exists() else []
    for key in sorted((CAPTURES / "devices" / name).glob("*.key")):
        options += ["-o", f'uat:cisco_phone_keys:"","{tshark.readable(key)}",""']
    return options


def replay(tshark, capture, readable, options, way):
    """(faults, peak in MB) of one run."""
    faults, used = tshark.replay("-r", str(readable), *options, *way)
    return [f"{capture.name} {' '.join(way)}: {fault}" for fault in faults], used


def main():
    arguments = sys.argv[2:]
    failed, peak, runs = 0, 0, 0
    with tempfile.TemporaryDirectory() as folder, SanitizedTshark(sys.argv[1]) as tshark:
        if arguments == ["--all"]:
            captures = sorted(path for path in CAPTURES.glob("**/*.pcap*"))
            made = [name for name in MADE if name not in TOO_SLOW]
        else:
            captures = [pathlib.Path(one).resolve() for one in arguments] or [CAPTURES / name for name in HANDFUL]
            made = () if arguments else MADE_HANDFUL
        work = [(capture, keys(tshark, capture)) for capture in captures]
        work += [(write(name, folder), TLS_PORT_WITHOUT_TLS) for name in made]
        # Copied here, not by several at a time.
        work = [(capture, tshark.readable(capture), options) for capture, options in work]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as side_by_side:
            done = side_by_side.map(lambda one: replay(tshark, *one), ((*one, way) for one in work for way in WAYS))
            for faults, used in done:
                runs, peak = runs + 1, max(peak, used)
                for fault in faults:
                    print(fault, flush=True)
                failed += bool(faults)
    print(f"{len(work)} captures, {runs} runs, {failed} with faults, at most {peak} MB")
    return 1 if failed or not work else 0


if __name__ == "__main__":
    sys.exit(main())
