"""The table of known words gives what filing the vocabulary would, and is shared when it can be."""

from __future__ import annotations

import random

import pytest

from indexer.build import build
from indexer.collection import Collection
from indexer.engines.manifest import GenerationStore
from indexer.knowledge.spelling import Spelling
from indexer.query import Query
from indexer.spelling import PARTS, files_of, letters_of
from tests.conftest import write_sheet_file

LETTERS = "abcdeéimnorstuç-"


def misspelt(word: str, chance: random.Random) -> str:
    """The word with up to three slips."""
    letters = list(word)
    for _ in range(chance.randint(0, 3)):
        at = chance.randrange(len(letters))
        letters[at : at + chance.randint(0, 2)] = chance.choice(LETTERS)
    return "".join(letters)


def assert_same_answers(index, seed: int) -> None:
    """Whatever is misspelt, the table answers as the plain speller does."""
    opened = Collection.open(index).opened
    context, chance = opened.searcher.context, random.Random(seed)
    terms, analyser = context.terms, context.analyser
    plain = Spelling(entry.term for entry in opened.searcher.knowledge.glossary)
    words = [t[2:] for level in ("x:", "l:") for t in terms.expand(level, 10_000)]
    words += ["", "a", "1998", "\ud800bcd", "zzzzzz", "banlieue", "x" * 500]
    names = [term[1:] for term in terms.expand("@", 10_000)]
    for known, stored, asked in (
        (plain.words(terms, analyser), context.spelling.words(terms, analyser), words),
        (plain.places(terms), context.spelling.places(terms), names),
    ):
        assert asked
        for word in asked:
            typed = misspelt(word, chance) if word else word
            for limit in (1, 6):
                assert stored.near(typed, limit) == known.near(typed, limit), typed


def numbers(index, generation, part):
    folder = GenerationStore(index).path(generation)
    return [(folder / name).stat().st_ino for name in files_of(part)]


def test_the_table_answers_as_the_plain_speller_through_changes(small_corpus, tmp_path):
    """From nothing, with later terms, with words that no sheet holds any longer, written anew."""
    index = tmp_path / "index"
    for n in range(30):
        write_sheet_file(small_corpus, f"f-{n}", f"Fiche {n}", "Des habitantes de Grenoble.")
    build([small_corpus], index)
    assert_same_answers(index, 1)
    write_sheet_file(small_corpus, "f-3", "Santé", "Une bibliothèque à Épinay-sur-Seine, santé.")
    build([small_corpus], index)
    assert_same_answers(index, 2)
    packed, later = PARTS
    assert numbers(index, "1", packed) == numbers(index, "2", packed)
    assert not set(numbers(index, "1", later)) & set(numbers(index, "2", later))
    (small_corpus / "f-3.html").unlink()
    build([small_corpus], index)
    assert_same_answers(index, 3)
    terms = Collection.open(index).opened.searcher.context.terms
    assert terms is not None
    assert not terms.frequency("x:bibliothèque")
    build([small_corpus], index, full=True)
    assert_same_answers(index, 4)
    assert not set(numbers(index, "3", packed)) & set(numbers(index, "4", packed))


def test_a_word_that_came_later_mends_a_typo(small_corpus, tmp_path):
    index = tmp_path / "index"
    for n in range(30):
        write_sheet_file(small_corpus, f"f-{n}", f"Fiche {n}", "Des habitants.")
    build([small_corpus], index)
    write_sheet_file(small_corpus, "f-3", "Fiche 3", "Une zythologue tient salon.")
    build([small_corpus], index)
    found = Collection.open(index).search(Query("zytologue"))
    assert found.relaxed is not None
    assert found.relaxed.changed == (("zytologue", "zythologue"),)
    assert [hit.sheet.id for hit in found.hits] == ["f-3"]


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [
        ("logement", "logment", 1),
        ("logement", "lagamont", 3),
        ("femmes", "femems", 1),
        ("belle", "bele", 1),
        ("aaaa", "aa", 2),
    ],
)
def test_letters_never_rule_out_a_near_word(one, other, errors):
    """Each error sets at most one bit and clears at most one."""
    first, second = letters_of(one), letters_of(other)
    assert (first & ~second).bit_count() <= errors
    assert (second & ~first).bit_count() <= errors
