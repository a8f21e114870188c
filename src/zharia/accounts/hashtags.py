"""An account's choices about hashtags and the link, as they are stored with it."""

from pydantic import BaseModel, ConfigDict, Field

_LANGUAGE_TAGS = {"kz": ("#жаналықтар",), "ru": ("#новости",)}


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

    @classmethod
    def default(cls, language: str) -> "HashtagSettings":
        """What a newly connected account of this language begins with."""
        return cls(language=_LANGUAGE_TAGS.get(language, ()))
