# SPDX-License-Identifier: GPL-2.0-or-later
"""The reports of many captures from two runs of `capfcheck batch`: a process for each capture takes ten times as long."""
import json
import pathlib
import subprocess
import tempfile


def _run(capfcheck, captures, options, output):
    if captures:
        command = [capfcheck, "batch", "--jobs", "2", *options, "-o", output, *captures]
        subprocess.run(command, capture_output=True, timeout=600, check=False)
    return [json.loads(line) for line in output.read_text().splitlines()] if output.exists() else []


def batch_reports(capfcheck, captures):
    """{path: line of `batch`} of the captures that were read whole and are no copies; each with the keys beside it."""
    captures = [pathlib.Path(one) for one in captures]
    with_keys = [one for one in captures if one.with_suffix(".keylog").exists()]
    without = [one for one in captures if one not in with_keys]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        keylog = folder / "all.keylog"
        keylog.write_bytes(b"\n".join(one.with_suffix(".keylog").read_bytes() for one in with_keys))
        rows = _run(capfcheck, with_keys, ["--keylog", keylog], folder / "with.jsonl")
        rows += _run(capfcheck, without, [], folder / "without.jsonl")
    return {pathlib.Path(row["file"]): row for row in rows if row["status"] == "ok"}


def report_of(row):
    """What `check` says in a line of JSON, but for the file's name."""
    return {key: value for key, value in row.items() if key not in ("batch", "status", "file")}


def exit_status_of(report):
    """Of `check`, for a capture that is read to its end."""
    verdicts = {phone["verdict"] for phone in report["phones"]}
    if "failed" in verdicts:
        return 1
    return 3 if not verdicts or "incomplete" in verdicts else 0


def shows(row):
    """What is there to be worded: diagnoses with how they were told, gaps, notices, steps and their statuses."""
    for phone in row["phones"]:
        yield ("verdict", phone["verdict"])
        for kind in ("diagnoses", "history"):
            yield from ((kind, one["code"], one["indication"]) for one in phone[kind])
        yield from (("gap", one["kind"]) for one in phone["gaps"])
        yield from (("notice", one["code"]) for one in phone["notices"])
        yield from (("step", one["step"], one["status"], one["evidence"]) for one in phone["steps"])
    yield from (("notice", one["code"]) for one in row["notices"])


def one_of_each(rows):
    """Some of the captures, which together show all that any of them does."""
    seen, chosen = set(), []
    for path, row in sorted(rows.items()):
        new = set(shows(row)) - seen
        if new:
            seen |= new
            chosen.append(path)
    return chosen
