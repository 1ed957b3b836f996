"""Territories by code: levels, tree, groups, dead codes, quartiers."""

import re

import pytest

from indexer.errors import SettingsError
from indexer.knowledge.gazetteer import Gazetteer


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer.load()


@pytest.mark.parametrize(
    ("code", "label", "level", "parent"),
    [
        ("reg:11", "Île-de-France", "region", None),
        ("reg:93", "Provence-Alpes-Côte d'Azur", "region", None),
        ("dep:93", "Seine-Saint-Denis", "departement", "reg:11"),
        ("dep:2A", "Corse-du-Sud", "departement", "reg:94"),
        ("com:93066", "Saint-Denis", "commune", "dep:93"),
        ("com:75056", "Paris", "commune", "dep:75"),
        ("com:93059", "Pierrefitte-sur-Seine", "commune", "com:93066"),
        ("arm:75103", "Paris 3e Arrondissement", "arrondissement", "com:75056"),
        ("epci:200093201", "Métropole Européenne de Lille", "epci", "dep:59"),
        ("ept:200057867", "Plaine Commune", "ept", "dep:93"),
        ("epci:200054781", "Métropole du Grand Paris", "epci", "reg:11"),
    ],
)
def test_a_code_gives_its_territory(code, label, level, parent, gazetteer):
    territory = gazetteer.get(code)
    assert (territory.label, territory.level, territory.parent) == (label, level, parent)


def test_ancestors_come_nearest_first_and_groups_last(gazetteer):
    assert gazetteer.get("com:93066").ancestors == (
        "dep:93", "reg:11", "epci:200054781", "ept:200057867",
    )  # fmt: skip
    assert gazetteer.get("arm:75103").ancestors == (
        "com:75056", "dep:75", "reg:11", "epci:200054781",
    )  # fmt: skip


def test_every_territory_has_living_ancestors_and_a_parent_among_them(gazetteer):
    for code in ("reg:11", *gazetteer.children("reg:11"), *gazetteer.children("dep:93")):
        territory = gazetteer.get(code)
        assert all(gazetteer.get(above) for above in territory.ancestors)
        assert territory.parent is None or territory.parent == territory.ancestors[0]


def test_the_members_of_a_group_are_its_children(gazetteer):
    members = gazetteer.children("ept:200057867")
    assert "com:93066" in members
    assert len(members) == 8


@pytest.mark.parametrize("code", ["", "93", "dep:999", "com:99999", "qp:QN00000X", "xyz:1", "qt:1"])
def test_an_unknown_code_gives_nothing(code, gazetteer):
    assert gazetteer.get(code) is None


def test_a_dead_code_leads_to_its_successor(gazetteer):
    assert gazetteer.get("com:78228") is None
    assert gazetteer.current("com:78228") == "com:91228"
    assert gazetteer.current("epci:245900410") == "epci:200093201"
    assert gazetteer.current("com:91228") == "com:91228"
    assert gazetteer.current("com:99999") is None


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("93071", "write the level first"),
        ("ville:93071", "write the level first"),
        ("com:99999", "no territory has the code"),
        ("com:78228", "use com:91228 (Évry-Courcouronnes (91))"),
        ("qt:93071:", "has no name"),
        ("qt:99999:Cité", "no commune or arrondissement"),
        ("", "write the level first"),
    ],
)
def test_a_coverage_that_cannot_be_read_says_what_to_write(value, words, gazetteer):
    with pytest.raises(ValueError, match=re.escape(words)):
        gazetteer.parse(value)


def test_a_quartier_is_free_text_under_its_commune(gazetteer):
    quartier = gazetteer.parse("qt:93071:Cité des Beaudottes")
    assert quartier.code == "qt:93071:cite-des-beaudottes"
    assert quartier.label == "Cité des Beaudottes"
    assert quartier.level == "quartier"
    assert quartier.parent == "com:93071"
    assert quartier.ancestors[:3] == ("com:93071", "dep:93", "reg:11")
    assert gazetteer.get(quartier.code).ancestors == quartier.ancestors


def test_a_quartier_may_lie_in_an_arrondissement(gazetteer):
    quartier = gazetteer.parse("qt:75118:Goutte d’Or")
    assert quartier.parent == "arm:75118"
    assert quartier.code == "qt:75118:goutte-d-or"


def test_official_quartiers_are_read_from_a_csv(tmp_path):
    path = tmp_path / "qpv.csv"
    path.write_text("code_qp,nom_qp,commune_qp\nQN09301M,Les Beaudottes,93071\n", "utf-8")
    gazetteer = Gazetteer.load(path)
    quartier = gazetteer.get("qp:QN09301M")
    assert (quartier.label, quartier.parent) == ("Les Beaudottes", "com:93071")
    assert gazetteer.lookup("les beaudottes")[0] == quartier


@pytest.mark.parametrize(
    ("content", "where"),
    [("code,nom\n", ":1: column"), ("code_qp,nom_qp,commune_qp\nQN1,X,99999\n", ":2: no commune")],
)
def test_a_wrong_csv_of_quartiers_is_refused_with_its_line(content, where, tmp_path):
    path = tmp_path / "qpv.csv"
    path.write_text(content, "utf-8")
    with pytest.raises(SettingsError) as error:
        Gazetteer.load(path)
    assert where in str(error.value)


def test_a_missing_csv_of_quartiers_is_no_error(tmp_path):
    assert Gazetteer.load(tmp_path / "qpv.csv").get("dep:93") is not None


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("com:93066", "Saint-Denis (93)"),
        ("dep:2A", "Corse-du-Sud (2A)"),
        ("reg:11", "Île-de-France"),
        ("epci:200054781", "Métropole du Grand Paris"),
        ("com:00000", "com:00000"),
    ],
)
def test_a_territory_is_shown_with_its_departement(code, shown, gazetteer):
    assert gazetteer.display(code) == shown


def test_the_whole_of_france_is_there(gazetteer):
    departements = {code for _, code in gazetteer.place_names() if code.startswith("dep:")}
    communes = [c for code in departements for c in gazetteer.children(code) if c[:4] == "com:"]
    assert len(communes) == 34_969
