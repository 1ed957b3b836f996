"""A listing saved as text gives its sheets and none of the page around them."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.errors import SheetError
from indexer.sources import read_corpus
from indexer.sources.listing_text import read_listing_text
from indexer.sources.mending import joined_lines, without_note_numbers
from indexer.sources.original import Original
from indexer.vocabulary import Sheet

ROOT = Path(__file__).parents[2]
SEED = ROOT.parent / "shared" / "seed" / "000_4f78eb553d13d387.txt"

LISTING = """Centre de ressources
Vers le flux

Ressources de la politique de la ville en Isère

Les fiches



Le jardin au pied des tours

À Grenoble, des habitants du 3e étage cultivent un jardin2, ouvert à tous depuis
2012.



La boutique

Une boutique solidaire, portée par la ville des Mureaux, vend des objets réparés.

Elle emploie six personnes.



Titre sans texte



Agenda

mer
13
mar

Parcours d’ateliers, à Sevran, avec une compagnie de théâtre, du 13 mars au 12 octobre 2024.



Encore un atelier

Un atelier, à Bondy, pour toutes les personnes qui veulent apprendre la couture.
"""


def read(text: str | bytes) -> list[Sheet | SheetError]:
    data = text if isinstance(text, bytes) else text.encode()
    return read_listing_text(Original("liste.txt", data))


def test_sheets_stand_between_the_menu_and_the_agenda():
    assert [s.title for s in read(LISTING) if isinstance(s, Sheet)] == [
        "Le jardin au pied des tours",
        "La boutique",
    ]


def test_typography_traps_are_mended():
    garden, shop, _ = read(LISTING)
    assert isinstance(garden, Sheet)
    assert isinstance(shop, Sheet)
    assert garden.summary == (
        "À Grenoble, des habitants du 3e étage cultivent un jardin, ouvert à tous depuis 2012."
    )
    assert shop.summary.endswith("objets réparés. Elle emploie six personnes.")


def test_a_title_on_two_lines_a_date_and_a_link_are_told_apart_from_the_summary():
    title = "La boutique. Un commerce\ntenu par ses habitants"
    listing = LISTING.replace("La boutique\n", f"{title}\n").replace(
        "Elle emploie six personnes.", "Elle emploie six personnes.\n\nMars 2011\n\nLire la suite…"
    )
    shop = read(listing)[1]
    assert isinstance(shop, Sheet)
    assert shop.title == "La boutique. Un commerce tenu par ses habitants"
    assert shop.date == "2011-03"
    assert shop.summary.endswith("objets réparés. Elle emploie six personnes.")


def test_a_summary_right_under_its_title_is_no_title():
    listing = LISTING.replace("La boutique\n\n", "La boutique\n")
    shop = read(listing)[1]
    assert isinstance(shop, Sheet)
    assert shop.title == "La boutique"


def test_what_is_between_sheets_and_is_none_is_told():
    fault = read(LISTING)[-1]
    assert isinstance(fault, SheetError)
    assert "“Titre sans texte” without a summary" in str(fault)


def test_the_page_is_told_as_source():
    garden, *_ = read(LISTING)
    assert isinstance(garden, Sheet)
    assert garden.publisher == "Centre de ressources"
    assert garden.source == "Centre de ressources, « Les fiches »"


def test_a_listing_may_start_with_its_first_sheet():
    text = LISTING[LISTING.index("Le jardin") :]
    found = read(text.replace("\n", "\r\n"))
    assert next(s.title for s in found if isinstance(s, Sheet)) == "Le jardin au pied des tours"


@pytest.mark.parametrize("text", ["", "Une ligne", "a\n\n\n\nb\n\n\n\nc"])
def test_a_text_without_sheets_is_told(text):
    (fault,) = read(text)
    assert isinstance(fault, SheetError)


@pytest.mark.skipif(not SEED.exists(), reason="the saved listing of the ten sheets is absent")
def test_the_first_ten_sheets_come_out_as_they_are_kept():
    kept = {s.title: s.summary for s in read_corpus([ROOT / "corpus"]) if isinstance(s, Sheet)}
    found = read(SEED.read_bytes())
    assert {s.title: s.summary for s in found if isinstance(s, Sheet)} == kept


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("un toit1 accueille", "un toit accueille"),
        ("le logement12, dit-on", "le logement, dit-on"),
        ("le 3e, la loi1901, m2, xyz12", "le 3e, la loi1901, m2, xyz12"),
        ("Zone12 et A86", "Zone12 et A86"),
    ],
)
def test_only_numbers_glued_to_a_word_are_notes(text, mended):
    assert without_note_numbers(text) == mended


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("des habi-\ntants", "des habitants"),
        ("le mal-\nlogement", "le mal-logement"),
        ("une phrase\nsur deux", "une phrase sur deux"),
        ("auto\u00admatique", "automatique"),
    ],
)
def test_words_cut_at_a_line_s_end_are_made_whole(text, mended):
    assert joined_lines(text) == mended
