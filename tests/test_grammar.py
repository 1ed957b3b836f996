"""What visitors type: syntax, bounds, places, glossary, and that nothing ever raises."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.coverage import MOST_UNITS
from indexer.french import Analyser, Places
from indexer.grammar import (
    LONGEST_TEXT,
    MOST_EXCLUSIONS,
    MOST_EXPANSIONS,
    MOST_PHRASES,
    GrammarContext,
    parse,
)
from indexer.knowledge.glossary import Entry, Glossary
from indexer.query import Unit, Words

ANALYSER = Analyser(
    Places.of(
        ["Saint-Denis", "Aulnay-sous-Bois", "Paris", "Le Port", "Grand Est"],
        {"93": "Seine-Saint-Denis"},
    )
)
ENTRIES = (
    Entry("CHRS", ("centre d'hébergement et de réinsertion sociale",), two_way=True),
    Entry("PLIE", ("plan local pour l'insertion et l'emploi",), two_way=True, capitals=True),
    Entry("prison", ("maison d'arrêt", "centre de détention"), two_way=False),
    Entry("maison d'arrêt", ("MA",), two_way=True),
    Entry("93", ("Seine-Saint-Denis",), two_way=True),
)


class Terms:
    """A vocabulary of a few terms with their numbers of sheets."""

    def __init__(self, **counts: int) -> None:
        self.counts = {f"f:{word}": count for word, count in counts.items()}

    def expand(self, prefix: str, limit: int) -> list[str]:
        found = [term for term in self.counts if term.startswith(prefix)]
        return sorted(found, key=lambda term: -self.counts[term])[:limit]

    def frequency(self, term: str) -> int:
        return self.counts.get(term, 0)


def codes(key: str) -> tuple[str, ...]:
    """A gazetteer of one département and one commune."""
    return {"seine-saint-denis": ("dep:93",), "saint-denis": ("com:93066",)}.get(key, ())


def words(text: str, *, exact: bool = False, terms: Terms | None = None) -> Words:
    glossary = Glossary(ENTRIES, ANALYSER)
    return parse(text, GrammarContext(ANALYSER, glossary, terms, exact, codes))


def typed(found: Words) -> list[str]:
    return [unit.typed for unit in found.units]


def origins(unit: Unit) -> list[str]:
    return [alternative.origin for alternative in unit.alternatives]


def steps(unit: Unit, origin: str) -> list[tuple[tuple[str, ...], ...]]:
    return [a.steps for a in unit.alternatives if a.origin == origin]


def test_nothing_typed_browses_everything() -> None:
    """No unit at all matches every sheet."""
    assert words("") == words("   \t ") == Words()
    nothing = words("?!… « »")
    assert (nothing.units, [n.code for n in nothing.notices]) == ((), ["sans-mot"])


def test_plain_word_has_three_levels_in_order_of_worth() -> None:
    """As written, folded, by lemma: each worth less than the one before."""
    (unit,) = words("logements").units
    assert [(a.steps, a.origin) for a in unit.alternatives] == [
        ((("x:logements",),), "exact"),
        ((("f:logements",),), "folded"),
        ((("l:logement",),), "lemma"),
    ]
    weights = [a.weight for a in unit.alternatives]
    assert weights == sorted(set(weights), reverse=True)


def test_typed_accents_are_trusted_and_missing_ones_are_not_held_against() -> None:
    """« marche » may mean marché; « marché » does not mean marche."""
    (plain,), (accented,) = words("forme").units, words("formé").units
    assert steps(plain, "lemma")[0] == (("l:forme",),)
    assert (("l:former",),) in steps(accented, "lemma")
    assert accented.alternatives[1].weight < plain.alternatives[1].weight


def test_verb_readings_of_a_noun_are_not_asked() -> None:
    """« enseigne » is a sign, « enseignent » is the verb."""
    assert steps(words("enseigne").units[0], "lemma") == [(("l:enseigne",),)]
    assert steps(words("enseignent").units[0], "lemma") == [(("l:enseigner",),)]


def test_grammar_words_are_dropped_unless_nothing_is_left() -> None:
    """Articles go; « CE » alone, or in capitals among other words, stays."""
    assert typed(words("accès aux droits pour les jeunes")) == ["accès", "droits", "jeunes"]
    assert typed(words("dans")) == ["dans"]
    assert typed(words("CE entreprise")) == ["CE", "entreprise"]
    assert typed(words("LE CENTRE ET LA VILLE")) == ["CENTRE", "VILLE"]
    assert typed(words("logement ET emploi")) == ["logement", "emploi"]


def test_phrase_counts_its_grammar_words() -> None:
    """Between quotes every word stands, side by side."""
    (unit,) = words('"gestion urbaine de proximité"').units
    assert unit.typed == "gestion urbaine de proximité"
    assert [len(a.steps) for a in unit.alternatives] == [4]
    assert unit.alternatives[0].gap == 0


@pytest.mark.parametrize("text", ["« mieux vivre »", "“mieux vivre”", '"mieux vivre"'])
def test_french_and_english_quotes_make_phrases(text: str) -> None:
    """Whatever the keyboard gives."""
    (unit,) = words(text).units
    assert origins(unit) == ["phrase"]
    assert unit.typed == "mieux vivre"


def test_minus_excludes_only_at_the_start_of_a_word() -> None:
    """« -prison » excludes, « centre-ville » and « - prison » do not."""
    assert typed(words("sport -prison")) == ["sport"]
    assert [u.typed for u in words("sport -prison").excluded] == ["prison"]
    assert [u.typed for u in words('sport -"centre social"').excluded] == ["centre social"]
    assert words("centre-ville").excluded == ()
    assert words("sport - prison").excluded == ()


def test_excluded_word_is_not_widened_by_the_glossary() -> None:
    """Who refuses prisons did not refuse detention centres."""
    (unit,) = words("sport -prison").excluded
    assert "glossary" not in origins(unit)


def test_exclusion_asks_for_less_than_a_search() -> None:
    """Grammar words exclude nothing, and the words of a compound only side by side."""
    assert words("sport -le").excluded == ()
    assert [u.typed for u in words("-Aulnay-sous-Bois").excluded] == ["Aulnay-sous-Bois"]
    (unit,) = words("sport -centre-ville").excluded
    assert None not in [alternative.gap for alternative in unit.alternatives]


def test_star_expands_a_beginning_of_three_letters() -> None:
    """The most frequent words that begin so, at most fifty."""
    terms = Terms(volontaire=5, volet=9, vol=1, vie=3)
    (unit,) = words("vol*", terms=terms).units
    assert steps(unit, "prefix") == [(("f:volet", "f:volontaire", "f:vol"),)]
    many = Terms(**{f"vol{chr(97 + i // 26)}{chr(97 + i % 26)}": 1 for i in range(60)})
    found = words("vol*", terms=many)
    assert len(steps(found.units[0], "prefix")[0][0]) == MOST_EXPANSIONS
    assert [n.code for n in found.notices] == ["debut-trop-large"]


def test_star_after_two_letters_is_left_out_and_said() -> None:
    """Two letters begin too many words."""
    found = words("vo*", terms=Terms(volet=1))
    assert [n.code for n in found.notices] == ["debut-trop-court"]
    assert "prefix" not in origins(found.units[0])


def test_name_of_place_asks_for_the_place_and_its_sheets() -> None:
    """The words of the name alone are not enough."""
    (unit,) = words("saint denis").units
    assert [a.steps for a in unit.alternatives] == [
        (("f:saintdenis",),),
        (("@saint-denis",),),
        (("=com:93066",),),
    ]
    assert typed(words("jardin à Aulnay sous Bois")) == ["jardin", "Aulnay sous Bois"]


def test_number_of_a_departement_is_a_place_first_and_a_number_after() -> None:
    """« 93 » is Seine-Saint-Denis, « 93 logements » is not."""
    (unit,) = words("93").units
    assert origins(unit) == ["place", "territory", "number"]
    assert unit.alternatives[0].weight > unit.alternatives[-1].weight
    assert origins(words("93 logements").units[0]) == ["number"]


def test_one_word_name_is_still_a_word() -> None:
    """« Paris » is looked for as a word and as a place; « port » is first of all a word."""
    assert {"exact", "lemma", "place"} <= set(origins(words("Paris").units[0]))
    assert "exact" in origins(words("port").units[0])


def test_place_made_of_common_words_keeps_its_words() -> None:
    """« grand est » may be no place at all: the words are asked, or the place."""
    found = words("grand est")
    assert all("place" in origins(unit) and "exact" in origins(unit) for unit in found.units)


def test_acronym_in_capitals_asks_first_for_capitals() -> None:
    """« PLIE » typed in capitals is the plan before it is the fish."""
    unit = words("le PLIE").units[0]
    assert steps(unit, "exact") == [(("x:PLIE",),)]
    assert steps(unit, "folded") == [(("f:plie",),)]


def test_compound_is_one_unit_found_joined_or_by_its_parts() -> None:
    """« centre-ville »: the compound first, its words side by side, its words apart."""
    (unit,) = words("centre-ville").units
    assert origins(unit) == ["joined", "joined", "joined", "part", "part"]
    assert [a.gap for a in unit.alternatives[-2:]] == [0, None]


def test_bound_prefix_needs_its_word_beside_it() -> None:
    """« co-construction » never means construction."""
    (unit,) = words("co-construction").units
    assert all(len(a.steps) == 2 or a.origin == "joined" for a in unit.alternatives)
    assert None not in [a.gap for a in unit.alternatives]


def test_neighbours_are_also_tried_as_one_word() -> None:
    """« week end » finds weekend; other neighbours only if a sheet writes them so."""
    assert all("joined" in origins(unit) for unit in words("week end").units)
    assert all("joined" not in origins(unit) for unit in words("jardin solidaire").units)
    found = words("jardin solidaire", terms=Terms(jardinsolidaire=1))
    assert all("joined" in origins(unit) for unit in found.units)


def test_glossary_widens_and_says_so() -> None:
    """Both ways, with the long form as words in order."""
    found = words("CHRS")
    assert [(e.typed, e.added) for e in found.expansions] == [
        ("CHRS", ("centre d'hébergement et de réinsertion sociale",))
    ]
    (long_form,) = steps(found.units[0], "glossary")
    assert [step[-1] for step in long_form] == [
        "l:centre", "l:hebergement", "l:reinsertion", "l:social",
    ]  # fmt: skip
    back = words("centres d'hébergement et de réinsertion sociale à Paris")
    assert [e.added for e in back.expansions] == [("CHRS",)]
    assert all("glossary" in origins(unit) for unit in back.units[:4])
    assert "glossary" not in origins(back.units[4])


def test_glossary_is_one_hop_and_one_way_rows_stay_one_way() -> None:
    """prison → maison d'arrêt, but neither MA through it nor back."""
    labels = {a.label for a in words("prison").units[0].alternatives if a.origin == "glossary"}
    assert labels == {"maison d'arrêt", "centre de détention"}
    assert words("centre de détention").expansions == ()


