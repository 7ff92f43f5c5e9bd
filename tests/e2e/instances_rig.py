"""What the tests of several instances share: programs on one PostgreSQL, and a stream of samples to them."""
import datetime
import pathlib
import random
import socket
import sys
import threading
import time
import unittest
import urllib.error

from rig import Platform, Process, Test, deliver, free_port

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from postgres import MISSING, Postgres, programs  # noqa: E402

SECRET = "s3cret-of-acme-0001"
PASSWORD = "a-password-of-acme"
HOOK_KEY = "a-hook-key-of-acme-0001"
APP = "acme"
OLD, NEW = ("a1b2c3d4-0000-4000-8000-00000000000%d" % number for number in (1, 2))


def now():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")


class Instance(Process):
    def __init__(self, url, platform, name):
        self.port = free_port()
        self.name = name
        super().__init__("run", "--log-format", "json", "--port", self.port, DATABASE_URL=url, DYNO=name,
                         HEROKU_HOST=platform.url, HEROKU_API_KEY="any-token", SWAPGUARD_PASSWORD=PASSWORD,
                         SWAPGUARD_CONFIG=f'inline:[[app]]\nname = "{APP}"\ninput = "drain"\nmode = "armed"\n'
                                          f'drain_secret = "{SECRET}"\nhook_keys = "{HOOK_KEY}"\n'
                                          '[http]\nactions = true\n')

    def alive(self):
        return self.process.poll() is None


class Stream(threading.Thread):
    """A sample of web.1 every two seconds, to any instance that takes it, as a router does."""

    def __init__(self, instances):
        super().__init__(daemon=True)
        self.instances, self.ended = instances, threading.Event()
        self.id, self.mb, self.accepted = OLD, 250.0, []

    def run(self):
        while not self.ended.wait(2):
            at = now()
            text = (f"source=web.1 dyno=heroku.1234.{self.id} sample#memory_total={self.mb + 8:.2f}MB"
                    f" sample#memory_rss={self.mb:.2f}MB sample#memory_cache=8.00MB sample#memory_swap=0.00MB"
                    " sample#memory_pgpgin=1000pages sample#memory_pgpgout=500pages"
                    " sample#memory_quota=512.00MB")
            alive = [each for each in list(self.instances) if each.alive()]
            random.shuffle(alive)
            for instance in alive:
                try:
                    if deliver(instance.port, APP, SECRET, [(at, "web.1", text)]) < 300:
                        self.accepted.append(at)
                        break
                except (OSError, urllib.error.URLError):
                    continue  # the next one


@unittest.skipUnless(programs(), MISSING)
class Several(Test):
    def setUp(self):
        self.postgres = Postgres()
        self.addCleanup(self.postgres.remove)
        self.platform = Platform({"web.1": OLD, "web.2": "a1b2c3d4-0000-4000-8000-000000000009"}, app=APP)
        self.addCleanup(self.platform.close)
        self.instances = []

    def start(self, name, port=None):
        """`port`: where it finds the database, if not at its own."""
        instance = Instance(self.postgres.tcp_url(port), self.platform, name)
        self.instances.append(instance)
        self.addCleanup(lambda: instance.alive() and (instance.process.kill(), instance.process.wait()))
        return instance

    def named(self, name):
        return next(each for each in self.instances if each.name == name)

    def beside(self, name):
        return next(each for each in self.instances if each.name != name)

    def stream(self):
        stream = Stream(self.instances)
        stream.start()
        self.addCleanup(stream.ended.set)
        return stream

    def until(self, what, patience=60):
        end = time.monotonic() + patience
        while time.monotonic() < end:
            found = what()
            if found:
                return found
            time.sleep(0.2)
        said = self.postgres.query("select at, kind, reason, title from swapguard.journal order by number")
        said += [line for each in self.instances for line in each.errors]
        self.fail("did not come; the journal:\n" + "\n".join(said[-60:]))

    @staticmethod
    def is_listening(instance):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", instance.port)) == 0

    def holder(self):
        """The name of who guards the app, as the database has it."""
        if not self.postgres.query("select 1 from pg_tables where tablename = 'leases'"):
            return None
        rows = self.postgres.query("select i.name from swapguard.leases l join swapguard.instances i"
                                   " using (instance) where i.until > extract(epoch from now()) * 1000000")
        return rows[0] if rows else None

    def settled_holder(self):
        """The same once all instances are known and the app is where it is to stay."""
        self.until(self.holder)
        self.until(lambda: int(self.postgres.query("select count(*) from swapguard.instances")[0])
                   == len(self.instances))
        time.sleep(6)  # three beats: it may have gone to one that came later
        return self.until(self.holder)
