"""Every code of ours has its entry, found by reading the sources."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import pytest

import zharia
from zharia.accounts import AccountError, AlertKind, StateReason, connect_errors
from zharia.articles.feeds.poll_result import PollOutcome
from zharia.errorbook import entries, entry, explain, explain_failure
from zharia.fetch import FetchError
from zharia.media.errors import MediaError
from zharia.outages import Outage
from zharia.posts import Style
from zharia.publishing import preparing
from zharia.publishing.modes import Choices, WrongChoice
from zharia.publishing.states import State
from zharia.publishing.verdicts import GIVE_UP, MOST_TRIES, Next, judge
from zharia.tiktok import RemovalReason, RetryKind, TikTokError, errors
from zharia.tiktok.codes import API_CODES, FAIL_REASONS, OAUTH_CODES, OK
from zharia.users import UserError
from zharia.web import problems
from zharia.web.pages import choice_words
from zharia.who_acts import WhoActs

PATHS = [
    path
    for path in sorted(Path(zharia.__file__).parent.rglob("*.py"))
    # Another reading of TikTok's pages, and the book itself.
    if not {"simulator", "errorbook"} & set(path.parts)
]
CODE = re.compile(r"[a-z][a-z0-9_.-]*")

#: what `choice_words` says at a field of the publish form
AT_FIELDS = {*choice_words._WORDS, "photos_too_many", "title_too_long", "description_too_long"}

Kind = TypeVar("Kind", bound=Exception)


@dataclass(frozen=True, eq=False)
class Source:
    """One file, read when the first test asks for it."""

    tree: ast.Module
    nodes: list[ast.AST]

    @property
    def calls(self) -> Iterator[ast.Call]:
        return (node for node in self.nodes if isinstance(node, ast.Call))


@lru_cache
def sources() -> list[Source]:
    trees = [ast.parse(path.read_text()) for path in PATHS]
    return [Source(tree, list(ast.walk(tree))) for tree in trees]


def parameters(node: ast.AST) -> tuple[str, list[str]]:
    """The name of a function or class that can be called, and its parameters by place."""
    match node:
        case ast.FunctionDef():
            return node.name, [arg.arg for arg in node.args.args]
        case ast.ClassDef():
            for line in node.body:
                if isinstance(line, ast.FunctionDef) and line.name == "__init__":
                    return node.name, parameters(line)[1][1:]
            fields = [line.target for line in node.body if isinstance(line, ast.AnnAssign)]
            return node.name, [field.id for field in fields if isinstance(field, ast.Name)]
    return "", []


def takers_of_codes() -> dict[str, int]:
    """Whatever takes a `code` as a parameter, and at which place."""
    places = [parameters(node) for source in sources() for node in source.nodes]
    return {name: names.index("code") for name, names in places if "code" in names}


def constants(tree: ast.Module) -> dict[str, ast.expr]:
    """The values of a module's names, for a code that has one."""
    return {
        line.target.id: line.value
        for line in tree.body
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name) and line.value
    }


def literal(node: ast.AST | None, known: dict[str, ast.expr]) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp():
            yield from literal(node.body, known)
            yield from literal(node.orelse, known)
        case ast.Name() if node.id in known:
            yield from literal(known[node.id], {})


def in_call(node: ast.Call, places: dict[str, int], known: dict[str, ast.expr]) -> Iterator[str]:
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    place = places.get(name)
    if place is not None and len(node.args) > place:
        yield from literal(node.args[place], known)
    for keyword in node.keywords:
        if keyword.arg in {"code", "error_code"}:
            yield from literal(keyword.value, known)
        elif name == "documented":
            for text in literal(keyword.value, known):
                yield text.partition(":")[0]


def codes_in(source: Source, places: dict[str, int]) -> Iterator[str]:
    known = constants(source.tree)
    for node in source.nodes:
        if isinstance(node, ast.Call):
            yield from in_call(node, places, known)
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if "error_code" in literal(key, known):
                    yield from literal(value, known)
        elif isinstance(node, ast.ClassDef):
            for line in node.body:
                if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "code":
                    yield from literal(line.value, known)


def refused_choices() -> set[tuple[str, str]]:
    """Field and code of every `WrongChoice` that the sources make of literals."""
    calls = (call for source in sources() for call in source.calls)
    made = (call.args for call in calls if ast.unparse(call.func) == "WrongChoice")
    return {
        # A draft for the inbox lacks more than one field.
        (next(literal(field, {}), "privacy_level"), code)
        for field, spelt, _ in made
        for code in literal(spelt, {})
    }


def found() -> set[str]:
    places = takers_of_codes()
    codes = {code for source in sources() for code in codes_in(source, places)}
    # `articles.errors.Problem` has no code: it names a field and says why in words.
    return {code for code in codes if CODE.fullmatch(code)} - {OK}


def leaves(kind: type[Kind]) -> Iterator[type[Kind]]:
    yield from (leaf for below in kind.__subclasses__() for leaf in leaves(below))
    if not kind.__subclasses__():
        yield kind


def with_codes(root: type[Kind]) -> Iterator[type[Kind]]:
    if hasattr(root, "code"):
        yield root
    for below in root.__subclasses__():
        yield from with_codes(below)


def test_every_code_in_the_sources_has_an_entry() -> None:
    codes = found()
    one_of_each_kind = {
        "article_unknown", "unauthenticated", "page-later", "web-page", "waits_for_its_turn",
        "outcome_unclear", "not_published", "init_never_answered", "photo_broken",
        "fetch_too_slow", "key_unknown", "state_expired",
    }  # fmt: skip
    assert one_of_each_kind <= codes
    # What is wrong with one field of a form is said at that field, and nowhere else.
    assert sorted(code for code in codes - AT_FIELDS if entry(code) is None) == []
    assert sorted(code for code in AT_FIELDS if entry(code) is not None) == []


