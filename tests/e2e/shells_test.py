"""Completion in the three real shells, each key pressed on a terminal of its own, and the manual pages as
mandoc judges them. The table of commands says what must be offered."""
import json
import os
import pty
import re
import select
import shutil
import subprocess
import time
import rig


def table():
    return json.loads(rig.run("help", "--json")[1])


class Shelled(rig.Test):
    def setUp(self):
        super().setUp()
        (self.folder / "bin").mkdir()
        (self.folder / "bin" / "swapguard").symlink_to(rig.PROGRAM)
        apps = "".join(f'[[app]]\nname = "{name}"\n' for name in ("acme-prod", "acme-api"))
        (self.folder / "swapguard.toml").write_text(apps)
        (self.folder / "monday.log").write_text("")
        self.environment = rig.clean_environment(
            PATH=f"{self.folder / 'bin'}:{os.environ['PATH']}", HOME=str(self.folder), TERM="dumb",
            XDG_CONFIG_HOME=str(self.folder), LC_ALL="C.UTF-8")

    def shell(self, name):
        program = shutil.which(name)
        if program is None:
            self.skipTest(f"no {name} here")
        return program


# What is typed before TAB, and what stands there after it.
CASES = {
    "swapguard stat": "swapguard status ",
    "swapguard status --plai": "swapguard status --plain ",
    "swapguard --verb": "swapguard --verbose ",
    "swapguard status -a acme-p": "swapguard status -a acme-prod ",
    "swapguard run --mode ob": "swapguard run --mode observe ",
    "swapguard run --set policy.restart_a": "swapguard run --set policy.restart_at=",
    "swapguard run --mode=ob": "swapguard run --mode=observe ",
    "swapguard help SG110": "swapguard help SG110",
    "swapguard help SG1102": "swapguard help SG1102 ",
    "swapguard doctor --only rate": "swapguard doctor --only rate-limit ",
    "swapguard replay mon": "swapguard replay monday.log ",
    "swapguard check-config --config swap": "swapguard check-config --config swapguard.toml ",
    "swapguard init --metrics y": "swapguard init --metrics yes ",
    "swapguard nonsense x": "swapguard nonsense x",
}


class Terminal:
    """An interactive shell; Ctrl-X Ctrl-X prints the line that is being edited between brackets."""

    def __init__(self, words, folder, environment):
        self.process, self.master = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            os.execve(words[0], words, environment)
        self.shown = ""

    def type(self, text):
        os.write(self.master, text.encode())

    def expect(self, pattern):
        end = time.monotonic() + rig.PATIENCE
        while not (found := re.search(pattern, self.shown)):
            if time.monotonic() > end or not select.select([self.master], [], [], 1)[0]:
                if time.monotonic() > end:
                    raise AssertionError(f"{pattern} did not come:\n{self.shown}")
                continue
            self.shown += os.read(self.master, 65536).decode(errors="replace").replace("\r", "")
        self.shown = self.shown[found.end():]
        return found

    def end(self):
        os.close(self.master)
        os.waitpid(self.process, 0)


