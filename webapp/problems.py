"""What a visitor or a program is told when something cannot be answered.

The API answers RFC 9457 ``application/problem+json`` in English; pages answer in plain French
with the next step.
"""

from __future__ import annotations

import json

from flask import Flask, Response, current_app, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from indexer import FichesError, QueryError
from webapp.turns import BusyError

#: Status → (heading, what to do), for pages.
_TOLD = {
    400: ("Adresse incompréhensible", "L’adresse demandée contient des caractères illisibles."),
    404: ("Page introuvable", "Cette page n’existe pas, ou la fiche a été retirée."),
    405: ("Action impossible", "Cette page se consulte, elle ne reçoit rien."),
    429: ("Trop de demandes", "Patientez une minute, puis réessayez."),
    503: ("Recherche momentanément indisponible", "Réessayez dans quelques minutes."),
}
_BUSY = (
    "Beaucoup de monde en ce moment",
    "Votre recherche n’a pas pu passer. Réessayez dans quelques secondes.",
)
_BROKEN = ("Erreur du service", "Quelque chose s’est mal passé de notre côté. Réessayez plus tard.")


def problem(status: int, title: str, detail: str = "", **more: object) -> Response:
    """A problem+json answer; ``more`` are RFC 9457 extension members."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    answer = Response(
        json.dumps(body, ensure_ascii=False) + "\n", status, mimetype="application/problem+json"
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def page(status: int, told: tuple[str, str] | None = None) -> Response:
    """An error page in French for ``status``: what is the matter and what to do."""
    heading, advice = told or _TOLD.get(status, _BROKEN)
    body = render_template("pages/error.html", status=status, heading=heading, advice=advice)
    answer = make_response(body, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _for_programs() -> bool:
    return request.path.startswith(("/api/", "/readyz", "/healthz"))


def _refused(error: Exception) -> Response:
    """Our own errors carry the status that fits."""
    assert isinstance(error, FichesError)
    more = {"parameter": error.parameter} if isinstance(error, QueryError) else {}
    titles = {400: "Bad Request", 404: "Not Found", 503: "Service Unavailable"}
    title = titles.get(error.status, "Internal Server Error")
    if _for_programs():
        answer = problem(error.status, title, _detail(error), **more)
    else:
        answer = page(error.status, _BUSY if isinstance(error, BusyError) else None)
    if error.status == 503:
        answer.headers["Retry-After"] = "5" if isinstance(error, BusyError) else "10"
        _log(error)
    return answer


def _detail(error: FichesError) -> str:
    """What a program is told; what only the operator can mend is for ``/readyz`` and the log."""
    if error.status < 500 or isinstance(error, BusyError) or request.path == "/readyz":
        return str(error)
    return "The search is temporarily unavailable."


def _http(error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.code is None or error.code < 400:  # a redirect that Werkzeug raised
        return make_response(error.get_response())
    if _for_programs():
        answer = problem(error.code, error.name, error.description or "")
    else:
        answer = page(error.code)
    if error.code == 405 and (allowed := getattr(error, "valid_methods", None)):
        answer.headers["Allow"] = ", ".join(sorted(allowed))
    return answer


def _log(error: FichesError) -> None:
    """Tell the operator, once for each reason, what visitors are only told to wait for."""
    told = current_app.extensions.setdefault("fiches-told", set())
    if str(error) not in told:
        told.add(str(error))
        current_app.logger.error("The search cannot answer: %s", error)


def register(app: Flask) -> None:
    """Answer every error of ``app`` in the form its visitor reads."""
    app.register_error_handler(FichesError, _refused)
    app.register_error_handler(HTTPException, _http)
