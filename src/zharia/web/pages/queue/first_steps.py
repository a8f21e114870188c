"""What to do in an empty Zharia, step by step, and whom an editor can ask."""

from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy.orm import Session

from zharia.accounts import Environment, SocialMediaConfig, configuration
from zharia.articles.feeds.queries import has_source
from zharia.texts.i18n import noop
from zharia.texts.named_pages import PAGES
from zharia.users import queries

_SOCIAL_MEDIA: Final = PAGES["social-media"]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. The texts are translated where they are shown."""

    title: str
    text: str
    #: path and what stands on the button
    links: tuple[tuple[str, str], ...]
    done: bool = False
    #: the first that is not done
    next: bool = False


def first_steps(session: Session) -> list[Step]:
    """For an administrator, as long as no account is connected."""
    config = configuration(session)
    steps = [
        Step(
            noop("Enter the app's key"),
            noop("Copy client key and client secret from TikTok's developer console."),
            ((_SOCIAL_MEDIA.path, _SOCIAL_MEDIA.title),),
            done=_has_credentials(config),
        ),
        Step(
            noop("Connect a TikTok account"),
            noop("You agree once on TikTok's page; Zharia keeps the access alive by itself."),
            ((_SOCIAL_MEDIA.path, noop("Connect an account")),),
        ),
        Step(
            noop("Add a feed, or write an article"),
            noop("Articles come from the newsroom's site by themselves, or from your hand."),
            (
                (PAGES["feeds"].path, noop("Add a feed")),
                ("/admin/articles/new", noop("Write an article")),
            ),
            done=has_source(session),
        ),
    ]
    following = next(number for number, step in enumerate(steps) if not step.done)
    steps[following] = replace(steps[following], next=True)
    return steps


def _has_credentials(config: SocialMediaConfig) -> bool:
    if config.environment == Environment.SANDBOX:
        key, secret = config.tiktok_sandbox_client_key, config.tiktok_sandbox_client_secret
    else:
        key, secret = config.tiktok_client_key, config.tiktok_client_secret
    return bool(key) and secret is not None


def administrators(session: Session) -> list[str]:
    """Whom an editor can ask, by name or e-mail address."""
    return [one.name or one.email for one in queries.administrators(session)]
