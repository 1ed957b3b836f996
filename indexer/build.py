"""Publishes a generation: read, enrich, analyse, write beside, verify, switch.

Nothing a reader sees changes before the last step, so a failed, killed or starved build leaves
the served generation exactly as it was. Sheets whose source did not change are taken over from
the served generation, and so is all that is made of many sheets when no change touches it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
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
from indexer.preparing import Source, Workshop, prepare_all
from indexer.query import Query, Words
from indexer.shared_tables import write_shared_tables
from indexer.source_keys import SourceKeys, program_digest
from indexer.sources import corpus_paths, twice

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
    corpus: Sequence[Path],
    index: Path,
    progress: Progress = lambda done, total: None,
    *,
    full: bool = False,
) -> BuildReport:
    """Publish the sheets of ``corpus`` as a new generation of ``index`` and serve it.

    ``full`` takes nothing over from the served generation. Raises CorpusError when there is no
    sheet to publish, PublishBusyError when another process publishes into the same index; the
    served generation then stays.
    """
    started = time.monotonic()
    store = GenerationStore(index)
    files = list(corpus_paths(corpus))
    workshop = Workshop(Knowledge.of_corpus(corpus))
    with store.publishing():
        previous = None if full else _previous(store)
        before = previous.folder if previous else None
        keys = SourceKeys(program_digest(workshop.knowledge), before)
        shop = Shop(corpus, workshop, keys, previous)
        ready, unreadable = _gather(files, shop, progress)
        name, folder = store.working()
        facts = _write(folder, ready, shop)
        keys.write(folder)
        store.seal(folder, {"generation": name, **facts}, before.name if before else None)
        store.adopt(name, folder)
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


@dataclass(frozen=True, slots=True)
class Shop:
    """What a build works with: the corpus, a workshop, keys, the generation before if any."""

    corpus: Sequence[Path]
    workshop: Workshop
    keys: SourceKeys
    previous: Previous | None


def _previous(store: GenerationStore) -> Previous | None:
    """The served generation, if it is whole and was written by the same rules."""
    try:
        name = store.current()
        manifest = store.whole(name)
        same = manifest["fields"] == fields_fingerprint()
        return Previous(store.path(name)) if same else None
    except (FichesError, OSError, KeyError):
        return None


def _gather(
    files: Sequence[str], shop: Shop, progress: Progress
) -> tuple[list[Ready], tuple[SheetError, ...]]:
    """Every readable sheet, taken over or prepared, and the faults of the others.

    Raises CorpusError when not one can be read.
    """
    found, changed = _sort_out(files, shop)
    count = len(files) - len(changed)
    progress(count, len(files))

    def done() -> None:
        nonlocal count
        count += 1
        progress(count, len(files))

    for (path, _), prepared in zip(
        changed, prepare_all(changed, shop.workshop, shop.corpus, done), strict=True
    ):
        found[path] = prepared
    ready: list[Ready] = []
    faults: list[SheetError] = []
    owners: dict[str, str] = {}
    for path in files:
        one = found[path]
        fault = one if isinstance(one, SheetError) else twice(owners, one.id, path)
        if fault is not None:
            faults.append(fault)
        elif not isinstance(one, SheetError):
            ready.append(one)
    if not ready:
        where = ", ".join(map(str, shop.corpus)) or "nothing"
        reason = f" ({len(faults)} unreadable; the first: {faults[0]})" if faults else ""
        raise CorpusError(f"no sheet to index in {where}{reason}; the served index stays as it was")
    return ready, tuple(faults)


def _sort_out(
    files: Sequence[str], shop: Shop
) -> tuple[dict[str, Ready | SheetError], list[Source]]:
    """What can be taken over from the generation before, and what has to be prepared."""
    previous = shop.previous
    found: dict[str, Ready | SheetError] = {}
    changed: list[Source] = []
    for path, key in zip(files, shop.keys.of(files), strict=True):
        if isinstance(key, SheetError):
            found[path] = key
            continue
        number = previous.number(key) if previous else None
        if previous is None or number is None:
            changed.append((path, key))
        else:
            found[path] = Reused(previous, number, key)
    return found, changed


def _write(folder: Path, ready: Sequence[Ready], shop: Shop) -> dict[str, Any]:
    """Write a generation in its working folder and prove it; return its manifest's facts."""
    count = write_generation(folder, ready, shop.previous)
    previous = shop.previous if shop.keys.same_program else None
    write_shared_tables(folder, ready, shop.workshop, previous)
    _prove(folder, ready)
    return {
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "sheets": count,
        "analysis": shop.workshop.fingerprint,
        "fields": fields_fingerprint(),
    }


def _prove(folder: Path, ready: Sequence[Ready]) -> None:
    """Open what was just written and compare; raises IndexDamagedError when it is not whole."""
    engine = WhooshEngine(folder, "")
    served, recorded = engine.total(Query(), Words()), record_size(folder)
    if not served == recorded == len(ready):
        raise IndexDamagedError(
            f"the generation was written with {served} sheets in the arrays and {recorded} in "
            f"Whoosh instead of {len(ready)}; it is not served"
        )
    for one in ready:
        if isinstance(one, Prepared) and engine.sheet(one.id) is None:
            raise IndexDamagedError(
                f"the generation was written without the sheet {one.id}; it is not served"
            )
