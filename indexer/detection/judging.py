"""Decides whether a mention speaks of a place, and keeps the readings that its context allows.

Each rule is a small function that gives a reason in English, or nothing. Refusals come first:
streets, persons, firms, rivers, countries. Then a cue is looked for.
"""

from __future__ import annotations

import re

from indexer.detection import cues
from indexer.detection.context import Context
from indexer.detection.mentions import Mention
from indexer.detection.words import Word
from indexer.knowledge.gazetteer import Gazetteer
from indexer.knowledge.names import Named
from indexer.knowledge.placenames import without_article

#: Inhabitants from which a name alone is evidence: of a plain name; of a name that is also a
#: word, inside a sentence; and at the beginning of one, where every word has a capital.
PLAIN, WORD_INSIDE, WORD_FIRST = 2_000, 20_000, 100_000
#: Inhabitants from which a town is known even when its article is left out ("à Courneuve").
WELL_KNOWN = 10_000
#: Inhabitants from which "le quartier de X" may be a quartier of the town X.
QUARTIER_OF = 20_000
#: Inhabitants from which "de X" is evidence for a name that is also a word.
WORD_OF = 20_000
#: Inhabitants from which a name that is also a word may be a heading by itself ("Vannes : …").
WORD_HEADING = 10_000
#: Inhabitants below which such a name wants more than an institution ("Régie de Quartier").
WORD_SMALL = 5_000
#: Nouns after which "de" and a name make a place.
_NOUNS = cues.TERRITORIES | cues.INSTITUTIONS
_NUMBER = "number of the département"
_POSTAL_CODE = "postal code"

_NUMBER_AFTER = re.compile(r"^[\s,]*\(?\s*$")
_POSTAL = re.compile(r"^\d{5}$")


def refusal(mention: Mention, words: list[Word], around: Context, gazetteer: Gazetteer) -> str:
    """Why the mention is no place at all, or an empty text."""
    return (
        _refused_by_head(mention, words, around)
        or _refused_by_following(mention, words, around, gazetteer)
        or _refused_as_quartier(mention, around, gazetteer)
        or _refused_abroad(mention, around)
        or _refused_as_nature(mention, around)
        or _refused_as_noun(mention, around)
    )


def _refused_as_quartier(mention: Mention, around: Context, gazetteer: Gazetteer) -> str:
    """Refuse "le quartier de la Villeneuve", a part of a town, unless a large town has the name."""
    if len(around.heads) < 2 or not around.of or around.heads[1] not in cues.DEFINITE:
        return ""
    people = max(gazetteer.population(named.code) for named in mention.readings)
    small = people < QUARTIER_OF
    return "quartier" if small and around.heads[0] in cues.QUARTIER_HEADS else ""


def _refused_as_noun(mention: Mention, around: Context) -> str:
    """Refuse "la Ville de Paris", where a commune called Ville is not meant."""
    linked = mention.key in _NOUNS and not around.after.strip()
    noun = linked and around.following[:1] in (("de",), ("d",), ("du",), ("des",))
    return "common noun" if noun else ""


def _refused_as_nature(mention: Mention, around: Context) -> str:
    """Refuse what the text itself calls a river or a range ("la Vienne est une rivière")."""
    if around.following[:1] not in (("est",), ("sont",)):
        return ""
    if without_article(mention.key) not in cues.SHADOWED:
        return ""
    return "nature" if cues.NATURE.intersection(around.following) else ""


def _refused_by_head(mention: Mention, words: list[Word], around: Context) -> str:
    if around.head is None:
        return ""
    if around.of and words[mention.first - len(around.links)].hyphenated:
        return "end of a longer name"
    if around.direct or around.of:
        refused = _refused_by_noun(mention, around, around.head)
        if refused:
            return refused
    article = bool(around.links) and words[mention.first - 1].capital
    article = article and "\n" not in words[mention.first - 1].gap
    if _is_a_person(around, around.head, article):
        return "person"
    if len(around.links) == 1 and article and around.links[0] in cues.ARTICLES:
        return _refused_by_capital(mention, words, around.head)
    return _refused_apposed(mention, words, around.head) if around.direct else ""


