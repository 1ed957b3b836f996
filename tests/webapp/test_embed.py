"""The embedded box as hosts load it: its addresses, its hash, its weight."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re

from indexer import FacetValue, Settings
from tests.webapp.fake import FakeCollection, sheet
from webapp import create_app
from webapp.embed import VERSION


def test_the_versioned_script_never_changes_and_the_major_one_may(client):
    fixed = client.get(f"/embed/v{VERSION}/fiches-recherche.js")
    moving = client.get("/embed/v1/fiches-recherche.js")
    assert fixed.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert moving.headers["Cache-Control"] == "public, max-age=3600"
    assert fixed.data == moving.data
    assert fixed.headers["Content-Type"] == "text/javascript; charset=utf-8"


def test_the_snippet_carries_the_hash_of_the_script(client):
    page = client.get("/integrer").text
    digest = hashlib.sha384(client.get(f"/embed/v{VERSION}/fiches-recherche.js").data).digest()
    assert "sha384-" + base64.b64encode(digest).decode() in page
    assert f"https://fiches.example.org/embed/v{VERSION}/fiches-recherche.js" in page


def test_box_and_pages_stay_light(client):
    def weight(path: str) -> int:
        return len(gzip.compress(client.get(path).data, 9))

    box = weight("/embed/v1/fiches-recherche.js")
    assert box <= 6000
    assert box + weight("/static/site.js") <= 6000
    assert weight("/static/site.css") <= 12_000
    for path in ("/", "/recherche", "/fiches/actis", "/integrer", "/aide"):
        assert weight(path) <= 25_000


def test_a_page_over_ten_thousand_territories_stays_light():
    def tree(level: str, code: str, widths: tuple[int, ...]) -> tuple[FacetValue, ...]:
        if not widths:
            return ()
        below = {"region": "departement", "departement": "commune", "commune": "quartier"}[level]
        return tuple(
            FacetValue(f"{level}:{code}{n}", f"Territoire de nom long {code}{n}", 12, False, level,
                       tree(below, f"{code}{n}-", widths[1:]))
            for n in range(widths[0])
        )  # fmt: skip

    class Wide(FakeCollection):
        def _tree(self, query, parent):
            return tree("region", "", (18, 6, 100))

    sheets = tuple(sheet(f"f-{n}", f"Une fiche {n}", "Un résumé. " * 20) for n in range(30))
    client = create_app(Wide(sheets), Settings()).test_client()  # type: ignore[arg-type]
    for path in ("/", "/recherche", "/integrer"):
        assert len(gzip.compress(client.get(path).data, 6)) <= 25_000, path


def test_the_frame_keeps_the_filters_it_is_given(client):
    body = client.get("/embed/v1/boite?theme=logement&territoire=dep:93").text
    assert 'target="_top"' in body
    assert re.findall(r'name="(\w+)" value="([^"]+)"', body) == [
        ("theme", "logement"), ("territoire", "dep:93"),
    ]  # fmt: skip


def test_the_box_is_free_to_copy(client):
    assert "MIT License" in client.get("/static/embed/LICENSE").text
