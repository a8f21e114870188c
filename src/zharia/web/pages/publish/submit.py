"""What pressing a button of the publish form does: checked, carried out once, answered alike."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.responses import Response

from zharia.accounts import Mode
from zharia.newsroom import publications
from zharia.newsroom.order import order
from zharia.publishing.actions import NotPossible
from zharia.publishing.choices import Choices, WrongChoice
from zharia.publishing.ledger import load, lock
from zharia.publishing.model import Publication
from zharia.publishing.orders import Order, StillUnderWay
from zharia.storage import idempotency
from zharia.texts.i18n import gettext
from zharia.web.pages.base.formats import from_local_input, moment
from zharia.web.pages.base.forms import Wrong
from zharia.web.pages.base.view import View
from zharia.web.pages.publish import creator_info
from zharia.web.pages.publish.choice_texts import at_field, not_offered, wrong_in
from zharia.web.pages.publish.context import Scene, open_scene
from zharia.web.pages.publish.form_values import TypedPost
from zharia.web.pages.publish.render import here, local_due, show_again


@dataclass(frozen=True, slots=True)
class Asked:
    """Which account, which publication: the page's query."""

    account: Annotated[str, Query(max_length=26)] = ""
    publication: Annotated[str, Query(max_length=26)] = ""
    again: bool = False


def scene_of(view: View, session: Session, article_id: str, asked: Asked) -> Scene:
    """The article as the page's query asks for it. Raises a 404."""
    return open_scene(
        session,
        view.context,
        article_id,
        account=asked.account,
        publication=asked.publication,
        again=asked.again,
    )


class _Changed(Exception):
    """Between our look and our transaction somebody else was quicker."""


@dataclass(frozen=True, slots=True)
class Sending:
    """One press of a button that the ledger has to know of."""

    view: View
    article_id: str
    asked: Asked
    typed: TypedPost
    key: str
    seen: str
    do: str

    @property
    def consent(self) -> bool:
        return self.do == "publish"

    @property
    def request(self) -> list[Any]:
        return [self.article_id, asdict(self.asked), self.do, self.typed.as_json()]

    @property
    def name(self) -> str:
        return f"form:{self.key}"

    def answered(self) -> Response | None:
        """What was answered when the very same form came before."""
        try:
            with self.view.context.database.read() as session:
                done = idempotency.answered(
                    session, self.view.visitor.principal.id, self.name, self.request
                )
        except idempotency.KeyReused:
            return self.used()
        return self.answer(_Done(*done)) if done is not None else None

    def used(self) -> Response:
        """The form was sent before, with another button or other words in it."""
        return self.view.back(f"/admin/articles/{self.article_id}", "form_used", kind="info")

    def send(self, scene: Scene) -> Response:
        """Check it, ask TikTok once more, and carry it out."""
        wrong = wrong_in(
            self.typed,
            direct=scene.direct,
            consent=self.consent,
            limits=self.view.context.style,
            self_only=scene.self_only,
            photos=scene.photos,
            zone=self.view.zone,
            now=scene.now,
            sponsored=scene.content.sponsored,
        )
        if self.seen != scene.seen:
            wrong["form"] = _changed(scene)
        if wrong:
            return show_again(self.view, scene, self.typed, wrong)
        creator, typed = None, self.typed
        if scene.direct and self.consent:
            creator = creator_info.ask(self.view.context, scene.account)
            if creator.stops:
                wrong["form"] = gettext("TikTok takes no post of this account now; see below why.")
            elif creator.info and typed.privacy_level not in creator.levels:
                wrong["privacy_level"] = not_offered()
            elif creator.info and creator.info.comment_disabled:
                typed = replace(typed, allow_comment=False)
        if wrong:
            return show_again(self.view, scene, typed, wrong, creator=creator)
        return self.carry_out(scene, typed)

    def carry_out(self, scene: Scene, typed: TypedPost) -> Response:
        """In one transaction with its idempotency key, so that two at once make one post."""
        view, database = self.view, self.view.context.database
        due = from_local_input(typed.due, view.zone)
        try:
            with database.write() as session:
                now = database.now(session)
                principal = view.visitor.principal.id
                before = idempotency.claim(session, principal, self.name, self.request, now)
                if before is not None:
                    done = _Done(*before)
                else:
                    if scene.editing is not None:
                        # From here on nobody changes what is compared and agreed to.
                        lock(session, scene.editing.id)
                    fresh = scene_of(view, session, self.article_id, self.asked)
                    _demand_same(fresh, scene)
                    submission = _Submission(view, session, fresh, typed, due, now, self.consent)
                    editing = fresh.editing
                    done = submission.order() if editing is None else submission.change(editing)
                    idempotency.keep(session, principal, self.name, done.kept())
        except idempotency.KeyReused:
            return self.used()
        except StillUnderWay:
            return view.back(here(scene), "still_under_way", kind="bad")
        except (_Changed, NotPossible):
            return view.back(here(scene), "moved_on", kind="info")
        except WrongChoice as error:
            field, text = at_field(error, typed.choices(direct=scene.direct), view.context.style)
            return show_again(view, scene, typed, Wrong({field: text}))
        return self.answer(done)

    def answer(self, done: "_Done") -> Response:
        """To the account's page, or to the draft; what happened is said there once."""
        saved = done.notice == "draft_saved"
        query = {"publication": done.publication} if saved else {"account": done.account}
        to = f"/admin/articles/{self.article_id}?{urlencode(query)}"
        if not done.when:
            kind = "info" if done.notice == "already_there" else "ok"
            return self.view.back(to, done.notice, kind=kind)
        with self.view.speaking():
            said = moment(datetime.fromisoformat(done.when), self.view.zone)
        return self.view.back(to, "sent_later", when=said)