def test_acronym_that_is_a_word_counts_only_in_capitals() -> None:
    """« PLIE » is a plan, « plie » a fish or a verb, on either side."""
    assert words("PLIE").expansions
    assert not words("plie").expansions
    found = words("plan local pour l'insertion et l'emploi")
    assert steps(found.units[0], "glossary") == [(("x:PLIE",),)]


def test_a_bare_departement_number_is_never_added() -> None:
    """Searching Seine-Saint-Denis must not bring every 93 there is."""
    assert words("Seine-Saint-Denis").expansions == ()


def test_exact_leaves_the_glossary_out() -> None:
    """The link « chercher exactement » of the announcement."""
    found = words("CHRS", exact=True)
    assert found.expansions == ()
    assert "glossary" not in origins(found.units[0])


def test_text_is_cut_at_its_bound_and_not_before() -> None:
    """So many characters are read; one more is said to be left out."""
    fits = "a" * LONGEST_TEXT
    assert words(fits).notices == ()
    assert [n.code for n in words(fits + "b").notices] == ["texte-coupe"]


def numbered(count: int, pattern: str) -> str:
    letters = "abcdefghijklmnop"
    words = (first + second * 3 for first in letters for second in letters)
    return " ".join(pattern.format(word) for word in itertools.islice(words, count))


