"""Setup steps: what an administrator has to do before the first post can go out."""

from dataclasses import dataclass

from zharia.newsroom.setup_progress import SetupProgress
from zharia.texts.i18n import gettext


@dataclass(frozen=True, slots=True)
class SetupStep:
    """One thing to do, in the current language."""

    title: str
    text: str
    link: str
    link_text: str
    done: bool


def setup_steps(progress: SetupProgress) -> list[SetupStep]:
    """In the order in which they are done; none once a post has gone out."""
    if progress.has_published:
        return []
    steps = [
        SetupStep(
            gettext("Enter the app's keys"),
            gettext("Copy client key and client secret from TikTok's developer console."),
            f"#keys-{progress.environment}",
            gettext("To the keys"),
            done=progress.has_credentials,
        ),
        SetupStep(
            gettext("Tell TikTok's console about Zharia"),
            gettext("The redirect URI, the webhook address and the scopes stand ready to copy."),
            "#console",
            gettext("To the addresses to copy"),
            done=progress.console_knows_us,
        ),
        SetupStep(
            gettext("Prove that the site is yours"),
            gettext("TikTok fetches photos only from a site that it has verified."),
            "#verification",
            gettext("To the verification file"),
            done=progress.has_verification,
        ),
        SetupStep(
            gettext("Connect a TikTok account"),
            gettext("You agree once on TikTok's page; Zharia keeps the access alive by itself."),
            "/api/tiktok/auth" if progress.has_credentials else "#accounts",
            gettext("Connect account"),
            done=progress.is_connected,
        ),
        SetupStep(
            gettext("Switch TikTok on"),
            gettext("Until then nothing is sent."),
            "#app",
            gettext("To the switch"),
            done=progress.is_enabled,
        ),
    ]
    return [] if all(step.done for step in steps) else steps
