"""What a page says of itself and where a listing leads are found in the ways sites write them."""

from __future__ import annotations

import pytest

from indexer.errors import SheetError
from indexer.sources.links import feed_links, leads_of
from indexer.sources.original import Original
from indexer.sources.pagehead import Head

HERE = "https://exemple.fr/fiches/"


def head(inside: str, address: str = "", body: str = "") -> Head:
    html = f"<html><head>{inside}</head><body>{body}</body></html>"
    return Head(Original("a.html", html.encode(), address))


@pytest.mark.parametrize(
    ("inside", "title"),
    [
        ("<title>Le jardin</title>", "Le jardin"),
        ("<title>Le jardin - Un centre</title>", "Le jardin"),
        ("<title>Le jardin | Un centre</title>", "Le jardin"),
        ("<title>Le jardin – Un centre</title>", "Le jardin"),
        ("<title>Après-midi jeux</title>", "Après-midi jeux"),
        ('<title>x</title><meta property="og:title" content="Le jardin">', "Le jardin"),
        ('<meta name="dc.title" content=" Le  jardin ">', "Le jardin"),
        ("", ""),
    ],
)
def test_the_title_is_told_without_the_site(inside, title):
    assert head(inside).title == title


@pytest.mark.parametrize(
    ("inside", "date"),
    [
        ('<meta property="article:published_time" content="2014-06-05T08:00:00Z">', "2014-06-05"),
        ('<meta name="DC.date" content="2014">', "2014"),
        ('<meta name="date" content="5 juin 2014">', "2014-06-05"),
        ('<meta name="date" content="hier">', ""),
        ("", ""),
    ],
)
def test_the_date_is_the_one_the_page_tells(inside, date):
    assert head(inside).date == date


def test_the_date_may_stand_in_the_page():
    assert head("", body='<time datetime="2013-05-14T09:12:33Z">14 mai</time>').date == "2013-05-14"
    assert head("", body='<abbr class="published" title="2009-01-02">x</abbr>').date == "2009-01-02"


@pytest.mark.parametrize(
    ("inside", "told", "address"),
    [
        ('<link rel="canonical" href="https://exemple.fr/a">', "", "https://exemple.fr/a"),
        ('<meta property="og:url" content="https://exemple.fr/b">', "", "https://exemple.fr/b"),
        ('<link rel="canonical" href="https://exemple.fr/a">', HERE, HERE),
        ('<link rel="canonical" href="/relatif">', "", ""),
        ('<link rel="canonical" href="javascript:alert(1)">', "", ""),
        ("", "", ""),
    ],
)
def test_the_address_is_where_it_was_fetched_else_what_it_says(inside, told, address):
    assert head(inside, told).address == address


@pytest.mark.parametrize(
    ("inside", "target", "whole"),
    [
        ("", "un", "https://exemple.fr/fiches/un"),
        ("", "/un", "https://exemple.fr/un"),
        ("", "?debut=10", "https://exemple.fr/fiches/?debut=10"),
        ("", "//autre.fr/un", "https://autre.fr/un"),
        ('<base href="https://exemple.fr/">', "un", "https://exemple.fr/un"),
        ("", "javascript:alert(1)", ""),
        ("", "mailto:a@exemple.fr", ""),
    ],
)
def test_links_become_whole_addresses(inside, target, whole):
    assert head(inside, HERE).absolute(target) == whole


def test_the_site_is_named_else_its_host():
    assert head('<meta property="og:site_name" content="Un centre">', HERE).site == "Un centre"
    assert head("", "https://www.exemple.fr/a").site == "exemple.fr"
    assert head("").site == ""


def leads(body: str, address: str = HERE):
    return leads_of(Original("a.html", f"<html><body>{body}</body></html>".encode(), address))


