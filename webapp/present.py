"""Results as the templates read them: labels in French, links ready, nothing to compute.

The only place where text becomes markup without escaping.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PrefixLoader
from markupsafe import Markup

from indexer import (
    Facet,
    FacetValue,
    Hit,
    Passage,
    Query,
    Results,
    Settings,
    Sheet,
    Sort,
    Territory,
    passage_html,
)
from webapp import assets, urls
from webapp.state import base_url

FACET_LABELS = {
    "theme": "Thème",
    "territory": "Territoire",
    "intercommunality": "Intercommunalité",
    "year": "Année",
}
SORT_LABELS: dict[Sort, str] = {"relevance": "Pertinence", "date": "Date", "title": "Titre"}
NBSP = "\u00a0"

WHOLE_TREE = 60  # territories up to which the whole tree is sent
LISTED = 50  # children listed below a département
LONGEST_HEADING = 80  # characters of a question that headings repeat

_COINS = urlencode(
    [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"),
        ("rft.type", "report"),
    ]
)
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter in force: its label and the search without it."""

    facet: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its text, whether it is where the visitor stands, and an optional count."""

    label: str
    url: str
    current: bool = False
    count: int | None = None


def trusted(html: str) -> Markup:
    """HTML that the library made or cleaned, as markup; never call it on anything else."""
    return Markup(html)


def marked(passage: Passage) -> Markup:
    """A passage, escaped, with its marked words in ``<mark>``."""
    return trusted(passage_html(passage))


def excerpt(hit: Hit) -> Markup:
    """The passages of a result in one paragraph; what lies between two is told once."""
    told = list(hit.excerpts)
    for at in range(1, len(told)):
        told[at] = told[at]._replace(before=told[at].before and not told[at - 1].after)
    kept = (re.sub(" …$", f"{NBSP}…", passage_html(passage)) for passage in told)
    return trusted(" ".join(kept))


def grouped(number: int) -> str:
    """A number as French writes it: ``3 657``."""
    return f"{number:,}".replace(",", "\u202f")


def plural(number: int, word: str) -> str:
    """A number and its noun: ``0 fiche``, ``1 fiche``, ``2 fiches``."""
    return f"{grouped(number)}{NBSP}{word}{'s' if number > 1 else ''}"


def brief(text: str, most: int = LONGEST_HEADING) -> str:
    """A text of at most ``most`` characters, cut between words and ended by an ellipsis."""
    if len(text) <= most:
        return text
    cut = text[:most].rsplit(" ", 1)[0] if " " in text[:most] else text[: most - 1]
    return f"{cut.rstrip(' ,;:.')}…"


def typographic(text: str) -> str:
    """French typography for what the library tells: curved apostrophes, unbreakable spaces."""
    curved = re.sub(r"(?<=\w)'(?=\w)", "’", text)
    return re.sub(r" (?=[:;?!»])|(?<=«) ", NBSP, curved)


def day(date: str) -> str:
    """A sheet's date as French reads it: ``12 mars 2008``, ``mars 2008`` or ``2008``."""
    year, *rest = date.split("-")
    month = _MONTHS[int(rest[0]) - 1] if rest and 1 <= int(rest[0]) <= 12 else ""
    number = rest[1].lstrip("0") if len(rest) > 1 else ""
    return " ".join(p for p in ("1er" if number == "1" else number, month, year) if p)


def value_label(value: FacetValue) -> str:
    """A facet value's label; a département also shows its number."""
    if value.level == "departement" and ":" in value.value:
        return f"{value.label}{NBSP}({value.value.split(':', 1)[1]})"
    return value.label


def flat(values: tuple[FacetValue, ...]) -> Iterator[FacetValue]:
    """Every value of a tree, parents first."""
    for value in values:
        yield value
        yield from flat(value.children)


def opens(value: FacetValue) -> bool:
    """Whether a branch of the territory tree holds a chosen value and must be shown open."""
    return any(c.selected or (c.children and opens(c)) for c in value.children)


def shown_children(value: FacetValue, size: int) -> tuple[FacetValue, ...]:
    """The children of a territory that a tree of ``size`` values shows.

    What is said twice is shown once. A large tree opens below a département only where it, or
    something in it, is chosen.
    """
    if size > WHOLE_TREE and value.level != "region" and not (value.selected or opens(value)):
        return ()
    children = value.children
    if len(children) == 1 and children[0].label == value.label and not children[0].selected:
        children = children[0].children  # Paris, the département, is Paris, the commune
    if value.level == "region":
        return children
    kept = children[:LISTED]
    return kept + tuple(c for c in children[LISTED:] if c.selected or opens(c))


def chosen(results: Results) -> list[Chosen]:
    """The filters in force, in the order of the facets."""
    if not results.query.filters:
        return []
    return [
        Chosen(
            FACET_LABELS[facet.name],
            value_label(value),
            urls.address(urls.without(results.query, facet.name, value.value)),
        )
        for facet in results.facets
        for value in flat(facet.values)
        if value.selected
    ]


def sorts(query: Query) -> list[Link]:
    """The orders, as links; without words nothing is relevant and the latest come first."""
    current = query.sort if query.text or query.sort == "title" else "date"
    return [
        Link(label, urls.address(replace(query, sort=sort, page=1)), sort == current)
        for sort, label in SORT_LABELS.items()
        if query.text or sort != "relevance"
    ]


