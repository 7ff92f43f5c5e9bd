"""The restart hook under fire: right keys and wrong ones at once, replays, a kill after the acceptance."""
import base64
import concurrent.futures
import itertools
import json
import signal
import sqlite3
import time
import urllib.error
import urllib.request
import rig

KEYS = ("the-first-hook-key", "the-hook-key-before")
SCALE = 60


class Hooks(rig.Test):
    def setUp(self):
        super().setUp()
        self.port = rig.free_port()
        self.config = self.folder / "swapguard.toml"
        self.write_config()
        self.simulator = self.start(rig.Simulator("--scenario", "fleet", "--time-scale", SCALE))
        self.guard = self.run_guard()

    def write_config(self, keys=KEYS, extra=""):
        self.config.write_text(f'mode = "armed"\n{extra}[[app]]\nname = "files"\n'
                               f'hook_keys = {json.dumps(keys)}\n'
                               f'[http]\nport = {self.port}\n'
                               f'[history]\npath = "{self.folder / "history.sqlite"}"\n')

    def run_guard(self):
        guard = self.start(rig.Process("run", "--log-format", "json", "--time-scale", SCALE, "--config",
                                       self.config, **self.simulator.environment()))
        guard.wait_for_kind("config")
        return guard

    def call(self, key=None, body=b"alert", path="files/web", **headers):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/hooks/restart/{path}", body,
                                         headers, method="POST")
        if key:
            request.add_header("Authorization", f"Bearer {key}")
        try:
            with urllib.request.urlopen(request, timeout=rig.PATIENCE) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, json.load(refused)

    def wait_until_seen(self, dynos):
        """Until a sample of each dyno has come: only running ones are meant."""
        end = time.monotonic() + rig.PATIENCE
        number = 0
        while time.monotonic() < end:
            number += 1
            status, answer = self.call(KEYS[0], f"probe {number}".encode())
            self.assertEqual(status, 202, answer)
            if len(answer["dynos"]) == dynos:
                return answer
            time.sleep(1)
        raise AssertionError("the dynos were not seen")

    def generations(self):
        return {each["id"]: each["restart_requests"] for each in self.simulator.state()["generations"]}

    def wait_for_end(self, request, guard):
        def ends(line):
            entry = json.loads(line)
            return entry.get("request") == request and (entry["kind"], entry["reason"]) == ("trigger", "done")
        return json.loads(guard.wait_for(ends))

    def test_a_call_restarts_the_running_dynos_one_after_the_other(self):
        answer = self.wait_until_seen(2)
        self.assertEqual(answer["app"], "files")
        self.assertIn("through all guards", answer["note"])
        first = self.guard.wait_for_kind("restart")
        self.assertEqual(first["reason"], "requested")
        self.guard.wait_for_kind("restarted")
        self.guard.wait_for_kind("restart")
        self.wait_for_end(answer["request"], self.guard)
        self.assertEqual(self.guard.end(), 0)
        self.assertEqual(sorted(self.generations().values())[-3:], [0, 1, 1])

    def test_keys_types_and_alerts(self):
        basic = base64.b64encode(f"x:{KEYS[1]}".encode()).decode()
        self.wait_until_seen(2)
        self.assertEqual(self.call(None, b"1", Authorization=f"Basic {basic}")[0], 202)
        self.assertEqual(self.call(None, b"2", f"files?key={KEYS[0]}")[0], 202)
        self.assertEqual(self.call("a-wrong-key-of-some")[0], 401)
        self.assertEqual(self.call(None)[0], 401)
        self.assertEqual(self.call(KEYS[0], path="other")[0], 404)
        self.assertEqual(self.call(KEYS[0], path="files/clock")[0], 409)
        alert = json.dumps({"events": [{"program": "heroku/web.2", "message": "Error R14"}]})
        self.assertEqual(self.call(KEYS[0], alert.encode())[1]["dynos"], ["web.2"])
        self.assertTrue(any("SG1804" in line for line in self.guard.errors), self.guard.errors)
        self.assertFalse(any("a-wrong-key" in line for line in self.guard.errors + self.guard.lines))
        self.assertEqual(self.guard.end(), 0)

    def call_or_nothing(self, *words, **headers):
        """Nothing when the guard died before it answered."""
        try:
            return self.call(*words, **headers)
        except OSError:
            return None, None

    def test_a_thousand_calls_and_a_kill_among_them(self):
        self.wait_until_seen(2)
        answered = itertools.count(1)

        def call(number):
            if number % 2:
                key, answer = "wrong", self.call_or_nothing(f"{KEYS[0]}{number}", f"body {number}".encode())
            else:
                # Every tenth delivery of the right ones is new, the others repeat it.
                key, answer = "right", self.call_or_nothing(KEYS[0], b"alert",
                                                            **{"Idempotency-Key": f"alert {number // 20}"})
            if answer[0] and next(answered) == 400:
                self.guard.process.send_signal(signal.SIGKILL)
            return key, *answer

        with concurrent.futures.ThreadPoolExecutor(64) as pool:
            answers = list(pool.map(call, range(1000)))
        self.guard.end(signal.SIGKILL)
        died = [status for _, status, _ in answers].count(None)
        self.assertTrue(0 < died < 1000, "it was killed among them")
        accepted = {}
        for key, status, answer in answers:
            self.assertIn(status, (401, None) if key == "wrong" else (202, 429, None))
            if status == 202:
                accepted.setdefault(answer["request"], set()).add(tuple(answer["dynos"]))
        self.assertGreater(len(accepted), 2)
        self.assertEqual({len(dynos) for dynos in accepted.values()}, {1}, "repeated: answered the same")
        self.assertLessEqual(accepted.keys(), self.stored().keys(), "accepted: durable before the answer")

        self.guard = self.run_guard()
        # Whoever got no answer calls again, as alert services do.
        for number in range(0, 1000, 20):
            status, answer = self.call(KEYS[0], b"alert", **{"Idempotency-Key": f"alert {number // 20}"})
            self.assertIn(status, (202, 429))
        self.assert_each_carried_out_once()

    def stored(self):
        with sqlite3.connect(self.folder / "history.sqlite") as history:
            return dict(history.execute("select request, state from requests"))

    def assert_each_carried_out_once(self):
        end = time.monotonic() + rig.PATIENCE
        while "open" in self.stored().values() and time.monotonic() < end:
            time.sleep(0.5)
        self.assertEqual(self.guard.end(), 0)
        self.assertEqual(set(self.stored().values()), {"done"})
        with sqlite3.connect(self.folder / "history.sqlite") as history:
            rows = history.execute("select meant from requests").fetchall()
        meant = {line.split()[1] for (lines,) in rows for line in lines.splitlines()}
        restarted = {each for each, count in self.generations().items() if count > 0}
        self.assertEqual(restarted, meant, "each that was meant, and no other")
        self.assertLessEqual(max(self.generations().values()), 1)

    def test_keys_are_rotated_without_a_new_start(self):
        self.wait_until_seen(2)
        self.write_config(("the-next-hook-key",))
        self.guard.process.send_signal(signal.SIGHUP)
        self.guard.wait_for_kind("config")
        self.assertEqual(self.call(KEYS[0])[0], 401)
        self.assertEqual(self.call("the-next-hook-key")[0], 202)
        self.write_config(())
        self.guard.process.send_signal(signal.SIGHUP)
        self.guard.wait_for_kind("config")
        self.assertEqual(self.call("the-next-hook-key")[0], 404)
        self.assertEqual(self.guard.end(), 0)


if __name__ == "__main__":
    rig.main()
