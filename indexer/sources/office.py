"""Word processors' files: DOCX through mammoth, ODT from its own XML."""

from __future__ import annotations

import io
import re
from html import escape

import mammoth
from lxml import etree

from indexer.errors import SheetError
from indexer.sources.article import ArticleError, clean_blocks
from indexer.sources.containers import check_zip, read_part
from indexer.sources.headings import sheet_of_blocks
from indexer.sources.original import Original
from indexer.vocabulary import Sheet

#: Styles of titles and headings as Word and LibreOffice name them, in English and French.
_STYLES = "\n".join(
    [f"p[style-name='{name}'] => h1:fresh" for name in ("Title", "Titre", "Titre principal")]
    + [f"p[style-name='Titre {level}'] => h{level}:fresh" for level in range(1, 7)]
)
_BACK = re.compile(r'\s*<a href="#(?:foot|end)note-ref-[^"]*">↑</a>')
_CALL = re.compile(r'<sup><a href="#(?:foot|end)note-[^"]*"[^>]*>\[(\d+)\]</a></sup>')
_NOTES = re.compile(r'<ol><li id="(?:foot|end)note-')
_ODF = {
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
}
_WRAPPED = {
    "list": "ul",
    "list-item": "li",
    "list-header": "li",
    "table": "table",
    "table-row": "tr",
}
_SPANS = (("number-columns-spanned", "colspan"), ("number-rows-spanned", "rowspan"))
_NOT_TEXT = frozenset(
    {"tracked-changes", "annotation", "sequence-decls", "bookmark", "table-of-content", "forms"}
)


def read_docx(original: Original) -> list[Sheet | SheetError]:
    """The sheet in a DOCX: the title is the first heading, the fields those it begins with."""
    check_zip(original)
    try:
        html = mammoth.convert_to_html(
            io.BytesIO(original.data), style_map=_STYLES, convert_image=_no_image
        ).value
    except Exception as error:  # mammoth raises whatever its parts raise on a damaged file
        raise original.fault(f"is damaged ({error}): save it again") from error
    html = _CALL.sub(r"<sup>\1</sup>", _BACK.sub("", html))
    html = _NOTES.sub(r"<h2>Notes</h2>\g<0>", html, count=1)
    return _sheet(original, html)


def read_odt(original: Original) -> list[Sheet | SheetError]:
    """The sheet in an ODT."""
    content = read_part(original, "content.xml")
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise original.fault("declares a DTD or entities: save it again")
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise original.fault(f"is damaged ({error.msg}): save it again") from error
    body = root.find(".//office:text", _ODF)
    return _sheet(original, _Odt(root).html(body) if body is not None else "")


def _sheet(original: Original, html: str) -> list[Sheet | SheetError]:
    try:
        return [sheet_of_blocks(clean_blocks(html), original)]
    except ArticleError as error:
        return [original.fault(str(error))]


def _no_image(_image: object) -> list[object]:
    """Pictures are not kept."""
    return []


class _Odt:
    """Writes the elements of an OpenDocument text as HTML."""

    def __init__(self, root: etree._Element) -> None:
        self._raised: set[str] = set()
        self._bold: set[str] = set()
        self._titles: set[str] = {"Title"}
        self._notes: list[str] = []
        for style in root.iterfind(".//style:style", _ODF):
            name = style.get(_name("style", "name"), "")
            if style.get(_name("style", "parent-style-name")) == "Title":
                self._titles.add(name)
            for look in style.iterfind("style:text-properties", _ODF):
                if look.get(_name("style", "text-position"), "").startswith(("super", "3", "5")):
                    self._raised.add(name)
                if look.get(_name("fo", "font-weight")) == "bold":
                    self._bold.add(name)

    def html(self, body: etree._Element) -> str:
        """The whole text, its notes last."""
        text = self.inside(body)
        notes = "".join(f"<li>{note}</li>" for note in self._notes)
        return f"{text}<h2>Notes</h2><ol>{notes}</ol>" if notes else text

    def inside(self, element: etree._Element) -> str:
        """The text and elements inside an element."""
        parts = [escape(element.text or "", quote=False)]
        for child in element:
            if isinstance(child.tag, str):
                parts.append(self._element(child))
            parts.append(escape(child.tail or "", quote=False))
        return "".join(parts)

    def _element(self, child: etree._Element) -> str:
        name = etree.QName(child).localname
        if name in _NOT_TEXT:
            return ""
        if name in _WRAPPED:
            return f"<{_WRAPPED[name]}>{self.inside(child)}</{_WRAPPED[name]}>"
        write = {
            "h": self._heading,
            "p": self._paragraph,
            "span": self._span,
            "a": self._link,
            "note": self._note,
            "table-cell": self._cell,
        }.get(name)
        if write:
            return write(child)
        return {"line-break": "<br>", "tab": " ", "s": " "}.get(name) or self.inside(child)

    def _heading(self, heading: etree._Element) -> str:
        level = heading.get(_name("text", "outline-level"), "1")
        tag = f"h{min(int(level), 6)}" if level.isdigit() and level != "0" else "h2"
        return f"<{tag}>{self.inside(heading)}</{tag}>"

    def _paragraph(self, paragraph: etree._Element) -> str:
        style = paragraph.get(_name("text", "style-name"), "")
        inside = self.inside(paragraph)
        if style in self._titles:
            return f"<h1>{inside}</h1>"
        return f"<p><strong>{inside}</strong></p>" if style in self._bold else f"<p>{inside}</p>"

    def _cell(self, cell: etree._Element) -> str:
        """A cell of a table with the columns and rows it takes."""
        tag = (
            "th"
            if cell.getparent().getparent().tag == _name("table", "table-header-rows")
            else "td"
        )
        spans = "".join(
            f' {attribute}="{told}"'
            for name, attribute in _SPANS
            if (told := cell.get(_name("table", name), "")).isdigit() and told != "1"
        )
        return f"<{tag}{spans}>{self.inside(cell)}</{tag}>"

    def _span(self, span: etree._Element) -> str:
        style = span.get(_name("text", "style-name"), "")
        tag = "sup" if style in self._raised else "strong" if style in self._bold else ""
        return f"<{tag}>{self.inside(span)}</{tag}>" if tag else self.inside(span)

    def _link(self, link: etree._Element) -> str:
        return f'<a href="{escape(link.get(_name("xlink", "href"), ""))}">{self.inside(link)}</a>'

    def _note(self, note: etree._Element) -> str:
        """The call to a note, which comes last."""
        body = note.find("text:note-body", _ODF)
        text = " ".join("".join(body.itertext()).split()) if body is not None else ""
        if not text:
            return ""
        self._notes.append(escape(text, quote=False))
        return f"<sup>{len(self._notes)}</sup>"


def _name(space: str, name: str) -> str:
    return f"{{{_ODF[space]}}}{name}"
