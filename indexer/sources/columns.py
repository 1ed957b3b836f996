"""The names editors give to a sheet's fields in front matter and in the columns of a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from html import escape

from indexer.knowledge.gazetteer import Gazetteer
from indexer.knowledge.placenames import name_key, slug
from indexer.sources.corpus_html import identifier, is_date, is_territory, territory_of
from indexer.sources.spacing import one_line
from indexer.vocabulary import Section, Sheet

#: Names of a field, folded, in French and English; the first is ours.
_NAMES = {
    "id": "identifier identifiant id slug code reference ref",
    "title": "title titre nom intitule libelle",
    "summary": "description resume summary chapo chapeau accroche abstract presentation descriptif",
    "text": "text texte contenu corps body article",
    "theme": "subject theme themes thematique thematiques slug-theme",
    "territory": "coverage territoire territoires territory territories commune communes ville "
    "lieu localisation departement region quartier quartier-prioritaire code-territoire",
    "insee": "insee code-insee code-commune code-insee-commune code-insee-de-la-commune",
    "date": "date annee year published publication date-de-publication "
    "date-de-debut date-de-demarrage date-de-creation annee-de-creation annee-de-demarrage",
    "structure": "creator structure porteur porteur-de-projet auteur author organisme association "
    "structure-porteuse nom-de-la-structure nom-du-porteur nom-de-l-association",
    "audience": "audience public publics public-vise beneficiaires",
    "publisher": "publisher editeur",
    "source": "source url lien adresse link permalink canonical",
    "rights": "rights licence license droits",
}
_FIELD = {alias: name for name, aliases in _NAMES.items() for alias in aliases.split()}
#: How alike a misspelled name must be, from 0 to 1.
_SURE = 0.75
_SEPARATOR = re.compile(r"\s*[;|\n]\s*")
#: What names of columns add to the thing named: ``Titre de la fiche``, ``Porteur(s) du projet``.
_ADDED = re.compile(
    r"-(?:de-l-action|de-l-experience|de-la-fiche|du-projet|du-dispositif"
    r"|concernee?s?|principale?s?)$"
)
_PLURAL = re.compile(r"\((?:e|s|es|e\)?\(s)\)", re.IGNORECASE)
#: Columns that only number the rows.
_ROW_NUMBERS = frozenset({"n", "no", "num", "numero"})
_DEPARTEMENT = re.compile(r"(\d\d|2[AB]|97\d)\s*(?:[-–:]\s*(.+))?", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\([^)]*\)")
#: What people write before a date: ``depuis mars 2011``, ``Publié le mardi 4 mai 2010``.
_BEFORE_DATE = re.compile(
    r"^(?:(?:publié|mis en ligne|créé|depuis|dès|en|le|à partir de|"
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\s+)+",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_CLOCK = re.compile(r"(\d{4}-\d\d-\d\d)[ T]\d\d:\d\d.*")
_YEAR = "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre"
_MONTHS = _YEAR.split()
_WRITTEN = re.compile(r"(?:(\d{1,2})(?:er)? )?([a-z]+) (\d{4})")


@dataclass(slots=True)
class Values:
    """What was given of one sheet by name; ``other`` holds the rest under its own names."""

    given: dict[str, list[str]] = field(default_factory=dict)
    other: dict[str, list[str]] = field(default_factory=dict)

    def take(self, named: Mapping[str, object]) -> None:
        """Add values under the names an editor gave them."""
        for name, told in named.items():
            texts = [text for text in _texts(told) if text]
            known = field_named(str(name))
            if not known:
                if texts and str(name).strip() and not _is_row_number(str(name), texts):
                    self.other.setdefault(one_line(str(name)), []).extend(texts)
                continue
            if known in ("theme", "territory"):
                texts = [part for text in texts for part in _SEPARATOR.split(text) if part]
            self.given.setdefault(known, []).extend(texts)

    def one(self, name: str) -> str:
        """All that was given for a field, on one line."""
        return " ; ".join(self.given.get(name, ()))

    def first(self, name: str) -> str:
        """The first value given for a field."""
        return next(iter(self.given.get(name, ())), "")

    def date(self) -> str:
        """The date in the form of the corpus, or nothing."""
        return next(filter(None, map(date_of, self.given.get("date", ()))), "")

    def themes(self) -> tuple[str, ...]:
        """Slugs of the themes given."""
        return tuple(dict.fromkeys(filter(None, map(slug, self.given.get("theme", ())))))

    def territories(self) -> tuple[tuple[str, str], ...]:
        """Codes and labels of the territories given that are certain."""
        numbered = (territory_numbered(number) for number in self.given.get("insee", ()))
        known = (territory_named(value) for value in self.given.get("territory", ()))
        return tuple(dict.fromkeys(place for place in (*numbered, *known) if place))

    def rest(self) -> str:
        """What has no field of its own, as HTML with its names for headings."""
        codes = {code for code, _ in self.territories()}
        unsure = [
            value
            for value in self.given.get("territory", ())
            if not territory_named(value) and not codes & set(_codes_named(value))
        ]
        unsure += [n for n in self.given.get("insee", ()) if not territory_numbered(n)]
        parts = [*self.other.items(), ("Territoire", unsure)]
        return "".join(f"<h2>{escape(name)}</h2>{_told(texts)}" for name, texts in parts if texts)

    def sheet(self, title: str, sections: tuple[Section, ...], source: str) -> Sheet:
        """The sheet they make; ``source`` is told when they give none."""
        places = self.territories()
        return Sheet(
            id=self.first("id") or identifier(title),
            title=title,
            summary=one_line(self.one("summary")),
            sections=sections,
            themes=self.themes(),
            territories=tuple(code for code, _ in places),
            territory_labels=tuple(place for place in places if place[1]),
            date=self.date(),
            structure=one_line(self.one("structure")),
            audience=one_line(self.one("audience")),
            publisher=one_line(self.one("publisher")),
            source=one_line(self.first("source")) or source,
            rights=one_line(self.one("rights")),
        )


def field_named(name: str) -> str:
    """The field of a sheet that editors call ``name``, or nothing.

    ``auteur`` and ``Porteur(s) du projet`` → ``structure``; ``Ville / Quartier`` → ``territory``.
    """
    for one in (name, name.partition("/")[0]):
        plain = slug(_PLURAL.sub("", one)).removeprefix("dc-").removeprefix("dcterms-")
        short = _ADDED.sub("", plain)
        for word in (plain, short, short.removesuffix("s")):
            if word in _FIELD:
                return _FIELD[word]
    return ""


def _is_row_number(name: str, texts: Iterable[str]) -> bool:
    return slug(name) in _ROW_NUMBERS and all(text.isdigit() for text in texts)


def dublin_core_of(word: str) -> str:
    """The Dublin Core name (``creator``) of what editors call ``word``, misspelled perhaps."""
    near = get_close_matches(slug(word), _FIELD, 1, _SURE)
    field_meant = field_named(word) or (_FIELD[near[0]] if near else "")
    field_meant = "territory" if field_meant == "insee" else field_meant
    return _NAMES[field_meant].split()[0] if field_meant not in ("", "text") else ""


def values_of(named: Mapping[str, object]) -> Values:
    """The values of one sheet from names as an editor writes them; lists and ``;`` part values."""
    values = Values()
    values.take(named)
    return values


def _texts(told: object) -> Iterable[str]:
    """The values in what was told: one, several of a list, or several with their own names."""
    if told is None:
        return ()
    if isinstance(told, dict):
        named = ((name, " ; ".join(_texts(value))) for name, value in told.items())
        return (f"{name} : {text}" for name, text in named if text)
    if isinstance(told, list | tuple):
        return (text for part in told for text in _texts(part))
    if isinstance(told, float) and told.is_integer():
        return (str(int(told)),)
    return (str(told).strip(),)


def _told(texts: list[str]) -> str:
    """One value as paragraphs, several as a list."""
    if len(texts) == 1:
        return paragraphs(texts[0])
    return "<ul>" + "".join(f"<li>{paragraphs(text)}</li>" for text in texts) + "</ul>"


def paragraphs(text: str) -> str:
    """Plain text as HTML paragraphs, parted where it has blank lines or line breaks."""
    parts = re.split(r"\n\s*\n|\n", text)
    return "".join(f"<p>{escape(part.strip())}</p>" for part in parts if part.strip())


def date_of(text: str) -> str:
    """A date as people write it, in the form of the corpus: ``mars 2011`` → ``2011-03``."""
    text = _BEFORE_DATE.sub("", one_line(text))
    day = _DAY_FIRST.fullmatch(text)
    if day:
        text = f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}"
    text = _CLOCK.sub(r"\1", text)
    written = _WRITTEN.fullmatch(slug(text).replace("-", " "))
    if written and written[2] in _MONTHS:
        month = f"{written[3]}-{_MONTHS.index(written[2]) + 1:02}"
        text = f"{month}-{int(written[1]):02}" if written[1] else month
    return text if is_date(text) else ""


@cache
def _gazetteer() -> Gazetteer:
    return Gazetteer.load()


def territory_named(value: str) -> tuple[str, str] | None:
    """The code (and label of a quartier) that a value means beyond doubt: a code or one name.

    ``93`` and ``93 - Seine-Saint-Denis`` are the département.
    """
    if is_territory(value):
        return territory_of(value)
    numbered = _DEPARTEMENT.fullmatch(value.strip())
    if numbered:
        place = _gazetteer().get(f"dep:{numbered[1].upper()}")
        named = place and name_key(numbered[2] or place.label) == name_key(place.label)
        return (place.code, "") if place and named else None
    name = name_key(_BRACKETS.sub("", value))
    found = [place for place in _gazetteer().lookup(value) if name_key(place.label) == name]
    return (found[0].code, "") if len(found) == 1 else None


def territory_numbered(number: str) -> tuple[str, str] | None:
    """The commune or arrondissement of an INSEE code, whose first zero spreadsheets lose."""
    digits = number.strip().upper().zfill(5)
    codes = (f"{level}:{digits}" for level in ("com", "arm"))
    return next(((code, "") for code in codes if _gazetteer().get(code)), None)


def _codes_named(value: str) -> Iterable[str]:
    """The codes of all territories that a value may name."""
    return (place.code for place in _gazetteer().lookup(value))