def test_every_refused_choice_has_words_at_its_field() -> None:
    too_long = [(field, f"{field}_too_long") for field in ("title", "description")]
    refused = refused_choices()
    assert {("privacy_level", "privacy_not_chosen"), ("photo_urls", "photos_double")} <= refused
    assert {code for _, code in refused} <= AT_FIELDS
    typed = Choices(title="aa", description="aa", photo_urls=("https://news.example/1.jpg",) * 36)
    for field, code in [*sorted(refused), *too_long]:
        error = WrongChoice(field, code, "for programs")
        _, words = choice_words.at_field(error, typed, Style(title_limit=1, description_limit=1))
        assert words, code
        assert words != "for programs", code


@pytest.mark.parametrize("root", [AccountError, FetchError, MediaError, UserError])
def test_every_error_with_a_code_has_an_entry(root: type[Any]) -> None:
    kinds = list(with_codes(root))
    assert len(kinds) >= 8
    assert [kind for kind in kinds if entry(kind.code) is None] == []


def test_every_error_that_tiktok_gives_no_code_for_has_an_entry() -> None:
    """The ledger calls it by its class."""
    by_code = {*API_CODES.values(), *FAIL_REASONS.values(), *OAUTH_CODES.values()}
    nameless = [kind for kind in leaves(TikTokError) if kind not in by_code]
    # An HTTP status 429 needs no code to be understood.
    nameless.append(errors.RateLimited)
    assert errors.OutcomeUnknown in nameless
    for kind in nameless:
        made = errors.InvalidPost([]) if kind is errors.InvalidPost else kind()
        code = judge(made, MOST_TRIES).code
        assert entry(code) is not None, code


SENDING: list[TikTokError] = [
    errors.RateLimited(),
    errors.InvalidConfiguration(),
    errors.InvalidArgument(),
    errors.InvalidPost([]),
    errors.NotSent(),
    errors.AnswerLost(),
    errors.OutcomeUnknown(),
    errors.UnknownCode(),
    errors.UnknownFailure(),
]


@pytest.mark.parametrize("error", SENDING, ids=lambda error: type(error).__name__)
def test_the_book_says_what_the_ledger_does(error: TikTokError) -> None:
    verdict = judge(error, MOST_TRIES)
    known = explain(verdict.code)
    assert (known.who, known.retry) == (verdict.who_acts, verdict.retry)


def test_the_book_says_what_the_sources_do_where_they_name_who_acts() -> None:
    places = takers_of_codes()
    compared = set()
    for source in sources():
        known = constants(source.tree)
        for call in source.calls:
            given = {ast.unparse(one) for one in [*call.args, *(k.value for k in call.keywords)]}
            for code in in_call(call, places, known):
                for who in (one for one in WhoActs if f"WhoActs.{one.name}" in given):
                    assert explain(code).who is who, code
                    compared.add(code)
    assert {"day_full", "minute_full", "no_privacy_level", "changed_after_approval"} <= compared


@pytest.mark.parametrize("kind", list(leaves(MediaError)), ids=lambda kind: kind.__name__)
def test_the_book_says_of_photos_what_their_errors_do(kind: type[MediaError]) -> None:
    known = explain(kind.code)
    given_up = preparing._media_verdict(kind(), GIVE_UP)
    assert given_up.next is Next.FAIL
    assert known.who is given_up.who_acts is not WhoActs.NOBODY
    assert known.retry is (RetryKind.AFTER if kind.retry else RetryKind.NEEDS_A_PERSON)


def test_a_failure_always_has_somebody_who_acts() -> None:
    for one in (one for group in entries() for one in group.entries):
        failure = explain_failure(one.code)
        assert failure.who is not WhoActs.NOBODY
        assert (failure.title, failure.happened) == (one.title, one.happened)
        assert "Nothing to do" not in failure.remedy.en, one.code


def test_every_reason_why_an_account_is_not_connected_has_an_entry() -> None:
    for reason in StateReason:
        assert entry(f"account.{reason}") is not None
    for removal in RemovalReason:
        # As `hooks` keeps it in the account's `state_detail`.
        assert entry(f"authorization.removed.{removal.name.lower()}") is not None


def test_the_book_and_the_settings_page_speak_alike_of_a_failed_connection() -> None:
    error = connect_errors.CodeRefused(redirect_uri="https://…/api/tiktok/callback")
    known = explain(error.code)
    assert error.words == known.happened.then(known.remedy)


@pytest.mark.parametrize("outage", Outage)
def test_every_outage_has_an_entry(outage: Outage) -> None:
    assert entry(outage.value) is not None


def test_every_answer_of_the_framework_has_an_entry() -> None:
    for code, _ in problems._HTTP.values():
        assert entry(code) is not None
    for status in (400, 415, 416, 499):
        assert entry(f"http_{status}") is not None
    assert entry("http_teapot") is None


@pytest.mark.parametrize("code", [PollOutcome.GONE, State.UNCONFIRMED, AlertKind.ENDING_SOON])
def test_a_state_that_asks_for_an_explanation_has_an_entry(code: str) -> None:
    assert entry(code) is not None


def test_no_code_has_two_entries_and_no_entry_is_out_of_the_book() -> None:
    codes = [one.code for group in entries() for one in group.entries]
    assert len(codes) == len(set(codes)) > 150
    for group in entries():
        assert group.entries
        assert {one.source for one in group.entries} == {group.source}
        assert all(entry(one.code) is one for one in group.entries)
