"""What every answer carries and what no visitor may send: headers, hosts, addresses, methods.

Pages hold no inline script and no inline style, so the policy needs no nonce and every page
may be kept by a cache.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from flask import Flask, abort, request
from werkzeug.middleware.proxy_fix import ProxyFix

from indexer import Query, Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)

#: Only this page may stand in a frame of another site.
FRAMED = "/embed/v1/boite"

#: What other sites may load by script; everything else stays on its own origin.
SHARED = ("/api/", "/embed/", "/openapi.json")

#: Robots follow every combination of filters; nobody reads what they find there.
ROBOT = re.compile(r"bot|crawl|spider|slurp|scrapy|python-requests", re.IGNORECASE)
ROBOT_FILTERS = 3

HEADERS = {
    "Content-Security-Policy": _POLICY.format(ancestors="'none'"),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_SHARED_HEADERS = {
    **HEADERS,
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
}
_FRAMED_HEADERS = {**_SHARED_HEADERS, "Content-Security-Policy": _POLICY.format(ancestors="*")}

Headers = list[tuple[str, str]]
_ADDED, _SHARED_ADDED, _FRAMED_ADDED = (
    list(headers.items()) for headers in (HEADERS, _SHARED_HEADERS, _FRAMED_HEADERS)
)


def protect(app: Flask, settings: Settings) -> None:
    """Put the headers on every answer of ``app`` and refuse what cannot be a fair request."""
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )
    app.config["TRUSTED_HOSTS"] = list(settings.trusted_hosts) or None
    app.before_request(_refuse)
    app.wsgi_app = _hardened(app.wsgi_app)  # type: ignore[method-assign, assignment]


def _refuse() -> None:
    """Addresses that are not UTF-8 are refused, so that no page shows what was not sent."""
    try:
        unquote_to_bytes(request.query_string.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError:
        abort(400, "The address is not valid UTF-8.")


def spare(query: Query) -> None:
    """Send a robot away, at no cost, from a search with three filters or more."""
    values = sum(len(chosen.values) for chosen in query.filters)
    if values >= ROBOT_FILTERS and ROBOT.search(request.user_agent.string):
        abort(429, "Robots may follow searches of at most two filters.")


def _hardened(app: WSGIApplication) -> WSGIApplication:
    """The application with the headers on whatever it answers.

    No view sets any of them: they are added to what is sent, which spares looking for each among
    the others.
    """

    def answered(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path = "/" + environ.get("PATH_INFO", "").lstrip("/")

        def begin(status: str, headers: Headers, *error: Any) -> Callable[[bytes], object]:  # noqa: ANN401 - what WSGI says
            return start(status, headers + _headers(path, status), *error)

        return app(environ, begin)

    return answered


def _headers(path: str, status: str) -> Headers:
    if path == FRAMED and status < "400":
        return _FRAMED_ADDED
    return _SHARED_ADDED if path.startswith(SHARED) else _ADDED
