"""Gives a sheet the themes and territories that its editor did not declare, with the evidence.

What is declared wins, facet by facet. What is found is kept as ``Evidence`` so that anyone can
see, and mend, why a sheet carries a value.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from math import ceil

from indexer.detection.quartiers import Quartier, detect_quartiers
from indexer.detection.territories import Detection, detect_territories, detection, find_mentions
from indexer.detection.themes import ThemeDetection, detect_themes, themes_of
from indexer.detection.words import Word, read_words
from indexer.knowledge.gazetteer import Gazetteer
from indexer.knowledge.themes import Themes
from indexer.vocabulary import Evidence, Sheet

__all__ = ["Detection", "ThemeDetection", "detect_territories", "detect_themes", "enrich"]

#: At most so many quotes are kept for one value of a sheet.
_QUOTES = 3
#: Characters of a text without summary that stand for one.
_OPENING = 600
#: A place of the body counts from so many mentions, one every so many characters, and when no
#: more places than these do. Chosen on sheets for all of France, which name Paris or list every
#: département without being about them.
_BODY_TIMES, _BODY_EVERY, _BODY_PLACES = 2, 2_000, 8


def reading_text(sheet: Sheet) -> str:
    """The text that detection reads and that ``Evidence`` counts its offsets in."""
    return "\n\n".join((sheet.title, sheet.summary, sheet.body))


def enrich(
    sheet: Sheet, gazetteer: Gazetteer, themes: Themes, publisher: str | None = None
) -> Sheet:
    """The sheet with themes and territories detected where none are declared.

    ``publisher`` is the code of the publisher's territory (``dep:93``), used to tell homonyms
    apart.
    """
    text = reading_text(sheet)
    words = [] if sheet.themes and sheet.territories else read_words(text)
    evidence = list(sheet.evidence)
    if not sheet.themes:
        found = themes_of(words, text, themes)
        evidence += [e for theme in found for e in _theme_evidence(theme)]
        sheet = dataclasses.replace(sheet, themes=tuple(theme.slug for theme in found))
    if not sheet.territories:
        lead = _lead(sheet)
        placing = territories_of(words, text, lead, gazetteer, publisher)
        evidence += placing.evidence
        sheet = _placed(sheet, placing, gazetteer)
    return dataclasses.replace(sheet, evidence=tuple(evidence))


def _lead(sheet: Sheet) -> int:
    """Where the opening of a sheet ends: after its summary, else some way into its text."""
    lead = len(sheet.title) + len(sheet.summary) + 2
    if sheet.summary or not sheet.body:
        return lead
    return lead + min(len(sheet.body), _OPENING)


def _theme_evidence(theme: ThemeDetection) -> list[Evidence]:
    return [
        Evidence("theme", theme.slug, quote.quote, quote.start, quote.end, quote.how)
        for quote in theme.evidence[:_QUOTES]
    ]


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a sheet happens: the evidence, and the names of quartiers by code."""

    evidence: tuple[Evidence, ...]
    labels: tuple[tuple[str, str], ...]


def territories_of(
    words: list[Word], text: str, lead: int, gazetteer: Gazetteer, publisher: str | None
) -> Placing:
    """The territories a sheet is about, quartiers included.

    All that title and summary (``text[:lead]``) name count; from the body only what it comes back
    to, so that a town quoted in passing is not where the sheet happens. A body that lists more
    places than that is a directory, and none of them counts.
    """
    mentions = find_mentions(words, text, gazetteer, publisher)
    found = [detection(mention, words, text) for mention in mentions]
    codes = _places(found, lead, len(text) - lead)
    kept = [d for d in found if d.code in codes]
    quartiers = [
        quartier
        for quartier in detect_quartiers(words, text, mentions, gazetteer)
        if quartier.territory.parent in codes
    ]
    labels = {q.territory.code: q.territory.label for q in quartiers}
    return Placing(
        _few(map(_place_evidence, kept), map(_quartier_evidence, quartiers)), tuple(labels.items())
    )


def _places(found: list[Detection], lead: int, body: int) -> set[str]:
    """The codes that count, of a text whose first ``lead`` characters are title and summary."""
    told = {d.code for d in found if d.code and d.start < lead}
    times = Counter(d.code for d in found if d.code)
    least = max(_BODY_TIMES, ceil(body / _BODY_EVERY))
    again = {code for code, count in times.items() if count >= least} - told
    return told | (again if len(again) <= _BODY_PLACES else set())


def _place_evidence(found: Detection) -> Evidence:
    how = f"{found.cue}; {found.how}"
    return Evidence("territory", found.code or "", found.quote, found.start, found.end, how)


def _quartier_evidence(found: Quartier) -> Evidence:
    code, how = found.territory.code, f"quartier of {found.territory.parent}"
    return Evidence("territory", code, found.quote, found.start, found.end, how)


def _few(*parts: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The first few quotes of each value."""
    times: Counter[str] = Counter()
    kept = []
    for evidence in chain(*parts):
        times[evidence.value] += 1
        if times[evidence.value] <= _QUOTES:
            kept.append(evidence)
    return tuple(kept)


def _placed(sheet: Sheet, placing: Placing, gazetteer: Gazetteer) -> Sheet:
    """The sheet with the most precise of the territories found, and the names of quartiers."""
    codes = list(dict.fromkeys(evidence.value for evidence in placing.evidence))
    above: set[str] = set()
    for code in codes:
        territory = gazetteer.get(code)
        above.update(territory.ancestors if territory else ())
    return dataclasses.replace(
        sheet,
        territories=tuple(code for code in codes if code not in above),
        territory_labels=sheet.territory_labels + placing.labels,
    )
