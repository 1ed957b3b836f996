"""Options that several commands share, so that they read the same everywhere."""

from __future__ import annotations

import json
from pathlib import Path

import click

INDEX_OPTION = click.option(
    "--index",
    "index",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="Index directory.  [default: the setting `index`, which is index/]",
)

JSON_OPTION = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")

CORPUS_ARGUMENT = click.argument(
    "corpus", nargs=-1, type=click.Path(path_type=Path), metavar="[CORPUS]..."
)


def print_json(value: object, *, one_line: bool = False) -> None:
    """Print a value as JSON, accents kept."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=None if one_line else 2))


def counted(number: int, thing: str) -> str:
    """A number of things as people write it: ``1 sheet``, ``12 sheets``."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
