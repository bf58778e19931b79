#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a person sees of a batch: on a terminal the summary and no JSON, of whatever size in two screens.

usage: reader.py CAPTURES CAPFCHECK
"""
import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from batch_run import end, expect, run  # noqa: E402
from terminal import on_terminal, plain  # noqa: E402

captures, capfcheck = Path(sys.argv[1]), sys.argv[2]
few = [captures / name for name in ("s14-capf-port-closed.pcapng", "s26-six-phones.pcapng")]
HINT = "-o results.jsonl keeps the results"
SCREEN = 24


def check_terminal(folder):
    said = folder / "said"
    with open(said, "wb") as stderr:
        text = plain(on_terminal(80, 24, [capfcheck, "batch", *few], stderr=stderr))
    expect("the summary", text.startswith("2 captures: 2 ok\n7 phones: ") and "\nCauses\n" in text, text)
    expect("no JSON", "{" not in text, text)
    expect("how to get the results, in one line", said.read_text().count("\n") == 1 and HINT in said.read_text(), said.read_text())
    with open(said, "wb") as stderr:
        text = on_terminal(80, 24, [capfcheck, "batch", "-q", *few], stderr=stderr)
    expect("--quiet", text == "" and HINT in said.read_text(), (text, said.read_text()))
    for asked in (["--format", "jsonl"], ["-o", "-"]):
        lines = [line for line in on_terminal(80, 24, [capfcheck, "batch", *asked, *few]).splitlines() if line.startswith("{")]
        expect(f"{asked} on a terminal", [json.loads(line)["status"] for line in lines] == ["ok", "ok"], lines)
    with open(said, "wb") as stderr:
        text = on_terminal(80, 24, [capfcheck, "batch", "-o", folder / "r.jsonl", *few], stderr=stderr)
    expect("results in a file", "7 phones" in text and HINT not in said.read_text() and (folder / "r.jsonl").stat().st_size > 0, text)
    narrow = plain(on_terminal(40, 24, [capfcheck, "batch", *few]))
    expect("a narrow terminal", max(map(len, narrow.splitlines())) <= 40 or "/" in max(narrow.splitlines(), key=len), narrow)


def check_redirected():
    code, out, error = run(capfcheck, "batch", *few)
    expect("lines of JSON", code == 1 and [json.loads(line)["status"] for line in out.splitlines()] == ["ok", "ok"], (code, out))
    expect("and the summary beside them", "7 phones: " in error and HINT not in error, error)


def check_size(folder):
    _, out, _ = run(capfcheck, "batch", "-o", folder / "all.jsonl", captures, timeout=600)
    expect("two screens", len(out.splitlines()) <= 2 * SCREEN, out)
    _, failed, _ = run(capfcheck, "batch", "--failed", "-o", folder / "failed.jsonl", captures, timeout=600)
    expect("what was not selected is not missing", "without a phone" in out and "without a phone" not in failed, failed[:300])
    before = (folder / "all.jsonl").read_bytes()
    _, listed, _ = run(capfcheck, "batch", "--resume", "--failed", "-o", folder / "all.jsonl", captures)
    expect("the results of a batch that is done", before == (folder / "all.jsonl").read_bytes() and listed[listed.index("\nSelected"):] == failed[failed.index("\nSelected"):], listed)
    causes = failed[failed.index("\nCauses\n"):failed.index("\nSelected phones")]
    codes = {phone["diagnoses"][0]["code"] for line in (folder / "failed.jsonl").read_text().splitlines() for phone in json.loads(line)["phones"]}
    expect("--failed names all causes", all(f"[{code}]" in causes for code in codes), codes)


with tempfile.TemporaryDirectory() as temporary:
    check_terminal(Path(temporary))
    check_redirected()
    check_size(Path(temporary))
end()
