"""Compares imported service-public.fr sheets with their originals, text by text.

Run by hand on the real package, which is not kept with the project (docs/importing.md tells how to
fetch it): ``python tests/sources/compare_service_public.py PACKAGE.tgz --sheets 25 --seed 1``.
Every paragraph, list item and cell of the original must be found in the sheet's text; those that
are not are printed, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from indexer.sources.original import Original
from indexer.sources.originals import walk
from indexer.sources.service_public import read_json
from indexer.vocabulary import Sheet

#: What leads to other sheets and is left out on purpose.
ELSEWHERE = {"DossierPere", "FilDAriane", "VoirAussi", "QuestionReponse", "RechercheGuidee"}


def paragraphs(node: dict[str, Any]) -> Iterator[str]:
    """The text of every paragraph of the original."""
    if node.get("type") != "element" or node["name"] in ELSEWHERE:
        return
    if node["name"] == "Paragraphe":
        yield "".join(texts(node))
        return
    for child in node.get("children", ()):
        yield from paragraphs(child)


def texts(node: dict[str, Any]) -> Iterator[str]:
    """All texts inside, without what is raised and only digits in brackets (calls to notes)."""
    for child in node.get("children", ()):
        if child["type"] == "text":
            yield child["text"]
        elif not (child["name"] == "Exposant" and re.fullmatch(r"\(\d\)", "".join(texts(child)))):
            yield from texts(child)


def bare(text: str) -> str:
    """Letters and digits only, to compare texts whatever their spacing."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).lower()


def lost(original: Original) -> list[str]:
    """The paragraphs of an original that its sheet does not hold."""
    (sheet,) = read_json(original)
    assert isinstance(sheet, Sheet)
    told = bare(sheet.title + sheet.summary + sheet.body)
    root = json.loads(original.data)["children"][0]
    return [text for text in paragraphs(root) if bare(text) not in told]


def main() -> int:
    """Compare a sample and print what is lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", type=Path)
    parser.add_argument("--sheets", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    found = [each for each in walk([asked.package]) if isinstance(each, Original)]
    sample = random.Random(asked.seed).sample(found, min(asked.sheets, len(found)))
    total = 0
    for original in sample:
        for text in lost(original):
            total += 1
            print(f"{original.name}: lost: {text[:200]}")
    print(f"{len(sample)} sheets compared, {total} paragraphs lost")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
