"""What an administrator has to do before the first post can go out."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from zharia.accounts import Account, AccountState, SocialMediaConfig
from zharia.publishing.queries import anything_published
from zharia.texts.i18n import gettext


@dataclass(frozen=True, slots=True)
class SetupStep:
    """One thing to do, in the current language."""

    title: str
    text: str
    link: str
    link_text: str
    done: bool


def setup_steps(
    session: Session,
    config: SocialMediaConfig,
    accounts: Sequence[Account],
    *,
    configured: bool,
) -> list[SetupStep]:
    """In the order in which they are done; none once a post has gone out.

    `configured`: the active keys are there.
    """
    if anything_published(session):
        return []
    connected = any(
        one.state == AccountState.CONNECTED and one.environment == config.environment
        for one in accounts
    )
    steps = [
        SetupStep(
            gettext("Enter the app's keys"),
            gettext("Copy client key and client secret from TikTok's developer console."),
            f"#keys-{config.environment}",
            gettext("To the keys"),
            done=configured,
        ),
        SetupStep(
            gettext("Tell TikTok's console about Zharia"),
            gettext("The redirect URI, the webhook address and the scopes stand ready to copy."),
            "#console",
            gettext("To the addresses to copy"),
            # Without them TikTok lets nobody connect.
            done=bool(accounts),
        ),
        SetupStep(
            gettext("Prove that the site is yours"),
            gettext("TikTok fetches photos only from a site that it has verified."),
            "#verification",
            gettext("To the verification file"),
            done=config.verification_token is not None,
        ),
        SetupStep(
            gettext("Connect a TikTok account"),
            gettext("You agree once on TikTok's page; Zharia keeps the access alive by itself."),
            "/api/tiktok/auth" if configured else "#accounts",
            gettext("Connect account"),
            done=connected,
        ),
        SetupStep(
            gettext("Switch TikTok on"),
            gettext("Until then nothing is sent."),
            "#app",
            gettext("To the switch"),
            done=config.enabled,
        ),
    ]
    return [] if all(step.done for step in steps) else steps
