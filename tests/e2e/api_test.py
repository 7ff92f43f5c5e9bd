"""The API as tools see it: each route answers as docs/openapi.json says, the stream goes on where it was."""
import base64
import http.client
import json
import time

import control_test
import description
import rig

PASSWORD = "s3cret"


class Api(control_test.Steered):
    def guard_with_port(self, *words):
        self.port = rig.free_port()
        self.simulate()
        self.guard("--port", self.port, "--set", "http.actions=true", *words, SWAPGUARD_PASSWORD=PASSWORD,
                   SWAPGUARD_HOOK_KEY="k" * 32)

    def open(self, path, method="GET", body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=rig.PATIENCE)
        self.addCleanup(connection.close)
        headers.setdefault("Authorization", "Basic " + base64.b64encode(f"x:{PASSWORD}".encode()).decode())
        if body is not None:
            headers["Content-Type"] = "application/json"
        connection.request(method, path, body, headers)
        return connection.getresponse()

    def holds(self, path, described, method="GET", status=200, body=None, **headers):
        """The answer, held against its description."""
        answer = self.open(path, method, body, **headers)
        text = answer.read().decode()
        self.assertEqual(answer.status, status, text)
        kind, schema = description.schema(method, described, status)
        self.assertEqual(answer.headers.get_content_type(), kind)
        is_lines = kind.endswith("ndjson")
        values = [json.loads(line) for line in (text.splitlines() if is_lines else [text])]
        for value in values:
            self.assertEqual(description.problems(value, schema), [], text[:2000])
        self.described.add((method.lower(), described))
        return values if is_lines else values[0]

    def test_each_answer_is_what_the_document_says(self):
        self.guard_with_port()
        self.described = set()
        self.seen()
        root = "/api/v1/"
        self.holds(root + "state", root + "state")
        self.holds(root + "state?app=other", root + "state", status=404)
        self.holds(root + "state", root + "state", status=401, Authorization="")
        self.holds(root + "events?limit=0", root + "events", status=400)
        self.holds(root + "why/demo/web.1", root + "why/{app}/{what}")
        self.holds(root + "why/demo/d-00000000", root + "why/{app}/{what}", status=404)
        end = time.monotonic() + rig.PATIENCE  # minutes of requests are told when they are over
        while True:
            series = self.holds(root + "series?app=demo&from=-1h&points=1500", root + "series")
            if any(series["responses"]["requests"]) or time.monotonic() > end:
                break
            time.sleep(0.5)
        self.assertTrue(any(series["responses"]["requests"]), series["responses"])
        self.assertEqual({each["dyno"] for each in series["generations"]}, {"web.1", "web.2", "web.3"})
        for line in series["generations"]:
            self.assertEqual(len(line["used"]), len(series["times"]))
            self.assertTrue(any(line["used"]))
        self.holds(root + "series", root + "series", status=400)
        self.holds(root + "series?app=demo&from=yesterday", root + "series", status=400)
        self.holds(root + "series?app=other", root + "series", status=404)
        ghosts = self.holds(root + "ghosts?app=demo&limit=10%25&from=-1h", root + "ghosts")
        self.assertEqual(ghosts["limit_percent"], 10)
        self.holds(root + "ghosts?app=demo&limit=much", root + "ghosts", status=400)
        self.assertEqual(self.holds(root + "openapi.json", root + "openapi.json"), description.DOCUMENT)
        stream = self.open(root + "stream?app=demo")
        self.assertEqual(stream.headers["Content-Type"], "text/event-stream")
        self.described.add(("get", root + "stream"))
        self.holds(root + "pause", root + "pause", "POST", body='{"for":"2h"}')
        self.assertTrue(self.holds(root + "events", root + "events"))
        self.holds(root + "pause", root + "pause", "POST", status=400, body='{"for":"long"}')
        self.holds(root + "resume", root + "resume", "POST", body='{"app":"demo"}')
        self.holds(root + "restart", root + "restart", "POST", body='{"app":"demo","dyno":"web.1"}')
        self.holds(root + "restart", root + "restart", "POST", status=404, body='{"dyno":"web.9"}')
        self.holds(root + "reload", root + "reload", "POST")
        call = {"method": "POST", "body": "{}"}
        key = {"Authorization": "Bearer " + "k" * 32}
        self.holds("/hooks/restart/demo", "/hooks/restart/{app}", status=202, **call, **key)
        self.holds("/hooks/restart/demo/web", "/hooks/restart/{app}/{type}", status=202, **call, **key)
        self.holds("/hooks/restart/demo", "/hooks/restart/{app}", status=401, **call)
        self.holds("/healthz", "/healthz")
        self.holds("/readyz", "/readyz")
        all_described = {(method, path) for path, methods in description.DOCUMENT["paths"].items()
                         for method in methods}
        self.assertEqual(self.described, all_described)

    def events_of(self, stream, wanted, patience=rig.PATIENCE):
        """(name, number, data) of a stream until `wanted` holds one of them."""
        told, fields = [], {}
        end = time.monotonic() + patience
        while time.monotonic() < end:
            line = stream.readline().decode().rstrip("\n")
            if line:
                name, _, value = line.partition(":")
                fields[name] = value.strip()
                continue
            if "event" in fields:
                told.append((fields["event"], fields.get("id"), json.loads(fields["data"])))
                if wanted(*told[-1]):
                    return told
            fields = {}
        raise AssertionError(f"did not come: {[each[:2] for each in told]}")

    def test_the_stream_tells_what_happens_and_goes_on_where_it_was(self):
        self.guard_with_port()
        self.seen()
        stream = self.open("/api/v1/stream?app=demo")
        self.assertEqual(stream.readline(), b"retry: 3000\n")
        told = self.events_of(stream, lambda name, *_: name == "samples")
        self.assertEqual(told[0][0], "state", "who listens is told at once how it stands")
        schemas = description.DOCUMENT["components"]["schemas"]
        self.assertEqual(description.problems(told[0][2], schemas["State"]), [])
        self.assertEqual(description.problems(told[-1][2], schemas["Samples"]), [])
        self.open("/api/v1/pause", "POST", "{}").read()
        paused = self.events_of(stream, lambda name, number, data: data.get("kind") == "paused")[-1]
        self.assertEqual(description.problems(paused[2], schemas["Entry"]), [])
        self.assertEqual(int(paused[1]), paused[2]["number"])
        stream.close()
        # What fell meanwhile is told first, once, in order; then what falls now.
        self.open("/api/v1/resume", "POST", "{}").read()
        self.open("/api/v1/pause", "POST", "{}").read()
        for back in (self.open("/api/v1/stream", **{"Last-Event-ID": paused[1]}),
                     self.open("/api/v1/stream?after=" + paused[1])):
            told = self.events_of(back, lambda name, number, data: data.get("kind") == "paused")
            numbers = [int(number) for name, number, _ in told if name == "entry"]
            self.assertEqual(numbers, list(range(int(paused[1]) + 1, int(paused[1]) + 1 + len(numbers))))
            self.assertIn("resumed", [data.get("kind") for *_, data in told])

    def test_more_listeners_than_may_be_are_asked_to_come_later(self):
        self.guard_with_port()
        streams = [self.open("/api/v1/stream") for _ in range(64)]
        self.assertEqual({stream.status for stream in streams}, {200})
        refused = self.open("/api/v1/stream")
        self.assertEqual(refused.status, 503)
        self.assertTrue(int(refused.headers["Retry-After"]) > 0)
        self.assertEqual(json.loads(refused.read())["error"]["code"], "SG1415")


if __name__ == "__main__":
    rig.main()
