import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from pipelines.registry.database import exists, migrate
from pipelines.registry.tables import Base


def url_in(tmp_path):
    return f"sqlite:///{tmp_path / 'registry.sqlite'}"


def test_migrations_make_the_tables_the_code_expects(tmp_path):
    with migrate(url_in(tmp_path)).connect() as connection:
        context = MigrationContext.configure(connection, opts={"render_as_batch": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_again_changes_nothing(tmp_path):
    for _ in range(2):
        engine = migrate(url_in(tmp_path))
    assert set(inspect(engine).get_table_names()) == {"alembic_version", *Base.metadata.tables}


def test_asking_does_not_make_a_registry(tmp_path):
    assert not exists(url_in(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_migration_that_fails_leaves_nothing_half_done(tmp_path, monkeypatch):
    from alembic import op

    def failing(name, *arguments, **options):
        if name == "audit":
            raise RuntimeError
        return create(name, *arguments, **options)

    create = op.create_table
    monkeypatch.setattr(op, "create_table", failing)
    with pytest.raises(RuntimeError):
        migrate(url_in(tmp_path))
    monkeypatch.undo()
    assert not exists(url_in(tmp_path))
    assert exists(str(migrate(url_in(tmp_path)).url))
