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
    headings = [s.heading for s in article.sections if s.heading]
    assert headings == ["Le contexte", "Post-scriptum", "Notes"]
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


#: As the squelettes shipped with SPIP 4 write it.
SHIPPED = """<!DOCTYPE html><html dir="ltr" lang="fr" class="ltr fr no-js"><head>
<title>Une femme, un toit - Centre exemple</title>
<meta name="description" content=" Située dans le 3e arrondissement de Paris, l’association " />
<meta name="generator" content="SPIP 4.1.5" /><base href="https://www.exemple.fr/"></head>
<body class="pas_surlignable page_article article composition"><div class="page">
<header class="header" role="banner"><h1 class="spip_logo_site"><a rel="start home"
 href="https://www.exemple.fr/" title="Accueil">Centre exemple</a></h1></header>
<div class="main" role="main"><p class="arbo"><a href="/">Accueil</a> &gt; Fiches</p>
<div class="article vcard"><div class="cartouche">
<h1 class="crayon article-titre-1234 entry-title" itemprop="name headline">Une femme, un toit</h1>
<p class="publication"><time pubdate="pubdate" datetime="2013-05-14T09:12:33Z">14 mai</time>
<span class="authors">par <a class="url fn spip_in" href="auteur1">Jeanne</a></span></p></div>
<div class="crayon article-chapo-1234 chapo surlignable"><p>Située dans le 3<sup
 class="typo_exposants">e</sup> arrondissement de Paris, l’association accueille.</p></div>
<div class="crayon article-texte-1234 texte surlignable"><h2 class="spip">Le public</h2>
<p>Le texte<span class="spip_note_ref">&nbsp;[<a href="#nb2-1" class="spip_note"
 id="nh2-1">1</a>]</span>.</p><div class="spip_document_12 spip_documents"><figure><a
 href="IMG/x.pdf"><img src="x.png" alt="" /></a><figcaption class="spip_doc_legende"><div
 class="spip_doc_titre"><strong>La plaquette</strong></div></figcaption></figure></div></div></div>
<div class="notes surlignable"><h2 class="h2 pas_surlignable">Notes</h2><div id="nb2-1"><p><span
 class="spip_note_ref">[<a href="#nh2-1" class="spip_note">1</a>]&nbsp;</span>La note.</p></div>
</div><div class="comments"><h2>Commentaires</h2><p>Bravo</p></div></div><aside class="aside">
<h2>Dans la même rubrique</h2><ul><li><a href="autre">Autre</a></li></ul></aside></div></body>
</html>"""


def test_an_article_of_the_shipped_squelettes_is_read_whole():
    (sheet,) = read(SHIPPED)
    assert isinstance(sheet, Sheet)
    assert sheet.title == "Une femme, un toit"
    assert sheet.summary.startswith("Située dans le 3e arrondissement")
    assert (sheet.date, sheet.publisher) == ("2013-05-14", "Centre exemple")
    assert sheet.body == "Le public\n\nLe texte.\n\nLa plaquette\n\nNotes\n\nLa note."


@pytest.mark.parametrize("parser_trap", ["<p>", "<div>", "<li>", "</article>", "<b>"])
def test_stray_elements_around_a_card_lose_no_summary(parser_trap):
    html = LISTING.replace(
        '<span class="introduction">', f'{parser_trap}<span class="introduction">'
    )
    found = [sheet for sheet in read(html) if isinstance(sheet, Sheet)]
    assert "À Montfermeil, un commerce…" in [sheet.summary for sheet in found]


def test_a_listing_with_a_text_of_its_own_is_still_a_listing():
    html = LISTING.replace("<ul", '<div class="texte"><p>Nos fiches, par ordre.</p></div><ul', 1)
    assert [s.title for s in read(html) if isinstance(s, Sheet)] == ["Le jardin", "La boutique"]


def test_an_article_with_cards_beside_it_is_still_an_article():
    cards = LISTING[LISTING.index("<ul") : LISTING.index("<p class")]
    (sheet,) = read(ARTICLE.replace("<footer>", f"<aside>{cards}</aside><footer>"))
    assert isinstance(sheet, Sheet)
    assert sheet.title == "Le jardin des 3e étages"
    assert "La boutique" not in sheet.body
