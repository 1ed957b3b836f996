"""The glossary shipped, and what sheets add to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.knowledge.acronyms import merged, mine_acronyms
from indexer.knowledge.families import families
from indexer.knowledge.glossary import Entry, Glossary, read
from tests.french.matching import ROOT, analyser, found, glossary

ENTRIES = read(ROOT / "corpus" / "glossary.csv")
ACRONYMS = [e for e in ENTRIES if e.term.isupper() and e.term.isalpha()]


@pytest.mark.parametrize("entry", ACRONYMS, ids=lambda e: f"{e.term}-{e.equivalents[0][:20]}")
def test_every_acronym_finds_its_long_form_and_back(entry: Entry) -> None:
    """Of the shipped glossary, both ways for two-way lines."""
    for long_form in entry.equivalents:
        if long_form.isupper():
            continue
        assert found(entry.term, f"Il est question de {long_form} dans cette fiche."), long_form
        if entry.two_way:
            assert found(long_form, f"Il est question de {entry.term} dans cette fiche.")


@pytest.mark.parametrize("entry", [e for e in ACRONYMS if e.capitals], ids=lambda entry: entry.term)
def test_acronym_that_is_a_word_is_not_found_in_lower_case(entry: Entry) -> None:
    """« mous », « plie », « ai »… are not what their long form means."""
    assert not found(entry.equivalents[0], f"Ici il est {entry.term.lower()} et rien de plus.")


def test_lines_are_read_with_their_direction_and_flags() -> None:
    """The columns of the file become an Entry."""
    known = {(entry.term, entry.equivalents[0]): entry for entry in ENTRIES}
    plie = known["PLIE", "plan local pour l'insertion et l'emploi"]
    assert (plie.two_way, plie.capitals) == (True, True)
    assert not known["prison", "maison d'arrêt"].two_way


def test_a_packed_glossary_says_what_its_lines_say(tmp_path: Path) -> None:
    """Opening reads the lines that a question comes by, and no others."""
    made = glossary()
    made.save(tmp_path / "glossary.trie")
    packed = Glossary.load(tmp_path / "glossary.trie", analyser())
    texts = {text for entry in ENTRIES for text in (entry.term, *entry.equivalents)}
    texts |= {"un CHRS pour les personnes âgées", "la prison", "rien à voir", "9-3", ""}
    added = 0
    for text in sorted(texts):
        words = analyser().senses.read(text)
        assert packed.signs(words) == made.signs(words)
        assert packed.matches(packed.signs(words)) == made.matches(made.signs(words))
        added += len(made.matches(made.signs(words)))
    assert added > 100


def test_an_empty_glossary_adds_nothing() -> None:
    """A collection without glossary is searched all the same."""
    empty = Glossary((), analyser())
    assert empty.matches(empty.signs(analyser().senses.read("CHRS prison"))) == []


@pytest.mark.parametrize(
    ("text", "acronym", "long_form"),
    [
        ("L'Association Relais Habitat (ARH) aide.", "ARH", "Association Relais Habitat"),
        (
            "un centre d’hébergement et de réinsertion sociale (CHRS)",
            "CHRS",
            "centre d’hébergement et de réinsertion sociale",
        ),
        ("l'Agence nationale de l'habitat (Anah)", "Anah", "Agence nationale de l'habitat"),
        (
            "Le projet D.A.M.E.S (Dynamique, Active, Mobilisation, Économique, Sociale)",
            "DAMES",
            "Dynamique, Active, Mobilisation, Économique, Sociale",
        ),
        (
            "au sein du Plan local pour l'insertion et l'emploi (P.L.I.E.)",
            "PLIE",
            "Plan local pour l'insertion et l'emploi",
        ),
        ("le GEM (groupe d'entraide mutuelle)", "GEM", "groupe d'entraide mutuelle"),
        ("GEM  \n (groupe d'entraide mutuelle)", "GEM", "groupe d'entraide mutuelle"),
        ("le G.E.M. (groupe d'entraide mutuelle)", "GEM", "groupe d'entraide mutuelle"),
        ("(à Pau) GEM (groupe d'entraide mutuelle)", "GEM", "groupe d'entraide mutuelle"),
    ],
)
def test_acronyms_are_found_where_sheets_define_them(
    text: str, acronym: str, long_form: str
) -> None:
    """Before or after the brackets, dotted or not, with small words or without."""
    assert [(e.term, e.equivalents) for e in mine_acronyms(text)] == [(acronym, (long_form,))]


@pytest.mark.parametrize(
    "text",
    [
        "à Bobigny (Seine-Saint-Denis)",
        "Immobilière 3F (I3F)",
        "des femmes (Paris)",
        "la loi (SRU) du 13 décembre",
        "unGEM (groupe d'entraide mutuelle)",
        "(" * 3000,
        "a " * 3000 + "(AAAAAAAAAA)",
    ],
)
def test_brackets_that_define_nothing_are_left_alone(text: str) -> None:
    """The letters must be spelled by the words, or it is no definition."""
    assert mine_acronyms(text) == ()


def test_acronyms_of_many_sheets_become_one_line_each() -> None:
    """Two sheets that spell a name alike make one long form, two meanings make two."""
    one, two, three = (
        Entry("ARH", (form,), two_way=True)
        for form in ("Association Relais Habitat", "association relais habitat", "Aide rurale hors")
    )
    (line,) = merged([one, two, three])
    assert line.equivalents == ("Association Relais Habitat", "Aide rurale hors")
    assert line.two_way


def test_a_word_belongs_to_one_family() -> None:
    """The reviewed list says each word once, and relatives are mutual."""
    lines = (ROOT / "indexer/knowledge/data/families.txt").read_text("utf-8").splitlines()
    words = [word for line in lines if not line.startswith("#") for word in line.split()]
    assert sorted(words) == sorted(set(words))
    assert "logement" in families().relatives("loger")
    assert "loger" in families().relatives("logement")
    assert families().relatives("inconnu") == ()
