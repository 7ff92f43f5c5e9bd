#!/usr/bin/env python3
"""bench/scale/run.py: several instances on one PostgreSQL, fed with the memory lines of many apps.

Prints, for each instance and the database, what a second of it costs: processor, memory, rows, bytes. The
figures of two runs of different size give the slope a dyno. SWAPGUARD names the program; bench_feed is built
with the preset `bench`.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests" / "support"))
from postgres import Postgres, free_port  # noqa: E402

SECRET = "s3cret-of-the-bench-1"
TICKS = os.sysconf("SC_CLK_TCK")
EVERY = 20  # seconds between two samples of a dyno, as Heroku sends them


class Feed:
    """bench_feed: the platform, and the lines of all apps at their pace."""

    def __init__(self, program, apps, dynos, ports):
        self.process = subprocess.Popen([program, str(apps), str(dynos), *map(str, ports)], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.url = f"http://127.0.0.1:{self.process.stdout.readline().strip()}"

    def run(self, seconds, breaches):
        self.process.stdin.write(f"{seconds} {breaches}\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def end(self):
        self.process.stdin.close()
        self.process.wait(30)


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


def wait_for_shares(postgres, apps, instances):
    """Until each app is guarded, and by even shares; who guards how many."""
    held = []
    for _ in range(600):
        time.sleep(1)
        if postgres.query("select 1 from pg_tables where tablename = 'leases'"):
            held = postgres.query("select count(*) from swapguard.leases where instance <> ''"
                                  " group by instance order by 1")
        counts = [int(each) for each in held]
        if sum(counts) == apps and len(counts) == instances and max(counts) - min(counts) <= instances:
            break
    return held


def report(running, used, before, after, told, passed):
    samples = told["samples"]
    for each, percent in zip(running, used):
        print(f"instance: {percent:.1f} % of a core, {memory_mb(each.pid):.0f} MB")
    print(f"database: {(after['cpu'] - before['cpu']) / passed * 100:.1f} % of a core,"
          f" {(after['rows'] - before['rows']) / samples:.2f} rows written a sample,"
          f" {(after['wal'] - before['wal']) / samples:.0f} bytes of log a sample,"
          f" {(after['size'] - before['size']) / samples:.0f} bytes kept a sample,"
          f" {after['size'] / 2**20:.0f} MB at the end")
    print(f"{samples / told['seconds']:.0f} samples a second, {told['refused']} refused;"
          f" the feed was {told['late_p99']:.3f} s late at p99, {told['late_most']:.3f} s at most;"
          f" a delivery of one app was answered within {told['answer_p50'] * 1000:.1f} ms at p50,"
          f" {told['answer_p99'] * 1000:.1f} ms at p99")
    if told["restarts"]:
        print("from the sample that makes a dyno due to the command at the platform:"
              f" p50 {told['p50']:.2f} s, p90 {told['p90']:.2f} s, p99 {told['p99']:.2f} s,"
              f" most {told['most']:.2f} s, of {told['restarts']} restarts")
    print(f"due and not restarted: {told['not_restarted']}; restarted and not due: {told['not_due']}")


def main():
    layout = argparse.RawDescriptionHelpFormatter
    options = argparse.ArgumentParser(description=__doc__, formatter_class=layout)
    options.add_argument("--apps", type=int, default=1000)
    options.add_argument("--dynos", type=int, default=20, help="of each app")
    options.add_argument("--instances", type=int, default=3)
    options.add_argument("--seconds", type=int, default=180)
    options.add_argument("--breaches", type=int, default=200, help="dynos that go over their limit meanwhile")
    options.add_argument("--feed", default="build/bench/bench_feed", help="the program bench_feed")
    wanted = options.parse_args()
    folder = tempfile.mkdtemp(prefix="sgscale-")
    config = os.path.join(folder, "swapguard.toml")
    with open(config, "w", encoding="ascii") as file:
        # The feed's dynos jump over their limit: that is not to be waited out as a spike.
        file.write('mode = "armed"\n[policy]\nquiet_moment = false\n')
        for number in range(wanted.apps):
            file.write(f'[[app]]\nname = "app-{number}"\ninput = "drain"\ndrain_secret = "{SECRET}"\n')
    with Postgres(fsync="on", synchronous_commit="on", full_page_writes="on") as postgres:
        ports = [free_port() for _ in range(wanted.instances)]
        feed = Feed(wanted.feed, wanted.apps, wanted.dynos, ports)
        environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "SWAPGUARD_SOCKET": "off",
                       "DATABASE_URL": postgres.tcp_url(), "HEROKU_HOST": feed.url, "HEROKU_API_KEY": "any"}
        words = [os.environ["SWAPGUARD"], "run", "--config", config, "--log-format", "json", "--port"]
        running = [subprocess.Popen([*words, str(port)], stdout=subprocess.DEVNULL,
                                    stderr=subprocess.DEVNULL, env={**environment, "DYNO": f"web.{n + 1}"})
                   for n, port in enumerate(ports)]
        try:
            held = wait_for_shares(postgres, wanted.apps, wanted.instances)
            print(f"{wanted.apps} apps, {wanted.apps * wanted.dynos} dynos, {wanted.instances} instances;"
                  f" apps of each: {', '.join(held)}", flush=True)
            feed.run(2 * EVERY, 0)  # every dyno is known
            before = database(postgres)
            cpu = [processor(each.pid) for each in running]
            began = time.monotonic()
            told = feed.run(wanted.seconds, wanted.breaches)
            passed = time.monotonic() - began
            used = [(processor(each.pid) - was) / passed * 100 for each, was in zip(running, cpu)]
            time.sleep(5)
            after = database(postgres)
            report(running, used, before, after, told, passed)
            connections = postgres.query("select count(*) from pg_stat_activity"
                                         " where application_name = 'swapguard'")
            print("connections:", connections[0])
            held = postgres.query("select kind || ' ' || reason || ': ' || count(*) from swapguard.journal"
                                  " where kind in ('held', 'restart_failed', 'blind') group by kind, reason")
            print("in the journal:", ", ".join(held) or "nothing held, nothing failed")
        finally:
            for each in running:
                each.terminate()
            for each in running:
                each.wait(30)
            feed.end()


if __name__ == "__main__":
    main()
