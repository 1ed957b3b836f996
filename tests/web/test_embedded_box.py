"""The box on somebody else's site: every case leaves at least a form that works."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest
from flask import Flask, Response
from playwright.sync_api import expect

from tests.web.conftest import Served, faults, served
from webapp.scripts import VERSION, integrity

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
    page.locator("summary", has_text="Thème").click()
    page.get_by_role("checkbox").first.check()
    assert page.locator("fiches-recherche ol li").count() == 3, "ticking alone changes nothing"
    told = page.locator("fiches-recherche [part=compte]").inner_text()
    page.get_by_role("button", name="Appliquer les filtres").click()
    expect(page.locator("fiches-recherche [part=compte]")).not_to_have_text(told)
    assert page.get_by_role("checkbox").first.is_checked()
    assert faults(page) == []
    page.get_by_role("button", name="Retirer le filtre").click()
    expect(page.locator("fiches-recherche [part=compte]")).to_have_text(told)
    assert page.get_by_role("button", name="Retirer le filtre").count() == 0
    assert (
        page.evaluate(
            "document.querySelector('fiches-recherche').shadowRoot.activeElement.getAttribute('part')"
        )
        == "compte"
    ), "the focus stays in the box when a filter goes away"
    page.locator("fiches-recherche ol a").first.click()
    page.wait_for_url("**/fiches/**")


def test_any_place_can_be_reached_by_the_tree_or_by_its_name(host):
    page = host(Case("in place", policy=STRICT, attributes="facettes"))
    page.get_by_role("button", name="Rechercher").click()
    page.locator("summary", has_text="Territoire").click()
    for below in ("département", "commune"):
        page.locator("summary", has_text=below).first.click()
    expect(page.get_by_role("checkbox", name=re.compile("Saint-Denis")).nth(1)).to_be_visible()
    page.get_by_label("Chercher un territoire dans la liste").fill("sevran")
    page.get_by_role("checkbox", name="Sevran – Seine-Saint-Denis").check()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Appliquer les filtres").click()
    expect(page.locator("fiches-recherche ol li")).to_have_count(1)
    assert "Premier conseil" in page.locator("fiches-recherche ol").inner_text()
    assert page.get_by_role("button", name="Retirer le filtre Sevran").is_visible()
    assert faults(page) == []


def test_the_keyboard_alone_filters_in_place(host):
    page = host(Case("in place", attributes="facettes"))
    page.get_by_role("combobox").focus()
    page.keyboard.press("Enter")
    page.locator("fiches-recherche ol li").first.wait_for()
    page.locator("summary", has_text="Thème").focus()
    for key in ("Enter", "Tab", "Space"):
        page.keyboard.press(key)
    chip = page.get_by_role("button", name="Retirer le filtre")
    chip.focus()
    page.keyboard.press("Enter")
    expect(chip).to_have_count(0)


def test_a_module_that_is_not_the_published_one_is_not_run(host, site):
    case = Case("in place", attributes="facettes")
    page = host(case)
    forged = "export default class { constructor() { document.title = 'forged' } search() {} }"
    page.route(
        "**/fiches-resultats.js",
        lambda route: route.fulfill(
            body=forged,
            content_type="text/javascript",
            headers={"Access-Control-Allow-Origin": "*"},
        ),
    )
    page.get_by_role("combobox").fill("femmes")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche?q=femmes*")
    assert page.title() != "forged"


def test_what_the_host_fixed_is_not_offered_as_a_filter(host):
    page = host(Case("preset", attributes='facettes theme="logement"'))
    page.get_by_role("button", name="Rechercher").click()
    page.locator("summary", has_text="Territoire").wait_for()
    assert page.locator("summary", has_text="Thème").count() == 0


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


def framing(source: str, script: str) -> Flask:
    """A host with one frame and the script that sizes it."""
    app = Flask("host")

    @app.get("/")
    def page() -> str:
        frame = f'<iframe src="{source}" title="Chercher" height="40"></iframe>'
        return (
            f'<!DOCTYPE html><html lang="fr"><title>Hôte</title><main>{frame}</main>'
            f'<script src="{script}" crossorigin="anonymous" defer></script>'
        )

    return app


def test_the_frame_is_given_the_height_of_what_it_holds(visit, site):
    script = f"{site.url}/embed/v{VERSION}/fiches-cadre.js"
    with served(framing(f"{site.url}/embed/v1/boite", script)) as running:
        window = visit(running.url + "/")
        window.wait_for_function("document.querySelector('iframe').height > 60")
        before = int(window.locator("iframe").get_attribute("height"))
        frame = window.frame_locator("iframe")
        body = frame.locator("body").evaluate("e => e.getBoundingClientRect().height")
        assert before - 1 <= body <= before
        frame.locator("html").evaluate("e => { e.style.fontSize = '300%' }")
        window.wait_for_function(f"document.querySelector('iframe').height > {before}")


def test_no_stranger_sets_the_height_of_the_frame(visit, site):
    stranger = Flask("stranger")

    @stranger.get("/embed/v1/boite")
    def page() -> str:
        return "<!DOCTYPE html><title>x</title>"

    script = f"{site.url}/embed/v{VERSION}/fiches-cadre.js"
    with served(stranger) as other:
        host = framing(f"{site.url}/embed/v1/boite", script)
        with served(host) as running:
            window = visit(running.url + "/")
            window.wait_for_function("document.querySelector('iframe').height > 60")
            before = window.locator("iframe").get_attribute("height")
            window.evaluate(
                """async (url) => {
                    postMessage({fiches: 'hauteur', hauteur: 999}, '*');
                    const frame = document.createElement('iframe');
                    frame.src = url; frame.title = 'x'; document.body.append(frame);
                    await new Promise((done) => frame.addEventListener('load', done));
                    for (const hauteur of [-1, 'x', 99999]) {
                        const source = document.querySelector('iframe').contentWindow;
                        dispatchEvent(new MessageEvent('message', {
                            data: {fiches: 'hauteur', hauteur}, origin: new URL(url).origin, source,
                        }));
                    }
                    dispatchEvent(new MessageEvent('message', {
                        data: {fiches: 'hauteur', hauteur: 777}, origin: new URL(url).origin,
                        source: document.querySelector('iframe').contentWindow,
                    }));
                    await new Promise((done) => setTimeout(done, 200));
                }""",
                f"{other.url}/embed/v1/boite",
            )
            assert window.locator("iframe").first.get_attribute("height") == before


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
    snippet = page.locator("[data-snippet=box]")
    assert integrity() in snippet.inner_text()
    page.get_by_label("Thème imposé").select_option("justice")
    page.get_by_label("Résultats").select_option("facettes")
    page.get_by_label("Territoire imposé").select_option("reg:11")
    page.get_by_label("Territoire imposé").select_option("")
    page.get_by_label("Libellé").fill("Trouver <une> fiche")
    text = snippet.inner_text()
    assert 'resultats="5" facettes' in text
    for name in ("form", "box"):
        written = page.locator(f"[data-snippet={name}]").inner_text()
        assert 'name="theme" value="justice"' in written
        assert "territoire" not in written
        assert "Trouver &lt;une&gt; fiche" in written
    frame = page.locator("[data-snippet=frame]").inner_text()
    assert "/embed/v1/boite?theme=justice&amp;libelle=Trouver+%3Cune%3E+fiche" in frame
    page.goto(site.url + page.locator("[data-frame]").get_attribute("href"))
    assert page.get_by_role("searchbox", name="Trouver <une> fiche").is_visible()
    page.go_back()
    page.get_by_label("Thème imposé").select_option("justice")
    page.get_by_label("Résultats").select_option("facettes")
    stage = page.locator("[data-stage]")
    stage.get_by_role("combobox").fill("jeunes")
    stage.get_by_role("button", name="Rechercher").click()
    stage.locator("ol li").first.wait_for()
    assert faults(page) == []
