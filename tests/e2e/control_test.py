"""A person asks the running daemon and steers it: over its local socket, its port, and without either."""
import base64
import json
import os
import signal
import stat
import time
import urllib.error
import urllib.request
import rig

SCALE = 60


class Steered(rig.Test):
    """A guard of the simulated app `demo`, with a socket of its own."""

    def simulate(self, scenario="demo"):
        self.simulator = self.start(rig.Simulator("--scenario", scenario, "--time-scale", SCALE))
        return self.simulator

    def guard(self, *words, app="demo", **environment):
        self.socket = self.folder / "s.sock"
        self.history = self.folder / "history.sqlite"
        apps = ["-a", app] if app else []
        guard = self.start(rig.Process(
            "run", *apps, "--log-format", "json", "--time-scale", SCALE, "--history", self.history, *words,
            **{**self.simulator.environment(), "SWAPGUARD_SOCKET": str(self.socket), **environment}))
        guard.wait_for_kind("config")
        return guard

    def ask(self, *words, **environment):
        return rig.run(*words, **{"SWAPGUARD_SOCKET": str(self.socket), **environment})

    def fine(self, *words, **environment):
        code, out, err = self.ask(*words, **environment)
        self.assertEqual(code, 0, out + err)
        return out

    def state(self):
        return json.loads(self.fine("status", "--json"))["apps"][0]

    def seen(self, dynos=3):
        """Waits until all dynos have sent a sample."""
        end = time.monotonic() + rig.PATIENCE
        while len(self.state()["dynos"]) < dynos and time.monotonic() < end:
            time.sleep(0.2)
        self.assertEqual(len(self.state()["dynos"]), dynos)


