"""replay: as a filter, deterministic, and the same decisions as live."""
import datetime
import json
import time
import rig

ID = "aaaaaaaa-0000-4000-8000-{:012x}"


def stamp(at):
    return at.strftime("%Y-%m-%dT%H:%M:%S.%f") + "+00:00"


def sample(at, dyno, number, memory):
    text = (f"source={dyno} dyno=heroku.1.{ID.format(number)} sample#memory_total={memory:.2f}MB "
            f"sample#memory_rss={min(memory, 512):.2f}MB sample#memory_cache=0.00MB "
            f"sample#memory_swap={max(memory - 512, 0):.2f}MB sample#memory_pgpgin=0pages "
            f"sample#memory_pgpgout=0pages sample#memory_quota=512.00MB")
    return at, dyno, text


def leaking_log(start):
    """web.1 leaks and is replaced; web.2 is due a little later and must wait for it."""
    lines = []
    for i in range(90):
        at = start + datetime.timedelta(seconds=20 * i)
        first = sample(at, "web.1", 1, 400 + 4 * i) if i < 20 else sample(at, "web.1", 3, 200 + i)
        second = sample(at + datetime.timedelta(seconds=1), "web.2", 2, 398 + 4 * i)
        if i < 20 or i > 22:
            lines.append(first)
        lines.append(second)
    return lines


def as_text(lines):
    return "".join(f"{stamp(at)} heroku[{process}]: {text}\n" for at, process, text in lines)


RULES = ("--set", "policy.restart_at=90%")  # the defaults may be tuned; these tests are about the lines
FACTS = {"app": "acme", "formation": {"web": {"quantity": 2, "quota_mb": 512, "preboot": False}}}


class Replay(rig.Test):
    def replay(self, text, *words):
        facts = self.folder / "facts.json"
        facts.write_text(json.dumps(FACTS))
        code, out, err = rig.run("replay", "--json", "--facts", facts, *RULES, *words, "-", stdin=text)
        self.assertEqual((code, err), (0, ""))
        return out

    def setUp(self):
        super().setUp()
        self.log = as_text(leaking_log(datetime.datetime(2026, 5, 11, 9, 0)))

    def test_the_same_log_gives_the_same_bytes(self):
        first = self.replay(self.log, "--tick", "10s")
        self.assertEqual(first, self.replay(self.log, "--tick", "10s"))
        restarts = [json.loads(line) for line in first.splitlines() if '"kind":"restart"' in line]
        self.assertEqual([(one["dyno"], one["app"], one["reason"]) for one in restarts],
                         [("web.1", "acme", "over_limit"), ("web.2", "acme", "over_limit")])
        self.assertEqual(restarts[0]["id"], ID.format(1))

    def test_ticks_follow_everything_due_up_to_them(self):
        last = ""
        for event in map(json.loads, self.replay(self.log, "--tick", "10s").splitlines()):
            if event["kind"] == "tick":
                self.assertRegex(event["at"], r":\d0Z$")
            self.assertGreaterEqual(event["at"][:19], last)
            if event["kind"] == "tick":
                last = event["at"][:19]
        self.assertEqual(last, "2026-05-11T09:29:40")

    def test_decisions_come_while_the_log_still_grows(self):
        growing = self.start(rig.Process("replay", "--json", "--tick", "10s", *RULES, "-", input=True))
        for line in self.log.splitlines(keepends=True)[:60]:
            growing.write(line)
        self.assertEqual(growing.wait_for_kind("restart")["dyno"], "web.1")
        self.assertIsNone(growing.process.poll())
        growing.process.stdin.close()
        self.assertEqual(growing.process.wait(rig.PATIENCE), 0)

    def test_forged_lines_decide_nothing(self):
        forged = self.log.replace("heroku[", "app[")
        self.assertNotIn('"kind":"restart"', self.replay(forged))

    def test_gzip_reads_the_same(self):
        import gzip
        path = self.folder / "day.log.gz"
        path.write_bytes(gzip.compress(self.log.encode()))
        facts = self.folder / "facts.json"
        facts.write_text(json.dumps(FACTS))
        _, out, _ = rig.run("replay", "--json", "--facts", facts, *RULES, path)
        self.assertEqual(out, self.replay(self.log))

    def test_people_get_a_summary(self):
        path = self.folder / "day.log"
        path.write_text(self.log + "2026-05-11T10:00:00Z app[web.1]: hello\n")
        code, out, _ = rig.run("replay", "-a", "acme", *RULES, path, cwd=self.folder)
        self.assertEqual(code, 0)
        self.assertIn("Skipped: 1 app_output", out)
        self.assertIn("swapguard would have made 2 restarts", out)


class LiveAndReplayed(rig.Test):
    """The same lines through a drain into `run`, and from a file into `replay`: the same bytes."""

    def test_decisions_are_byte_identical(self):
        # A little ahead of the wall clock, so that no evidence is stale.
        start = datetime.datetime.utcnow().replace(microsecond=0) + datetime.timedelta(minutes=1)
        lines = leaking_log(start)
        platform = rig.Platform({"web.1": ID.format(1), "web.2": ID.format(2)})
        self.addCleanup(platform.close)
        port = rig.free_port()
        config = self.folder / "swapguard.toml"
        config.write_text('mode = "armed"\n[[app]]\nname = "acme"\ninput = "drain"\n'
                          'drain_secret = "s3cret-of-acme"\n[policy]\nrestart_at = "90%"\n'
                          f'[http]\nport = {port}\n[history]\npath = "{self.folder}/history.sqlite"\n')
        live = self.start(rig.Process("run", "--config", config, "--log-format", "json",
                                      HEROKU_HOST=platform.url, HEROKU_API_KEY="any"))
        live.wait_for_kind("config")
        # In pieces, as Logplex delivers them; the platform's picture follows the log.
        for i in range(0, len(lines), 20):
            if i > 40:
                platform.dynos["web.1"] = ID.format(3)
            stamped = [(stamp(at), process, text) for at, process, text in lines[i:i + 20]]
            self.assertEqual(rig.deliver(port, "acme", "s3cret-of-acme", stamped), 204)
            time.sleep(0.2)
        live.wait_for(lambda line: '"kind":"restart"' in line and '"dyno":"web.2"' in line)
        time.sleep(0.5)
        self.assertEqual(live.end(), 0)
        dynos = [{"name": f"web.{i}", "id": ID.format(i), "created_at": rig.CREATED} for i in (1, 2)]
        facts = self.folder / "facts.json"
        facts.write_text(json.dumps({**FACTS, "dynos": dynos}))
        code, out, _ = rig.run("replay", "--json", "--config", config, "--facts", facts, "-",
                               stdin=as_text(lines))
        self.assertEqual(code, 0)
        replayed = [line for line in out.splitlines() if json.loads(line)["kind"] in ("restart", "held")]
        self.assertEqual(live.events("restart", "held"), replayed)
        self.assertEqual(platform.deleted, ["/apps/acme/dynos/web.1", "/apps/acme/dynos/web.2"])


if __name__ == "__main__":
    rig.main()
