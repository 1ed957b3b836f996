"""Imports point down only, the face knows only the door, and nothing imports in a circle."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

#: Highest first. A module may import from its own layer and those below.
LAYERS = (
    ("webapp",),
    ("indexer",),  # the door
    ("indexer.cli", "indexer.__main__"),
    ("indexer.commands",),
    ("indexer.answers", "indexer.collection"),
    (
        "indexer.build", "indexer.check", "indexer.check_publishers",
        "indexer.declared", "indexer.editing", "indexer.evaluate", "indexer.explain",
        "indexer.expression_table", "indexer.expressions", "indexer.facets", "indexer.harvest",
        "indexer.imports",
        "indexer.marking", "indexer.preparing",
        "indexer.reasons", "indexer.relax", "indexer.remembered", "indexer.search",
        "indexer.shared_tables", "indexer.source_keys",
        "indexer.spelling", "indexer.spelling_table",
        "indexer.suggest", "indexer.suggestion_table", "indexer.territory_tree",
    ),
    ("indexer.sources", "indexer.enrich", "indexer.detection"),
    ("indexer.engines",),
    (
        "indexer.knowledge", "indexer.grammar", "indexer.plain", "indexer.coverage",
        "indexer.ways",
    ),
    ("indexer.french", "indexer.query", "indexer.settings"),
    ("indexer.vocabulary", "indexer.errors", "indexer.keeping", "indexer.patience"),
)  # fmt: skip


def modules():
    for package in ("indexer", "webapp"):
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


NAMES = {name for name, _ in modules()}


def layer(module: str) -> int:
    """The number of a module's layer; the most precise prefix decides."""
    best = max(
        (
            (len(prefix), number)
            for number, prefixes in enumerate(LAYERS)
            for prefix in prefixes
            if module == prefix or (module.startswith(prefix + ".") and prefix != "indexer")
        ),
        default=None,
    )
    assert best is not None, f"{module} is in no layer: give it a place in tests/test_layers.py"
    return best[1]


def imported(path: Path) -> set[str]:
    """Our own modules that a file imports when it is loaded (not for types only)."""
    found: set[str] = set()
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                found.add(full if full in NAMES else node.module)
    return {name for name in found if name in NAMES}


IMPORTS = {name: imported(path) for name, path in modules()}


@pytest.mark.parametrize("module", sorted(NAMES))
def test_imports_point_down(module):
    above = [other for other in IMPORTS[module] if layer(other) < layer(module)]
    assert not above, f"{module} imports from above: {above}"


@pytest.mark.parametrize("module", sorted(n for n in NAMES if n.startswith("webapp")))
def test_the_face_knows_only_the_door(module):
    inside = [name for name in IMPORTS[module] if name.startswith("indexer.")]
    assert not inside, f"{module} goes around the door: {inside}"


def test_nothing_imports_in_a_circle():
    done: set[str] = set()
    path: list[str] = []

    def visit(module: str) -> None:
        assert module not in path, f"circle: {' → '.join([*path[path.index(module) :], module])}"
        if module in done:
            return
        path.append(module)
        for other in IMPORTS[module]:
            visit(other)
        path.pop()
        done.add(module)

    for module in NAMES:
        visit(module)


def test_serving_loads_nothing_that_writes():
    """The site starts without the write side: no Whoosh, no reader of sources, no builder."""
    code = (
        "import sys, webapp.wsgi, indexer; indexer.Collection;"
        "writing = {'build', 'sources', 'imports', 'harvest', 'expressions', 'preparing',"
        "'expression_table', 'spelling_table', 'suggestion_table'};"
        "print([m for m in sys.modules if m.split('.')[0] in ('whoosh', 'bs4', 'trafilatura')"
        " or m.removeprefix('indexer.') in writing])"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert found.stdout.strip() == "[]"


def test_the_layers_name_real_modules():
    known = {name.split(".")[1] for name in NAMES if name.startswith("indexer.")}
    assert known, "no module found"
    by_layer = defaultdict(list)
    for name in NAMES:
        by_layer[layer(name)].append(name)
    assert len(by_layer) > 5
