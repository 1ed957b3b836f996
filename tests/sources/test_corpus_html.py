"""A corpus page is read strictly, and what is written is read back the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.errors import SheetError
from indexer.sources import read_sheet
from indexer.sources.article import clean_sections
from indexer.sources.corpus_html import parse_sheet, write_sheet
from indexer.vocabulary import Section, Sheet

MINIMAL = """<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>Jardin</title>
<meta name="DC.identifier" content="jardin">
<meta name="DC.title" content="Un jardin partagé">
{}
</head><body><article>{}</article></body></html>
"""


def page(metas: str = "", article: str = "<p>Des habitants jardinent.</p>") -> str:
    return MINIMAL.format(metas, article)


def test_identifier_title_and_text_make_a_good_sheet():
    sheet = parse_sheet(page())
    assert (sheet.id, sheet.title, sheet.body) == (
        "jardin",
        "Un jardin partagé",
        "Des habitants jardinent.",
    )
    assert (sheet.summary, sheet.date, sheet.territories, sheet.themes) == ("", "", (), ())


def test_every_field_is_read():
    sheet = parse_sheet(
        page(
            '<meta name="DC.description" content="Un résumé.">'
            '<meta name="DC.subject" content="logement">'
            '<meta name="DC.subject" content="justice">'
            '<meta name="DC.coverage" content="com:93071">'
            '<meta name="DC.coverage" content="dep:2A">'
            '<meta name="DC.date" content="2010-04"><meta name="DC.creator" content="Actis">'
            '<meta name="DC.audience" content="locataires">'
            '<meta name="DC.publisher" content="Un centre"><meta name="DC.source" content="Page">'
            '<meta name="DC.rights" content="Licence Ouverte">'
            '<meta name="DC.language" content="fr">'
        )
    )
    assert sheet.summary == "Un résumé."
    assert sheet.themes == ("logement", "justice")
    assert sheet.territories == ("com:93071", "dep:2A")
    assert (sheet.date, sheet.year, sheet.structure) == ("2010-04", 2010, "Actis")
    assert (sheet.audience, sheet.publisher, sheet.source) == ("locataires", "Un centre", "Page")
    assert (sheet.rights, sheet.language) == ("Licence Ouverte", "fr")


def test_names_of_fields_are_read_in_any_case():
    text = page('<meta name="dc.Date" content="2009">').replace("DC.title", "dc.TITLE")
    assert parse_sheet(text).year == 2009


def test_a_quartier_is_named_under_its_commune_and_keeps_its_name():
    sheet = parse_sheet(page('<meta name="DC.coverage" content="qt:93071:Cité des Beaudottes">'))
    assert sheet.territories == ("qt:93071:cite-des-beaudottes",)
    assert sheet.territory_labels == (("qt:93071:cite-des-beaudottes", "Cité des Beaudottes"),)


def test_title_and_summary_repeated_in_the_article_are_not_text_a_second_time():
    sheet = parse_sheet(
        page(
            '<meta name="DC.description" content="L’eau est à tous.">',
            "<header><h1>Un jardin\npartagé</h1></header>"
            "<p>L'eau est <b>à tous</b>.</p><p>Suite.</p>",
        )
    )
    assert (sheet.summary, sheet.body) == ("L’eau est à tous.", "Suite.")


def test_a_first_paragraph_that_says_more_than_the_summary_is_kept():
    sheet = parse_sheet(
        page('<meta name="DC.description" content="L’eau.">', "<p>L’eau est à tous.</p>")
    )
    assert sheet.body == "L’eau est à tous."


def test_a_summary_alone_is_text_enough():
    sheet = parse_sheet(
        page('<meta name="DC.description" content="Tout est là.">', "<h1>Un jardin partagé</h1>")
    )
    assert (sheet.summary, sheet.sections) == ("Tout est là.", ())


def test_headings_part_the_sections():
    sheet = parse_sheet(page(article="<p>Début</p><h2>Le <em>contexte</em></h2><p>A</p><h3>B</h3>"))
    assert [(s.heading, s.text, s.level) for s in sheet.sections] == [
        ("", "Début", 2),
        ("Le contexte", "A", 2),
        ("B", "", 3),
    ]


def test_no_break_spaces_are_kept_and_line_breaks_joined():
    sheet = parse_sheet(page('<meta name="DC.description" content="«\u00a0mieux\n  vivre\u00a0»">'))
    assert sheet.summary == "«\u00a0mieux vivre\u00a0»"


@pytest.mark.parametrize(
    ("broken", "line", "says"),
    [
        (page().replace('<meta name="DC.identifier" content="jardin">', ""), 1, "DC.identifier"),
        (page().replace("Un jardin partagé", " "), 1, "DC.title is missing"),
        (page().replace('"jardin"', '"Jardin 1"'), 3, "a-z, 0-9"),
        (page().replace('"jardin"', '"' + "a" * 82 + '"'), 3, "81 characters"),
        (page('<meta name="DC.date" content="2010-02-30">'), 5, "YYYY"),
        (page('<meta name="DC.date" content="avril 2010">'), 5, "YYYY"),
        (page('\n<meta name="DC.coverage" content="93">'), 6, "level"),
        (page('<meta name="DC.coverage" content="qt:93071:…">'), 5, "level"),
        (page('<meta name="DC.subject" content="Emploi des femmes">'), 5, "slug"),
        (page('<meta name="DC.title" content="Autre">'), 5, "2 times"),
        (page().replace("article", "div"), 1, "no <article>"),
        (page().split("</article>")[0], 6, "never closed"),
        (page(article=" <p> </p><!-- <p>rien</p> -->"), 6, "no text"),
        (page(article="<div>" * 201 + "x"), 6, "200 deep"),
        (page(article="<p>" + "x" * 1_000_001), 6, "1000 kB"),
    ],
)
def test_a_fault_is_told_with_its_line_and_what_to_do(tmp_path, broken, line, says):
    file = tmp_path / "a.html"
    file.write_text(broken, encoding="utf-8")
    with pytest.raises(SheetError) as caught:
        read_sheet(file)
    assert caught.value.line == line
    assert caught.value.path == str(file)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (page().encode("latin-1"), "UTF-8"),
        (page().encode("utf-16"), "UTF-8"),
        (page("\0").encode(), "NUL"),
        (b"<p>" * 600_000, "larger than"),
        (b"", "no <article>"),
    ],
)
def test_bytes_that_are_no_page_are_refused(tmp_path, data, says):
    file = tmp_path / "a.html"
    file.write_bytes(data)
    with pytest.raises(SheetError, match=says):
        read_sheet(file)


def test_a_missing_file_is_a_fault_of_that_file(tmp_path):
    with pytest.raises(SheetError, match="cannot be opened"):
        read_sheet(tmp_path / "none.html")


PLAIN = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1
)
LINES = st.lists(PLAIN, min_size=1, max_size=6).map(" ".join)
OPTIONAL = st.just("") | LINES
TAGS = "p div ul li td tr table b sup a h2 h4 blockquote dl dt pre span"
HTML = st.recursive(
    LINES.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;")),
    lambda inner: st.builds(
        "<{0}>{1}</{0}>".format,
        st.sampled_from(TAGS.split()),
        st.lists(inner, max_size=4).map("".join),
    ),
)
PLACES = st.sampled_from(
    ["reg:11", "dep:2B", "com:93071", "arm:75103", "epci:200093201", "ept:200057867", "qp:QP093001"]
)
SHEETS = st.builds(
    Sheet,
    id=st.from_regex(r"[a-z0-9][a-z0-9-]{0,80}", fullmatch=True),
    title=LINES,
    summary=LINES,
    sections=HTML.map(clean_sections),
    themes=st.lists(st.sampled_from(["logement", "emploi-femmes"]), unique=True).map(tuple),
    territories=st.lists(PLACES, unique=True).map(tuple),
    date=st.sampled_from(["", "2010", "2010-04", "2010-04-30"]),
    structure=OPTIONAL,
    audience=OPTIONAL,
    publisher=OPTIONAL,
    source=OPTIONAL,
    rights=OPTIONAL,
)


@settings(max_examples=200, deadline=None)
@given(SHEETS)
def test_reading_what_was_written_gives_the_sheet_back(sheet):
    assert parse_sheet(write_sheet(sheet)) == sheet


def test_a_quartier_and_quotes_survive_writing():
    sheet = Sheet(
        id="a",
        title='"Des murs" & <toits>',
        summary="1 < 2 & “3”",
        sections=(Section("Un “titre” & <deux>", "<p>x &amp; y</p>", "x & y"),),
        territories=("qt:78440:grand-ouest", "dep:78"),
        territory_labels=(("qt:78440:grand-ouest", "Grand Ouest"),),
    )
    assert parse_sheet(write_sheet(sheet)) == sheet
