"""The questions that lead to a visitor's case, as nested lists of answers.

A guided search asks (``Problematiques``) and sends to another sheet; a questionnaire asks and
shows parts of its own sheet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby

from indexer.sources.service_public.inline import address_of, line_of, linked
from indexer.sources.service_public.tree import Element

_ANSWERS = frozenset({"Problematique", "Branche", "Question", "Choix"})
CHOICES = frozenset({"Problematiques", "Questionnaire"})


def choices(asked: Element, inside: Callable[[Iterable[Element | str]], str]) -> str:
    """Questions and answers in order, those that follow each other in one list."""
    parts = []
    for are_answers, run in groupby(asked.elements(), lambda child: child.name in _ANSWERS):
        if are_answers:
            items = "".join(f"<li>{_answer(child, inside)}</li>" for child in run)
            parts.append(f"<ul>{items}</ul>")
        else:
            parts.append(inside(run))
    return "".join(parts)


def _answer(answer: Element, inside: Callable[[Iterable[Element | str]], str]) -> str:
    """An answer, linked to the sheet it leads to, and the questions it raises."""
    title = answer.find("Titre")
    leads = [link for link in answer.elements("LienInterne") if not link.text()]
    address = next((address for address in map(address_of, leads) if address), "")
    named = linked(address, line_of(title)) if title else ""
    rest = [child for child in answer.children if child is not title and child not in leads]
    return f"<p>{named}</p>" + choices(Element("", {}, list(rest)), inside)
