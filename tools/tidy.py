#!/usr/bin/env python3
"""tidy: the rules of the house as a test. `tools/tidy.py [FOLDER]` lists what breaks them; STYLE.md says why.

Each rule is a row of RULES: its name, the files it looks at, and a function that yields (line, message).
"""
import os
import re
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

LINE_MAX, FILE_MAX, TEST_MAX, FUNCTION_MAX = 110, 300, 500, 60
NOT_OURS = {"build", "node_modules", ".git", "data", "__pycache__"}
TEXT = {".h", ".cpp", ".py", ".sh", ".md", ".cmake", ".txt", ".toml", ".js", ".mjs", ".ts", ".css", ""}

# Who may include whom: the first row whose pattern fits the file holds. Tests beside a source add TEST_ONLY.
CORE = ["base", "platform", "logplex", "observe", "fleet", "learn", "policy", "guard"]
INTERFACES = ["io/http/message.h", "io/http/server.h", "io/http/client.h", "io/http/tls_context.h",
              "io/history/history.h"]
LAYERS = [
    *((f"src/core/{name}/", [f"core/{below}/" for below in CORE[: i + 1]]) for i, name in enumerate(CORE)),
    ("src/io/web/", ["core/", "io/web/", "io/api/"] + INTERFACES),  # pages stand on the API's plain data
    (r"src/io/(\w+)/", ["core/", r"io/\1/"] + INTERFACES),
    ("src/sim/model/", ["core/", "sim/model/"]),
    ("src/sim/server/", ["core/", "sim/"] + INTERFACES),
    ("src/rehearse/", ["core/", "rehearse/"]),
    ("src/app/", ["core/", "io/", "sim/", "rehearse/", "app/"]),
    ("src/", []),
]
TEST_ONLY = ["support/", "core/", "sim/model/"]

# Third parties: an include that starts so may stand only in files that match.
CONFINED = [
    ("boost/beast", r"(?!)"),  # nowhere: reads leniently, compiles slowly
    ("curl/", r"src/io/http/.*\.cpp"),
    ("soci/", r"src/io/history/"),
    ("sqlite3", r"src/io/history/"),
    ("toml++/", r"src/io/config/"),
    ("date/", r"src/io/config/"),
    ("CLI/", r"src/app/cli\.cpp"),
    ("boost/", r"(?!src/core/|src/sim/model/|src/rehearse/)"),
    ("openssl/", r"(?!src/core/|src/sim/model/|src/rehearse/)"),
    ("zlib.h", r"(?!src/core/|src/sim/model/|src/rehearse/)"),
    ("zstd.h", r"src/io/intake/|.*_test\.cpp"),
    ("protozero/", r"src/io/otlp/"),
    ("gtest/", r"tests/|.*(_test\.cpp|/testing\.h)"),
    ("gmock/", r"tests/|.*(_test\.cpp|/testing\.h)"),
    ("rapidcheck", r"tests/|.*(_test\.cpp|/testing\.h)"),
]
CORE_ANGLE = re.compile(r"[a-z_0-9]+|tl/expected\.hpp|fmt/\w+\.h|gtest/gtest\.h|gmock/gmock\.h|rapidcheck\S*")
CORE_WORDS = re.compile(
    r"::now\(|\bsleep|random_device|\bgetenv|\bthreads?\b|\bjthread\b|\bmutex\b|<iostream>|\bunordered_\w+<")
LOOKED_UP = "looked up only"  # the promise that lets an unordered container into core
CO_AWAIT = re.compile(
    r"(?:.*\)\s+|else\s+)?"  # the head of an if, for or while
    r"(?:co_return\s+|[\w:<>,&*\s\[\].()-]+?\s=\s*)?co_await [^{}]*", re.S)
HEADING = re.compile(r"^#+ +(.*)$", re.M)
OUTSIDE = re.compile(r"(?<![\w.])/(?:home|root|Users|mnt|media|work)/\w")

Source = namedtuple("Source", "root path text code")  # code: text without comments and the insides of strings
Rule = namedtuple("Rule", "name files check")


def blank(match):
    """A comment or string becomes blanks, so that lines keep their numbers."""
    text = re.sub(r"[^\n]", " ", match.group(0))
    quote = match.group(0)[-1]
    return quote + text[1:-1] + quote if quote in "\"'" else text


