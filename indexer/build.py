"""Publishes a generation: read, enrich, analyse, write beside, verify, switch.

Nothing a reader sees changes before the last step, so a failed, killed or starved build leaves
the served generation exactly as it was. Sheets whose source did not change are taken over from
the served generation.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from indexer.engines.fields import fields_fingerprint
from indexer.engines.manifest import GenerationStore
from indexer.engines.prepared import Prepared, Ready, Reused
from indexer.engines.whoosh_engine.engine import WhooshEngine
from indexer.engines.whoosh_engine.previous import Previous
from indexer.engines.whoosh_engine.record import record_size
from indexer.engines.whoosh_engine.writer import write_generation
from indexer.errors import CorpusError, FichesError, IndexDamagedError, SheetError
from indexer.knowledge.bundle import Knowledge
from indexer.knowledge.glossary import Entry
from indexer.preparing import Source, Workshop, prepare_all, program_digest, source_keys
from indexer.sources import corpus_files, twice
from indexer.suggestion_table import write_suggestions

#: Called with how many sheets are done and how many there are in all.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: the generation it published and what it could not read.

    ``analysed`` counts the sheets prepared in this build, the others did not change; ``seconds``
    is wall time.
    """

    generation: str
    sheets: int
    analysed: int
    unreadable: tuple[SheetError, ...] = ()
    seconds: float = 0.0
    removed_generations: tuple[str, ...] = field(default=())


def build(
    corpus: Sequence[Path], index: Path, progress: Progress = lambda done, total: None
) -> BuildReport:
    """Publish the sheets of ``corpus`` as a new generation of ``index`` and serve it.

    Raises CorpusError when there is no sheet to publish, PublishBusyError when another process
    publishes into the same index; the served generation then stays.
    """
    started = time.monotonic()
    store = GenerationStore(index)
    files = list(corpus_files(corpus))
    workshop = Workshop(Knowledge.of_corpus(corpus))
    with store.publishing():
        previous = _previous(store)
        ready, unreadable = _gather(files, corpus, workshop, previous, progress)
        name, folder = store.working()
        facts = _write(folder, ready, workshop, previous)
        store.seal(folder, {"generation": name, **facts})
        store.adopt(name, folder)
        store.verify(name)
        store.switch(name)
        removed = store.prune()
    return BuildReport(
        generation=name,
        sheets=len(ready),
        analysed=sum(isinstance(r, Prepared) for r in ready),
        unreadable=unreadable,
        seconds=round(time.monotonic() - started, 3),
        removed_generations=tuple(removed),
    )


def _previous(store: GenerationStore) -> Previous | None:
    """The served generation, if it is whole and was written by the same rules."""
    try:
        name = store.current()
        manifest = store.verify(name)
        same = manifest["fields"] == fields_fingerprint()
        return Previous(store.path(name)) if same else None
    except (FichesError, OSError, KeyError):
        return None


def _gather(
    files: Sequence[Path],
    corpus: Sequence[Path],
    workshop: Workshop,
    previous: Previous | None,
    progress: Progress,
) -> tuple[list[Ready], tuple[SheetError, ...]]:
    """Every readable sheet, taken over or prepared, and the faults of the others.

    Raises CorpusError when not one can be read.
    """
    found, changed = _sort_out(files, workshop, previous)
    count = len(files) - len(changed)
    progress(count, len(files))

    def done() -> None:
        nonlocal count
        count += 1
        progress(count, len(files))

    for (path, _), prepared in zip(
        changed, prepare_all(changed, workshop, corpus, done), strict=True
    ):
        found[path] = prepared
    ready: list[Ready] = []
    faults: list[SheetError] = []
    owners: dict[str, Path] = {}
    for path in files:
        one = found[path]
        fault = one if isinstance(one, SheetError) else twice(owners, one.id, path)
        if fault is not None:
            faults.append(fault)
        elif not isinstance(one, SheetError):
            ready.append(one)
    if not ready:
        where = ", ".join(map(str, corpus)) or "nothing"
        reason = f" ({len(faults)} unreadable; the first: {faults[0]})" if faults else ""
        raise CorpusError(f"no sheet to index in {where}{reason}; the served index stays as it was")
    return ready, tuple(faults)


def _sort_out(
    files: Sequence[Path], workshop: Workshop, previous: Previous | None
) -> tuple[dict[Path, Ready | SheetError], list[Source]]:
    """What can be taken over from the generation before, and what has to be prepared."""
    program = program_digest(workshop.knowledge)
    found: dict[Path, Ready | SheetError] = {}
    changed: list[Source] = []
    for path, key in zip(files, source_keys(files, program), strict=True):
        if isinstance(key, SheetError):
            found[path] = key
            continue
        number = previous.number(key) if previous else None
        if previous is None or number is None:
            changed.append((path, key))
        else:
            found[path] = Reused(previous, number, key)
    return found, changed


def _write(
    folder: Path, ready: Sequence[Ready], workshop: Workshop, previous: Previous | None
) -> dict[str, Any]:
    """Write a generation in its working folder and prove it; return its manifest's facts."""
    count = write_generation(folder, ready, previous)
    sheets = [r.sheet for r in ready]
    finds = [json.loads(one) for one in _mined(ready, previous)]
    workshop.knowledge.write(folder, sheets, _acronyms(finds))
    found = (one.get("expressions", {}) for one in finds)
    write_suggestions(folder, sheets, workshop.knowledge, found)
    _prove(folder, count)
    return {
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "sheets": count,
        "analysis": workshop.fingerprint,
        "fields": fields_fingerprint(),
    }


def _mined(ready: Sequence[Ready], previous: Previous | None) -> Iterator[bytes]:
    for one in ready:
        if isinstance(one, Prepared):
            yield one.mined
        elif previous is not None:
            yield previous.blobs["mined"][one.number]


def _acronyms(finds: Sequence[dict[str, Any]]) -> Iterator[Entry]:
    for one in finds:
        for row in one.get("acronyms", ()):
            yield Entry(**{**row, "equivalents": tuple(row["equivalents"])})


def _prove(folder: Path, count: int) -> None:
    """Open what was just written and compare; raises IndexDamagedError when it is not whole."""
    served = sum(1 for _ in WhooshEngine(folder, "").sheets())
    recorded = record_size(folder)
    if not served == recorded == count:
        raise IndexDamagedError(
            f"the generation was written with {served} sheets in the arrays and {recorded} in "
            f"Whoosh instead of {count}; it is not served"
        )