def test_thirty_words_are_asked_the_rest_is_said() -> None:
    """Thirty words pass, the thirty-first is named."""
    assert len(words(numbered(MOST_UNITS, "{}")).units) == MOST_UNITS
    assert [n.code for n in words(numbered(MOST_UNITS, "{}")).notices] == ["phrase"]
    found = words(numbered(MOST_UNITS + 1, "{}"))
    assert len(found.units) == MOST_UNITS
    assert [n.code for n in found.notices] == ["trop-de-mots", "phrase"]
    assert "booo" in found.notices[0].text


def test_of_too_many_words_those_that_few_sheets_hold_are_asked() -> None:
    """A frequent word tells least, one that no sheet holds nothing at all."""
    text = numbered(MOST_UNITS + 2, "{}")
    first, second, *rest = text.split()
    held = Terms(**{first: 0, second: 90}, **dict.fromkeys(rest, 3))
    assert [unit.typed for unit in words(text, terms=held).units] == rest


def test_what_is_typed_twice_is_asked_once() -> None:
    """The second time says nothing more."""
    assert [u.typed for u in words("titre de séjour, mon titre").units] == ["titre", "séjour"]


def test_turns_of_questions_are_left_out() -> None:
    """« combien », « faut-il », « quelqu'un » say nothing of the subject."""
    assert [u.typed for u in words("combien faut-il de sacs").units] == ["sacs"]
    assert [u.typed for u in words("combien").units] == ["combien"]


