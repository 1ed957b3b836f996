"""A PDF sheet is read as a person reads it: columns, cut words, drop capitals, notes."""

from __future__ import annotations

import pytest
from making import pdf, run

from indexer.errors import SheetError
from indexer.sources.mending import signs_apart
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
    assert headings == ["Le contexte", "Les moyens", "Les résultats", "Notes", "Repères"]


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
    notes = next(s.text for s in sheet.sections if s.heading == "Notes")
    assert notes == "Office public de l’habitat de la région grenobloise."


def test_page_furniture_is_dropped(sheet):
    assert "Centre de ressources" not in sheet.summary + sheet.body
    assert "\n1" not in sheet.body


CENTRE_LEFT = [
    "Le projet est né d’un constat simple : les créa-",
    "teurs d’entreprise du quartier manquaient de bu-",
    "reaux. Le bailleur disposait de locaux vacants en",
    "pied d’immeuble, que la ville cherchait à réoccuper",
    "avec des activités utiles aux habitants.",
]
CENTRE_RIGHT = [
    "Chaque occupant dispose d’un bureau, d’un accès",
    "à Internet et d’une salle de réunion. Il bénéficie de",
    "conseils individualisés :",
    "• un accompagnement comptable ;",
    "• des ateliers collectifs, ouverts aux entre-",
    "  preneurs du quartier ;",
    "• un réseau.",
]
EDGES = [(50, 800, 9, "Profession Exemple"), (400, 800, 9, "Avril 2012")]
CENTRE = [
    [
        *EDGES,
        (50, 770, 18, "*FICHE D'EXPÉRIENCE"),
        (50, 745, 9, "MOTS CLÉS : COMMERCE – INSERTION"),
        (50, 730, 9, "• SEVRAN • PREMIER CONSEIL"),
        *column(50, 712, ["12, rue des Fleurs", "93270 Sevran", "Tél. : 01 23 45 67 89"], 9),
        (50, 640, 16, "*UN CENTRE D’AFFAIRES"),
        (50, 620, 16, "*AU PIED DES IMMEUBLES"),
        (50, 590, 11, "*En avril 2010, une société a ouvert un centre de"),
        (50, 577, 11, "*proximité, avec l’appui du bailleur"),
        (50, 564, 11, "*social et de la ville."),
        (50, 535, 10, "*Une idée née du terrain"),
        *column(50, 520, CENTRE_LEFT),
        *column(
            50, 448, ["Ils sont arrivés en mai. Ils paient un loyer", "progressif, qui suit leur"]
        ),
        (310, 535, 10, "chiffre d’affaires pendant trois ans."),
        (310, 515, 10, "*Des moyens partagés"),
        *column(310, 500, CENTRE_RIGHT),
        (50, 60, 8, "1 Zone urbaine sensible, au sens de la loi de 1996."),
        (540, 30, 8, "1/2"),
    ],
    [
        *EDGES,
        (50, 760, 10, "*Et demain ?"),
        *column(50, 745, ["Vingt entreprises y travaillent.", "D’autres villes suivront."]),
        (540, 30, 8, "2/2"),
    ],
]


@pytest.fixture(scope="module")
def centre() -> Sheet:
    (found,) = read_pdf(Original("centre.pdf", pdf(CENTRE)))
    assert isinstance(found, Sheet)
    return found


def test_the_date_may_stand_at_the_edge_of_every_page(centre):
    assert (centre.date, centre.territories) == ("2012-04", ("com:93071",))


def test_a_date_told_in_the_text_wins_over_the_edge_of_the_page():
    told = [[*CENTRE[0], (50, 676, 9, "Date : septembre 2010")], CENTRE[1]]
    (sheet,) = read_pdf(Original("centre.pdf", pdf(told)))
    assert isinstance(sheet, Sheet)
    assert sheet.date == "2010-09"


def test_a_title_in_two_lines_follows_keywords_and_address(centre):
    assert centre.title == "UN CENTRE D’AFFAIRES AU PIED DES IMMEUBLES"


def test_a_bold_paragraph_is_the_summary_and_no_heading(centre):
    assert centre.summary == (
        "En avril 2010, une société a ouvert un centre de proximité, avec l’appui du bailleur "
        "social et de la ville."
    )


def test_bold_lines_of_body_size_are_headings(centre):
    assert [s.heading for s in centre.sections] == [
        "Une idée née du terrain",
        "Des moyens partagés",
        "Et demain ?",
        "Notes",
        "Repères",
    ]


def test_a_sentence_goes_on_in_the_next_column(centre):
    assert centre.sections[0].text.endswith(
        "manquaient de bureaux. Le bailleur disposait de locaux vacants en pied d’immeuble, que la "
        "ville cherchait à réoccuper avec des activités utiles aux habitants.\n\nIls sont arrivés "
        "en mai. Ils paient un loyer progressif, qui suit leur chiffre d’affaires pendant trois "
        "ans."
    )


