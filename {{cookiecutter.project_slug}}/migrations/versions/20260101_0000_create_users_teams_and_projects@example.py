"""Create users, teams and projects."""

import sqlalchemy as sa
from alembic import op

revision = "20260101_0000"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "teams",
        *record_columns(),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("description", sa.String(1000), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
    )
    op.create_index(op.f("ix_teams_created_at_id"), "teams", ["created_at", "id"])
    create_unique_index("teams", "name")

    op.create_table(
        "projects",
        *record_columns(),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("description", sa.String(1000), nullable=True),
        sa.Column("status", sa.String(50), nullable=False),
        sa.CheckConstraint(
            "status IN ('planned', 'active', 'done')", name=op.f("ck_projects_status")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
    )
    op.create_index(op.f("ix_projects_created_at_id"), "projects", ["created_at", "id"])
    create_unique_index("projects", "name")

    op.create_table(
        "users",
        *record_columns(),
        sa.Column("username", sa.String(50), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("full_name", sa.String(200), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=True),
        sa.Column("hashed_password", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"],
            ["teams.id"],
            name=op.f("fk_users_team_id_teams"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
    )
    op.create_index(op.f("ix_users_created_at_id"), "users", ["created_at", "id"])
    op.create_index(
        op.f("ix_users_team_id_is_active"), "users", ["team_id", "is_active"]
    )
    create_unique_index("users", "username")
    create_unique_index("users", "email")

    op.create_table(
        "project_members",
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_project_members_project_id_projects"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_project_members_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "project_id", "user_id", name=op.f("pk_project_members")
        ),
    )
    op.create_index(op.f("ix_project_members_user_id"), "project_members", ["user_id"])


def downgrade() -> None:
    for table in ("project_members", "users", "projects", "teams"):
        op.drop_table(table)


def record_columns() -> list[sa.Column[object]]:
    now = sa.text("clock_timestamp()")
    return [
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=now, nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=now, nullable=False
        ),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        # {% if cookiecutter.soft_delete %}
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        # {% endif %}
    ]


def create_unique_index(table: str, column: str) -> None:
    op.create_index(
        op.f(f"uq_{table}_{column}"),
        table,
        [column],
        unique=True,
        # {% if cookiecutter.soft_delete %}
        postgresql_where=sa.text("deleted_at IS NULL"),
        # {% endif %}
    )
