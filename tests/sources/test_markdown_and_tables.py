"""Markdown files and tables give sheets with the fields their editors named in their own words."""

from __future__ import annotations

import pytest
from making import xlsx

from indexer.errors import SheetError
from indexer.sources.columns import date_of, field_named, territory_named
from indexer.sources.markdown import read_markdown
from indexer.sources.original import Original
from indexer.sources.table import read_csv, read_xlsx
from indexer.vocabulary import Sheet

MARKDOWN = """---
titre: "Le jardin : une action"
résumé: Des habitants jardinent.
thèmes: [logement, Emploi femmes]
territoire:
  - Sevran
  - qt:93071:Beaudottes
date: 2012-05-03
porteur: Les Jardins
budget: 12 000 €
---
# Le jardin : une action

Un **terrain** de 300 m<sup>2</sup>.

## Les moyens

| Année | Parcelles |
|-------|-----------|
| 2012  | 10        |

- une serre
- un composteur

<script>alert(1)</script>
"""


def markdown(text: str) -> Sheet | SheetError:
    (found,) = read_markdown(Original("a.md", text.encode()))
    return found


def test_front_matter_gives_the_fields():
    sheet = markdown(MARKDOWN)
    assert isinstance(sheet, Sheet)
    assert (sheet.title, sheet.summary) == ("Le jardin : une action", "Des habitants jardinent.")
    assert sheet.themes == ("logement", "emploi-femmes")
    assert sheet.territories == ("com:93071", "qt:93071:beaudottes")
    assert (sheet.date, sheet.structure) == ("2012-05-03", "Les Jardins")


def test_markdown_text_keeps_lists_and_tables():
    sheet = markdown(MARKDOWN)
    assert isinstance(sheet, Sheet)
    assert sheet.body == (
        "Un terrain de 300 m².\n\nLes moyens\n\nAnnée Parcelles\n2012 10\n\n"
        "une serre\nun composteur\n\nbudget\n\n12 000 €"
    )


def test_without_front_matter_the_first_heading_is_the_title():
    sheet = markdown("# Le jardin\n\nDu texte.\n")
    assert isinstance(sheet, Sheet)
    assert (sheet.title, sheet.body) == ("Le jardin", "Du texte.")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Du texte sans titre.", "no title"),
        ("---\ntitre: a\n---\n", "no text"),
        ("", "no title"),
    ],
)
def test_a_markdown_file_that_is_no_sheet_is_told(text, says):
    found = markdown(text)
    assert isinstance(found, SheetError)
    assert says in str(found)


@pytest.mark.parametrize(
    ("front", "says"),
    [
        ("a: &x [1]\nb: [*x, *x]", "aliases"),
        ("titre: [", "not YAML"),
        ("titre: a\n x: b: c", "not YAML"),
        ("a: " + "x" * 30_000, "too much"),
    ],
)
def test_front_matter_that_cannot_be_read_is_told_with_its_line(front, says):
    with pytest.raises(SheetError, match=says) as caught:
        markdown(f"---\n{front}\n---\nTexte")
    assert caught.value.line >= 1


def test_several_values_of_a_name_without_field_are_one_list():
    sheet = markdown(
        "---\ntitre: a\npartenaires: [la Ville, le Bailleur]\ncontact: {nom: Mme X, tél: '01'}\n"
        "territoire: [Quelque part, Ailleurs, Sevran]\nporteur: [Régie, Ville]\n---\nTexte.\n"
    )
    assert isinstance(sheet, Sheet)
    assert (sheet.territories, sheet.structure) == (("com:93071",), "Régie ; Ville")
    assert [(s.heading, s.html) for s in sheet.sections[1:]] == [
        ("partenaires", "<ul><li>la Ville</li><li>le Bailleur</li></ul>"),
        ("contact", "<ul><li>nom : Mme X</li><li>tél : 01</li></ul>"),
        ("Territoire", "<ul><li>Quelque part</li><li>Ailleurs</li></ul>"),
    ]


NOTED = """# Le jardin

Un terrain[^1], une serre[^longue] et un puits^[creusé en 2011]. Encore le terrain[^1].

[^1]: Celui de la **mairie**.
[^longue]: En verre,

    puis en bois.
"""


