"""Formulas of e-mails leave a question; what is looked for stays, at the same place."""

from __future__ import annotations

import pytest

from indexer.french.formulas import without_formulas


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Bonjour, je voudrais savoir comment faire pour aider une dame, merci d’avance",
         "aider une dame"),
        ("Bonjour Madame, pourriez-vous m'indiquer les démarches ? Cordialement", "les démarches"),
        ("Est-ce qu'il y a des aides, s'il vous plaît", "il y a des aides"),
        ("je cherche un logement svp", "un logement"),
        ("Nous souhaiterions connaître les délais. Bien à vous", "les délais"),
        ("est-il possible de démissionner", "démissionner"),
    ],
)  # fmt: skip
def test_what_is_asked_stays(text, left):
    blanked = without_formulas(text)
    assert blanked.strip(" ,.?!") == left
    assert len(blanked) == len(text)
    assert text[blanked.index(left) :].startswith(left)


@pytest.mark.parametrize(
    "text",
    ["avance sur salaire", "recherche d'emploi", "le savoir-faire", "bonjour", "merci d'avance",
     "la recherche des habitants", "demander un logement", "comment faire un recours"],
)  # fmt: skip
def test_words_that_may_be_the_subject_stay(text):
    assert without_formulas(text) == text
