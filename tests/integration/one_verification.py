#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Wireshark with the plugin, `capfcheck check` and `capfcheck show` give one answer on each signed file: whether its
signature holds, why not, by whom it is, whether he may sign it, and whether a list's signer was trusted before.

usage: one_verification.py PLUGIN CAPFCHECK CAPTURES_FOLDER [TEXT]      TEXT: only captures that have it in their name

All signed files in the captures, those of tests/data, each folder of which one phone downloads, and files that are made
here. All three know the same certificates. First, those of the trust lists that the phone got before: Wireshark and
check have them from the capture, show is given those lists. Then, where that left a file unchecked, all three are given
the certificates of captures/certs as well. Of a capture with several phones, Wireshark knows the lists of all: those are
compared the second time only.
"""
import collections
import concurrent.futures
import functools
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

HERE = pathlib.Path(__file__).resolve().parent
TESTS = HERE.parent
sys.path[:0] = [str(TESTS), str(TESTS / "golden")]
from make_captures import CAPF, CCM_TFTP, SAST, download  # noqa: E402
from made_files import PHONE, STRANGER, configuration, record, signed, trust_list  # noqa: E402
from made_packets import Capture  # noqa: E402
from tshark import SHOWN, Tshark  # noqa: E402

TVS, TFTP, CCM = 21, 3, 1
# What the comparison must have met to be worth something.
WANTED = {
    ("signature", "valid"), ("signature", "invalid"), ("signature", "not-checked"),
    ("source", "own-list"), ("source", "earlier-list"), ("source", "given"), ("source", None),
    ("may_sign", True), ("may_sign", False), ("trusted", False),
}  # fmt: skip
# Captures with files that Wireshark's own HTTP and TFTP dissectors do not put together: parts of a file in answers with
# status 206, and blocks that come from another address than the one asked. Check and show alone are compared there.
NOT_JOINED = (
    "range-brings-the-rest", "range-in-any-order", "range-of-trust-list", "tftp-from-other-address",
    "tftp-error-from-other-address",
)  # fmt: skip
PART = "only a part of the file is here"
# Who verifies for himself calls one of these.
OWN_VERIFICATION = ("verify_signed_file(", "find_signers(")

# Of one file. `signer`: subject of the certificate that decided, None without one; `trusted`: of a list with a signer.
Answer = collections.namedtuple("Answer", "signature reason signer may_sign trusted")


# ---- The three ----


def ask_wireshark(tshark, capture, keylog, folder):
    """[(frame, name, Answer)] in the order of the capture."""
    options = [part for name, value in (("tls.keylog_file", keylog), ("cisco_sgn.certificate_folder", folder)) if value
               for part in ("-o", f"{name}:{value if value is folder else tshark.readable(value)}")]
    options += ["-o", "tcp.reassemble_out_of_order:TRUE"]  # as capfcheck sets it
    text = tshark.run("-r", capture, *options, "-Y", "cisco_sgn.signature.verdict", "-T", "pdml", "-J", "cisco_sgn",
                       statuses=SHOWN)
    found = []
    for packet in xml.etree.ElementTree.fromstring(text).iter("packet"):
        frame = int(packet.find("proto[@name='geninfo']/field[@name='num']").get("show"))
        for file in packet.iter("proto"):
            fields = {one.get("name"): one.get("show") for one in file.iter("field")}
            if file.get("name") != "cisco_sgn" or "cisco_sgn.signature.verdict" not in fields:
                continue
            signer = fields.get("cisco_sgn.signature.signer")
            answer = Answer(
                fields["cisco_sgn.signature.verdict"], fields.get("cisco_sgn.signature.reason"), signer,
                "cisco_sgn.signer.other_role" not in fields if signer else None,
                "cisco_sgn.signer.new" not in fields)  # fmt: skip
            found.append((frame, fields.get("cisco_sgn.name"), answer))
    return found


def capfcheck(program, *arguments):
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, timeout=120, check=False)
    return done.stdout.decode()


def answer_of(file, signer):
    known = file["signer_source"] is not None
    return Answer(file["signature"], file["reason"], signer if known else None, file["signer_may_sign"],
                  file.get("signer_trusted_before", True) or not known)  # fmt: skip


def ask_check(program, capture, keylog, folder):
    """A list of phones, each a list of its signed files in check's JSON."""
    options = (["--keylog", keylog] if keylog else []) + (["--cert", folder] if folder else [])
    report = json.loads(capfcheck(program, "check", "--format", "json", *options, capture))["captures"][0]
    return [[file for file in phone["files"] if file["signature"]] for phone in report["phones"]]


