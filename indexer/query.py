"""What is asked and what is answered, free of any engine and of any URL.

``Query`` is what a visitor asked, comparable and hashable. ``Words`` is its text once analysed:
the only form an engine sees. ``Results`` is the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from indexer.vocabulary import Sheet, Territory, Theme

Sort = Literal["relevance", "date", "title"]
FacetName = Literal["theme", "territory", "intercommunality", "year"]
FieldName = Literal["title", "summary", "body", "structure"]


@dataclass(frozen=True, slots=True)
class Filter:
    """Values chosen in one facet; a sheet passes when it carries any of them.

    EPCI and EPT codes are chosen in the territory facet like any other territory;
    ``intercommunality`` only lists them apart, because they are no level of the tree.
    """

    facet: FacetName
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked: text, filters, sort, page (from 1) and page size (1 to 50).

    ``themes`` are slugs, ``territories`` level-prefixed codes or ``non-precise``, ``years`` are
    calendar years as text (``"2008"``). ``exact`` asks for what was typed and nothing else: no
    glossary, no fallback.
    """

    text: str = ""
    themes: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    sort: Sort = "relevance"
    page: int = 1
    size: int = 10
    exact: bool = False

    @property
    def filters(self) -> tuple[Filter, ...]:
        """The facets in which something is chosen, in a fixed order."""
        chosen: tuple[tuple[FacetName, tuple[str, ...]], ...] = (
            ("theme", self.themes),
            ("territory", self.territories),
            ("year", self.years),
        )
        return tuple(Filter(facet, values) for facet, values in chosen if values)


# --- Analysed words: what grammar makes and engines read -------------------------------------

#: Terms that may stand at one position; any of them will do. A term is a level prefix and a
#: normal form: ``x:éducatrice`` (accents kept), ``f:educatrice`` (folded), ``l:educateur``
#: (lemma), ``@seine-saint-denis`` (place name in text), ``=dep:93`` (territory carried by the
#: sheet, itself or an ancestor) or ``=theme:logement`` (theme it carries).
Step = tuple[str, ...]

Origin = Literal[
    "exact", "folded", "lemma", "part", "joined", "place", "number",
    "glossary", "prefix", "phrase", "family", "spelling", "territory", "theme",
]  # fmt: skip


class Alternative(NamedTuple):
    """One way to satisfy a unit: successive steps in one field of a sheet.

    ``gap`` is how many words may stand between two steps (0 = consecutive, in order);
    ``None`` means anywhere in the same field, in any order. ``weight`` (0–1] scales its score.
    ``label`` is what to tell the visitor when this alternative was not typed.
    """

    steps: tuple[Step, ...]
    weight: float
    origin: Origin
    gap: int | None = 0
    label: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """One significant thing typed: a word, a phrase, a place; satisfied by any alternative.

    ``typed`` is the source text ``text[start:end]``. The score of a unit is the best of its
    alternatives, never their sum. ``gap`` counts the small words typed between the unit before
    and this one: they may stand there in a sheet too.
    """

    typed: str
    start: int
    end: int
    alternatives: tuple[Alternative, ...]
    gap: int = 0