def _is_a_person(around: Context, head: Word, article: bool) -> bool:
    """Whether a word of respect makes it a person: "M. Le Mans", "M. Jean de Nantes"."""
    if head.key in cues.HONORIFICS:
        return article
    named = head.capital and not cues.HONORIFICS.isdisjoint(around.heads[1:2])
    return named or (head.key == "et" and not cues.HONORIFICS.isdisjoint(around.heads[2:]))


def _refused_by_noun(mention: Mention, around: Context, head: Word) -> str:
    """Ways, acts, newspapers, waters: named after a place, they are not in it."""
    if head.key in cues.STREETS or (head.key == "point" and around.heads[1:2] == ("rond",)):
        return "street"
    if head.capital and head.linked and around.heads[1:2] and around.heads[1] in cues.STATIONS:
        return "station"
    if around.of and head.key in cues.ACTS:
        return "act"
    if head.key in cues.NEWSPAPERS and head.capital:
        return "newspaper"
    if head.key not in cues.NATURE:
        return ""
    upper = any(named.code.startswith(("dep:", "reg:")) for named in mention.readings)
    shadowed = without_article(mention.key) in cues.SHADOWED
    return "" if upper and not shadowed and not around.direct else "nature"


def _refused_apposed(mention: Mention, words: list[Word], head: Word) -> str:
    """A name that follows its noun without "de" names that person or thing."""
    if head.key in cues.PERSONS and head.key not in cues.INSTITUTIONS:
        return "person"
    if head.key in cues.APPOSED:
        return "name of an organisation"
    return _refused_by_capital(mention, words, head)


def _refused_by_capital(mention: Mention, words: list[Word], head: Word) -> str:
    """A capitalised word just before makes the name the end of a longer one ("Sandra Valence")."""
    known = head.key in _NOUNS or head.key in cues.PREPOSITIONS or _POSTAL.match(head.key)
    if not head.capital or head.shouted or known or "\n" in words[mention.first].gap:
        return ""
    if head.raw.isupper() and len(head.raw) > 1:
        return ""
    if head.opens and len(words[mention.first].key) > 3 and " " in mention.key:
        return ""
    return "end of a longer name"


def _refused_by_following(
    mention: Mention, words: list[Word], around: Context, gazetteer: Gazetteer
) -> str:
    following = around.next
    if following is None or following.shouted or not following.linked:
        return ""
    if not following.capital:
        longer = following.hyphenated and following.key in cues.PARTICLES
        known = not longer or _strong_cue(mention, words, around)
        return "" if known else "beginning of a longer name"
    if following.key in cues.DIRECTIONS or "\n" in following.gap:
        return ""
    if following.gap.strip() in ("'", "’"):
        return ""
    begun = mention.key in ("saint", "sainte")
    if following.hyphenated and not begun and _strong_cue(mention, words, around):
        others = gazetteer.names.readings(following.key)
        twin = any(
            n.code.startswith("com:") and gazetteer.population(n.code) >= PLAIN for n in others
        )
        return "one of two towns joined" if twin else ""
    return "beginning of a longer name"


def _refused_abroad(mention: Mention, around: Context) -> str:
    if mention.key in cues.ABROAD:
        return "abroad"
    near = around.following
    for at, key in enumerate(near):
        if key in cues.ABROAD and cues.BEFORE_COUNTRY.issuperset(near[:at]):
            return "abroad"
    return ""


