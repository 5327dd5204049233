"""A store with a release of its own, an organisation, members of each role, and files to send."""

import csv
import io
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines import members
from pipelines.members import Grant
from pipelines.observations import FILE_COLUMNS
from pipelines.registry.members import Member

SOUND = {
    "indicator": "foster_care_number",
    "ref_area": "LVA",
    "time_period": "2019",
    "sex": "_T",
    "age": "Y0T17",
    "disability": "_T",
    "count_basis": "stock",
    "obs_value": "1204",
    "obs_status": "A",
    "ref_date": "2019-12-31",
    "origin": "Child register",
    "note": "",
}


def csv_file(*rows: dict[str, str]) -> bytes:
    """Return a file in the upload format: the sound row with some fields changed, once for each row given."""
    out = io.StringIO()
    writer = csv.DictWriter(out, FILE_COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({**SOUND, **row} for row in rows)
    return out.getvalue().encode()


@dataclass(frozen=True)
class People:
    """The local owner, and members who signed in with a provider."""

    owner: Member
    contributor: Member
    reviewer: Member
    stranger: Member


@pytest.fixture
def own_store(truth_store, tmp_path) -> Path:
    """A copy of the truth store that a test may change."""
    return Path(shutil.copytree(truth_store, tmp_path / "store", ignore=shutil.ignore_patterns("cache")))


@pytest.fixture
def people(own_store) -> People:
    """Members of `ministry` (Welfare ministry) and of `other`, each signed in once."""
    owner = members.owner(own_store)
    for name in ("Ministry", "Other"):
        members.add_organisation(own_store, owner, name)
    return People(
        owner,
        joined(own_store, "anna", Grant("contributor", "ministry")),
        joined(own_store, "rita", Grant("reviewer", "ministry")),
        joined(own_store, "otto", Grant("contributor", "other")),
    )


def joined(store_dir: Path, name: str, grant: Grant) -> Member:
    """Return a member who was invited and has signed in."""
    email = f"{name}@example.org"
    members.invite(store_dir, members.owner(store_dir), email, grant)
    said = {"iss": "https://login.example.org", "sub": name, "email": email, "email_verified": True, "name": name}
    found = members.signed_in(store_dir, said)
    assert found is not None
    return found
