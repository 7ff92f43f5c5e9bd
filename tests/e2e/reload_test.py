"""A running guard: what a changed configuration does, the signals, and the commands that get its events."""
import contextlib
import json
import os
import signal
import sqlite3
import time
import rig

SCALE = 60


class Running(rig.Test):
    def setUp(self):
        super().setUp()
        self.simulator = self.start(rig.Simulator("--scenario", "fleet", "--time-scale", SCALE))
        self.config = self.folder / "swapguard.toml"

    def write(self, text):
        """At once and as another file, as editors do."""
        fresh = self.config.with_suffix(".new")
        fresh.write_text(text)
        os.replace(fresh, self.config)

    def run_guard(self, text, **environment):
        self.write(text)
        guard = self.start(rig.Process(
            "run", "--log-format", "json", "--time-scale", SCALE, "--config", self.config, "--history",
            self.folder / "history.sqlite", **{**self.simulator.environment(), **environment}))
        guard.wait_for_kind("config")
        return guard

    def wait_for_error(self, guard, word):
        end = time.monotonic() + rig.PATIENCE
        while not any(word in line for line in guard.errors):
            self.assertLess(time.monotonic(), end, guard.errors)
            time.sleep(0.05)


class Reload(Running):
    OBSERVE = '[run]\nreload = "signal"\n[[app]]\nname = "files"\n'

    LOW = 'mode = "armed"\n' + OBSERVE + '[policy]\nrestart_at = "10%"\n'
    BOTH = LOW + '[[app]]\nname = "news"\n'

    def test_a_changed_limit_needs_no_restart_of_anything(self):
        guard = self.run_guard('mode = "armed"\n[[app]]\nname = "files"\n')
        time.sleep(1)
        self.assertEqual(guard.events("restart"), [])
        self.write('mode = "armed"\n[[app]]\nname = "files"\n[policy]\nrestart_at = "40%"\n')
        self.assertEqual(guard.wait_for_kind("config")["reason"], "reloaded")
        self.assertEqual(guard.wait_for_kind("restart")["reason"], "over_limit")
        self.assertEqual(guard.end(), 0)

    def test_only_the_signal_counts_where_the_file_says_so(self):
        guard = self.run_guard(self.OBSERVE)
        self.write(self.OBSERVE.replace("signal", "auto"))
        time.sleep(5)
        self.assertEqual(guard.events("config")[1:], [])
        guard.process.send_signal(signal.SIGHUP)
        guard.wait_for_kind("config")
        self.write(self.OBSERVE)
        guard.wait_for_kind("config")
        self.assertEqual(guard.end(), 0)

    def test_arming_acts_on_what_observing_only_told(self):
        low = self.OBSERVE + '[policy]\nrestart_at = "40%"\n'
        guard = self.run_guard(low)
        guard.wait_for_kind("would_restart")
        self.write('mode = "armed"\n' + low)
        guard.process.send_signal(signal.SIGHUP)
        guard.wait_for_kind("restart")
        self.assertEqual(guard.end(), 0)

    def test_protected_windows_and_apps_come_and_go(self):
        armed = 'mode = "armed"\n' + self.OBSERVE
        guard = self.run_guard(armed + '[policy]\nrestart_at = "40%"\n[[policy.protect]]\nname = "always"\n'
                               'at = "00:00-24:00"\n')
        self.assertEqual(guard.wait_for_kind("held")["reason"], "protected_window")
        self.write(armed + '[policy]\nrestart_at = "40%"\n')
        guard.process.send_signal(signal.SIGHUP)
        self.assertEqual(guard.wait_for_kind("restart")["app"], "files")
        self.write(armed.replace("files", "news") + '[policy]\nrestart_at = "40%"\n')
        guard.process.send_signal(signal.SIGHUP)
        guard.wait_for(lambda line: '"kind":"restart"' in line and '"app":"news"' in line)
        self.assertEqual(guard.end(), 0)

    def test_an_app_whose_past_cannot_be_read_is_not_guarded_without_it(self):
        self.assertEqual(self.guard_that_restarted_news().end(), 0)
        guard = self.run_guard(self.LOW)
        self.rename("restarts", "restarts_away")
        self.write(self.BOTH)
        guard.process.send_signal(signal.SIGHUP)
        self.wait_for_error(guard, "SG16")
        self.rename("restarts_away", "restarts")
        guard.process.send_signal(signal.SIGHUP)
        self.assert_news_has_its_past(guard)

    def test_an_app_that_is_taken_out_and_put_back_has_its_past(self):
        guard = self.guard_that_restarted_news()
        self.write(self.LOW)
        guard.process.send_signal(signal.SIGHUP)
        guard.wait_for(lambda line: '"kind":"config"' in line)
        self.write(self.BOTH)
        guard.process.send_signal(signal.SIGHUP)
        guard.wait_for(lambda line: '"kind":"config"' in line and '"app":"news"' in line)
        self.assert_news_has_its_past(guard)

    def guard_that_restarted_news(self):
        guard = self.run_guard(self.BOTH)
        guard.wait_for(lambda line: '"kind":"restart"' in line and '"app":"news"' in line)
        return guard

    def assert_news_has_its_past(self, guard):
        told = guard.wait_for(lambda line: '"app":"news"' in line and '"guard_budget"' in line)
        self.assertRegex(json.loads(told)["guard_budget"], r"[1-9]\d* of 48", "the restart before is known")
        self.assertEqual(guard.end(), 0)

    def rename(self, table, into):
        history = sqlite3.connect(self.folder / "history.sqlite", timeout=rig.PATIENCE)
        with contextlib.closing(history):
            history.execute(f"ALTER TABLE {table} RENAME TO {into}")
            history.commit()

    def test_a_wrong_file_changes_nothing_and_what_takes_a_new_start_is_said(self):
        guard = self.run_guard(self.OBSERVE)
        self.write(self.OBSERVE + '[policy]\nrestart_at = "high"\n')
        guard.process.send_signal(signal.SIGHUP)
        self.wait_for_error(guard, "stays in force")
        self.assertTrue(any("SG1501" in line for line in guard.errors))
        self.write(self.OBSERVE + '[http]\nport = 0\n')
        guard.process.send_signal(signal.SIGHUP)
        self.wait_for_error(guard, "SG1504")
        self.assertEqual(guard.end(), 0)


