"""Whatever is cut, flipped or repeated in a file, its reader gives sheets or says what is wrong."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making import docx, odt, pdf, word, xlsx

from indexer.errors import SheetError
from indexer.sources.article import MAX_BYTES
from indexer.sources.corpus_html import ID, parse_sheet, write_sheet
from indexer.sources.original import Original
from indexer.sources.readers import SUFFIXES, read_original
from indexer.vocabulary import Sheet

LISTING = """Un centre

Les fiches



Le jardin

À Grenoble, des habitants du 3e étage cultivent un jardin1, ouvert à tous.
"""
ARTICLE = """<html><head><title>Le jardin</title></head><body><h1 class="titre">Le jardin</h1>
<div class="chapo">Un jardin ouvert<sup>1</sup>.</div><div class="texte"><h3>Contexte</h3><p>Du
texte et un <a href="https://exemple.fr">lien</a>.</p><ul><li>un<li>deux</ul><table><tr><td>a<td>b</table>
</div><div class="notes"><p>Une note.</p></div></body></html>"""
PAGE = (
    f"<html><body><main><h1>Titre</h1>{'<p>Une phrase assez longue pour un sujet.</p>' * 6}</main>"
)
MARKDOWN = "---\ntitre: Le jardin\ndate: 2012\nthèmes: [a, b]\n---\n# Le jardin\n\n- un\n- deux\n"
XML = """<?xml version="1.0"?><Publication xmlns:dc="http://purl.org/dc/elements/1.1/" ID="F1">
<dc:title>Le bail</dc:title><Texte><Paragraphe>Du <Valeur>texte</Valeur>.</Paragraphe><Liste>
<Item><Paragraphe>a</Paragraphe></Item></Liste></Texte></Publication>"""
JSON = (
    '{"children": [{"type": "element", "name": "Publication", "attributes": {"ID": "F1"}, '
    '"children": [{"type": "element", "name": "dc:title", "children": [{"type": "text", "text": '
    '"Le bail"}]}, {"type": "element", "name": "Texte", "children": [{"type": "text", '
    '"text": "a"}]}]}]}'
)
TABLE = [["titre", "texte", "date"], ["Le jardin", "Du texte", "2012"]]
GOOD = {
    ".txt": LISTING.encode(),
    ".html": ARTICLE.encode(),
    ".htm": PAGE.encode(),
    ".xhtml": write_sheet(Sheet("a", "Le jardin", "Résumé.")).encode(),
    ".md": MARKDOWN.encode(),
    ".markdown": b"# Le jardin\n\nDu *texte*.\n",
    ".pdf": pdf([[(50, 700, 20, "Le jardin"), (50, 600, 10, "Du texte en une phrase.")]]),
    ".docx": docx(word("Le jardin", "T") + word("Du texte.")),
    ".odt": odt('<text:h text:outline-level="1">Le jardin</text:h><text:p>Du texte.</text:p>'),
    ".csv": "\n".join(",".join(row) for row in TABLE).encode(),
    ".tsv": "\n".join("\t".join(row) for row in TABLE).encode(),
    ".xlsx": xlsx(TABLE),
    ".xml": XML.encode(),
    ".json": JSON.encode(),
}


def test_every_kind_has_an_example():
    assert set(GOOD) == SUFFIXES


@pytest.mark.parametrize("suffix", sorted(GOOD))
def test_the_example_of_each_kind_is_a_sheet(suffix):
    (sheet,) = read_original(Original(f"a{suffix}", GOOD[suffix]))
    assert isinstance(sheet, Sheet)
    assert ID.fullmatch(sheet.id)
    assert parse_sheet(write_sheet(sheet)) == sheet


def check(suffix: str, data: bytes) -> None:
    found = read_original(Original(f"a{suffix}", data))
    assert found
    for one in found:
        if isinstance(one, Sheet):
            assert one.title
            assert one.summary or one.sections
            assert parse_sheet(write_sheet(one)).title
        else:
            assert isinstance(one, SheetError)
            assert one.path == f"a{suffix}"


@pytest.mark.parametrize("suffix", sorted(GOOD))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_file_cut_or_damaged_anywhere_is_read_or_told(suffix, data):
    good = GOOD[suffix]
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, len(good)))
    noise = data.draw(st.binary(max_size=12))
    check(suffix, good[:start] + noise + good[end:])


@pytest.mark.parametrize("suffix", sorted(GOOD))
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(noise=st.binary(max_size=300))
def test_noise_is_told(suffix, noise):
    check(suffix, noise)


@pytest.mark.parametrize("suffix", sorted(GOOD))
@pytest.mark.parametrize("other", sorted(GOOD))
def test_a_file_with_the_suffix_of_another_kind_is_read_or_told(suffix, other):
    check(suffix, GOOD[other])


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".htm", ".csv"])
def test_a_text_longer_than_a_sheet_may_be_is_told(suffix):
    paragraph = "Une phrase, avec des mots, pour un article bien trop long. "
    long = paragraph * (MAX_BYTES // len(paragraph) + 1)
    data = {
        ".txt": f"Un titre\n\n{long}\n\n\n\nAutre\n\n{paragraph * 3}",
        ".md": f"# Titre\n\n{long}",
        ".html": f'<h1 class="titre">Titre</h1><div class="texte"><p>{long}</p></div>',
        ".htm": f"<html><body><main><h1>Titre</h1><p>{long}</p></main></body></html>",
        ".csv": f"titre,texte\nTitre,{long.replace(',', ' ')}\n",
    }[suffix]
    check(suffix, data.encode())
