"""Places typed by a person, as names, numbers or with small words around."""

import pytest

from indexer.knowledge.gazetteer import Gazetteer


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer.load()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("montfermeil", "com:93047"),
        ("Montfermeil", "com:93047"),
        ("93", "dep:93"),
        ("le 93", "dep:93"),
        ("dans le 93", "dep:93"),
        ("9-3", "dep:93"),
        ("neuf trois", "dep:93"),
        ("2a", "dep:2A"),
        ("1", "dep:01"),
        ("aux Mureaux", "com:78440"),
        ("les mureaux", "com:78440"),
        ("au havre", "com:76351"),
        ("du Blanc-Mesnil", "com:93007"),
        ("courneuve", "com:93027"),
        ("l'hay les roses", "com:94038"),
        ("l’haÿ-les-roses", "com:94038"),
        ("ville de Sevran", "com:93071"),
        ("à Sevran", "com:93071"),
        ("SEVRAN", "com:93071"),
        ("Seine Saint Denis", "dep:93"),
        ("seine-st-denis", "dep:93"),
        ("en Seine-Saint-Denis", "dep:93"),
        ("département de la Marne", "dep:51"),
        ("la marne", "dep:51"),
        ("vienne", "dep:86"),
        ("ville de Vienne", "com:38544"),
        ("Saint-Denis (93)", "com:93066"),
        ("Saint-Denis, 974", "com:97411"),
        ("93200", "com:93066"),
        ("paris", "com:75056"),
        ("paris 3e", "arm:75103"),
        ("3e arrondissement de Paris", "arm:75103"),
        ("lyon 8", "arm:69388"),
        ("évry", "com:91228"),
        ("saint-ouen", "com:93070"),
        ("ile de france", "reg:11"),
        ("nord-pas-de-calais", "reg:32"),
        ("paca", "reg:93"),
        ("Lille Métropole", "epci:200093201"),
        ("plaine commune", "ept:200057867"),
        ("pays basque", "dep:64"),
        ("communauté d'agglomération du pays basque", "epci:200067106"),
        ("la plaine saint-denis", "com:93066"),
        ("la réunion", "dep:974"),
        ("pierrefitte sur seine", "com:93059"),
        ("aulnay", "com:93005"),
        ("grand avignon", "epci:248400251"),
        ("le mans métropole", "epci:247200132"),
        ("angers loire métropole", "epci:244900015"),
        ("val de france", "epci:200055655"),
        ("artois comm", "epci:200072460"),
    ],
)
def test_what_is_typed_finds_the_place_meant(typed, code, gazetteer):
    assert gazetteer.lookup(typed)[0].code == code


def test_homonyms_are_kept_and_the_context_comes_first(gazetteer):
    found = [territory.code for territory in gazetteer.lookup("st-denis")]
    assert {"com:93066", "com:97411", "com:11339", "com:30247"} <= set(found)
    assert gazetteer.lookup("st-denis", "dep:93")[0].code == "com:93066"
    assert gazetteer.lookup("st-denis", "reg:04")[0].code == "com:97411"


def test_a_shortened_name_is_completed_in_its_context(gazetteer):
    assert gazetteer.lookup("pierrefitte", "dep:93")[0].code == "com:93059"
    noisy = {territory.code for territory in gazetteer.lookup("noisy", "dep:93")}
    assert noisy == {"com:93051", "com:93053"}


@pytest.mark.parametrize("typed", ["", " ", "xyzzy", "à", "de la", "(93)", "999", "paris 99e"])
def test_what_names_no_place_finds_none(typed, gazetteer):
    assert gazetteer.lookup(typed) == ()


def test_place_names_are_keys_of_places_that_exist(gazetteer):
    names = dict.fromkeys(gazetteer.place_names())
    assert ("seine saint denis", "dep:93") in names
    assert ("ile de france", "reg:11") in names
    assert ("clichy sous bois", "com:93014") in names
    assert ("nord pas de calais", "reg:32") in names
    assert len(names) > 35_000
    assert all(key == key.strip().lower() for key, _ in names)
