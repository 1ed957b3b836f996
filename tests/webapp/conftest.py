from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from indexer import Settings
from tests.webapp.fake import FakeCollection
from webapp import create_app


@pytest.fixture
def collection() -> FakeCollection:
    """Seven sheets, one of them hostile."""
    return FakeCollection()


@pytest.fixture
def app(collection: FakeCollection) -> Flask:
    """The face over the fake collection, with a public address."""
    settings = Settings(base_url="https://fiches.example.org", contact="ecrire@example.org")
    return create_app(collection, settings)  # type: ignore[arg-type]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor without a browser."""
    return app.test_client()
