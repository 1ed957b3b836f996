"""Faults of HTML are told where an editor made them, and good HTML has none."""

from __future__ import annotations

import pytest

from indexer.sources.markup import MAX_FAULTS, markup_faults

PAGE = """<!DOCTYPE html>
<html><head><title>t</title></head><body>
<article>
{}
</article></body></html>"""


def faults(article: str) -> list[tuple[str, int]]:
    return [(fault.code, fault.line) for fault in markup_faults(PAGE.format(article))]


@pytest.mark.parametrize(
    "article",
    [
        "<p>a</p>",
        "<p>a<p>b",
        "<ul><li>a<li>b</ul>",
        "<ul><li><p>a<li><p>b</ul>",
        "<dl><dt>a<dd>b<dt>c<dd>d</dl>",
        "<table><tr><td>a<td>b<tr><th>c</table>",
        "<table><thead><tr><th>a<tbody><tr><td>b</table>",
        "<p>a<ul><li>b</ul>",
        "<p>a<h2>b</h2>",
        "a<br>b<br/>c<hr>",
        "<p>3 < 4 & 5 > 2</p>",
        "<!-- <b> --><p>a</p>",
        "<p title='a > b'>x</p>",
        "<div><section><p>a</section></div>",
        "<A HREF='x'>a</a>",
    ],
)
def test_good_html_has_no_fault(article):
    assert faults(article) == []


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        ("<p>a <b>b</p>", [("html-unclosed", 4)]),
        ("<p>a</p>\n<div>\n<p>b", [("html-unclosed", 5)]),
        ("<b><i>a</b></i>", [("html-unclosed", 4), ("html-stray-end", 4)]),
        ("<p>a</p>\n</p>", [("html-stray-end", 5)]),
        ("a</li>", [("html-stray-end", 4)]),
        ("<p>a<ul><li>b</ul></p>", [("html-stray-end", 4)]),
        ("\n<img src=x>", [("html-not-kept", 5)]),
        ("<script>alert('</b>')</script>", [("html-not-kept", 4)]),
        ("<iframe></iframe>", [("html-not-kept", 4)]),
        ("<a href=x>a", [("html-unclosed", 4)]),
        ("<ul><li>a", [("html-unclosed", 4)]),
        ("<table><tr><td>a", [("html-unclosed", 4)]),
    ],
)
def test_each_fault_is_told_on_its_line(article, expected):
    assert faults(article) == expected


def test_faults_outside_the_article_are_told_too():
    text = PAGE.format("<p>a</p>").replace("<title>t</title>", "").replace("<!DOCTYPE html>", "")
    codes = {fault.code for fault in markup_faults(text)}
    assert codes == {"no-doctype", "no-page-title"}


def test_images_and_scripts_outside_the_article_are_no_fault():
    text = PAGE.format("<p>a</p>").replace("</article>", "</article><img src=x><script></script>")
    assert markup_faults(text) == []


def test_only_the_first_faults_of_a_file_are_told():
    assert len(faults("</b>" * 500)) == MAX_FAULTS
    assert len(faults("<b>" * 500)) == MAX_FAULTS
