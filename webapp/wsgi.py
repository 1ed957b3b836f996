"""What a WSGI server starts: ``gunicorn "webapp.wsgi:make()"``, settings from the environment."""

from __future__ import annotations

from flask import Flask

from indexer import Collection, FichesError, Query, Settings
from webapp import create_app


def make() -> Flask:
    """The application over the index that the settings name; raises SettingsError.

    The generation is opened and the templates are compiled at once, so that the first visitor
    does not wait for them. Without a generation the operator is told what to run, and visitors to
    come back later.
    """
    settings = Settings.load()
    collection = Collection.serve(settings.index)
    app = create_app(collection, settings)
    try:
        collection.search(Query(size=1))
    except FichesError as error:
        app.logger.warning("fiches: nothing to serve yet: %s", error)
    for name in app.jinja_env.list_templates(filter_func=_shipped):
        app.jinja_env.get_template(name)
    return app


def _shipped(name: str) -> bool:
    """Ours; a fault in one of the operator's texts breaks that page only."""
    return not name.startswith("operator/")
