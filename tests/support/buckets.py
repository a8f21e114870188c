"""S3 for tests: moto's server as a process of its own, and a proxy before it that misbehaves."""

import http.client
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, Self

import httpx2

from tests.support.servers import NO_TLS
from zharia.chaos import s3

#: of a test that needs but one
BUCKET_NAME: Final = "newsroom-photos"
KEYS: Final = {
    "AWS_ACCESS_KEY_ID": "test-key",
    "AWS_SECRET_ACCESS_KEY": "hush-hush-secret",
    "AWS_REGION": "us-east-1",
}
s3_server, make_bucket = s3.server, s3.make_bucket


def delete_bucket(server: str, name: str) -> None:
    """With all that is in it."""
    for key in keys_in(server, name):
        _call("DELETE", f"{server}/{name}/{key}")
    _call("DELETE", f"{server}/{name}")


def keys_in(server: str, name: str, prefix: str = "") -> list[str]:
    """The names of a bucket's objects."""
    listing = _call("GET", f"{server}/{name}?list-type=2&prefix={prefix}").text
    return [piece.partition("</Key>")[0] for piece in listing.split("<Key>")[1:]]


def object_in(server: str, name: str, key: str) -> httpx2.Response:
    return _call("GET", f"{server}/{name}/{key}")


def put_object(server: str, name: str, key: str, content: bytes) -> None:
    """By another hand than ours."""
    _call("PUT", f"{server}/{name}/{key}", content)


def delete_object(server: str, name: str, key: str) -> None:
    _call("DELETE", f"{server}/{name}/{key}")


def _call(method: str, url: str, content: bytes = b"") -> httpx2.Response:
    response = httpx2.request(
        method,
        url,
        content=content,
        headers=s3.SIGNED,
        trust_env=False,
        verify=NO_TLS,
        timeout=30,
    )
    assert response.is_success, response.text
    return response


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str


#: what to do instead of passing a request on; None: pass it on
Fault = Callable[[Request, "BaseHTTPRequestHandler"], bool]


@dataclass
class FaultProxy:
    """Passes requests on to a server, unless `fault` answers them itself and returns True."""

    server: str
    fault: Fault | None = None
    #: each connection after its first answer
    closes: bool = False
    #: a header of requests that does not arrive
    loses: str = ""
    #: is given what is put
    sees_body: Callable[[bytes], object] | None = None
    asked: list[Request] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.fault = None
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def count(self, method: str, part: str) -> int:
        """How many requests had this method and this part in their path."""
        return sum(one.method == method and part in one.path for one in self.asked)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _pass_on(self) -> None:
                request = Request(self.command, self.path)
                proxy.asked.append(request)
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                if proxy.sees_body is not None and self.command == "PUT":
                    proxy.sees_body(body)
                if proxy.fault is not None and proxy.fault(request, self):
                    self.close_connection = True
                    return
                del self.headers[proxy.loses]
                status, headers, content = proxy.ask(self.command, self.path, self.headers, body)
                self.send_response_only(status)
                for name, value in headers:
                    if name.lower() not in {"connection", "transfer-encoding", "content-length"}:
                        self.send_header(name, value)
                length = dict(headers).get("Content-Length", str(len(content)))
                self.send_header("Content-Length", length)
                self.end_headers()
                self.wfile.write(content)
                self.close_connection = proxy.closes

            do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _pass_on  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        return Handler

    def ask(
        self, method: str, path: str, headers: Any, body: bytes
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        """The server's own answer."""
        connection = http.client.HTTPConnection(self.server.removeprefix("http://"), timeout=30)
        try:
            connection.request(method, path, body=body, headers=dict(headers))
            response = connection.getresponse()
            return response.status, response.getheaders(), response.read()
        finally:
            connection.close()


def answering(status: int, code: str, *methods: str) -> Fault:
    """An S3 error for each request, or for those with these methods."""

    def fault(request: Request, handler: BaseHTTPRequestHandler) -> bool:
        if methods and request.method not in methods:
            return False
        content = f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode()
        handler.send_response_only(status)
        handler.send_header("Content-Type", "application/xml")
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        if request.method != "HEAD":
            handler.wfile.write(content)
        return True

    return fault


def hanging(until_told: threading.Event, *methods: str) -> Fault:
    """No answer to any request, or to those with these methods, until told; then none either."""

    def fault(request: Request, _handler: BaseHTTPRequestHandler) -> bool:
        return (not methods or request.method in methods) and until_told.wait(120)

    return fault


def breaking_off(content: bytes, sent: int) -> Fault:
    """Of each object that is got, only so many bytes; then the connection breaks."""

    def fault(request: Request, handler: BaseHTTPRequestHandler) -> bool:
        if request.method != "GET" or "list-type" in request.path:
            return False
        handler.send_response_only(200)
        handler.send_header("Content-Length", str(len(content)))
        handler.send_header("ETag", '"x"')
        handler.send_header("Last-Modified", "Mon, 30 Nov 2026 00:00:00 GMT")
        handler.end_headers()
        handler.wfile.write(content[:sent])
        handler.wfile.flush()
        return True

    return fault
