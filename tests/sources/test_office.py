"""DOCX and ODT give title, fields, headings, lists, tables and notes; bombs cost nothing."""

from __future__ import annotations

import io
import zipfile

import pytest
from making import docx, odt, word, zipped

from indexer.errors import SheetError
from indexer.sources.containers import check_zip
from indexer.sources.office import read_docx, read_odt
from indexer.sources.original import Original
from indexer.vocabulary import Sheet

ROW = "<w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>"
NOTED = (
    '<w:p><w:r><w:t xml:space="preserve">Un terrain vague</w:t></w:r>'
    '<w:r><w:footnoteReference w:id="2"/></w:r>'
    '<w:r><w:t xml:space="preserve"> du 3</w:t></w:r>'
    '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>e</w:t></w:r>'
    '<w:r><w:t xml:space="preserve"> quartier.</w:t></w:r></w:p>'
)
DOCX = docx(
    word("FICHE D’EXPÉRIENCE")
    + word("Le jardin", "T")
    + word("Date : mars 2011")
    + word("Commune : Sevran")
    + word("Des habitants jardinent.")
    + word("Le contexte", "H1")
    + NOTED
    + "<w:tbl>"
    + ROW.format(word("Année"), word("Parcelles"))
    + ROW.format(word("2012"), word("10"))
    + "</w:tbl>",
    notes=f'<w:footnote w:id="2">{word("Deux hectares.")}</w:footnote>',
)
ODT = odt(
    '<text:p text:style-name="Title">Le jardin</text:p>'
    "<text:p>Date : mars 2011</text:p><text:p>Commune : Sevran</text:p>"
    "<text:p>Des habitants jardinent.</text:p>"
    '<text:h text:outline-level="2">Le contexte</text:h>'
    "<text:p>Un terrain vague<text:note><text:note-citation>1</text:note-citation><text:note-body>"
    '<text:p>Deux hectares.</text:p></text:note-body></text:note> du 3<text:span text:style-name="'
    'Up">e</text:span><text:s/>quartier.</text:p>'
    "<text:list><text:list-item><text:p>une serre</text:p></text:list-item></text:list>"
    "<table:table><table:table-row><table:table-cell><text:p>Année</text:p></table:table-cell>"
    "<table:table-cell><text:p>Parcelles</text:p></table:table-cell></table:table-row>"
    "<table:table-row><table:table-cell><text:p>2012</text:p></table:table-cell><table:table-cell>"
    "<text:p>10</text:p></table:table-cell></table:table-row></table:table>",
    styles='<style:style style:name="Up"><style:text-properties '
    'style:text-position="super 58%"/></style:style>',
)


@pytest.mark.parametrize(
    "found", [read_docx(Original("a.docx", DOCX)), read_odt(Original("a.odt", ODT))]
)
def test_title_fields_and_text_are_read(found):
    (sheet,) = found
    assert isinstance(sheet, Sheet)
    assert (sheet.title, sheet.summary) == ("Le jardin", "Des habitants jardinent.")
    assert (sheet.date, sheet.territories) == ("2011-03", ("com:93071",))
    assert sheet.sections[0].heading == "Le contexte"
    assert "Un terrain vague" in sheet.body
    assert "du 3e quartier." in sheet.body
    assert "Deux hectares." in sheet.body
    assert "Année Parcelles\n2012 10" in sheet.body


def test_notes_of_a_docx_stand_at_the_end():
    (sheet,) = read_docx(Original("a.docx", DOCX))
    assert isinstance(sheet, Sheet)
    assert (sheet.sections[-1].heading, sheet.sections[-1].text) == ("Notes", "Deux hectares.")
    assert "Un terrain vague du 3e quartier." in sheet.body


def bold(text: str) -> str:
    """A paragraph in bold, as typists make headings."""
    return f"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r></w:p>"


#: A sheet typed without any style, with a frame that Word writes twice and a corrected word.
_BOX = bold("À RETENIR") + word("Le comité se réunit.")
_FRAME = (
    '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/'
    'markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"><mc:Choice Requires="wps">'
    f"<w:drawing><w:txbxContent>{_BOX}</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict>"
    f"<v:shape><v:textbox><w:txbxContent>{_BOX}</w:txbxContent></v:textbox></v:shape></w:pict>"
    "</mc:Fallback></mc:AlternateContent></w:r></w:p>"
)
TYPED = docx(
    bold("FICHE D’EXPÉRIENCE")
    + bold("Une crèche à horaires décalés")
    + word("Date de l’action : depuis septembre 2012")
    + word("Ouverte de 5 h à 22 h, elle accueille des enfants.")
    + bold("Le contexte")
    + '<w:p><w:del w:id="1"><w:r><w:delText>Anciens</w:delText></w:r></w:del><w:ins w:id="2"><w:r>'
    '<w:t xml:space="preserve">Nouveaux</w:t></w:r></w:ins><w:r><w:t xml:space="preserve"> emplois'
    '</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    + _FRAME
    + word("–  six professionnelles ;")
    + word("–  un local.")
    + bold("Une phrase en gras, qui se termine par un point.")
    + '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'
    + word("Financeur")
    + "</w:tc></w:tr></w:tbl>",
    notes=f'<w:footnote w:id="2">{word("Enquête de 2011.")}</w:footnote>',
)


