"""Organisations, their members, and files on their way to a release."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of people and submissions."""
    op.create_table(
        "organisation",
        sa.Column("slug", sa.String(length=48), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("slug", name="pk_organisation"),
    )
    op.create_table(
        "upload",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_upload"),
    )
    op.create_table(
        "mapping_memory",
        sa.Column("organisation", sa.String(length=48), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("remembered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation"], ["organisation.slug"], name="fk_mapping_memory_organisation_organisation"
        ),
        sa.PrimaryKeyConstraint("organisation", "fingerprint", name="pk_mapping_memory"),
    )
    op.create_table(
        "member",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("issuer", sa.String(length=400), nullable=True),
        sa.Column("subject", sa.String(length=400), nullable=True),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("organisation", sa.String(length=48), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("matched_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.slug"], name="fk_member_organisation_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_member"),
        sa.UniqueConstraint("email", name="uq_member_email"),
        sa.UniqueConstraint("issuer", "subject", name="uq_member_issuer_subject"),
    )
    op.create_table(
        "member_area",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("ref_area", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_member_area_member_id_member"),
        sa.PrimaryKeyConstraint("member_id", "ref_area", name="pk_member_area"),
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("organisation", sa.String(length=48), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=True),
        sa.Column("mapping", sa.Text(), nullable=True),
        sa.Column("edits", sa.Text(), nullable=False),
        sa.Column("explanations", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_submission_member_id_member"),
        sa.ForeignKeyConstraint(
            ["organisation"], ["organisation.slug"], name="fk_submission_organisation_organisation"
        ),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name="fk_submission_release_id_release"),
        sa.ForeignKeyConstraint(["sha256"], ["upload.sha256"], name="fk_submission_sha256_upload"),
        sa.PrimaryKeyConstraint("id", name="pk_submission"),
    )
    op.create_index("ix_submission_organisation", "submission", ["organisation"], unique=False)
    op.create_index("ix_submission_sha256", "submission", ["sha256"], unique=False)
    op.create_index("ix_submission_state", "submission", ["state"], unique=False)
    op.create_table(
        "submission_event",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("submission_id", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=128), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name="fk_submission_event_submission_id_submission"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_submission_event"),
    )
    op.create_index("ix_submission_event_submission_id", "submission_event", ["submission_id"], unique=False)


def downgrade() -> None:
    """Remove them."""
    op.drop_index("ix_submission_event_submission_id", table_name="submission_event")
    op.drop_table("submission_event")
    op.drop_index("ix_submission_state", table_name="submission")
    op.drop_index("ix_submission_sha256", table_name="submission")
    op.drop_index("ix_submission_organisation", table_name="submission")
    op.drop_table("submission")
    op.drop_table("member_area")
    op.drop_table("member")
    op.drop_table("mapping_memory")
    op.drop_table("upload")
    op.drop_table("organisation")
