#!/usr/bin/env python3
"""mutations.py [WORD…]: breaks each promise on purpose and demands that the simulation notices.

Each tests/sim/mutations/*.patch takes back one line of what keeps S1 to S13 (or liveness). One after another
is applied to a copy of the tree, the simulation is built and plays the default worlds; a patch that no world
notices, or that no longer applies, is a failure. With words only patches whose name holds one are tried.
SWAPGUARD_SIM_SEEDS sets the number of worlds, SWAPGUARD_MUTATION_JOBS how many compilers run at once."""
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATCHES = ROOT / "tests/sim/mutations"
TREE = ROOT / "build/mutations"
PROGRAM = TREE / "build/simulation/simulation"
NEEDED = ["src", "tests", "cmake", "web", "bench", "docs", "packaging", "examples", "CHANGELOG.md", "LICENSE",
          "README.md", "CMakeLists.txt", "CMakePresets.json"]
JOBS = os.environ.get("SWAPGUARD_MUTATION_JOBS", "2")
WORLDS_WITHIN = 600  # seconds


# The copy's paths are to look to ccache like those of any other tree.
ENVIRONMENT = {**os.environ, "CCACHE_BASEDIR": str(TREE), "CCACHE_NOHASHDIR": "1"}


def run(*words, **more):
    return subprocess.run([str(word) for word in words], text=True, capture_output=True, env=ENVIRONMENT,
                          **more)


def files():
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *NEEDED, cwd=ROOT)
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def copy_tree():
    """What has not changed keeps its time, so that the second run builds only what is new."""
    wanted = set(files())
    for name in wanted:
        source, copy = ROOT / name, TREE / name
        if copy.exists() and copy.read_bytes() == source.read_bytes():
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, copy)
    for folder in ("src", "tests"):
        for copy in (TREE / folder).rglob("*"):
            if copy.is_file() and str(copy.relative_to(TREE)) not in wanted:
                copy.unlink()


def build():
    """Nothing, or what the compiler says."""
    if not (TREE / "build/simulation/build.ninja").exists():
        made = run("cmake", "--preset", "simulation", cwd=TREE)
        if made.returncode != 0:
            return made.stdout + made.stderr
    built = run("cmake", "--build", "--preset", "simulation", "--target", "simulation", f"-j{JOBS}", cwd=TREE)
    return "" if built.returncode == 0 else built.stdout + built.stderr


def play():
    """Whether all rules held; the rule that broke; the seed of the world that broke it."""
    try:
        played = run(PROGRAM, timeout=WORLDS_WITHIN)
    except subprocess.TimeoutExpired:
        return False, "no end", ""
    broken = re.search(r"^(\S+) at \d{4}-", played.stdout, re.M)
    seed = re.search(r"^again: .*seed=(\d+)", played.stdout, re.M)
    if played.returncode == 0:
        return True, "", ""
    rule = broken.group(1) if broken else f"ended by signal {-played.returncode}"
    return False, rule, seed.group(1) if seed else "?"


def patch(file, *more):
    return run("patch", "-p1", "--batch", "--no-backup-if-mismatch", "-r-", *more, "-i", file, cwd=TREE)


def attempt(file):
    """What became of one mutation: (caught, words)."""
    applied = patch(file, "--forward")
    if applied.returncode != 0:
        return False, f"no longer applies: the line it breaks has changed. Write it anew.\n{applied.stdout}"
    try:
        trouble = build()
        if trouble:
            return False, f"does not compile:\n{trouble[-3000:]}"
        held, rule, seed = play()
        return not held, "NOT NOTICED" if held else f"{rule}, in the world of seed {seed}"
    finally:
        patch(file, "--reverse")


def main():
    words = sys.argv[1:]
    chosen = [file for file in sorted(PATCHES.glob("*.patch"))
              if not words or any(word in file.stem for word in words)]
    copy_tree()
    trouble = build()
    if trouble:
        sys.exit(f"the tree does not build:\n{trouble[-3000:]}")
    held, rule, seed = play()
    if not held:
        sys.exit(f"the tree breaks {rule} without any mutation, in the world of seed {seed}")
    missed = []
    for file in chosen:
        began = time.monotonic()
        caught, says = attempt(file)
        took = time.monotonic() - began
        print(f"{'caught' if caught else 'MISSED'}  {file.stem:45} {says} ({took:.0f} s)", flush=True)
        if not caught:
            missed.append(file.stem)
    print(f"{len(chosen) - len(missed)} of {len(chosen)} mutations caught")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
