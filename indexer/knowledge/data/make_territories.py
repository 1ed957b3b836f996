"""Makes ``territories.trie`` and ``names.trie`` from the package decoupage-administratif.

Usage: ``python -m indexer.knowledge.data.make_territories PACKAGE HUNSPELL [OLD_PACKAGE…]`` where
PACKAGE and OLD_PACKAGE are unpacked ``@etalab/decoupage-administratif`` packages (they hold
``data/communes.json``) and HUNSPELL is the path of ``fr.dic`` with ``fr.aff`` beside it. Which
versions were used, their licences and digests are told in ``README.md`` beside this file.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import marisa_trie

from indexer.knowledge.data import affixes
from indexer.knowledge.placenames import name_key, without_article

HERE = Path(__file__).parent

#: What the abbreviations of the source mean, as an EPCI is called in a text.
EPCI_KINDS = {
    "CC": "communauté de communes",
    "CA": "communauté d’agglomération",
    "CU": "communauté urbaine",
}
_KIND = re.compile(r"^(CC|CA|CU)\s+")
_LINK = re.compile(r"^(?:d[eu]s?|de la|de l|d|la|le|les|l) (?=.)")
_ACRONYM = re.compile(r"\s*\([^)]*\)|[\"«»]")
#: Words that make the name of a group known without its kind: "Angers Loire Métropole".
_PLAIN_GROUP = re.compile(r"^grand |\b(?:metropole|agglo|agglomeration|communaute)\b")

#: Names given up before this date are no longer in use.
REMEMBERED = "1965"

Row = dict[str, Any]


@dataclass
class Tables:
    """What is collected: lines by code, successors of dead codes, kind and code by name key."""

    lines: dict[str, str] = field(default_factory=dict)
    successors: dict[str, str] = field(default_factory=dict)
    names: set[tuple[str, str]] = field(default_factory=set)
    delegated: dict[str, list[str]] = field(default_factory=dict)

    def name(self, kind: str, name: str, code: str) -> None:
        """File ``name`` for ``code`` (kind: see ``gazetteer.NAME_KINDS``)."""
        if key := name_key(name):
            self.names.add((key, f"{kind} {code}"))


def read(package: Path, what: str) -> list[Row]:
    """One table of an unpacked package, empty when that version has no such table."""
    path = package / "data" / f"{what}.json"
    rows: list[Row] = json.loads(path.read_text("utf-8")) if path.exists() else []
    return rows


def facts(
    label: str, parent: str = "", groups: str = "", population: int = 0, flags: str = ""
) -> str:
    """One line of the table of territories."""
    return "\t".join((label, parent, groups, str(population), flags))


def bare(name: str) -> str:
    """A commune's name in lower case without its article; accents are kept."""
    return re.sub(r"^(?:le |la |les |l')", "", name.lower())


def words_of_the_language(dictionary: Path, names: set[str]) -> set[str]:
    """Those of ``names`` of one word (article aside) that is also a common word or a first name."""
    wanted = {bare(name) for name in names}
    rules = affixes.read_suffixes(dictionary.with_suffix(".aff"))
    known: set[str] = set()
    for stem, flags, speech in affixes.entries(dictionary):
        if stem[:1].islower() or "prn" in speech:
            forms = affixes.forms(stem.lower(), flags, rules)
            known.update(wanted.intersection(forms))
    return {name for name in names if bare(name) in known}


def communes(package: Path) -> Iterator[tuple[str, Row, str]]:
    """Code, row and parent of each commune and arrondissement; a current one wins its code."""
    rows = read(package, "communes")
    current = {row["code"] for row in rows if row["type"] == "commune-actuelle"}
    for row in rows:
        if row["type"] == "commune-actuelle":
            yield f"com:{row['code']}", row, f"dep:{row['departement']}"
        elif row["type"] == "arrondissement-municipal":
            yield f"arm:{row['code']}", row, f"com:{row['commune']}"
        elif row["code"] not in current:
            yield f"com:{row['code']}", row, f"com:{row['chefLieu']}"


def add_upper_levels(tables: Tables, package: Path, dictionary: Path) -> None:
    """Régions and départements, with the people of their communes."""
    names = {row["nom"] for what in ("regions", "departements") for row in read(package, what)}
    common = words_of_the_language(dictionary, names)
    people: Counter[str] = Counter()
    for row in read(package, "communes"):
        if row["type"] == "commune-actuelle":
            people[f"reg:{row['region']}"] += row.get("population", 0)
            people[f"dep:{row['departement']}"] += row.get("population", 0)
    for level, what in (("reg", "regions"), ("dep", "departements")):
        for row in read(package, what):
            code = f"{level}:{row['code']}"
            parent = f"reg:{row['region']}" if level == "dep" else ""
            flags = "w" if row["nom"] in common else ""
            tables.lines[code] = facts(row["nom"], parent, population=people[code], flags=flags)
            tables.name("n", row["nom"], code)
            if (short := without_article(name_key(row["nom"]))) != name_key(row["nom"]):
                tables.names.add((short, f"a {code}"))


def add_groups(tables: Tables, package: Path) -> dict[str, list[str]]:
    """EPCI and EPT; returns the groups of each commune, EPT last."""
    places = {row["code"]: row for row in read(package, "communes") if "population" in row}
    groups: dict[str, list[str]] = {}
    for level in ("epci", "ept"):
        for row in read(package, level):
            code = f"{level}:{row['code']}"
            members = [places[m["code"]] for m in row["membres"] if m["code"] in places]
            around = groups.get(members[0]["code"], []) if level == "ept" else []
            population = sum(m["population"] for m in members)
            tables.lines[code] = facts(
                row["nom"], common_parent(members), " ".join(around), population
            )
            name_group(tables, "n", row["nom"], code)
            for member in members:
                groups.setdefault(member["code"], []).append(code)
    return groups


