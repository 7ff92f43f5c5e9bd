"""Syslog drains over TCP and TLS, and the platform's app webhooks."""
import base64
import hashlib
import hmac
import json
import os
import socket
import ssl
import time
import urllib.error
import urllib.request
from datetime import datetime, timezone

import rig

TOKEN = "d.9173ea1f-6f14-4976-9cf0-7cd0dafdcdbc"
WEBHOOK = "the-secret-of-the-webhook"
DYNOS = {"web.1": "9de0a9a8-8b5a-4b7c-9df0-0d6ce2c3f3b1", "web.2": "8ce0a9a8-8b5a-4b7c-9df0-0d6ce2c3f3b2"}


def rfc3339(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="microseconds")


def message(at, text, process="web.1", token=TOKEN):
    """As Logplex sends it to a syslog drain: the token is the host, a nil field, a newline."""
    return f"<134>1 {rfc3339(at)} {token} heroku {process} - - {text}\n".encode()


def sample(at, rss, token=TOKEN):
    return message(at, f"source=web.1 dyno=heroku.1.{DYNOS['web.1']} sample#memory_total={rss}.00MB "
                   f"sample#memory_rss={rss}.00MB sample#memory_swap=0.00MB sample#memory_quota=512.00MB",
                   token=token)


def counted(frame):
    return str(len(frame)).encode() + b" " + frame


