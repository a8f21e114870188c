"""What needs an editor goes out by none of the automatic paths, and goes its way once decided."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from tests.integration.publishing.room import Room, accepts
from tests.integration.publishing.silent import Silent
from tests.support import rows
from tests.support.rows import NOW
from zharia.accounts import Account, Mode
from zharia.articles import Article, Content, Image, IncomingArticle, Scope, Translation, article
from zharia.articles.content import Retraction, RetractionReason
from zharia.articles.grouping import join
from zharia.articles.questions import Answer, QuestionCode, open_questions
from zharia.articles.retractions import retract, store_retractions
from zharia.posts import Style
from zharia.publishing import actions
from zharia.publishing.answering import InvalidAnswer, QuestionClosed, answer
from zharia.publishing.auto_publish import publish_new_articles
from zharia.publishing.choices import Choices, WrongChoice
from zharia.publishing.creating import create_publications
from zharia.publishing.event_types import EventType
from zharia.publishing.ledger import MACHINE
from zharia.publishing.merging import merge_publications
from zharia.publishing.model import Publication
from zharia.publishing.orders import Order, Outcome
from zharia.publishing.review_rules import ReviewReason
from zharia.publishing.states import State
from zharia.publishing.why_not import WhyNot, why_not_published
from zharia.storage.database import Database
from zharia.tiktok import PostMode

TITLE = "Сәтбаевта жаңа саябақ ашылды"
RUSSIAN = "Городской парк обновили и снова открыли для всех жителей города."
_ALIKE = QuestionCode.LOOKS_LIKE_ANOTHER
LATER = NOW + timedelta(days=2)


def told(
    name: str = "park",
    *,
    title: str = TITLE,
    text: str = "",
    sponsored: bool = False,
    at: datetime = NOW,
    auto: bool = True,
) -> IncomingArticle:
    """A story as a feed brings it, for the Kazakh account."""
    url = f"https://aimaq.kz/{name}"
    return IncomingArticle(
        f"guid:{url}",
        Content(
            (Translation("kz", title, text, "", url),),
            images=(Image("https://aimaq.kz/1.jpg", language="kz"),),
            sponsored=sponsored,
        ),
        at,
        auto_publish=auto,
        scope=Scope.LANGUAGES,
        keys=(f"guid:{url}",),
    )


#: for each reason, what is delivered of the story with that name: first without it, then with it.
#: `LOOKS_LIKE_ANOTHER` comes to have the headline of one that is there already
CLEAN: dict[ReviewReason, Callable[..., IncomingArticle]] = {
    ReviewReason.LOOKS_LIKE_ANOTHER: lambda name, **more: told(name, title="Көпір жабылды", **more),
    ReviewReason.LANGUAGE_DOUBTED: lambda name, **more: told(name, title=f"№ {name}", **more),
    ReviewReason.SPONSORED: lambda name, **more: told(name, title=f"№ {name}", **more),
}
DOUBTFUL: dict[ReviewReason, Callable[..., IncomingArticle]] = {
    ReviewReason.LOOKS_LIKE_ANOTHER: told,
    ReviewReason.LANGUAGE_DOUBTED: lambda name, **more: told(
        name, title=f"№ {name}", text=RUSSIAN, **more
    ),
    ReviewReason.SPONSORED: lambda name, **more: told(
        name, title=f"№ {name}", sponsored=True, **more
    ),
}


def bring(database: Database, delivery: IncomingArticle) -> str:
    with database.write() as session:
        (stored,) = rows.store(session, "aimaq.kz", [delivery], now=NOW)
        return stored.article_id


def take_up(database: Database, now: datetime = NOW) -> list[str]:
    engine = Silent()
    with database.write() as session:
        publish_new_articles(session, engine, limits=Style(), now=now)
    return engine.woken


def made(database: Database, article_id: str) -> list[Publication]:
    with database.read() as session:
        found = session.query(Publication).filter_by(article_id=article_id)
        return list(found.order_by(Publication.id))


def newsroom(database: Database, *, fresh: bool = True, **account: object) -> None:
    """One Kazakh account, and a story that is posted there."""
    with database.write() as session:
        rows.configuration(session)
        rows.account(session, "kz", **account)
    known = bring(database, told("known", auto=False))
    if fresh:
        with database.write() as session:
            subject = article(session, known)
            assert subject is not None
            account_ = session.query(Account).one()
            rows.publication(session, subject, account_, state=State.PUBLISHED, wake_at=None)
            subject.auto_publish_checked_at = NOW


def out(database: Database, article_id: str) -> list[Publication]:
    """What is in line, or further."""
    return [
        one
        for one in made(database, article_id)
        if one.state not in {State.DRAFT, State.CANCELLED, State.FAILED}
    ]


def code(database: Database, article_id: str) -> str:
    """The reason that a program reads: of the draft, or why there is none."""
    found = made(database, article_id)
    if found:
        return found[-1].error_code or ""
    with database.read() as session:
        subject = article(session, article_id)
        assert subject is not None
        return next(iter(why_not_published(session, subject, NOW).values()), "")


# Each path leads one story to the line, and answers its id.


def its_own_wish(database: Database, reason: ReviewReason) -> str:
    stored = bring(database, DOUBTFUL[reason]("2"))
    take_up(database)
    return stored


def the_accounts_rule(database: Database, reason: ReviewReason) -> str:
    with database.write() as session:
        session.query(Account).update({"auto_publish": True})
    stored = bring(database, DOUBTFUL[reason]("2", auto=False))
    take_up(database)
    return stored


def an_order_that_nobody_looked_at(database: Database, reason: ReviewReason) -> str:
    stored = bring(database, DOUBTFUL[reason]("2", auto=False))
    ordered(database, stored, Order("operator", bulk=True))
    return stored


def a_newer_edition_while_it_waits(database: Database, reason: ReviewReason) -> str:
    stored = bring(database, CLEAN[reason]("2"))
    take_up(database)
    assert len(out(database, stored)) == 1
    bring(database, DOUBTFUL[reason]("2"))
    take_up(database)
    return stored


def a_newer_edition_under_embargo(database: Database, reason: ReviewReason) -> str:
    stored = bring(database, CLEAN[reason]("2", at=LATER))
    take_up(database)
    (waiting,) = out(database, stored)
    assert waiting.due_at == LATER
    at = NOW if reason is ReviewReason.LOOKS_LIKE_ANOTHER else LATER
    bring(database, DOUBTFUL[reason]("2", at=at))
    take_up(database)
    return stored


def a_machines_own_retry(database: Database, reason: ReviewReason) -> str:
    stored = bring(database, CLEAN[reason]("2"))
    take_up(database)
    with database.write() as session:
        one = session.query(Publication).filter_by(article_id=stored).one()
        one.tries, one.error_code, one.wake_at = 2, "fetch_too_slow", NOW
    bring(database, DOUBTFUL[reason]("2"))
    take_up(database)
    return stored


PATHS = [
    its_own_wish,
    the_accounts_rule,
    an_order_that_nobody_looked_at,
    a_newer_edition_while_it_waits,
    a_newer_edition_under_embargo,
    a_machines_own_retry,
]


def ordered(database: Database, article_id: str, order: Order) -> Outcome:
    with database.write() as session:
        subject = article(session, article_id)
        assert subject is not None
        accounts = session.query(Account).all()
        (outcome,) = create_publications(
            session, Silent(), subject, accounts, order, limits=Style(), now=NOW
        )
        return outcome


@pytest.mark.parametrize("mode", [Mode.AUTO, Mode.INBOX])
@pytest.mark.parametrize("reason", ReviewReason)
@pytest.mark.parametrize("path", PATHS)
def test_nothing_that_needs_an_editor_goes_out_by_itself(
    database: Database,
    path: Callable[[Database, ReviewReason], str],
    reason: ReviewReason,
    mode: Mode,
) -> None:
    newsroom(database, mode=mode)
    stored = path(database, reason)
    assert out(database, stored) == []
    assert code(database, stored) == reason
    # Nor ever after.
    assert take_up(database) == []
    assert out(database, stored) == []


@pytest.mark.parametrize("reason", ReviewReason)
def test_what_is_on_its_way_out_is_stopped_before_init(
    database: Database, reason: ReviewReason
) -> None:
    """Between its turn and its attempt, and whoever approved it, for an advertisement."""
    room = Room(database)
    room.tiktok.on_init = accepts("p_pub_url~v2.1")
    bring(database, told("known", auto=False))
    stored = bring(database, CLEAN[reason]("2"))
    take_up(database)
    (waiting,) = out(database, stored)
    with database.write() as session:
        one = session.get_one(Publication, waiting.id)
        one.state, one.post_mode = State.PREPARING, PostMode.MEDIA_UPLOAD
    bring(database, DOUBTFUL[reason]("2"))
    assert room.advance(waiting.id).state == State.DRAFT
    assert room.tiktok.inits == []
    assert room.look(waiting.id).error_code == reason
    assert room.look(waiting.id).events[-1].what == EventType.ASKED


def said(database: Database, article_id: str, what: str) -> str:
    with database.write() as session:
        (question,) = open_questions(session, [article_id])[article_id]
        return answer(
            session,
            article_id,
            question.code,
            question.subject,
            what,
            who="editor",
            now=NOW,
        )


@pytest.mark.parametrize("path", PATHS)
def test_another_story_goes_its_way_and_is_not_asked_about_again(
    database: Database, path: Callable[[Database, ReviewReason], str]
) -> None:
    newsroom(database)
    stored = path(database, ReviewReason.LOOKS_LIKE_ANOTHER)
    assert said(database, stored, Answer.ANOTHER_STORY) == stored
    take_up(database)
    assert [one.state for one in out(database, stored)] == [State.SCHEDULED]
    bring(database, told("2", text="Тағы бір сөйлем қосылды."))
    take_up(database)
    assert [one.state for one in out(database, stored)] == [State.SCHEDULED]
    with database.read() as session, pytest.raises(QuestionClosed):
        answer(session, stored, _ALIKE, stored, Answer.SAME_STORY, who="other", now=NOW)


@pytest.mark.parametrize("path", PATHS)
def test_the_same_story_is_joined_and_posted_once(
    database: Database, path: Callable[[Database, ReviewReason], str]
) -> None:
    newsroom(database)
    stored = path(database, ReviewReason.LOOKS_LIKE_ANOTHER)
    kept = said(database, stored, Answer.SAME_STORY)
    assert kept != stored
    take_up(database)
    assert [one.state for one in out(database, kept)] == [State.PUBLISHED]
    assert made(database, stored) == []
    # Whatever name it comes under from now on.
    for name in ("2", "known"):
        bring(database, told(name, text="Жаңа мәтін келді."))
    take_up(database)
    assert [one.state for one in out(database, kept)] == [State.PUBLISHED]
    with database.read() as session:
        assert open_questions(session, [kept, stored]) == {}


def test_of_a_story_by_feed_and_by_json_one_post_is_made(database: Database) -> None:
    newsroom(database)
    by_json = IncomingArticle(
        "cms-7",
        Content(
            (Translation("kz", TITLE, "", "", "https://aimaq.kz/known"),),
            images=(Image("https://aimaq.kz/1.jpg"),),
        ),
        NOW,
        auto_publish=True,
    )
    with database.write() as session:
        (stored,) = rows.store(session, "api", [by_json], now=NOW)
    assert take_up(database) == []
    kept = said(database, stored.article_id, Answer.SAME_STORY)
    take_up(database)
    assert [one.state for one in out(database, kept)] == [State.PUBLISHED]
    with database.write() as session:
        (again,) = rows.store(session, "api", [by_json], now=NOW)
    assert again.article_id == kept


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("right", ["kz", "ru"])
def test_a_text_goes_to_the_accounts_of_the_language_that_a_person_gives_it(
    database: Database, path: Callable[[Database, ReviewReason], str], right: str
) -> None:
    newsroom(database)
    with database.write() as session:
        kazakh = session.query(Account).one().id
    stored = path(database, ReviewReason.LANGUAGE_DOUBTED)
    with database.write() as session:
        russian = rows.account(session, "ru").id
    said(database, stored, right)
    take_up(database)
    wanted = {"kz": kazakh, "ru": russian}[right]
    if path is an_order_that_nobody_looked_at and right == "ru":
        # What was ordered is withdrawn, and nobody has ordered the other language.
        assert out(database, stored) == []
    elif path is the_accounts_rule and right == "ru":
        with database.read() as session:
            subject = session.get_one(Article, stored)
            assert why_not_published(session, subject, NOW)[russian] == WhyNot.NOT_AUTOMATIC
    else:
        assert [one.account_id for one in out(database, stored)] == [wanted]


@pytest.mark.parametrize("known", [True, False])
def test_a_retracted_text_does_not_go_out_under_another_language(
    database: Database, known: bool
) -> None:
    newsroom(database)
    with database.write() as session:
        rows.account(session, "ru")
    stored = its_own_wish(database, ReviewReason.LANGUAGE_DOUBTED)
    if not known:
        said(database, stored, "ru")
    with database.write() as session:
        subject = article(session, stored)
        assert subject is not None
        text = "kz" if known else "ru"
        retract(session, subject, [text], RetractionReason.DELETED, now=NOW)
    take_up(database)
    if known:
        said(database, stored, "ru")
    take_up(database)
    assert out(database, stored) == []
    # The feed, which still calls it Kazakh, shows it again.
    bring(database, DOUBTFUL[ReviewReason.LANGUAGE_DOUBTED]("2"))
    take_up(database)
    assert [one.language for one in out(database, stored)] == ["ru"]


@pytest.mark.parametrize("taken_back", ["known", "2"])
def test_one_story_goes_out_as_long_as_its_source_shows_either_of_its_articles(
    database: Database, taken_back: str
) -> None:
    """A site trashes the double, or the story's first edition."""
    newsroom(database, fresh=False)
    with database.write() as session:
        first = session.query(Article).one()
        first.auto_publish = True
    take_up(database)
    stored = bring(database, told("2"))
    with database.write() as session:
        subject = article(session, {"known": first.id, "2": stored}[taken_back])
        assert subject is not None
        retract(session, subject, ["kz"], RetractionReason.DELETED, now=NOW)
    take_up(database)
    kept = said(database, stored, Answer.SAME_STORY)
    take_up(database)
    assert [one.state for one in out(database, kept)] == [State.SCHEDULED]


