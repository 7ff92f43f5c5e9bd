"""What is packaged, as far as it can be seen without a bare root: the installed tree, the package's
scripts, the unit, the list of libraries in the container recipes, and the buildpack with a small archive.
BUILD names the build tree. tests/packages/*_in_bare_root.sh look at the real packages."""
import gzip
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "e2e"))
import rig  # noqa: E402
from small_server import SmallServer  # noqa: E402

BUILD = os.environ.get("BUILD", "")
# Of sanitizers, of the language, of the C library: every image has these, or none wants them.
EVERYWHERE = {"libc6", "libgcc-s1", "libstdc++6", "libasan8", "libubsan1", "libtsan2"}


def sh(*words, **more):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, **more)


class Tree(rig.Test):
    """cmake --install, both components."""

    def setUp(self):
        super().setUp()
        for component in ("program", "debian"):
            done = sh("cmake", "--install", BUILD, "--component", component, "--prefix", "/usr",
                      env={**os.environ, "DESTDIR": str(self.folder)})
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_the_installed_files(self):
        share = self.folder / "usr/share"
        commands = json.loads(rig.run("help", "--json")[1])["commands"]
        pages = {f"man1/swapguard-{command['name']}.1.gz" for command in commands}
        pages |= {"man1/swapguard.1.gz", "man5/swapguard.toml.5.gz"}
        found = {str(path.relative_to(share / "man")) for path in share.glob("man/*/*")}
        self.assertEqual(found, pages)
        for page in pages if shutil.which("mandoc") else []:
            text = gzip.decompress((share / "man" / page).read_bytes())
            judged = subprocess.run(["mandoc", "-Tlint", "-W", "warning"], input=text, capture_output=True)
            self.assertEqual(judged.stdout, b"", page)
        for shell, file in (("bash", "bash-completion/completions/swapguard"),
                            ("zsh", "zsh/vendor-completions/_swapguard"),
                            ("fish", "fish/vendor_completions.d/swapguard.fish")):
            self.assertEqual((share / file).read_text(), rig.run("completion", shell)[1])
        for file in ("etc/swapguard/swapguard.toml", "lib/systemd/system/swapguard.service",
                     "usr/lib/sysusers.d/swapguard.conf", "usr/share/swapguard/alerts.yml",
                     "usr/share/doc/swapguard/copyright", "usr/share/doc/swapguard/examples/swapguard.toml"):
            self.assertTrue((self.folder / file).is_file(), file)
        project = (rig.SOURCE / "CMakeLists.txt").read_text()
        version = re.search(r"^project\(swapguard VERSION (\S+)", project, re.M)[1]
        changelog = gzip.decompress((share / "doc/swapguard/changelog.Debian.gz").read_bytes()).decode()
        self.assertTrue(changelog.startswith(f"swapguard ({version}-1) "), changelog)
        self.assertEqual(rig.run("version")[1].split()[1], version)
        plugin = json.loads((rig.SOURCE / "packaging/heroku-plugin/package.json").read_text())
        self.assertEqual(plugin["version"], version)


class Recipes(rig.Test):
    def test_the_sample_configuration_wants_an_app_and_nothing_else(self):
        sample = self.folder / "swapguard.toml"
        shutil.copy(rig.SOURCE / "packaging/debian/swapguard.toml", sample)
        self.assertEqual(rig.run("check-config", "--config", sample)[0], 78)
        sample.write_text(re.sub(r"^# (?=\[\[app|name|types)", "", sample.read_text(), flags=re.M))
        self.assertEqual(rig.run("check-config", "--config", sample)[::2], (0, ""))

    def test_each_script_is_one_that_a_plain_shell_takes(self):
        scripts = [path for folder in ("bin", "packaging", "packaging/debian", "tests/packages")
                   for path in (rig.SOURCE / folder).iterdir() if path.is_file()]
        scripts = [path for path in scripts if path.read_bytes().startswith(b"#!/bin/sh")]
        self.assertGreater(len(scripts), 8)
        for path in scripts:
            self.assertEqual(sh("dash", "-n", path).stderr, "", path)
            if path.name != "starter.sh":
                self.assertTrue(os.access(path, os.X_OK), path)

    def test_both_recipes_name_the_libraries_that_the_program_wants(self):
        paths = re.findall(r"=> (/\S+/)(\S+) ", sh("ldd", rig.PROGRAM).stdout)
        direct = set(re.findall(r"NEEDED +(\S+)", sh("objdump", "-p", rig.PROGRAM).stdout))
        files = [folder + name for folder, name in paths if name in direct]
        owners = sh("dpkg", "-S", *files, *(f"/usr{file}" for file in files)).stdout
        wanted = {line.split(":")[0] for line in owners.splitlines()} - EVERYWHERE
        if not wanted:
            self.skipTest("no Debian here")
        for file in ("Dockerfile", "src/app/init_files.cpp"):
            run = re.search(r"ca-certificates tzdata ([^&]*)", (rig.SOURCE / file).read_text())[1]
            named = set(run.replace("\\", " ").split())
            behind = set()  # what the named ones bring
            for package in named:
                depends = sh("dpkg-query", "-W", "-f", "${Depends}", package).stdout
                behind |= {part.split()[0].split(":")[0] for part in depends.split(",") if part.split()}
            self.assertEqual(wanted - named - behind, set(), file)
            self.assertEqual(named - wanted, set(), file)

    def test_processes_are_commands(self):
        commands = {command["name"] for command in json.loads(rig.run("help", "--json")[1])["commands"]}
        found = 0
        for file in ("Procfile", "examples/Procfile.beside", "heroku.yml", "bin/release"):
            text = (rig.SOURCE / file).read_text()
            for command in re.findall(r"^[^#\n]*\bswapguard ([a-z-]+)", text, re.M):
                self.assertIn(command, commands, file)
                found += 1
        self.assertGreaterEqual(found, 7)


