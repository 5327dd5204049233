import pytest

from dashboard.people import SIGNED_IN_S, Person, is_loopback, mode_of, still_holds
from pipelines.registry.members import Member


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1:8501", "localhost", "localhost:80", "::1", "[::1]:8501"])
def test_a_loopback_address_is_known(address):
    assert is_loopback(address)


@pytest.mark.parametrize("address", ["", "0.0.0.0", "::", "192.168.1.5:8501", "localhost.example.org", "tracker.org"])  # noqa: S104
def test_any_other_address_is_not_loopback(address):
    assert not is_loopback(address)


@pytest.mark.parametrize(
    ("bound", "headers", "provider", "mode"),
    [
        ("127.0.0.1", {"Host": "localhost:8501"}, False, "owner"),
        ("127.0.0.1", {}, False, "owner"),
        ("0.0.0.0", {"Host": "localhost:8501"}, False, "public"),  # noqa: S104
        ("", {}, False, "public"),
        ("127.0.0.1", {"Host": "tracker.example.org"}, False, "public"),
        ("127.0.0.1", {"host": "localhost", "x-forwarded-for": "203.0.113.7"}, False, "public"),
        ("127.0.0.1", {"Host": "localhost", "Forwarded": "for=203.0.113.7"}, False, "public"),
        ("127.0.0.1", {"Host": "localhost"}, True, "members"),
        ("0.0.0.0", {"Host": "tracker.example.org"}, True, "members"),  # noqa: S104
    ],
)
def test_only_a_server_nobody_else_reaches_has_an_owner(bound, headers, provider, mode):
    assert mode_of(bound, headers, provider) == mode


def test_each_role_may_do_what_those_before_it_may():
    reviewer = Person("members", Member(1, "R", "reviewer"))
    assert [reviewer.may(role) for role in ("viewer", "contributor", "reviewer", "admin")] == [True, True, True, False]


def test_who_is_no_member_may_only_view():
    assert [Person("members", is_signed_in=True).may(role) for role in ("viewer", "contributor")] == [True, False]


def test_a_removed_member_may_only_view():
    removed = Person("members", Member(1, "R", "admin", is_active=False))
    assert [removed.may(role) for role in ("viewer", "contributor")] == [True, False]


def test_a_sign_in_ends():
    assert still_holds({"iat": 1000}, 1000 + SIGNED_IN_S - 1)
    assert not still_holds({"iat": 1000}, 1000 + SIGNED_IN_S)
    assert not still_holds({}, 1000)
