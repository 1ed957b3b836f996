"""Speed of the French analysis: tokens per second of sheets, milliseconds per question.

``python -m bench.analysis [FILE…]`` reads texts given, or the project's own corpus. Processor
time, best of nine, with a warm cache of forms as in a build.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from indexer.french import Analyser
from indexer.grammar import GrammarContext, parse
from indexer.knowledge.bundle import Knowledge
from indexer.knowledge.glossary import Glossary

ROOT = Path(__file__).parents[1]
QUESTIONS = (
    "logement social",
    "insertion professionnelle des femmes en Seine-Saint-Denis",
    "acteur·rice·s associatif·ve·s",
    "CHRS",
    "commerce de proximité centre-ville",
    "meres isolees hebergement",
    '"gestion urbaine de proximité" -prison',
    "médiation sociale 93",
)


def _best(run: Callable[[], object], times: int = 9) -> float:
    """The shortest of several runs, in seconds of processor time."""
    found = []
    for _ in range(times):
        start = time.process_time()
        run()
        found.append(time.process_time() - start)
    return min(found)


def _texts(names: list[str]) -> list[str]:
    paths = [Path(name) for name in names] or sorted((ROOT / "corpus").rglob("*.*"))
    texts = [p.read_text("utf-8", "replace") for p in paths if p.suffix in {".md", ".txt", ".html"}]
    return texts or [Path(__file__).read_text("utf-8")]


def main(names: list[str]) -> None:
    """Print both figures."""
    knowledge = Knowledge.of_corpus([ROOT / "corpus"])
    analyser = Analyser(knowledge.places())
    texts = _texts(names)
    tokens = sum(len(analyser.index(text).spans) for text in texts)
    seconds = _best(lambda: [analyser.index(text) for text in texts])
    print(f"{tokens:,} tokens in {len(texts)} texts: {tokens / seconds:,.0f} tokens/s (warm)")
    context = GrammarContext(
        analyser, Glossary(knowledge.glossary, analyser), territory_codes=knowledge.named
    )
    rounds = 5
    seconds = _best(lambda: [parse(q, context) for _ in range(rounds) for q in QUESTIONS])
    print(f"{1000 * seconds / rounds / len(QUESTIONS):.3f} ms per question")


if __name__ == "__main__":
    main(sys.argv[1:])
