"""Builds ``fr.trie`` from Debian's hunspell-fr-comprehensive and ``corrections.tsv``.

``python -m indexer.french.lexicon.build /usr/share/hunspell`` writes the file beside this one.
Never imported at run time.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

import marisa_trie

from indexer.french.folding import fold
from indexer.french.lexicon.encoding import encode
from indexer.french.lexicon.hunspell import Inflected, expand

HERE = Path(__file__).parent

#: Elided words that the dictionary lists as parts of set phrases; ours are cut (« d'abord »).
_CUT = ("d'", "l'", "s'", "c'", "n'", "m'", "t'", "j'", "qu'", "jusqu'")


class Corrections:
    """The lines of ``corrections.tsv``, sorted by what they do."""

    def __init__(self, path: Path) -> None:
        self.feminine: dict[tuple[str, str], str] = {}
        self.weakened: set[tuple[str, str]] = set()
        self.dropped: set[tuple[str, str]] = set()
        self.merged: dict[str, str] = {}
        self.added: list[tuple[str, str, str]] = []
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                self._take(*line.split("\t"))

    def _take(self, action: str, first: str, second: str, kinds: str = "") -> None:
        if action in {"split", "second"}:
            self.feminine[first, second] = action
            self.feminine[first + "s", second] = action
        elif action == "weaken":
            self.weakened |= {(first, second), (first.removesuffix("s") + "s", second)}
        elif action == "drop":
            self.dropped.add((first, second))
        elif action == "merge":
            self.merged[first] = second
        elif action == "add":
            self.added.append((first, second, kinds))
        else:
            raise ValueError(f"unknown correction {action!r}")

    def readings(self, found: Inflected) -> list[tuple[str, str, str]]:
        """What the dictionary's line becomes: (form, lemma, kinds), none if dropped."""
        form, lemma, kinds, feminine = found
        if (form, lemma) in self.dropped:
            return []
        action = self.feminine.get((form, lemma)) if feminine else None
        if action:
            own = form.removesuffix("s")
            weaker = [(form, lemma, "s")] if action == "second" else []
            return [(form, own, "n"), *weaker]
        if (form, lemma) in self.weakened and kinds in {"p", "a"}:
            kinds = "s"
        return [(form, self.merged.get(lemma, lemma), kinds)]


def build(hunspell: Path, corrections: Path) -> marisa_trie.BytesTrie:
    """The trie of every reading of every form."""
    mend = Corrections(corrections)
    readings: dict[tuple[str, str], set[str]] = defaultdict(set)
    for found in expand(hunspell / "fr.aff", hunspell / "fr.dic"):
        if found.form.lower().startswith(_CUT):
            continue
        for form, lemma, kinds in mend.readings(found):
            readings[form.lower(), lemma.lower()].update(kinds)
    for form, lemma, kinds in mend.added:
        readings[form, lemma].update(kinds)
    pairs = [
        (fold(form), encode(form, lemma, "".join(sorted(kinds))))
        for (form, lemma), kinds in readings.items()
    ]
    return marisa_trie.BytesTrie(sorted(set(pairs)), order=marisa_trie.LABEL_ORDER)


def main() -> None:
    """Write ``fr.trie`` from the folder named on the command line."""
    target = HERE / "fr.trie"
    # Written beside and moved: the file is mapped by whoever runs, and must not change under them.
    beside = target.with_name(target.name + ".new")
    build(Path(sys.argv[1]), HERE / "corrections.tsv").save(str(beside))
    beside.replace(target)
    print(f"{target.name}: {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
