"""What every answer carries and what no visitor may send: headers, hosts, addresses, methods.

Pages hold no inline script and no inline style, so the policy needs no nonce and every page
may be kept by a cache.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from flask import Flask, Response, abort, request
from werkzeug.middleware.proxy_fix import ProxyFix

from indexer import Query, Settings

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


def protect(app: Flask, settings: Settings) -> None:
    """Put the headers on every answer of ``app`` and refuse what cannot be a fair request."""
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )
    app.config["TRUSTED_HOSTS"] = list(settings.trusted_hosts) or None
    app.before_request(_refuse)
    app.after_request(_harden)


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


def _harden(response: Response) -> Response:
    # No view sets any of these: they are added, which spares looking for each among the others.
    response.headers.extend(_SHARED_HEADERS if request.path.startswith(SHARED) else HEADERS)
    if request.path == FRAMED and response.status_code < 400:
        response.headers["Content-Security-Policy"] = _framed_policy()
    return response


def _framed_policy() -> str:
    return _POLICY.format(ancestors="*")
