"""Reads a Hunspell dictionary and lists its word forms; used only when tables are remade."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Suffix:
    """One suffix rule: ``strip`` is taken off, ``add`` put on, where ``condition`` matches."""

    strip: str
    add: str
    condition: re.Pattern[str]


def read_suffixes(path: Path) -> dict[str, list[Suffix]]:
    """The suffix rules of an ``.aff`` file by flag; prefixes (elisions) are left out."""
    rules: dict[str, list[Suffix]] = {}
    for line in path.read_text("utf-8").splitlines():
        parts = line.split()
        if len(parts) < 5 or parts[0] != "SFX":
            continue
        strip = "" if parts[2] == "0" else parts[2]
        add = parts[3].split("/")[0]
        condition = re.compile(parts[4] + "$")
        rules.setdefault(parts[1], []).append(Suffix(strip, "" if add == "0" else add, condition))
    return rules


def forms(stem: str, flags: str, rules: dict[str, list[Suffix]]) -> set[str]:
    """The stem and all it becomes under its two-letter ``flags``."""
    found = {stem}
    for at in range(0, len(flags) - 1, 2):
        for rule in rules.get(flags[at : at + 2], ()):
            if stem.endswith(rule.strip) and rule.condition.search(stem):
                found.add(stem[: len(stem) - len(rule.strip)] + rule.add)
    return found


def entries(path: Path) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Stem, flags and parts of speech (``nom``, ``adj``, ``prn``…) of each line of a ``.dic``."""
    for line in path.read_text("utf-8").splitlines()[1:]:
        head, *tags = line.split()
        stem, _, flags = head.partition("/")
        yield stem, flags, tuple(tag[3:] for tag in tags if tag.startswith("po:"))
