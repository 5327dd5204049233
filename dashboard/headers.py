"""Headers that keep a page to this host, out of foreign frames, and to what it says it is."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send


def content_security_policy(page: str) -> str:
    """Return a policy under which the page reaches this host only; its own inline scripts are named by their hash."""
    hashes = [base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in inline_scripts(page)]
    scripts = " ".join(["'self'", "'wasm-unsafe-eval'", *(f"'sha256-{each}'" for each in hashes)])
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        ]
    )


def inline_scripts(page: str) -> list[str]:
    """Return the scripts a page carries in itself."""
    return [body for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", page, re.DOTALL) if body.strip()]


def security_headers(page: str) -> dict[str, str]:
    """Return the headers that every answer carries; `page` is the HTML whose inline scripts may run."""
    return {
        "Content-Security-Policy": content_security_policy(page),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN",
    }


class SecurityHeaders:
    """Puts the security headers on every answer, whoever gives it."""

    def __init__(self, app: ASGIApp, page: str) -> None:
        self.app = app
        self.headers = security_headers(page)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the headers of its answer."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)
