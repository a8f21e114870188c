"""Hashtag settings of an account, with link and credit, as they are stored. Pure."""

from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from zharia.accounts import setting_texts as texts
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
    #: whether the description has the article's URL
    link: bool = True
    #: whether the description names the photographers
    credit: bool = True

    @classmethod
    def default(cls, language: str) -> "HashtagSettings":
        """What a newly connected account of this language begins with."""
        return cls(language=language_tags(language)[:1])


def language_tags(language: str) -> tuple[str, ...]:
    """The language tags to choose from; the first is the default, and there may be none."""
    return _LANGUAGE_TAGS.get(language, ())


def for_new_language(settings: HashtagSettings, old: str, new: str) -> HashtagSettings:
    """The settings of an account whose language changes: tags of its own choice stay."""
    usual = all(tag in language_tags(old) for tag in settings.language)
    if old == new or not usual:
        return settings
    return settings.model_copy(update={"language": language_tags(new)[:1]})


def other_spelling(settings: HashtagSettings, language: str) -> tuple[str, str] | None:
    """The language tag in use and the same word in its other spelling, if there are two."""
    used = [tag for tag in settings.language if tag in language_tags(language)]
    others = [tag for tag in language_tags(language) if tag not in used]
    return (used[0], others[0]) if len(used) == len(others) == 1 else None


def with_spelling(settings: HashtagSettings, language: str, tag: str) -> HashtagSettings:
    """The settings with the language tag spelt as `tag`, in its place; else as they are."""
    spelling = other_spelling(settings, language)
    if spelling is None or tag != spelling[1]:
        return settings
    tags = tuple(tag if one == spelling[0] else one for one in settings.language)
    return settings.model_copy(update={"language": tags})


def cleaned_hashtags(settings: HashtagSettings) -> tuple[HashtagSettings, list[FieldError]]:
    """The tags normalised as in a post, each once, and the errors in them."""
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
                    FieldError(field, texts.HASHTAG_TOO_LONG.with_(most=MOST_CHARACTERS))
                )
            elif tag is not None:
                tags.append(tag)
            elif name.strip():
                problems.append(FieldError(field, texts.NO_HASHTAG.with_(tag=name.strip())))
        if len(tags) > MOST_TAGS:
            problems.append(
                FieldError(f"hashtags.{kind}", texts.TOO_MANY_HASHTAGS.with_(most=MOST_TAGS))
            )
        kinds[kind] = tuple(dict.fromkeys(tags))
    return settings.model_copy(update=kinds), problems
