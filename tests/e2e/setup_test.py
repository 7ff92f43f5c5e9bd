"""init and doctor against the simulated platform: from nothing to guarding, every fault found and mended."""
import json
import os
import pathlib
import pty
import re
import select
import stat
import time
import urllib.request
import rig

SCALE = 30
TOKEN = "HRKU-00000000-0000-4000-8000-00000000abcd"
SECRET = "a-secret-of-the-drain"


class Setup(rig.Test):
    def setUp(self):
        super().setUp()
        self.simulator = self.start(rig.Simulator("--scenario", "demo", "--time-scale", SCALE))

    def environment(self, **more):
        return {**self.simulator.environment(TOKEN), "TZ": "UTC", **more}

    def swapguard(self, *words, **environment):
        return rig.run(*words, cwd=self.folder, **self.environment(**environment))

    def ask(self, method, path, **body):
        headers = {"Accept": "application/vnd.heroku+json; version=3", "Authorization": "Bearer " + TOKEN,
                   "Content-Type": "application/json"}
        request = urllib.request.Request(self.simulator.url + path, json.dumps(body).encode() if body else None,
                                         headers, method=method)
        with urllib.request.urlopen(request, timeout=rig.PATIENCE) as answer:
            return json.load(answer)

    def wait_for_samples(self):
        end = time.monotonic() + rig.PATIENCE
        while time.monotonic() < end:
            if all(generation["samples"] > 0 for generation in self.simulator.state()["generations"]):
                return
            time.sleep(0.1)
        self.fail("no samples came")

    def same_everywhere(self, text):
        """Without what differs from run to run: ports, folders, days, tokens of drains."""
        text = text.replace(str(self.folder), "FOLDER").replace(self.simulator.url, "http://PLATFORM")
        text = re.sub(r"127\.0\.0\.1:\d+", "GUARD", text)
        text = re.sub(r"\(\d{4}-\d\d-\d\d\)", "(DATE)", text)
        text = re.sub(r"token d\.[0-9a-f]{4}", "token d.XXXX", text)
        return re.sub(r"[\d,]+ of 4,500", "4,4XX of 4,500", text)

    def folder_holds(self):
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file())


class Checkup(Setup):
    def doctor(self, *words, **environment):
        return self.swapguard("doctor", "-a", "demo", *words, **environment)

    def findings(self, *words, **environment):
        code, out, err = self.doctor("--json", *words, **environment)
        body = json.loads(out)
        return code, {finding["check"] + ("" if finding["status"] != "skip" else "?"): finding
                      for finding in body["findings"] if finding["status"] != "ok"}, body, err

    def assert_clean(self, *words, **environment):
        code, found, _, err = self.findings(*words, **environment)
        self.assertEqual((code, found), (0, {}), err)


