"""Where a listing leads: the sheets it lists, its next pages, its feed; feeds and sitemaps too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urldefrag, urlsplit

from bs4.element import Tag
from lxml import etree

from indexer.sources.original import Original
from indexer.sources.pagehead import Head

#: Where sheets are linked from, the surest first; the first kind found is used.
_SHEET_LINKS = (
    "a.lien_article[href]",
    ".hentry .entry-title a[href], .hentry h2 a[href], .hentry h3 a[href], a[rel~=bookmark][href]",
    "article h2 a[href], article h3 a[href], li h2 a[href], li h3 a[href], li h4 a[href]",
    "main h2 a[href], main h3 a[href], main li > a[href], #content li > a[href]",
)
_NEXT_LINKS = ".pagination a[href], a[rel~=next][href], link[rel~=next][href], .pages a[href]"
_FEED_LINKS = 'link[rel~=alternate][type*="rss"], link[rel~=alternate][type*="atom"]'
_STEP = re.compile(r"debut\w*|page|paged|start|offset")
_NOT_PAGES = re.compile(r"\.(?:pdf|docx?|odt|zip|jpe?g|png|gif|svg|mp[34]|css|js)$", re.IGNORECASE)
MAX_FEED_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class Leads:
    """Addresses found on one page of a listing, in the order of the page."""

    sheets: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()


def leads_of(original: Original) -> Leads:
    """Where a fetched listing, feed or sitemap leads."""
    start = original.data[:1000].lstrip().lower()
    if start.startswith(b"<?xml") or start.startswith((b"<rss", b"<feed", b"<urlset", b"<sitemap")):
        found = feed_links(original)
        if found is not None:
            return found
    head = Head(original)
    for kind in _SHEET_LINKS:
        sheets = tuple(_addresses(head, head.soup.select(kind)))
        if sheets:
            break
    pages = tuple(
        address
        for address in _addresses(head, head.soup.select(_NEXT_LINKS))
        if _is_step(original.address, address)
    )
    feeds = head.soup.select(
        'link[rel~=alternate][type*="rss"], link[rel~=alternate][type*="atom"]'
    )
    return Leads(sheets, pages, tuple(_addresses(head, feeds)))


def feed_links(original: Original) -> Leads | None:
    """The sheets of an RSS or Atom feed or of a sitemap; ``None`` when the XML is none of them."""
    if len(original.data) > MAX_FEED_BYTES or b"<!DOCTYPE" in original.data[:5000]:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        root = etree.fromstring(original.data, parser)
    except etree.XMLSyntaxError as error:
        raise original.fault(f"is not well-formed XML ({error.msg})") from error
    kind = etree.QName(root).localname.lower() if root is not None else ""
    if kind == "sitemapindex":
        return Leads(pages=tuple(_texts(root, "loc")))
    if kind == "urlset":
        return Leads(sheets=tuple(_texts(root, "loc")))
    if kind in ("rss", "rdf", "feed"):
        entries = [e for e in root.iter() if _local(e) in ("item", "entry")]
        return Leads(sheets=tuple(dict.fromkeys(filter(None, map(_entry_link, entries)))))
    return None


def _texts(root: etree._Element, name: str) -> Iterator[str]:
    return (one.text.strip() for one in root.iter() if _local(one) == name and one.text)


def _entry_link(entry: etree._Element) -> str:
    for link in entry:
        if _local(link) == "link" and link.get("rel", "alternate") == "alternate":
            return str(link.get("href") or link.text or "").strip()
    return ""


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _addresses(head: Head, links: Iterable[Tag]) -> Iterator[str]:
    """The whole addresses of links to pages, each once, without the place inside the page."""
    seen = set()
    for link in links:
        address = urldefrag(head.absolute(str(link.get("href") or "")))[0]
        if address and address not in seen and not _NOT_PAGES.search(urlsplit(address).path):
            seen.add(address)
            yield address


def _is_step(listing: str, address: str) -> bool:
    """Whether an address is another page of the same listing: same path, or a numbered one."""
    here, there = urlsplit(listing), urlsplit(address)
    if here.path.rstrip("/") == there.path.rstrip("/"):
        return any(_STEP.fullmatch(name) for name, _ in parse_qsl(there.query))
    base = re.sub(r"/(?:page/)?\d+/?$", "", here.path).rstrip("/")
    return re.fullmatch(re.escape(base) + r"/(?:page/)?\d+/?", there.path) is not None
