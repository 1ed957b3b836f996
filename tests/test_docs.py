"""Documentation that cannot lie: generated pages are current, every command and setting is told."""

from __future__ import annotations

import importlib
import importlib.util
import re
from pathlib import Path

import pytest

from indexer.cli import main as fiches
from indexer.settings import Settings

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]


def generator():
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["cli", "schema"])
def test_generated_pages_are_current(page):
    written = (DOCS / f"{page}.md").read_text("utf-8")
    assert written == getattr(generator(), page)(), "run python docs/generate.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_to_files_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("name", sorted(Settings.__dataclass_fields__))
def test_every_setting_is_documented(name):
    said = (DOCS / "operating.md").read_text("utf-8") + (DOCS / "schema.md").read_text("utf-8")
    assert f"`{name}`" in said or f"\n{name} = " in said


@pytest.mark.parametrize("name", sorted(fiches.commands))
def test_every_command_is_told_in_prose(name):
    prose = "".join(p.read_text("utf-8") for p in PAGES if p.name != "cli.md")
    assert f"fiches {name}" in prose


def test_every_class_of_the_glossary_exists_and_says_the_same():
    rows = re.findall(r"^\| `(\w+)` \| `([\w.]+)` \|", (DOCS / "glossary.md").read_text(), re.M)
    assert len(rows) > 15
    for name, module in rows:
        assert hasattr(importlib.import_module(module), name), f"no {name} in {module}"


def test_every_address_of_the_site_is_documented():
    from indexer import Collection
    from webapp import create_app

    app = create_app(Collection.open(Path("none")), Settings())
    prose = "".join(p.read_text("utf-8") for p in PAGES)
    prose += (ROOT / "webapp" / "static" / "openapi.json").read_text("utf-8")
    missing = []
    for rule in app.url_map.iter_rules():
        if rule.rule == "/favicon.ico" or rule.rule.startswith("/<any"):
            continue  # the browser asks for the first by itself; the second are the standing pages
        shown = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        stem = shown.split("{")[0].rstrip("/")
        if rule.rule != "/" and stem and stem not in prose:
            missing.append(shown)
    assert not missing


def test_the_readme_shows_the_two_commands():
    text = (ROOT / "README.md").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in ("serve", "test"):
        assert f"make {target}" in text
        assert f"\n{target}:" in makefile


def test_nothing_names_a_machine_or_a_registry():
    """No absolute path of a machine and no package host in any tracked text file."""
    paths = re.compile(r"(?<![\w.])/(?:work|root|home/\w+)/")
    hosts = re.compile("|".join(["py" + "pi.org", "npm" + "js.org", "python" + "hosted.org"]))
    wrong = []
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        if any(p.startswith(".") and p != ".ci" for p in parts) or parts[0] == "index":
            continue
        if path.suffix in {".py", ".md", ".toml", ".lock", ".html", ".js", ".css", ".json", ".csv"}:
            text = path.read_text("utf-8", "replace")
            if paths.search(text) or hosts.search(text):
                wrong.append(str(path.relative_to(ROOT)))
    assert not wrong
