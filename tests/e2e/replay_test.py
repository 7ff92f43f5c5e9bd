"""replay: as a filter, deterministic, and the same decisions as live."""
import datetime
import json
import time
import rig

ID = "aaaaaaaa-0000-4000-8000-{:012x}"
SOON = "policy.restart_at=60%"


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



class Report(rig.Test):
    """What is told when a log is through: as it was, and as it would have been."""

    def setUp(self):
        super().setUp()
        self.lines = leaking_log(datetime.datetime(2026, 5, 11, 9, 0))
        self.log = as_text(self.lines)
        (self.folder / "day.log").write_text(self.log)

    def report(self, *words, code=0, stdin=None):
        done, out, err = rig.run("replay", "-a", "acme", *RULES, *words, cwd=self.folder, stdin=stdin)
        self.assertEqual((done, err), (code, ""))
        return out

    def columns(self, *words, **how):
        line = self.report("--json", "--report", *words, **how).splitlines()[-1]
        return {column["name"]: column for column in json.loads(line)["columns"]}

    def test_report_for_people(self):
        self.assert_golden("report.txt", self.report("day.log"))

    def test_report_as_json(self):
        self.assert_golden("report.json", self.report("--json", "--report", "day.log"))

    def test_decisions_of_the_report(self):
        self.assert_golden("report_decisions.txt", self.report("--decisions", "day.log"))
        lines = self.report("--json", "--decisions", "day.log").splitlines()
        kinds = [json.loads(line)["kind"] for line in lines]
        self.assertEqual((kinds.count("restart"), kinds[-1]), (2, "report"))

    def test_restarts_make_a_log_better(self):
        columns = self.columns("--compare", "policy.restart_at=60%,policy.cooldown=1h", "day.log")
        was, fixed = columns["as it was"], columns["fixed 90 %"]
        self.assertGreater(was["minutes_over_quota"], 10)
        self.assertLess(fixed["minutes_over_quota"], 1)
        self.assertEqual((was["restarts"], fixed["restarts"]), (0, 2))
        self.assertIn("policy.restart_at=60%,policy.cooldown=1h", columns)

    def test_a_configuration_to_compare_with(self):
        (self.folder / "swapguard.toml").write_text('[policy]\nrestart_at = "88%"\n')
        (self.folder / "late.toml").write_text('[policy]\nrestart_at = "115%"\n')
        columns = self.columns("--compare", "late.toml", "day.log")
        self.assertEqual(list(columns), ["as it was", "fixed 90 %", "swapguard.toml, --set", "late.toml"])
        self.assertEqual(columns["late.toml"]["not_needed"], 0)

    def test_any_number_of_threads_gives_the_same_bytes(self):
        for words in ([], ["--json", "--decisions"], ["--json", "--tick", "10s"]):
            words.append("day.log")
            first = self.report(*words)
            self.assertEqual(first, self.report(*words))
            self.assertEqual(first, self.report("--threads", "2", *words))

    def test_wrappings_change_nothing(self):
        import gzip
        plain = self.columns("day.log")
        (self.folder / "day.log.gz").write_bytes(gzip.compress(self.log.encode()))
        self.assertEqual(self.columns("day.log.gz"), plain)
        self.assertEqual(self.columns("-", stdin=self.log), plain)
        frames = ""
        for at, process, text in self.lines:
            frame = f"<134>1 {stamp(at)} host heroku {process} - {text}\n"
            frames += f"{len(frame)} {frame}"
        (self.folder / "day.lpx").write_text(frames)
        self.assertEqual(self.columns("day.lpx"), plain)

    def test_several_files_are_one_log_and_what_overlaps_counts_once(self):
        lines = self.log.splitlines(keepends=True)
        (self.folder / "a.log").write_text("".join(lines[:100]))
        (self.folder / "b.log").write_text("".join(lines[80:]))
        whole = json.loads(self.report("--json", "--report", "day.log"))
        for order in (["a.log", "b.log"], ["b.log", "a.log"]):
            parts = json.loads(self.report("--json", "--report", *order))
            self.assertEqual((parts["in_two_files"], parts["lines"]), (20, whole["lines"]))
            self.assertEqual(parts["columns"], whole["columns"])
        self.assertIn("20 that stood in two files", self.report("a.log", "b.log"))

    def test_fail_if(self):
        conditions = ("--fail-if", "r14>10,restarts >= 1", "--fail-if", "not_needed>3")
        failed = self.report(*conditions, "day.log", code=1)
        self.assertEqual(failed.splitlines()[-1], "failed: restarts >= 1: restarts is 2")
        self.report("--fail-if", "r14>10", "day.log")
        told = json.loads(self.report("--json", "--fail-if", "restarts==2", "day.log", code=1))
        self.assertEqual(told["failed"], ["restarts==2"])

    def test_what_is_wrong_is_marked(self):
        cases = {"fail_if_measure": ["--fail-if", "restarts<9,r41>10"],
                 "fail_if_number": ["--fail-if", "r14 > x"], "fail_if_relation": ["--fail-if", "r14 10"],
                 "compare": ["--compare", "policy.restart_at=1%,x"], "year": ["--year", "23"]}
        for name, words in cases.items():
            code, out, err = rig.run("replay", *words, "day.log", cwd=self.folder)
            if name != "compare":
                self.assertEqual((code, out), (64, ""), words)
            self.assert_golden(f"error_replay_{name}.txt", err)
        code, _, err = rig.run("replay", "--set", "policy.restrat_at=85%", "day.log", cwd=self.folder)
        self.assertEqual(code, 78)
        self.assertIn('did you mean "policy.restart_at"', err)

    def test_what_was_not_understood_is_shown(self):
        text = self.log + "no log line\n2026-05-11T10:00:00Z app[web.1]: hello\n"
        (self.folder / "day.log").write_text(text)
        self.assertIn("Skipped: 1 line not understood (--show-skipped)", self.report("day.log"))
        out = self.report("--show-skipped", "day.log")
        self.assertTrue(out.startswith("not understood: no log line\n"), out)
        self.assertIn("Lines that change nothing: 1 unreadable, 1 app_output", out)

    def test_papertrail_lines_take_the_year_that_is_given(self):
        self.lines = [f"May 11 09:00:{i:02} acme heroku/web.1: source=web.1 dyno=heroku.1.{ID.format(1)} "
                      "sample#memory_total=300.00MB sample#memory_rss=300.00MB sample#memory_quota=512.00MB\n"
                      for i in range(0, 60, 20)]
        out = self.report("--year", "2023", "-", stdin="".join(self.lines))
        self.assertIn("2023-05-11 09:00 to 2023-05-11 09:00 UTC", out)

    def test_a_log_without_memory_says_so(self):
        out = self.report("-", stdin="2026-05-11T10:00:00Z app[web.1]: hello\n")
        self.assertIn("No dyno sent memory samples", out)


