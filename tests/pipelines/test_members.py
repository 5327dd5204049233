"""People: known by issuer and subject, invited by an e-mail that counts once, and what each may do."""

import pytest

from pipelines import members
from pipelines.members import Grant, MemberError, NotAllowedError
from tests.pipelines.conftest import joined

SAID = {"iss": "https://login.example.org", "sub": "42", "email": "Eva@Example.org", "email_verified": True}


@pytest.fixture
def owner(tmp_path):
    return members.owner(tmp_path)


def test_the_owner_is_one_and_may_everything(tmp_path, owner):
    assert members.owner(tmp_path) == owner
    assert (owner.is_owner, owner.may("admin")) == (True, True)


def test_an_invited_email_is_matched_once(tmp_path, owner):
    members.invite(tmp_path, owner, "eva@example.org", Grant("contributor"))
    eva = members.signed_in(tmp_path, SAID)
    assert (eva.role, eva.subject) == ("contributor", "42")
    assert members.signed_in(tmp_path, {**SAID, "sub": "43"}) is None


def test_a_member_is_known_by_subject_even_with_another_email(tmp_path, owner):
    members.invite(tmp_path, owner, "eva@example.org", Grant("contributor"))
    eva = members.signed_in(tmp_path, SAID)
    assert members.signed_in(tmp_path, {**SAID, "email": "new@example.org", "email_verified": False}) == eva


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_email_nobody_verified_counts_for_nothing(tmp_path, owner, verified):
    members.invite(tmp_path, owner, "eva@example.org", Grant("admin"))
    assert members.signed_in(tmp_path, {**SAID, "email_verified": verified}) is None


def test_a_provider_cannot_name_the_owner(tmp_path, owner):
    assert members.signed_in(tmp_path, {**SAID, "iss": owner.issuer, "sub": owner.subject}) is None


def test_a_removed_member_has_no_rights(tmp_path, owner):
    members.invite(tmp_path, owner, "eva@example.org", Grant("reviewer"))
    eva = members.signed_in(tmp_path, SAID)
    members.remove(tmp_path, owner, eva.id)
    assert members.signed_in(tmp_path, SAID) is None


def test_roles_hold_those_before_them(tmp_path):
    reviewer = joined(tmp_path, "rita", Grant("reviewer"))
    assert [reviewer.may(role) for role in ("viewer", "contributor", "reviewer", "admin")] == [True, True, True, False]


def test_only_an_admin_invites(tmp_path):
    reviewer = joined(tmp_path, "rita", Grant("reviewer"))
    with pytest.raises(NotAllowedError, match="expected admin"):
        members.invite(tmp_path, reviewer, "otto@example.org", Grant("viewer"))


def test_the_last_admin_stays(tmp_path, owner):
    with pytest.raises(MemberError, match="last admin"):
        members.change(tmp_path, owner, owner.id, Grant("viewer"))


def test_areas_limit_a_member_until_they_are_changed(tmp_path, owner):
    eva = members.invite(tmp_path, owner, "eva@example.org", Grant("contributor", areas=frozenset({"LVA"})))
    assert members.change(tmp_path, owner, eva.id, Grant("reviewer")).areas == {"LVA"}
    assert members.change(tmp_path, owner, eva.id, Grant(areas=frozenset())).areas == frozenset()


def test_an_organisation_keeps_its_slug(tmp_path, owner):
    first = members.add_organisation(tmp_path, owner, "Børns Vilkår")
    assert (first.slug, members.add_organisation(tmp_path, owner, "Børns Vilkår")) == ("borns_vilkar", first)
    assert members.add_organisation(tmp_path, owner, "Borns Vilkar").slug == "borns_vilkar_2"
