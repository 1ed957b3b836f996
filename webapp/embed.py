"""What other sites load: the search box as a script, and as a frame."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, render_template

from webapp import assets, caching
from webapp.state import asked, collection

blueprint = Blueprint("embed", __name__)

#: The embedded box's own version; a change of its file asks for a new one.
VERSION = "1.0.0"
NAME = "fiches-recherche.js"
_FOLDER = Path(__file__).parent / "static" / "embed"


@cache
def script() -> str:
    """The source of the embedded box."""
    return assets.lean((_FOLDER / NAME).read_text(encoding="utf-8"))


@cache
def integrity() -> str:
    """The hash that a host puts in its snippet, so that it runs this file and no other."""
    digest = hashlib.sha384(script().encode()).digest()
    return "sha384-" + base64.b64encode(digest).decode()


@blueprint.get(f"/embed/<version>/{NAME}")
def box(version: str) -> Response:
    """The box, under its major version (kept an hour) or its full version (kept for ever)."""
    if version not in ("v1", f"v{VERSION}"):
        abort(404)
    response = Response(script(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = caching.HOUR if version == "v1" else caching.FOREVER
    return response


@blueprint.get("/embed/v1/boite")
def frame() -> Response:
    """The box as a page to put in a frame; its answers open in the whole window."""
    query = asked().query
    served = collection()
    return caching.kept(
        served.generation,
        ("frame", repr(query)),
        lambda: render_template("embed/frame.html", query=query),
    )
