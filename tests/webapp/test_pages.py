"""Pages: what a visitor reads, without a browser."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from urllib.parse import parse_qsl

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from indexer import FacetValue, Settings
from tests.webapp.fake import SHEETS, FakeCollection, sheet
from webapp import create_app
from webapp.present import shown_children

PATHS = (
    "/", "/recherche", "/recherche?q=femmes", "/recherche?q=rien", "/fiches/actis", "/integrer",
    "/selection", "/selection?id=actis&id=lotu", "/aide", "/accessibilite", "/mentions-legales",
    "/donnees-personnelles", "/donnees", "/plan-du-site",
)  # fmt: skip


def soup(client: FlaskClient, path: str, status: int = 200) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == status, path
    return BeautifulSoup(answer.data, "html.parser")


@pytest.mark.parametrize("path", PATHS)
def test_every_page_has_one_heading_one_title_and_every_footer_link_answers(client, path):
    page = soup(client, path)
    assert len(page.find_all("h1")) == 1
    assert page.title is not None
    assert "Fiches d’expérience" in page.title.text
    assert len(page.find_all("search")) <= 1
    assert not page.select("[role=search]")
    for link in page.select("footer.foot a, header a"):
        assert client.get(link["href"]).status_code == 200, link["href"]


@pytest.mark.parametrize("path", PATHS)
def test_no_page_holds_inline_script_style_or_third_party(client, path):
    page = soup(client, path)
    assert not page.find_all(style=True)
    assert not page.find_all("style")
    for script in page.find_all("script"):
        assert script.get("src", "").startswith("/") or script["type"] == "application/ld+json"
    for tag in page.find_all(attrs={"src": True}) + page.find_all("link", rel="stylesheet"):
        assert (tag.get("src") or tag["href"]).startswith("/")


@pytest.mark.parametrize("path", PATHS)
def test_french_typography_keeps_double_punctuation_with_its_word(client, path):
    text = soup(client, path).select_one("main").get_text()
    text = re.sub(r"https?://\S+|data-\S+", "", text)
    code = [c.get_text() for c in soup(client, path).select("code, script, cite")]
    for piece in code:
        text = text.replace(piece, "")
    assert not re.search(r"[^\s\u00a0\u202f] [:;?!»](\s|$)|« ", text), text


def test_the_title_tells_query_count_and_page(client):
    page = soup(client, "/recherche?q=femmes")
    assert page.title.text == "femmes (2\u00a0fiches) – Fiches d’expérience"
    assert page.h1.text == "2\u00a0fiches pour «\u00a0femmes\u00a0»"


def test_each_result_is_a_heading_with_a_link_that_remembers_the_search(client):
    page = soup(client, "/recherche?q=femmes&theme=logement")
    links = page.select("ol.hits > li h2 a")
    assert [a["href"] for a in links] == ["/fiches/fit-une-femme-un-toit?q=femmes&theme=logement"]
    assert page.select_one("ol.hits mark").text.lower() == "femmes"


def test_facets_are_checkboxes_of_the_search_form(client):
    page = soup(client, "/recherche?theme=logement")
    boxes = page.select("fieldset input[type=checkbox]")
    assert {box["form"] for box in boxes} == {page.select_one("search form")["id"]}
    assert all(page.select(f"fieldset:has([name={n}]) > legend") for n in ("theme", "territoire"))
    checked = [(box["name"], box["value"]) for box in boxes if box.has_attr("checked")]
    assert checked == [("theme", "logement")]


def test_a_large_tree_of_territories_opens_only_where_something_is_chosen(client):
    communes = tuple(
        FacetValue(f"com:93{n:03}", f"Commune {n}", 1, False, "commune") for n in range(80)
    )
    seine = FacetValue("dep:93", "Seine-Saint-Denis", 80, False, "departement", communes)
    region = FacetValue("reg:11", "Île-de-France", 80, False, "region", (seine,))
    size = 82
    assert shown_children(region, size) == (seine,)
    assert shown_children(seine, size) == ()
    assert shown_children(seine, 20) == communes[:50]
    assert shown_children(replace(seine, selected=True), size) == communes[:50]
    last = replace(communes[79], selected=True)
    opened = replace(seine, children=(*communes[:79], last))
    assert shown_children(opened, size) == (*communes[:50], last)


def test_a_commune_that_is_its_whole_departement_is_shown_once():
    third = FacetValue("arm:75103", "Paris 3e Arrondissement", 1, False, "arrondissement")
    commune = FacetValue("com:75056", "Paris", 1, False, "commune", (third,))
    paris = FacetValue("dep:75", "Paris", 1, False, "departement", (commune,))
    assert shown_children(paris, 3) == (third,)
    chosen = replace(commune, selected=True)
    assert shown_children(replace(paris, children=(chosen,)), 3) == (chosen,)


def test_a_chosen_filter_is_a_link_that_removes_it(client):
    page = soup(client, "/recherche?q=a&theme=logement&territoire=dep:93")
    chips = {a.get_text(" ", strip=True): a["href"] for a in page.select(".chips a")}
    assert chips["Retirer le filtre Logement et habitat ×"] == "/recherche?q=a&territoire=dep:93"
    assert (
        chips["Retirer le filtre Seine-Saint-Denis\u00a0(93) ×"] == "/recherche?q=a&theme=logement"
    )
    assert chips["Tout effacer"] == "/recherche?q=a"


@pytest.mark.parametrize(
    ("sent", "canonical"),
    [
        ("?q=&theme=logement&tri=pertinence&page=1", "?theme=logement"),
        ("?theme=logement&q=a", "?q=a&theme=logement"),
        ("?q=++a++b", "?q=a+b"),
        ("?q=&tri=", ""),
        ("?theme=logement&theme=commerce&theme=logement", "?theme=commerce&theme=logement"),
    ],
)
def test_other_addresses_of_a_search_lead_to_the_canonical_one(client, sent, canonical):
    answer = client.get("/recherche" + sent)
    assert answer.status_code == 301
    assert answer.headers["Location"] == "/recherche" + canonical
    assert client.get(answer.headers["Location"]).status_code == 200


def test_an_unknown_parameter_or_value_is_ignored_with_a_notice(client):
    page = soup(client, "/recherche?q=femmes&theme=inconnu&couleur=bleu")
    notices = " ".join(n.text for n in page.select(".notice.warn"))
    assert "couleur" in notices
    assert "inconnu" in notices
    assert len(page.select("ol.hits > li")) == 2


@pytest.mark.parametrize("path", ["/recherche?page=2", "/recherche?page=1000000"])
def test_a_page_beyond_the_last_is_a_404_with_a_link_to_the_last(client, path):
    page = soup(client, path, 404)
    assert soup(client, page.select_one("main a.button")["href"]).select("ol.hits > li")


@pytest.mark.parametrize(
    "path", ["/recherche?q=introuvable", "/recherche?q=femmes&theme=justice&territoire=com:38185"]
)
def test_without_results_every_way_out_leads_to_a_sheet(client, path):
    page = soup(client, path)
    assert page.h1.text.startswith("Aucune fiche")
    assert not page.select("ol.hits")
    exits = page.select("ul.exits a")
    assert exits
    for link in exits:
        assert soup(client, link["href"]).select("ol.hits > li"), link["href"]


def test_an_expansion_is_announced_with_a_link_to_exactly_what_was_typed(client):
    page = soup(client, "/recherche?q=chrs")
    notice = page.select_one("p.notice")
    assert "Recherche élargie\u00a0: CHRS → centre d’hébergement" in notice.get_text()
    assert notice.a["href"] == "/recherche?q=chrs&exact=1"
    assert "élargie" not in soup(client, notice.a["href"]).get_text()


def test_searches_are_not_for_robots(client):
    assert client.get("/recherche?q=femmes").headers["X-Robots-Tag"] == "noindex"
    assert "Disallow: /recherche" in client.get("/robots.txt").text


def test_pages_of_results_link_to_their_neighbours():
    sheets = tuple(sheet(f"fiche-{n}", f"Fiche {n}", "texte") for n in range(25))
    client = create_app(FakeCollection(sheets), Settings()).test_client()  # type: ignore[arg-type]
    page = soup(client, "/recherche?page=2")
    assert page.select_one("nav a[rel~=prev]")["href"] == "/recherche"
    assert page.select_one("nav a[rel~=next]")["href"] == "/recherche?page=3"
    assert page.select_one("ol.hits")["start"] == "11"
    assert page.select_one("nav.pages [aria-current=page]").text == "Page 2"


def test_a_sheet_shows_its_text_its_facts_and_the_way_back(client):
    page = soup(client, "/fiches/fit-une-femme-un-toit?q=femmes")
    assert page.h1.text == SHEETS[0].title
    assert page.select_one(".crumbs a[href='/recherche?q=femmes']")
    facts = page.select_one("dl.card-facts").get_text(" ", strip=True)
    for told in ("Seine-Saint-Denis", "2011", "femmes âgées de 18 à 25 ans", "Texte d’origine"):
        assert told in facts
    assert page.select_one("meta[name=citation_title]")["content"] == SHEETS[0].title
    assert page.select_one("link[rel=canonical]")["href"].endswith("/fiches/fit-une-femme-un-toit")
    assert [a["href"] for a in page.select(".near h3 a")] == [
        "/fiches/relais-habitat", "/fiches/actis",
    ]  # fmt: skip


def test_a_list_of_results_is_told_to_reference_managers_and_search_engines(client):
    page = soup(client, "/recherche?q=femmes")
    told = [dict(parse_qsl(span["title"])) for span in page.select("span.Z3988")]
    assert [t["rft.title"] for t in told] == [SHEETS[0].title, SHEETS[1].title]
    assert told[0]["rft.identifier"].startswith("https://fiches.example.org/fiches/")
    listed = json.loads(page.select_one("script[type='application/ld+json']").string)
    assert listed["numberOfItems"] == 2
    assert not soup(client, "/fiches/actis").select(".Z3988")


def test_a_sheet_that_does_not_exist_is_a_404_page_in_french(client):
    page = soup(client, "/fiches/absente", 404)
    assert page.h1.text == "Page introuvable"
    assert page.select_one("main a[href='/recherche']")


def test_a_hostile_sheet_breaks_no_page(client):
    for path in ("/recherche", "/fiches/titre-hostile", "/recherche?tri=titre"):
        body = client.get(path).text
        assert "<script>alert" not in body
        assert "<b>gras" not in body
    linked = soup(client, "/fiches/titre-hostile").select_one("script[type='application/ld+json']")
    assert "<" not in linked.string


def test_a_selection_is_a_dossier_of_whole_sheets(client):
    page = soup(client, "/selection?id=lotu&id=actis&id=retiree")
    assert [h.get_text() for h in page.select("ol h2")] == [SHEETS[5].title, SHEETS[3].title]
    assert "Une fiche n’existe plus ici" in page.get_text()
    assert [code.text for code in page.select(".notice code")] == ["retiree"]
    assert "id=retiree" not in page.select_one("a[href^=mailto]")["href"]
    assert client.get("/selection?id=../etc").status_code == 400


def test_a_dossier_of_sheets_that_are_all_gone_says_which(client):
    page = soup(client, "/selection?id=retiree&id=perdue")
    assert page.h1.text == "Dossier vide"
    assert "2\u00a0fiches n’existent plus ici" in page.get_text()
    assert [code.text for code in page.select(".notice code")] == ["retiree", "perdue"]
    assert not soup(client, "/selection?id=actis").select(".notices")


def test_a_changed_text_is_shown_and_no_cache_keeps_the_old_one(tmp_path, collection):
    text = tmp_path / "aide.html"
    client = create_app(collection, Settings(texts=tmp_path)).test_client()
    tags = [client.get("/aide").headers["ETag"]]
    for number, said in enumerate(("Première aide.", "Seconde aide.")):
        text.write_text(f"<p>{said}</p>", "utf-8")
        os.utime(text, (number, number))
        answer = client.get("/aide", headers={"If-None-Match": tags[-1]})
        assert said in answer.text
        tags.append(answer.headers["ETag"])
    assert len(set(tags)) == 3


def test_the_operator_replaces_a_text_with_a_file_of_its_name(tmp_path, collection):
    (tmp_path / "mentions-legales.html").write_text("<p>Chez nous.</p>", "utf-8")
    client = create_app(collection, Settings(texts=tmp_path)).test_client()
    assert "Chez nous." in client.get("/mentions-legales").text
    assert "Ce que vous pouvez écrire" in client.get("/aide").text
