"""A PDF sheet is read as a person reads it: columns, cut words, drop capitals, notes."""

from __future__ import annotations

import pytest
from making import pdf, run

from indexer.errors import SheetError
from indexer.sources.original import Original
from indexer.sources.pdf import read_pdf
from indexer.vocabulary import Sheet

LEFT = [
    "lors que le quartier change, le bail-",
    "leur crée un poste de gestionnaire pour les habi-",
    "tants du grand ensemble. Il lutte contre le mal-",
    "logement.",
]
RIGHT = ["Le poste est financé par la ville et par", "la région, à parts égales, depuis 2005."]


def column(x: float, y: float, lines: list[str], size: float = 10) -> list:
    return [(x, y - 12 * number, size, line) for number, line in enumerate(lines)]


FIRST_PAGE = [
    (50, 810, 8, "Centre de ressources - fiches"),
    (50, 770, 12, "FICHE D’EXPÉRIENCE"),
    (400, 770, 10, "Mars 2011"),
    (50, 740, 22, "*Un gestionnaire au pied"),
    (50, 714, 22, "*des immeubles"),
    (50, 690, 10, "MOTS CLÉS : GESTION, HABITAT"),
    (50, 672, 10, "• GRENOBLE • ACTIS"),
    (50, 640, 13, "*Le contexte"),
    (50, 600, 28, "A"),
    (72, 612, 10, LEFT[0]),
    *column(50, 600, LEFT[1:]),
    (300, 640, 13, "*Les moyens"),
    *column(300, 612, RIGHT),
    (50, 90, 7, "1. Office public de l’habitat de"),
    (50, 82, 7, "la région grenobloise."),
    (290, 30, 8, "1"),
]
SECOND_PAGE = [
    (50, 810, 8, "Centre de ressources - fiches"),
    (50, 760, 13, "*Les résultats"),
    *run(
        *(50, 740),
        [
            (10, 0, "Le bilan est bon"),
            (6, 4, "1"),
            (10, 0, " selon le 3"),
            (6, 4, "e"),
            (10, 0, " étage, dit-on."),
        ],
    ),
    (50, 716, 10, "• moins de plaintes ;"),
    (50, 702, 10, "• plus de rencontres."),
    (290, 30, 8, "2"),
]


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    (found,) = read_pdf(Original("fiche.pdf", pdf([FIRST_PAGE, SECOND_PAGE])))
    assert isinstance(found, Sheet)
    return found


def test_the_largest_text_is_the_title(sheet):
    assert sheet.title == "Un gestionnaire au pied des immeubles"


def test_labels_become_fields(sheet):
    assert (sheet.date, sheet.territories, sheet.structure) == ("2011-03", ("com:38185",), "ACTIS")
    assert "GESTION, HABITAT" in sheet.summary + sheet.body


def test_headings_part_the_text_in_reading_order(sheet):
    headings = [section.heading for section in sheet.sections if section.heading]
    assert headings == ["Le contexte", "Les moyens", "Les résultats", "Notes"]


def test_columns_cut_words_and_drop_capitals_are_mended(sheet):
    context = next(s.text for s in sheet.sections if s.heading == "Le contexte")
    assert context == (
        "Alors que le quartier change, le bailleur crée un poste de gestionnaire pour les "
        "habitants du grand ensemble. Il lutte contre le mal-logement."
    )
    means = next(s.text for s in sheet.sections if s.heading == "Les moyens")
    assert means.startswith("Le poste est financé par la ville et par la région,")


def test_raised_numbers_are_no_text_and_ordinals_are(sheet):
    results = next(s.text for s in sheet.sections if s.heading == "Les résultats")
    assert results.startswith("Le bilan est bon selon le 3e étage, dit-on.")
    assert results.endswith("moins de plaintes ;\nplus de rencontres.")


def test_notes_stand_at_the_end_without_their_number(sheet):
    assert sheet.sections[-1].text == "Office public de l’habitat de la région grenobloise."


def test_page_furniture_is_dropped(sheet):
    assert "Centre de ressources" not in sheet.summary + sheet.body
    assert "\n1" not in sheet.body


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no PDF"),
        (b"PK\x03\x04", "no PDF"),
        (pdf([[]]), "only pictures"),
        (b"%PDF-1.4\n" + b"garbage " * 100, "damaged"),
    ],
)
def test_what_is_no_readable_pdf_is_told(data, says):
    (fault,) = read_pdf(Original("a.pdf", data))
    assert isinstance(fault, SheetError)
    assert says in str(fault)


def test_a_pdf_cut_short_gives_its_text_or_a_fault():
    whole = pdf([FIRST_PAGE, SECOND_PAGE])
    for length in range(0, len(whole), 97):
        (found,) = read_pdf(Original("a.pdf", whole[:length]))
        assert isinstance(found, SheetError) or found.title