def allowed(mention: Mention, around: Context, gazetteer: Gazetteer) -> list[Named]:
    """The readings that the article, the preposition and the head leave."""
    readings = [named for named in mention.readings if gazetteer.get(named.code) is not None]
    towns = {gazetteer.population(n.code) for n in readings if n.code.startswith("com:")}
    readings = [
        n for n in readings if n.code[:4] != "dep:" or gazetteer.population(n.code) not in towns
    ]
    if told := _of_the_level_told(readings, around):
        return told
    readings = [n for n in readings if n.kind != "g" and not n.code.startswith("qp:")]
    readings = [n for n in readings if n.kind != "a" or n.code.startswith(("com:", "dep:"))]
    if any(n.code.startswith("reg:") for n in readings) and not _of_a_town(around):
        readings = [n for n in readings if not n.code.startswith("com:")]
    if around.at and not mention.article:
        readings = [
            n for n in readings if n.kind != "a" or gazetteer.population(n.code) >= WELL_KNOWN
        ]
    if mention.article:
        readings = [n for n in readings if n.articled or n.kind == "x" or _takes_article(n)]
    elif any(n.code.startswith("com:") and n.kind == "n" for n in readings):
        wants_upper = around.heads[:1] == ("en",) or around.parenthesised
        upper = [n for n in readings if n.code.startswith(("dep:", "reg:"))]
        if not (wants_upper and upper):
            upper = [n for n in readings if not n.code.startswith("dep:")]
        readings = upper
    return _strongest(readings)


def _of_the_level_told(readings: list[Named], around: Context) -> list[Named]:
    """The readings that a number or the kind of group tells: "Doubs (25)", "métropole de …"."""
    if around.number and not around.at:
        numbered = [n for n in readings if n.code == f"dep:{around.number.upper()}"]
        if numbered:
            return numbered
    groups = [n for n in readings if n.code.startswith(("epci:", "ept:"))]
    return groups if _group_head(around) else []


def _of_a_town(around: Context) -> bool:
    """Whether what stands before a name wants a town rather than a région that bears it too."""
    return around.heads[:1] == ("a",) or around.heads[:1] in (("ville",), ("commune",), ("mairie",))


def _group_head(around: Context) -> str:
    phrase = " ".join(reversed(around.heads))
    return next((head for head in cues.GROUP_HEADS if phrase.endswith(head)), "")


def _takes_article(named: Named) -> bool:
    """Whether names of this level stand after an article that is no part of them."""
    return not named.code.startswith("com:")


def _strongest(readings: list[Named]) -> list[Named]:
    """Names in use before names of merged communes and names without their article."""
    for kinds in ("nxrds", "a", "f"):
        found = [named for named in readings if named.kind in kinds]
        if found:
            return found
    return []


def cue(mention: Mention, words: list[Word], around: Context, gazetteer: Gazetteer) -> str:
    """What proves that the mention is a place, or an empty text; needs ``mention.readings``."""
    code = max((n.code for n in mention.readings), key=gazetteer.population)
    if code.startswith(("epci:", "ept:")):
        return _group_head(around) or "name of a group"
    if any(named.code.startswith("dep:") for named in mention.readings):
        return _upper_cue(mention, around)
    if code.startswith("reg:"):
        return "" if _is_first_word(mention, around) else "name of a région"
    strong = _strong_cue(mention, words, around)
    if mention.key in cues.NAMESAKES and strong not in (_NUMBER, _POSTAL_CODE):
        return ""
    if _is_small_word(mention, gazetteer, code):
        strong = _strong_for_a_word(strong, around)
    return strong or _weak_cue(mention, words, around, gazetteer, code)


def _strong_for_a_word(strong: str, around: Context) -> str:
    """What is left of a cue of a village that is also a word: "au Plan de …" proves nothing."""
    if strong == "à" and around.links and around.following[:1] in (("de",), ("d",), ("du",)):
        return ""
    known = not strong.endswith(" de") or strong.removesuffix(" de") in cues.PLAINEST
    return strong if known else ""


def _is_first_word(mention: Mention, around: Context) -> bool:
    """Whether a région would be a subject without its article: "Lorraine et Anne animent"."""
    verb = around.next is not None and around.after == " "
    return around.opens and not mention.article and verb and " " not in mention.key


