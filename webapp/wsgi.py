"""What a WSGI server starts: ``gunicorn "webapp.wsgi:make()"``, settings from the environment."""

from __future__ import annotations

from flask import Flask

from indexer import Collection, Settings
from webapp import create_app


def make() -> Flask:
    """The application over the index that the settings name; raises SettingsError."""
    settings = Settings.load()
    return create_app(Collection.open(settings.index), settings)
