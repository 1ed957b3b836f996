"""Importing writes sheets once, keeps editors' work and tells what it could not read."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile

import pytest

from indexer.errors import CorpusError
from indexer.imports import Rules, import_sources
from indexer.sources import read_corpus
from indexer.sources.corpus_html import write_sheet
from indexer.vocabulary import Sheet

TEXT = "Des habitants jardinent ensemble au pied des tours de la ville, depuis {} ans déjà."


def markdown(title: str, years: str = "dix", address: str = "") -> str:
    front = f"---\nurl: {address}\n---\n" if address else ""
    return f"{front}# {title}\n\n{TEXT.format(years)}\n"


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "source"
    folder.mkdir()
    return folder


@pytest.fixture
def to(tmp_path):
    return tmp_path / "corpus" / "ailleurs"


def put(folder, name, text):
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def sheets(folder) -> dict[str, Sheet]:
    found = list(read_corpus([folder]))
    assert all(isinstance(sheet, Sheet) for sheet in found)
    return {sheet.id: sheet for sheet in found}


def test_sheets_are_written_under_readable_names(source, to):
    put(source, "a.md", markdown("Le jardin des Beaudottes"))
    report = import_sources([source], to)
    assert report.added == ["le-jardin-des-beaudottes"]
    assert (to / "le-jardin-des-beaudottes.html").exists()
    assert sheets(to)["le-jardin-des-beaudottes"].source == "a.md"


def test_importing_twice_changes_nothing(source, to):
    put(source, "a.md", markdown("Un jardin"))
    put(source, "b.md", markdown("Un jardin", "vingt", "https://exemple.fr/b"))
    first = import_sources([source], to)
    before = {file.name: file.stat().st_mtime_ns for file in to.glob("*.html")}
    second = import_sources([source], to)
    assert first.added == second.unchanged == ["un-jardin", "un-jardin-2"]
    assert not second.written
    assert {file.name: file.stat().st_mtime_ns for file in to.glob("*.html")} == before


def test_a_changed_original_replaces_its_sheet(source, to):
    put(source, "a.md", markdown("Un jardin", address="https://exemple.fr/a"))
    import_sources([source], to)
    put(source, "a.md", markdown("Un autre titre", "douze", address="https://exemple.fr/a"))
    assert import_sources([source], to).updated == ["un-jardin"]
    assert sheets(to)["un-jardin"].title == "Un autre titre"


def test_a_sheet_an_editor_changed_is_kept(source, to):
    put(source, "a.md", markdown("Un jardin"))
    import_sources([source], to)
    file = to / "un-jardin.html"
    file.write_text(file.read_text("utf-8").replace("dix ans", "onze ans"), "utf-8")
    for years in ("dix", "douze"):
        put(source, "a.md", markdown("Un jardin", years))
        assert import_sources([source], to).kept == ["un-jardin"]
    assert "onze ans" in sheets(to)["un-jardin"].body


def test_a_sheet_that_was_deleted_comes_back(source, to):
    put(source, "a.md", markdown("Un jardin"))
    import_sources([source], to)
    (to / "un-jardin.html").unlink()
    import_sources([source], to)
    assert list(sheets(to)) == ["un-jardin"]


def test_a_hand_written_sheet_is_never_overwritten(source, to):
    ours = put(to, "un-jardin.html", write_sheet(Sheet("un-jardin", "Le nôtre", "Résumé.")))
    put(source, "a.md", markdown("Un jardin"))
    assert import_sources([source], to).added == ["un-jardin-2"]
    assert "Le nôtre" in ours.read_text("utf-8")


LONG = " ".join(f"mot{number}" for number in range(150))


def test_a_duplicate_is_told_and_not_written(source, to):
    put(source, "a.md", f"# Un jardin\n\n{LONG}")
    put(source, "b.txt.md", f"# Le même sous un autre nom\n\n{LONG}")
    report = import_sources([source], to)
    assert [(found.sheet, found.earlier) for found in report.duplicates] == [
        ("le-meme-sous-un-autre-nom", "un-jardin")
    ]
    assert list(sheets(to)) == ["un-jardin"]


def test_a_near_duplicate_is_told_and_written(source, to):
    put(source, "a.md", f"# Un jardin\n\n{LONG}")
    put(source, "b.md", f"# Un jardin revu\n\n{LONG} et une phrase de plus.")
    report = import_sources([source], to)
    (near,) = report.near_duplicates
    assert (near.sheet, near.earlier) == ("un-jardin-revu", "un-jardin")
    assert 0.7 <= near.share < 1
    assert len(sheets(to)) == 2


def test_what_cannot_be_read_is_told_file_by_file_and_the_rest_is_imported(source, to):
    put(source, "a.md", markdown("Un jardin"))
    put(source, "b.pdf", "pas un PDF")
    put(source, "sous/c.csv", "nom;x\n")
    put(source, "d.xml", "<a>")
    report = import_sources([source], to)
    assert report.added == ["un-jardin"]
    assert {fault.file for fault in report.unreadable} == {"b.pdf", "sous/c.csv", "d.xml"}


def test_companions_and_hidden_files_are_passed_over(source, to):
    for name in ("README.md", ".cache/a.md", "package.json", "N12.xml", "a.js", "LICENSE.txt"):
        put(source, name, markdown("Un jardin"))
    report = import_sources([source], to)
    assert (report.added, report.unreadable) == ([], [])


def test_a_listing_does_not_replace_the_whole_sheet(source, to):
    card = (
        '<a class="lien_article" href="https://exemple.fr/{0}"><span class="titre">Titre {0}</span>'
        '<span class="introduction">Résumé de la fiche {0}, assez court.</span></a>'
    )
    put(
        source,
        "z-liste.html",
        f"<html><body>{card.format('un')}{card.format('deux')}</body></html>",
    )
    put(
        source,
        "article.html",
        '<html><head><link rel="canonical" href="https://exemple.fr/un"></head><body>'
        '<h1 class="titre">Titre un</h1><div class="texte"><p>'
        + "Texte long. " * 40
        + "</p></div>",
    )
    for _ in range(2):
        import_sources([source], to)
        assert len(sheets(to)["titre-un"].body) > 400
    assert sheets(to)["titre-deux"].summary.startswith("Résumé")


def publication(audience: str, text: str) -> str:
    node = lambda name, *children, **attributes: {  # noqa: E731
        "type": "element",
        "name": name,
        "attributes": attributes,
        "children": list(children),
    }
    said = lambda text: {"type": "text", "text": text}  # noqa: E731
    root = node(
        "Publication",
        node("dc:title", said("Le bail")),
        node("Audience", said(audience)),
        node("Texte", node("Paragraphe", said("Commun.")), node("Paragraphe", said(text))),
        ID="F12",
        spUrl=f"https://service.exemple.fr/{audience}/F12",
    )
    return json.dumps({"id": "F12", "children": [root]})


def test_the_audiences_of_one_sheet_are_merged_from_a_package(tmp_path, to):
    package = tmp_path / "package.tgz"
    with tarfile.open(package, "w:gz") as archive:
        for audience in ("associations", "particuliers"):
            data = publication(audience.capitalize(), f"Pour les {audience}.").encode()
            for name in ("F12.json", "index.json", "R5.json"):
                member = tarfile.TarInfo(f"package/data/{audience}/{name}")
                member.size = len(data)
                archive.addfile(member, io.BytesIO(data))
    assert import_sources([package], to).added == ["f12"]
    assert import_sources([package], to).unchanged == ["f12"]
    sheet = sheets(to)["f12"]
    assert sheet.audience == "Particuliers ; Associations"
    assert sheet.source == "https://service.exemple.fr/Particuliers/F12"
    assert "Pour les particuliers." in sheet.body
    assert "Pour les associations." in sheet.body


def test_a_zip_of_sheets_is_read_member_by_member(tmp_path, to):
    package = tmp_path / "fiches.zip"
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("un/a.md", markdown("Un jardin"))
        archive.writestr("../b.md", markdown("Une boutique", "vingt"))
    assert import_sources([package], to).added == ["une-boutique", "un-jardin"]
    assert {file.name for file in to.iterdir() if file.suffix == ".html"} == {
        "un-jardin.html",
        "une-boutique.html",
    }


@pytest.mark.parametrize("name", ["a.tgz", "a.zip"])
def test_a_damaged_archive_is_told(tmp_path, to, name):
    (tmp_path / name).write_bytes(b"\x1f\x8b\x08" + b"\0" * 50)
    (fault,) = import_sources([tmp_path / name], to).unreadable
    assert "damaged archive" in fault.message


def test_an_archive_cut_short_gives_what_it_holds(tmp_path, to):
    package = tmp_path / "a.tar"
    with tarfile.open(package, "w") as archive:
        for name in ("a", "b"):
            data = markdown(f"Un jardin {name}", name).encode()
            member = tarfile.TarInfo(f"{name}.md")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    package.write_bytes(package.read_bytes()[:1600])
    report = import_sources([package], to)
    assert report.added == ["un-jardin-a"]
    assert len(report.unreadable) == 1


def test_a_missing_source_is_an_error_and_writes_nothing(tmp_path, to):
    with pytest.raises(CorpusError, match="does not exist"):
        import_sources([tmp_path / "none"], to)
    assert not to.exists()


def test_progress_and_defaults_are_taken(source, to):
    put(source, "a.md", markdown("Un jardin"))
    put(source, "b.md", markdown("Une boutique", "vingt"))
    seen: list[int] = []
    rules = Rules(publisher="Un centre", rights="Licence Ouverte")
    import_sources([source], to, seen.append, rules)
    assert seen == [1, 2]
    assert sheets(to)["un-jardin"].publisher == "Un centre"
    assert sheets(to)["un-jardin"].rights == "Licence Ouverte"


def test_the_report_is_told_to_programs(source, to):
    put(source, "a.md", markdown("Un jardin"))
    put(source, "b.pdf", "")
    told = import_sources([source], to).as_json()
    assert json.loads(json.dumps(told)) == told
    assert told["unreadable"][0]["file"] == "b.pdf"
