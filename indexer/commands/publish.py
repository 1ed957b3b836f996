"""Publishing: check the sheets, build a generation, go back to the one before, prove it whole."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from indexer.build import BuildReport, Progress, build
from indexer.check import check_corpus, faults_json
from indexer.check_publishers import publishers_faults
from indexer.commands.options import (
    CORPUS_ARGUMENT,
    INDEX_OPTION,
    JSON_OPTION,
    counted,
    print_json,
)
from indexer.declared import Doubtful, Vocabulary, told
from indexer.engines.manifest import GenerationStore
from indexer.engines.whoosh_engine.engine import WhooshEngine
from indexer.engines.whoosh_engine.record import differences
from indexer.errors import IndexDamagedError
from indexer.knowledge.bundle import Knowledge
from indexer.settings import Settings

#: Done, but some sheets could not be read.
SOME_UNREADABLE = 3


@click.command()
@CORPUS_ARGUMENT
@INDEX_OPTION
@click.option("--full", is_flag=True, help="Take nothing over: read and analyse every sheet.")
@JSON_OPTION
@click.pass_obj
def index(
    settings: Settings, corpus: tuple[Path, ...], index: Path | None, full: bool, as_json: bool
) -> None:
    """Publish the sheets of CORPUS as a new generation and serve it.

    Sheets that did not change are not analysed again. A sheet that cannot be read is reported and
    left out (exit code 3); a declared theme or territory that does not exist is served, with a
    warning. Until the last step the served generation stays as it was.
    """
    where = index or settings.index
    with progress_bar(quiet=as_json) as progress:
        report = build(corpus or settings.corpus, where, progress, full=full)
    doubts = _doubts(where, report.generation)
    if as_json:
        print_json(_report_json(report, doubts), one_line=True)
    else:
        _tell(report, where, doubts)
    if report.unreadable:
        sys.exit(SOME_UNREADABLE)


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Progress]:
    """A bar on a terminal, nothing in a pipe or when quiet."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    with click.progressbar(length=1, label="Analysing", file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield progress


def _doubts(index: Path, generation: str) -> list[Doubtful]:
    """What the sheets of a generation declare that does not exist."""
    folder = GenerationStore(index).path(generation)
    knowledge = Knowledge.read(folder)
    vocabulary = Vocabulary(tuple(knowledge.themes), knowledge.gazetteer)
    return list(vocabulary.doubtful_of(WhooshEngine(folder, generation)))


def _report_json(report: BuildReport, doubts: list[Doubtful]) -> dict[str, object]:
    faults = [{"path": f.path, "line": f.line, "message": f.message} for f in report.unreadable]
    return {
        "generation": report.generation,
        "sheets": report.sheets,
        "analysed": report.analysed,
        "unreadable": faults,
        "doubtful": [asdict(doubt) for doubt in doubts],
        "seconds": report.seconds,
    }


def _tell(report: BuildReport, where: Path, doubts: list[Doubtful]) -> None:
    for fault in report.unreadable:
        click.echo(f"not indexed: {fault}", err=True)
    for line in told(doubts):
        click.echo(f"warning: {line}", err=True)
    click.echo(
        f"Generation {report.generation} of {where}: {counted(report.sheets, 'sheet')} "
        f"({report.analysed} analysed, the others unchanged) in {report.seconds:.1f} s"
    )


@click.command()
@CORPUS_ARGUMENT
@JSON_OPTION
@click.pass_obj
def check(settings: Settings, corpus: tuple[Path, ...], as_json: bool) -> None:
    """List every fault of the sheets and vocabulary of CORPUS, and what to do about it.

    Exits with 1 when there is an error; warnings alone exit with 0.
    """
    paths = corpus or settings.corpus
    knowledge = Knowledge.of_corpus(paths)
    faults = [
        *check_corpus(paths, Vocabulary(tuple(knowledge.themes), knowledge.gazetteer)),
        *publishers_faults(knowledge),
    ]
    errors = sum(f.severity == "error" for f in faults)
    if as_json:
        print_json(faults_json(faults))
    else:
        for fault in faults:
            click.echo(str(fault))
        warnings = counted(len(faults) - errors, "warning")
        click.echo(f"{counted(errors, 'error')}, {warnings}")
    if errors:
        sys.exit(1)


@click.command()
@INDEX_OPTION
@click.pass_obj
def rollback(settings: Settings, index: Path | None) -> None:
    """Serve the generation before the current one again."""
    old, new = GenerationStore(index or settings.index).rollback()
    click.echo(f"Generation {new} is served again instead of {old}")


@click.command()
@INDEX_OPTION
@click.option("--deep", is_flag=True, help="Also compare every posting with the Whoosh index.")
@click.pass_obj
def verify(settings: Settings, index: Path | None, deep: bool) -> None:
    """Compare every file of the served generation with its manifest."""
    store = GenerationStore(index or settings.index)
    name = store.current()
    manifest = store.verify(name)
    if deep:
        folder = store.path(name)
        found = list(differences(folder, WhooshEngine(folder, name)))
        if found:
            raise IndexDamagedError(f"generation {name}: {found[0]} ({len(found)} differences)")
    said = " and the arrays say the same as Whoosh" if deep else ""
    click.echo(f"Generation {name} is whole: {counted(manifest['sheets'], 'sheet')}{said}")


@click.command()
@INDEX_OPTION
@JSON_OPTION
@click.pass_obj
def generations(settings: Settings, index: Path | None, as_json: bool) -> None:
    """List the generations on disk, the served one marked."""
    store = GenerationStore(index or settings.index)
    served = store.current()
    rows = [{**_facts(store, name), "served": name == served} for name in store.names()]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        mark = "served" if row["served"] else ""
        sheets = counted(int(row["sheets"]), "sheet")
        click.echo(f"{row['generation']:>6}  {row['created']}  {sheets:>14}  {mark}".rstrip())


def _facts(store: GenerationStore, name: str) -> dict[str, Any]:
    manifest = store.manifest(name)
    return {key: manifest[key] for key in ("generation", "created", "sheets")}


COMMANDS = (index, check, rollback, verify, generations)
