"""The API: the same search as JSON, for programs and for the embedded box."""

from __future__ import annotations

from flask import Blueprint, Response, request

from indexer import (
    NotFoundError,
    Query,
    QueryError,
    Suggestion,
    answer_text,
    hit_json,
    sheet_json,
    suggestion_json,
    value_json,
    written,
)
from webapp import caching, problems, ready, urls
from webapp.state import asked, collection, settings
from webapp.turns import in_turn

blueprint = Blueprint("api", __name__)

_SAID: dict[str, str] = {
    "unknown": "Unknown parameter '{0}'.",
    "value": "Parameter '{0}' does not know the value '{1}'.",
    "repeated": "Parameter '{0}' may be given once only.",
    "many": f"Parameter '{{0}}' takes at most {urls.MAX_VALUES} values.",
    "long": f"Parameter '{{0}}' takes at most {urls.MAX_TEXT} characters.",
    "beyond": f"Parameter '{{0}}' is too large: '{{1}}'; page × size ends at {urls.MAX_DEPTH}.",
}


def as_json(body: object) -> Response:
    """``body`` as a JSON answer."""
    return Response(written(body), mimetype="application/json")


def refuse(faults: tuple[urls.Fault, ...]) -> None:
    """Raise an error for the first fault of an address, naming the parameter.

    A page that cannot be reached is not found; anything else cannot be used.
    """
    for fault in faults:
        said = _SAID[fault.reason].format(fault.parameter, fault.value)
        if (fault.parameter, fault.reason) == ("size", "beyond"):
            said = f"Parameter 'size' is too large: '{fault.value}'; at most {urls.MAX_SIZE}."
        if (fault.parameter, fault.reason) == ("page", "beyond"):
            raise NotFoundError(said)
        raise QueryError(fault.parameter, said)


def _alone(*accepted: str) -> None:
    """Refuse any parameter but the ``accepted`` ones, and each of those given twice."""
    faults = [
        urls.Fault(key, "", "unknown" if key not in accepted else "repeated")
        for key, values in request.args.lists()
        if key not in accepted or len(values) > 1
    ]
    refuse(tuple(faults))


@blueprint.get("/api/v1/search")
def search() -> Response:
    """Sheets, facets and notices for a query."""
    reading = asked(sized=True)
    refuse(reading.faults)
    query = reading.query

    def make() -> ready.Made:
        found = collection().search(query)
        return ready.Made(found.generation, answer_text(found, settings().base_url))

    return ready.answer(("api", urls.render(query)), make)


@blueprint.get("/api/v1/sheets/<sheet_id>")
@in_turn
def sheet(sheet_id: str) -> Response:
    """One whole sheet."""
    _alone()
    served = collection()

    def make() -> Response:
        whole = served.sheet(sheet_id)
        themes, territories = served.themes_of(whole), served.territories_of(whole)
        return as_json(sheet_json(whole, themes, territories, settings().base_url))

    return caching.kept(served.generation, ("api-sheet", sheet_id), make)


@blueprint.get("/api/v1/sheets/<sheet_id>/similar")
@in_turn
def similar(sheet_id: str) -> Response:
    """The sheets nearest to one, best first."""
    _alone("size")
    size = _size(6, 20)
    served = collection()

    def make() -> Response:
        near = served.similar(sheet_id, size)
        return as_json({"sheets": [hit_json(hit, settings().base_url) for hit in near]})

    return caching.kept(served.generation, ("api-similar", sheet_id, str(size)), make)


def _size(default: int, most: int) -> int:
    value = request.args.get("size", "")
    if not value:
        return default
    if not (value.isascii() and value.isdigit() and len(value) < 4 and 1 <= int(value) <= most):
        raise QueryError("size", f"Parameter 'size' takes a number from 1 to {most}.")
    return int(value)


@blueprint.get("/api/v1/suggest")
@in_turn
def suggest() -> Response:
    """Completions of what is being typed."""
    _alone("q")
    sent = request.args.get("q", "")
    if len(sent) > urls.MAX_TEXT:
        refuse((urls.Fault("q", "", "long"),))
    text = urls.clean_text(sent)
    served = collection()

    def make() -> Response:
        offered = served.suggest(text) if text else ()
        return as_json(
            {
                "q": text,
                "suggestions": [_suggestion(s) for s in offered],
            }
        )

    return caching.kept(served.generation, ("api-suggest", text), make)


def _suggestion(offered: Suggestion) -> dict[str, object]:
    """A completion and the page it leads to."""
    query = {
        "theme": Query(themes=(offered.value,)),
        "territory": Query(territories=(offered.value,)),
    }.get(offered.kind, Query(offered.label))
    leads = f"/fiches/{offered.value}" if offered.kind == "sheet" else urls.address(query)
    return {**suggestion_json(offered), "url": leads}


@blueprint.get("/api/v1/themes")
def themes() -> Response:
    """Every theme with its count of sheets."""
    return _values("themes")


@blueprint.get("/api/v1/territories")
def territories() -> Response:
    """The tree of territories with their distinct counts of sheets."""
    return _values("territories")


def _values(name: str) -> Response:
    _alone()
    served = collection()

    def make() -> Response:
        tree = name == "territories"
        values = served.territories() if tree else served.themes()
        return as_json({name: [value_json(value, tree) for value in values]})

    return caching.kept(served.generation, (f"api-{name}",), make)


@blueprint.get("/healthz")
def health() -> Response:
    """The process answers."""
    return _state({"status": "ok"})


@blueprint.get("/readyz")
def verified() -> Response:
    """A verified generation is served; 503 with the reason otherwise."""
    served = collection()
    told = {"status": "ready", "generation": served.generation, "created": served.created}
    return _state({**told, "alarm": served.alarm} if served.alarm else told)


def _state(body: dict[str, str]) -> Response:
    response = as_json(body)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/api/", defaults={"path": ""})
@blueprint.route("/api/<path:path>")
def nowhere(path: str) -> Response:
    """Any other address under /api/ is a problem+json 404."""
    return problems.problem(404, "Not Found", f"There is nothing at /api/{path}.")
