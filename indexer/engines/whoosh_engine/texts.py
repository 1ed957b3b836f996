"""What is kept of each sheet as bytes, and how it is made."""

from __future__ import annotations

from collections.abc import Callable

from indexer.engines.prepared import Prepared
from indexer.engines.sheet_json import card_json

#: By name of the file: the sheet without its text, its sections, its text, what was mined from it.
MADE: dict[str, Callable[[Prepared], bytes]] = {
    "cards": lambda prepared: card_json(prepared.sheet),
    "sections": lambda prepared: prepared.sections,
    "bodies": lambda prepared: prepared.body,
    "mined": lambda prepared: prepared.mined,
}
