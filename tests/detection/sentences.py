"""Annotated sentences: id, sentence, what it should give, and the publisher's département.

Annotation of territories: ``-`` none, ``?Name`` a homonym that must stay without code, ``(code)``
optional. Annotation of themes: slugs, ``autre`` for none.
"""

import csv
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parent / "data"


class Sentence(NamedTuple):
    """One annotated sentence."""

    id: str
    text: str
    expected: frozenset[str]
    optional: frozenset[str] = frozenset()
    ambiguous: bool = False
    publisher: str | None = None


def _rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def territory_sentences(name):
    """The sentences of a file annotated with territories."""
    return [_territory(row) for row in _rows(name)]


def _territory(row):
    values = [value.strip() for value in row["attendu"].split(";")]
    return Sentence(
        row["id"],
        row["phrase"],
        frozenset(value for value in values if value[0] not in "-?("),
        frozenset(value[1:-1] for value in values if value[0] == "("),
        any(value[0] == "?" for value in values),
        (row["contexte"] or "").strip() or None,
    )


def theme_sentences(name):
    """The sentences of a file annotated with themes."""
    return [
        Sentence(row["id"], row["phrase"], frozenset(row["attendu"].split(";")) - {"autre"})
        for row in _rows(name)
    ]
