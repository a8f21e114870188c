"""What pressing a button of the publish form does: checked, carried out once, answered alike."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.responses import Response

from zharia.accounts import Mode
from zharia.publishing import actions
from zharia.publishing.choices import WrongChoice
from zharia.publishing.creating import create_publications
from zharia.publishing.model import Publication
from zharia.publishing.orders import Order, StillUnderWay
from zharia.publishing.states import State
from zharia.texts.i18n import gettext
from zharia.users import AuditAction
from zharia.web import idempotency
from zharia.web.api.publish import headline
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
        return self.answer(done) if done is not None else None

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
                done = idempotency.claim(session, principal, self.name, self.request, now)
                if done is None:
                    if scene.editing is not None:
                        # From here on nobody changes what is compared and agreed to.
                        session.get(Publication, scene.editing.id, with_for_update=True)
                    fresh = scene_of(view, session, self.article_id, self.asked)
                    _demand_same(fresh, scene)
                    press = _Press(view, session, fresh, typed, due, now, self.consent)
                    done = press.revise() if fresh.editing is not None else press.order()
                    idempotency.keep(session, principal, self.name, done)
        except idempotency.KeyReused:
            return self.used()
        except StillUnderWay:
            return view.back(here(scene), "still_under_way", kind="bad")
        except (_Changed, actions.NotPossible):
            return view.back(here(scene), "moved_on", kind="info")
        except WrongChoice as error:
            field, text = at_field(error, typed.choices(direct=scene.direct), view.context.style)
            return show_again(view, scene, typed, Wrong({field: text}))
        return self.answer(done)

    def answer(self, done: list[Any]) -> Response:
        """To the account's page, or to the draft; what happened is said there once."""
        code, account, publication, when = done
        query = {"publication": publication} if code == "draft_saved" else {"account": account}
        to = f"/admin/articles/{self.article_id}?{urlencode(query)}"
        if not when:
            kind = "info" if code == "already_there" else "ok"
            return self.view.back(to, code, kind=kind)
        with self.view.speaking():
            said = moment(datetime.fromisoformat(when), self.view.zone)
        return self.view.back(to, "sent_later", when=said)


def _demand_same(fresh: Scene, scene: Scene) -> None:
    if fresh.seen != scene.seen or not fresh.form_open:
        raise _Changed


@dataclass(frozen=True, slots=True)
class _Press:
    """What a press does within its transaction; see `done` for what each answers."""

    view: View
    session: Session
    scene: Scene
    typed: TypedPost
    due: datetime | None
    now: datetime
    consent: bool

    def order(self) -> list[Any]:
        """A new publication."""
        scene = self.scene
        order = Order(
            self.view.who,
            # In an account that posts by itself, too, the person's own choices count here.
            mode=Mode.REVIEW if scene.direct else Mode.INBOX,
            choices=self.typed.choices(direct=scene.direct, sponsored=scene.content.sponsored),
            due_at=self.due,
            force=scene.again,
            consent=self.consent,
        )
        context = self.view.context
        outcome = create_publications(
            self.session,
            context.engine,
            scene.article,
            [scene.account],
            order,
            limits=context.style,
            now=self.now,
        )[0]
        if outcome.skipped:
            return self.done("already_there", outcome.publication_id)
        self.record(AuditAction.PUBLICATION_ORDERED, outcome.publication_id, again=scene.again)
        return self.agreed(outcome.publication_id)

    def revise(self) -> list[Any]:
        """Change the draft or the waiting post; with consent, agree to what it then is."""
        publication = self.scene.editing
        assert publication is not None  # noqa: S101 - asked only then
        actions.revise(
            self.session,
            publication,
            self.typed.choices(direct=self.scene.direct, sponsored=self.scene.content.sponsored),
            limits=self.view.context.style,
            self_only=self.scene.self_only,
            who=self.view.who,
            now=self.now,
            due_at=self.chosen(publication),
        )
        self.record(AuditAction.PUBLICATION_REVISED, publication.id)
        if self.consent and publication.state == State.DRAFT:
            actions.approve(self.session, publication, self.view.who, self.now)
        return self.agreed(publication.id)

    def chosen(self, publication: Publication) -> datetime | None:
        """The moment that the person chose; None if the field holds what stood in it, which is
        known to the minute only.
        """
        stood = local_due(publication, self.view.zone, self.now)
        return None if self.typed.due == stood else max(self.due or self.now, self.now)

    def agreed(self, publication: str | None) -> list[Any]:
        if not self.consent:
            return self.done("draft_saved", publication)
        self.record(AuditAction.PUBLICATION_APPROVED, publication)
        # Without a moment of the person's own, it may wait for its article's date.
        due = self.session.get_one(Publication, publication).due_at if publication else self.now
        when = due.isoformat() if self.scene.direct and due > self.now else ""
        return self.done("sent" if self.scene.direct else "sent_to_inbox", publication, when)

    def done(self, code: str, publication: str | None, when: str = "") -> list[Any]:
        """As it is kept: a notice, the account, the publication, and when it leaves."""
        return [code, self.scene.account.id, publication, when]

    def record(self, what: AuditAction, publication: str | None, **detail: Any) -> None:
        detail |= {"article": self.scene.article.id, "account": self.scene.account.id}
        name = headline(self.scene.article)
        self.view.record(self.session, what, publication or "", name, **detail)


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