class Doctor(Checkup):
    def test_all_is_well(self):
        self.wait_for_samples()
        code, out, err = self.doctor()
        self.assertEqual((code, err), (0, ""))
        self.assert_golden("doctor_fine.txt", self.same_everywhere(out))
        for line in out.splitlines():
            self.assertLessEqual(len(line), 80, line)
        code, out, _ = self.doctor("--json")
        self.assert_golden("doctor_fine.json", self.same_everywhere(out))

    def test_metrics_off_is_found_and_mended(self):
        self.wait_for_samples()
        self.simulator.cause("feature", name="log-runtime-metrics", enabled=False)
        code, out, _ = self.doctor()
        self.assertEqual(code, 1)
        self.assert_golden("doctor_metrics_off.txt", self.same_everywhere(out))
        code, _, err = self.doctor("--fix")
        self.assertEqual(code, 64)  # nobody can be asked
        code, out, err = self.doctor("--fix", "metrics", "--yes")
        self.assertEqual(code, 0, out + err)
        self.assert_golden("doctor_fix_metrics.txt", self.same_everywhere(out + err))
        self.assert_clean()

    def test_fix_asks_on_a_terminal(self):
        self.simulator.cause("feature", name="log-runtime-metrics", enabled=False)
        terminal = Terminal(["doctor", "-a", "demo", "--fix"], self.folder, self.environment())
        terminal.expect("turn log-runtime-metrics on for demo? [Y/n]")
        terminal.type("n")
        terminal.expect("restart all dynos of demo, so that it takes effect? [Y/n]")
        terminal.type("no")
        self.assertEqual(terminal.end(), 1)
        self.assertFalse(self.ask("GET", "/apps/demo/features/log-runtime-metrics")["enabled"])

    def test_token_faults(self):
        self.wait_for_samples()
        cases = {"expired": ({"state": "expired"}, "SG1102"),
                 "two_factor": ({"state": "two_factor"}, "SG1104"),
                 "read_only": ({"scope": "read"}, "SG1103"),
                 "expires_soon": ({"expires_in_days": 12}, "12 days")}
        for name, (fault, said) in cases.items():
            self.simulator.cause("token", **fault)
            code, out, _ = self.doctor("--only", "token")
            self.assertEqual(code, 0 if name == "expires_soon" else 1, name)
            self.assertIn(said, out)
            self.assert_golden(f"doctor_token_{name}.txt", self.same_everywhere(out))
            self.simulator.cause("clear")
            self.assert_clean()
        # The scope that swapguard asks for tells nothing about the account, and is enough.
        self.simulator.cause("token", scope="write")
        self.assert_clean()

    def test_other_faults(self):
        self.wait_for_samples()
        cases = {
            "clock": ("clock", {"seconds": 90}, "clock", "fail", ("clock", {"seconds": 0})),
            "rate_limit": ("rate-limit", {"left": 60}, "rate limit", "warn", ("rate-limit", {"left": 4500})),
            "guard": ("guard", {}, "guards", "fail", ("guard", {"quantity": 0})),
            "fir": ("generation", {"name": "fir"}, "app", "fail", ("generation", {"name": "cedar"})),
            "preboot": ("feature", {"name": "preboot", "enabled": True}, "preboot", "warn",
                        ("feature", {"name": "preboot", "enabled": False})),
        }
        for name, (trouble, body, check, status, remedy) in cases.items():
            self.simulator.cause(trouble, **body)
            code, out, _ = self.doctor()
            self.assertEqual(code, 1 if status == "fail" else 0, out)
            self.assert_golden(f"doctor_{name}.txt", self.same_everywhere(out))
            _, found, _, _ = self.findings()
            self.assertEqual(found[check]["status"], status)
            self.simulator.cause(remedy[0], **remedy[1])
            self.assert_clean()

    def test_ids_that_differ_between_log_and_api(self):
        self.wait_for_samples()
        self.simulator.cause("log-ids")
        end = time.monotonic() + rig.PATIENCE
        code = 0
        while code == 0 and time.monotonic() < end:
            code, out, _ = self.doctor("--only", "samples")
            time.sleep(0.2)
        self.assertEqual(code, 1)
        self.assertIn("another id than the API", out)
        self.simulator.cause("log-ids", differ=False)
        while code == 1 and time.monotonic() < end:
            code, out, _ = self.doctor("--only", "samples")
            time.sleep(0.2)
        self.assertEqual(code, 0, out)

    def test_wrong_app_name_and_no_heroku(self):
        code, out, _ = self.swapguard("doctor", "-a", "dmeo")
        self.assertEqual(code, 1)
        self.assert_golden("doctor_wrong_app.txt", self.same_everywhere(out))
        code, out, _ = self.doctor(HEROKU_HOST="http://127.0.0.1:1")
        self.assertEqual(code, 69)
        self.assertIn("Heroku cannot be reached", out)
        self.simulator.cause("calls", effect="hang", times=-1)
        started = time.monotonic()
        code, out, _ = self.doctor()
        self.assertEqual(code, 69)
        self.assertLess(time.monotonic() - started, 20)
        self.assertIn("no answer within 10 s", out)

    def test_no_token_and_unknown_check(self):
        code, out, _ = self.doctor(HEROKU_API_KEY="")
        self.assertEqual(code, 1)
        self.assert_golden("doctor_no_token.txt", self.same_everywhere(out))
        code, _, err = self.doctor("--only", "metrisc")
        self.assertEqual(code, 64)
        self.assert_golden("error_unknown_check.txt", err)

    def test_the_app_is_guessed_from_the_git_remote(self):
        (self.folder / ".git").mkdir()
        (self.folder / ".git" / "config").write_text(
            '[remote "heroku"]\n\turl = https://git.heroku.com/demo.git\n')
        code, out, _ = self.swapguard("doctor", "--only", "app")
        self.assertEqual(code, 0)
        self.assertIn("demo, cedar generation", out)


