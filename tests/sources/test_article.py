"""An article becomes safe sections whose text loses no word and glues none."""

from __future__ import annotations

import nh3
import pytest

from indexer.sources.article import ArticleError, check_bounds, clean_sections, nesting


def text(html: str) -> str:
    return "\n\n".join(s.text for s in clean_sections(html))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>le 3<sup>e</sup> arrondissement</p>", "le 3e arrondissement"),
        ("<p>le 1<sup>er</sup> mai, la 2<sup>nde</sup></p>", "le 1er mai, la 2nde"),
        ("<p>M<sup>me</sup> Ouadah, D<sup>r</sup> X</p>", "Mme Ouadah, Dr X"),
        ("<p>le 1<sup>er</sup>jour, n<sup>o</sup>12</p>", "le 1er jour, n°12"),
        ("<p>n<sup>o</sup> 12</p>", "n° 12"),
        ("<p>120 m<sup>2</sup> et 10<sup>3</sup></p>", "120 m² et 10³"),
        ("<p>CO<sub>2</sub></p>", "CO2"),
        ("<p>du CO<sup>2</sup> et l’ANAH<sup>2</sup></p>", "du CO2 et l’ANAH"),
        ("<p>une <sup>1</sup>/<sub>2</sub> part</p>", "une 1/2 part"),
        ("<p>un toit<sup>1</sup> accueille</p>", "un toit accueille"),
        ("<p>un toit<sup>[12]</sup>, et</p>", "un toit, et"),
        ("<p>un toit<sup><a href='#nb1'>1</a></sup>.</p>", "un toit."),
        ("<p>un toit<a href='#nb1'>(1)</a>.</p>", "un toit."),
        ("<p>un toit<sup>voir plus bas</sup> accueille</p>", "un toit voir plus bas accueille"),
        ("<p>prix<sup>*</sup></p>", "prix"),
    ],
)
def test_a_raised_text_is_read_by_what_it_says(html, expected):
    assert text(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<div>un</div><div>deux</div>", "un\n\ndeux"),
        ("<p>un<br>deux</p>", "un\ndeux"),
        ("<p>mot<b>gras</b>suite <i>x</i></p>", "motgrassuite x"),
        ("<ul><li>un<li>deux<ul><li>trois</ul></ul>", "un\ndeux\ntrois"),
        ("<table><tr><th>Qui<th>Combien<tr><td>A<td>3 €</table>", "Qui Combien\nA 3 €"),
        ("<table><caption>Prix</caption><tr><td><p>a</p><p>b</p></table>", "Prix\na b"),
        ("<dl><dt>Mot<dd>Sens</dl>", "Mot\nSens"),
        ("<blockquote>a<p>b</blockquote>", "a\nb"),
        ("<section>a<custom-box>b</custom-box></section>", "ab"),
        ("<details><summary>Voir</summary>Texte</details>", "Voir\n\nTexte"),
        ("<figure><img src=x><figcaption>Légende</figcaption></figure>", "Légende"),
        ("<p>a\n   b\u00a0: c</p>", "a b\u00a0: c"),
        ("<a href='/x'><span>Titre</span><p>Chapô</p></a>", "Titre\n\nChapô"),
        ("<ul>perdu ?<li>non</ul>", "perdu ?\nnon"),
        ("<ul><b>un</b> deux<li>non</ul>", "un deux\nnon"),
        ("<dl><div><dt>a<dd>b</div><p>c</dl>", "a\nb\nc"),
        ("<li>a<li>b", "a\n\nb"),
        ("<ul><ul><li>a</ul><h3>b</h3></ul>", "a\nb"),
        ("<p>a<pre>b\n c</pre>", "a\n\nb\n c"),
    ],
)
def test_blocks_part_the_text_and_words_stay_whole(html, expected):
    assert text(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script><p onclick=x()>a</p>",
        "<svg><script>alert(1)</script></svg><p>a</p>",
        "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math><p>a</p>",
        "<p><a href='javascript:alert(1)'>a</a></p>",
        "<p><a href=' jAvAsCrIpT&colon;alert(1)'>a</a></p>",
        "<p id=x class=y style='color:red'>a</p>",
        "<iframe src=//x></iframe><form><input name=q></form><p>a</p>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></p></noscript><p>a</p>",
        "<table><td><style></td><img src onerror=alert(1)></style></table><p>a</p>",
    ],
)
def test_nothing_active_is_left(html):
    kept = "".join(s.html for s in clean_sections(html))
    assert "alert(1)>" not in kept
    for active in (
        "<script",
        "onerror=",
        "onclick=",
        "javascript:",
        "style=",
        "id=",
        "<svg",
        "<img",
    ):
        assert active not in kept.replace("&lt;", "")
    assert "a" in kept


