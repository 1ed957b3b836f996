"""Everyday words: a list that says each word once, and gives way to the editors' own lines."""

from __future__ import annotations

from collections import Counter

from indexer.french import Analyser, Places
from indexer.grammar import GrammarContext, parse
from indexer.knowledge.everyday import everyday, with_everyday
from indexer.knowledge.glossary import Entry, Glossary

ANALYSER = Analyser(Places.of([], {}))


def test_each_word_is_explained_once_and_by_others():
    assert [t for t, n in Counter(e.term for e in everyday()).items() if n > 1] == []
    assert [e.term for e in everyday() if not e.equivalents or e.term in e.equivalents] == []


def test_every_line_adds_something_to_a_question():
    glossary = Glossary(everyday(), ANALYSER)
    silent = [
        entry.term
        for entry in everyday()
        if not glossary.matches(glossary.signs(ANALYSER.senses.read(entry.term)))
    ]
    assert silent == []


def test_an_editors_line_comes_instead():
    own = Entry("Patron", ("protecteur",), two_way=False)
    found = [entry for entry in with_everyday([own]) if entry.term.lower() == "patron"]
    assert found == [own]


def test_a_question_in_everyday_words_is_found_by_those_of_administrations():
    words = parse("mon patron", GrammarContext(ANALYSER, Glossary(with_everyday(()), ANALYSER)))
    assert [e.added for e in words.expansions] == [("employeur", "chef d'entreprise")]
