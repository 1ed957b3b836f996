"""The article of a service-public.fr sheet as HTML: every text of its tree, in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape

from indexer.sources.service_public.inline import inline, inline_element, line_of
from indexer.sources.service_public.places import contact, meaning, notice, outside_link, picture
from indexer.sources.service_public.questions import CHOICES, choices
from indexer.sources.service_public.tables import table
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
    ("Pour en savoir plus", ("PourEnSavoirPlus",)),
)
_LAST = frozenset(name for _, names in _GATHERED for name in names)
_PARTS = frozenset({"Chapitre", "SousChapitre", "Situation"})
_CALLOUTS = frozenset({"ASavoir", "ANoter", "Attention", "Rappel", "Avertissement"})
#: Deeper than any heading: a title is bold text there, because what follows the box it stands in
#: does not belong under it.
_NO_HEADING = 7


def article(root: Element) -> str:
    """The sheet's text as HTML: its introduction first, what was gathered last."""
    _spell_out(root)
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
    """Successive blocks as HTML; headings among them are of ``level``.

    Cases are headings, unless text for all cases follows them: it would read as part of the last.
    """
    written: list[str] = []
    followed = level >= _NO_HEADING
    for child in reversed(list(_laid_out(elements))):
        html = _block(child, _NO_HEADING if followed and _name(child) == "BlocCas" else level)
        written.append(html)
        if _name(child) in _PARTS:
            followed = level >= _NO_HEADING
        elif html and _name(child) != "BlocCas":
            followed = True
    return "".join(reversed(written))


def _laid_out(elements: Iterable[Element | str]) -> Iterator[Element | str]:
    """Blocks in order, those that only hold others replaced by what they hold."""
    for child in elements:
        if isinstance(child, str) or _is_block(child):
            yield child
        else:
            yield from _laid_out(child.children)


def _is_block(element: Element) -> bool:
    known = (_LEFT_OUT, _PARTS, _CALLOUTS, _WRITERS, INLINE)
    return any(element.name in names for names in known)


def _block(child: Element | str, level: int) -> str:
    if isinstance(child, str):
        return f"<p>{escape(child)}</p>" if child.strip() else ""
    if child.name in _LEFT_OUT:
        return ""
    if child.name in _PARTS:
        return _part(child, level)
    if child.name in _CALLOUTS:
        return f"<blockquote>{_titled(child)}</blockquote>"
    write = _WRITERS.get(child.name)
    return write(child, level) if write else f"<p>{inline_element(child)}</p>"


def _part(part: Element, level: int) -> str:
    """A chapter or case: its title as a heading, its inside one level down."""
    if level >= _NO_HEADING:
        return _titled(part)
    title = part.find("Titre")
    heading = f"<h{level}>{line_of(title)}</h{level}>" if title else ""
    return heading + blocks((c for c in part.children if c is not title), level + 1)


def _titled(box: Element) -> str:
    """A box: its title in bold, then its inside."""
    title = box.find("Titre")
    bold = f"<p><strong>{line_of(title)}</strong></p>" if title else ""
    return bold + inside(c for c in box.children if c is not title)


def inside(elements: Iterable[Element | str]) -> str:
    """What a box, an item or a cell holds, without headings."""
    return blocks(elements, _NO_HEADING)


def _cases(cases: Element, level: int) -> str:
    """Cases that exclude each other: parts of the text, or a list of terms among other blocks."""
    if level < _NO_HEADING:
        return "".join(_part(case, level) for case in cases.elements("Cas"))
    rows = []
    for case in cases.elements("Cas"):
        title = case.find("Titre")
        term = f"<dt>{line_of(title)}</dt>" if title else ""
        rows.append(f"{term}<dd>{inside(c for c in case.children if c is not title)}</dd>")
    return f"<dl>{''.join(rows)}</dl>"


def _paragraph(paragraph: Element, level: int) -> str:
    return f"<p>{inline(paragraph)}</p>"


def _bold(title: Element, level: int) -> str:
    return f"<p><strong>{line_of(title)}</strong></p>"


def _list(listed: Element, level: int) -> str:
    tag = "ol" if listed.attributes.get("type", "").startswith(("num", "alpha")) else "ul"
    items = (f"<li>{inside(item.children)}</li>" for item in listed.elements("Item"))
    stray = inside(c for c in listed.children if isinstance(c, str) or c.name != "Item")
    return f"<{tag}>{''.join(items)}</{tag}>{stray}"


def _spell_out(root: Element) -> None:
    """Give each acronym in the text its meaning, which the sheet tells at its end."""
    meanings = {
        short.attributes.get("ID", ""): short.text("Texte").strip()
        for short in root.elements("Abreviation")
    }
    for element in root.walk():
        told = meanings.get(element.attributes.get("LienPublication", ""))
        if told and element.name == "LienInterne" and not element.attributes.get("audience"):
            element.attributes["title"] = told


def _name(child: Element | str) -> str:
    return "" if isinstance(child, str) else child.name


def _held(write: Callable[[Element, Callable[[Iterable[Element | str]], str]], str]) -> _Writer:
    """A writer of a box, which is given how to write what the box holds."""
    return lambda element, level: write(element, inside)


_Writer = Callable[[Element, int], str]
_WRITERS: dict[str, _Writer] = {
    "Paragraphe": _paragraph,
    "Titre": _bold,
    "TitreAlternatif": _bold,
    "Liste": _list,
    "BlocCas": _cases,
    "Tableau": _held(table),
    "NoticeLiee": _held(notice),
    "LienExterneCommente": _held(outside_link),
    "Image": _held(picture),
    "Illustration": _held(picture),
    "Definition": _held(meaning),
    "Abreviation": _held(meaning),
}
_WRITERS |= dict.fromkeys(CHOICES, _held(choices))
_CONTACTS = "ServiceEnLigne ServiceEnLigneAnnexe OuSAdresser PourEnSavoirPlus Reference"
_WRITERS |= dict.fromkeys(_CONTACTS.split(), _held(contact))