class Completion(Shelled):
    def press_tab(self, terminal):
        for typed, wanted in CASES.items():
            terminal.type(f"{typed}\t\x18\x18")
            found = terminal.expect(r"\[\[(.*)\]\]\n")
            self.assertEqual(found.group(1).rstrip(), wanted.rstrip(), typed)

    def test_bash(self):
        start = self.folder / "start.bash"
        start.write_text('PS1="ready> "; bind "set bell-style none"\nsource <(swapguard completion bash)\n'
                         "show() { echo \"[[$READLINE_LINE]]\"; READLINE_LINE=; READLINE_POINT=0; }\n"
                         "bind -x '\"\\C-x\\C-x\": show'\n")
        terminal = Terminal([self.shell("bash"), "--noprofile", "--rcfile", str(start), "-i"], self.folder,
                            self.environment)
        self.addCleanup(terminal.end)
        terminal.expect("ready> ")
        self.press_tab(terminal)

    def test_zsh(self):
        start = self.folder / ".zshrc"
        start.write_text('PS1="ready> "; unsetopt beep prompt_cr prompt_sp; LISTMAX=9999\n'
                         "autoload -Uz compinit; compinit -u -D\nsource <(swapguard completion zsh)\n"
                         'show() { print -r -- "[[$BUFFER]]"; BUFFER= }; zle -N show; bindkey "^X^X" show\n')
        terminal = Terminal([self.shell("zsh"), "-i"], self.folder,
                            {**self.environment, "ZDOTDIR": str(self.folder)})
        self.addCleanup(terminal.end)
        terminal.expect("ready> ")
        self.press_tab(terminal)

    def fish_offers(self, typed):
        done = subprocess.run([self.shell("fish"), "--no-config", "-c",
                               'swapguard completion fish | source; complete -C "$argv[1]"', typed],
                              capture_output=True, text=True, cwd=self.folder, env=self.environment,
                              timeout=rig.PATIENCE)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return [line.split("\t")[0] for line in done.stdout.splitlines()]

    def test_fish(self):
        for typed, wanted in CASES.items():
            offered = self.fish_offers(typed)
            word = wanted.split()[-1]
            if typed != wanted:
                self.assertEqual(offered, [word], typed)
            elif "nonsense" in typed:
                self.assertEqual(offered, [])

    def test_zsh_takes_it_from_its_functions_too(self):
        functions = self.folder / "functions"
        functions.mkdir()
        (functions / "_swapguard").write_text(rig.run("completion", "zsh")[1])
        (self.folder / ".zshrc").write_text(
            f'PS1="ready> "; fpath=({functions} $fpath); autoload -Uz compinit; compinit -u -D\n'
            'show() { print -r -- "[[$BUFFER]]"; BUFFER= }; zle -N show; bindkey "^X^X" show\n')
        terminal = Terminal([self.shell("zsh"), "-i"], self.folder,
                            {**self.environment, "ZDOTDIR": str(self.folder)})
        self.addCleanup(terminal.end)
        terminal.expect("ready> ")
        terminal.type("swapguard stat\t\x18\x18")
        self.assertEqual(terminal.expect(r"\[\[(.*)\]\]\n").group(1).rstrip(), "swapguard status")

    def test_every_command_and_option_of_the_table_is_offered(self):
        whole = table()
        commands = [command["name"] for command in whole["commands"]]
        self.assertEqual(sorted(self.fish_offers("swapguard ")), sorted(commands))
        for command in whole["commands"]:
            options = {"--" + option["name"] for option in command["options"] + whole["options"]}
            _, out, _ = rig.run("__complete", command["name"], "--")
            self.assertEqual({line.split("\t")[0] for line in out.splitlines()}, options)

    def test_the_scripts_have_no_mistakes(self):
        for name in ("bash", "zsh", "fish"):
            script = self.folder / f"script.{name}"
            script.write_text(rig.run("completion", name)[1])
            done = subprocess.run([self.shell(name), "-n", script], capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stderr), (0, ""), name)
        self.assertEqual(rig.run("completion", "ksh")[0], 64)

    def test_it_never_fails_nor_complains(self):
        (self.folder / "swapguard.toml").write_text("nonsense = [")
        for words in (["status", "-a", ""], ["why", ""], ["--config"], ["run", "--set"], [""], []):
            code, _, err = rig.run("__complete", *words, cwd=self.folder)
            self.assertEqual((code, err), (0, ""), words)


class Manual(Shelled):
    def test_every_page_is_clean(self):
        self.shell("mandoc")
        for name in ["swapguard", "swapguard.toml"] + [command["name"] for command in table()["commands"]]:
            code, page, _ = rig.run("man", name)
            self.assertEqual(code, 0, name)
            done = subprocess.run(["mandoc", "-Tlint", "-Wstyle"], input=page, capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""), name)

    def test_pages_say_what_the_help_says(self):
        self.shell("mandoc")
        whole = table()
        for command in whole["commands"]:
            _, page, _ = rig.run("man", command["name"])
            shown = subprocess.run(["mandoc", "-Tascii", "-Owidth=200"], input=page, capture_output=True,
                                   text=True).stdout
            shown = " ".join(re.sub(".\x08", "", shown).split())
            self.assertIn(command["summary"], shown)
            for option in command["options"] + whole["options"]:
                self.assertIn("--" + option["name"], shown)
                self.assertIn(" ".join(option["help"].split()), shown)


if __name__ == "__main__":
    rig.main()
