"""What a service-public.fr sheet is made of keeps its shape: tables, cases, links, questions."""

from __future__ import annotations

import json

import pytest

from indexer.sources.original import Original
from indexer.sources.service_public import read_json, read_xml
from indexer.vocabulary import Sheet

HEAD = (
    '<Publication xmlns:dc="http://purl.org/dc/elements/1.1/" ID="F77" type="Fiche">'
    "<dc:title>Essai</dc:title><dc:description>Un essai.</dc:description>"
    "<Audience>Professionnels</Audience>"
)


def sheet_of(inside: str, address: str = "") -> Sheet:
    xml = f"{HEAD}{inside}</Publication>"
    (found,) = read_xml(Original("F77.xml", xml.encode(), address))
    return found


def chapter(inside: str) -> Sheet:
    return sheet_of(
        f"<Texte><Chapitre><Titre><Paragraphe>Règles</Paragraphe></Titre>{inside}</Chapitre></Texte>"
    )


def told(sheet: Sheet) -> str:
    return "".join(section.html for section in sheet.sections).replace("\n", "")


def row(*cells: str, kind: str = "normal") -> str:
    """A row; a cell is its text, after ``2 high:`` or ``2 wide:`` when it is merged."""
    names = {"high": "fusionVerticale", "wide": "fusionHorizontale"}
    told = []
    for cell in cells:
        merged, _, text = cell.rpartition(":")
        number, _, way = merged.rpartition(" ")
        attribute = f' {names[way]}="{number}"' if merged else ""
        told.append(f"<Cellule{attribute}><Paragraphe>{text}</Paragraphe></Cellule>")
    return f'<Rangée type="{kind}">{"".join(told)}</Rangée>'


def test_merged_cells_and_headers_of_rows_stay_in_their_columns():
    columns = '<Colonne type="header"/><Colonne type="normal"/><Colonne type="normal"/>'
    rows = (
        row("Hauteur", "3 kW", "9 kW", kind="header"),
        row("2 high:Basse", "Rien", "Permis"),
        row("Accord", "Avis"),
        row("Haute", "2 wide:Partout"),
    )
    found = told(chapter(f"<Tableau>{columns}{''.join(rows)}</Tableau>")).split("<tr>")
    assert '<th scope="col">Hauteur</th><th scope="col">3 kW</th>' in found[1]
    assert '<th scope="row" rowspan="2">Basse</th><td>Rien</td><td>Permis</td>' in found[2]
    assert "<td>Accord</td><td>Avis</td>" in found[3]
    assert '<th scope="row">Haute</th><td colspan="2">Partout</td>' in found[4]


@pytest.mark.parametrize("number", ["0", "-3", "deux", "", "9" * 6000])
def test_a_merge_that_is_no_number_of_cells_does_no_harm(number):
    sheet = chapter(f"<Tableau>{row(f'{number} high:Seule')}</Tableau>")
    assert "Seule" in sheet.body


CASES = (
    "<BlocCas><Cas><Titre><Paragraphe>À Paris</Paragraphe></Titre>"
    "<Paragraphe>En mairie.</Paragraphe>"
    "<BlocCas><Cas><Titre><Paragraphe>Le soir</Paragraphe></Titre>"
    "<Paragraphe>Jeudi.</Paragraphe></Cas></BlocCas></Cas>"
    "<Cas><Titre><Paragraphe>Ailleurs</Paragraphe></Titre>"
    "<Paragraphe>Par lettre.</Paragraphe></Cas></BlocCas>"
)


def test_cases_that_end_a_chapter_are_its_parts():
    sheet = chapter(CASES)
    assert [(s.heading, s.level) for s in sheet.sections] == [
        ("Règles", 2),
        ("À Paris", 3),
        ("Le soir", 4),
        ("Ailleurs", 3),
    ]


@pytest.mark.parametrize(
    "after",
    [
        "<Paragraphe>Pour tous.</Paragraphe>",
        "<FragmentConditionne><ANoter><Paragraphe>Pour tous.</Paragraphe></ANoter>"
        "</FragmentConditionne>",
    ],
)
def test_what_follows_cases_is_not_part_of_the_last_one(after):
    sheet = chapter(CASES + after)
    assert [s.heading for s in sheet.sections] == ["Règles"]
    html = told(sheet)
    assert "<dt>Ailleurs</dt><dd>Par lettre.</dd></dl>" in html
    assert "<dd><p>En mairie.</p><dl><dt>Le soir</dt><dd>Jeudi.</dd></dl></dd>" in html
    assert sheet.body.endswith("Par lettre.\n\nPour tous.")


