"""Makes the judged collection from what people write: ``sheets.toml`` and ``queries.tsv``.

Run it after a change to either (``python tests/quality/make_collection.py``); it writes the corpus
pages of ``sheets/``, ``queries.jsonl`` and ``qrels.tsv``.
"""

from __future__ import annotations

import csv
import json
import tomllib
from html import escape
from pathlib import Path

from indexer.knowledge.gazetteer import Gazetteer
from indexer.sources import write_sheet
from indexer.vocabulary import Section, Sheet

HERE = Path(__file__).parent
NOTICE = "Fiche fictive, écrite pour mesurer la recherche : cette action n’a jamais existé"


def sheets() -> list[Sheet]:
    """The fictitious sheets; a commune whose name is not that of its code is refused."""
    gazetteer = Gazetteer.load(None)
    rows = tomllib.loads((HERE / "sheets.toml").read_text("utf-8"))["sheet"]
    found = []
    for row in rows:
        number, _, name = row["place"].partition(" ")
        territory = gazetteer.get(f"com:{number}")
        if territory is None or territory.label != name:
            raise ValueError(f"{row['id']}: {row['place']} is {territory}")
        found.append(
            Sheet(
                id=row["id"],
                title=row["title"],
                summary=row["summary"],
                sections=tuple(sections(row["body"])),
                themes=tuple(row["themes"]),
                territories=(territory.code,),
                date=row["date"],
                structure=row["structure"],
                publisher="Données de test",
                source=NOTICE,
                rights="CC0-1.0",
            )
        )
    return found


def sections(body: str) -> list[Section]:
    """The sections of a body: ``## …`` opens one, each other line is a paragraph."""
    found: list[Section] = []
    heading, paragraphs = "", []

    def close() -> None:
        if heading or paragraphs:
            html = "\n".join(f"<p>{escape(p, quote=False)}</p>" for p in paragraphs)
            found.append(Section(heading, html, "\n\n".join(paragraphs)))

    for line in body.strip().splitlines():
        if line.startswith("## "):
            close()
            heading, paragraphs = line[3:], []
        else:
            paragraphs.append(line)
    close()
    return found


def queries() -> tuple[str, str]:
    """The text of ``queries.jsonl`` and of ``qrels.tsv``."""
    asked, judged = [], []
    with (HERE / "queries.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for number, row in enumerate(rows, 1):
        name = f"q{number:03}"
        query = {"id": name, "text": row["text"], "kind": row["kind"]}
        asked.append(json.dumps(query, ensure_ascii=False))
        for pair in row["judgements"].split():
            sheet, grade = pair.split("=")
            judged.append(f"{name}\t{sheet}\t{grade}")
    return "\n".join(asked) + "\n", "\n".join(judged) + "\n"


def pages() -> dict[str, str]:
    """Every generated file by its name under this folder."""
    asked, judged = queries()
    made = {f"sheets/{sheet.id}.html": write_sheet(sheet) for sheet in sheets()}
    return made | {"queries.jsonl": asked, "qrels.tsv": judged}


def main() -> None:
    """Write the generated files and remove pages of sheets that are no more."""
    made = pages()
    (HERE / "sheets").mkdir(exist_ok=True)
    for old in (HERE / "sheets").glob("*.html"):
        if f"sheets/{old.name}" not in made:
            old.unlink()
    for name, text in made.items():
        (HERE / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
