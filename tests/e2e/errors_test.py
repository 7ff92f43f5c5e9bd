"""Errors that people meet, each provoked and held against its golden text, and the list of those that must
have one."""
import re
import socket
import time
import urllib.error
import rig
import setup_rig

SECRET = "a-secret-of-the-drain"
# What a person is told in so many words; where the golden has another name, it stands beside.
TOLD = {"SG0001": "error_unknown_command.txt", "SG0002": "error_unknown_option.txt",
        "SG0003": "error_missing_argument.txt", "SG0004": "error_missing_file.txt",
        "SG0006": "error_init_overwrite.txt",
        "SG1101": "", "SG1102": "", "SG1103": "", "SG1104": "", "SG1105": "", "SG1106": "",
        "SG1201": "error_SG1201_file.txt", "SG1202": "", "SG1203": "", "SG1212": "error_no_dyno.txt",
        "SG1301": "", "SG1302": "", "SG1401": "", "SG1402": "", "SG1405": "error_no_daemon.txt",
        "SG1501": "error_config.txt", "SG1505": "error_arm_by_environment.txt"}


class Errors(setup_rig.Setup):
    def golden_of(self, code, text):
        text = re.sub(r"\d{4}-\d\d-\d\dT[0-9:.]+Z", "TIME", self.same_everywhere(text))
        self.assertIn(f"[{code}]", text)
        self.assert_golden(f"error_{code}.txt", text)

    def guard(self, config, *words, **environment):
        path = self.folder / "swapguard.toml"
        path.write_text(config)
        guard = self.start(rig.Process("run", "--config", path, "--log-format", "json", "--history",
                                       ":memory:", *words, **self.environment(**environment)))
        guard.wait_for_kind("config")
        return guard

    def problem(self, guard, code):
        """The lines of standard error that tell of it."""
        end = time.monotonic() + rig.PATIENCE
        while f"[{code}]" not in "".join(guard.errors) and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(0.2)
        text = "\n".join(guard.errors) + "\n"
        return re.search(rf"(?m)^(error|warning): .*\[{code}\]\n(  .*\n)*", text).group(0)

    def test_those_that_must_have_a_golden_text_do(self):
        for code, name in TOLD.items():
            golden = rig.HERE / "golden" / (name or f"error_{code}.txt")
            self.assertIn(f"[{code}]", golden.read_text(), code)

    def test_no_samples(self):
        guard = self.guard(f'[[app]]\nname = "demo"\ninput = "drain"\n[http]\nport = {rig.free_port()}\n',
                           "--time-scale", 60, SWAPGUARD_DRAIN_SECRET=SECRET)
        self.golden_of("SG1301", self.problem(guard, "SG1301"))

    def test_a_wrong_secret_of_the_drain(self):
        port = rig.free_port()
        guard = self.guard(f'[[app]]\nname = "demo"\ninput = "drain"\n[http]\nport = {port}\n',
                           SWAPGUARD_DRAIN_SECRET=SECRET)
        with self.assertRaises(urllib.error.HTTPError) as refused:
            rig.deliver(port, "demo", "another-secret", [("2026-05-11T01:52:11+00:00", "web.1", "x")])
        self.assertEqual(refused.exception.code, 401)
        refused.exception.close()
        text = self.problem(guard, "SG1302")
        self.assertNotIn("another-secret", text)
        self.golden_of("SG1302", text)

    def test_a_port_that_is_in_use(self):
        with socket.socket() as holder:
            holder.bind(("127.0.0.1", 0))
            holder.listen()
            port = holder.getsockname()[1]
            code, _, err = self.swapguard("run", "-a", "demo", "--port", str(port), "--history", ":memory:",
                                          "--set", "http.address=127.0.0.1")
        self.assertEqual(code, 69)
        err = re.sub(r"By: \S+ \(pid \d+\)", "By: PROGRAM (pid N)", err)
        self.golden_of("SG1401", err.replace(str(port), "8080").replace(str(port + 1), "8081"))

    def test_two_guards_on_one_machine(self):
        runtime, home = self.folder / "run", self.folder / "home"
        runtime.mkdir()
        home.mkdir()
        for place in ({"XDG_RUNTIME_DIR": str(runtime)}, {"HOME": str(home)}):
            self.guard('[[app]]\nname = "demo"\n', SWAPGUARD_SOCKET="", **place)
        both = {"XDG_RUNTIME_DIR": str(runtime), "HOME": str(home), "SWAPGUARD_SOCKET": ""}
        code, out, _ = self.swapguard("doctor", "--only", "guards", **both)
        self.assertEqual(code, 1)
        where = re.compile(r"they\s+answer\s+at.*?stop\s+one\s+of\s+them", re.DOTALL)
        self.golden_of("SG1402", where.sub("they answer at A and B: stop one of them", out))
        code, out, _ = self.swapguard("doctor", "--only", "guards", **{**both, "HOME": "/nonexistent"})
        self.assertEqual(code, 0)
        self.assertIn("the one that runs here", out)


class Folder(setup_rig.Setup):
    """Commands in the folder of one of several apps mean that one."""

    def test_the_app_of_the_git_remote_is_meant(self):
        config = self.folder / "swapguard.toml"
        config.write_text('[[app]]\nname = "demo"\n\n[[app]]\nname = "another-app"\n')
        place = str(self.folder / "s.sock")
        guard = self.start(rig.Process("run", "--config", config, "--log-format", "json", "--history",
                                       ":memory:", "--time-scale", 60,
                                       **self.environment(SWAPGUARD_SOCKET=place)))
        guard.wait_for_kind("config")
        whole = self.swapguard("status", SWAPGUARD_SOCKET=place)[1]
        self.assertIn("another-app", whole)
        (self.folder / ".git").mkdir()
        (self.folder / ".git" / "config").write_text(
            '[remote "heroku"]\n\turl = https://git.heroku.com/demo.git\n')
        code, out, err = self.swapguard("status", SWAPGUARD_SOCKET=place)
        self.assertEqual((code, err), (0, "Of demo only, the app of this folder. Of all: --all\n"))
        self.assertNotIn("another-app", out)
        self.assertIn("another-app", self.swapguard("status", "--all", SWAPGUARD_SOCKET=place)[1])
        self.assertIn("Of demo only", self.swapguard("events", SWAPGUARD_SOCKET=place)[2])
        self.assertEqual(self.swapguard("why", "web.1", SWAPGUARD_SOCKET=place)[0], 0)
        self.assertEqual(self.swapguard("why", "web.99", SWAPGUARD_SOCKET=place)[0], 0)
        (self.folder / ".git" / "config").unlink()
        self.assertEqual(self.swapguard("why", "web.99", SWAPGUARD_SOCKET=place)[0], 64)


if __name__ == "__main__":
    rig.main()
