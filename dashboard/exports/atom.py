"""The releases as an Atom feed (RFC 4287)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from dashboard.exports.changes import change_sentences
from dashboard.exports.csv import TITLE
from dashboard.text import release_words, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.releases import Release

NAMESPACE = "http://www.w3.org/2005/Atom"
MOST_ENTRIES = 50
MOST_SENTENCES = 40


def atom(releases: Sequence[Release], address: str, language: str) -> bytes:
    """Return the feed of some releases, newest first; `address` is where the tracker stands, without a path."""
    feed = ET.Element("feed", {"xmlns": NAMESPACE, "xml:lang": language})
    _add(feed, "title", f"{words('De-institutionalisation Tracker', language)}: {words('Releases', language)}")
    _add(feed, "id", f"{address}/releases.atom")
    _add(feed, "updated", releases[0].date.isoformat(timespec="seconds") if releases else "1970-01-01T00:00:00Z")
    ET.SubElement(feed, "link", {"rel": "self", "href": f"{address}/releases.atom?{urlencode({'lang': language})}"})
    ET.SubElement(feed, "link", {"href": f"{address}/data?{urlencode({'tab': 'Release', 'lang': language})}"})
    _add(ET.SubElement(feed, "author"), "name", TITLE)
    for release in releases[:MOST_ENTRIES]:
        feed.append(_entry(release, address, language))
    content: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return content


def _entry(release: Release, address: str, language: str) -> ET.Element:
    entry = ET.Element("entry")
    sentences = change_sentences(release, release.catalogue(), language)
    shown = sentences[:MOST_SENTENCES]
    if len(sentences) > len(shown):
        shown.append(words("and {count} more", language, count=len(sentences) - len(shown)))
    link = f"{address}/data?{urlencode({'release': release.id, 'tab': 'Release', 'lang': language})}"
    _add(entry, "title", release_words(release.number, release.date, language))
    _add(entry, "id", f"urn:sha256:{release.id}:{release.number}")
    _add(entry, "updated", release.date.isoformat(timespec="seconds"))
    ET.SubElement(entry, "link", {"href": link})
    _add(entry, "content", "\n".join(shown)).set("type", "text")
    return entry


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, name)
    element.text = text
    return element
