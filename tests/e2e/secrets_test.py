"""No secret leaves: known ones in every place that holds one, in normal work and in each failure, then
everything that came out is searched for the core of each, in its forms. The same for what visitors of the
guarded app leave in its log: paths, queries, addresses."""
import base64
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
import unittest
import rig
from inlets_test import counted, message, rfc3339
from secrets_rig import CORES, SECRETS, VISITOR, WRONG, Relay, body_of, forms_of, make_key
from small_server import Sink

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from postgres import MISSING, Postgres, programs  # noqa: E402

SCALE = 60


class Kept(rig.Test):
    def setUp(self):
        super().setUp()
        self.seen = {}  # where → bytes
        self.port = rig.free_port()
        self.simulator = self.start(rig.Simulator("--scenario", "fleet", "--time-scale", SCALE))
        self.relay = Relay(self.simulator.url)
        self.addCleanup(self.relay.close)
        self.sink = Sink()
        self.addCleanup(self.sink.close)
        self.certificate, self.key = make_key(self.folder)
        self.syslog = rig.free_port()
        self.config = self.folder / "swapguard.toml"
        self.config.write_text(self.settings())
        self.history = self.folder / "history.sqlite"

    def settings(self):
        """Apps by log session, drain and syslog; each kind of channel; some secrets by variable."""
        told = (
            'kinds = ["restart", "restarted", "restart_failed", "held", "blind", "config"]\ndigest = "off"\n'
        )
        secret = SECRETS
        return (
            f'mode = "armed"\n[[app]]\nname = "files"\nhook_keys = "{secret["hook key"]}"\n'
            f'webhook_secret = "{secret["platform webhook"]}"\n'
            f'[[app]]\nname = "shop"\ninput = "drain"\n'
            f'drain_secret = ["{secret["drain"]}", "{secret["drain before"]}"]\n'
            f'[[app]]\nname = "mail"\ninput = "drain"\ndrain_tokens = "{secret["drain token"]}"\n'
            f'[syslog]\nlisten = "127.0.0.1:{self.syslog}"\nlisten_tls = "127.0.0.1:{rig.free_port()}"\n'
            f'tls_certificate = "{self.certificate}"\ntls_key = "{self.key}"\n'
            f'[policy]\nrestart_at = "40%"\n'
            f'[http]\nport = {self.port}\npassword_env = "THE_PASSWORD"\nactions = true\n'
            f'metrics_token = "{secret["metrics token"]}"\n'
            f'[[notify]]\nslack = "{self.sink.url}/slack/{secret["slack"]}"\n{told}'
            f'[[notify]]\ndiscord = "{self.sink.url}/discord/{secret["discord"]}"\n{told}'
            f'[[notify]]\npagerduty = "{secret["pagerduty"]}"\npagerduty_url = "{self.sink.url}/pd"\n'
            f'[[notify]]\nwebhook = "{self.sink.url}/hook/{secret["webhook"]}'
            f'?token={secret["webhook query"]}"\n'
            f'webhook_secret = "whsec_{secret["signing"]}"\n{told}'
        )

    def environment(self, **more):
        return {
            "HEROKU_HOST": self.relay.url,
            "HEROKU_API_KEY": SECRETS["token"],
            "THE_PASSWORD": SECRETS["password"],
            "OTEL_EXPORTER_OTLP_ENDPOINT": self.sink.url + "/otlp",
            "OTEL_EXPORTER_OTLP_HEADERS": f"x-api-key={SECRETS['export header']},"
            f"authorization=Bearer%20{SECRETS['export bearer']}",
            "OTEL_METRIC_EXPORT_INTERVAL": "1000",
            "SWAPGUARD_HISTORY": str(self.history),
            "SWAPGUARD_SOCKET": str(self.folder / "socket"),
            **more,
        }

    def guard(self, log_format="json", wait=True, **more):
        guard = self.run_guard(self.config, SCALE, "--verbose", log_format=log_format,
                               **self.environment(**more))
        if wait:
            guard.wait_for(lambda line: "config" in line or "armed" in line or "Guarding" in line)
        return guard

    def ask(self, where, path, body=None, method=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=rig.PATIENCE)
        connection.request(
            method or ("GET" if body is None else "POST"),
            path,
            body,
            {name.replace("_", "-"): value for name, value in headers.items()},
        )
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        self.seen[f"{where} {path}"] = str(answer.getheaders()).encode() + data
        return answer, data.decode(errors="replace")

    def command(self, *words, **more):
        code, out, err = rig.run(*words, cwd=self.folder, **self.environment(**more))
        self.seen["swapguard " + " ".join(map(str, words))] = (out + err).encode()
        return code, out, err

    def note_process(self, name, guard):
        guard.events()
        self.seen[f"{name}: standard output"] = "\n".join(guard.lines).encode()
        self.seen[f"{name}: standard error"] = "".join(guard.errors).encode()

    def note_files(self):
        for path in self.folder.rglob("*"):
            if path.is_file() and path != self.config and "unfinished" not in path.name:
                self.seen[f"file {path.name}"] = path.read_bytes()

    def assert_nothing_left(self):
        self.note_files()
        sessions = {part for url in self.relay.sessions for part in re.findall(r"[0-9a-f-]{16,}", url)}
        cores = [*CORES, *sessions, *body_of(self.key)]
        self.assertTrue(any(self.seen.values()))
        for where, data in self.seen.items():
            for core in cores:
                for form in forms_of(core):
                    at = data.find(form)
                    self.assertEqual(at, -1, f"{core} in {where}: {data[max(0, at - 200):at + 100]!r}")

    def deliver_visitors(self):
        """What the app of a drain says of its visitors; and memory, so that there is something to tell."""
        now = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
        request = (
            f'at=error code=H12 desc="Request timeout" method=GET path="/{VISITOR["path"]}?'
            f'email={VISITOR["query"]}" host=shop.example.com request_id=f9ed4675-6ab9-4b6e-8c0f-d9b1c0a8a5e2'
            f' '
            f'fwd="{VISITOR["address"]}" dyno=web.1 connect=1ms service=30000ms status=503 bytes=0'
        )
        lines = [
            (now, "router", request),
            (now, "router", request.replace('at=error code=H12 desc="Request timeout"', "at=info")),
        ]
        self.assertEqual(rig.deliver(self.port, "shop", SECRETS["drain before"], lines), 204)
        app_line = (
            f"<190>1 {now} host app web.1 - user={VISITOR['app text']} from {VISITOR['address']}\n".encode()
        )
        body = str(len(app_line)).encode() + b" " + app_line
        for secret, status in ((SECRETS["drain"], 204), (WRONG["wrong drain"], 401)):
            answer, _ = self.ask(
                "drain",
                "/logs/shop",
                body,
                Content_Type="application/logplex-1",
                Logplex_Msg_Count="1",
                Logplex_Frame_Id=os.urandom(8).hex(),
                Logplex_Drain_Token="d.73ea7440-270a-435a-a0ea-adf50b4e5f5a",
                Authorization="Basic " + base64.b64encode(f"u:{secret}".encode()).decode(),
            )
            self.assertEqual(answer.status, status)

    def deliver_by_other_doors(self):
        """Syslog drains and the platform's webhooks, with the right secrets and with wrong ones."""
        for token in (SECRETS["drain token"], WRONG["wrong drain token"]):
            with socket.create_connection(("127.0.0.1", self.syslog), rig.PATIENCE) as connection:
                line = message(time.time(), "State changed from up to crashed", token=token)
                connection.sendall(counted(line))
        body = json.dumps(
            {"id": "e1", "action": "update", "resource": "release", "created_at": rfc3339(time.time()),
             "data": {"version": 7, "status": "succeeded", "app": {"name": "files"}}, "previous_data": {},
             "webhook_metadata": {"delivery": {"id": "d1"}}}).encode()
        for secret, status in ((SECRETS["platform webhook"], 204), (WRONG["wrong key"], 401)):
            signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
            answer, _ = self.ask("platform webhook", "/hooks/platform/files", body,
                                 Content_Type="application/json", Heroku_Webhook_Hmac_SHA256=signature)
            self.assertEqual(answer.status, status)

    def go_everywhere(self):
        """Every page, route and command, with the right secrets and with wrong ones."""
        self.ask("wrong hook", "/hooks/restart/files?key=" + WRONG["wrong key"], b"alert")
        self.ask("hook", "/hooks/restart/files", b"alert", Authorization="Bearer " + SECRETS["hook key"])
        self.ask("hook by query", "/hooks/restart/files/web?key=" + SECRETS["hook key"], b"alert two")
        self.ask("wrong login", "/login", "password=" + WRONG["wrong password"])
        answer, _ = self.ask("login", "/login", "password=" + SECRETS["password"])
        cookie = answer.getheader("Set-Cookie").split(";")[0]
        self.seen = {where: data for where, data in self.seen.items() if where != "login /login"}
        paths = [
            "/",
            "/apps",
            "/apps/files",
            "/apps/shop",
            "/apps/files/events",
            "/apps/files/dynos/web.1",
            "/setup",
            "/apps/files/restart",
            "/nonsense",
            "/chart/memory.svg?app=files",
            "/badge.svg?app=shop",
            *(
                f"/api/v1/{route}"
                for route in (
                    "state",
                    "events?limit=1000",
                    "why/files/web.1",
                    "openapi.json",
                    "series?app=files&points=10",
                    "nonsense",
                )
            ),
            "/metrics",
            "/healthz",
            "/readyz",
        ]
        for path in paths:
            self.ask("page", path, Cookie=cookie)
        self.ask("metrics", "/metrics", Authorization="Bearer " + SECRETS["metrics token"])
        self.ask("refused metrics", "/metrics", Authorization="Bearer " + WRONG["wrong token"])
        self.ask("refused state", "/api/v1/state", Authorization="Bearer " + WRONG["wrong token"])
        self.ask("pause", "/api/v1/pause", b'{"app":"shop"}', Cookie=cookie)
        for words in (
            ["status"],
            ["status", "--json"],
            ["config", "show"],
            ["config", "show", "--origin"],
            ["check-config"],
            ["doctor"],
            ["doctor", "--json"],
            ["why", "web.1", "-a", "files"],
            ["events", "--json"],
            ["report", "-a", "files"],
            ["notify", "test"],
            ["health", "--ready", "--port", str(self.port)],
            ["status", "--url", f"http://127.0.0.1:{self.port}"],
        ):
            more = {"SWAPGUARD_PASSWORD": SECRETS["password"]} if "--url" in words else {}
            self.command(*words, "--config", self.config, **more)


