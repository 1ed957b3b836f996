"""Measuring relevance from the command line, on queries whose answers people judged."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from indexer.collection import Collection
from indexer.commands.options import INDEX_OPTION, JSON_OPTION, print_json
from indexer.errors import FichesError
from indexer.evaluate.asking import asking, in_memory, index_of
from indexer.evaluate.compare import Comparison, compare
from indexer.evaluate.gate import Floors, faults
from indexer.evaluate.judged import Judged, digest
from indexer.evaluate.metrics import FIGURES, Scores, score
from indexer.evaluate.runs import make_run, read_run, write_run
from indexer.settings import Settings

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("judged_folder", metavar="COLLECTION", type=click.Path(path_type=Path))
@INDEX_OPTION
@click.option(
    "--engine",
    type=click.Choice(["whoosh", "memory"]),
    default="whoosh",
    show_default=True,
    help="What answers; memory analyses every sheet again, slowly.",
)
@click.option("--split", default="all", show_default=True, help="Only queries of this split.")
@click.option("--run-out", type=FILE, default=None, help="Write query, sheet, rank, score there.")
@click.option(
    "--compare",
    "compared",
    nargs=2,
    type=FILE,
    metavar="A B",
    default=None,
    help="Measure two run files instead, with paired tests and the queries that changed most.",
)
@click.option("--floors", type=FILE, default=None, help="Exit with 1 below the floors kept there.")
@JSON_OPTION
@click.pass_obj
def evaluate(
    settings: Settings,
    judged_folder: Path,
    index: Path | None,
    engine: str,
    split: str,
    run_out: Path | None,
    compared: tuple[Path, Path] | None,
    floors: Path | None,
    as_json: bool,
) -> None:
    """Measure the answers to the judged queries of COLLECTION.

    COLLECTION holds queries.jsonl, qrels.tsv, meta.json and maybe sheets/. Without --index, its
    own sheets are indexed aside; when it has none, the usual index answers.
    """
    judged = Judged.load(judged_folder, split)
    if compared:
        _compare(judged, compared, as_json)
        return
    with TemporaryDirectory(prefix="fiches-evaluate-") as scratch:
        served = index_of(judged, index, settings.index, Path(scratch))
        searcher = Collection.open(served).opened.searcher
        if engine == "memory":
            searcher = in_memory(searcher)
        run = make_run(judged, asking(searcher))
    scores = score(judged, run)
    if run_out:
        write_run(run, run_out, judged)
    if as_json:
        print_json({"collection": judged_folder.name, "split": split} | _as_json(scores))
    else:
        _table({f"{judged_folder.name} ({split})": scores})
    if floors:
        _hold(Floors.load(floors), scores, digest(judged_folder))


def _hold(floors: Floors, scores: Scores, found: str) -> None:
    """Refuse what is below the floors; raises FichesError with every reason."""
    reasons = faults(floors, scores, found)
    if reasons:
        raise FichesError("below the floors: " + "; ".join(reasons))


def _compare(judged: Judged, files: tuple[Path, Path], as_json: bool) -> None:
    before, after = (score(judged, read_run(path)) for path in files)
    found = compare(judged, before, after)
    if as_json:
        sides = {"a": _as_json(before), "b": _as_json(after)}
        print_json(sides | asdict(found))
        return
    _table({path.name: scores for path, scores in zip(files, (before, after), strict=True)})
    _tell(found)


def _tell(found: Comparison) -> None:
    for title, values in (("difference", found.differences), ("p", found.p_values)):
        click.echo(f"{title:<30}" + "".join(f"{values[name]:>11.4f}" for name in FIGURES))
    for change in found.changes:
        click.echo(f"{change.before:7.3f} → {change.after:.3f}  {change.query}  {change.text}")


def _table(rows: dict[str, Scores]) -> None:
    click.echo(" " * 30 + "".join(f"{name:>11}" for name in FIGURES) + "  95 % of ndcg@10")
    for title, scores in rows.items():
        cells = "".join(f"{scores.averages[name]:>11.4f}" for name in FIGURES)
        low, high = scores.interval
        click.echo(f"{title[:30]:<30}{cells}  {low:.3f}–{high:.3f}")
    click.echo(f"{len(scores.queries)} queries, {len(scores.units)} averaged units")


def _as_json(scores: Scores) -> dict[str, Any]:
    return {
        "queries": len(scores.queries),
        "units": len(scores.units),
        "figures": {name: round(scores.averages[name], 6) for name in FIGURES},
        "interval": [round(edge, 6) for edge in scores.interval],
    }


COMMANDS = (evaluate,)