@pytest.mark.parametrize(
    "body",
    [
        '<a class="lien_article" href="un"><span class="titre">Un</span></a>',
        '<div class="hentry"><h2 class="entry-title"><a href="un">Un</a></h2></div>',
        '<article><h2><a href="un" rel="bookmark">Un</a></h2></article>',
        '<article><h3><a href="un">Un</a></h3></article>',
        '<ul><li><h3><a href="un">Un</a></h3></li></ul>',
        '<main><h2><a href="un">Un</a></h2></main>',
        '<main><ul><li><a href="un">Un</a></li></ul></main>',
        '<div id="content"><ul><li><a href="un#haut">Un</a></li></ul></div>',
    ],
)
def test_sheets_are_linked_from_cards_entries_headings_or_lists(body):
    menu = '<nav><ul><li><a href="/contact">Contact</a></li></ul></nav>'
    assert leads(menu + body).sheets == ("https://exemple.fr/fiches/un",)


def test_the_surest_kind_of_link_is_used_alone():
    body = '<a class="lien_article" href="un">Un</a><main><h2><a href="autre">Autre</a></h2></main>'
    assert leads(body).sheets == ("https://exemple.fr/fiches/un",)


def test_files_and_repeated_links_are_left_out():
    links = "".join(f'<h2><a href="{to}">x</a></h2>' for to in ("a.pdf", "b.jpg", "un", "un#c"))
    assert leads(f"<main>{links}</main>").sheets == ("https://exemple.fr/fiches/un",)


@pytest.mark.parametrize(
    ("href", "followed"),
    [
        ("?debut_articles=10", True),
        ("?debut_articles=10#pagination_articles", True),
        ("?page=2", True),
        ("?start=20", True),
        ("page/2", True),
        ("page/2/", True),
        ("2", True),
        ("?tri=date", False),
        ("/autre?page=2", False),
        ("un", False),
    ],
)
def test_only_steps_of_the_same_listing_are_its_next_pages(href, followed):
    found = leads(f'<div class="pagination"><a href="{href}">x</a></div>').pages
    assert bool(found) is followed


def test_steps_go_on_from_a_later_page():
    body = '<a rel="next" href="/fiches/page/3/">3</a>'
    assert leads(body, "https://exemple.fr/fiches/page/2/").pages == (
        "https://exemple.fr/fiches/page/3/",
    )


@pytest.mark.parametrize(
    ("xml", "sheets", "pages"),
    [
        (
            "<rss><channel><item><link>https://e.fr/1</link></item>"
            "<item><link> https://e.fr/2 </link></item></channel></rss>",
            ("https://e.fr/1", "https://e.fr/2"),
            (),
        ),
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
            'xmlns="http://purl.org/rss/1.0/"><item><link>https://e.fr/1</link></item></rdf:RDF>',
            ("https://e.fr/1",),
            (),
        ),
        (
            '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link rel="self" href="https://e.fr/s"'
            '/><link rel="alternate" href="https://e.fr/1"/></entry></feed>',
            ("https://e.fr/1",),
            (),
        ),
        (
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url>'
            "<loc>https://e.fr/1</loc></url></urlset>",
            ("https://e.fr/1",),
            (),
        ),
        (
            "<sitemapindex><sitemap><loc>https://e.fr/a.xml</loc></sitemap></sitemapindex>",
            (),
            ("https://e.fr/a.xml",),
        ),
    ],
    ids=["rss", "rdf", "atom", "sitemap", "sitemap index"],
)
def test_feeds_and_sitemaps_lead_to_their_sheets(xml, sheets, pages):
    found = leads_of(Original("a.xml", f'<?xml version="1.0"?>{xml}'.encode(), HERE))
    assert (found.sheets, found.pages) == (sheets, pages)


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "b">]><rss>&a;</rss>',
        b'<?xml version="1.0"?><autre/>',
        b'<?xml version="1.0"?>' + b"<rss>" * 1_100_000,
    ],
)
def test_other_xml_is_no_feed(data):
    assert feed_links(Original("a.xml", data, HERE)) is None


def test_an_empty_feed_is_told():
    with pytest.raises(SheetError, match="well-formed"):
        feed_links(Original("a.xml", b"", HERE))


@pytest.mark.parametrize("data", [b" ", b"<?xml version='1.0'?>", b"\xff\xfe", b"<a"])
def test_what_is_cut_short_is_no_feed(data):
    assert feed_links(Original("a.xml", data, HERE)) is None
