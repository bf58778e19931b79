#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every code that capfcheck can say is said of a capture that shows it, and not of a neighbour that looks like it.

usage: codes.py CAPTURES CAPFCHECK [--only TEXT]

codes.json holds for each code of `capfcheck explain`:
  "shown"   captures where it must stand. An entry is a name, or [name, how…] with the words
            "keys" / "no-keys" (only with, only without the keys; both where not said), "first" (the first diagnosis),
            "alone" (no other diagnosis), "options" followed by more arguments (paths are relative to CAPTURES).
  "absent"  neighbours where it must not stand, neither with nor without keys; the same words may follow.
A capture's name is its path under CAPTURES without ".pcapng".

overlaps.json holds the rules for signs that fit several codes: all diagnoses of a capture's phone, in order.
"""
import argparse
import concurrent.futures
import json
import re
import subprocess
import sys
from pathlib import Path

TIME_LIMIT = 120
HERE = Path(__file__).resolve().parent


class Case:
    """One run that an entry of the table asks for."""

    def __init__(self, captures, entry):
        words = [entry] if isinstance(entry, str) else list(entry)
        self.name, how = words[0], words[1:]
        self.options = how[how.index("options") + 1 :] if "options" in how else []
        how = how[: how.index("options")] if "options" in how else how
        unknown = set(how) - {"keys", "no-keys", "first", "alone"}
        if unknown:
            sys.exit(f"{self.name}: unknown words {unknown}")
        self.first, self.alone = "first" in how or "alone" in how, "alone" in how
        self.keys = [word == "keys" for word in how if word in ("keys", "no-keys")] or [True, False]
        self.captures = captures

    def truth(self):
        return json.loads((self.captures / f"{self.name}.json").read_text(encoding="utf-8"))

    def command(self, capfcheck, keys):
        truth, folder = self.truth(), (self.captures / self.name).parent
        command = [capfcheck, "--format", "json"]
        secrets = truth["secrets"] if keys else {}
        for option, kind in (
            ("--keylog", "keylog"), ("--tls-key", "rsa_private_key"), ("--phone-key", "phone_private_key"),
        ):  # fmt: skip
            if secrets.get(kind):
                command += [option, str(folder / secrets[kind])]
        for word in self.options:
            command.append(word if word.startswith("-") else str(self.captures / word))
        return tuple(command + [str(folder / truth["capture"]["file"])])


def said(command):
    """(codes of the first phone with any, in order; all codes of notices and remarks)"""
    done = subprocess.run(command, capture_output=True, timeout=TIME_LIMIT, check=False)
    capture = json.loads(done.stdout)["captures"][0]
    diagnoses = [[one["code"] for one in phone["diagnoses"]] for phone in capture["phones"]]
    notices = {one["code"] for one in capture["notices"]}
    for phone in capture["phones"]:
        notices |= {one["code"] for one in phone["notices"]}
    return diagnoses, notices


def fits(case, code, answer):
    diagnoses, notices = answer
    if code in notices:
        return True
    for codes in diagnoses:
        if code in codes and (not case.first or codes[0] == code) and (not case.alone or len(codes) == 1):
            return True
    return False


def known_codes(capfcheck):
    listed = subprocess.run([capfcheck, "explain"], capture_output=True, timeout=TIME_LIMIT, check=True, text=True).stdout
    listed = listed.partition("\nVerdict\n")[0]  # words that are no codes follow
    return set(re.findall(r"^  ([a-z0-9.-]+) ", listed, re.MULTILINE))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("captures", type=Path)
    parser.add_argument("capfcheck")
    parser.add_argument("--only", default="", help="codes that hold this text")
    options = parser.parse_args()
    table = json.loads((HERE / "codes.json").read_text(encoding="utf-8"))
    codes = known_codes(options.capfcheck)
    failures = [f"{code}: no row in codes.json" for code in sorted(codes - set(table))]
    failures += [f"{code}: not a code of capfcheck explain" for code in sorted(set(table) - codes)]
    if not codes:
        failures.append("capfcheck explain lists no code")

    wanted = []  # (code, must it stand there, case, keys, command)
    for code, row in table.items():
        if options.only not in code:
            continue
        if not row["shown"] or not row["absent"]:
            failures.append(f"{code}: needs a capture that shows it and a neighbour that does not")
        for kind in ("shown", "absent"):
            for case in (Case(options.captures, entry) for entry in row[kind]):
                for keys in case.keys:
                    wanted.append((code, kind == "shown", case, keys, case.command(options.capfcheck, keys)))
    orders = []  # (entry of overlaps.json, keys, command)
    for entry in json.loads((HERE / "overlaps.json").read_text(encoding="utf-8")):
        case = Case(options.captures, entry["capture"])
        if not options.only or any(options.only in code for code in entry["codes"]):
            orders += [(entry, keys, case.command(options.capfcheck, keys)) for keys in case.keys]
    commands = sorted({entry[-1] for entry in wanted + orders})
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        answers = dict(zip(commands, pool.map(said, commands)))
    for code, shown, case, keys, command in wanted:
        if fits(case, code, answers[command]) != shown:
            diagnoses, notices = answers[command]
            failures.append(
                f"{code}: {'missing or not first in' if shown else 'said of'} {case.name} {'with' if keys else 'without'} keys: "
                f"{diagnoses} {sorted(notices)}"
            )
    for entry, keys, command in orders:
        if answers[command][0] != [entry["codes"]]:
            failures.append(
                f"{entry['rule']}: {entry['capture']} {'with' if keys else 'without'} keys: {answers[command][0]}"
            )
    for failure in failures:
        print(failure)
    print(f"{len(table)} codes, {len(wanted)} statements, {len(orders)} orders, {len(commands)} runs, {len(failures)} wrong")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
