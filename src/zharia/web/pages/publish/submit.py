"""Submission of the publish form: validated, carried out once, a repeat answered alike."""

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
from zharia.web.pages.base.forms import FormErrors
from zharia.web.pages.base.view import View
from zharia.web.pages.publish import creator_info
from zharia.web.pages.publish.choice_texts import field_error, not_offered, validate
from zharia.web.pages.publish.context import PublishForm, load_form
from zharia.web.pages.publish.form_values import TypedPost
from zharia.web.pages.publish.render import form_page_again, local_due, page_path


@dataclass(frozen=True, slots=True)
class PublishQuery:
    """Which account, which publication: the page's query."""

    account: Annotated[str, Query(max_length=26)] = ""
    publication: Annotated[str, Query(max_length=26)] = ""
    again: bool = False


def load_requested_form(
    view: View, session: Session, article_id: str, query: PublishQuery
) -> PublishForm:
    """The article as the page's query asks for it. Raises a 404."""
    return load_form(
        session,
        view.context,
        article_id,
        account=query.account,
        publication=query.publication,
        again=query.again,
    )


class _Changed(Exception):
    """Between our look and our transaction somebody else was quicker."""


@dataclass(frozen=True, slots=True)
class FormSubmission:
    """One press of a button that the ledger has to know of."""

    view: View
    article_id: str
    query: PublishQuery
    typed: TypedPost
    key: str
    seen: str
    do: str

    @property
    def consent(self) -> bool:
        return self.do == "publish"

    @property
    def request(self) -> list[Any]:
        return [self.article_id, asdict(self.query), self.do, self.typed.as_json()]

    @property
    def name(self) -> str:
        return f"form:{self.key}"

    def replayed(self) -> Response | None:
        """What was answered when the very same form came before."""
        try:
            with self.view.context.database.read() as session:
                result = idempotency.stored_answer(
                    session, self.view.principal.id, self.name, self.request
                )
        except idempotency.KeyReused:
            return self._already_used()
        return self._redirect_to_result(_Result(*result)) if result is not None else None

    def _already_used(self) -> Response:
        """The form was sent before, with another button or other words in it."""
        return self.view.redirect(f"/admin/articles/{self.article_id}", "form_used", kind="info")

    def submit(self, form: PublishForm) -> Response:
        """Check it, ask TikTok once more, and carry it out."""
        errors = validate(
            self.typed,
            direct=form.direct,
            consent=self.consent,
            limits=self.view.context.style,
            self_only=form.self_only,
            photos=form.photos,
            zone=self.view.zone,
            now=form.now,
            sponsored=form.content.sponsored,
        )
        if self.seen != form.seen:
            errors["form"] = _changed(form)
        if errors:
            return form_page_again(self.view, form, self.typed, errors)
        creator, typed = None, self.typed
        if form.direct and self.consent:
            creator = creator_info.fetch_creator(self.view.context, form.account)
            if creator.blocks_posting:
                errors["form"] = gettext("TikTok takes no post of this account now; see below why.")
            elif creator.info and typed.privacy_level not in creator.levels:
                errors["privacy_level"] = not_offered()
            elif creator.info and creator.info.comment_disabled:
                typed = replace(typed, allow_comment=False)
        if errors:
            return form_page_again(self.view, form, typed, errors, creator=creator)
        return self._carry_out(form, typed)

    def _carry_out(self, form: PublishForm, typed: TypedPost) -> Response:
        """In one transaction with its idempotency key, so that two at once make one post."""
        view, database = self.view, self.view.context.database
        due = from_local_input(typed.due, view.zone)
        try:
            with database.write() as session:
                now = database.now(session)
                principal = view.principal.id
                before = idempotency.claim(session, principal, self.name, self.request, now)
                if before is not None:
                    result = _Result(*before)
                else:
                    if form.editing is not None:
                        # From here on nobody changes what is compared and agreed to.
                        lock(session, form.editing.id)
                    fresh = load_requested_form(view, session, self.article_id, self.query)
                    _require_unchanged(fresh, form)
                    transaction = _Transaction(view, session, fresh, typed, due, now, self.consent)
                    editing = fresh.editing
                    result = transaction.order() if editing is None else transaction.change(editing)
                    idempotency.store_answer(session, principal, self.name, result.kept())
        except idempotency.KeyReused:
            return self._already_used()
        except StillUnderWay:
            return view.redirect(page_path(form), "still_under_way", kind="bad")
        except (_Changed, NotPossible):
            return view.redirect(page_path(form), "moved_on", kind="info")
        except WrongChoice as error:
            field, text = field_error(error, typed.choices(direct=form.direct), view.context.style)
            return form_page_again(view, form, typed, FormErrors({field: text}))
        return self._redirect_to_result(result)

    def _redirect_to_result(self, result: "_Result") -> Response:
        """To the account's page, or to the draft; what happened is said there once."""
        saved = result.notice == "draft_saved"
        query = {"publication": result.publication} if saved else {"account": result.account}
        to = f"/admin/articles/{self.article_id}?{urlencode(query)}"
        if not result.when:
            kind = "info" if result.notice == "already_there" else "ok"
            return self.view.redirect(to, result.notice, kind=kind)
        said = moment(datetime.fromisoformat(result.when), self.view.zone)
        return self.view.redirect(to, "sent_later", when=said)


