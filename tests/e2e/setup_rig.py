"""What the tests of init, doctor and tokens share: a simulated platform, and the program on a terminal."""
import json
import os
import pty
import re
import select
import time
import urllib.request
import rig

SCALE = 30
TOKEN = "HRKU-00000000-0000-4000-8000-00000000abcd"


class Setup(rig.Test):
    def setUp(self):
        super().setUp()
        self.simulator = self.start(rig.Simulator("--scenario", "demo", "--time-scale", SCALE))

    def environment(self, **more):
        return {**self.simulator.environment(TOKEN), "TZ": "UTC", **more}

    def swapguard(self, *words, **environment):
        return rig.run(*words, cwd=self.folder, **self.environment(**environment))

    def ask(self, method, path, **body):
        headers = {"Accept": "application/vnd.heroku+json; version=3", "Authorization": "Bearer " + TOKEN,
                   "Content-Type": "application/json"}
        data = json.dumps(body).encode() if body else None
        request = urllib.request.Request(self.simulator.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=rig.PATIENCE) as answer:
            return json.load(answer)

    def wait_for_samples(self):
        end = time.monotonic() + rig.PATIENCE
        while time.monotonic() < end:
            if all(generation["samples"] > 0 for generation in self.simulator.state()["generations"]):
                return
            time.sleep(0.1)
        self.fail("no samples came")

    def same_everywhere(self, text):
        """Without what differs from run to run: ports, folders, days, tokens of drains."""
        text = text.replace(str(self.folder), "FOLDER").replace(self.simulator.url, "http://PLATFORM")
        text = re.sub(r"127\.0\.0\.1:\d+", "GUARD", text)
        text = re.sub(r"\(\d{4}-\d\d-\d\d\)", "(DATE)", text)
        text = re.sub(r"token d\.[0-9a-f]{4}", "token d.XXXX", text)
        return re.sub(r"[\d,]+ of 4,500", "4,4XX of 4,500", text)

    def folder_holds(self):
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file())


class Terminal:
    """The program on a pseudo terminal, as a person has it."""

    def __init__(self, words, folder, environment):
        self.shown = ""
        self.seen = 0
        self.process, self.master = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            os.execve(rig.PROGRAM, [rig.PROGRAM, *words],
                      rig.clean_environment(TERM="xterm", **environment))

    def _read(self, patience):
        if not select.select([self.master], [], [], patience)[0]:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return False
        self.shown += data.decode(errors="replace").replace("\r\n", "\n")
        return bool(data)

    def expect(self, text):
        """Waits until it is shown, after what was expected before."""
        end = time.monotonic() + rig.PATIENCE
        while (at := self.shown.find(text, self.seen)) < 0:
            if time.monotonic() > end or not self._read(end - time.monotonic()):
                raise AssertionError(f"{text!r} did not come:\n{self.shown}")
        self.seen = at + len(text)

    def type(self, line):
        os.write(self.master, (line + "\n").encode())

    def end(self):
        while self._read(rig.PATIENCE):
            pass
        os.close(self.master)
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])
