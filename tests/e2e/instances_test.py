"""Several instances of the real program on one PostgreSQL: killed, paused, exchanged while samples come."""
import base64
import json
import os
import signal
import time
import unittest
import urllib.error
import urllib.request

from instances_rig import APP, HOOK_KEY, PASSWORD, Several


class InstancesTest(Several):
    def test_a_killed_owner_is_replaced_and_its_dyno_restarted_once(self):
        for name in ("web.1", "web.2", "web.3"):
            self.start(name)
        first = self.settled_holder()
        stream = self.stream()
        time.sleep(8)
        owner = self.named(first)
        owner.process.kill()
        died = time.monotonic()
        stream.mb = 508.0
        self.until(lambda: self.holder() not in (None, first), 20)
        self.assertLess(time.monotonic() - died, 16, "ownership moves within 15 s")
        self.until(lambda: self.platform.deleted, 60)
        time.sleep(6)
        self.assertEqual(self.platform.deleted, [f"/apps/{APP}/dynos/web.1"])

    def test_a_paused_owner_does_not_act_when_it_wakes(self):
        for name in ("web.1", "web.2"):
            self.start(name)
        first = self.settled_holder()
        stream = self.stream()
        time.sleep(6)
        owner = self.named(first)
        stream.mb = 508.0
        os.kill(owner.process.pid, signal.SIGSTOP)
        stream.instances = [each for each in self.instances if each is not owner]
        self.until(lambda: self.platform.deleted, 60)
        os.kill(owner.process.pid, signal.SIGCONT)
        stream.instances = self.instances
        time.sleep(12)
        self.assertEqual(self.platform.deleted, [f"/apps/{APP}/dynos/web.1"])

    def test_a_rolling_upgrade_loses_no_sample_and_restarts_once(self):
        for name in ("web.1", "web.2", "web.3"):
            self.start(name)
        self.until(self.holder)
        stream = self.stream()
        time.sleep(4)
        stream.mb = 508.0
        for old in list(self.instances):
            new = self.start(old.name)
            self.until(lambda: self.is_listening(new))
            self.assertEqual(old.end(), 0, "\n".join(old.errors[-40:]))
            self.until(self.holder, 10)
        self.until(lambda: self.platform.deleted, 60)
        time.sleep(4)
        stream.ended.set()
        stream.join()
        for each in self.instances:
            if each.alive():
                self.assertEqual(each.end(), 0)
        self.assertEqual(self.platform.deleted, [f"/apps/{APP}/dynos/web.1"])
        stored = self.postgres.query(f"select count(*) from swapguard.samples where app = '{APP}'")
        self.assertEqual(int(stored[0]), len(stream.accepted), "samples that were accepted")

    def ask(self, instance, path, body=None, key=None):
        """As a person with the password, or a service with its key, asks over the port."""
        login = base64.b64encode(f"me:{PASSWORD}".encode()).decode()
        request = urllib.request.Request(f"http://127.0.0.1:{instance.port}{path}",
                                         None if body is None else json.dumps(body).encode(), headers={
                                             "Content-Type": "application/json",
                                             "Authorization": f"Bearer {key}" if key else f"Basic {login}"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read().decode()
        return json.loads(text) if text.startswith("{") else text

    def app_as_seen_by(self, instance):
        return self.ask(instance, f"/api/v1/state?app={APP}")["apps"][0]

    def test_every_instance_shows_the_app_and_takes_what_is_for_it(self):
        for name in ("web.1", "web.2"):
            self.start(name)
        first = self.settled_holder()
        owner = self.named(first)
        other = self.beside(first)
        self.stream()
        self.until(lambda: "guarded_by" not in self.app_as_seen_by(owner))
        seen = self.until(lambda: (each := self.app_as_seen_by(other))["dynos"] and each)
        self.assertEqual((seen["guarded_by"], seen["mode"]), (first, "armed"))
        self.assertEqual([each["dyno"] for each in seen["dynos"]], ["web.1"])
        self.assertEqual(seen["dynos"][0]["memory"], 250)
        page = self.ask(other, f"/apps/{APP}")
        self.assertIn(f"guarded by {first}, shown from the history", page)
        self.assertIn("web.1", page)
        # A pause that reaches the other holds where it counts.
        self.ask(other, "/api/v1/pause", {"app": APP})
        self.assertTrue(self.app_as_seen_by(other)["paused"])
        self.until(lambda: self.app_as_seen_by(owner)["paused"], 20)
        self.ask(other, "/api/v1/resume", {"app": APP})
        self.until(lambda: not self.app_as_seen_by(owner)["paused"], 20)
        # And so does a request for a restart.
        asked = self.ask(other, f"/hooks/restart/{APP}/web", {}, HOOK_KEY)
        self.assertEqual(asked["dynos"], ["web.1"])
        self.until(lambda: self.platform.deleted, 60)
        time.sleep(6)
        self.assertEqual(self.platform.deleted, [f"/apps/{APP}/dynos/web.1"])

    def test_without_the_database_a_pause_for_another_is_refused(self):
        for name in ("web.1", "web.2"):
            self.start(name)
        first = self.settled_holder()
        other = self.beside(first)
        self.until(lambda: self.app_as_seen_by(other).get("guarded_by") == first)
        self.postgres.stop("immediate")
        with self.assertRaises(urllib.error.HTTPError) as refused:
            self.ask(other, "/api/v1/pause", {"app": APP})
        with refused.exception:
            answer = json.load(refused.exception)
        self.assertEqual((refused.exception.code, answer["error"]["code"]), (503, "SG1601"))
        self.assertIn(f"guarded by {first}, which cannot be told", answer["error"]["message"])
        self.postgres.start()


if __name__ == "__main__":
    unittest.main()
