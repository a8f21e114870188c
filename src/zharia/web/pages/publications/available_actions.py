"""Available actions: what a person may do with a publication in its state. Pure."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from zharia.publishing.consent import content_hash
from zharia.publishing.model import Publication
from zharia.publishing.states import State
from zharia.tiktok import PostMode, RetryKind


@dataclass(frozen=True, slots=True)
class Actions:
    """Which buttons a publication has."""

    #: where text, photos and choices are changed; empty if they no longer can be
    form: str = ""
    #: it waits for approval, and TikTok's choices still have to be made in the form
    choose: bool = False
    #: it waits for approval, and nothing is missing
    approve: bool = False
    #: what is agreed to with that button, as `consent.content_hash`; empty without it
    seen: str = field(default="", compare=False)
    schedule: bool = False
    cancel: bool = False
    retry: bool = False
    #: the same again will fail again: something has to be changed first
    retry_is_vain: bool = False
    #: nobody but a person can tell how it ended
    resolve: bool = False

    def __bool__(self) -> bool:
        """Whether there is anything to do."""
        return self != Actions()


def available_actions(publication: Publication) -> Actions:
    """The actions that the ledger would not refuse."""
    state = State(publication.state)
    if state in {State.DRAFT, State.SCHEDULED}:
        waits = state is State.DRAFT
        direct = publication.post_mode == PostMode.DIRECT_POST
        missing = direct and publication.privacy_level is None
        return Actions(
            form=publish_form_path(publication),
            choose=waits and missing,
            approve=waits and not missing,
            seen=content_hash(publication) if waits and not missing else "",
            schedule=True,
            cancel=True,
        )
    if state is State.PREPARING:
        return Actions(cancel=True)
    if state is State.FAILED:
        return Actions(retry=True, retry_is_vain=publication.retry == RetryKind.NEVER.value)
    if state in {State.UNCONFIRMED, State.PROCESSING}:
        return Actions(resolve=publication.needs_resolution)
    return Actions()


def publish_form_path(publication: Publication) -> str:
    """The publish form, open at this publication."""
    asked = urlencode({"publication": publication.id})
    return f"/admin/articles/{publication.article_id}?{asked}"
