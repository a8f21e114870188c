"""Values of the publish form, and what its small buttons do to them. Pure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from starlette.datastructures import FormData

from zharia.publishing.choices import Choices
from zharia.publishing.composing import Draft
from zharia.publishing.model import Publication
from zharia.tiktok import PHOTO_LIMIT
from zharia.web.pages.publications.preview import one_line

#: characters that a field may hold before the rest is cut; TikTok's own limits are far below
_MAX_LENGTH: Final = 20_000
_MAX_PHOTOS: Final = 200


@dataclass(frozen=True, slots=True)
class TypedPost:
    """The fields of the form as they were typed, so that a mistake loses nothing."""

    title: str = ""
    description: str = ""
    #: every photo that the post could show, in the order of the form
    photos: tuple[str, ...] = ()
    left_out: frozenset[str] = frozenset()
    cover: str = ""
    #: empty until somebody chooses: TikTok wants no default
    privacy_level: str = ""
    allow_comment: bool = False
    disclosed: bool = False
    #: asked only of an article that is paid for: the post says nothing of that
    undisclosed: bool = False
    brand_organic: bool = False
    brand_content: bool = False
    is_aigc: bool = False
    add_music: bool = False
    #: as `<input type="datetime-local">` holds it; empty is at once
    due: str = ""

    @staticmethod
    def read(form: FormData) -> "TypedPost":
        def text(name: str) -> str:
            return str(form.get(name, ""))[:_MAX_LENGTH]

        def all_of(name: str) -> tuple[str, ...]:
            return tuple(map(str, form.getlist(name)[:_MAX_PHOTOS]))

        return TypedPost(
            title=text("title"),
            description=text("description"),
            photos=tuple(dict.fromkeys(all_of("photo"))),
            left_out=frozenset(all_of("left_out")),
            cover=text("cover"),
            privacy_level=text("privacy_level"),
            allow_comment="allow_comment" in form,
            disclosed="disclosed" in form,
            undisclosed="undisclosed" in form,
            brand_organic="brand_organic" in form,
            brand_content="brand_content" in form,
            is_aigc="is_aigc" in form,
            add_music="add_music" in form,
            due=text("due"),
        )

    @staticmethod
    def of_draft(draft: Draft, photos: Sequence[str], *, ai_generated: bool = False) -> "TypedPost":
        """A new post: texts and photos are filled in, and nothing is chosen.

        That AI made the photos its article knows.
        """
        return TypedPost(
            title=draft.title,
            description=draft.description,
            photos=tuple(photos),
            left_out=frozenset(photos) - frozenset(draft.photos),
            cover=draft.photos[draft.cover_index] if draft.photos else "",
            is_aigc=ai_generated,
        )

    @staticmethod
    def of_publication(publication: Publication, photos: Sequence[str], due: str) -> "TypedPost":
        """A draft, or a post in line, to look at again. Who may see it is chosen anew."""
        shown = tuple(publication.photo_urls)
        others = tuple(url for url in photos if url not in shown)
        return TypedPost(
            title=publication.title,
            description=publication.description,
            photos=(*shown, *others),
            left_out=frozenset(others),
            cover=shown[publication.cover_index] if shown else "",
            allow_comment=publication.allow_comment,
            disclosed=publication.brand_organic or publication.brand_content,
            undisclosed=publication.disclosure_decided
            and not (publication.brand_organic or publication.brand_content),
            brand_organic=publication.brand_organic,
            brand_content=publication.brand_content,
            is_aigc=publication.is_aigc,
            add_music=publication.auto_add_music,
            due=due,
        )

    @property
    def shown(self) -> tuple[str, ...]:
        """The photos that go out, in order."""
        return tuple(url for url in self.photos if url not in self.left_out)

    @property
    def cover_index(self) -> int:
        """0-based, within `shown`; a cover that was left out gives way to the first."""
        return self.shown.index(self.cover) if self.cover in self.shown else 0

    @property
    def too_many(self) -> int:
        """How many photos TikTok would not take."""
        return max(len(self.shown) - PHOTO_LIMIT, 0)

    def among(self, photos: Sequence[str]) -> "TypedPost":
        """The same with exactly these photos: gone ones go, new ones come last and left out."""
        kept = tuple(url for url in self.photos if url in photos)
        new = tuple(url for url in photos if url not in kept)
        return replace(self, photos=(*kept, *new), left_out=self.left_out | frozenset(new))

    def moved(self, step: int, url: str) -> "TypedPost":
        """The same with one photo moved by so many places."""
        if url not in self.photos:
            return self
        photos = list(self.photos)
        at = photos.index(url)
        photos.insert(min(max(at + step, 0), len(photos)), photos.pop(at))
        return replace(self, photos=tuple(photos))

    def as_json(self) -> dict[str, Any]:
        """Equal for two forms that hold the same."""
        return asdict(self) | {"left_out": sorted(self.left_out)}

    def choices(self, *, direct: bool, sponsored: bool = False) -> Choices:
        """What is sent, as the person chose it. A draft in the inbox carries less.

        Of a `sponsored` article, a switch that was left alone is no decision.
        """
        sent = Choices(
            title=one_line(self.title),
            description=one_line(self.description),
            photo_urls=self.shown,
            cover_index=self.cover_index,
            is_aigc=self.is_aigc,
        )
        if not direct:
            return sent
        sent = replace(
            sent,
            privacy_level=self.privacy_level or None,
            allow_comment=self.allow_comment,
            auto_add_music=self.add_music,
        )
        if sponsored and not (self.disclosed or self.undisclosed):
            return sent
        return replace(
            sent,
            disclosed=self.disclosed,
            # What is ticked under a switch that is off again was taken back with it.
            brand_organic=self.disclosed and self.brand_organic,
            brand_content=self.disclosed and self.brand_content,
        )
