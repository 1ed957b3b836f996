"""Answers a query: words, engine, fallback when nothing matches, then everything a page shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial

from indexer.coverage import widened
from indexer.engines.contract import Engine, Found, Matches, Ranked
from indexer.engines.excerpts import Excerpts
from indexer.facets import Facets
from indexer.grammar import GrammarContext, parse
from indexer.knowledge.bundle import Knowledge
from indexer.patience import go_on
from indexer.query import Hit, Notice, Query, Relaxed, Respelling, Results, Why, Words
from indexer.reasons import Reasons
from indexer.relax import mended, relaxations
from indexer.vocabulary import Sheet, Territory, Theme

#: Fewer sheets than this with all of a few words: those with some of them are shown among them.
#: Measured (docs/decisions/0050): 10 hides better sheets (nDCG@10 .606 against .637), 200 none.
FEW = 200

#: The same for two words: fewer than one sheet of 300, and fewer than a page of ten. In a small
#: collection two words are always both required. Measured: nothing lost, few and better answers.
FEW_OF_TWO = (300, 10)

#: The last sheet that pages reach; nobody reads further, and robots must not.
LAST_RESULT = 1000

#: Territories that stay at hand: more than collections name; bounded, for visitors type codes.
MOST_TERRITORIES = 20_000


@dataclass(frozen=True, slots=True)
class Searcher:
    """Everything needed to answer over one generation."""

    engine: Engine
    knowledge: Knowledge
    context: GrammarContext
    #: The territory of a code; those of the collection stay at hand.
    territory: Callable[[str], Territory | None] = field(init=False, repr=False)
    facets: Facets = field(init=False, repr=False)
    _of_slugs: Callable[[tuple[str, ...]], tuple[Theme, ...]] = field(init=False, repr=False)
    _of_codes: Callable[[tuple[str, ...]], tuple[Territory, ...]] = field(init=False, repr=False)
    #: How few sheets with both of two words are hardly any.
    few_of_two: int = field(init=False, repr=False)

    def __post_init__(self) -> None:
        remembered = lru_cache(maxsize=MOST_TERRITORIES)(self.knowledge.territory)
        every = self.engine.search(Query(size=1), Words())
        share, most = FEW_OF_TWO
        made: dict[str, object] = {
            "territory": remembered,
            "_of_slugs": lru_cache(maxsize=MOST_TERRITORIES)(self._themes),
            "_of_codes": lru_cache(maxsize=MOST_TERRITORIES)(self._lines),
            "facets": Facets(self.knowledge.themes, every.counts["territory"], remembered),
            "few_of_two": min(most, every.total // share),
        }
        for name, value in made.items():
            object.__setattr__(self, name, value)

    def search(self, query: Query) -> Results:
        """The answer to ``query``; when nothing matches as typed, the first fallback that does."""
        words, relaxed = self.answering(query)
        go_on()
        found = self.engine.search(query, words)
        go_on()
        return self._results(query, words, found, relaxed)

    def answering(self, query: Query) -> tuple[Words, Relaxed | None]:
        """The words that ``query`` is answered by: as typed, or relaxed until something matches."""
        words, relaxed = self._mended(query)
        go_on()
        total = self.engine.total(query, words)
        if not total:
            return self._relaxed(query, self.words(query))
        few = self.few_of_two if len(words.units) == 2 else FEW
        if total < few and not query.exact:
            words = self._widened(query, words, total)
        return words, relaxed

    def _widened(self, query: Query, words: Words, total: int) -> Words:
        """A few words that hardly any sheet holds together, answered by half of them too."""
        wide = widened(words)
        if wide is None or self.engine.total(query, wide) == total:
            return words
        return replace(wide, notices=(*wide.notices, _some_words(total)))

    def _mended(self, query: Query) -> tuple[Words, Relaxed | None]:
        """The words typed; those of a sentence without its misspelling."""
        words = self.words(query)
        better = mended(query.text, words, self.context)
        return words if better is None else better[1], better and better[0]

    def _relaxed(self, query: Query, words: Words) -> tuple[Words, Relaxed | None]:
        """The first fallback that finds something; the words as typed when there is none."""
        if words.units and not query.exact:
            for relaxed, attempt in relaxations(query.text, words, self.context):
                go_on()
                if self.engine.total(query, attempt):
                    return attempt, relaxed
        return words, None

    def words(self, query: Query) -> Words:
        """The text of ``query`` once analysed."""
        context = replace(self.context, exact=True) if query.exact else self.context
        return parse(query.text, context)

    def similar(self, sheet_id: str, size: int) -> tuple[Hit, ...]:
        """The nearest other sheets."""
        ranked = self.engine.similar(sheet_id, size)
        return self._hits(ranked, Words(), Matches.of_lines([()] * len(ranked)))

    def _hits(self, page: Sequence[Ranked], words: Words, matches: Matches) -> tuple[Hit, ...]:
        """The lines of the answer."""
        passages = Excerpts(matches)
        why = Reasons(matches, words, self.territory)
        hits: list[Hit] = []
        for line, ranked in enumerate(page):
            sheet = ranked.sheet
            title = passages.title(line, sheet.title)
            excerpts = passages.of(line, sheet.summary, ranked.body)
            themes, territories = self._of_slugs(sheet.themes), self._of_codes(sheet.territories)
            told = Why(partial(why.of, line, ranked))
            hits.append(Hit(sheet, ranked.score, title, excerpts, themes, territories, told))
        return tuple(hits)

    def themes_of(self, sheet: Sheet) -> tuple[Theme, ...]:
        """The themes of a sheet; one that left the vocabulary is shown by its slug."""
        return self._of_slugs(sheet.themes)

    def territories_of(self, sheet: Sheet) -> tuple[Territory, ...]:
        """The territories of a sheet, the most precise first, then all above them."""
        return self._of_codes(sheet.territories)

    def _themes(self, slugs: tuple[str, ...]) -> tuple[Theme, ...]:
        return tuple(self.knowledge.theme(slug) for slug in slugs)

    def _lines(self, codes: tuple[str, ...]) -> tuple[Territory, ...]:
        found: dict[str, Territory] = {}
        for code in codes:
            self._add(found, code)
        for territory in list(found.values()):
            for code in territory.ancestors:
                self._add(found, code)
        return tuple(found.values())

    def _add(self, found: dict[str, Territory], code: str) -> None:
        territory = self.territory(code)
        if territory is not None:
            found.setdefault(code, territory)

    def _results(
        self,
        query: Query,
        words: Words,
        found: Found,
        relaxed: Relaxed | None,
    ) -> Results:
        reachable = min(found.total, LAST_RESULT)
        return Results(
            query=query,
            generation=self.engine.generation,
            total=found.total,
            pages=-(-reachable // query.size),
            hits=self._hits(found.ranked, words, found.matches),
            facets=self.facets.of(query, found.counts),
            expansions=words.expansions,
            suggestion=_respelling(query, relaxed, found.total) if relaxed else None,
            relaxed=relaxed,
            notices=words.notices,
        )


def _some_words(whole: int) -> Notice:
    """Says that sheets with only some of the words follow those that hold them all."""
    holders = "Une seule fiche contient" if whole == 1 else f"{whole} fiches contiennent"
    text = f"{holders} tous ces mots\u00a0: en voici aussi qui n’en contiennent qu’une partie."
    return Notice("une-partie-des-mots", text)


def _respelling(query: Query, changed: Relaxed, total: int) -> Respelling | None:
    """Another way to type the query, when the fallback replaced words by others."""
    if changed.stage != "spelling":
        return None
    text = query.text
    for typed, better in changed.changed:
        text = text.replace(typed, better)
    return Respelling(text, total)
