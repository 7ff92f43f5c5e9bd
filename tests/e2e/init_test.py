"""init against the simulated platform: from nothing to guarding, and a second run that changes nothing."""
import filecmp
import json
import pathlib
import stat
import rig
import setup_rig


class Init(setup_rig.Setup):
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
                                       "json", "--time-scale", setup_rig.SCALE, "--history",
                                       self.folder / "h.sqlite", **self.environment()))
        # Not too fast: the restart of before counts for the cooldown.
        self.simulator.cause("leak", dyno="web.1", mb_per_minute=12)
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
            "--time-scale", setup_rig.SCALE, "--history", self.folder / "h.sqlite",
            **self.environment(**{name: secret})))
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
        self.assertEqual(made["scope"], ["write"])
        self.assertEqual(made["access_token"]["token"], config["HEROKU_API_KEY"])
        drain = self.ask("GET", "/apps/demo/log-drains")[0]["url"]
        self.assertEqual(drain, f"https://swapguard:{config['SWAPGUARD_DRAIN_SECRET']}"
                                "@demo-swapguard.herokuapp.com/logs/demo")
        acts = self.simulator.state()["acts"]
        code, out, _ = self.init(*words)
        self.assertEqual(out.splitlines()[0], "Nothing to do: everything is as wanted.")
        self.assertEqual(self.simulator.state()["acts"], acts)
        self.assertEqual(self.ask("GET", "/apps/demo-swapguard/config-vars"), config)

    def test_a_token_for_guarding_is_not_enough_to_set_up(self):
        made = self.ask("POST", "/oauth/authorizations", description="swapguard", scope=["write"])
        token = made["access_token"]["token"]
        code, _, err = self.init("-a", "demo", "--where", "heroku", "--no-input", HEROKU_API_KEY=token)
        self.assertEqual((code, self.folder_holds()), (77, []))
        self.assert_golden("error_init_narrow_token.txt", err)
        code, out, err = self.init("-a", "demo", "--where", "shell", "--no-input", HEROKU_API_KEY=token)
        self.assertEqual(code, 0, err)

    def test_beside_the_app_the_program_brings_its_libraries(self):
        (self.folder / "Procfile").write_text("web: bundle exec puma")
        code, _, err = self.init("-a", "demo", "--where", "beside", "--no-input")
        self.assertEqual(code, 0, err)
        self.assertEqual((self.folder / "Procfile").read_text(),
                         "web: bundle exec puma\nswapguard: .swapguard/run run --config swapguard.toml\n")
        code, out, _ = rig.run_program(self.folder / ".swapguard" / "run", "version")
        self.assertEqual((code, out.split()[0]), (0, "swapguard"))
        # Started by the loader that it brought, it still knows which file is the program.
        again = self.folder / "again"
        again.mkdir()
        bundle = self.folder / ".swapguard"
        code, _, err = rig.run_program(bundle / "run", "init", "-a", "demo", "--where", "beside",
                                       "--no-input", cwd=again, **self.environment())
        self.assertEqual(code, 0, err)
        same = filecmp.cmp(again / ".swapguard" / "swapguard", bundle / "swapguard", shallow=False)
        self.assertTrue(same)

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
        terminal = setup_rig.Terminal(["init"], self.folder, self.environment())
        terminal.expect("Watch which app? [demo] ")
        terminal.type("")
        terminal.expect("Separated by commas [all] ")
        terminal.type("web, worker")
        terminal.expect("Turn it on? [Y/n] ")
        terminal.type("y")
        terminal.expect("Restart all of them now? [y/N] ")
        terminal.type("")
        terminal.expect("Number or name [1] ")
        terminal.type("shell")
        terminal.expect("Start by only observing? [Y/n] ")
        terminal.type("maybe")
        terminal.expect("y or n, please.")
        terminal.expect("Start by only observing? [Y/n] ")
        terminal.type("yes")
        terminal.expect("Go ahead? [Y/n] ")
        terminal.type("")
        self.assertEqual(terminal.end(), 0)
        self.assert_golden("init_on_a_terminal.txt", terminal.shown)
        self.assertTrue(self.ask("GET", "/apps/demo/features/log-runtime-metrics")["enabled"])
        self.assertIn('types = ["web", "worker"]', (self.folder / "swapguard.toml").read_text())

    def test_json_and_errors(self):
        code, out, _ = self.init("-a", "demo", "--where", "shell", "--dry-run", "--json")
        self.assert_golden("init_shell.json", out)
        cases = {"wrong_app": ["-a", "dmeo"],
                 "own_app": ["-a", "demo", "--where", "heroku", "--guard-app", "demo"],
                 "wrong_place": ["-a", "demo", "--where", "moon"]}
        for name, words in cases.items():
            code, out, err = self.init(*words, "--no-input")
            self.assertEqual((code, out), (64, ""), err)
            self.assert_golden(f"error_init_{name}.txt", err)


if __name__ == "__main__":
    rig.main()