def test_markdown_notes_are_called_by_raised_numbers_and_come_last():
    sheet = markdown(NOTED)
    assert isinstance(sheet, Sheet)
    text, notes = sheet.sections
    assert text.html == (
        "<p>Un terrain<sup>1</sup>, une serre<sup>2</sup> et un puits<sup>3</sup>. "
        "Encore le terrain<sup>1</sup>.</p>"
    )
    assert text.text == "Un terrain, une serre et un puits. Encore le terrain."
    assert notes.heading == "Notes"
    assert notes.html == (
        "<ol><li>Celui de la <strong>mairie</strong>.</li>"
        "<li><p>En verre,</p><p>puis en bois.</p></li><li>creusé en 2011</li></ol>"
    )


def test_a_heading_of_notes_is_not_doubled_and_a_note_never_written_stays_as_typed():
    sheet = markdown(NOTED.replace("[^1]:", "## Notes\n\n[^1]:") + "\nFin[^absente].\n")
    assert isinstance(sheet, Sheet)
    assert "[^absente]" in sheet.body
    sheet = markdown(NOTED + "\n## Notes\n")
    assert isinstance(sheet, Sheet)
    assert [s.heading for s in sheet.sections] == ["", "Notes"]


def test_markdown_lists_of_terms_are_kept():
    sheet = markdown("# A\n\nBailleur\n:   celui qui loue\n")
    assert isinstance(sheet, Sheet)
    assert sheet.sections[0].html == "<dl><dt>Bailleur</dt><dd>celui qui loue</dd></dl>"


TABLE = [
    ["Titre", "Résumé", "Thème", "Territoire", "Année", "Structure", "Budget", "Lien"],
    ["Le jardin", "Ils jardinent ; tous.", "logement", "Isère (38)", "2012", "A", "12 k€", ""],
    ["La boutique", "Elle vend.", "commerce; justice", "Quelque part", "mars 2011", "", "", "x"],
    ["", "", "", "", "", "", "", ""],
    ["Sans texte", "", "", "", "", "", "", ""],
]


def delimited(mark: str) -> bytes:
    return "\n".join(mark.join(f'"{cell}"' for cell in row) for row in TABLE).encode()


@pytest.mark.parametrize(
    "found",
    [
        read_csv(Original("a.csv", delimited(","))),
        read_csv(Original("a.csv", b"\xef\xbb\xbf" + delimited(";"))),
        read_csv(Original("a.tsv", delimited("\t"))),
        read_csv(Original("a.csv", delimited(";").decode().encode("cp1252"))),
        read_xlsx(Original("a.xlsx", xlsx(TABLE))),
    ],
    ids=["commas", "semicolons", "tabs", "windows", "workbook"],
)
def test_each_row_is_a_sheet_and_a_poor_row_a_fault(found):
    garden, shop, fault = found
    assert isinstance(garden, Sheet)
    assert isinstance(shop, Sheet)
    assert (garden.summary, garden.territories) == ("Ils jardinent ; tous.", ("dep:38",))
    assert (garden.date, garden.structure, garden.themes) == ("2012", "A", ("logement",))
    assert (shop.date, shop.themes) == ("2011-03", ("commerce", "justice"))
    assert isinstance(fault, SheetError)
    assert fault.line == 5


def test_columns_without_a_field_and_doubtful_places_stay_as_text():
    garden, shop, _ = read_csv(Original("a.csv", delimited(",")))
    assert isinstance(garden, Sheet)
    assert isinstance(shop, Sheet)
    assert garden.body == "Budget\n\n12 k€"
    assert (shop.territories, shop.body) == ((), "Territoire\n\nQuelque part")


def test_columns_may_stand_under_a_banner_and_be_named_twice():
    text = "Nos fiches;;\n;;\nThème;Titre;Thème;Texte\nlogement;Le jardin;justice;Du texte\n"
    (sheet,) = read_csv(Original("a.csv", text.encode()))
    assert isinstance(sheet, Sheet)
    assert (sheet.title, sheet.themes) == ("Le jardin", ("logement", "justice"))


def test_a_cell_of_several_lines_is_text_and_the_next_fault_is_told_on_its_line():
    text = 'titre,texte\nLe jardin,"Une ligne.\n\nUne autre."\nSans texte,\n'
    sheet, fault = read_csv(Original("a.csv", text.encode()))
    assert isinstance(sheet, Sheet)
    assert sheet.body == "Une ligne.\n\nUne autre."
    assert isinstance(fault, SheetError)
    assert fault.line == 5


