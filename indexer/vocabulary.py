"""The words of the field as frozen values: sheet, theme, territory and what is known of them.

Bottom of the library: imports nothing of ours, so every other module may speak these words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["region", "departement", "epci", "ept", "commune", "arrondissement", "quartier"]

#: Value of the territory facet for sheets that name no territory.
NO_TERRITORY = "non-precise"


@dataclass(frozen=True, slots=True)
class Theme:
    """A value of the controlled vocabulary of subjects.

    ``slug`` is stable and goes into URLs and ``DC.subject``; ``label`` is French and may be
    corrected at any time. ``parent`` is the slug of the broader theme, or ``None``.
    ``colour`` is a pair (light, dark) of CSS hexadecimal colours, or ``None`` for the neutral one.
    """

    slug: str
    label: str
    description: str = ""
    parent: str | None = None
    colour: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Territory:
    """A région, département, EPCI/EPT, commune, arrondissement or quartier.

    ``code`` carries its level (``reg:11``, ``dep:93``, ``epci:200093201``, ``ept:…``,
    ``com:93071``, ``arm:75103``, ``qp:QN09301M``, ``qt:93071:cite-des-beaudottes``) because the
    same digits name a région and a département. ``parent`` is the code one step up the tree
    région › département › commune › arrondissement or quartier (``None`` for a région).
    ``ancestors`` are all codes above it, nearest first, with EPCI/EPT last.
    """

    code: str
    label: str
    level: Level
    parent: str | None = None
    ancestors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a sheet: a heading (may be empty), clean HTML to show, plain text to search.

    ``level`` is the heading's depth, 2 for a main section. ``text`` never holds the heading.
    """

    heading: str
    html: str
    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a theme or territory was put on a sheet by detection: the words that say so.

    ``facet`` is ``theme`` or ``territory``; ``value`` a slug or code; ``start`` and ``end`` are
    character offsets of ``quote`` in the text that was read (title, blank line, summary, blank
    line, body); ``how`` says in English how it was resolved.
    """

    facet: Literal["theme", "territory"]
    value: str
    quote: str
    start: int
    end: int
    how: str = ""


@dataclass(frozen=True)
class Sheet:
    """One practice sheet: what a town, a landlord or an association did, and where.

    ``id`` matches ``^[a-z0-9][a-z0-9-]{0,80}$``. ``themes`` are slugs, ``territories`` the most
    precise codes (ancestors come from the gazetteer). ``territory_labels`` pairs a code of a
    quartier with the name the editor gave it. ``date`` is ``YYYY``, ``YYYY-MM`` or
    ``YYYY-MM-DD``, or empty. ``source`` is the address of the original.

    It has no slots, so that one that was kept is made again at once (``engines.sheet_json``).
    """

    id: str
    title: str
    summary: str = ""
    sections: tuple[Section, ...] = ()
    themes: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    territory_labels: tuple[tuple[str, str], ...] = ()
    date: str = ""
    structure: str = ""
    audience: str = ""
    publisher: str = ""
    source: str = ""
    rights: str = ""
    language: str = "fr"
    evidence: tuple[Evidence, ...] = ()

    @property
    def year(self) -> int | None:
        """The year of ``date``, or ``None`` for a sheet without date."""
        return int(self.date[:4]) if self.date else None

    @property
    def body(self) -> str:
        """All sections as plain text, headings included, blank lines between."""
        parts = (part for s in self.sections for part in (s.heading, s.text) if part)
        return "\n\n".join(parts)
