"""Sheets for bibliographic tools and spreadsheets: RIS, BibTeX, CSL-JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from flask import Blueprint, Response, abort

from indexer import Query, Sheet
from webapp import caching, urls
from webapp.state import asked, base_url, collection, settings
from webapp.turns import in_turn

blueprint = Blueprint("exports", __name__)

MAX_SHEETS = 500
_TEX = {char: f"\\{char}" for char in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_CSV_HEAD = (
    "id", "titre", "résumé", "structure", "public", "date", "thèmes", "territoires",
    "codes", "éditeur", "source", "droits", "adresse",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reference:
    """A sheet as a reference: every value on one line, labels instead of codes."""

    sheet: Sheet
    url: str
    themes: tuple[str, ...]
    territories: tuple[str, ...]

    @property
    def author(self) -> str:
        """Who did what the sheet tells, or who published it."""
        return self.sheet.structure or self.sheet.publisher or settings().site_name


def _reference(sheet: Sheet) -> Reference:
    served = collection()
    return Reference(
        sheet,
        f"{base_url()}/fiches/{sheet.id}",
        tuple(theme.label for theme in served.themes_of(sheet)),
        tuple(t.label for t in served.territories_of(sheet) if t.code in sheet.territories),
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def ris(references: Iterable[Reference]) -> str:
    """The references in RIS, one report each."""
    return "".join(map(_ris, references))


def _ris(reference: Reference) -> str:
    sheet = reference.sheet
    rows = [("TY", "RPRT"), ("ID", sheet.id), ("TI", sheet.title), ("AU", reference.author)]
    rows += [("PY", sheet.date[:4]), ("DA", sheet.date.replace("-", "/")), ("AB", sheet.summary)]
    rows += [("KW", label) for label in (*reference.themes, *reference.territories)]
    rows += [("PB", sheet.publisher), ("LA", sheet.language), ("UR", reference.url)]
    lines = [f"{tag}  - {_line(value)}" for tag, value in rows if _line(value)]
    return "\r\n".join((*lines, "ER  - ", "", ""))


def bibtex(references: Iterable[Reference]) -> str:
    """The references in BibTeX, UTF-8, with TeX's special characters escaped."""
    return "\n".join(map(_bibtex, references))


def _bibtex(reference: Reference) -> str:
    sheet = reference.sheet
    fields = {
        "title": sheet.title,
        "author": reference.author,
        "institution": sheet.publisher or reference.author,
        "year": sheet.date[:4],
        "abstract": sheet.summary,
        "keywords": ", ".join((*reference.themes, *reference.territories)),
        "language": sheet.language,
    }
    told = [f"  {key} = {{{_tex(_line(value))}}}" for key, value in fields.items() if value]
    told[1] = f"  author = {{{{{_tex(_line(reference.author))}}}}}"  # a body, not a person's name
    return (
        f"@techreport{{{sheet.id},\n"
        + ",\n".join((*told, f"  url = {{{reference.url}}}"))
        + "\n}\n"
    )


def _tex(text: str) -> str:
    return "".join(_TEX.get(char, char) for char in text)


def csl(references: Iterable[Reference]) -> str:
    """The references as CSL-JSON, what citation programs exchange."""
    return json.dumps([_csl(r) for r in references], ensure_ascii=False, indent=1) + "\n"


def _csl(reference: Reference) -> dict[str, object]:
    sheet = reference.sheet
    told: dict[str, object] = {
        "id": sheet.id,
        "type": "report",
        "title": sheet.title,
        "author": [{"literal": reference.author}],
        "abstract": sheet.summary,
        "publisher": sheet.publisher,
        "language": sheet.language,
        "keyword": ", ".join((*reference.themes, *reference.territories)),
        "URL": reference.url,
    }
    if sheet.date:
        told["issued"] = {"date-parts": [[int(part) for part in sheet.date.split("-")]]}
    return {key: value for key, value in told.items() if value}


def table(references: Iterable[Reference]) -> str:
    """The references as CSV with a byte-order mark, so that spreadsheets read the accents."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_CSV_HEAD)
    for reference in references:
        writer.writerow([_cell(value) for value in _row(reference)])
    return "\ufeff" + out.getvalue()


def _row(reference: Reference) -> tuple[str, ...]:
    sheet = reference.sheet
    return (
        sheet.id, sheet.title, sheet.summary, sheet.structure, sheet.audience, sheet.date,
        " ; ".join(reference.themes), " ; ".join(reference.territories),
        " ; ".join(sheet.territories), sheet.publisher, sheet.source, sheet.rights, reference.url,
    )  # fmt: skip


def _cell(value: str) -> str:
    """A value that no spreadsheet takes for a formula."""
    return f"'{value}" if value.lstrip()[:1] in {"=", "+", "-", "@"} and value else value


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write references: how, and as what type."""

    write: Callable[[Iterable[Reference]], str]
    mimetype: str


FORMATS = {
    "ris": Format(ris, "application/x-research-info-systems"),
    "bib": Format(bibtex, "application/x-bibtex"),
    "json": Format(csl, "application/vnd.citationstyles.csl+json"),
    "csv": Format(table, "text/csv"),
}


def _file(sheets: Iterable[Sheet], extension: str, name: str) -> Response:
    chosen = FORMATS[extension]
    text = chosen.write([_reference(sheet) for sheet in sheets])
    response = Response(text, content_type=f"{chosen.mimetype}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{extension}"'
    return response


def _everything(query: Query) -> Iterable[Sheet]:
    """The sheets of a search, all pages, at most 500."""
    page = replace(query, page=1, size=50)
    while True:
        found = collection().search(page)
        yield from (hit.sheet for hit in found.hits)
        if page.page >= min(found.pages, MAX_SHEETS // 50):
            return
        page = replace(page, page=page.page + 1)


@blueprint.get("/recherche.<extension>")
@in_turn
def search(extension: str) -> Response:
    """Every sheet of a search as a file to keep."""
    if extension not in FORMATS:
        abort(404)
    query = replace(asked().query, page=1)
    parts = ("export", extension, urls.render(query), base_url())
    return caching.kept(
        collection().generation, parts, lambda: _file(_everything(query), extension, "fiches")
    )


@blueprint.get("/fiches/<sheet_id>.<extension>")
def sheet(sheet_id: str, extension: str) -> Response:
    """One sheet as a reference to keep."""
    if extension not in FORMATS:
        abort(404)
    served = collection()

    def make() -> Response:
        whole = served.sheet(sheet_id)
        return _file([whole], extension, f"fiche-{whole.id}")

    return caching.kept(served.generation, ("export", extension, sheet_id, base_url()), make)
