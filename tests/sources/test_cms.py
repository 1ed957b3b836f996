"""Pages of WordPress and Drupal keep captions, files, notes and fields, and lose the furniture."""

from __future__ import annotations

import pytest

from indexer.sources.cms import is_wordpress
from indexer.sources.original import Original
from indexer.sources.pagehead import Head
from indexer.sources.webpage import read_webpage
from indexer.vocabulary import Sheet

WORDPRESS = """<!DOCTYPE html><html lang="fr-FR"><head>
<title>Une conciergerie à Roubaix &#8211; Réseau</title><meta name="author" content="webmaster" />
<link rel="canonical" href="https://reseau.exemple.fr/2021/06/conciergerie/" />
<meta property="og:site_name" content="Réseau" />
<meta property="article:published_time" content="2021-06-14T08:30:00+00:00" />
<meta name="description" content="La conciergerie rend des services aux habitants [&hellip;]" />
</head><body class="single single-post postid-812"><header class="site-header">
<p class="site-title">Réseau</p><nav><ul><li><a href="/lyon">Lyon</a></li></ul></nav></header>
<article id="post-812" class="post-812 post hentry"><header class="entry-header">
<h1 class="entry-title">Une conciergerie à Roubaix</h1><div class="entry-meta">par webmaster</div>
</header><div class="entry-content">
<p class="has-drop-cap">La conciergerie rend des services aux habitants de l’Alma : colis, travaux.
</p><div class="wp-block-image"><figure class="alignright"><img src="x.jpg" alt=""/>
<figcaption>Le local</figcaption></figure></div><h2>Pourquoi&nbsp;?</h2>
<p>Trois habitants sur dix renoncent<sup class="fn"><a href="#fn1" id="ref1">1</a></sup>.</p>
<figure class="wp-block-table"><table><tbody><tr><th>Année</th><th>Adhérents</th></tr><tr>
<td>2017</td><td>80</td></tr></tbody></table><figcaption>Source : rapport</figcaption></figure>
<blockquote class="wp-block-quote"><p>On vient pour un colis.</p><cite>Nadia</cite></blockquote>
<div class="wp-block-file"><a href="/uploads/bilan.pdf">Bilan</a><a href="/uploads/bilan.pdf"
 class="wp-block-file__button" download>Télécharger</a></div>
<ol class="wp-block-footnotes"><li id="fn1">Enquête de 2016. <a href="#ref1">↩︎</a></li></ol>
<div class="sharedaddy"><h3>Partager :</h3><ul><li><a href="/x">Partager sur X</a></li></ul></div>
<div id="jp-relatedposts"><h3>Articles similaires</h3><p>Une régie à Marseille</p></div></div>
<footer class="entry-footer">Étiqueté Alma</footer></article>
<div id="comments" class="comments-area"><h2>2 réflexions</h2><p>Bravo depuis Nantes</p></div>
<aside><h2>Récents</h2><p>Un jardin à Toulouse</p></aside></body></html>"""

DRUPAL = """<!DOCTYPE html><html lang="fr"><head><title>Une maison du projet | Territoires</title>
<link rel="canonical" href="https://territoires.exemple.fr/experience/maison" /></head>
<body class="path-node"><header><a href="/">Territoires</a></header><main role="main">
<h1><span class="field field--name-title">Une maison du projet</span></h1>
<article class="node node--type-experience"><div class="node__content">
<div class="field field--name-field-porteur field--label-inline"><div class="field__label">Porteur
</div><div class="field__item">Grand Lyon Habitat</div></div>
<div class="field field--name-field-commune"><div class="field__label">Commune</div>
<div class="field__items"><div class="field__item"><a href="/v">Vénissieux</a></div></div></div>
<div class="field field--name-field-annee"><div class="field__label">Année</div>
<div class="field__item"><time datetime="2017-01-01T12:00:00Z">2017</time></div></div>
<div class="field field--name-field-public"><div class="field__label">Public</div>
<div class="field__items"><div class="field__item">Locataires</div><div class="field__item">Écoles
</div></div></div><div class="field field--name-field-chapo field__item">
<p>Un lieu ouvert.</p></div>
<div class="clearfix text-formatted field field--name-body field__item"><h2>Contexte</h2>
<p>Le quartier vit une rénovation depuis 2005. Les habitants demandaient un lieu où s’informer et
 donner leur avis.</p><ul><li>expositions,</li><li>balades.</li></ul></div>
<div class="field field--name-field-fichiers"><div class="field__label">Pièces jointes</div>
<div class="field__item"><a href="/files/plaquette.pdf">Plaquette</a></div></div></div></article>
</main><footer>Ministère, Paris</footer></body></html>"""


