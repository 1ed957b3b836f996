"""Feeds and exports: read back by the parsers of their formats, hostile titles included."""

from __future__ import annotations

import csv
import io
import json
import re
from xml.etree import ElementTree as ET

import pytest

from tests.webapp.fake import SHEETS

ATOM = {"a": "http://www.w3.org/2005/Atom"}
HOSTILE = SHEETS[-1]


def test_the_feed_lists_the_sheets_of_a_search_with_stable_ids(client):
    root = ET.fromstring(client.get("/recherche.atom").data)
    ids = [e.text for e in root.findall("a:entry/a:id", ATOM)]
    assert len(ids) == len(SHEETS)
    assert "tag:fiches.example.org,2026:fiche:lotu" in ids
    titles = [e.text for e in root.findall("a:entry/a:title", ATOM)]
    assert HOSTILE.title in titles
    assert all(
        re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", e.text)
        for e in root.iter(f"{{{ATOM['a']}}}updated")
    )


def test_the_sitemap_and_the_search_description_are_xml_with_absolute_addresses(client):
    places = [
        e.text
        for e in ET.fromstring(client.get("/sitemap.xml").data).iter()
        if e.tag.endswith("}loc")
    ]
    assert len(places) == len(SHEETS) + 1
    assert all(place.startswith("https://fiches.example.org/") for place in places)
    root = ET.fromstring(client.get("/opensearch.xml").data)
    assert [e.get("template") for e in root.iter() if e.tag.endswith("}Url")] == [
        "https://fiches.example.org/recherche?q={searchTerms}",
        "https://fiches.example.org/recherche.atom?q={searchTerms}",
    ]


def test_every_value_of_ris_stays_on_its_line(client):
    answer = client.get("/recherche.ris")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="fiches.ris"'
    lines = [line for line in answer.text.split("\r\n") if line]
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines)
    assert sum(line.startswith("TY  - RPRT") for line in lines) == len(SHEETS)
    assert sum(line.startswith("ER  -") for line in lines) == len(SHEETS)
    assert f"TI  - {HOSTILE.title}" in lines


def test_bibtex_escapes_what_tex_would_run(client):
    text = client.get("/fiches/titre-hostile.bib").text
    assert r"ligne \{deux\} \%" in text
    bare = re.sub(r"\\[{}]", "", text)
    assert bare.count("{") == bare.count("}")
    assert text.startswith("@techreport{titre-hostile,\n")


def test_csl_json_holds_titles_dates_and_addresses(client):
    told = {r["id"]: r for r in json.loads(client.get("/recherche.json").data)}
    assert told["relais-habitat"]["issued"] == {"date-parts": [[2009, 5, 12]]}
    assert told["titre-hostile"]["title"] == HOSTILE.title
    assert told["lotu"]["URL"] == "https://fiches.example.org/fiches/lotu"


def test_csv_holds_one_row_a_sheet_and_no_formula(client):
    text = client.get("/recherche.csv").text
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text[1:])))
    assert len(rows) == len(SHEETS)
    hostile = next(r for r in rows if r["id"] == "titre-hostile")
    assert hostile["résumé"] == "'" + HOSTILE.summary
    assert hostile["titre"] == HOSTILE.title


@pytest.mark.parametrize("extension", ["ris", "bib", "csv", "json", "atom"])
def test_an_export_follows_the_search(client, extension):
    assert "Lotu" in client.get(f"/recherche.{extension}?theme=justice").text
    assert "Actis" not in client.get(f"/recherche.{extension}?theme=justice").text


def test_an_absent_sheet_has_no_export(client):
    assert client.get("/fiches/absente.ris").status_code == 404
