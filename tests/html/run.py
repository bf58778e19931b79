#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes HTML reports and looks at them in Chromium (check_report.mjs).

usage: run.py SOURCE_FOLDER WORK_FOLDER CAPFCHECK [--pictures FOLDER]
Installs playwright-core from npm into WORK_FOLDER, as package-lock.json says. Where node, npm, Chromium or npm's registry
are missing it says so and exits 77 (skipped), but 1 when CAPFCHECK_REQUIRE_ALL_TESTS is set, as .ci/run does.
--pictures writes the pictures of the documentation.
"""
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SKIPPED = 77
MANY = ("s26-six-phones", "s14-capf-port-closed", "s16-capf-untrusted-tls12", "s18-certhash-stale", "s24-feature-not-enabled",
        "s30-starts-mid-capf", "s38-tvs-valid", "s45-capf-closed-then-ok")  # fmt: skip

# Two servers with two lists, registrations that went well and that did not, certificates of phones.
ACROSS = ("s26-six-phones", "generated/two-servers-two-lists", "generated/sips-registered-tls12", "generated/sccps-alert-45",
          "generated/sips-phone-closes-then-stays", "generated/sip-two-phones-one-refused", "generated/sccps-mic-alert-48")  # fmt: skip

ZONE = {**os.environ, "TZ": "UTC-9"}  # for --time=local: nine hours before UTC, as in Tokyo


def skip(why):
    print(f"the HTML report was not looked at in a browser: {why}", file=sys.stderr)
    sys.exit(1 if os.environ.get("CAPFCHECK_REQUIRE_ALL_TESTS") else SKIPPED)


def program(*names):
    for name in names:
        found = shutil.which(name)
        if found:
            return found
    return skip(f"there is no {names[0]}")


def install(here, work, npm):
    """Leaves what is installed already alone."""
    lock = (here / "package-lock.json").read_bytes()
    stamp = work / "installed.json"
    if stamp.exists() and stamp.read_bytes() == lock:
        return
    work.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(here / name, work / name)
    done = subprocess.run(
        [npm, "ci", "--ignore-scripts"], cwd=work, capture_output=True, text=True, timeout=300, check=False
    )
    if done.returncode != 0:
        skip("npm cannot install playwright-core: " + done.stderr.strip()[-500:])
    stamp.write_bytes(lock)


def main():
    source, work, capfcheck = (Path(argument).resolve() for argument in sys.argv[1:4])
    pictures = Path(sys.argv[5]).resolve() if sys.argv[4:5] == ["--pictures"] else None
    here = source / "tests/html"
    node, npm = program("node", "nodejs"), program("npm")
    chromium = program("chromium", "chromium-browser")
    install(here, work, npm)
    captures = Path("captures")  # as a user in the project's folder names them: the pictures show no other
    hostile = source / "tests/data/hostile/names.pcapng"

    with tempfile.TemporaryDirectory(prefix="capfcheck-html-") as folder:
        folder = Path(folder)
        evil = folder / "\"><img src=x onerror=window.hacked='file'>\udcff.pcapng"
        evil.write_bytes(hostile.read_bytes())
        reports = {
            "one": [captures / "cucm-document.pcapng"],
            "keyed": [f"--keylog={captures / 's01-happy-http-rsa2048-tls12.keylog'}", captures / "s01-happy-http-rsa2048-tls12.pcapng"],
            "failed": [captures / "s14-capf-port-closed.pcapng"],
            "many": [captures / f"{name}.pcapng" for name in MANY],
            "across": [captures / f"{name}.pcapng" for name in ACROSS],
            "fifty": [path.relative_to(source) for path in sorted((source / captures).glob("s*.pcapng"))[:50]],
            "crowd": [path.relative_to(source) for path in sorted((source / captures / "generated").glob("*.pcapng"))],
            "local": ["--time=local", captures / "s14-capf-port-closed.pcapng"],
            "hostile": [evil],
            "japanese": ["--lang=ja", captures / "s14-capf-port-closed.pcapng"],
            "japanese-many": ["--lang=ja", *(path.relative_to(source) for path in sorted((source / captures / "generated").glob("*.pcapng")))],
        }
        truth = source / captures / "s48-jabber-unknown-device.json"
        subprocess.run([sys.executable, truth.parent / "generator/make_logs.py", truth, folder / "logs"], check=True)
        (folder / "logs/logs.json").unlink()
        reports["logged"] = [truth.with_suffix(".pcapng"), folder / "logs"]
        for name, inputs in reports.items():
            command = [capfcheck, "--format", "html", "-o", folder / f"{name}.html", *inputs]
            done = subprocess.run(
                [str(part) for part in command], cwd=source, env=ZONE, capture_output=True, text=True, check=False
            )
            if done.returncode not in (0, 1, 3, 4):  # 4: a damaged capture is among them
                sys.exit(f"{name}: status {done.returncode}: {done.stderr}")
        command = [node, here / "check_report.mjs", work, chromium, folder, *([pictures] if pictures else [])]
        return subprocess.run([str(part) for part in command], check=False, timeout=900).returncode


if __name__ == "__main__":
    sys.exit(main())
