"""What a web page says of itself in its head: address, title, date, description, site."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from bs4.element import Tag
from lxml.html import HtmlElement

from indexer.sources.article import nesting
from indexer.sources.columns import date_of
from indexer.sources.original import Original
from indexer.sources.plaintext import inline_text
from indexer.sources.spacing import one_line, same_words

#: A web page is read whole in memory several times over; saved ones are far below.
MAX_PAGE_BYTES = 5_000_000
MAX_PAGE_DEPTH = 250
#: The end of a description cut short: three dots, in brackets perhaps.
_CUT = re.compile(r"[\s.…\[\]()]+$")
_XML_PROLOGUE = re.compile(r"^\s*<\?xml[^>]*>")
_SITE_NAME = re.compile(r"\s+[-–—|·:]\s+[^-–—|·:]{2,60}$")


class Head:
    """A parsed web page with the facts of its head."""

    def __init__(self, original: Original) -> None:
        if len(original.data) > MAX_PAGE_BYTES:
            raise original.fault(f"is larger than {MAX_PAGE_BYTES // 1_000_000} MB: no page is")
        self.html = _XML_PROLOGUE.sub("", original.text())
        if nesting(self.html, MAX_PAGE_DEPTH) > MAX_PAGE_DEPTH:
            raise original.fault(f"nests elements more than {MAX_PAGE_DEPTH} deep: save it again")
        self.soup = BeautifulSoup(self.html, "lxml")
        self._original = original

    def meta(self, *names: str) -> str:
        """The content of the first ``<meta>`` called by one of ``names``, in their order."""
        for name in names:
            for key in ("name", "property"):
                found = self.soup.find("meta", attrs={key: re.compile(rf"^{name}$", re.IGNORECASE)})
                if isinstance(found, Tag) and one_line(str(found.get("content") or "")):
                    return one_line(str(found["content"]))
        return ""

    @property
    def address(self) -> str:
        """Where the page is: told when it was fetched, else what it says itself."""
        link = self.soup.find("link", rel="canonical", href=True)
        said = str(link["href"]) if isinstance(link, Tag) else self.meta("og:url", "DC.identifier")
        address = self._original.address or said
        return address if urlsplit(address).scheme in ("http", "https") else ""

    def absolute(self, target: str) -> str:
        """A link of the page as a whole address, or nothing when the page's own is unknown."""
        base = self.soup.find("base", href=True)
        whole = urljoin(str(base["href"]) if isinstance(base, Tag) else self.address, target)
        return whole if urlsplit(whole).scheme in ("http", "https") else ""

    @property
    def title(self) -> str:
        """The page's title without the site's name."""
        said = self.meta("og:title", "DC.title")
        named = one_line(self.soup.title.get_text()) if self.soup.title else ""
        return said or _SITE_NAME.sub("", named) or named

    @property
    def description(self) -> str:
        """What the page says it is about."""
        return self.meta("description", "og:description", "DC.description")

    def lead(self, blocks: list[HtmlElement]) -> str:
        """The summary: what the page says it is about, else the paragraph that this begins.

        That paragraph is taken off ``blocks``, so that it is not told twice.
        """
        start = _CUT.sub("", self.description)
        first = inline_text(blocks[0]) if blocks and blocks[0].tag == "p" else ""
        if start and same_words(first[: len(start)], start):
            blocks.pop(0)
            return one_line(first)
        return self.description

    @property
    def site(self) -> str:
        """Who publishes: the name of the site, else its host."""
        return self.meta("og:site_name", "DC.publisher", "application-name") or (
            urlsplit(self.address).hostname or ""
        ).removeprefix("www.")

    @property
    def date(self) -> str:
        """The date of publication, when the page tells it plainly."""
        said = self.meta("article:published_time", "DC.date", "DC.date.issued", "date")
        for element in self.soup.select("abbr.published[title], time[datetime]"):
            said = said or str(element.get("title") or element.get("datetime") or "")
        return date_of(said) or date_of(said[:10])


def settle_links(blocks: Iterable[HtmlElement], head: Head) -> None:
    """Give links inside the site their whole address; those of unknown place become text."""
    for link in [link for block in blocks for link in block.iter("a")]:
        target = str(link.get("href") or "")
        if urlsplit(target).scheme in ("http", "https", "mailto", "tel"):
            continue
        whole = head.absolute(target)
        if whole:
            link.set("href", whole)
        else:
            link.drop_tag()