def _require_unchanged(fresh: PublishForm, form: PublishForm) -> None:
    if fresh.seen != form.seen or not fresh.is_open:
        raise _Changed


@dataclass(frozen=True, slots=True)
class _Transaction:
    """What a submitted form does within its transaction."""

    view: View
    session: Session
    form: PublishForm
    typed: TypedPost
    due: datetime | None
    now: datetime
    consent: bool

    def order(self) -> "_Result":
        """A new publication."""
        form, context = self.form, self.view.context
        wanted = Order(
            self.view.principal.name,
            # In an account that posts by itself, too, the person's own choices count here.
            mode=Mode.REVIEW if form.direct else Mode.INBOX,
            choices=self.choices(),
            due_at=self.due,
            force=form.again,
            consent=self.consent,
        )
        (outcome,) = order(
            self.session,
            self.view.principal,
            form.article.id,
            wanted,
            account_ids=[form.account.id],
            engine=context.engine,
            limits=context.style,
            now=self.now,
        )
        if outcome.skipped or outcome.publication_id is None:
            return _Result("already_there", form.account.id, outcome.publication_id)
        return self._result(load(self.session, outcome.publication_id))

    def change(self, publication: Publication) -> "_Result":
        """Change the draft or the waiting post; with consent, agree to what it then is."""
        changed = publications.change(
            self.session,
            self.view.principal,
            publication.id,
            choices=self.choices(),
            due=self.chosen(publication),
            consent=self.consent,
            limits=self.view.context.style,
            now=self.now,
        )
        return self._result(changed)

    def choices(self) -> Choices:
        form = self.form
        return self.typed.choices(direct=form.direct, sponsored=form.content.sponsored)

    def chosen(self, publication: Publication) -> datetime | None:
        """The moment that the person chose; None if the field holds what stood in it, which is
        known to the minute only.
        """
        initial = local_due(publication, self.view.zone, self.now)
        return None if self.typed.due == initial else self.due or self.now

    def _result(self, publication: Publication) -> "_Result":
        account = self.form.account.id
        if not self.consent:
            return _Result("draft_saved", account, publication.id)
        if not self.form.direct:
            return _Result("sent_to_inbox", account, publication.id)
        # Without a moment of the person's own, it may wait for its article's date.
        due = publication.due_at
        return _Result("sent", account, publication.id, due.isoformat() if due > self.now else "")


@dataclass(frozen=True, slots=True)
class _Result:
    """What came of a press, as it is kept with the form's key."""

    notice: str
    account: str
    publication: str | None
    #: when it leaves, if that is later
    when: str = ""

    def kept(self) -> list[Any]:
        return [self.notice, self.account, self.publication, self.when]


def _changed(form: PublishForm) -> str:
    if form.editing is not None:
        return gettext(
            "Somebody has changed this post meanwhile. What you typed still stands below; look at"
            " it once more and press the button again to put it in place of theirs."
        )
    return gettext(
        "The article has changed meanwhile. What you typed still stands below: publish it as it"
        " is, or take over the article's newer text first."
    )