def test_cleaning_a_clean_section_again_changes_nothing():
    html = (
        "<p>a <a href='https://exemple.fr/?a=1&amp;b=é'>lien</a> &lt;b&gt;</p><ul><li>x</li></ul>"
    )
    first = clean_sections(html)
    assert clean_sections(first[0].html) == first
    assert nh3.clean(first[0].html, link_rel=None) == first[0].html


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a</p> \n <p>b</p>", "<p>a</p>\n<p>b</p>"),
        (" \u00a0<b>a</b> ", "<p>\u00a0<b>a</b></p>"),
        ("<ul>\n<li> a  <b>b</b>\n</li>\n</ul>", "<ul><li>a <b>b</b></li></ul>"),
        ("<ul><li>\u00a0<br></li><li>a</li></ul>", "<ul><li>a</li></ul>"),
        ("<ul><li lang=fr><p>a</p></li></ul>", '<ul><li lang="fr">a</li></ul>'),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "<ul><li><p>a</p><ul><li>b</li></ul></li></ul>"),
        (
            "<table><tr><td colspan=2><b> </b></td><td>a</td></table>",
            '<table><tbody><tr><td colspan="2"></td><td>a</td></tr></tbody></table>',
        ),
        ("<pre>\n a  b\n</pre>\n c \t d", "<pre> a  b</pre>\n<p>c d</p>"),
    ],
)
def test_the_normal_form_holds_what_says_something_and_nothing_around_it(html, expected):
    (section,) = clean_sections(html)
    assert section.html == expected


def test_empty_cells_keep_their_place_and_empty_rows_go():
    html = "<table><tr><td>a<td><td>b<tr><td> <td>&nbsp;</table>"
    (section,) = clean_sections(html)
    assert section.html == ("<table><tbody><tr><td>a</td><td></td><td>b</td></tr></tbody></table>")
    assert section.text == "a b"


def test_two_hundred_levels_pass_and_one_more_does_not():
    check_bounds("<div>" * 200)
    with pytest.raises(ArticleError):
        check_bounds("<div>" * 201)


def test_one_megabyte_passes_and_one_byte_more_does_not():
    check_bounds("é" * 500_000)
    with pytest.raises(ArticleError):
        check_bounds("é" * 500_000 + "a")


def test_left_out_end_tags_are_no_depth():
    assert nesting("<p>a" * 500 + "<ul>" + "<li>b" * 500, 200) == 3
    assert nesting("<table>" + "<tr><td>b" * 500, 200) == 3


def test_closed_elements_and_comments_are_no_depth():
    assert nesting("<div></div>" * 500 + "<!-- " + "<div>" * 500 + " -->" + "<br>" * 500, 200) == 1


@pytest.mark.parametrize(
    "html",
    [
        "<blockquote><h2><span><h2>0</h2></span></h2></blockquote>",
        "<h2><b><h3>Un titre</h3></b></h2><p>texte</p>",
        "<h2>avant<h3>dedans</h3>après</h2>",
    ],
)
def test_a_heading_around_a_heading_is_none(html):
    """Tags left open make such pages; reading what was cleaned must change nothing."""
    once = clean_sections(html)
    assert clean_sections("\n".join(_written(section) for section in once)) == once


def _written(section):
    heading = f"<h{section.level}>{section.heading}</h{section.level}>" if section.heading else ""
    return heading + section.html