def read(html: str) -> Sheet:
    (found,) = read_webpage(Original("page.html", html.encode()))
    assert isinstance(found, Sheet)
    return found


def told(sheet: Sheet) -> list[tuple[str, str]]:
    return [(s.heading, s.html.replace("\n", "")) for s in sheet.sections]


def test_an_article_of_wordpress_is_read_whole():
    sheet = read(WORDPRESS)
    assert sheet.title == "Une conciergerie à Roubaix"
    assert sheet.summary.endswith("aux habitants de l’Alma : colis, travaux.")
    assert (sheet.date, sheet.publisher, sheet.structure) == ("2021-06-14", "Réseau", "")
    assert told(sheet) == [
        ("", "<p>Illustration : Le local</p>"),
        (
            "Pourquoi\N{NO-BREAK SPACE}?",
            "<p>Trois habitants sur dix renoncent<sup>1</sup>.</p>"
            "<table><tbody><tr><th>Année</th><th>Adhérents</th></tr><tr><td>2017</td><td>80</td></tr>"
            "</tbody></table><p>Source : rapport</p><blockquote><p>On vient pour un colis.</p>"
            "<p><cite>Nadia</cite></p></blockquote>"
            '<p><a href="https://reseau.exemple.fr/uploads/bilan.pdf">Bilan</a></p>',
        ),
        ("Notes", "<ol><li>Enquête de 2016.</li></ol>"),
    ]


@pytest.mark.parametrize("furniture", ["Partager", "Marseille", "Nantes", "Toulouse", "Lyon"])
def test_what_surrounds_an_article_of_wordpress_is_left_out(furniture):
    assert furniture not in read(WORDPRESS).body


def test_fields_of_a_drupal_node_are_fields_of_the_sheet():
    sheet = read(DRUPAL)
    assert (sheet.title, sheet.summary) == ("Une maison du projet", "Un lieu ouvert.")
    assert (sheet.structure, sheet.territories) == ("Grand Lyon Habitat", ("com:69259",))
    assert (sheet.date, sheet.audience) == ("2017", "Locataires ; Écoles")
    assert sheet.source == "https://territoires.exemple.fr/experience/maison"


def test_a_labelled_field_without_a_place_of_its_own_is_a_part_of_the_sheet():
    sheet = read(DRUPAL)
    link = "https://territoires.exemple.fr/files/plaquette.pdf"
    assert [s.heading for s in sheet.sections] == ["Contexte", "Pièces jointes"]
    assert told(sheet)[1] == ("Pièces jointes", f'<p><a href="{link}">Plaquette</a></p>')
    assert "Paris" not in sheet.body


def test_old_drupal_names_its_fields_otherwise():
    old = DRUPAL.replace("field--name-", "field-name-").replace("field__", "field-")
    assert read(old) == read(DRUPAL)


def test_a_listing_of_teasers_is_not_taken_for_one_article():
    teaser = '<article class="post"><div class="entry-content"><p>{}</p></div></article>'
    body = "".join(teaser.format(f"Une action numéro {n}. " * 12) for n in range(3))
    page = f"<html><head><title>Nos actions</title></head><body>{body}</body></html>"
    assert not is_wordpress(Head(Original("page.html", page.encode())))
    assert is_wordpress(Head(Original("page.html", WORDPRESS.encode())))
