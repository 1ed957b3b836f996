"""Faults of the file that gives each publisher its territory."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.check import Fault
from indexer.knowledge.bundle import PUBLISHERS_FILE, Knowledge


def publishers_faults(knowledge: Knowledge) -> Iterator[Fault]:
    """Every publisher whose territory is no code of the gazetteer."""
    path = next((p for p in knowledge.files if p.name == PUBLISHERS_FILE), None)
    if path is None:
        return
    lines = path.read_text("utf-8").splitlines()
    for name, code in knowledge.publishers.items():
        if knowledge.territory(code) is None:
            line = next((n for n, text in enumerate(lines, 1) if name in text), 0)
            yield Fault(
                str(path),
                line,
                "publisher-territory",
                "error",
                f"no territory {code!r} for the publisher {name!r}",
                "write a code such as dep:93",
            )