class Ask(Steered):
    def test_status_tells_how_the_dynos_stand(self):
        self.simulate()
        guard = self.guard()
        self.seen()
        lines = self.fine("status").splitlines()
        self.assertRegex(
            lines[0], r"^demo  OBSERVE  log session, last sample \d+ (s|min) ago, 3 dynos, v\d+$")
        header = next(line for line in lines if line.startswith("DYNO"))
        self.assertRegex(header, r"^DYNO +STATE +MEMORY +MB +SWAP +MB/H +TO QUOTA +LAST 6 H$")
        self.assertLessEqual(max(map(len, lines)), 80)
        self.assertTrue(any(line.startswith("Last 24 h: 0 restarts (budget ") for line in lines))
        rows = [row.split("\t") for row in self.fine("status", "--plain").splitlines()]
        self.assertEqual(sorted(row[1] for row in rows), ["web.1", "web.2", "web.3"])
        self.assertEqual({len(row) for row in rows}, {9})
        percents = [int(row[3]) for row in rows]
        self.assertEqual(percents, sorted(percents, reverse=True), "the fullest first")
        ascii_only = self.fine("status", LC_ALL="C")
        self.assertTrue(ascii_only.isascii(), ascii_only)
        self.assertIn("#", ascii_only)
        narrow = self.fine("status", COLUMNS="60")
        self.assertNotIn("LAST 6 H", narrow)
        self.assertLessEqual(max(len(line) for line in narrow.splitlines() if " % " in line), 60)
        self.assertEqual(stat.S_IMODE(os.stat(self.socket).st_mode), 0o600)
        self.assertEqual(guard.end(), 0)
        self.assertFalse(self.socket.exists())

    def test_json_of_status_is_a_contract(self):
        self.simulate()
        self.guard()
        self.seen()
        state = json.loads(self.fine("status", "--json"))
        app = state["apps"][0]
        may_be_unknown = {"to_quota", "to_limit", "growth_mb_per_hour"}
        shape = {"top": sorted(state), "app": sorted(app), "last_24h": sorted(app["last_24h"]),
                 "dyno": sorted(set(app["dynos"][0]) - may_be_unknown), "budget": sorted(app["budget"])}
        self.assert_golden("status_json_keys.txt", json.dumps(shape, indent=1) + "\n")

    def test_why_and_events_ask_the_daemon(self):
        self.simulate()
        guard = self.guard("--mode", "armed")
        self.seen()
        self.assertIn("web.3 is not due: ", self.fine("why", "web.3"))
        restart = guard.wait_for_kind("restart")
        self.assertIn(f"{restart['dyno']} was restarted at ", self.fine("why", restart["decision"]))
        line = json.loads(self.fine("events", "--json", "--kind", "restart").splitlines()[0])
        self.assertEqual({key: value for key, value in line.items() if key != "number"}, restart)
        self.assertEqual(line, json.loads(self.fine("why", restart["dyno"], "--json").splitlines()[0]))
        plain = self.fine("events", "--plain", "--kind", "restart").splitlines()[0].split("\t")
        self.assertEqual(plain[1:4], ["restart", "demo", restart["dyno"]])
        self.assertEqual(self.fine("events", "--held", "--dyno", "web.99"), "")
        code, _, err = self.ask("why", "web.1", "-a", "dmeo")
        self.assertEqual(code, 78)
        self.assertIn("It guards: demo", err)

    def test_events_follow(self):
        self.simulate()
        self.guard()
        follower = self.start(rig.Process("events", "--follow", "--json", SWAPGUARD_SOCKET=str(self.socket)))
        self.fine("pause")
        self.assertEqual(follower.wait_for_kind("paused")["app"], "demo")
        self.fine("resume")
        follower.wait_for_kind("resumed")

    def test_without_a_daemon_the_history_answers(self):
        self.simulate()
        guard = self.guard()
        self.seen()
        time.sleep(1.5)  # samples are written once a second
        guard.end()
        code, out, err = self.ask("status", "-a", "demo", "--history", self.history)
        self.assertEqual(code, 0, err)
        self.assertIn("No swapguard answers: from the history", err)
        self.assertIn("web.1", out)
        self.assertEqual(self.ask("status", "-a", "demo", "--history", self.history, "--exit-code")[0], 69)

    def test_without_a_history_the_log_is_read_once(self):
        simulator = self.simulate()
        self.socket = self.folder / "none.sock"
        time.sleep(2)  # two minutes of its time
        code, out, err = rig.run("status", "-a", "demo", cwd=self.folder, **simulator.environment())
        self.assertEqual(code, 0, err)
        self.assertIn("No swapguard answers and there is no history: from the last 1500 lines of demo.", err)
        self.assertIn("web.1", out)
        self.assertFalse((self.folder / "swapguard.sqlite").exists())

    def test_wrong_requests_and_no_daemon(self):
        self.simulate()
        guard = self.guard()
        code, _, err = self.ask("pause", "--for", "2")
        self.assertEqual(code, 64)
        self.assertIn("for must be a span with its unit", err)
        code, _, err = rig.run("pause", SWAPGUARD_SOCKET=str(self.folder / "none.sock"))
        self.assertEqual(code, 69)
        self.assert_golden("error_no_daemon.txt", err)
        self.assertEqual(guard.end(), 0)


class Pause(Steered):
    def test_a_pause_outlives_a_restart_and_ends_by_itself(self):
        self.simulate()
        guard = self.guard("--mode", "armed")
        out = self.fine("pause", "-a", "demo", "--for", "20m")
        self.assertRegex(out, r"^demo: paused until \d{4}-\d\d-\d\d \d\d:\d\d UTC\. Nothing is restarted")
        self.assertEqual(guard.wait_for_kind("paused")["reason"], "command")
        self.assertIn(" PAUSED", self.fine("status").splitlines()[0])
        self.assertEqual(self.ask("status", "--exit-code")[0], 1)
        until = self.state()["paused_until"]
        guard.end(signal.SIGKILL)
        guard = self.guard("--mode", "armed")
        self.assertEqual(self.state()["paused_until"], until)
        self.assertEqual(guard.wait_for_kind("resumed")["reason"], "time_over")
        self.assertFalse(self.state()["paused"])
        time.sleep(0.5)
        guard.end(signal.SIGKILL)
        guard = self.guard("--mode", "armed")
        self.assertFalse(self.state()["paused"])

    def test_paused_nothing_is_restarted_until_it_is_resumed(self):
        self.simulate()
        guard = self.guard("--mode", "armed")
        self.fine("pause")
        held = guard.wait_for(lambda line: '"kind":"held"' in line and '"reason":"paused"' in line)
        self.assertIn("web.", held)
        self.assertEqual(max(self.simulator.requests_of_generations()), 0)
        self.assertEqual(self.fine("resume"), "demo: resumed\n")
        guard.wait_for_kind("restarted")


