"""Parts of a SPIP article that need putting in order: notes, documents, the date.

SPIP 3 and 4 write them with the same class names on other elements; both are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import count
from urllib.parse import urlsplit

from bs4.element import NavigableString, Tag

from indexer.sources.columns import date_of
from indexer.sources.pagehead import Head
from indexer.sources.spacing import one_line

_NOTE_CALL = re.compile(r"\s*\[?\s*(\w+)\s*\]?\s*")
_OPENED = re.compile(r"\s*\[\s*$")
_CLOSED = re.compile(r"^\s*\]")
#: Documents named in one text; each costs time in proportion to the text, and no sheet has more.
_MOST_DOCUMENTS = 200
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|svg|webp)$", re.IGNORECASE)
_DAY = re.compile(r"(?:\d{1,2}(?:er)?\s+)?[a-zéûA-ZÉÛ]{3,9}\s+\d{4}|\d{1,2}/\d{1,2}/\d{4}")
#: Where squelettes show the date of publication.
_DATED = ".info-publi, .publication, .cartouche small, .cartouche .date, p.date, .published"


def raise_note_calls(head: Head, notes: Tag | None) -> None:
    """Make each call to a note a raised number in the text; calls in the notes stay."""
    inside = {id(call) for call in notes.select(".spip_note, .spip_note_ref")} if notes else set()
    for call in head.soup.select(".spip_note_ref, a.spip_note"):
        if id(call) in inside or call.parent is None:
            continue
        number = _NOTE_CALL.fullmatch(call.get_text())
        _cut(call.previous_sibling, _OPENED)
        _cut(call.next_sibling, _CLOSED)
        if number:
            raised = head.soup.new_tag("sup")
            raised.string = number[1]
            call.replace_with(raised)
        else:
            call.decompose()


def _cut(beside: object, bracket: re.Pattern[str]) -> None:
    """Take a bracket off the text beside a call."""
    if isinstance(beside, NavigableString) and bracket.search(beside):
        beside.replace_with(bracket.sub("", beside))


def notes_html(notes: Tag) -> str:
    """Notes under a heading, numbered as they are called."""
    for heading in notes.find_all(re.compile("^h[1-6]$")):
        heading.decompose()
    found: list[tuple[str, str]] = []
    for block in _blocks_of_notes(notes):
        number = _take_number(block)
        if number or not found:
            found.append((number, block.decode_contents()))
        else:
            found[-1] = (found[-1][0], f"{found[-1][1]}<p>{block.decode_contents()}</p>")
    in_order = all(number == str(place) for (number, _), place in zip(found, count(1)))
    if in_order:
        items = "".join(f"<li>{text}</li>" for _, text in found)
        return f"<h2>Notes</h2><ol>{items}</ol>"
    return "<h2>Notes</h2>" + "".join(f"<p>{escape(n)}. {text}</p>" for n, text in found)


def _blocks_of_notes(notes: Tag) -> list[Tag]:
    """One element a note: those named for one, else the paragraphs."""
    named = notes.select("[id^=nb]:not(a)")
    return named or notes.find_all("p") or [notes]


def _take_number(block: Tag) -> str:
    """The number a note begins with, taken off it."""
    call = block.select_one(".spip_note_ref, a.spip_note")
    number = _NOTE_CALL.fullmatch(call.get_text()) if call else None
    if call is None or number is None:
        return ""
    _cut(call.previous_sibling, _OPENED)
    _cut(call.next_sibling, _CLOSED)
    call.decompose()
    return number[1]


# --- Documents -----------------------------------------------------------------------------------


def name_documents(head: Head, text: Tag) -> None:
    """Replace each document in the text by its title, linked; a picture by what is said of it."""
    shown = text.select(".spip_documents, [class*=spip_document_]")
    all_of_them = set(map(id, shown))
    for one in shown[:_MOST_DOCUMENTS]:
        if not any(id(parent) in all_of_them for parent in one.parents):
            for tag in _named(head, one):
                one.insert_before(tag)
            one.decompose()


def _named(head: Head, document: Tag) -> Iterator[Tag]:
    link = document.select_one("a[href]")
    address = str(link["href"]) if link else ""
    title, told = _text(document, ".spip_doc_titre"), _text(document, ".spip_doc_descriptif, dd")
    picture = not link or bool(_PICTURE.search(urlsplit(address).path))
    if not title and not told and (picture or not link):
        return
    paragraph = head.soup.new_tag("p")
    if picture:
        paragraph.string = f"Illustration : {title or told}"
    elif link:
        anchor = head.soup.new_tag("a", href=address)
        anchor.string = title or address.rpartition("/")[2]
        paragraph.append(anchor)
        weight = one_line(str(link.get("title") or ""))
        paragraph.append(f" ({weight})" if weight else "")
    yield paragraph
    if title and told:
        after = head.soup.new_tag("p")
        after.string = told
        yield after


def _text(document: Tag, kind: str) -> str:
    found = document.select_one(kind)
    return one_line(found.get_text(" ")) if found else ""


def joined_html(head: Head) -> str:
    """The files that go with the article, under a heading."""
    joined = head.soup.select_one("#documents_joints, .documents_joints")
    items = joined.find_all("li") if joined else []
    links = [(item.find("a", href=True), item) for item in items]
    told = [
        f'<li><a href="{escape(str(link["href"]))}">{escape(one_line(item.get_text(" ")))}</a></li>'
        for link, item in links
        if isinstance(link, Tag) and one_line(item.get_text(" "))
    ]
    return f"<h2>Documents joints</h2><ul>{''.join(told)}</ul>" if told else ""


# --- Date ----------------------------------------------------------------------------------------


def shown_date(head: Head) -> str:
    """The date of publication that the page shows to its readers, when its head has none."""
    for place in head.soup.select(_DATED):
        for said in _DAY.finditer(one_line(place.get_text(" "))):
            if found := date_of(said[0]):
                return found
    return ""
