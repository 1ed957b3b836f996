"""A collection held in memory, so that the face is tested without an index.

It searches by plain words, which is enough to show every state of every page, and may hold
sheets that no reader would accept: hostile titles, long labels, missing fields.
"""

from __future__ import annotations

import re
from dataclasses import replace

from indexer import (
    Expansion,
    Facet,
    FacetValue,
    Hit,
    IndexMissingError,
    Notice,
    Passage,
    Query,
    Relaxed,
    Respelling,
    Results,
    Section,
    Sheet,
    Suggestion,
    Territory,
    Theme,
    Why,
)

THEMES = (
    Theme(
        "logement",
        "Logement et habitat",
        "Habiter, rénover, reloger, gérer un immeuble.",
        None,
        ("#9C3B24", "#F0A48F"),
    ),
    Theme(
        "emploi-femmes",
        "Emploi des femmes",
        "Se former, entreprendre, revenir à l’emploi.",
        None,
        ("#762C6B", "#E2A5D8"),
    ),
    Theme(
        "commerce",
        "Commerce",
        "Animer un centre-ville, ouvrir une boutique.",
        None,
        ("#7A5200", "#E8C26A"),
    ),
    Theme(
        "justice",
        "Justice",
        "Prévenir, réparer, préparer la sortie de prison.",
        None,
        ("#1D4C8A", "#9CC2F5"),
    ),
)
TERRITORIES = (
    Territory("reg:11", "Île-de-France", "region"),
    Territory("dep:93", "Seine-Saint-Denis", "departement", "reg:11", ("reg:11",)),
    Territory("com:93066", "Saint-Denis", "commune", "dep:93", ("dep:93", "reg:11")),
    Territory("com:93071", "Sevran", "commune", "dep:93", ("dep:93", "reg:11")),
    Territory("dep:78", "Yvelines", "departement", "reg:11", ("reg:11",)),
    Territory("reg:84", "Auvergne-Rhône-Alpes", "region"),
    Territory("dep:38", "Isère", "departement", "reg:84", ("reg:84",)),
    Territory("com:38185", "Grenoble", "commune", "dep:38", ("dep:38", "reg:84")),
)


def sheet(identifier: str, title: str, summary: str = "", **more: object) -> Sheet:
    """A sheet with one section that repeats its summary."""
    section = Section("Le contexte", f"<p>{summary}</p>", summary)
    return replace(Sheet(identifier, title, summary, (section,)), **more)  # type: ignore[arg-type]


SHEETS = (
    sheet(
        "fit-une-femme-un-toit",
        "FIT, une femme, un toit. Le centre Les Univers’Elles",
        "FIT accueille dans son centre d’hébergement (CHRS) des femmes de 18 à 25 ans.",
        themes=("logement",),
        territories=("dep:93",),
        date="2011",
        structure="FIT, une femme, un toit",
        audience="femmes âgées de 18 à 25 ans",
        publisher="Profession Banlieue",
        source="https://example.org/fit",
    ),
    sheet(
        "dames",
        "D.A.M.E.S. L’efficacité du bâtiment ô féminin. Elles créent, elles rénovent",
        "Faciliter l’activité des femmes dans les métiers du second œuvre du bâtiment.",
        themes=("emploi-femmes",),
        date="2008-03",
        structure="D.A.M.E.S",
    ),
    sheet(
        "relais-habitat",
        "Association Relais Habitat. Syndic de redressement",
        "Elle assiste la ville de Saint-Denis pour 4 petites copropriétés dégradées.",
        themes=("logement",),
        territories=("com:93066",),
        date="2009-05-12",
        structure="Association Relais Habitat",
    ),
    sheet(
        "actis",
        "Actis, agence de Teisseire. Des locataires s’impliquent dans leur quartier",
        "Faire en sorte que les habitants s’approprient leur résidence.",
        themes=("logement",),
        territories=("com:38185",),
        date="2005",
        structure="Actis",
    ),
    sheet(
        "premier-conseil",
        "Premier conseil\u00a0: un centre d’affaires en pied d’immeuble",
        "Un centre d’affaires de proximité au sein de la cité des Beaudottes, à Sevran.",
        themes=("commerce",),
        territories=("com:93071",),
        date="2010-04",
        structure="Premier Conseil",
    ),
    sheet(
        "lotu",
        "Lotu, accompagnement et suivi de la réinsertion des jeunes détenus",
        "Lotu signifie «\u00a0lien\u00a0» en basque.",
        themes=("justice",),
        date="2004",
    ),
    sheet(
        "titre-hostile",
        "</title><script>alert(1)</script> & \"guillemets\" 'simples'",
        "=1+1 <img src=x onerror=alert(1)>\nligne {deux} %",
        structure="<b>gras</b>",
    ),
)


