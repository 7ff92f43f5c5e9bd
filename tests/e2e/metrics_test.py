"""What Prometheus reads of the running daemon, held against Prometheus' own tools."""
import base64
import pathlib
import re
import shutil
import subprocess
import time
import unittest
import urllib.error
import urllib.request
import rig

SCALE = 60
TOKEN = "0123456789abcdef-of-the-scraper"
OPEN = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5"
PACKAGING = rig.SOURCE / "packaging" / "prometheus"


def promtool(*words, text=None):
    done = subprocess.run(["promtool", *map(str, words)], input=text, capture_output=True, text=True,
                          timeout=rig.PATIENCE)
    return done.returncode, done.stdout + done.stderr


class Scraped(rig.Test):
    def guard(self, *words, **environment):
        simulator = self.start(rig.Simulator("--scenario", "demo", "--time-scale", SCALE))
        self.port = rig.free_port()
        guard = self.start(rig.Process(
            "run", "-a", "demo", "--log-format", "json", "--time-scale", SCALE, "--history",
            self.folder / "history.sqlite", "--port", self.port, *words,
            **{**simulator.environment(), **environment}))
        guard.wait_for_kind("config")
        return guard

    def scrape(self, accept="*/*", **headers):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/metrics",
                                         headers={"Accept": accept, **headers})
        try:
            with urllib.request.urlopen(request, timeout=rig.PATIENCE) as answer:
                return answer.status, answer.headers["Content-Type"], answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers["Content-Type"], error.read().decode()

    def bearer(self, token=TOKEN):
        return {"Authorization": f"Bearer {token}"}

    def seen(self):
        """A page with the memory of a dyno on it."""
        end = time.monotonic() + rig.PATIENCE
        while time.monotonic() < end:
            status, kind, text = self.scrape(**self.bearer())
            self.assertEqual(status, 200, text)
            if "swapguard_dyno_memory_rss_bytes{" in text:
                return kind, text
            time.sleep(0.2)
        raise AssertionError("no dyno came")


class Metrics(Scraped):
    @unittest.skipUnless(shutil.which("promtool"), "promtool is not installed")
    def test_promtool_finds_nothing(self):
        guard = self.guard(SWAPGUARD_METRICS_TOKEN=TOKEN)
        kind, text = self.seen()
        self.assertEqual(kind, "text/plain; version=0.0.4; charset=utf-8")
        self.assertEqual(promtool("check", "metrics", text=text), (0, ""))
        self.assertNotEqual(promtool("check", "metrics", text=text.replace("_total", "_sum_up"))[0], 0)
        for name in ("build_info", "armed", "blind", "restarts_total", "api_requests_total",
                     "decision_duration_seconds_bucket"):
            self.assertIn(f"swapguard_{name}{{", text)
        self.assertNotIn(TOKEN, text)
        self.assertEqual(guard.end(), 0)

    def test_openmetrics_by_accept(self):
        self.guard(SWAPGUARD_METRICS_TOKEN=TOKEN)
        self.seen()
        status, kind, text = self.scrape(OPEN, **self.bearer())
        self.assertEqual((status, kind), (200, "application/openmetrics-text; version=1.0.0; charset=utf-8"))
        lines = text.split("\n")
        self.assertEqual(lines[-2:], ["# EOF", ""])
        families = {}
        for line in lines[:-2]:
            word = line.split(" ", 3)
            if line.startswith("# TYPE "):
                self.assertNotIn(word[2], families, "a family comes once")
                families[word[2]] = word[3]
            elif not line.startswith("#"):
                self.assertRegex(line, r'^[a-z_]+(\{([a-z]+="[^"\\]*",?)*\})? [-+0-9.e]+$|.* (\+Inf|NaN)$')
                name = re.match(r"[a-z_]+", line).group()
                endings = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}
                stems = [name[:-len(e)] for k in endings for e in endings[k] if name.endswith(e)] + [name]
                self.assertTrue(any(stem in families for stem in stems), line)
                if name.endswith("_total"):
                    self.assertEqual(families[name[:-6]], "counter")

    def test_the_port_wants_token_or_password(self):
        self.guard(SWAPGUARD_METRICS_TOKEN=TOKEN, SWAPGUARD_PASSWORD="s3cret")
        basic = "Basic " + base64.b64encode(b"any:s3cret").decode()
        self.assertEqual(self.scrape(Authorization=basic)[0], 200)
        self.assertEqual(self.scrape(**self.bearer())[0], 200)
        self.assertEqual(self.scrape()[0], 401)
        self.assertEqual(self.scrape(**self.bearer("s3cret"))[0], 401)
        self.assertEqual(self.scrape(**self.bearer(TOKEN[:-1]))[0], 401)
        state = urllib.request.Request(f"http://127.0.0.1:{self.port}/api/v1/state", headers=self.bearer())
        with self.assertRaises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(state, timeout=rig.PATIENCE)
        refused.exception.close()
        self.assertEqual(refused.exception.code, 401, "the token opens nothing else")

    def test_without_either_nothing_is_served(self):
        self.guard()
        status, _, text = self.scrape()
        self.assertEqual(status, 403)
        self.assertIn("SG1411", text)


@unittest.skipUnless(shutil.which("promtool"), "promtool is not installed")
class Alerts(rig.Test):
    def test_rules_are_valid_and_fire_when_they_should(self):
        code, said = promtool("check", "rules", PACKAGING / "alerts.yml")
        self.assertEqual(code, 0, said)
        code, said = promtool("test", "rules", PACKAGING / "alerts_test.yml")
        self.assertEqual(code, 0, said)

    def test_a_rule_that_does_not_fire_is_found(self):
        broken = self.folder / "alerts.yml"
        rules = (PACKAGING / "alerts.yml").read_text()
        broken.write_text(rules.replace("swapguard_blind == 1", "swapguard_blind == 2"))
        test = self.folder / "test.yml"
        test.write_text((PACKAGING / "alerts_test.yml").read_text())
        self.assertNotEqual(promtool("test", "rules", test)[0], 0)


if __name__ == "__main__":
    rig.main()
