"""Pages of SPIP, the content manager of many resource centres: articles and listings of them.

SPIP names each part of an article by a class, with ``crayon article-titre-49`` when editors may
change it in place; squelettes differ in the elements they use, so only classes are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from bs4.element import Tag

from indexer.errors import SheetError
from indexer.sources.article import clean_blocks, clean_sections, sections_of
from indexer.sources.columns import date_of
from indexer.sources.corpus_html import identifier
from indexer.sources.mending import without_note_numbers
from indexer.sources.original import Original
from indexer.sources.pagehead import Head, settle_links
from indexer.sources.spacing import one_line
from indexer.sources.spip_parts import (
    joined_html,
    name_documents,
    notes_html,
    raise_note_calls,
    shown_date,
)
from indexer.vocabulary import Sheet

_CARD = "a.lien_article"
_ENTRY = ".hentry, li.item.entry, article.entry"
_PARTS = {
    "title": ("titre", "entry-title"),
    "above": ("surtitre",),
    "below": ("soustitre",),
    "summary": ("chapo",),
    "text": ("texte",),
    "after": ("ps",),
    "notes": ("notes",),
}


def is_spip_article(head: Head) -> bool:
    """Whether the page shows one SPIP article, and not cards with titles of their own."""
    title = _part(head, "title")
    if title is None or _part(head, "text", "summary") is None:
        return False
    cards = list(_cards(head))
    return len(cards) < 2 or not any(_is_inside(title, card) for card in cards)


def _is_inside(part: Tag, whole: Tag) -> bool:
    return any(parent is whole for parent in part.parents)


def is_spip_listing(head: Head) -> bool:
    """Whether the page lists SPIP articles: two cards or entries at least."""
    return len(list(_cards(head))) > 1


def read_spip_listing(head: Head, original: Original) -> list[Sheet | SheetError]:
    """The sheets of a listing: title, summary, date and the address of each article."""
    return [_of_card(card, head, original) for card in _cards(head)]


def read_spip_article(head: Head, original: Original) -> list[Sheet | SheetError]:
    """The sheet in an article: chapô, text, post-scriptum and notes."""
    raise_note_calls(head, _part(head, "notes"))
    title = _text(_part(head, "title"))
    summary = _text(_part(head, "summary"))
    blocks = clean_blocks(_body(head, title))
    settle_links(blocks, head)
    sheet = Sheet(
        id=identifier(title),
        title=without_note_numbers(title),
        summary=without_note_numbers(summary),
        sections=sections_of(blocks, title),
        date=head.date or shown_date(head),
        structure=head.meta("author", "DC.creator"),
        publisher=_site(head),
        source=head.address or original.name,
        rights=head.meta("DC.rights", "copyright"),
    )
    if not title or not (summary or sheet.sections):
        return [original.fault("shows a SPIP article without title or text: save it again")]
    return [sheet]


def _body(head: Head, title: str) -> str:
    """All of the article but title and chapô, in reading order."""
    text, notes = _part(head, "text"), _part(head, "notes")
    if text:
        name_documents(head, text)
    above, below = (_text(_part(head, name)) for name in ("above", "below"))
    parts = [f"<p>{escape(line)}</p>" for line in (above, below) if line and line not in title]
    parts += [_html(text), _html(head.soup.select_one(".hyperlien")), _after(head)]
    parts += [joined_html(head), notes_html(notes) if notes else ""]
    return "".join(f"<div>{part}</div>" for part in parts if part)


def _after(head: Head) -> str:
    """The post-scriptum under a heading of its own."""
    after = _part(head, "after")
    if after is not None and after.name in ("p", "h2", "h3"):
        after = after.find_parent("div")
    if after is None:
        return ""
    for heading in after.find_all(re.compile("^h[1-6]$")):
        heading.decompose()
    return f"<h2>Post-scriptum</h2>{_html(after)}" if after.get_text(strip=True) else ""


def _site(head: Head) -> str:
    """Who publishes: as the page says, else as its banner does."""
    return head.meta("og:site_name", "DC.publisher") or _text(_banner(head)) or head.site


def _banner(head: Head) -> Tag | None:
    return head.soup.select_one(".spip_logo_site, #nom_site_spip")


# --- Listings ------------------------------------------------------------------------------------


def _cards(head: Head) -> Iterator[Tag]:
    found = head.soup.select(_CARD) or head.soup.select(_ENTRY)
    return (card for card in found if _text(_titled(card)))


def _titled(card: Tag) -> Tag | None:
    return card.select_one(".titre, .entry-title, h2, h3")


def _of_card(card: Tag, head: Head, original: Original) -> Sheet | SheetError:
    title = without_note_numbers(_text(_titled(card)))
    summary = without_note_numbers(_text(card.select_one(".introduction, .chapo, .entry-content")))
    summary = re.sub(r"\s*(?:\(…\)|\(\.\.\.\))$", "…", summary)
    link = card if card.name == "a" else card.select_one("a[href]")
    address = head.absolute(str(link.get("href") or "")) if link else ""
    if not summary:
        return original.fault(f"lists “{title[:60]}” without a summary: import its own page")
    return Sheet(
        id=identifier(title),
        title=title,
        summary=summary,
        date=_card_date(card),
        publisher=_site(head),
        source=address or head.address or original.name,
    )


def _card_date(card: Tag) -> str:
    marked = card.select_one("abbr.published[title], time[datetime]")
    if marked:
        said = str(marked.get("title") or marked.get("datetime"))
        return date_of(said) or date_of(said[:10])
    return date_of(_text(card.select_one(".date")))


# --- Parts ---------------------------------------------------------------------------------------


def _part(head: Head, *names: str) -> Tag | None:
    """The first element whose class names one of the parts, as such or for in-place editing."""
    for name in names:
        for word in _PARTS[name]:
            edited = re.compile(rf"^article-{word}-\d+$")
            found = head.soup.find(class_=edited) or head.soup.find(class_=word)
            if isinstance(found, Tag) and (found.get_text(strip=True)):
                return found
    return None


def _html(part: Tag | None) -> str:
    return part.decode_contents() if part else ""


def _text(part: Tag | None) -> str:
    """The text of a short part on one line, its raised characters read by what they say."""
    if part is None:
        return ""
    sections = clean_sections(f"<div>{part.decode_contents()}</div>")
    return one_line(" ".join(" ".join((s.heading, s.text)) for s in sections))
