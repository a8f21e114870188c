"""What to do in an empty Zharia, step by step, and whom an editor can ask."""

from dataclasses import dataclass, replace

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from zharia.accounts import Environment, SocialMediaConfig, configuration
from zharia.articles import Article
from zharia.articles.feeds.tables import Feed
from zharia.texts.i18n import noop
from zharia.users import Role, User


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
            (("/admin/settings/social-media", noop("To the settings")),),
            done=_has_credentials(config),
        ),
        Step(
            noop("Connect a TikTok account"),
            noop("You agree once on TikTok's page; Zharia keeps the access alive by itself."),
            (("/admin/settings/social-media", noop("Connect an account")),),
        ),
        Step(
            noop("Add a feed, or write an article"),
            noop("Articles come from the newsroom's site by themselves, or from your hand."),
            (
                ("/admin/settings/feeds", noop("Add a feed")),
                ("/admin/articles/new", noop("Write an article")),
            ),
            done=bool(session.scalar(select(exists(select(Feed.id)) | exists(select(Article.id))))),
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
    found = session.scalars(
        select(User).where(User.role == Role.ADMIN, User.disabled_at.is_(None)).order_by(User.email)
    )
    return [one.name or one.email for one in found]
