"""Chooses among homonyms, or leaves them ambiguous.

In order: an explicit département beside the name, what else is named, the publisher's
département, population; otherwise the mention stays ambiguous and no code is given.
"""

from __future__ import annotations

from indexer.detection.mentions import Mention
from indexer.detection.words import Word
from indexer.knowledge.gazetteer import Gazetteer
from indexer.knowledge.names import Named

#: How many times the inhabitants of all others the largest homonym needs to be meant.
RATIO = 5
#: Inhabitants below which no homonym is known well enough to be meant without more.
LEAST = 3_000
#: Inhabitants from which a town is still known by its former name.
FORMER = 10_000
#: How many words may stand between a name and the département that tells it apart.
_BESIDE = 6
#: Départements named from which a text is of all France; how much larger a namesake then counts.
_MANY, _DWARF = 3, 50
_OVERSEAS = ("975", "977", "978", "98")
_UPPER = ("dep:", "reg:", "epci:", "ept:")


def resolve(
    mentions: list[Mention], words: list[Word], gazetteer: Gazetteer, publisher: str | None
) -> None:
    """Give each mention its ``code`` and ``how``, or leave ``code`` empty with its ``codes``."""
    told = _Told(words, gazetteer)
    for mention in mentions:
        mention.codes = candidates(mention, gazetteer)
        if len(mention.codes) == 1:
            mention.code, mention.how = mention.codes[0], "only reading"
            told.add(mention)
    for mention in sorted(mentions, key=lambda m: not m.codes[0].startswith(_UPPER)):
        if mention.code is None:
            _decide(mention, told, words, gazetteer, publisher)
            told.add(mention)


class _Told:
    """The départements (or wider territories) that decided mentions tell, and where."""

    def __init__(self, words: list[Word], gazetteer: Gazetteer) -> None:
        self._words = words
        self._gazetteer = gazetteer
        self._upper: dict[int, str] = {}
        self._sentences: dict[int, set[str]] = {}
        self.areas: set[str] = set()

    def add(self, mention: Mention) -> None:
        """Take a mention into account, if it was decided."""
        if mention.code is None:
            return
        if mention.code.startswith(_UPPER):
            self._upper[mention.first] = mention.code
        around = above(mention.code, self._gazetteer)
        areas = {code for code in around if code.startswith("dep:")} or {mention.code}
        self.areas |= areas
        self._sentences.setdefault(self._sentence(mention), set()).update(areas)

    def _sentence(self, mention: Mention) -> int:
        return self._words[mention.first].sentence

    def sentence(self, mention: Mention) -> set[str]:
        """The areas told in the sentence of ``mention``."""
        return self._sentences.get(self._sentence(mention), set())

    def beside(self, mention: Mention) -> set[str]:
        """Upper territories named just after ``mention``."""
        near = range(mention.last, mention.last + _BESIDE + 1)
        return {self._upper[at] for at in near if at in self._upper}


def above(code: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    """A code and all those above it."""
    territory = gazetteer.get(code)
    return (code, *territory.ancestors) if territory else (code,)


def candidates(mention: Mention, gazetteer: Gazetteer) -> list[str]:
    """The codes a mention may mean, most populous first.

    A région that is one département counts as that département.
    """
    codes = list(dict.fromkeys(named.code for named in mention.readings))
    codes.sort(key=lambda code: (-gazetteer.population(code), code))
    found: list[str] = []
    for code in codes:
        same = [c for c in codes if c != code and gazetteer.within(c, code)]
        if not any(gazetteer.population(c) == gazetteer.population(code) for c in same):
            found.append(code)
    return found


def _decide(
    mention: Mention,
    told: _Told,
    words: list[Word],
    gazetteer: Gazetteer,
    publisher: str | None,
) -> None:
    steps: list[tuple[str, set[str]]] = [
        ("département named beside", told.beside(mention)),
        ("postal code", _postal(mention, words, gazetteer)),
        ("named in the same sentence", told.sentence(mention)),
        ("named in the same text", told.areas),
        ("publisher’s département", {publisher} if publisher else set()),
    ]
    around = {code: above(code, gazetteer) for code in mention.codes}
    for how, areas in steps:
        fitting = [code for code in mention.codes if not areas.isdisjoint(around[code])]
        far = how.startswith("named in the same") and len(areas) >= _MANY
        if len(fitting) > 1:
            exact = {named.code for named in mention.readings if named.kind in "nx"}
            fitting = [code for code in fitting if code in exact]
        if len(fitting) == 1 and not (far and _is_dwarfed(fitting[0], mention, gazetteer)):
            mention.code, mention.how = fitting[0], how
            return
    _decide_by_people(mention, gazetteer)


def _is_dwarfed(code: str, mention: Mention, gazetteer: Gazetteer) -> bool:
    """Whether a village is but a namesake of a large town, when towns of all France are listed."""
    most = max(gazetteer.population(other) for other in mention.codes)
    return gazetteer.population(code) * _DWARF < most


def _decide_by_people(mention: Mention, gazetteer: Gazetteer) -> None:
    """The largest town by far of those that bear the name today, if there is one."""
    bearers = _in_use(mention.readings, gazetteer)
    if bearers.isdisjoint(mention.codes):
        mention.how = "ambiguous"
        return
    mention.codes = [code for code in mention.codes if code in bearers]
    if len(mention.codes) == 1 and gazetteer.population(mention.codes[0]):
        mention.code, mention.how = mention.codes[0], "only current name"
        return
    if len(mention.codes) == 1:  # a delegated commune, whose people are not counted
        mention.codes, mention.how = candidates(mention, gazetteer), "ambiguous"
        return
    people = [_people(code, gazetteer) for code in mention.codes]
    if max(people) >= LEAST and max(people) >= RATIO * max(sum(people) - max(people), 1):
        mention.code, mention.how = mention.codes[people.index(max(people))], "population"
    else:
        mention.how = "ambiguous"


def _people(code: str, gazetteer: Gazetteer) -> int:
    """Inhabitants; none for the collectivities overseas, which no text means without saying so."""
    return 0 if code[4:].startswith(_OVERSEAS) else gazetteer.population(code)


def _in_use(readings: list[Named], gazetteer: Gazetteer) -> set[str]:
    """The codes without former names, unless the one that bore it dwarfs today's bearers."""
    now = [gazetteer.population(named.code) for named in readings if named.kind in "nx"]
    least = max(RATIO * max(now, default=0), FORMER)
    return {
        named.code
        for named in readings
        if named.kind not in "rf"
        or (named.kind == "r" and gazetteer.population(named.code) >= least)
    }


def _postal(mention: Mention, words: list[Word], gazetteer: Gazetteer) -> set[str]:
    """Communes of the postal code written just before or after the name."""
    around = [words[at].key for at in (mention.first - 1, mention.last) if 0 <= at < len(words)]
    return {
        named.code
        for key in around
        if len(key) == 5 and key.isdigit()
        for named in gazetteer.names.readings(key)
        if named.kind == "p"
    }
