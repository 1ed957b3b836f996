"""The names of places that text analysis recognises, packed so that opening need not make them.

    python -m indexer.knowledge.placetable

packs them anew, after ``names.trie`` or ``aliases.tsv`` changed; until then they are made from
these two on each opening, which is right but takes half a second.
"""

from __future__ import annotations

import hashlib
import os

from indexer.french.places import Places, packed
from indexer.knowledge.gazetteer import Gazetteer
from indexer.knowledge.names import data_path

TABLE = "places.trie"
ORIGINS = ("names.trie", "aliases.tsv")


def shipped_places() -> Places:
    """Régions, départements and communes of the shipped gazetteer."""
    return Places.load(data_path(TABLE), origin()) or Places.of(*names_and_numbers())


def names_and_numbers() -> tuple[list[str], dict[str, str]]:
    """Names, and those of départements by number; quartiers of an editor are none of them."""
    names, numbers = [], {}
    for name, code in Gazetteer().place_names():
        names.append(name)
        level, _, number = code.partition(":")
        if level == "dep":
            numbers[number] = name
    return names, numbers


def origin() -> bytes:
    """Changes when the tables do from which the names are packed."""
    whole = hashlib.sha256()
    for name in ORIGINS:
        whole.update(hashlib.sha256(data_path(name).read_bytes()).digest())
    return whole.digest()


def main() -> None:
    """Write the table beside and move it into place: processes may have the old one mapped."""
    path = data_path(TABLE)
    beside = path.with_suffix(".new")
    packed(*names_and_numbers(), origin()).save(str(beside))
    os.replace(beside, path)


if __name__ == "__main__":
    main()
