#!/usr/bin/env python3
"""soak.py [--dynos N] [--hours H] [--scale S]: accelerated operation of the real program against the
simulated platform, with deploys, scaling, crashes, cycling, cut streams and failing calls all the way:

    SWAPGUARD=build/release/swapguard python3 tests/soak/soak.py --dynos 1000 --hours 10 --scale 60

A figure every simulated hour; at the end: memory flat, descriptors flat, WAL bounded, no generation restarted
twice, and what swapguard believes is what the platform lists."""
import argparse
import json
import os
import pathlib
import random
import re
import signal
import sqlite3
import sys
import tempfile
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e"))
import rig  # noqa: E402

FLEET = ("shop", "news", "mail", "files")
CROWD = tuple(f"app-{number}" for number in range(10))  # of a hundred dynos each
PASSWORD = "soak"
WAL_MOST = 64 << 20


def figures(guard, folder):
    pid = guard.process.pid
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    files = {
        name: path.stat().st_size if (path := folder / name).exists() else 0
        for name in ("history.sqlite", "history.sqlite-wal")
    }
    return {
        "rss_mb": round(int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024, 1),
        "threads": int(re.search(r"Threads:\s+(\d+)", status)[1]),
        "descriptors": len(os.listdir(f"/proc/{pid}/fd")),
        "history_mb": round(files["history.sqlite"] / 2**20, 1),
        "wal_mb": round(files["history.sqlite-wal"] / 2**20, 1),
        "cpu_s": round(
            sum(map(int, pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]))
            / os.sysconf("SC_CLK_TCK"),
            1,
        ),
    }


def trouble(simulator, chance, apps, by_people):
    """One thing that happens to somebody who runs apps. `by_people`: generations that somebody else
    restarts."""
    app = chance.choice(apps)
    dyno = f"web.{chance.randint(1, 20)}"
    kinds = [
        ("deploy", {"app": app}),
        ("config", {"app": app, "key": "FOO"}),
        ("crash", {"app": app, "dyno": dyno}),
        ("cycle", {"app": app, "dyno": dyno}),
        ("restart", {"app": app, "dyno": dyno}),
        ("leak", {"app": app, "dyno": dyno, "mb_per_minute": chance.choice((1, 5, 20))}),
        ("traffic", {"app": app, "requests_per_second": chance.randint(1, 4)}),
        ("streams", {"mode": chance.choice(("cut", "end", "expire"))}),
        (
            "calls",
            {
                "effect": chance.choice(("status", "drop_before", "drop_after")),
                "status": 503,
                "times": chance.randint(1, 5),
            },
        ),
        ("drains", {"drop": chance.randint(1, 50)}),
    ]
    kind, body = chance.choice(kinds)
    if kind == "restart":
        by_people.update(each["id"] for each in simulator.state()["generations"]
                         if (each["app"], each["dyno"]) == (app, dyno) and each["ended_at"] is None)
    try:
        simulator.cause(kind, **body)
    except urllib.error.HTTPError:
        pass  # that dyno is not there just now
    return kind


def believed(port):
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/state",
        headers={
            "Authorization": "Basic " + __import__("base64").b64encode(f":{PASSWORD}".encode()).decode()
        },
    )
    with urllib.request.urlopen(request, timeout=rig.PATIENCE) as answer:
        return {(app["app"], dyno["id"]) for app in json.load(answer)["apps"] for dyno in app["dynos"]}


def listed(simulator):
    return {(app["name"], dyno["id"]) for app in simulator.state()["apps"] for dyno in app["dynos"]}


def drift(simulator, port):
    """Dynos on one side only; what is just being started may be, for a moment."""
    end = time.monotonic() + 30
    while True:
        ours, theirs = believed(port), listed(simulator)
        apart = len(ours ^ theirs)
        if apart == 0 or time.monotonic() > end:
            return apart, len(theirs)
        time.sleep(0.5)


class Generations:
    """Restart requests of all generations ever; the simulator shows the newest ones."""

    def __init__(self):
        self.requests = {}

    def look(self, simulator):
        for each in simulator.state()["generations"]:
            self.requests[each["id"]] = each["restart_requests"]

    def asked(self):
        return {generation for generation, count in self.requests.items() if count}


