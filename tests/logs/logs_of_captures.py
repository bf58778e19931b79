#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the logs of every recorded and made capture, and compares what the readers say with the truth about each line.

usage: logs_of_captures.py PRINT_LOG_EVENTS CAPTURES_FOLDER

Every line that tells of an event must be read as that event, with its time and, where a device or an address is said, the
right one: never a stranger's. Where the line that named the phone is lost, none may be said, but that must stay the exception.
"""
import collections
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import tempfile

DAY = 86_400 * 1_000_000_000
SLACK = 1_000_000  # nanoseconds: digits that the log does not have are cut or rounded
LEAST_NAMED = 0.85  # of the events whose line says nothing of the phone


def read(program, folder, source):
    files = [folder / name for name in source["files"]]
    done = subprocess.run([program, *files], capture_output=True, check=True)
    rows = [json.loads(line) for line in done.stdout.decode().splitlines()]
    return rows[0]["format"], [row for row in rows[1:] if "kind" in row]


def time_differs(event, truth, source):
    """The time of day must be the true one by the log's clock, as far as it is written."""
    if event["of_day"] < 0:
        return True
    wanted = int(round((truth["t"] + source["offset"]) * 1e9)) % DAY
    late = (wanted - event["of_day"] + SLACK) % DAY
    return late > event["resolution"] + 2 * SLACK


class Comparison:
    def __init__(self):
        self.problems, self.counts = [], collections.Counter()

    def compare(self, capture, source, events, truths):
        told = {(truth["file"], truth["line"]): truth for truth in truths}
        seen = set()
        for event in events:
            where = (event["file"], event["line"])
            truth = told.get(where)
            if truth is None or truth["kind"] != event["kind"]:
                self.problem(capture, source, where, f"{event['kind']} where the truth has {truth and truth['kind']}")
                continue
            seen.add(where)
            self.compare_event(capture, source, where, event, truth)
        for where, truth in told.items():
            if where not in seen and not truth["optional"]:
                self.problem(capture, source, where, f"{truth['kind']} was not read")

    def compare_event(self, capture, source, where, event, truth):
        self.counts["events"] += 1
        for field in ("device", "address"):
            if event[field] and truth[field] and event[field] != truth[field]:
                self.problem(capture, source, where, f"{field} is {event[field]}, in truth {truth[field]}")
        if truth["device"] or truth["address"]:
            self.counts["of a phone"] += 1
            self.counts["named"] += bool(event["device"] or event["address"])
        if time_differs(event, truth, source):
            self.problem(capture, source, where, f"time of day {event['of_day']} for {truth['t']}")

    def problem(self, capture, source, where, what):
        self.problems.append(f"{capture}: {source['files'][where[0]]}:{where[1]}: {what}")


def check(program, truth_path):
    comparison = Comparison()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        maker = truth_path.parents[1] / "generator/make_logs.py"
        if not maker.exists():
            maker = truth_path.parent / "generator/make_logs.py"
        subprocess.run([sys.executable, maker, truth_path, folder], check=True)
        logs = json.loads((folder / "logs.json").read_text(encoding="utf-8"))
        for number, source in enumerate(logs["sources"]):
            truths = [event for event in logs["events"] if event["source"] == number]
            log_format, events = read(program, folder, source)
            if not truths and not log_format:
                continue  # what told of the format is lost
            if log_format != source["format"]:
                comparison.problems.append(f"{truth_path.stem}: {source['files'][0]} is taken for {log_format or 'no log'}")
                continue
            comparison.counts["logs"] += 1
            comparison.compare(truth_path.stem, source, events, truths)
    return comparison


def main():
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    program, captures = sys.argv[1], pathlib.Path(sys.argv[2])
    truths = [path for path in sorted(captures.rglob("*.json"))
              if path.name != "index.json" and "phones" in json.loads(path.read_text(encoding="utf-8"))]  # fmt: skip
    counts, problems = collections.Counter(), []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for comparison in pool.map(lambda path: check(program, path), truths):
            counts.update(comparison.counts)
            problems += comparison.problems
    print(*problems[:50], sep="\n")
    print(f"{len(truths)} captures, {counts['logs']} logs, {counts['events']} events, {counts['named']} of "
          f"{counts['of a phone']} name their phone, {len(problems)} problems")  # fmt: skip
    enough = counts["named"] >= LEAST_NAMED * counts["of a phone"] and counts["events"] > 0
    return 1 if problems or not enough else 0


if __name__ == "__main__":
    sys.exit(main())
