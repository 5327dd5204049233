"""The registry's tables: what migrations make is what the code expects, and nothing is lost on the way."""

import shutil

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from pipelines import members, submissions
from pipelines.registry import database
from pipelines.registry.tables import Base
from pipelines.releases import all_releases


def config_of(connection):
    config = Config()
    config.set_main_option("script_location", "pipelines:registry/migrations")
    config.attributes["connection"] = connection
    return config


def test_migrations_make_the_tables_the_code_expects(tmp_path):
    engine = database.migrate(f"sqlite:///{tmp_path / 'registry.sqlite'}")
    with engine.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_a_store_of_the_version_before_is_read_and_brought_up_to_date(truth_store, tmp_path):
    store_dir = shutil.copytree(truth_store, tmp_path / "store", ignore=shutil.ignore_patterns("cache"))
    with database.engine(database.registry_url(store_dir)).begin() as connection:
        command.downgrade(config_of(connection), "0001")
    assert len(all_releases(store_dir)) == 1
    assert members.all_members(store_dir) == []
    owner = members.owner(store_dir)
    assert submissions.submissions(store_dir, owner) == []
    assert len(all_releases(store_dir)) == 1
