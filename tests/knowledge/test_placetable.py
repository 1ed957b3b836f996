"""The packed names of places say what the gazetteer says, and a stale table is not believed."""

from __future__ import annotations

from indexer.french.places import Places, packed
from indexer.knowledge.names import data_path
from indexer.knowledge.placetable import TABLE, names_and_numbers, origin, shipped_places


def test_the_shipped_table_is_packed_from_the_shipped_names():
    """To mend: ``python -m indexer.knowledge.placetable``."""
    assert Places.load(data_path(TABLE), origin()) is not None


def test_the_packed_names_are_those_of_the_gazetteer():
    made, found = Places.of(*names_and_numbers()), shipped_places()
    assert found.numbers == made.numbers
    assert found.digest == made.digest
    for words, key in made.names.items():
        assert found.names.get(words) == key
        assert found.sizes(words[0]) == made.sizes(words[0])
    assert len(made.names) > 30_000


def test_what_is_no_name_is_not_found():
    places = shipped_places()
    assert places.names.get(("saint", "denis", "quelconque")) is None
    assert places.names.get(()) is None
    assert places.sizes("quelconque") == ()
    assert "999" not in places.numbers


def test_a_table_packed_from_other_names_is_not_believed(tmp_path):
    path = tmp_path / "places.trie"
    packed(["Bobigny", "L’Île-Saint-Denis"], {"93": "Seine-Saint-Denis"}, b"before").save(str(path))
    assert Places.load(path, b"after") is None
    places = Places.load(path, b"before")
    assert places is not None
    assert places.names.get(("ile", "saint", "denis")) == "l-ile-saint-denis"
    assert places.numbers == {"93": "seine-saint-denis"}
