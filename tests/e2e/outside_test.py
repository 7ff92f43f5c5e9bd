"""A look from outside, as a scanner does it: what is tried on every page, route and door is listed in
docs/reliability.md under "The outside look"."""
import base64
import http.client
import json
import os
import re
import socket
import time
import urllib.parse
import rig

SCALE = 60
PASSWORD = "correct-horse-battery"
DRAIN, HOOK = "the-drain-secret-of-shop", "the-hook-key-of-files"
EVIL = "evil.example"
XSS = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
PAGES = (
    "/",
    "/apps",
    "/apps/files",
    "/apps/files/events",
    "/apps/files/dynos/web.1",
    "/setup",
    "/login",
    "/apps/files/restart",
    "/apps/files/pause",
    "/nonsense",
    "/chart/memory.svg?app=files",
    "/badge.svg?app=files",
)
API = ("state", "events", "why/files/web.1", "series?app=files", "openapi.json", "nonsense")


class Outside(rig.Test):
    def setUp(self):
        super().setUp()
        self.port = rig.free_port()
        self.simulator = self.start(rig.Simulator("--scenario", "fleet", "--time-scale", SCALE))
        config = self.folder / "swapguard.toml"
        config.write_text(
            f'mode = "armed"\n[[app]]\nname = "files"\nhook_keys = "{HOOK}"\n'
            f'[[app]]\nname = "shop"\ninput = "drain"\ndrain_secret = "{DRAIN}"\n'
            f'[http]\nport = {self.port}\npassword = "{PASSWORD}"\nactions = true\n'
            f'[history]\npath = "{self.folder / "history.sqlite"}"\n'
        )
        self.guard = self.run_guard(config, SCALE, **self.simulator.environment())
        self.guard.wait_for_kind("config")
        answer, _ = self.ask("POST", "/login", "password=" + PASSWORD)
        self.cookie = answer.getheader("Set-Cookie").split(";")[0]

    def ask(self, method, path, body=None, cookie=None, **headers):
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        if cookie:
            fields["Cookie"] = cookie
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=rig.PATIENCE)
        connection._validate_path = lambda _: None  # broken paths are what is tried
        connection.request(method, path, body, fields)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        connection.close()
        # An app without samples yet is not ready, and that is no fault of the server.
        fine = answer.status < 500 or (path == "/readyz" and answer.status == 503)
        self.assertTrue(fine, f"{method} {path}: {answer.status} {text[:200]}")
        return answer, text

    def raw(self, text):
        """Bytes as they stand; the whole answer."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=rig.PATIENCE) as connection:
            connection.sendall(text.encode("latin-1"))
            connection.shutdown(socket.SHUT_WR)
            parts = []
            while part := connection.recv(65536):
                parts.append(part)
        return b"".join(parts).decode("latin-1")

    def restarts(self):
        return sum(self.simulator.requests_of_generations())

    def assert_unharmed(self, text, where):
        """No markup of ours came out as markup."""
        self.assertNotIn("<script>alert", text, where)
        self.assertNotIn("<img src=x", text, where)
        self.assertNotIn("onerror=alert(1)>", text, where)

    def test_headers_of_every_answer(self):
        for path in (
            *PAGES,
            *(f"/api/v1/{route}" for route in API),
            "/metrics",
            "/healthz",
            "/readyz",
            "/hooks/restart/files",
            "/logs/shop",
        ):
            for cookie in (None, self.cookie):
                answer, text = self.ask("GET", path, cookie=cookie)
                self.assertEqual(answer.getheader("X-Content-Type-Options"), "nosniff", path)
                self.assertIsNone(answer.getheader("Access-Control-Allow-Origin"), path)
                self.assertIsNone(answer.getheader("X-Powered-By"), path)
                self.assertNotRegex(answer.getheader("Server") or "", r"\d", path)
                kind = answer.getheader("Content-Type") or ""
                if text:
                    self.assertRegex(kind, r"^(text|application|image)/", path)
                if "html" in kind:
                    policy = answer.getheader("Content-Security-Policy")
                    for word in (
                        "default-src 'none'",
                        "frame-ancestors 'none'",
                        "base-uri 'none'",
                        "form-action 'self'",
                    ):
                        self.assertIn(word, policy, path)
                    self.assertNotIn("unsafe", policy, path)
                    self.assertEqual(answer.getheader("X-Frame-Options"), "DENY", path)
                if not path.startswith(("/healthz", "/readyz", "/assets")):
                    self.assertIn("no-store", answer.getheader("Cache-Control") or "", path)

    def test_cookies_and_sessions(self):
        given = "swapguard=" + "0" * 64
        answer, _ = self.ask(
            "POST", "/login", "password=" + PASSWORD, cookie=given, X_Forwarded_Proto="https"
        )
        cookie = answer.getheader("Set-Cookie")
        self.assertRegex(cookie, r"^swapguard=[0-9a-f]{64}; Path=/; HttpOnly; SameSite=Strict.*; Secure")
        self.assertNotIn("0" * 64, cookie, "a session that was brought along is not taken over")
        mine = cookie.split(";")[0]
        self.assertNotEqual(mine, self.cookie)
        self.assertEqual(self.ask("GET", "/apps/files", cookie=mine)[0].status, 200)
        self.ask("POST", "/logout", "", cookie=mine)
        self.assertEqual(self.ask("GET", "/apps/files", cookie=mine)[0].status, 303, "logged out here, too")
        self.assertEqual(self.ask("GET", "/apps/files", cookie=self.cookie)[0].status, 200)
        for broken in (
            self.cookie[:-1],
            self.cookie + "0",
            self.cookie.upper(),
            "swapguard=",
            "swapguard=' or 1=1--",
            "swapguard=" + "f" * 20000,
        ):
            self.assertIn(self.ask("GET", "/apps/files", cookie=broken)[0].status, (303, 431), broken[:40])

    def log_in_from(self, address, password):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=rig.PATIENCE,
                                                source_address=(address, 0))
        connection.request("POST", "/login", urllib.parse.urlencode({"password": password}))
        status = connection.getresponse().status
        connection.close()
        return status

    def test_guesses_shut_nobody_else_out(self):
        for _ in range(10):
            self.assertEqual(self.log_in_from("127.0.0.2", "guess"), 403)
        self.assertEqual(self.log_in_from("127.0.0.2", PASSWORD), 429, "not looked at")
        self.assertEqual(self.log_in_from("127.0.0.1", PASSWORD), 303, "another address goes on")
        basic = "Basic " + base64.b64encode(b"any:guess").decode()
        for host in range(3, 12):
            for _ in range(10):
                self.assertEqual(self.log_in_from(f"127.0.0.{host}", "guess"), 403)
        begun = time.monotonic()
        self.assertEqual(self.log_in_from("127.0.0.1", PASSWORD), 303, "guesses from everywhere")
        self.assertGreater(time.monotonic() - begun, 1.9, "only make it late")
        self.assertEqual(self.ask("GET", "/apps/files", cookie=self.cookie)[0].status, 200)
        self.assertEqual(self.ask("GET", "/api/v1/state", Authorization=basic)[0].status, 401)
        self.assertTrue([line for line in self.guard.errors if "SG1417" in line], "the owner is told")

    def test_who_is_not_logged_in_learns_nothing(self):
        for path in (*PAGES, *(f"/api/v1/{route}" for route in API), "/metrics"):
            if path in ("/login", "/nonsense"):
                continue
            for headers in (
                {},
                {"Authorization": "Basic " + base64.b64encode(b"admin:admin").decode()},
                {"Authorization": "Bearer " + PASSWORD},
                {"X-Forwarded-For": "127.0.0.1"},
                {"X-Original-URL": "/login"},
                {"X-Rewrite-URL": "/healthz"},
            ):
                answer, text = self.ask("GET", path, **headers)
                self.assertIn(answer.status, (303, 401, 403, 404, 429), f"{path} {headers}")
                for word in ("web.1", "worker", "restart_at", "shop"):
                    self.assertNotIn(word, text, path)

    def test_methods_and_overrides(self):
        before = self.restarts()
        for method in (
            "TRACE",
            "TRACK",
            "OPTIONS",
            "PUT",
            "DELETE",
            "PATCH",
            "CONNECT",
            "PROPFIND",
            "DEBUG",
            "GEt",
        ):
            for path in (
                "/",
                "/apps/files/restart",
                "/api/v1/restart",
                "/api/v1/state",
                "/logs/shop",
                "/hooks/restart/files",
                "/metrics",
            ):
                answer, text = self.ask(method, path, cookie=self.cookie, X_Mirror=EVIL)
                self.assertIn(answer.status, (400, 401, 403, 404, 405, 501), f"{method} {path}")
                self.assertNotIn(EVIL, text, "nothing is echoed")
        for override in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
            for path in ("/apps/files/restart", "/api/v1/restart", "/api/v1/pause"):
                self.ask("GET", path + "?_method=POST&dyno=web.1", cookie=self.cookie, **{override: "POST"})
        self.assertEqual(self.restarts(), before)
        self.assertNotIn('"paused":true', self.ask("GET", "/api/v1/state", cookie=self.cookie)[1])

    def test_other_sites_cannot_act(self):
        before = self.restarts()
        own = f"http://127.0.0.1:{self.port}"
        strange = [
            {"Origin": f"http://{EVIL}"},
            {"Origin": "null"},
            {"Origin": own + "." + EVIL},
            {"Origin": f"http://127.0.0.1.{EVIL}:{self.port}"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site", "Origin": own},
            {"Origin": "file://"},
        ]
        for headers in strange:
            for path, body in (
                ("/apps/files/restart", "dyno=web.1"),
                ("/apps/files/pause", "for=1h"),
                ("/logout", ""),
                ("/api/v1/pause", '{"app":"files"}'),
                ("/api/v1/restart", '{"app":"files","dyno":"web.1"}'),
                ("/api/v1/reload", "{}"),
            ):
                for kind in ("text/plain", "application/x-www-form-urlencoded"):
                    answer, _ = self.ask("POST", path, body, cookie=self.cookie, Content_Type=kind, **headers)
                    self.assertEqual(answer.status, 403, f"{path} {headers}")
            answer, _ = self.ask(
                "OPTIONS", "/api/v1/state", **{"Access-Control-Request-Method": "POST", **headers}
            )
            self.assertIsNone(answer.getheader("Access-Control-Allow-Origin"))
            self.assertIsNone(answer.getheader("Access-Control-Allow-Methods"))
        self.assertEqual(self.restarts(), before)
        self.assertEqual(self.ask("GET", "/apps/files", cookie=self.cookie)[0].status, 200, "still logged in")

    def test_json_is_no_script_of_another_page(self):
        for route in API:
            answer, text = self.ask("GET", f"/api/v1/{route}?callback=steal&jsonp=steal", cookie=self.cookie)
            self.assertRegex(answer.getheader("Content-Type"), r"^application/(problem\+|x-nd)?json")
            self.assertTrue(not text or text.startswith("{"), "an object: as a script it is an error")
            self.assertFalse(text.startswith("steal"))

    def test_paths_lead_nowhere(self):
        secret = self.folder / "secret.txt"
        secret.write_text("the-file-that-nobody-asked-for")
        climbs = (
            "..",
            "%2e%2e",
            "..%2f",
            "%2e%2e%2f",
            "..%5c",
            "....//",
            "%252e%252e",
            "..%c0%af",
            "%00..",
            "..;",
        )
        for climb in climbs:
            for root in ("/", "/assets/", "/apps/", "/api/v1/", "/logs/", "/hooks/restart/"):
                for file in ("etc/passwd", str(secret).lstrip("/"), "proc/self/environ", "swapguard.toml"):
                    answer, text = self.ask(
                        "GET", root + "/".join([climb] * 8) + "/" + file, cookie=self.cookie
                    )
                    self.assertIn(answer.status, (303, 400, 401, 404, 405), f"{root}{climb}{file}")
                    for word in ("root:", "nobody-asked", "HEROKU_API_KEY", "drain_secret ="):
                        self.assertNotIn(word, text)
        for path in (
            "/.git/config",
            "/.env",
            "/swapguard.toml",
            "/swapguard.sqlite",
            "/server-status",
            "/debug/pprof",
            "/assets/",
            "/assets/app.css.map",
            "/%00",
            "/" + "a" * 9000,
            "/" + "%41" * 3000,
            "//",
            "/./",
            "/\\",
        ):
            self.assertIn(
                self.ask("GET", path, cookie=self.cookie)[0].status, (200, 303, 400, 404, 414, 431), path[:40]
            )
            self.assertNotIn("[[app]]", self.ask("GET", path, cookie=self.cookie)[1])

    def test_where_the_login_leads(self):
        for wanted in (
            f"//{EVIL}",
            f"/\\{EVIL}",
            f"https://{EVIL}",
            "javascript:alert(1)",
            f"/\t/{EVIL}",
            f"\\\\{EVIL}",
            f"/%09/{EVIL}",
            f"/\r\nLocation: http://{EVIL}",
            f"////{EVIL}",
            f"@{EVIL}",
            f" //{EVIL}",
            f"/..//{EVIL}",
            "data:text/html,x",
            f"http:{EVIL}",
        ):
            body = urllib.parse.urlencode({"password": PASSWORD, "next": wanted})
            answer, _ = self.ask("POST", "/login", body)
            self.assertEqual(answer.status, 303)
            resolved = urllib.parse.urljoin("http://guard.example/login", answer.getheader("Location"))
            self.assertEqual(urllib.parse.urlsplit(resolved).netloc, "guard.example", wanted)
            answer, text = self.ask("GET", "/login?next=" + urllib.parse.quote(wanted))
            self.assertNotIn(f'value="//{EVIL}', text)
            self.assertNotIn("javascript:", text)

    def test_headers_cannot_be_injected(self):
        for inject in (
            "%0d%0aX-Injected:1",
            "%0aX-Injected:1",
            "%E5%98%8A%E5%98%8DX-Injected:1",
            "%00%0d%0aX-Injected:1",
        ):
            for path in (
                f"/login?next=/{inject}",
                f"/apps/{inject}",
                f"/badge.svg?app={inject}",
                f"/{inject}",
                f"/apps/files/dynos/{inject}",
                f"/api/v1/state?app={inject}",
                f"/api/v1/why/files/{inject}",
            ):
                for cookie in (None, self.cookie):
                    answer, _ = self.ask("GET", path, cookie=cookie)
                    self.assertIsNone(answer.getheader("X-Injected"), path)
        for line in (f"X-A: b\rX-Injected: 1", "X A: b", "X-A : b", ": b", "X-A: b\x00c"):
            text = self.raw(f"GET /login HTTP/1.1\r\nHost: a\r\n{line}\r\n\r\n")
            self.assertNotIn("X-Injected", text.split("\r\n\r\n")[0])

    def test_the_host_header_is_only_shown(self):
        for host in (EVIL, f"{EVIL}:80", f"127.0.0.1:{self.port}.{EVIL}", XSS.replace(" ", "/"), "a" * 3000):
            for path in ("/", "/apps/files", "/setup", "/login"):
                for headers in ({"Host": host}, {"X-Forwarded-Host": host}, {"Forwarded": f"host={host}"}):
                    answer, text = self.ask("GET", path, cookie=self.cookie, **headers)
                    self.assertFalse((answer.getheader("Location") or "/").startswith(("http", "//")), path)
                    self.assert_unharmed(text, path)
        self.assertIn("400", self.raw("GET / HTTP/1.1\r\n\r\n").split("\r\n")[0])

    def test_no_text_becomes_markup(self):
        """In what is asked, in the log of an app, in what an alert service posts, in a login."""
        now = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
        sample = (
            "source={0} dyno=heroku.1.7b1e4b2a-9a0c-4d3e-8f5a-0123456789ab sample#memory_total=505.00MB "
            "sample#memory_rss=505.00MB sample#memory_swap=0.00MB sample#memory_quota=512.00MB"
        )
        lines = [
            (now, process, text.format(process))
            for process in (
                "web.1",
                "web.1" + XSS.replace(" ", "/"),
                "<script>alert(1)</script>.1",
                "web.<img/src=x>",
            )
            for text in (
                sample,
                "Error R14 (Memory quota exceeded)",
                "State changed from up to " + XSS,
                XSS,
                "Process exited with status " + XSS,
            )
        ]
        lines += [
            (now, "api", f"Release v5 created by user {XSS}"),
            (now, "api", f"Scaled to {XSS}@1:Basic by {XSS}"),
            (now, "router", f'at=error code=H12 desc="{XSS}" method=GET path="/{XSS}" dyno={XSS}'),
        ]
        self.assertEqual(rig.deliver(self.port, "shop", DRAIN, lines), 204)
        alert = {
            "events": [
                {"program": "heroku/" + XSS, "message": XSS},
                {"program": "heroku/web.1", "message": XSS},
            ],
            "saved_search": {"name": XSS},
        }
        for body in (json.dumps(alert), "payload=" + urllib.parse.quote(json.dumps(alert)), XSS):
            self.ask(
                "POST",
                "/hooks/restart/files?by=" + urllib.parse.quote(XSS),
                body,
                User_Agent=XSS,
                Authorization="Bearer " + HOOK,
                Idempotency_Key=XSS,
            )
        self.ask("POST", "/api/v1/restart", json.dumps({"app": "files", "dyno": XSS}), cookie=self.cookie)
        self.ask("POST", "/login", urllib.parse.urlencode({"password": XSS, "next": "/" + XSS}))
        quoted = urllib.parse.quote(XSS)
        asked = [
            *PAGES,
            f"/{quoted}",
            f"/apps/{quoted}",
            f"/apps/files/dynos/{quoted}",
            f"/apps/files/decisions/{quoted}",
            f"/apps/files/events?kind={quoted}&dyno={quoted}&range={quoted}&from={quoted}&to={quoted}",
            f"/chart/memory.svg?app=files&range={quoted}&dyno={quoted}",
            f"/badge.svg?app={quoted}",
            f"/login?next=/{quoted}",
            f"/apps/files/restart?dyno={quoted}",
            f"/apps/files/pause?for={quoted}",
            "/apps/shop",
            "/apps/shop/events",
            "/apps/shop/dynos/web.1",
            "/?app=shop",
        ]
        for path in asked:
            for cookie in (self.cookie, None):
                answer, text = self.ask("GET", path, cookie=cookie, Referer=XSS, User_Agent=XSS)
                self.assert_unharmed(text, path)
                if "svg" in (answer.getheader("Content-Type") or ""):
                    self.assertNotIn("<script", text, path)
        for route in (
            "state?app=" + quoted,
            "events?kind=" + quoted,
            "why/files/" + quoted,
            "events?app=shop&limit=1000",
        ):
            answer, text = self.ask("GET", "/api/v1/" + route, cookie=self.cookie)
            self.assertIn("json", answer.getheader("Content-Type"))

    def test_no_text_becomes_sql(self):
        for text in (
            "' or 1=1 --",
            "1; drop table restarts",
            '" or ""="',
            "%' union select * from apps --",
            "\\'",
        ):
            quoted = urllib.parse.quote(text)
            for path in (
                f"/apps/files/dynos/{quoted}",
                f"/apps/files/decisions/d-{quoted}",
                f"/apps/files/events?kind={quoted}&dyno={quoted}",
                f"/api/v1/events?app={quoted}",
                f"/api/v1/events?decision={quoted}",
                f"/api/v1/events?after={quoted}&limit={quoted}",
                f"/api/v1/why/files/{quoted}",
                f"/api/v1/series?app=files&dyno={quoted}&from={quoted}",
            ):
                answer, out = self.ask("GET", path, cookie=self.cookie)
                self.assertNotRegex(out, r"(?i)sqlite|syntax error|near \"", path)
        self.assertEqual(self.ask("GET", "/api/v1/events?app=files", cookie=self.cookie)[0].status, 200)

    def test_smuggled_requests_are_refused(self):
        """Where two readers could see two lengths there is one answer, a refusal, and the connection ends."""
        inner = f"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"
        for head in (
            "Content-Length: 4\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nContent-Length: 4",
            "Content-Length: 4\r\nContent-Length: 40",
            "Content-Length: +4",
            "Content-Length: 4, 5",
            "Content-Length: 0x4",
            "Content-Length: -1",
            "Transfer-Encoding: xchunked",
            "Transfer-Encoding: chunked, identity",
            "Transfer-Encoding : chunked",
            "Content-Length: 99999999999999999999",
        ):
            text = self.raw(f"POST /logs/shop HTTP/1.1\r\nHost: a\r\n{head}\r\n\r\n0\r\n\r\n{inner}")
            self.assertRegex(text, r"^HTTP/1\.1 (400|401|411|413|501)", head)
            self.assertEqual(text.count("HTTP/1.1 "), 1, f"{head}: {text}")

    def tearDown(self):
        self.assertEqual(self.guard.end(), 0, "it is alive to the end")
        self.assertFalse([line for line in self.guard.errors if "SG1901" in line])


if __name__ == "__main__":
    rig.main()
