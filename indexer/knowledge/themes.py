"""The controlled vocabulary of subjects, as its editor keeps it in ``themes.toml``.

The order of the file is the order of the themes everywhere. A theme without ``words`` or
``together`` is only ever declared, never detected.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.errors import SettingsError
from indexer.vocabulary import Theme

_SLUG = re.compile(r"^[a-z0-9][a-z0-9-]{0,60}$")
_COLOUR = re.compile(r"^#[0-9A-Fa-f]{6}$")
_TEXTS = ("slug", "label", "description", "parent")
_LISTS = ("words", "hints", "except", "not-after", "colour")
_KEYS = (*_TEXTS, *_LISTS, "together")


@dataclass(frozen=True, slots=True)
class Rules:
    """What in a text speaks for a theme; every expression is written as an editor would.

    One of ``words`` is enough; ``hints`` count half. ``together`` holds lists of which each must
    give one word of the same sentence. Nothing counts inside one of ``exceptions``, nor within a
    few words after one of ``not_after`` (which introduces a place, not a subject).
    """

    words: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    exceptions: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether the theme can be detected at all."""
        return bool(self.words or self.hints or self.together)


class _File:
    """The text of a themes file, to say on which line something is wrong."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"{path}: cannot be read: {error}") from error
        self.lines = self.text.splitlines()

    def parse(self) -> dict[str, Any]:
        """The file as TOML."""
        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            at = re.search(r"line (\d+)", str(error))
            line = int(at.group(1)) if at else len(self.lines)
            raise SettingsError(f"{self.path}:{line}: not valid TOML: {error}") from error

    def wrong(self, number: int, key: str, message: str) -> SettingsError:
        """The error of ``key`` in the theme that is ``number``-th of the file, from 0."""
        heads = [i for i, line in enumerate(self.lines) if line.strip() == "[[theme]]"]
        first = heads[number] if number < len(heads) else 0
        last = heads[number + 1] if number + 1 < len(heads) else len(self.lines)
        written = re.compile(rf'\s*"?{re.escape(key)}"?\s*=')
        inside = (i for i in range(first, last) if written.match(self.lines[i]))
        return SettingsError(f"{self.path}:{next(inside, first) + 1}: {message}")


class Themes:
    """The themes in the order of their file, with the rules that detect them."""

    def __init__(self, themes: tuple[Theme, ...], rules: dict[str, Rules]) -> None:
        self._themes = {theme.slug: theme for theme in themes}
        self._rules = rules

    @classmethod
    def load(cls, path: Path) -> Themes:
        """The vocabulary kept in ``path``; raises ``SettingsError`` naming file and line."""
        file = _File(path)
        content = file.parse()
        rows = content.get("theme")
        tables = isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
        if set(content) != {"theme"} or not tables:
            raise SettingsError(f"{path}:1: the file must hold [[theme]] tables and nothing else")
        themes: dict[str, Theme] = {}
        rules: dict[str, Rules] = {}
        for number, row in enumerate(content["theme"]):
            _check(file, number, row)
            if row["slug"] in themes:
                raise file.wrong(number, "slug", f"theme {row['slug']!r} is defined twice")
            themes[row["slug"]] = _theme(row)
            rules[row["slug"]] = _rules(row)
        _check_parents(file, list(themes.values()))
        return cls(tuple(themes.values()), rules)

    def get(self, slug: str) -> Theme | None:
        """The theme called ``slug``, or ``None``."""
        return self._themes.get(slug)

    def rules(self, slug: str) -> Rules:
        """What detects the theme called ``slug``."""
        return self._rules[slug]

    def __iter__(self) -> Iterator[Theme]:
        """Every theme, in the order of the file."""
        return iter(self._themes.values())

    def __len__(self) -> int:
        """The number of themes."""
        return len(self._themes)

    def __contains__(self, slug: object) -> bool:
        """Whether a theme is called ``slug``."""
        return slug in self._themes


def _check(file: _File, number: int, row: dict[str, Any]) -> None:
    """Refuse a theme whose keys or values cannot be used."""
    for key in row:
        if key not in _KEYS:
            raise file.wrong(number, key, f"unknown key {key!r}; known are {', '.join(_KEYS)}")
    for key in ("slug", "label"):
        if not row.get(key):
            raise file.wrong(number, key, f"a theme needs a {key}")
    _check_types(file, number, row)
    _check_values(file, number, row)


def _check_types(file: _File, number: int, row: dict[str, Any]) -> None:
    """Refuse a text that is none, a list that holds anything but texts."""
    for key in _TEXTS:
        if not isinstance(row.get(key, ""), str):
            raise file.wrong(number, key, f"{key} must be a text between quotes")
    for key in _LISTS:
        if not _is_texts(row.get(key, [])):
            raise file.wrong(number, key, f"{key} must be a list of texts between quotes")
    together = row.get("together", [])
    if not isinstance(together, list) or not all(map(_is_texts, together)) or len(together) == 1:
        raise file.wrong(number, "together", "together must be two or more lists of texts")


def _check_values(file: _File, number: int, row: dict[str, Any]) -> None:
    if not _SLUG.match(row["slug"]):
        raise file.wrong(number, "slug", f"slug {row['slug']!r} may hold a–z, 0–9 and hyphens only")
    colour = row.get("colour", [])
    if colour and (len(colour) != 2 or not all(map(_COLOUR.match, colour))):
        raise file.wrong(
            number, "colour", 'colour must be two colours, light and dark: ["#9C3B24", "#F0A48F"]'
        )


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) and v.strip() for v in value)


def _theme(row: dict[str, Any]) -> Theme:
    colour = row.get("colour") or None
    return Theme(
        row["slug"],
        row["label"],
        row.get("description", ""),
        row.get("parent") or None,
        (colour[0], colour[1]) if colour else None,
    )


def _rules(row: dict[str, Any]) -> Rules:
    return Rules(
        tuple(row.get("words", ())),
        tuple(row.get("hints", ())),
        tuple(map(tuple, row.get("together", ()))),
        tuple(row.get("except", ())),
        tuple(row.get("not-after", ())),
    )


def _check_parents(file: _File, themes: list[Theme]) -> None:
    """Refuse a parent that is no theme, and a theme above itself."""
    parents = {theme.slug: theme.parent for theme in themes}
    for number, theme in enumerate(themes):
        above, seen = theme.parent, {theme.slug}
        while above is not None:
            if above not in parents:
                raise file.wrong(number, "parent", f"parent {above!r} is no theme of this file")
            if above in seen:
                raise file.wrong(number, "parent", f"theme {theme.slug!r} is above itself")
            seen.add(above)
            above = parents[above]
