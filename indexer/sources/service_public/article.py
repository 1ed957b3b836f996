"""The article of a service-public.fr sheet as HTML: every text of its tree, in reading order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape

from indexer.sources.service_public.tree import INLINE, Element

#: What leads elsewhere or steers the site's own pages; none of it is text of the sheet.
_ELSEWHERE = """
    Audience Canal Cible Colonne CommentFaireSi Condition DossierPere FilDAriane LienWeb PivotLocal
    QuestionReponse RechercheGuidee RessourceWeb SiSelectionne SousDossierPere SousThemePere
    SurTitre Theme VoirAussi
"""
_LEFT_OUT = frozenset(_ELSEWHERE.split())
#: What stands at the end of a sheet, gathered under a heading of ours, in this order.
_GATHERED = (
    ("Votre situation", ("Problematiques", "Questionnaire")),
    ("Services en ligne et formulaires", ("ServiceEnLigne",)),
    ("Où s’adresser ?", ("OuSAdresser",)),
    ("Textes de référence", ("Reference",)),
    ("Définitions", ("Definition", "Abreviation")),
    ("Pour en savoir plus", ("PourEnSavoirPlus", "LienExterneCommente")),
)
_LAST = frozenset(name for _, names in _GATHERED for name in names)
_PARTS = frozenset({"Chapitre", "SousChapitre", "Situation", "Cas"})
_CALLOUTS = frozenset({"ASavoir", "ANoter", "Attention", "Rappel", "Avertissement"})
_TIGHT = re.compile(r"^\s+(?=[.,)\]])")


def article(root: Element) -> str:
    """The sheet's text as HTML: its introduction first, what was gathered last."""
    intro = list(root.elements("Introduction"))
    rest = [
        child
        for child in root.elements()
        if child.name not in _LAST and child not in intro and not child.name.startswith("dc:")
    ]
    parts = [blocks(intro, 2), blocks(rest, 2)]
    for heading, names in _GATHERED:
        inside = blocks(root.elements(*names), 3)
        if inside:
            parts.append(f"<h2>{heading}</h2>{inside}")
    return "".join(parts)


def blocks(elements: Iterable[Element | str], level: int) -> str:
    """Successive blocks as HTML; headings among them are of ``level``."""
    return "".join(_block(child, level) for child in elements)


def _block(child: Element | str, level: int) -> str:
    if isinstance(child, str):
        return f"<p>{escape(child)}</p>" if child.strip() else ""
    if child.name in _LEFT_OUT:
        return ""
    if child.name in _PARTS:
        return _part(child, level)
    if child.name in _CALLOUTS:
        return f"<blockquote>{_titled(child, level)}</blockquote>"
    write = _WRITERS.get(child.name)
    if write:
        return write(child, level)
    if child.name in INLINE:
        return f"<p>{_inline_element(child)}</p>"
    return blocks(child.children, level)


def _part(part: Element, level: int) -> str:
    """A chapter or case: its title as a heading, its inside one level down."""
    title = part.find("Titre")
    heading = f"<h{min(level, 6)}>{_line(title)}</h{min(level, 6)}>" if title else ""
    return heading + blocks((c for c in part.children if c is not title), level + 1)


def _titled(box: Element, level: int) -> str:
    """A box: its title in bold, then its inside."""
    title = box.find("Titre")
    bold = f"<p><strong>{_line(title)}</strong></p>" if title else ""
    return bold + blocks((c for c in box.children if c is not title), level)


def _paragraph(paragraph: Element, level: int) -> str:
    return f"<p>{inline(paragraph)}</p>"


def _bold(title: Element, level: int) -> str:
    return f"<p><strong>{_line(title)}</strong></p>"


def _list(listed: Element, level: int) -> str:
    tag = "ol" if listed.attributes.get("type", "").startswith(("num", "alpha")) else "ul"
    items = (f"<li>{blocks(item.children, level)}</li>" for item in listed.elements("Item"))
    stray = blocks((c for c in listed.children if not _is(c, "Item")), level)
    return f"<{tag}>{''.join(items)}</{tag}>{stray}"


def _table(table: Element, level: int) -> str:
    title = table.find("Titre")
    caption = f"<caption>{_line(title)}</caption>" if title else ""
    rows = "".join(_row(row, level) for row in table.elements("Rangée"))
    other = (c for c in table.children if c is not title and not _is(c, "Rangée"))
    return f"{blocks(other, level)}<table>{caption}{rows}</table>"


def _row(row: Element, level: int) -> str:
    tag = "th" if row.attributes.get("type") == "header" else "td"
    cells = (f"<{tag}>{blocks(cell.children, level)}</{tag}>" for cell in row.elements())
    return f"<tr>{''.join(cells)}</tr>"


def _linked(place: Element, level: int) -> str:
    """A service, a place to go or a reading: its title, linked, then all it says."""
    title = place.find("Titre")
    link = _address(place)
    text = _line(title) if title else ""
    named = f'<a href="{escape(link)}">{text}</a>' if link and text else text
    notes = [_line(note) for note in place.elements("Source", "Complement")]
    after = f" ({', '.join(notes)})" if notes else ""
    told = ("Titre", "Source", "Complement")
    inside = (c for c in place.children if not _is(c, *told))
    return f"<p>{named}{after}</p>{blocks(inside, level)}"


def _meaning(word: Element, level: int) -> str:
    """A word or an abbreviation and what it means."""
    title = word.find("Titre")
    term = f"<dt>{_line(title)}</dt>" if title else ""
    inside = blocks((c for c in word.children if c is not title), level)
    return f"<dl>{term}<dd>{inside}</dd></dl>"


def _address(place: Element) -> str:
    for holder in (place, *place.elements("RessourceWeb", "LienWeb")):
        if holder.attributes.get("URL"):
            return holder.attributes["URL"]
    return ""


_WRITERS: dict[str, Callable[[Element, int], str]] = {
    "Paragraphe": _paragraph,
    "Titre": _bold,
    "TitreAlternatif": _bold,
    "Liste": _list,
    "Tableau": _table,
    "ServiceEnLigne": _linked,
    "ServiceEnLigneAnnexe": _linked,
    "OuSAdresser": _linked,
    "PourEnSavoirPlus": _linked,
    "Reference": _linked,
    "LienExterneCommente": _linked,
    "Definition": _meaning,
    "Abreviation": _meaning,
}


# --- Inside a sentence ---------------------------------------------------------------------------


def inline(element: Element) -> str:
    """The inside of a paragraph as HTML."""
    pieces: list[str] = []
    for child in element.children:
        if isinstance(child, str):
            text = _TIGHT.sub("", child) if pieces else child
            pieces.append(escape(text, quote=False))
        else:
            pieces.append(_inline_element(child))
    return "".join(pieces)


def _inline_element(element: Element) -> str:
    inside = inline(element)
    tag = INLINE.get(element.name, "")
    if element.name not in INLINE:
        return f" {inside} "
    if tag == "a":
        return f'<a href="{escape(element.attributes.get("URL", ""))}">{inside}</a>'
    return f"<{tag}>{inside}</{tag}>" if tag else inside


def _line(title: Element) -> str:
    """A title, whose paragraphs become one line."""
    return " ".join(
        escape(child, quote=False) if isinstance(child, str) else _inline_element(child).strip()
        for child in title.children
    ).strip()


def _is(child: Element | str, *names: str) -> bool:
    return isinstance(child, Element) and child.name in names