class Show:
    """capfcheck show of the files of one capture. Its answer depends on nothing but their bytes: it is asked once."""

    asked = {}

    def __init__(self, program, capture, keylog, place):
        self.program, self.capture, self.keylog, self.place = program, capture, keylog, place

    @functools.cached_property
    def files(self):
        """{digest: file of the capture}"""
        keys = ["--keylog", self.keylog] if self.keylog else []
        capfcheck(self.program, "export", "--show-secrets", "-d", self.place, *keys, self.capture)
        return {hashlib.sha256(one.read_bytes()).hexdigest(): one for one in self.place.rglob("*") if one.is_file()}

    def ask(self, file, lists, folder):
        """`lists`: of check's JSON, those that the phone had before."""
        digests = [one["sha256"] for one in lists]
        question = file["sha256"], tuple(digests), folder
        if question not in self.asked:
            options = [part for one in dict.fromkeys(digests) for part in ("--trust-list", self.files[one])]
            options += ["--cert", folder] if folder else []
            text = capfcheck(self.program, "show", "--format", "json", *options, self.files[file["sha256"]])
            self.asked[question] = json.loads(text)["files"][0]
        return self.asked[question]


# ---- One capture ----


def same_knowledge(file, before):
    """The lists of `before` that count for `file`: show is given them as the phone's own, which trusts them all."""
    holding = [one for one in before if one["kind"] in ("itl", "ctl") and one["signature"] != "invalid"]
    if file["kind"] not in ("itl", "ctl"):
        return holding
    return [one for one in holding if one["signer_may_sign"] and one.get("signer_trusted_before", True)]


def compare(name, wireshark, phones, show, folder, met):
    """Differences, a line each."""
    several = len([phone for phone in phones if phone]) > 1
    shown = collections.defaultdict(list)
    for frame, file_name, answer in wireshark:
        shown[frame].append((file_name, answer))
    for phone in phones:
        for number, file in enumerate(phone):
            what = f"{name}{' with certificates' if folder else ''}: {file['name']} in frames {file['frames']}"
            by_check = answer_of(file, file["signer"])
            listed = show.ask(file, same_knowledge(file, phone[:number]), folder)
            by_show = answer_of(listed, by_check.signer)
            if by_show != by_check or listed["signer_role"] != file["signer_role"]:
                yield f"{what}\n  check {by_check}\n  show  {by_show}"
            met["files"] += 1
            here = [one for frame in file["frames"][-1:] for one in shown.get(frame, [])]
            fitting = [one for one in here if len(here) == 1 or one[0] == file["name"]]
            # Without the file, or without the list that its signer is in, Wireshark has no answer; another one is wrong.
            if pathlib.Path(name).stem in NOT_JOINED and (not fitting or fitting[0][1].signature == "not-checked"):
                met["not joined", pathlib.Path(name).stem] += not fitting or fitting[0][1].reason == PART
                continue
            if not fitting:
                yield f"{what}: Wireshark shows no such file"
                continue
            by_wireshark = fitting[0][1]
            if several:  # it may trust what another phone got
                by_wireshark = by_wireshark._replace(trusted=by_check.trusted)
            if by_wireshark != by_check:
                yield f"{what}\n  check     {by_check}\n  Wireshark {by_wireshark}"
            met.update({("signature", file["signature"]), ("source", file["signer_source"]),
                        ("may_sign", file["signer_may_sign"]), ("trusted", by_check.trusted)})  # fmt: skip


def in_order(capture, place):
    """The capture in time order, by which capfcheck goes; Wireshark goes by the order of the frames."""
    ordered = place / capture.name
    done = subprocess.run(["reordercap", capture, ordered], capture_output=True, text=True, check=False)
    return capture if done.returncode or ", 0 out of order" in done.stdout else ordered


def problems_of(tshark, program, capture, keylog, folder):
    """What differs, and what was met. `folder`: of the certificates that are given."""
    met, problems = collections.Counter(), []
    with tempfile.TemporaryDirectory() as temporary:
        capture = in_order(capture, pathlib.Path(temporary))
        phones = ask_check(program, capture, keylog, None)
        several = len([phone for phone in phones if phone]) > 1
        rounds = [None] if any(phones) and not several else []
        if several or any(file["signature"] == "not-checked" for phone in phones for file in phone):
            rounds.append(folder)
        show = Show(program, capture, keylog, pathlib.Path(temporary) / "files") if rounds else None
        for given in rounds:
            phones = ask_check(program, capture, keylog, given)
            wireshark = ask_wireshark(tshark, capture, keylog, given)
            problems += compare(capture.name, wireshark, phones, show, given, met)
    return problems, met


# ---- Files that no recording has ----


