"""The open port of the running program: strangers, smugglers, peers that hold on, guesses, and a new
certificate."""
import base64
import os
import re
import signal
import socket
import ssl
import time
import rig

SECRET, OLD_SECRET = "s3cret-of-acme-0001", "s3cret-of-acme-0000"
PASSWORD = "correct horse"


def basic(secret):
    return "Authorization: Basic " + base64.b64encode(b"x:" + secret.encode()).decode() + "\r\n"


class Port(rig.Test):
    def guard(self, http="", **environment):
        self.platform = rig.Platform({"web.1": "01234567-89ab-4def-8123-456789abcdef"})
        self.addCleanup(self.platform.close)
        self.port = rig.free_port()
        config = self.folder / "swapguard.toml"
        config.write_text(f'[http]\nport = {self.port}\n{http}\n[[app]]\nname = "acme"\ninput = "drain"\n'
                          f'drain_secret = ["{SECRET}", "{OLD_SECRET}"]\n[[app]]\nname = "other"\n'
                          'input = "drain"\ndrain_secret = "s3cret-of-other-001"\n')
        guard = self.start(rig.Process("run", "--log-format", "json", "--config", config, "--history",
                                       ":memory:", HEROKU_HOST=self.platform.url, HEROKU_API_KEY="k",
                                       **environment))
        guard.wait_for_kind("config")
        return guard

    def talk(self, data, port=None):
        """What is answered until the other side ends or has nothing more to say."""
        with socket.create_connection(("127.0.0.1", port or self.port), timeout=5) as connection:
            connection.sendall(data.encode() if isinstance(data, str) else data)
            connection.shutdown(socket.SHUT_WR)
            answer = b""
            try:
                while piece := connection.recv(65536):
                    answer += piece
            except ConnectionResetError:
                pass
            return answer.decode()

    def post(self, app, secret, body, extra=""):
        return self.talk(f"POST /logs/{app} HTTP/1.1\r\nHost: h\r\n{basic(secret)}{extra}"
                         f"Content-Length: {len(body)}\r\n\r\n{body}")[:12]

    def wait_for_error(self, guard, word):
        end = time.monotonic() + rig.PATIENCE
        while not any(word in line for line in guard.errors):
            self.assertLess(time.monotonic(), end, guard.errors)
            time.sleep(0.05)


class Strangers(Port):
    def test_each_app_has_its_secrets_and_two_are_valid_at_once(self):
        guard = self.guard()
        for app, secret, status in (("acme", SECRET, 204), ("acme", OLD_SECRET, 204), ("other", SECRET, 401),
                                    ("acme", "s3cret-of-other-001", 401), ("none", SECRET, 404),
                                    ("acme", "", 401), ("..%2facme", SECRET, 404)):
            self.assertEqual(self.post(app, secret, ""), f"HTTP/1.1 {status}", (app, secret))
        self.wait_for_error(guard, "SG1302")
        self.assertEqual(guard.end(), 0)

    def test_who_has_no_secret_cannot_send_a_body(self):
        self.guard()
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            head = f"POST /logs/acme HTTP/1.1\r\nHost: h\r\n{basic('wrong')}Content-Length: 4000000\r\n\r\n"
            connection.sendall(head.encode())
            began = time.monotonic()
            self.assertTrue(connection.recv(100).startswith(b"HTTP/1.1 401 "))
            self.assertGreater(time.monotonic() - began, 0.4)  # slowed down
        self.assertEqual(self.post("acme", SECRET, ""), "HTTP/1.1 204")

    def test_guessed_passwords_are_told_and_then_not_looked_at(self):
        guard = self.guard(f'password = "{PASSWORD}"')
        ask = "GET /api/v1/state HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{}\r\n"
        codes = [self.talk(ask.format(basic(f"wrong{i}")))[9:12] for i in range(12)]
        self.assertEqual(codes, ["401"] * 10 + ["429"] * 2)
        self.assertEqual(self.talk(ask.format(basic(PASSWORD)))[9:12], "429")
        self.assertEqual(sum("SG1417" in line for line in guard.errors), 1, guard.errors)
        self.assertEqual(self.post("acme", SECRET, ""), "HTTP/1.1 204")  # drains go on

    def test_pages_tell_no_guesser_more_than_the_api(self):
        self.guard(f'password = "{PASSWORD}"')
        ask = "GET {} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{}\r\n"
        for path in ("/login", "/login?next=/"):
            codes = {self.talk(ask.format(path, basic(word)))[9:12] for word in (PASSWORD, "wrong")}
            self.assertEqual(codes, {"200"}, "the form, whatever was shown")
        self.assertEqual(self.talk(ask.format("/", basic(PASSWORD)))[9:12], "200")
        codes = [self.talk(ask.format("/", basic(f"wrong{i}")))[9:12] for i in range(12)]
        self.assertEqual(codes, ["401"] * 10 + ["429"] * 2)

    def test_paths_and_redirects_lead_nowhere_else(self):
        self.guard(f'password = "{PASSWORD}"')
        get = "GET {} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
        for path in ("/assets/../../etc/passwd", "/assets/%2e%2e/%2e%2e/etc/passwd", "/../etc/passwd",
                     "/assets//etc/passwd", "/assets/..%5c..%5cetc/passwd"):
            answer = self.talk(get.format(path))
            self.assertNotIn("root:", answer)
            self.assertRegex(answer, "^HTTP/1.1 (303|40[034])", path)
        for target in ("https://evil.example/", "//evil.example/", "/\\evil.example",
                       "/%0d%0aSet-Cookie:%20a=b", "javascript:alert(1)"):
            body = f"password=correct+horse&next={target}"
            answer = self.talk("POST /login HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
                               f"Content-Length: {len(body)}\r\n\r\n{body}")
            self.assertIn("\r\nLocation: /\r\n", answer, target)
            self.assertEqual(len(re.findall("(?m)^Set-Cookie:", answer)), 1)
        page = self.talk(get.format("/login"))
        for field in ("X-Frame-Options: DENY", "frame-ancestors 'none'", "X-Content-Type-Options: nosniff"):
            self.assertIn(field, page)


