"""The face: pages, API and the embedded box over the library's door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from webapp import (
    api,
    assets,
    compression,
    embed,
    exports,
    feeds,
    pages,
    present,
    problems,
    ready,
    security,
    standing,
    state,
    turns,
)

if TYPE_CHECKING:
    from indexer import Collection, Settings

__all__ = ["create_app"]


def create_app(collection: Collection, settings: Settings) -> Flask:
    """The web application that shows ``collection`` as ``settings`` say.

    It starts before anything is indexed and serves as soon as something is.
    """
    app = Flask(__name__, static_folder=None)
    state.attach(app, collection, settings)
    turns.attach(app, settings)
    ready.attach(app)
    app.config["TEMPLATES_AUTO_RELOAD"] = True  # the operator's texts may change at any time
    app.jinja_options = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    present.register(app, settings)
    compression.register(app)
    security.protect(app, settings)
    problems.register(app)
    for module in (pages, standing, api, assets, embed, feeds, exports):
        app.register_blueprint(module.blueprint)
    return app
