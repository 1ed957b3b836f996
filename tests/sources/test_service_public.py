"""A service-public.fr sheet keeps every paragraph, list and table, from XML and from JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lxml import etree

from indexer.errors import SheetError
from indexer.sources.original import Original
from indexer.sources.service_public import merge, read_json, read_xml
from indexer.vocabulary import Sheet

XML = """<?xml version="1.0" encoding="UTF-8"?>
<Publication xmlns:dc="http://purl.org/dc/elements/1.1/" ID="F123" type="Fiche d'information"
 spUrl="https://www.service-public.fr/particuliers/vosdroits/F123">
<dc:title>Bail d'habitation</dc:title><dc:creator>Direction de l'information</dc:creator>
<dc:description>Le bail est un contrat écrit entre le locataire et</dc:description>
<dc:contributor>Direction (Premier ministre), Ministère chargé du logement</dc:contributor>
<dc:date>modified 2020-07-21</dc:date><dc:rights>https://exemple.fr/mentions</dc:rights>
<SurTitre>Fiche pratique</SurTitre><Audience>Particuliers</Audience>
<FilDAriane><Niveau ID="N1">Accueil ailleurs</Niveau></FilDAriane>
<DossierPere><Titre>Dossier ailleurs</Titre></DossierPere>
<Avertissement><Titre>Covid</Titre><Texte><Paragraphe>Délais reportés.</Paragraphe></Texte>
</Avertissement>
<Introduction><Texte><Paragraphe>Le bail est un contrat écrit entre le locataire et le bailleur.
</Paragraphe><Paragraphe>Il est signé.</Paragraphe></Texte></Introduction>
<Texte><Chapitre><Titre><Paragraphe>Durée</Paragraphe></Titre>
<Paragraphe>Depuis le 1<Exposant>er</Exposant> mai, <LienInterne LienPublication="F2">le bail
</LienInterne> dure <Valeur>3 ans</Valeur> pour 20 m<Exposant>2</Exposant>.</Paragraphe>
<BlocCas affichage="onglet"><Cas><Titre><Paragraphe>Meublé</Paragraphe></Titre>
<Paragraphe>Un an.</Paragraphe></Cas></BlocCas>
<SousChapitre><Titre><Paragraphe>Départ</Paragraphe></Titre><Liste type="numero"><Item>
<Paragraphe>écrire,</Paragraphe><Liste type="puce"><Item><Paragraphe>par lettre,</Paragraphe>
</Item></Liste></Item><Item><Paragraphe>rendre les clés.</Paragraphe></Item></Liste></SousChapitre>
<Tableau><Titre>Préavis</Titre><Colonne largeur="24"/><Rangée type="header"><Cellule><Paragraphe>
Cas</Paragraphe></Cellule><Cellule><Paragraphe>Mois</Paragraphe></Cellule></Rangée><Rangée
 type="normal"><Cellule><Paragraphe>Vide</Paragraphe></Cellule><Cellule><Paragraphe>3</Paragraphe>
