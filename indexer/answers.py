"""The API's JSON: one shape for ``fiches search --json`` and ``GET /api/v1/search``.

Also the only place where marks become HTML: text is escaped before, so no source can break out and
no mark can be left open.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from html import escape
from typing import Any

import orjson

from indexer.facets import TreeFacet
from indexer.query import Facet, FacetValue, Hit, Passage, Query, Results, Suggestion
from indexer.vocabulary import Sheet, Territory, Theme

Json = dict[str, Any]
Marks = tuple[tuple[int, int], ...]


def passage_html(passage: Passage) -> str:
    """A passage as safe HTML with ``<mark>`` around what matched; ellipses where text goes on.

    It has elements, so it stands between tags and never in an attribute: quotes stay as they are.
    """
    text, marks, before, after = passage
    pieces = _pieces(text, marks)
    if "&" in text or "<" in text or ">" in text:
        pieces[::2] = [escape(piece, quote=False) for piece in pieces[::2]]
    told = "".join(pieces)
    return f"{'… ' if before else ''}{told}{' …' if after else ''}"


def _pieces(text: str, marks: Marks) -> list[str]:
    """Pieces of the text and, between them, the tags that begin and end marks."""
    pieces: list[str] = []
    at = 0
    for start, end in marks:
        pieces += (text[at:start], "<mark>", text[start:end], "</mark>")
        at = end
    pieces.append(text[at:])
    return pieces


def sheet_url(sheet_id: str, base_url: str = "") -> str:
    """The address of a sheet's page: absolute when the site's public address is set.

    An id has nothing that an address must not have (``vocabulary.Sheet``).
    """
    return f"{base_url}/fiches/{sheet_id}"


def answer(results: Results, base_url: str = "") -> Json:
    """The whole answer to a query, as the API gives it."""
    return _whole(results, base_url, facet_json)


def answer_text(results: Results, base_url: str = "") -> bytes:
    """The same written as JSON, the trees of territories straight from their counts."""
    try:
        return written(_whole(results, base_url, _facet_text))
    except TypeError:  # half a character, beside which no text stands as it is
        return written(answer(results, base_url))


def written(body: object) -> bytes:
    """``body`` as JSON, accents readable; half a character, which UTF-8 has not, is escaped."""
    try:
        return orjson.dumps(body, option=orjson.OPT_APPEND_NEWLINE)
    except orjson.JSONEncodeError:
        return json.dumps(body, separators=(",", ":")).encode() + b"\n"


def _whole(results: Results, base_url: str, facet: Callable[[Facet], object]) -> Json:
    return {
        "query": query_json(results.query),
        "total": results.total,
        "page": results.query.page,
        "pages": results.pages,
        "size": results.query.size,
        "generation": results.generation,
        "sheets": [hit_json(hit, base_url) for hit in results.hits],
        "facets": {one.name: facet(one) for one in results.facets},
        "expansions": [{"typed": e.typed, "added": list(e.added)} for e in results.expansions],
        "suggestion": results.suggestion
        and {"q": results.suggestion.text, "total": results.suggestion.total},
        "relaxed": results.relaxed
        and {
            "stage": results.relaxed.stage,
            "text": results.relaxed.text,
            "dropped": list(results.relaxed.dropped),
            "changed": [{"from": a, "to": b} for a, b in results.relaxed.changed],
        },
        "notices": [{"code": n.code, "text": n.text} for n in results.notices],
    }


def query_json(query: Query) -> Json:
    """What was asked, under the names of the URL's parameters."""
    sorts = {"relevance": "pertinence", "date": "date", "title": "titre"}
    return {
        "q": query.text,
        "theme": list(query.themes),
        "territoire": list(query.territories),
        "annee": list(query.years),
        "tri": sorts[query.sort],
        "exact": query.exact,
    }


def hit_json(hit: Hit, base_url: str = "") -> Json:
    """One line of the answer; ``title_html`` and ``excerpts`` are safe HTML."""
    found = card_json(hit.sheet, hit.themes, hit.territories, base_url)
    found["title_html"] = passage_html(hit.title)
    found["excerpts"] = [passage_html(p) for p in hit.excerpts]
    found["score"] = round(hit.score, 4)
    found["reasons"] = list(hit.reasons)
    return found


def card_json(
    sheet: Sheet, themes: Iterable[Theme], territories: Iterable[Territory], base_url: str = ""
) -> Json:
    """What a list of sheets shows of one sheet."""
    return {
        "id": sheet.id,
        "url": sheet_url(sheet.id, base_url),
        "title": sheet.title,
        "summary": sheet.summary,
        "themes": [{"slug": t.slug, "label": t.label} for t in themes],
        "territories": [territory_json(t) for t in territories],
        "structure": sheet.structure,
        "year": sheet.year,
    }


def sheet_json(
    sheet: Sheet, themes: Iterable[Theme], territories: Iterable[Territory], base_url: str = ""
) -> Json:
    """A whole sheet: the card, then its sections (clean HTML and plain text) and its source."""
    return {
        **card_json(sheet, themes, territories, base_url),
        "sections": [
            {"heading": s.heading, "level": s.level, "html": s.html, "text": s.text}
            for s in sheet.sections
        ],
        "date": sheet.date or None,
        "audience": sheet.audience,
        "publisher": sheet.publisher,
        "source": sheet.source,
        "rights": sheet.rights,
        "language": sheet.language,
    }


def territory_json(territory: Territory) -> Json:
    """A territory as the API names it."""
    return {"code": territory.code, "label": territory.label, "level": territory.level}


def facet_json(facet: Facet) -> list[Json]:
    """The values of a facet; only territories have a level and children."""
    tree = facet.name in ("territory", "intercommunality")
    return [value_json(value, tree) for value in facet.values]


def _facet_text(facet: Facet) -> object:
    return orjson.Fragment(facet.json) if isinstance(facet, TreeFacet) else facet_json(facet)


def value_json(value: FacetValue, tree: bool) -> Json:
    """One value of a facet with its count, and what stands below it in a tree."""
    found: Json = {
        "value": value.value,
        "label": value.label,
        "count": value.count,
        "selected": value.selected,
    }
    if tree:
        found["level"] = value.level or None
        found["children"] = [value_json(child, True) for child in value.children]
    return found


def suggestion_json(suggestion: Suggestion) -> Json:
    """A completion offered while typing."""
    return {
        "kind": suggestion.kind,
        "label": suggestion.label,
        "value": suggestion.value,
        "count": suggestion.count,
    }
