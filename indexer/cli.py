"""The ``fiches`` command: one line of help for each thing it can do.

Exit codes: 0 done; 1 refused or faults found; 2 wrong usage or setting; 3 done, but some sheets
could not be read; 75 another process is publishing, try again; 130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, MutableMapping
from importlib import import_module

import click

from indexer.errors import FichesError
from indexer.settings import Settings

#: The commands of each module of ``indexer.commands``, in the order of its ``COMMANDS``.
MODULES = {
    "publish": ("index", "check", "rollback", "verify", "generations"),
    "ask": ("search", "tokens", "explain"),
    "edit": ("import", "harvest", "detect", "suggest-metadata"),
    "serve": ("serve",),
    "quality": ("evaluate",),
}


class Commands(MutableMapping[str, click.Command]):
    """The commands by name; a module is loaded when one of its commands is asked for."""

    def __init__(self) -> None:
        self._where = {name: module for module, names in MODULES.items() for name in names}
        self._loaded: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        if name not in self._loaded:
            module = import_module(f"indexer.commands.{self._where[name]}")
            self._loaded.update({command.name: command for command in module.COMMANDS})
        return self._loaded[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._where.setdefault(name, "")
        self._loaded[name] = command

    def __delitem__(self, name: str) -> None:
        del self._where[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._where)

    def __len__(self) -> int:
        return len(self._where)


class FichesGroup(click.Group):
    """A group of commands that tells our errors in one sentence instead of a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; our errors go to standard error with their own exit code."""
        try:
            if ctx.obj is None:
                ctx.obj = Settings.load()
            return super().invoke(ctx)
        except FichesError as error:
            click.echo(f"fiches: {error}", err=True)
            sys.exit(error.exit_code)
        except BrokenPipeError:
            sys.exit(0)
        except KeyboardInterrupt:
            click.echo("fiches: interrupted; the served index is as it was", err=True)
            sys.exit(130)


@click.group(cls=FichesGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="fiches", prog_name="fiches")
def main() -> None:
    """Full-text search over French practice sheets, with facets by theme and territory.

    Settings come from fiches.toml (or the file named by FICHES_CONFIG) and FICHES_* variables;
    options win over both.
    """


main.commands = Commands()
