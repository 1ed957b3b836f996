"""What all tests share: the ten sheets published once, and a way to write small corpora."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.build import BuildReport, build
from indexer.collection import Collection

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpus"


@pytest.fixture(scope="session")
def published(tmp_path_factory) -> tuple[Path, BuildReport]:
    """The index of the repository's own corpus and the report of its build; do not change it."""
    index = tmp_path_factory.mktemp("published") / "index"
    return index, build([CORPUS], index)


@pytest.fixture(scope="session")
def collection(published) -> Collection:
    """The ten sheets, served."""
    return Collection.open(published[0])


def write_sheet_file(folder: Path, sheet_id: str, title: str, text: str, **meta: str) -> Path:
    """Write one corpus page; ``meta`` adds DC names (``date="2008"``)."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = "".join(f'<meta name="DC.{k}" content="{v}">\n' for k, v in meta.items())
    path = folder / f"{sheet_id}.html"
    path.write_text(
        '<!doctype html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{title}</title>\n"
        f'<meta name="DC.identifier" content="{sheet_id}">\n'
        f'<meta name="DC.title" content="{title}">\n{lines}</head>\n<body>\n<article>\n'
        f"<h1>{title}</h1>\n<p>{text}</p>\n</article>\n</body>\n</html>\n",
        "utf-8",
    )
    return path


@pytest.fixture
def small_corpus(tmp_path) -> Path:
    """Three sheets in a folder of their own, without any vocabulary file."""
    folder = tmp_path / "sheets"
    write_sheet_file(folder, "jardin", "Un jardin partagé", "Des habitants jardinent.", date="2010")
    write_sheet_file(folder, "foyer", "Un foyer de jeunes", "Le foyer accueille des jeunes.")
    write_sheet_file(folder, "marche", "Le marché couvert", "Des commerçants se regroupent.")
    return folder
