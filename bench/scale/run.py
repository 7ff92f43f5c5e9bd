#!/usr/bin/env python3
"""bench/scale/run.py: several instances on one PostgreSQL, fed with the memory lines of many apps.

Prints, for each instance and the database, what a second of it costs: processor, memory, rows, bytes. The
figures of two runs of different size give the slope a dyno. SWAPGUARD names the program.
"""
import argparse
import base64
import http.server
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests" / "support"))
from postgres import Postgres, free_port  # noqa: E402

SECRET = "s3cret-of-the-bench-1"
TICKS = os.sysconf("SC_CLK_TCK")
EVERY = 20  # seconds between two samples of a dyno, as Heroku sends them


class Platform:
    """Answers for any app; its dynos are those of the bench."""

    def __init__(self, fleet):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                words = self.path.strip("/").split("/")
                name = words[1] if len(words) > 1 else ""
                some = str(uuid.UUID(int=1))
                body = {"id": some, "name": name, "generation": {"name": "cedar"}, "maintenance": False,
                        "region": {"name": "us"}, "owner": {"email": "dev@example.com"}}
                if words[-1] == "dynos":
                    body = [{"id": each, "name": f"web.{n + 1}", "type": "web", "state": "up",
                             "size": "Standard-1X", "command": "x", "app": {"id": some, "name": name},
                             "attach_url": None, "release": {"id": some, "version": 1},
                             "created_at": "2020-01-01T00:00:00Z", "updated_at": "2020-01-01T00:00:00Z"}
                            for n, each in enumerate(fleet.get(name, []))]
                elif words[-1] == "formation":
                    body = [{"type": "web", "quantity": len(fleet.get(name, [])), "size": "Standard-1X",
                             "command": "x"}]
                elif words[-1] == "features":
                    body = [{"name": "log-runtime-metrics", "enabled": True}]
                data = json.dumps(body).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"


def body_of(dynos):
    at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()) + ".%06d+00:00" % random.randrange(10**6)
    frames = b""
    for number, dyno in enumerate(dynos):
        mb = 240 + random.random() * 4
        text = (f"source=web.{number + 1} dyno=heroku.1.{dyno} sample#memory_total={mb + 8:.2f}MB"
                f" sample#memory_rss={mb:.2f}MB sample#memory_cache=8.00MB sample#memory_swap=0.00MB"
                " sample#memory_pgpgin=1pages sample#memory_pgpgout=1pages sample#memory_quota=512.00MB")
        frame = f"<134>1 {at} host heroku web.{number + 1} - {text}\n".encode()
        frames += str(len(frame)).encode() + b" " + frame
    return frames


def deliver(port, app, dynos):
    url = f"http://127.0.0.1:{port}/logs/{app}"
    request = urllib.request.Request(url, body_of(dynos), method="POST", headers={
        "Content-Type": "application/logplex-1", "Logplex-Msg-Count": str(len(dynos)),
        "Logplex-Frame-Id": os.urandom(16).hex(), "Logplex-Drain-Token": "d.bench",
        "Authorization": "Basic " + base64.b64encode(b"drain:" + SECRET.encode()).decode()})
    urllib.request.urlopen(request, timeout=60).close()


