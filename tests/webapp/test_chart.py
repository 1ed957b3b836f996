"""The map: one shape a département, neighbours that fit, shades that follow the counts."""

from __future__ import annotations

import re

import pytest

from indexer import FacetValue, Territory
from webapp.chart import CLOSE_LABELS, OVERSEAS, chart
from webapp.data import make_map


def departement(code: str, count: int) -> FacetValue:
    return FacetValue(f"dep:{code}", f"D{code}", count, False, "departement")


def drawn(*counted: tuple[str, int]):
    below = tuple(departement(code, count) for code, count in counted)
    region = FacetValue("reg:11", "Région", 1, False, "region", below)
    return chart((region,), lambda code: Territory(code, f"Nom {code[4:]}", "departement"))


def test_every_departement_is_drawn_once():
    france = drawn().france
    assert len({shape.code for shape in france}) == len(france) == 96
    assert {"2A", "2B", "01", "95"} <= {shape.code for shape in france}
    assert {shape.code for shape in drawn().overseas} == set(OVERSEAS)
    assert {shape.code for shape in drawn().close} == set(CLOSE_LABELS)
    for shape in france:
        assert re.fullmatch(r"(M-?\d+[ -]\d+l[-\d ]+z)+", shape.path), shape.code


def test_a_shape_tells_its_name_its_number_and_its_count():
    shapes = {s.code: s for s in drawn(("93", 3)).france}
    assert shapes["93"].label == "Nom 93 (93), 3\u00a0fiches"
    assert (shapes["93"].count, shapes["93"].shade) == (3, 4)
    assert (shapes["01"].count, shapes["01"].shade) == (0, 0)


@pytest.mark.parametrize(
    ("count", "most", "shade"), [(1, 1, 4), (1, 1000, 1), (30, 1000, 2), (999, 1000, 4), (0, 9, 0)]
)
def test_shades_follow_a_logarithmic_scale(count, most, shade):
    shapes = {s.code: s for s in drawn(("01", count), ("02", most)).france}
    assert shapes["01"].shade == shade


SQUARE = "m 0,0 10,0 0,10 -10,0 z"
NEIGHBOUR = "m 10,0 10,0 0,10 -10,0 z"


def test_a_relative_path_becomes_absolute_points():
    assert make_map.rings(SQUARE) == [[(0, 0), (10, 0), (10, 10), (0, 10)]]
    two = "m 0,0 10,0 0,10 z m 20,20 5,0 0,5 z"
    assert make_map.rings(two)[1][0] == (20, 20)


def test_a_line_keeps_what_strays_and_drops_what_does_not():
    line = [(0.0, 0.0), (5.0, 0.1), (10.0, 0.0), (10.0, 5.0), (10.0, 10.0)]
    assert make_map.simplified(line, 0.5) == [(0, 0), (10, 0), (10, 10)]
    assert make_map.simplified(line, 0.01) == line[:3] + line[4:]


def test_neighbours_share_the_same_simplified_border():
    left = [(0.0, 0.0), (10.0, 0.0), (10.3, 5.0), (10.0, 10.0), (0.0, 10.0)]
    right = [(10.0, 0.0), (20.0, 0.0), (20.0, 10.0), (10.0, 10.0), (10.3, 5.0)]
    both = set(left) & set(right)
    owners = {p: frozenset("ab" if p in both else "a" if p in left else "b") for p in left + right}
    borders = []
    for ring in (left, right):
        arcs = make_map.arcs(ring, owners)
        shared = [a for a in arcs if set(a) <= both]
        ordered = [a if a[0] <= a[-1] else a[::-1] for a in shared]
        borders.append({frozenset(make_map.simplified(a, 1.0)) for a in ordered})
    assert borders[0] == borders[1] == {frozenset({(10.0, 0.0), (10.0, 10.0)})}