class Drains(Checkup):
    """doctor --fix of drains, beside a swapguard that takes them."""

    def setUp(self):
        super().setUp()
        self.port = rig.free_port()
        self.config = self.folder / "swapguard.toml"
        self.config.write_text(
            '[[app]]\nname = "demo"\ninput = "drain"\n'
            f'[http]\nport = {self.port}\npublic_url = "http://127.0.0.1:{self.port}"\n')
        self.guard = self.start(rig.Process(
            "run", "--config", self.config, "--log-format", "json", "--time-scale", SCALE, "--history",
            self.folder / "swapguard.sqlite", **self.environment(SWAPGUARD_DRAIN_SECRET=SECRET)))
        self.guard.wait_for_kind("config")
        self.wait_for_samples()

    def doctor(self, *words, **environment):
        return self.swapguard("doctor", *words, **{"SWAPGUARD_DRAIN_SECRET": SECRET, **environment})

    def drains(self):
        return [drain["url"] for drain in self.ask("GET", "/apps/demo/log-drains")]

    def fix(self, name):
        code, out, _ = self.doctor()
        self.assertEqual(code, 1)
        self.assert_golden(f"doctor_drain_{name}.txt", self.same_everywhere(out))
        self.assertNotIn(SECRET, out)
        code, out, err = self.doctor("--fix", "--yes")
        self.assertEqual(code, 0, out + err)
        self.assertNotIn(SECRET, out + err)
        self.assertEqual(self.drains(), [f"http://swapguard:{SECRET}@127.0.0.1:{self.port}/logs/demo"])
        self.assert_clean()

    def test_a_missing_drain_is_added_and_delivers(self):
        self.fix("missing")
        self.guard.wait_for_kind("seeing", "would_restart")

    def test_a_drain_to_somewhere_else_is_replaced(self):
        self.simulator.cause("drain", point="elsewhere")
        self.fix("elsewhere")

    def test_a_loop_is_ended(self):
        self.simulator.cause("drain", point="loop")
        self.fix("loop")

    def test_a_wrong_secret_is_replaced(self):
        self.ask("POST", "/apps/demo/log-drains", url=f"http://swapguard:wrong@127.0.0.1:{self.port}/logs/demo")
        self.fix("wrong_secret")


class Terminal:
    """The program on a pseudo terminal, as a person has it."""

    def __init__(self, words, folder, environment):
        self.shown = ""
        self.process, self.master = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            os.execve(rig.PROGRAM, [rig.PROGRAM, *words], rig.clean_environment(TERM="xterm", **environment))

    def _read(self, patience):
        if not select.select([self.master], [], [], patience)[0]:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return False
        self.shown += data.decode(errors="replace").replace("\r\n", "\n")
        return bool(data)

    def expect(self, text):
        end = time.monotonic() + rig.PATIENCE
        while text not in self.shown:
            if time.monotonic() > end or not self._read(end - time.monotonic()):
                raise AssertionError(f"{text!r} did not come:\n{self.shown}")

    def type(self, line):
        os.write(self.master, (line + "\n").encode())

    def end(self):
        while self._read(rig.PATIENCE):
            pass
        os.close(self.master)
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])


