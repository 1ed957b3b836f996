"""Whatever a sheet holds, every page, feed and file made of it stays well formed."""

from __future__ import annotations

import csv
import io
import json
import re
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer import Section, Settings, Sheet
from tests.webapp.fake import FakeCollection
from webapp import create_app

ODD = "<>&\"'{}\\%$#_~^=+-@;,\n\r\t\x0b\x00\x1f\ufffe\u202e é"
ANY = st.text(
    st.one_of(st.sampled_from(ODD), st.characters(exclude_categories=["Cs"])),
    max_size=40,
)  # fmt: skip
SHEETS = st.builds(
    Sheet,
    id=st.just("fiche"),
    title=ANY,
    summary=ANY,
    sections=st.just((Section("Titre", "<p>Un texte.</p>", "Un texte."),)),
    date=st.sampled_from(["", "2008", "2008-03", "2008-03-31"]),
    structure=ANY,
    audience=ANY,
    publisher=ANY,
    source=ANY,
    rights=ANY,
)
MANY = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


HELD = FakeCollection()
CLIENT = create_app(HELD, Settings(base_url="https://example.org")).test_client()  # type: ignore[arg-type]


def visitor(sheet: Sheet):
    """A visitor of a collection that holds this sheet only."""
    HELD.held = {sheet.id: sheet}
    return CLIENT


@MANY
@given(SHEETS)
def test_feeds_stay_xml(sheet):
    client = visitor(sheet)
    for path in ("/recherche.atom", "/sitemap.xml", "/opensearch.xml"):
        ET.fromstring(client.get(path).data)


@MANY
@given(SHEETS)
def test_every_line_of_ris_is_a_tag(sheet):
    lines = [line for line in visitor(sheet).get("/fiches/fiche.ris").text.split("\r\n") if line]
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines)
    assert all("\n" not in line and "\r" not in line for line in lines)


@MANY
@given(SHEETS)
def test_the_braces_of_bibtex_balance(sheet):
    text = visitor(sheet).get("/fiches/fiche.bib").text
    bare = re.sub(r"\\[{}]", "", text.replace(r"\textbackslash{}", ""))
    depth = 0
    for char in bare:
        depth += (char == "{") - (char == "}")
        assert depth >= 0
    assert depth == 0


@MANY
@given(SHEETS)
def test_a_row_of_csv_gives_back_the_sheet_and_no_formula(sheet):
    text = visitor(sheet).get("/fiches/fiche.csv").data.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row["titre"].removeprefix("'") == sheet.title.removeprefix("'")
    assert all(not cell.lstrip().startswith(("=", "+", "-", "@")) for cell in row.values())


@MANY
@given(SHEETS)
def test_json_gives_back_the_sheet(sheet):
    client = visitor(sheet)
    (told,) = json.loads(client.get("/recherche.json").data)
    assert told.get("title", "") == sheet.title
    assert client.get("/api/v1/sheets/fiche").json["summary"] == sheet.summary


@MANY
@given(SHEETS)
def test_no_page_gains_an_element_from_a_sheet(sheet):
    for path in ("/recherche", "/fiches/fiche", "/selection?id=fiche"):
        quiet = visitor(Sheet("fiche", "titre", "résumé", sheet.sections)).get(path).data
        known = {tag.name for tag in BeautifulSoup(quiet, "html.parser").find_all()}
        page = BeautifulSoup(visitor(sheet).get(path).data, "html.parser")
        assert {tag.name for tag in page.find_all()} - known <= {
            "time", "a", "span", "dd", "dt", "div", "p", "meta", "cite", "abbr",
        }, path  # fmt: skip
        linked = page.select_one("script[type='application/ld+json']")
        assert linked is None or json.loads(linked.string)


@pytest.mark.parametrize("source", ["javascript:alert(1)", "data:text/html,x", " javascript:x"])
def test_only_web_addresses_become_links(source):
    page = visitor(Sheet("fiche", "Titre", source=source)).get("/fiches/fiche").text
    assert f'href="{source}' not in page
