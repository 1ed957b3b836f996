"""The API: the shapes it promises, the errors it names, the states it tells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import webapp
from indexer import Collection, Settings, answer
from webapp import api, create_app

OPENAPI = json.loads((Path(webapp.__file__).parent / "static" / "openapi.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/api/v1/search?q=femmes&theme=logement&size=1", "/api/v1/search"),
        ("/api/v1/search?q=chrs", "/api/v1/search"),
        ("/api/v1/search?q=logemnt", "/api/v1/search"),
        ("/api/v1/search?q=femmes+zzz", "/api/v1/search"),
        ("/api/v1/sheets/actis", "/api/v1/sheets/{id}"),
        ("/api/v1/sheets/actis/similar?size=2", "/api/v1/sheets/{id}/similar"),
        ("/api/v1/suggest?q=log", "/api/v1/suggest"),
        ("/api/v1/themes", "/api/v1/themes"),
        ("/api/v1/territories", "/api/v1/territories"),
        ("/healthz", "/healthz"),
        ("/readyz", "/readyz"),
    ],
)
def test_answers_have_the_shape_that_the_description_gives(client, path, route):
    found = client.get(path)
    assert found.status_code == 200
    assert found.mimetype == "application/json"
    ok = OPENAPI["paths"][route]["get"]["responses"]["200"]
    schema = {**ok["content"]["application/json"]["schema"], "components": OPENAPI["components"]}
    Draft202012Validator(schema).validate(found.json)


def test_search_answers_exactly_what_the_library_answers(client, collection):
    from indexer import Query

    found = client.get("/api/v1/search?q=femmes&tri=titre&size=1&page=2").json
    asked = Query("femmes", sort="title", size=1, page=2)
    base = "https://fiches.example.org"
    assert found == json.loads(json.dumps(answer(collection.search(asked), base)))


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/api/v1/search?foo=1", "foo"),
        ("/api/v1/search?theme=inconnu", "theme"),
        ("/api/v1/search?territoire=93", "territoire"),
        ("/api/v1/search?size=51", "size"),
        ("/api/v1/search?size=0", "size"),
        ("/api/v1/search?page=deux", "page"),
        ("/api/v1/suggest?q=" + "+" * 1001, "q"),
        ("/api/v1/search?tri=prix", "tri"),
        ("/api/v1/search?q=a&q=b", "q"),
        ("/api/v1/suggest?q=a&page=2", "page"),
        ("/api/v1/themes?q=a", "q"),
        ("/api/v1/sheets/actis?q=a", "q"),
        ("/api/v1/sheets/actis/similar?size=21", "size"),
    ],
)
def test_an_unusable_parameter_is_a_400_that_names_it(client, path, parameter):
    found = client.get(path)
    assert found.status_code == 400
    assert found.mimetype == "application/problem+json"
    assert found.json["parameter"] == parameter
    assert parameter in found.json["detail"]
    assert found.json["status"] == 400


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/sheets/absente", 404),
        ("GET", "/api/v1/sheets/absente/similar", 404),
        ("GET", "/api/v1/search?page=101", 404),
        ("GET", "/api/v1/search?page=21&size=50", 404),
        ("GET", "/api/v1/rien", 404),
        ("GET", "/api/", 404),
        ("POST", "/api/v1/search", 405),
        ("DELETE", "/api/v1/sheets/actis", 405),
        ("GET", "/api/v1/search?q=%FF", 400),
    ],
)
def test_every_error_is_a_problem_detail(client, method, path, status):
    found = client.open(path, method=method)
    assert found.status_code == status
    assert found.mimetype == "application/problem+json"
    assert found.json["status"] == status
    assert found.headers["Access-Control-Allow-Origin"] == "*"
    if status == 405:
        assert "GET" in found.headers["Allow"]


def test_a_page_after_the_last_is_an_empty_list(client):
    found = client.get("/api/v1/search?page=9").json
    assert found["sheets"] == []
    assert found["total"] == 7


def test_a_suggestion_tells_where_it_leads(client):
    offers = client.get("/api/v1/suggest?q=logement").json["suggestions"]
    assert [(o["kind"], o["url"]) for o in offers] == [("theme", "/recherche?theme=logement")]
    assert client.get("/api/v1/suggest").json["suggestions"] == []


def test_before_the_first_index_the_process_is_healthy_but_not_ready(client, collection):
    collection.published = False
    assert client.get("/healthz").status_code == 200
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert "no generation" in ready.json["detail"]
    assert client.get("/api/v1/search").status_code == 503
    page = client.get("/")
    assert page.status_code == 503
    assert "momentanément indisponible" in page.text


def test_the_site_starts_before_anything_is_indexed(tmp_path):
    client = create_app(Collection.open(tmp_path / "index"), Settings()).test_client()
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert ready.headers["Retry-After"] == "10"


def test_readiness_tells_why_a_newer_generation_is_not_served(client, collection):
    collection.alarm = "generation 8 does not match its manifest"
    assert client.get("/readyz").json["alarm"] == collection.alarm


def test_an_unforeseen_failure_is_a_problem_without_its_details(app, collection):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    collection.search = None  # type: ignore[assignment]
    found = app.test_client().get("/api/v1/search")
    assert found.status_code == 500
    assert found.mimetype == "application/problem+json"
    assert "NoneType" not in found.text


def test_half_a_character_is_escaped_not_refused(app):
    with app.test_request_context():
        body = api.as_json({"q": "é \ud800"}).data
    assert json.loads(body) == {"q": "é \ud800"}
