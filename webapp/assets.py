"""Our own files: the one stylesheet with the themes' colours, scripts, pictures, the API's text."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from flask import Blueprint, Response, abort, request, send_from_directory

from indexer import FichesError
from webapp import caching, scripts
from webapp.state import collection, styles

blueprint = Blueprint("assets", __name__)
STATIC = Path(__file__).parent / "static"

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def address(name: str) -> str:
    """The address of one of our own files, new whenever it changes."""
    version = _digest(stylesheet()) if name == "site.css" else caching.face()
    return f"/static/{name}?v={version}"


def stylesheet() -> str:
    """The site's stylesheet followed by one class per theme that has colours of its own.

    Made once a generation; without any, pages still get their style.
    """
    kept = styles()
    try:
        generation = collection().generation
    except FichesError:
        return _source()
    if generation not in kept:
        text = _source() + _colours()
        kept.clear()
        kept[generation] = text
    return kept[generation]


def _source() -> str:
    return (STATIC / "site.css").read_text(encoding="utf-8")


def _colours() -> str:
    served = collection()
    found = [t for value in served.themes() if (t := served.theme(value.value))]
    themes = [t for t in found if t.colour and _SLUG.fullmatch(t.slug)]
    valid = [(t.slug, *t.colour) for t in themes if t.colour and all(map(_hex, t.colour))]
    light = "".join(f".t-{slug}{{--theme:{colour}}}\n" for slug, colour, _ in valid)
    dark = "".join(f".t-{slug}{{--theme:{colour}}}\n" for slug, _, colour in valid)
    return f"{light}@media (prefers-color-scheme:dark){{\n{dark}}}\n" if valid else ""


def _hex(colour: str) -> bool:
    return _COLOUR.fullmatch(colour) is not None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@blueprint.get("/static/<path:name>")
def file(name: str) -> Response:
    """One of our own files; kept for a year under its versioned address."""
    if name == "site.css":
        response = Response(stylesheet(), mimetype="text/css")
    elif name in scripts.OWN:
        response = Response(scripts.script(name), content_type="text/javascript; charset=utf-8")
    elif name.endswith("/LICENSE") or Path(name).suffix in {".svg", ".png", ".json"}:
        response = send_from_directory(STATIC, name)
    else:
        abort(404)
    response.headers["Cache-Control"] = caching.FOREVER if "v" in request.args else caching.HOUR
    return response


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The description of the API, OpenAPI 3.1."""
    response = send_from_directory(STATIC, "openapi.json", mimetype="application/json")
    response.headers["Cache-Control"] = caching.HOUR
    return response


@blueprint.get("/favicon.ico")
def icon() -> Response:
    """The mark of the site, for browsers that ask for it at the old place."""
    return send_from_directory(STATIC, "mark.svg", mimetype="image/svg+xml")
