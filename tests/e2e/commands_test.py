"""The whole table of commands: the help of each, its JSON, and what the texts around it say. Whoever adds a
command is told here what it still lacks."""
import json
import re
import subprocess
import time
import rig
import setup_rig

WIDTH = 80
CODES = re.compile(r"SG\d{4}")


def table():
    return json.loads(rig.run("help", "--json")[1])


def names():
    return [command["name"] for command in table()["commands"]]


def shape(value):
    """Keys and kinds; a list shows what its members have, all together."""
    if isinstance(value, dict):
        return {key: shape(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        shapes = [shape(one) for one in value]
        if shapes and all(isinstance(one, dict) for one in shapes):
            return [{key: one[key] for one in shapes for key in sorted(one)}]
        return [one for at, one in enumerate(shapes) if one not in shapes[:at]]
    return {bool: "yes or no", int: "number", float: "number", str: "text", type(None): "null"}[type(value)]


class Help(rig.Test):
    def assert_fits(self, text, what):
        self.assertTrue(text.isascii(), what)
        for line in text.splitlines():
            self.assertLessEqual(len(line), WIDTH, f"{what}: {line}")

    def test_of_each_command(self):
        _, out, _ = rig.run("help")
        self.assert_golden("help_all.txt", out)
        self.assert_fits(out, "help")
        self.assertEqual(rig.run()[1], out)
        for name in names():
            code, out, err = rig.run(name, "--help")
            self.assertEqual((code, err), (0, ""), name)
            self.assertEqual(out, rig.run("help", name)[1])
            self.assert_golden(f"help_{name}.txt", out)
            self.assert_fits(out, name)
            self.assertIn("\nExamples\n", out, f"{name} has no example")
        goldens = {path.stem.removeprefix("help_") for path in (rig.HERE / "golden").glob("help_*.txt")}
        self.assertEqual(goldens, {*names(), "all"}, "goldens of commands that are gone")

    def test_of_each_topic_and_code(self):
        self.assert_fits(rig.run("help", "codes")[1], "codes")
        topics = rig.run("help")[1].split("Other topics\n")[1].split("\n\n")[0]
        for topic in [line.split()[0] for line in topics.splitlines()]:
            code, out, _ = rig.run("help", topic)
            self.assertEqual(code, 0, topic)
            self.assert_fits(out, topic)
        pages = ""
        for code in CODES.findall(rig.run("help", "codes")[1]):
            status, out, _ = rig.run("help", code.lower())
            self.assertEqual(status, 0, code)
            self.assert_fits(out, code)
            pages += out + "\n"
        self.assert_golden("codes.txt", pages)

    def test_what_a_text_names_has_a_page(self):
        """`swapguard help X` in any source or document."""
        files = [*rig.SOURCE.glob("*.md"), *rig.SOURCE.glob("docs/**/*.md"), *rig.SOURCE.glob("src/**/*.cpp")]
        for path in files:
            if path.name.endswith("_test.cpp"):
                continue
            for topic in re.findall(r"swapguard help ([a-zA-Z0-9-]*[a-z0-9])\b", path.read_text()):
                self.assertEqual(rig.run("help", topic)[0], 0, f"{path.name}: swapguard help {topic}")

    def test_codes_in_the_sources_are_in_the_table(self):
        known = set(CODES.findall(rig.run("help", "codes")[1]))
        for path in rig.SOURCE.glob("src/**/*.cpp"):
            if not path.name.endswith("_test.cpp"):
                for code in CODES.findall(path.read_text()):
                    self.assertIn(code, known, path.name)

    def test_a_wrong_word_is_answered_with_the_nearest(self):
        code, _, err = rig.run("help", "SG1120")
        self.assertEqual(code, 64)
        self.assert_golden("error_help_code.txt", err)
        self.assertIn('Did you mean "fir"', rig.run("help", "fri")[2])
        self.assertIn('Did you mean "status"', rig.run("help", "stauts")[2])

    def test_the_readme_names_every_command(self):
        readme = (rig.SOURCE / "README.md").read_text().split("## Commands")[1].split("\n## ")[0]
        for name in names():
            self.assertRegex(readme, rf"`{name}\b", f"README.md, Commands: {name}")

    def test_every_text_is_ascii_where_the_locale_wants_it(self):
        (self.folder / "swapguard.toml").write_text('[[app]]\nname = "acme"\n\n[policy]\nahead = "5×"\n')
        for words in (["check-config"], ["run"], ["stauts"], ["why", "web.1"], ["run", "--set", "x…"]):
            code, out, err = rig.run(*words, cwd=self.folder, LC_ALL="C")
            self.assertNotEqual(code, 0)
            self.assertTrue((out + err).isascii(), err)


class Odd(rig.Test):
    """What nobody means to type."""

    def test_options_without_a_command(self):
        for words, message in ((["--bogus"], 'swapguard has no option "--bogus"'),
                               (["-V"], 'swapguard has no option "-V"'),
                               (["--json", "--config"], "--config needs FILE"),
                               (["status", "-a"], "--app needs APP"),
                               (["health", "--port", "abc"], '--port is 1 to 65535, not "abc"')):
            code, out, err = rig.run(*words)
            self.assertEqual((code, out), (64, ""), words)
            self.assertIn(message, err)

    def test_a_result_that_cannot_be_written_is_no_success(self):
        for words in (["help"], ["version"], ["completion", "zsh"], ["man"], ["help", "--json"]):
            with open("/dev/full", "w", encoding="ascii") as full:
                done = subprocess.run([rig.PROGRAM, *words], stdout=full, stderr=subprocess.PIPE, text=True,
                                      check=False, timeout=rig.PATIENCE, env=rig.clean_environment())
            self.assertNotEqual(done.returncode, 0, words)
            self.assertIn("No space left on device", done.stderr)


class Pager(setup_rig.Setup):
    """Long results on a terminal of 24 lines."""

    def shown(self, *words, **environment):
        terminal = setup_rig.Terminal(list(words), self.folder, {**environment, "LINES": "24"})
        code = terminal.end()
        self.assertEqual(code, 0, terminal.shown)
        return terminal.shown

    def setUp(self):
        rig.Test.setUp(self)
        self.pager = self.folder / "pager"
        self.pager.write_text("#!/bin/sh\nsed 's/^/PAGED /'\n")
        self.pager.chmod(0o755)

    def test_what_is_long_is_paged_and_nothing_else(self):
        with_it = {"PAGER": str(self.pager)}
        long = rig.run("help")[1]
        paged = "".join(f"PAGED {line}\n" for line in long.splitlines())
        self.assertEqual(self.shown("help", **with_it), paged)
        short = rig.run("help", "SG1102")[1]
        self.assertEqual(self.shown("help", "SG1102", **with_it), short)
        self.assertEqual(self.shown("help", "--no-pager", **with_it), long)
        self.assertEqual(self.shown("help", SWAPGUARD_PAGER="cat", **with_it), long)
        self.assertEqual(self.shown("help", PAGER="/nonexistent/pager").split("\n", 1)[1], long)
        self.assertEqual(rig.run("help", **with_it)[1], long)


class Json(setup_rig.Setup):
    """--json of every command, by its shape: keys may be added, and then on purpose."""

    def setUp(self):
        super().setUp()
        self.config = self.folder / "swapguard.toml"
        self.config.write_text('mode = "observe"\n\n[[app]]\nname = "demo"\n')
        self.socket = str(self.folder / "s.sock")
        self.port = rig.free_port()
        self.log = self.folder / "a.log"
        self.log.write_text("2026-05-11T01:52:11+00:00 heroku[web.1]: source=web.1 "
                            "dyno=heroku.1.01234567-89ab-cdef-0123-456789abcdef sample#memory_total=300.00MB "
                            "sample#memory_rss=290.00MB sample#memory_swap=10.00MB "
                            "sample#memory_quota=512.00MB\n")

    def channels(self):
        config = self.folder / "channels.toml"
        config.write_text('[[app]]\nname = "demo"\n\n[[notify]]\nexec = "/bin/cat"\n')
        return config

    def guard(self):
        guard = self.start(rig.Process(
            "run", "--config", self.config, "--log-format", "json", "--time-scale", setup_rig.SCALE,
            "--history", self.folder / "history.sqlite", "--port", self.port,
            **self.environment(SWAPGUARD_SOCKET=self.socket)))
        guard.wait_for_kind("config")
        return guard

    def lines(self, *words):
        """What a command prints that ends by itself."""
        _, out, err = self.swapguard(*words, "--json", SWAPGUARD_SOCKET=self.socket)
        self.assertEqual(err, "", words)
        return out.splitlines()

    def first_line_of(self, *words):
        """Of one that goes on."""
        process = self.start(rig.Process(*words, **self.environment(SWAPGUARD_SOCKET="off")))
        line = process.wait_for(lambda line: line.startswith("{"))
        process.end()
        return [line]

    def asked(self, *words, until=lambda lines: True):
        """Asks the guard until the answer is as wanted."""
        end = time.monotonic() + rig.PATIENCE
        while not until(lines := self.lines(*words)) and time.monotonic() < end:
            time.sleep(0.3)
        return lines

    @staticmethod
    def entry_of(lines):
        """What each entry of the journal has; its evidence differs from reason to reason."""
        always = ("app", "at", "decision", "dyno", "id", "kind", "number", "reason", "title", "type")
        return [json.dumps({key: value for key, value in json.loads(lines[0]).items() if key in always})]

    def commands(self):
        """Name → what prints its JSON. None: it has none, for the reason beside it."""
        return {
            "run": lambda: self.first_line_of("run", "--config", str(self.config), "--log-format", "json",
                                              "--set", "history.path=:memory:"),
            "demo": None,  # a story for people; run has the same as JSON
            "watch": None,  # a screen; status has the same as JSON
            "man": None,  # a page
            "init": lambda: self.lines("init", "--where", "shell", "-a", "demo", "--dry-run", "--no-input",
                                       "--force"),
            "doctor": lambda: self.lines("doctor"),
            "status": lambda: self.asked("status", until=lambda lines: '"web.3"' in lines[0] and '"growth' in
                                         lines[0] and '"to_limit' in lines[0]),
            "why": lambda: self.entry_of(self.asked("why", "web.1", until=lambda lines: lines != [])),
            "pause": lambda: self.lines("pause", "--for", "1h"),
            "events": lambda: self.lines("events", "--kind", "paused"),
            "resume": lambda: self.lines("resume"),
            "report": lambda: self.lines("report", "--history", str(self.folder / "history.sqlite")),
            "restart": lambda: self.lines("restart", "web.3", "--yes", "--no-wait"),
            "arm": lambda: self.lines("arm"),
            "observe": lambda: self.lines("observe"),
            "replay": lambda: self.lines("replay", "--report", str(self.log)),
            "inspect": lambda: self.lines("inspect", str(self.log)),
            "test": lambda: self.lines("test", str(rig.SOURCE / "tests" / "scenarios" / "leak.toml")),
            "check-config": lambda: self.lines("check-config"),
            "config": lambda: self.lines("config", "show"),
            "notify": lambda: self.lines("notify", "test", "--config", str(self.channels())),
            "health": lambda: self.lines("health", "--ready", "--port", str(self.port)),
            "simulate": lambda: self.first_line_of("simulate", "--json"),
            "completion": lambda: self.lines("completion", "bash"),
            "help": lambda: self.lines("help"),
            "version": lambda: self.lines("version"),
        }

    def test_json_of_each_command(self):
        commands = self.commands()
        self.assertEqual(set(names()) - set(commands), set(), "a new command: what does its --json print?")
        self.wait_for_samples()
        self.simulator.cause("leak", dyno="web.1", mb_per_minute=30)
        self.guard()
        shapes = {}
        for name, ask in commands.items():
            if ask is None:
                continue
            lines = ask()
            self.assertTrue(lines and all(line.startswith(("{", "[")) for line in lines), (name, lines))
            shapes[name] = shape([json.loads(line) for line in lines])
        self.assert_golden("json_of_commands.txt", json.dumps(shapes, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    rig.main()
