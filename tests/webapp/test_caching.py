"""Caches: what may be kept, for how long, and when it is still good."""

from __future__ import annotations

import gzip

import pytest

from indexer import Settings
from webapp import create_app

PATHS = (
    "/", "/recherche?q=femmes", "/fiches/actis", "/api/v1/search?q=femmes", "/recherche.atom",
    "/recherche.ris", "/fiches/actis.bib", "/sitemap.xml", "/api/v1/themes", "/integrer",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_is_revalidated_without_being_made_again(client, collection, path):
    first = client.get(path)
    assert first.headers["Cache-Control"] == "public, max-age=60, stale-while-revalidate=600"
    assert first.headers["Vary"] == "Accept-Encoding"
    collection.search = None  # type: ignore[assignment]  # a second search would fail
    for tag in (
        first.headers["ETag"],
        "W/" + first.headers["ETag"],
        '"other", ' + first.headers["ETag"],
    ):
        again = client.get(path, headers={"If-None-Match": tag})
        assert again.status_code == 304
        assert again.data == b""
        assert again.headers["ETag"] == first.headers["ETag"]


CODINGS = {"": None, "gzip": "gzip", "gzip;q=0": None, "br, gzip;q=0.5": "gzip", "*": "gzip",
           "identity": None, "br": None, "deflate, br": None}  # fmt: skip


@pytest.mark.parametrize("accepted", CODINGS, ids=str)
def test_each_coding_is_an_answer_of_its_own(client, accepted):
    headers = {"Accept-Encoding": accepted}
    plain, coded = client.get("/recherche"), client.get("/recherche", headers=headers)
    assert coded.headers.get("Content-Encoding") == CODINGS[accepted]
    assert coded.headers["Vary"] == "Accept-Encoding"
    body = gzip.decompress(coded.data) if CODINGS[accepted] else coded.data
    assert body == plain.data
    assert (coded.headers["ETag"] == plain.headers["ETag"]) == (CODINGS[accepted] is None)
    for tag in (plain.headers["ETag"], coded.headers["ETag"]):
        again = client.get("/recherche", headers={**headers, "If-None-Match": tag})
        assert again.status_code == 304
        assert again.headers["ETag"] == coded.headers["ETag"]
    head = client.head("/recherche", headers=headers)
    assert dict(head.headers) == dict(coded.headers)


def test_small_answers_and_those_compressed_already_stay_as_they_are(client):
    headers = {"Accept-Encoding": "gzip"}
    assert "Content-Encoding" not in client.get("/healthz", headers=headers).headers
    style = client.get("/static/site.js", headers=headers)
    assert gzip.decompress(style.data) == client.get("/static/site.js").data


@pytest.mark.parametrize("path", PATHS)
def test_head_tells_what_get_tells(client, path):
    get, head = client.get(path), client.head(path)
    assert head.status_code == 200
    assert head.data == b""
    assert dict(head.headers) == dict(get.headers)


@pytest.mark.parametrize("path", PATHS)
def test_a_new_generation_changes_every_tag(client, collection, path):
    before = client.get(path).headers["ETag"]
    collection._generation = "8"
    assert client.get(path, headers={"If-None-Match": before}).status_code == 200


def test_each_query_and_format_has_a_tag_of_its_own(client):
    paths = (
        "/recherche?q=a",
        "/recherche?q=b",
        "/api/v1/search?q=a",
        "/recherche.ris?q=a",
        "/recherche.csv?q=a",
    )
    assert len({client.get(path).headers["ETag"] for path in paths}) == len(paths)


def test_a_changed_setting_changes_the_tag(client, collection):
    other = create_app(collection, Settings(site_name="Autre nom")).test_client()
    assert other.get("/").headers["ETag"] != client.get("/").headers["ETag"]


def test_accept_never_chooses_the_format(client):
    answers = {
        client.get("/recherche", headers={"Accept": a}).mimetype
        for a in ("application/json", "text/html")
    }
    assert answers == {"text/html"}


def test_an_error_is_not_kept(client):
    assert client.get("/fiches/absente").headers["Cache-Control"] == "no-store"
    assert client.get("/api/v1/search?foo=1").headers["Cache-Control"] == "no-store"
    assert "ETag" not in client.get("/recherche?page=50").headers


def test_our_files_are_kept_for_a_year_under_their_versioned_address(client):
    page = client.get("/").text
    start = page.index("/static/site.css")
    address = page[start : page.index('"', start)]
    assert "immutable" in client.get(address).headers["Cache-Control"]
    assert "immutable" not in client.get("/static/site.css").headers["Cache-Control"]
