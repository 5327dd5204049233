"""Signing in at a real identity provider on this machine, and what each person may then do."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from pipelines import members
from pipelines.members import Grant
from pipelines.settings import settings
from tests.browser.driver import Visit, free_port, served, wait_until_ready

pytestmark = pytest.mark.browser

PEOPLE = {
    "ada": {"email": "ada@example.org", "email_verified": True, "name": "Ada Admin"},
    "carl": {"email": "carl@example.org", "email_verified": True, "name": "Carl Contributor"},
    "rita": {"email": "rita@example.org", "email_verified": True, "name": "Rita Reviewer"},
    "eve": {"email": "carl@example.org", "email_verified": False, "name": "Eve"},
    "sam": {"email": "sam@example.org", "email_verified": True, "name": "Sam Stranger"},
}

MENU = {
    "carl": ["New submission", "My submissions"],
    "rita": ["New submission", "My submissions", "Review", "Releases"],
    "ada": ["New submission", "My submissions", "Review", "Releases", "Members"],
}


@pytest.fixture(scope="module")
def provider(tmp_path_factory):
    """Return the address of an identity provider that knows some people."""
    port = free_port()
    log = tmp_path_factory.mktemp("provider") / "output.txt"
    claims = [f"--user-claims={json.dumps({'sub': sub, **said})}" for sub, said in PEOPLE.items()]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *claims]
    with log.open("wb") as output:
        running = subprocess.Popen(command, stdout=output, stderr=output)
    url = f"http://localhost:{port}"
    wait_until_ready(running, url, log, "/.well-known/openid-configuration")
    yield url
    running.terminate()
    running.wait(20)


@pytest.fixture(scope="module")
def member_store(release_store, tmp_path_factory):
    """Return a store of its own with three invited members."""
    store = tmp_path_factory.mktemp("members") / "store"
    shutil.copytree(release_store, store)
    settings.cache_clear()
    owner = members.owner(store)
    organisation = members.add_organisation(store, owner, "Children's Network")
    members.invite(store, owner, "ada@example.org", Grant("admin"))
    members.invite(store, owner, "carl@example.org", Grant("contributor", organisation.slug, frozenset({"LTU"})))
    members.invite(store, owner, "rita@example.org", Grant("reviewer"))
    return store


@pytest.fixture(scope="module")
def guarded_url(provider, member_store, tmp_path_factory):
    """Return the address of a server that asks the provider who people are."""
    port = free_port()
    environment = {
        "DI_OIDC__METADATA_URL": f"{provider}/.well-known/openid-configuration",
        "DI_OIDC__CLIENT_ID": "tracker",
        "DI_OIDC__CLIENT_SECRET": "a secret",
        "DI_OIDC__COOKIE_SECRET": "a long random text that signs the cookie",
        "DI_OIDC__PUBLIC_URL": f"http://localhost:{port}",
    }
    with served(member_store, tmp_path_factory.mktemp("server") / "output.txt", port=port, **environment):
        yield f"http://localhost:{port}"


@contextmanager
def signed_in(browser, url, sub):
    """Yield a page on which a person has signed in."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{url}/contribute")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name=sub, exact=True).click()
    page.wait_for_url(f"{url}/**")
    visit = Visit(page)
    visit.wait_until_drawn()
    yield visit
    context.close()


def menu(page):
    page.get_by_role("button", name="Contribute").click()
    return [text.strip() for text in page.locator("[data-testid='stTopNavDropdownLink']").all_inner_texts()]


def test_who_has_not_signed_in_sees_public_pages_and_a_way_in(browser, guarded_url):
    page = browser.new_page()
    page.goto(f"{guarded_url}/members")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.get_by_role("link", name="Contribute")).to_be_visible()
    expect(page.get_by_role("link", name="Members")).to_have_count(0)
    page.close()


@pytest.mark.parametrize("sub", MENU)
def test_the_registry_says_what_a_member_may_do(browser, guarded_url, sub):
    with signed_in(browser, guarded_url, sub) as visit:
        assert menu(visit.page) == MENU[sub]


def test_an_unverified_e_mail_is_no_invitation(browser, guarded_url):
    with signed_in(browser, guarded_url, "eve") as visit:
        visit.page.goto(f"{guarded_url}/contribute")
        expect(visit.page.get_by_text("no member here yet")).to_be_visible()


def test_a_stranger_is_told_to_ask_for_an_invitation(browser, guarded_url):
    with signed_in(browser, guarded_url, "sam") as visit:
        visit.page.goto(f"{guarded_url}/contribute")
        expect(visit.page.get_by_text("Sam Stranger, who is no member here yet")).to_be_visible()


def test_a_page_for_another_role_says_so(browser, guarded_url):
    with signed_in(browser, guarded_url, "carl") as visit:
        visit.page.goto(f"{guarded_url}/members")
        expect(visit.page.get_by_text("This page is for administrators")).to_be_visible()


def test_a_member_who_is_removed_can_do_nothing_from_that_moment(browser, guarded_url, member_store):
    owner = members.owner(member_store)
    members.invite(member_store, owner, "sam@example.org", Grant("reviewer"))
    with signed_in(browser, guarded_url, "sam") as visit:
        visit.page.goto(f"{guarded_url}/review")
        visit.wait_until_drawn()
        expect(visit.page.get_by_text("no member here")).to_have_count(0)
        sam = next(each for each in members.all_members(member_store) if each.name == "Sam Stranger")
        members.remove(member_store, owner, sam.id)
        visit.page.get_by_text("DA", exact=True).first.click()
        expect(visit.page.get_by_text("Sam Stranger").last).to_be_visible()
        expect(visit.page.get_by_role("button", name="Bidrag")).to_have_count(0)


def test_signing_out_ends_it_here_and_at_the_provider(browser, guarded_url, provider):
    with signed_in(browser, guarded_url, "rita") as visit:
        page = visit.page
        page.get_by_role("button", name="Rita Reviewer").click()
        page.get_by_role("button", name="Sign out", exact=True).click()
        page.wait_for_url(f"{provider}/**")
        page.goto(f"{guarded_url}/review")
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_signing_out_everywhere_ends_the_other_browser_too(browser, guarded_url):
    with signed_in(browser, guarded_url, "rita") as one, signed_in(browser, guarded_url, "rita") as other:
        one.page.wait_for_timeout(1100)  # the provider tells the moment of a sign-in in whole seconds
        one.page.get_by_role("button", name="Rita Reviewer").click()
        one.page.get_by_role("button", name="Sign out everywhere").click()
        one.page.wait_for_timeout(1000)
        other.page.goto(f"{guarded_url}/review")
        expect(other.page.get_by_role("button", name="Sign in")).to_be_visible()


def test_no_identity_provider_and_another_address_is_public_and_read_only(browser, release_store, tmp_path):
    port = free_port()
    command = [sys.executable, "-m", "dashboard.server", "--port", str(port), "--host", "0.0.0.0"]  # noqa: S104
    with (tmp_path / "output.txt").open("wb") as output:
        server = subprocess.Popen(
            command, env={**os.environ, "DI_STORE_DIR": str(release_store)}, stdout=output, stderr=output
        )
    try:
        wait_until_ready(server, f"http://127.0.0.1:{port}", tmp_path / "output.txt")
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{port}/contribute")
        expect(page.get_by_text("public and read only")).to_be_visible()
        page.close()
    finally:
        server.terminate()
        server.wait(20)
