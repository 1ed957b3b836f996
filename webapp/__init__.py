"""The face: pages, API and the embedded box over the library's door."""

from __future__ import annotations

from flask import Flask

from indexer import Collection, Settings


def create_app(collection: Collection, settings: Settings) -> Flask:
    """The web application that shows ``collection`` as ``settings`` say."""
    from webapp import (
        api,
        assets,
        embed,
        exports,
        feeds,
        pages,
        present,
        problems,
        security,
        standing,
        state,
    )

    app = Flask(__name__, static_folder=None)
    state.attach(app, collection, settings)
    app.jinja_options = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    present.register(app, settings)
    security.protect(app, settings)
    problems.register(app)
    for module in (pages, standing, api, assets, embed, feeds, exports):
        app.register_blueprint(module.blueprint)
    return app


__all__ = ["create_app"]
