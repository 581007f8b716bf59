"""What every answer carries, and who may ask: this dashboard has no accounts, so it answers this machine only.

A page on the internet can make a browser ask for an address on loopback under the page's own name (DNS rebinding) and
read the answer. Such a request names a host that is not ours, and is refused.
"""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex",
}
"""No inline script or style, nothing from elsewhere, in nobody's frame."""

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Guard:
    """Pure ASGI middleware."""

    def __init__(self, app: ASGIApp, *, hosts: Collection[str]) -> None:
        """Answer requests for loopback and for `hosts`."""
        self._app = app
        self._hosts = LOOPBACK | {host.lower() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the headers to its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if _host(Headers(scope=scope).get("host", "")) in self._hosts:
            await self._app(scope, receive, guarded)
        else:
            await _misdirected(scope["path"])(scope, receive, guarded)


def _host(named: str) -> str:
    try:
        return (urlsplit(f"//{named}").hostname or "").lower()
    except ValueError:
        return ""


def _misdirected(path: str) -> JSONResponse:
    problem = {
        "type": "urn:reviewtrack:problem:other_host",
        "title": "Misdirected Request",
        "status": 421,
        "detail": "This dashboard does not answer under that name: use the address in WEB_URL, or 127.0.0.1.",
        "instance": path,
        "code": "other_host",
    }
    return JSONResponse(problem, 421, media_type="application/problem+json")