def test_cases_before_another_chapter_are_parts():
    sheet = chapter(
        CASES + "<SousChapitre><Titre><Paragraphe>Suite</Paragraphe></Titre>"
        "<Paragraphe>Fin.</Paragraphe></SousChapitre>"
    )
    assert [s.heading for s in sheet.sections][-2:] == ["Ailleurs", "Suite"]


def test_ways_to_reach_a_place_are_no_headings():
    sheet = sheet_of(
        "<OuSAdresser><Titre>Europe Direct</Titre><Texte><Chapitre><Titre><Paragraphe>Par téléphone"
        "</Paragraphe></Titre><Paragraphe>00 800</Paragraphe></Chapitre></Texte></OuSAdresser>"
        "<OuSAdresser><Titre>Mairie</Titre></OuSAdresser>"
    )
    assert [s.heading for s in sheet.sections] == ["Où s’adresser ?"]
    assert "<p><strong>Par téléphone</strong></p><p>00 800</p><p>Mairie</p>" in told(sheet)


def test_links_to_other_sheets_lead_to_the_site():
    sheet = chapter(
        '<Paragraphe>Voir <LienInterne LienPublication="F9" audience="Professionnels">le bail'
        '</LienInterne> et <LienInterne LienPublication="javascript:1" audience="Particuliers">rien'
        "</LienInterne>.</Paragraphe>"
    )
    site = "https://www.service-public.fr/professionnels-entreprises/vosdroits/F9"
    assert f'<p>Voir <a href="{site}">le bail</a> et rien.</p>' in told(sheet)


def test_an_acronym_is_spelled_out_where_it_stands():
    sheet = sheet_of(
        '<Texte><Paragraphe>La <LienInterne LienPublication="R1" type="Sigle">MSA</LienInterne>.'
        "</Paragraphe><Paragraphe>Oui.</Paragraphe></Texte>"
        '<Abreviation ID="R1"><Titre>MSA</Titre><Texte><Paragraphe>Mutualité sociale agricole '
        "</Paragraphe></Texte></Abreviation>"
    )
    assert '<abbr title="Mutualité sociale agricole">MSA</abbr>' in told(sheet)
    assert "La MSA." in sheet.body


def test_forms_tell_their_number_and_their_notice():
    sheet = sheet_of(
        '<ServiceEnLigne URL="https://exemple.fr/f" numerocerfa="13404*07">'
        "<Titre>Déclaration</Titre><Source>Ministère</Source>"
        '<NoticeLiee URL="https://exemple.fr/n" numerocerfa="51434#08">Notice</NoticeLiee>'
        '<ServiceEnLigneAnnexe><LienWeb URL="https://exemple.fr/a"/>'
        "<Titre>Annexe</Titre></ServiceEnLigneAnnexe></ServiceEnLigne>"
    )
    assert told(sheet) == (
        '<p><a href="https://exemple.fr/f">Déclaration</a> (Cerfa n°\N{NO-BREAK SPACE}13404*07, '
        'Ministère)</p><p><a href="https://exemple.fr/n">Notice</a> (Cerfa n°\N{NO-BREAK SPACE}'
        '51434#08)</p><p><a href="https://exemple.fr/a">Annexe</a></p>'
    )


def test_a_sheet_of_links_to_other_sites_tells_each_before_what_is_found_there():
    sheet = sheet_of(
        "<Introduction><Texte><Paragraphe>Deux cours.</Paragraphe></Texte></Introduction>"
        "<LienExterneCommente><Commentaire><Paragraphe>Elle juge.</Paragraphe></Commentaire>"
        '<LienExterne URL="https://exemple.eu/">La cour</LienExterne><Source>Europe</Source>'
        "</LienExterneCommente>"
    )
    assert told(sheet) == (
        '<p><a href="https://exemple.eu/">La cour</a> (Europe)</p><p>Elle juge.</p>'
    )


