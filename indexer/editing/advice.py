"""What is missing or doubtful in the themes, territories and dates of sheets.

Each line of advice quotes the words that say so; ``fiches suggest-metadata`` tells them.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from indexer.detection.territories import detection, find_mentions
from indexer.detection.words import read_words
from indexer.enrich import enrich, reading_text
from indexer.knowledge.gazetteer import Gazetteer
from indexer.knowledge.themes import Themes
from indexer.vocabulary import Evidence, Sheet

FieldName = Literal["DC.subject", "DC.coverage", "DC.date"]

_FIELDS: dict[str, FieldName] = {"theme": "DC.subject", "territory": "DC.coverage"}
#: Years of practice sheets, with the words that date an action.
_YEAR = re.compile(
    r"\b(?:en|depuis|dès|créée?s? en|de|fin|début|janvier|février|mars|avril|mai|juin|juillet"
    r"|août|septembre|octobre|novembre|décembre)\s+((?:19[6-9]|20[0-4])\d)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to see to in a sheet.

    ``kind`` is ``missing`` (nothing declared), ``doubtful`` (declared, and the text says
    otherwise or the code is dead) or ``ambiguous`` (a homonym to settle). ``value`` is what could
    be written, empty when nothing can be proposed; ``replaces`` the declared value it stands for.
    ``quote`` is the text that says so and ``reason`` tells it in English.
    """

    sheet: str
    field: FieldName
    kind: Literal["missing", "doubtful", "ambiguous"]
    value: str
    label: str
    quote: str
    reason: str
    replaces: str = ""


def suggest_metadata(
    sheets: Iterable[Sheet], gazetteer: Gazetteer, themes: Themes, publisher: str | None = None
) -> list[Advice]:
    """What is missing or doubtful in each sheet, in the order of the sheets."""
    return [advice for sheet in sheets for advice in _advise(sheet, gazetteer, themes, publisher)]


def _advise(
    sheet: Sheet, gazetteer: Gazetteer, themes: Themes, publisher: str | None
) -> Iterator[Advice]:
    bare = dataclasses.replace(sheet, themes=(), territories=(), evidence=(), territory_labels=())
    found = enrich(bare, gazetteer, themes, publisher)
    yield from _advise_themes(sheet, found, themes)
    yield from _advise_territories(sheet, found, gazetteer)
    yield from _advise_homonyms(sheet, gazetteer, publisher)
    if not sheet.date:
        yield _advise_date(sheet)


def _advise_themes(sheet: Sheet, found: Sheet, themes: Themes) -> Iterator[Advice]:
    if not sheet.themes:
        yield from _proposed(sheet, found, "theme", found.themes, dict(_labels(themes)))
    for slug in sheet.themes:
        if slug not in themes:
            reason = "no theme of the vocabulary has this slug"
            yield Advice(sheet.id, "DC.subject", "doubtful", "", slug, "", reason, slug)
        elif found.themes and slug not in found.themes and themes.rules(slug):
            quote = _first(found.evidence, found.themes[0])
            reason = f"nothing in the text speaks of it, but of {', '.join(found.themes)}"
            label = dict(_labels(themes))[slug]
            yield Advice(sheet.id, "DC.subject", "doubtful", "", label, quote, reason, slug)


def _labels(themes: Themes) -> Iterator[tuple[str, str]]:
    return ((theme.slug, theme.label) for theme in themes)


def _proposed(
    sheet: Sheet,
    found: Sheet,
    facet: Literal["theme", "territory"],
    values: tuple[str, ...],
    labels: dict[str, str],
) -> Iterator[Advice]:
    """What could be declared where nothing is, or one line that nothing was found."""
    field = _FIELDS[facet]
    for value in values:
        evidence = next(e for e in found.evidence if e.facet == facet and e.value == value)
        label = labels.get(value, value)
        yield Advice(sheet.id, field, "missing", value, label, evidence.quote, evidence.how)
    if not values:
        yield Advice(sheet.id, field, "missing", "", "", "", "nothing in the text tells it")


def _first(evidence: Iterable[Evidence], value: str) -> str:
    return next(e.quote for e in evidence if e.value == value)


def _advise_territories(sheet: Sheet, found: Sheet, gazetteer: Gazetteer) -> Iterator[Advice]:
    named = dict(found.territory_labels)
    if not sheet.territories:
        labels = {c: named.get(c) or gazetteer.display(c) for c in found.territories}
        for advice in _proposed(sheet, found, "territory", found.territories, labels):
            value = coverage(advice.value, named.get(advice.value, ""))
            yield dataclasses.replace(advice, value=value)
    for code in sheet.territories:
        if gazetteer.get(code) is None:
            now = gazetteer.current(code) or ""
            reason = f"the code is dead: {now} replaces it" if now else "no territory has this code"
            label = gazetteer.display(now) if now else code
            yield Advice(sheet.id, "DC.coverage", "doubtful", now, label, "", reason, code)
        elif found.territories and not _related(code, found, gazetteer):
            quote = _first(found.evidence, found.territories[0])
            reason = f"the text names {', '.join(map(gazetteer.display, found.territories))}"
            label = gazetteer.display(code)
            yield Advice(sheet.id, "DC.coverage", "doubtful", "", label, quote, reason, code)


def _related(code: str, found: Sheet, gazetteer: Gazetteer) -> bool:
    """Whether a declared territory holds, or lies in, one that the text names."""
    return any(
        gazetteer.within(code, other) or gazetteer.within(other, code)
        for other in found.territories
    )


def coverage(code: str, label: str) -> str:
    """The ``DC.coverage`` of a territory: a quartier without code carries its name."""
    return ":".join([*code.split(":")[:2], label]) if code.startswith("qt:") and label else code


def _advise_homonyms(sheet: Sheet, gazetteer: Gazetteer, publisher: str | None) -> Iterator[Advice]:
    if sheet.territories:
        return
    text = reading_text(sheet)
    words = read_words(text)
    told = set()
    for mention in find_mentions(words, text, gazetteer, publisher):
        found = detection(mention, words, text)
        if found.code is None and found.quote not in told:
            told.add(found.quote)
            names = ", ".join(f"{c} {gazetteer.display(c)}" for c in found.candidates[:6])
            reason = f"could be {names}"
            yield Advice(sheet.id, "DC.coverage", "ambiguous", "", found.quote, found.quote, reason)


def _advise_date(sheet: Sheet) -> Advice:
    """The first year that dates the action in title or summary, else in the body."""
    for text in (f"{sheet.title}\n\n{sheet.summary}", sheet.body):
        if match := _YEAR.search(text):
            year = match.group(1)
            return Advice(
                sheet.id, "DC.date", "missing", year, year, match.group(), "first year of the text"
            )
    return Advice(sheet.id, "DC.date", "missing", "", "", "", "no year in the text")