def processor(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        words = file.read().rsplit(")", 1)[1].split()
    return (int(words[11]) + int(words[12])) / TICKS


def memory_mb(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmRSS"))


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [int(word) for word in file.read().split()]


def database(postgres):
    server = int(open(os.path.join(postgres.data, "postmaster.pid"), encoding="ascii").readline())
    size, wal, written = postgres.query(
        "select pg_database_size(current_database()), pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0'),"
        " (select sum(n_tup_ins + n_tup_upd + n_tup_del) from pg_stat_user_tables)")[0].split("|")
    cpu = sum(processor(pid) for pid in [server, *children(server)])
    return {"size": int(size), "wal": int(float(wal)), "rows": int(written), "cpu": cpu}


def feed(fleet, ports, seconds):
    """Each app's lines every 20 s to one instance of its luck; how many samples were accepted."""
    apps = list(fleet)
    random.shuffle(apps)
    began, sent, samples, late = time.monotonic(), 0, 0, 0.0
    while time.monotonic() - began < seconds:
        due = began + sent * EVERY / len(apps)
        wait = due - time.monotonic()
        late = max(late, -wait)
        if wait > 0:
            time.sleep(wait)
        app = apps[sent % len(apps)]
        deliver(random.choice(ports), app, fleet[app])
        samples += len(fleet[app])
        sent += 1
    return samples, late


def main():
    layout = argparse.RawDescriptionHelpFormatter
    options = argparse.ArgumentParser(description=__doc__, formatter_class=layout)
    options.add_argument("--apps", type=int, default=1000)
    options.add_argument("--dynos", type=int, default=20, help="of each app")
    options.add_argument("--instances", type=int, default=3)
    options.add_argument("--seconds", type=int, default=120)
    wanted = options.parse_args()
    fleet = {f"app-{n}": [str(uuid.uuid4()) for _ in range(wanted.dynos)] for n in range(wanted.apps)}
    platform = Platform(fleet)
    folder = tempfile.mkdtemp(prefix="sgscale-")
    config = os.path.join(folder, "swapguard.toml")
    with open(config, "w", encoding="ascii") as file:
        for app in fleet:
            file.write(f'[[app]]\nname = "{app}"\ninput = "drain"\ndrain_secret = "{SECRET}"\n')
    with Postgres(fsync="on", synchronous_commit="on", full_page_writes="on") as postgres:
        ports = [free_port() for _ in range(wanted.instances)]
        environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "SWAPGUARD_SOCKET": "off",
                       "DATABASE_URL": postgres.tcp_url(), "HEROKU_HOST": platform.url,
                       "HEROKU_API_KEY": "any"}
        words = [os.environ["SWAPGUARD"], "run", "--config", config, "--log-format", "json", "--port"]
        running = [subprocess.Popen([*words, str(port)], stdout=subprocess.DEVNULL,
                                    stderr=subprocess.DEVNULL, env={**environment, "DYNO": f"web.{n + 1}"})
                   for n, port in enumerate(ports)]
        try:
            held = []
            for _ in range(600):
                time.sleep(1)
                if postgres.query("select 1 from pg_tables where tablename = 'leases'"):
                    held = postgres.query("select count(*) from swapguard.leases where instance <> ''"
                                          " group by instance order by 1")
                if sum(map(int, held)) == wanted.apps and len(held) == wanted.instances:
                    break
            print(f"{wanted.apps} apps, {wanted.apps * wanted.dynos} dynos, {wanted.instances} instances;"
                  f" apps of each: {', '.join(held)}")
            feed(fleet, ports, EVERY)  # every dyno is known
            before = database(postgres)
            cpu = [processor(each.pid) for each in running]
            began = time.monotonic()
            samples, late = feed(fleet, ports, wanted.seconds)
            time.sleep(3)
            passed = time.monotonic() - began
            after = database(postgres)
            for each, used in zip(running, cpu):
                print(f"instance: {(processor(each.pid) - used) / passed * 100:.1f} % of a core,"
                      f" {memory_mb(each.pid):.0f} MB")
            print(f"database: {(after['cpu'] - before['cpu']) / passed * 100:.1f} % of a core,"
                  f" {(after['rows'] - before['rows']) / samples:.2f} rows written a sample,"
                  f" {(after['wal'] - before['wal']) / samples:.0f} bytes of log a sample,"
                  f" {(after['size'] - before['size']) / samples:.0f} bytes kept a sample")
            print(f"{samples / passed:.0f} samples a second; the feed was {late:.1f} s late at most")
            connections = postgres.query("select count(*) from pg_stat_activity"
                                         " where application_name = 'swapguard'")
            print("connections:", connections[0])
        finally:
            for each in running:
                each.terminate()
            for each in running:
                each.wait(30)


if __name__ == "__main__":
    main()
