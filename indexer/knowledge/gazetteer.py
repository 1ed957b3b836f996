"""The territories of France: codes, labels, the tree above each, and what a typed name may mean.

Reference: Code officiel géographique 2026 (INSEE) as packed by ``decoupage-administratif`` 6.0.0;
see ``data/README.md``. The tables stay packed in memory (2 MB), so opening is quick.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import marisa_trie

from indexer.errors import SettingsError
from indexer.knowledge.names import KIND_RANK, Named, Names, data_path
from indexer.knowledge.placenames import name_key, slug, without_article
from indexer.knowledge.typed import Typed, read_typed
from indexer.vocabulary import Level, Territory

LEVELS: dict[str, Level] = {
    "reg": "region",
    "dep": "departement",
    "epci": "epci",
    "ept": "ept",
    "com": "commune",
    "arm": "arrondissement",
    "qp": "quartier",
    "qt": "quartier",
}
_PLACES = ("reg", "dep", "com")
#: At most so many names that go on after what was typed are looked at ("Saint" begins 4,000).
_LONGER = 400
#: Inhabitants up to which a village leaves its name to a town whose longer name begins with it;
#: inhabitants of such a town.
_VILLAGE, _LARGE = 3_000, 20_000
#: Words with which a shortened name does not end.
_NO_END = frozenset(
    ("saint", "sainte", "le", "la", "les", "l", "de", "du", "des", "d", "en", "sur", "sous")
)


#: Names looked up that stay at hand: visitors type the same.
_AT_HAND = 4096


class _Facts(NamedTuple):
    """One line of the table: ``groups`` are EPCI and EPT; ``flags`` hold ``w`` and ``d``."""

    label: str
    parent: str
    groups: tuple[str, ...]
    population: int
    flags: str


class Gazetteer:
    """All territories by code and by name."""

    def __init__(self) -> None:
        self._table: Any = marisa_trie.BytesTrie()
        self._table.load(str(data_path("territories.trie")))
        self._quartiers: dict[str, _Facts] = {}
        self._children: dict[str, tuple[str, ...]] = {}
        self._shortened: dict[str, dict[str, tuple[str, ...]]] = {}
        self._seen: dict[str, _Facts | None] = {}
        self._made: dict[str, Territory] = {}
        self.names = Names()
        self._looked_up = lru_cache(_AT_HAND)(self._look_up)

    @classmethod
    def load(cls, quartiers: Path | None = None) -> Gazetteer:
        """The shipped gazetteer, with the quartiers of a CSV ``code_qp,nom_qp,commune_qp``.

        Raises ``SettingsError`` with file and line when that file cannot be used.
        """
        gazetteer = cls()
        if quartiers is not None and quartiers.exists():
            gazetteer._read_quartiers(quartiers)
        return gazetteer

    def _read_quartiers(self, path: Path) -> None:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            missing = {"code_qp", "nom_qp", "commune_qp"} - set(reader.fieldnames or ())
            if missing:
                raise SettingsError(f"{path}:1: column {', '.join(sorted(missing))} is missing")
            for row in reader:
                parent = f"com:{row['commune_qp'].removeprefix('com:')}"
                if self._facts(parent) is None:
                    raise SettingsError(f"{path}:{reader.line_num}: no commune {parent}")
                code = f"qp:{row['code_qp']}"
                self._quartiers[code] = _Facts(row["nom_qp"], parent, (), 0, "")
                self.names.add(row["nom_qp"], code)

    def _facts(self, code: str) -> _Facts | None:
        """The facts of a living code; those asked for stay at hand (a few hundred, as a rule)."""
        if code not in self._seen:
            self._seen[code] = self._quartiers.get(code) or self._read_facts(code)
        return self._seen[code]

    def _read_facts(self, code: str) -> _Facts | None:
        found = self._table.get(code)
        if not found or found[0].startswith(b">"):
            return None
        label, parent, groups, population, flags = found[0].decode().split("\t")
        return _Facts(label, parent, tuple(groups.split()), int(population), flags)

    def get(self, code: str, label: str = "") -> Territory | None:
        """The territory of ``code``, or ``None`` for a code that is dead or was never given.

        A quartier without official code (``qt:``) takes ``label``, else a label made of its code.
        """
        if code.startswith("qt:"):
            return self._free_quartier(code, label)
        if (known := self._made.get(code)) is not None:
            return known
        facts = self._facts(code)
        if facts is None:
            return None
        level, above = LEVELS[code.partition(":")[0]], self._ancestors(facts)
        made = Territory(code, facts.label, level, facts.parent or None, above)
        self._made[code] = made
        return made

    def _free_quartier(self, code: str, label: str) -> Territory | None:
        parts = code.split(":")
        if len(parts) != 3 or not parts[2] or slug(parts[2]) != parts[2]:
            return None
        for parent in (f"com:{parts[1]}", f"arm:{parts[1]}"):
            if self._facts(parent) is not None:
                above = self._ancestors(_Facts("", parent, (), 0, ""))
                shown = label or parts[2].replace("-", " ").capitalize()
                return Territory(code, shown, "quartier", parent, above)
        return None

    def _ancestors(self, facts: _Facts) -> tuple[str, ...]:
        """Codes above a facts, nearest first, EPCI and EPT last."""
        chain: list[str] = []
        groups = facts.groups
        while facts.parent:
            chain.append(facts.parent)
            above = self._facts(facts.parent)
            if above is None:
                break
            facts, groups = above, groups or above.groups
        return (*chain, *groups)

    def quartier(self, code: str, label: str) -> Territory:
        """The quartier called ``label`` in the commune or arrondissement ``code`` (``com:93071``).

        Raises ``ValueError`` when the commune is unknown or the label holds no letter.
        """
        if not slug(label):
            raise ValueError(f"the quartier of {code} has no name")
        found = self._free_quartier(f"qt:{code.partition(':')[2]}:{slug(label)}", label)
        if found is None:
            raise ValueError(f"no commune or arrondissement {code} for the quartier {label!r}")
        return found

    def official_quartier(self, code: str, label: str) -> Territory | None:
        """The quartier that the editor's CSV knows under that name in the commune ``code``."""
        for found, facts in self._quartiers.items():
            if facts.parent == code and slug(facts.label) == slug(label):
                return self.get(found)
        return None

    def parse(self, value: str) -> Territory:
        """The territory that a coverage value declares: a code, or ``qt:93071:Cité des …``.

        Raises ``ValueError`` with a sentence that says what is wrong and what to write instead.
        """
        value = value.strip()
        level, colon, rest = value.partition(":")
        if not colon or level not in LEVELS:
            raise ValueError(
                f"{value!r} is no territory code: write the level first ({', '.join(LEVELS)}),"
                f" as in com:93071 or dep:93"
            )
        if level == "qt":
            number, _, label = rest.partition(":")
            plain = label == slug(label)
            parent = f"arm:{number}" if self._facts(f"arm:{number}") else f"com:{number}"
            found = self.quartier(parent, label)
            return self._free_quartier(value, "") or found if plain else found
        if (territory := self.get(value)) is not None:
            return territory
        if (successor := self.current(value)) is not None:
            raise ValueError(
                f"{value} no longer exists: use {successor} ({self.display(successor)})"
            )
        raise ValueError(f"no territory has the code {value}")

    def current(self, code: str) -> str | None:
        """``code`` itself when it lives, its successor when it was abolished, else ``None``."""
        if self.get(code) is not None:
            return code
        found = self._table.get(code)
        return found[0][1:].decode() if found else None

    def population(self, code: str) -> int:
        """Inhabitants (legal population), 0 when not known, as for delegated communes."""
        facts = self._facts(code)
        return facts.population if facts else 0

    def is_common_word(self, code: str) -> bool:
        """Whether the commune's name is also a French word or a first name (Sens, Tours)."""
        facts = self._facts(code)
        return facts is not None and "w" in facts.flags

    def display(self, code: str) -> str:
        """The label, with the département's number where that helps: ``Saint-Denis (93)``."""
        territory = self.get(code)
        if territory is None:
            return code
        chain = (code, *territory.ancestors)
        number = next((c[4:] for c in chain if c.startswith("dep:")), "")
        return f"{territory.label} ({number})" if number else territory.label

    def within(self, code: str, around: str) -> bool:
        """Whether ``code`` is ``around`` or lies in it."""
        if code == around:
            return True
        territory = self.get(code)
        return territory is not None and around in territory.ancestors

    def shortened(self, around: str | None) -> Mapping[str, tuple[str, ...]]:
        """What the first words of the names of a département's communes mean to its people.

        "Rosny" is Rosny-sous-Bois in ``dep:93``; "Noisy" has two meanings there. Empty for any
        other level.
        """
        if around is None or not around.startswith("dep:"):
            return {}
        if around not in self._shortened:
            found: dict[str, list[str]] = {}
            for code in self._table.keys(f"com:{around[4:6]}"):
                facts = self._facts(code) if self.within(code, around) else None
                words = name_key(facts.label).split() if facts else []
                for count in range(1, len(words)):
                    if words[count - 1] not in _NO_END:
                        key = " ".join(words[:count])
                        for name in {key, without_article(key)}:
                            found.setdefault(name, []).append(code)
            self._shortened[around] = {key: tuple(codes) for key, codes in found.items()}
        return self._shortened[around]

    def children(self, code: str) -> tuple[str, ...]:
        """Codes one step below ``code``: members for an EPCI or EPT, sorted."""
        if not self._children:
            below: dict[str, list[str]] = {}
            for child in sorted(self._table):
                facts = self._read_facts(child)
                if facts is not None:
                    for parent in (facts.parent, *facts.groups):
                        below.setdefault(parent, []).append(child)
            self._children = {parent: tuple(codes) for parent, codes in below.items()}
        return self._children.get(code, ())

    def lookup(self, name: str, context: str | None = None) -> tuple[Territory, ...]:
        """What a name typed by a person may mean, best first, homonyms kept.

        ``context`` is a code (``dep:93``): what lies in it comes first. Understands "aux
        Mureaux", "le 93", "Seine Saint Denis", "St-Denis", "Paris 3e", "Saint-Denis (93)".
        """
        return self._looked_up(name, context)

    def _look_up(self, name: str, context: str | None) -> tuple[Territory, ...]:
        typed = read_typed(name)
        near = [code for code in (typed.context, context) if code]
        found = self._numbered(typed) or self._spelled(typed, near)
        for level in (typed.level, typed.context):
            found = [named for named in found if self._fits(named.code, level)] or found
        found.sort(key=lambda named: self._order(named, near))
        codes = dict.fromkeys(named.code for named in found)
        return tuple(territory for code in codes if (territory := self.get(code)) is not None)

    def _fits(self, code: str, level: str | None) -> bool:
        """Whether ``code`` is of a level (``dep``) or lies in a territory (``dep:93``)."""
        if level is None or ":" in level:
            return level is None or self.within(code, level)
        return code.startswith(level + ":")

    def _numbered(self, typed: Typed) -> list[Named]:
        """Départements and arrondissements typed by their number, postal codes."""
        return [Named(code, "n") for code in typed.codes if self._facts(code) is not None]

    def _spelled(self, typed: Typed, near: list[str]) -> list[Named]:
        """Readings of the name typed; of longer names when none fits where it was typed."""
        found = [named for key in typed.keys for named in self.names.readings(key)]
        found = [named for named in found if self._facts(named.code)]
        if found and (not near or any(self.within(n.code, code) for n in found for code in near)):
            return [*self._well_known_longer(typed, found), *found]
        for key in typed.keys[-1:]:
            if key.split(" ")[-1] in _NO_END:
                continue
            longer = [named for _, named in islice(self.names.longer(key), _LONGER)]
            if near:
                longer = [n for n in longer if any(self.within(n.code, code) for code in near)]
            found += [named for named in longer if named.kind in "nxrd" and self.get(named.code)]
        return found

    def _well_known_longer(self, typed: Typed, found: list[Named]) -> list[Named]:
        """Large towns that people call as some villages are: "aulnay" for Aulnay-sous-Bois."""
        if max(self.population(named.code) for named in found) >= _VILLAGE:
            return []
        longer = (named for _, named in islice(self.names.longer(typed.keys[-1]), _LONGER))
        return [
            named for named in longer if named.kind == "n" and self.population(named.code) >= _LARGE
        ]

    def _order(self, named: Named, near: list[str]) -> tuple[int, int, int, int]:
        """Sorting key of a reading: nearness, kind of name, people, precise level first."""
        far = sum(not self.within(named.code, code) for code in near)
        merged = named.kind == "f"
        people = 0 if merged else self.population(named.code)
        level = list(LEVELS).index(named.code.partition(":")[0])
        strong = KIND_RANK["d"] if named.kind in "nxrd" else KIND_RANK[named.kind]
        return far, strong, -people, -level

    def place_names(self) -> Iterator[tuple[str, str]]:
        """Names of régions, départements and communes for text analysis, with their codes.

        Names are keys (``placenames.name_key``): lower case, no accents, spaces for hyphens.
        Names of merged communes and names without their article are left out.
        """
        for key, named in self.names:
            if named.kind in "nxrd" and named.code.startswith(_PLACES):
                yield key, named.code
