"""Our own files: the stylesheet carries the themes' colours, scripts lose what nobody runs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.webapp import fake
from webapp.scripts import lean


def test_each_theme_has_its_colours_in_both_schemes(client):
    style = client.get("/static/site.css").text
    assert ".t-logement{--theme:#9C3B24}" in style
    dark = style[style.rindex("@media (prefers-color-scheme:dark)") :]
    assert ".t-logement{--theme:#F0A48F}" in dark


@pytest.mark.parametrize("colour", ["red}body{display:none", "url(//evil)", "#12345"])
def test_a_colour_that_is_none_is_left_out(client, monkeypatch, colour):
    wrong = replace(fake.THEMES[0], colour=(colour, "#000000"))
    monkeypatch.setattr(fake, "THEMES", (wrong, *fake.THEMES[1:]))
    style = client.get("/static/site.css").text
    assert colour not in style
    assert ".t-commerce{" in style


def test_the_address_of_the_stylesheet_follows_the_generation(client, collection, monkeypatch):
    before = client.get("/aide").text
    recoloured = replace(fake.THEMES[0], colour=("#111111", "#EEEEEE"))
    monkeypatch.setattr(fake, "THEMES", (recoloured, *fake.THEMES[1:]))
    assert client.get("/recherche").text.count("site.css") == 1
    collection._generation = "8"
    after = client.get("/aide").text
    address = before[before.index("/static/site.css") :].split('"')[0]
    assert address not in after


def test_pages_have_their_style_before_the_first_generation(client, collection):
    collection.published = False
    assert "--paper" in client.get("/static/site.css").text


def test_a_lean_script_keeps_every_statement_and_its_first_line():
    script = "/* Licence */\n\nf(() => {\n  /* why */\n  const a = `x`;\n\n});\n"
    assert lean(script) == "/* Licence */\nf(() => {\nconst a = `x`;\n});\n"