class Init(Setup):
    def init(self, *words, **environment):
        return self.swapguard("init", *words, **environment)

    def test_missing_answers_are_listed(self):
        code, out, err = self.init("--no-input")
        self.assertEqual((code, out), (64, ""))
        self.assert_golden("error_init_missing.txt", err)
        self.simulator.cause("feature", name="log-runtime-metrics", enabled=False)
        code, _, err = self.init("-a", "demo", "--no-input")
        self.assertEqual(code, 64)
        self.assert_golden("error_init_missing_of_app.txt", err)

    def test_dry_run_changes_nothing(self):
        self.simulator.cause("feature", name="log-runtime-metrics", enabled=False)
        before = self.simulator.state()["acts"]
        for place in ("shell", "systemd", "beside", "heroku"):
            code, out, _ = self.init("-a", "demo", "--where", place, "--metrics", "yes", "--restart", "yes",
                                     "--dry-run", "--no-input")
            self.assertEqual(code, 0)
            text = out.replace(str(pathlib.Path(rig.PROGRAM).resolve()), "PROGRAM")
            self.assert_golden(f"init_{place}.txt", self.same_everywhere(text))
            self.assertEqual(self.folder_holds(), [])
        self.assertEqual(self.simulator.state()["acts"], before)
        self.assertEqual([app["name"] for app in self.ask("GET", "/apps")], ["demo"])
        self.assertEqual(self.ask("GET", "/apps/demo/log-drains"), [])

    def test_from_nothing_to_guarding_by_log_session(self):
        self.simulator.cause("feature", name="log-runtime-metrics", enabled=False)
        words = ("-a", "demo", "--where", "shell", "--types", "web", "--metrics", "yes", "--restart", "yes",
                 "--mode", "armed", "--no-input")
        code, out, err = self.init(*words)
        self.assertEqual(code, 0, err)
        self.assertEqual(self.folder_holds(), ["swapguard.toml"])
        config = (self.folder / "swapguard.toml").read_text()
        self.assert_golden("init_swapguard.toml", config)
        code, out, err = self.init(*words)
        self.assertEqual((code, out.splitlines()[0], err), (0, "Nothing to do: everything is as wanted.", ""))
        guard = self.start(rig.Process("run", "--config", self.folder / "swapguard.toml", "--log-format",
                                       "json", "--time-scale", SCALE, "--history",
                                       self.folder / "h.sqlite", **self.environment()))
        self.simulator.cause("leak", dyno="web.1", mb_per_minute=100)
        guard.wait_for_kind("restarted")
        self.assertEqual(guard.end(), 0)

    def test_from_nothing_to_guarding_by_log_drain(self):
        port = rig.free_port()
        words = ("-a", "demo", "--where", "shell", "--url", f"http://127.0.0.1:{port}/", "--mode", "armed",
                 "--no-input")
        code, out, err = self.init(*words)
        self.assertEqual(code, 0, err)
        self.assertEqual(self.folder_holds(), ["swapguard.env", "swapguard.toml"])
        self.assertEqual(stat.S_IMODE((self.folder / "swapguard.env").stat().st_mode), 0o600)
        name, secret = (self.folder / "swapguard.env").read_text().strip().split("=")
        self.assertNotIn(secret, out + err + (self.folder / "swapguard.toml").read_text())
        code, out, _ = self.init(*words)
        self.assertIn("Nothing to do", out)
        self.assertEqual(len(self.ask("GET", "/apps/demo/log-drains")), 1)
        guard = self.start(rig.Process(
            "run", "--config", self.folder / "swapguard.toml", "--port", port, "--log-format", "json",
            "--time-scale", SCALE, "--history", self.folder / "h.sqlite", **self.environment(**{name: secret})))
        self.simulator.cause("leak", dyno="web.1", mb_per_minute=100)
        guard.wait_for_kind("restarted")
        code, out, err = self.swapguard("doctor", "--only", "drain", **{name: secret})
        self.assertEqual((code, "found, points here" in out), (0, True), out + err)
        self.assertEqual(guard.end(), 0)

    def test_an_app_of_its_own_on_heroku(self):
        words = ("-a", "demo", "--where", "heroku", "--no-input")
        code, out, err = self.init(*words)
        self.assertEqual(code, 0, err)
        self.assertEqual(self.folder_holds(), [f"demo-swapguard/{name}" for name in
                                               ("Dockerfile", "heroku.yml", "swapguard", "swapguard.toml")])
        self.assertEqual(self.ask("GET", "/apps/demo-swapguard")["stack"]["name"], "container")
        config = self.ask("GET", "/apps/demo-swapguard/config-vars")
        self.assertEqual(sorted(config), ["HEROKU_API_KEY", "SWAPGUARD_DRAIN_SECRET"])
        made = self.ask("GET", "/oauth/authorizations")[-1]
        self.assertEqual((made["scope"], made["access_token"]["token"]), (["write"], config["HEROKU_API_KEY"]))
        drain = self.ask("GET", "/apps/demo/log-drains")[0]["url"]
        self.assertEqual(drain, f"https://swapguard:{config['SWAPGUARD_DRAIN_SECRET']}"
                                "@demo-swapguard.herokuapp.com/logs/demo")
        acts = self.simulator.state()["acts"]
        code, out, _ = self.init(*words)
        self.assertEqual(out.splitlines()[0], "Nothing to do: everything is as wanted.")
        self.assertEqual(self.simulator.state()["acts"], acts)
        self.assertEqual(self.ask("GET", "/apps/demo-swapguard/config-vars"), config)

    def test_beside_the_app_the_program_brings_its_libraries(self):
        (self.folder / "Procfile").write_text("web: bundle exec puma")
        code, _, err = self.init("-a", "demo", "--where", "beside", "--no-input")
        self.assertEqual(code, 0, err)
        self.assertEqual((self.folder / "Procfile").read_text(),
                         "web: bundle exec puma\nswapguard: .swapguard/run run --config swapguard.toml\n")
        code, out, _ = rig.run_program(self.folder / ".swapguard" / "run", "version")
        self.assertEqual((code, out.split()[0]), (0, "swapguard"))

    def test_no_file_of_the_user_is_overwritten(self):
        mine = "# mine\n"
        (self.folder / "swapguard.toml").write_text(mine)
        code, out, err = self.init("-a", "demo", "--where", "shell", "--no-input")
        self.assertEqual((code, out), (64, ""))
        self.assert_golden("error_init_overwrite.txt", err)
        self.assertEqual((self.folder / "swapguard.toml").read_text(), mine)
        code, _, _ = self.init("-a", "demo", "--where", "shell", "--no-input", "--force")
        self.assertEqual(code, 0)
        self.assertNotEqual((self.folder / "swapguard.toml").read_text(), mine)

    def test_a_person_is_asked(self):
        (self.folder / ".git").mkdir()
        (self.folder / ".git" / "config").write_text(
            '[remote "heroku"]\n\turl = https://git.heroku.com/demo.git\n')
        self.simulator.cause("feature", name="log-runtime-metrics", enabled=False)
        terminal = Terminal(["init"], self.folder, self.environment())
        terminal.expect("Watch which app? [demo]")
        terminal.type("")
        terminal.expect("Which process types?")
        terminal.type("web, worker")
        terminal.expect("Turn it on? [Y/n]")
        terminal.type("y")
        terminal.expect("Restart all of them now? [y/N]")
        terminal.type("")
        terminal.expect("Number or name [1]")
        terminal.type("shell")
        terminal.expect("Start by only observing? [Y/n]")
        terminal.type("maybe")
        terminal.expect("y or n, please.")
        terminal.type("yes")
        terminal.expect("Go ahead? [Y/n]")
        terminal.type("")
        self.assertEqual(terminal.end(), 0)
        self.assert_golden("init_on_a_terminal.txt", terminal.shown)
        self.assertTrue(self.ask("GET", "/apps/demo/features/log-runtime-metrics")["enabled"])
        self.assertIn('types = ["web", "worker"]', (self.folder / "swapguard.toml").read_text())

    def test_json_and_errors(self):
        code, out, _ = self.init("-a", "demo", "--where", "shell", "--dry-run", "--json")
        self.assert_golden("init_shell.json", out)
        cases = {"wrong_app": ["-a", "dmeo"], "own_app": ["-a", "demo", "--where", "heroku", "--guard-app", "demo"],
                 "wrong_place": ["-a", "demo", "--where", "moon"]}
        for name, words in cases.items():
            code, out, err = self.init(*words, "--no-input")
            self.assertEqual((code, out), (64, ""), err)
            self.assert_golden(f"error_init_{name}.txt", err)


