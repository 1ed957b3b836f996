"""How long an answer may be kept, and how a cache asks whether it is still good.

An answer is a function of three things: the generation served, the canonical query and the
format. Their hash is its ETag, so a cache is answered 304 without searching.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Response, make_response, request

from webapp import compression
from webapp.state import settings

if TYPE_CHECKING:
    from indexer import Settings

PUBLIC = "public, max-age=60, stale-while-revalidate=600"
FOREVER = "public, max-age=31536000, immutable"
HOUR = "public, max-age=3600"


@cache
def face() -> str:
    """A fingerprint of templates, styles and scripts: pages change when the face does."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for path in sorted(p for p in here.rglob("*") if p.suffix in {".html", ".css", ".js", ".py"}):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


@lru_cache(maxsize=8)
def _told(settings: Settings) -> str:
    return repr(settings)


def etag(generation: str, *parts: str) -> str:
    """The ETag of an answer: what shows, the settings, what is served and which answer it is."""
    told = (face(), _told(settings()), generation, *parts)
    return hashlib.sha256("\0".join(told).encode()).hexdigest()[:32]


def kept(generation: str, parts: tuple[str, ...], make: Callable[[], Response | str]) -> Response:
    """The answer ``make`` builds, or 304 when the visitor's cache already holds it."""
    tag = etag(generation, *parts)
    response = Response(status=304) if held(tag) else make_response(make())
    if response.status_code in (200, 304):
        response.headers.extend(tagged(tag))
    return response


def held(tag: str) -> bool:
    """Whether the visitor's cache holds the answer of a tag, compressed or not."""
    if "HTTP_IF_NONE_MATCH" not in request.environ:
        return False
    known = request.if_none_match
    return known.contains_weak(tag) or known.contains_weak(tag + compression.SUFFIX)


def tagged(tag: str) -> list[tuple[str, str]]:
    """The headers of an answer that has a tag: how long it may be kept, and for whom."""
    return [("ETag", f'"{tag}"'), ("Cache-Control", PUBLIC), ("Vary", "Accept-Encoding")]