def page_links(query: Query, pages: int) -> list[Link | None]:
    """Links to the first, last and neighbouring pages; ``None`` stands for a gap."""
    near = {1, pages, query.page - 1, query.page, query.page + 1}
    links: list[Link | None] = []
    last = 0
    for number in sorted(n for n in near if 1 <= n <= pages):
        if number > last + 1:
            links.append(None)
        url = urls.address(replace(query, page=number))
        links.append(Link(str(number), url, number == query.page))
        last = number
    return links


def heading(results: Results) -> str:
    """What was found, in one line."""
    found = plural(results.total, "fiche") if results.total else "Aucune fiche"
    if not results.query.text:
        return found
    return f"{found} pour «{NBSP}{brief(results.query.text)}{NBSP}»"


def title(results: Results) -> str:
    """The window's title: what was asked, how many, which page."""
    asked = brief(results.query.text) or "Toutes les fiches"
    if not results.query.text and results.query.filters:
        asked = ", ".join(c.label for c in chosen(results)) or asked
    page = f", page {results.query.page}" if results.query.page > 1 else ""
    return f"{asked} ({plural(results.total, 'fiche')}){page}"


def sheet_url(sheet: Sheet, query: Query | None = None) -> str:
    """The page of a sheet, remembering the search that leads there."""
    return urls.address(query, f"/fiches/{sheet.id}") if query else f"/fiches/{sheet.id}"


def places(hit: Hit) -> str:
    """Where a sheet takes place, in few words."""
    above = {t.code: t.label for t in hit.territories}
    labels = [_place(t, above) for t in hit.territories if t.code in hit.sheet.territories]
    if not labels:
        return "territoire non précisé"
    more = f" et {len(labels) - 2} autres" if len(labels) > 3 else ""
    return ", ".join(labels[: 2 if more else 3]) + more


def coins(sheet: Sheet) -> str:
    """A result as ContextObject in a span, so that Zotero can offer the whole list."""
    told = [
        ("rft.title", sheet.title),
        ("rft.au", sheet.structure or sheet.publisher),
        ("rft.publisher", sheet.publisher),
        ("rft.date", sheet.date),
        ("rft.identifier", f"{base_url()}/fiches/{sheet.id}"),
        ("rft.language", sheet.language),
    ]
    return f"{_COINS}&{urlencode([(key, value) for key, value in told if value])}"


def listed(results: Results) -> dict[str, object]:
    """A page of results as schema.org tells it."""
    first = (results.query.page - 1) * results.query.size + 1
    return {
        "@context": "https://schema.org",
        "@type": "ItemList",
        "numberOfItems": results.total,
        "itemListElement": [
            {"@type": "ListItem", "position": n, "url": f"{base_url()}/fiches/{hit.sheet.id}"}
            for n, hit in enumerate(results.hits, first)
        ],
    }


def linked(sheet: Sheet, permalink: str) -> dict[str, object]:
    """A sheet as schema.org tells it."""
    told = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": sheet.title,
        "abstract": sheet.summary,
        "datePublished": sheet.date,
        "inLanguage": sheet.language,
        "url": permalink,
        "author": {"@type": "Organization", "name": sheet.structure} if sheet.structure else "",
        "publisher": {"@type": "Organization", "name": sheet.publisher} if sheet.publisher else "",
    }
    return {key: value for key, value in told.items() if value}


def _place(territory: Territory, above: dict[str, str]) -> str:
    """A quartier says nothing without its commune."""
    if territory.level == "quartier" and territory.parent in above:
        return f"{territory.label} ({above[territory.parent]})"
    return territory.label


def facet_size(facet: Facet) -> int:
    """How many values a facet lists."""
    return _counted(facet.values)


def _counted(values: tuple[FacetValue, ...]) -> int:
    return len(values) + sum(_counted(value.children) for value in values if value.children)


def _moves() -> dict[str, Callable[..., Query]]:
    """The query filters of the templates: the same search, one thing changed."""
    return {
        "page": lambda query, number: replace(query, page=number),
        "words_only": urls.unfiltered,
    }


def _loader(settings: Settings) -> BaseLoader:
    """Templates as shipped, and those of the operator's folder under ``operator/``."""
    shipped = FileSystemLoader(Path(__file__).parent / "templates")
    if settings.texts is None:
        return shipped
    return ChoiceLoader([PrefixLoader({"operator": FileSystemLoader(settings.texts)}), shipped])


def register(app: Flask, settings: Settings) -> None:
    """Give the templates these words."""
    app.jinja_loader = _loader(settings)
    app.jinja_env.filters.update(
        marked=marked,
        excerpt=excerpt,
        trusted=trusted,
        typographic=typographic,
        plural=plural,
        grouped=grouped,
        brief=brief,
        day=day,
        value_label=value_label,
        **_moves(),
    )
    app.jinja_env.globals.update(
        site=settings,
        asset=assets.address,
        base_url=base_url,
        longest_text=urls.MAX_TEXT,
        address=urls.address,
        facet_labels=FACET_LABELS,
        facet_parameters=urls.FACET_PARAMETERS,
        facet_size=facet_size,
        opens=opens,
        shown_children=shown_children,
        page_links=page_links,
        places=places,
        sheet_url=sheet_url,
        sorts=sorts,
        chosen=chosen,
        coins=coins,
        listed=listed,
    )
