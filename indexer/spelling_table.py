"""Writes the table of known words of a generation: all that misspelt ones are compared with.

The words of the packed dictionary of terms are filed once and shared as long as it is; later terms
and the glossary's own words stand in a small part of their own. How often a word is used is not
written, so that no count that changes touches the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

import numpy as np

from indexer.engines.whoosh_engine.dictionary import TRIE, Terms
from indexer.engines.whoosh_engine.files import ARRAYS_FOLDER, save_array, share, write_blobs
from indexer.french.folding import fold
from indexer.french.lexicon import Lexicon
from indexer.french.spelling import proposed
from indexer.knowledge.spelling import is_plain
from indexer.spelling import PARTS, PLACES, WORDS, files_of, key_of, letters_of

#: Kind of a known word, the word, the term it stands for.
Known = tuple[int, str, str]


def write_spelling(
    folder: Path, glossary: Iterable[str], lexicon: Lexicon, before: Path | None
) -> None:
    """Write the table of the generation in ``folder``, whose terms are written already.

    ``before`` is a generation of the same program, if any.
    """
    terms = Terms(folder / ARRAYS_FOLDER)
    packed, later = PARTS
    if before is not None and _same_dictionary(before, folder):
        for name in files_of(packed):
            share(before, folder, name)
    else:
        _file(folder, packed, _known(islice(terms, len(terms) - len(terms.later)), lexicon))
    _file(folder, later, chain(_known(terms.later, lexicon), _of_glossary(glossary)))


def _same_dictionary(before: Path, folder: Path) -> bool:
    one, two = (generation / ARRAYS_FOLDER / TRIE for generation in (before, folder))
    return one.samefile(two) and all((before / name).exists() for name in files_of(PARTS[0]))


def _known(terms: Iterable[str], lexicon: Lexicon) -> Iterator[Known]:
    """The words that terms stand for."""
    for term in terms:
        if term[0] == "@":
            yield PLACES, term[1:], term
        elif term.startswith("x:") and is_plain(term[2:]):
            yield WORDS, term[2:], term
        elif term.startswith("l:") and term[2:].isalpha():
            yield WORDS, lexicon.dressed(term[2:]), term


def _of_glossary(words: Iterable[str]) -> Iterator[Known]:
    """The words of the glossary; their terms keep its order."""
    for number, word in enumerate(words):
        if is_plain(word):
            yield WORDS, word, f"g:{number:08}"


def _file(folder: Path, part: str, known: Iterable[Known]) -> None:
    """Write one part of the table."""
    told: dict[tuple[int, str], list[str]] = {}
    for kind, word, term in known:
        folded = fold(word)
        if proposed(folded):
            line = term if term[2:] == word else f"{term}\t{word}"
            told.setdefault((kind, folded), []).append(line)
    filed = sorted((key_of(kind, word[0], len(word)), kind, word) for kind, word in told)
    keys, letters, _, _ = (name.removesuffix(".npy") for name in files_of(part))
    save_array(folder, keys, np.array([key for key, _, _ in filed], dtype=np.int64))
    masks = (letters_of(word) for _, _, word in filed)
    save_array(folder, letters, np.fromiter(masks, np.uint64, len(filed)))
    lines = ("\n".join((word, *told[kind, word])).encode() for _, kind, word in filed)
    write_blobs(folder, part, lines)
