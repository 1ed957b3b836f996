"""How much of a text is marked for terms of several words."""

from __future__ import annotations

import pytest

from indexer.french.extent import covered_end


@pytest.mark.parametrize(
    ("text", "word", "terms", "marked"),
    [
        ("La Seine-Saint-Denis.", "Seine", ["@seine-saint-denis"], "Seine-Saint-Denis"),
        ("à St Denis même", "St", ["@saint-denis"], "St Denis"),
        ("à La Courneuve même", "Courneuve", ["@la-courneuve"], "Courneuve"),
        ("le Val-d’Oise (95)", "Val", ["@val-d-oise"], "Val-d’Oise"),
        ("L’Île-Saint-Denis", "Île", ["@l-ile-saint-denis"], "Île-Saint-Denis"),
        ("dans le 93 et", "93", ["@seine-saint-denis"], "93"),
        ("des procès-verbaux signés", "procès", ["l:procesverbal"], "procès-verbaux"),
        ("le centre-ville rénové", "centre", ["x:centreville", "f:centreville"], "centre-ville"),
        ("le centre-ville rénové", "centre", ["x:centre"], "centre"),
        ("le centre social", "centre", ["f:centreville"], "centre"),
        ("Univers’Elles", "Univers", ["f:universelles"], "Univers’Elles"),
        ("ici", "ici", [], "ici"),
    ],
)
def test_marked_text(text: str, word: str, terms: list[str], marked: str) -> None:
    """The whole name or compound, or the word alone."""
    start = text.index(word)
    end = covered_end(terms, text, start, start + len(word))
    assert text[start:end] == marked
