"""What a visitor or a program is told when something cannot be answered.

The API answers RFC 9457 ``application/problem+json`` in English; pages answer in plain French
with the next step.
"""

from __future__ import annotations

import json

from flask import Flask, Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from indexer import FichesError, QueryError

#: Status → (heading, what to do), for pages.
_TOLD = {
    400: ("Adresse incompréhensible", "L’adresse demandée contient des caractères illisibles."),
    404: ("Page introuvable", "Cette page n’existe pas, ou la fiche a été retirée."),
    405: ("Action impossible", "Cette page se consulte, elle ne reçoit rien."),
    429: ("Trop de demandes", "Patientez une minute, puis réessayez."),
    503: ("Recherche indisponible", "Le fichier est en préparation : réessayez dans un instant."),
}
_BROKEN = ("Erreur du service", "Quelque chose s’est mal passé de notre côté. Réessayez plus tard.")


def problem(status: int, title: str, detail: str = "", **more: object) -> Response:
    """A problem+json answer; ``more`` are RFC 9457 extension members."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    answer = Response(
        json.dumps(body, ensure_ascii=False) + "\n", status, mimetype="application/problem+json"
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def page(status: int, detail: str = "") -> Response:
    """An error page in French for ``status``."""
    heading, advice = _TOLD.get(status, _BROKEN)
    body = render_template("pages/error.html", status=status, heading=heading, advice=advice)
    answer = make_response(body, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _answer(status: int, title: str, detail: str, **more: object) -> Response:
    if request.path.startswith(("/api/", "/readyz", "/healthz")):
        return problem(status, title, detail, **more)
    return page(status, detail)


def _refused(error: Exception) -> Response:
    """Our own errors carry the status that fits."""
    assert isinstance(error, FichesError)
    more = {"parameter": error.parameter} if isinstance(error, QueryError) else {}
    titles = {400: "Bad Request", 404: "Not Found", 503: "Service Unavailable"}
    title = titles.get(error.status, "Internal Server Error")
    answer = _answer(error.status, title, str(error), **more)
    if error.status == 503:
        answer.headers["Retry-After"] = "10"
    return answer


def _http(error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.code is None or error.code < 400:  # a redirect that Werkzeug raised
        return make_response(error.get_response())
    detail = error.description or ""
    answer = _answer(error.code, error.name, detail)
    if error.code == 405 and (allowed := getattr(error, "valid_methods", None)):
        answer.headers["Allow"] = ", ".join(sorted(allowed))
    return answer


def register(app: Flask) -> None:
    """Answer every error of ``app`` in the form its visitor reads."""
    app.register_error_handler(FichesError, _refused)
    app.register_error_handler(HTTPException, _http)
