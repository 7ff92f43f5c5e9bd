"""What the test of secrets knows: them, a relay that overhears log sessions, and services that are told."""
import base64
import re
import urllib.error
import urllib.request
import rig
from small_server import SmallServer

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
    "drain token": "d.Qz7DrainToken9k-now-4f2a",
    "platform webhook": "Qz7PlatformHook9k-now-4f2a",
    "export header": "Qz7ExportHeader9k-4f2a",
    "export bearer": "Qz7ExportBearer9k-4f2a",
    "database": "Qz7DatabasePassword9k-4f2a",
}
# What is wrong in the way that somebody meant it: it is often the right secret of another place.
WRONG = {
    "wrong drain": "Qz7WrongDrain9k-4f2a",
    "wrong key": "Qz7WrongHookKey9k-4f2a",
    "wrong password": "Qz7WrongPassword9k-4f2a",
    "wrong token": "Qz7WrongBearer9k-4f2a",
    "wrong drain token": "d.Qz7WrongDrainToken9k-4f2a",
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


def make_key(folder):
    """A certificate and its key; the key's body is a secret, the name of its file is none."""
    certificate, key = folder / "certificate.pem", folder / "key-unfinished.pem"
    rig.make_certificate(certificate, key)
    return certificate, key


def body_of(key):
    """The lines that make it the key it is; the last one is short."""
    return [line for line in key.read_text().splitlines() if "-----" not in line and len(line) > 40]


class Relay(SmallServer):
    """Passes everything on to the simulated platform and keeps the secret addresses of log sessions."""

    def __init__(self, target):
        self.sessions = []
        self._target = target
        super().__init__(self._pass_on)

    def _pass_on(self, asked):
        headers = {name: value for name, value in asked.headers.items() if name.lower() != "host"}
        request = urllib.request.Request(self._target + asked.path, asked.body or None, headers,
                                         method=asked.method)
        try:
            answer = urllib.request.urlopen(request, timeout=rig.PATIENCE)
        except urllib.error.HTTPError as refused:
            answer = refused
        with answer:
            data = answer.read()
        self.sessions += [url.decode() for url in re.findall(rb'"logplex_url":"([^"]+)"', data)]
        kept = ("Content-Type", "RateLimit-Remaining", "Date")
        return answer.status, data, {name: answer.headers[name] for name in kept if answer.headers.get(name)}
