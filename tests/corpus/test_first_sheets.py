"""The ten sheets shipped with the product are whole, exact and free of page furniture."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.sources import read_corpus
from indexer.vocabulary import Sheet

ROOT = Path(__file__).parents[2]
SEED = ROOT.parent / "shared" / "seed" / "seed_sheets.json"


@pytest.fixture(scope="module")
def sheets() -> dict[str, Sheet]:
    found = list(read_corpus([ROOT / "corpus"]))
    assert all(isinstance(sheet, Sheet) for sheet in found)
    return {sheet.id: sheet for sheet in found}


def test_there_are_ten_with_the_themes_told(sheets):
    themes = [theme for sheet in sheets.values() for theme in sheet.themes]
    assert len(sheets) == 10
    assert {theme: themes.count(theme) for theme in themes} == {
        "logement": 5,
        "emploi-femmes": 2,
        "commerce": 2,
        "justice": 1,
    }


def test_typography_traps_are_mended_and_spelling_kept(sheets):
    assert "FIT, une femme, un toit accueille" in sheets["fit-une-femme-un-toit"].summary
    assert "illimitée et à moindre" in sheets["premier-conseil-centre-affaires"].summary
    assert "second oeuvre" in sheets["dames-batiment-o-feminin"].summary


def test_no_page_furniture_is_left(sheets):
    for sheet in sheets.values():
        assert "Agenda" not in sheet.summary
        assert "Lire la suite" not in sheet.summary
        assert not sheet.sections


@pytest.mark.skipif(not SEED.exists(), reason="the hand-read source of the ten sheets is absent")
def test_titles_and_texts_are_the_source_s(sheets):
    for told in json.loads(SEED.read_text(encoding="utf-8"))["sheets"]:
        sheet = sheets[told["slug"]]
        assert sheet.title == told["title"]
        assert sheet.summary == told["summary"].replace("toit1", "toit").replace("\n", " ")
        years = [year["year"] for year in told.get("years", [])]
        assert sheet.year == (years[0] if years else None)
