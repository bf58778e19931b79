#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Manual pages and completions against what --help says, and the configuration file.

usage: manuals_and_completions.py CAPTURES CAPFCHECK
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

captures, capfcheck = Path(sys.argv[1]).resolve(), sys.argv[2]
failures = []


def expect(what, condition, seen=""):
    if not condition:
        failures.append(f"{what}: {str(seen)[:500]}")


def run(*arguments, **environment):
    done = subprocess.run([capfcheck, *map(str, arguments)], capture_output=True, timeout=60, check=False, env={**os.environ, **environment})
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def options_of(command):
    """As --help lists them: long and short."""
    text = run(command, "--help")[1]
    # CLI11 has "  -h,--help" up to 2.4, "  -h,        --help" and "             --fields LIST" since.
    listed = re.findall(r"^ {2,13}(-[^ ]+)(?: +(--[^ ]+))?", text, re.MULTILINE)
    return {name for names in listed for part in names for name in part.split(",") if name}


def check_manuals(folder, commands):
    for command in commands:
        page = (folder / f"man/man1/capfcheck-{command}.1").read_text(encoding="utf-8")
        told = {name.replace("\\", "") for line in re.findall(r"^\.TP\n(.*)$", page, re.MULTILINE) for name in re.findall(r"\\fB(.+?)\\fR", line)}
        expect(f"capfcheck-{command}(1) has the options of --help", options_of(command) == {name for name in told if name.startswith("-")}, options_of(command) ^ told)
        expect(f"capfcheck-{command}(1) has examples", ".SH EXAMPLES" in page, page)
    main = (folder / "man/man1/capfcheck.1").read_text(encoding="utf-8")
    for command in commands:
        expect(f"capfcheck(1) tells of {command}", f"capfcheck\\-{command}" in main)
    for page in (folder / "man/man1").iterdir():
        if shutil.which("groff"):
            done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-Kutf8", page], capture_output=True, timeout=60, check=False)
            expect(f"{page.name} is good roff", done.returncode == 0 and not done.stderr, done.stderr)


def check_bash(folder, commands):
    script = folder / "bash-completion/completions/capfcheck"

    def complete(*words):
        program = f'source {script}; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _capfcheck; printf "%s\\n" "${{COMPREPLY[@]}}"'
        done = subprocess.run(["bash", "-c", program, "bash", *words], capture_output=True, timeout=60, check=False, cwd=folder)
        expect(f"bash completes {words}", done.returncode == 0, done)
        return set(done.stdout.decode().split())

    for command in commands:
        expect(f"bash: options of {command}", options_of(command) == complete("capfcheck", command, "-"), options_of(command) ^ complete("capfcheck", command, "-"))
    expect("bash: check is the default", complete("capfcheck", "--keyl") == {"--keylog"}, complete("capfcheck", "--keyl"))
    expect("bash: commands", set(commands) <= complete("capfcheck", ""), complete("capfcheck", ""))
    expect("bash: words of an option", complete("capfcheck", "--format", "js") == {"json", "jsonl"}, complete("capfcheck", "--format", "js"))
    expect("bash: folders", complete("capfcheck", "export", "-d", "") == {"bash-completion", "zsh", "fish", "man"}, complete("capfcheck", "export", "-d", ""))


def check_others(folder, commands):
    zsh, fish = folder / "zsh/vendor-completions/_capfcheck", folder / "fish/vendor_completions.d/capfcheck.fish"
    for command in commands:
        for name in options_of(command):
            in_zsh = f"{name}[" in zsh.read_text(encoding="utf-8")
            in_fish = re.search(rf" -{'l' if name.startswith('--') else 's'} {re.escape(name.lstrip('-'))}( |$)", fish.read_text(encoding="utf-8"), re.MULTILINE)
            expect(f"{name} of {command} is in zsh's and fish's completion", in_zsh and in_fish)
    for shell, script in (("bash", folder / "bash-completion/completions/capfcheck"), ("zsh", zsh), ("fish", fish)):
        if shutil.which(shell):
            done = subprocess.run([shell, "-n", script], capture_output=True, timeout=60, check=False)
            expect(f"{shell} reads its completion", done.returncode == 0, done.stderr)


def check_configuration(folder):
    name = "s01-happy-http-rsa2048-tls12"
    capture = captures / f"{name}.pcapng"
    home = folder / "home"
    config = home / "capfcheck/config"
    config.parent.mkdir(parents=True)
    (config.parent / "keys").symlink_to(captures)
    config.write_text(f"# for every call\nkeylog = keys/{name}.keylog\n", encoding="utf-8")
    plain, keyed = run(capture, XDG_CONFIG_HOME=str(folder)), run("--keylog", captures / f"{name}.keylog", capture, XDG_CONFIG_HOME=str(folder))
    expect("keys make a difference", plain != keyed)
    expect("the usual file is read", run(capture, XDG_CONFIG_HOME=str(home)) == keyed, run(capture, XDG_CONFIG_HOME=str(home)))
    expect("--config names another", run("--config", config, capture, XDG_CONFIG_HOME=str(folder)) == keyed)
    expect("and the usual one is not read then", run("--config=/dev/null", capture, XDG_CONFIG_HOME=str(home)) == plain)
    config.write_text("keylogg = x\n", encoding="utf-8")
    code, out, error = run(capture, XDG_CONFIG_HOME=str(home))
    expect("what is wrong in it is told", code == 2 and not out and "--config" in error and "line 1" in error and "did you mean keylog?" in error, error)
    expect("--help works all the same", run("check", "--help", XDG_CONFIG_HOME=str(home))[0] == 0)
    code, _, error = run("--config", folder / "none", capture)
    expect("a file that is not there", code == 2 and "--config" in error, error)


def main():
    commands = re.findall(r"^  (?!capfcheck)([a-z]+) ", run("--help")[1], re.MULTILINE)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "share"
        code, _, error = run("generate", folder)
        expect("generate", code == 0 and not error, error)
        check_manuals(folder, commands)
        check_bash(folder, commands)
        check_others(folder, commands)
        check_configuration(Path(name))
    for failure in failures:
        print(failure)
    print(f"{len(failures)} failures")
    return 1 if failures else 0


sys.exit(main())