def soak(given, folder):
    chance = random.Random(given.seed)
    apps = FLEET if given.dynos < 1000 else CROWD
    simulator = rig.Simulator(
        "--scenario", "fleet" if apps is FLEET else "crowd", "--time-scale", given.scale
    )
    port = rig.free_port()
    config = folder / "swapguard.toml"
    config.write_text(
        'mode = "armed"\n'
        + "".join(f'[[app]]\nname = "{app}"\n' for app in apps)
        + f'[policy]\nmin_healthy = 1\nat_once = 5\nbudget = "10000/day"\n[http]\nport = {port}\n'
        f'password = "{PASSWORD}"\n'
    )
    for app in apps:
        simulator.cause("scale", app=app, type="web", quantity=given.dynos // len(apps))
        simulator.cause("traffic", app=app, requests_per_second=2)
    guard = rig.Process(
        "run",
        "--log-format",
        "json",
        "--time-scale",
        given.scale,
        "--config",
        config,
        "--history",
        folder / "history.sqlite",
        **simulator.environment(),
    )
    guard.wait_for_kind("config")
    generations, seen, troubles, by_people = Generations(), [], {}, set()
    hour = 3600 / given.scale
    begun = time.monotonic()
    for number in range(1, given.hours + 1):
        while time.monotonic() < begun + number * hour:
            kind = trouble(simulator, chance, apps, by_people)
            troubles[kind] = troubles.get(kind, 0) + 1
            generations.look(simulator)
            time.sleep(max(0.05, hour / 6))
        now = figures(guard, folder)
        seen.append(now)
        guard.events()
        print(json.dumps({"hour": number, **now}), flush=True)
        guard.lines.clear()
    simulator.cause("clear")
    time.sleep(max(2.0, 600 / given.scale))
    generations.look(simulator)
    apart, dynos = drift(simulator, port)
    code = guard.end(patience=60)
    with sqlite3.connect(folder / "history.sqlite") as history:
        written = {row[0] for row in history.execute("select dyno_id from restarts")}
        states = dict(history.execute("select state, count(*) from restarts group by state").fetchall())
        sound = history.execute("pragma integrity_check").fetchone()[0]
    simulator.end(signal.SIGKILL)
    third = max(1, len(seen) // 3)

    def mean(rows, name):
        return round(sum(row[name] for row in rows) / len(rows), 1)

    return {
        "simulated hours": given.hours,
        "dynos": dynos,
        "troubles": troubles,
        "restarts in the history": states,
        "restarted twice": sum(count > 1 for count in generations.requests.values()),
        "requests without an intent": len(generations.asked() - written - by_people),
        "dynos known on one side only": apart,
        **{f"{name}, {part} third": mean(rows, name)
           for name in ("rss_mb", "descriptors")
           for part, rows in (("middle", seen[third : 2 * third] or seen), ("last", seen[-third:]))},
        "descriptors, most": max(row["descriptors"] for row in seen),
        "threads": sorted({row["threads"] for row in seen}),
        "wal_mb, most": max(row["wal_mb"] for row in seen),
        "history_mb": seen[-1]["history_mb"],
        "cpu seconds": seen[-1]["cpu_s"],
        "history": sound,
        "exit code": code,
    }


def complaints(told):
    flat = told["rss_mb, last third"] <= told["rss_mb, middle third"] * 1.15 + 4
    return [
        name
        for name, wrong in {
            "memory grows": not flat,
            "descriptors grow": told["descriptors, last third"] > told["descriptors, middle third"] + 8,
            "the WAL grows": told["wal_mb, most"] * 2**20 > WAL_MOST,
            "restarted twice": told["restarted twice"],
            "a request without an intent": told["requests without an intent"],
            "drift": told["dynos known on one side only"],
            "history": told["history"] != "ok",
            "exit code": told["exit code"],
        }.items()
        if wrong
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dynos", type=int, default=40, help="up to 400, or 1000")
    parser.add_argument("--hours", type=int, default=168)
    parser.add_argument("--scale", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="swapguard-soak-") as folder:
        told = soak(given, pathlib.Path(folder))
    print(json.dumps(told, indent=1))
    wrong = complaints(told)
    print("all as it should be" if not wrong else "WRONG: " + ", ".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
