"""Executes the command blocks of one page: commands_test.py PAGE. `sh` blocks run as they stand and
`console` blocks by their `$ ` lines, in a folder with a configuration, saved logs, and a swapguard that
guards a pretend app behind Heroku's own CLI. `toml` blocks must pass check-config, `json` blocks must
parse, and no block is without a language. A comment before a block says otherwise:

    <!-- not run: REASON -->       what a test cannot have: a real account, a machine to set up
    <!-- run: until ended -->      it must still run after some seconds, and end by Ctrl-C
    <!-- run: exit N -->           it must end with N
    <!-- run: scenario -->         a toml block that is no configuration: swapguard test must pass it
"""
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "e2e"))
import rig  # noqa: E402

FENCE = re.compile(r"(?:<!-- (?P<mark>(?:not )?run): (?P<how>[^>]*?) -->\s*\n\s*)?"
                   r"^(?P<indent> *)```(?P<language>\S*)\n(?P<text>.*?)^ *```$", re.M | re.S)
QUIET = {"text", "ruby", "yaml", "dockerfile", "ini", "js"}  # shown, not typed
# What those read who change swapguard: builds, benchmarks. Looked at, not run: it would be the tests' tests.
WORKBENCH = {"CONTRIBUTING", "STYLE", "ARCHITECTURE", "deciding-bench", "performance", "scaling",
             "reliability"}
APP = "demo"  # what the pretend Heroku has; pages call it my-app or acme-prod
TOKEN = "HRKU-00000000-0000-4000-8000-00000000abcd"
UNTIL_ENDED = 5  # seconds
SECRETS = {"SWAPGUARD_DRAIN_SECRET": "0123456789abcdef", "SWAPGUARD_HOOK_KEY": "0123456789abcdef",
           "SWAPGUARD_METRICS_TOKEN": "0123456789abcdef", "SWAPGUARD_PASSWORD": "0123456789abcdef",
           "SLACK_WEBHOOK_URL": "https://hooks.slack.com/services/a",
           "PAGERDUTY_ROUTING_KEY": "0123456789abcdef",
           "DISCORD_WEBHOOK_URL": "https://discord.com/api/webhooks/a", "WEBHOOK_SECRET": "whsec_" + 44 * "A"}
# Of the configuration blocks alone: set for a running swapguard they would change what feeds it.
MORE_SECRETS = {"SWAPGUARD_DRAIN_TOKEN": "d.01234567-89ab-cdef-0123-456789abcdef",
                "SWAPGUARD_WEBHOOK_SECRET": "0123456789abcdef"}


def blocks(page):
    """(line, language, text, mark, how) of each fenced block."""
    text = (rig.SOURCE / page).read_text()
    for match in FENCE.finditer(text):
        line = text[:match.start("language")].count("\n") + 1
        yield line, match["language"], match["text"], match["mark"], match["how"]


def script(language, text):
    if language == "console":
        text = "\n".join(line[2:] for line in text.splitlines() if line.startswith("$ "))
    return re.sub(r"\b(my-app|acme-prod)\b", APP, text)


def saved_log():
    """Eight hours of two web dynos; one of them leaks past its quota."""
    lines = []
    for step in range(0, 8 * 3600, 20):
        at = f"2026-05-11T{step // 3600:02}:{step // 60 % 60:02}:{step % 60:02}.000000+00:00"
        for number, growth in ((1, 90), (2, 4)):
            used = 250 + growth * step / 3600
            lines.append(f"{at} heroku[web.{number}]: source=web.{number} "
                         f"dyno=heroku.1.0000000{number}-0000-4000-8000-000000000000 "
                         f"sample#memory_total={used:.2f}MB sample#memory_rss={min(used, 512):.2f}MB "
                         f"sample#memory_cache=0.00MB sample#memory_swap={max(used - 512, 0):.2f}MB "
                         "sample#memory_pgpgin=1pages sample#memory_pgpgout=1pages "
                         "sample#memory_quota=512.00MB")
    return "\n".join(lines) + "\n"


