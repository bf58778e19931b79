#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The profile CAPF does what it promises: installed where Wireshark looks, its columns filled, its filters valid.

usage: profile.py PLUGIN CAPTURES_FOLDER BUILD_FOLDER
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from tshark import Tshark, TsharkFailed  # noqa: E402

PROFILE = HERE.parent.parent / "plugin/profile/CAPF"


def color_filters():
    """[(name, filter)]"""
    lines = (PROFILE / "colorfilters").read_text().splitlines()
    return [tuple(line.split("@")[1:3]) for line in lines if line.startswith("@")]


def buttons():
    """[(label, filter)] of the file as Wireshark's tables are written: quoted, with \\xNN for a quotation mark."""
    rows = re.findall(r'^"TRUE","([^"]*)","([^"]*)","[^"]*"$', (PROFILE / "dfilter_buttons").read_text(), re.M)
    return [(label, re.sub(r"\\x(..)", lambda match: chr(int(match[1], 16)), text)) for label, text in rows]


def install_problems(build, tshark):
    with tempfile.TemporaryDirectory() as root:
        subprocess.run(["cmake", "--install", build], check=True, stdout=subprocess.DEVNULL, env={**os.environ, "DESTDIR": root})
        installed = sorted(path.relative_to(root) for path in pathlib.Path(root).rglob("*") if path.is_file())
        folders = [path.parent for path in installed if path.name == "dfilter_buttons"]
        if len(folders) != 1 or folders[0].parts[-4:] != ("share", "wireshark", "profiles", "CAPF"):
            yield f"the profile is in {folders}"
        for file in PROFILE.iterdir():
            if not any(path.parent in folders and path.name == file.name for path in installed):
                yield f"{file.name} is not installed"
        wanted = ("plugins", tshark.version, "epan", "capf.so")
        if not any(path.parts[-4:] == wanted for path in installed):
            yield f"no plugin below {wanted}: {installed}"


def valid(tshark, capture, text):
    try:
        tshark.run("-r", capture, "-Y", text)
        return True
    except TsharkFailed:
        return False


def filter_problems(tshark, capture):
    filters = color_filters() + buttons()
    if len(color_filters()) < 20 or len(buttons()) != 8:
        yield f"{len(color_filters())} colour filters and {len(buttons())} buttons were read"
    if valid(tshark, capture, " || ".join(f"({text})" for _, text in filters)):
        return
    for name, text in filters:
        if not valid(tshark, capture, text):
            yield f"{name}: no valid filter: {text}"


def ends_problems(tshark, captures):
    """How sessions ended is found without keys as well, from what is inferred."""
    text = dict(buttons())["CAPF ends"]
    arguments = ("-2", "-r", captures / "s26-six-phones.pcapng", "-Y", text, "-T", "fields", "-e", "frame.number")
    keylog = tshark.readable(captures / "s26-six-phones.keylog")
    with_keys = tshark.run(*arguments, "-o", f"tls.keylog_file:{keylog}").split()
    without = tshark.run(*arguments).split()
    if len(with_keys) != 6 or without != with_keys:
        yield f"CAPF ends: frames {with_keys} with keys, {without} without"


def column_problems(tshark, captures):
    keylog = tshark.readable(captures / "cucm-document.keylog")
    lines = tshark.run("-C", "CAPF", "-r", captures / "cucm-document.pcapng", "-o", f"tls.keylog_file:{keylog}")
    columns = {int(line.split()[0]): line for line in lines.splitlines()}
    wanted_columns = (
        (8, "SEPA45630BBFA40    GET /ITLSEPA45630BBFA40.tlv"),
        (13, "SEPA45630BBFA40 valid   HTTP/1.1 200 OK"),
        (32, "SEPA45630BBFA40    Client Hello"),
        (44, "SEPA45630BBFA40   14.302265"),
        (61, "SEPA45630BBFA40 valid 34248fb6d520bc1eac5a27c7f4b44126"),
    )
    for frame, wanted in wanted_columns:
        if wanted not in columns[frame]:
            yield f"frame {frame} shows {columns[frame]}, not {wanted}"


