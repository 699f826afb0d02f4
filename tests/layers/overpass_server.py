"""A small Overpass and Nominatim on loopback that replays replies and misbehaves on command."""

from __future__ import annotations

import contextlib
import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

Act = Callable[[BaseHTTPRequestHandler], None]
STAMP = "2024-08-03T15:31:06Z"


def document(*elements, **more):
    facts = {"timestamp_osm_base": STAMP}
    return {"version": 0.6, "osm3s": facts, "elements": list(elements), **more}


def body(data: bytes, status=200, kind="application/json", **headers) -> Act:
    """Answer with these bytes."""

    def act(handler):
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    return act


def answer(*elements, **more) -> Act:
    return body(json.dumps(document(*elements, **more)).encode())


def replay(path) -> Act:
    """Answer with a gzip file, as Overpass does."""
    return body(path.read_bytes(), Content_Encoding="gzip")


def packed(data: bytes) -> Act:
    return body(gzip.compress(data), Content_Encoding="gzip")


def status(code: int, page="<html><body><p>busy</p></body></html>", **headers) -> Act:
    return body(page.encode(), code, "text/html", **headers)


def cut_off(data: bytes, promised: int) -> Act:
    """Promise more bytes than are sent, then hang up."""

    def act(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(promised))
        handler.end_headers()
        handler.wfile.write(data)
        handler.close_connection = True

    return act


def cut_chunks(data: bytes) -> Act:
    """Hang up within a chunked body."""

    def act(handler):
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        handler.close_connection = True

    return act


def hang_up(handler) -> None:
    """Close without a word."""
    handler.close_connection = True


def silent(release: threading.Event) -> Act:
    """Say nothing until released."""

    def act(handler):
        release.wait(20)
        handler.close_connection = True

    return act


def dripping(release: threading.Event) -> Act:
    """Send a byte now and then, for ever."""

    def act(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000000")
        handler.end_headers()
        with contextlib.suppress(OSError):
            while not release.is_set():
                handler.wfile.write(b" ")
                time.sleep(0.02)
        handler.close_connection = True

    return act


class Server:
    """What was asked, and what comes next: `acts` first, then `usual`."""

    def __init__(self) -> None:
        self.acts: list[Act] = []
        self.usual: Act = answer()
        self.queries: list[str] = []
        self.agents: list[str] = []
        self.connections = 0
        self.running = self.most_running = 0
        self.release = threading.Event()
        self.lock = threading.Lock()
        self.url = ""

    def serve(self, handler, fields) -> None:
        with self.lock:
            self.queries.append(fields.get("data", fields.get("q", [""]))[0])
            self.agents.append(handler.headers["User-Agent"])
            self.running += 1
            self.most_running = max(self.most_running, self.running)
            act = self.acts.pop(0) if self.acts else self.usual
        try:
            with contextlib.suppress(OSError):
                act(handler)
        finally:
            with self.lock:
                self.running -= 1


@contextlib.contextmanager
def running(protocol: str = "HTTP/1.0") -> Iterator[Server]:
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = protocol

        def setup(self):
            with server.lock:
                server.connections += 1
            super().setup()

        def do_POST(self):
            size = int(self.headers["Content-Length"])
            server.serve(self, parse_qs(self.rfile.read(size).decode()))

        def do_GET(self):
            server.serve(self, parse_qs(urlsplit(self.path).query))

        def log_message(self, *args):
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    server.url = f"http://127.0.0.1:{http.server_port}/api/interpreter"
    try:
        yield server
    finally:
        server.release.set()
        http.shutdown()
        thread.join()
        http.server_close()
