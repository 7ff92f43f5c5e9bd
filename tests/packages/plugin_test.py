"""`heroku swapguard`: the plugin, linked into Heroku's own CLI. HEROKU_CLI is where the CLI lies,
PLUGIN_PACKAGES where npm may put what the plugin's lock file names. 77: one of them cannot be had."""
import os
import pathlib
import shutil
import subprocess
import sys
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "e2e"))
import rig  # noqa: E402

CLI = pathlib.Path(os.environ.get("HEROKU_CLI", "/nonexistent"))
CACHE = pathlib.Path(os.environ.get("PLUGIN_PACKAGES", "/nonexistent"))
PLUGIN = rig.SOURCE / "packaging" / "heroku-plugin"
SKIPPED = 77


def node():
    bundled = sorted(CLI.glob("node_modules/node-linux-*/bin/node"))
    return str(bundled[0]) if bundled else "node"


def install_packages():
    """Once; again when the lock file changes."""
    lock = (PLUGIN / "package-lock.json").read_text()
    done = CACHE / "installed.lock"
    if done.exists() and done.read_text() == lock:
        return True
    CACHE.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(PLUGIN / name, CACHE / name)
    npm = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=CACHE,
                         capture_output=True, text=True)
    if npm.returncode != 0:
        print(f"npm ci failed, nothing tested:\n{npm.stderr}")
        return False
    done.write_text(lock)
    return True


class Plugin(rig.Test):
    def setUp(self):
        super().setUp()
        plugin = self.folder / "plugin"
        shutil.copytree(PLUGIN, plugin, ignore=shutil.ignore_patterns("node_modules"))
        (plugin / "node_modules").symlink_to(CACHE / "node_modules")
        home = str(self.folder)
        self.environment = rig.clean_environment(
            HOME=home, XDG_CONFIG_HOME=home, XDG_DATA_HOME=home, XDG_CACHE_HOME=home,
            DISABLE_TELEMETRY="true", HEROKU_DISABLE_AUTOUPDATE="true",
            HEROKU_SKIP_NEW_VERSION_CHECK="true", HEROKU_NETRC_WRITE="true",
            HEROKU_HOST="http://127.0.0.1:9", HEROKU_API_KEY="HRKU-00000000-0000-4000-8000-000000000000",
            HEROKU_SWAPGUARD=rig.PROGRAM)
        self.assertEqual(self.heroku("plugins:link", "--no-install", str(plugin))[0], 0)

    def heroku(self, *words):
        cli = str(CLI / "node_modules/heroku/bin/run.js")
        done = subprocess.run([node(), cli, *words], env=self.environment,
                              cwd=self.folder, capture_output=True, text=True, timeout=2 * rig.PATIENCE)
        return done.returncode, done.stdout, done.stderr

    def test_it_passes_on_words_and_exit_codes(self):
        code, out, _ = self.heroku("swapguard", "version")
        self.assertEqual((code, out), rig.run("version")[:2])
        code, out, err = self.heroku("swapguard", "status", "-a", "my-app", "--no-such")
        self.assertEqual(code, 64)
        self.assertIn("[SG0002]", err)
        self.assertIn("--no-such", err)
        code, out, _ = self.heroku("help", "swapguard")
        self.assertEqual(code, 0)
        self.assertIn("heroku swapguard status -a my-app", out)

    def test_it_says_what_is_missing(self):
        self.environment["HEROKU_SWAPGUARD"] = str(self.folder / "nowhere")
        code, _, err = self.heroku("swapguard", "status")
        self.assertEqual(code, 69)
        self.assertIn("cannot be started", err)
        self.assertIn("install swapguard", err)


if __name__ == "__main__":
    if not (CLI / "node_modules/heroku/bin/run.js").exists() or not install_packages():
        sys.exit(SKIPPED)
    rig.main()
