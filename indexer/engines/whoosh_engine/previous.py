"""The generation before, as far as the next build takes over from it."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path

from indexer.engines.fields import FACETS
from indexer.engines.prepared import Facets
from indexer.engines.sheet_json import sheet_from_json
from indexer.engines.whoosh_engine.columns import OwnPostings
from indexer.engines.whoosh_engine.dictionary import Terms
from indexer.engines.whoosh_engine.files import ARRAYS_FOLDER, WHOOSH_FOLDER, Blobs, Ints, map_array
from indexer.query import FacetName
from indexer.vocabulary import Sheet

KEYS_FILE = "keys.bin"
KEY_SIZE = 32


class Previous:
    """A published generation whose unchanged sheets are taken over by number."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.arrays = arrays = folder / ARRAYS_FOLDER
        self.record = folder / WHOOSH_FOLDER
        self.own = OwnPostings(arrays)
        self.blobs = {
            name: Blobs(arrays, name) for name in ("cards", "sections", "bodies", "mined")
        }
        self.ids: list[str] = json.loads((arrays / "ids.json").read_text("utf-8"))
        self.keys = (arrays / KEYS_FILE).read_bytes()
        self.terms = Terms(arrays)

    def __len__(self) -> int:
        return len(self.ids)

    def number(self, key: bytes) -> int | None:
        """The number of the sheet made from a source with this key, or ``None``."""
        return self._numbers.get(key)

    @cached_property
    def _numbers(self) -> dict[bytes, int]:
        data = self.keys
        keys = (data[at : at + KEY_SIZE] for at in range(0, len(data), KEY_SIZE))
        return {key: number for number, key in enumerate(keys) if any(key)}

    def sheet(self, number: int) -> Sheet:
        """A sheet, without its sections."""
        return sheet_from_json(self.blobs["cards"][number])

    def facets(self, number: int) -> Facets:
        """The facet values of a sheet, ancestors of its territories included."""
        found: Facets = {}
        for name, (names, values, starts) in self.facet_columns.items():
            of_sheet = values[starts[number] : starts[number + 1]].tolist()
            found[name] = tuple(names[value] for value in of_sheet)
        return found

    @cached_property
    def facet_columns(self) -> dict[FacetName, tuple[list[str], Ints, Ints]]:
        """For each facet: its values, their numbers by sheet, where each sheet's begin."""
        names = json.loads((self.arrays / "facets.json").read_text("utf-8"))
        found: dict[FacetName, tuple[list[str], Ints, Ints]] = {}
        for facet in FACETS:
            owners: Ints = map_array(self.arrays, f"facet.{facet}.sheets")
            starts = owners.searchsorted(range(len(self) + 1))
            found[facet] = names[facet], map_array(self.arrays, f"facet.{facet}.values"), starts
        return found
