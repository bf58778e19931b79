#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What tshark -T json gives of chosen captures: the fields of our protocols, against the files in tests/golden/json.

usage: json_decodes.py [--write] PLUGIN

For programs that read tshark's output, names and values of fields are what the trees are to people. Left out is what other
dissectors add inside: certificates, and everything below XML.
"""
import datetime
import json
import pathlib
import re
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from expected_files import compare  # noqa: E402
from golden_cases import CASES  # noqa: E402
from tshark import Tshark  # noqa: E402

CAPTURES = HERE.parent.parent / "captures"
EXPECTED = HERE / "json"
OURS = ("capf", "cisco_sgn", "cisco_tvs", "_ws.expert")
NAMES = ("document", "install", "s08-password-wrong", "tvs_messages", "capf_malformed", "encrypted_wrong_key")
FILTER = "capf || cisco_sgn || cisco_tvs"


def times_in_english(text):
    """Wireshark 4.6 writes absolute times as ISO 8601 has them, versions before it in English."""

    def in_english(time):
        day = datetime.date.fromisoformat(time[1])
        return f"{day:%b} {day.day:2}, {day.year} {time[2]} UTC"

    return re.sub(r"\b(\d{4}-\d\d-\d\d)T([\d:.]+)Z\b", in_english, text)


def ours(value):
    """The part of a layer that our dissectors wrote. The names of subtrees without a field are their texts."""
    if isinstance(value, list):
        return [ours(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {name: ours(inside) for name, inside in value.items() if name.startswith(OURS) or not name.split(".")[0].islower()}


def decode(tshark, case, folder):
    text = tshark.run(
        "-2", "-r", case.capture(CAPTURES, folder), *case.options(CAPTURES, tshark), "-Y", case.filter or FILTER,
        "-T", "json", "--no-duplicate-keys", "-J", "frame capf cisco_sgn cisco_tvs",
    )  # fmt: skip
    packets = []
    for packet in json.loads(times_in_english(text)):
        layers = packet["_source"]["layers"]
        number = int(layers["frame"]["frame.number"])
        packets.append({"frame": number, **{name: ours(layers[name]) for name in OURS if name in layers}})
    return json.dumps(packets, indent=1, ensure_ascii=False).splitlines(keepends=True)


def main():
    write = sys.argv[1:2] == ["--write"]
    with tempfile.TemporaryDirectory() as folder, Tshark(sys.argv[-1]) as tshark:
        seen = {case.name: decode(tshark, case, folder) for case in CASES if case.name in NAMES}
    return compare(EXPECTED, ".json", seen, write, least=20)


if __name__ == "__main__":
    sys.exit(main())
