"""What a visitor is told above the results is short, and hides nothing."""

from __future__ import annotations

from dataclasses import replace

from indexer import Expansion, Notice, Query, Relaxed, Results
from tests.webapp.fake import FakeCollection
from tests.webapp.test_pages import soup
from webapp import notices, present, urls

FOUND = FakeCollection().search(Query("femmes"))


def texts(results: Results) -> list[str]:
    return [one.text for one in notices.told(results)]


def test_a_corrected_spelling_tells_the_word_and_not_the_whole_question():
    relaxed = Relaxed(
        "spelling",
        "Aucune fiche pour « femmes batimant » : résultats pour « femmes bâtiment ».",
        dropped=("avion",),
        changed=(("batimant", "bâtiment"),),
    )
    assert texts(replace(FOUND, relaxed=relaxed)) == [
        "Orthographe corrigée\u00a0: «\u00a0batimant\u00a0» → «\u00a0bâtiment\u00a0».",
        "Laissé de côté\u00a0: «\u00a0avion\u00a0».",
    ]


def test_a_word_already_named_as_left_out_is_not_named_twice():
    text = "Aucune fiche ne contient tous ces mots\u00a0: recherche sans «\u00a0pmr\u00a0»."
    named = Relaxed("fewer-words", text, dropped=("pmr",))
    assert texts(replace(FOUND, relaxed=named)) == [text]
    unnamed = Relaxed("fewer-words", "Voici celles qui en contiennent une partie.", ("pmr",))
    assert texts(replace(FOUND, relaxed=unnamed))[1:] == [
        "Laissé de côté\u00a0: «\u00a0pmr\u00a0»."
    ]


def test_a_long_list_waits_behind_its_sentence():
    left = ", ".join(f"«\u00a0mot{n}\u00a0»" for n in range(9))
    text = f"Seuls les 10 premiers mots ont été cherchés\u00a0; laissés de côté\u00a0: {left}."
    (one,) = notices.told(replace(FOUND, notices=(Notice("trop", text),)))
    assert one.text == "Seuls les 10 premiers mots ont été cherchés."
    assert one.more == f"Laissés de côté\u00a0: {left}."


def test_two_equivalents_are_told_at_once_and_all_of_them_on_demand():
    added = ("aide personnalisée au logement", "aide au logement", "autorisation locale")
    (one,) = notices.told(replace(FOUND, expansions=(Expansion("apl", added),)))
    assert one.text.endswith("aide personnalisée au logement, aide au logement…")
    assert all(equivalent in one.more for equivalent in added)
    assert one.link is not None
    assert one.link.url == "/recherche?q=femmes&exact=1"


def test_an_equivalent_that_the_question_says_itself_is_not_told():
    both = Query("centre d'hébergement (CHRS)")
    expansions = (
        Expansion("CHRS", ("Centre d’hébergement", "foyer")),
        Expansion("centre", ("CHRS",)),
    )
    found = replace(FOUND, query=both, expansions=expansions)
    assert [t.rstrip(".") for t in texts(found)] == ["Recherche élargie\u00a0: CHRS → foyer"]
    assert not texts(replace(found, expansions=expansions[1:]))


def test_an_empty_answer_offers_no_link_that_was_not_counted():
    nothing = replace(FOUND, total=0, expansions=(Expansion("chrs", ("centre",)),))
    assert [one.link for one in notices.told(nothing)] == [None]
    exact = replace(nothing, expansions=(), query=replace(FOUND.query, exact=True))
    assert not notices.told(exact)


def test_the_wider_search_is_offered_when_the_exact_one_finds_nothing(client):
    links = soup(client, "/recherche?q=zzz+femmes&theme=justice&exact=1").select(".exits a")
    for link in links:
        assert soup(client, link["href"]).select("ol.hits > li"), link["href"]


def test_a_heading_repeats_the_beginning_of_a_long_question_only():
    text = "je cherche un hébergement " * 7
    found = replace(FOUND, query=Query(urls.clean_text(text)))
    told = present.heading(found)
    assert len(told) < 110
    assert told.endswith("…\u00a0»")
    assert present.brief("court") == "court"
    assert len(present.brief("x" * 200)) == present.LONGEST_HEADING