class Recorded(rig.Test):
    """What `--record` saves replays to the decisions that were made."""

    def test_replay_of_a_recorded_demo(self):
        for name in ("demo.log", "demo.log.gz"):
            path = self.folder / name
            demo = self.start(rig.Process("demo", "--time-scale", "600", "--record", path))
            demo.wait_for(lambda line: " restarted " in line)
            demo.wait_for(lambda line: " restarted " in line)
            self.assertEqual(demo.end(), 0)
            while not demo._incoming.empty():
                demo.lines.append(demo._incoming.get())
            told = [line.split()[:3] for line in demo.lines if line[10:].startswith("restart ")]
            code, out, err = rig.run("replay", "--json", path)
            self.assertEqual((code, err), (0, ""))
            events = [json.loads(line) for line in out.splitlines()]
            made = [[one["at"][11:19], "restart", one["dyno"]] for one in events if one["kind"] == "restart"]
            self.assertGreaterEqual(len(told), 2)
            self.assertEqual(made, told)
            self.assertEqual(path.stat().st_mode & 0o777, 0o600)

    def recorded_run(self, number):
        simulator = self.start(rig.Simulator("--time-scale", "30"))
        path = self.folder / f"run-{number}.log"
        words = ("-a", "demo", "--mode", "armed", "--time-scale", "30", "--log-format", "json")
        files = ("--history", self.folder / f"history-{number}.sqlite", "--record", path)
        live = self.start(rig.Process("run", *words, *files, "--set", SOON, **simulator.environment()))
        live.wait_for_kind("restarted")
        self.assertEqual(live.end(), 0)
        return live, path

    def test_run_records_what_its_session_tells(self):
        # Where the machine cannot keep the pace lines come too late to act on, which no log can tell.
        for number in range(3):
            live, path = self.recorded_run(number)
            late = [line for line in live.events("held") if "stale" in line]
            if not live.events("blind") and not late:
                break
        code, out, _ = rig.run("replay", "--json", path, "--set", SOON)
        self.assertEqual(code, 0)
        made = [json.loads(line)["decision"] for line in out.splitlines() if '"kind":"restart"' in line]
        self.assertEqual(made, [json.loads(line)["decision"] for line in live.events("restart")])

    def test_a_recording_holds_one_app(self):
        words = ("-a", "acme", "-a", "other", "--record", self.folder / "x.log")
        code, _, err = rig.run("run", *words, HEROKU_API_KEY="any", cwd=self.folder)
        self.assertEqual(code, 64)
        self.assertIn("--record saves the log of one app, and here are 2", err)


class LiveAndReplayed(rig.Test):
    """The same lines through a drain into `run`, and from a file into `replay`: the same bytes."""

    def test_decisions_are_byte_identical(self):
        # A little ahead of the guard's clock, so that no evidence is stale. Where time is fast, that may be.
        start = datetime.datetime.utcnow().replace(microsecond=0) + datetime.timedelta(minutes=5)
        lines = leaking_log(start)
        platform = rig.Platform({"web.1": ID.format(1), "web.2": ID.format(2)})
        self.addCleanup(platform.close)
        port = rig.free_port()
        config = self.folder / "swapguard.toml"
        config.write_text('mode = "armed"\n[[app]]\nname = "acme"\ninput = "drain"\n'
                          'drain_secret = "s3cret-of-acme"\n[policy]\nrestart_at = "90%"\n'
                          f'[http]\nport = {port}\n[history]\npath = "{self.folder}/history.sqlite"\n')
        live = self.start(rig.Process("run", "--config", config, "--log-format", "json", "--time-scale", "30",
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