</Cellule></Rangée></Tableau>
<ANoter><Titre>À noter</Titre><Paragraphe>Le préavis peut être réduit.</Paragraphe></ANoter>
<FragmentConditionne><Condition><estVrai var="T1"/></Condition><Paragraphe>À Paris aussi.
</Paragraphe></FragmentConditionne></Chapitre></Texte>
<OuSAdresser type="Local"><Titre>Mairie</Titre><PivotLocal>mairie</PivotLocal>
<Texte><Paragraphe>Sur rendez-vous.</Paragraphe></Texte></OuSAdresser>
<ServiceEnLigne URL="https://exemple.fr/lettre" type="Modèle"><Titre>Modèle de lettre</Titre>
<Source ID="R1">Ministère</Source></ServiceEnLigne>
<Reference URL="https://exemple.fr/loi"><Titre>Loi de 1989</Titre><Complement>Article 12
</Complement></Reference>
<Definition ID="R2"><Titre>Préavis</Titre><Texte><Paragraphe>Délai avant départ</Paragraphe></Texte>
</Definition>
<Abreviation ID="R3"><Titre>ANAH</Titre><Texte><Paragraphe>Agence de l'habitat</Paragraphe></Texte>
</Abreviation>
<PourEnSavoirPlus URL="https://exemple.fr/plus"><Titre>Guide du bail</Titre></PourEnSavoirPlus>
<QuestionReponse ID="F9">Question ailleurs ?</QuestionReponse>
<VoirAussi><Fiche ID="F8"><Titre>Autre ailleurs</Titre></Fiche></VoirAussi></Publication>"""


def as_json(xml: str) -> bytes:
    """The sheet as xml-js writes it: texts of white space alone are lost."""

    def told(node: Any) -> dict[str, Any]:
        name = etree.QName(node).localname
        name = f"dc:{name}" if "purl.org" in node.tag else name
        children: list[dict[str, Any]] = []
        texts = [(node.text, None), *((child.tail, child) for child in node)]
        for text, child in texts:
            if child is not None:
                children.append(told(child))
            if text and text.strip():
                children.append({"type": "text", "text": text})
        return {"type": "element", "name": name, "attributes": dict(node.attrib)} | (
            {"children": children} if children else {}
        )

    root = told(etree.fromstring(xml.encode()))
    return json.dumps({"id": root["attributes"]["ID"], "children": [root]}).encode()


@pytest.fixture(params=["xml", "json"])
def sheet(request) -> Sheet:
    if request.param == "xml":
        (found,) = read_xml(Original("F123.xml", XML.encode()))
    else:
        (found,) = read_json(Original("F123.json", as_json(XML)))
    return found


def test_fields_are_kept(sheet):
    assert (sheet.id, sheet.title) == ("f123", "Bail d'habitation")
    assert (sheet.date, sheet.audience) == ("2020-07-21", "Particuliers")
    assert sheet.source == "https://www.service-public.fr/particuliers/vosdroits/F123"
    assert (sheet.publisher, sheet.structure) == (
        "service-public.fr",
        "Ministère chargé du logement",
    )
    assert sheet.rights == "https://exemple.fr/mentions"


def test_a_summary_cut_short_is_the_whole_paragraph_and_not_told_twice(sheet):
    assert sheet.summary == "Le bail est un contrat écrit entre le locataire et le bailleur."
    assert "Le bail est un contrat" not in sheet.body


@pytest.mark.parametrize(
    "text",
    [
        "Délais reportés.",
        "Il est signé.",
        "Depuis le 1er mai, le bail dure 3 ans pour 20 m².",
        "Un an.",
        "écrire,\npar lettre,\nrendre les clés.",
        "Préavis\nCas Mois\nVide 3",
        "À noter\nLe préavis peut être réduit.",
        "À Paris aussi.",
        "Mairie",
        "Sur rendez-vous.",
        "Modèle de lettre (Ministère)",
        "Loi de 1989 (Article 12)",
        "Préavis\nDélai avant départ",
        "ANAH\nAgence de l'habitat",
        "Guide du bail",
    ],
)
def test_no_text_is_lost(sheet, text):
    assert text in sheet.body


def test_what_leads_elsewhere_is_left_out(sheet):
    assert "ailleurs" not in sheet.body
    assert "mairie\n" not in sheet.body


def test_chapters_are_headings_in_reading_order(sheet):
    assert [(s.heading, s.level) for s in sheet.sections if s.heading] == [
        ("Durée", 2),
        ("Meublé", 3),
        ("Départ", 3),
        ("Services en ligne et formulaires", 2),
        ("Où s’adresser ?", 2),
        ("Textes de référence", 2),
        ("Définitions", 2),
        ("Pour en savoir plus", 2),
    ]


def test_both_forms_give_one_sheet():
    (one,) = read_xml(Original("F123.xml", XML.encode()))
    (other,) = read_json(Original("F123.json", as_json(XML)))
    assert one == other


def test_inline_elements_side_by_side_are_not_glued():
    xml = XML.replace("Il est signé.", "<Valeur>3</Valeur> <LienIntra>mois</LienIntra> et <b/>.")
    (found,) = read_json(Original("F123.json", as_json(xml)))
    assert "3 mois et" in found.body


def test_two_audiences_make_one_sheet_that_says_all():
    (one,) = read_xml(Original("a.xml", XML.encode()))
    other_xml = XML.replace("Particuliers<", "Professionnels<").replace("Un an.", "Neuf mois.")
    (other,) = read_xml(Original("b.xml", other_xml.encode()))
    both = merge(one, other)
    assert both.audience == "Particuliers ; Professionnels"
    assert both.body.startswith(one.body)
    assert "Neuf mois." in both.body
    assert both.body.count("Délai avant départ") == 1


@pytest.mark.parametrize(
    ("xml", "says"),
    [
        ("", "well-formed"),
        (XML[:900], "well-formed"),
        ("<a/>", "not a service-public.fr sheet"),
        (XML.replace('ID="F123"', 'ID="../x"'), "not a service-public.fr sheet"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "DTD"),
        ("<a>" * 300 + "</a>" * 300, "well-formed"),
        ("<a>" + " " * 10_000_001 + "</a>", "10 MB"),
    ],
)
def test_xml_that_is_no_sheet_is_told(xml, says):
    with pytest.raises(SheetError, match=says):
        read_xml(Original("F1.xml", xml.encode()))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b'{"children": []}',
        b'{"children": [{"type": "element"}]}',
        b"[" * 100_000,
        b'{"children":[{"type":"element","name":"a","children":' * 40_000,
        as_json(XML)[:500],
    ],
)
def test_json_that_is_no_sheet_is_told(data):
    with pytest.raises(SheetError, match="not the JSON"):
        read_json(Original("F1.json", data))
