"""Generations on disk: numbered directories, each with a SHA-256 manifest, and one pointer file.

A generation is written under a working name, given its manifest, renamed to its number, and only
then pointed to by ``CURRENT``, replaced in one step by ``os.replace``. Whatever instant a publisher
dies at, readers find either the old generation or the new one, whole.

Files never change once written, so a file found equal to its digest is believed as long as its
size, its time of change and its place on the disk are the same (``seals``).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from indexer.engines import seals
from indexer.errors import FichesError, IndexDamagedError, IndexMissingError, PublishBusyError

MANIFEST = "manifest.json"
CURRENT = "CURRENT"
GENERATIONS = "generations"
WORKING = ".working-"
FORMAT = 7

#: How many generations stay on disk: the served one and two to go back to.
KEPT = 3


class GenerationStore:
    """The generations of one index directory."""

    def __init__(self, index: Path) -> None:
        self.index = index
        self._folder = index / GENERATIONS

    # --- reading -----------------------------------------------------------------------------

    def current(self) -> str:
        """The name of the served generation.

        Raises IndexMissingError before the first one.
        """
        try:
            name = (self.index / CURRENT).read_text("utf-8").strip()
        except (FileNotFoundError, NotADirectoryError):
            raise IndexMissingError(
                f"no index in {self.index}: run `fiches index CORPUS --index {self.index}` first"
            ) from None
        if not name.isdigit() or not self.path(name).is_dir():
            raise IndexDamagedError(
                f"{self.index / CURRENT} points to {name!r}, which is not there: "
                "run `fiches index` or `fiches rollback`"
            )
        return name

    def stamp(self) -> tuple[int, int, int]:
        """What changes whenever CURRENT is replaced; cheap enough for every query."""
        try:
            found = os.stat(self.index / CURRENT)
        except OSError:
            return (0, 0, 0)
        return (found.st_ino, found.st_mtime_ns, found.st_size)

    def names(self) -> list[str]:
        """All published generations on disk, oldest first."""
        if not self._folder.is_dir():
            return []
        names = [p.name for p in self._folder.iterdir() if p.is_dir() and p.name.isdigit()]
        return sorted(names, key=int)

    def path(self, name: str) -> Path:
        """The folder of a generation."""
        return self._folder / name

    def manifest(self, name: str) -> dict[str, Any]:
        """The manifest of a generation, read but not yet compared with its files."""
        try:
            found: dict[str, Any] = json.loads((self.path(name) / MANIFEST).read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise IndexDamagedError(
                f"generation {name} has no readable manifest ({error}): "
                "run `fiches index` or `fiches rollback`"
            ) from None
        if found.get("format") != FORMAT:
            raise IndexDamagedError(
                f"generation {name} has format {found.get('format')!r}, this program reads "
                f"{FORMAT}: run `fiches index` again"
            )
        return found

    def verify(self, name: str) -> dict[str, Any]:
        """The manifest of a generation after every byte of its files was found equal to it.

        Raises IndexDamagedError naming the first file that differs.
        """
        return self._compared(name, {})

    def whole(self, name: str) -> dict[str, Any]:
        """The manifest of a generation whose files are the ones that were found equal to it.

        Files that were not yet, or that changed since, are compared byte by byte. Raises
        IndexDamagedError naming the first file that differs.
        """
        return self._compared(name, seals.read(self.path(name)))

    def _compared(self, name: str, known: Mapping[str, seals.Seal]) -> dict[str, Any]:
        manifest, folder = self.manifest(name), self.path(name)
        now = {relative: seals.seal(folder / relative) for relative in manifest["files"]}
        doubtful = [r for r, seal in now.items() if seal is None or seal != known.get(r)]
        found = digests(folder / relative for relative in doubtful)
        for relative in doubtful:
            if found[folder / relative] != manifest["files"][relative]:
                raise IndexDamagedError(
                    f"generation {name} is damaged: {relative} does not match its manifest; "
                    "run `fiches index` or `fiches rollback`"
                )
        if doubtful:
            seals.write(folder, now)
        return manifest

    # --- writing -----------------------------------------------------------------------------

    @contextmanager
    def publishing(self) -> Iterator[None]:
        """Hold the right to publish; raises PublishBusyError when another process has it."""
        try:
            self.index.mkdir(parents=True, exist_ok=True)
            lock = (self.index / ".lock").open("w")
        except OSError as error:
            raise FichesError(f"cannot write into {self.index}: {error.strerror}") from None
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise PublishBusyError(
                    f"another process is publishing into {self.index}: wait for it, then try again"
                ) from None
            self.sweep()
            yield

    def working(self) -> tuple[str, Path]:
        """The name of the next generation and an empty folder to write it in."""
        taken = [int(name) for name in self.names()]
        name = str(max(taken, default=0) + 1)
        folder = self._folder / f"{WORKING}{name}"
        folder.mkdir(parents=True)
        return name, folder

    def seal(self, folder: Path, facts: Mapping[str, Any], before: str | None = None) -> None:
        """Write the manifest of a finished working folder, everything flushed to disk.

        Files shared with the generation ``before`` keep the digest that was found there.
        """
        known = self._digests_of(before) if before else {}
        paths = sorted(p for p in folder.rglob("*") if p.is_file())
        now = {p: seals.seal(p) for p in paths}
        found = {p: known.get(seal, "") for p, seal in now.items()}
        found |= digests((p for p, digest in found.items() if not digest), flushed=True)
        names = {p: p.relative_to(folder).as_posix() for p in paths}
        files = {names[p]: found[p] for p in paths}
        manifest = {"format": FORMAT, **facts, "files": files}
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")
        flush(folder / MANIFEST)
        seals.write(folder, {names[p]: seal for p, seal in now.items()})
        for path in [folder, *(p for p in folder.rglob("*") if p.is_dir())]:
            flush(path)

    def _digests_of(self, name: str) -> dict[seals.Seal | None, str]:
        """The digest of each file of a generation, by its seal."""
        files = self.manifest(name)["files"]
        known = seals.read(self.path(name))
        return {seal: files[relative] for relative, seal in known.items() if relative in files}

    def adopt(self, name: str, folder: Path) -> None:
        """Give a sealed working folder its number."""
        folder.rename(self.path(name))
        flush(self._folder)

    def switch(self, name: str) -> None:
        """Serve generation ``name`` from now on, in one step."""
        pointer = self.index / f"{CURRENT}.new"
        pointer.write_text(name + "\n", "utf-8")
        flush(pointer)
        os.replace(pointer, self.index / CURRENT)
        flush(self.index)

    def prune(self) -> list[str]:
        """Remove all but the last generations (the served one always stays); return the names."""
        names, served = self.names(), self.current()
        kept = {served, *names[-KEPT:]}
        removed = [name for name in names if name not in kept]
        for name in removed:
            shutil.rmtree(self.path(name), ignore_errors=True)
        return removed

    def sweep(self) -> None:
        """Remove what publishers that died left behind."""
        if self._folder.is_dir():
            for left in self._folder.glob(f"{WORKING}*"):
                shutil.rmtree(left, ignore_errors=True)
        (self.index / f"{CURRENT}.new").unlink(missing_ok=True)

    def rollback(self) -> tuple[str, str]:
        """Serve the generation before the current one; return (old, new).

        The newer ones stay on disk. Raises FichesError when there is none to go back to.
        """
        with self.publishing():
            served = self.current()
            older = [name for name in self.names() if int(name) < int(served)]
            if not older:
                raise FichesError(f"no generation before {served} is kept in {self.index}")
            self.verify(older[-1])
            self.switch(older[-1])
            return served, older[-1]


def digests(paths: Iterable[Path], *, flushed: bool = False) -> dict[Path, str]:
    """The SHA-256 of each file, in hexadecimal; empty for one that cannot be read.

    ``flushed`` also makes sure that each is on disk. Digesting and flushing leave Python's lock,
    so threads do share the work.
    """
    listed = sorted(paths, key=_size, reverse=True)
    with ThreadPoolExecutor(2 * (os.cpu_count() or 1)) as pool:
        found = pool.map(_flushed_digest if flushed else _digest, listed)
        return dict(zip(listed, found, strict=True))


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _flushed_digest(path: Path) -> str:
    found = _digest(path)
    flush(path)
    return found


def flush(path: Path) -> None:
    """Make sure a file or folder is on disk before going on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