def test_five_phrases_and_five_exclusions() -> None:
    """Beyond, they are left out and said."""
    found = words(numbered(MOST_PHRASES + 1, '"{0} {0}"'))
    assert len(found.units) == MOST_PHRASES
    assert [n.code for n in found.notices] == ["trop-d-expressions"]
    found = words(numbered(MOST_EXCLUSIONS + 1, "-{}"))
    assert len(found.excluded) == MOST_EXCLUSIONS
    assert [n.code for n in found.notices] == ["trop-d-exclusions"]


def test_units_stand_where_they_were_typed() -> None:
    """Offsets are in the text as typed, invisible characters included."""
    text = 'l’héber\u00adgement  "d’urgence" Re\u0301insertion (93)'
    for unit in words(text).units:
        assert text[unit.start : unit.end] == unit.typed


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_whatever_is_typed_is_read(text: str) -> None:
    """Any characters at all give words whose offsets are in the text."""
    found = words(text, terms=Terms(volet=1))
    assert len(found.units) <= MOST_UNITS
    for unit in (*found.units, *found.excluded):
        assert 0 <= unit.start <= unit.end <= len(text)
        assert unit.alternatives
        assert all(0 < a.weight <= 1 and a.steps and all(a.steps) for a in unit.alternatives)


@pytest.mark.parametrize(
    "text",
    [
        "x" * 10_000,
        '"' * 9,
        '"logement',
        "« logement “social",
        "()*:~^[a TO z]",
        "*e*",
        "NOT " * 500,
        "-" * 200,
        '-"',
        "--mot",
        "😀 🏳️‍🌈",
        "\ud800",
        "\x00\x01\x7f",
        "\u202elogement",
        "a" + "\u0301" * 199,
        "l'" * 100,
        "title:(a OR b)^3~",
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "acteur·",
        "·e·s",
        "n°",
        "%",
    ],
)
def test_hostile_text_is_read(text: str) -> None:
    """Pasted pages, punctuation, query languages and broken characters raise nothing."""
    found = words(text, terms=Terms(volet=1))
    assert len(found.units) <= MOST_UNITS


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("permis B", ["permis", "B"]),
        ("armes de catégorie C", ["armes", "catégorie", "C"]),
        ("permis moto A", ["permis", "moto", "A"]),
        ("habiter A Sevran", ["habiter", "Sevran"]),
        ("le chef D'équipe", ["chef", "équipe"]),
        ("permis b", ["permis", "b"]),
    ],
)
def test_a_lone_capital_after_a_word_is_meant(text, typed):
    assert [unit.typed for unit in words(text).units] == typed