@dataclass(frozen=True, slots=True)
class Expansion:
    """What the glossary added to a search, to be announced: ``typed`` → ``added``."""

    typed: str
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the visitor should be told; ``code`` for programs, ``text`` in French."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """The text of a query once analysed.

    A sheet matches when at least ``minimum`` units match (``None``: all of them) and no
    ``excluded`` one does. No unit at all matches every sheet (browsing).
    """

    units: tuple[Unit, ...] = ()
    excluded: tuple[Unit, ...] = ()
    minimum: int | None = None
    expansions: tuple[Expansion, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def needed(self) -> int:
        """How many units a sheet must match: never none of some, never more than there are."""
        if self.minimum is None:
            return len(self.units)
        return min(len(self.units), max(1, self.minimum))


# --- The answer ------------------------------------------------------------------------------


class Passage(NamedTuple):
    """A piece of text with the marked ranges ``(start, end)`` in it, sorted and disjoint.

    ``before`` and ``after`` say that the source goes on before or after the passage.
    """

    text: str
    marks: tuple[tuple[int, int], ...] = ()
    before: bool = False
    after: bool = False


class Why:
    """Why a sheet was found, told when somebody asks."""

    def __init__(self, told: tuple[str, ...] | Callable[[], tuple[str, ...]]) -> None:
        self._told = told

    @property
    def told(self) -> tuple[str, ...]:
        """The sentences; what they were made from is let go."""
        told = self._told  # read once: another thread may be telling it too
        if callable(told):
            told = self._told = told()
        return told

    def __eq__(self, other: object) -> bool:
        return self.told == other.told if isinstance(other, Why) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.told)


#: Why a sheet was found that no word was typed for.
NO_WHY = Why(())


class Hit(NamedTuple):
    """One line of the answer: a sheet (without its sections), why, and where the words stand."""

    sheet: Sheet
    score: float
    title: Passage
    excerpts: tuple[Passage, ...]
    themes: tuple[Theme, ...]
    territories: tuple[Territory, ...]
    why: Why = NO_WHY

    @property
    def reasons(self) -> tuple[str, ...]:
        """One sentence for each thing typed that the sheet answers."""
        return self.why.told


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet with the number of sheets that would be listed if it were chosen."""

    value: str
    label: str
    count: int
    selected: bool
    level: str = ""
    children: tuple[FacetValue, ...] = ()


class Facet:
    """A way to narrow: its values, most frequent first (years: latest first).

    ``values`` may be given as what makes them, to be made when somebody looks; ``size`` says
    about how many there are.
    """

    def __init__(
        self,
        name: FacetName,
        values: tuple[FacetValue, ...] | Callable[[], tuple[FacetValue, ...]],
        size: int = 0,
    ) -> None:
        self.name = name
        self._made = values
        self.size = size or (0 if callable(values) else sum(map(_size, values)))

    @property
    def values(self) -> tuple[FacetValue, ...]:
        """The values, those of a tree below one another."""
        made = self._made  # read once: another thread may be making them too
        if callable(made):
            made = self._made = made()
        return made

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Facet):
            return NotImplemented
        return (self.name, self.values) == (other.name, other.values)

    def __hash__(self) -> int:
        return hash((self.name, self.values))

    def __repr__(self) -> str:
        return f"Facet({self.name!r}, {self.values!r})"


def _size(value: FacetValue) -> int:
    return 1 + sum(map(_size, value.children))


@dataclass(frozen=True, slots=True)
class Relaxed:
    """Says that nothing matched as typed and what was done instead.

    ``stage`` is ``fewer-words``, ``families``, ``spelling`` or ``prefix``; ``text`` tells it in
    French; ``dropped`` are typed words no longer required; ``changed`` pairs typed and replaced.
    """

    stage: Literal["fewer-words", "families", "spelling", "prefix"]
    text: str
    dropped: tuple[str, ...] = ()
    changed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Respelling:
    """Another spelling to propose ("Vouliez-vous dire") and how many sheets it finds (never 0)."""

    text: str
    total: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion offered while typing: what it is, how many sheets, where it leads.

    ``kind`` is ``sheet``, ``theme``, ``territory``, ``structure`` or ``expression``; ``value``
    is an id, slug, code or text according to kind.
    """

    kind: Literal["sheet", "theme", "territory", "structure", "expression"]
    label: str
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a query over one generation."""

    query: Query
    generation: str
    total: int
    pages: int
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    expansions: tuple[Expansion, ...] = ()
    suggestion: Respelling | None = None
    relaxed: Relaxed | None = None
    notices: tuple[Notice, ...] = field(default=())

    def facet(self, name: FacetName) -> Facet:
        """The facet called ``name``."""
        return next(f for f in self.facets if f.name == name)
