"""Which tables a statement changes, and who hears of it."""

import pytest
from sqlalchemy import create_engine

from zharia.storage.changes import Changes, Watch, _written_table

NOTHING = 0.0


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("INSERT INTO articles (id) VALUES (?)", "articles"),
        ('UPDATE "publications" SET wakes=1', "publications"),
        ("DELETE FROM dbos.workflow_status WHERE 1=1", "workflow_status"),
        ("update  slots set at=1", "slots"),
        ("SELECT id FROM articles FOR UPDATE", None),
        ("WITH gone AS (SELECT 1) SELECT 1", None),
        ("BEGIN IMMEDIATE", None),
    ],
)
def test_the_table_that_a_statement_writes(statement: str, table: str | None) -> None:
    assert _written_table(statement) == table


@pytest.fixture
def changes() -> Changes:
    return Changes(create_engine("sqlite://"))


def heard(watch: Watch) -> bool:
    return watch.wait(NOTHING)


def test_a_watch_hears_of_its_tables_alone(changes: Changes) -> None:
    articles, both = changes.watch("articles"), changes.watch("articles", "accounts")
    changes.committed({"accounts"})
    assert (heard(articles), heard(both)) == (False, True)
    changes.committed(())
    assert (heard(articles), heard(both)) == (False, False)
    changes.announce(None)
    assert (heard(articles), heard(both)) == (True, True)


def test_others_are_told_and_ours_comes_not_twice(changes: Changes) -> None:
    other = Changes(create_engine("sqlite://"))
    told: list[set[str]] = []
    changes.tell = lambda tables: told.append(set(tables))
    changes.committed(["slots", "articles"])
    changes.committed([])
    assert told == [{"slots", "articles"}]
    mine, theirs = changes.watch("slots"), other.watch("slots")
    for process in (changes, other):
        process.heard(changes.payload(["slots", "articles"]))
    assert (heard(mine), heard(theirs)) == (False, True)