def folders_of_data():
    """{name: files in the order in which a phone gets them}"""
    for folder in sorted(path for part in ("files", "trust") for path in (TESTS / "data" / part).iterdir()):
        files = sorted(folder.glob("*.tlv")) + sorted(folder.glob("*.sgn")) if folder.is_dir() else []
        if files:
            yield f"data-{folder.parent.name}-{folder.name}", [(one.name, one.read_bytes()) for one in files]


def made():
    """{name: files}"""
    itl, config = "ITLSEP0123456789AB.tlv", "SEP0123456789AB.cnf.xml.sgn"
    by_phone, by_stranger = (signed(config, configuration(""), signer) for signer in (PHONE, STRANGER))
    enough = trust_list(itl, [record(SAST, PHONE), record(CCM_TFTP, PHONE)])
    yield "list-by-itself", [(itl, enough), (config, by_phone), (config, by_stranger), (itl, enough)]
    for role in (CCM_TFTP, TFTP, CCM, CAPF, TVS, 99):
        yield f"list-by-role-{role}", [(itl, trust_list(itl, [record(role, PHONE)])), (config, by_phone), (itl, enough)]
    yield "list-by-both-roles", [(itl, trust_list(itl, [record(CCM_TFTP, PHONE), record(SAST, PHONE)]))]
    yield "list-spoilt", [(itl, trust_list(itl, [record(CCM_TFTP, PHONE), record(SAST, PHONE)], spoil=True))]
    yield "list-by-role-2-spoilt", [(itl, trust_list(itl, [record(CCM_TFTP, PHONE)], spoil=True)), (config, by_phone)]
    yield "list-without-signer", [(itl, trust_list(itl, [record(SAST, STRANGER)])), (config, by_stranger)]
    yield "list-by-earlier-list", [(itl, enough), (itl, trust_list(itl, [record(SAST, STRANGER)])), (itl, enough)]
    other = trust_list(itl, [record(SAST, STRANGER), record(TFTP, STRANGER)], signer=STRANGER)
    yield "list-by-stranger", [(itl, enough), (itl, other), (config, by_stranger), (itl, other), (itl, enough)]
    yield "config-by-sast", [(itl, trust_list(itl, [record(SAST, PHONE)])), (config, by_phone)]
    yield "config-by-list", [(itl, enough), (config, enough)]  # the name says one thing, the header another
    yield "list-by-config", [(itl, enough), (itl, by_phone)]


def write_downloads(path, files):
    capture = Capture()
    for name, content in files:
        download(capture, name, content)
    return capture.write(path)


def own_verification():
    """Places outside plugin/trust that verify for themselves."""
    root = TESTS.parent
    for path in sorted([*(root / "plugin/dissect").rglob("*.cc"), *(root / "analyzer").rglob("*.cc")]):
        for call in OWN_VERIFICATION:
            if call in path.read_text(encoding="utf-8"):
                yield f"{path.relative_to(root)} verifies a file for itself: {call}"


def certificate_folder(captures, place):
    """Certificates of the clusters, in a folder that tshark may read."""
    place.mkdir()
    for one in (captures / "certs").glob("*.der"):
        (place / one.name).write_bytes(one.read_bytes())
    (place / "phone.der").write_bytes(PHONE.der)
    for one in [place, *place.iterdir()]:
        one.chmod(0o755)
    return place


def main():
    plugin, program, captures = sys.argv[1], str(pathlib.Path(sys.argv[2]).resolve()), pathlib.Path(sys.argv[3])
    only = sys.argv[4] if len(sys.argv) > 4 else ""
    failures, met = list(own_verification()), collections.Counter()
    with Tshark(plugin) as tshark, tempfile.TemporaryDirectory() as temporary:
        place = pathlib.Path(temporary)
        folder = certificate_folder(captures, tshark.folder / "certificates")
        work = [(path, path.with_suffix(".keylog")) for path in sorted(captures.rglob("*.pcapng"))]
        for name, files in [*folders_of_data(), *made()]:
            work.append((write_downloads(place / f"{name}.pcap", files), place / "none"))
        work = [(path, keylog if keylog.exists() else None) for path, keylog in work if only in path.name]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            results = pool.map(lambda one: problems_of(tshark, program, *one, folder), work)
            for problems, seen in results:
                failures += problems
                met += seen
    if not only:
        failures += [f"no file with {what} {value}" for what, value in sorted(WANTED - set(met), key=str)]
        failures += [f"{name}: Wireshark shows each file, take it out of NOT_JOINED" for name in NOT_JOINED
                     if not met["not joined", name]]
    for failure in failures:
        print(failure)
    print(f"{len(work)} captures, {met['files']} answers compared, {len(failures)} failures")
    return 1 if failures or not met["files"] else 0


if __name__ == "__main__":
    sys.exit(main())
