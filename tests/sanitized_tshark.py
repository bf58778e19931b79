# SPDX-License-Identifier: GPL-2.0-or-later
"""Real tshark with a plugin that is built with AddressSanitizer and UndefinedBehaviorSanitizer (preset `sanitizers`).

    with SanitizedTshark(plugin) as tshark:
        faults, peak = tshark.replay("-r", pathlib.Path("a.pcapng"), "-V")

tshark itself is the system's. What it or its libraries leak is theirs: a leak counts when the innermost caller that is no
library of memory functions is our plugin.
"""
import os
import re
import subprocess
import tempfile
import threading

from tshark import FAULTS, SHOWN, Tshark

# Whose frames stand between an allocation and who wanted it.
ALLOCATORS = re.compile(r"lib(asan|ubsan|glib-2|stdc\+\+|c|crypto|wsutil)[.\w-]*\.so|/sanitizer_common/|/libasan|/c\+\+/")
OURS = re.compile(r"capf\.so|/plugin/(wire|trust|dissect)/|/plugin/plugin\.cc")
EXIT = 99  # of a sanitizer's complaint


def runtime_libraries():
    """The sanitizers' runtime has to be in the program before the plugin asks for it."""
    names = ("libasan.so", "libubsan.so")
    found = (subprocess.run(["g++", f"-print-file-name={name}"], capture_output=True, text=True, check=True) for name in names)
    return ":".join(one.stdout.strip() for one in found)


def leaks_of_ours(text):
    """Each leak report whose memory our code asked for."""
    for block in re.split(r"\n(?=(?:Direct|Indirect) leak of )", text)[1:]:
        frames = [line for line in block.splitlines() if re.match(r"\s+#\d+ ", line)]
        callers = [frame for frame in frames if not ALLOCATORS.search(frame)]
        if callers and OURS.search(callers[0]):
            yield "\n".join([block.splitlines()[0], *frames])


class SanitizedTshark(Tshark):
    def __init__(self, plugin, environment=None):
        super().__init__(plugin, {
            "LD_PRELOAD": runtime_libraries(),
            "ASAN_OPTIONS": f"exitcode={EXIT}:detect_leaks=1:allocator_may_return_null=1",
            "LSAN_OPTIONS": "exitcode=0:max_leaks=0",
            "UBSAN_OPTIONS": "print_stacktrace=1",
            **(environment or {}),
        })  # fmt: skip

    def replay(self, *arguments, timeout=60):
        """(what is wrong, peak of memory in MB) of one run, whose output is not kept."""
        with tempfile.TemporaryFile() as complaint:
            process = self.popen(*arguments, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=complaint)
            return judge(process, complaint, timeout, SHOWN)


def judge(process, complaint, timeout, statuses):
    """Waits for a program, and says what is wrong with how it ended and what it complained of. `timeout` is of processor
    time: on a busy machine the clock says nothing."""
    late = threading.Event()
    timer = threading.Timer(20 * timeout, lambda: (late.set(), process.kill()))
    timer.start()
    _, status, usage = os.wait4(process.pid, 0)
    timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    complaint.seek(0)
    text = complaint.read().decode(errors="replace")
    faults = list(leaks_of_ours(text))
    told = text.split("ERROR: LeakSanitizer")[0]
    faults += [line for line in told.splitlines() if any(fault in line for fault in FAULTS)]
    if late.is_set() or usage.ru_utime + usage.ru_stime > timeout:
        faults.append(f"took more than {timeout} s")
    elif process.returncode not in statuses:
        faults.append(f"exit status {process.returncode}\n{told[-3000:]}")
    return faults, usage.ru_maxrss // 1024
