"""The steps do what they say, and their order is what their reasons say."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.french.characters import CHUNK, normalise
from indexer.french.lexicon import lexicon
from indexer.french.places import Places
from indexer.french.steps import LONGEST_CHUNK, STEPS, Cutter, Step

CUTTER = Cutter.of(lexicon(), Places.of([], {"93": "Seine-Saint-Denis"}))


def told(text: str) -> str:
    """Words parted by commas, forms at one position joined by ``+``."""
    words = [made for found in CHUNK.finditer(text) for made in CUTTER.chunk(found.group())]
    return ", ".join(
        " + ".join([*word.forms, *(word.whole.joined if word.whole else ())]) for word in words
    )


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_example_of_a_step_is_what_it_does(step: Step) -> None:
    """Each step carries an example; it is true."""
    typed, expected = step.example
    assert told(typed.replace("⏎", "\n")) == expected


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_step_gives_the_reason_of_its_place(step: Step) -> None:
    """A step without a reason could stand anywhere."""
    assert len(step.reason) > 20


@pytest.mark.parametrize("step", [s for s in STEPS if not s.letters], ids=lambda s: s.name)
def test_step_not_asked_about_letters_has_nothing_to_say_of_them(step: Step) -> None:
    """Leaving it out for plain words changes nothing."""
    for text in ("logement", "L", "ACTEUR", "XXe", "salariéEs", "Œuvre", "auteurices", "dames"):
        assert step.rule(CUTTER, normalise(text)) is None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("d’Aujourd’hui", "aujourdhui"),
        ("jusqu'à l'école", "à, école"),
        ("entr'aide", "entraide"),
        ("main-d’œuvre", "main + mainœuvre, œuvre"),
        ("n°12", "12"),
        ("1.250.000", "1250000"),
        ("12 345,50 €", "12345,50"),
        ("2008 200", "2008, 200"),
        ("31/12/2020", "31, 12, 2020"),
        ("9-3", "9-3"),
        ("8-3", "8, 3"),
        ("XIVe", "14e"),
        ("Ve", "5e"),
        ("Ce", "ce"),
        ("De", "de"),
        ("vie", "vie"),
        ("m²", "m2"),
        ("½", "½"),
        ("et/ou", "et, ou"),
        ("site.Les", "site, les"),
        ("site.es", "site, es"),
        ("donne-le-moi", "donne"),
        ("peut-il", "peut"),
        ("rendez-vous", "rendez + rendezvous, vous"),
        ("Noisy-le-Sec", "noisy + noisylesec, le, sec"),
        ("bénéficiaires(femmes)", "bénéficiaires, femmes"),
        ("local(aux)", "local + locaux"),
        ("l’(in)égalité", "égalité + inégalité"),
        ("(dans)le", "dans, le"),
        ("vice-président·e", "vice + viceprésident + viceprésidente, président + présidente"),
        ("conteur·euse", "conteur + conteuse"),
        ("Gennevillois·e", "gennevillois + gennevilloise"),
        ("accompa\u00ad\ngnement", "accompagnement"),
        ("Seine-Saint-\nDenis", "seine + seinesaintdenis, saint, denis"),
        ("2015-\n2022", "2015, 2022"),
        ("I3F", "i3f"),
        ("logement1", "logement + logement1, 1"),
        ("mot_clé", "mot, clé"),
        ("O'Brien", "o + obrien, brien"),
    ],
)
def test_words_of_a_chunk(typed: str, expected: str) -> None:
    """What becomes of the many ways French is written."""
    assert told(typed) == expected


def test_a_chunk_too_long_to_be_french_is_only_cut_at_its_signs() -> None:
    """A pasted address of a kilometre costs one pass and keeps its words."""
    text = "a-b." * LONGEST_CHUNK
    words = CUTTER.chunk(text)
    assert {word.step for word in words} == {"too-long"}
    assert len(words) == 2 * LONGEST_CHUNK


def test_documentation_tells_the_steps_in_order() -> None:
    """The table of docs/french.md is the list of steps."""
    page = (Path(__file__).parents[2] / "docs" / "french.md").read_text("utf-8")
    rows = [f"| {s.name} | `{s.example[0]}` | `{s.example[1]}` | {s.reason} |" for s in STEPS]
    assert "\n".join(rows) in page
