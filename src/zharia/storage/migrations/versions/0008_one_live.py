"""One post for each article and account, held by two partial unique indexes; more evidence.

A database from before may break the rule. What has become a post, or perhaps has, is kept as it
is, marked `doubled` and named in the log. What was not sent yet is cancelled: the other one counts.
"""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
log = logging.getLogger(__name__)

_UNSENT = ("draft", "scheduled", "preparing")
_SENT = ("submitting", "unconfirmed", "processing")
_REST = ("delivered", "published", "removed")
_UNDER_WAY = (
    "state IN ('draft', 'preparing', 'processing', 'scheduled', 'submitting', 'unconfirmed')"
    " AND NOT doubled"
)
_REPEAT = "state NOT IN ('cancelled', 'failed') AND NOT doubled"


def upgrade() -> None:
    false = sa.false()
    for column in (
        sa.Column("repeat", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("repeat_of", sa.String(length=26)),
        sa.Column("doubled", sa.Boolean(), nullable=False, server_default=false),
        sa.Column("status_failing_since", MOMENT),
    ):
        op.add_column("publications", column)
    for column in (
        sa.Column("attributed", sa.Boolean(), nullable=False, server_default=false),
        sa.Column("last_pulled_at", MOMENT),
        sa.Column("all_pulled_at", MOMENT),
    ):
        op.add_column("attempts", column)
    # A pull of today's version is a GET or a HEAD of any one photo. Nobody knows what it proves,
    # so it goes on proving that TikTok may have everything.
    op.execute("UPDATE attempts SET last_pulled_at = first_pulled_at")
    op.execute("UPDATE attempts SET all_pulled_at = first_pulled_at WHERE revoked_at IS NULL")
    op.add_column(
        "pull_receipts", sa.Column("complete", sa.Boolean(), nullable=False, server_default=false)
    )
    op.add_column("slots", sa.Column("attempt_id", sa.String(length=26)))
    op.create_index("ix_slots_attempt_id", "slots", ["attempt_id"])
    op.create_table(
        "unknown_posts",
        sa.Column("publish_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("heard_at", MOMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.Column("post_id", sa.String(length=32), nullable=False),
        sa.Column("fail_reason", sa.String(length=80), nullable=False),
        sa.Column("ask_at", MOMENT),
        sa.Column("asks", sa.Integer(), nullable=False),
        sa.Column("downloaded_bytes", sa.BigInteger()),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("attempt_id", sa.String(length=26)),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_unknown_posts_account_id_accounts"
        ),
        sa.PrimaryKeyConstraint("publish_id", name="pk_unknown_posts"),
    )
    for name in ("account_id", "ask_at"):
        op.create_index(f"ix_unknown_posts_{name}", "unknown_posts", [name])
    _settle_doubles()
    for name, columns, condition in (
        ("uq_publications_under_way", ["article_id", "account_id"], _UNDER_WAY),
        ("uq_publications_repeat", ["article_id", "account_id", "repeat"], _REPEAT),
    ):
        op.create_index(
            name,
            "publications",
            columns,
            unique=True,
            sqlite_where=sa.text(condition),
            postgresql_where=sa.text(condition),
        )


def downgrade() -> None:
    op.drop_index("uq_publications_repeat", "publications")
    op.drop_index("uq_publications_under_way", "publications")
    op.drop_table("unknown_posts")
    op.drop_index("ix_slots_attempt_id", "slots")
    op.drop_column("slots", "attempt_id")
    op.drop_column("pull_receipts", "complete")
    for name in ("all_pulled_at", "last_pulled_at", "attributed"):
        op.drop_column("attempts", name)
    for name in ("status_failing_since", "doubled", "repeat_of", "repeat"):
        op.drop_column("publications", name)


def _settle_doubles() -> None:
    """Number the posts of each article and account, and end what would break the rule."""
    publications = sa.table(
        "publications",
        *(
            sa.column(name)
            for name in (
                "id",
                "article_id",
                "account_id",
                "edition",
                "state",
                "repeat",
                "repeat_of",
                "doubled",
                "wake_at",
            )
        ),
    )
    connection = op.get_bind()
    rows = connection.execute(
        sa.select(
            publications.c.id,
            publications.c.article_id,
            publications.c.account_id,
            publications.c.state,
        )
        .where(publications.c.state.in_((*_UNSENT, *_SENT, *_REST)))
        .order_by(publications.c.edition)
    )
    pairs: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in rows:
        pairs[row.article_id, row.account_id].append(row)
    for pair, found in pairs.items():
        if len(found) > 1:
            for row_id, values in _settled(found).items():
                connection.execute(
                    publications.update().where(publications.c.id == row_id).values(**values)
                )
                if values.get("state") == "cancelled":
                    _tell_cancelled(connection, row_id)
            live = [row.id for row in found if row.state in {*_REST, *_SENT}]
            if len(live) > 1:
                log.warning(
                    "article %s stands more than once on account %s and is kept so: %s",
                    *pair,
                    ", ".join(live),
                )


def _settled(found: Sequence[Any]) -> dict[str, dict[str, Any]]:
    """What changes, by row. In the order of editions: what rests is numbered, the first that was
    sent and has no end yet goes on, a later one is marked; of the unsent the first goes on if
    nothing else is under way.
    """
    changes: dict[str, dict[str, Any]] = {}
    number, over = 0, None
    for row in found:
        if row.state in _REST:
            number += 1
            changes[row.id] = {"repeat": number, "repeat_of": over}
            over = row.id
    free = True
    for row in sorted(found, key=lambda row: row.state in _UNSENT):
        if row.state in _REST:
            continue
        number += 1
        if free:
            changes[row.id] = {"repeat": number, "repeat_of": over}
        elif row.state in _SENT:
            changes[row.id] = {"repeat": number, "repeat_of": over, "doubled": True}
        else:
            changes[row.id] = {"state": "cancelled", "wake_at": None}
        free = False
    return changes


def _tell_cancelled(connection: sa.Connection, publication_id: str) -> None:
    events = sa.table(
        "publication_events",
        sa.column("publication_id"),
        sa.column("at", MOMENT),
        sa.column("who"),
        sa.column("what"),
        sa.column("state"),
        sa.column("detail", sa.JSON().with_variant(postgresql.JSONB(), "postgresql")),
    )
    now = datetime.now(UTC)
    if connection.dialect.name == "sqlite":
        now = now.replace(tzinfo=None)
    connection.execute(
        events.insert().values(
            publication_id=publication_id,
            at=now,
            who="zharia",
            what="already live",
            state="cancelled",
            detail={},
        )
    )
