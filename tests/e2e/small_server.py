"""A small HTTP server of a test's own: on a free port of 127.0.0.1, one function that answers."""
import dataclasses
import http.server
import threading
import time


@dataclasses.dataclass
class Asked:
    method: str
    path: str
    headers: dict
    body: bytes


class SmallServer:
    """`answer(asked)` gives status, body, and headers where there are any; several at once may be asked."""

    def __init__(self, answer):
        self._is_closed = False
        small = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def _take(self):
                if small._is_closed:  # whoever still holds a connection gets no answer
                    self.close_connection = True
                    return
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, data, *more = answer(Asked(self.command, self.path, dict(self.headers), body))
                self.send_response(status)
                for name, value in (more[0] if more else {}).items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _take

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._is_closed = True
        self._server.shutdown()
        self._server.server_close()


class Sink(SmallServer):
    """Takes what is posted; answers with the statuses it is given one by one, then with `status`."""

    def __init__(self, *statuses, status=200):
        self.posts, self.statuses, self.status = [], list(statuses), status
        super().__init__(self._take)

    def _take(self, asked):
        self.posts.append((asked.path, asked.headers, asked.body))
        return self.statuses.pop(0) if self.statuses else self.status, b""

    def first_parts(self):
        """Of the paths that were posted to: `slack` of /slack/T0/B0."""
        return {path.split("/")[1] for path, _, _ in self.posts}

    def wait_for(self, count, patience=60):
        end = time.monotonic() + patience
        while len(self.posts) < count:
            assert time.monotonic() < end, self.posts
            time.sleep(0.05)
        return self.posts
