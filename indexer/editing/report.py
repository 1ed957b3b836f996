"""All that detection finds in a text, as plain values: what ``fiches detect`` prints."""

from __future__ import annotations

import dataclasses
from typing import Any

from indexer.detection.quartiers import Quartier, detect_quartiers
from indexer.detection.territories import Detection, detection, find_mentions
from indexer.detection.themes import ThemeDetection, themes_of
from indexer.detection.words import read_words
from indexer.knowledge.gazetteer import Gazetteer
from indexer.knowledge.themes import Themes


def detect_report(
    text: str, gazetteer: Gazetteer, themes: Themes, publisher: str | None = None
) -> dict[str, Any]:
    """All that detection finds in ``text``, as plain values for JSON.

    ``territories`` are the mentions in order (``code`` is ``None`` for an unsettled homonym, whose
    ``candidates`` are given), ``quartiers`` the parts of towns, ``themes`` the subjects with their
    evidence. Offsets count characters of ``text``.
    """
    words = read_words(text)
    mentions = find_mentions(words, text, gazetteer, publisher)
    quartiers = detect_quartiers(words, text, mentions, gazetteer)
    return {
        "publisher": publisher,
        "territories": [_territory(detection(m, words, text), gazetteer) for m in mentions],
        "quartiers": [_quartier(quartier) for quartier in quartiers],
        "themes": [_theme(found, themes) for found in themes_of(words, text, themes)],
    }


def _territory(found: Detection, gazetteer: Gazetteer) -> dict[str, Any]:
    named = gazetteer.get(found.code) if found.code else None
    return {
        "code": found.code,
        "label": named.label if named else None,
        "level": named.level if named else None,
        "quote": found.quote,
        "start": found.start,
        "end": found.end,
        "cue": found.cue,
        "how": found.how,
        "candidates": [
            {"code": code, "label": gazetteer.display(code)} for code in found.candidates
        ],
    }


def _quartier(found: Quartier) -> dict[str, Any]:
    return {
        "code": found.territory.code,
        "label": found.territory.label,
        "parent": found.territory.parent,
        "quote": found.quote,
        "start": found.start,
        "end": found.end,
    }


def _theme(found: ThemeDetection, themes: Themes) -> dict[str, Any]:
    theme = themes.get(found.slug)
    return {
        "slug": found.slug,
        "label": theme.label if theme else found.slug,
        "score": round(found.score, 2),
        "evidence": [dataclasses.asdict(quote) for quote in found.evidence],
    }
