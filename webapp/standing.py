"""Pages that do not answer a search: selection, embedding help, texts, plan of the site.

The texts are templates of ``templates/texts``; an operator replaces one by putting a file of the
same name in the folder of the setting ``texts``.
"""

from __future__ import annotations

import re
from pathlib import Path

from flask import Blueprint, Response, abort, render_template, request

from indexer import NotFoundError, Sheet
from webapp import scripts
from webapp.caching import kept
from webapp.state import base_url, collection, settings
from webapp.turns import in_turn

blueprint = Blueprint("standing", __name__)

MAX_SELECTION = 50

#: Address → heading of each text.
TEXTS = {
    "aide": "Chercher une fiche",
    "accessibilite": "Accessibilité",
    "mentions-legales": "Mentions légales",
    "donnees-personnelles": "Données personnelles",
    "donnees": "Données, flux et API",
}
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,80}")


@blueprint.get(
    "/<any(aide, accessibilite, 'mentions-legales', 'donnees-personnelles', donnees):name>"
)
def text(name: str) -> Response:
    """One of the texts an operator may replace."""
    own = _own(name)
    source = f"operator/{name}.html" if own else f"texts/{name}.html"
    changed = str(own.stat().st_mtime_ns) if own else ""
    return kept(
        collection().generation,
        ("text", name, changed),
        lambda: render_template("pages/text.html", source=source, heading=TEXTS[name]),
    )


def _own(name: str) -> Path | None:
    """The operator's file for a text, if there is one."""
    folder = settings().texts
    path = folder / f"{name}.html" if folder else None
    return path if path and path.is_file() else None


@blueprint.get("/plan-du-site")
def site_map() -> Response:
    """Every page of the site in one list."""
    served = collection()
    return kept(
        served.generation,
        ("plan",),
        lambda: render_template("pages/site_map.html", themes=served.themes()),
    )


@blueprint.get("/integrer")
def embedding() -> Response:
    """How to put the search box on another site."""
    served = collection()

    def make() -> str:
        return render_template(
            "pages/embedding.html",
            themes=served.themes(),
            territories=served.territories(),
            base=base_url(),
            folder=f"/embed/v{scripts.VERSION}",
            scripts=scripts,
        )

    return kept(served.generation, ("embedding", base_url()), make)


@blueprint.get("/selection")
@in_turn
def selection() -> Response:
    """The sheets kept on this device, or those whose ids are in the address, as one dossier."""
    ids = list(dict.fromkeys(request.args.getlist("id")))
    if len(ids) > MAX_SELECTION or not all(map(_ID.fullmatch, ids)):
        abort(400, f"A selection holds at most {MAX_SELECTION} valid ids.")

    def make() -> str:
        found = {sheet_id: _sheet(sheet_id) for sheet_id in ids}
        sheets = [sheet for sheet in found.values() if sheet]
        gone = [sheet_id for sheet_id, sheet in found.items() if not sheet]
        dossier = f"{base_url()}/selection?" + "&".join(f"id={sheet.id}" for sheet in sheets)
        return render_template("pages/selection.html", sheets=sheets, gone=gone, dossier=dossier)

    answer = kept(collection().generation, ("selection", base_url(), *ids), make)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _sheet(sheet_id: str) -> Sheet | None:
    """A sheet of a dossier; ``None`` for one withdrawn since the link was made."""
    try:
        return collection().sheet(sheet_id)
    except NotFoundError:
        return None