class Work(Kept):
    def test_in_normal_work(self):
        guard = self.guard()
        guard.wait_for_kind("restarted")
        self.deliver_visitors()
        self.deliver_by_other_doors()
        self.go_everywhere()
        guard.process.send_signal(signal.SIGUSR1)
        guard.wait_for(lambda line: '"dynos"' in line or '"dyno"' in line)
        folder = f"/proc/{guard.process.pid}"
        for name in ("cmdline", "comm"):
            with open(f"{folder}/{name}", "rb") as file:
                self.seen[name] = file.read()
        self.assertEqual(guard.end(), 0)
        self.note_process("guard", guard)
        self.assertEqual(self.sink.first_parts(), {"slack", "discord", "pd", "hook", "otlp"})
        export = next(headers for path, headers, _ in self.sink.posts if path.startswith("/otlp"))
        sent = {name.lower(): value for name, value in export.items()}
        self.assertEqual(sent["authorization"], "Bearer " + SECRETS["export bearer"], "they were in use")
        self.assertTrue(
            any(re.search(r"[0-9a-f-]{16,}", url) for url in self.relay.sessions), self.relay.sessions
        )
        self.assert_nothing_left()

    def test_in_the_other_formats_of_the_log(self):
        for log_format in ("logfmt", "pretty"):
            guard = self.guard(log_format, wait=False)
            guard.wait_for(
                lambda line: " restarted " in line or line.startswith("at=restarted ") or "back after" in line
            )
            guard.end()
            self.note_process(log_format, guard)
        self.assert_nothing_left()


