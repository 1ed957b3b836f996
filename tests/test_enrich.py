"""Sheets without themes or territories get them by detection, with the evidence."""

import dataclasses
import json
from pathlib import Path

import pytest

from indexer.enrich import enrich, reading_text
from indexer.knowledge.gazetteer import Gazetteer
from indexer.knowledge.themes import Themes
from indexer.vocabulary import Section, Sheet

ROOT = Path(__file__).parent.parent
FIRST = json.loads(
    (ROOT / "tests" / "detection" / "data" / "first-sheets.json").read_text("utf-8")
)["sheets"]
PREFIX = {
    "region": "reg",
    "departement": "dep",
    "epci": "epci",
    "commune": "com",
    "arrondissement-municipal": "arm",
}
GAZETTEER = Gazetteer.load()
THEMES = Themes.load(ROOT / "corpus" / "themes.toml")


def enriched(sheet, publisher="dep:93"):
    return enrich(sheet, GAZETTEER, THEMES, publisher)


@pytest.mark.parametrize("first", FIRST, ids=lambda first: first["id"])
def test_a_first_sheet_gets_exactly_the_themes_read_by_hand(first):
    sheet = enriched(Sheet(first["id"], first["title"], first["summary"]))
    assert set(sheet.themes) == {theme["theme"] for theme in first["themes"]}


@pytest.mark.parametrize("first", FIRST, ids=lambda first: first["id"])
def test_a_first_sheet_gets_exactly_the_territories_read_by_hand(first):
    sheet = enriched(Sheet(first["id"], first["title"], first["summary"]))
    carried = set(sheet.territories)
    for code in sheet.territories:
        carried.update(GAZETTEER.get(code).ancestors)
    read = {f"{PREFIX[t['level']]}:{t['code']}" for t in first.get("territory", ()) if t["code"]}
    groups = {code for code in carried if code.startswith(("epci:", "ept:"))} - read
    quartiers = {code for code in carried if code.startswith("qt:")}
    assert carried - groups - quartiers == read
    named = {t["name"] for t in first.get("territory", ()) if t["level"] == "quartier"}
    labels = {label for _, label in sheet.territory_labels}
    assert {label.lower() for label in labels} == {name.lower() for name in named}


@pytest.mark.parametrize("first", FIRST, ids=lambda first: first["id"])
def test_every_value_found_is_quoted_from_the_sheet(first):
    sheet = enriched(Sheet(first["id"], first["title"], first["summary"]))
    text = reading_text(sheet)
    quoted = {evidence.value for evidence in sheet.evidence}
    assert quoted >= {*sheet.themes, *sheet.territories}
    for evidence in sheet.evidence:
        assert evidence.quote == text[evidence.start : evidence.end]
        assert evidence.how


def test_declared_values_win_facet_by_facet():
    sheet = Sheet("a", "Un logement à Sevran", themes=("justice",))
    assert enriched(sheet).themes == ("justice",)
    assert enriched(sheet).territories == ("com:93071",)
    placed = dataclasses.replace(sheet, territories=("com:38185",), themes=())
    assert enriched(placed).territories == ("com:38185",)
    assert enriched(placed).themes == ("logement",)


def test_a_sheet_with_everything_declared_is_left_alone():
    sheet = Sheet("a", "Un logement à Sevran", themes=("justice",), territories=("com:38185",))
    assert enriched(sheet) == sheet


def test_a_sheet_that_names_nothing_gets_nothing():
    sheet = enriched(Sheet("a", "Une fête entre voisins", "On danse et on rit."))
    assert (sheet.themes, sheet.territories, sheet.evidence) == ((), (), ())


def test_only_the_most_precise_territories_are_stored():
    summary = "À Grenoble, en Isère, le quartier Teisseire change."
    assert enriched(Sheet("a", "Un quartier", summary)).territories == ("qt:38185:teisseire",)


def test_a_town_quoted_once_in_the_body_is_not_where_the_sheet_happens():
    body = Section("", "<p></p>", "Le projet s’inspire de Bordeaux.")
    sheet = Sheet("a", "Un jardin à Sevran", "On plante.", (body,))
    assert enriched(sheet).territories == ("com:93071",)


def test_a_town_that_the_body_comes_back_to_counts():
    body = Section("", "<p></p>", "Tout commence à Bordeaux. La ville de Bordeaux finance.")
    assert enriched(Sheet("a", "Un jardin", "", (body,))).territories == ("com:33063",)


def test_an_official_quartier_takes_its_own_code(tmp_path):
    path = tmp_path / "qpv.csv"
    path.write_text("code_qp,nom_qp,commune_qp\nQN09301M,Teisseire,38185\n", "utf-8")
    gazetteer = Gazetteer.load(path)
    sheet = Sheet("a", "Un local", "Dans le quartier Teisseire de Grenoble.")
    assert enrich(sheet, gazetteer, THEMES).territories == ("qp:QN09301M",)


@pytest.mark.parametrize(
    ("summary", "label"),
    [
        ("Au cœur de la cité des Beaudottes, à Sevran.", "Cité des Beaudottes"),
        ("Le quartier des Beaudottes, à Sevran.", "Les Beaudottes"),
        ("À Grenoble, le quartier de la Villeneuve bouge.", "La Villeneuve"),
        ("À Sevran, le quartier prioritaire Pont-Blanc change.", "Pont-Blanc"),
        ("La cité des 4000 à La Courneuve.", "Cité des 4000"),
    ],
)
def test_a_quartier_keeps_the_name_the_text_gives_it(summary, label):
    sheet = enriched(Sheet("a", "Une action", summary))
    assert [name for _, name in sheet.territory_labels] == [label]


def test_a_quartier_without_its_commune_is_not_told():
    sheet = enriched(Sheet("a", "Une action", "Le quartier des Beaudottes change."))
    assert sheet.territories == ()
