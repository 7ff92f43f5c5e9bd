"""Several instances of the real program whose connections to the database break: through a proxy of the test
that cuts, stalls and swallows one direction, at the worst moments; and a database that restarts meanwhile."""
import socket
import threading
import time
import unittest

import rig
from instances_rig import APP, Several

ONCE = [f"/apps/{APP}/dynos/web.1"]


class Proxy:
    """Between one instance and PostgreSQL. `mode` is what becomes of the bytes: `pass`, `cut` (connections
    end and none is taken), `stall` (nothing moves), `up_only` (what the database answers is lost)."""

    def __init__(self, port):
        self.to = port
        self.mode = "pass"
        self.words = []       # to be seen in this order in what the program sends …
        self.reached = None   # … then this is called, before the last of them goes on
        self.lock = threading.Lock()
        self.pairs = []
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen()
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.take, daemon=True).start()

    def at(self, words, then):
        with self.lock:
            self.words, self.reached = list(words), then

    def set(self, mode):
        self.mode = mode
        if mode == "cut":
            self.end_all()

    def end_all(self):
        for pair in self.pairs:
            for one in pair:
                try:
                    one.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
        self.pairs = []

    def take(self):
        while True:
            try:
                program, _ = self.listener.accept()
            except OSError:
                return
            try:
                if self.mode == "cut":
                    raise OSError("cut")
                database = socket.create_connection(("127.0.0.1", self.to))
            except OSError:
                program.close()
                continue
            self.pairs.append((program, database))
            for way in ((program, database, True), (database, program, False)):
                threading.Thread(target=self.move, args=way, daemon=True).start()

    def look(self, data):
        with self.lock:
            if not self.words or self.words[0] not in data.lower():
                return
            del self.words[0]
            if self.words or not self.reached:
                return
            reached, self.reached = self.reached, None
        reached()

    def move(self, source, to, is_up):
        try:
            while data := source.recv(65536):
                if is_up:
                    self.look(data)
                while self.mode == "stall":
                    time.sleep(0.05)
                if self.mode == "up_only" and not is_up:
                    continue
                to.sendall(data)
        except OSError:
            pass
        for one in (source, to):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def close(self):
        self.listener.close()
        self.set("cut")


class CutsTest(Several):
    def setUp(self):
        super().setUp()
        self.proxies = {}

    def behind_a_proxy(self, name):
        proxy = self.proxies[name] = Proxy(self.postgres.port)
        self.addCleanup(proxy.close)
        self.start(name, proxy.port)

    def begin(self, *names):
        """Instances behind proxies, who of them guards the app, and a stream that is still calm."""
        for name in names:
            self.behind_a_proxy(name)
        first = self.settled_holder()
        stream = self.stream()
        time.sleep(6)
        return self.proxies[first], stream

    def once(self, patience=90):
        self.until(lambda: self.platform.deleted, patience)
        time.sleep(10)
        self.assertEqual(self.platform.deleted, ONCE)

    def test_a_guard_that_is_cut_off_is_replaced(self):
        proxy, stream = self.begin("web.1", "web.2")
        proxy.set("cut")
        stream.mb = 508.0
        self.until(lambda: self.platform.deleted, 90)
        proxy.set("pass")
        self.once()

    def test_a_guard_whose_connection_stalls_is_replaced(self):
        proxy, stream = self.begin("web.1", "web.2", "web.3")
        proxy.set("stall")
        stream.mb = 508.0
        self.until(lambda: self.platform.deleted, 90)
        proxy.set("pass")
        self.once()

    def lose_the_answer(self, *words):
        """What is last of these is carried out, but its answer is lost; six seconds later the line is cut."""
        proxy, stream = self.begin("web.1")

        def lose():
            proxy.set("up_only")
            threading.Timer(6, lambda: (proxy.end_all(), proxy.set("pass"))).start()
        proxy.at(words, lose)
        stream.mb = 508.0
        self.once()
        self.assertEqual(proxy.words, [], "it came that far")
        states = self.postgres.query("select state from swapguard.restarts order by number")
        self.assertIn(states[-1], ("sent", "restarted"))

    def test_the_lost_answer_to_a_claim(self):
        self.lose_the_answer(b"insert into restarts", b"commit")

    def test_the_lost_answer_to_the_point_of_no_return(self):
        self.lose_the_answer(b"update restarts set state", b"commit")

    def restart_the_database_at(self, word):
        proxy, stream = self.begin("web.1", "web.2")

        def restart():
            self.postgres.stop("immediate")
            self.postgres.start()
        proxy.at([word], restart)
        stream.mb = 508.0
        self.once()
        self.assertIsNone(proxy.reached, "it came that far")

    def test_the_database_restarts_under_a_claim(self):
        self.restart_the_database_at(b"insert into restarts")

    def test_the_database_restarts_before_the_point_of_no_return(self):
        self.restart_the_database_at(b"update restarts set state")


if __name__ == "__main__":
    if not rig.PROGRAM:
        raise SystemExit("SWAPGUARD names the program to test")
    unittest.main(verbosity=1)
