#!/usr/bin/env python3
"""systemd_unit.py PROGRAM: the unit of packaging/systemd is well formed, scores 1.5 or better in
systemd-analyze security, and lets through every system call that a run of the program makes (where strace is
there). 77 without systemd-analyze."""
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

UNIT = pathlib.Path(__file__).resolve().parent.parent / "packaging/systemd/swapguard.service"
THRESHOLD = 15  # tenths


def analyze(*words):
    done = subprocess.run(
        ["systemd-analyze", "--no-pager", *map(str, words)], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def is_well_formed():
    with tempfile.TemporaryDirectory(prefix="swapguard-unit-") as folder:
        copy = pathlib.Path(folder) / UNIT.name
        copy.write_text(UNIT.read_text().replace("/usr/bin/swapguard", "/bin/true"))
        code, out, err = analyze("verify", copy)
        complaints = [line for line in (out + err).splitlines() if UNIT.name in line]
        print("verify:", complaints or "nothing to say")
        return code == 0 and not complaints


def scores():
    code, out, _ = analyze("security", "--offline=true", f"--threshold={THRESHOLD}", UNIT)
    print(out.strip().splitlines()[-1])
    return code == 0


def expand(name, seen=None):
    """A group of system calls, as `systemd-analyze syscall-filter` lists it, down to their names."""
    seen = set() if seen is None else seen
    if not name.startswith("@"):
        return {name}
    if name in seen:
        return set()
    seen.add(name)
    _, out, _ = analyze("syscall-filter", name)
    listed = [line.split("#")[0].strip() for line in out.splitlines()[1:]]
    return {call for each in listed if each for call in expand(each, seen)}


def allowed():
    """In the order of the unit: the first list says what is allowed, those with ~ take away again."""
    calls = expand("@default")
    for line in re.findall(r"^SystemCallFilter=(.*)$", UNIT.read_text(), re.M):
        for word in line.removeprefix("~").split():
            calls = calls - expand(word) if line.startswith("~") else calls | expand(word)
    return calls


def used(program):
    """By a demo: server, client, history, two dynos restarted, a clean end."""
    with tempfile.TemporaryDirectory(prefix="swapguard-unit-") as folder:
        trace = pathlib.Path(folder) / "trace"
        process = subprocess.Popen(
            ["strace", "-f", "-qq", "-o", trace, program, "demo", "--time-scale", "240"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=folder,
            env={**os.environ, "ASAN_OPTIONS": "detect_leaks=0"},
        )  # which cannot be traced
        end = time.monotonic() + 120
        for line in process.stdout:
            if "is back after" in line or time.monotonic() > end:
                break
        process.send_signal(signal.SIGINT)
        for child in pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
            subprocess.run(["kill", "-INT", child], check=False)
        process.stdout.read()
        process.wait(60)
        return set(re.findall(r"^\d+ +(\w+)\(", trace.read_text(errors="replace"), re.M))


def main(program):
    if not shutil.which("systemd-analyze"):
        return 77
    fine = is_well_formed() and scores()
    if shutil.which("strace") and program:
        calls = used(program)
        refused = sorted(calls - allowed())
        print(f"system calls: {len(calls)} kinds used, refused by the unit: {refused or 'none'}")
        fine = fine and len(calls) > 20 and not refused
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