def strip(text):
    pattern = (r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"'
               r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'")
    keep_includes = re.compile(r'^\s*#\s*include\b[^\n]*', re.M)
    includes = {m.start(): m.group(0) for m in keep_includes.finditer(text)}
    code = re.sub(pattern, blank, text, flags=re.S)
    for start, line in includes.items():
        code = code[:start] + line + code[start + len(line):]
    return code


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def includes(source):
    for match in re.finditer(r'^\s*#\s*include\s+(["<])([^">]+)', source.code, re.M):
        yield line_of(source.code, match.start()), match.group(1), match.group(2)


def is_test(path):
    return path.endswith("_test.cpp") or path.endswith("_test.py") or path.startswith("tests/")


def layers(source):
    """The arrows of ARCHITECTURE.md: our own headers are included with quotes and by their path from src/."""
    for pattern, allowed in LAYERS:
        match = re.match(pattern, source.path)
        if match:
            break
    allowed = [match.expand(name) for name in allowed] + (TEST_ONLY if is_test(source.path) else [])
    for line, bracket, name in includes(source):
        if bracket == '"' and not name.startswith(tuple(allowed)):
            yield line, f"includes {name}; may include {', '.join(allowed)}"


def libraries(source):
    for line, bracket, name in includes(source):
        for library, place in CONFINED:
            if name.startswith(library):
                if not re.match(place, source.path):
                    yield line, f"{name} is not for here"
                break


def core_is_pure(source):
    for line, bracket, name in includes(source):
        if bracket == "<" and not CORE_ANGLE.fullmatch(name):
            yield line, f"core includes <{name}>"
    lines = source.text.split("\n")
    for match in CORE_WORDS.finditer(source.code):
        line = line_of(source.code, match.start())
        if match.group(0).startswith("unordered") and LOOKED_UP in lines[line - 1]:
            continue
        yield line, f"core must not know `{match.group(0)}`"


def lines_of_code(code):
    return sum(1 for line in code.split("\n") if line.strip())


def functions(code):
    """(line, lines) of each function: a brace outside any function whose head has a parameter list. The rows
    of a table in it, a brace that opens a value, are data and do not count."""
    start, opened, rows, heads = 0, None, 0, []  # heads: what the open braces are, and where
    for match in re.finditer(r"[{};]", code):
        at = match.start()
        if match.group() == "{":
            head, before, kinds = code[start:at], code[:at].rstrip(), [kind for kind, _ in heads]
            if "function" not in kinds and "(" in head:
                opened, rows, kind = start + len(head) - len(head.lstrip()), 0, "function"
            elif "function" in kinds and (len(before) == at or before.endswith(("=", ",", "return"))):
                kind = "inner" if "value" in kinds else "value"
            else:
                kind = "block"
            heads.append((kind, at))
        elif match.group() == "}" and heads:
            kind, began = heads.pop()
            if kind == "value":
                rows += lines_of_code(code[began:at]) - 1
            elif kind == "function":
                yield line_of(code, opened), lines_of_code(code[opened : at + 1]) - rows
        start = at + 1


def sizes(source):
    lines = source.text.split("\n")
    limit = TEST_MAX if is_test(source.path) else FILE_MAX
    if len(lines) - 1 > limit:
        yield 1, f"{len(lines) - 1} lines; at most {limit}"
    for number, line in enumerate(lines, 1):
        if len(line) > LINE_MAX:
            yield number, f"{len(line)} columns; at most {LINE_MAX}"


def function_sizes(source):
    for line, length in functions(source.code):
        if length > FUNCTION_MAX:
            yield line, f"a function of {length} lines of code; at most {FUNCTION_MAX}"


def awaits_alone(source):
    """g++ 12 miscompiles compound forms without a warning: docs/decisions/0002-threads.md."""
    for match in re.finditer(r"\bco_await\b", source.code):
        start = max(source.code.rfind(mark, 0, match.start()) for mark in ";{}") + 1
        end = source.code.find(";", match.start())
        statement = re.sub(r"^\s*(?:#.*\n|\s)*", "", source.code[start:end]).strip()
        if not CO_AWAIT.fullmatch(statement) or statement.count("co_await") > 1:
            yield line_of(source.code, match.start()), "co_await must stand alone in its statement"


def header_form(source):
    if not source.text.startswith("//"):
        yield 1, "a header opens with a comment: what it is for"
    if "\n#pragma once\n" not in source.text:
        yield 1, "#pragma once is missing"


def own_header_first(source):
    """Proof that each header compiles alone."""
    header = re.sub(r"(_test)?\.cpp$", ".h", source.path)
    first = next((name for _, _, name in includes(source)), None)
    if (source.root / header).exists() and "src/" + str(first) != header:
        yield 1, f"its first include is to be {header[len('src/'):]}"


def sibling_test(source):
    if not is_test(source.path) and not (source.root / source.path.replace(".cpp", "_test.cpp")).exists():
        yield 1, "a core source without its _test.cpp"


def words(source):
    for match in re.finditer(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b", source.text):
        yield line_of(source.text, match.start()), f"`{match.group(0)}`: finish it or file it"
    for match in OUTSIDE.finditer(source.text):
        yield line_of(source.text, match.start()), f"names a path of one machine: {match.group(0)}…"


def names(source):
    for match in re.finditer(r"(?<![.>:\w])get_\w+\(", source.code):
        yield line_of(source.code, match.start()), f"{match.group(0)}…): no get_"
    for match in re.finditer(r"\b(?:class|struct)\s+(\w*(?:Manager|Helper|Utils?|Impl))\b", source.code):
        yield line_of(source.code, match.start()), f"{match.group(1)}: say what it is"


def slug(heading):
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def links(source):
    """Relative links lead somewhere, anchors included."""
    prose = re.sub(r"^```.*?^```", blank, source.text, flags=re.S | re.M)
    for match in re.finditer(r"\]\(([^)\s]+)\)", prose):
        target, _, anchor = match.group(1).partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        path = (source.root / source.path).parent / target if target else source.root / source.path
        if not path.exists():
            yield line_of(prose, match.start()), f"the link to {target} leads nowhere"
        elif anchor and anchor not in map(slug, HEADING.findall(path.read_text())):
            yield line_of(prose, match.start()), f"no heading #{anchor} in {target or source.path}"


def mentions(source):
    """A document that a comment names exists."""
    for match in re.finditer(r"\bdocs/[\w/.-]+\.md\b", source.text):
        if not (source.root / match.group(0)).exists():
            yield line_of(source.text, match.start()), f"{match.group(0)} does not exist"


def formatted(root, sources):
    """clang-format, where it is installed."""
    tool = shutil.which("clang-format")
    paths = [s.path for s in sources if s.path.endswith((".h", ".cpp"))]
    if not tool or not paths or not (root / ".clang-format").exists():
        return
    done = subprocess.run([tool, "--dry-run", "-Werror", *paths], cwd=root, capture_output=True, text=True)
    for path, line in dict.fromkeys(re.findall(r"^([^:\n]+):(\d+):\d+: error", done.stderr, re.M)):
        yield "format", path, int(line), "not as clang-format writes it"


RULES = [
    Rule("layers", r"src/.*\.(h|cpp)", layers),
    Rule("libraries", r"(src|tests|bench)/.*\.(h|cpp)", libraries),
    Rule("pure", r"src/(core|sim/model)/.*\.(h|cpp)", core_is_pure),
    Rule("size", r".*\.(h|cpp|py|sh|ts|js|mjs|cmake)|run|test", sizes),
    Rule("function", r".*\.(h|cpp)", function_sizes),
    Rule("co_await", r".*\.(h|cpp)", awaits_alone),
    Rule("header", r".*\.h", header_form),
    Rule("own-header", r"src/.*\.cpp", own_header_first),
    Rule("sibling", r"src/core/.*\.cpp", sibling_test),
    Rule("names", r"src/.*\.(h|cpp)", names),
    Rule("words", r".*", words),
    Rule("links", r".*\.md", links),
    Rule("mentions", r".*", mentions),
]


def read_tree(root):
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(set(folders) - NOT_OURS)
        for name in sorted(files):
            path = Path(folder, name)
            if path.suffix in TEXT and not name.startswith("."):
                text = path.read_text(encoding="utf-8")
                code = strip(text) if path.suffix in {".h", ".cpp"} else text
                yield Source(root, path.relative_to(root).as_posix(), text, code)


def check(root):
    """All findings as (rule, path, line, message)."""
    sources = list(read_tree(root))
    found = [(rule.name, source.path, line, message) for source in sources for rule in RULES
             if re.fullmatch(rule.files, source.path) for line, message in rule.check(source)]
    return found + list(formatted(root, sources))


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent).resolve()
    found = check(root)
    for rule, path, line, message in found:
        print(f"{path}:{line}: {message} [{rule}]")
    print(f"tidy: {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
