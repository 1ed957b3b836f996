"""Runs: what a search answered to each query, kept as tab-separated files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from indexer.errors import CorpusError
from indexer.evaluate.judged import Judged

#: How many sheets of an answer are kept: the deepest figure is recall among 50.
DEPTH = 50

#: Sheet ids in lower case with their scores, best first, by query id.
Run = Mapping[str, Sequence[tuple[str, float]]]

#: Answers the text of a query: sheet ids and scores, best first.
Ask = Callable[[str], Iterable[tuple[str, float]]]


def make_run(judged: Judged, ask: Ask) -> Run:
    """Ask every query of a collection and keep the first ``DEPTH`` sheets of each answer."""
    run: dict[str, list[tuple[str, float]]] = {}
    for query in judged.queries:
        found = [(sheet.lower(), score) for sheet, score in ask(query.text)]
        run[query.id] = _once(found)[:DEPTH]
    return run


def write_run(run: Run, path: Path, judged: Judged) -> None:
    """Write ``query, sheet, rank, score`` lines; judged ids as the collection spells them."""
    lines = (
        f"{query}\t{judged.spelling.get(sheet, sheet)}\t{rank}\t{score:.6f}\n"
        for query, ranked in run.items()
        for rank, (sheet, score) in enumerate(ranked, 1)
    )
    path.write_text("".join(lines), "utf-8")


def read_run(path: Path) -> Run:
    """The run kept in ``path``: by rank (else by order of lines), each sheet once a query.

    Raises CorpusError when the file is missing or a line cannot be read.
    """
    found: dict[str, list[tuple[float, int, str, float]]] = {}
    for number, line in enumerate(_lines(path), 1):
        cells = line.split("\t")
        if len(cells) < 2:
            continue
        try:
            rank = float(cells[2]) if len(cells) > 2 and cells[2] else float(number)
            score = float(cells[3]) if len(cells) > 3 and cells[3] else -rank
        except ValueError as error:
            raise CorpusError(f"{path}:{number}: rank and score are numbers") from error
        found.setdefault(cells[0], []).append((rank, number, cells[1].lower(), score))
    return {
        query: _once([(sheet, score) for _, _, sheet, score in sorted(rows)])
        for query, rows in found.items()
    }


def _once(ranked: Iterable[tuple[str, float]]) -> list[tuple[str, float]]:
    """Each sheet at its first place only."""
    first: dict[str, float] = {}
    for sheet, score in ranked:
        first.setdefault(sheet, score)
    return list(first.items())


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8").splitlines()
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read ({error.strerror})") from error
