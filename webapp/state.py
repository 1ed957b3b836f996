"""The collection and settings a request is answered from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import Flask, current_app, request

from webapp.urls import Known, Reading, read

if TYPE_CHECKING:
    from indexer import Collection, Settings

_KEY = "fiches"


@dataclass(slots=True)
class State:
    """What an application holds: its settings, and its collection once it can be opened."""

    settings: Settings
    open: Callable[[], Collection]
    opened: Collection | None = None


def attach(
    app: Flask, collection: Collection | Callable[[], Collection], settings: Settings
) -> None:
    """Give ``app`` its settings and the collection it shows, or how to open it when asked."""
    if callable(collection):
        app.extensions[_KEY] = State(settings, collection)
    else:
        app.extensions[_KEY] = State(settings, lambda: collection, collection)


def _state() -> State:
    return cast("State", current_app.extensions[_KEY])


def collection() -> Collection:
    """The collection this application shows.

    Raises IndexMissingError before the first generation is published.
    """
    state = _state()
    if state.opened is None:
        state.opened = state.open()
    return state.opened


def settings() -> Settings:
    """The settings this application follows."""
    return _state().settings


def known() -> Known:
    """Which facet values may be asked for."""
    served = collection()
    return Known(
        theme=lambda slug: served.theme(slug) is not None,
        territory=lambda code: served.territory(code) is not None,
    )


def asked(*, sized: bool = False, also: tuple[str, ...] = ()) -> Reading:
    """The query in the address of this request, and its faults."""
    return read(request.args.items(multi=True), known(), sized=sized, also=also)


def base_url() -> str:
    """The public address of the site, without final slash: configured, or as it was called."""
    return (settings().base_url or request.url_root).rstrip("/")
