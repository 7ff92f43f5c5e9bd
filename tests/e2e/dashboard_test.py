"""A reader of the dashboard over HTTP: what is open, what needs the password, what may be done."""
import http.client
import re
import rig
import time
import urllib.parse

SCALE = 60
PASSWORD = "correct horse"


class Reader:
    """A browser without a script: follows nothing by itself, keeps its cookie."""

    def __init__(self, port):
        self.port = port
        self.cookie = ""

    def ask(self, method, path, body=None, **headers):
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookie:
            fields["Cookie"] = self.cookie
        if body is not None:
            fields["Content-Type"] = "application/x-www-form-urlencoded"
            body = urllib.parse.urlencode(body)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=rig.PATIENCE)
        connection.request(method, path, body, fields)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        if answer.getheader("Set-Cookie"):
            self.cookie = answer.getheader("Set-Cookie").split(";")[0]
        return answer, text

    def page(self, path, **headers):
        answer, text = self.ask("GET", path, **headers)
        assert answer.status == 200, f"{path}: {answer.status} {text[:200]}"
        return text

    def until(self, path, words):
        end = time.monotonic() + rig.PATIENCE
        text = self.page(path)
        while words not in text and time.monotonic() < end:
            time.sleep(0.3)
            text = self.page(path)
        assert words in text, f"{path} never had {words!r}: {text[-2000:]}"
        return text


class Demo(rig.Test):
    def demo(self):
        demo = self.start(rig.Process("demo", "--time-scale", 240))
        line = demo.wait_for(lambda text: "Watch it here: " in text)
        return Reader(int(re.search(r"http://localhost:(\d+)", line)[1]))

    def test_the_demo_shows_a_restart_and_why(self):
        reader = self.demo()
        text = reader.until("/", "web.1 restarted")
        self.assertIn("Memory, percent of quota", text)
        self.assertIn("is being restarted: ", text)
        evidence = re.search(r'href="(/apps/demo/decisions/d-[0-9a-f]+)"', text)[1]
        page = reader.page(evidence)
        for words in ("Why was web.1 restarted?", "<th scope=\"row\">cooldown</th>",
                      "DELETE /apps/demo/dynos/web.1", "restart_at = ", "of this generation"):
            self.assertIn(words, page)
        for path in ("/apps", "/apps/demo", "/apps/demo/dynos/web.1", "/apps/demo/events?kind=restart",
                     "/setup", "/apps/demo/restart", "/apps/demo/pause"):
            self.assertIn("</html>", reader.page(path))
        for path in ("/chart/memory.svg", "/badge.svg?app=demo"):
            self.assertTrue(reader.page(path).startswith("<svg xmlns="))

    def test_a_page_rebound_from_another_name_gets_nothing(self):
        reader = self.demo()
        for path in ("/", "/api/v1/state"):
            answer, text = reader.ask("GET", path, Host="evil.example")
            self.assertEqual(answer.status, 403)
            self.assertNotIn("web.1", text)

    def test_every_answer_keeps_the_browser_strict(self):
        reader = self.demo()
        for path in ("/", "/nonsense", "/badge.svg", "/login"):
            answer, _ = reader.ask("GET", path)
            self.assertIn("default-src 'none'", answer.getheader("Content-Security-Policy"))
            self.assertEqual(answer.getheader("X-Content-Type-Options"), "nosniff")

    def test_pause_and_resume_by_form(self):
        reader = self.demo()
        reader.until("/", "Last sample")
        answer, _ = reader.ask("POST", "/apps/demo/pause", {"for": ""}, Origin="https://evil.example")
        self.assertEqual(answer.status, 403)
        own = f"http://127.0.0.1:{reader.port}"
        answer, _ = reader.ask("POST", "/apps/demo/pause", {"for": ""}, Origin=own)
        self.assertEqual((answer.status, answer.getheader("Location")), (303, "/apps/demo"))
        self.assertIn(">Paused</h1>", reader.until("/", ">Paused</span>"))
        answer, _ = reader.ask("POST", "/apps/demo/resume", {}, Origin=own)
        self.assertEqual(answer.status, 303)
        reader.until("/", ">Armed</span>")


class Run(rig.Test):
    def guard(self, **environment):
        self.simulator = self.start(rig.Simulator("--scenario", "demo", "--time-scale", SCALE))
        port = rig.free_port()
        guard = self.start(rig.Process(
            "run", "-a", "demo", "--log-format", "json", "--time-scale", SCALE,
            "--history", ":memory:", "--port", port,
            **{**self.simulator.environment(), **environment}))
        guard.wait_for_kind("config")
        return Reader(port)

    def test_without_a_password_no_page_is_served(self):
        answer, text = self.guard().ask("GET", "/")
        self.assertEqual(answer.status, 403)
        self.assertIn("SWAPGUARD_PASSWORD", text)

    def test_the_password_opens_pages_and_api_but_no_actions(self):
        reader = self.guard(SWAPGUARD_PASSWORD=PASSWORD)
        answer, _ = reader.ask("GET", "/apps/demo?range=1h")
        self.assertEqual(answer.status, 303)
        where = answer.getheader("Location")
        self.assertEqual(where, "/login?next=%2Fapps%2Fdemo%3Frange%3D1h")
        self.assertIn('value="/apps/demo?range=1h"', reader.page(where))
        answer, text = reader.ask("POST", "/login", {"password": "wrong", "next": "/"})
        self.assertEqual(answer.status, 403)
        self.assertIn("That is not the password.", text)
        answer, _ = reader.ask("POST", "/login", {"password": PASSWORD, "next": "/apps/demo?range=1h"})
        self.assertEqual((answer.status, answer.getheader("Location")), (303, "/apps/demo?range=1h"))
        self.assertRegex(answer.getheader("Set-Cookie"),
                         r"^swapguard=[0-9a-f]{64}; Path=/; HttpOnly; SameSite=Strict")
        self.assertNotIn("Restart now", reader.page("/apps/demo"))
        self.assertEqual(reader.ask("GET", "/api/v1/state")[0].status, 200)
        answer, text = reader.ask("POST", "/apps/demo/pause", {"for": "1h"})
        self.assertEqual(answer.status, 403)
        self.assertIn("SG1412", text)
        reader.ask("POST", "/logout", {})
        reader.cookie = ""
        self.assertEqual(reader.ask("GET", "/apps/demo")[0].status, 303)

    def test_a_page_that_is_open_learns_that_its_session_is_over(self):
        reader = self.guard(SWAPGUARD_PASSWORD=PASSWORD)
        reader.ask("POST", "/login", {"password": PASSWORD, "next": "/"})
        cookie = reader.cookie
        stream = http.client.HTTPConnection("127.0.0.1", reader.port, timeout=rig.PATIENCE)
        stream.request("GET", "/api/v1/stream", headers={"Cookie": cookie})
        answer = stream.getresponse()
        self.assertEqual(answer.status, 200)
        reader.ask("POST", "/logout", {})
        answer.read()  # to its end, which comes with the next news
        stream.close()
        reader.cookie = cookie
        self.assertEqual(reader.ask("GET", "/apps/demo", X_Fragment="verdict")[0].status, 401)

    def test_guessing_the_password_is_slow(self):
        reader = self.guard(SWAPGUARD_PASSWORD=PASSWORD)
        codes = [reader.ask("POST", "/login", {"password": "no"})[0].status for _ in range(14)]
        self.assertEqual(codes, [403] * 10 + [429] * 4)


if __name__ == "__main__":
    rig.main()
