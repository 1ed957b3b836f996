"""The lexicon, its corrections and what stands in for it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from indexer.french import Analyser, Places
from indexer.french.endings import stem
from indexer.french.folding import fold
from indexer.french.inclusive import _SUFFIXES
from indexer.french.lexicon import lexicon
from indexer.french.lexicon.build import Corrections
from indexer.french.lexicon.encoding import decode, encode
from indexer.french.lexicon.hunspell import expand
from indexer.french.question import any_level

FOLDER = Path(__file__).parents[2] / "indexer" / "french" / "lexicon"
ANALYSER = Analyser(Places())


def lemmas(form: str) -> dict[str, str]:
    """Folded lemma → kinds of a form."""
    return {r.lemma: r.kinds for r in lexicon().readings(form)}


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("baux", {"bail": "n"}),
        ("autrices", {"auteur": "n"}),
        ("cheffe", {"chef": "n"}),
        ("logeons", {"loger": "v"}),
        ("logés", {"loger": "p"}),
        ("démolira", {"demolir": "v"}),
        ("yeux", {"oeil": "n"}),
        ("clefs", {"cle": "n"}),
        ("mairesse", {"maire": "n"}),
        ("procès-verbaux", {"proces-verbal": "n"}),
        ("logeassent", {}),
    ],
)
def test_readings(form: str, expected: dict[str, str]) -> None:
    """Lemmas with their kinds; forms no sheet uses are left out."""
    assert lemmas(form) == expected


@pytest.mark.parametrize(
    "line",
    [
        line.split("\t")
        for line in (FOLDER / "corrections.tsv").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ],
    ids="-".join,
)
def test_every_correction_is_in_the_file_shipped(line: list[str]) -> None:
    """The trie was built after the last correction."""
    action, form, lemma, *_ = line
    found, lemma = lemmas(form), fold(lemma)
    if action in {"split", "second"}:
        assert "n" in found[fold(form)]
        assert found.get(lemma, "s") == "s"
        assert (lemma in found) == (action == "second")
    elif action == "weaken":
        assert found[lemma] == "s"
    elif action == "drop":
        assert lemma not in found
    else:
        assert lemma in found


def test_an_unknown_correction_is_refused(tmp_path: Path) -> None:
    """A misspelt action stops the build instead of being skipped."""
    wrong = tmp_path / "corrections.tsv"
    wrong.write_text("spilt\tretraite\tretrait\n", "utf-8")
    with pytest.raises(ValueError, match="spilt"):
        Corrections(wrong)


def test_a_reading_is_written_and_read_back() -> None:
    """Accents, ligatures and lemmas of any length survive the encoding."""
    for form, lemma in [("élèves", "élève"), ("cœurs", "cœur"), ("yeux", "œil"), ("a", "avoir")]:
        assert decode(fold(form), encode(form, lemma, "n")) == (form, fold(lemma), "n")


def test_affixes_are_spelled_out(tmp_path: Path) -> None:
    """The reader of Hunspell files applies conditions, strips, marks and hidden stems."""
    aff, dic = tmp_path / "x.aff", tmp_path / "x.dic"
    aff.write_text(
        "SFX S. Y 2\nSFX S. 0 0/L' [^s] is:sg\nSFX S. 0 s/D' [^s] is:pl\n"
        "SFX a0 Y 2\nSFX a0 er er er po:infi\nSFX a0 er asse er po:simp po:1sg\n",
        "utf-8",
    )
    dic.write_text("2\ntoit/S.() po:nom is:mas\naimer/a0() po:v1\n12e po:adj\n", "utf-8")
    found = [(i.form, i.lemma, i.kinds) for i in expand(aff, dic)]
    assert found == [("toit", "toit", "n"), ("toits", "toit", "n"), ("aimer", "aimer", "i")]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("brexiteuses", "brexiteur"),
        ("gennevilloises", "gennevillois"),
        ("gennevillois", "gennevillois"),
        ("montreuillaux", "montreuillal"),
        ("bricoleaux", "bricoleau"),
        ("zus", "zus"),
        ("startuppeuse", "startuppeur"),
    ],
)
def test_unknown_words_lose_number_and_gender(word: str, expected: str) -> None:
    """Rules of endings stand in for the lexicon."""
    assert stem(word) == expected


def test_folding_keeps_what_is_no_letter() -> None:
    """Unidecode's known traps: signs are not spelled out, other alphabets are left alone."""
    assert fold("n° € · « ½ Œuvre ÇA ß Straße") == "n° € · « ½ oeuvre ca ss strasse"
    assert fold("Жизнь ελληνικά 北京") == "жизнь ελληνικά 北京"


def pairs() -> list[tuple[str, str]]:
    """Masculine and feminine of one lemma, whose ending inclusive writing may use."""
    rng = random.Random(2026)
    found = []
    for key in rng.sample(lexicon()._trie.keys(), 40_000):
        for r in lexicon().readings_of_fold(key):
            ends = [s for s in _SUFFIXES if r.form.endswith(s) and len(s) > 1] or ["e"]
            if r.lemma == r.form or not set(r.kinds) & set("na") or not r.form.endswith("e"):
                continue
            own = [m for m in lexicon().readings_of_fold(r.lemma) if m.lemma == r.lemma]
            common = [m.form for m in own if _tail(m.form, r.form) in {*ends, "e"}]
            found += [(m, r.form) for m in common[:1] if "'" not in m and "-" not in m]
    return found[:400]


def _tail(masculine: str, feminine: str) -> str:
    at = 0
    while at < min(len(masculine), len(feminine)) and masculine[at] == feminine[at]:
        at += 1
    return feminine[at:]


@pytest.mark.parametrize(("masculine", "feminine"), pairs())
def test_inclusive_form_finds_both_genders(masculine: str, feminine: str) -> None:
    """``B·suf·s`` made of any pair of the lexicon answers to either word."""
    text = f"{masculine}·{_tail(masculine, feminine)}·s"
    terms = set(ANALYSER.index(text).terms)
    for word in (masculine, feminine):
        assert set(any_level(ANALYSER.words(word)[0], ANALYSER)) & terms, text
