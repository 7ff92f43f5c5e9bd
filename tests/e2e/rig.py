"""What the tests of the whole program share: the program as a process, the simulated platform, a small
platform whose dynos a test decides, and golden files."""
import base64
import json
import os
import pathlib
import queue
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.request

from small_server import SmallServer

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
PROGRAM = os.environ.get("SWAPGUARD", "")
CREATED = "2020-01-01T00:00:00Z"  # when the dynos of Platform came to life
PATIENCE = 60  # seconds until something that must happen counts as missing


def clean_environment(**more):
    """Nothing of the caller's swapguard or Heroku settings, no proxy, no home folder."""
    kept = ("PATH", "LANG", "TSAN_OPTIONS", "ASAN_OPTIONS")
    keep = {name: os.environ[name] for name in kept if name in os.environ}
    return {**keep, "HOME": "/nonexistent", "NO_COLOR": "1", "SWAPGUARD_SOCKET": "off", **more}


def run(*words, stdin=None, cwd=None, **environment):
    """The program from start to end: (exit code, standard output, standard error)."""
    return run_program(PROGRAM, *words, stdin=stdin, cwd=cwd, **environment)


def run_program(program, *words, stdin=None, cwd=None, **environment):
    """The same of another program."""
    done = subprocess.run([program, *map(str, words)], input=stdin, capture_output=True, text=True, cwd=cwd,
                          timeout=PATIENCE, env=clean_environment(**environment))
    return done.returncode, done.stdout, done.stderr


class Process:
    """The program in the background; its standard output is read line by line."""

    def __init__(self, *words, input=False, **environment):
        self.process = subprocess.Popen(
            [PROGRAM, *map(str, words)], stdin=subprocess.PIPE if input else subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=clean_environment(**environment))
        self.lines = []
        self.errors = []
        self._incoming = queue.Queue()
        out, err = self.process.stdout, self.process.stderr
        for stream, put in ((out, self._incoming.put), (err, self.errors.append)):
            threading.Thread(target=self._read, args=(stream, put), daemon=True).start()

    @staticmethod
    def _read(stream, put):
        for line in stream:
            put(line.rstrip("\n"))

    def wait_for(self, wanted, patience=PATIENCE):
        """The first new line that `wanted` accepts."""
        end = time.monotonic() + patience
        while True:
            try:
                line = self._incoming.get(timeout=max(0.01, end - time.monotonic()))
            except queue.Empty:
                raise AssertionError("did not come; said:\n" + "\n".join(self.lines + self.errors)) from None
            self.lines.append(line)
            if wanted(line):
                return line

    def wait_for_kind(self, *kinds, patience=PATIENCE):
        return json.loads(self.wait_for(lambda line: json.loads(line)["kind"] in kinds, patience))

    def events(self, *kinds):
        """All JSON lines so far of these kinds."""
        while not self._incoming.empty():
            self.lines.append(self._incoming.get())
        return [line for line in self.lines if line.startswith("{") and json.loads(line).get("kind") in kinds]

    def write(self, text):
        self.process.stdin.write(text)
        self.process.stdin.flush()

    def end(self, number=signal.SIGTERM, patience=20):
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            return self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


class Simulator(Process):
    """`swapguard simulate`."""

    def __init__(self, *words, **environment):
        super().__init__("simulate", "--json", *words, **environment)
        self.url = json.loads(self.wait_for(lambda line: line.startswith("{")))["url"]

    def cause(self, trouble, **body):
        url = f"{self.url}/_control/{trouble}"
        request = urllib.request.Request(url, json.dumps(body).encode(), method="POST")
        urllib.request.urlopen(request, timeout=PATIENCE).close()

    def state(self):
        with urllib.request.urlopen(f"{self.url}/_control", timeout=PATIENCE) as answer:
            return json.load(answer)

    def requests_of_generations(self):
        return [generation["restart_requests"] for generation in self.state()["generations"]]

    def environment(self, token="any-token"):
        return {"HEROKU_HOST": self.url, "HEROKU_API_KEY": token}


class Platform(SmallServer):
    """A platform with one app whose dynos the test decides; it counts what it is asked."""

    def __init__(self, dynos, app="acme"):
        self.deleted = []
        self.dynos = dynos  # name → id
        self.app = app
        super().__init__(self._take)

    def _take(self, asked):
        if asked.method == "DELETE":
            self.deleted.append(asked.path)
            status, body = 202, {}
        else:
            status, body = self.answer(asked.path)
        return status, json.dumps(body).encode(), {"Content-Type": "application/json"}

    def answer(self, path):
        id_of_app = "01234567-89ab-cdef-0123-456789abcdef"
        if path == f"/apps/{self.app}":
            return 200, {"id": id_of_app, "name": self.app, "generation": {"name": "cedar"},
                         "maintenance": False, "region": {"name": "us"},
                         "owner": {"email": "dev@example.com"}}
        if path == f"/apps/{self.app}/dynos":
            return 200, [{"id": id_of_dyno, "name": name, "type": name.split(".")[0], "state": "up",
                          "size": "Standard-1X", "command": "x", "app": {"id": id_of_app, "name": self.app},
                          "attach_url": None, "release": {"id": id_of_app, "version": 1},
                          "created_at": CREATED, "updated_at": CREATED}
                         for name, id_of_dyno in self.dynos.items()]
        if path == f"/apps/{self.app}/formation":
            return 200, [{"type": "web", "quantity": len(self.dynos), "size": "Standard-1X", "command": "x"}]
        if path == f"/apps/{self.app}/features":
            return 200, [{"name": "log-runtime-metrics", "enabled": True}]
        return 404, {"id": "not_found", "message": "Couldn't find that."}


def deliver(port, app, secret, lines):
    """One drain delivery: `heroku` lines as (time, process, text)."""
    frames = b""
    for at, process, text in lines:
        frame = f"<134>1 {at} host heroku {process} - {text}\n".encode()
        frames += str(len(frame)).encode() + b" " + frame
    request = urllib.request.Request(f"http://127.0.0.1:{port}/logs/{app}", frames, method="POST", headers={
        "Content-Type": "application/logplex-1", "Logplex-Msg-Count": str(len(lines)),
        "Logplex-Frame-Id": os.urandom(16).hex(), "Logplex-Drain-Token": "d.e2e",
        "Authorization": "Basic " + base64.b64encode(b"drain:" + secret.encode()).decode()})
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return answer.status


def make_certificate(certificate, key, name="localhost"):
    """One that vouches for itself, and its key."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                    "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj", f"/CN={name}",
                    "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Test(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self._folder = tempfile.TemporaryDirectory(prefix="swapguard-e2e-")
        self.folder = pathlib.Path(self._folder.name)
        self.addCleanup(self._folder.cleanup)

    def start(self, process):
        def stop():
            if process.process.poll() is None:
                process.process.kill()
            process.process.wait()
            process.process.stdout.close()
            process.process.stderr.close()
        self.addCleanup(stop)
        return process

    def run_guard(self, config, scale, *words, log_format="json", **environment):
        """`swapguard run` by this configuration, in the background."""
        return self.start(Process("run", "--log-format", log_format, "--time-scale", scale,
                                  "--config", config, *words, **environment))

    def assert_golden(self, name, text):
        """As the file says; SWAPGUARD_UPDATE_GOLDEN=1 writes it anew, to be read before it is kept."""
        path = HERE / "golden" / name
        if os.environ.get("SWAPGUARD_UPDATE_GOLDEN"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.assertEqual(text, path.read_text(), name)


def main():
    if not PROGRAM:
        sys.exit("SWAPGUARD names the program to test")
    unittest.main(verbosity=1)
