"""Formulas of e-mails leave a question; what is looked for stays, at the same place."""

from __future__ import annotations

import pytest

from indexer.french.characters import CHUNK
from indexer.french.formulas import may_open, without_formulas


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


@pytest.mark.parametrize(
    "formula",
    ["Bonjour", "bonsoir", "coucou", "salut à tous", "chère Madame,", "Messieurs,", "mesdames.",
     "bien cordialement", "Bien à vous", "mes sincères salutations", "meilleures salutations",
     "salutations", "bonne journée", "un grand merci", "mille mercis", "merci pour votre aide",
     "je vous remercie", "nous vous remercions par avance", "par avance", "s'il vous plaît",
     "sil te plait", "s il vous plait", "SVP", "stp", "j'aimerais savoir", "j aimerais",
     "jevoudrais", "on souhaite", "nous cherchons à comprendre", "je me demande",
     "pouvez-vous m'indiquer", "pourriez vous", "peux-tu dire", "pourrais-tu me dire",
     "qu'est-ce que", "quest-ce que", "est-ce que", "est-il possible de", "y a-t-il",
     "existe-t-il", "comment puis-je faire pour", "comment s'y prendre pour"],
)  # fmt: skip
def test_every_formula_is_known_by_how_it_begins(formula):
    """Texts without such a beginning are not searched for formulas."""
    text = f"{formula} un mot"
    chunks = [found.group() for found in CHUNK.finditer(text)]
    assert any(may_open(chunk) for chunk in chunks)


@pytest.mark.parametrize("text", ["logement social", "université", "parents", "estimation"])
def test_most_words_begin_no_formula(text):
    assert not any(may_open(found.group()) for found in CHUNK.finditer(text))
