"""The navigation menu of every page."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from zharia.publishing.queries import count_drafts
from zharia.texts.named_pages import PAGES


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the menu. `title` is translated where it is shown."""

    path: str
    icon: str
    title: str
    here: bool
    #: how many things wait there
    count: int = 0


_QUEUE: Final = PAGES["queue"]
#: the lines in their order: page, icon, whether it is for administrators alone
_MENU: Final = (
    ("queue", "queue", False),
    ("articles", "article", False),
    ("publications", "publications", False),
    ("social-media", "plug", True),
    ("users", "people", True),
    ("audit", "log", True),
    ("errors", "help", False),
)
#: pages that stand under another one's line
_UNDER: Final = {
    PAGES["keys"].path: PAGES["users"].path,
    PAGES["feeds"].path: PAGES["social-media"].path,
}


def menu(session: Session, path: str, *, is_admin: bool) -> list[Item]:
    """What this visitor may open."""
    waiting = count_drafts(session)
    shown = [(PAGES[name], icon) for name, icon, for_admins in _MENU if is_admin or not for_admins]
    path = next((over for under, over in _UNDER.items() if _within(path, under)), path)
    return [
        Item(
            page.path,
            icon,
            page.title,
            here=path == page.path or (page is not _QUEUE and _within(path, page.path)),
            count=waiting if page is _QUEUE else 0,
        )
        for page, icon in shown
    ]


def _within(path: str, at: str) -> bool:
    return path == at or path.startswith(f"{at}/")
