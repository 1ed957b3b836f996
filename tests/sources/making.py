"""Makes files in the shape of real ones for the readers' tests: PDF, DOCX, ODT, XLSX."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from html import escape

from pdfminer.fontmetrics import FONT_METRICS

#: A line of a PDF page: x, y, size in points, text; ``*`` before the text sets it in bold.
Placed = tuple[float, float, float, str]


def pdf(pages: Sequence[Sequence[Placed]]) -> bytes:
    """A PDF with one standard font, lines placed as told."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>"
        % (b" ".join(b"%d 0 R" % (5 + 2 * n) for n in range(len(pages))), len(pages)),
        _font("Helvetica"),
        _font("Helvetica-Bold"),
    ]
    for number, lines in enumerate(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>" % (6 + 2 * number)
        )
        content = b"\n".join(map(_shown, lines))
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return _file(objects)


def run(x: float, y: float, pieces: Sequence[tuple[float, float, str]]) -> list[Placed]:
    """Pieces of one line set after each other: size, rise above the line, text."""
    widths = FONT_METRICS["Helvetica"][1]
    placed = []
    for size, rise, text in pieces:
        placed.append((x, y + rise, size, text))
        x += sum(widths.get(char, 556) for char in text) * size / 1000
    return placed


def _font(name: str) -> bytes:
    return (
        b"<< /Type /Font /Subtype /Type1 /Encoding /WinAnsiEncoding /BaseFont /%s >>"
        % name.encode()
    )


def _shown(line: Placed) -> bytes:
    x, y, size, text = line
    font = b"F2" if text.startswith("*") else b"F1"
    told = text.removeprefix("*").encode("cp1252")
    for special in (b"\\", b"(", b")"):
        told = told.replace(special, b"\\" + special)
    return b"BT /%s %.1f Tf %.1f %.1f Td (%s) Tj ET" % (font, size, x, y, told)


def _file(objects: list[bytes]) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, told in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, told))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer << /Size %d /Root 1 0 R >>\n" % (len(objects) + 1))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """A zip file with the parts given."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(body: str, notes: str = "") -> bytes:
    """A DOCX whose ``w:body`` is given; headings have the styles Titre1 (1), Titre (title)."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    wrap = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in (("T", "Title"), ("H1", "heading 1"), ("H2", "heading 2"))
    )
    return zipped(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": f'{wrap}<Relationship Id="a" Type="{kind}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'{wrap}<Relationship Id="s" Type="{kind}/styles" '
            f'Target="styles.xml"/><Relationship Id="n" Type="{kind}/footnotes" '
            'Target="footnotes.xml"/></Relationships>',
            "word/styles.xml": f"<w:styles {_W}>{styles}</w:styles>",
            "word/footnotes.xml": f"<w:footnotes {_W}>{notes}</w:footnotes>",
            "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
        }
    )


def word(text: str, style: str = "") -> str:
    """A paragraph of a DOCX."""
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{look}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


_ODF = "urn:oasis:names:tc:opendocument:xmlns:"


def odt(body: str, styles: str = "") -> bytes:
    """An ODT whose ``office:text`` is given."""
    spaces = " ".join(f'xmlns:{n}="{_ODF}{n}:1.0"' for n in ("office", "text", "table", "style"))
    spaces += f' xmlns:fo="{_ODF}xsl-fo-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
    content = (
        f"<office:document-content {spaces}><office:automatic-styles>{styles}"
        "</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    """A workbook of one worksheet with the texts given."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    wrap = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    cells = "".join(
        "<row>"
        + "".join(f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>' for cell in row)
        + "</row>"
        for row in rows
    )
    return zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
            'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
            "_rels/.rels": f'{wrap}<Relationship Id="a" Type="{kind}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
            "xl/_rels/workbook.xml.rels": f'{wrap}<Relationship Id="r1" Type="{kind}/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{kind}"><sheets>'
            '<sheet name="Fiches" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}'
            "</sheetData></worksheet>",
        }
    )
