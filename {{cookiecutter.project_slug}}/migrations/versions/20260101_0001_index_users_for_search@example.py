"""Index users for search."""

from alembic import op

from migrations.trigrams import create_trigram_index

revision = "20260101_0001"
down_revision = "20260101_0000"
branch_labels = None
depends_on = None

INDEX = "ix_users_username_email_full_name"


def upgrade() -> None:
    create_trigram_index(INDEX, "users", ["username", "email", "full_name"])


def downgrade() -> None:
    op.drop_index(op.f(INDEX), table_name="users", if_exists=True)