class Restart(Steered):
    def test_a_dyno_is_restarted_through_the_guards_and_its_fate_is_told(self):
        self.simulate("leak")
        self.guard("--mode", "armed")
        self.seen(dynos=len(self.simulator.state()["generations"]))
        code, _, err = self.ask("restart", "web.1")
        self.assertEqual(code, 64, "nobody can be asked")
        self.assertIn("--yes", err)
        out = self.fine("restart", "web.1", "--yes")
        self.assertRegex(out, r"^Asked for web\.1: restarted one after the other, through all guards")
        self.assertIn(" restarted ", out)
        self.assertRegex(out, r"is over: 1\s+restarted")
        self.assertEqual(sorted(self.simulator.requests_of_generations())[-1], 1)

    def test_what_is_not_there_is_not_restarted(self):
        self.simulate()
        self.guard()
        self.seen()
        code, _, err = self.ask("restart", "web.9", "--yes")
        self.assertEqual(code, 64)
        self.assert_golden("error_no_dyno.txt", err)
        code, _, err = self.ask("restart", "web.1", "-a", "demo", "--confirm", "other")
        self.assertEqual(code, 64)


class Mode(Steered):
    def config(self, text):
        path = self.folder / "swapguard.toml"
        path.write_bytes(text)
        return path

    def test_arm_changes_one_word_and_counts_at_once(self):
        before = b'# ours\r\nmode = "observe"  # for now\r\n\r\n[[app]]\r\nname = "demo"\r\n'
        config = self.config(before)
        config.chmod(0o640)
        self.simulate()
        guard = self.guard("--config", config, app=None)
        out = self.fine("arm")
        self.assertEqual(out, f"demo: now armed in {config}.\n")
        self.assertEqual(config.read_bytes(), before.replace(b"observe", b"armed"))
        self.assertEqual(stat.S_IMODE(config.stat().st_mode), 0o640)
        self.assertEqual(guard.wait_for_kind("config")["reason"], "reloaded")
        self.assertEqual(self.state()["mode"], "armed")
        self.assertIn("already armed", self.fine("arm", "-a", "demo"))
        self.fine("observe")
        self.assertEqual(config.read_bytes(), before)
        self.assertEqual(self.state()["mode"], "observe")

    def test_a_flag_that_comes_before_the_file_is_said(self):
        config = self.config(b'[[app]]\nname = "demo"\n')
        self.simulate()
        self.guard("--config", config, "--mode", "observe", app=None)
        code, _, err = self.ask("arm")
        self.assertEqual(code, 78)
        self.assertIn("SG1506", err)

    def test_where_the_environment_configures_the_line_to_type_is_told(self):
        self.simulate()
        self.guard()
        code, _, err = self.ask("arm")
        self.assertEqual(code, 78)
        self.assert_golden("error_arm_by_environment.txt", err)

    def test_config_show_names_where_each_value_comes_from(self):
        self.config(b'[[app]]\nname = "acme"\ndrain_secret = "0123456789abcdef4f2a"\n\n'
                    b'[policy]\ncooldown = "30m"\n')
        code, out, err = rig.run("config", "show", "--origin", "--set", "policy.ahead=5m", cwd=self.folder,
                                 SWAPGUARD_MODE="armed", HEROKU_API_KEY="HRKU-01234567-89ab-cdef-0123-4567")
        self.assertEqual(code, 0, err)
        self.assert_golden("config_show_origin.txt", out)
        self.assertNotIn("0123456789abcdef", out)
        code, out, _ = rig.run("config", "show", "--json", cwd=self.folder)
        rows = {row["key"]: row for row in json.loads(out)["settings"]}
        self.assertEqual(rows["app.acme.policy.cooldown"],
                         {"key": "app.acme.policy.cooldown", "value": '"30m"', "from": "swapguard.toml:6"})