def test_list_items_keep_their_lines_together(centre):
    assert centre.sections[1].text.endswith(
        "un accompagnement comptable ;\n"
        "des ateliers collectifs, ouverts aux entrepreneurs du quartier ;\nun réseau."
    )


def test_keywords_and_address_come_last(centre):
    assert centre.sections[-1].text.startswith("MOTS CLÉS : COMMERCE")
    assert "93270 Sevran" in centre.sections[-1].text


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


def words(x: float, y: float, *placed: tuple[float, str]) -> list:
    """Words of a justified line, each where it stands."""
    return [(x + shift, y, 10, word) for shift, word in placed]


#: A narrow column whose third and fourth lines are torn by wide spaces, and one beside it.
JUSTIFIED = [
    (50, 780, 20, "*Une médiation"),
    *column(
        50, 740, ["Les institutions ne se faisaient pas bien comprendre de toutes les familles."]
    ),
    *words(50, 700, (0, "Des habitants parlaient encore")),
    *words(50, 688, (0, "plus de quarante"), (130, "langues. Les")),
    *words(50, 676, (0, "travailleurs"), (120, "submergés")),
    *words(50, 664, (0, "renvoyaient toutes les familles ici")),
    *column(300, 700, ["Une formation est donnée par", "la ville à", "chaque femme.", "Fin."]),
]


def test_a_line_torn_by_wide_spaces_is_whole_and_a_column_is_not_joined():
    (sheet,) = read_pdf(Original("a.pdf", pdf([JUSTIFIED])))
    assert isinstance(sheet, Sheet)
    assert "parlaient encore plus de quarante langues. Les travailleurs submergés" in sheet.body
    assert "Une formation est donnée par la ville à chaque femme." in sheet.body


NUMBERS = [
    (50, 780, 20, "*Le budget"),
    *column(50, 740, ["Une action menée par trois villes depuis dix ans, avec peu de moyens."]),
    (50, 700, 13, "*LES MOYENS"),
    *column(50, 680, ["Le budget de la régie vient de plusieurs partenaires."]),
    (50, 660, 8, "70 000 euros"),
    (50, 640, 8, "1 000 euros"),
    (50, 600, 10, "• une serre"),
    (50, 60, 7, "1 Une note au pied de la page."),
    (50, 50, 7, "2 Une autre."),
]


def test_a_sum_in_small_letters_is_no_note():
    (sheet,) = read_pdf(Original("a.pdf", pdf([NUMBERS])))
    assert isinstance(sheet, Sheet)
    assert "70 000 euros" in sheet.body
    assert "1 000 euros" in sheet.body


def test_notes_are_numbered_and_those_that_count_anew_say_their_number():
    (sheet,) = read_pdf(Original("a.pdf", pdf([NUMBERS])))
    assert isinstance(sheet, Sheet)
    notes = next(s for s in sheet.sections if s.heading == "Notes")
    assert notes.html == "<ol><li>Une note au pied de la page.</li><li>Une autre.</li></ol>"
    again = [(50, 700, 10, "Suite du texte."), (50, 60, 7, "1 Encore une.")]
    (sheet,) = read_pdf(Original("a.pdf", pdf([NUMBERS, again])))
    assert isinstance(sheet, Sheet)
    notes = next(s for s in sheet.sections if s.heading == "Notes")
    assert notes.text.splitlines()[::2] == [
        "1. Une note au pied de la page.",
        "2. Une autre.",
        "1. Encore une.",
    ]


def test_bold_capitals_smaller_than_the_text_are_a_heading():
    page = [*NUMBERS[:2], (50, 700, 9, "*LES MOYENS"), *NUMBERS[3:4]]
    (sheet,) = read_pdf(Original("a.pdf", pdf([page])))
    assert isinstance(sheet, Sheet)
    assert [s.heading for s in sheet.sections] == ["LES MOYENS"]


def test_the_kind_of_sheet_set_with_wide_letters_is_no_heading():
    page = [(50, 810, 12, "*F I C H E  D ’ E X P É R I E N C E"), *NUMBERS[:2], *NUMBERS[3:4]]
    (sheet,) = read_pdf(Original("a.pdf", pdf([page])))
    assert isinstance(sheet, Sheet)
    assert sheet.title == "Le budget"
    assert "F I C H E" not in sheet.body


def test_letters_set_as_one_sign_are_apart_again():
    assert signs_apart("ﬁnancement aﬀiché, eﬃcace, m²") == "financement affiché, efficace, m²"
