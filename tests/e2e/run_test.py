"""run against the simulated platform: inputs, refusals, kills, several apps, and what it says when it cannot
start."""
import json
import random
import signal
import sqlite3
import time
import urllib.request
import rig

SCALE = 60


class Guarded(rig.Test):
    def simulate(self, scenario="leak", *words):
        return self.start(rig.Simulator("--scenario", scenario, "--time-scale", SCALE, *words))

    def guard(self, simulator, *words, wait=True):
        process = self.start(rig.Process(
            "run", "--log-format", "json", "--time-scale", SCALE, "--mode", "armed", "--history",
            self.folder / "history.sqlite", *words, **simulator.environment()))
        if wait:
            process.wait_for_kind("config")
        return process

    def api(self, simulator, method, path, **body):
        headers = {"Accept": "application/vnd.heroku+json; version=3",
                   "Authorization": "Bearer any-token",
                   "Content-Type": "application/json"}
        data = json.dumps(body).encode()
        request = urllib.request.Request(simulator.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=rig.PATIENCE) as answer:
            return json.load(answer)


class Run(Guarded):
    def test_a_leaking_dyno_is_restarted_once_and_comes_back(self):
        simulator = self.simulate("demo")
        guard = self.guard(simulator, "-a", "demo")
        restart = guard.wait_for_kind("restart")
        self.assertEqual((restart["dyno"], restart["reason"]), ("web.1", "over_limit"))
        self.assertLess(restart["percent"], 100)
        back = guard.wait_for_kind("restarted")
        self.assertEqual(back["decision"], restart["decision"], "\n".join(guard.lines))
        self.assertEqual(guard.end(), 0)
        self.assertLessEqual(max(simulator.requests_of_generations()), 1)
        code, out, _ = rig.run("why", "web.1", "--history", self.folder / "history.sqlite")
        self.assertEqual(code, 0)
        self.assertIn("web.1 was restarted at ", out)
        self.assertIn("min uptime", out)
        self.assertIn("web.1 is back after ", out)
        history = self.folder / "history.sqlite"
        code, out, _ = rig.run("events", "--json", "--kind", "restart", "--history", history)
        event = json.loads(out.splitlines()[0])
        self.assertGreater(event.pop("number"), 0)  # its place in the history; a line of run has none
        self.assertEqual(event, restart)

    def test_observe_sends_nothing(self):
        simulator = self.simulate("demo")
        guard = self.guard(simulator, "-a", "demo", "--mode", "observe")
        guard.wait_for_kind("would_restart")
        self.assertEqual(guard.end(), 0)
        self.assertEqual(max(simulator.requests_of_generations()), 0)

    def first_decision(self, drain):
        simulator = self.simulate("demo", "--seed", "7")
        if drain:
            port = rig.free_port()
            config = self.folder / "drain.toml"
            config.write_text('[[app]]\nname = "demo"\ninput = "drain"\ndrain_secret = "s3cret-of-demo"\n'
                              f'[http]\nport = {port}\n')
            guard = self.guard(simulator, "--config", config, "--history", ":memory:")
            url = f"http://d:s3cret-of-demo@127.0.0.1:{port}/logs/demo"
            self.api(simulator, "POST", "/apps/demo/log-drains", url=url)
        else:
            guard = self.guard(simulator, "-a", "demo", "--history", ":memory:")
        restart = guard.wait_for_kind("restart")
        self.assertEqual(guard.end(), 0)
        return [restart[key] for key in ("dyno", "id", "reason", "memory", "percent", "over")]

    def test_drain_and_log_session_decide_the_same(self):
        self.assertEqual(self.first_decision(drain=True), self.first_decision(drain=False))

    def test_a_refused_restart_is_an_alarm_and_is_made_up_for(self):
        simulator = self.simulate("demo")
        guard = self.guard(simulator, "-a", "demo")
        simulator.cause("calls", effect="status", status=401, times=-1, method="DELETE")
        failed = guard.wait_for_kind("restart_failed")
        self.assertEqual(failed["reason"], "unauthorized")
        simulator.cause("clear")
        back = guard.wait_for_kind("restarted")
        self.assertEqual(back["dyno"], failed["dyno"])
        self.assertEqual(guard.end(), 0)

    def test_one_refused_app_leaves_the_other_alone(self):
        simulator = self.simulate("fleet")
        port = rig.free_port()
        simulator.cause("calls", effect="status", status=401, times=-1, path="/apps/news")
        guard = self.guard(simulator, "-a", "shop", "-a", "news", "--port", port, "--history", ":memory:")
        blind = guard.wait_for_kind("blind")
        self.assertEqual(blind["app"], "news")
        end = time.monotonic() + rig.PATIENCE
        checks = {}
        while checks.get("shop:samples", {}).get("status") != "ok" and time.monotonic() < end:
            time.sleep(0.5)
            code, out, _ = rig.run("health", "--ready", "--port", port)
            checks = json.loads(out)["checks"]
        self.assertEqual(code, 1)
        self.assertEqual([checks[f"{app}:samples"]["status"] for app in ("shop", "news")], ["ok", "fail"])
        self.assertEqual(rig.run("health", "--port", port)[:2], (0, "ok\n"))
        simulator.cause("clear")
        guard.wait_for(lambda line: '"kind":"seeing"' in line and '"app":"news"' in line)
        self.assertEqual(guard.end(), 0)

    def test_killed_at_any_moment_nothing_is_restarted_twice(self):
        simulator = self.simulate("demo", "--seed", "3")
        chance = random.Random(11)
        restarts = 0
        for _ in range(12):
            guard = self.guard(simulator, "-a", "demo", wait=False)
            try:
                guard.wait_for_kind("restart", patience=chance.uniform(1, 6))
                restarts += 1
                time.sleep(chance.uniform(0, 0.02))  # between intent and answer
            except AssertionError:
                pass
            guard.end(signal.SIGKILL)
        guard = self.guard(simulator, "-a", "demo")
        guard.wait_for_kind("restarted", "restart_failed")
        time.sleep(8)  # what the kills left behind is settled in at most eight minutes
        self.assertEqual(guard.end(), 0)
        self.assertGreater(restarts, 0)
        self.assertLessEqual(max(simulator.requests_of_generations()), 1)
        with sqlite3.connect(self.folder / "history.sqlite") as history:
            states = [row[0] for row in history.execute("select state from restarts")]
        self.assertGreater(len(states), 0)
        self.assertLessEqual(sum(state in ("claimed", "sending") for state in states), 1, states)

    def test_what_a_new_log_session_tells_again_counts_once(self):
        simulator = self.simulate("leak")
        simulator.cause("traffic", requests_per_second=0)  # or its lines are all that is told again
        simulator.cause("level", dyno="web.1", mb=590)
        for _ in range(2):
            guard = self.guard(simulator, "-a", "demo", "--mode", "observe")
            for _ in range(3):
                guard.wait_for_kind("r14")
            self.assertEqual(guard.end(), 0)
        with sqlite3.connect(self.folder / "history.sqlite") as history:
            rows = history.execute("select at, dyno from journal where kind = 'r14'").fetchall()
        self.assertGreaterEqual(len(rows), 6)
        self.assertEqual(len(rows), len(set(rows)), rows)

    def test_interrupt_and_reload(self):
        simulator = self.simulate("leak")
        config = self.folder / "swapguard.toml"
        config.write_text('[[app]]\nname = "demo"\n')
        guard = self.guard(simulator, "--config", config)
        config.write_text('[[app]]\nname = "demo"\n[policy]\nrestart_at = "95%"\n')
        guard.process.send_signal(signal.SIGHUP)
        self.assertEqual(guard.wait_for_kind("config")["reason"], "reloaded")
        config.write_text('[[app]]\nname = "demo"\n[policy]\nrestart_at = "high"\n')
        guard.process.send_signal(signal.SIGHUP)
        end = time.monotonic() + rig.PATIENCE
        while not any("stays in force" in line for line in guard.errors) and time.monotonic() < end:
            time.sleep(0.05)
        self.assertTrue(any("stays in force" in line for line in guard.errors))
        self.assertEqual(guard.end(signal.SIGINT), 0)


