"""The conformance suite: what every engine must answer, told on small collections."""

from __future__ import annotations

import pytest

from indexer.engines.contract import Engine
from indexer.query import Alternative, Query, Unit, Words
from indexer.vocabulary import NO_TERRITORY
from tests.engines.toys import ENGINES, phrase, sheet, words

SHEETS = [
    sheet(
        "atelier",
        "Un atelier de femmes",
        "Des femmes rénovent un immeuble.",
        "Le chantier dure trois mois. Les femmes y apprennent un métier.",
        themes=("emploi-femmes",),
        territories=("com:93071",),
        date="2008",
        structure="Association Atelier",
    ),
    sheet(
        "boutique",
        "La boutique du centre",
        "Une boutique ouvre dans le centre de la ville.",
        themes=("commerce",),
        territories=("com:93047",),
        date="2010-04",
    ),
    sheet(
        "foyer",
        "Un foyer pour jeunes femmes",
        "Le foyer accueille des jeunes.",
        themes=("logement", "emploi-femmes"),
        territories=("dep:78",),
        date="2011",
    ),
    sheet("prison", "Sortir de prison", "Des jeunes cherchent un emploi.", themes=("justice",)),
]


@pytest.fixture(params=sorted(ENGINES))
def engine(request, tmp_path) -> Engine:
    return ENGINES[request.param](SHEETS, tmp_path)


def ids(engine: Engine, asked: Words, **query) -> list[str]:
    return [r.sheet.id for r in engine.search(Query(**query), asked).ranked]


def test_no_words_lists_every_sheet_latest_first(engine):
    assert ids(engine, Words()) == ["foyer", "boutique", "atelier", "prison"]


def test_every_word_is_required(engine):
    assert ids(engine, words("jeunes", "femmes")) == ["foyer"]


def test_a_minimum_softens_what_is_required(engine):
    assert set(ids(engine, words("jeunes", "femmes", minimum=1))) == {"atelier", "foyer", "prison"}


def test_an_excluded_word_removes_sheets(engine):
    assert ids(engine, words("jeunes", without=("femmes",))) == ["prison"]


def test_a_lemma_finds_the_other_number(engine):
    assert set(ids(engine, words("femme"))) == {"atelier", "foyer"}


def test_the_exact_form_ranks_first(tmp_path):
    pair = [sheet("a", "Deux logements neufs"), sheet("b", "Un logement neuf")]
    for n, make in enumerate(ENGINES.values()):
        engine = make(pair, tmp_path / str(n))
        assert ids(engine, words("logements")) == ["a", "b"]
        assert ids(engine, words("logement")) == ["b", "a"]


def test_a_title_weighs_more_than_a_body(tmp_path):
    pair = [sheet("a", "Autre chose", body="le jardin"), sheet("b", "Le jardin", body="autre")]
    for n, make in enumerate(ENGINES.values()):
        assert ids(make(pair, tmp_path / str(n)), words("jardin")) == ["b", "a"]


def test_neighbouring_words_rank_first(tmp_path):
    pair = [
        sheet("a", "insertion par le logement puis formation professionnelle"),
        sheet("b", "insertion professionnelle par le logement puis formation"),
    ]
    for n, make in enumerate(ENGINES.values()):
        assert ids(make(pair, tmp_path / str(n)), words("insertion", "professionnelle")) == [
            "b",
            "a",
        ]


def test_a_phrase_wants_its_words_in_order(engine):
    assert ids(engine, phrase("jeunes", "femmes")) == ["foyer"]
    assert ids(engine, phrase("femmes", "jeunes")) == []


def test_a_gap_lets_words_stand_between(engine):
    assert ids(engine, phrase("boutique", "centre")) == []
    assert ids(engine, phrase("boutique", "centre", gap=1)) == ["boutique"]


def test_words_anywhere_must_stand_in_one_field(engine):
    assert ids(engine, phrase("centre", "boutique", gap=None)) == ["boutique"]
    assert ids(engine, phrase("prison", "emploi", gap=None)) == []


def test_a_chain_never_crosses_two_sheets(tmp_path):
    pair = [sheet("a", "rue de la gare"), sheet("b", "du nord au sud")]
    for n, make in enumerate(ENGINES.values()):
        assert ids(make(pair, tmp_path / str(n)), phrase("gare", "du", gap=3)) == []


def test_a_territory_is_found_through_its_ancestors(engine):
    unit = Unit("93", 0, 2, (Alternative((("=dep:93",),), 1.0, "territory"),))
    assert set(ids(engine, Words(units=(unit,)))) == {"atelier", "boutique"}


