"""What a WSGI server starts: ``gunicorn "webapp.wsgi:make()"``, settings from the environment."""

from __future__ import annotations

from contextlib import suppress

from flask import Flask

from indexer import Collection, FichesError, Query, Settings
from webapp import create_app


def make() -> Flask:
    """The application over the index that the settings name; raises SettingsError.

    The generation is opened at once, so that the first visitor does not wait for it.
    """
    settings = Settings.load()
    collection = Collection.open(settings.index)
    with suppress(FichesError):
        collection.search(Query(size=1))
    return create_app(collection, settings)
