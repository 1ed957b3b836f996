"""Answers ready to be sent again: their bytes, as they were or compressed, by their tag.

One that is ready is sent at once; only what has yet to be made takes a turn.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, cast

from flask import Flask, Response, current_app

from indexer import Keeping
from webapp import caching, compression
from webapp.state import collection
from webapp.turns import in_turn

_KEY = "fiches-ready"

#: Bytes of answers kept by each server process: some forty as they are, three hundred compressed.
MOST_BYTES = 2 * 1024 * 1024

#: Answers of which it is known that they were asked for once.
ASKED_ONCE = 1000

#: What an answer takes beside its bytes: its tag, its place.
BESIDE = 500


class Made(NamedTuple):
    """The JSON of an answer and the generation that gave it."""

    generation: str
    text: bytes


class Coded(NamedTuple):
    """An answer as it is sent: its tag, its bytes and their coding, which ends the tag."""

    tag: str
    body: bytes
    coding: str


class Room:
    """Keeps what is asked for a second time: most questions are asked once."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._kept = Keeping[str, Coded](most)
        self._once = Keeping[str, bool](ASKED_ONCE)

    def get(self, name: str) -> Coded | None:
        """The answer of that name when it is ready."""
        return self._kept.get(name)

    def put(self, name: str, coded: Coded) -> None:
        """Keep an answer that was made for the second time."""
        if self._once.get(name):
            self._kept.put(name, coded, len(coded.body) + BESIDE)
        else:
            self._once.put(name, True, 1)


def attach(app: Flask) -> None:
    """Give ``app`` room for answers."""
    app.extensions[_KEY] = Room()


def answer(parts: tuple[str, ...], make: Callable[[], Made]) -> Response:
    """The answer that ``parts`` name, made when it is not ready, or 304 when the visitor has it."""
    served = collection().at_once or _opened()
    tag = caching.etag(served, *parts)
    if caching.held(tag):
        return Response(status=304, headers=caching.tagged(tag))
    coding = compression.SUFFIX if compression.accepted() else ""
    coded = _room().get(tag + coding) or _made((served, tag), parts, coding, make)
    headers = [("Content-Type", "application/json"), *caching.tagged(coded.tag + coded.coding)]
    if coded.coding:
        headers.append(("Content-Encoding", "gzip"))
    return compression.CodedResponse(coded.body, headers=headers)


@in_turn
def _opened() -> str:
    return collection().generation


@in_turn
def _made(
    known: tuple[str, str], parts: tuple[str, ...], coding: str, make: Callable[[], Made]
) -> Coded:
    """The answer; ``known`` is the generation that served before it was made, and its tag."""
    generation, text = make()
    served, tag = known
    if generation != served:  # a newer one has come in the meantime
        tag = caching.etag(generation, *parts)
    if coding and len(text) >= compression.SMALLEST:
        coded = Coded(tag, compression.compressed(text), coding)
    else:
        coded = Coded(tag, text, "")
    _room().put(tag + coding, coded)
    return coded


def _room() -> Room:
    return cast("Room", current_app.extensions[_KEY])
