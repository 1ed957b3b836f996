"""Every page in a real browser: readable, reachable and usable, with and without script."""

from __future__ import annotations

import gzip
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.web.conftest import faults

pytestmark = pytest.mark.browser

PAGES = {
    "home": "/",
    "all": "/recherche",
    "results": "/recherche?q=femmes",
    "filtered": "/recherche?theme=logement&territoire=dep:93",
    "expanded": "/recherche?q=chrs",
    "empty": "/recherche?q=zqxwk&theme=justice",
    "notice": "/recherche?q=ville&couleur=bleu",
    "beyond": "/recherche?page=50",
    "sheet": "/fiches/fit-une-femme-un-toit?q=femmes",
    "missing": "/fiches/absente",
    "embedding": "/integrer",
    "selection": "/selection",
    "dossier": "/selection?id=lotu&id=adage",
    "gone": "/selection?id=lotu&id=absente",
    "corrected": "/recherche?q=femmes+batimant+aeronautique",
    "long": "/recherche?q=" + "+".join(f"mot{n}+logement" for n in range(40)),
    "help": "/aide",
    "accessibility": "/accessibilite",
    "legal": "/mentions-legales",
    "privacy": "/donnees-personnelles",
    "data": "/donnees",
    "plan": "/plan-du-site",
    "frame": "/embed/v1/boite",
}
EVERY = pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
WIDE = "document.documentElement.scrollWidth <= innerWidth"


@EVERY
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong(visit, path, scheme):
    assert faults(visit(path, color_scheme=scheme)) == []


@EVERY
def test_a_phone_shows_the_whole_width_even_with_text_twice_as_large(visit, path):
    page = visit(path, width=320, height=640)
    assert page.evaluate(WIDE)
    assert faults(page) == []
    page.evaluate("document.documentElement.style.fontSize = '212.5%'")
    page.set_viewport_size({"width": 640, "height": 640})
    assert page.evaluate(WIDE)


@EVERY
def test_spaced_text_still_fits(visit, path):
    page = visit(path, width=320, height=640)
    page.evaluate("""() => { for (const node of document.querySelectorAll('body *')) {
        node.style.lineHeight = '1.5'; node.style.letterSpacing = '.12em';
        node.style.wordSpacing = '.16em'; } }""")
    assert page.evaluate(WIDE)


def test_without_script_one_searches_filters_removes_and_reads(visit):
    page = visit("/", java_script_enabled=False)
    page.get_by_label("Un mot, un sigle, une ville, une question").fill("logement")
    page.get_by_role("button", name="Rechercher").click()
    assert urlsplit(page.url).query == "q=logement"
    before = page.locator("ol.hits > li").count()
    page.get_by_role("checkbox", name=re.compile("Seine-Saint-Denis|Île-de-France")).first.check()
    page.get_by_role("button", name="Appliquer").click()
    assert "territoire=" in page.url
    assert 0 < page.locator("ol.hits > li").count() < before
    page.get_by_role("link", name="Retirer le filtre").first.click()
    assert page.locator("ol.hits > li").count() == before
    page.get_by_role("link", name="Titre", exact=True).click()
    assert "tri=titre" in page.url
    title = page.locator("ol.hits h2 a").first.inner_text()
    page.locator("ol.hits h2 a").first.click()
    assert page.locator("h1").inner_text() == title
    page.get_by_role("link", name="Résultats pour «\u00a0logement\u00a0»").click()
    assert urlsplit(page.url).query == "q=logement&tri=titre"


def test_without_script_a_phone_opens_the_filters(visit):
    page = visit("/recherche?q=femmes", width=320, java_script_enabled=False)
    hidden = page.get_by_role("button", name="Appliquer")
    assert not hidden.is_visible()
    assert page.locator("ol.hits h2").first.bounding_box()["y"] < 700
    page.locator("summary", has_text="Filtrer").click()
    assert hidden.is_visible()


def test_ticking_a_box_does_not_leave_the_page(visit):
    page = visit("/recherche?q=femmes")
    page.locator("input[name=theme]").first.check()
    page.wait_for_timeout(300)
    assert urlsplit(page.url).query == "q=femmes"
    page.get_by_role("button", name="Appliquer").click()
    page.wait_for_url("**theme=**")
    assert "tri=" not in page.url


def is_the_sheet_sought(page) -> bool:
    return (
        "Relais Habitat" in page.locator("h1").inner_text()
        and "Saint-Denis" in page.locator("dl.card-facts").first.inner_text()
    )


def asking(page):
    page.get_by_label(re.compile("^Un mot")).fill("copropriété seine-saint-denis")
    page.get_by_role("button", name="Rechercher").click()
    page.locator("ol.hits h2 a").first.click()


