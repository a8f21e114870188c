"""A newsroom's web site on this machine: real HTTP, told what to answer."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Page:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    #: answers 304 to whoever has this already
    etag: str = ""
    #: between pieces of the body, so that a client's patience is tried
    seconds_per_byte: float = 0


@dataclass
class Site:
    url: str
    pages: dict[str, Page] = field(default_factory=dict)
    #: every request so far: path and headers
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@contextmanager
def serve() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.requests.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            page = site.pages.get(self.path.split("?")[0], Page(status=404))
            if page.etag and self.headers["If-None-Match"] == page.etag:
                page = Page(status=304)
            self.send_response(page.status)
            for name, value in page.headers.items():
                self.send_header(name, value)
            if page.etag:
                self.send_header("ETag", page.etag)
            self.send_header("Content-Length", str(len(page.body)))
            self.end_headers()
            if not page.seconds_per_byte:
                self.wfile.write(page.body)
                return
            for byte in page.body:
                try:
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                except OSError:
                    return
                # A sleep: the site is slow.
                time.sleep(page.seconds_per_byte)

        def log_message(self, *_: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site = Site(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
