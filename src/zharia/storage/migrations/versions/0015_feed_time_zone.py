"""Each feed's time zone, for dates that name none."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("feeds", sa.Column("time_zone", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("feeds", "time_zone")
