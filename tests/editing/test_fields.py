"""Accepted values are written into a page and nothing else of it moves."""

import pytest

from indexer.editing import Change, change_fields, write_fields
from indexer.errors import SheetError

PAGE = """<!DOCTYPE html>
<html lang="fr">
<head>
  <meta charset="utf-8">
  <!-- <meta name="DC.subject" content="justice"> -->
  <meta name="DC.identifier" content="a">
  <META NAME='dc.title'   CONTENT='L&rsquo;été "ici"'>
  <meta name="DC.subject" content="commerce">
  <meta name="DC.rights" content="Licence Ouverte"/>
  <title>Un  titre</title>
</head>
<body><article><p>Du  texte, é, <meta name="DC.date" content="no">.</p></article></body>
</html>
"""


def changed(*changes, page=PAGE):
    return change_fields(page, changes)


def difference(after, before=PAGE):
    """The lines added and the lines taken away."""
    old, new = before.splitlines(), after.splitlines()
    return [line for line in new if line not in old], [line for line in old if line not in new]


def test_a_new_value_goes_on_its_own_line_after_those_of_its_name():
    after = changed(Change("DC.subject", "logement"))
    assert difference(after) == (['  <meta name="DC.subject" content="logement">'], [])
    lines = after.splitlines()
    added = lines.index('  <meta name="DC.subject" content="logement">')
    assert 'content="commerce"' in lines[added - 1]
    assert after.replace('\n  <meta name="DC.subject" content="logement">', "", 1) == PAGE


def test_a_field_the_page_lacks_is_put_where_it_belongs():
    lines = changed(Change("DC.coverage", "com:93071"), Change("DC.date", "2008")).splitlines()
    at = lines.index('  <meta name="DC.coverage" content="com:93071">')
    assert 'content="commerce"' in lines[at - 1]
    assert lines[at + 1] == '  <meta name="DC.date" content="2008">'
    assert "DC.rights" in lines[at + 2]


def test_a_value_that_is_there_is_not_written_twice():
    assert changed(Change("DC.subject", "commerce")) == PAGE
    once = changed(Change("DC.subject", "logement"))
    assert change_fields(once, [Change("DC.subject", "logement")]) == once


def test_a_value_is_replaced_in_place():
    after = changed(Change("DC.subject", "logement", replaces="commerce"))
    assert after == PAGE.replace(
        '<meta name="DC.subject" content="commerce">', '<meta name="DC.subject" content="logement">'
    )


def test_an_empty_field_is_filled_and_a_single_one_replaced():
    page = PAGE.replace('content="commerce"', 'content=""')
    assert 'content=""' not in change_fields(page, [Change("DC.subject", "justice")])
    dated = changed(Change("DC.date", "2008"))
    assert change_fields(dated, [Change("DC.date", "2009")]) == dated.replace("2008", "2009")


def test_quotes_and_ampersands_are_escaped():
    after = changed(Change("DC.coverage", 'qt:93071:Les "3 & 4"'))
    assert '<meta name="DC.coverage" content="qt:93071:Les &quot;3 &amp; 4&quot;">' in after
    assert change_fields(after, [Change("DC.coverage", 'qt:93071:Les "3 & 4"')]) == after


def test_fields_on_one_line_stay_on_one_line():
    page = '<head><meta name="DC.identifier" content="a"></head><article>x</article>'
    after = change_fields(page, [Change("DC.date", "2008")])
    assert after == page.replace('"a">', '"a"><meta name="DC.date" content="2008">')


def test_a_page_without_fields_gets_them_at_the_end_of_its_head():
    after = change_fields("<head>\n</head>", [Change("DC.date", "2008")])
    assert after == '<head>\n<meta name="DC.date" content="2008">\n</head>'


@pytest.mark.parametrize(
    ("page", "change"),
    [("<p>x</p>", Change("DC.date", "2008")), (PAGE, Change("DC.subject", "a", replaces="b"))],
)
def test_a_change_that_cannot_be_made_is_refused(page, change):
    with pytest.raises(ValueError, match="page"):
        change_fields(page, [change])


def test_a_file_keeps_its_line_ends_and_its_first_bytes(tmp_path):
    path = tmp_path / "a.html"
    before = ("\ufeff" + PAGE).replace("\n", "\r\n").encode("utf-8")
    path.write_bytes(before)
    assert write_fields(path, [Change("DC.date", "2008")])
    added = b'\r\n  <meta name="DC.date" content="2008">'
    assert path.read_bytes().replace(added, b"", 1) == before
    assert not write_fields(path, [Change("DC.date", "2008")])
    assert [child.name for child in tmp_path.iterdir()] == ["a.html"]


def test_a_file_that_cannot_be_changed_is_left_alone(tmp_path):
    path = tmp_path / "a.html"
    path.write_bytes(b"\xff\xfe no text")
    with pytest.raises(SheetError, match="cannot be changed"):
        write_fields(path, [Change("DC.date", "2008")])
    assert path.read_bytes() == b"\xff\xfe no text"
