"""swapguard report from a history that a guard of the simulated platform wrote."""
import json
import time
import rig

SCALE = 600


class Report(rig.Test):
    def test_an_apps_memory_release_by_release(self):
        simulator = self.start(rig.Simulator("--scenario", "fleet", "--time-scale", SCALE))
        history = self.folder / "history.sqlite"
        guard = self.start(rig.Process(
            "run", "-a", "files", "--mode", "armed", "--set", "policy.restart_at=40%", "--log-format", "json",
            "--time-scale", SCALE, "--history", history, **simulator.environment()))
        guard.wait_for_kind("restarted")
        time.sleep(3)  # half an hour
        self.assertEqual(guard.end(), 0)
        code, text, errors = rig.run("report", "--history", history)
        self.assertEqual(code, 0, errors)
        self.assertRegex(text, r"^# Memory of files\n\n\d{4}-.* UTC, as swapguard saw it: \d+ restarts?, ")
        self.assertIn("| release | from (UTC) | lasted | growth |", text)
        report = json.loads(rig.run("report", "--json", "-a", "files", "--history", history)[1])
        self.assertGreaterEqual(report["whole"]["restarts"], 1)
        self.assertGreater(report["whole"]["peak_percent"], 40)
        page = rig.run("report", "--html", "--history", history)[1]
        self.assertTrue(page.startswith("<!doctype html>"), page[:80])
        self.assertIn("<svg", page)
        self.assertIn("<td>before</td>", page)
        page = page.replace("http://www.w3.org/2000/svg", "")
        self.assertNotRegex(page, r"https?://|<script|<link|@import|url\(")
        self.assertEqual(rig.run("report", "-a", "other", "--history", history)[0], 1)
        self.assertEqual(rig.run("report", "--days", "0", "--history", history)[0], 64)

    def test_a_report_about_swapguard_shows_no_secret(self):
        code, text, _ = rig.run("report", "--bug", SWAPGUARD_APPS="acme",
                                SLACK_WEBHOOK_URL="https://hooks.slack.com/services/verysecret4f2a")
        self.assertEqual(code, 0)
        self.assertIn("swapguard ", text)
        self.assertIn('slack = "…4f2a"', text)
        self.assertNotIn("verysecret", text)


if __name__ == "__main__":
    rig.main()
