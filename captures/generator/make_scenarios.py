#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the captures of ../generated: one for each scenario, with its truth, its key log and the entry in index.json.

usage: /usr/bin/python3 make_scenarios.py [NAME…]        (Debian: python3-cryptography)

Without names all are made again. The results are committed: the tests do not run this. Times, addresses, certificates and
signatures are the same each time; TLS's randoms, and so the key logs and all ciphertext, are not. Afterwards
write_readme_table.py brings the list in ../generated/README.md up to date.
"""
import importlib
import json
import sys

from lab import GENERATED, Lab
from scenario import SCENARIOS

# Scenarios are numbered in this order: new files come last.
MODULES = ("after", "capf", "files", "who", "registration", "registration_tls", "https_tvs", "tftp_servers", "network",
           "path_mtu", "validity", "dns", "trust_lists", "capf_rounds", "interception", "strangers", "transfers", "not_capf",
           "sequence_end", "registration_framing", "idle", "registration_fails",
           "file_errors", "unanswered", "mtu_elsewhere", "later_rounds", "order")  # fmt: skip
FIRST_NUMBER = 100


def make(number, one):
    cluster = one.cluster() if one.cluster else None
    with Lab(one.name, one.title, number, cluster, one.broken_step, one.keys, one.site) as lab:
        one.tell(lab, *([lab.phone()] if one.takes == 2 else []))


def index():
    entries = []
    for one in SCENARIOS:
        truth = json.loads((GENERATED / f"{one.name}.json").read_text(encoding="utf-8"))
        entries.append({
            "scenario": truth["scenario"], "file": truth["capture"]["file"], "truth": f"{one.name}.json",
            "title": truth["title"], "outcome_code": truth["outcome_code"], "broken_step": truth["broken_step"],
            "phones": [phone["device_name"] for phone in truth["phones"]], "secrets": truth["secrets"],
        })  # fmt: skip
    text = json.dumps({"captures": entries}, indent=1, ensure_ascii=False) + "\n"
    (GENERATED / "index.json").write_text(text, encoding="utf-8")


def main():
    for module in MODULES:
        importlib.import_module(f"scenarios_{module}")
    wanted = set(sys.argv[1:])
    unknown = wanted - {one.name for one in SCENARIOS}
    if unknown:
        sys.exit(f"no such scenario: {', '.join(sorted(unknown))}")
    for number, one in enumerate(SCENARIOS, FIRST_NUMBER):
        if not wanted or one.name in wanted:
            make(number, one)
    index()


if __name__ == "__main__":
    main()
