"""The map of the home page: départements shaded by their number of sheets.

It repeats the list beside it, so it is hidden from screen readers and from the keyboard.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from indexer import FacetValue, Territory
from webapp.present import flat, plural

#: Départements the source does not draw: code → left edge and top of their square.
OVERSEAS = {"971": 700, "972": 790, "973": 880, "974": 970, "976": 1060}

#: Where the number of each département stands on the close-up.
CLOSE_LABELS = {
    "75": (6252, 2900), "77": (6600, 2950), "78": (5880, 2960), "91": (6180, 3200),
    "92": (6122, 2900), "93": (6350, 2820), "94": (6360, 3010), "95": (6080, 2620),
}  # fmt: skip

SHADES = 4


@dataclass(frozen=True, slots=True)
class Shape:
    """One département drawn: its outline, what to say of it and how dark it is (0 to 4)."""

    code: str
    path: str
    label: str
    count: int
    shade: int


@dataclass(frozen=True, slots=True)
class Chart:
    """The map of France, the close-up of Île-de-France and the squares overseas."""

    france: tuple[Shape, ...]
    close: tuple[Shape, ...]
    overseas: tuple[Shape, ...]


@cache
def _outlines() -> dict[str, dict[str, str]]:
    path = Path(__file__).parent / "data" / "departements.json"
    return cast("dict[str, dict[str, str]]", json.loads(path.read_text(encoding="utf-8")))


def chart(
    territories: tuple[FacetValue, ...], territory: Callable[[str], Territory | None]
) -> Chart:
    """The map for these counts; ``territory`` names the départements that have no sheet."""
    counts = {v.value: v.count for v in flat(territories) if v.level == "departement"}
    most = max(counts.values(), default=0)

    def shape(code: str, path: str) -> Shape:
        count = counts.get(f"dep:{code}", 0)
        known = territory(f"dep:{code}")
        label = f"{known.label if known else code} ({code}), {plural(count, 'fiche')}"
        return Shape(code, path, label, count, _shade(count, most))

    outlines = _outlines()
    return Chart(
        tuple(shape(code, path) for code, path in outlines["france"].items()),
        tuple(shape(code, path) for code, path in outlines["close"].items()),
        tuple(shape(code, f"M20 {top}h70v70h-70z") for code, top in OVERSEAS.items()),
    )


def _shade(count: int, most: int) -> int:
    """From 1 (a single sheet among many) to 4 (the most), on a logarithmic scale; 0 for none."""
    if not count:
        return 0
    return max(1, math.ceil(SHADES * math.log1p(count) / math.log1p(most)))
