"""Chooses among homonyms, or leaves them ambiguous.

In order: an explicit département beside the name, what else is named, the publisher's
département, population; otherwise the mention stays ambiguous and no code is given.
"""

from __future__ import annotations

from collections.abc import Iterable

from indexer.detection.mentions import Mention
from indexer.detection.words import Word
from indexer.knowledge.gazetteer import Gazetteer
from indexer.knowledge.names import Named

#: How many times the inhabitants of all others the largest homonym needs to be meant.
RATIO = 5
#: Inhabitants below which no homonym is known well enough to be meant without more.
LEAST = 3_000
#: How many words may stand between a name and the département that tells it apart.
_BESIDE = 6
_OVERSEAS = ("975", "977", "978", "98")
_UPPER = ("dep:", "reg:", "epci:", "ept:")


def resolve(
    mentions: list[Mention], words: list[Word], gazetteer: Gazetteer, publisher: str | None
) -> None:
    """Give each mention its ``code`` and ``how``, or leave ``code`` empty with its ``codes``."""
    for mention in mentions:
        mention.codes = candidates(mention, gazetteer)
        if len(mention.codes) == 1:
            mention.code, mention.how = mention.codes[0], "only reading"
    for mention in sorted(mentions, key=lambda m: not m.codes[0].startswith(_UPPER)):
        if mention.code is None:
            _decide(mention, mentions, words, gazetteer, publisher)


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
    mentions: list[Mention],
    words: list[Word],
    gazetteer: Gazetteer,
    publisher: str | None,
) -> None:
    beside = _beside(mention, mentions)
    others = [m.code for m in mentions if m is not mention and m.code]
    sentence = [m.code for m in mentions if m.code and _same_sentence(m, mention, words)]
    steps: list[tuple[str, Iterable[str]]] = [
        ("département named beside", beside),
        ("postal code", _postal(mention, words, gazetteer)),
        ("named in the same sentence", _areas(sentence, gazetteer)),
        ("named in the same text", _areas(others, gazetteer)),
        ("publisher’s département", [publisher] if publisher else []),
    ]
    for how, areas in steps:
        fitting = [
            code for code in mention.codes if any(gazetteer.within(code, area) for area in areas)
        ]
        if len(fitting) > 1:
            exact = {named.code for named in mention.readings if named.kind in "nx"}
            fitting = [code for code in fitting if code in exact]
        if len(fitting) == 1:
            mention.code, mention.how = fitting[0], how
            return
    _decide_by_people(mention, gazetteer)


def _decide_by_people(mention: Mention, gazetteer: Gazetteer) -> None:
    """The largest town by far of those that bear the name today, if there is one."""
    bearers = _in_use(mention.readings, gazetteer)
    mention.codes = [code for code in mention.codes if code in bearers]
    if len(mention.codes) == 1:
        mention.code, mention.how = mention.codes[0], "only current name"
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
    least = RATIO * max(now, default=0)
    return {
        named.code
        for named in readings
        if named.kind != "r" or gazetteer.population(named.code) >= least
    }


def _beside(mention: Mention, mentions: list[Mention]) -> list[str]:
    """Upper territories named just after the mention."""
    return [
        other.code
        for other in mentions
        if other.code
        and other.code.startswith(_UPPER)
        and 0 <= other.first - mention.last <= _BESIDE
    ]


def _same_sentence(one: Mention, other: Mention, words: list[Word]) -> bool:
    return one is not other and words[one.first].sentence == words[other.first].sentence


def _areas(codes: list[str], gazetteer: Gazetteer) -> list[str]:
    """The départements of ``codes``, or the codes themselves when they are wider."""
    found: list[str] = []
    for code in codes:
        territory = gazetteer.get(code)
        above = (code, *(territory.ancestors if territory else ()))
        departement = [c for c in above if c.startswith("dep:")]
        found += departement or [code]
    return list(dict.fromkeys(found))


def _postal(mention: Mention, words: list[Word], gazetteer: Gazetteer) -> list[str]:
    """Communes of the postal code written just before or after the name."""
    around = [words[at].key for at in (mention.first - 1, mention.last) if 0 <= at < len(words)]
    return [
        named.code
        for key in around
        if len(key) == 5 and key.isdigit()
        for named in gazetteer.names.readings(key)
        if named.kind == "p"
    ]
