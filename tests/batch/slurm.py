#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The Slurm job, for real: a job array over shards on a Slurm of one node that this test starts, a node that is lost
while a task runs, and the same results as one batch in the end.

usage: slurm.py CAPTURES JOB_SCRIPT CAPFCHECK

Everything lives in a temporary folder, on free ports of the loopback address. Skipped (status 77) when Slurm is not
installed or cannot be started here.
"""
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from batch_run import end, expect, opening, records, run

captures, script, capfcheck = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scontrol", "sinfo")
SKIPPED = 77
HOST = socket.gethostname().split(".")[0]


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Slurm:
    """munged, slurmctld and slurmd of our own."""

    def __init__(self, folder):
        self.folder = folder
        self.running = {}
        for name in ("state", "spool"):
            (folder / name).mkdir()
        self.configuration = folder / "slurm.conf"
        self.configuration.write_text(
            f"""ClusterName=test
SlurmctldHost={HOST}(127.0.0.1)
SlurmUser=root
SlurmctldPort={free_port()}
SlurmdPort={free_port()}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket,cred_expire=3
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/linear
SchedulerParameters=sched_interval=1,batch_sched_delay=0
KillWait=2
MinJobAge=300
ReturnToService=2
SlurmdParameters=config_overrides
NodeName={HOST} NodeAddr=127.0.0.1 CPUs=1 RealMemory=500 State=UNKNOWN
PartitionName=all Nodes={HOST} Default=YES MaxTime=INFINITE State=UP
"""
        )

    def start(self):
        key = self.folder / "munge.key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o400)
        self.launch("munged", "--foreground", "--force", "--key-file", key, "--socket", self.folder / "munge.socket",
                    "--pid-file", self.folder / "munged.pid", "--seed-file", self.folder / "munged.seed",
                    "--log-file", self.folder / "munged.log")
        self.wait_for("munged", lambda: (self.folder / "munge.socket").exists())
        self.launch("slurmctld", "-D", "-f", self.configuration)
        self.start_node()

    def start_node(self):
        self.launch("slurmd", "-D", "-f", self.configuration, "-N", HOST)
        self.wait_for("the node", lambda: "idle" in self.ask("sinfo", "-h", "-o", "%t"))

    def launch(self, name, *arguments):
        with open(self.folder / f"{name}.out", "ab") as out:
            self.running[name] = subprocess.Popen([name, *arguments], stdout=out, stderr=out, start_new_session=True)

    def wait_for(self, what, condition, seconds=60):
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline or any(one.poll() is not None for one in self.running.values()):
                raise TimeoutError(f"{what} did not come")
            time.sleep(0.1)

    def ask(self, *command):
        done = subprocess.run(list(map(os.fspath, command)), capture_output=True, timeout=60, check=False,
                              env={**os.environ, "SLURM_CONF": str(self.configuration), "CAPFCHECK": capfcheck})
        return done.stdout.decode() + done.stderr.decode()

    def lose_node(self):
        """As when its power goes: slurmd and all that it has started are gone at once."""
        lost = self.running.pop("slurmd")
        for pid in [lost.pid, *self.started_by_node()]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        lost.wait()
        self.ask("scontrol", "update", f"nodename={HOST}", "state=down", "reason=lost")

    def started_by_node(self):
        """Processes that work for our jobs: each has our configuration's name in its environment or arguments."""
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            try:
                known = (place / "environ").read_bytes() + (place / "cmdline").read_bytes()
            except OSError:
                continue
            mine = [one.pid for one in self.running.values()] + [os.getpid()]
            if str(self.folder).encode() in known and int(place.name) not in mine:
                found.append(int(place.name))
        return found

    def stop(self):
        for name in ("slurmd", "slurmctld", "munged"):
            if name in self.running:
                self.running[name].terminate()
        for one in self.running.values():
            try:
                one.wait(timeout=15)
            except subprocess.TimeoutExpired:
                one.kill()
                one.wait()
        self.running = {}
        for pid in self.started_by_node():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def logs(self):
        return "\n".join(f"{path.name}: {path.read_text(errors='replace')[-1500:]}" for path in sorted(self.folder.glob("*.log")))


def check(slurm, folder):
    cases, results = folder / "cases", folder / "results"
    cases.mkdir()
    for path in sorted(captures.glob("s1*.pcapng"))[:12]:
        shutil.copy(path, cases)
    # A task that works on this is not done when its node is lost.
    hangs = folder / "hangs.pcap"
    os.mkfifo(hangs)
    submitted = slurm.ask("sbatch", "--array=1-3", f"--output={folder}/job-%a.log", script, results, cases, hangs, "--timeout", "300")
    expect("submitted", "Submitted batch job" in submitted, submitted)
    job = submitted.split()[-1]
    slurm.wait_for("a task that hangs", lambda: any(is_waiting(pid) for pid in slurm.started_by_node()), seconds=120)
    before = {path.name: path.read_bytes() for path in results.glob("*.jsonl")}
    slurm.lose_node()
    hangs.unlink()
    shutil.copy(captures / "s32-formats-usec.pcap", hangs)
    slurm.start_node() if "down" not in slurm.ask("sinfo", "-h", "-o", "%t") else resume(slurm)
    slurm.wait_for("the end of the job", lambda: job not in slurm.ask("squeue", "-h", "-o", "%A %F"), seconds=240)
    shards = sorted(results.glob("shard-*-of-3.jsonl"))
    expect("a file for each shard", len(shards) == 3, list(results.iterdir()))
    for path in shards:
        expect("nothing reported is lost", path.read_bytes().startswith(before.get(path.name, b"")), path.name)
    merged, one = folder / "merged.jsonl", folder / "one.jsonl"
    code, out, error = run(capfcheck, "merge", merged, *shards)
    status, _, _ = run(capfcheck, "batch", "-o", one, cases, hangs)
    found, alone = records(merged), records(one)
    expect("ends like one batch", code == status, (code, status, out, error))
    verdicts = {name: (record["status"], record["phones"]) for name, record in found.items()}
    expect("says what one batch says", verdicts == {name: (record["status"], record["phones"]) for name, record in alone.items()},
           [name for name in alone if found.get(name, {}).get("phones") != alone[name]["phones"]])
    log = "".join(path.read_text(errors="replace") for path in folder.glob("job-*.log"))
    expect("a task was started again", "captures" in log, log)


def resume(slurm):
    slurm.launch("slurmd", "-D", "-f", slurm.configuration, "-N", HOST)
    slurm.ask("scontrol", "update", f"nodename={HOST}", "state=resume")
    slurm.wait_for("the node again", lambda: "down" not in slurm.ask("sinfo", "-h", "-o", "%t"))


def is_waiting(pid):
    """It is a worker that waits for the other end of a pipe."""
    try:
        return b"batch" in Path(f"/proc/{pid}/cmdline").read_bytes() and opening(pid)
    except OSError:
        return False


def main():
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        skip(f"not installed: {', '.join(missing)} (Debian's slurm-wlm)")
    if os.geteuid() != 0:
        skip("a Slurm of one's own needs root")
    with tempfile.TemporaryDirectory() as place:
        slurm = Slurm(Path(place))
        try:
            try:
                slurm.start()
            except TimeoutError as problem:
                skip(f"Slurm cannot be started here: {problem}\n{slurm.logs()}")
            try:
                check(slurm, slurm.folder)
            except TimeoutError as problem:
                expect(str(problem), False, slurm.ask("squeue") + slurm.ask("sinfo") + slurm.logs())
        finally:
            slurm.stop()
    end()


main()
