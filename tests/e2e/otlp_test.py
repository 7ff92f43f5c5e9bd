"""OpenTelemetry, in and out, against a real SDK from npm: the same series gives the same decisions as by log
lines, and what swapguard exports can be read with the SDK's own definitions."""
import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from datetime import datetime, timezone

import rig

OTLP = rig.SOURCE / "tests" / "otlp"
PACKAGES = os.environ.get("SWAPGUARD_OTLP_PACKAGES", str(rig.SOURCE / "build" / "otlp_packages"))
SECRET = "the-secret-of-acme"
DYNOS = {"web.1": "9de0a9a8-8b5a-4b7c-9df0-0d6ce2c3f3b1", "web.2": "8ce0a9a8-8b5a-4b7c-9df0-0d6ce2c3f3b2"}
ROUNDS = 12
MB = 1 << 20


def installed():
    """Whether the SDK is there, or can be installed."""
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    packages = [shutil.which("node"), rig.SOURCE / "web" / "packages.mjs", OTLP, PACKAGES]
    return subprocess.run(packages, timeout=600).returncode == 0


def series(began):
    """Two dynos, twenty seconds apart: one climbs over its limit and stays there, one is calm."""
    def rss(name, number):
        return 300 + min(number * 30, 206) if name == "web.1" else 200
    return {name: [{"at": int((began + 20 * number) * 1000), "rss": rss(name, number) * MB, "swap": 2 * MB,
                    "total": (rss(name, number) + 10) * MB, "quota": 512 * MB} for number in range(ROUNDS)]
            for name in DYNOS}


class Guarded(rig.Test):
    def setUp(self):
        super().setUp()
        self.platform = rig.Platform(dict(DYNOS))
        self.addCleanup(self.platform.close)

    def run_guard(self, told_by, extra="", **environment):
        port = rig.free_port()
        folder = self.folder / f"{told_by}-{port}"
        folder.mkdir()
        config = folder / "swapguard.toml"
        # Long intervals: the series lies minutes back and comes all at once.
        config.write_text(f'mode = "armed"\n[[app]]\nname = "acme"\ninput = "{told_by}"\n'
                          f'drain_secret = "{SECRET}"\n{extra}'
                          f'[policy]\nsample_interval = "5m"\nblind_after = "10m"\n'
                          f'quiet_moment = false\n[http]\nport = {port}\n'
                          f'[history]\npath = "{folder / "history.sqlite"}"\n')
        guard = self.start(rig.Process("run", "--log-format", "json", "--config", config,
                                       HEROKU_HOST=self.platform.url, HEROKU_API_KEY="any-token",
                                       **environment))
        guard.wait_for_kind("config")
        return guard, port


class SameDecisions(Guarded):
    def deliver(self, port, told):
        for number in range(ROUNDS):
            for name, rounds in told.items():
                now = rounds[number]
                at = datetime.fromtimestamp(now["at"] / 1000, timezone.utc).isoformat(timespec="milliseconds")
                keys = {"total": now["total"], "rss": now["rss"], "cache": 0, "swap": now["swap"],
                        "quota": now["quota"]}
                text = " ".join(f"sample#memory_{key}={size / MB:.2f}MB" for key, size in keys.items())
                line = f"source={name} dyno=heroku.1.{DYNOS[name]} {text}"
                self.assertEqual(rig.deliver(port, "acme", SECRET, [(at, name, line)]), 204)

    def send(self, port, told, protocol, gzip):
        spec = {"url": f"http://127.0.0.1:{port}/v1/metrics",
                "headers": {"Authorization": f"Bearer {SECRET}"},
                "protocol": protocol, "gzip": gzip,
                "dynos": [{"resource": {"service.name": "acme", "heroku.dyno.name": name,
                                        "service.instance.id": DYNOS[name]}, "rounds": rounds}
                          for name, rounds in told.items()]}
        sent = subprocess.run(["node", OTLP / "send.mjs", PACKAGES], input=json.dumps(spec), text=True,
                              capture_output=True, timeout=300)
        self.assertEqual((sent.returncode, sent.stdout, sent.stderr), (0, '{"failed":0}\n', ""))

    def decisions(self, guard):
        """What was decided, but for what is random: the first restart and all that came before it."""
        guard.wait_for_kind("restart")
        self.assertEqual(guard.end(), 0)
        kept = ("kind", "at", "app", "type", "dyno", "id", "reason", "decision", "title")
        return [{key: value for key, value in json.loads(line).items() if key in kept}
                for line in guard.events("restart", "held", "would_restart")]

    def test_metrics_of_a_real_sdk_decide_as_log_lines_do(self):
        told = series(time.time() - 20 * ROUNDS - 20)
        guard, port = self.run_guard("drain")
        self.deliver(port, told)
        by_log = self.decisions(guard)
        self.assertEqual([each["dyno"] for each in by_log if each["kind"] == "restart"], ["web.1"])
        self.assertEqual(len(self.platform.deleted), 1)
        for protocol in ("protobuf", "json"):
            for gzip in (False, True):
                with self.subTest(protocol=protocol, gzip=gzip):
                    guard, port = self.run_guard("otlp")
                    self.send(port, told, protocol, gzip)
                    self.assertEqual(self.decisions(guard), by_log)
                    self.assertFalse(any("SG13" in line for line in guard.errors), guard.errors)
        self.assertEqual(len(self.platform.deleted), 5)


