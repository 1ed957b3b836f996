"""What the neighbours of a word tell: noun or verb, name of a place or plain number."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.french.folding import fold, fold_all
from indexer.french.places import Places, place_word
from indexer.french.words import Word

# --- Noun or verb --------------------------------------------------------------------------

#: Roles of a word for the one that follows it.
OTHER, DETERMINER, PREPOSITION, ARTICLE, TRANSPARENT = range(5)

_DETERMINERS = fold_all("""
un une des du au aux ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos leurs
chaque quelques plusieurs certain certaine certains certaines aucun aucune quel quelle quels quelles
deux trois quatre cinq six sept huit neuf dix vingt trente cent mille
""")
_PREPOSITIONS = fold_all(
    "à de d dans sur sous par avec sans chez entre vers en contre depuis pour dès"
)
_ARTICLES = frozenset({"le", "la", "les", "l"})
_BEFORE_NOUNS = fold_all("""
grand grande grands grandes petit petite petits petites nouveau nouvelle nouvelles nouveaux premier
première premiers premières ancien ancienne anciens anciennes bon bonne bons bonnes même autre
autres seul seule futur future principal principale véritable
vraie
""")


def role(word: Word) -> int:
    """What the word announces about the next one."""
    folded = fold(word.forms[0])
    if folded in _DETERMINERS:
        return DETERMINER
    if folded in _PREPOSITIONS:
        return PREPOSITION
    if folded in _ARTICLES:
        return DETERMINER if word.capital and not word.capitals else ARTICLE
    return TRANSPARENT if folded in _BEFORE_NOUNS else OTHER


def role_of_elided(elided: str) -> int:
    """What an elided word announces: ``d'`` and a capital ``L'`` say noun, ``l'`` may."""
    if elided == "L":
        return DETERMINER
    if elided.lower() == "d":
        return PREPOSITION
    return ARTICLE if elided == "l" else OTHER


def noun_expected(elided: int | None, last: int, before_last: int) -> bool:
    """Whether the roles before a word leave no room for a conjugated verb.

    ``elided`` is the role of what was cut from the word itself, ``None`` when nothing was.
    """
    if elided is not None:
        last, before_last = elided, last
    if last in (DETERMINER, PREPOSITION):
        return True
    if last == ARTICLE:
        return before_last == PREPOSITION
    return last == TRANSPARENT and before_last in (DETERMINER, PREPOSITION, ARTICLE)


# --- Places --------------------------------------------------------------------------------

_LINKS = frozenset({"sur", "sous", "en", "les", "lez", "le", "la", "de", "des", "du", "aux"})
_CUES = frozenset({"le", "du", "au", "en", "departement", "departements"})
_UNITS = fold_all("""
logement logements an ans euro euros famille familles rue avenue boulevard place allée quai chemin
janvier février mars avril mai juin juillet août septembre octobre novembre décembre km m m2 kg
heure heures h jour jours mois semaine semaines personne personnes habitant habitants femme femmes
homme hommes enfant enfants jeune jeunes salarié salariés million millions milliard milliards mille
pour et à au ou place places lits lot lots bis ter quater mètre mètres minutes minute fois siècle
""")


def place_at(words: Sequence[str], at: int, places: Places) -> tuple[int, str]:
    """The longest name of a place that starts at a word: number of words and key, 0 if none."""
    for size in places.sizes(place_word(words[at])):
        part = tuple(map(place_word, words[at : at + size]))
        key = places.names.get(part)
        if key is not None and len(part) == size:
            return size, key
    return 0, ""


def short_names(words: Sequence[str], at: int, size: int, places: Places) -> list[tuple[int, str]]:
    """Names that begin a longer one as people shorten it: « Saint-Ouen » of Saint-Ouen-sur-Seine.

    Only before a word that goes on about where: « Saint-Denis » is no short name of
    « Saint-Denis-Gare », nor of « Seine-Saint-Denis ».
    """
    found = []
    for shorter in places.sizes(place_word(words[at])):
        if 1 < shorter < size and words[at + shorter] in _LINKS:
            key = places.names.get(tuple(map(place_word, words[at : at + shorter])))
            if key is not None:
                found.append((shorter, key))
    return found


def number_is_place(before: Sequence[str], after: str, opened: bool, acronym: bool) -> bool:
    """Whether a two-digit number names its département: « le 93 », « (93) », « DRIHL 93 ».

    ``before`` are the two folded words before it; ``after`` the next word; ``opened`` says a
    bracket or quote stands before it; ``acronym`` that the word before is in capitals.
    """
    if after in _UNITS or after[:1].isdigit():
        return False
    if opened or acronym:
        return True
    return bool(before) and before[-1] in _CUES and not (len(before) > 1 and before[0].isdigit())


def counts(folded: str) -> bool:
    """Whether a word after a number says that it counts something: « 93 logements »."""
    return folded in _UNITS or folded[:1].isdigit()