class CannotStart(Guarded):
    def refuse(self, simulator, *words):
        return rig.run("run", "--history", ":memory:", *words, **simulator.environment())

    def test_port_in_use(self):
        simulator = self.simulate()
        port = simulator.url.rsplit(":", 1)[1]
        code, _, err = self.refuse(simulator, "-a", "demo", "--port", port)
        self.assertEqual(code, 69)
        self.assertTrue(err.startswith(f"error: port {port} is in use [SG1401]\n"), err)

    def test_wrong_app(self):
        code, _, err = self.refuse(self.simulate(), "-a", "dmeo")
        self.assertEqual(code, 64)
        self.assert_golden("error_wrong_app.txt", err)

    def test_feature_off(self):
        simulator = self.simulate()
        simulator.cause("feature", name="log-runtime-metrics", enabled=False)
        code, _, err = self.refuse(simulator, "-a", "demo")
        self.assertEqual(code, 69)
        self.assert_golden("error_feature_off.txt", err)

    def test_history_that_cannot_be_opened(self):
        code, _, err = rig.run("run", "-a", "demo", "--history", "/proc/nowhere/h.sqlite",
                               **self.simulate().environment())
        self.assertEqual(code, 69)
        self.assertIn("SG160", err)

    def test_a_refused_token_stays_up_and_is_said(self):
        simulator = self.simulate("leak", "--token", "the-right-one")
        guard = self.start(rig.Process("run", "-a", "demo", "--log-format", "json", "--time-scale", SCALE,
                                       "--history", ":memory:", **simulator.environment("a-wrong-one")))
        self.assertEqual(guard.wait_for_kind("blind")["reason"], "refused_token")
        self.assertTrue(any("SG1102" in line for line in guard.errors))
        self.assertEqual(guard.end(), 0)


class Demo(rig.Test):
    def test_the_first_restart_comes_within_a_minute_and_ctrl_c_ends_it(self):
        demo = self.start(rig.Process("demo"))
        demo.wait_for(lambda line: " restarted " in line and "is back after" in line, 60)
        self.assertEqual(demo.end(signal.SIGINT), 0)


if __name__ == "__main__":
    rig.main()