def test_what_comes_back_in_line_does_not_go_out_in_a_language_that_it_is_not_in(
    database: Database,
) -> None:
    """It was at TikTok when a person said so, which then failed it."""
    room = Room(database)
    room.tiktok.on_init = accepts("p_pub_url~v2.1")
    stored = bring(database, CLEAN[ReviewReason.LANGUAGE_DOUBTED]("2"))
    take_up(database)
    (sent,) = out(database, stored)
    with database.write() as session:
        session.get_one(Publication, sent.id).state = State.PROCESSING
    bring(database, DOUBTFUL[ReviewReason.LANGUAGE_DOUBTED]("2"))
    said(database, stored, "ru")
    assert room.look(sent.id).state == State.PROCESSING
    with database.write() as session:
        one = session.get_one(Publication, sent.id)
        one.state, one.post_mode = State.SCHEDULED, PostMode.MEDIA_UPLOAD
    assert room.advance(sent.id).state == State.CANCELLED
    assert room.tiktok.inits == []


@pytest.mark.parametrize("reason", [ReviewReason.LOOKS_LIKE_ANOTHER, ReviewReason.LANGUAGE_DOUBTED])
@pytest.mark.parametrize("path", [*PATHS[2:4], a_newer_edition_under_embargo])
def test_what_waits_for_an_answer_goes_its_way_once_its_source_has_cleared_it_up(
    database: Database, path: Callable[[Database, ReviewReason], str], reason: ReviewReason
) -> None:
    newsroom(database)
    stored = path(database, reason)
    at = LATER if path is a_newer_edition_under_embargo else NOW
    clear = told("2", title="Көпір жабылды", text="Көпір жөндеуге жабылды.", auto=False, at=at)
    bring(database, clear)
    take_up(database)
    (one,) = out(database, stored)
    assert (one.state, one.error_code, one.title) == (State.SCHEDULED, None, "Көпір жабылды")