class Inlets(rig.Test):
    def setUp(self):
        super().setUp()
        self.platform = rig.Platform(dict(DYNOS))
        self.addCleanup(self.platform.close)
        self.port, self.plain, self.tls = rig.free_port(), rig.free_port(), rig.free_port()
        certificate, key = self.folder / "certificate.pem", self.folder / "key.pem"
        rig.make_certificate(certificate, key)
        self.certificate, self.key = certificate, key
        config = self.folder / "swapguard.toml"
        config.write_text(f'mode = "armed"\n[[app]]\nname = "acme"\ndrain_tokens = "{TOKEN}"\n'
                          f'webhook_secret = "{WEBHOOK}"\n'
                          f'[policy]\nsample_interval = "5m"\nblind_after = "10m"\nquiet_moment = false\n'
                          f'[syslog]\nlisten = "127.0.0.1:{self.plain}"\n'
                          f'listen_tls = "127.0.0.1:{self.tls}"\n'
                          f'tls_certificate = "{certificate}"\ntls_key = "{key}"\n'
                          f'[http]\nport = {self.port}\n'
                          f'[history]\npath = "{self.folder / "history.sqlite"}"\n')
        self.guard = self.start(rig.Process("run", "--log-format", "json", "--config", config,
                                            HEROKU_HOST=self.platform.url, HEROKU_API_KEY="any-token"))
        self.guard.wait_for_kind("config")

    def connect(self, tls=False):
        connection = socket.create_connection(("127.0.0.1", self.tls if tls else self.plain), rig.PATIENCE)
        if tls:
            context = ssl.create_default_context(cafile=self.certificate)
            connection = context.wrap_socket(connection, server_hostname="localhost")
        self.addCleanup(connection.close)
        return connection

    def wait_for_error(self, word):
        end = time.monotonic() + rig.PATIENCE
        while time.monotonic() < end:
            if any(word in line for line in self.guard.errors):
                return
            time.sleep(0.05)
        raise AssertionError(f"{word} was not said: {self.guard.errors}")

    def restarts_by(self, connection, frames, step):
        """Sends in pieces of `step` bytes, which fall anywhere in the frames, until a dyno is restarted."""
        data = b"".join(frames)
        for begin in range(0, len(data), step):
            connection.sendall(data[begin:begin + step])
        event = self.guard.wait_for_kind("restart")
        self.assertEqual((event["dyno"], event["reason"]), ("web.1", "over_limit"))
        self.assertEqual(self.guard.end(), 0)
        self.assertEqual(self.platform.deleted, ["/apps/acme/dynos/web.1"])

    def samples(self):
        began = time.time() - 200
        calm = [message(began + 20 * number, f"source=web.2 dyno=heroku.1.{DYNOS['web.2']} "
                        "sample#memory_rss=100.00MB sample#memory_swap=0.00MB sample#memory_quota=512.00MB",
                        "web.2") for number in range(8)]
        return [frame for number in range(8) for frame in (calm[number], sample(began + 20 * number, 506))]

    def test_octet_counted_frames_over_tcp(self):
        self.restarts_by(self.connect(), map(counted, self.samples()), 37)

    def test_octet_counted_frames_over_tls(self):
        self.restarts_by(self.connect(tls=True), map(counted, self.samples()), 501)

    def test_a_renewed_certificate_needs_no_new_start(self):
        self.connect(tls=True)
        renewed, key = self.folder / "renewed.pem", self.folder / "renewed-key.pem"
        rig.make_certificate(renewed, key)
        os.replace(renewed, self.certificate)
        os.replace(key, self.key)
        end = time.monotonic() + rig.PATIENCE
        while True:
            try:
                self.connect(tls=True)
                break
            except ssl.SSLCertVerificationError:  # still the old one
                self.assertLess(time.monotonic(), end)
                time.sleep(0.1)
        self.key.write_text("this is none")
        self.wait_for_error("SG1404")
        self.assertEqual(sum("SG1404" in line for line in self.guard.errors), 1)
        self.restarts_by(self.connect(tls=True), map(counted, self.samples()), 501)

    def test_lines_over_tcp(self):
        self.restarts_by(self.connect(), self.samples(), 99)

    def test_an_unknown_token_closes_and_is_reported(self):
        stranger = self.connect()
        stranger.sendall(counted(sample(time.time(), 506, "d.00000000-6f14-4976-9cf0-7cd0dafdcdbc")))
        self.assertEqual(stranger.recv(1), b"", "closed, without a word")
        self.wait_for_error("SG1306")
        text = "\n".join(self.guard.errors)
        self.assertIn("d.000000", text)
        self.assertNotIn("7cd0dafdcdbc", text)
        self.assertEqual(self.guard.end(), 0)
        self.assertEqual(self.guard.events("restart"), [])

    def test_an_app_cannot_speak_for_the_platform(self):
        connection = self.connect()
        began = time.time() - 200
        for number in range(8):
            frame = sample(began + 20 * number, 506).replace(b" heroku web.1 ", b" app web.1 ")
            connection.sendall(counted(frame))
        connection.sendall(counted(message(time.time(), "State changed from up to crashed")))
        self.assertEqual(self.guard.wait_for_kind("crashed", "restart")["kind"], "crashed")
        self.assertEqual(self.guard.end(), 0)

    def webhook(self, resource, data, action="update", before=None, secret=WEBHOOK, delivery="d1", at=None):
        body = json.dumps({
            "id": "e1", "action": action, "resource": resource, "created_at": rfc3339(at or time.time()),
            "data": {**data, "app": {"name": "acme"}}, "previous_data": before or {},
            "webhook_metadata": {"delivery": {"id": delivery}}}).encode()
        signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/hooks/platform/acme", body, method="POST",
            headers={"Content-Type": "application/json", "Heroku-Webhook-Hmac-SHA256": signature})
        try:
            with urllib.request.urlopen(request, timeout=rig.PATIENCE) as answer:
                return answer.status
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code

    def test_webhooks_tell_what_the_log_would(self):
        up = {"name": "web.1", "id": DYNOS["web.1"], "state": "crashed"}
        self.assertEqual(self.webhook("dyno", up, before={"state": "up"}), 204)
        self.assertEqual(self.guard.wait_for_kind("crashed")["dyno"], "web.1")
        self.assertEqual(self.webhook("dyno", up, before={"state": "up"}), 204)
        self.assertEqual(self.webhook("release", {"version": 7, "status": "succeeded"}, delivery="d2"), 204)
        self.assertEqual(self.guard.wait_for_kind("release")["reason"], "release")
        # The same by the log: told twice, said once.
        connection = self.connect()
        connection.sendall(counted(message(time.time(), "State changed from up to crashed")))
        connection.sendall(counted(message(time.time(), "Release v7 created by user a@example.com", "api")))
        self.assertEqual(self.webhook("formation", {"type": "web", "quantity": 3, "size": "Standard-1X"},
                                      delivery="d3"), 204)
        self.guard.wait_for_kind("scale")
        self.assertEqual(self.webhook("dyno", up, secret="somebody-elses-secret"), 401)
        self.wait_for_error("SG1805")
        an_hour_ago = time.time() - 3600
        self.assertEqual(self.webhook("dyno", {**up, "state": "down"}, delivery="d4", at=an_hour_ago), 204)
        self.assertEqual(self.guard.end(), 0)
        self.assertEqual(len(self.guard.events("crashed")), 1)
        self.assertEqual(len(self.guard.events("release")), 1)


if __name__ == "__main__":
    rig.main()