@pytest.fixture(scope="module")
def typed() -> Sheet:
    (sheet,) = read_docx(Original("a.docx", TYPED))
    assert isinstance(sheet, Sheet)
    return sheet


def test_lines_in_bold_are_headings_when_no_style_is_used(typed):
    assert (typed.title, typed.date) == ("Une crèche à horaires décalés", "2012-09")
    assert typed.summary == "Ouverte de 5 h à 22 h, elle accueille des enfants."
    assert [s.heading for s in typed.sections] == ["Le contexte", "À RETENIR", "Notes"]
    assert "Une phrase en gras, qui se termine par un point." in typed.sections[1].text


def test_a_frame_is_read_once_and_a_corrected_word_as_corrected(typed):
    assert typed.body.count("Le comité se réunit.") == 1
    assert typed.sections[0].html == "<p>Nouveaux emplois<sup>1</sup></p>"


def test_lines_after_dashes_are_a_list(typed):
    assert "<ul><li>six professionnelles ;</li><li>un local.</li></ul>" in typed.sections[1].html


def test_merged_cells_of_a_docx_are_kept(typed):
    assert '<td colspan="2">Financeur</td>' in typed.sections[1].html


def test_bold_lines_stay_text_beside_headings_of_a_style():
    data = docx(word("Titre", "T") + word("A.") + word("Un", "H1") + bold("Deux") + word("B."))
    (sheet,) = read_docx(Original("a.docx", data))
    assert isinstance(sheet, Sheet)
    assert [s.heading for s in sheet.sections] == ["Un"]
    assert "<strong>Deux</strong>" in sheet.sections[0].html


def test_an_odt_keeps_bold_headings_merged_cells_and_notes_last():
    cell = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>"
    body = (
        '<text:p text:style-name="B">La crèche</text:p><text:p>Un résumé<text:note><text:note-body>'
        "<text:p>De 0 à 6 ans.</text:p></text:note-body></text:note>.</text:p>"
        '<text:p text:style-name="B">Le contexte</text:p><text:p>Du texte.</text:p><table:table>'
        "<table:table-header-rows><table:table-row>"
        + cell.format(' table:number-columns-spanned="2"', "Financeur")
        + "<table:covered-table-cell/></table:table-row></table:table-header-rows><table:table-row>"
        + cell.format("", "État")
        + cell.format("", "8")
        + "</table:table-row></table:table>"
    )
    style = (
        '<style:style style:name="B"><style:text-properties fo:font-weight="bold"/></style:style>'
    )
    (sheet,) = read_odt(Original("a.odt", odt(body, style)))
    assert isinstance(sheet, Sheet)
    assert (sheet.title, sheet.summary) == ("La crèche", "Un résumé.")
    assert [s.heading for s in sheet.sections] == ["Le contexte", "Notes"]
    assert '<tr><th colspan="2">Financeur</th></tr>' in sheet.sections[0].html
    assert sheet.sections[1].html == "<ol><li>De 0 à 6 ans.</li></ol>"


@pytest.mark.parametrize("name", ["Titre 1", "heading 1", "Heading 1"])
def test_headings_are_known_by_their_french_names_too(name):
    data = docx(
        word("Le jardin", "T") + word("Texte.") + word("Le contexte", "H1") + word("Suite.")
    )
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    styles = parts["word/styles.xml"].decode().replace('"heading 1"', f'"{name}"')
    (sheet,) = read_docx(Original("a.docx", zipped({**parts, "word/styles.xml": styles})))
    assert isinstance(sheet, Sheet)
    assert [section.heading for section in sheet.sections] == ["Le contexte"]


def test_lists_of_an_odt_are_kept():
    (sheet,) = read_odt(Original("a.odt", ODT))
    assert isinstance(sheet, Sheet)
    assert "<ul><li>une serre</li></ul>" in sheet.sections[0].html


@pytest.mark.parametrize("reader", [read_docx, read_odt])
@pytest.mark.parametrize("data", [b"", b"PK", DOCX[:300], zipped({"a.txt": "x"})])
def test_what_is_no_office_file_is_told(reader, data):
    with pytest.raises(SheetError):
        reader(Original("a", data))


def test_a_zip_bomb_is_refused_before_it_expands():
    bomb = zipped({"content.xml": b"0" * 60_000_000})
    assert len(bomb) < 100_000
    with pytest.raises(SheetError, match="no honest file"):
        check_zip(Original("a.odt", bomb))


def test_a_well_packed_file_is_no_bomb():
    check_zip(Original("a.odt", zipped({"content.xml": b"0" * 19_000_000})))


def test_an_odt_with_entities_is_refused():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    with pytest.raises(SheetError, match="DTD"):
        read_odt(Original("a.odt", zipped({"content.xml": bomb})))