class Attacks(Port):
    def test_no_request_is_smuggled(self):
        self.guard()
        hidden = f"POST /logs/acme HTTP/1.1\r\nHost: h\r\n{basic(SECRET)}Content-Length: 0\r\n\r\n"
        for fields in ("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n",
                       "Content-Length: 5\r\nContent-Length: 6\r\n",
                       "Transfer-Encoding: chunked, identity\r\n",
                       "Transfer-Encoding : chunked\r\n", "Transfer-Encoding:\x0bchunked\r\n",
                       "X: y\r\n Transfer-Encoding: chunked\r\n", "X: y\nTransfer-Encoding: chunked\r\n",
                       "Content-Length: 0x6\r\n", "Content-Length: 9999999999999999999999\r\n"):
            answer = self.talk(f"POST /logs/acme HTTP/1.1\r\nHost: h\r\n{basic(SECRET)}{fields}\r\n"
                               f"0\r\n\r\nG{hidden}")
            self.assertEqual(answer.count("HTTP/1.1 "), 1, (fields, answer))
            self.assertRegex(answer, "^HTTP/1.1 (400|413|501)", fields)

    def test_peers_that_hold_on_keep_nobody_out(self):
        self.guard()
        held = [socket.create_connection(("127.0.0.1", self.port)) for _ in range(256)]
        for connection in held:
            connection.sendall(b"POST /logs/acme HTTP/1.1\r\nX: ")
        time.sleep(2.5)
        for _ in range(20):
            self.assertEqual(self.post("acme", SECRET, ""), "HTTP/1.1 204")
        for connection in held:
            connection.close()

    def test_odd_bytes_end_the_connection_and_not_the_program(self):
        guard = self.guard()
        for data in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc", b"\0" * 4096,
                     b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                     b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 200 + b"\r\n", b"G" * 40_000, os.urandom(4096),
                     b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\nHost: h\r\n\r\n"):
            self.assertRegex(self.talk(data), r"^(HTTP/1.1 (400|414|431|505) |$)")
        self.assertEqual(self.post("acme", SECRET, ""), "HTTP/1.1 204")
        self.assertEqual(guard.end(), 0)


class Certificates(Port):
    def make_certificate(self, name):
        rig.make_certificate(self.folder / "new-cert.pem", self.folder / "new-key.pem", name)
        os.replace(self.folder / "new-key.pem", self.folder / "key.pem")
        os.replace(self.folder / "new-cert.pem", self.folder / "cert.pem")

    def served(self):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with socket.create_connection(("127.0.0.1", self.port)) as plain:
            with context.wrap_socket(plain) as connection:
                return connection.getpeercert(binary_form=True)

    def wait_for_another(self, known):
        end = time.monotonic() + rig.PATIENCE
        while (served := self.served()) == known:
            self.assertLess(time.monotonic(), end)
            time.sleep(0.1)
        return served

    def test_a_renewed_certificate_needs_no_new_start(self):
        self.make_certificate("one")
        guard = self.guard(f'tls_certificate = "{self.folder}/cert.pem"\ntls_key = "{self.folder}/key.pem"')
        first = self.served()
        self.make_certificate("two")
        second = self.wait_for_another(first)  # found by itself
        self.make_certificate("three")
        guard.process.send_signal(signal.SIGHUP)
        third = self.wait_for_another(second)
        (self.folder / "cert.pem").write_text("this is none")
        guard.process.send_signal(signal.SIGHUP)
        self.wait_for_error(guard, "SG1404")
        self.assertEqual(self.served(), third)
        self.assertEqual(guard.end(), 0)


if __name__ == "__main__":
    rig.main()
