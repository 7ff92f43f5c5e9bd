"""Tokens and apps: where a token is found, and what is said when Heroku refuses it or the app."""
import os
import time
import rig
import setup_rig


class Errors(setup_rig.Setup):
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
        self.simulator.cause("calls", effect="status", status=429, times=-1, path="/apps/demo",
                             retry_after="48")
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

    def test_run_offers_to_turn_metrics_on(self):
        self.simulator.cause("feature", name="log-runtime-metrics", enabled=False)
        terminal = setup_rig.Terminal(["run", "-a", "demo", "--history", ":memory:"], self.folder,
                                      self.environment())
        terminal.expect("log-runtime-metrics is off [SG1202]")
        terminal.expect("Turn it on now? [Y/n]")
        terminal.type("y")
        terminal.expect("OBSERVE: nothing will be restarted")
        self.assertTrue(self.ask("GET", "/apps/demo/features/log-runtime-metrics")["enabled"])
        terminal.type("\x03")  # Ctrl-C
        self.assertEqual(terminal.end(), 0)

    def test_where_tokens_come_from(self):
        code, _, err = self.refusal("-a", "demo", HEROKU_API_KEY="")
        self.assertEqual(code, 77)
        self.assert_golden("error_SG1101.txt", err)
        netrc = self.folder / ".netrc"
        host = self.simulator.url.split("//")[1]
        netrc.write_text(f"machine {host}\n  login dev@example.com\n  password {setup_rig.TOKEN}\n")
        netrc.chmod(0o644)
        code, _, err = self.refusal("-a", "demo", HEROKU_API_KEY="", HOME=str(self.folder))
        self.assertEqual(code, 77)
        self.assert_golden("error_SG1106.txt", err)
        netrc.chmod(0o600)
        for environment, place in (({"HOME": str(self.folder)}, "~/.netrc"),
                                   ({"HEROKU_API_TOKEN": setup_rig.TOKEN}, "HEROKU_API_TOKEN")):
            code, out, err = self.swapguard("doctor", "-a", "demo", "--only", "token", HEROKU_API_KEY="",
                                            **environment)
            self.assertEqual(code, 0, out)
            self.assertIn(f"from {place}, dev@example.com", out)
        self.assertEqual(err, "warning: HEROKU_API_TOKEN is set; using it. "
                              "The usual name is HEROKU_API_KEY.\n")
        heroku = self.folder / "heroku"
        heroku.write_text(f'#!/bin/sh\n[ "$1" = auth:token ] && echo {setup_rig.TOKEN}\n')
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
