#!/usr/bin/env python3
"""Each rule of tidy.py catches what it is there for, and lets good code pass."""
import tempfile
import unittest
from pathlib import Path

import tidy

HEADER = "// What it is for.\n#pragma once\n"
LONG = "void f() {\n" + "  g();\n" * 60 + "}\n"
LINK = "see [it](%s)\n"

# rule, path, text that breaks it
BROKEN = [
    ("layers", "src/core/fleet/x.h", HEADER + '#include "core/guard/guard.h"\n'),
    ("layers", "src/core/base/x.h", HEADER + '#include "core/platform/dyno.h"\n'),
    ("layers", "src/io/heroku/x.h", HEADER + '#include "io/intake/drain.h"\n'),
    ("layers", "src/io/heroku/x.h", HEADER + '#include "io/http/connection.h"\n'),
    ("layers", "src/io/history/x.h", HEADER + '#include "app/run.h"\n'),
    ("libraries", "src/app/x.cpp", "#include <boost/beast.hpp>\n"),
    ("libraries", "src/io/http/x.h", HEADER + "#include <curl/curl.h>\n"),
    ("libraries", "src/app/x.cpp", "#include <soci/soci.h>\n"),
    ("libraries", "src/app/run.cpp", "#include <CLI/CLI.hpp>\n"),
    ("pure", "src/core/base/x.h", HEADER + "#include <unistd.h>\n#include <boost/json.hpp>\n"),
    ("pure", "src/core/base/x.h", HEADER + "auto f() { return std::chrono::system_clock::now(); }\n"),
    ("pure", "src/core/base/x.h", HEADER + "std::unordered_map<int, int> m;\n"),
    ("pure", "src/core/base/x.h", HEADER + "std::mutex m;\n"),
    ("size", "src/app/x.cpp", "// y\n" * 301),
    ("size", "tests/sim/x.cpp", "// y\n" * 501),
    ("size", "src/app/x.cpp", "// " + "y" * 108 + "\n"),
    ("function", "src/app/x.cpp", "namespace a {\n" + LONG + "}\n"),
    ("function", "src/app/x.cpp", "struct A {\n" + LONG + "};\n"),
    ("co_await", "src/app/x.cpp", "void f() { auto x = T{co_await g()}; }\n"),
    ("co_await", "src/app/x.cpp", "void f() { auto x = a ? co_await g() : h(); }\n"),
    ("co_await", "src/app/x.cpp", "void f() { auto x = co_await g({1, 2}); }\n"),
    ("co_await", "src/app/x.cpp", "void f() { use(co_await g()); }\n"),
    ("co_await", "src/app/x.cpp", "void f() { if (co_await g()) h(); }\n"),
    ("header", "src/app/x.h", "// What it is for.\n"),
    ("header", "src/app/x.h", "#pragma once\n"),
    ("own-header", "src/core/base/time.cpp", "#include <vector>\n"),
    ("own-header", "src/core/base/time_test.cpp", "#include <gtest/gtest.h>\n"),
    ("sibling", "src/core/base/y.cpp", ""),
    ("names", "src/app/x.h", HEADER + "int get_size();\n"),
    ("names", "src/app/x.h", HEADER + "class DynoManager {};\n"),
    ("words", "src/app/x.h", HEADER + "// TO" "DO\n"),
    ("words", "README.md", "cd /ho" "me/ada/swapguard\n"),
    ("links", "README.md", LINK % "doc" "s/nowhere.md"),
    ("links", "README.md", LINK % "#nowhere"),
    ("mentions", "src/app/x.h", HEADER + "// see doc" "s/nowhere.md\n"),
]

FINE = [
    ("src/core/guard/x.h", HEADER + '#include <vector>\n#include "core/base/time.h"\n// now() and mutex\n'),
    ("src/core/base/time.cpp", '#include "core/base/time.h"\n\n#include <fmt/format.h>\nauto s = "mutex";\n'),
    ("src/core/base/time_test.cpp", '#include "core/base/time.h"\n#include <gtest/gtest.h>\n'),
    ("src/core/base/y.h", HEADER + "std::unordered_map<int, int> m;  // looked up only\n"),
    ("src/io/heroku/x.h", HEADER + '#include <boost/asio/awaitable.hpp>\n#include "io/http/client.h"\n'),
    ("src/io/http/x.cpp", "#include <boost/asio/read.hpp>\n#include <curl/curl.h>\n"),
    ("src/app/x.cpp", "void f() { co_await g(a, b); auto x = co_await g(); x = co_await g(); }\n"),
    ("src/app/y.cpp", "void f() { if (a) co_return co_await g(); for (;; ++i) co_await h(); }\n"),
    ("src/app/z.cpp", "void f() { const auto [a, b] = co_await g(x ? 1 : 2); p->q = co_await g(); }\n"),
    ("src/app/w.cpp", "namespace a {\n" + "void f() {\n" + "  g();\n" * 58 + "}\n" + "}\n"),
    ("src/app/table.cpp", "void f() {\n  static const T t{\n" + "    {1, 2},\n" * 90 + "  };\n}\n"),
    ("README.md", "# The Guide\n" + LINK % "#the-guide" + LINK % "src/app/x.cpp" + LINK % "https://a.b/c"),
]


class Tidy(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = Path(self.folder.name)
        self.write("src/core/base/time.h", HEADER)

    def tearDown(self):
        self.folder.cleanup()

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def rules(self):
        return [rule for rule, *_ in tidy.check(self.root)]

    def test_good_code_passes(self):
        for path, text in FINE:
            self.write(path, text)
        self.assertEqual(tidy.check(self.root), [])

    def test_what_a_rule_is_there_for(self):
        for rule, path, text in BROKEN:
            with self.subTest(rule=rule, path=path, text=text[:200]):
                self.write(path, text)
                self.assertIn(rule, self.rules())
                (self.root / path).unlink()

    def test_each_rule_has_an_example(self):
        self.assertEqual({rule.name for rule in tidy.RULES}, {rule for rule, *_ in BROKEN})

    def test_format(self):
        if not tidy.shutil.which("clang-format"):
            self.skipTest("clang-format is not installed")
        self.write(".clang-format", "BasedOnStyle: Google\n")
        self.write("src/app/x.cpp", "int   f( ) ;\n")
        self.assertEqual(self.rules(), ["format"])

    def test_line_numbers_survive_comments_and_strings(self):
        self.write("src/app/x.cpp", '/* a\n b */ auto s = R"(\n{)";\nvoid f() { use(co_await g()); }\n')
        self.assertEqual([line for _, _, line, _ in tidy.check(self.root)], [4])


if __name__ == "__main__":
    unittest.main()
