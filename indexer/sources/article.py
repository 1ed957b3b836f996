"""From any HTML to the clean sections of a sheet: bounded, safe, in one normal form.

The normal form is a run of paragraphs, lists, tables and quotations; wrappers such as ``<div>``
are gone, inline text stands in paragraphs, headings part the sections. Cleaning what is clean
changes nothing, so a sheet can be written and read again without loss.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import nh3
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, fragment_fromstring

from indexer.sources.plaintext import inline_text, section_text
from indexer.sources.spacing import collapse, one_line, printable
from indexer.sources.tags import (
    BLOCKS,
    CLOSED_BY,
    CONTAINERS,
    DROPPED,
    HEADINGS,
    HOLDERS,
    INLINE,
    ITEMS,
    LIST_ITEMS,
    VOID,
)
from indexer.vocabulary import Section

#: Bounds checked before any cleaning; cleaning is quadratic in nesting depth.
MAX_BYTES = 1_000_000
MAX_DEPTH = 200

_ATTRIBUTES = {
    "a": {"href", "title", "hreflang"},
    "abbr": {"title"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start", "type", "reversed"},
    "time": {"datetime"},
    "*": {"lang"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_PARTING = BLOCKS | CONTAINERS
_NOTE_NUMBER = re.compile(r"\s*[\[(]?\s*\d{1,3}\s*[\])]?\s*")
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<(/?)([a-zA-Z][a-zA-Z0-9-]*)", re.DOTALL)


_CLEANER = nh3.Cleaner(
    tags=BLOCKS | INLINE | CONTAINERS,
    clean_content_tags=set(DROPPED),
    attributes=_ATTRIBUTES,
    url_schemes=_SCHEMES,
    link_rel=None,
)


def _parser() -> HTMLParser:
    """A parser whose elements are all of one class: asking lxml which one costs a tenth more."""
    parser = HTMLParser(encoding="utf-8")
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    return parser


#: Makes elements that belong to no page yet.
new_element = _parser().makeelement


class ArticleError(ValueError):
    """An article that is too large or too deeply nested to be cleaned."""


def check_bounds(html: str) -> None:
    """Refuse HTML above 1 MB or nested more than 200 deep, in time linear in its length."""
    if len(html) > MAX_BYTES or len(html.encode("utf-8", "replace")) > MAX_BYTES:
        raise ArticleError(f"the article is larger than {MAX_BYTES // 1000} kB: split it")
    if nesting(html, MAX_DEPTH) > MAX_DEPTH:
        raise ArticleError(f"the article nests elements more than {MAX_DEPTH} deep: simplify it")


def nesting(html: str, limit: int) -> int:
    """The greatest number of elements open at once; counting stops just above ``limit``."""
    stack: list[str] = []
    deepest = 0
    for match in _TAG.finditer(html):
        tag = (match[2] or "br").lower()
        if tag in VOID:
            continue
        if match[1]:
            _close(stack, tag)
            continue
        while stack and stack[-1] in CLOSED_BY.get(tag, ()):
            stack.pop()
        stack.append(tag)
        deepest = max(deepest, len(stack))
        if deepest > limit:
            break
    return deepest


def _close(stack: list[str], tag: str) -> None:
    if tag in stack:
        while stack.pop() != tag:
            pass


def clean_sections(html: str, title: str = "") -> tuple[Section, ...]:
    """The sections of an article; a first main heading that repeats ``title`` is left out.

    Raises ``ArticleError`` above the bounds. Scripts, styles, images, forms, identifiers and
    classes are dropped; relative links to the page itself become plain text.
    """
    return sections_of(clean_blocks(html), title)


def clean_blocks(html: str) -> list[HtmlElement]:
    """The paragraphs, headings, lists, tables and quotations of an article in normal form."""
    check_bounds(html)
    safe = printable(_CLEANER.clean(html))
    root = fragment_fromstring(f"<div>{safe}</div>", parser=_parser())
    _free_links(root)
    _squeeze(root)
    return _flow(root)


def sections_of(blocks: Iterable[HtmlElement], title: str = "") -> tuple[Section, ...]:
    """Blocks parted at their headings; ``h1`` counts as a main section, level 2."""
    found: list[Section] = []
    heading, level, held = "", 2, list[HtmlElement]()
    for block in blocks:
        if block.tag not in HEADINGS:
            held.append(block)
            continue
        _finish(found, heading, level, held)
        heading, held = one_line(inline_text(block)), []
        level = max(2, int(block.tag[1]))
        if block.tag == "h1" and not found and heading == one_line(title):
            heading = ""
    _finish(found, heading, level, held)
    return tuple(found)


def _finish(found: list[Section], heading: str, level: int, held: list[HtmlElement]) -> None:
    if heading or held:
        html = "\n".join(block_html(block) for block in held)
        found.append(Section(heading, html, section_text(held), level if heading else 2))


def block_html(block: HtmlElement) -> str:
    """One block as HTML, without what follows it."""
    return str(etree.tostring(block, encoding="unicode", method="html", with_tail=False))


# --- Normal form -------------------------------------------------------------------------------


def _free_links(root: HtmlElement) -> None:
    """Turn links into the page itself to text, and bare note numbers to raised ones."""
    for link in list(root.iter("a")):
        target = link.get("href")
        if target and not target.startswith("#"):
            continue
        raised = any(parent.tag == "sup" for parent in link.iterancestors())
        if target and not raised and _NOTE_NUMBER.fullmatch(link.text_content()):
            link.tag = "sup"
            link.attrib.clear()
        else:
            link.drop_tag()


def _flow(parent: HtmlElement, items: frozenset[str] = frozenset()) -> list[HtmlElement]:
    """The blocks inside ``parent`` in order; runs of inline text become paragraphs.

    ``items`` are the elements of the list being read; an item outside its list is only its inside.
    """
    blocks: list[HtmlElement] = []
    text, run = parent.text, list[HtmlElement]()
    for child in list(parent):
        if _is_block(child):
            blocks += _paragraph(text, run)
            text, run = child.tail, []
            child.tail = None
            blocks += [_tidy(child)] if _is_whole(child, items) else _flow(child, items)
        else:
            run.append(child)
    blocks += _paragraph(text, run)
    for line in blocks:
        if line.tag == "p" or line.tag in HEADINGS:
            _trim(line)
    return [block for block in blocks if block.tag in ("td", "th") or _says_something(block)]


def _paragraph(text: str | None, inside: list[HtmlElement]) -> list[HtmlElement]:
    """The paragraph of a run of inline text and elements; none where blocks follow each other."""
    if not inside and not (text and text.strip()):
        return []
    paragraph = new_element("p")
    paragraph.text = text
    paragraph.extend(inside)
    return [paragraph]


def _is_block(child: HtmlElement) -> bool:
    """Whether an element is a block or holds one."""
    if child.tag in _PARTING:
        return True
    return len(child) > 0 and any(inner.tag in _PARTING for inner in child.iterdescendants())


def _is_whole(child: HtmlElement, items: frozenset[str]) -> bool:
    """Whether an element stays a block of its own instead of giving its inside only."""
    if child.tag == "pre":
        return not any(_is_block(inner) for inner in child)
    if child.tag in HEADINGS and any(inner.tag in HEADINGS for inner in child.iterdescendants()):
        return False  # the heading is the one inside, whatever stands around it
    return child.tag in BLOCKS and (child.tag in items or child.tag not in ITEMS)


def _tidy(block: HtmlElement) -> HtmlElement:
    """A block with its own inside in normal form."""
    if block.tag == "pre":
        block.text = (block.text or "").strip("\n") or None
    elif block.tag in HOLDERS:
        _tidy_holder(block)
    elif block.tag != "p" and block.tag not in HEADINGS:
        _put_back(block, _items(block))
    return block


def _tidy_holder(holder: HtmlElement) -> None:
    """Put the inside of a list item, cell or quotation in normal form."""
    if any(map(_is_block, holder)):
        _refill(holder, _flow(holder))
        return
    _trim(holder)
    if not _says_something(holder):
        _put_back(holder, [])


def _items(block: HtmlElement) -> list[HtmlElement]:
    """The inside of a list or table; what stands in a list outside its items becomes one."""
    items = LIST_ITEMS.get(block.tag)
    if items is None:
        return _flow(block)
    default = "dd" if block.tag == "dl" else "li"
    return [child if child.tag in items else _item(default, child) for child in _flow(block, items)]


def _item(tag: str, inside: HtmlElement) -> HtmlElement:
    item = new_element(tag)
    _refill(item, [inside])
    return item


def _refill(holder: HtmlElement, inside: list[HtmlElement]) -> None:
    """Put blocks back into a list item or cell; a lone paragraph needs no ``<p>`` there."""
    if len(inside) == 1 and inside[0].tag == "p":
        _put_back(holder, list(inside[0]))
        holder.text = inside[0].text
    else:
        _put_back(holder, inside)


def _put_back(block: HtmlElement, inside: list[HtmlElement]) -> None:
    """Make blocks, which nothing follows, or the inside of one the whole inside of ``block``."""
    if list(block) == inside:
        block.text = None
        return
    attributes = dict(block.attrib)
    block.clear()
    block.attrib.update(attributes)
    block.extend(inside)


def _says_something(block: HtmlElement) -> bool:
    text = block.text
    return bool(text and text.strip()) or any(text.strip() for text in block.itertext())


# --- White space -------------------------------------------------------------------------------


def _squeeze(root: HtmlElement) -> None:
    """One space for any run of spaces and line breaks, no-break spaces kept, ``<pre>`` aside."""
    verbatim = {node for pre in root.iter("pre") for node in pre.iter()}
    for node in root.iter():
        text, tail = node.text, node.tail
        if text and node not in verbatim and (squeezed := collapse(text)) != text:
            node.text = squeezed
        if tail and (node.tag == "pre" or node not in verbatim):
            squeezed = collapse(tail)
            if squeezed != tail:
                node.tail = squeezed


def _trim(block: HtmlElement) -> None:
    """Drop white space at both ends of a paragraph."""
    text = block.text
    if text and text[0] == " ":
        text = block.text = text.lstrip(" ") or None
    if len(block):
        last = block[-1]
        if last.tail and last.tail[-1] == " ":
            last.tail = last.tail.rstrip(" ") or None
    elif text and text[-1] == " ":
        block.text = text.rstrip(" ") or None
