"""Content compressed once and sent many times: no request pays for it."""

from __future__ import annotations

import gzip
import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import brotli
from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from starlette.requests import Request

BROTLI_QUALITY = 9
"""Within 10 % of the smallest size for a tenth of its time."""

GZIP_LEVEL = 9

ENCODINGS = ("br", "gzip")
"""What we offer, smallest first."""

FOREVER = "public, max-age=31536000, immutable"

ALWAYS_ASK = "no-cache"


@dataclass(frozen=True)
class Prepared:
    """One body in every encoding we offer. `digest` is the hex SHA-256 of the plain content."""

    media_type: str
    digest: str
    bodies: Mapping[str, bytes]

    @property
    def short_digest(self) -> str:
        """The part of the digest that stands in addresses."""
        return self.digest[:16]


def prepared(content: bytes, media_type: str, cache: Path | None = None) -> Prepared:
    """Return the content in plain form, and in gzip and Brotli form where that is smaller.

    Parameters
    ----------
    cache
        Folder in which compressed forms are kept by content, so that the next start finds them; deletable.
    """
    digest = hashlib.sha256(content).hexdigest()
    bodies = {
        "br": _kept(cache, f"{digest}.{BROTLI_QUALITY}.br", lambda: brotli.compress(content, quality=BROTLI_QUALITY)),
        "gzip": _kept(cache, f"{digest}.{GZIP_LEVEL}.gz", lambda: gzip.compress(content, GZIP_LEVEL, mtime=0)),
    }
    smaller = {encoding: body for encoding, body in bodies.items() if len(body) < len(content)}
    return Prepared(media_type, digest, {**smaller, "identity": content})


def response(body: Prepared, request: Request, cache_control: str) -> Response:
    """Return the answer in the smallest form the browser takes; nothing but headers if it already holds it."""
    encoding = chosen_encoding(request.headers.get("accept-encoding", ""), body.bodies)
    etag = f'"{body.short_digest}-{encoding}"'
    headers = {"Cache-Control": cache_control, "ETag": etag, "Vary": "Accept-Encoding"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if encoding != "identity":
        headers["Content-Encoding"] = encoding
    return Response(body.bodies[encoding], media_type=body.media_type, headers=headers)


def chosen_encoding(accepted: str, offered: Collection[str] = ENCODINGS) -> str:
    """Return `br`, `gzip` or `identity`: the first offered that an Accept-Encoding header allows."""
    names = {name for part in accepted.split(",") if (name := _allowed(part))}
    return next((encoding for encoding in ENCODINGS if encoding in names and encoding in offered), "identity")


def _allowed(part: str) -> str:
    name, _, weight = part.strip().lower().partition(";")
    return "" if set(weight.strip().removeprefix("q=")) in ({"0"}, {"0", "."}) else name.strip()


def _kept(cache: Path | None, name: str, compress: Callable[[], bytes]) -> bytes:
    if cache is None:
        return compress()
    path = cache / name
    if path.is_file():
        return path.read_bytes()
    content = compress()
    cache.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{name}.{os.getpid()}")
    aside.write_bytes(content)
    aside.replace(path)
    return content
