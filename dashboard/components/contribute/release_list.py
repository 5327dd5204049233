"""What was published when, and the ways to undo it: serve an earlier release, or withdraw a submission."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import sources, state
from dashboard.components.contribute.plain import plain
from dashboard.exports.changes import change_sentences
from dashboard.text import day, number, release_words, words
from pipelines import submissions
from pipelines.child import ChildError
from pipelines.releases import all_releases
from pipelines.settings import settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipelines.registry.members import Member
    from pipelines.releases import Release

MOST = 50
MOST_SENTENCES = 12


def release_list(member: Member, language: str) -> None:
    """Draw the releases, newest first, with what each changed; and the published submissions."""
    if said := state.told():
        st.toast(said)
    st.markdown(words("A release never changes. Undoing means serving another one; nothing is lost.", language))
    current = sources.current_release()
    for release in all_releases(settings().store_dir)[:MOST]:
        _release(release, member, language, is_current=release.id == current.id)
    _published(member, language)


def _release(release: Release, member: Member, language: str, *, is_current: bool) -> None:
    with st.container(border=True, key=f"release_{release.number}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{release_words(release.number, release.date, language)}**", width="stretch")
            if is_current:
                st.badge(words("Served now", language), color="green")
            count = number(release.manifest["rows"]["observations"], 0, language)
            st.caption(words("{count} figures", language, count=count), width="content")
            if not is_current and st.button(words("Serve this one again", language), key=f"serve_{release.number}"):
                _do(lambda: submissions.rollback(settings().store_dir, member, release.id), language)
        sentences = change_sentences(release, release.catalogue(), language)
        shown = [f"- {plain(sentence)}" for sentence in sentences[:MOST_SENTENCES]]
        if len(sentences) > MOST_SENTENCES:
            shown.append(f"- {words('and {count} more', language, count=len(sentences) - MOST_SENTENCES)}")
        st.markdown("\n".join(shown))


def _published(member: Member, language: str) -> None:
    served = submissions.submissions(settings().store_dir, member, "published")
    st.header(words("Published submissions", language), anchor=False)
    if not served:
        st.markdown(words("The release that is served holds no submission.", language))
    for each in served:
        with st.container(border=True, key=f"published_{each.id}"):
            said = f"**{plain(each.file_name)}** · {plain(each.organisation_name)} · {day(each.changed, language)}"
            st.markdown(said)
            with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
                why = st.text_input(words("Why it is withdrawn", language), key=f"why_{each.id}", width=420)
                if st.button(words("Withdraw by a new release", language), key=f"withdraw_{each.id}"):
                    _do(
                        partial(sources.in_child, submissions.withdraw, settings().store_dir, each.id, member, why),
                        language,
                    )


def _do(act: Callable[[], object], language: str) -> None:
    try:
        with st.spinner(words("Building the release", language), show_time=True):
            act()
        state.tell(words("Done.", language))
    except (ChildError, LookupError, submissions.StateError, submissions.NotAllowedError) as error:
        state.tell(words("Not done: {reason}", language, reason=str(error).splitlines()[0]))
    sources.forget_current()
    st.rerun()
