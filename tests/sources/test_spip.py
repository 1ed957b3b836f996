"""Pages of SPIP are read by the classes of their parts, whatever squelette made them."""

from __future__ import annotations

import pytest

from indexer.errors import SheetError
from indexer.sources.original import Original
from indexer.sources.webpage import read_webpage
from indexer.vocabulary import Sheet

ARTICLE = """<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8">
<title>Le jardin - Centre de ressources</title><meta name="generator" content="SPIP 4.2">
<link rel="canonical" href="https://centre.exemple.fr/Le-jardin">
<meta property="og:site_name" content="Centre de ressources"></head>
<body class="page_article"><nav><ul><li><a href="/">Accueil</a></li></ul></nav>
<div class="hentry">
<p class="crayon article-surtitre-49 surtitre">Cadre de vie</p>
<h1 class="crayon article-titre-49 entry-title">Le jardin des 3<sup>e</sup> étages</h1>
<p class="crayon article-soustitre-49 soustitre">Une action collective</p>
<p class="info-publi"><abbr class="published" title="2012-05-03T10:00:00Z">3 mai 2012</abbr></p>
<div class="crayon article-chapo-49 chapo"><p>À Sevran, des habitants jardinent.</p></div>
<div class="crayon article-texte-49 texte entry-content">
<h3 class="spip">Le contexte</h3>
<p>Un terrain vague<span class="spip_note_ref">&nbsp;[<a href="#nb1" class="spip_note"
 rel="appendix" title="note" id="nh1">1</a>]</span> servait de parking.</p>
<table class="spip"><tr class="row_first"><th>Année</th><th>Parcelles</th></tr>
<tr><td>2012</td><td>10</td></tr></table>
<ul class="spip"><li>une serre</li><li>un composteur</li></ul></div>
<div class="crayon article-ps-49 ps"><p>Voir aussi le film.</p></div>
<div class="notes"><div id="nb1"><p><span class="spip_note_ref">[<a href="#nh1"
 class="spip_note">1</a>]&nbsp;</span>Deux hectares.</p></div></div>
</div><a rel="tag" href="/habitat">Habitat</a><footer>Mentions légales</footer></body></html>"""

LISTING = """<html><head><base href="https://centre.exemple.fr/"><title>Les fiches</title>
<meta property="og:site_name" content="Centre de ressources"></head><body>
<h1>Les fiches d’expérience</h1><ul class="liste-items">
<li><a class="lien_article" href="Le-jardin"><span class="titre">Le jardin</span>
<span class="introduction">À Sevran, un toit<a href="#nb1" class="spip_note">1</a> pour tous.</span>
<div class="date">3 mai 2012</div></a></li>
<li><a class="lien_article" href="La-boutique"><span class="titre">La boutique</span>
<span class="introduction">À Montfermeil, un commerce (…)</span></a></li>
<li><a class="lien_article" href="Vide"><span class="titre">Vide</span></a></li></ul>
<p class="pagination"><a href="?debut_articles=10">2</a></p></body></html>"""

ENTRIES = """<html><head><link rel="canonical" href="https://centre.exemple.fr/fiches"></head><body>
<ul><li class="item hentry"><h3 class="entry-title"><a href="spip.php?article1">Un</a></h3>
<div class="introduction entry-content">Premier résumé.</div>
<abbr class="published" title="2009-01-02">2 janvier</abbr></li>
<li class="item hentry"><h3 class="entry-title"><a href="spip.php?article2">Deux</a></h3>
<div class="introduction">Second résumé.</div></li></ul></body></html>"""


def read(html: str) -> list[Sheet | SheetError]:
    return read_webpage(Original("page.html", html.encode()))


@pytest.fixture(scope="module")
def article() -> Sheet:
    (sheet,) = read(ARTICLE)
    assert isinstance(sheet, Sheet)
    return sheet


def test_an_article_gives_its_fields(article):
    assert article.title == "Le jardin des 3e étages"
    assert article.summary == "À Sevran, des habitants jardinent."
    assert (article.date, article.publisher) == ("2012-05-03", "Centre de ressources")
    assert article.source == "https://centre.exemple.fr/Le-jardin"


def test_an_article_loses_no_part_of_its_text(article):
    for text in (
        "Cadre de vie",
        "Une action collective",
        "Un terrain vague servait de parking.",
        "Année Parcelles\n2012 10",
        "une serre\nun composteur",
        "Voir aussi le film.",
    ):
        assert text in article.body
    assert [s.heading for s in article.sections if s.heading] == ["Le contexte", "Notes"]
    assert article.sections[-1].text == "Deux hectares."


def test_the_page_around_an_article_is_left_out(article):
    for furniture in ("Accueil", "Mentions", "SPIP", "Habitat"):
        assert furniture not in article.body


def test_a_listing_gives_a_sheet_a_card_with_its_address():
    garden, shop, fault = read(LISTING)
    assert isinstance(garden, Sheet)
    assert isinstance(shop, Sheet)
    assert (garden.title, garden.summary) == ("Le jardin", "À Sevran, un toit pour tous.")
    assert (garden.source, garden.date) == ("https://centre.exemple.fr/Le-jardin", "2012-05-03")
    assert shop.summary == "À Montfermeil, un commerce…"
    assert isinstance(fault, SheetError)
    assert "Vide" in str(fault)


def test_a_listing_of_entries_is_read_too():
    one, two = read(ENTRIES)
    assert isinstance(one, Sheet)
    assert isinstance(two, Sheet)
    assert (one.title, one.summary, one.date) == ("Un", "Premier résumé.", "2009-01-02")
    assert two.source == "https://centre.exemple.fr/spip.php?article2"


def test_an_article_cut_short_still_gives_what_it_has():
    (sheet,) = read(ARTICLE[: ARTICLE.index("Une action")])
    assert isinstance(sheet, SheetError)
    (sheet,) = read(ARTICLE[: ARTICLE.index("servait")])
    assert isinstance(sheet, Sheet)
    assert "Un terrain vague" in sheet.body
