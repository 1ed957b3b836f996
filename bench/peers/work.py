"""What is asked of everybody: the same rows to index, the same work for each query."""

from __future__ import annotations

import json
import os
import re
import time
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FIELDS = ("title", "summary", "body")
#: Best weights of the fields for peers, as in the comparison of relevance.
WEIGHTS = {"title": 3.0, "summary": 2.0, "body": 1.0}
FACETS = ("theme", "reg", "dep", "com")
PAGE = 10
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’]", re.I)
_SMALL = """
a au aux avec ce ces dans de des du elle en et eux il je la le les leur lui ma mais me mes mon ne
nos notre nous on ou par pas pour qu que qui sa se ses son sur ta te tes toi ton tu un une vos
votre vous c d j l m n s t y est
"""
STOP_WORDS = frozenset(_SMALL.split())


@dataclass(frozen=True)
class Asked:
    """One query: ``kind`` is words, phrase, prefix, typo, none, filter or browse."""

    kind: str
    text: str
    theme: str = ""
    territory: str = ""

    @property
    def filters(self) -> dict[str, str]:
        """The value chosen in each facet."""
        chosen = {"theme": self.theme, self.territory[:3]: self.territory}
        return {facet: value for facet, value in chosen.items() if value}


@dataclass
class Answer:
    """Total, the ids of the page, the counts of each facet, marked excerpts.

    Counts that are a function are told after the measure: an engine that answers otherwise than by
    plain dictionaries makes these only to be compared. ``told_ms`` is the time that a server says
    it took.
    """

    total: int
    ids: list[str]
    counts: dict[str, dict[str, int]] | Callable[[], dict[str, dict[str, int]]]
    excerpts: list[str] = field(default_factory=list)
    told_ms: float | None = None


class Peer(ABC):
    """An engine in its own process."""

    @abstractmethod
    def build(self, rows: Path, folder: Path) -> None:
        """Index all rows."""

    @abstractmethod
    def open(self, folder: Path) -> None:
        """Open the index for queries."""

    @abstractmethod
    def ask(self, asked: Asked) -> Answer:
        """The answer to a query."""

    def close(self) -> None:  # noqa: B027 - most peers end with their process
        """End what was opened."""

    def clock(self) -> int:
        """Nanoseconds of processor time that the engine has used."""
        return time.process_time_ns()

    def process(self) -> int:
        """The id of the process that holds the engine."""
        return os.getpid()


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """All rows of a collection."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def queries(path: Path) -> list[Asked]:
    """The queries of a table: kind, text, theme, territory."""
    lines = path.read_text("utf-8").splitlines()[1:]
    return [Asked(*line.split("\t")) for line in lines]


def folded(text: str) -> str:
    """Lower case without accents or elided words."""
    plain = unicodedata.normalize("NFD", _ELISION.sub(" ", text).lower())
    return "".join(c for c in plain if not unicodedata.combining(c)).replace("œ", "oe")


def significant(text: str) -> list[str]:
    """The words of a query without the small ones; all of them when it has nothing else."""
    found = re.findall(r"\w+", folded(text))
    return [w for w in found if w not in STOP_WORDS] or found


def parts(text: str) -> Iterator[tuple[str, list[str]]]:
    """A query as a peer's careful user writes it: (word | phrase | prefix, its words).

    Phrases keep their small and elided words.
    """
    for phrase, prefix, loose in re.findall(r'"([^"]+)"|(\w+)\*|([^"*]+?)(?=\s+\w+\*|"|$)', text):
        if phrase:
            yield "phrase", re.findall(r"\w+", phrase.lower())
        elif prefix:
            yield "prefix", [folded(prefix)]
        elif loose.strip():
            for word in significant(loose):
                yield "word", [word]
