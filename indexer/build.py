"""Publishes a generation: read, enrich, analyse, write beside, verify, switch.

Nothing a reader sees changes before the last step, so a failed, killed or starved build leaves
the served generation exactly as it was.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from indexer.engines.analysed import AnalysedSheet, analyse_fields, facet_values
from indexer.engines.analysis_cache import AnalysisCache, analysis_key
from indexer.engines.fields import fields_fingerprint
from indexer.engines.manifest import GenerationStore
from indexer.engines.whoosh_engine.engine import WhooshEngine
from indexer.engines.whoosh_engine.record import record_size
from indexer.engines.whoosh_engine.writer import write_generation
from indexer.errors import CorpusError, IndexDamagedError, SheetError
from indexer.french import Analyser
from indexer.knowledge.bundle import Knowledge
from indexer.sources import read_corpus
from indexer.suggestion_table import write_suggestions
from indexer.vocabulary import Sheet

#: Called with how many sheets are done and how many there are in all (0 when not yet known).
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: the generation it published and what it could not read.

    ``analysed`` counts the sheets analysed in this build, the others came from the cache;
    ``seconds`` is wall time.
    """

    generation: str
    sheets: int
    analysed: int
    unreadable: tuple[SheetError, ...] = ()
    seconds: float = 0.0
    removed_generations: tuple[str, ...] = field(default=())


def build(
    corpus: Sequence[Path], index: Path, progress: Progress = lambda done, total: None
) -> BuildReport:
    """Publish the sheets of ``corpus`` as a new generation of ``index`` and serve it.

    Raises CorpusError when there is no sheet to publish, PublishBusyError when another process
    publishes into the same index; the served generation then stays.
    """
    started = time.monotonic()
    store = GenerationStore(index)
    sheets, unreadable = _read(corpus)
    knowledge = Knowledge.of_corpus(corpus)
    with store.publishing():
        name, folder = store.working()
        analyser = Analyser(knowledge.places())
        with AnalysisCache(index) as cache:
            ready, analysed = _analyse(sheets, analyser, knowledge, cache, progress)
            cache.forget_unused()
        count = write_generation(folder, ready)
        knowledge.write(folder, sheets)
        write_suggestions(folder, sheets, knowledge)
        facts = {
            "generation": name,
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "sheets": count,
            "analysis": analyser.fingerprint,
            "fields": fields_fingerprint(),
        }
        _prove(folder, name, count)
        store.seal(folder, facts)
        store.adopt(name, folder)
        store.verify(name)
        store.switch(name)
        removed = store.prune()
    return BuildReport(
        generation=name,
        sheets=count,
        analysed=analysed,
        unreadable=unreadable,
        seconds=round(time.monotonic() - started, 3),
        removed_generations=tuple(removed),
    )


def _read(corpus: Sequence[Path]) -> tuple[list[Sheet], tuple[SheetError, ...]]:
    """The readable sheets of a corpus and the faults of the others.

    Raises CorpusError when not one can be read.
    """
    sheets: list[Sheet] = []
    faults: list[SheetError] = []
    for found in read_corpus(corpus):
        if isinstance(found, SheetError):
            faults.append(found)
        else:
            sheets.append(found)
    if not sheets:
        where = ", ".join(map(str, corpus)) or "nothing"
        reason = f" ({len(faults)} unreadable; the first: {faults[0]})" if faults else ""
        raise CorpusError(f"no sheet to index in {where}{reason}; the served index stays as it was")
    return sheets, tuple(faults)


def _analyse(
    sheets: Iterable[Sheet],
    analyser: Analyser,
    knowledge: Knowledge,
    cache: AnalysisCache,
    progress: Progress,
) -> tuple[list[AnalysedSheet], int]:
    """All sheets ready to be written, and how many had to be analysed for it."""
    sheets = list(sheets)
    ready: list[AnalysedSheet] = []
    analysed = 0
    for done, sheet in enumerate(sheets, 1):
        key = analysis_key(sheet, analyser.fingerprint)
        postings = cache.get(key)
        if postings is None:
            postings = analyse_fields(sheet, analyser)
            cache.put(key, postings)
            analysed += 1
        facets = facet_values(sheet, knowledge.gazetteer.get)
        ready.append(AnalysedSheet(sheet, postings, facets))
        progress(done, len(sheets))
    return ready, analysed


def _prove(folder: Path, name: str, count: int) -> None:
    """Open what was just written and compare; raises IndexDamagedError when it is not whole."""
    served = sum(1 for _ in WhooshEngine(folder, name).sheets())
    recorded = record_size(folder)
    if not served == recorded == count:
        raise IndexDamagedError(
            f"generation {name} was written with {served} sheets in the arrays and {recorded} in "
            f"Whoosh instead of {count}; it is not served"
        )
