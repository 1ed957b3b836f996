"""The library: all that knows sheets and search. This module is its door.

``webapp`` imports these names and nothing else of the library. They are loaded when first asked
for, so that importing one part of the library does not load the others, and serving a site never
loads what writes an index.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indexer.answers import (
        answer,
        answer_text,
        card_json,
        hit_json,
        passage_html,
        sheet_json,
        sheet_url,
        suggestion_json,
        territory_json,
        value_json,
        written,
    )
    from indexer.collection import Collection
    from indexer.errors import (
        FichesError,
        IndexDamagedError,
        IndexMissingError,
        NotFoundError,
        QueryError,
        SettingsError,
    )
    from indexer.keeping import Keeping
    from indexer.patience import LateError, at_most, go_on
    from indexer.query import (
        Expansion,
        Facet,
        FacetName,
        FacetValue,
        Hit,
        Notice,
        Passage,
        Query,
        Relaxed,
        Respelling,
        Results,
        Sort,
        Suggestion,
        Why,
    )
    from indexer.settings import Settings
    from indexer.vocabulary import NO_TERRITORY, Section, Sheet, Territory, Theme

_MODULES = {
    "answers": (
        "answer", "answer_text", "card_json", "hit_json", "passage_html", "sheet_json", "sheet_url",
        "suggestion_json", "territory_json", "value_json", "written",
    ),
    "collection": ("Collection",),
    "errors": (
        "FichesError", "IndexDamagedError", "IndexMissingError", "NotFoundError", "QueryError",
        "SettingsError",
    ),
    "keeping": ("Keeping",),
    "patience": ("LateError", "at_most", "go_on"),
    "query": (
        "Expansion", "Facet", "FacetName", "FacetValue", "Hit", "Notice", "Passage", "Query",
        "Relaxed", "Respelling", "Results", "Sort", "Suggestion", "Why",
    ),
    "settings": ("Settings",),
    "vocabulary": ("NO_TERRITORY", "Section", "Sheet", "Territory", "Theme"),
}  # fmt: skip
_HOME = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "NO_TERRITORY",
    "Collection",
    "Expansion",
    "Facet",
    "FacetName",
    "FacetValue",
    "FichesError",
    "Hit",
    "IndexDamagedError",
    "IndexMissingError",
    "Keeping",
    "LateError",
    "NotFoundError",
    "Notice",
    "Passage",
    "Query",
    "QueryError",
    "Relaxed",
    "Respelling",
    "Results",
    "Section",
    "Settings",
    "SettingsError",
    "Sheet",
    "Sort",
    "Suggestion",
    "Territory",
    "Theme",
    "Why",
    "answer",
    "answer_text",
    "at_most",
    "card_json",
    "go_on",
    "hit_json",
    "passage_html",
    "sheet_json",
    "sheet_url",
    "suggestion_json",
    "territory_json",
    "value_json",
    "written",
]


def __getattr__(name: str) -> object:
    """Load a name of the door when it is first asked for."""
    if name not in _HOME:
        raise AttributeError(f"module 'indexer' has no attribute {name!r}")
    return getattr(import_module(f"indexer.{_HOME[name]}"), name)
