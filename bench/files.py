#!/usr/bin/env python3
"""bench/files.py BIN DATA [--short]: saved logs from file to decisions, beside rg, grep and wc.

Each round runs all of them once, in turn; what counts is the processor time of each, so that what others on
the machine take does not. Two readings of a log must give the same bytes whatever it is packed in and however
many threads read it.
"""
import resource
import subprocess
import sys
from pathlib import Path

LITERAL = "sample#memory_total"


def processor_seconds(words):
    """User and system time of a command. Its output is read: grep stops at the first match if nobody does."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with subprocess.Popen(words, stdout=subprocess.PIPE) as command:
        while command.stdout.read(1 << 20):
            pass
    if command.returncode != 0:
        raise subprocess.CalledProcessError(command.returncode, words)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def quantile(values, share):
    values = sorted(values)
    return values[int(share * (len(values) - 1) + 0.5)]


def row(case, ours, reference, name, octets, least, aim):
    ratios = [theirs / max(mine, 1e-4) for mine, theirs in zip(ours, reference)]
    speed = lambda times: f"{octets / max(quantile(times, 0.5), 1e-4) / 1e9:.2f} GB/s"
    figures = "\t".join(f"{quantile(ratios, share):.3g}" for share in (0.5, 0.1, 0.9))
    print(f"row\t{case}\t{speed(ours)}\t{name} {speed(reference)}\t{figures}\t{least}\t{aim}", flush=True)


def replay(program, *words):
    return [program, "replay", "--json", "-a", "acme", *words]


def race(contenders, rounds):
    times = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, words in contenders.items():
            times[name].append(processor_seconds(words))
    return times


def same_whatever_the_way(program, file):
    packed = [file.with_suffix(file.suffix + ending) for ending in (".gz", ".zst")]
    for pack, target in zip((["gzip", "-k", "-1"], ["zstd", "-q", "-k"]), packed):
        if not target.exists():
            subprocess.run([*pack, file], check=True)
    read = lambda *words: subprocess.run(replay(program, "--tick", "10m", *words), capture_output=True).stdout
    first = read(file)
    others = [read("--threads", "2", file), *(read(each) for each in packed)]
    if not first or any(other != first for other in others):
        print(f"{file.name}: threads or packing change the output")
        return False
    return True


def main():
    build, data = Path(sys.argv[1]), Path(sys.argv[2])
    short = "--short" in sys.argv
    program = build / "swapguard"
    right = all(same_whatever_the_way(program, data / name) for name in ("one-app.lpx", "one-app.log"))
    for name, kind, least, aim in (("one-app.lpx", "logplex file", "0.9", "1.2"),
                                   ("one-app.log", "`heroku logs` text file", "0.7", "1.0")):
        file = data / name
        times = race({"ours": replay(program, file), "rg": ["rg", "-c", LITERAL, file],
                      "grep": ["grep", "-c", LITERAL, file], "wc": ["wc", "-l", file],
                      "gz": replay(program, str(file) + ".gz"), "gunzip": ["gzip", "-dc", str(file) + ".gz"],
                      "zst": replay(program, str(file) + ".zst"),
                      "unzstd": ["zstd", "-qdc", str(file) + ".zst"]}, 1 if short else 7)
        size = file.stat().st_size
        row(f"{kind} to decisions", times["ours"], times["rg"], "rg -c", size, least, aim)
        row("the same against grep -c", times["ours"], times["grep"], "grep -c", size, "", "")
        row("the same against wc -l", times["ours"], times["wc"], "wc -l", size, "", "")
        row("the same, .gz", times["gz"], times["gunzip"], "gzip -dc", size, "", "")
        row("the same, .zst", times["zst"], times["unzstd"], "zstd -dc", size, "", "")
    sys.exit(0 if right else 1)


if __name__ == "__main__":
    main()