def does_what_institutions_do(around: Context) -> bool:
    """Whether the next word is what an institution does ("lance", "lancent")."""
    verb = _verb(around)
    known = cues.ACTS_OF_INSTITUTIONS
    if verb == "a" and (around.next is None or around.next.raw == "à" or _flooded(around)):
        return False
    return verb in known or (verb.endswith("nt") and verb[:-2] in known)


def _verb(around: Context) -> str:
    """The next word when no punctuation stands before it."""
    return around.following[0] if around.following and not around.after.strip() else ""


def _does_what_towns_do(around: Context) -> bool:
    """Whether the next word is what an institution or a town does ("prête", "partagent")."""
    verb = _verb(around)
    known = cues.ACTS_OF_TOWNS
    does = verb in known or (verb.endswith("nt") and verb[:-2] in known)
    return does or does_what_institutions_do(around)


def _flooded(around: Context) -> bool:
    """Whether what follows "a" is what only a river does."""
    return not cues.FLOODS.isdisjoint(around.following[1:2])


def _is_small_word(mention: Mention, gazetteer: Gazetteer, code: str) -> bool:
    """Whether all that is known of the name is a small commune that is also a word (Quartier)."""
    word = any(gazetteer.is_common_word(named.code) for named in mention.readings)
    return word and gazetteer.population(code) < WORD_SMALL


def _upper_cue(mention: Mention, around: Context) -> str:
    """The cue of a département; those named after rivers and the like want a strong one."""
    key = without_article(mention.key)
    if all(named.kind == "a" for named in mention.readings):
        return _NUMBER if around.number else ""
    if key not in cues.SHADOWED:
        return "name of a département"
    bracketed = around.before.rstrip().endswith("(") or around.after.lstrip().startswith(")")
    if bracketed and not mention.article:
        return "between parentheses"
    if key == "nord" and (around.following[:2] == ("de", "la") or around.following[:1] == ("est",)):
        return ""
    preposition = around.heads[0] if around.heads else ""
    if preposition == "en" and not mention.article:
        return "en"
    if preposition in ("tout", "toute") and around.heads[1:2] == ("dans",):
        preposition = "dans"
    if preposition == "dans" and mention.article:
        return "" if cues.IN_WATER.intersection(around.heads[1:]) else "dans"
    return _upper_head_cue(key, mention, around)


def _upper_head_cue(key: str, mention: Mention, around: Context) -> str:
    head = around.heads[0] if around.heads else ""
    if around.of and not mention.article and not _NOUNS.isdisjoint(around.heads):
        return f"{head} de"
    if around.of and mention.article and head not in ("", "et", "ou"):
        known = key != "nord" or cues.NORTH_HEADS & set(around.heads)
        return f"{head} de" if known else ""
    subject = around.opens and bool(mention.article) and not around.of
    if subject and does_what_institutions_do(around):
        return "subject of what an institution does"
    return _NUMBER if around.number else ""


def _strong_cue(mention: Mention, words: list[Word], around: Context) -> str:
    head = around.heads[0] if around.heads else ""
    if around.at and not (around.heads[1:2] and around.heads[1] in cues.ADDRESSED):
        return "à"
    if around.of:
        found = next((h for h in around.heads[:2] if h in _NOUNS), "")
        if found:
            return f"{found} de"
    if head and _POSTAL.match(head):
        return _POSTAL_CODE
    return _cue_after(around) or _labelled(mention, words)


def _cue_after(around: Context) -> str:
    """A cue that follows the name: a number, what kind of town it is, another place."""
    if around.number:
        return _NUMBER
    if around.following[:3] in (("est", "une", "ville"), ("est", "une", "commune")):
        return "is a town"
    if around.after.strip() == "," and _called_a_town(around.following):
        return "called a town"
    return "near another place" if around.following[:2] == ("pres", "de") else ""


