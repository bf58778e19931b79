#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Gives capfcheck every recorded and made capture together with the logs that other programs would have written beside it, and
compares what it makes of them with the truth.

usage: logs_beside_captures.py [--only TEXT] [--every N] CAPFCHECK CAPTURES_FOLDER

- Every line of a log that a phone gets is about this phone, by the truth of the line: never about a stranger or another phone.
- Most of the lines about a phone of the capture get to it.
- Where five events or more are in both, the offset of the log's clock is right within 50 ms, or within what its times are
  rounded to. A wrong offset must not be given for fewer either.

The truth of a recorded capture has the time just before a phone acted; its packets passed the capture later.
"""
import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import tempfile

DAY = 86_400 * 1_000_000_000
ENOUGH, SLACK, RECORDED_SLACK = 5, 50_000_000, 100_000_000  # matches; nanoseconds
COARSE = {"phone-status": 1_000_000_000, "old-phone-status": 1_000_000_000, "capfd": 1_000_000_000}  # rounded to
FEWEST_PLACED = 0.8
GOOD_STATUS = (0, 1, 3, 4)  # 4: of damaged captures, whose rest is judged


def run(program, capture, folder):
    command = [program, "--format", "json", capture, *sorted(path for path in folder.iterdir() if path.name != "logs.json")]
    done = subprocess.run(command, capture_output=True, check=False, timeout=120)
    if done.returncode not in GOOD_STATUS:
        raise RuntimeError(f"{capture.name}: ended with {done.returncode}: {done.stderr.decode(errors='replace')[-500:]}")
    return json.loads(done.stdout)["captures"][0]


class Comparison:
    def __init__(self, name, folder, report, logs, slack):
        self.name, self.report, self.slack = name, report, slack
        self.counts, self.problems = collections.Counter(), []
        self.truth_of = {}  # (path, line): the truth of a line
        self.source_of = {}  # path: the log
        for event in logs["events"]:
            path = str(folder / logs["sources"][event["source"]]["files"][event["file"]])
            self.truth_of[path, event["line"]] = event
        for source in logs["sources"]:
            for name in source["files"]:
                self.source_of[str(folder / name)] = source

    def problem(self, what):
        self.problems.append(f"{self.name}: {what}")

    def compare(self, phones):
        files = {log["source"]: log["file"] for log in self.report.get("logs", ())}
        placed = set()
        for phone in self.report["phones"]:
            for event in phone.get("log_events", ()):
                where = files[event["source"]], event["line"]
                self.compare_event(phone, event, where, phones)
                placed.add(where)
        for where, truth in self.truth_of.items():
            if truth["device"] in phones:
                self.counts["about a phone"] += 1
                self.counts["placed"] += where in placed
        for log in self.report.get("logs", ()):
            if log["clock"]:
                self.compare_clock(log)

    def compare_event(self, phone, event, where, phones):
        truth = self.truth_of.get(where)
        if truth is None:
            return  # a line that tells of no event that the truth knows
        self.counts["events"] += 1
        addresses = {address for name, address in phones.items() if name == phone["device"]}
        whose = truth["device"] or truth["address"]
        right = truth["device"] == phone["device"] if truth["device"] else truth["address"] in addresses
        if whose and not right:
            self.problem(f"{where[0]}:{where[1]} ({event['kind']}) of {whose} is given to {phone['device']}")

    def compare_clock(self, log):
        source = self.source_of.get(log["file"])
        if source is None:
            return
        wrong = (log["clock"]["offset_ns"] + round(source["offset"] * 1e9)) % DAY
        wrong = min(wrong, DAY - wrong)
        self.counts["clocks"] += 1
        self.counts["clocks with enough matches"] += log["clock"]["matches"] >= ENOUGH
        slack = COARSE.get(source["format"], 0) + self.slack
        if log["clock"]["matches"] < ENOUGH:
            slack += 500_000_000  # what is taken for agreement
        if wrong > slack:
            self.problem(f"{log['file']}: the offset is {wrong / 1e9:.3f} s off, with {log['clock']['matches']} matches")


def check(program, truth_path):
    truth = json.loads(truth_path.read_text(encoding="utf-8"))
    capture = truth_path.parent / truth["capture"]["file"]
    generator = next(one for one in truth_path.parents if (one / "generator").is_dir()) / "generator/make_logs.py"
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder).resolve()
        subprocess.run([sys.executable, generator, truth_path, folder], check=True)
        logs = json.loads((folder / "logs.json").read_text(encoding="utf-8"))
        slack = SLACK if truth["set"] == "generated" else RECORDED_SLACK
        comparison = Comparison(truth["name"], folder, run(program, capture, folder), logs, slack)
        comparison.compare({phone["device_name"]: phone.get("address") for phone in truth["phones"]})
        return comparison


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="captures with this in their name")
    parser.add_argument("--every", type=int, default=1, help="every Nth of them")
    parser.add_argument("capfcheck")
    parser.add_argument("captures", type=pathlib.Path)
    options = parser.parse_args()
    truths = [path for path in sorted(options.captures.rglob("*.json"))
              if path.name != "index.json" and options.only in path.name
              and json.loads(path.read_text(encoding="utf-8")).get("phones")]  # fmt: skip
    truths = truths[:: options.every]
    counts, problems = collections.Counter(), []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for comparison in pool.map(lambda path: check(options.capfcheck, path), truths):
            counts.update(comparison.counts)
            problems += comparison.problems
    print(*problems[:50], sep="\n")
    print(f"{len(truths)} captures: {counts['events']} lines with their phone, {counts['placed']} of "
          f"{counts['about a phone']} about a phone placed, {counts['clocks']} clocks "
          f"({counts['clocks with enough matches']} with {ENOUGH} matches or more), {len(problems)} problems")  # fmt: skip
    enough = counts["placed"] >= FEWEST_PLACED * counts["about a phone"] and counts["clocks with enough matches"] > 0
    return 1 if problems or not enough else 0


if __name__ == "__main__":
    sys.exit(main())
