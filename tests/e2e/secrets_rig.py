"""What the test of secrets knows: them, a relay that overhears log sessions, and services that are told."""
import base64
import http.server
import re
import threading
import urllib.error
import urllib.request
import rig

# Each holds `Qz7…9k` before its last four characters, which may be shown.
SECRETS = {
    "token": "HRKU-Qz7ApiToken9k-4f2a",
    "drain": "Qz7DrainSecret9k-now-4f2a",
    "drain before": "Qz7DrainBefore9k-old-4f2a",
    "hook key": "Qz7HookKey9k-now-4f2a",
    "password": "Qz7Password9k-4f2a",
    "metrics token": "Qz7MetricsToken9k-4f2a",
    "slack": "Qz7SlackPath9k-4f2a",
    "discord": "Qz7DiscordPath9k-4f2a",
    "webhook": "Qz7WebhookPath9k-4f2a",
    "webhook query": "Qz7WebhookQuery9k-4f2a",
    "signing": "Qz7SigningSecret9kQz7SigningSecret9k4f2a",
    "pagerduty": "Qz7PagerKey9kQz7PagerKey9kab4f2a",
}
# What is wrong in the way that somebody meant it: it is often the right secret of another place.
WRONG = {
    "wrong drain": "Qz7WrongDrain9k-4f2a",
    "wrong key": "Qz7WrongHookKey9k-4f2a",
    "wrong password": "Qz7WrongPassword9k-4f2a",
    "wrong token": "Qz7WrongBearer9k-4f2a",
}
VISITOR = {
    "path": "Qz7VisitorPath9k",
    "query": "Qz7VisitorQuery9k",
    "address": "198.51.100.77",
    "app text": "Qz7AppText9k",
}
CORES = sorted(
    {
        core
        for text in [*SECRETS.values(), *WRONG.values(), *VISITOR.values()]
        for core in re.findall(r"Qz7\w+?9k|198\.51\.100\.77", text)
    }
)


def forms_of(core):
    """As itself, and as it stands inside Base64 at each of the three places of a group."""
    yield core.encode()
    for lead in range(3):
        packed = base64.b64encode(b"." * lead + core.encode())
        yield packed[4 if lead else 0 : -4]


class Relay:
    """Passes everything on to the simulated platform and keeps the secret addresses of log sessions."""

    def __init__(self, target):
        self.sessions = []
        relay = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def _pass_on(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)) or None
                headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
                request = urllib.request.Request(target + self.path, body, headers, method=self.command)
                try:
                    answer = urllib.request.urlopen(request, timeout=rig.PATIENCE)
                except urllib.error.HTTPError as refused:
                    answer = refused
                with answer:
                    data = answer.read()
                for found in re.findall(rb'"logplex_url":"([^"]+)"', data):
                    relay.sessions.append(found.decode())
                self.send_response(answer.status)
                for name in ("Content-Type", "RateLimit-Remaining", "Date"):
                    if answer.headers.get(name):
                        self.send_header(name, answer.headers[name])
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PATCH = do_DELETE = _pass_on

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Sink:
    """The services that are told; answers with `status`."""

    def __init__(self):
        self.status, self.paths = 200, set()
        sink = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                sink.paths.add(self.path.split("/")[1])
                self.send_response(sink.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
