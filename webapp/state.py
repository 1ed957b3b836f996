"""The collection and settings a request is answered from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from flask import Flask, current_app, request

from webapp.urls import Known, Reading, read

if TYPE_CHECKING:
    from indexer import Collection, Settings

_KEY = "fiches"


@dataclass(frozen=True, slots=True)
class State:
    """What an application holds; ``styles`` keeps the stylesheet of the generation served."""

    collection: Collection
    settings: Settings
    styles: dict[str, str] = field(default_factory=dict)


def attach(app: Flask, collection: Collection, settings: Settings) -> None:
    """Give ``app`` the collection it shows and the settings it follows."""
    app.extensions[_KEY] = State(collection, settings)


def _state() -> State:
    return cast("State", current_app.extensions[_KEY])


def collection() -> Collection:
    """The collection this application shows; empty ones raise IndexMissingError when asked."""
    return _state().collection


def settings() -> Settings:
    """The settings this application follows."""
    return _state().settings


def styles() -> dict[str, str]:
    """Where the stylesheet of a generation is kept, by generation."""
    return _state().styles


def known() -> Known:
    """Which facet values may be asked for."""
    served = collection()

    def theme(slug: str) -> bool:
        """Of the vocabulary, or carried by a sheet where there is no vocabulary."""
        return served.theme(slug) is not None or any(v.value == slug for v in served.themes())

    return Known(
        theme=theme,
        territory=lambda code: served.territory(code) is not None,
    )


def asked(*, sized: bool = False, also: tuple[str, ...] = ()) -> Reading:
    """The query in the address of this request, and its faults."""
    return read(request.args.items(multi=True), known(), sized=sized, also=also)


def base_url() -> str:
    """The public address of the site, without final slash: configured, or as it was called."""
    return (settings().base_url or request.url_root).rstrip("/")
