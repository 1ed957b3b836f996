"""Serving the site: a production server behind one command."""

from __future__ import annotations

import os
import socket
import sys
from dataclasses import replace
from pathlib import Path

import click

from indexer.commands.options import INDEX_OPTION
from indexer.engines.manifest import GenerationStore
from indexer.errors import FichesError, SettingsError
from indexer.settings import PREFIX, Settings

#: Requests a worker serves before it is replaced, so that no leak can grow for ever.
REQUESTS_PER_WORKER = 20_000

#: Threads of Python take turns, so one heap of the C library serves them all; with one each, each
#: keeps what it once needed.
HEAP = {"MALLOC_ARENA_MAX": "1"}

#: Bytes of an address: a message of a thousand letters, accents percent-encoded.
LONGEST_ADDRESS = 8190


@click.command()
@INDEX_OPTION
@click.option("--host", default=None, help="Address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=int, default=None, help="Port to listen on.  [default: 8000]")
@click.option("--workers", type=int, default=None, help="Server processes.  [default: 2]")
@click.option("--debug", is_flag=True, help="Flask's development server; never in production.")
@click.pass_obj
def serve(
    settings: Settings,
    index: Path | None,
    host: str | None,
    port: int | None,
    workers: int | None,
    debug: bool,
) -> None:
    """Serve the site and its API from an index."""
    settings = replace(
        settings,
        index=index or settings.index,
        host=host or settings.host,
        port=settings.port if port is None else port,
        workers=settings.workers if workers is None else workers,
    )
    settings.check()
    _check_port(settings)
    _warn(settings)
    environment = {**HEAP, **os.environ, **_environment(settings)}
    command = _development(settings) if debug else _production(settings)
    click.echo(f"Serving on http://{settings.host}:{settings.port}/  (Ctrl-C to stop)", err=True)
    os.execvpe(command[0], command, environment)


def _check_port(settings: Settings) -> None:
    """Refuse an address that cannot be listened on, before any server starts."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((settings.host, settings.port))
        except OSError as error:
            raise SettingsError(
                f"cannot listen on {settings.host}:{settings.port} ({error.strerror}): "
                "another program may be there; choose another --port"
            ) from None


def _warn(settings: Settings) -> None:
    """Say at once when there is nothing to serve yet; the site follows a later index."""
    try:
        GenerationStore(settings.index).current()
    except FichesError as error:
        click.echo(f"warning: {error}", err=True)


def _environment(settings: Settings) -> dict[str, str]:
    """What the server's processes must know beyond the environment they inherit."""
    config = os.environ.get(f"{PREFIX}CONFIG")
    found = {f"{PREFIX}INDEX": str(settings.index.absolute())}
    if config:
        found[f"{PREFIX}CONFIG"] = str(Path(config).absolute())
    return found


def _production(settings: Settings) -> list[str]:
    options = {
        "--config": "python:webapp.processes",
        "--bind": f"{settings.host}:{settings.port}",
        "--workers": settings.workers,
        "--worker-class": "webapp.leading.LeadingWorker",
        "--threads": settings.threads,
        "--max-requests": REQUESTS_PER_WORKER,
        "--max-requests-jitter": REQUESTS_PER_WORKER // 10,
        "--timeout": 30,
        "--graceful-timeout": 10,
        "--keep-alive": 5,
        "--limit-request-line": LONGEST_ADDRESS,
    }
    flat = [str(part) for pair in options.items() for part in pair]
    return [sys.executable, "-m", "gunicorn", "--no-control-socket", *flat, "webapp.wsgi:loaded()"]


def _development(settings: Settings) -> list[str]:
    address = ["--host", settings.host, "--port", str(settings.port)]
    return [sys.executable, "-m", "flask", "--app", "webapp.wsgi:make", "run", "--debug", *address]


COMMANDS = (serve,)
