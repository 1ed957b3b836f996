"""Brings sheets from elsewhere into the corpus: what ``fiches import`` does.

Importing twice changes nothing; an original that changed replaces its sheet unless an editor worked
on it since; what repeats another sheet is not written; what cannot be read is told file by file.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import reduce
from pathlib import Path, PurePosixPath
from typing import Any

from indexer.declared import Doubtful, Vocabulary
from indexer.errors import SheetError
from indexer.sources.confined import Confined
from indexer.sources.corpus_html import identifier
from indexer.sources.likeness import Alike, Likeness, sheet_text
from indexer.sources.original import Original
from indexer.sources.originals import names, walk
from indexer.sources.readers import is_bounded, read_original
from indexer.sources.service_public import PUBLISHER, merge
from indexer.sources.shelf import Shelf
from indexer.vocabulary import Sheet

#: A service-public.fr sheet is published once an audience under the same file name.
_EDITION = re.compile(r"F\d+\.(json|xml)")
_AUDIENCES = ("particuliers", "professionnels", "associations")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An original, or a part of one, that gave no sheet; ``line`` is 0 when unknown."""

    file: str
    line: int
    message: str


@dataclass(slots=True)
class ImportReport:
    """What an import did, by identifier; ``kept`` are sheets an editor changed since.

    ``duplicates`` were not written, ``near_duplicates`` were: an editor should look at both, and
    at ``doubtful`` values, which name no theme or territory.
    """

    to: str
    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    duplicates: list[Alike] = field(default_factory=list)
    near_duplicates: list[Alike] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    doubtful: list[Doubtful] = field(default_factory=list)

    @property
    def written(self) -> int:
        """How many files were written."""
        return len(self.added) + len(self.updated)

    def as_json(self) -> dict[str, Any]:
        """The report as ``fiches import --json`` prints it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Rules:
    """What an import gives to sheets that tell no publisher or rights, and what they may declare.

    Values outside ``vocabulary`` are written and reported; without it, none is judged.
    """

    publisher: str = ""
    rights: str = ""
    vocabulary: Vocabulary | None = None


#: Judges nothing and adds nothing.
NO_RULES = Rules()


def import_sources(
    sources: Iterable[Path],
    to: Path,
    progress: Callable[[int], None] | None = None,
    rules: Rules = NO_RULES,
) -> ImportReport:
    """Read files, folders and archives and write their sheets into the folder ``to``.

    ``progress`` is called with the number of originals read so far. Raises ``CorpusError`` when a
    source does not exist.
    """
    sources = list(sources)
    editions = Counter(name for name in names(sources) if _EDITION.fullmatch(name))
    desk = _Desk(Shelf(to), ImportReport(str(to)), rules, editions)
    return _import(walk(sources), desk, progress)


def import_originals(
    originals: Iterable[Original | SheetError],
    to: Path,
    progress: Callable[[int], None] | None = None,
    rules: Rules = NO_RULES,
) -> ImportReport:
    """Write the sheets of originals already at hand, with their addresses, into ``to``."""
    desk = _Desk(Shelf(to), ImportReport(str(to)), rules)
    return _import(originals, desk, progress)


def _import(
    originals: Iterable[Original | SheetError],
    desk: _Desk,
    progress: Callable[[int], None] | None,
) -> ImportReport:
    with Confined() as confined:
        for number, original in enumerate(originals, 1):
            if progress:
                progress(number)
            desk.receive(_read(original, confined), _name(original))
    desk.close()
    return desk.report


def _read(original: Original | SheetError, confined: Confined) -> Iterable[Sheet | SheetError]:
    if isinstance(original, SheetError):
        return [original]
    return read_original(original) if is_bounded(original) else confined.read(original)


def _name(original: Original | SheetError) -> str:
    return original.name if isinstance(original, Original) else original.path


def _merged(editions: list[tuple[str, Sheet]]) -> Sheet:
    """One sheet of its editions, the widest audience's first."""
    ordered = sorted(editions, key=lambda edition: _rank(edition[0]))
    return reduce(merge, (sheet for _, sheet in ordered))


def _rank(name: str) -> tuple[int, str]:
    parts = PurePosixPath(name).parts
    ranks = [_AUDIENCES.index(part) for part in parts if part in _AUDIENCES]
    return (ranks[0] if ranks else len(_AUDIENCES), name)


class _Desk:
    """Decides what becomes of each sheet that was read."""

    def __init__(
        self,
        shelf: Shelf,
        report: ImportReport,
        rules: Rules,
        editions: Mapping[str, int] | None = None,
    ) -> None:
        self.shelf = shelf
        self.report = report
        self._rules = rules
        self._editions = editions or {}
        self._waiting: defaultdict[str, list[tuple[str, Sheet]]] = defaultdict(list)
        self._likeness = Likeness()
        self._told: set[tuple[str, str]] = set()
        for sheet in shelf.sheets():
            self._likeness.add(sheet.id, sheet_text(sheet))

    def receive(self, read: Iterable[Sheet | SheetError], name: str) -> None:
        """Take what the original ``name`` gave; a sheet of several editions waits for them all."""
        file = PurePosixPath(name).name
        expected = self._editions.get(file, 1)
        for found in read:
            if isinstance(found, SheetError):
                self.refuse(found)
            elif expected == 1 or found.publisher != PUBLISHER:
                self.take(found, name)
            else:
                self._waiting[file].append((name, found))
        if len(self._waiting.get(file, ())) == expected:
            self.take(_merged(self._waiting.pop(file)), name)

    def close(self) -> None:
        """Take the sheets some edition of which could not be read, and remember the import."""
        for editions in self._waiting.values():
            self.take(_merged(editions), editions[0][0])
        self.shelf.remember()

    def refuse(self, fault: SheetError) -> None:
        """Tell what could not be read."""
        self.report.unreadable.append(Unreadable(fault.path, fault.line, fault.message))

    def take(self, sheet: Sheet, name: str) -> None:
        """Put a sheet read from the original ``name`` on the shelf, unless it repeats another."""
        sheet = replace(
            sheet,
            publisher=sheet.publisher or self._rules.publisher,
            rights=sheet.rights or self._rules.rights,
        )
        if self._rules.vocabulary:
            sheet = self._rules.vocabulary.spelled(sheet)
        key = self._key(sheet, name)
        sheet = self.shelf.identify(sheet, key)
        text = sheet_text(sheet)
        found = self._likeness.nearest(sheet.id, text)
        if found and found.share == 1.0:
            self.report.duplicates.append(found)
            return
        try:
            outcome = self.shelf.put(sheet, key, name)
        except SheetError as error:
            self.refuse(SheetError(name, f"{sheet.title[:60]}: {error.message}"))
            return
        if outcome == "shorter":
            return
        self._likeness.add(sheet.id, text)
        if found and outcome in ("added", "updated"):
            self.report.near_duplicates.append(found)
        told: list[str] = getattr(self.report, outcome)
        told.append(sheet.id)
        if self._rules.vocabulary and outcome != "kept":
            self.report.doubtful += self._rules.vocabulary.doubtful(sheet)

    def _key(self, sheet: Sheet, name: str) -> str:
        """What the sheet is known by from one import to the next: its address, else its place."""
        titled = f"{name}#{identifier(sheet.title)}"
        if not sheet.source.startswith(("http://", "https://")):
            return titled
        if (sheet.source, name) in self._told:
            return f"{sheet.source}#{identifier(sheet.title)}"
        self._told.add((sheet.source, name))
        return sheet.source
