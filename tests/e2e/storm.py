"""storm.py [KILLS]: SIGKILL at random moments over the real program, its real history and a simulated
platform that goes on. Small in ./test (storm_test.py); by hand with as many kills as wanted:

    SWAPGUARD=build/release/swapguard python3 tests/e2e/storm.py 200

Told at the end, and held: no generation got two restart requests; each request that the platform got has an
intent that was written down before it; and once the storm is over no intent is left open."""
import json
import random
import signal
import sqlite3
import sys
import time
import rig

SCALE = 120
# Two leaking dynos are due every few seconds, and may be restarted as often as they are.
POLICY = """[policy]
restart_at = "85%"
min_uptime = "0s"
cooldown = "0s"
gap = "0s"
at_once = 3
min_healthy = 0
budget = "10000/day"
quiet_moment = false
settling = "0s"
"""
OPEN = ("claimed", "sending", "sent")  # an intent that is not over


class Storm(rig.Test):
    kills = 20

    def guard(self):
        return self.run_guard(self.config, SCALE, "--mode", "armed", "--history", self.history,
                              **self.simulator.environment())

    def rows(self):
        with sqlite3.connect(self.history) as history:
            return history.execute("select dyno_id, state, decision from restarts").fetchall()

    def live_a_little(self, chance):
        """A start, and a kill: at once, while it starts, or right after it began something. What it began."""
        guard = self.guard()
        began = 0
        mood = chance.random()
        try:
            if mood < 0.2:
                time.sleep(chance.uniform(0, 0.3))
            else:
                guard.wait_for_kind("restart", patience=chance.uniform(0.5, 6))
                began = 1
                time.sleep(chance.choice((0, 0.001, 0.005, 0.02, 0.1, 0.5)) * chance.random())
        except AssertionError:
            pass
        guard.end(signal.SIGKILL)
        return began

    def storm(self):
        chance = random.Random(5)
        self.history = self.folder / "history.sqlite"
        self.config = self.folder / "swapguard.toml"
        self.config.write_text('[[app]]\nname = "demo"\n' + POLICY)
        self.simulator = self.start(rig.Simulator("--scenario", "demo", "--time-scale", SCALE, "--seed", "3"))
        began = asked = 0
        generations = {}
        for _ in range(self.kills):
            began += self.live_a_little(chance)
            for each in self.simulator.state()["generations"]:
                generations[each["id"]] = each["restart_requests"]
            self.assertLessEqual(max(generations.values()), 1, "one restart a generation")
            written = {row[0] for row in self.rows()} if self.history.exists() else set()
            asked_for = {each for each, count in generations.items() if count}
            self.assertLessEqual(asked_for, written, "an intent before each request")
        asked = len(asked_for)
        left_behind = {decision for _, state, decision in self.rows() if state in OPEN}
        guard = self.guard()
        guard.wait_for_kind("config")
        time.sleep(10 * 60 / SCALE + 3)  # what the kills left behind is settled in at most eight minutes
        states = {}
        for _, state, decision in self.rows():
            states[state] = states.get(state, 0) + 1
            self.assertFalse(state in OPEN and decision in left_behind, f"{decision} is still {state}")
        self.assertEqual(guard.end(), 0)
        for each in self.simulator.state()["generations"]:
            generations[each["id"]] = each["restart_requests"]
        self.assertLessEqual(max(generations.values()), 1)
        with sqlite3.connect(self.history) as history:
            self.assertEqual(history.execute("pragma integrity_check").fetchone(), ("ok",))
        return {
            "kills": self.kills,
            "kills in the middle of a restart": began,
            "generations": len(generations),
            "restarted by us": asked,
            "restarted twice": 0,
            "requests without an intent": 0,
            "intents left open by the kills": len(left_behind),
            "still open": 0,
            "intents by state": states,
        }


if __name__ == "__main__":
    Storm.kills = int(sys.argv.pop()) if len(sys.argv) > 1 else 200

    class Run(Storm):
        def test_storm(self):
            print(json.dumps(self.storm(), indent=1))

    del Storm  # unittest would look at it, too
    rig.main()
