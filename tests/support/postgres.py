#!/usr/bin/env python3
"""A PostgreSQL of its own for tests: Debian's, in a folder that goes away.

postgres.py COMMAND ARGUMENT...  starts one, runs the command with SWAPGUARD_TEST_POSTGRES set to its address,
and ends with the command's exit code; with 77, which ctest takes for skipped, where none is installed.
"""
import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile

MISSING = "no PostgreSQL is installed here (apt install postgresql): skipped"
SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "90",
            "shared_buffers": "64MB", "log_min_messages": "fatal", "autovacuum_naptime": "10s"}


def programs():
    """The folder of initdb and pg_ctl, the newest version; nothing: there is none."""
    found = glob.glob("/usr/lib/postgresql/*/bin/initdb")
    if found:
        return os.path.dirname(max(found, key=lambda path: int(path.split("/")[4])))
    initdb = shutil.which("initdb")
    return os.path.dirname(initdb) if initdb else None


def unprivileged():
    """PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        except KeyError:
            continue
    raise SystemExit("no user to run PostgreSQL as")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Postgres:
    def __init__(self, **settings):
        self.bin = programs()
        if not self.bin:
            raise FileNotFoundError(MISSING)
        self.folder = tempfile.mkdtemp(prefix="sgpg-", dir="/tmp")
        self.data = os.path.join(self.folder, "data")
        self.as_user = unprivileged()
        if self.as_user:
            os.chown(self.folder, self.as_user["user"], self.as_user["group"])
        self.port = free_port()
        self.settings = {**SETTINGS, **settings, "listen_addresses": "127.0.0.1", "port": str(self.port),
                         "unix_socket_directories": self.folder}
        self.run("initdb", "-D", self.data, "-U", "swapguard", "-A", "trust", "-E", "UTF8", "--locale=C",
                 "--no-sync")
        self.start()

    def run(self, program, *arguments):
        subprocess.run([os.path.join(self.bin, program), *arguments], check=True, cwd="/", **self.as_user,
                       stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)

    def start(self):
        options = " ".join(f"-c {name}={value}" for name, value in self.settings.items())
        self.run("pg_ctl", "-D", self.data, "-w", "-s", "-l", os.path.join(self.folder, "log"), "-o", options,
                 "start")

    def stop(self, mode="fast"):
        self.run("pg_ctl", "-D", self.data, "-w", "-s", "-m", mode, "stop")

    def url(self, database="postgres"):
        return f"postgres:///{database}?host={self.folder}&port={self.port}&user=swapguard"

    def tcp_url(self, port=None, database="postgres"):
        return f"postgres://swapguard@127.0.0.1:{port or self.port}/{database}"

    def query(self, text, database="postgres"):
        """The rows, as text, columns divided by |."""
        done = subprocess.run([os.path.join(self.bin, "psql"), "-XAtq", "-d", self.url(database), "-c", text],
                              check=True, capture_output=True, text=True)
        return done.stdout.splitlines()

    def remove(self):
        try:
            self.stop("immediate")
        except subprocess.CalledProcessError:
            pass
        subprocess.run(["rm", "-rf", self.folder], check=False)  # many files: this is the fast way

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.remove()


def main():
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(1))
    try:
        server = Postgres()
    except FileNotFoundError as missing:
        print(missing)
        return 77
    with server:
        environment = {**os.environ, "SWAPGUARD_TEST_POSTGRES": server.url()}
        return subprocess.run(sys.argv[1:], env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