class Receiving(Guarded):
    def post(self, port, body, secret=SECRET, path="/v1/metrics", kind="application/json"):
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body, method="POST", headers={
            "Content-Type": kind, "Authorization": f"Bearer {secret}"})
        try:
            with urllib.request.urlopen(request, timeout=rig.PATIENCE) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read()

    def gauge(self, name, value, unit="By"):
        resource = {"service.name": "acme", "heroku.dyno.name": "web.1",
                    "service.instance.id": DYNOS["web.1"]}
        attributes = [{"key": key, "value": {"stringValue": text}} for key, text in resource.items()]
        point = {"timeUnixNano": str(time.time_ns()), "asDouble": value}
        return json.dumps({"resourceMetrics": [{"resource": {"attributes": attributes}, "scopeMetrics": [
            {"metrics": [{"name": name, "unit": unit, "gauge": {"dataPoints": [point]}}]}]}]}).encode()

    def wait_for_error(self, guard, word):
        end = time.monotonic() + rig.PATIENCE
        while time.monotonic() < end:
            if any(word in line for line in guard.errors):
                return
            time.sleep(0.05)
        raise AssertionError(f"{word} was not said: {guard.errors}")

    def test_what_is_not_understood_is_said_once(self):
        guard, port = self.run_guard("otlp")
        for _ in range(3):
            self.assertEqual(self.post(port, self.gauge("acme.memory.used", 5e8)), (200, b"{}"))
        self.wait_for_error(guard, "SG1304")
        status, answer = self.post(port, self.gauge("dyno.memory.rss", 97, "%"))
        self.assertEqual(status, 200)
        self.assertEqual(json.loads(answer)["partialSuccess"]["rejectedDataPoints"], "1")
        self.assertEqual(self.post(port, b"x", "a-wrong-secret")[0], 401)
        self.wait_for_error(guard, "SG1305")
        self.assertEqual(self.post(port, b"{")[0], 400)
        self.assertEqual(self.post(port, b"{", kind="text/plain")[0], 415)
        self.assertEqual(guard.end(), 0)
        self.assertEqual(sum("acme.memory.used, which may" in line for line in guard.errors), 1, guard.errors)
        self.assertFalse(any("wrong-secret" in line for line in guard.errors + guard.lines))

    def test_log_records_of_the_platform_are_lines(self):
        guard, port = self.run_guard("otlp", "[otlp]\nplatform_logs = [\"scope=heroku\"]\n")
        line = (f"source=web.1 dyno=heroku.1.{DYNOS['web.1']} sample#memory_rss=506.00MB "
                "sample#memory_swap=2.00MB sample#memory_quota=512.00MB")
        attributes = [{"key": "service.name", "value": {"stringValue": "acme"}},
                      {"key": "heroku.dyno.name", "value": {"stringValue": "web.1"}}]
        began = time.time_ns() - 200 * 10**9

        def records(scope):
            rows = [{"timeUnixNano": str(began + number * 20 * 10**9), "body": {"stringValue": line}}
                    for number in range(6)]
            return json.dumps({"resourceLogs": [{"resource": {"attributes": attributes}, "scopeLogs": [
                {"scope": {"name": scope}, "logRecords": rows}]}]}).encode()
        self.assertEqual(self.post(port, records("app"), path="/v1/logs"), (200, b"{}"))
        self.wait_for_error(guard, "SG1304")
        self.assertEqual(self.post(port, records("heroku"), path="/v1/logs"), (200, b"{}"))
        self.assertIn(guard.wait_for_kind("restart", "held")["dyno"], ("web.1",))
        self.assertEqual(guard.end(), 0)


