"""The newsroom's web site in two languages: pages, photos, and a feed for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import Final

from jinja2 import Environment, PackageLoader
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from zharia.demo.photo_files import FORMATS, encode
from zharia.demo.stories import LANGUAGES, Story, Translation


@dataclass(frozen=True, slots=True)
class Newspaper:
    """The newspaper in one language."""

    name: str
    #: of the web: Kazakh is `kk` there
    lang: str
    native_name: str
    description: str
    breaking_label: str
    empty_text: str


NEWSPAPERS: Final = {
    "kz": Newspaper(
        "Аймақ жаңалықтары",
        "kk",
        "Қазақша",
        "Сәтбаев пен Ұлытау облысының жаңалықтары",
        "Шұғыл",
        "Алғашқы жаңалық қазір шығады.",
    ),
    "ru": Newspaper(
        "Аймак: новости",
        "ru",
        "Русский",
        "Новости Сатпаева и области Улытау",
        "Срочно",
        "Первая новость сейчас выйдет.",
    ),
}
_TEMPLATES = Environment(
    loader=PackageLoader("zharia.demo"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)


@dataclass(frozen=True, slots=True)
class Published:
    """A story that readers can see."""

    story: Story
    at: datetime
    #: of the site, without a slash at its end
    base: str

    def translation(self, language: str) -> Translation:
        return self.story.translations[language]

    def url(self, language: str) -> str:
        return f"{self.base}/{language}/{self.story.slug}/"

    def versions(self, language: str) -> dict[str, str]:
        """The story's pages in the other languages."""
        return {other: self.url(other) for other in LANGUAGES if other != language}

    def markup(self, language: str) -> str:
        """The body as HTML."""
        return "".join(
            f"<p>{escape(paragraph)}</p>" for paragraph in self.translation(language).body
        )

    @property
    def photo_urls(self) -> list[str]:
        return [f"{self.base}/photos/{photo.name}" for photo in self.story.photos]

    @property
    def media(self) -> list[tuple[str, str]]:
        """Each photo's address and media type."""
        return [
            (url, f"image/{FORMATS[url.rpartition('.')[2]].lower()}") for url in self.photo_urls
        ]

    @property
    def pub_date(self) -> str:
        return format_datetime(self.at)


class Newsroom:
    """The site's content. `publish` may be called from any thread."""

    def __init__(self, base: str, stories: Sequence[Story]) -> None:
        self.base = base
        self._published: tuple[Published, ...] = ()
        self._photos = {photo.name: photo for story in stories for photo in story.photos}

    def publish(self, story: Story) -> None:
        """Readers see the story from now on, first of all."""
        self._published = (Published(story, datetime.now(UTC), self.base), *self._published)

    @property
    def published(self) -> tuple[Published, ...]:
        """Newest first."""
        return self._published

    def photo(self, name: str) -> bytes | None:
        """A photo's file, made when it is first asked for."""
        photo = self._photos.get(name)
        return None if photo is None else encode(photo)

    def feed(self, language: str) -> str:
        """The feed of one language, as RSS 2.0."""
        return self._rendered("feed.xml", language, {})

    def site(self) -> Starlette:
        """The web site as an ASGI application."""
        return Starlette(
            routes=[
                Route("/", self._front),
                Route("/photos/{name}", self._photo),
                Route("/{language}/", self._home),
                Route("/{language}/feed.xml", self._feed),
                Route("/{language}/{slug}/", self._story),
            ]
        )

    async def _front(self, _request: Request) -> Response:
        return RedirectResponse("/kz/")

    async def _home(self, request: Request) -> Response:
        language = _language(request)
        versions = {other: f"{self.base}/{other}/" for other in LANGUAGES if other != language}
        return self._page("home.html", language, versions)

    async def _story(self, request: Request) -> Response:
        language, slug = _language(request), request.path_params["slug"]
        one = next((one for one in self.published if one.story.slug == slug), None)
        if one is None:
            raise HTTPException(404)
        return self._page(
            "story.html", language, one.versions(language), one=one, text=one.translation(language)
        )

    async def _feed(self, request: Request) -> Response:
        language = _language(request)
        return Response(self.feed(language), media_type="application/rss+xml")

    async def _photo(self, request: Request) -> Response:
        name = request.path_params["name"]
        content = await run_in_threadpool(self.photo, name)
        if content is None:
            raise HTTPException(404)
        kind = FORMATS[name.rpartition(".")[2]].lower()
        return Response(content, media_type=f"image/{kind}")

    def _page(
        self, template: str, language: str, versions: dict[str, str], **more: object
    ) -> Response:
        return HTMLResponse(self._rendered(template, language, versions, **more))

    def _rendered(
        self, template: str, language: str, versions: dict[str, str], **more: object
    ) -> str:
        return _TEMPLATES.get_template(template).render(
            base=self.base,
            language=language,
            paper=NEWSPAPERS[language],
            papers=NEWSPAPERS,
            published=self.published,
            versions=versions,
            **more,
        )


def _language(request: Request) -> str:
    language: str = request.path_params["language"]
    if language not in NEWSPAPERS:
        raise HTTPException(404)
    return language
