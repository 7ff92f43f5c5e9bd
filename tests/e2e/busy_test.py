"""busy_command with the real program: a dyno at work is waited for, an idle one is restarted at once."""
import json
import os
import stat

import rig

SCALE = 60


class Busy(rig.Test):
    def setUp(self):
        super().setUp()
        self.simulator = self.start(rig.Simulator("--scenario", "demo", "--time-scale", SCALE))
        self.sign = self.folder / "at work"
        self.asked = self.folder / "asked"

    def program(self, text):
        path = self.folder / "is-idle"
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return path

    def run_guard(self, program, wait="6h"):
        config = self.folder / "swapguard.toml"
        config.write_text(f'mode = "armed"\n[[app]]\nname = "demo"\n'
                          f'[policy]\nbusy_command = ["{program}", "quietly"]\nbusy_wait = "{wait}"\n'
                          f'[http]\nport = {rig.free_port()}\n'
                          f'[history]\npath = "{self.folder / "history.sqlite"}"\n')
        environment = self.simulator.environment() | {"REDIS_URL": "redis://u:hidden@h/0"}
        guard = self.start(rig.Process("run", "--log-format", "json", "--time-scale", SCALE,
                                       "--config", config, **environment))
        guard.wait_for_kind("config")
        return guard

    def test_the_end_of_the_work_is_waited_for(self):
        self.sign.touch()
        guard = self.run_guard(self.program(
            f'echo "$1 $SWAPGUARD_APP $SWAPGUARD_DYNO $SWAPGUARD_TYPE $SWAPGUARD_DYNO_ID" >> "{self.asked}"\n'
            f'env > "{self.folder / "environment"}"\n'
            f'test ! -e "{self.sign}"'))
        held = guard.wait_for(lambda line: json.loads(line).get("kind") == "held"
                              and json.loads(line)["reason"] == "working")
        held = json.loads(held)
        self.assertIn("is at work (exit 1)", held["title"])
        self.assertIn("busy_wait", held["waits_for"])
        self.assertFalse(any(each["restart_requests"] for each in self.simulator.state()["generations"]))
        words = self.asked.read_text().splitlines()[0].split()
        self.assertEqual(words, ["quietly", "demo", held["dyno"], "web", held["id"]])
        environment = (self.folder / "environment").read_text()
        self.assertNotIn("hidden", environment)
        self.assertNotIn("HEROKU_API_KEY", environment)
        os.unlink(self.sign)
        restart = guard.wait_for_kind("restart")
        self.assertIn(f"{restart['dyno']} is idle", json.dumps(restart))
        guard.wait_for_kind("restarted")
        self.assertEqual(guard.end(), 0)

    def test_a_program_that_is_missing_holds_for_busy_wait_and_says_why(self):
        guard = self.run_guard(self.folder / "is-missing", "1m")
        held = json.loads(guard.wait_for(lambda line: json.loads(line).get("reason") == "working"))
        self.assertIn("cannot be started: No such file or directory", held["title"])
        restart = guard.wait_for_kind("restart")
        self.assertIn("busy_wait (1m) is over", json.dumps(restart))
        self.assertEqual(guard.end(), 0)


if __name__ == "__main__":
    rig.main()
