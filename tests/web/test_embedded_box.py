"""The box on somebody else's site: every case leaves at least a form that works."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest
from flask import Flask, Response

from tests.web.conftest import Served, faults, served
from webapp.embed import VERSION, integrity

pytestmark = pytest.mark.browser

FORM = """<fiches-recherche {attributes}>
<form action="{site}/recherche">
<label>Chercher une fiche <input type="search" name="q"></label>{fields}
<button>Rechercher</button>
</form></fiches-recherche>"""
SCRIPT = '<script src="{site}/embed/v{version}/fiches-recherche.js" {more} defer></script>'
STRICT = (
    "default-src 'none'; script-src {site}; connect-src {site}; form-action {site}; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
HOSTILE = """<style>
* { font-size: 7px !important; color: red !important }
input, button, ul, li, form, label, div { display: none !important; all: unset !important }
</style>"""


@dataclass
class Case:
    """One way a host may hold the box, and whether the box should come to life there."""

    name: str
    alive: bool = True
    policy: str = ""
    head: str = ""
    html: str = 'lang="fr"'
    attributes: str = ""
    fields: str = ""
    copies: int = 1
    scripts: int = 1
    more: str = 'integrity="{integrity}" crossorigin="anonymous"'
    options: dict[str, object] = field(default_factory=dict)


CASES = [
    Case("plain host"),
    Case("strict policy and trusted types", policy=STRICT),
    Case("policy without connect-src", policy="script-src {site}; connect-src 'none'"),
    Case("script blocked by policy", alive=False, policy="script-src 'none'"),
    Case("wrong hash", alive=False, more='integrity="sha384-AAAA" crossorigin="anonymous"'),
    Case("hash without crossorigin", alive=False, more='integrity="{integrity}"'),
    Case("script switched off", alive=False, options={"java_script_enabled": False}),
    Case("two boxes", copies=2),
    Case("script included twice", scripts=2),
    Case("host read from right to left", html='lang="ar" dir="rtl"'),
    Case("host with hostile styles", head=HOSTILE),
    Case("preset fields", fields='<input type="hidden" name="theme" value="justice">'),
]
EVERY = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def host_page(case: Case, site: str) -> str:
    form = FORM.format(site=site, attributes=case.attributes, fields=case.fields)
    more = case.more.format(integrity=integrity())
    script = SCRIPT.format(site=site, version=VERSION, more=more)
    return (
        f'<!DOCTYPE html><html {case.html}><head><meta charset="utf-8"><title>Hôte</title>'
        f"{case.head}</head><body><main><h1>Un site hôte</h1>{form * case.copies}</main>"
        f"{script * case.scripts}</body></html>"
    )


@pytest.fixture
def host(site: Served, visit):
    """Opens the host page of a case, with its policy, on another origin."""
    running = []

    def open_host(case: Case):
        app = Flask("host")

        @app.get("/")
        def page() -> Response:
            response = Response(host_page(case, site.url))
            if case.policy:
                response.headers["Content-Security-Policy"] = case.policy.format(site=site.url)
            return response

        @app.get("/favicon.ico")
        def icon() -> Response:
            return Response(status=204)

        running.append(served(app))
        return visit(running[-1].__enter__().url + "/", **case.options)

    yield open_host
    for server in running:
        server.__exit__(None, None, None)


@pytest.fixture
def visit(browser):
    """Opens pages of any host; their refusals are part of the cases, not errors."""
    contexts = []

    def open_page(url: str, **options):
        context = browser.new_context(viewport={"width": 900, "height": 700}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8000)
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()


@EVERY
def test_a_form_shows_and_searches_in_every_host(host, case):
    page = host(case)
    alive = "[...document.querySelectorAll('fiches-recherche')].map(e => !!e.shadowRoot)"
    if not case.options:
        assert page.evaluate(alive) == [case.alive] * case.copies
    box = page.locator("fiches-recherche").first
    field = box.locator("input[type=search]:visible")
    assert field.count() == 1
    assert field.bounding_box()["width"] > 100
    field.fill("jeunes")
    box.locator("button:visible").click()
    page.wait_for_url("**/recherche?q=jeunes*")
    assert page.locator("ol.hits > li").count() >= 1
    assert ("theme=justice" in page.url) == ("justice" in case.fields)


@EVERY
def test_axe_finds_nothing_wrong_in_the_box(host, case):
    if "hostile" in case.name or case.options:
        pytest.skip("the host's own faults, or no script to look with")
    assert faults(host(case)) == []


def test_suggestions_come_without_cookie_or_referrer(host, site):
    page = host(Case("strict", policy=STRICT))
    del site.seen[:]
    field = page.get_by_role("combobox")
    field.press_sequentially("loge", delay=20)
    page.get_by_role("option").first.wait_for()
    assert faults(page) == []
    asked = [headers for path, headers in site.seen if path == "/api/v1/suggest"]
    assert asked
    for headers in asked:
        assert "HTTP_COOKIE" not in headers
        assert "HTTP_REFERER" not in headers
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length") == 0


def test_results_and_themes_come_in_place(host):
    page = host(Case("in place", policy=STRICT, attributes='resultats="3" facettes'))
    page.get_by_role("combobox").fill("femmes")
    page.get_by_role("button", name="Rechercher").click()
    page.locator("fiches-recherche ol li").first.wait_for()
    assert page.locator("fiches-recherche mark").count() > 0
    assert "fiche" in page.locator("fiches-recherche [part=compte]").inner_text()
    assert faults(page) == []
    assert page.get_by_role("group").count() == 2
    page.get_by_role("checkbox").first.check()
    page.wait_for_timeout(200)
    before = page.locator("fiches-recherche ol li").count()
    page.get_by_role("button", name="Rechercher").click()
    page.wait_for_function(
        "document.querySelector('fiches-recherche').shadowRoot.querySelector('[name=theme]').checked"
    )
    assert 0 < page.locator("fiches-recherche ol li").count() <= before
    page.locator("fiches-recherche ol a").first.click()
    page.wait_for_url("**/fiches/**")


def test_results_in_place_become_a_page_where_the_host_forbids_to_ask(host):
    policy = "script-src {site}; connect-src 'none'"
    page = host(Case("in place", policy=policy, attributes='resultats="3"'))
    page.get_by_role("combobox").fill("femmes")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche?q=femmes*")


def test_presets_by_attribute_narrow_the_search(host):
    page = host(Case("presets", attributes='theme="logement" territoire="dep:93"'))
    page.get_by_role("combobox").fill("ville")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/recherche\?q=ville&theme=logement&territoire=dep(:|%3A)93$"))


def test_the_host_themes_the_box_by_custom_property_and_part(host):
    style = (
        "<style>fiches-recherche{--fr-accent:rgb(122, 31, 92)}"
        "fiches-recherche::part(bouton){text-transform:uppercase}</style>"
    )
    page = host(Case("themed", head=style))
    button = page.get_by_role("button", name="Rechercher")
    assert button.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(122, 31, 92)"
    assert button.evaluate("e => getComputedStyle(e).textTransform") == "uppercase"


def test_the_frame_opens_its_answers_in_the_whole_window(visit, site):
    app = Flask("host")

    @app.get("/")
    def page() -> str:
        frame = f'<iframe src="{site.url}/embed/v1/boite" title="Chercher"></iframe>'
        return f'<!DOCTYPE html><html lang="fr"><title>Hôte</title><main>{frame}</main>'

    with served(app) as running:
        window = visit(running.url + "/")
        frame = window.frame_locator("iframe")
        frame.get_by_role("searchbox").fill("jeunes")
        frame.get_by_role("button").click()
        window.wait_for_url("**/recherche?q=jeunes")


def test_no_other_page_shows_in_a_frame(visit, site):
    app = Flask("host")

    @app.get("/")
    def page() -> str:
        return (
            f'<!DOCTYPE html><html lang="fr"><iframe src="{site.url}/recherche" title="x"></iframe>'
        )

    with served(app) as running:
        window = visit(running.url + "/")
        window.wait_for_timeout(300)
        assert window.frame_locator("iframe").locator("ol.hits").count() == 0


def test_the_embedding_page_builds_the_snippet_it_shows_live(visit, site):
    page = visit(site.url + "/integrer")
    snippet = page.locator("[data-snippet]")
    assert integrity() in snippet.inner_text()
    page.get_by_label("Thème imposé").select_option("justice")
    page.get_by_label("Résultats").select_option("facettes")
    page.get_by_label("Libellé").fill("Trouver <une> fiche")
    text = snippet.inner_text()
    assert 'name="theme" value="justice"' in text
    assert 'resultats="5" facettes' in text
    assert "Trouver &lt;une&gt; fiche" in text
    stage = page.locator("[data-stage]")
    stage.get_by_role("combobox").fill("jeunes")
    stage.get_by_role("button", name="Rechercher").click()
    stage.locator("ol li").first.wait_for()
    assert faults(page) == []
