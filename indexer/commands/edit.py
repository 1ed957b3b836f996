"""The documentalist's commands: bring sheets in, see what they lack, write what was accepted."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from indexer.commands.options import CORPUS_ARGUMENT, JSON_OPTION, counted, print_json
from indexer.commands.publish import SOME_UNREADABLE
from indexer.declared import Vocabulary, told
from indexer.editing import Advice, Change, detect_report, suggest_metadata, write_fields
from indexer.errors import QueryError, SheetError
from indexer.harvest import HarvestReport, Manners
from indexer.harvest import harvest as harvested
from indexer.imports import ImportReport, Rules, import_sources
from indexer.knowledge.bundle import Knowledge
from indexer.settings import Settings
from indexer.sources import corpus_files, read_sheet

TO_OPTION = click.option(
    "--to",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write corpus sheets into, such as corpus/NAME.",
)
PUBLISHER_OPTION = click.option(
    "--publisher",
    default=None,
    metavar="CODE",
    help="Territory of the publisher (dep:93), to tell homonyms apart.",
)


@click.command(name="import")
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path))
@TO_OPTION
@click.option("--publisher", default="", help="Publisher of the sheets that name none.")
@click.option("--rights", default="", help="Rights of the sheets that name none.")
@JSON_OPTION
@click.pass_obj
def import_command(
    settings: Settings,
    sources: tuple[Path, ...],
    to: Path,
    publisher: str,
    rights: str,
    as_json: bool,
) -> None:
    """Write the sheets found in SOURCES (files, folders, archives) as corpus sheets.

    Reads corpus HTML, listings, SPIP and other web pages, Markdown, PDF, DOCX, ODT, CSV, XLSX and
    service-public.fr sheets. Importing twice changes nothing; a sheet that an editor changed
    since is kept. What cannot be read is reported file by file (exit code 3).

    Then: `fiches check`, `fiches suggest-metadata`, and `fiches index` to publish.
    """
    progress = None if as_json or not sys.stderr.isatty() else _count
    rules = Rules(publisher, rights, _vocabulary(settings, to))
    report = import_sources(sources, to, progress, rules)
    if progress:
        click.echo(err=True)
    if as_json:
        print_json(report.as_json())
    else:
        _tell_import(report)
    if report.unreadable:
        sys.exit(SOME_UNREADABLE)


def _vocabulary(settings: Settings, to: Path) -> Vocabulary:
    """What sheets in ``to`` may declare: the themes kept there or beside, and the gazetteer."""
    knowledge = Knowledge.of_corpus([to, *settings.corpus])
    return Vocabulary(tuple(knowledge.themes), knowledge.gazetteer)


def _count(done: int) -> None:
    click.echo(f"\r{done} read", nl=False, err=True)


def _tell_import(report: ImportReport) -> None:
    for fault in report.unreadable:
        place = f"{fault.file}:{fault.line}" if fault.line else fault.file
        click.echo(f"not imported: {place}: {fault.message}", err=True)
    for alike in report.duplicates:
        click.echo(f"not written: {alike.sheet} says the same as {alike.earlier}", err=True)
    for alike in report.near_duplicates:
        said = f"{alike.sheet} is {alike.share:.0%} the same as {alike.earlier}"
        click.echo(f"written, but look at it: {said}", err=True)
    for line in told(report.doubtful):
        click.echo(f"warning: {line}", err=True)
    click.echo(
        f"{report.to}: {len(report.added)} added, {len(report.updated)} updated, "
        f"{len(report.unchanged)} unchanged, {len(report.kept)} kept as editors changed them"
    )


@click.command()
@click.argument("address")
@TO_OPTION
@click.option(
    "--saved",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="Folder that keeps the pages fetched, to go on later.  [default: TO/.harvest]",
)
@click.option("--host", "hosts", multiple=True, help="Another host that may be asked; repeatable.")
@click.option("--limit", default=1000, show_default=True, help="Pages fetched at most.")
@click.option("--delay", default=1.0, show_default=True, help="Seconds between two pages.")
@click.option("--loopback", is_flag=True, help="Allow this machine to be asked, for tests.")
@JSON_OPTION
@click.pass_obj
def harvest(
    settings: Settings,
    address: str,
    to: Path,
    saved: Path | None,
    hosts: tuple[str, ...],
    limit: int,
    delay: float,
    loopback: bool,
    as_json: bool,
) -> None:
    """Fetch the sheets that the listing, feed or sitemap at ADDRESS leads to, and import them.

    Obeys robots.txt, asks only the host of ADDRESS and those named, refuses private addresses,
    and goes on where it stopped. Pages that cannot be fetched or read are reported (exit code 3).
    """
    rules = Rules(vocabulary=_vocabulary(settings, to))
    manners = Manners(hosts, limit, delay, loopback, rules)
    shown = None if as_json else (lambda page: click.echo(page, err=True))
    report = harvested(address, to, saved or to / ".harvest", manners, shown)
    if as_json:
        print_json(report.as_json())
    else:
        _tell_harvest(report)
    if report.failed or (report.imported and report.imported.unreadable):
        sys.exit(SOME_UNREADABLE)


def _tell_harvest(report: HarvestReport) -> None:
    for failure in report.failed:
        click.echo(f"not fetched: {failure.address}: {failure.message}", err=True)
    for page in report.forbidden:
        click.echo(f"not fetched: {page}: robots.txt forbids it", err=True)
    state = "complete" if report.complete else "not complete: run it again to go on"
    fetched = counted(len(report.fetched), "page")
    click.echo(f"{fetched} fetched, {len(report.unchanged)} unchanged; {state}")
    if report.imported:
        _tell_import(report.imported)


@click.command()
@click.argument("text")
@PUBLISHER_OPTION
@JSON_OPTION
@click.pass_obj
def detect(settings: Settings, text: str, publisher: str | None, as_json: bool) -> None:
    """Show the territories and themes found in TEXT, with the words that say so."""
    knowledge = Knowledge.of_corpus(settings.corpus)
    _known(publisher, knowledge)
    found = detect_report(text, knowledge.gazetteer, knowledge.themes, publisher)
    if as_json:
        print_json(found)
        return
    for line in _detected(found):
        click.echo(line)


def _detected(found: dict[str, Any]) -> Iterator[str]:
    """What was found, a line each: code, name, quoted words and how it was resolved."""
    for row in found["territories"]:
        how = "; ".join(str(row[name]) for name in ("cue", "how") if row.get(name))
        if row["code"]:
            yield f"territory  {row['code']} ({row['label']})  « {row['quote']} » — {how}"
        else:
            names = ", ".join(f"{c['code']} ({c['label']})" for c in row["candidates"])
            yield f"ambiguous  « {row['quote']} » could be {names}: try --publisher"
    for row in found["quartiers"]:
        yield f"quartier   {row['code']} ({row['label']})  « {row['quote']} »"
    for row in found["themes"]:
        quotes = ", ".join(f"« {e['quote']} »" for e in row["evidence"])
        yield f"theme      {row['slug']} ({row['label']})  {quotes}"
    if not any(found[name] for name in ("territories", "quartiers", "themes")):
        yield "no territory and no theme found"


def _known(publisher: str | None, knowledge: Knowledge) -> None:
    if publisher and knowledge.territory(publisher) is None:
        raise QueryError("publisher", f"no territory {publisher!r}: write a code such as dep:93")


@click.command(name="suggest-metadata")
@CORPUS_ARGUMENT
@PUBLISHER_OPTION
@click.option("--write", is_flag=True, help="Write missing values into the sheets.")
@JSON_OPTION
@click.pass_obj
def suggest_metadata_command(
    settings: Settings,
    corpus: tuple[Path, ...],
    publisher: str | None,
    write: bool,
    as_json: bool,
) -> None:
    """Show what the sheets of CORPUS lack or have doubtful, with the quoted evidence.

    --write puts the proposed values of fields that are missing into the sheets; what is doubtful
    or ambiguous is left to a person. CORPUS may be one sheet, to accept what is proposed for it.
    """
    paths = corpus or settings.corpus
    knowledge = Knowledge.of_corpus(paths)
    _known(publisher, knowledge)
    rows = [row for path in corpus_files(paths) for row in _advise(path, knowledge, publisher)]
    written = _write_missing(rows) if write else 0
    if as_json:
        print_json([{"file": str(path), **asdict(advice)} for path, advice in rows])
        return
    for path, advice in rows:
        quote = f" « {advice.quote} »" if advice.quote else ""
        click.echo(f"{path}: {_head(advice)}{quote} — {advice.reason}")
    click.echo(f"{counted(len(rows), 'suggestion')}, {counted(written, 'sheet')} changed")


def _head(advice: Advice) -> str:
    """What a line of advice is about: the value to write, to look at or to choose."""
    about = f"{advice.field} {advice.kind}"
    if advice.replaces:
        instead = f" (write {advice.value} ({advice.label}))" if advice.value else ""
        shown = "" if instead or advice.label == advice.replaces else f" ({advice.label})"
        return f"{about}: {advice.replaces}{shown}{instead}"
    return f"{about}: {advice.value} ({advice.label})" if advice.value else about


def _advise(path: Path, knowledge: Knowledge, publisher: str | None) -> list[tuple[Path, Advice]]:
    try:
        sheet = read_sheet(path)
    except SheetError as error:
        click.echo(f"not read: {error}", err=True)
        return []
    around = publisher or knowledge.publishers.get(sheet.publisher)
    found = suggest_metadata([sheet], knowledge.gazetteer, knowledge.themes, around)
    return [(path, advice) for advice in found]


def _write_missing(rows: Sequence[tuple[Path, Advice]]) -> int:
    """Write the values of missing fields; return how many sheets changed."""
    changes: dict[Path, list[Change]] = {}
    for path, advice in rows:
        if advice.kind == "missing" and advice.value:
            changes.setdefault(path, []).append(Change(advice.field, advice.value))
    return sum(write_fields(path, accepted) for path, accepted in changes.items())


COMMANDS = (import_command, harvest, detect, suggest_metadata_command)
