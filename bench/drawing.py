"""Draws queries from the sheets themselves, by chance with a seed."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from itertools import chain

from peers.work import Asked, significant

Row = tuple[str, str, str, str]
#: How a hundred queries are shared among the kinds, as in ``queries.tsv``.
SHARES = {"words": 59, "phrase": 9, "prefix": 6, "typo": 8, "none": 4, "filter": 10, "browse": 4}
SYLLABLES = [
    "ba",
    "cho",
    "dri",
    "fu",
    "gny",
    "klo",
    "mu",
    "nar",
    "pli",
    "quo",
    "sto",
    "tru",
    "vex",
    "wi",
    "xa",
    "zy",
]


def drawn(titles: list[list[str]], chance: random.Random, count: int) -> list[str]:
    """One to four words of titles."""
    return [" ".join(chance.choice(titles)[: chance.randint(1, 4)]) for _ in range(count)]


def phrases(bodies: list[str], chance: random.Random, count: int) -> list[str]:
    """Two or three words that stand side by side in a text, between quotation marks."""
    found: list[str] = []
    while len(found) < count:
        words = re.findall(
            r"[^\W\d_]{4,}(?: d[eu] [^\W\d_]{4,}| [^\W\d_]{4,})+", chance.choice(bodies)
        )
        if words:
            found.append('"' + " ".join(chance.choice(words).split()[:3]).lower() + '"')
    return found


def prefixes(titles: list[list[str]], chance: random.Random, count: int) -> list[str]:
    """The first four to six letters of the longest word of a title; at most ``count``."""
    return [
        word[: chance.randint(4, 6)] + "*"
        for title in chance.sample(titles, count)
        if len(word := max(title, key=len)) > 5
    ]


def typo(word: str, chance: random.Random) -> str:
    """The word with one letter dropped, doubled or swapped with the next."""
    at = chance.randint(1, len(word) - 3)
    here = word[at : at + 2]
    return word[:at] + chance.choice((here[1], here[0] + here, here[::-1])) + word[at + 2 :]


def typos(titles: list[list[str]], chance: random.Random, count: int) -> list[str]:
    """A long word misspelt, at times beside a good one."""
    words = [(w, t) for t in titles for w in t if len(w) > 6]
    found = []
    for word, title in chance.sample(words, count):
        beside = [w for w in title if w != word][: chance.randint(0, 1)]
        found.append(" ".join([typo(word, chance), *beside]))
    return found


def absent(chance: random.Random, count: int) -> list[str]:
    """Words that no sheet holds."""
    return ["".join(chance.choices(SYLLABLES, k=chance.randint(4, 5))) for _ in range(count)]


def distinct(rows: Iterable[dict[str, object]], count: int, seed: int) -> list[Asked]:
    """``count`` queries, no two alike, of the kinds of ``queries.tsv`` and in its shares.

    ``rows`` are the sheets as the peers get them; another seed draws other queries.
    """
    chance = random.Random(seed)
    sheets = list(rows)
    titles = [words for s in sheets if (words := significant(str(s["title"])))]
    bodies = [body for s in sheets if len(body := str(s["body"])) > 500]
    found = dict.fromkeys(
        asked
        for _ in range(count // 100 + 1)
        for asked in chain(_texts(titles, bodies, chance), _chosen(sheets, titles, chance))
    )
    while len(found) < count:
        found |= dict.fromkeys(_texts(titles, bodies, chance))
    mixed = list(found)
    chance.shuffle(mixed)
    return mixed[:count]


def _texts(titles: list[list[str]], bodies: list[str], chance: random.Random) -> Iterator[Asked]:
    """A hundred's share of the queries that are text alone."""
    made = {
        "words": drawn(titles, chance, SHARES["words"]),
        "phrase": phrases(bodies, chance, SHARES["phrase"]),
        "prefix": prefixes(titles, chance, SHARES["prefix"]),
        "typo": typos(titles, chance, SHARES["typo"]),
        "none": absent(chance, SHARES["none"]),
    }
    return (Asked(kind, text) for kind, texts in made.items() for text in texts)


def _chosen(
    sheets: list[dict[str, object]], titles: list[list[str]], chance: random.Random
) -> Iterator[Asked]:
    """A hundred's share of the queries with a theme or territory that some sheet has."""
    for n in range(SHARES["filter"] + SHARES["browse"]):
        sheet = chance.choice(sheets)
        theme, region = _first(sheet["theme"]), _first(sheet[chance.choice(("reg", "dep", "com"))])
        kind = "filter" if n < SHARES["filter"] else "browse"
        text = drawn(titles, chance, 1)[0] if kind == "filter" else ""
        both = n % 3
        yield Asked(kind, text, theme if both != 1 else "", region if both else "")


def _first(values: object) -> str:
    return str(values[0]) if isinstance(values, list) and values else ""
