"""The gate: floors under which no change may bring the figures of a judged collection."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from indexer.errors import SettingsError
from indexer.evaluate.metrics import FIGURES, Scores


@dataclass(frozen=True, slots=True)
class Floors:
    """What must hold: at least ``queries`` queries, each figure on its good side of its floor.

    ``digest`` is that of the collection the floors were set on; ``empty`` is a ceiling.
    """

    queries: int
    digest: str
    figures: dict[str, float] = field(hash=False)

    @classmethod
    def load(cls, path: Path) -> Floors:
        """The floors kept in ``path``; raises SettingsError when they could hold nothing back."""
        try:
            row: dict[str, Any] = json.loads(path.read_text("utf-8"))
            figures = {name: float(value) for name, value in row["figures"].items()}
            floors = cls(int(row["queries"]), str(row["digest"]), figures)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise SettingsError(f"{path}: floors cannot be read: {error!r}") from error
        unknown = set(figures) - set(FIGURES)
        if unknown:
            raise SettingsError(f"{path}: unknown figures {sorted(unknown)}")
        if floors.queries < 1 or not any(v > 0 for n, v in figures.items() if n != "empty"):
            raise SettingsError(f"{path}: floors of nothing would let everything pass")
        return floors


def faults(floors: Floors, scores: Scores, digest: str) -> list[str]:
    """Why a collection does not pass the gate, one sentence a reason; none when it passes."""
    found = []
    if digest != floors.digest:
        found.append(
            "sheets, queries or judgements changed since the floors were set: measure again, "
            "then write the new digest"
        )
    if len(scores.queries) < floors.queries:
        found.append(f"{len(scores.queries)} judged queries, the floor is {floors.queries}")
    for name, floor in floors.figures.items():
        value = scores.averages[name]
        if value > floor if name == "empty" else value < floor:
            found.append(f"{name} is {value:.4f}, the floor is {floor:.4f}")
    return found