def _called_a_town(following: tuple[str, ...]) -> bool:
    """Whether what follows a comma says what kind of town it is ("préfecture de l’Ardèche")."""
    kind = following[1:] if following[:1] and following[0] in cues.OF_TOWNS else following
    return bool(kind) and kind[0] in cues.KINDS_OF_TOWN


def _labelled(mention: Mention, words: list[Word]) -> str:
    """A name after "Commune :" and the like."""
    first = words[mention.first]
    if mention.first and first.gap.strip() == ":":
        label = words[mention.first - 1].key
        if label in ("commune", "communes", "ville", "villes", "lieu", "lieux", "territoire"):
            return f"{label} :"
    return ""


def _weak_cue(
    mention: Mention, words: list[Word], around: Context, gazetteer: Gazetteer, code: str
) -> str:
    people = gazetteer.population(code)
    if all(named.kind in "afs" for named in mention.readings) or mention.key in (
        cues.BORNE_BY_FIRMS
    ):
        return ""
    if not any(gazetteer.is_common_word(named.code) for named in mention.readings):
        return _plain_cue(mention, around, people)
    if words[mention.first].raw.isupper():
        return ""
    if not around.opens:
        return _capital_cue(mention, words, around, people)
    if people >= WORD_HEADING:
        if around.after.strip() == ":":
            return "heading"
        if _does_what_towns_do(around):
            return "subject of what a town does"
    common = around.following[:1] in (("et",), ("ou",), ("de",), ("d",), ("du",), ("des",))
    plain = common and not _capital_after(mention, words)
    return "large town" if people >= WORD_FIRST and not plain else ""


def _plain_cue(mention: Mention, around: Context, people: int) -> str:
    """Whether a name that is no word is enough by itself."""
    if mention.key.startswith("saint") and _follows_a_noun(around) and people < WELL_KNOWN:
        return ""
    several = sum(word not in cues.PARTICLES for word in mention.key.split()) > 1
    if around.parenthesised and not several and people < WORD_SMALL:
        return ""  # an acronym
    if around.opens and not several and all(named.kind in "rd" for named in mention.readings):
        return "name alone" if people >= WORD_INSIDE else ""
    return "name alone" if several or people >= PLAIN else ""


def _follows_a_noun(around: Context) -> bool:
    """Whether a word in lower case that is no preposition stands just before the name."""
    head = around.head
    return (
        around.direct
        and head is not None
        and not head.capital
        and (head.key not in cues.PREPOSITIONS and not head.key.isdigit())
    )


def _capital_cue(mention: Mention, words: list[Word], around: Context, people: int) -> str:
    """What the capital of a name that is also a word proves inside a sentence."""
    article = words[mention.first - 1]
    if around.of and mention.article and article.capital and article.key in cues.ARTICLES:
        return "capital article" if people >= PLAIN else ""
    if around.direct and around.heads[:1] and around.heads[0] in cues.TOWARDS:
        return around.heads[0] if people >= WORD_SMALL else ""
    least = WORD_OF if around.of else WORD_INSIDE
    return "capital inside a sentence" if people >= least else ""


def publisher_cue(
    mention: Mention, words: list[Word], around: Context, gazetteer: Gazetteer, publisher: str
) -> str:
    """What proves a town of some size to a publisher of its département, or an empty text."""
    near = [n.code for n in mention.readings if gazetteer.within(n.code, publisher)]
    if not any(gazetteer.population(code) >= WELL_KNOWN for code in near):
        return ""
    shortened = all(named.kind == "s" for named in mention.readings)
    labelled = shortened and words[mention.first].gap.strip() == ":"
    if around.opens and not labelled and not _does_what_towns_do(around):
        return ""
    return "town of the publisher’s département"


def _capital_after(mention: Mention, words: list[Word]) -> bool:
    at = mention.last + 1
    return at < len(words) and words[at].capital
