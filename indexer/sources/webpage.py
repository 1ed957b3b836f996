"""Any web page: a sheet of ours, a page of SPIP, else what an extractor finds to be the text."""

from __future__ import annotations

import trafilatura

from indexer.errors import SheetError
from indexer.sources.article import ArticleError, clean_blocks, sections_of
from indexer.sources.cms import is_drupal, is_wordpress, read_drupal, read_wordpress
from indexer.sources.corpus_html import identifier, parse_sheet
from indexer.sources.original import Original
from indexer.sources.pagehead import Head, settle_links
from indexer.sources.plaintext import inline_text
from indexer.sources.spip import (
    is_spip_article,
    is_spip_listing,
    read_spip_article,
    read_spip_listing,
)
from indexer.vocabulary import Sheet

#: Fewer characters are a menu or an error page, not a sheet.
SHORTEST_TEXT = 120


def read_webpage(original: Original) -> list[Sheet | SheetError]:
    """The sheet or sheets that a saved web page shows."""
    head = Head(original)
    try:
        if head.soup.article and head.meta("DC.identifier") and head.meta("DC.title"):
            return [_ours(original, head)]
        if is_spip_article(head):
            return read_spip_article(head, original)
        if is_spip_listing(head):
            return read_spip_listing(head, original)
        if is_wordpress(head):
            return [read_wordpress(head, original)]
        if is_drupal(head):
            return [read_drupal(head, original)]
        return [_extracted(head, original)]
    except ArticleError as error:
        return [original.fault(str(error))]


def _ours(original: Original, head: Head) -> Sheet | SheetError:
    """A sheet in the corpus format; another site's page with Dublin Core is extracted."""
    try:
        return parse_sheet(original.text(), original.name)
    except SheetError:
        return _extracted(head, original)


def _extracted(head: Head, original: Original) -> Sheet | SheetError:
    html = trafilatura.extract(
        head.html,
        output_format="html",
        include_tables=True,
        include_links=True,
        include_formatting=True,
        include_comments=False,
        favor_recall=True,
    )
    blocks = clean_blocks(html or "")
    settle_links(blocks, head)
    title = head.title
    if blocks and blocks[0].tag == "h1":
        title = inline_text(blocks.pop(0)) or title
    elif head.soup.h1:
        title = head.soup.h1.get_text(" ", strip=True) or title
    summary = head.lead(blocks)
    sections = sections_of(blocks)
    if not title or len(summary) + sum(len(part.text) for part in sections) < SHORTEST_TEXT:
        return original.fault("shows no text that could be a sheet: import the article's own page")
    return Sheet(
        id=identifier(title),
        title=title,
        summary=summary,
        sections=sections,
        date=head.date,
        structure=head.meta("DC.creator"),
        publisher=head.site,
        source=head.address or original.name,
        rights=head.meta("DC.rights", "copyright"),
    )
