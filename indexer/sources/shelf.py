"""The folder imported sheets are written to: same original, same file; an editor's work is kept.

A hidden file remembers which original each sheet came from and what was written, so that a second
import changes nothing, a changed original replaces its sheet, and a sheet edited since is left
alone.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Literal

from indexer.errors import CorpusError, SheetError
from indexer.sources.corpus_html import ID, check_page, identifier, parse_sheet, write_sheet
from indexer.vocabulary import Sheet

MEMORY = ".imported.json"
Outcome = Literal["added", "updated", "unchanged", "kept", "shorter"]


class Shelf:
    """A folder of imported sheets."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._memory = self._recall()
        self._owners = {entry["id"]: key for key, entry in self._memory.items()}
        for file in folder.glob("*.html") if folder.is_dir() else ():
            self._owners.setdefault(file.stem, f"file {file.name}")

    def _recall(self) -> dict[str, dict[str, str]]:
        try:
            remembered = json.loads((self.folder / MEMORY).read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise CorpusError(f"{self.folder / MEMORY} cannot be read: remove it") from error
        return dict(remembered)

    def sheets(self) -> Iterator[Sheet]:
        """The sheets already in the folder that can be read."""
        for file in sorted(self.folder.glob("*.html")):
            try:
                yield parse_sheet(file.read_text("utf-8"), str(file))
            except (SheetError, UnicodeDecodeError, OSError):
                continue

    def identify(self, sheet: Sheet, key: str) -> Sheet:
        """The sheet under the identifier it has, or had at the last import of ``key``."""
        known = self._memory.get(key)
        if known:
            return replace(sheet, id=known["id"])
        wanted = sheet.id if ID.fullmatch(sheet.id) else identifier(sheet.title)
        free, number = wanted, 2
        while self._owners.get(free, key) != key:
            free = f"{wanted[:76]}-{number}"
            number += 1
        self._owners[free] = key
        return replace(sheet, id=free)

    def put(self, sheet: Sheet, key: str, origin: str) -> Outcome:
        """Write an identified sheet unless nothing changed or an editor changed its file.

        ``origin`` names the file it was read from: a listing that only has the beginning of a sheet
        (``shorter``) does not replace what the sheet's own page gave.
        """
        page = write_sheet(sheet)
        digest = sha256(page.encode()).hexdigest()
        file = self.folder / f"{sheet.id}.html"
        known = self._memory.get(key)
        present = sha256(file.read_bytes()).hexdigest() if file.exists() else ""
        if known and known["origin"] != origin and len(page) < int(known["length"]):
            return "shorter"
        if known and present and present != known["sha256"]:
            return "kept"
        if present == digest and known:
            return "unchanged"
        check_page(page, sheet.id)
        if not sheet.summary and not sheet.sections:
            raise SheetError(sheet.id, "has no text")
        write_whole(file, page.encode())
        length = str(len(page))
        self._memory[key] = {"id": sheet.id, "sha256": digest, "origin": origin, "length": length}
        return "updated" if known else "added"

    def remember(self) -> None:
        """Write down what was imported, for the next import."""
        self.folder.mkdir(parents=True, exist_ok=True)
        told = json.dumps(self._memory, ensure_ascii=False, indent=0, sort_keys=True)
        write_whole(self.folder / MEMORY, told.encode())


def write_whole(file: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.new")
    beside.write_bytes(content)
    os.replace(beside, file)