class Port(Steered):
    def http(self, path, method="GET", password="s3cret", body=None, **headers):
        if password:
            headers["Authorization"] = "Basic " + base64.b64encode(f"any:{password}".encode()).decode()
        url = f"http://127.0.0.1:{self.port}/api/v1/{path}"
        request = urllib.request.Request(url, body, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=rig.PATIENCE) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)["error"]["code"]

    def test_the_port_needs_a_password_and_a_switch(self):
        self.simulate()
        self.port = rig.free_port()
        guard = self.guard("--port", self.port)
        self.assertEqual(self.http("state"), (403, "SG1411"))
        guard.end()
        guard = self.guard("--port", self.port, SWAPGUARD_PASSWORD="s3cret")
        self.assertEqual(self.http("state")[0], 200)
        self.assertFalse(self.http("state")[1]["actions"])
        for password in ("", "s3cre", "s3crets"):
            self.assertEqual(self.http("state", password=password), (401, "SG1411"))
        self.assertEqual(self.http("pause", "POST", body=b""), (403, "SG1412"))
        guard.end()
        self.guard("--port", self.port, "--set", "http.actions=true", SWAPGUARD_PASSWORD="s3cret")
        self.assertEqual(self.http("pause", "POST", body=b"", Origin="http://evil.example"), (403, "SG1413"))
        self.assertEqual(self.http("pause", "POST", body=b"app=demo"), (415, "SG0002"))
        self.assertEqual(self.http("pause", "POST", body=b"")[1]["paused"], True)
        self.assertEqual(self.http("nothing"), (404, "SG0001"))

    def test_a_remote_one_is_asked_by_its_url(self):
        self.simulate()
        self.port = rig.free_port()
        self.guard("--port", self.port, SWAPGUARD_PASSWORD="s3cret")
        url = f"http://127.0.0.1:{self.port}"
        elsewhere = str(self.folder / "none.sock")
        code, out, err = rig.run("status", "--url", url, SWAPGUARD_PASSWORD="s3cret",
                                 SWAPGUARD_SOCKET=elsewhere)
        self.assertEqual((code, out.split()[0]), (0, "demo"), err)
        code, _, err = rig.run("status", SWAPGUARD_URL=url, SWAPGUARD_PASSWORD="wrong-one")
        self.assertEqual(code, 77)
        self.assertIn("wrong password [SG1411]", err)
        self.assertNotIn("wrong-one", err)


class Socket(Steered):
    def test_one_that_is_named_and_answers_is_an_error(self):
        self.simulate()
        self.guard()
        code, _, err = rig.run("run", "-a", "demo", "--history", ":memory:",
                               **{**self.simulator.environment(), "SWAPGUARD_SOCKET": str(self.socket)})
        self.assertEqual(code, 69)
        self.assertIn("another swapguard answers at ", err)

    def test_what_a_killed_one_left_is_replaced(self):
        self.simulate()
        self.guard().end(signal.SIGKILL)
        self.assertTrue(self.socket.exists())
        self.guard()
        self.fine("status")

    def test_in_the_usual_place_the_second_goes_without(self):
        self.simulate()
        home = {"SWAPGUARD_SOCKET": "", "XDG_RUNTIME_DIR": str(self.folder)}
        first = self.guard(**home)
        second = self.guard("--history", ":memory:", **home)
        self.assertTrue(any("SG1410" in line for line in second.errors))
        self.assertEqual(rig.run("status", **home)[0], 0)
        self.assertEqual((first.end(), second.end()), (0, 0))


if __name__ == "__main__":
    rig.main()