class Errors(Setup):
    """Tokens and apps of `run`, as people see them."""

    def refusal(self, *words, **environment):
        return self.swapguard("run", "--history", ":memory:", *words, **environment)

    def guard_says(self, code, **environment):
        guard = self.start(rig.Process("run", "-a", "demo", "--history", ":memory:", "--log-format", "json",
                                       **self.environment(**environment)))
        guard.wait_for_kind("config")
        end = time.monotonic() + rig.PATIENCE
        while f"[{code}]" not in "".join(guard.errors) and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(0.2)
        guard.end()
        return "\n".join(guard.errors) + "\n"

    def test_refused_tokens(self):
        self.simulator.cause("token", state="expired")
        self.assert_golden("error_SG1102.txt", self.guard_says("SG1102"))
        self.simulator.cause("token", state="two_factor")
        self.assert_golden("error_SG1104.txt", self.guard_says("SG1104"))
        self.simulator.cause("clear")
        self.simulator.cause("calls", effect="status", status=403, times=-1, path="/apps/demo")
        self.assert_golden("error_SG1103.txt", self.guard_says("SG1103"))
        self.simulator.cause("clear")
        self.simulator.cause("calls", effect="status", status=429, times=-1, path="/apps/demo", retry_after="48")
        self.assert_golden("error_SG1105.txt", self.guard_says("SG1105"))

    def test_apps_that_cannot_be_watched(self):
        code, _, err = self.refusal("-a", "dmeo")
        self.assertEqual(code, 64)
        self.assert_golden("error_SG1201_flag.txt", err)
        (self.folder / "swapguard.toml").write_text('mode = "observe"\n\n[[app]]\nname  = "dmeo"\n')
        code, _, err = self.refusal()
        self.assertEqual(code, 78)
        self.assert_golden("error_SG1201_file.txt", err)
        self.simulator.cause("feature", name="log-runtime-metrics", enabled=False)
        code, _, err = self.refusal("-a", "demo")
        self.assertEqual(code, 69)
        self.assert_golden("error_SG1202.txt", err)
        self.simulator.cause("generation", name="fir")
        code, _, err = self.refusal("-a", "demo")
        self.assertEqual(code, 69)
        self.assert_golden("error_SG1203.txt", err)

    def test_where_tokens_come_from(self):
        code, _, err = self.refusal("-a", "demo", HEROKU_API_KEY="")
        self.assertEqual(code, 77)
        self.assert_golden("error_SG1101.txt", err)
        netrc = self.folder / ".netrc"
        host = self.simulator.url.split("//")[1]
        netrc.write_text(f"machine {host}\n  login dev@example.com\n  password {TOKEN}\n")
        netrc.chmod(0o644)
        code, _, err = self.refusal("-a", "demo", HEROKU_API_KEY="", HOME=str(self.folder))
        self.assertEqual(code, 77)
        self.assert_golden("error_SG1106.txt", err)
        netrc.chmod(0o600)
        for environment, place in (({"HOME": str(self.folder)}, "~/.netrc"),
                                   ({"HEROKU_API_TOKEN": TOKEN}, "HEROKU_API_TOKEN")):
            code, out, err = self.swapguard("doctor", "-a", "demo", "--only", "token", HEROKU_API_KEY="",
                                            **environment)
            self.assertEqual(code, 0, out)
            self.assertIn(f"from {place}, dev@example.com", out)
        self.assertEqual(err, "warning: HEROKU_API_TOKEN is set; using it. "
                              "The usual name is HEROKU_API_KEY.\n")
        heroku = self.folder / "heroku"
        heroku.write_text(f'#!/bin/sh\n[ "$1" = auth:token ] && echo {TOKEN}\n')
        heroku.chmod(0o755)
        code, out, err = self.swapguard("doctor", "-a", "demo", "--only", "token", HEROKU_API_KEY="",
                                        PATH=f"{self.folder}:{os.environ['PATH']}")
        self.assertIn("from heroku auth:token, dev@example.com", out)
        self.assertEqual(err, "Asking `heroku auth:token` for the token ...\n")
        # A daemon asks no other program.
        code, _, err = self.refusal("-a", "demo", HEROKU_API_KEY="", PATH=str(self.folder))
        self.assertEqual(code, 77)


if __name__ == "__main__":
    rig.main()
