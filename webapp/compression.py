"""Compression of answers for sites that no proxy compresses for.

Each coding is a representation of its own: the ETag of a compressed answer says so, and both
tags are recognised when a cache asks whether what it holds is still good.
"""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Flask, Response, request
from werkzeug.http import parse_accept_header

#: Below this, in bytes, compression saves no packet.
SMALLEST = 1000
SUFFIX = "-gzip"

_TYPES = ("text/", "application/json", "application/atom+xml", "application/xml", "image/svg+xml")
_LEVEL = 6


class CodedResponse(Response):
    """An answer whose coding was chosen by who made it."""


def register(app: Flask) -> None:
    """Compress the answers of ``app`` for visitors who accept it."""
    app.after_request(_compress)


def accepted() -> bool:
    """Whether the visitor accepts compressed answers."""
    sent = request.environ.get("HTTP_ACCEPT_ENCODING")
    return sent is not None and _accepts(sent)


@lru_cache(maxsize=64)
def _accepts(sent: str) -> bool:
    """The same by what a visitor sends; browsers all send much the same."""
    return parse_accept_header(sent).quality("gzip") > 0


def compressed(body: bytes) -> bytes:
    """A body compressed, the same each time."""
    return gzip.compress(body, _LEVEL, mtime=0)


def _compress(response: Response) -> Response:
    if isinstance(response, CodedResponse):
        return response
    kind = response.mimetype or ""
    if response.status_code == 206 or (not kind.startswith(_TYPES) and not response.vary):
        return response
    response.vary.add("Accept-Encoding")
    if not accepted() or "Content-Encoding" in response.headers:
        return response
    if response.status_code != 304:
        response.direct_passthrough = False  # a file is read, so that it can be compressed
        body = response.get_data()
        if len(body) < SMALLEST:
            return response
        response.set_data(compressed(body))
        response.headers["Content-Encoding"] = "gzip"
    tag, weak = response.get_etag()
    if tag and not tag.endswith(SUFFIX):
        response.set_etag(tag + SUFFIX, weak or False)
    return response
