"""The face over the repository's own ten sheets, and the command line beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from indexer import Collection, Settings
from indexer.cli import main
from tests.webapp.test_api import OPENAPI
from tests.webapp.test_pages import PATHS, soup
from webapp import create_app


@pytest.fixture
def served(published) -> FlaskClient:
    """A visitor of the ten sheets."""
    return create_app(Collection.open(published[0]), Settings()).test_client()


@pytest.mark.parametrize("path", [p.replace("actis", "lotu") for p in PATHS])
def test_every_page_answers(served, path):
    assert soup(served, path).h1


@pytest.mark.parametrize(
    "string",
    ["", "?q=femmes+batiment", "?q=chrs", "?q=logment", "?q=introuvable+prison", "?q=copro*"],
)
def test_the_search_has_the_shape_described(served, string):
    schema = {"$ref": "#/components/schemas/Answer", "components": OPENAPI["components"]}
    Draft202012Validator(schema).validate(served.get(f"/api/v1/search{string}").json)


def test_whole_sheets_have_the_shape_described(served):
    schema = {"$ref": "#/components/schemas/WholeSheet", "components": OPENAPI["components"]}
    for sheet in served.get("/api/v1/search?size=50").json["sheets"]:
        told = served.get(f"/api/v1/sheets/{sheet['id']}").json
        Draft202012Validator(schema).validate(told)
        assert told["title"] == sheet["title"]
        assert served.get(sheet["url"]).status_code == 200


def test_the_command_line_prints_what_the_api_answers(served, published):
    index: Path = published[0]
    arguments = ["search", "femmes", "--theme", "logement", "--index", str(index), "--json"]
    printed = CliRunner().invoke(main, arguments)
    assert printed.exit_code == 0, printed.output
    answered = served.get("/api/v1/search?q=femmes&theme=logement").json
    assert json.loads(printed.output) == answered


def test_every_suggestion_leads_to_a_page(served):
    for typed in ("log", "sei", "fem", "act", "gren"):
        for offer in served.get(f"/api/v1/suggest?q={typed}").json["suggestions"]:
            assert served.get(offer["url"]).status_code == 200, offer


def test_an_intercommunality_is_a_filter_like_another(served):
    page = soup(served, "/recherche?territoire=epci:200054781")
    assert "Retirer le filtre Métropole du Grand Paris" in page.select_one(".chips").get_text()
    assert page.select_one(".chips a")["href"] == "/recherche"
    assert len(page.select("ol.hits > li")) == 4


@pytest.mark.parametrize("path", ["/recherche?q=zqxwk&theme=justice", "/recherche?q=zqxwk"])
def test_every_way_out_of_an_empty_answer_leads_to_a_sheet(served, path):
    exits = soup(served, path).select("ul.exits a")
    assert exits
    for link in exits:
        assert soup(served, link["href"]).select("ol.hits > li"), link["href"]
