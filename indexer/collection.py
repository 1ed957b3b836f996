"""The served collection: opens the current generation and follows every new one by itself."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from indexer.engines.fields import fields_fingerprint
from indexer.engines.manifest import GenerationStore
from indexer.engines.whoosh_engine.engine import WhooshEngine
from indexer.errors import FichesError, IndexDamagedError, NotFoundError
from indexer.french import Analyser
from indexer.grammar import GrammarContext
from indexer.knowledge.asked import Asked
from indexer.knowledge.bundle import FOLDER, RULES_FILE, Knowledge
from indexer.knowledge.glossary import Glossary
from indexer.knowledge.named_themes import NamedThemes
from indexer.marking import marks
from indexer.query import FacetValue, Hit, Query, Results, Suggestion
from indexer.remembered import Remembered
from indexer.search import Searcher
from indexer.spelling import StoredSpelling
from indexer.suggest import Suggester
from indexer.vocabulary import Sheet, Territory, Theme

#: Objects made between two looks for cycles, of which an answer makes thousands and leaves few:
#: the default of 700 costs each answer some 4 % more.
OBJECTS_BETWEEN = 20_000

#: What changes whenever the pointer file is replaced.
Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Opened:
    """One generation, verified and ready to answer."""

    name: str
    created: str
    searcher: Searcher
    suggester: Suggester
    remembered: Remembered


def open_generation(store: GenerationStore, name: str) -> Opened:
    """Open a published generation whose files are known to be those of its manifest.

    Raises IndexDamagedError when a file differs or another analysis or ranking made it.
    """
    manifest = store.whole(name)
    folder = store.path(name)
    knowledge = Knowledge.read(folder)
    analyser = Analyser(knowledge.places())
    if manifest["analysis"] != analyser.fingerprint:
        raise IndexDamagedError(
            f"generation {name} was made by another version of the text analysis: "
            "run `fiches index` again"
        )
    if manifest["fields"] != fields_fingerprint():
        raise IndexDamagedError(
            f"generation {name} was made with other weights of fields: run `fiches index` again"
        )
    engine = WhooshEngine(folder, name)
    context = GrammarContext(
        analyser,
        Glossary.load(folder / FOLDER / RULES_FILE, analyser),
        engine,
        territory_codes=knowledge.named,
        asked=Asked(knowledge.gazetteer),
        themes=NamedThemes(knowledge.themes, analyser),
        spelling=StoredSpelling(folder),
    )
    searcher = Searcher(engine, knowledge, context)
    remembered = Remembered(searcher.search)
    return Opened(name, manifest["created"], searcher, Suggester(folder), remembered)


class Collection:
    """The sheets of the served generation; safe to share between threads.

    Each call answers from exactly one generation; a newer one is followed at the next call. When
    it cannot be opened, the last good one goes on serving and ``alarm`` says why.
    """

    def __init__(self, index: Path) -> None:
        self._store = GenerationStore(index)
        self._opened: Opened | None = None
        self._stamp: Stamp | None = None
        self._lock = threading.Lock()
        self._settles = False
        self.alarm = ""

    @classmethod
    def open(cls, index: Path) -> Collection:
        """The collection of ``index``; it may still be empty, and is opened when first asked.

        Every call raises IndexMissingError before the first generation is published, and
        IndexDamagedError when the first one opened is not whole.
        """
        return cls(index)

    @classmethod
    def serve(cls, index: Path) -> Collection:
        """The same for a process that does nothing else than serve it.

        What a generation holds lives as long as the generation: Python's search for cycles is told
        to pass it over, which makes every answer some 5 % cheaper, and to look less often.
        """
        found = cls(index)
        found._settles = True
        return found

    @property
    def opened(self) -> Opened:
        """The generation to answer from: the current one, reopened when CURRENT changed."""
        stamp = self._store.stamp()
        served = self._opened
        if served is not None and stamp == self._stamp:
            return served
        if served is not None and self._lock.locked():
            return served  # another thread is opening the new one; the old one answers meanwhile
        with self._lock:
            if self._opened is None or stamp != self._stamp:
                self._follow(stamp)
            return cast("Opened", self._opened)

    def _follow(self, stamp: Stamp) -> None:
        """Open the current generation; raises only when there is none to fall back to."""
        try:
            name = self._store.current()
            if self._opened is None or name != self._opened.name:
                self._replace(open_generation(self._store, name))
            self.alarm = ""
        except (FichesError, OSError) as error:
            if self._opened is None:
                raise
            self.alarm = str(error)
        self._stamp = stamp

    def _replace(self, opened: Opened) -> None:
        before, self._opened = self._opened, opened
        if self._settles:
            if before is not None:
                gc.unfreeze()
                del before
                gc.collect()
            gc.freeze()
            gc.set_threshold(OBJECTS_BETWEEN, *gc.get_threshold()[1:])

    @property
    def generation(self) -> str:
        """The name of the generation that answers."""
        return self.opened.name

    @property
    def at_once(self) -> str | None:
        """The name of the generation that answers, ``None`` when one must be opened first."""
        served = self._opened
        return served.name if served is not None and self._store.stamp() == self._stamp else None

    @property
    def created(self) -> str:
        """When that generation was made, ISO 8601, UTC."""
        return self.opened.created

    # --- asking ------------------------------------------------------------------------------

    def search(self, query: Query) -> Results:
        """The answer to a query."""
        return self.opened.remembered.search(query)

    def sheet(self, sheet_id: str) -> Sheet:
        """The whole sheet; raises NotFoundError when there is none of that id."""
        found = self.opened.searcher.engine.sheet(sheet_id)
        if found is None:
            raise NotFoundError(f"no sheet {sheet_id!r} in generation {self.generation}")
        return found

    def similar(self, sheet_id: str, size: int = 3) -> tuple[Hit, ...]:
        """The nearest other sheets; raises NotFoundError like ``sheet``."""
        self.sheet(sheet_id)
        return self.opened.searcher.similar(sheet_id, size)

    def suggest(self, text: str, size: int = 8) -> tuple[Suggestion, ...]:
        """Completions of what is being typed, best first."""
        return self.opened.suggester.suggest(text, size)

    def themes(self) -> tuple[FacetValue, ...]:
        """Every theme that has sheets, with its count."""
        return self.search(Query(size=1)).facet("theme").values

    def territories(self) -> tuple[FacetValue, ...]:
        """The tree of territories that have sheets, with distinct counts."""
        return self.search(Query(size=1)).facet("territory").values

    def years(self) -> tuple[FacetValue, ...]:
        """The years that have sheets, latest first."""
        return self.search(Query(size=1)).facet("year").values

    def latest(self, size: int = 5) -> tuple[Sheet, ...]:
        """The latest sheets, without their sections."""
        return tuple(hit.sheet for hit in self.search(Query(sort="date", size=size)).hits)

    def sheets(self) -> Iterable[Sheet]:
        """Every sheet without its sections, by id."""
        return self.opened.searcher.engine.sheets()

    def total(self, query: Query) -> int:
        """How many sheets a query finds as typed, without any fallback."""
        searcher = self.opened.searcher
        return searcher.engine.total(query, searcher.words(query))

    def marks(self, query: Query, text: str) -> tuple[tuple[int, int], ...]:
        """Where what answers a query stands in a text: sorted, disjoint character ranges."""
        searcher = self.opened.searcher
        words, _ = searcher.answering(query)
        return marks(text, words, searcher.context.analyser)

    # --- vocabulary --------------------------------------------------------------------------

    def theme(self, slug: str) -> Theme | None:
        """The theme of that slug in the vocabulary, or ``None``."""
        return self.opened.searcher.knowledge.themes.get(slug)

    def territory(self, code: str) -> Territory | None:
        """The territory of that code, in the collection or not, or ``None``."""
        return self.opened.searcher.knowledge.territory(code)

    def acronyms(self) -> dict[str, str]:
        """The acronyms of the glossary and what each stands for."""
        entries = self.opened.searcher.knowledge.glossary
        return {e.term: e.equivalents[0] for e in entries if e.two_way and e.term.isupper()}

    def themes_of(self, sheet: Sheet) -> tuple[Theme, ...]:
        """The themes of a sheet."""
        return self.opened.searcher.themes_of(sheet)

    def territories_of(self, sheet: Sheet) -> tuple[Territory, ...]:
        """The territories of a sheet, the most precise first, then all above them."""
        return self.opened.searcher.territories_of(sheet)