class Page(rig.Test):
    page = ""

    def setUp(self):
        super().setUp()
        (self.folder / "bin").mkdir()
        (self.folder / "bin" / "swapguard").symlink_to(rig.PROGRAM)
        (self.folder / "run").write_text('#!/bin/sh\n[ $# -gt 0 ] || set -- demo\nexec swapguard "$@"\n')
        (self.folder / "run").chmod(0o755)
        self.world = None

    def test_blocks(self):
        ran, left = 0, []
        for line, language, text, mark, how in blocks(self.page):
            place = f"{self.page}:{line}"
            if pathlib.Path(self.page).stem in WORKBENCH:
                self.look_at(place, language, text)
            elif mark == "not run":
                self.assertGreater(len(how), 10, f"{place}: say why it is not run")
                left.append(f"{place}: {how}")
            elif language in ("sh", "console"):
                self.run_block(place, script(language, text), how or "exit 0")
                ran += 1
            elif language == "toml" and how == "scenario":
                self.check_scenario(place, text)
            elif language == "toml":
                self.check_toml(place, text)
            elif language == "json":
                self.check_json(place, text)
            else:
                self.assertIn(language, QUIET, f"{place}: a block says what it is: sh, console, toml, text …")
        print(f"{self.page}: {ran} command blocks ran, {len(left)} did not", *left, sep="\n  ")

    def look_at(self, place, language, text):
        """Its files are there and a shell takes it."""
        if language not in ("", "sh"):
            return
        for word in re.findall(r"(?<![\w/])(?:tools|tests|packaging|bench)/[\w./-]+\w", text):
            self.assertTrue((rig.SOURCE / word).exists(), f"{place}: there is no {word}")
        if language == "sh":
            done = subprocess.run(["bash", "-n"], input=text, capture_output=True, text=True)
            self.assertEqual(done.stderr, "", place)

    def check_toml(self, place, text):
        if "[[app]]" not in text and "[app" not in text:
            text += f'\n[[app]]\nname = "{APP}"\n'
        file = self.folder / "block.toml"
        file.write_text(text)
        code, out, err = rig.run("check-config", "--config", file, **SECRETS, **MORE_SECRETS)
        self.assertEqual(code, 0, f"{place}\n{out}{err}")

    def check_scenario(self, place, text):
        file = self.folder / re.search(r"^# (\S+\.toml)$", text, re.M)[1]  # where a command after it finds it
        file.write_text(text)
        code, out, err = rig.run("test", file)
        self.assertEqual(code, 0, f"{place}\n{out}{err}")

    def check_json(self, place, text):
        if "…" not in text:  # shortened ones are to be read, not parsed
            for line in [text] if text.startswith("{\n") else text.splitlines():
                self.assertTrue(json.loads(line), place)

    def run_block(self, place, text, how):
        if re.search(r"\bheroku ", text) and not self.has_heroku():
            print(f"  {place}: left out, Heroku's CLI is not installed")
            return
        self.world = self.world or self.make_world()
        process = subprocess.Popen(["bash", "-euo", "pipefail", "-c", text], cwd=self.folder, env=self.world,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   text=True, start_new_session=True)
        if how == "until ended":
            time.sleep(UNTIL_ENDED)
            self.assertIsNone(process.poll(), f"{place} ended by itself")
            os.killpg(process.pid, signal.SIGINT)
            wanted = (0, 130, -signal.SIGINT)
        else:
            wanted = (int(how.removeprefix("exit ")),)
        try:
            said, _ = process.communicate(timeout=2 * rig.PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            said, _ = process.communicate()
            self.fail(f"{place} does not end\n{text}\n{said}")
        self.assertIn(process.returncode, wanted, f"{place}\n{text}\n{said}")

    def has_heroku(self):
        cli = pathlib.Path(os.environ.get("HEROKU_CLI", "/nonexistent"))
        program = cli / "node_modules" / "heroku" / "bin" / "run.js"
        if not program.exists():
            return False
        bundled = sorted(cli.glob("node_modules/node-linux-*/bin/node"))
        node = str(bundled[0]) if bundled else "node"
        wrapper = self.folder / "bin" / "heroku"
        wrapper.write_text(f'#!/bin/sh\nexec "{node}" "{program}" "$@"\n')
        wrapper.chmod(0o755)
        return True

    def make_world(self):
        """The files that pages speak of, a pretend Heroku, and a swapguard that has seen samples."""
        simulator = self.start(rig.Simulator("--scenario", "demo", "--time-scale", 60))
        home = str(self.folder)
        environment = rig.clean_environment(
            HOME=home, PATH=f"{self.folder / 'bin'}:{os.environ['PATH']}", LC_ALL="C.UTF-8",
            TZ="UTC", PAGER="cat",
            XDG_CONFIG_HOME=home, XDG_DATA_HOME=home, XDG_CACHE_HOME=home, **simulator.environment(TOKEN),
            HEROKU_PARTICLEBOARD_URL=simulator.url, HEROKU_ANALYTICS_URL=f"{simulator.url}/sink",
            DISABLE_TELEMETRY="true", HEROKU_DISABLE_AUTOUPDATE="true", HEROKU_SKIP_NEW_VERSION_CHECK="true",
            HEROKU_NETRC_WRITE="true", HEROKU_LOGS_COLOR="0", NO_PROXY="127.0.0.1", **SECRETS)
        del environment["SWAPGUARD_SOCKET"]  # in its usual place
        (self.folder / "swapguard.toml").write_text(
            f'mode = "observe"\n\n[[app]]\nname = "{APP}"\ninput = "session"\n\n[policy]\nat_once = 1\n')
        (self.folder / "other.toml").write_text(f'[[app]]\nname = "{APP}"\n\n[policy]\nrestart_at = "90%"\n')
        (self.folder / "day.log").write_text(saved_log())
        for command in ("gzip -k day.log", "cp day.log.gz mon.log.gz", "zstd -q day.log -o tue.log.zst",
                        "git init -q ."):
            subprocess.run(["sh", "-c", command], cwd=self.folder, check=True, env=environment)
        port = rig.free_port()
        daemon = subprocess.Popen([rig.PROGRAM, "run", "--time-scale", "60", "--port", str(port)],
                                  cwd=self.folder, env=environment, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.PIPE, text=True)
        self.addCleanup(lambda: (daemon.kill(), daemon.wait(), daemon.stderr.close()))
        environment["GUARD_PORT"] = str(port)
        end = time.monotonic() + rig.PATIENCE
        while subprocess.run([rig.PROGRAM, "status", "--exit-code"], cwd=self.folder, env=environment,
                             capture_output=True).returncode == 69:
            self.assertLess(time.monotonic(), end, "swapguard sees nothing")
            time.sleep(0.5)
        return environment


if __name__ == "__main__":
    Page.page = sys.argv.pop(1)
    rig.main()
