"""Pages for visitors: home, results, sheet, embedding and the standing texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from urllib.parse import parse_qsl

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from indexer import Query, Results
from webapp import chart, notices, present, urls
from webapp.caching import kept
from webapp.reading import Ranges, shown
from webapp.security import spare
from webapp.state import asked, base_url, collection
from webapp.turns import in_turn

blueprint = Blueprint("pages", __name__)

#: Example searches of the home page; those that find nothing are not offered.
EXAMPLES = ("copropriété", "insertion des femmes", "commerce de proximité", "hébergement", "jeunes")


@blueprint.get("/")
@in_turn
def home() -> Response:
    """The box, the themes, the territories and the latest sheets."""
    served = collection()

    def make() -> str:
        everything = served.search(Query(size=1))
        territories = everything.facet("territory").values
        return render_template(
            "pages/home.html",
            total=everything.total,
            examples=_examples(),
            themes=[(value, served.theme(value.value)) for value in served.themes()],
            territories=territories,
            chart=chart.chart(territories, served.territory),
            overseas_top=chart.OVERSEAS,
            close_labels=chart.CLOSE_LABELS,
            latest=served.latest(4),
        )

    return kept(served.generation, ("home",), make)


def _examples() -> list[str]:
    found = (text for text in EXAMPLES if collection().search(Query(text, size=1)).total)
    return [text for _, text in zip(range(3), found, strict=False)]


@blueprint.get("/recherche")
@in_turn
def results() -> AnyResponse:
    """The results page, under its one canonical address."""
    reading = asked()
    query, faults = reading.query, reading.faults
    spare(query)
    if not faults and parse_qsl(
        request.query_string.decode(), keep_blank_values=True
    ) != urls.pairs(query):
        return redirect(urls.address(query), 301)

    def make() -> Response:
        found = collection().search(query)
        beyond = any(f.parameter == "page" and f.reason == "beyond" for f in faults)
        if beyond or query.page > max(found.pages, 1):
            return _beyond(found)
        return make_response(_results(found, faults))

    parts = ("results", urls.render(query), repr(faults), base_url())
    answer = kept(collection().generation, parts, make)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _results(found: Results, faults: tuple[urls.Fault, ...]) -> str:
    return render_template(
        "pages/results.html",
        results=found,
        query=found.query,
        faults=[notices.fault(fault) for fault in faults],
        notices=notices.told(found),
        heading=present.heading(found),
        title=present.title(found),
        exits=_exits(found) if not found.total else None,
    )


def _beyond(found: Results) -> Response:
    last = urls.address(replace(found.query, page=max(found.pages, 1)))
    body = render_template("pages/beyond.html", results=found, query=found.query, last=last)
    return make_response(body, 404)


def _exits(found: Results) -> dict[str, list[present.Link]]:
    """Ways out of an empty answer, each of which leads to at least one sheet."""
    served = collection()

    def counted(label: str, query: Query) -> present.Link:
        total = served.search(replace(query, page=1, size=1)).total
        return present.Link(label, urls.address(replace(query, page=1)), count=total)

    fewer = [counted(label, query) for label, query in _wider(found)]
    themes = [counted(value.label, Query(themes=(value.value,))) for value in served.themes()]
    return {
        "fewer": [link for link in fewer if link.count],
        "browse": [link for link in (*themes, counted("Toutes les fiches", Query())) if link.count],
    }


def _wider(found: Results) -> Iterator[tuple[str, Query]]:
    """The same question with one thing asked less, then with its words alone."""
    query, lifted = found.query, 0
    if query.text and query.exact:
        yield "Avec les mots équivalents", replace(query, exact=False)
    for facet in found.facets:
        for value in present.flat(facet.values):
            if value.selected:
                lifted += 1
                label = f"Sans le filtre «{present.NBSP}{present.value_label(value)}{present.NBSP}»"
                yield label, urls.without(query, facet.name, value.value)
    if query.text and lifted > 1:
        yield "Sans aucun filtre", urls.unfiltered(query)


def _unmarked(text: str) -> Ranges:
    """Nothing was searched, nothing is marked."""
    return ()


@blueprint.get("/fiches/<sheet_id>")
@in_turn
def sheet(sheet_id: str) -> AnyResponse:
    """A whole sheet, with its neighbours and the way back to the search."""
    served = collection()
    query = asked().query

    def make() -> str:
        whole = served.sheet(sheet_id)
        permalink = f"{base_url()}/fiches/{whole.id}"
        marks = partial(served.marks, Query(query.text, exact=query.exact))
        return render_template(
            "pages/sheet.html",
            sheet=whole,
            shown=shown(whole, marks if query.text else _unmarked, served.acronyms()),
            query=query,
            themes=served.themes_of(whole),
            territories=[t for t in served.territories_of(whole) if t.code in whole.territories],
            similar=served.similar(sheet_id, 3),
            searched=query != Query(),
            permalink=permalink,
            linked=present.linked(whole, permalink),
        )

    return kept(served.generation, ("sheet", sheet_id, urls.render(query), base_url()), make)