def test_what_waits_for_an_answer_goes_its_way_once_its_source_links_the_two(
    database: Database,
) -> None:
    newsroom(database, fresh=False)
    stored = a_newer_edition_while_it_waits(database, ReviewReason.LOOKS_LIKE_ANOTHER)
    assert code(database, stored) == ReviewReason.LOOKS_LIKE_ANOTHER
    with database.write() as session:
        one, other = session.query(Article).order_by(Article.id)
        for each in (one, other):
            each.auto_publish_checked_at = NOW
        kept = join(session, one, other, now=NOW, on_join=merge_publications).id
    take_up(database)
    assert [one.state for one in made(database, kept)] == [State.SCHEDULED]


def test_a_draft_whose_language_is_gone_with_the_question_is_withdrawn(
    database: Database,
) -> None:
    """The feed was told its right language before anybody had answered."""
    newsroom(database)
    stored = a_newer_edition_while_it_waits(database, ReviewReason.LANGUAGE_DOUBTED)
    as_kazakh = DOUBTFUL[ReviewReason.LANGUAGE_DOUBTED]("2")
    (text,) = as_kazakh.content.translations
    russian = replace(as_kazakh.content, translations=(replace(text, language="ru"),))
    bring(database, replace(as_kazakh, content=russian))
    take_up(database)
    assert [one.state for one in made(database, stored)] == [State.CANCELLED]


