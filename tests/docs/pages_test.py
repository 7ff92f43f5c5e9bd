"""Pages that must say what the program says: docs/errors.md is made from its codes, docs/runbooks.md has
a section for each alert, and app.json tells of its variables what docs/settings.md does.
SWAPGUARD_UPDATE_GOLDEN=1 writes docs/errors.md anew."""
import json
import os
import pathlib
import re
import sys
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "e2e"))
import rig  # noqa: E402

GROUPS = {"00": "Usage", "11": "Credentials", "12": "App and feature", "13": "Input",
          "14": "Process and port", "15": "Configuration", "16": "Storage", "17": "Notifications",
          "18": "Requests for restarts", "19": "Bugs"}
HEAD = """# Error codes

Every error and warning names its code. `swapguard help SG1102` has the same page for one of them, and
`swapguard help codes` lists them. The exit code tells scripts the kind: 1 a finding, 64 usage, 69
unavailable, 75 try later, 77 not permitted, 78 configuration.
"""


def codes():
    return re.findall(r"^  (SG\d{4})  (.*)$", rig.run("help", "codes")[1], re.M)


def errors_page():
    page, group = HEAD, ""
    for code, title in codes():
        if code[2:4] != group:
            group = code[2:4]
            page += f"\n## {GROUPS[group]}\n"
        said = rig.run("help", code)[1].split("\n\n")
        meaning, remedy = (" ".join(paragraph.split()) for paragraph in said[1:3])
        exit_code = re.search(r"Exit code: (\d+)", "\n\n".join(said))
        page += f"\n### {code}: {title}\n\n{meaning}\n\n{remedy}\n"
        if exit_code:
            page += f"\nExit code {exit_code[1]}.\n"
    return page


def settings_by_variable():
    """Variable → meaning, as docs/settings.md has them; a test beside the table holds that page."""
    page = (rig.SOURCE / "docs/settings.md").read_text()
    return dict(re.findall(r"^\| `\w+` \| .* \| `([A-Z_]+)` \| (.*) \|$", page, re.M))


class Pages(rig.Test):
    def test_errors_are_those_of_the_program(self):
        path = rig.SOURCE / "docs" / "errors.md"
        if os.environ.get("SWAPGUARD_UPDATE_GOLDEN"):
            path.write_text(errors_page())
        self.assertEqual(path.read_text(), errors_page())

    def test_each_alert_has_its_runbook(self):
        alerts = re.findall(r"- alert: (\w+)", (rig.SOURCE / "packaging/prometheus/alerts.yml").read_text())
        sections = re.findall(r"^## (\w+)$", (rig.SOURCE / "docs/runbooks.md").read_text(), re.M)
        self.assertGreater(len(alerts), 5)
        self.assertEqual(alerts, sections)

    def test_the_button_tells_what_the_settings_tell(self):
        app = json.loads((rig.SOURCE / "app.json").read_text())
        known = settings_by_variable()
        self.assertGreater(len(known), 20)
        self.assertLessEqual(len(app["name"]), 30)
        for name, variable in app["env"].items():
            self.assertTrue(variable["description"], name)
            if name not in ("SWAPGUARD_APPS", "HEROKU_API_KEY"):
                self.assertEqual(variable["description"], known[name], name)
        given = {"value", "generator"}
        asked = [name for name, variable in app["env"].items() if not given & variable.keys()]
        self.assertEqual(asked, ["SWAPGUARD_APPS", "HEROKU_API_KEY"])

    def test_what_the_button_sets_is_a_configuration(self):
        app = json.loads((rig.SOURCE / "app.json").read_text())
        environment = {name: variable.get("value", 32 * "a") for name, variable in app["env"].items()}
        environment.update(SWAPGUARD_APPS="my-app:web,worker other-app", PORT="5000")
        code, out, err = rig.run("check-config", cwd=self.folder, **environment)
        self.assertEqual((code, err), (0, ""), out)


if __name__ == "__main__":
    rig.main()
