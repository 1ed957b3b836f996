"""The collection and settings a request is answered from."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app, request

from indexer import Collection, Settings
from webapp.urls import Known, Reading, read

_KEY = "fiches"


def attach(app: Flask, collection: Collection, settings: Settings) -> None:
    """Give ``app`` the collection it shows and the settings it follows."""
    app.extensions[_KEY] = (collection, settings)


def collection() -> Collection:
    """The collection this application shows."""
    return cast("tuple[Collection, Settings]", current_app.extensions[_KEY])[0]


def settings() -> Settings:
    """The settings this application follows."""
    return cast("tuple[Collection, Settings]", current_app.extensions[_KEY])[1]


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
