"""The budgets that keep the code readable, held by measurement."""

from __future__ import annotations

import ast
import re
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PRODUCT = [p for d in ("indexer", "webapp") for p in sorted((ROOT / d).rglob("*.py"))]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
DRAWERS = re.compile(r"^(utils?|helpers?|common|misc)(\.py)?$")
NEVER = re.compile(r"^(Document|Item|Record|Tag|Category|Location|Backend|Response|Request)$")


def code_lines(path: Path) -> int:
    """Lines that hold code: no blank line, no comment, no docstring."""
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    prose: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(
            node, clean=False
        ):
            first = node.body[0]
            prose.update(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    lines = enumerate(text.splitlines(), 1)
    return sum(
        1
        for n, line in lines
        if n not in prose and line.strip() and not line.strip().startswith("#")
    )


def functions():
    for path in PRODUCT:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield path, node


def length(node: ast.FunctionDef) -> int:
    start = node.body[0]
    doc = ast.get_docstring(node, clean=False)
    body = node.body[1:] if doc and len(node.body) > 1 else node.body
    return (node.end_lineno or 0) - (body[0] if body else start).lineno + 1


@pytest.mark.parametrize("path", [*PRODUCT, *TESTS], ids=lambda p: str(p.relative_to(ROOT)))
def test_no_file_is_longer_than_400_code_lines(path):
    assert code_lines(path) <= 400


def test_most_files_are_short():
    assert statistics.median(code_lines(p) for p in PRODUCT) <= 100


def test_no_function_is_longer_than_40_lines():
    long = [f"{p.relative_to(ROOT)}:{n.name} {length(n)}" for p, n in functions() if length(n) > 40]
    assert not long


def test_most_functions_are_shorter_than_20_lines():
    lengths = sorted(length(node) for _, node in functions())
    assert lengths[int(0.9 * len(lengths))] <= 20


def test_no_drawer_for_odds_and_ends():
    names = [p for p in [*PRODUCT, *TESTS] for part in p.parts if DRAWERS.match(part)]
    assert not names


def test_one_word_for_each_thing():
    """The words of docs/glossary.md have synonyms that no class of ours may take."""
    wrong = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in PRODUCT
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef) and NEVER.match(node.name.lstrip("_"))
    ]
    assert not wrong


def test_tests_weigh_as_much_as_code():
    """Lines of tests and of the cases they run (tables, judged sheets) against lines of product."""
    kinds = ("*.tsv", "*.csv", "*.toml", "*.jsonl", "*.html")
    tables = [p for kind in kinds for p in (ROOT / "tests").rglob(kind)]
    rows = sum(len(p.read_text("utf-8").splitlines()) for p in tables)
    tests = sum(code_lines(p) for p in TESTS) + rows
    assert tests >= sum(code_lines(p) for p in PRODUCT)


def test_every_test_folder_mirrors_a_package_or_is_known():
    known = {"web", "corpus", "quality", "docs"}
    folders = {p.name for p in (ROOT / "tests").iterdir() if p.is_dir() and p.name[0] != "_"}
    packages = {p.name for p in (ROOT / "indexer").iterdir() if p.is_dir()} | {"webapp"}
    assert folders <= packages | known
