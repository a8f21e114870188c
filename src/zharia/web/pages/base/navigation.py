"""The menu beside every page."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from zharia.publishing.model import Publication
from zharia.publishing.states import State
from zharia.texts.i18n import noop


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the menu. `title` is translated where it is shown."""

    path: str
    icon: str
    title: str
    here: bool
    #: how many things wait there
    count: int = 0


#: pages that stand under another one's line
_UNDER = {
    "/admin/keys": "/admin/users",
    "/admin/settings/feeds": "/admin/settings/social-media",
}


def menu(session: Session, path: str, *, is_admin: bool) -> list[Item]:
    """What this visitor may open."""
    waiting = session.scalar(
        select(func.count()).select_from(Publication).where(Publication.state == State.DRAFT)
    )
    pages = [
        ("/admin", "queue", noop("Queue")),
        ("/admin/articles", "article", noop("Articles")),
        ("/admin/publications", "publications", noop("Publications")),
    ]
    if is_admin:
        pages += [
            ("/admin/settings/social-media", "plug", noop("Social media")),
            ("/admin/users", "people", noop("Users and keys")),
            ("/admin/audit", "log", noop("Audit log")),
        ]
    pages.append(("/admin/help/errors", "help", noop("Errors explained")))
    path = next((over for under, over in _UNDER.items() if _within(path, under)), path)
    return [
        Item(
            at,
            icon,
            title,
            here=path == at or (at != "/admin" and _within(path, at)),
            count=(waiting or 0) if at == "/admin" else 0,
        )
        for at, icon, title in pages
    ]


def _within(path: str, at: str) -> bool:
    return path == at or path.startswith(f"{at}/")
