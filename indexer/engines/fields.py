"""The searchable fields of a sheet and the facets, as data; every number says where it is from.

The weights and BM25 constants are read by every engine, so changing one here changes all of them
and the fingerprint that a published generation carries.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from indexer.query import FacetName, FieldName
from indexer.vocabulary import Sheet


@dataclass(frozen=True, slots=True)
class Field:
    """One searchable field: what it holds, how much it weighs, how its length counts.

    ``weight`` multiplies the field's BM25 part; ``k1`` is BM25's saturation and ``b`` its length
    normalisation (0 = none, 1 = full). ``origin`` says where the numbers come from.
    """

    name: FieldName
    text: Callable[[Sheet], str]
    weight: float
    k1: float
    b: float
    label: str
    description: str
    origin: str


FIELDS: tuple[Field, ...] = (
    Field(
        "title",
        lambda sheet: sheet.title,
        weight=1.75,
        k1=1.2,
        b=0.5,
        label="titre",
        description="The sheet's title.",
        origin="Measured on judged queries: between 1.5, best for wordings and long messages, and "
        "2, best for known sheets; 1 and 3 are worse, b 0.4 to 0.6 are alike.",
    ),
    Field(
        "summary",
        lambda sheet: sheet.summary,
        weight=0.75,
        k1=1.2,
        b=0.75,
        label="résumé",
        description="The summary (chapô) that opens the sheet.",
        origin="Measured: messages gain from 0.5 to 0.75 to 1, wordings and long messages lose "
        "from 0.75 to 1.",
    ),
    Field(
        "body",
        lambda sheet: sheet.body,
        weight=1.0,
        k1=1.2,
        b=0.5,
        label="texte",
        description="All sections, headings included.",
        origin="The unit against which the other weights are set; b 0.3 to 0.6 are alike, 0.75 "
        "is worse: a long sheet treats its subject thoroughly.",
    ),
    Field(
        "structure",
        lambda sheet: sheet.structure,
        weight=1.0,
        k1=1.2,
        b=0.0,
        label="structure",
        description="Who carried the project out.",
        origin="Not measured. A name is typed to find it: as much as a word of the text, its "
        "length ignored.",
    ),
)

#: Weight of what the sheet itself carries (metadata), for a place or a theme typed as words: above
#: the title, because metadata was checked by an editor; the alternative's weight scales it.
CARRIED_WEIGHT = 2.5


#: Facets that an engine counts, in the order in which they are shown (the intercommunalities are
#: counted with the territories).
FACETS: tuple[FacetName, ...] = ("theme", "territory", "year")


def field_named(name: FieldName) -> Field:
    """The field called ``name``."""
    return next(field for field in FIELDS if field.name == name)


def fields_fingerprint() -> str:
    """A short digest of every number that changes what an index holds."""
    rows = [(f.name, f.weight, f.k1, f.b) for f in FIELDS]
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]
