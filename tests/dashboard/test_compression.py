"""A body is sent in the smallest form the browser takes, and not at all when it already holds it."""

import gzip
from hashlib import sha256

import brotli
import pytest
from starlette.requests import Request

from dashboard.compression import FOREVER, chosen_encoding, prepared, response

CONTENT = b"the same words, many times over; " * 50


def request(**headers):
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/", "headers": pairs})


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("BR", "br"),
        ("br;q=0.0", "identity"),
        ("br;q=1.0", "br"),
        ("", "identity"),
    ],
)
def test_the_smallest_allowed_encoding_is_chosen(accepted, encoding):
    assert chosen_encoding(accepted) == encoding


def test_every_form_holds_the_same_content():
    bodies = prepared(CONTENT, "text/plain").bodies
    assert brotli.decompress(bodies["br"]) == gzip.decompress(bodies["gzip"]) == bodies["identity"] == CONTENT


def test_a_form_that_is_not_smaller_is_not_sent():
    noise = b"".join(sha256(bytes([number])).digest() for number in range(8))
    body = prepared(noise, "font/woff2")
    answer = response(body, request(accept_encoding="br"), FOREVER)
    assert "content-encoding" not in answer.headers
    assert answer.body == noise


def test_compressed_forms_are_kept_and_found_again(tmp_path):
    first = prepared(CONTENT, "text/plain", tmp_path / "cache")
    kept = sorted(path.name for path in (tmp_path / "cache").iterdir())
    assert [name.split(".", 1)[1] for name in kept] == ["9.br", "9.gz"]
    assert prepared(CONTENT, "text/plain", tmp_path / "cache") == first


def test_an_answer_names_its_encoding_and_may_be_kept_for_ever():
    answer = response(prepared(CONTENT, "text/plain"), request(accept_encoding="gzip, br"), FOREVER)
    assert answer.headers["content-encoding"] == "br"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["vary"] == "Accept-Encoding"


def test_a_browser_that_holds_the_content_gets_none():
    body = prepared(CONTENT, "text/plain")
    etag = response(body, request(accept_encoding="br"), FOREVER).headers["etag"]
    again = response(body, request(accept_encoding="br", if_none_match=etag), FOREVER)
    assert (again.status_code, again.body) == (304, b"")
