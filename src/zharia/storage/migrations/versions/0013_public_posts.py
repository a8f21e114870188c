"""Every public post of a publication: a draft may be posted more than once."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kind = sa.JSON().with_variant(JSONB(), "postgresql")
    op.add_column(
        "publications", sa.Column("public_posts", kind, nullable=False, server_default="[]")
    )


def downgrade() -> None:
    op.drop_column("publications", "public_posts")
