"""What a WSGI server starts: ``gunicorn "webapp.wsgi:make()"``, settings from the environment."""

from __future__ import annotations

from flask import Flask

from indexer import Collection, FichesError, Query, Settings
from webapp import create_app


def make() -> Flask:
    """The application over the index that the settings name; raises SettingsError.

    The generation is opened at once, so that the first visitor does not wait for it. Without one,
    the operator is told what to run, and visitors that the site is being prepared.
    """
    settings = Settings.load()
    collection = Collection.open(settings.index)
    app = create_app(collection, settings)
    try:
        collection.search(Query(size=1))
    except FichesError as error:
        app.logger.warning("fiches: nothing to serve yet: %s", error)
    return app
