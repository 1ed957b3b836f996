"""The ``fiches`` command: one line of help for each thing it can do.

Exit codes: 0 done; 1 refused or faults found; 2 wrong usage or setting; 3 done, but some sheets
could not be read; 75 another process is publishing, try again; 130 interrupted.
"""

from __future__ import annotations

import sys

import click

from indexer.commands import ask, edit, publish, quality, serve
from indexer.errors import FichesError
from indexer.settings import Settings


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


for group in (publish, ask, edit, serve, quality):
    for command in group.COMMANDS:
        main.add_command(command)
