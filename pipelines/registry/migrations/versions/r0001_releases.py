"""Releases, the pointer to the current one, and the audit."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the first three tables."""
    op.create_table(
        "release",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code_version", sa.String(64), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_release"),
        sa.UniqueConstraint("number", name="uq_release_number"),
    )
    op.create_table(
        "pointer",
        sa.Column("name", sa.String(16), nullable=False),
        sa.Column("release_id", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_pointer"),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name="fk_pointer_release_id_release"),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(128), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("release_id", sa.String(64), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name="fk_audit_release_id_release"),
    )


def downgrade() -> None:
    """Remove them."""
    op.drop_table("audit")
    op.drop_table("pointer")
    op.drop_table("release")
