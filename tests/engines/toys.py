"""A toy analysis and toy sheets, so that engines are tested without French."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from indexer.engines.analysed import AnalysedSheet, analyse_fields, facet_values
from indexer.engines.contract import Engine
from indexer.engines.memory import MemoryEngine
from indexer.engines.prepared import Prepared
from indexer.engines.whoosh_engine.engine import WhooshEngine
from indexer.engines.whoosh_engine.writer import write_generation
from indexer.query import Alternative, Unit, Words
from indexer.vocabulary import Section, Sheet, Territory

TERRITORIES = {
    t.code: t
    for t in (
        Territory("reg:11", "Île-de-France", "region"),
        Territory("dep:93", "Seine-Saint-Denis", "departement", "reg:11", ("reg:11",)),
        Territory("com:93071", "Sevran", "commune", "dep:93", ("dep:93", "reg:11")),
        Territory("com:93047", "Montfermeil", "commune", "dep:93", ("dep:93", "reg:11")),
        Territory("dep:78", "Yvelines", "departement", "reg:11", ("reg:11",)),
        Territory("reg:32", "Hauts-de-France", "region"),
    )
}


@dataclass
class ToyAnalysis:
    spans: list[tuple[int, int]]
    terms: dict[str, list[int]]
    extents: dict[tuple[str, int], int] = field(default_factory=dict)


class ToyAnalyser:
    """Lower-case words; the lemma is the word without a final s."""

    fingerprint = "toy"

    def index(self, text: str) -> ToyAnalysis:
        spans, terms = [], defaultdict(list)
        for position, found in enumerate(re.finditer(r"\w+", text)):
            word = found.group().lower()
            spans.append(found.span())
            for term in (f"x:{word}", f"f:{word}", f"l:{word.rstrip('s')}"):
                terms[term].append(position)
        return ToyAnalysis(spans, dict(terms))


def sheet(
    sheet_id: str,
    title: str,
    summary: str = "",
    body: str = "",
    *,
    themes: tuple[str, ...] = (),
    territories: tuple[str, ...] = (),
    date: str = "",
    structure: str = "",
) -> Sheet:
    sections = (Section("", f"<p>{body}</p>", body),) if body else ()
    return Sheet(
        sheet_id,
        title,
        summary,
        sections,
        themes=themes,
        territories=territories,
        date=date,
        structure=structure,
    )


def analysed(sheets: list[Sheet]) -> list[AnalysedSheet]:
    analyser = ToyAnalyser()
    return [
        AnalysedSheet(s, analyse_fields(s, analyser), facet_values(s, TERRITORIES.get))
        for s in sheets
    ]


def memory(sheets: list[Sheet], folder: Path) -> Engine:
    return MemoryEngine(analysed(sheets), "1")


def whoosh(sheets: list[Sheet], folder: Path) -> Engine:
    write_generation(folder, [Prepared.of(a) for a in analysed(sheets)])
    return WhooshEngine(folder, "1")


ENGINES = {"memory": memory, "whoosh": whoosh}


def word(typed: str) -> Unit:
    """A typed word: its exact form first, then its lemma."""
    lemma = typed.lower().rstrip("s")
    return Unit(
        typed,
        0,
        len(typed),
        (
            Alternative(((f"x:{typed.lower()}",),), 1.0, "exact"),
            Alternative(((f"l:{lemma}",),), 0.6, "lemma"),
        ),
    )


def words(*typed: str, minimum: int | None = None, without: tuple[str, ...] = ()) -> Words:
    return Words(
        units=tuple(word(w) for w in typed),
        excluded=tuple(word(w) for w in without),
        minimum=minimum,
    )


def phrase(*typed: str, gap: int | None = 0) -> Words:
    steps = tuple((f"l:{w.rstrip('s')}",) for w in typed)
    unit = Unit(" ".join(typed), 0, 0, (Alternative(steps, 1.0, "phrase", gap),))
    return Words(units=(unit,))
