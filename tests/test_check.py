"""``check_corpus`` tells every fault with its file, its line and what to do."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from indexer.check import check_corpus, faults_json
from indexer.declared import Vocabulary
from indexer.errors import CorpusError
from indexer.knowledge.gazetteer import Gazetteer
from indexer.sources.corpus_html import parse_sheet
from indexer.vocabulary import Theme

ROOT = Path(__file__).parents[1]
THEMES = tuple(Theme(slug, slug) for slug in ("logement", "emploi-femmes", "commerce", "justice"))
GOOD = """<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<title>Jardin</title>
<meta name="DC.identifier" content="jardin">
<meta name="DC.title" content="Un jardin partagé">
<meta name="DC.date" content="2012">
</head>
<body>
<article>
<p>Des habitants jardinent ensemble au pied des tours.</p>
</article>
</body>
</html>
"""
FIELD = '<meta name="DC.date" content="2012">'


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer.load()


@pytest.fixture
def check(tmp_path, gazetteer):
    def run(*pages: str):
        for number, text in enumerate(pages):
            (tmp_path / f"{number}.html").write_text(text, encoding="utf-8")
        return check_corpus([tmp_path], Vocabulary(THEMES, gazetteer))

    return run


def test_a_good_sheet_has_no_fault(check):
    assert check(GOOD) == []


@pytest.mark.parametrize(
    ("change", "code", "line", "says"),
    [
        (("DC.title", "DC.titel"), "unknown-name", 7, "did you mean DC.title?"),
        (("DC.title", "DC.titel"), "missing-title", 1, "DC.title is missing"),
        (("DC.date", "DC.auteur"), "unknown-name", 8, "did you mean DC.creator?"),
        (("DC.date", "DC.thème"), "unknown-name", 8, "did you mean DC.subject?"),
        (("DC.date", "DC.térritoire"), "unknown-name", 8, "did you mean DC.coverage?"),
        (("DC.date", "DC.résumés"), "unknown-name", 8, "did you mean DC.description?"),
        (("DC.date", "DC.date.issued"), "unknown-name", 8, "did you mean DC.date?"),
        (("DC.date", "dcterms.date"), "unknown-name", 8, "did you mean DC.date?"),
        (("DC.date", "dc:date"), "unknown-name", 8, "dc:date is unknown: did you mean DC.date?"),
        (("DC.date", "DC.zzz"), "unknown-name", 8, "use one of DC.identifier"),
        (("jardin", "Jardin!"), "bad-identifier", 6, "a-z, 0-9"),
        (('"2012"', '"mai 2012"'), "bad-date", 8, "YYYY-MM"),
        (('"2012"', '""'), "empty-field", 8, "fill it"),
        (('"2012"', '"2999"'), "future-date", 8, "correct the year"),
        ((FIELD, ""), "no-date", 1, "no date"),
        ((FIELD, FIELD * 2), "repeated-name", 8, "keep one"),
        ((FIELD, '<meta name="DC.subject" content="logment">'), "unknown-theme", 8, "logement"),
        ((FIELD, '<meta name="DC.subject" content="x y">'), "bad-theme", 8, "slug"),
        (
            (FIELD, '<meta name="DC.subject" content="Emploi des femmes">'),
            "bad-theme",
            8,
            "did you mean emploi-femmes?",
        ),
        ((FIELD, '<meta name="DC.coverage" content="Sevran">'), "bad-territory", 8, "com:93071"),
        ((FIELD, '<meta name="DC.coverage" content="Ailleurs">'), "bad-territory", 8, "level"),
        ((FIELD, '<meta name="DC.coverage" content="com:93999">'), "dead-territory", 8, "dep:93"),
        ((FIELD, '<meta name="DC.coverage" content="com:93999">'), "dead-territory", 8, "93999"),
        ((FIELD, '<meta name="DC.coverage" content="qt:93999:Ici">'), "dead-territory", 8, "93999"),
        (("ensemble", "<b>ensemble"), "html-unclosed", 12, "</b>"),
        (("ensemble", "ensemble</b>"), "html-stray-end", 12, "closes nothing"),
        (("ensemble", "<img src=x>"), "html-not-kept", 12, "<img>"),
        (("<!DOCTYPE html>", ""), "no-doctype", 1, "DOCTYPE"),
        (("<title>Jardin</title>", ""), "no-page-title", 1, "<title>"),
        (("<article>\n", "<article><h1>Autre</h1>\n"), "title-differs", 11, "Autre"),
        (("</article>", ""), "unreadable", 11, "cut short"),
        (("article>", "div>"), "unreadable", 1, "no <article>"),
        (("Des habitants jardinent ensemble au pied des tours.", ""), "unreadable", 11, "no text"),
        (
            (
                "<p>",
                "<div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><p>",
            ),
            "unreadable",
            11,
            "200 deep",
        ),
    ],
)
def test_each_fault_is_told_where_it_stands(check, change, code, line, says):
    found = {fault.code: fault for fault in check(GOOD.replace(*change))}
    assert code in found
    assert found[code].line == line
    assert says in str(found[code])
    assert found[code].advice


def test_an_abolished_commune_names_its_successor(check):
    faults = check(GOOD.replace(FIELD, FIELD + '<meta name="DC.coverage" content="com:14697">'))
    assert [fault.code for fault in faults] == ["dead-territory"]
    assert re.search(r"use com:\d{5}", str(faults[0]))


def test_optional_end_tags_are_no_fault(check):
    text = GOOD.replace("<p>", "<ul><li>un<li>deux</ul><p>trois<table><tr><td>a<td>b</table><p>")
    assert check(text) == []


def test_a_summary_edited_in_one_place_only_is_told(check):
    summary = "Des habitants jardinent ensemble au pied de leurs tours."
    text = GOOD.replace(FIELD, f'{FIELD}<meta name="DC.description" content="{summary}">')
    assert [fault.code for fault in check(text)] == ["summary-differs"]


def test_two_sheets_with_one_identifier_are_an_error_of_the_second(check):
    faults = check(GOOD, GOOD.replace("Des habitants", "D’autres voisins"))
    assert [(fault.code, fault.severity) for fault in faults] == [("duplicate-identifier", "error")]
    assert faults[0].file.endswith("1.html")
    assert "0.html" in faults[0].message


WORDS = [f"mot{number}" for number in range(200)]


def sheet(name: str, words: list[str]) -> str:
    text = GOOD.replace('"jardin"', f'"{name}"').replace("Un jardin", f"Le jardin {name}")
    return text.replace("au pied des tours.", " ".join(words))


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (WORDS, ["duplicate"]),
        ([*WORDS[:100], "changé", *WORDS[101:]], ["near-duplicate"]),
        ([*WORDS[:100], *(f"autre{n}" for n in range(100))], []),
    ],
)
def test_sheets_that_say_the_same_are_told(check, words, codes):
    faults = check(sheet("a", WORDS), sheet("b", words))
    assert [fault.code for fault in faults if "duplicate" in fault.code] == codes


def test_a_pdf_among_the_sheets_is_told(check, tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    assert [fault.code for fault in check(GOOD)] == ["not-imported"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (",x,two-way", "empty-term"),
        ("QPV,,two-way", "no-equivalent"),
        ("QPV,qpv;quartier,two-way", "no-equivalent"),
        ("QPV,quartier prioritaire,both", "bad-direction"),
        ("QPV,quartier,two-way,x", "bad-glossary"),
        ("CHRS,hébergement,two-way", "repeated-term"),
    ],
)
def test_a_fault_of_the_glossary_is_told_with_its_line(check, tmp_path, line, code):
    text = f"term,equivalents,direction\nCHRS,hébergement,two-way\n{line}\n"
    (tmp_path / "glossary.csv").write_text(text, encoding="utf-8")
    assert [(fault.code, fault.line) for fault in check(GOOD)] == [(code, 3)]


def test_a_glossary_without_its_columns_is_told(check, tmp_path):
    (tmp_path / "glossary.csv").write_text("a;b\n", encoding="utf-8")
    assert [(fault.code, fault.line) for fault in check(GOOD)] == [("bad-glossary", 1)]


def test_no_sheet_at_all_is_an_error(tmp_path, gazetteer):
    with pytest.raises(CorpusError, match="no sheet"):
        check_corpus([tmp_path], Vocabulary(THEMES, gazetteer))


def test_bytes_that_are_no_text_are_told_with_their_line(tmp_path, gazetteer):
    (tmp_path / "a.html").write_bytes(
        GOOD.replace("partagé", "partag\udce9").encode(errors="surrogateescape")
    )
    faults = check_corpus([tmp_path], Vocabulary(THEMES, gazetteer))
    assert [(fault.code, fault.line) for fault in faults] == [("unreadable", 7)]


def test_faults_are_told_to_programs(check):
    told = faults_json(check(GOOD.replace(FIELD, "").replace("DC.title", "DC.titel")))
    assert json.loads(json.dumps(told)) == told
    assert (told["errors"], told["warnings"]) == (2, 1)
    assert set(told["faults"][0]) == {"file", "line", "code", "severity", "message", "advice"}


def test_the_sheets_shipped_have_no_error(gazetteer):
    faults = check_corpus([ROOT / "corpus"], Vocabulary(THEMES, gazetteer))
    assert [fault for fault in faults if fault.severity == "error"] == []


def test_the_documented_example_is_a_good_sheet(check):
    example = re.search(r"```html\n(.*?)```", (ROOT / "docs/corpus.md").read_text("utf-8"), re.S)
    assert example
    assert check(example[1]) == []
    sheet = parse_sheet(example[1])
    assert sheet.territory_labels == (("qt:93071:cite-des-beaudottes", "Cité des Beaudottes"),)
    assert [section.heading for section in sheet.sections] == ["Le contexte"]
    assert sheet.sections[0].text.startswith("Le terrain de 300 m² servait")


def test_every_fault_is_documented():
    told = (ROOT / "docs/corpus.md").read_text("utf-8")
    code = "\n".join(
        (ROOT / "indexer" / name).read_text("utf-8")
        for name in ("check.py", "sources/markup.py", "sources/corpus_html.py")
    )
    before = r"(?:yield (?:line, |1, )?|FormatFault\(\s*|_fault\(|found = \(|code, message = )"
    codes = set(re.findall(before + r'"([a-z-]+)"', code))
    assert len(codes) >= 15
    assert {name for name in codes if f"`{name}`" not in told} == set()
