"""Everything the field knows, as one value: read from a corpus, kept with each generation.

A generation carries copies of the editors' files, so an answer never mixes an old index with a
new vocabulary, and serving needs no corpus.
"""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from indexer.errors import SettingsError
from indexer.french.places import Places
from indexer.knowledge.acronyms import merged
from indexer.knowledge.everyday import with_everyday
from indexer.knowledge.gazetteer import Gazetteer
from indexer.knowledge.glossary import Entry, read
from indexer.knowledge.placetable import shipped_places
from indexer.knowledge.themes import Themes
from indexer.vocabulary import Sheet, Territory, Theme

FOLDER = "knowledge"
THEMES_FILE = "themes.toml"
GLOSSARY_FILE = "glossary.csv"
QUARTIERS_FILE = "qpv.csv"
PUBLISHERS_FILE = "publishers.toml"
LABELS_FILE = "quartiers.json"
ACRONYMS_FILE = "acronyms.json"
RULES_FILE = "glossary.trie"
EDITORS_FILES = (THEMES_FILE, GLOSSARY_FILE, QUARTIERS_FILE, PUBLISHERS_FILE)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Themes, territories and glossary of a corpus or of a generation.

    ``publishers`` gives the territory of a publisher by its name. ``labels`` are the names that
    editors gave to quartiers without official code; ``files`` are the editors' files read.
    """

    themes: Themes
    gazetteer: Gazetteer
    glossary: tuple[Entry, ...]
    publishers: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    files: tuple[Path, ...] = ()

    @classmethod
    def of_corpus(cls, corpus: Sequence[Path]) -> Knowledge:
        """What the editors' files in or just above the corpus folders say.

        The first file of each name counts; a corpus without them has no theme labels and no
        glossary, and is searched all the same.
        """
        found = {name: _nearest(name, corpus) for name in EDITORS_FILES}
        return cls._load(found)

    @classmethod
    def read(cls, generation: Path) -> Knowledge:
        """The knowledge kept with a generation."""
        folder = generation / FOLDER
        found = {name: folder / name for name in EDITORS_FILES}
        labels = json.loads((folder / LABELS_FILE).read_text("utf-8"))
        kept = cls._load({n: p if p.is_file() else None for n, p in found.items()}, labels)
        rows = json.loads((folder / ACRONYMS_FILE).read_text("utf-8"))
        mined = (Entry(**{**row, "equivalents": tuple(row["equivalents"])}) for row in rows)
        return replace(kept, glossary=(*kept.glossary, *mined))

    @classmethod
    def _load(
        cls, found: dict[str, Path | None], labels: dict[str, str] | None = None
    ) -> Knowledge:
        themes, glossary = found[THEMES_FILE], found[GLOSSARY_FILE]
        return cls(
            Themes.load(themes) if themes else Themes((), {}),
            Gazetteer.load(found[QUARTIERS_FILE]),
            with_everyday(read(glossary) if glossary else ()),
            _publishers(found[PUBLISHERS_FILE]),
            labels or {},
            tuple(path for path in found.values() if path),
        )

    def copy(self, generation: Path) -> None:
        """Keep a copy of the editors' files."""
        folder = generation / FOLDER
        folder.mkdir()
        for path in self.files:
            shutil.copyfile(path, folder / path.name)

    def write(
        self, generation: Path, sheets: Iterable[Sheet], acronyms: Iterable[Entry] = ()
    ) -> None:
        """Keep a copy of all this, with the names of quartiers and the acronyms of ``sheets``.

        An acronym that the glossary explains keeps the editors' explanation.
        """
        self.copy(generation)
        folder = generation / FOLDER
        labels = {code: label for sheet in sheets for code, label in sheet.territory_labels}
        (folder / LABELS_FILE).write_text(json.dumps(labels, ensure_ascii=False), "utf-8")
        known = {entry.term for entry in self.glossary}
        mined = (entry for entry in acronyms if entry.term not in known)
        rows = [asdict(entry) for entry in merged(mined)]
        (folder / ACRONYMS_FILE).write_text(json.dumps(rows, ensure_ascii=False), "utf-8")

    def theme(self, slug: str) -> Theme:
        """The theme of that slug; one that is in no vocabulary shows its slug."""
        return self.themes.get(slug) or Theme(slug, slug)

    def territory(self, code: str) -> Territory | None:
        """The territory of that code, under the name an editor gave it when it has none."""
        return self.gazetteer.get(code, self.labels.get(code, ""))

    def carried(self, sheet: Sheet) -> set[str]:
        """The territories of a sheet and all above them."""
        codes = set(sheet.territories)
        for code in sheet.territories:
            found = self.gazetteer.get(code)
            codes.update(found.ancestors if found else ())
        return codes

    def places(self) -> Places:
        """The names of places that text analysis recognises."""
        return shipped_places()

    def named(self, key: str) -> tuple[str, ...]:
        """Codes of the territories that the key of a place (``saint-denis``) may name."""
        return tuple(t.code for t in self.gazetteer.lookup(key.replace("-", " ")))


def _nearest(name: str, corpus: Sequence[Path]) -> Path | None:
    """The first file called ``name`` in a corpus folder or one of the two above it."""
    for path in corpus:
        folder = path if path.is_dir() else path.parent
        for candidate in (folder, folder.parent, folder.parent.parent):
            if (candidate / name).is_file():
                return candidate / name
    return None


def _publishers(path: Path | None) -> dict[str, str]:
    """Territory codes by publisher; raises SettingsError naming the file."""
    if path is None:
        return {}
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: not valid TOML: {error}") from None
    wrong = [name for name, code in found.items() if not isinstance(code, str)]
    if wrong:
        raise SettingsError(f'{path}: {wrong[0]} must be a territory code such as "dep:93"')
    return found
