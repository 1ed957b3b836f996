"""Walks a listing on the web, saves its pages and imports them: what ``fiches harvest`` does.

Only hosts the user named are asked, as their robots.txt allows, one page at a time. What was
fetched is remembered: an interrupted harvest goes on where it stopped, and a later one only asks
whether the pages have changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from indexer.errors import FichesError, SheetError
from indexer.imports import NO_RULES, ImportReport, Rules, import_originals
from indexer.knowledge.placenames import slug
from indexer.sources.fetching import AGENT, Fetcher, FetchError
from indexer.sources.links import Leads, leads_of
from indexer.sources.original import Original
from indexer.sources.pagehead import Head
from indexer.sources.shelf import write_whole
from indexer.sources.spip import is_spip_listing

STATE = ".harvest.json"
#: A robots.txt may ask for longer pauses; beyond this a harvest would never end.
LONGEST_DELAY = 30.0


class HarvestError(FichesError):
    """A harvest that cannot begin: the listing or robots.txt cannot be fetched."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A page that was not fetched, and why."""

    address: str
    message: str


@dataclass(slots=True)
class HarvestReport:
    """What a harvest did; addresses but for the import's own report.

    ``unchanged`` pages were asked for and had not changed; ``resumed`` ones had been fetched by the
    interrupted harvest this one goes on with.
    """

    start: str
    saved: str
    listings: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    resumed: list[str] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    complete: bool = False
    imported: ImportReport | None = None

    def as_json(self) -> dict[str, Any]:
        """The report as ``fiches harvest --json`` prints it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Manners:
    """How a harvest behaves: further hosts it may ask, how many pages, seconds between two.

    ``loopback`` lets this machine be asked, without TLS, for tests; ``rules`` are the import's.
    """

    hosts: tuple[str, ...] = ()
    limit: int = 1_000
    delay: float = 1.0
    loopback: bool = False
    rules: Rules = NO_RULES


def harvest(
    start: str,
    to: Path,
    saved: Path,
    manners: Manners | None = None,
    progress: Callable[[str], None] | None = None,
) -> HarvestReport:
    """Fetch the sheets that the listing, feed or sitemap at ``start`` leads to; import them.

    Pages are saved in the folder ``saved`` and sheets written to ``to``. The host of ``start`` and
    those named in ``manners`` are asked, no other. ``progress`` is called with each address.
    Raises ``HarvestError`` when the start cannot be fetched; nothing is written then.
    """
    manners = manners or Manners()
    if not urlsplit(start).hostname or urlsplit(start).scheme not in ("http", "https"):
        raise HarvestError(f"{start} is no address of a page: write it whole, https://…")
    named = {urlsplit(start).hostname or "", *manners.hosts}
    fetcher = Fetcher(named, delay=manners.delay, loopback=manners.loopback)
    walk = _Walk(start, fetcher, _Saved(saved), manners.limit, progress)
    walk.run()
    walk.report.imported = import_originals(walk.saved.originals(), to, rules=manners.rules)
    return walk.report


class _Walk:
    """One pass over a listing: its pages first, then the sheets they list."""

    def __init__(
        self,
        start: str,
        fetcher: Fetcher,
        saved: _Saved,
        limit: int,
        progress: Callable[[str], None] | None,
    ) -> None:
        self.saved = saved
        self.report = HarvestReport(start, str(saved.folder))
        self._fetcher = fetcher
        self._left = limit
        self._progress = progress
        self._robots: dict[str, RobotFileParser | FetchError] = {}

    def run(self) -> None:
        """Walk until nothing is left or the limit is reached."""
        start = self.report.start
        self.saved.begin()
        sheets: dict[str, None] = {}
        pages = [start]
        seen = {start}
        while pages and self._left:
            page = pages.pop(0)
            leads = self._listing(page)
            sheets.update(dict.fromkeys(leads.sheets))
            more = leads.pages if leads.sheets or leads.pages else leads.feeds
            pages += [lead for lead in more if lead not in seen]
            seen.update(more)
        for address in sheets:
            if self._left and address not in seen:
                self._get(address, listing=False)
        self.report.complete = self._left > 0
        if self.report.complete:
            self.saved.end()

    def _listing(self, address: str) -> Leads:
        """Where a page of the listing leads; a first page that fails ends the harvest."""
        original = self._get(address, listing=True)
        if original is None and address == self.report.start:
            why = next((f.message for f in self.report.failed), "robots.txt forbids it")
            raise HarvestError(f"{address} cannot be harvested: {why}")
        if original is None:
            return Leads()
        self.report.listings.append(address)
        try:
            return leads_of(original)
        except SheetError as error:
            self.report.failed.append(Failure(address, error.message))
            return Leads()

    def _get(self, address: str, listing: bool) -> Original | None:
        """A page fetched now or before; ``None`` when it may not or cannot be."""
        if self.saved.is_done(address):
            self.report.resumed.append(address)
            return self.saved.original(address)
        if self._progress:
            self._progress(address)
        try:
            if not self._allows(address):
                self.report.forbidden.append(address)
                return None
            self._left -= 1
            page = self._fetcher.fetch(address, *self.saved.validators(address))
        except FetchError as error:
            self.report.failed.append(Failure(address, error.message))
            return None
        if page.status == 304:
            self.report.unchanged.append(address)
            self.saved.again(address)
        else:
            self.report.fetched.append(address)
            self.saved.put(address, page.data, page.etag, page.modified, listing)
        return self.saved.original(address)

    def _allows(self, address: str) -> bool:
        """Whether the host's robots.txt lets this page be fetched; its delay is obeyed."""
        site = urljoin(address, "/")
        if site not in self._robots:
            self._robots[site] = self._read_robots(urljoin(site, "robots.txt"))
        robots = self._robots[site]
        if isinstance(robots, FetchError):
            raise robots
        asked = robots.crawl_delay(AGENT)
        if asked is not None:
            wished = max(self._fetcher.delay, float(asked))
            self._fetcher.delay = min(wished, max(LONGEST_DELAY, self._fetcher.delay))
        return robots.can_fetch(AGENT, address)

    def _read_robots(self, address: str) -> RobotFileParser | FetchError:
        """The rules of a host, none when it has no file; why it is not asked if it cannot say."""
        robots = RobotFileParser(address)
        try:
            text = self._fetcher.fetch(address).data.decode("utf-8", "replace")
        except FetchError as error:
            if error.answer is None:
                return error
            if not 400 <= error.answer < 500:
                reason = f"{error.message} for robots.txt, so nothing may be fetched"
                return FetchError(address, reason, answer=error.answer)
            text = ""
        robots.parse(text.splitlines())
        return robots


