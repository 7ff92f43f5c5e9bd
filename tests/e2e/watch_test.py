"""watch on a terminal of its own: what it shows, what its keys do, and that every way out leaves the terminal
as it was."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
import rig

SCALE = 30
ENTER, LEAVE = "\x1b[?1049h", "\x1b[?1049l"


class Screen:
    """What a terminal shows of the few sequences that watch writes. Any other one is a mistake."""

    SEQUENCE = re.compile(r"\x1b\[(\d+);1H|\x1b\[(K)|\x1b\[(2J)|\x1b\[(\d*)m|\x1b\[\?(1049|25|7)([hl])")

    def __init__(self):
        self.text, self.lines, self.row = "", {}, 1
        self.coloured = False

    def feed(self, text):
        self.text += text
        while self.text:
            if self.text[0] == "\x1b":
                found = self.SEQUENCE.match(self.text)
                if not found:
                    if len(self.text) > 20:
                        raise AssertionError(f"unknown sequence {self.text[:20]!r}")
                    return
                self._obey(found)
                self.text = self.text[found.end():]
            else:
                end = self.text.find("\x1b")
                plain = self.text if end < 0 else self.text[:end]
                self.lines[self.row] = self.lines.get(self.row, "") + plain
                self.text = self.text[len(plain):]

    def _obey(self, found):
        row, erase_line, erase_all, colour, _, _ = found.groups()
        if row:
            self.row = int(row)
        elif erase_line:
            self.lines[self.row] = ""
        elif erase_all:
            self.lines = {}
        elif colour is not None:
            self.coloured = True

    def shown(self):
        return [self.lines.get(row, "") for row in range(1, max(self.lines, default=0) + 1)]


class Watched:
    """watch on a pseudo terminal of so many columns and rows."""

    def __init__(self, environment, columns=80, rows=24, words=("watch",)):
        self.raw, self.screen = "", Screen()
        leader, follower = pty.openpty()
        self.leader = leader
        self.resize(columns, rows)
        self.before = termios.tcgetattr(leader)
        self.process = os.fork()
        if self.process == 0:
            self._take(follower)
            os.execve(rig.PROGRAM, [rig.PROGRAM, *words], environment)
        os.close(follower)

    @staticmethod
    def _take(follower):
        os.setsid()
        fcntl.ioctl(follower, termios.TIOCSCTTY, 0)
        for number in (0, 1, 2):
            os.dup2(follower, number)

    def resize(self, columns, rows):
        fcntl.ioctl(self.leader, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, patience):
        if not select.select([self.leader], [], [], patience)[0]:
            return False
        try:
            data = os.read(self.leader, 65536).decode(errors="replace")
        except OSError:
            return False
        self.raw += data
        if LEAVE not in self.raw:
            self.screen.feed(data)
        return bool(data)

    def drawn(self, rows, patience=rig.PATIENCE):
        """The lines shown once the program is quiet and has drawn so many, or when it took too long."""
        end = time.monotonic() + patience
        while True:
            while self.read(0.3):
                pass
            lines = self.screen.shown()
            if len(lines) == rows or time.monotonic() > end:
                return lines

    def expect(self, pattern, patience=rig.PATIENCE):
        end = time.monotonic() + patience
        while not re.search(pattern, "\n".join(self.screen.shown())):
            if time.monotonic() > end:
                raise AssertionError(f"{pattern} did not come:\n" + "\n".join(self.screen.shown()))
            self.read(0.2)
        return self.screen.shown()

    def type(self, keys):
        os.write(self.leader, keys.encode())

    def signal(self, number):
        os.kill(self.process, number)

    def end(self):
        """Its exit code, or minus the signal that ended it; the state of the terminal must be as before."""
        end = time.monotonic() + rig.PATIENCE
        while (done := os.waitpid(self.process, os.WNOHANG)) == (0, 0):
            if time.monotonic() > end:
                os.kill(self.process, signal.SIGKILL)
                raise AssertionError("it does not end")
            self.read(0.05)
        while self.read(0.1):
            pass
        self.after = termios.tcgetattr(self.leader)
        os.close(self.leader)
        return os.waitstatus_to_exitcode(done[1])


class Watch(rig.Test):
    def setUp(self):
        super().setUp()
        self.socket = str(self.folder / "s.sock")
        self.simulator = self.start(rig.Simulator("--scenario", "demo", "--time-scale", SCALE))
        self.guard = self.run_guard()

    def run_guard(self):
        guard = self.start(rig.Process(
            "run", "-a", "demo", "--mode", "armed", "--log-format", "json", "--time-scale", SCALE,
            "--history", self.folder / "history.sqlite",
            **{**self.simulator.environment(), "SWAPGUARD_SOCKET": self.socket}))
        guard.wait_for_kind("config")
        return guard

    def watch(self, columns=80, rows=24, **environment):
        kept = {"SWAPGUARD_SOCKET": self.socket, "TERM": "xterm", "LC_ALL": "C.UTF-8", **environment}
        watched = Watched({**rig.clean_environment(), **kept}, columns, rows)
        watched.expect(r" demo   ARMED   last sample \d+ s ago")
        return watched

    def assert_restored(self, watched, wanted):
        self.assertEqual(watched.end(), wanted)
        self.assertEqual(watched.after, watched.before, "the terminal's own settings")
        self.assertEqual(watched.raw.count(ENTER), watched.raw.count(LEAVE))
        self.assertTrue(watched.raw.rstrip("\r\n").endswith(LEAVE), watched.raw[-40:])
        self.assertIn("\x1b[?25h", watched.raw, "the cursor is back")

    def test_what_it_shows_and_its_keys(self):
        watched = self.watch()
        lines = watched.expect(r"(?s)>web\.\d +\w+ +█+.*web\.\d.*web\.\d")
        self.assertEqual(len(lines), 24)
        self.assertLessEqual(max(map(len, lines)), 80)
        self.assertFalse(watched.screen.coloured, "NO_COLOR is set")
        first = re.search(r">(web\.\d)", "\n".join(lines)).group(1)
        watched.type("\x1b[B")
        watched.expect(rf"(?s)  {first}.*>web\.\d")
        watched.type("s")
        watched.expect(r"s sort \(name\)")
        watched.type("/web.2\r")
        watched.expect(r"/ filter \(web\.2\)")
        self.assertEqual(len(re.findall(r"(?m)^[ >]{2}web\.", "\n".join(watched.screen.shown()))), 1)
        watched.type("\r")
        watched.expect(r"web\.2 (is not due|was|would)")
        watched.type("\x1b")
        watched.expect(r"EVENTS")
        watched.type("?")
        watched.expect(r"put watch aside")
        watched.type("?p")
        watched.expect(r"Pause demo: restart nothing")
        watched.type("y")
        self.guard.wait_for_kind("paused")
        watched.expect(r"demo   ARMED PAUSED")
        watched.expect(r"paused +demo|paused")
        watched.type("py")
        self.guard.wait_for_kind("resumed")
        watched.type("q")
        self.assert_restored(watched, 0)

    def test_it_follows_the_size_of_the_screen(self):
        watched = self.watch()
        for columns, rows in ((132, 50), (60, 12), (30, 10), (80, 24)):
            watched.resize(columns, rows)
            lines = watched.drawn(rows)
            self.assertEqual(len(lines), rows)
            self.assertLessEqual(max(map(len, lines)), columns)
        watched.type("q")
        self.assert_restored(watched, 0)

    def test_ascii_and_colours_as_the_environment_wants(self):
        watched = self.watch(LC_ALL="C", NO_COLOR="")
        watched.expect(r">web\.\d +\w+ +#+")
        watched.expect(r"! web|due|All dynos")
        watched.type("q")
        self.assert_restored(watched, 0)
        self.assertTrue(watched.raw.isascii())

    def test_every_way_out_restores_the_terminal(self):
        for way, wanted in (("\x03", 0), (signal.SIGINT, 0), (signal.SIGTERM, 143), (signal.SIGHUP, 129),
                            (signal.SIGABRT, -signal.SIGABRT), (signal.SIGSEGV, -signal.SIGSEGV)):
            watched = self.watch()
            watched.type(way) if isinstance(way, str) else watched.signal(way)
            self.assert_restored(watched, wanted)

    def test_it_ends_when_its_terminal_does(self):
        watched = self.watch()
        os.close(watched.leader)
        end = time.monotonic() + rig.PATIENCE
        while (done := os.waitpid(watched.process, os.WNOHANG)) == (0, 0) and time.monotonic() < end:
            time.sleep(0.05)
        self.assertEqual(os.waitstatus_to_exitcode(done[1]), 129)

    def test_a_guard_that_is_gone_and_comes_back(self):
        watched = self.watch()
        watched.expect(r">web\.\d")
        self.guard.end()
        watched.expect(r"! no answer for \d+ s, trying again: no swapguard")
        self.assertIn("web.1", "\n".join(watched.screen.shown()), "what was known stays")
        self.run_guard()
        watched.expect(r"(?s)web\.\d.*1-4 range")
        self.assertNotIn("no answer for", "\n".join(watched.screen.shown()))
        watched.type("q")
        self.assert_restored(watched, 0)

    def test_ctrl_z_puts_it_aside(self):
        watched = self.watch()
        watched.signal(signal.SIGTSTP)
        end = time.monotonic() + rig.PATIENCE
        while os.waitpid(watched.process, os.WNOHANG | os.WUNTRACED) == (0, 0) and time.monotonic() < end:
            watched.read(0.05)
        while watched.read(0):  # it has stopped: all it wrote is there
            pass
        self.assertEqual(termios.tcgetattr(watched.leader), watched.before)
        self.assertIn(LEAVE, watched.raw)
        watched.signal(signal.SIGCONT)
        end = time.monotonic() + rig.PATIENCE
        while watched.raw.count(ENTER) < 2 and time.monotonic() < end:
            watched.read(0.1)
        watched.type("q")
        self.assert_restored(watched, 0)

    def test_off_a_terminal_it_tells_a_line(self):
        watching = self.start(rig.Process("watch", SWAPGUARD_SOCKET=self.socket))
        self.assertRegex(watching.wait_for(lambda line: True), r"^\d\d:\d\d demo armed, \d dynos")
        self.assertEqual(watching.end(), -signal.SIGTERM)

    def test_without_a_guard_it_does_not_begin(self):
        code, out, err = rig.run("watch", SWAPGUARD_SOCKET=str(self.folder / "none.sock"))
        self.assertEqual((code, out), (69, ""))
        self.assertIn("SG1405", err)


if __name__ == "__main__":
    rig.main()
