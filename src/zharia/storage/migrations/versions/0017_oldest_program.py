"""The oldest program that can work with these tables, beside the revision in Alembic's table."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

STEP = "before"


def upgrade() -> None:
    op.add_column("alembic_version", sa.Column("oldest", sa.String(32)))


def downgrade() -> None:
    op.drop_column("alembic_version", "oldest")