def by_keyboard(page):
    page.get_by_label(re.compile("^Un mot")).focus()
    page.keyboard.type("copropriété 93")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche**")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # skips to the results
    tab_to(page, ".hit-title a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/fiches/**")


def by_an_example_and_a_filter(page):
    page.get_by_role("link", name="copropriété", exact=True).click()
    page.get_by_role("checkbox", name=re.compile("Seine-Saint-Denis")).check()
    page.get_by_role("button", name="Appliquer").click()
    page.locator("ol.hits h2 a").first.click()


def by_territory(page):
    page.get_by_role("link", name="Seine-Saint-Denis (93)").last.click()
    page.get_by_role("link", name=re.compile("Relais Habitat")).first.click()


def tab_to(page, selector: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches('{selector}')"):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


@pytest.mark.parametrize("way", [asking, by_keyboard, by_an_example_and_a_filter, by_territory])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_three_actions_lead_from_home_to_coproprietes_in_seine_saint_denis(visit, way, script):
    """Ask and open; tick, apply and open; or a place and a title: with script or without."""
    page = visit("/", java_script_enabled=script)
    way(page)
    assert is_the_sheet_sought(page)


def test_suggestions_follow_the_combobox_pattern(visit):
    page = visit("/")
    field = page.get_by_role("combobox")
    field.press_sequentially("log", delay=20)
    options = page.get_by_role("option")
    options.first.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    assert field.get_attribute("aria-activedescendant") is None
    assert page.locator("[aria-selected=true]").count() == 0
    field.press("ArrowDown")
    active = field.get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"
    assert field.input_value() == "log"
    assert faults(page) == []
    expect(page.locator("[role=status]")).to_have_text(re.compile("suggestion"))
    field.press("Escape")
    assert not page.get_by_role("listbox").is_visible()
    assert field.get_attribute("aria-expanded") == "false"
    assert field.input_value() == "log"
    field.press("Escape")
    assert field.input_value() == ""


def test_enter_without_a_chosen_suggestion_searches_what_was_typed(visit):
    page = visit("/")
    page.get_by_role("combobox").press_sequentially("logement", delay=20)
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche?q=logement")


def test_a_chosen_suggestion_opens_what_it_names(visit):
    page = visit("/")
    page.get_by_role("combobox").press_sequentially("loge", delay=20)
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("theme=logement|/fiches/|q="))


def test_tab_and_leaving_close_the_suggestions_without_choosing(visit):
    page = visit("/")
    page.get_by_role("combobox").press_sequentially("loge", delay=20)
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Tab")
    assert not page.get_by_role("listbox").is_visible()
    assert page.get_by_role("button", name="Rechercher").evaluate(
        "e => e === document.activeElement"
    )


def test_two_letters_or_a_refusing_server_leave_a_plain_form(visit):
    page = visit("/aide")
    page.route("**/api/v1/suggest*", lambda route: route.fulfill(status=404, body="{}"))
    field = page.get_by_role("combobox")
    field.press_sequentially("logement", delay=10)
    page.wait_for_timeout(500)
    assert not page.get_by_role("listbox").is_visible()
    field.press("Enter")
    page.wait_for_url("**/recherche?q=logement")


def test_a_selection_is_kept_on_the_device_and_opens_as_a_dossier(visit):
    page = visit("/recherche?q=femmes")
    keep = page.get_by_role("button", name=re.compile("^Garder")).first
    keep.click()
    assert (
        page.get_by_role("button", name=re.compile("^Gardée")).get_attribute("aria-pressed")
        == "true"
    )
    page.get_by_role("link", name="Ma sélection (1)").click()
    assert page.locator(".kept li").count() == 1
    assert faults(page) == []
    page.get_by_role("link", name="Ouvrir le dossier").click()
    assert re.search(r"/selection\?id=[a-z0-9-]+$", page.url)
    assert page.locator("h1").inner_text() == "Dossier de 1\u00a0fiche"
    page.goto(page.url.split("?")[0])
    page.get_by_role("button", name=re.compile("^Retirer")).click()
    assert page.get_by_text("Votre sélection est vide.").is_visible()
    assert page.get_by_role("link", name="Ma sélection", exact=True).is_visible()


def test_a_long_facet_can_be_searched(visit):
    page = visit("/recherche")
    seek = page.get_by_label("Chercher un territoire dans la liste")
    seek.fill("sevran")
    assert page.get_by_role("checkbox", name=re.compile("Sevran")).is_visible()
    assert not page.get_by_role("checkbox", name=re.compile("Grenoble")).is_visible()
    seek.fill("")
    assert page.get_by_role("checkbox", name=re.compile("Île-de-France")).is_visible()


