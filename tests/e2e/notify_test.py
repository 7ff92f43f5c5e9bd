"""Channels against a sink on this machine: what the daemon tells them, and what outlives it."""
import base64
import hashlib
import hmac
import json
import signal
import time
import rig
from small_server import Sink

SCALE = 60
KEY = base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
APP = 'mode = "armed"\n[[app]]\nname = "files"\n[policy]\nrestart_at = "40%"\n'


class Told(rig.Test):
    def sink(self, *statuses):
        sink = Sink(*statuses)
        self.addCleanup(sink.close)
        return sink

    def config(self, text):
        path = self.folder / "swapguard.toml"
        path.write_text(text)
        return path

    def guard(self, text, **environment):
        simulator = self.start(rig.Simulator("--scenario", "fleet", "--time-scale", SCALE))
        self.simulated = simulator.environment()
        return self.run_again(self.config(text), **environment)

    def run_again(self, path, scale=SCALE, **environment):
        guard = self.start(rig.Process(
            "run", "--log-format", "json", "--time-scale", scale, "--config", path, "--history",
            self.folder / "history.sqlite", **{**self.simulated, **environment}))
        guard.wait_for_kind("config")
        return guard


class Daemon(Told):
    def test_a_restart_is_told_with_a_signature_that_holds(self):
        sink = self.sink(500)
        guard = self.guard(APP + f'[[notify]]\nwebhook = "{sink.url}/hook"\nwebhook_secret = "whsec_{KEY}"\n'
                                 'kinds = ["restart"]\ndigest = "off"\n')
        restart = guard.wait_for_kind("restart")
        (path, headers, body), (_, again, same) = sink.wait_for(2)[:2]
        self.assertEqual((path, again["webhook-id"], same), ("/hook", headers["webhook-id"], body))
        signed = f'{headers["webhook-id"]}.{headers["webhook-timestamp"]}.'.encode() + body
        digest = base64.b64encode(hmac.new(base64.b64decode(KEY), signed, hashlib.sha256).digest()).decode()
        self.assertEqual(headers["webhook-signature"], "v1," + digest)
        told = json.loads(body)
        self.assertEqual(told["type"], "swapguard.restart")
        self.assertEqual(told["data"]["events"][0], restart)
        self.assertEqual(guard.end(), 0)

    def test_what_was_not_delivered_outlives_a_crash_and_is_delivered_once(self):
        sink = self.sink(*[503] * 1000)
        self.simulated = self.start(rig.Simulator("--scenario", "fleet")).environment()
        text = (f'[[notify]]\nwebhook = "{sink.url}/"\nwebhook_secret = "whsec_{KEY}"\nkinds = ["config"]\n'
                '[[app]]\nname = "files"\n')
        path = self.config(text)
        guard = self.run_again(path, scale=1)
        path.write_text(text + '[policy]\nrestart_at = "70%"\n')
        self.assertEqual(guard.wait_for_kind("config")["reason"], "reloaded")
        name = sink.wait_for(1)[0][1]["webhook-id"]
        guard.end(signal.SIGKILL)
        sink.posts, sink.statuses = [], []
        guard = self.run_again(path, scale=1)
        self.assertEqual(sink.wait_for(1)[0][1]["webhook-id"], name)
        time.sleep(1)
        self.assertEqual(guard.end(), 0)
        guard = self.run_again(path, scale=1)
        time.sleep(3)
        self.assertEqual(len(sink.posts), 1, "no second time")
        self.assertEqual(guard.end(), 0)

    def test_a_dead_channel_harms_nothing_and_is_told_once(self):
        sink = self.sink()
        nobody = sink.url
        sink.close()
        channel = f'[[notify]]\nslack = "{nobody}/verysecret"\nkinds = ["restart", "restarted"]\n'
        guard = self.guard(APP + channel)
        guard.wait_for_kind("restarted")
        guard.wait_for_kind("restarted")
        end = time.monotonic() + rig.PATIENCE
        while not any("SG1701" in line for line in guard.errors):
            self.assertLess(time.monotonic(), end, guard.errors)
            time.sleep(0.05)
        self.assertEqual(guard.end(), 0)
        self.assertEqual(sum("SG1701" in line for line in guard.errors), 1)
        self.assertNotIn("verysecret", "".join(guard.errors + guard.lines))


class Test(Told):
    def test_each_channel_gets_a_sample(self):
        sink = self.sink()
        out = self.folder / "out"
        config = self.config(
            '[[app]]\nname = "files"\n'
            f'[[notify]]\nslack = "{sink.url}/slack"\n[[notify]]\ndiscord = "{sink.url}/discord"\n'
            f'[[notify]]\nname = "on-call"\npagerduty = "{"0123456789abcdef" * 2}"\n'
            f'pagerduty_url = "{sink.url}/pd"\n'
            f'[[notify]]\nwebhook = "{sink.url}/hook"\nwebhook_secret = "whsec_{KEY}"\n'
            f'[[notify]]\nexec = ["/bin/sh", "-c", "cat > {out}"]\n')
        code, text, errors = rig.run("notify", "test", "--config", config)
        self.assertEqual((code, text), (0, "slack: delivered\ndiscord: delivered\non-call: delivered\n"
                                           "webhook: delivered\nexec: delivered\n"), errors)
        self.assertEqual([path for path, _, _ in sink.posts], ["/slack", "/discord", "/pd", "/pd", "/hook"])
        actions = [json.loads(body)["event_action"] for path, _, body in sink.posts if path == "/pd"]
        self.assertEqual(actions, ["trigger", "resolve"])
        self.assertEqual(json.loads(out.read_text())["reason"], "test")
        sink.posts = []
        self.assertEqual(rig.run("notify", "test", "slack", "--config", config)[0], 0)
        self.assertEqual(len(sink.posts), 1)

    def test_one_that_refuses_is_said_and_shows_no_secret(self):
        sink = self.sink(403)
        config = self.config(f'[[app]]\nname = "files"\n[[notify]]\nslack = "{sink.url}/verysecret"\n')
        code, text, errors = rig.run("notify", "test", "--config", config)
        self.assertEqual((code, text), (69, "slack: not delivered, HTTP 403\n"), errors)
        code, text, errors = rig.run("notify", "test", "other", "--config", config)
        self.assertEqual(code, 64)
        self.assertIn("There are: slack", errors)
        self.assertNotIn("verysecret", errors + text + rig.run("config", "show", "--config", config)[1])

    def test_without_a_channel_it_says_how_to_get_one(self):
        code, _, errors = rig.run("notify", "test", "--config", self.config('[[app]]\nname = "files"\n'))
        self.assertEqual(code, 64)
        self.assertIn("SLACK_WEBHOOK_URL", errors)


if __name__ == "__main__":
    rig.main()
