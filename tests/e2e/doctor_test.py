"""doctor against the simulated platform: each fault is found, mended, and gone."""
import json
import time
import rig
import setup_rig

SECRET = "a-secret-of-the-drain"


class Checkup(setup_rig.Setup):
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
        terminal = setup_rig.Terminal(["doctor", "-a", "demo", "--fix"], self.folder, self.environment())
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
            f'[http]\nport = {self.port}\npublic_url = "http://127.0.0.1:{self.port}"\n'
            '[policy]\nrestart_at = "70%"\n')
        self.guard = self.start(rig.Process(
            "run", "--config", self.config, "--log-format", "json", "--time-scale", setup_rig.SCALE,
            "--history", self.folder / "swapguard.sqlite", **self.environment(SWAPGUARD_DRAIN_SECRET=SECRET)))
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
        self.guard.wait_for_kind("blind")
        self.fix("missing")
        self.guard.wait_for_kind("seeing")

    def test_a_drain_to_somewhere_else_is_replaced(self):
        self.simulator.cause("drain", point="elsewhere")
        self.fix("elsewhere")

    def test_a_loop_is_ended(self):
        self.simulator.cause("drain", point="loop")
        self.fix("loop")

    def test_a_guard_that_drains_to_itself_is_found(self):
        """Its app is not guarded; its own lines would come back all the same."""
        home = "demo-guard.herokuapp.com"
        self.ask("POST", "/apps", name="demo-guard")
        self.ask("POST", "/apps/demo-guard/log-drains", url=f"https://swapguard:{SECRET}@{home}/logs/demo")
        public = {"SWAPGUARD_PUBLIC_URL": f"https://{home}"}
        code, out, _ = self.doctor("--only", "loop", **public)
        self.assertEqual(code, 1, out)
        self.assertIn(f"the drain of demo-guard to {home} points at the app it drains", " ".join(out.split()))
        self.doctor("--fix", "loop", "--yes", **public)
        self.assertEqual(self.doctor("--only", "loop", **public)[0], 0)
        self.assertEqual(self.ask("GET", "/apps/demo-guard/log-drains"), [])

    def test_a_wrong_secret_is_replaced(self):
        url = f"http://swapguard:wrong@127.0.0.1:{self.port}/logs/demo"
        self.ask("POST", "/apps/demo/log-drains", url=url)
        self.fix("wrong_secret")


if __name__ == "__main__":
    rig.main()
