"""An account's choices about hashtags, link and credit, as they are stored with it. Pure."""

from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from zharia.accounts import setting_texts as words
from zharia.errors.field_error import FieldError
from zharia.posts import hashtag

#: the brief's own spelling first, which is the default; the other is the one of the dictionary
_LANGUAGE_TAGS: Final = {"kz": ("#жаналықтар", "#жаңалықтар"), "ru": ("#новости",)}

#: of one kind: brand, language or extra
MOST_TAGS: Final = 30
MOST_CHARACTERS: Final = 100


class HashtagSettings(BaseModel):
    """The brief's tags by default. In text order: brand, language, extra."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    brand: tuple[str, ...] = ("#AIMAK", "#Сатпаев")
    language: tuple[str, ...] = ()
    extra: tuple[str, ...] = ("#Казахстан",)
    #: how many in all, those of the article included
    cap: int = Field(default=10, ge=0, le=100)
    #: whether the article's address stands in the description
    link: bool = True
    #: whether the description names the photographers
    credit: bool = True

    @classmethod
    def default(cls, language: str) -> "HashtagSettings":
        """What a newly connected account of this language begins with."""
        return cls(language=offered(language)[:1])


def offered(language: str) -> tuple[str, ...]:
    """The language tags to choose from; the first is the default, and there may be none."""
    return _LANGUAGE_TAGS.get(language, ())


def moved_to(settings: HashtagSettings, old: str, new: str) -> HashtagSettings:
    """The settings of an account whose language changes: tags of its own choice stay."""
    usual = all(tag in offered(old) for tag in settings.language)
    if old == new or not usual:
        return settings
    return settings.model_copy(update={"language": offered(new)[:1]})


def cleaned_hashtags(settings: HashtagSettings) -> tuple[HashtagSettings, list[FieldError]]:
    """The tags as they will stand in a post, each once, and what is wrong with them."""
    problems: list[FieldError] = []
    kinds: dict[str, tuple[str, ...]] = {}
    for kind, names in (
        ("brand", settings.brand),
        ("language", settings.language),
        ("extra", settings.extra),
    ):
        tags: list[str] = []
        for index, name in enumerate(names):
            field = f"hashtags.{kind}.{index}"
            tag = hashtag(name)
            if len(name) > MOST_CHARACTERS:
                problems.append(
                    FieldError(field, words.HASHTAG_TOO_LONG.with_(most=MOST_CHARACTERS))
                )
            elif tag is not None:
                tags.append(tag)
            elif name.strip():
                problems.append(FieldError(field, words.NO_HASHTAG.with_(tag=name.strip())))
        if len(tags) > MOST_TAGS:
            problems.append(
                FieldError(f"hashtags.{kind}", words.TOO_MANY_HASHTAGS.with_(most=MOST_TAGS))
            )
        kinds[kind] = tuple(dict.fromkeys(tags))
    return settings.model_copy(update=kinds), problems
