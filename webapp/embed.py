"""What other sites load: the search box as a script, and as a frame."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request

from webapp import caching, scripts
from webapp.state import asked, collection
from webapp.urls import clean_text

blueprint = Blueprint("embed", __name__)

#: Characters of the label that a host may give to the box in a frame.
LONGEST_LABEL = 80


@blueprint.get("/embed/v<version>/<name>")
def file(version: str, name: str) -> Response:
    """A script, under its major version (kept an hour) or its full version (kept for ever)."""
    source = scripts.published(version, name)
    if source is None:
        abort(404)
    response = Response(source, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = caching.HOUR if version == "1" else caching.FOREVER
    return response


@blueprint.get("/embed/v1/boite")
def frame() -> Response:
    """The box as a page to put in a frame; its answers open in the whole window."""
    reading = asked(also=("libelle",))
    label = clean_text(request.args.get("libelle", ""))[:LONGEST_LABEL]
    served = collection()
    return caching.kept(
        served.generation,
        ("frame", repr(reading.query), label),
        lambda: render_template("embed/frame.html", query=reading.query, label=label),
    )
