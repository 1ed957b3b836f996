"""Bounds of zipped office files, checked on their directory before anything is expanded."""

from __future__ import annotations

import io
import lzma
import tarfile
import zipfile
import zlib

from indexer.sources.original import Original

#: A file may expand to 20 times its size, and to 20 MB whatever its size, but never above 200 MB.
MAX_RATIO = 20
FREE_BYTES = 20_000_000
MAX_EXPANDED = 200_000_000
MAX_PARTS = 5_000
#: What opening a container raises when it is damaged, encrypted or oddly packed.
DAMAGE = (
    lzma.LZMAError,
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    OSError,
    RuntimeError,
    ValueError,
)


def check_zip(original: Original) -> zipfile.ZipFile:
    """The opened container; raises ``SheetError`` when it is none or would expand to too much."""
    try:
        container = zipfile.ZipFile(io.BytesIO(original.data))
        parts = container.infolist()
    except DAMAGE as error:
        raise original.fault(f"is cut short or no office file ({error}): save it again") from error
    expanded = sum(part.file_size for part in parts)
    allowed = min(max(FREE_BYTES, MAX_RATIO * len(original.data)), MAX_EXPANDED)
    if expanded > allowed or len(parts) > MAX_PARTS:
        raise original.fault(f"would expand to {expanded // 1_000_000} MB: it is no honest file")
    return container


def read_part(original: Original, name: str) -> bytes:
    """One part of a container, never longer than its directory says."""
    container = check_zip(original)
    try:
        size = container.getinfo(name).file_size
        with container.open(name) as part:
            return part.read(size)
    except DAMAGE as error:
        raise original.fault(f"is damaged: its part {name} cannot be read ({error})") from error