@pytest.mark.parametrize(
    ("ended", "by_a_person", "goes"),
    [
        (State.CANCELLED, True, False),
        (State.CANCELLED, False, True),
        (State.REMOVED, False, False),
        (State.FAILED, False, True),
    ],
)
def test_a_story_that_a_person_withdrew_does_not_go_out_as_its_double(
    database: Database, ended: State, by_a_person: bool, goes: bool
) -> None:
    newsroom(database)
    stored = a_newer_edition_while_it_waits(database, ReviewReason.LOOKS_LIKE_ANOTHER)
    with database.write() as session:
        first = session.query(Publication).filter(Publication.article_id != stored).one()
        first.state = State.SCHEDULED if by_a_person else ended
        session.flush()
        if by_a_person:
            actions.cancel(session, first, "editor", NOW)
    kept = said(database, stored, Answer.SAME_STORY)
    take_up(database)
    states = [one.state for one in made(database, kept) if one.id != first.id]
    assert states == [State.SCHEDULED if goes else State.CANCELLED]


def test_a_tombstone_takes_back_nothing_that_its_document_shows_under_another_name(
    database: Database,
) -> None:
    newsroom(database, fresh=False)
    stored = bring(database, told("2"))
    kept = said(database, stored, Answer.SAME_STORY)
    take_up(database)
    assert len(out(database, kept)) == 1
    gone = [Retraction(told("known"), RetractionReason.DELETED)]
    for brought, noted in ([told("2")], []), ([], gone):
        with database.write() as session:
            assert store_retractions(session, "aimaq.kz", gone, now=NOW, delivered=brought) == noted
        take_up(database)
        assert len(out(database, kept)) == len(brought)


