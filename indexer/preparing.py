"""Prepares sheets for publishing: read, enrich, analyse, mine; on all cores when there are many."""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

from indexer.engines.analysed import AnalysedSheet, analyse_fields, facet_values
from indexer.engines.prepared import Facets, Prepared
from indexer.enrich import enrich
from indexer.errors import SheetError
from indexer.expressions import candidates
from indexer.french import Analyser
from indexer.knowledge.acronyms import mine_acronyms
from indexer.knowledge.bundle import Knowledge
from indexer.sources import read_sheet
from indexer.vocabulary import Sheet

#: Fewer sheets than this are prepared in this process: starting others costs more.
WORTH_SHARING = 60
#: Sheets handed to a process at once.
BATCH = 16

#: Where a sheet stands and the key of what stands there.
Source = tuple[str, bytes]


class Workshop:
    """Prepares one sheet after another with one analyser."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.analyser = Analyser(knowledge.places())
        self.fingerprint = self.analyser.fingerprint
        self._territory = lru_cache(maxsize=10_000)(knowledge.gazetteer.get)

    def prepare(self, source: Source) -> Prepared | SheetError:
        """The sheet of a file, ready to be written, or why it cannot be read."""
        path, key = source
        try:
            sheet = read_sheet(Path(path))
        except SheetError as error:
            return error
        around = self.knowledge.publishers.get(sheet.publisher)
        sheet = enrich(sheet, self.knowledge.gazetteer, self.knowledge.themes, around)
        postings = analyse_fields(sheet, self.analyser)
        analysed = AnalysedSheet(sheet, postings, self.facets(sheet))
        return Prepared.of(analysed, mined(sheet), key)

    def facets(self, sheet: Sheet) -> Facets:
        """The facet values of a sheet, ancestors of its territories included."""
        return facet_values(sheet, self._territory)


def mined(sheet: Sheet) -> bytes:
    """What a sheet adds to the collection's expressions and acronyms, as JSON."""
    acronyms = mine_acronyms(f"{sheet.title}. {sheet.summary}\n{sheet.body}")
    found = {
        "expressions": candidates(sheet),
        "acronyms": [asdict(entry) for entry in acronyms],
    }
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


def prepare_all(
    sources: Sequence[Source],
    workshop: Workshop,
    corpus: Sequence[Path],
    done: Callable[[], None],
) -> Iterator[Prepared | SheetError]:
    """Every source prepared, in order; ``done`` is called after each."""
    for prepared in _prepared(sources, workshop, corpus):
        done()
        yield prepared


def _prepared(
    sources: Sequence[Source], workshop: Workshop, corpus: Sequence[Path]
) -> Iterable[Prepared | SheetError]:
    cores = os.cpu_count() or 1
    if len(sources) < WORTH_SHARING or cores < 2:
        yield from map(workshop.prepare, sources)
        return
    method = "fork" if sys.platform == "linux" else "spawn"
    with ProcessPoolExecutor(
        cores,
        mp_context=multiprocessing.get_context(method),
        initializer=_begin,
        initargs=(tuple(corpus), os.getpid()),
    ) as pool:
        yield from pool.map(_prepare, sources, chunksize=BATCH)


# --- In the other processes ------------------------------------------------------------------

_WORKSHOPS: list[Workshop] = []


def _begin(corpus: tuple[Path, ...], parent: int) -> None:
    """Set up a process: its own workshop, and an end when whoever started it dies.

    What a sheet is made of never holds itself, so Python need not look for cycles: it would go
    through everything the workshop remembers, again and again, a tenth of its time.
    """
    gc.disable()
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    _WORKSHOPS.append(Workshop(Knowledge.of_corpus(corpus)))


def _end_with(parent: int) -> None:
    """A killed publisher cannot stop its helpers: they look for it themselves."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def _prepare(source: Source) -> Prepared | SheetError:
    return _WORKSHOPS[0].prepare(source)
