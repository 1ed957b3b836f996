"""What publishing costs when a sentence of one sheet was changed, its title, or nothing.

    python bench/changed.py COLLECTION INDEX

A copy of the index is published into; ``COLLECTION`` gets its sheet back.
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

#: Smaller files than this are copied, larger ones (which never change) only named twice.
COPIED = 100_000
CHANGES = 2


def copy_index(index: Path, to: Path) -> None:
    """An index of its own to publish into."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(index, to, copy_function=_copied)


def _copied(source: str, target: str) -> None:
    if Path(source).stat().st_size < COPIED:
        shutil.copy2(source, target)
    else:
        os.link(source, target)


def published(sheets: Path, index: Path) -> dict[str, float]:
    """Seconds of wall and of CPU that one publication takes, from start to end of its process."""
    before, start = _children(), time.perf_counter()
    command = [sys.executable, "-m", "indexer", "index", sheets, "--index", index]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    if done.returncode not in (0, 3):
        raise SystemExit(done.returncode)
    return {"wall": time.perf_counter() - start, "cpu": _children() - before}


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measured(collection: Path, index: Path) -> dict[str, dict[str, float]]:
    """The cheaper of two publications with a sentence more, of two with another title; and none."""
    sheets, copy = collection / "sheets", collection / "changed"
    copy_index(index, copy)
    paths = sorted(sheets.glob("*.html"))
    chosen = paths[len(paths) // 2]
    original = chosen.read_text("utf-8")
    try:
        published(sheets, copy)  # the program itself may have changed since the index was built
        none = published(sheets, copy)
        found = {"none": none}
        for kind, changed in (("one", with_sentence), ("title", with_title)):
            runs = []
            for turn in range(CHANGES):
                replace(chosen, changed(original, turn))
                runs.append(published(sheets, copy))
            found[kind] = min(runs, key=lambda run: run["wall"])
    finally:
        replace(chosen, original)
        shutil.rmtree(copy, ignore_errors=True)
    return found


def with_sentence(page: str, turn: int) -> str:
    """The page with a sentence more."""
    added = f"<p>Une phrase ajoutée pour la mesure {turn}.</p></article>"
    return page.replace("</article>", added)


def with_title(page: str, turn: int) -> str:
    """The page under another title, wherever the title stands."""
    title = re.search("<title>(.*?)</title>", page)
    return page.replace(title[1], f"{title[1]} de la mesure {turn}") if title else page


def replace(path: Path, text: str) -> None:
    """Give a sheet another content; a file that other folders name too keeps its own."""
    path.unlink()
    path.write_text(text, "utf-8")


if __name__ == "__main__":
    print(json.dumps(measured(Path(sys.argv[1]), Path(sys.argv[2]))))
