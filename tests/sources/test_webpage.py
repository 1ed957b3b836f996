"""Any other web page gives its main text; what is no sheet is told."""

from __future__ import annotations

import pytest

from indexer.errors import SheetError
from indexer.sources.corpus_html import write_sheet
from indexer.sources.original import Original
from indexer.sources.webpage import read_webpage
from indexer.vocabulary import Sheet

PAGE = """<html lang="fr"><head><title>Une régie de quartier – Ville de Sevran</title>
<meta name="description" content="Depuis 2003, une régie de quartier emploie des habitants...">
<meta property="article:published_time" content="2014-06-05T08:00:00+02:00">
<meta property="og:url" content="https://ville.exemple.fr/regie"></head><body>
<header><nav><a href="/">Accueil</a><a href="/contact">Contact</a></nav></header><main>
<h1>Une régie de quartier</h1>
<p>Depuis 2003, une régie de quartier emploie des habitants pour l’entretien des espaces communs et
 les accompagne vers un emploi durable dans la commune.</p>
<h2>Le contexte</h2><p>Le 3<sup>e</sup> quartier de la ville comptait beaucoup de personnes sans
 emploi, et les bailleurs cherchaient une réponse de proximité à l’entretien des halls.</p>
<ul><li>vingt salariés en insertion sont accueillis chaque année ;</li>
<li>douze trouvent un emploi durable.</li></ul>
<table><tr><th>Année</th><th>Salariés</th></tr><tr><td>2013</td><td>20</td></tr></table></main>
<footer>Mentions légales</footer></body></html>"""


def read(html: str | bytes) -> Sheet | SheetError:
    data = html if isinstance(html, bytes) else html.encode()
    (found,) = read_webpage(Original("page.html", data))
    return found


def test_the_main_text_is_kept_and_the_rest_is_not():
    sheet = read(PAGE)
    assert isinstance(sheet, Sheet)
    assert sheet.title == "Une régie de quartier"
    assert sheet.summary.endswith("un emploi durable dans la commune.")
    assert sheet.body.startswith("Le contexte\n\nLe 3e quartier")
    assert "vingt salariés en insertion sont accueillis chaque année ;\ndouze" in sheet.body
    assert "Année Salariés\n2013 20" in sheet.body
    assert "Mentions" not in sheet.body
    assert "Accueil" not in sheet.body


def test_address_date_and_site_are_kept():
    sheet = read(PAGE)
    assert isinstance(sheet, Sheet)
    assert (sheet.source, sheet.date) == ("https://ville.exemple.fr/regie", "2014-06-05")
    assert sheet.publisher == "ville.exemple.fr"


def test_a_sheet_of_ours_is_taken_as_it_is():
    ours = Sheet("a", "Titre", "Résumé", themes=("logement",), territories=("com:93071",))
    assert read(write_sheet(ours)) == ours


def test_windows_latin_is_understood():
    sheet = read(PAGE.replace("–", "-").replace("’", "'").encode("cp1252"))
    assert isinstance(sheet, Sheet)
    assert sheet.title == "Une régie de quartier"


@pytest.mark.parametrize(
    ("html", "says"),
    [
        ("<html><body><nav><a href=/>Accueil</a></nav></body></html>", "no text"),
        ("", "no text"),
        ("<div>" * 300 + "x", "deep"),
        (b"\x00\x01\x02\xff" * 100, "binary"),
        (b"<p>" + b"x" * 5_000_001, "5 MB"),
    ],
)
def test_what_is_no_sheet_is_told(html, says):
    try:
        found = read(html)
    except SheetError as error:
        found = error
    assert isinstance(found, SheetError)
    assert says in str(found)
