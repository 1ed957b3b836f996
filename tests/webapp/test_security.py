"""What every answer carries, and what no visitor can make the face do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import webapp
from indexer import Settings
from tests.webapp.fake import FakeCollection
from webapp import create_app

FACE = Path(webapp.__file__).parent
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
PATHS = (
    "/", "/recherche?q=femmes", "/fiches/actis", "/fiches/absente", "/integrer", "/aide",
    "/api/v1/search", "/api/v1/search?foo=1", "/static/site.css", "/recherche.atom",
    "/recherche.csv", "/healthz", "/embed/v1/fiches-recherche.js", "/openapi.json",
)  # fmt: skip
ATTACKS = (
    "*", "*e*", "?*?*?*", "[a TO z]", "logement~9", '"a b"~9999', "(" * 150, "NOT " * 49,
    "a" * 5000,
    "title:femmes", "a^99", "\\", '"', '"""', "-", "- -", "--a", "-*", "'; DROP TABLE fiches", "\0",
    "%00", "../../etc/passwd", "<script>alert(1)</script>", "{{ 7*7 }}", "${7*7}", "\u202e",
    "a\r\nSet-Cookie: b=c",
    "\ud7ff", "😀" * 100, "é" * 300, "\u0301" * 200, "ﷺ" * 100, " ".join("mot" for _ in range(500)),
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_headers_and_no_cookie(client, path):
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Set-Cookie" not in headers
    assert "Access-Control-Allow-Credentials" not in headers


@pytest.mark.parametrize("path", PATHS)
def test_only_what_is_meant_for_other_sites_is_open_to_them(client, path):
    headers = client.get(path).headers
    shared = path.startswith(("/api/", "/embed/", "/openapi.json"))
    assert headers.get("Access-Control-Allow-Origin") == ("*" if shared else None)
    assert headers["Cross-Origin-Resource-Policy"] == ("cross-origin" if shared else "same-origin")


def test_a_robot_is_spared_the_combinations_of_filters(client):
    three = "/recherche?theme=commerce&theme=logement&territoire=dep:93"
    robot = {"User-Agent": "Mozilla/5.0 (compatible; ExampleBot/1.0)"}
    assert client.get(three, headers=robot).status_code == 429
    assert client.get(three).status_code == 200
    assert client.get("/recherche?theme=commerce&theme=logement", headers=robot).status_code == 200


def test_only_the_frame_may_be_framed(client):
    assert "frame-ancestors *;" in client.get("/embed/v1/boite").headers["Content-Security-Policy"]


@pytest.mark.parametrize("text", ATTACKS, ids=range(len(ATTACKS)))
def test_no_text_makes_the_face_fail_or_reflects_markup(client, text):
    for path in ("/recherche", "/recherche.atom", "/recherche.csv", "/api/v1/search",
                 "/api/v1/suggest", "/fiches/actis"):  # fmt: skip
        answer = client.get(path, query_string={"q": text}, follow_redirects=True)
        assert answer.status_code < 500, path
        assert answer.mimetype != "text/html" or "<script>alert" not in answer.text
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "path",
    ["/fiches/..%2f..%2fetc%2fpasswd", "/static/../security.py", "/static/%2e%2e/security.py",
     "/static/..%5csecurity.py", "/static/a%00.js", "/fiches/A", "/fiches/%00",
     "/embed/v9/fiches-recherche.js", "/fiches/actis.exe", "/recherche.exe"],
)  # fmt: skip
def test_no_path_reaches_a_file_or_fails(client, path):
    assert client.get(path).status_code == 404


def test_forged_forwarding_headers_change_nothing_without_a_proxy():
    client = create_app(FakeCollection(), Settings()).test_client()  # type: ignore[arg-type]
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    assert client.get("/sitemap.xml", headers=forged).data == client.get("/sitemap.xml").data
    assert "evil.example" not in client.get("/fiches/actis", headers=forged).text


def test_a_trusted_proxy_is_believed():
    app = create_app(FakeCollection(), Settings(proxies=1))  # type: ignore[arg-type]
    headers = {"X-Forwarded-Host": "fiches.example.org", "X-Forwarded-Proto": "https"}
    body = app.test_client().get("/sitemap.xml", headers=headers).text
    assert "https://fiches.example.org/fiches/actis" in body


def test_an_unknown_host_is_refused_when_hosts_are_named():
    app = create_app(FakeCollection(), Settings(trusted_hosts=("fiches.example.org",)))  # type: ignore[arg-type]
    client = app.test_client()
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/", headers={"Host": "fiches.example.org"}).status_code == 200


def test_absolute_addresses_come_from_the_configured_base_only(client):
    for path in ("/sitemap.xml", "/opensearch.xml", "/recherche.atom", "/fiches/actis"):
        assert "evil.example" not in client.get(path, headers={"Host": "evil.example"}).text


def test_text_becomes_markup_in_one_place_only():
    code = {p.name: p.read_text("utf-8") for p in FACE.rglob("*.py")}
    assert [n for n, text in code.items() for _ in re.findall(r"\bMarkup\(", text)] == [
        "present.py"
    ]
    templates = "".join(p.read_text("utf-8") for p in FACE.rglob("*.html"))
    assert "|safe" not in templates.replace(" ", "")
    assert "autoescapefalse" not in templates.replace(" ", "").lower()
    allowed = {
        f"{name}|trusted"
        for name in ("section.html", "section.heading", "shown.title", "shown.summary")
    }
    assert set(re.findall(r"[\w.]+\|trusted", templates)) == allowed


def test_scripts_never_write_html():
    for script in (FACE / "static").rglob("*.js"):
        text = script.read_text("utf-8")
        for sink in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert sink not in text, script.name
