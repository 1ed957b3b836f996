"""What ``fiches detect`` tells about a text."""

import json
from pathlib import Path

from indexer.editing import detect_report
from indexer.knowledge.gazetteer import Gazetteer
from indexer.knowledge.themes import Themes

GAZETTEER = Gazetteer.load()
THEMES = Themes.load(Path(__file__).parent.parent.parent / "corpus" / "themes.toml")


def report(text, publisher=None):
    return detect_report(text, GAZETTEER, THEMES, publisher)


def test_a_report_is_plain_json_with_exact_offsets():
    text = "Un bailleur reloge des familles du quartier Teisseire de Grenoble."
    told = json.loads(json.dumps(report(text)))
    (place,) = told["territories"]
    assert (place["code"], place["label"], place["level"]) == ("com:38185", "Grenoble", "commune")
    assert text[place["start"] : place["end"]] == place["quote"] == "Grenoble"
    assert place["cue"]
    assert place["how"] == "only reading"
    assert place["candidates"] == []
    (quartier,) = told["quartiers"]
    assert (quartier["code"], quartier["parent"]) == ("qt:38185:teisseire", "com:38185")
    (theme,) = told["themes"]
    assert (theme["slug"], theme["label"]) == ("logement", "Logement et habitat")
    assert theme["evidence"][0]["quote"] == "reloge"


def test_an_unsettled_homonym_has_no_code_but_candidates():
    (place,) = report("La ville de Saint-Denis agit.")["territories"]
    assert place["code"] is None
    assert place["how"] == "ambiguous"
    assert {"code": "com:93066", "label": "Saint-Denis (93)"} in place["candidates"]


def test_the_publisher_settles_a_homonym():
    told = report("La ville de Saint-Denis agit.", "dep:93")
    assert told["publisher"] == "dep:93"
    (place,) = told["territories"]
    assert place["code"] == "com:93066"
    assert place["how"] == "publisher’s département"


def test_an_empty_text_gives_an_empty_report():
    assert report("") == {"publisher": None, "territories": [], "quartiers": [], "themes": []}