def test_a_question_takes_its_own_answers_only(database: Database) -> None:
    newsroom(database)
    stored = its_own_wish(database, ReviewReason.LANGUAGE_DOUBTED)
    for what in ("", "русский", "x"):
        with pytest.raises(InvalidAnswer):
            said(database, stored, what)
    assert take_up(database) == []


def draft(session: Session, article_id: str) -> Publication:
    return session.query(Publication).filter_by(article_id=article_id).one()


def test_nobody_approves_an_advertisement_without_a_word_on_disclosure(
    database: Database,
) -> None:
    newsroom(database)
    stored = its_own_wish(database, ReviewReason.SPONSORED)
    for choices in (Choices(privacy_level="PUBLIC_TO_EVERYONE"), Choices(brand_organic=False)):
        with database.write() as session:
            _revise(session, draft(session, stored), choices)
            _revise(session, draft(session, stored), Choices(privacy_level="PUBLIC_TO_EVERYONE"))
        with database.read() as session, pytest.raises(WrongChoice) as refused:
            actions.approve(session, draft(session, stored), "editor", NOW)
        assert refused.value.code == "disclosure_not_decided"
    with database.write() as session:
        one = draft(session, stored)
        _revise(session, one, Choices(privacy_level="PUBLIC_TO_EVERYONE", disclosed=False))
        actions.approve(session, one, "editor", NOW)
    assert take_up(database) == []
    assert [one.state for one in out(database, stored)] == [State.SCHEDULED]


def _revise(session: Session, one: Publication, choices: Choices) -> None:
    actions.revise(session, one, choices, limits=Style(), self_only=False, who="editor", now=NOW)


@pytest.mark.parametrize(
    ("choices", "goes"),
    [
        (Choices(), False),
        (Choices(privacy_level="PUBLIC_TO_EVERYONE"), False),
        (Choices(brand_organic=False), False),
        (Choices(disclosed=False), True),
        (Choices(brand_organic=False, brand_content=False), True),
        (Choices(brand_content=True), True),
        (Choices(disclosed=True, brand_organic=True), True),
    ],
)
def test_an_order_for_an_advertisement_says_how_it_is_disclosed(
    database: Database, choices: Choices, goes: bool
) -> None:
    newsroom(database)
    stored = bring(database, DOUBTFUL[ReviewReason.SPONSORED]("2", auto=False))
    outcome = ordered(database, stored, Order("editor", choices=choices))
    assert (outcome.state == State.SCHEDULED) == goes
    assert ("paid for" in outcome.message) != goes