def _demand_same(fresh: Scene, scene: Scene) -> None:
    if fresh.seen != scene.seen or not fresh.form_open:
        raise _Changed


@dataclass(frozen=True, slots=True)
class _Submission:
    """What a submitted form does within its transaction."""

    view: View
    session: Session
    scene: Scene
    typed: TypedPost
    due: datetime | None
    now: datetime
    consent: bool

    def order(self) -> "_Done":
        """A new publication."""
        scene, context = self.scene, self.view.context
        wanted = Order(
            self.view.who,
            # In an account that posts by itself, too, the person's own choices count here.
            mode=Mode.REVIEW if scene.direct else Mode.INBOX,
            choices=self.choices(),
            due_at=self.due,
            force=scene.again,
            consent=self.consent,
        )
        (outcome,) = order(
            self.session,
            self.view.visitor.principal,
            scene.article.id,
            wanted,
            account_ids=[scene.account.id],
            engine=context.engine,
            limits=context.style,
            now=self.now,
        )
        if outcome.skipped or outcome.publication_id is None:
            return _Done("already_there", scene.account.id, outcome.publication_id)
        return self.done(load(self.session, outcome.publication_id))

    def change(self, publication: Publication) -> "_Done":
        """Change the draft or the waiting post; with consent, agree to what it then is."""
        changed = publications.change(
            self.session,
            self.view.visitor.principal,
            publication.id,
            choices=self.choices(),
            due=self.chosen(publication),
            consent=self.consent,
            limits=self.view.context.style,
            now=self.now,
        )
        return self.done(changed)

    def choices(self) -> Choices:
        scene = self.scene
        return self.typed.choices(direct=scene.direct, sponsored=scene.content.sponsored)

    def chosen(self, publication: Publication) -> datetime | None:
        """The moment that the person chose; None if the field holds what stood in it, which is
        known to the minute only.
        """
        stood = local_due(publication, self.view.zone, self.now)
        return None if self.typed.due == stood else self.due or self.now

    def done(self, publication: Publication) -> "_Done":
        account = self.scene.account.id
        if not self.consent:
            return _Done("draft_saved", account, publication.id)
        if not self.scene.direct:
            return _Done("sent_to_inbox", account, publication.id)
        # Without a moment of the person's own, it may wait for its article's date.
        due = publication.due_at
        return _Done("sent", account, publication.id, due.isoformat() if due > self.now else "")


@dataclass(frozen=True, slots=True)
class _Done:
    """What came of a press, as it is kept with the form's key."""

    notice: str
    account: str
    publication: str | None
    #: when it leaves, if that is later
    when: str = ""

    def kept(self) -> list[Any]:
        return [self.notice, self.account, self.publication, self.when]


def _changed(scene: Scene) -> str:
    if scene.editing is not None:
        return gettext(
            "Somebody has changed this post meanwhile. What you typed still stands below; look at"
            " it once more and press the button again to put it in place of theirs."
        )
    return gettext(
        "The article has changed meanwhile. What you typed still stands below: publish it as it"
        " is, or take over the article's newer text first."
    )