class Buildpack(rig.Test):
    """bin/detect, bin/compile and bin/release with an archive that holds a shell script for a program."""

    def setUp(self):
        super().setUp()
        self.build, self.cache, self.env = (self.folder / name for name in ("build", "cache", "env"))
        for folder in (self.build, self.cache, self.env):
            folder.mkdir()
        tree = self.folder / "swapguard-9-linux-x86_64"
        (tree / "bin").mkdir(parents=True)
        (tree / "bin/swapguard").write_text('#!/bin/sh\necho "swapguard 9 $*"\n')
        (tree / "bin/swapguard").chmod(0o755)
        (tree / "share/doc").mkdir(parents=True)
        self.archive = self.folder / "swapguard-9-linux-x86_64.tar.gz"
        with tarfile.open(self.archive, "w:gz") as tar:
            tar.add(tree, tree.name)

    def step(self, name, *words):
        return sh(rig.SOURCE / "bin" / name, *words, env={"PATH": os.environ["PATH"]})

    def compile(self):
        return self.step("compile", self.build, self.cache, self.env)

    def test_which_apps_are_its_own(self):
        self.assertEqual(self.step("detect", self.build).returncode, 1)
        (self.build / "Procfile").write_text("web: puma\n")
        self.assertEqual(self.step("detect", self.build).returncode, 1)
        (self.build / "Procfile").write_text("web: puma\nswapguard: swapguard run\n")
        self.assertEqual(self.step("detect", self.build).stdout, "swapguard\n")

    def test_default_processes_only_without_a_procfile(self):
        self.assertIn("  web: swapguard run\n", self.step("release", self.build).stdout)
        (self.build / "Procfile").write_text("web: puma\n")
        self.assertEqual(self.step("release", self.build).stdout, "---\n")

    def test_from_the_apps_own_folder(self):
        (self.build / "vendor").mkdir()
        shutil.copy(self.archive, self.build / "vendor")
        done = self.compile()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("swapguard 9 version", done.stdout)
        boot = sh("bash", "-c", "source .profile.d/swapguard.sh; swapguard run", cwd=self.build,
                  env={"PATH": "/usr/bin:/bin", "HOME": str(self.build)})
        self.assertEqual(boot.stdout, "swapguard 9 run\n")
        self.assertFalse((self.build / ".swapguard/share/doc").exists())
        self.assertFalse(list(self.build.glob("vendor/*.gz")))  # not in the slug twice

    def test_from_an_address_once_and_only_what_was_meant(self):
        served = []
        content = self.archive.read_bytes()

        def answer(asked):
            served.append(asked.path)
            return 200, content

        server = SmallServer(answer)
        self.addCleanup(server.close)
        self.assertIn("vendor/", self.compile().stderr)  # nothing is set
        (self.env / "SWAPGUARD_TARBALL_URL").write_text(f"{server.url}/s.tar.gz")
        self.assertIn("set SWAPGUARD_TARBALL_SHA256", self.compile().stderr)
        (self.env / "SWAPGUARD_TARBALL_SHA256").write_text(64 * "0")
        refused = self.compile()
        self.assertEqual(refused.returncode, 1)
        self.assertIn("is not what SWAPGUARD_TARBALL_SHA256 says", refused.stderr)
        self.assertFalse((self.build / ".swapguard").exists())
        (self.env / "SWAPGUARD_TARBALL_SHA256").write_text(hashlib.sha256(content).hexdigest())
        for _ in range(2):
            done = self.compile()
            self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("from the cache", done.stdout)
        self.assertEqual(len(served), 2)  # the refused one, and one


if __name__ == "__main__":
    rig.main()
