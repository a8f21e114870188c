"""Flash messages: what a page says once, after something was done on the page before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from zharia.errors import ChoiceCode, ErrorCode
from zharia.texts.i18n import gettext, noop

_TEXTS: Final = {
    "signed_out": noop("You are signed out."),
    "saved": noop("Saved."),
    "spelt": noop("Posts now carry %(tag)s."),
    "resumed": noop("Zharia goes on: what waits is sent now."),
    "not_resumed": noop("Nothing was done: %(problem)s"),
    "person_added": noop("%(email)s can sign in now."),
    "password_set": noop("%(email)s has a new password and must sign in again with it."),
    "password_changed": noop("Your password is changed. Other browsers are signed out."),
    "sessions_ended": noop("Signed out there."),
    "user_disabled": noop("%(email)s is signed out and can no longer sign in."),
    "user_enabled": noop("%(email)s may sign in again."),
    "feed_added": noop("The feed is checked from now on. The first check is under way."),
    "feed_soon": noop("Zharia looks at the feed within seconds."),
    "feed_on": noop("The feed is checked again."),
    "feed_off": noop("The feed is paused."),
    "feed_removed": noop("The feed is removed. Its articles stay."),
    "access_renewed": noop("The access of %(name)s is renewed."),
    "account_disconnected": noop("%(name)s is disconnected. Its settings are kept."),
    "account_disconnected_alone": noop(
        "%(name)s is disconnected here, but TikTok did not confirm it. Its owner can remove the app"
        " in TikTok under “Manage app permissions”."
    ),
    "key_revoked": noop("The key “%(name)s” no longer works."),
    "approved": noop("Approved. It leaves when its turn comes."),
    "approved_already": noop("It was approved already."),
    "planned": noop("Planned for %(when)s."),
    "not_held_back": noop("It is not held back any more."),
    ChoiceCode.NO_MOMENT: noop("That is no day and time. Choose both, or leave the field empty."),
    ChoiceCode.TOO_FAR_AHEAD: noop("That is more than a year ahead. Choose an earlier moment."),
    "withdrawn": noop("Withdrawn. It will not be sent."),
    "withdrawn_already": noop("It was withdrawn already."),
    "retried": noop("In line again. It leaves when its turn comes."),
    "retried_already": noop("It is in line already."),
    "said_live": noop("Noted: it is live."),
    "said_not_live": noop("Noted: it is not live. You can send it again."),
    "recomposed": noop("It shows the article's new text and photos now."),
    ErrorCode.WRONG_STATE: noop("Nothing was done, since it is further by now: %(state)s."),
    ErrorCode.JUST_MOVED_ON: noop(
        "Nothing was done: it moved on in this moment. Look at it again."
    ),
    ErrorCode.CHANGED_MEANWHILE: noop(
        "Nothing was done: somebody has changed it since you looked. Look at it again, then decide."
    ),
    ErrorCode.STILL_UNDER_WAY: noop(
        "Nothing was done: this article is still on its way to the account. Wait for its end, or"
        " withdraw it."
    ),
    ErrorCode.ALREADY_LIVE: noop(
        "Nothing was done: this article is on the account by now. To publish it once more, open the"
        " article."
    ),
    ErrorCode.STILL_FOLLOWED: noop("Nothing was done: TikTok's own answer is still expected."),
    ErrorCode.NO_VERSION: noop(
        "Nothing was done: the article has no version in this language any more."
    ),
    ErrorCode.NO_PHOTOS: noop("Nothing was done: the article has no photo any more."),
    ChoiceCode.PRIVACY_NOT_CHOSEN: noop("Choose here who can see the post, then publish it."),
    ChoiceCode.DISCLOSURE_NOT_DECIDED: noop(
        "The article is paid for: say here whether the post discloses that, then publish it."
    ),
    "same_story": noop("The two articles are one story now. It goes out once."),
    "another_story": noop(
        "Noted: it is another story. It is treated like any other article from now on."
    ),
    "language_said": noop("Noted. The text goes to the accounts of this language."),
    "not_asked": noop("This is not asked any more: somebody has answered it already."),
    ChoiceCode.SELF_ONLY_BEFORE_AUDIT: noop(
        "Before TikTok's audit of the app, only you can see posts: choose that here."
    ),
    ChoiceCode.BRANDED_NEVER_PRIVATE: noop(
        "Branded content cannot be private: choose here who else can see it."
    ),
    "sent": noop(
        "Approved and put in line. It may take a few minutes until TikTok has processed the post;"
        " its status shows here by itself."
    ),
    "sent_later": noop("Approved. It leaves on its own: %(when)s."),
    "sent_to_inbox": noop(
        "In line for the TikTok inbox. It may take a few minutes until the draft arrives; its"
        " status shows here by itself."
    ),
    "draft_saved": noop("Saved as a draft. It goes out only after somebody has approved it."),
    "already_there": noop(
        "This article is on the account already, or on its way. Nothing was sent a second time."
    ),
    "form_used": noop("This form was sent already. Nothing was sent a second time."),
    "moved_on": noop("It has moved on meanwhile: see below how it stands. Nothing was changed."),
    "article_written": noop("Saved. Look at the post below, then publish it."),
    "article_corrected": noop("The correction is saved."),
    "article_unchanged": noop("Nothing was changed, so nothing was saved."),
    "form_closed": noop("Nothing can be sent from here now: see below why."),
}


@dataclass(frozen=True, slots=True)
class FlashMessage:
    """`kind` is how it looks: `ok`, `info` or `bad`."""

    kind: str
    code: str
    params: Mapping[str, Any]

    @property
    def text(self) -> str:
        """In the current language. An unknown code is shown as it is."""
        return gettext(_TEXTS[self.code]) % self.params if self.code in _TEXTS else self.code


def flash_message(kept: Mapping[str, Any]) -> FlashMessage:
    """A notice as a session keeps it."""
    return FlashMessage(kept["kind"], kept["code"], kept["params"])
