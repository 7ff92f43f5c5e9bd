"""What the program says when nothing runs: errors, exit codes, inspect's verdicts."""
import json
import re
import rig


class Texts(rig.Test):
    def test_usage_errors(self):
        cases = {"unknown_command": ["replya"], "unknown_option": ["replay", "--facst", "x", "-"],
                 "missing_argument": ["replay"], "wrong_value": ["run", "--time-scale", "fast", "-a", "acme"],
                 "missing_file": ["replay", "/nonexistent.log"]}
        for name, words in cases.items():
            code, out, err = rig.run(*words)
            self.assertEqual((code, out), (64, ""), words)
            self.assert_golden(f"error_{name}.txt", err)

    def test_errors_as_json(self):
        code, _, err = rig.run("replya", "--json")
        self.assertEqual(code, 64)
        self.assertEqual(json.loads(err)["error"]["code"], "SG0001")

    def test_no_token(self):
        code, _, err = rig.run("run", "-a", "acme", cwd=self.folder)
        self.assertEqual(code, 77)
        self.assert_golden("error_no_token.txt", err)

    def test_config_errors_come_all_at_once(self):
        (self.folder / "swapguard.toml").write_text(
            '[[app]]\nname = "acme-prod"\n\n[policy]\nrestart_at = "9O%"\ncooldwon = "30m"\n')
        code, _, err = rig.run("check-config", cwd=self.folder)
        self.assertEqual(code, 78)
        self.assert_golden("error_config.txt", err)
        code, _, err = rig.run("check-config", "--json", cwd=self.folder)
        self.assertEqual((code, len(json.loads(err)["error"]["faults"])), (78, 2))

    def test_no_history(self):
        code, _, err = rig.run("why", "web.1", "--history", "/nonexistent/history.sqlite")
        self.assertEqual(code, 69)
        self.assertIn("SG1601", err)

    def test_version(self):
        code, out, _ = rig.run("version", "--json")
        self.assertEqual((code, sorted(json.loads(out))), (0, ["commit", "compiler", "features", "version"]))

    def test_every_published_line_and_body_has_its_verdict(self):
        data = rig.SOURCE / "tests" / "data"
        for path in (data / "real_logs.txt", *sorted((data / "bodies").glob("*.lpx"))):
            code, out, _ = rig.run("inspect", path)
            self.assertEqual(code, 0)
            self.assert_golden(f"inspect_{path.name}.jsonl", out)


class Scenarios(rig.Test):
    def test_the_examples_pass(self):
        files = sorted((rig.SOURCE / "tests" / "scenarios").glob("*.toml"))
        self.assertGreaterEqual(len(files), 10)
        code, out, err = rig.run("test", *files)
        self.assertEqual(code, 0, out + err)

    def test_a_difference_is_shown(self):
        scenario = (rig.SOURCE / "tests" / "scenarios" / "leak.toml").read_text()
        path = self.folder / "leak.toml"
        path.write_text(re.sub(r'at = "[^"]*", reason', 'at = "20m", reason', scenario))
        code, out, _ = rig.run("test", path)
        self.assertEqual(code, 1)
        self.assertIn("expected, but did not fall:  restart web.1 at 20m, over_limit", out)
        self.assertIn("fell, but was not expected:  restart web.1 at ", out)

    def test_mistakes_are_marked(self):
        path = self.folder / "wrong.toml"
        path.write_text('[[series]]\ndyno = "web.1"\nmemroy = "300"\n')
        code, _, err = rig.run("test", path)
        self.assertEqual(code, 78)
        self.assertIn('unknown key "memroy", did you mean "memory"', err)


if __name__ == "__main__":
    rig.main()
