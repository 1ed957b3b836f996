"""Asking an index from the command line: the same answers as the API, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path

import click

from indexer.answers import answer
from indexer.collection import Collection
from indexer.commands.options import INDEX_OPTION, JSON_OPTION, counted, print_json
from indexer.errors import QueryError
from indexer.explain import explain as explained
from indexer.explain import token_row
from indexer.french import Analyser
from indexer.grammar import LONGEST_TEXT
from indexer.knowledge.bundle import Knowledge
from indexer.query import Query, Results, Sort
from indexer.settings import Settings
from indexer.vocabulary import NO_TERRITORY

SORTS: dict[str, Sort] = {"pertinence": "relevance", "date": "date", "titre": "title"}


@click.command()
@click.argument("text", default="")
@click.option("--theme", "themes", multiple=True, metavar="SLUG", help="Keep a theme; repeatable.")
@click.option(
    "--territoire",
    "territories",
    multiple=True,
    metavar="CODE",
    help=f"Keep a territory (dep:93, com:93071, {NO_TERRITORY}); repeatable.",
)
@click.option("--annee", "years", multiple=True, metavar="YEAR", help="Keep a year; repeatable.")
@click.option("--tri", type=click.Choice(list(SORTS)), default="pertinence", help="Order.")
@click.option("--page", type=click.IntRange(1), default=1, help="Page, from 1.")
@click.option("--size", type=click.IntRange(1, 50), default=10, help="Sheets a page.")
@click.option("--exact", is_flag=True, help="Search what is typed and nothing else.")
@INDEX_OPTION
@JSON_OPTION
@click.pass_obj
def search(
    settings: Settings,
    text: str,
    themes: tuple[str, ...],
    territories: tuple[str, ...],
    years: tuple[str, ...],
    tri: str,
    page: int,
    size: int,
    exact: bool,
    index: Path | None,
    as_json: bool,
) -> None:
    """Search the served generation; --json prints exactly what the API answers."""
    collection = Collection.open(index or settings.index)
    query = Query(text, themes, territories, years, SORTS[tri], page, size, exact)
    _check(query, collection)
    results = collection.search(query)
    if as_json:
        print_json(answer(results, settings.base_url))
    else:
        _show(results)


def _check(query: Query, collection: Collection) -> None:
    """Refuse what the API refuses: too long a text, values that do not exist; raises QueryError."""
    _check_text(query.text)
    for slug in query.themes:
        if collection.theme(slug) is None:
            raise QueryError(
                "theme", f"no theme {slug!r}: see `fiches search --json` for those used"
            )
    for code in query.territories:
        if code != NO_TERRITORY and collection.territory(code) is None:
            raise QueryError("territoire", f"no territory {code!r}: write a code such as dep:93")
    for year in query.years:
        if not (year.isdigit() and len(year) == 4):
            raise QueryError("annee", f"{year!r} is no year: write four digits")


def _check_text(text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise QueryError("q", f"the text has {len(text)} characters: {LONGEST_TEXT} at most")


def _show(results: Results) -> None:
    page, last = results.query.page, max(1, results.pages)
    beyond = page > last
    where = f"no page {page}: the last is {last}" if beyond else f"page {page} of {last}"
    click.echo(f"{counted(results.total, 'sheet')}, {where}")
    if results.relaxed:
        click.echo(results.relaxed.text)
    for expansion in results.expansions:
        click.echo(f"{expansion.typed} → {', '.join(expansion.added)}")
    for notice in results.notices:
        click.echo(notice.text)
    for hit in results.hits:
        click.echo(f"\n{hit.sheet.title}  [{hit.sheet.id}, {hit.score:.2f}]")
        for passage in hit.excerpts:
            click.echo(f"    {passage.text}")
        for reason in hit.reasons:
            click.echo(f"    · {reason}")


@click.command()
@click.argument("text")
@JSON_OPTION
@click.pass_obj
def tokens(settings: Settings, text: str, as_json: bool) -> None:
    """Show how TEXT is analysed: positions, offsets, terms, and the step that made each."""
    analyser = Analyser(Knowledge.of_corpus(settings.corpus).places())
    found = analyser.tokens(text)
    if as_json:
        print_json([token_row(token) for token in found])
        return
    for token in found:
        made = "  ".join(f"{term} ({step})" for term, step in token.made)
        click.echo(f"{token.position:>3}  {token.start}–{token.end}  {token.source!r}: {made}")


@click.command()
@click.argument("text")
@click.argument("sheet_id", metavar="ID")
@INDEX_OPTION
@JSON_OPTION
@click.pass_obj
def explain(
    settings: Settings, text: str, sheet_id: str, index: Path | None, as_json: bool
) -> None:
    """Say why the sheet ID answers TEXT, and why at this rank."""
    _check_text(text)
    searcher = Collection.open(index or settings.index).opened.searcher
    found = explained(searcher, Query(text), sheet_id)
    if as_json:
        print_json(asdict(found))
        return
    place = f"rank {found.rank} of {found.total}" if found.matches else "does not match"
    click.echo(f"{found.title}  [{found.sheet_id}]: {place}, score {found.score:.3f}")
    if found.relaxed:
        click.echo(found.relaxed)
    for unit, typed in Counter(found.units).items():
        sheets = counted(unit.sheets, "sheet")
        click.echo(f"  {unit.typed}: {unit.score:.3f} (found in {sheets}){_times(typed)}")
        for (field, standing, origin, weight), stands in Counter(unit.places).items():
            click.echo(f"      {field}: {standing!r}  {origin} × {weight:g}{_times(stands)}")
    click.echo("  Neighbouring words add to the sum; see docs/relevancy.md for the formula.")


def _times(number: int) -> str:
    return f", {number} times" if number > 1 else ""


COMMANDS = (search, tokens, explain)