class Signals(Running):
    def test_the_state_is_printed_on_request_and_sigterm_may_come_again(self):
        guard = self.run_guard('[[app]]\nname = "files"\n')
        time.sleep(1)  # for the first samples
        guard.process.send_signal(signal.SIGUSR1)
        app = json.loads(guard.wait_for(lambda line: line.startswith('{"state":"app"')))
        self.assertEqual((app["app"], app["mode"]), ("files", "observe"))
        dyno = json.loads(guard.wait_for(lambda line: line.startswith('{"state":"dyno"')))
        self.assertGreater(dyno["memory"], 100)
        for _ in range(3):
            guard.process.send_signal(signal.SIGTERM)
        self.assertEqual(guard.end(), 0)

    def test_a_second_ctrl_c_leaves_at_once(self):
        hangs = '[[notify]]\nexec = ["/bin/sh", "-c", "trap \'\' TERM; sleep 60"]\n'
        guard = self.run_guard('[[app]]\nname = "files"\n[policy]\nrestart_at = "40%"\n' + hangs)
        guard.wait_for_kind("would_restart")
        guard.process.send_signal(signal.SIGINT)
        time.sleep(0.3)
        self.assertEqual(guard.end(signal.SIGINT), 130)


class Notify(Running):
    def notify(self, script, more=""):
        command = self.folder / "on-event"
        command.write_text("#!/bin/sh\n" + script)
        command.chmod(0o755)
        return f'[[notify]]\nexec = ["{command}"]\n{more}'

    def test_a_command_gets_each_event_of_its_kinds_and_no_secret(self):
        out = self.folder / "out"
        notify = self.notify(f'cat >> {out}\nenv > {out}.env\n', 'kinds = ["would_restart"]\n')
        app = '[[app]]\nname = "files"\ndrain_secret_env = "GUARD_DRAIN"\ninput = "session"\n'
        app += '[policy]\nrestart_at = "40%"\n'
        guard = self.run_guard(app + notify, GUARD_DRAIN="s3cret-of-the-drain")
        told = [guard.wait_for_kind("would_restart") for _ in range(2)]
        self.assertEqual(guard.end(), 0)
        self.assertEqual([json.loads(line) for line in out.read_text().splitlines()], told)
        environment = (self.folder / "out.env").read_text()
        self.assertIn("PATH=", environment)
        for secret in ("any-token", "HEROKU_API_KEY", "s3cret"):
            self.assertNotIn(secret, environment)

    def test_one_that_fails_or_hangs_harms_nothing(self):
        notify = self.notify("exit 3\n") + '[[notify]]\nexec = ["/bin/sleep", "1000"]\ntimeout = "1s"\n'
        app = 'mode = "armed"\n[[app]]\nname = "files"\n[policy]\nrestart_at = "40%"\n'
        guard = self.run_guard(app + notify)
        guard.wait_for_kind("restart")
        guard.wait_for_kind("restarted")
        self.wait_for_error(guard, "exit 3")
        self.wait_for_error(guard, "no end after 1s")
        self.assertEqual(sum("SG1701" in line for line in guard.errors), 2, "once a minute each")
        self.assertEqual(guard.end(), 0)


if __name__ == "__main__":
    rig.main()