class Receiver:
    """tests/otlp/receive.mjs in the background."""

    def __init__(self):
        self.process = subprocess.Popen(["node", OTLP / "receive.mjs", PACKAGES], stdout=subprocess.PIPE,
                                        text=True)
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.port = json.loads(self.lines.get(timeout=rig.PATIENCE))["port"]

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line)

    def wait_for(self, wanted):
        end = time.monotonic() + rig.PATIENCE
        while True:
            request = json.loads(self.lines.get(timeout=max(0.01, end - time.monotonic())))
            found = wanted(request)
            if found:
                return request, found

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def texts(attributes):
    return {each["key"]: each["value"]["stringValue"] for each in attributes}


class Exporting(Guarded):
    def setUp(self):
        super().setUp()
        self.receiver = Receiver()
        self.addCleanup(self.receiver.close)

    def check(self, protocol, head=""):
        guard, port = self.run_guard(
            "drain", OTEL_EXPORTER_OTLP_ENDPOINT=f"http://127.0.0.1:{self.receiver.port}{head}",
            OTEL_EXPORTER_OTLP_HEADERS="api-key=a%20key,other=1", OTEL_EXPORTER_OTLP_PROTOCOL=protocol,
            OTEL_SERVICE_NAME="our-guard", OTEL_RESOURCE_ATTRIBUTES="deployment.environment.name=test",
            OTEL_METRIC_EXPORT_INTERVAL="1000")

        def series_named(request, name):
            if not request["path"].endswith("/v1/metrics"):
                return None
            scope = request["body"]["resourceMetrics"][0]["scopeMetrics"][0]
            return next((each for each in scope["metrics"] if each["name"] == name), None)
        request, armed = self.receiver.wait_for(lambda each: series_named(each, "swapguard_armed"))
        resource = texts(request["body"]["resourceMetrics"][0]["resource"]["attributes"])
        self.assertEqual(resource["service.name"], "our-guard")
        self.assertEqual(resource["deployment.environment.name"], "test")
        self.assertEqual((request["headers"]["api-key"], request["headers"]["other"]), ("a key", "1"))
        self.assertEqual(request["headers"]["content-type"],
                         "application/json" if protocol == "http/json" else "application/x-protobuf")
        point = armed["gauge"]["dataPoints"][0]
        self.assertEqual((point["asDouble"], texts(point["attributes"])), (1, {"app": "acme"}))
        duration = series_named(request, "swapguard_decision_duration_seconds")["histogram"]["dataPoints"][0]
        self.assertEqual(sum(map(int, duration["bucketCounts"])), int(duration["count"]))
        self.assertEqual(len(duration["bucketCounts"]), len(duration["explicitBounds"]) + 1)
        now = datetime.now(timezone.utc).isoformat()
        rig.deliver(port, "acme", SECRET, [(now, "web.2", "State changed from up to crashed")])
        crashed = json.loads(guard.wait_for(lambda line: '"kind":"crashed"' in line))
        event = self.wait_for_event("crashed")
        self.assertEqual(json.loads(event["body"]["stringValue"]), crashed)
        self.assertEqual(texts(event["attributes"])["dyno"], "web.2")
        # Older definitions do not know the field eventName: in protobuf they pass over it.
        self.assertEqual(event.get("eventName") or "swapguard.crashed", "swapguard.crashed")
        self.assertEqual(guard.end(), 0)

    def wait_for_event(self, kind):
        def named(request):
            if not request["path"].endswith("/v1/logs"):
                return None
            records = request["body"]["resourceLogs"][0]["scopeLogs"][0]["logRecords"]
            return next((each for each in records if texts(each["attributes"])["kind"] == kind), None)
        return self.receiver.wait_for(named)[1]

    def test_protobuf(self):
        self.check("http/protobuf")

    def test_json_and_a_receiver_that_is_busy_first(self):
        self.check("http/json", "/busy")

    def test_off_unless_set_and_loud_when_it_cannot(self):
        guard, _ = self.run_guard("drain", OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:1",
                                  OTEL_EXPORTER_OTLP_PROTOCOL="grpc")
        self.assertEqual(guard.end(), 0)
        self.assertTrue(any("grpc is not supported" in line for line in guard.errors), guard.errors)
        guard, _ = self.run_guard("drain")
        self.assertEqual(guard.end(), 0)
        self.assertFalse(any("export" in line for line in guard.errors), guard.errors)


if __name__ == "__main__":
    if not installed():
        print("nothing tested: the OpenTelemetry SDK cannot be installed here")
        sys.exit(77)
    rig.main()