def test_a_guided_search_is_a_tree_of_answers_that_lead_to_sheets():
    sheet = sheet_of(
        "<Problematiques><Problematique><Titre><Paragraphe>Permis d'Europe</Paragraphe></Titre>"
        "<Aide><Paragraphe>Suède, Suisse</Paragraphe></Aide><Branche><Titre><Paragraphe>Perdu"
        '</Paragraphe></Titre><SiSelectionne/><LienInterne LienPublication="F8" '
        'audience="Particuliers"/></Branche></Problematique><Problematique><Titre><Paragraphe>Autre'
        "</Paragraphe></Titre></Problematique></Problematiques>"
    )
    link = "https://www.service-public.fr/particuliers/vosdroits/F8"
    assert told(sheet) == (
        "<ul><li><p>Permis d'Europe</p><p>Suède, Suisse</p>"
        f'<ul><li><a href="{link}">Perdu</a></li></ul></li><li>Autre</li></ul>'
    )


def test_a_picture_says_what_it_shows_once():
    shown = "<TexteDeRemplacement>Étapes du dossier</TexteDeRemplacement>"
    sheet = chapter(
        "<Image><Legende>Les étapes</Legende>"
        f"<Credits><Paragraphe>Dila</Paragraphe></Credits>{shown}"
        "<Description><Paragraphe>Étapes du dossier, de la demande au jugement</Paragraphe>"
        f"</Description></Image><Image>{shown}</Image><Image/>"
    )
    assert told(sheet) == (
        "<blockquote><p><strong>Illustration : Les étapes</strong></p>"
        "<p>Étapes du dossier, de la demande au jugement</p><p>Crédits : Dila</p></blockquote>"
        "<blockquote><p><strong>Illustration</strong></p><p>Étapes du dossier</p></blockquote>"
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("le <L>CDD</L>inférieur à six mois", "le CDD inférieur à six mois"),
        ("auprès de la<L>CPAM</L>", "auprès de la CPAM"),
        ("<L>CDD</L>d'un an", "CDD d'un an"),
        ("limité à<Valeur>75 €</Valeur>d'amende", "limité à 75 € d'amende"),
        ("<Valeur>5,5 %</Valeur>s'applique", "5,5 % s'applique"),
        ("le 1<Exposant>er</Exposant><L>jour ouvrable</L>", "le 1er jour ouvrable"),
        ("au minimum 1<L>jour ouvré</L>", "au minimum 1 jour ouvré"),
        ("l'<L>Insee</L>, la <L>Caf</L>.", "l'Insee, la Caf."),
        ("un j<L>ustificatif</L>", "un justificatif"),
        ("une attestatio<L>n</L>", "une attestation"),
        ("<E>conclusion</E>s écrites", "conclusions écrites"),
        ("2<E>e</E> tour", "2e tour"),
        ("12 m<Exposant>2</Exposant>", "12 m²"),
        ("<Valeur>10</Valeur><L> fois</L>", "10 fois"),
    ],
)
def test_a_forgotten_space_is_put_back_between_whole_words_only(written, read):
    written = written.replace("L>", "LienIntra>").replace("E>", "Expression>")
    assert read in chapter(f"<Paragraphe>{written}</Paragraphe>").body


@pytest.mark.parametrize(
    ("pieces", "read"),
    [
        (["100 €", "à payer"], "100 € à payer"),
        (["bâtiments d'", "habitation"], "bâtiments d'habitation"),
        (["le bail", ", signé"], "le bail, signé"),
    ],
)
def test_the_space_that_json_drops_between_two_inline_elements_is_put_back(pieces, read):
    inline = [
        {
            "type": "element",
            "name": "MiseEnEvidence",
            "children": [{"type": "text", "text": piece}],
        }
        for piece in pieces
    ]
    paragraph = {"type": "element", "name": "Paragraphe", "children": inline}
    title = {"type": "element", "name": "dc:title", "children": [{"type": "text", "text": "T"}]}
    texts = [{"type": "element", "name": "Texte", "children": [paragraph]}]
    root = {
        "type": "element",
        "name": "Publication",
        "attributes": {"ID": "F1"},
        "children": [title, *texts],
    }
    data = json.dumps({"children": [root]}).encode()
    (sheet,) = read_json(Original("F1.json", data))
    assert read in sheet.summary + sheet.body


def test_a_sheet_without_address_is_at_its_number_on_the_site():
    inside = "<Texte><Paragraphe>Oui.</Paragraphe></Texte>"
    assert sheet_of(inside).source == (
        "https://www.service-public.fr/professionnels-entreprises/vosdroits/F77"
    )
    assert sheet_of(inside, "https://exemple.fr/F77.xml").source == "https://exemple.fr/F77.xml"