class FakeCollection:
    """The door's ``Collection``, over a tuple of sheets."""

    def __init__(self, sheets: tuple[Sheet, ...] = SHEETS, generation: str = "7") -> None:
        self.held = {s.id: s for s in sheets}
        self._generation = generation
        self.published = True
        self.created = "2026-01-02T03:04:05Z"
        self.alarm = ""

    @property
    def generation(self) -> str:
        if not self.published:
            raise IndexMissingError("no generation has been published yet")
        return self._generation

    @property
    def at_once(self) -> str | None:
        return self._generation if self.published else None

    def theme(self, slug: str) -> Theme | None:
        return next((t for t in THEMES if t.slug == slug), None)

    def territory(self, code: str) -> Territory | None:
        return next((t for t in TERRITORIES if t.code == code), None)

    def sheet(self, identifier: str) -> Sheet:
        from indexer import NotFoundError

        if identifier not in self.held:
            raise NotFoundError(f"no sheet has the id {identifier!r}")
        return self.held[identifier]

    def themes(self) -> tuple[FacetValue, ...]:
        return self.search(Query()).facet("theme").values

    def territories(self) -> tuple[FacetValue, ...]:
        return self.search(Query()).facet("territory").values

    def latest(self, size: int = 5) -> tuple[Sheet, ...]:
        return tuple(hit.sheet for hit in self.search(Query(sort="date", size=size)).hits)

    def sheets(self) -> tuple[Sheet, ...]:
        return tuple(self.held.values())

    def total(self, query: Query) -> int:
        return self.search(query).total

    def themes_of(self, of: Sheet) -> tuple[Theme, ...]:
        return tuple(t for slug in of.themes if (t := self.theme(slug)))

    def territories_of(self, of: Sheet) -> tuple[Territory, ...]:
        return tuple(t for code in of.territories if (t := self.territory(code)))

    def similar(self, identifier: str, size: int) -> tuple[Hit, ...]:
        mine = self.sheet(identifier)
        near = [s for s in self.held.values() if s != mine and set(s.themes) & set(mine.themes)]
        return tuple(self._hit(s, "") for s in near[:size])

    def suggest(self, text: str) -> tuple[Suggestion, ...]:
        found = [
            Suggestion("theme", t.label, t.slug, 1)
            for t in THEMES
            if text.lower() in t.label.lower()
        ]
        found += [
            Suggestion("territory", t.label, t.code, 1)
            for t in TERRITORIES
            if text.lower() in t.label.lower()
        ]
        found += [
            Suggestion("sheet", s.title, s.id, 1)
            for s in self.held.values()
            if text.lower() in s.title.lower()
        ]
        return tuple(found[:8])

    def search(self, query: Query) -> Results:
        _ = self.generation
        found = self._matching(query)
        if query.sort == "title":
            found.sort(key=lambda s: s.title)
        elif query.sort == "date":
            found.sort(key=lambda s: s.date, reverse=True)
        start = (query.page - 1) * query.size
        hits = tuple(self._hit(s, query.text) for s in found[start : start + query.size])
        chrs = "chrs" in query.text.lower() and not query.exact
        return Results(
            query,
            self._generation,
            len(found),
            -(-len(found) // query.size),
            hits,
            self._facets(query),
            (Expansion("CHRS", ("centre d’hébergement et de réinsertion sociale",)),)
            if chrs
            else (),
            Respelling("logement", 3) if "logemnt" in query.text else None,
            Relaxed("fewer-words", "Aucune fiche n’a tous ces mots.", ("zzz",))
            if "zzz" in query.text and found
            else None,
            (Notice("bounded", "Au plus dix mots comptent."),)
            if len(query.text.split()) > 10
            else (),
        )

    def _matching(self, query: Query, skip: str = "") -> list[Sheet]:
        words = [w for w in re.findall(r"\w+", query.text.lower()) if w != "zzz"]
        return [
            s
            for s in self.held.values()
            if all(w in f"{s.title} {s.summary} {s.structure}".lower() for w in words)
            and (skip == "theme" or not query.themes or set(query.themes) & set(s.themes))
            and (skip == "year" or not query.years or s.date[:4] in query.years)
            and (
                skip == "territory"
                or not query.territories
                or set(query.territories) & self._above(s)
            )
        ]

    def _above(self, of: Sheet) -> set[str]:
        codes = set(of.territories) or {"non-precise"}
        return codes | {a for c in of.territories for a in self.territory(c).ancestors}

    def _facets(self, query: Query) -> tuple[Facet, ...]:
        themes = self._matching(query, "theme")
        values = [
            FacetValue(
                t.slug, t.label, sum(t.slug in s.themes for s in themes), t.slug in query.themes
            )
            for t in THEMES
        ]
        years = self._matching(query, "year")
        listed = sorted({s.date[:4] for s in years if s.date} | set(query.years), reverse=True)
        year = [
            FacetValue(y, y, sum(s.date[:4] == y for s in years), y in query.years) for y in listed
        ]
        return (
            Facet("theme", tuple(v for v in values if v.count or v.selected)),
            Facet("territory", self._tree(query, None) + self._nowhere(query)),
            Facet("intercommunality", ()),
            Facet("year", tuple(year)),
        )

    def _nowhere(self, query: Query) -> tuple[FacetValue, ...]:
        count = sum(not s.territories for s in self._matching(query, "territory"))
        return (
            FacetValue(
                "non-precise", "Territoire non précisé", count, "non-precise" in query.territories
            ),
        )

    def _tree(self, query: Query, parent: str | None) -> tuple[FacetValue, ...]:
        found = self._matching(query, "territory")
        values = (
            FacetValue(
                t.code,
                t.label,
                sum(t.code in self._above(s) for s in found),
                t.code in query.territories,
                t.level,
                self._tree(query, t.code),
            )
            for t in TERRITORIES
            if t.parent == parent
        )
        return tuple(v for v in values if v.count or v.selected or v.children)

    def _hit(self, of: Sheet, text: str) -> Hit:
        themes, territories = self.themes_of(of), self.territories_of(of)
        reasons = ("Le mot est dans le titre.",) if text else ()
        excerpt = (self._passage(of.summary, text),) if of.summary else ()
        return Hit(
            replace(of, sections=()),
            1.0,
            self._passage(of.title, text),
            excerpt,
            themes,
            territories,
            Why(reasons),
        )

    def marks(self, query: Query, text: str) -> tuple[tuple[int, int], ...]:
        return self._passage(text, query.text).marks

    def acronyms(self) -> dict[str, str]:
        return {"CHRS": "centre d’hébergement", "FIT": '"><script>alert(1)</script>'}

    def _passage(self, text: str, query: str) -> Passage:
        words = "|".join(map(re.escape, re.findall(r"\w+", query)))
        marks = [m.span() for m in re.finditer(words, text, re.IGNORECASE)] if words else []
        return Passage(text, tuple(marks))
