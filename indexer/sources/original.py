"""A file to import, as it came: its name, its bytes and where it was found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePosixPath

from indexer.errors import SheetError
from indexer.sources.spacing import printable

#: Bytes of one original that will be looked at: longer files are no practice sheets.
MAX_ORIGINAL_BYTES = 50_000_000

#: Encodings of French texts that are not UTF-8, most likely first: Windows, old Macs, the rest.
_LEGACY = ("cp1252", "mac_roman", "latin-1")
#: Letters and signs of French that are no ASCII: the right encoding shows the most of them.
_FRENCH = re.compile("[àâçéèêëîïôùûüœÀÂÇÉÈÊËÎÏÔŒ’«»€°–]")


@dataclass(frozen=True, slots=True)
class Original:
    """One file to read: ``name`` is told in reports, ``address`` is its URL when known."""

    name: str
    data: bytes
    address: str = ""

    @property
    def suffix(self) -> str:
        """The end of the file's name in lower case, ``.pdf`` for instance."""
        return PurePosixPath(self.name).suffix.lower()

    @property
    def stem(self) -> str:
        """The file's name without folder and end."""
        return PurePosixPath(self.name).stem

    def text(self) -> str:
        """The content as text: UTF-8, UTF-16 when marked so, else what reads best as French.

        Raises ``SheetError`` for binary content.
        """
        if self.data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return self._clean(self.data.decode("utf-16", "replace"))
        try:
            return self._clean(self.data.decode("utf-8-sig"))
        except UnicodeDecodeError:
            if b"\0" in self.data[:4096]:
                raise self.fault("is binary, not text: give it its right suffix") from None
        return self._clean(max(self._readings(), key=lambda text: len(_FRENCH.findall(text))))

    def _readings(self) -> Iterator[str]:
        """The content as each encoding reads it; of equal ones the first is right."""
        for encoding in _LEGACY:
            with suppress(UnicodeDecodeError):
                yield self.data.decode(encoding)

    def fault(self, message: str, line: int = 0) -> SheetError:
        """The error to raise about this file."""
        return SheetError(self.name, message, line)

    @staticmethod
    def _clean(text: str) -> str:
        return printable(text.replace("\r\n", "\n").replace("\r", "\n"))