COLOURS = (  # capture, which frames, the rule that colours them all
    ("cucm-document", "cisco_sgn.record", "Trust list"),
    ("cucm-document", "cisco_sgn.config", "Phone configuration"),
    ("cucm-document", "cisco_sgn.ciphertext", "Encrypted configuration"),
    ("cucm-document", "capf && !(capf.command == 15)", "CAPF"),
    ("cucm-document", "capf.command == 15", "CAPF session ended well"),
    ("cucm-document", "tls && !capf", "CAPF's TLS"),
    ("s02-happy-http-nosecrets", "capf", "CAPF's TLS"),
    ("s15-capf-filtered", "cisco_phone.capf_unanswered", "CAPF refused or silent"),
    ("s18-certhash-stale", "cisco_sgn.config.cert_hash.differs", "certHash of another certificate"),
    ("s09-unknown-device", "capf.command == 15", "CAPF ended by a refusal"),
    ("s12-operation-fetch-nocert", "capf.command == 12", "CAPF phone reports a failure"),
    ("s14-capf-port-closed", "tcp.flags.reset == 1 && tcp.port == 3804", "CAPF refused or silent"),
    ("s16-capf-untrusted-tls12", "tls.alert_message", "TLS alert on a phone's connection"),
    ("s19-enc-http-404", "http.response.code == 404", "Phone file not given"),
    ("s20-enc-tftp-notfound", "tftp.opcode == 5", "Phone file not given"),
    ("generated/tftp-phone-disk-full", "cisco_phone.file_given_up", "Phone file not taken"),
    ("generated/list-of-another-phone", "cisco_sgn.device.differs", "Phone file of another phone"),
    ("s21-sgn-bad-sig", "cisco_sgn.signature.invalid", "Phone file or CAPF signature invalid"),
)


# Characters that each column must have room for; beside the number Wireshark draws how packets belong together.
NEEDED = {"No.": 6, "Time": 11, "Source": 13, "Destination": 13, "Protocol": 8, "Device": 15, "Signature": 11, "certHash": 32,
          "Response": 12, "Info": 45}  # fmt: skip
CHARACTER, MARGIN = 7.27, 6  # pixels, of Wireshark's usual font


def width_problems():
    """The columns fit into a window of 1280 pixels, and what stands in them fits into the columns."""
    widths = [int(width) for width in re.findall(r"^\t.*, (\d+),?$", (PROFILE / "recent").read_text(), re.M)]
    titles = re.findall(r'^\t"(.*?)", "', (PROFILE / "preferences").read_text(), re.M)
    if len(widths) != len(titles) or sum(widths) > 1280:
        yield f"{len(titles)} columns, {len(widths)} widths, {sum(widths)} pixels"
    for title, width in zip(titles, widths):
        if width < NEEDED[title] * CHARACTER + MARGIN:
            yield f"column {title}: {width} pixels do not hold {NEEDED[title]} characters"


def colour_problems(tshark, captures):
    for name, frames, rule in COLOURS:
        if rule == "Phone file not taken" and tshark.release >= (4, 6):
            continue  # to 4.6 these packets are plain data
        keylog = captures / f"{name}.keylog"
        options = ["-o", f"tls.keylog_file:{tshark.readable(keylog)}"] if keylog.exists() else []
        seen = tshark.run(
            "-C", "CAPF", "--color", "-r", captures / f"{name}.pcapng", *options,
            "-Y", frames, "-T", "fields", "-e", "frame.coloring_rule.name",
        )  # fmt: skip
        if set(seen.splitlines()) != {rule}:
            yield f"{name}, {frames}: coloured by {sorted(set(seen.splitlines()))}, not {rule}"


def main():
    plugin, captures, build = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
    with Tshark(plugin) as tshark:
        shutil.copytree(PROFILE, tshark.home / "config/profiles/CAPF")
        problems = list(install_problems(build, tshark))
        problems += filter_problems(tshark, captures / "cucm-document.pcapng")
        problems += ends_problems(tshark, captures)
        problems += column_problems(tshark, captures)
        problems += width_problems()
        problems += colour_problems(tshark, captures)
    print(*problems, sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
