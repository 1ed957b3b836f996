"""The documentalist's commands: import, harvest, detect, suggest and write metadata."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
from click.testing import CliRunner

from indexer.cli import main
from indexer.settings import Settings
from indexer.sources import read_sheet
from tests.conftest import CORPUS, write_sheet_file


def fiches(*arguments: object):
    settings = Settings(corpus=(CORPUS,))
    return CliRunner().invoke(main, [str(a) for a in arguments], obj=settings)


def test_an_import_writes_sheets_once_and_reports_what_it_could_not_read(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "jardin.md").write_text("# Un jardin partagé\n\nDes habitants jardinent.\n", "utf-8")
    (source / "casse.pdf").write_bytes(b"%PDF-1.4 broken")
    first = fiches("import", source, "--to", tmp_path / "corpus", "--json")
    assert first.exit_code == 3
    report = json.loads(first.stdout)
    assert len(report["added"]) == 1
    assert "casse.pdf" in report["unreadable"][0]["file"]
    again = json.loads(fiches("import", source, "--to", tmp_path / "corpus", "--json").stdout)
    assert (again["added"], len(again["unchanged"])) == ([], 1)


def test_an_import_tells_lines_repeats_and_values_that_do_not_exist(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    rows = ["titre;texte;thème;territoire"]
    rows += ["Un toit;Un toit pour tous.;logment;com:93999", "Un mur;Un mur.;logement;com:93071"]
    rows += ["Un autre;Un toit pour tous.;;", "Vide;;;"]
    (source / "fiches.csv").write_text("\n".join(rows), "utf-8")
    done = fiches("import", source, "--to", tmp_path / "corpus" / "neuf")
    assert done.exit_code == 3
    told = done.stderr.splitlines()
    assert any(line.startswith("not imported: fiches.csv:5: has a row") for line in told)
    assert "not written: un-autre says the same as un-toit" in told
    unknown = "warning: DC.subject in un-toit: theme logment is unknown: did you mean logement?"
    assert unknown in told
    assert any("DC.coverage in un-toit" in line and "dep:93" in line for line in told)
    assert not any("un-mur" in line for line in told)
    again = json.loads(
        fiches("import", source, "--to", tmp_path / "corpus" / "neuf", "--json").stdout
    )
    assert [doubt["value"] for doubt in again["doubtful"]] == ["logment", "com:93999"]


def test_an_office_file_of_a_kind_that_is_not_read_is_told(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "fiche.doc").write_bytes(b"old")
    (source / "photo.png").write_bytes(b"picture")
    done = fiches("import", source, "--to", tmp_path / "corpus", "--json")
    assert done.exit_code == 3
    (fault,) = json.loads(done.stdout)["unreadable"]
    assert fault["file"] == "fiche.doc"
    assert "DOCX" in fault["message"]


def test_an_import_of_nothing_says_so(tmp_path):
    done = fiches("import", tmp_path / "nowhere", "--to", tmp_path / "corpus")
    assert done.exit_code == 1
    assert "nowhere" in done.stderr


def test_detect_prints_territories_and_themes_with_their_evidence():
    text = "La ville des Mureaux rénove des logements insalubres."
    found = json.loads(fiches("detect", text, "--json").stdout)
    (territory,) = found["territories"]
    assert territory["code"] == "com:78440"
    assert text[territory["start"] : territory["end"]] == territory["quote"]
    assert found["themes"][0]["slug"] == "logement"
    assert found["themes"][0]["evidence"]


def test_detect_tells_people_what_it_found_how_and_what_is_not_settled():
    told = fiches("detect", "La ville de Sevran reloge des familles de Saint-Denis.").stdout
    assert "territory  com:93071 (Sevran)  « Sevran » — ville de; " in told
    assert "theme      logement (" in told
    assert "« reloge »" in told
    told = fiches("detect", "L’association assiste la ville de Saint-Denis.").stdout
    assert told.startswith("ambiguous  « Saint-Denis » could be ")
    assert "com:93066 (Saint-Denis (93))" in told
    assert "--publisher" in told
    assert fiches("detect", "Bonjour.").stdout == "no territory and no theme found\n"


def test_detect_uses_the_publisher_to_tell_homonyms_apart():
    text = "L’association assiste la ville de Saint-Denis."
    alone = json.loads(fiches("detect", text, "--json").stdout)["territories"][0]
    assert alone["code"] is None
    assert len(alone["candidates"]) > 1
    near = fiches("detect", text, "--publisher", "dep:93", "--json")
    assert json.loads(near.stdout)["territories"][0]["code"] == "com:93066"
    wrong = fiches("detect", text, "--publisher", "93")
    assert wrong.exit_code == 2
    assert "dep:93" in wrong.stderr


def test_suggestions_are_written_only_when_asked_and_only_where_missing(tmp_path):
    title, text = "Un habitat rénové", "La ville de Montfermeil rénove des logements insalubres."
    path = write_sheet_file(tmp_path / "c", "habitat", title, text, date="2010")
    before = path.read_text("utf-8")
    shown = json.loads(fiches("suggest-metadata", tmp_path / "c", "--json").stdout)
    coverage = [row for row in shown if row["field"] == "DC.coverage"]
    assert coverage[0]["value"] == "com:93047"
    assert "Montfermeil" in coverage[0]["quote"]
    assert path.read_text("utf-8") == before
    done = fiches("suggest-metadata", tmp_path / "c", "--write")
    assert "1 sheet changed" in done.stdout
    assert read_sheet(path).territories == ("com:93047",)
    assert fiches("check", tmp_path / "c").exit_code == 0


def test_a_doubtful_value_is_named_with_what_to_write_instead(tmp_path):
    folder = tmp_path / "c"
    text = "La ville de Montfermeil rénove des logements insalubres."
    path = write_sheet_file(folder, "habitat", "Un habitat", text, subject="logment", date="2010")
    path.write_text(
        path.read_text("utf-8").replace(
            "</head>", '<meta name="DC.coverage" content="com:14697">\n</head>'
        ),
        "utf-8",
    )
    told = fiches("suggest-metadata", folder).stdout
    assert "DC.subject doubtful: logment — no theme of the vocabulary" in told
    assert "DC.coverage doubtful: com:14697 (write com:" in told


class Site(BaseHTTPRequestHandler):
    """A listing that leads to one article, in the shape SPIP gives them."""

    PAGES: ClassVar = {
        "/": '<html><body><ul><li><a class="lien_article" href="/article1"><span class="titre">'
        'Un jardin</span><span class="introduction">Un jardin partagé à Sevran.</span></a></li>'
        "</ul></body></html>",
        "/article1": '<html><head><title>Un jardin</title></head><body><div class="hentry">'
        '<h1 class="crayon article-titre-1 entry-title">Un jardin partagé</h1>'
        '<div class="crayon article-chapo-1 chapo"><p>Des habitants jardinent à Sevran.</p></div>'
        '<div class="crayon article-texte-1 texte"><p>Le jardin a ouvert au printemps et trente '
        "familles y cultivent des légumes toute l’année.</p></div></div></body></html>",
        "/robots.txt": "User-agent: *\nDisallow: /prive\n",
    }

    def do_GET(self):
        page = self.PAGES.get(self.path)
        self.send_response(200 if page else 404)
        kind = "text/plain" if self.path.endswith(".txt") else "text/html; charset=utf-8"
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write((page or "absent").encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_a_harvest_brings_in_what_a_listing_leads_to(site, tmp_path):
    options = ("--to", tmp_path / "c", "--delay", "0", "--loopback", "--json")
    done = fiches("harvest", site, *options)
    assert done.exit_code == 0, done.output
    assert len(json.loads(done.stdout)["imported"]["added"]) == 1
    (page,) = (tmp_path / "c").glob("*.html")
    assert "Un jardin partagé" in read_sheet(page).title


def test_a_harvest_refuses_this_machine_unless_told(site, tmp_path):
    done = fiches("harvest", site, "--to", tmp_path / "c")
    assert done.exit_code != 0
    assert "Traceback" not in done.output
