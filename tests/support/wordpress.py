"""A WordPress site on this machine: its REST API's posts, its pages and its RSS, over real HTTP.

It does what the REST API handbook says at developer.wordpress.org/rest-api:
`using-the-rest-api/pagination` (`page`, `per_page` from 1 to 100, `X-WP-Total`,
`X-WP-TotalPages`, a `Link` with `rel="next"`), `using-the-rest-api/global-parameters` (`_fields`,
`_embed`), `reference/posts` (`orderby`, `order`, `include`, `slug`, `modified_after`, `status`,
`content.protected`). As the reference of `WP_REST_Posts_Controller` has it, a page too many is
`rest_post_invalid_page_number`, a wrong parameter `rest_invalid_param`, an unknown number
`rest_post_invalid_id`, and one that may not be read `rest_forbidden`. Moments without `_gmt` are
the site's own, here five hours ahead.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import ceil
from typing import Any
from urllib.parse import parse_qsl, urlsplit

ROUTE = "/wp-json/wp/v2/posts"
_ZONE = timedelta(hours=5)


@dataclass
class Post:
    number: int
    date: datetime
    title: str = ""
    modified: datetime | None = None
    status: str = "publish"
    password: str = ""
    photo: bool = True
    language: str = ""


@dataclass
class Answer:
    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class WordPress:
    url: str = ""
    posts: dict[int, Post] = field(default_factory=dict)
    #: path with query of every request
    requests: list[str] = field(default_factory=list)
    #: parameters that a firewall answers with this status
    refused: dict[str, int] = field(default_factory=dict)
    #: parameters that a cache before the site does not know
    ignored: set[str] = field(default_factory=set)
    #: parameters that came with a later version: unknown ones count for nothing
    unknown: set[str] = field(default_factory=set)
    orders: tuple[str, ...] = ("date", "id", "include", "title", "slug", "modified")
    #: path → what is answered there instead
    instead: dict[str, Answer] = field(default_factory=dict)
    #: most posts that its server can list at once before it breaks
    breaks_above: int = 100
    headers: bool = True

    @property
    def feed(self) -> str:
        return f"{self.url}{ROUTE}"

    def write(self, number: int, at: datetime, **more: Any) -> Post:
        self.posts[number] = Post(number, at, **more)
        return self.posts[number]

    def asked(self, name: str) -> int:
        return sum(name in one for one in self.requests)

    def answer(self, path: str, query: dict[str, str]) -> Answer:
        query = {name: value for name, value in query.items() if name not in self.ignored}
        refused = [status for name, status in self.refused.items() if name in query]
        if path in self.instead:
            return self.instead[path]
        if refused:
            return Answer(refused[0], "<html>Forbidden</html>")
        if path == ROUTE:
            return self._list({k: v for k, v in query.items() if k not in self.unknown})
        if path.startswith(f"{ROUTE}/"):
            return self._one(path.rpartition("/")[2])
        return Answer(200, self._rss()) if path == "/feed/" else self._page(path)

    def _page(self, path: str) -> Answer:
        if path.strip("/") not in {str(number) for number in self.posts}:
            return Answer(404, "<html>Not found</html>")
        photo = f'<meta property="og:image" content="/og-{path.strip("/")}.jpg">'
        return Answer(200, f"<html><head>{photo}</head></html>")

    def _list(self, query: dict[str, str]) -> Answer:
        size, page = query.get("per_page", "10"), query.get("page", "1")
        order = query.get("orderby", "date")
        if not (size.isdigit() and 1 <= int(size) <= 100) or order not in self.orders:
            return _error(400, "rest_invalid_param", "Invalid parameter(s)")
        if query.get("status", "publish") != "publish":
            return _error(400, "rest_invalid_param", "Invalid parameter(s): status")
        if int(size) > self.breaks_above:
            return Answer(500, "<html>Allowed memory size exhausted</html>")
        found = [one for one in self.posts.values() if one.status == "publish"]
        if "include" in query:
            wanted = set(query["include"].split(","))
            found = [one for one in found if str(one.number) in wanted]
        if "slug" in query:
            found = [one for one in found if f"{one.number}" == query["slug"]]
        if after := query.get("modified_after"):
            moment = datetime.fromisoformat(after)
            found = [one for one in found if (one.modified or one.date) > moment]
        found.sort(
            key=lambda one: (one.modified or one.date) if order == "modified" else one.date,
            reverse=query.get("order", "desc") == "desc",
        )
        pages = ceil(len(found) / int(size))
        if int(page) > max(pages, 1):
            return _error(400, "rest_post_invalid_page_number", "The page number is too large.")
        headers = {"X-WP-Total": str(len(found)), "X-WP-TotalPages": str(pages)}
        if int(page) < pages:
            headers["Link"] = f'<{self.feed}?page={int(page) + 1}>; rel="next"'
        part = found[(int(page) - 1) * int(size) : int(page) * int(size)]
        documents = [self._document(one) for one in part]
        if fields := query.get("_fields"):
            documents = [{k: d[k] for k in fields.split(",")} for d in documents]
        return Answer(200, documents, headers if self.headers else {})

    def _one(self, number: str) -> Answer:
        post = self.posts.get(int(number)) if number.isdigit() else None
        if post is None:
            return _error(404, "rest_post_invalid_id", "Invalid post ID.")
        if post.status != "publish":
            return _error(401, "rest_forbidden", "Sorry, you are not allowed to do that.")
        return Answer(200, self._document(post))

    def _document(self, post: Post) -> dict[str, Any]:
        moments = {"date": post.date, "modified": post.modified or post.date}
        protected = bool(post.password)
        media = {"source_url": f"{self.url}/{post.number}.jpg", "alt_text": ""}
        text = f"<p>Мәтін {post.number}.</p>"
        return {
            "id": post.number,
            **{name: _local(moment + _ZONE) for name, moment in moments.items()},
            **{f"{name}_gmt": _local(moment) for name, moment in moments.items()},
            "guid": {"rendered": f"{self.url}/?p={post.number}"},
            "slug": str(post.number),
            "status": post.status,
            "link": f"{self.url}/{post.number}/",
            "title": {"rendered": post.title or f"Жаңалық {post.number}"},
            "content": {"rendered": "" if protected else text, "protected": protected},
            "excerpt": {"rendered": "" if protected else text, "protected": protected},
            **({"lang": post.language} if post.language else {}),
            "_embedded": {"wp:featuredmedia": [media]} if post.photo and not protected else {},
        }

    def _rss(self) -> str:
        return rss(
            *(
                (
                    f"Защищено: {one.title}" if one.password else one.title,
                    f"{self.url}/{one.number}/",
                    password_form(self.url) if one.password else "<p>Текст.</p>",
                )
                for one in self.posts.values()
                if one.status == "publish"
            )
        )


def password_form(url: str) -> str:
    """What `get_the_password_form` gives in place of a post's text, in a site's own language."""
    return (
        f'<form action="{url}/wp-login.php?action=postpass" class="post-password-form"'
        ' method="post"><p>Это содержимое защищено паролем. Для его просмотра введите, пожалуйста,'
        ' пароль:</p><p><label>Пароль: <input name="post_password" type="password"'
        ' spellcheck="false" size="20" /></label> <input type="submit" value="Войти" /></p></form>'
    )


def rss(*items: tuple[str, str, str]) -> str:
    """WordPress's `feed-rss2`: title, address and text of each item."""
    entries = "".join(
        f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid>"
        f"<pubDate>Sun, 22 Nov 2026 04:00:00 +0000</pubDate>"
        f"<content:encoded><![CDATA[{text}]]></content:encoded></item>"
        for title, link, text in items
    )
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<generator>https://wordpress.org/?v=6.7</generator>{entries}</channel></rss>"
    )


def _error(status: int, code: str, message: str) -> Answer:
    return Answer(status, {"code": code, "message": message, "data": {"status": status}})


def _local(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


@contextmanager
def serve() -> Iterator[WordPress]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.requests.append(self.path)
            parts = urlsplit(self.path)
            answer = site.answer(parts.path, dict(parse_qsl(parts.query)))
            is_text = isinstance(answer.body, str)
            body = (answer.body if is_text else json.dumps(answer.body)).encode()
            self.send_response(answer.status)
            kind = "text/html" if is_text else "application/json; charset=UTF-8"
            for name, value in {"Content-Type": kind, **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Silence."""

    site = WordPress()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