def test_a_theme_typed_as_a_word_also_finds_the_sheets_that_carry_it(engine):
    written = Alternative((("l:atelier",),), 0.6, "lemma")
    theme = Alternative((("=theme:emploi-femmes",),), 0.2, "theme", label="Emploi des femmes")
    unit = Unit("ateliers", 0, 8, (written, theme))
    assert ids(engine, Words(units=(unit,))) == ["atelier", "foyer"]


def test_filters_are_or_within_a_facet_and_and_between(engine):
    assert set(ids(engine, Words(), themes=("commerce", "justice"))) == {"boutique", "prison"}
    assert ids(engine, Words(), themes=("commerce", "justice"), territories=("dep:93",)) == [
        "boutique"
    ]


def test_sheets_without_territory_can_be_chosen(engine):
    assert ids(engine, Words(), territories=(NO_TERRITORY,)) == ["prison"]


def test_an_unknown_value_matches_nothing(engine):
    assert ids(engine, Words(), themes=("inconnu",)) == []


def test_counts_ignore_the_facet_s_own_filter(engine):
    found = engine.search(Query(themes=("commerce",), territories=("reg:11",)), Words())
    assert found.total == 1
    assert found.counts["theme"] == {"emploi-femmes": 2, "commerce": 1, "logement": 1}
    assert found.counts["territory"] == {"com:93047": 1, "dep:93": 1, "reg:11": 1}
    assert found.counts["year"] == {"2010": 1}


def test_a_parent_counts_each_sheet_once(tmp_path):
    both = [sheet("a", "Deux villes", territories=("com:93071", "com:93047"))]
    for n, make in enumerate(ENGINES.values()):
        counts = make(both, tmp_path / str(n)).search(Query(), Words()).counts["territory"]
        assert counts["dep:93"] == 1
        assert counts["com:93071"] == 1


def test_sorting_by_title_ignores_accents_and_case(tmp_path):
    rows = [sheet("1", "Zèbre"), sheet("2", "école"), sheet("3", "« Ecart »"), sheet("4", "Été")]
    for n, make in enumerate(ENGINES.values()):
        assert ids(make(rows, tmp_path / str(n)), Words(), sort="title") == ["3", "2", "4", "1"]


def test_pages_cut_one_order(engine):
    whole = ids(engine, Words())
    cut = [i for page in (1, 2, 3) for i in ids(engine, Words(), page=page, size=2)]
    assert cut == whole


def test_matches_give_offsets_into_the_source(engine):
    answer = engine.search(Query(), words("jeunes", "femmes"))
    (ranked,) = answer.ranked
    texts = {"title": ranked.sheet.title, "summary": ranked.sheet.summary, "body": ranked.body}
    found = [(m.field, texts[m.field][m.start : m.end], m.unit) for m in answer.matches.of(0)]
    assert found == [("title", "jeunes", 0), ("title", "femmes", 1), ("summary", "jeunes", 0)]


def test_the_total_is_the_same_without_ranking(engine):
    for asked in (Words(), words("femmes"), words("jeunes", without=("prison",))):
        for query in (Query(), Query(territories=("reg:11",))):
            assert engine.total(query, asked) == engine.search(query, asked).total


def test_a_sheet_comes_back_whole(engine):
    assert engine.sheet("atelier") == SHEETS[0]
    assert engine.sheet("absent") is None


def test_terms_expand_most_frequent_first(engine):
    assert engine.expand("f:jeun", 5) == ["f:jeunes"]
    assert engine.expand("f:fe", 5) == ["f:femmes"]
    assert engine.frequency("f:femmes") == 2
    assert engine.frequency("f:rien") == 0


def test_similar_sheets_share_telling_words(engine):
    near = [r.sheet.id for r in engine.similar("foyer", 3)]
    assert "foyer" not in near
    assert set(near) <= {"atelier", "prison"}


def test_an_empty_collection_answers_nothing(tmp_path):
    for n, make in enumerate(ENGINES.values()):
        engine = make([], tmp_path / str(n))
        assert engine.search(Query(), words("femmes")).total == 0
        assert engine.search(Query(), Words()).ranked == ()


@pytest.mark.parametrize("asked", [words("ville"), words("rare"), Words()])
def test_a_sheet_of_many_values_is_counted_under_each(asked, tmp_path):
    """Some sheets name thirty territories: no row has room for all of them."""
    many = tuple(f"theme-{n}" for n in range(30))
    made = [
        sheet("a", "Une ville", themes=many),
        sheet("b", "Une ville rare", themes=many[::2]),
        sheet("c", "Une autre ville", themes=many[:3]),
        sheet("d", "Un rare village", themes=("autre",)),
    ]
    counts = [
        make(made, tmp_path / name).search(Query(), asked).counts["theme"]
        for name, make in ENGINES.items()
    ]
    assert counts[0] == counts[1]
    assert sum(counts[0].values()) > 1
