"""What a WSGI server starts: ``gunicorn "webapp.wsgi:make()"``, settings from the environment.

``fiches serve`` loads the application once (``loaded``), forks its processes and has each open
the generation for itself (``opened``).
"""

from __future__ import annotations

from flask import Flask

from indexer import Collection, FichesError, Query, Settings
from webapp import create_app, state


def make() -> Flask:
    """The application over the index that the settings name, ready; raises SettingsError."""
    return opened(loaded())


def loaded() -> Flask:
    """The application with its templates compiled; nothing of the index is open yet."""
    settings = Settings.load()
    app = create_app(Collection.serve(settings.index), settings)
    for name in app.jinja_env.list_templates(filter_func=_shipped):
        app.jinja_env.get_template(name)
    return app


def opened(app: Flask) -> Flask:
    """The application with its generation opened, so that the first visitor does not wait for it.

    Without a generation the operator is told what to run, and visitors to come back later.
    """
    try:
        with app.app_context():
            state.collection().search(Query(size=1))
    except FichesError as error:
        app.logger.warning("fiches: nothing to serve yet: %s", error)
    return app


def _shipped(name: str) -> bool:
    """Ours; a fault in one of the operator's texts breaks that page only."""
    return not name.startswith("operator/")