LONG_NAMES = [
    ["Fiches du réseau – mise à jour 2015", "", "", "", "", "", "", ""],
    [
        "N°",
        "Intitulé de l’action",
        "Descriptif",
        "Ville / Quartier",
        "Code INSEE",
        "Date de démarrage",
        "Porteur(s) du projet",
        "Coût",
    ],
    ["1", "Un jardin", "Ils jardinent.", "Saint-Denis", "93066", "15/03/2012", "Vert", "12 k€"],
    ["2", "Un café", "On apprend.", "Lyon 3e", "69383", "2014", "La mairie", ""],
    ["3", "Un gîte", "On y dort.", "", "1053", "", "", ""],
    ["4", "Un four", "On y cuit.", "Ailleurs", "99999", "", "", ""],
    ["", "Total", "", "", "", "", "", "12 k€"],
]


def test_columns_named_at_length_are_understood():
    garden, cafe, lodge, oven = read_xlsx(Original("a.xlsx", xlsx(LONG_NAMES)))
    assert isinstance(garden, Sheet)
    assert isinstance(cafe, Sheet)
    assert isinstance(lodge, Sheet)
    assert isinstance(oven, Sheet)
    assert (garden.title, garden.summary) == ("Un jardin", "Ils jardinent.")
    assert (garden.territories, garden.date) == (("com:93066",), "2012-03-15")
    assert (garden.structure, garden.body) == ("Vert", "Coût\n\n12 k€")
    assert cafe.territories == ("arm:69383",)
    assert lodge.territories == ("com:01053",)
    assert (oven.territories, oven.body) == ((), "Territoire\n\nAilleurs\n99999")


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Auteur", "structure"),
        ("Nom de la structure", "structure"),
        ("Structure(s) porteuse(s)", "structure"),
        ("Titre de la fiche", "title"),
        ("Public concerné", "audience"),
        ("Territoires concernés", "territory"),
        ("DCTERMS.subject", "theme"),
        ("Thématique(s)", "theme"),
        ("Coût", ""),
        ("", ""),
    ],
)
def test_names_of_columns_are_the_fields_they_speak_of(name, field):
    assert field_named(name) == field


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"])
def test_a_table_is_read_whatever_machine_wrote_it(encoding):
    rows = "Titre;Résumé\nL’été à l’école;Où ça ? À côté, cœur de garçon\n"
    (sheet,) = read_csv(Original("a.csv", rows.encode(encoding)))
    assert isinstance(sheet, Sheet)
    assert (sheet.title, sheet.summary) == ("L’été à l’école", "Où ça ? À côté, cœur de garçon")


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00"])
def test_a_table_without_titles_is_told(data):
    (fault,) = read_csv(Original("a.csv", data))
    assert isinstance(fault, SheetError)
    assert "titre" in str(fault)


@pytest.mark.parametrize("cut", [0, 10, 200, 600])
def test_a_workbook_cut_short_is_told(cut):
    with pytest.raises(SheetError, match="save it again"):
        read_xlsx(Original("a.xlsx", xlsx(TABLE)[:cut]))


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("mars 2011", "2011-03"),
        ("1er avril 2010", "2010-04-01"),
        ("Août 2009", "2009-08"),
        ("12/03/2009", "2009-03-12"),
        ("2010-04-05 12:00:00", "2010-04-05"),
        ("2014-06-05T08:00:00+02:00", "2014-06-05"),
        ("2010", "2010"),
        ("31/02/2010", ""),
        ("un jour", ""),
    ],
)
def test_dates_are_understood_as_people_write_them(text, date):
    assert date_of(text) == date


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("com:93071", ("com:93071", "")),
        ("Sevran", ("com:93071", "")),
        ("Saint-Denis (93)", ("com:93066", "")),
        ("Saint-Denis", None),
        ("93", ("dep:93", "")),
        ("2a", ("dep:2A", "")),
        ("93 - Seine-Saint-Denis", ("dep:93", "")),
        ("93 - Nord", None),
        ("qt:93071:Les Beaudottes", ("qt:93071:les-beaudottes", "Les Beaudottes")),
        ("nulle part", None),
    ],
)
def test_a_territory_is_taken_only_when_beyond_doubt(text, place):
    assert territory_named(text) == place
