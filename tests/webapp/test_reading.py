"""Reading a whole sheet: marks and acronyms never change its text nor break its HTML."""

from __future__ import annotations

import re
from html import escape

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from indexer import Section, Sheet
from tests.webapp.test_pages import soup
from webapp.reading import MAX_PASSAGES, shown

MEANINGS = {"CHRS": "centre d’hébergement", "AB": 'a "b" <c>'}


def finder(*words: str):
    pattern = re.compile("|".join(words) or r"(?!)", re.IGNORECASE)
    return lambda text: tuple(m.span() for m in pattern.finditer(text) if m.group())


def read(html: str, *words: str):
    sheet = Sheet("a", "Titre", sections=(Section("", html, ""),))
    return shown(sheet, finder(*words), MEANINGS)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Des femmes</p>", '<p>Des <mark id="passage-1" tabindex="-1">femmes</mark></p>'),
        (
            "<p>la <b>fem</b>me</p>",
            '<p>la <b><mark id="passage-1" tabindex="-1">fem</mark></b><mark>me</mark></p>',
        ),
        (
            '<p><a href="?a=1&amp;b=2">x &lt; y</a></p>',
            '<p><a href="?a=1&amp;b=2">x &lt; y</a></p>',
        ),
        ("<p>CHRS, CHRS</p>", '<p><abbr title="centre d’hébergement">CHRS</abbr>, CHRS</p>'),
        ("<p>AB</p>", '<p><abbr title="a &quot;b&quot; &lt;c&gt;">AB</abbr></p>'),
        ("<p>a<br>b</p>", "<p>a<br>b</p>"),
    ],
)
def test_text_is_cut_at_marks_and_acronyms(html, expected):
    assert read(html, "femme(?:s)?").sections[0].html == expected


def test_each_block_is_one_passage_and_only_the_first_ones_are_reached():
    result = read("<p>mot et mot</p><p>rien</p>" + "<p>mot</p>" * 20, "mot")
    assert result.passages == MAX_PASSAGES
    ids = re.findall(r'id="passage-(\d+)"', result.sections[0].html)
    assert ids == [str(n) for n in range(1, MAX_PASSAGES + 1)]
    assert result.sections[0].html.count("<mark") == 22


TEXTS = st.text(st.sampled_from("ab CHRS<>&\"'é "), max_size=30)


@given(st.lists(TEXTS, max_size=5), st.sampled_from(["a", "b ", "CH", "é", "."]))
def test_reading_changes_no_text(texts, word):
    source = "".join(f"<p>{escape(t)} <em>{escape(t)}</em></p>" for t in texts)
    rendered = read(source, re.escape(word)).sections[0].html if source else ""
    plain, after = (BeautifulSoup(h, "html.parser").get_text() for h in (source, rendered))
    assert "".join(after.split()) == "".join(plain.split())


def test_a_sheet_marks_the_search_that_led_to_it(client):
    page = soup(client, "/fiches/fit-une-femme-un-toit?q=femmes")
    marks = page.select(".sheet mark")
    assert {m.get_text().lower() for m in marks} == {"femmes"}
    assert page.select_one("#passage-1").name == "mark"
    links = page.select("nav.jump a")
    assert len(links) == 2
    for link in links:
        assert page.select_one(link["href"]).name == "mark"
    assert not soup(client, "/fiches/fit-une-femme-un-toit").select("mark, nav.jump")


def test_acronyms_are_explained_in_the_text_and_in_a_list(client):
    page = soup(client, "/fiches/fit-une-femme-un-toit")
    assert page.select_one("abbr[title='centre d’hébergement']").get_text() == "CHRS"
    assert "CHRS centre d’hébergement" in page.select_one("dl.acronyms").get_text(" ", strip=True)
    assert not page.select("dl.acronyms script, abbr script")
