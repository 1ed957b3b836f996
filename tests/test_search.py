"""The main job on the ten sheets: the right sheet first, honest counts, safe excerpts."""

from __future__ import annotations

from itertools import count
from types import SimpleNamespace

import pytest

from indexer.patience import LateError, at_most
from indexer.query import Query

FIRST = [
    ("femmes batiment", "dames-batiment-o-feminin"),
    ("dames", "dames-batiment-o-feminin"),
    ("hebergement femmes violence", "fit-une-femme-un-toit"),
    ("chrs", "fit-une-femme-un-toit"),
    ("boutique centre ville", "manager-de-commerce"),
    ("commercant", "manager-de-commerce"),
    ("syndic copropriete", "association-relais-habitat"),
    ("prison jeunes", "lotu"),
    ("detenu emploi", "lotu"),
    ("auto-rehabilitation", "des-murs-aux-toits"),
    ("autoréhabilitation", "des-murs-aux-toits"),
    ("logement insalubre Lille", "gouvernance-locale-relogement"),
    ("locataires Grenoble", "actis-teisseire"),
]


@pytest.mark.parametrize(("text", "sheet_id"), FIRST)
def test_the_right_sheet_comes_first(collection, text, sheet_id):
    results = collection.search(Query(text))
    assert results.hits[0].sheet.id == sheet_id
    assert results.relaxed is None


def test_a_few_words_that_one_sheet_holds_are_followed_by_sheets_with_some(collection):
    results = collection.search(Query("logement insalubre Lille"))
    assert results.hits[0].sheet.id == "gouvernance-locale-relogement"
    assert results.total == len(results.hits)
    assert results.relaxed is None
    two = collection.search(Query("logement insalubre"))
    assert [n.code for n in two.notices] == []


def test_exact_words_are_all_required(collection):
    assert collection.search(Query("femmes chantiers bâtiment", exact=True)).total == 1
    wide = collection.search(Query("femmes chantiers bâtiment"))
    assert wide.hits[0].sheet.id == "dames-batiment-o-feminin"
    assert wide.total > 1
    assert "une-partie-des-mots" in [n.code for n in wide.notices]


def test_themes_are_counted(collection):
    counts = {v.value: v.count for v in collection.themes()}
    assert counts == {"logement": 5, "emploi-femmes": 2, "commerce": 2, "justice": 1}


def steps(searcher, text: str, monkeypatch) -> int:
    """The steps between which a search looks at the time; the time may end before each of them."""
    for allowed in range(100):
        clock = SimpleNamespace(monotonic=count().__next__)  # each look at it takes a second
        monkeypatch.setattr("indexer.patience.time", clock)
        try:
            with at_most(allowed):
                searcher.search(Query(text))
        except LateError:
            continue
        return allowed
    raise AssertionError("it never ends")


def test_a_search_stops_between_its_steps_when_nobody_waits_any_longer(collection, monkeypatch):
    searcher = collection.opened.searcher  # below the answers that are kept
    plain = steps(searcher, "logement", monkeypatch)
    assert plain == 3, "words read, sheets ranked, answer put together"
    assert steps(searcher, "hebergemant", monkeypatch) > plain, "each further attempt is one"
    assert steps(searcher, "logement zzzzyyy", monkeypatch) > plain


def test_the_territory_tree_counts_each_sheet_once_at_every_level(collection):
    tree = collection.territories()
    tops = {v.value: v.count for v in tree}
    assert tops == {"reg:11": 5, "reg:32": 1, "reg:75": 1, "reg:84": 1, "non-precise": 2}
    (region,) = (v for v in tree if v.value == "reg:11")
    below = {v.value: v.count for v in region.children}
    assert below == {"dep:93": 3, "dep:75": 1, "dep:78": 1}
    assert tree[-1].label == "Territoire non précisé"


def test_counts_of_a_facet_ignore_its_own_filter(collection):
    results = collection.search(Query("femmes", themes=("logement",)))
    counts = {v.value: (v.count, v.selected) for v in results.facet("theme").values}
    assert counts["logement"] == (1, True)
    assert counts["emploi-femmes"] == (2, False)


def test_a_chosen_value_stays_listed_at_zero(collection):
    results = collection.search(Query("prison", themes=("commerce",)))
    assert results.total == 0
    listed = {v.value: v.count for v in results.facet("theme").values}
    assert listed["commerce"] == 0


def test_excerpts_mark_whole_words_with_their_accents(collection):
    hit = collection.search(Query("batiment")).hits[0]
    marked = [p.text[a:b] for p in (hit.title, *hit.excerpts) for a, b in p.marks]
    assert "bâtiment" in marked


def test_names_of_places_are_marked_whole(collection):
    hit = collection.search(Query("seine-saint-denis")).hits[0]
    marked = [p.text[a:b] for p in (hit.title, *hit.excerpts) for a, b in p.marks]
    assert "Seine-Saint-Denis" in marked


def test_reasons_say_in_french_what_was_found_where(collection):
    hit = collection.search(Query("chrs")).hits[0]
    assert any("chrs" in reason and "résumé" in reason for reason in hit.reasons)


def test_a_phrase_wants_its_words_together(collection):
    assert collection.total(Query('"centre d’affaires"')) == 1
    assert collection.total(Query('"affaires centre"')) == 0


def test_a_minus_takes_sheets_away(collection):
    everyone = {h.sheet.id for h in collection.search(Query("femmes")).hits}
    fewer = {h.sheet.id for h in collection.search(Query("femmes -bâtiment")).hits}
    assert everyone - fewer == {"dames-batiment-o-feminin"}


def test_a_star_completes_a_word(collection):
    assert collection.search(Query("copro*")).hits[0].sheet.id == "association-relais-habitat"


def test_facets_alone_browse(collection):
    results = collection.search(Query(themes=("logement",), territories=("dep:93",)))
    assert [h.sheet.id for h in results.hits] == ["association-relais-habitat"]


def test_titles_sort_as_a_reader_expects(collection):
    titles = [h.sheet.title for h in collection.search(Query(sort="title", size=50)).hits]
    assert titles[0].startswith("Actis")
    assert titles[1].startswith("ADAGE")


def test_exact_leaves_the_glossary_out(collection):
    wide = collection.search(Query("commercant"))
    assert wide.expansions
    strict = collection.search(Query("commercant", exact=True))
    assert strict.expansions == ()
    assert strict.total == 0


def test_similar_sheets_are_others(collection):
    near = collection.similar("actis-teisseire", 3)
    assert near
    assert "actis-teisseire" not in {h.sheet.id for h in near}


@pytest.mark.parametrize("text", ["", "   ", '"', "-", "*", "((", "é" * 5000, "\ud800", "🏠🏠"])
def test_whatever_is_typed_gets_an_answer(collection, text):
    collection.search(Query(text))


def codes(collection, text):
    return [n.code for n in collection.search(Query(text)).notices]


def test_a_long_question_says_that_half_of_its_words_will_do(collection):
    text = "je cherche un hébergement pour une femme victime de violences à Paris en urgence"
    assert "phrase" in codes(collection, text)


def test_nothing_to_search_is_said(collection):
    assert codes(collection, "????") == ["sans-mot"]
    assert codes(collection, "") == []


def test_a_number_is_not_answered_by_numbers_that_begin_alike(collection):
    assert collection.search(Query("2009")).total == 0


def test_a_word_is_not_answered_by_words_that_only_begin_alike(collection):
    assert collection.search(Query("prixuvrt")).total == 0
