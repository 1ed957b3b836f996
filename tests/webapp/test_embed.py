"""The embedded box as hosts load it: its addresses, its hash, its weight."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re

from indexer import FacetValue, Settings
from tests.webapp.fake import FakeCollection, sheet
from webapp import create_app, scripts
from webapp.scripts import VERSION


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
    assert box + weight("/embed/v1/fiches-resultats.js") <= 12_000
    assert weight("/embed/v1/fiches-cadre.js") <= 1000
    assert weight("/static/site.css") <= 12_000
    for path in ("/", "/recherche", "/fiches/actis", "/integrer", "/selection", "/aide"):
        page = client.get(path).text
        asked = set(re.findall(r'(?:src|data-suggest)="(/static/[^"]+\.js)', page))
        assert 0 < sum(map(weight, asked)) <= 6000, (path, asked)
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


def test_the_frame_takes_the_label_its_host_gives(client):
    assert (
        "Trouver &lt;une&gt; fiche</label>"
        in client.get("/embed/v1/boite?libelle=Trouver+%3Cune%3E+fiche").text
    )
    assert "x" * 81 not in client.get("/embed/v1/boite?libelle=" + "x" * 300).text


def test_the_box_names_the_module_it_may_load_and_its_hash(client):
    box = client.get("/embed/v1/fiches-recherche.js").text
    address = re.search(r'"(embed/v[\d.]+/fiches-resultats\.js)"', box).group(1)
    module = client.get(f"/{address}")
    assert module.headers["Cache-Control"].endswith("immutable")
    assert module.headers["Access-Control-Allow-Origin"] == "*"
    digest = base64.b64encode(hashlib.sha384(module.data).digest()).decode()
    assert f'"sha384-{digest}"' in box
    assert "@" not in re.sub(r"@(supports|media)", "", box)


def test_a_version_that_was_released_is_served_as_it_was(client, tmp_path, monkeypatch):
    monkeypatch.setattr(scripts, "EARLIER", tmp_path)
    assert client.get("/embed/v0.9.0/fiches-recherche.js").status_code == 404
    (tmp_path / "0.9.0").mkdir()
    (tmp_path / "0.9.0" / "fiches-recherche.js").write_text("/* as it was */", "utf-8")
    (tmp_path / "secret.js").write_text("no", "utf-8")
    old = client.get("/embed/v0.9.0/fiches-recherche.js")
    assert old.text == "/* as it was */"
    assert old.headers["Cache-Control"].endswith("immutable")
    for path in (
        "/embed/v0.9.0/secret.js",
        "/embed/v../secret.js",
        "/embed/v2/fiches-recherche.js",
    ):
        assert client.get(path).status_code == 404, path


def test_releasing_keeps_every_file_and_a_kept_version_has_not_changed_since(tmp_path, monkeypatch):
    for name in scripts.PUBLISHED:
        kept = scripts.EARLIER / VERSION / name
        assert not kept.exists() or kept.read_text("utf-8") == scripts.script(f"embed/{name}"), (
            f"{name} changed since it was released: give webapp/scripts.py a new VERSION"
        )
    monkeypatch.setattr(scripts, "EARLIER", tmp_path)
    scripts.keep()
    assert {p.name for p in (tmp_path / VERSION).iterdir()} == set(scripts.PUBLISHED)
    assert (tmp_path / VERSION / scripts.BOX).read_text("utf-8") == scripts.script(
        f"embed/{scripts.BOX}"
    )


def test_the_box_is_free_to_copy(client):
    assert "MIT License" in client.get("/static/embed/LICENSE").text
