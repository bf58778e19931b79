#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What capfcheck infers of the CAPF sessions in recordings, their keys withheld, against what was said in them.

usage: inference_confusion.py [--captures FOLDER] [--jobs N] CAPFCHECK

Every session whose dialogue had to be inferred counts. Prints a table (truth, said, how many) and exits 1 when fewer than
99 of 100 agree in operation and end, or when a certificate is claimed that CAPF did not give. An operation that is told as
an alternative agrees: "deleted" and "nothing to fetch" have the same lengths.
"""
import argparse
import collections
import concurrent.futures
import json
import subprocess
import sys
from pathlib import Path

OPERATIONS = {3: "install", 11: "fetch", 13: "delete"}
END_SESSION, STORE_RESPONSE, FETCH_RESPONSE = 15, 10, 12
AGREE_LEAST = 0.99


def true_dialogue(commands):
    """Operation and end of a dialogue, from its commands."""
    operation = next((OPERATIONS[command] for command in commands if command in OPERATIONS), "none")
    return operation, "ended" if END_SESSION in commands else "cut"


def said_dialogue(session):
    words = session["summary"]
    ended = "END_SESSION" in words or "ended by the server" in words
    return session["operation"], "ended" if ended else "cut"


def told(session):
    """The operation, and those that are told beside it."""
    beside = session["summary"].split("; or ")[1:]
    return {session["operation"]} | {word for part in beside for word in part.split(" or ")}


def claims_certificate(session):
    words = session["summary"]
    stored = "STORE_CERTIFICATE_RESPONSE" in words or "to END_SESSION" in words
    if session["operation"] == "install":
        return stored
    return session["operation"] == "fetch" and "certificate of" in words


def sessions_of(binary, folder, truth):
    """Pairs of what is true and what is said, of one recording."""
    done = subprocess.run(
        [binary, "--format", "json", folder / truth["capture"]["file"]], capture_output=True, timeout=120, check=False
    )
    said = {}
    for phone in json.loads(done.stdout)["captures"][0]["phones"]:
        for session in phone["capf_sessions"]:
            if session["evidence"] == "inferred":
                said[session["client"]] = session
    pairs = []
    for phone in truth["phones"]:
        for session in phone.get("capf_sessions", []):
            inferred = said.get(session.get("client"))
            if session.get("commands") and inferred is not None:
                pairs.append((session, inferred))
    return truth["name"], pairs


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", type=Path)
    parser.add_argument("--captures", type=Path, default=Path(__file__).resolve().parents[2] / "captures")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    truths = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(options.captures.glob("*.json"))
        if path.name != "index.json"
    ]
    table, agreed, false_claims, wrong = collections.Counter(), 0, 0, []
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for name, pairs in pool.map(lambda one: sessions_of(options.binary, options.captures, one), truths):
            for session, inferred in pairs:
                commands = session["commands"]
                truth, said = true_dialogue(commands), said_dialogue(inferred)
                table[truth, said] += 1
                agrees = said == truth or (truth[0] in told(inferred) and said[1] == truth[1])
                agreed += agrees
                gave = STORE_RESPONSE in commands or FETCH_RESPONSE in commands
                false_claim = claims_certificate(inferred) and not gave
                false_claims += false_claim
                if not agrees or false_claim:
                    wrong.append(f"{name}: {commands} said {inferred['summary']}")
    count = sum(table.values())
    for (truth, said), number in sorted(table.items()):
        print(f"{number:4}  truth {' '.join(truth):<14} said {' '.join(said)}")
    print(f"{count} inferred dialogues, {agreed} agree, {false_claims} false claims of a certificate")
    print("\n".join(wrong))
    return 0 if count > 0 and false_claims == 0 and agreed >= AGREE_LEAST * count else 1


if __name__ == "__main__":
    sys.exit(main())