def common_parent(members: list[Row]) -> str:
    """The département that holds all members, else the région that does, else nothing."""
    for prefix, column in (("dep", "departement"), ("reg", "region")):
        values = {member[column] for member in members}
        if len(values) == 1:
            return f"{prefix}:{values.pop()}"
    return ""


def name_group(tables: Tables, kind: str, name: str, code: str) -> None:
    """File an EPCI under its name, in full words, and without the kind of group it is."""
    tables.name(kind, name, code)
    name = _ACRONYM.sub("", name)
    if match := _KIND.match(name):
        rest = name[match.end() :]
        tables.name(kind, f"{EPCI_KINDS[match.group(1)]} {rest}", code)
        name = rest
    plain = _LINK.sub("", name_key(name))
    if _PLAIN_GROUP.search(plain) and " " in plain:
        tables.name(kind, plain, code)
    short = _LINK.sub("", re.sub(r"^(?:metropole|communaute) (?=.)", "", name_key(name)))
    short = re.sub(r" (?:metropole|agglomeration|communaute)$", "", short)
    tables.names.add((short, f"g {code}"))


def add_communes(
    tables: Tables, package: Path, groups: dict[str, list[str]], dictionary: Path
) -> None:
    """Communes of every kind and arrondissements, with dead codes that lead to them."""
    rows = list(communes(package))
    common = words_of_the_language(dictionary, {row["nom"] for _, row, _ in rows})
    for code, row, parent in rows:
        key = name_key(row["nom"])
        flags = "w" if row["nom"] in common else ""
        flags += "" if row["type"] == "commune-actuelle" else "d"
        around = " ".join(groups.get(row["code"], []))
        tables.lines[code] = facts(row["nom"], parent, around, row.get("population", 0), flags)
        kind = "d" if row["type"].startswith("commune-") and "d" in flags else "n"
        tables.name(kind, row["nom"], code)
        if kind == "d":
            tables.delegated.setdefault(key, []).append(code)
        if (short := without_article(key)) != key:
            tables.names.add((short, f"a {code}"))
        for postal in row.get("codesPostaux", ()):
            tables.name("p", postal, code)
        for old in row.get("anciensCodes", ()):
            tables.successors[f"com:{old}"] = code


def add_former(tables: Tables, package: Path) -> None:
    """Names and codes that an older package knows and the current one does not."""
    for row in read(package, "communes"):
        code = f"com:{row['code']}"
        if row["type"].startswith("commune-") and code not in tables.lines and "chefLieu" in row:
            tables.successors.setdefault(code, f"com:{row['chefLieu']}")
        if row["type"] == "commune-actuelle":
            name_former(tables, row["code"], row["nom"])
    for row in read(package, "historique-communes"):
        if row["type"] == "COM" and "dateFin" in row:
            name_former(tables, row["code"], row["nom"], row["dateFin"])
    add_former_groups(tables, package)


def name_former(tables: Tables, number: str, name: str, until: str = "9999") -> None:
    """File a former name in use ``until`` an ISO date.

    ``r`` where the commune only changed its name, within living memory; ``f`` where it merged.
    """
    code = f"com:{number}"
    target = code if code in tables.lines else tables.successors.get(code, "")
    if target not in tables.lines or name_key(tables.lines[target].split("\t")[0]) == name_key(
        name
    ):
        return
    if any(line.split("\t")[1] == target for line in named(tables, name)):
        return
    renamed = target == code or target[-5:-3] != number[:2]
    tables.name("r" if renamed and until >= REMEMBERED else "f", name, target)


def named(tables: Tables, name: str) -> list[str]:
    """The lines of the delegated communes that bear ``name``."""
    return [tables.lines[c] for c in tables.delegated.get(name_key(name), ())]


def add_former_groups(tables: Tables, package: Path) -> None:
    """EPCI of an older package: the successor is where most of their people live today."""
    for row in read(package, "epci"):
        code = f"epci:{row['code']}"
        if code in tables.lines:
            name_group(tables, "r", row["nom"], code)
            continue
        people: Counter[str] = Counter()
        for member in row["membres"]:
            line = tables.lines.get(f"com:{member['code']}", "\t\t\t").split("\t")
            if line[2]:
                people[line[2].split()[0]] += member.get("populationTotale") or 1
        if people:
            tables.successors[code] = people.most_common(1)[0][0]
            name_group(tables, "r", row["nom"], tables.successors[code])


def write(tables: Tables) -> None:
    """Write both tries beside this script."""
    for code, first in tables.successors.items():
        successor = first
        while successor in tables.successors and successor not in tables.lines:
            successor = tables.successors[successor]
        if code not in tables.lines and successor in tables.lines:
            tables.lines[code] = ">" + successor
    lines = sorted((code, line.encode()) for code, line in tables.lines.items())
    save(lines, HERE / "territories.trie")
    names = sorted((key, value.encode()) for key, value in tables.names)
    save(names, HERE / "names.trie")
    print(f"{len(lines)} codes, {len(names)} names")


def save(pairs: list[tuple[str, bytes]], path: Path) -> None:
    """Write a trie beside its place, then move it there: no reader ever sees half of it."""
    beside = path.with_suffix(".new")
    marisa_trie.BytesTrie(pairs).save(str(beside))
    beside.replace(path)


def main(arguments: list[str]) -> None:
    """Make both tables from the paths given on the command line."""
    package, dictionary, *older = map(Path, arguments)
    tables = Tables()
    add_upper_levels(tables, package, dictionary)
    groups = add_groups(tables, package)
    add_communes(tables, package, groups, dictionary)
    for old in older:
        add_former(tables, old)
    write(tables)


if __name__ == "__main__":
    main(sys.argv[1:])
