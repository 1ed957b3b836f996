"""Settings: file, then environment; a wrong one is refused with a sentence that helps."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.errors import SettingsError
from indexer.settings import Settings


def test_defaults_serve_the_repository():
    settings = Settings.load({}, None)
    assert (settings.index, settings.port) == (Path("index"), 8000)


def test_the_environment_wins_over_the_file(tmp_path):
    config = tmp_path / "fiches.toml"
    config.write_text('port = 9000\nsite_name = "Nos fiches"\ncorpus = ["a", "b"]\n', "utf-8")
    settings = Settings.load({"FICHES_PORT": "9001"}, config)
    assert settings.port == 9001
    assert settings.site_name == "Nos fiches"
    assert settings.corpus == (Path("a"), Path("b"))


def test_lists_in_the_environment():
    found = Settings.load({"FICHES_TRUSTED_HOSTS": "a.example, b.example", "FICHES_CORPUS": "x:y"})
    assert found.trusted_hosts == ("a.example", "b.example")
    assert found.corpus == (Path("x"), Path("y"))


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"FICHES_PORT": "http"}, "FICHES_PORT is 'http': give a whole number"),
        ({"FICHES_PORT": "70000"}, "from 0 to 65535"),
        ({"FICHES_WORKERS": "0"}, "workers is 0"),
        ({"FICHES_PROXIES": "9"}, "proxies is 9"),
        ({"FICHES_BASE_URL": "fiches.example.org"}, "https://"),
        ({"FICHES_BASE_URL": "https://fiches.example.org/"}, "slash"),
        ({"FICHES_COLOUR": "red"}, "FICHES_COLOUR: no such setting"),
        ({"FICHES_TEXTS": "nowhere"}, "no such folder"),
        ({"FICHES_CONFIG": "nowhere.toml"}, "no such settings file"),
    ],
)
def test_a_wrong_setting_is_refused_with_a_sentence(environment, said):
    with pytest.raises(SettingsError, match=said):
        Settings.load(environment)


@pytest.mark.parametrize("text", ["port = ", "port = true", "site_name = 3", "unknown = 1"])
def test_a_wrong_file_is_refused_by_name(tmp_path, text):
    config = tmp_path / "fiches.toml"
    config.write_text(text + "\n", "utf-8")
    with pytest.raises(SettingsError, match=r"fiches\.toml"):
        Settings.load({}, config)
