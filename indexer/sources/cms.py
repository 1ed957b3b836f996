"""Pages of WordPress and Drupal: the text where their themes put it, and Drupal's named fields.

An extractor guesses the main text of any page and drops captions, files and short fields; here the
place of the text is known, so nothing in it is lost. What themes and extensions add to it (buttons
to share, related articles, comments) is left out.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bs4.element import Tag

from indexer.errors import SheetError
from indexer.sources.article import clean_blocks, sections_of
from indexer.sources.columns import Values, field_named
from indexer.sources.original import Original
from indexer.sources.pagehead import Head, settle_links
from indexer.sources.spacing import one_line
from indexer.vocabulary import Sheet

_WORDPRESS = ".entry-content, .wp-block-post-content"
_FIELD = ".field, [class*='field-name-'], [class*='field--name-']"
_BODY = ".field--name-body, .field-name-body"
_LABEL = ".field__label, .field-label"
_ITEM = ".field__item, .field-item"
_TITLE = "h1.entry-title, h1.wp-block-post-title, .page-title, h1"
_LEAD = re.compile(r"field-{1,2}name-[\w-]*(?:chapo|chapeau|accroche|intro|summary|resume)")
#: What extensions put into the text of a page.
_FURNITURE = """
    nav, aside, form, script, style, .sharedaddy, .jp-relatedposts, #jp-relatedposts, .yarpp,
    .addtoany_share_save_container, .navigation, .comments-area, #comments, .screen-reader-text,
    .visually-hidden, .wp-block-file__button, .entry-footer, .links, .node__links
"""
_BACK = re.compile(r"[\s↩︎⤴↑^\ufe0e]*")
#: Fewer characters are a teaser, not a text.
_SHORTEST = 120


def is_wordpress(head: Head) -> bool:
    """Whether the page shows one article of WordPress."""
    return _lone(head, _WORDPRESS) is not None


def is_drupal(head: Head) -> bool:
    """Whether the page shows one node of Drupal, with its body or its fields."""
    return _lone(head, _BODY) is not None


def read_wordpress(head: Head, original: Original) -> Sheet | SheetError:
    """The sheet in an article of WordPress."""
    text = _lone(head, _WORDPRESS)
    return _sheet(head, original, _html(head, text), Values()) if text else _none(original)


def read_drupal(head: Head, original: Original) -> Sheet | SheetError:
    """The sheet in a node of Drupal; labelled fields are fields of the sheet or parts of it."""
    body = _lone(head, _BODY)
    if body is None:
        return _none(original)
    node = next((parent for parent in body.parents if _is_node(parent)), body)
    values = Values()
    fields = [body] if node is body else _fields(node)
    html = "".join([_field(head, one, values) for one in fields])
    return _sheet(head, original, html, values)


def _none(original: Original) -> SheetError:
    return original.fault("shows no text that could be a sheet: import the article's own page")


def _lone(head: Head, kind: str) -> Tag | None:
    """The one element of a kind that holds a text; several are a listing."""
    found = [tag for tag in head.soup.select(kind) if len(one_line(tag.get_text(" "))) >= _SHORTEST]
    outer = _outermost(found)
    return outer[0] if len(outer) == 1 else None


def _outermost(found: list[Tag]) -> list[Tag]:
    """Those elements that stand in no other of them."""
    all_of_them = set(map(id, found))
    return [tag for tag in found if not any(id(parent) in all_of_them for parent in tag.parents)]


def _is_node(tag: Tag) -> bool:
    classes = tag.get("class") or []
    return "node" in classes or "node__content" in classes


# --- Text ----------------------------------------------------------------------------------------


def _html(head: Head, text: Tag) -> str:
    """The inside of a text without furniture; notes under a heading, captions told as such."""
    for other in text.select(_FURNITURE):
        other.decompose()
    for link in text.select("a[href^='#']"):
        if _BACK.fullmatch(link.get_text()):
            link.decompose()
    for notes in text.select("ol.wp-block-footnotes, ol.footnotes, .footnotes > ol"):
        heading = head.soup.new_tag("h2")
        heading.string = "Notes"
        notes.insert_before(heading)
    for caption in text.select("figure:has(img) > figcaption"):
        caption.insert(0, "Illustration : ")
    return text.decode_contents()


def _sheet(head: Head, original: Original, html: str, values: Values) -> Sheet | SheetError:
    named = head.soup.select_one(_TITLE)
    title = (one_line(named.get_text(" ")) if named else "") or head.title
    blocks = clean_blocks(html + values.rest())
    settle_links(blocks, head)
    summary = values.one("summary") or head.lead(blocks)
    sections = sections_of(blocks, title)
    if not title or not (summary or sections):
        return _none(original)
    sheet = values.sheet(title, sections, head.address or original.name)
    return replace(
        sheet,
        summary=one_line(summary),
        date=values.date() or head.date,
        structure=sheet.structure or head.meta("DC.creator"),
        publisher=sheet.publisher or head.site,
        rights=sheet.rights or head.meta("DC.rights", "copyright"),
    )


# --- Fields of Drupal ----------------------------------------------------------------------------


def _fields(node: Tag) -> list[Tag]:
    """The outermost fields of a node, in order."""
    return _outermost(node.select(_FIELD))


def _field(head: Head, field: Tag, values: Values) -> str:
    """What a field adds to the text; one that is a field of the sheet goes to ``values``."""
    if _LEAD.search(" ".join(field.get("class") or [])) and not values.given.get("summary"):
        values.take({"summary": one_line(field.get_text(" "))})
        return ""
    label = field.select_one(_LABEL)
    if label is None:
        return "" if _is_title(field) else _html(head, field)
    name = one_line(label.get_text(" ")).rstrip(" :\N{NO-BREAK SPACE}")
    label.decompose()
    told = [one_line(item.get_text(" ")) for item in _items(field)]
    if field_named(name) and field_named(name) not in ("text", "title", "id"):
        values.take({name: told})
        return ""
    inside = _html(head, field)
    heading = head.soup.new_tag("h2")
    heading.string = name
    return f"{heading}{inside}"


def _items(field: Tag) -> list[Tag]:
    """The values of a field, the innermost elements that hold one."""
    found = field.select(_ITEM)
    return [one for one in found if not one.select_one(_ITEM)] or [field]


def _is_title(field: Tag) -> bool:
    return "title" in " ".join(field.get("class") or [])
