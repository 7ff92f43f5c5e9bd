#!/usr/bin/env python3
"""run.py BUILD [--runs N | --seconds S] [--keep] [TARGET...]: fuzzes with the libFuzzer programs of a build
folder (presets fuzz and clang-quick) and prints executions, coverage and findings of each. What is found
stays in BUILD/findings. --keep takes into the corpus what reaches new code: small inputs, one for each."""
import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
LONGEST = 4096


def seeds_of(target):
    named = re.findall(r"^// Seeds: (.*)$", (HERE / f"{target}.cpp").read_text(), re.M)
    return [SOURCE / each for line in named for each in line.split()]


def spread(seeds, folder):
    """libFuzzer takes folders of inputs: each line of a seed file becomes one, and so does the file."""
    count = 0
    for seed in seeds:
        for file in sorted(seed.rglob("*")) if seed.is_dir() else [seed]:
            if not file.is_file():
                continue
            data = file.read_bytes()
            for piece in {data[:LONGEST], *data.split(b"\n")}:
                (folder / f"seed{count}").write_bytes(piece)
                count += 1


def fuzz(build, target, limits, keep):
    program = build / "tests/fuzz" / f"fuzz_{target}"
    corpus = HERE / "corpus" / target
    findings = build / "findings"
    findings.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="swapguard-fuzz-") as scratch:
        folders = [pathlib.Path(scratch) / name for name in ("new", "seeds", "least")]
        for folder in folders:
            folder.mkdir()
        new, seeds, least = folders
        spread(seeds_of(target), seeds)
        options = [
            f"-dict={HERE / 'words.dict'}",
            f"-max_len={LONGEST}",
            "-timeout=20",
            "-rss_limit_mb=1024",
            f"-artifact_prefix={findings}/{target}-",
            "-print_final_stats=1",
            *limits,
        ]
        done = subprocess.run(
            [program, *options, new, corpus, seeds],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        text = done.stderr
        executed = re.search(r"number_of_executed_units: (\d+)", text)
        reach = re.findall(r"cov: (\d+) ft: (\d+)", text)
        print(
            f"{target:14} {int(executed[1]) if executed else 0:>10} executions  "
            f"{reach[-1][0] if reach else '?':>6} edges  {'ok' if done.returncode == 0 else 'FINDING'}",
            flush=True,
        )
        if done.returncode != 0:
            print(text[-6000:])
        elif keep:
            subprocess.run(
                [program, "-merge=1", f"-max_len={LONGEST}", least, corpus, new],
                check=True,
                capture_output=True,
            )
            for file in list(least.iterdir()):
                if file.stat().st_size <= 1024 and not any(
                    each.read_bytes() == file.read_bytes() for each in corpus.iterdir()
                ):
                    (corpus / f"{file.name[:12]}.bin").write_bytes(file.read_bytes())
        return done.returncode == 0, int(executed[1]) if executed else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--runs", type=int)
    parser.add_argument("--seconds", type=int)
    parser.add_argument("--keep", action="store_true")
    given = parser.parse_args()
    limits = (
        [f"-max_total_time={given.seconds}"] if given.seconds else [f"-runs={given.runs or 20000}", "-seed=1"]
    )
    targets = given.targets or sorted(each.stem for each in HERE.glob("*.cpp") if each.stem != "replay_main")
    results = [fuzz(given.build.resolve(), target, limits, given.keep) for target in targets]
    print(
        f"{len(results)} targets, {sum(count for _, count in results)} executions, "
        f"{sum(not fine for fine, _ in results)} with findings"
    )
    return 0 if all(fine for fine, _ in results) else 1


if __name__ == "__main__":
    sys.exit(main())
