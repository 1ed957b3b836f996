"""The editor's themes file is read strictly, and errors name file and line."""

from pathlib import Path

import pytest

from indexer.errors import SettingsError
from indexer.knowledge.themes import Themes

SHIPPED = Path(__file__).parent.parent.parent / "corpus" / "themes.toml"
GOOD = '[[theme]]\nslug = "eau"\nlabel = "Eau"\n'


def load(content, tmp_path):
    path = tmp_path / "themes.toml"
    path.write_text(content, "utf-8")
    return Themes.load(path)


def test_the_first_four_themes_come_first_with_their_colours():
    themes = list(Themes.load(SHIPPED))
    assert [(theme.slug, theme.label) for theme in themes[:4]] == [
        ("logement", "Logement et habitat"),
        ("emploi-femmes", "Emploi des femmes"),
        ("commerce", "Commerce"),
        ("justice", "Justice"),
    ]
    assert themes[0].colour == ("#9C3B24", "#F0A48F")
    assert all(theme.description for theme in themes)


def test_only_themes_with_words_are_ever_detected():
    themes = Themes.load(SHIPPED)
    assert [theme.slug for theme in themes if themes.rules(theme.slug)] == [
        "logement", "emploi-femmes", "commerce", "justice",
    ]  # fmt: skip


def test_the_order_of_the_file_is_kept(tmp_path):
    themes = load('[[theme]]\nslug = "z"\nlabel = "Z"\n\n' + GOOD, tmp_path)
    assert [theme.slug for theme in themes] == ["z", "eau"]
    assert len(themes) == 2
    assert "eau" in themes
    assert themes.get("eau").label == "Eau"
    assert themes.get("feu") is None


def test_a_theme_may_have_a_parent(tmp_path):
    themes = load(GOOD + '[[theme]]\nslug = "mare"\nlabel = "Mare"\nparent = "eau"\n', tmp_path)
    assert themes.get("mare").parent == "eau"


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("[[theme]]\nslug = \n", 2, "not valid TOML"),
        ('title = "x"\n' + GOOD, 1, "[[theme]] tables and nothing else"),
        ("", 1, "[[theme]] tables and nothing else"),
        ("theme = [1]\n", 1, "[[theme]] tables and nothing else"),
        ('[[theme]]\nlabel = "Eau"\n', 1, "needs a slug"),
        ('[[theme]]\nslug = "eau"\n', 1, "needs a label"),
        ('[[theme]]\nslug = "Eau vive"\nlabel = "Eau"\n', 2, "hyphens only"),
        ('[[theme]]\nslug = 3\nlabel = "Eau"\n', 2, "between quotes"),
        (GOOD + "\n" + GOOD, 6, "defined twice"),
        (GOOD + 'colour = ["red", "blue"]\n', 4, "two colours"),
        (GOOD + 'colour = ["#000000"]\n', 4, "two colours"),
        (GOOD + 'words = "pluie"\n', 4, "list of texts"),
        (GOOD + 'words = ["pluie", ""]\n', 4, "list of texts"),
        (GOOD + 'together = [["a"]]\n', 4, "two or more lists"),
        (GOOD + 'mots = ["pluie"]\n', 4, "unknown key 'mots'"),
        (GOOD + 'parent = "feu"\n', 4, "is no theme"),
        (GOOD + 'parent = "eau"\n', 4, "above itself"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(content, line, words, tmp_path):
    with pytest.raises(SettingsError) as error:
        load(content, tmp_path)
    assert f"themes.toml:{line}: " in str(error.value)
    assert words in str(error.value)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="cannot be read"):
        Themes.load(tmp_path / "themes.toml")
