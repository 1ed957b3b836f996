"""What machines follow: Atom feed of any search, OpenSearch description, sitemap, robots."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from flask import Blueprint, Response

from indexer import Query, Sheet
from webapp import caching, present, urls
from webapp.state import asked, base_url, collection, settings
from webapp.turns import in_turn

blueprint = Blueprint("feeds", __name__)

_ATOM = "http://www.w3.org/2005/Atom"
_OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
#: What XML 1.0 cannot hold, even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_UNDATED = "1970-01-01"


def _xml(root: ET.Element, mimetype: str) -> Response:
    body = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return Response(body, content_type=f"{mimetype}; charset=utf-8")


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, name, attributes)
    child.text = _FORBIDDEN.sub("", text) or None
    return child


@blueprint.get("/recherche.atom")
@in_turn
def atom() -> Response:
    """The latest 50 sheets of a search, as an Atom feed."""
    query = replace(asked().query, sort="date", page=1, size=50)
    served = collection()
    parts = ("atom", urls.render(query), base_url())
    return caching.kept(
        served.generation, parts, lambda: _xml(_feed(query), "application/atom+xml")
    )


def _feed(query: Query) -> ET.Element:
    found = collection().search(query)
    page = base_url() + urls.address(replace(query, size=10))
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": "fr"})
    _add(root, "title", f"{present.title(found)} – {settings().site_name}")
    _add(root, "id", page)
    _add(root, "link", rel="alternate", type="text/html", href=page)
    self_address = urls.address(replace(query, sort="relevance", size=10), "/recherche.atom")
    _add(root, "link", rel="self", type="application/atom+xml", href=base_url() + self_address)
    _add(root, "updated", _instant(max((h.sheet.date for h in found.hits), default="")))
    for hit in found.hits:
        _entry(root, hit.sheet)
    return root


def _entry(root: ET.Element, sheet: Sheet) -> None:
    entry = _add(root, "entry")
    host = urlsplit(base_url()).hostname or "localhost"
    _add(entry, "title", sheet.title)
    _add(entry, "id", f"tag:{host},2026:fiche:{sheet.id}")
    _add(entry, "link", rel="alternate", type="text/html", href=f"{base_url()}/fiches/{sheet.id}")
    _add(entry, "updated", _instant(sheet.date))
    _add(_add(entry, "author"), "name", sheet.structure or sheet.publisher or settings().site_name)
    _add(entry, "summary", sheet.summary, type="text")
    for theme in collection().themes_of(sheet):
        _add(entry, "category", term=theme.slug, label=theme.label)


def _instant(date: str) -> str:
    """A sheet's date as the instant Atom asks for; a month or a year stands for its first day."""
    return (date + _UNDATED[len(date) :] if len(date) < 10 else date) + "T00:00:00Z"


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """How a browser adds this search to its own search box."""
    root = ET.Element("OpenSearchDescription", {"xmlns": _OPENSEARCH})
    name = settings().site_name
    _add(root, "ShortName", name if len(name) <= 16 else name.split()[0][:16])
    _add(root, "Description", f"Chercher dans {settings().site_name}")
    _add(root, "InputEncoding", "UTF-8")
    _add(root, "Language", "fr")
    template = f"{base_url()}/recherche?q={{searchTerms}}"
    _add(root, "Url", type="text/html", method="get", template=template)
    feed = f"{base_url()}/recherche.atom?q={{searchTerms}}"
    _add(root, "Url", type="application/atom+xml", template=feed)
    return _lasting(_xml(root, "application/opensearchdescription+xml"))


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """Every sheet with the date its source gives."""
    served = collection()
    return caching.kept(
        served.generation, ("sitemap", base_url()), lambda: _xml(_map(), "application/xml")
    )


def _map() -> ET.Element:
    root = ET.Element("urlset", {"xmlns": _SITEMAP})
    _add(_add(root, "url"), "loc", f"{base_url()}/")
    for sheet in collection().sheets():
        place = _add(root, "url")
        _add(place, "loc", f"{base_url()}/fiches/{sheet.id}")
        if sheet.date:
            _add(place, "lastmod", sheet.date)
    return root


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Sheets are for everybody; searches are not for robots."""
    lines = ("User-agent: *", "Disallow: /recherche", "Disallow: /selection", "Disallow: /api/", "")
    body = "\n".join((*lines, f"Sitemap: {base_url()}/sitemap.xml", ""))
    return _lasting(Response(body, mimetype="text/plain"))


def _lasting(response: Response) -> Response:
    response.headers["Cache-Control"] = caching.HOUR
    return response
