"""Adjectives and names of inhabitants that stand for a place: "agglomération grenobloise"."""

from __future__ import annotations

import re
from functools import lru_cache

from indexer.detection import cues
from indexer.detection.expressions import singular
from indexer.detection.mentions import Mention
from indexer.detection.words import Word
from indexer.knowledge.gazetteer import Gazetteer
from indexer.knowledge.names import Named, read_table
from indexer.knowledge.placenames import name_key

_FEMININE = re.compile(
    r"(?<=[ao]is)e$|(?<=ie)nne$|(?<=o)nne$|(?<=e)nne$|(?<=i)ne$|(?<=a)ne$|(?<=ard)e$|(?<=t)e$"
)
_SUFFIXES = ("ais", "ois", "ien", "een", "yen", "ain", "an", "in", "ard", "ot", "iot", "eau")
_SUFFIX = re.compile(f"(?:{'|'.join(_SUFFIXES)})$")
_TAILS = frozenset(
    ("", "e", "s", "es", "y", "is", "ay", "ie", "l", "t", "x", "ne", "on", "an", "ns", "as", "ex")
)
#: Adjectives made like names of inhabitants that are none of a commune.
_ORDINARY = cues.word_set(
    "francais anglais chinois bourgeois gardien quotidien ancien citoyen moyen europeen urbain"
    " romain humain americain africain mondain certain prochain riverain voisin artisan forain"
    " italien algerien tunisien marocain malien comorien portugais hollandais irlandais danois"
    " polonais japonais senegalais libanais hongrois suedois finlandais berlinois viennois"
    " bruxellois genevois quebecois lyceen collegien chretien paroissien doyen mitoyen aerien"
    " musulman feminin masculin medecin sanitaire souverain contemporain republicain roman"
    " canadien indien colombien bresilien syrien ukrainien gaulois courtois matin jardin magasin"
    " bassin dessin terrain germain demain vilain parrain plein serein commun"
)
#: Endings of adjectives that may stand between the noun and the name ("tissu associatif …").
_ADJECTIVES = ("if", "ifs", "ive", "ives", "al", "ale", "aux", "ales", "que", "ques", "ire", "ires")
#: What a trade is about, said after its noun.
_MATTERS = cues.word_set(
    "bois textile auto automobile jeunesse ville sante habitat emploi insertion"
)
#: Parts that an adjective may have before its last: "seine-et-marnais" has two.
_PARTS = 3
_PEOPLE = 5_000
_GROUPS = ("metropole", "communaute urbaine", "urbaine")
_NOUNS = (
    (cues.TERRITORIES - {"pays"})
    | cues.INSTITUTIONS
    | cues.word_set(
        "reseau structure structures acteurs actrices bailleur bailleurs tissu dispositif projet"
        " entreprises entreprise collectif famille enfants adolescents equipe equipes bassin"
        " intercommunalite collectivite administration rive couronne campagne initiative"
        " experience cooperative annuaire economie paysage parc logement logements immobilier"
        " offre public agglo comite comites delegation cluster filiere filieres plateforme"
        " littoral arriere massif vignoble territoires sportif sportifs groupement partenaires"
        " marche presse capitale tribunal lieux operateurs jeunesse"
    )
)


class Gentiles:
    """Recognises adjectives of places, from a table and, failing that, from the names."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._known: dict[str, list[str]] = {}
        self._ends: set[str] = set()
        for adjective, code in read_table("gentiles.tsv"):
            key = name_key(adjective)
            self._known.setdefault(key.replace(" ", ""), []).append(code)
            self._ends.add(key.split()[-1])

    def find(self, words: list[Word]) -> list[Mention]:
        """Adjectives after a territorial noun, and plural names of inhabitants; all accepted."""
        found: list[Mention] = []
        for at in range(1, len(words)):
            base = masculine(words[at].key)
            if base not in self._ends and not base.endswith(_SUFFIXES):
                continue
            first = _start(words, at)
            joined = words[first - 1].key == "et" and found and found[-1].last == first - 1
            cue = found[-1].cue if joined else words[max(first - 1, 0)].key
            if first and (codes := self._codes(words, (first, at), base, cue)):
                readings = [Named(code, "n") for code in codes]
                found.append(Mention(first, at + 1, words[at].key, readings, cue=cue))
        return found

    def _codes(self, words: list[Word], span: tuple[int, int], base: str, noun: str) -> list[str]:
        """What an adjective from one word to another (included) stands for after ``noun``."""
        first, at = span
        word, before = words[at], words[first - 1]
        if not word.key[-1:].isalpha() or not words[first].linked:
            return []
        known = self._known.get("".join(w.key for w in words[first:at]) + base, [])
        if words[first].capital and not word.shouted:
            people = before.key in ("les", "des", "aux", "de", "ces") or before.key in _NOUNS
            named = word.key.endswith("s") and people and not words[first].opens
            return known if named else []
        if noun in _NOUNS and (usual := self._usual(f"{noun} {word.key}")):
            return usual
        if known and not _is_noun(noun) and _may_stand_between(before):
            noun = words[max(first - 2, 0)].key
        if not _is_noun(noun):
            return []
        if known:
            return self._groups(known, noun)
        return self._derived(base) if base not in _ORDINARY else []

    def _usual(self, phrase: str) -> list[str]:
        """The code of a noun and adjective that are a usual name together: "région parisienne"."""
        return [named.code for named in self._gazetteer.names.readings(phrase) if named.kind == "x"]

    def _groups(self, codes: list[str], noun: str) -> list[str]:
        """The codes, or their EPCI after "métropole"."""
        if noun not in _GROUPS:
            return codes
        above = [self._gazetteer.get(code) for code in codes]
        groups = [a for t in above if t for a in t.ancestors if a.startswith("epci:")]
        return groups or codes

    def _derived(self, base: str) -> list[str]:
        """Communes whose name is the adjective without its suffix, most populous first."""
        stem = _SUFFIX.sub("", base)
        if stem == base or len(stem) < 4:
            return []
        places = self._gazetteer.names.beginning(stem)
        codes = {n.code for key, n in places if n.kind == "n" and key[len(stem) :] in _TAILS}
        large = [c for c in codes if c[:4] == "com:" and self._gazetteer.population(c) >= _PEOPLE]
        return sorted(large, key=self._gazetteer.population, reverse=True)


def _may_stand_between(word: Word) -> bool:
    """Whether a word may part a noun from the adjective of its place: "filière bois vosgienne"."""
    return word.linked and (word.key.endswith(_ADJECTIVES) or word.key in _MATTERS)


def _start(words: list[Word], at: int) -> int:
    """The first word of those that hyphens join to the word ``at``."""
    for _ in range(_PARTS):
        at -= at > 0 and words[at].hyphenated
    return at


def _is_noun(key: str) -> bool:
    """Whether a word is one that adjectives of places qualify, in the singular or plural."""
    return key in _NOUNS or singular(key) in _NOUNS


@lru_cache(maxsize=20_000)
def masculine(key: str) -> str:
    """The masculine singular of a folded adjective: ``sevranaises`` → ``sevranais``."""
    if key.endswith("s") and not key.endswith(("ais", "ois")):
        key = key[:-1]
    return _FEMININE.sub(lambda match: "n" if match.group() in ("nne", "ne") else "", key)
