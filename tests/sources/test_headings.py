"""A file without fields gives its title, what labels it, its summary, and all of its text."""

from __future__ import annotations

import pytest

from indexer.errors import SheetError
from indexer.sources.article import clean_blocks
from indexer.sources.headings import sheet_of_blocks
from indexer.sources.original import Original
from indexer.vocabulary import Sheet

TEXT = "<p>Des habitants jardinent.</p><h2>Le contexte</h2><p>Un terrain vague.</p>"


def read(html: str, address: str = "") -> Sheet | SheetError:
    return sheet_of_blocks(clean_blocks(html), Original("a.docx", b"", address))


def sheet(html: str) -> Sheet:
    found = read(html)
    assert isinstance(found, Sheet)
    return found


@pytest.mark.parametrize(
    "html",
    [
        f"<h1>Le jardin</h1>{TEXT}",
        f"<p>Un centre</p><h1>Le jardin</h1>{TEXT}",
        f"<h2>Le jardin</h2>{TEXT}",
        f"<p>Le jardin</p>{TEXT.replace('h2', 'p')}",
        f"<h1>FICHE D’EXPÉRIENCE</h1><h1>Le jardin</h1>{TEXT}",
        f"<p>Fiche action</p><h2>Le jardin</h2>{TEXT}",
        f"<h1>Le jardin<sup>1</sup></h1>{TEXT}",
        f"<h1>Le jardin1</h1>{TEXT}",
    ],
)
def test_the_first_main_heading_is_the_title(html):
    assert sheet(html).title == "Le jardin"


def test_the_paragraph_after_the_title_is_the_summary():
    found = sheet(f"<h1>Le jardin</h1>{TEXT}")
    assert (found.summary, found.body) == (
        "Des habitants jardinent.",
        "Le contexte\n\nUn terrain vague.",
    )


def test_a_lone_paragraph_is_the_text():
    found = sheet("<h1>Le jardin</h1><p>Tout est là.</p>")
    assert (found.summary, found.body) == ("", "Tout est là.")


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("Date : mars 2011", "date", "2011-03"),
        ("Année : 2011", "date", "2011"),
        ("Commune : Sevran", "territories", ("com:93071",)),
        ("Territoire : Isère (38)", "territories", ("dep:38",)),
        ("Porteur : Les Jardins", "structure", "Les Jardins"),
        ("Public : locataires", "audience", "locataires"),
        ("Éditeur : Un centre", "publisher", "Un centre"),
        ("Licence : Licence Ouverte", "rights", "Licence Ouverte"),
        ("Résumé : Ils jardinent.", "summary", "Ils jardinent."),
    ],
)
@pytest.mark.parametrize(
    "page", ["<p>{0}</p><h1>Le jardin</h1>{1}", "<h1>Le jardin</h1><p>{0}</p>{1}"]
)
def test_labelled_lines_before_or_after_the_title_are_fields(page, line, field, value):
    found = sheet(page.format(line, TEXT))
    assert getattr(found, field) == value
    assert line.partition(" : ")[2] not in found.body


@pytest.mark.parametrize(
    "line",
    [
        "Mots clés : jardin, quartier",
        "Date : un jour",
        "Commune : nulle part",
        "Budget : 12 000 €",
        "Tél. : 01 23 45 67 89",
    ],
)
def test_other_labelled_lines_are_kept_at_the_end(line):
    found = sheet(f"<h1>Le jardin</h1><p>{line}</p>{TEXT}")
    assert found.summary == "Des habitants jardinent."
    assert found.sections[-1].heading == "Repères"
    assert found.sections[-1].text == line


def test_labelled_lines_inside_the_text_stay_there():
    found = sheet(f"<h1>Le jardin</h1>{TEXT}<p>Date : mars 2011</p>")
    assert found.date == ""
    assert found.body.endswith("Date : mars 2011")


def test_the_source_is_the_address_else_the_name():
    found = read(f"<h1>Le jardin</h1>{TEXT}", "https://exemple.fr/a.docx")
    assert isinstance(found, Sheet)
    assert found.source == "https://exemple.fr/a.docx"
    assert sheet(f"<h1>Le jardin</h1>{TEXT}").source == "a.docx"


@pytest.mark.parametrize(
    ("html", "says"),
    [
        ("", "no title"),
        (f"<h1>{'x ' * 400}</h1>{TEXT}", "no title"),
        ("<h1>Le jardin</h1>", "no text"),
        ("<h1>Le jardin</h1><p>Date : mars 2011</p>", "no text"),
    ],
)
def test_what_makes_no_sheet_is_told(html, says):
    found = read(html)
    assert isinstance(found, SheetError)
    assert says in str(found)