def test_a_place_that_a_large_tree_does_not_show_can_be_found_and_ticked(visit):
    page = visit("/recherche")

    def larger(route) -> None:
        found = route.fetch().json()
        bobigny = {"value": "com:93008", "label": "Bobigny", "count": 1, "children": []}
        found["facets"]["territory"][0]["children"][0]["children"].append(bobigny)
        route.fulfill(json=found)

    page.route("**/api/v1/search?*", larger)
    seek = page.get_by_label("Chercher un territoire dans la liste")
    seek.fill("bobi")
    tick = page.get_by_role("checkbox", name="Bobigny – Seine-Saint-Denis")
    tick.check()
    seek.fill("sevran")
    assert tick.is_visible(), "what is ticked stays in sight"
    assert page.get_by_role("checkbox", name=re.compile("Sevran")).count() == 1
    assert faults(page) == []
    page.get_by_role("button", name="Appliquer").click()
    page.wait_for_url(re.compile(r"territoire=com(:|%3A)93008"))


def test_the_keyboard_alone_searches_filters_and_reads(visit):
    page = visit("/recherche?q=femmes")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller aux résultats"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "resultats"
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "theme":
            break
    page.keyboard.press("Space")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Appliquer":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**theme=**")


def test_marked_words_show_in_forced_colours(visit):
    page = visit("/recherche?q=femmes", forced_colors="active")
    colours = page.locator("mark").first.evaluate(
        "e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
    )
    around = page.locator("ol.hits p").first.evaluate("e => getComputedStyle(e).backgroundColor")
    assert colours[0] != colours[1]
    assert colours[1] != around
    assert faults(page) == []


def test_a_printed_sheet_has_no_furniture_and_ends_with_its_address(visit, site):
    page = visit("/fiches/adage")
    page.emulate_media(media="print")
    for furniture in ("header.top", "footer.foot", ".crumbs", ".actions", ".near"):
        assert not page.locator(furniture).first.is_visible(), furniture
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    printed = page.locator(".printed")
    assert printed.is_visible()
    told = r"Fiche imprimée le \d+(er)? \w+ \d{4} depuis " + re.escape(f"{site.url}/fiches/adage")
    assert re.fullmatch(told, printed.inner_text())
    assert page.locator(".sheet-text").is_visible()
    assert len(page.pdf()) > 1000


def test_a_printed_dossier_has_whole_texts_and_no_buttons(visit, site):
    page = visit("/selection?id=lotu&id=adage&id=absente")
    page.emulate_media(media="print")
    for furniture in ("header.top", "footer.foot", ".actions", ".notices"):
        assert not page.locator(furniture).first.is_visible(), furniture
    assert page.locator(".dossier .hit-title").count() == 2
    assert page.locator(".printed").inner_text().endswith("/selection?id=lotu&id=adage")


def test_a_page_asks_for_few_things_and_nothing_elsewhere(visit, site):
    asked: list[str] = []
    page = visit("/aide")
    page.wait_for_load_state("networkidle")
    page.context.clear_cookies()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site.url + "/recherche?q=femmes")
    page.wait_for_load_state("networkidle")
    assert len(asked) <= 6
    assert all(url.startswith(site.url) for url in asked)
    assert page.context.cookies() == []


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/recherche?q=femmes", 12_000),
        ("/recherche", 12_000),
        ("/fiches/adage", 12_000),
        ("/", 22_000),  # with the map
    ],
)
def test_nothing_but_page_and_stylesheet_stands_before_the_first_paint(visit, site, path, most):
    """No script blocks it, the box for suggestions comes after it, and both are light."""
    page = visit(path)
    # Asked again and again from outside: the page's own rules let nothing be evaluated in it.
    while not page.evaluate("performance.getEntriesByName('first-contentful-paint').length"):
        page.wait_for_timeout(20)
    page.locator("[role=combobox]").wait_for()
    asked = page.evaluate("""performance.getEntriesByType('resource').map((r) => ({
        name: new URL(r.name).pathname, blocking: r.renderBlockingStatus, from: r.startTime}))""")
    assert [one["name"] for one in asked if one["blocking"] == "blocking"] == ["/static/site.css"]
    painted = page.evaluate("performance.getEntriesByType('paint')[0].startTime")
    print(f"first contentful paint: {painted:.0f} ms")
    late = [one["name"] for one in asked if one["from"] >= painted]
    assert "/static/combobox.js" in late
    early = [one["name"] for one in asked if one["from"] < painted and "mark" not in one["name"]]
    assert sorted(early) == ["/static/site.css", "/static/site.js"]
    scripts = page.locator("head script[src]")
    assert scripts.count() == page.locator("head script[defer]").count()
    needed = [page.request.get(site.url + one).body() for one in (path, "/static/site.css")]
    assert sum(len(gzip.compress(body)) for body in needed) <= most