@pytest.mark.parametrize("mode", [PostMode.DIRECT_POST, PostMode.MEDIA_UPLOAD])
@pytest.mark.parametrize("disclosed", [False, True])
def test_an_approval_from_before_the_flag_holds_only_if_it_disclosed(
    database: Database, mode: PostMode, disclosed: bool
) -> None:
    newsroom(database)
    stored = bring(database, CLEAN[ReviewReason.SPONSORED]("2", auto=False))
    with database.write() as session:
        subject = article(session, stored)
        assert subject is not None
        account = session.query(Account).one()
        one = rows.publication(
            session, subject, account, state=State.DRAFT, wake_at=None, post_mode=mode
        )
        if disclosed and mode is PostMode.DIRECT_POST:
            _revise(session, one, Choices(brand_content=True))
        actions.approve(session, one, "editor", NOW)
    bring(database, DOUBTFUL[ReviewReason.SPONSORED]("2", auto=False))
    take_up(database)
    holds = disclosed and mode is PostMode.DIRECT_POST
    with database.read() as session:
        one = draft(session, stored)
        assert (one.state == State.SCHEDULED) == holds
        assert (one.approved_by == "editor") == holds
    if mode is PostMode.MEDIA_UPLOAD:
        # For the inbox the approval itself is the decision: the creator discloses in TikTok.
        with database.write() as session:
            actions.approve(session, draft(session, stored), "editor", NOW)
        take_up(database)
        assert [one.state for one in out(database, stored)] == [State.SCHEDULED]


def test_a_failed_advertisement_is_not_sent_again_by_a_press_alone(database: Database) -> None:
    newsroom(database)
    stored = bring(database, CLEAN[ReviewReason.SPONSORED]("2"))
    take_up(database)
    with database.write() as session:
        draft(session, stored).state = State.FAILED
    bring(database, DOUBTFUL[ReviewReason.SPONSORED]("2"))
    with database.write() as session:
        actions.retry(session, draft(session, stored), "editor", NOW)
    take_up(database)
    assert code(database, stored) == ReviewReason.SPONSORED
    assert out(database, stored) == []


def test_what_ai_made_is_labelled_so_unless_a_person_says_no(database: Database) -> None:
    newsroom(database)
    for name, choice, labelled in (("1", None, True), ("2", False, False), ("3", True, True)):
        stored = bring(database, by_ai(told(name, title=f"№ {name}", auto=False)))
        ordered(database, stored, Order(MACHINE, choices=Choices(is_aigc=choice)))
        with database.read() as session:
            assert draft(session, stored).is_aigc == labelled
    plain = told("4", title="№ 4")
    stored = bring(database, plain)
    take_up(database)
    bring(database, by_ai(plain))
    with database.write() as session:
        one = draft(session, stored)
        assert not one.is_aigc
        one.requested_by = "editor"
    take_up(database)
    with database.write() as session:
        # What a person ordered stays as they ordered it, until they take the article over anew.
        one = draft(session, stored)
        assert not one.is_aigc
        actions.recompose(session, one, limits=Style(), who="editor", now=NOW)
        assert draft(session, stored).is_aigc


@pytest.mark.parametrize(
    ("state", "refused"),
    [
        (State.DRAFT, False),
        (State.DRAFT, True),
        (State.SCHEDULED, False),
        (State.PREPARING, False),
    ],
)
def test_what_waits_is_labelled_once_its_article_says_so(
    database: Database, state: State, refused: bool
) -> None:
    newsroom(database)
    stored = bring(database, told("2", title="№ 2"))
    take_up(database)
    with database.write() as session:
        draft(session, stored).state = state
        if refused:
            # A person looked at the label, and took it away again.
            _revise(session, draft(session, stored), Choices(is_aigc=True))
            _revise(session, draft(session, stored), Choices(is_aigc=False))
    bring(database, by_ai(told("2", title="№ 2")))
    take_up(database)
    with database.read() as session:
        assert draft(session, stored).is_aigc != refused


def by_ai(delivery: IncomingArticle) -> IncomingArticle:
    return replace(delivery, content=replace(delivery.content, ai_generated=True))


def test_a_person_may_publish_what_looks_like_another(database: Database) -> None:
    """Their order for just this article is their decision for that account."""
    newsroom(database)
    stored = bring(database, DOUBTFUL[ReviewReason.LOOKS_LIKE_ANOTHER]("2"))
    assert ordered(database, stored, Order("editor")).state == State.SCHEDULED
    take_up(database)
    assert len(out(database, stored)) == 1
    with database.read() as session:
        assert session.get_one(Article, stored).auto_publish_checked_at == NOW
