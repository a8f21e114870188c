"""First steps in an empty Zharia, and the administrators that an editor can ask."""

from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy.orm import Session

from zharia.newsroom.setup_progress import setup_progress
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
    progress = setup_progress(session)
    steps = [
        Step(
            noop("Enter the app's key"),
            noop("Copy client key and client secret from TikTok's developer console."),
            ((_SOCIAL_MEDIA.path, noop("Enter the key")),),
            done=progress.has_credentials,
        ),
        Step(
            noop("Connect a TikTok account"),
            noop("You agree once on TikTok's page; Zharia keeps the access alive by itself."),
            ((_SOCIAL_MEDIA.path, noop("Connect an account")),),
            done=progress.is_connected,
        ),
        Step(
            noop("Add a feed, or write an article"),
            noop("Articles come from the newsroom's site by themselves, or from your hand."),
            (
                (PAGES["feeds"].path, noop("Add a feed")),
                ("/admin/articles/new", noop("Write an article")),
            ),
            done=progress.has_source,
        ),
    ]
    following = next((number for number, step in enumerate(steps) if not step.done), None)
    return [replace(step, next=number == following) for number, step in enumerate(steps)]


def administrators(session: Session) -> list[str]:
    """Whom an editor can ask, by name or e-mail address."""
    return [one.name or one.email for one in queries.administrators(session)]
