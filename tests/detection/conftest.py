"""The gazetteer and the vocabulary, opened once."""

from pathlib import Path

import pytest

from indexer.knowledge.gazetteer import Gazetteer
from indexer.knowledge.themes import Themes

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session")
def gazetteer():
    return Gazetteer.load()


@pytest.fixture(scope="session")
def themes():
    return Themes.load(ROOT / "corpus" / "themes.toml")