class Failures(Kept):
    def test_of_the_platform_and_the_services(self):
        self.sink.status = 500
        guard = self.guard()
        self.simulator.cause("calls", effect="status", status=401, times=-1)
        guard.wait_for_kind("restart_failed", "blind")
        self.simulator.cause("clear")
        self.simulator.cause("calls", effect="drop_after", times=20)
        self.sink.close()  # nobody listens there any more
        self.deliver_visitors()
        self.deliver_by_other_doors()
        time.sleep(3)
        self.relay.close()  # nor where the platform was
        time.sleep(3)
        for words in (["doctor"], ["status", "--json"], ["notify", "test"]):
            self.command(*words, "--config", self.config)
        guard.end()
        self.note_process("guard", guard)
        self.assert_nothing_left()

    def test_of_the_token_from_the_first_moment(self):
        self.simulator.cause("calls", effect="status", status=401, times=-1)
        guard = self.guard(wait=False)
        guard.wait_for_kind("blind")
        guard.end()
        self.note_process("refused", guard)
        nobody = f"http://127.0.0.1:{rig.free_port()}"
        guard = self.guard(wait=False, HEROKU_HOST=nobody)
        time.sleep(2)
        guard.end()
        self.note_process("nobody", guard)
        elsewhere = self.guard(wait=False, HEROKU_HOST="https://evil.example")
        elsewhere.end(patience=rig.PATIENCE)
        self.note_process("elsewhere", elsewhere)
        self.assert_nothing_left()

    def test_of_the_configuration(self):
        good = self.settings()
        lines = [line for line in good.splitlines() if "Qz7" in line]
        wrong = [
            good.replace(line, change)
            for line in lines
            for change in (
                line[:-1],
                line + " x",
                line + "\n" + line,
                line.replace(" = ", "x = ", 1),
                line.replace(" = ", " ", 1),
                line.replace(" = ", " = [", 1),
                line.replace(' = "', " = ", 1),
            )
        ]
        wrong += [
            good.replace("https", "").replace("http://127.0.0.1", "ftp://h"),
            good.replace("whsec_", "wrong_"),
            good.replace(SECRETS["pagerduty"], SECRETS["pagerduty"][:-1]),
        ]
        unfinished = self.folder / "unfinished.toml"
        refused = 0
        for number, text in enumerate(wrong):
            unfinished.write_text(text)
            code, out, err = rig.run("check-config", "--config", unfinished, **self.environment())
            refused += code == 78
            self.seen[f"check-config of {number}: {text}".split(":")[0]] = (out + err).encode()
        self.assertGreater(refused, len(wrong) * 3 // 4)
        guard = self.guard()
        self.config.write_text(wrong[0])
        guard.process.send_signal(signal.SIGHUP)
        end = time.monotonic() + rig.PATIENCE
        while not any("stays in force" in line for line in guard.errors) and time.monotonic() < end:
            time.sleep(0.05)
        guard.end()
        self.note_process("guard", guard)
        self.assert_nothing_left()


@unittest.skipUnless(programs(), MISSING)
class Database(Kept):
    def setUp(self):
        super().setUp()
        self.postgres = Postgres()
        self.addCleanup(self.postgres.remove)

    def url(self, host="127.0.0.1", port=None):
        return f"postgres://swapguard:{SECRETS['database']}@{host}:{port or self.postgres.port}/postgres"

    def environment(self, **more):
        kept = {name: value for name, value in super().environment().items() if name != "SWAPGUARD_HISTORY"}
        return {**kept, "DATABASE_URL": self.url(), **more}

    def test_with_a_password_in_its_address(self):
        guard = self.guard()
        guard.wait_for_kind("restarted")
        self.go_everywhere()
        dump = subprocess.run([os.path.join(self.postgres.bin, "pg_dump"), "-d", self.postgres.url()],
                              check=True, capture_output=True)
        self.assertIn(b"restarted", dump.stdout)
        self.seen["the database"] = dump.stdout
        self.postgres.stop()
        self.command("status")
        self.command("doctor", "--config", self.config)
        self.command("events", "--config", self.config)
        guard.end(patience=rig.PATIENCE)
        self.note_process("guard", guard)
        self.assert_nothing_left()

    def test_that_cannot_be_had(self):
        whole = self.url()
        wrong = [self.url(port=rig.free_port()), self.url(host="nowhere.invalid"),
                 whole.replace("/postgres", "/no-such-database"), whole.replace("swapguard:", "nobody:"),
                 # Misspelt: no @, one slash, another database, a port that is none.
                 whole.replace("@", ""), whole.replace("//", "/", 1), whole.replace("postgres:", "mysql:"),
                 whole.replace(f":{self.postgres.port}", ":port")]
        for number, url in enumerate(wrong):
            for words in (["doctor"], ["events"], ["check-config"], ["config", "show"]):
                code, out, err = rig.run(*words, "--config", self.config, cwd=self.folder,
                                         **self.environment(DATABASE_URL=url))
                self.seen[f"{words[0]} of database {number}"] = (out + err).encode()
            guard = self.guard(wait=False, DATABASE_URL=url)
            time.sleep(1)
            guard.end(patience=rig.PATIENCE)
            self.note_process(f"guard of database {number}", guard)
        self.seen["names of files"] = "\n".join(map(str, self.folder.rglob("*"))).encode()
        self.assert_nothing_left()


class Crash(Kept):
    def own_copy(self):
        """The program where any user can start it."""
        self.folder.chmod(0o711)
        copy = self.folder / "swapguard-unfinished"
        shutil.copy(rig.PROGRAM, copy)
        copy.chmod(0o755)
        return copy

    def guarded_memory(self, *words):
        """Of a running guard of an ordinary user: is its memory its own, and what may a core file weigh?"""
        root = os.geteuid() == 0
        user = {"user": 65534, "group": 65534, "extra_groups": []} if root else {}
        # A build with AddressSanitizer allows itself no core files.
        sanitizer = ":".join(filter(None, [os.environ.get("ASAN_OPTIONS"), "disable_coredump=0"]))
        process = subprocess.Popen(
            [str(self.own_copy()), "run", "-a", "files", "--history", ":memory:", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd="/",
            preexec_fn=allow_cores,
            env=rig.clean_environment(
                **{
                    **self.environment(),
                    "SWAPGUARD_HISTORY": ":memory:",
                    "SWAPGUARD_SOCKET": "off",
                    "ASAN_OPTIONS": sanitizer,
                }
            ),
            **user,
        )
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.kill)
        first = process.stdout.readline()
        owner = os.stat(f"/proc/{process.pid}/environ").st_uid
        with open(f"/proc/{process.pid}/limits") as file:
            core = re.search(r"Max core file size +(\S+)", file.read())[1]
        process.send_signal(signal.SIGABRT)
        out, err = process.communicate(timeout=rig.PATIENCE)
        self.assertEqual(process.returncode, -signal.SIGABRT)
        self.seen["crash: output"] = first + out + err
        return owner == 0, core

    def test_leaves_no_core_and_no_secret(self):
        self.assertEqual(self.guarded_memory(), (True, "0"))
        self.assert_nothing_left()

    def test_leaves_a_core_where_that_is_wanted(self):
        private, core = self.guarded_memory("--core-dumps")
        self.assertFalse(private)
        self.assertNotEqual(core, "0")

    def test_the_files_of_a_run_are_its_owner_s(self):
        guard = self.guard()
        guard.wait_for_kind("restart")
        guard.end(signal.SIGABRT)
        self.note_process("guard", guard)
        modes = {
            path.name: stat.S_IMODE(path.stat().st_mode) & 0o077 for path in self.folder.glob("history*")
        }
        self.assertEqual(set(modes.values()), {0}, modes)
        self.assert_nothing_left()


def allow_cores():
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(
        resource.RLIMIT_CORE, (4096 if hard == resource.RLIM_INFINITY else min(4096, hard), hard)
    )


if __name__ == "__main__":
    rig.main()
