"""Values of the article form, and what its small buttons do to them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import tzinfo
from itertools import zip_longest
from typing import Final

from starlette.datastructures import FormData, UploadFile

from zharia.articles.article_form import ArticleForm
from zharia.articles.content import Image, Translation
from zharia.articles.languages import MAIN_LANGUAGES
from zharia.web.pages.base.formats import from_local_input, local_input

#: rows that the form takes at most; the domain's own limits are below
_MAX_ROWS: Final = 300


@dataclass(frozen=True, slots=True)
class TypedArticle(ArticleForm):
    """The fields of the form as they were typed, so that a mistake loses nothing."""

    #: as `<input type="datetime-local">` holds it; empty is now, or as it was
    published: str = ""

    @staticmethod
    def empty(external_id: str) -> "TypedArticle":
        """A new article's form."""
        texts = tuple(Translation(language, "") for language in MAIN_LANGUAGES)
        return TypedArticle(texts, external_id=external_id)

    @staticmethod
    def of(form: ArticleForm, zone: tzinfo) -> "TypedArticle":
        """An article's form as it opens."""
        values = {one.name: getattr(form, one.name) for one in fields(form)}
        published = local_input(form.published_at, zone) if form.published_at else ""
        return TypedArticle(**values, published=published)

    @staticmethod
    def read(form: FormData) -> "TypedArticle":
        def text(name: str) -> str:
            return str(form.get(name, "")).replace("\r\n", "\n")

        def column(name: str) -> list[str]:
            return [str(one) for one in form.getlist(name)[:_MAX_ROWS]]

        languages = column("language") or list(MAIN_LANGUAGES)
        tags = list(zip_longest(*(column(f"tag.{one}") for one in MAIN_LANGUAGES), fillvalue=""))
        while tags and not any(tags[-1]):
            tags.pop()
        images = zip_longest(
            *(column(f"image.{one}") for one in ("url", "alt", "credit", "language")), fillvalue=""
        )
        edition = text("edition")
        return TypedArticle(
            translations=tuple(
                Translation(
                    one,
                    title=text(f"translations.{one}.title"),
                    excerpt=text(f"translations.{one}.excerpt"),
                    content=text(f"translations.{one}.content"),
                    url=text(f"translations.{one}.url"),
                )
                for one in dict.fromkeys(languages)
            ),
            category={one: text(f"category.{one}") for one in MAIN_LANGUAGES},
            tags=tuple(dict(zip(MAIN_LANGUAGES, names, strict=True)) for names in tags),
            images=tuple(Image(*row) for row in images),
            is_breaking="is_breaking" in form,
            ai_generated="ai_generated" in form,
            sponsored="sponsored" in form,
            published=text("published"),
            edition=int(edition) if edition.isdecimal() and len(edition) < 9 else 0,
            external_id=text("external_id")[:100],
        )

    def written(self, article_id: str | None, zone: tzinfo) -> ArticleForm:
        """For the domain, which checks it. Raises `ValueError` for a moment that is none."""
        published_at = from_local_input(self.published, zone)
        return replace(self, published_at=published_at, article_id=article_id)

    def moved(self, step: int, row: int) -> "TypedArticle":
        """The same with one photo moved by so many places."""
        if not 0 <= row < len(self.images):
            return self
        images = list(self.images)
        images.insert(min(max(row + step, 0), len(images)), images.pop(row))
        return replace(self, images=tuple(images))

    def without(self, row: int) -> "TypedArticle":
        """The same with one photo less."""
        return replace(self, images=self.images[:row] + self.images[row + 1 :])

    def with_photos(self, addresses: Sequence[str]) -> "TypedArticle":
        """The same with photos added; rows that hold nothing make room."""
        filled = tuple(one for one in self.images if one.url or one.alt or one.credit)
        return replace(self, images=(*filled, *(Image(one) for one in addresses)))


def uploads(form: FormData) -> list[UploadFile]:
    """The files that were chosen in the form."""
    return [one for one in form.getlist("upload") if isinstance(one, UploadFile) and one.filename]