class _Saved:
    """The folder of saved pages and what is remembered of each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._state: dict[str, Any] = {"run": "", "pages": {}}
        try:
            self._state |= json.loads((folder / STATE).read_text("utf-8"))
        except FileNotFoundError:
            pass
        except (OSError, ValueError) as error:
            raise HarvestError(f"{folder / STATE} cannot be read: remove it") from error
        self._pages: dict[str, dict[str, Any]] = self._state["pages"]

    def begin(self) -> None:
        """Go on with the harvest that did not end, or begin one; its first page writes it down."""
        self._state["run"] = self._state["run"] or datetime.now(UTC).isoformat()

    def end(self) -> None:
        """The harvest is complete: the next one asks for every page again."""
        self._state["run"] = ""
        self._remember()

    def is_done(self, address: str) -> bool:
        """Whether the unfinished harvest already has this page."""
        known = self._pages.get(address)
        return known is not None and self._is_of_run(known) and self._file(known)

    def validators(self, address: str) -> tuple[str, str]:
        """What lets the server answer that a page has not changed: ETag, Last-Modified."""
        known = self._pages.get(address)
        if known is None or not self._file(known):
            return "", ""
        return known["etag"], known["modified"]

    def put(self, address: str, data: bytes, etag: str, modified: str, listing: bool) -> None:
        """Save a fetched page."""
        readable = slug(urlsplit(address).path.rpartition("/")[2])[:50] or "page"
        name = f"{readable}-{sha256(address.encode()).hexdigest()[:8]}.html"
        write_whole(self.folder / name, data)
        self._pages[address] = {
            "file": name,
            "etag": etag,
            "modified": modified,
            "fetched": datetime.now(UTC).isoformat(timespec="seconds"),
            "listing": listing,
            "run": self._state["run"],
        }
        self._remember()

    def again(self, address: str) -> None:
        """Note that a page was asked for again and had not changed."""
        self._pages[address]["run"] = self._state["run"]
        self._remember()

    def original(self, address: str) -> Original | None:
        """A saved page as an original with its address."""
        known = self._pages.get(address)
        if known is None or not self._file(known):
            return None
        data = (self.folder / known["file"]).read_bytes()
        return Original(known["file"], data, address)

    def originals(self) -> Iterator[Original]:
        """What is to import: every sheet's page, and listings whose cards are sheets."""
        for address in sorted(self._pages):
            original = self.original(address)
            if original and (not self._pages[address]["listing"] or _has_cards(original)):
                yield original

    def _is_of_run(self, known: dict[str, Any]) -> bool:
        return str(known["run"]) == str(self._state["run"])

    def _file(self, known: dict[str, Any]) -> bool:
        return (self.folder / str(known["file"])).is_file()

    def _remember(self) -> None:
        told = json.dumps(self._state, ensure_ascii=False, indent=1, sort_keys=True)
        write_whole(self.folder / STATE, told.encode())


def _has_cards(original: Original) -> bool:
    if b"<html" not in original.data[:2000].lower():
        return False
    try:
        return is_spip_listing(Head(original))
    except SheetError:
        return False
