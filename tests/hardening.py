#!/usr/bin/env python3
"""hardening.py PROGRAM...: what a release must be hardened with, read back from the program itself with
readelf. Programs that are not there, or older than the flags, are passed over; 77 when none is left."""
import pathlib
import re
import subprocess
import sys


def readelf(program, *options):
    done = subprocess.run(
        ["readelf", "--wide", *options, program], capture_output=True, text=True, check=True
    )
    return done.stdout


def text_section(program):
    found = re.search(r"\] \.text\s+PROGBITS\s+\S+ (\S+) (\S+)", readelf(program, "--section-headers"))
    offset, size = (int(each, 16) for each in found.groups())
    return pathlib.Path(program).read_bytes()[offset : offset + size]


def findings(program):
    header, segments = readelf(program, "--file-header"), readelf(program, "--program-headers")
    dynamic, symbols = readelf(program, "--dynamic"), readelf(program, "--dyn-syms")
    checks = {
        "position independent (-pie)": "DYN (" in header and "INTERP" in segments,
        "read-only relocations (-z relro)": "GNU_RELRO" in segments,
        "all symbols bound at the start (-z now)": re.search(r"BIND_NOW|FLAGS_1.*NOW", dynamic) is not None,
        "no executable stack (-z noexecstack)": re.search(r"GNU_STACK.* RW +0x", segments) is not None,
        "nothing writable and executable": re.search(r"LOAD.* RWE ", segments) is None,
        "no search path of its own": "RPATH" not in dynamic and "RUNPATH" not in dynamic,
        "no relocations of code": "TEXTREL" not in dynamic,
        "stack protector (-fstack-protector-strong)": "__stack_chk_fail" in symbols,
        "checked calls (-D_FORTIFY_SOURCE=3)": re.search(r"__\w+_chk", symbols.replace("__stack_chk", ""))
        is not None,
    }
    if "X86-64" in header:
        code = text_section(program)
        checks["landing pads (-fcf-protection)"] = b"\xf3\x0f\x1e\xfa" in code  # endbr64
        probes = (b"\x48\x83\x0c\x24\x00", b"\x48\xc7\x04\x24\x00\x00\x00\x00")  # or, mov qword [rsp], 0
        checks["probed stack (-fstack-clash-protection)"] = any(probe in code for probe in probes)
    return checks


def main(programs):
    flags = pathlib.Path(__file__).resolve().parent.parent / "cmake" / "Toolchain.cmake"
    there = [
        program
        for program in programs
        if pathlib.Path(program).is_file() and pathlib.Path(program).stat().st_mtime > flags.stat().st_mtime
    ]
    bad = 0
    for program in there:
        for name, holds in findings(program).items():
            print(f"{'ok  ' if holds else 'MISSING'} {name}")
            bad += not holds
        print(f"{program}: {bad or 'nothing'} missing")
    if not there:
        print("no program to look at")
        return 77
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
