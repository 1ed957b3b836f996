"""A real Chromium, the site served over the ten sheets, and a host site of somebody else."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import axe_playwright_python
import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from indexer import Settings
from tests.browser import ARGUMENTS, find
from webapp import create_app

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
SITE_NAME = "Fiches d’expérience"


@dataclass
class Served:
    """A site on this machine and what was asked of it: path and headers."""

    url: str
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@contextmanager
def served(app: Flask) -> Iterator[Served]:
    """``app`` on a free port of this machine until the block ends."""
    site = Served("")
    inner = app.wsgi_app

    def watched(environ, start_response):
        headers = {k: v for k, v in environ.items() if k.startswith("HTTP_")}
        site.seen.append((environ["PATH_INFO"], headers))
        return inner(environ, start_response)

    server = make_server("127.0.0.1", 0, watched, threaded=True)
    site.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()


@pytest.fixture(scope="session")
def site(collection) -> Iterator[Served]:
    """The site over the repository's ten sheets."""
    settings = Settings(contact="contact@example.org", site_name=SITE_NAME)
    with served(create_app(collection, settings)) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; a machine without any skips them."""
    path = find()
    if path is None:
        assert not os.environ.get("CI"), "CI must drive a browser: run `python -m tests.browser`"
        pytest.skip("no Chromium on this machine: run `python -m tests.browser`")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, site: Served) -> Iterator[Visit]:
    """Opens a page of the site in a new window; fails the test on any error of the page."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(path: str, *, width: int = 1100, height: int = 800, **options) -> Page:
        viewport = {"width": width, "height": height}
        context = browser.new_context(viewport=viewport, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        page.goto(path if path.startswith("http") else site.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    ignored = "Failed to load resource: the server responded with a status of 40"
    assert [e for e in errors if not e.startswith(ignored)] == []


def faults(page: Page) -> list[str]:
    """What axe finds wrong on a page, one line each; empty is good."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{v['id']}: {v['help']} – {node['html'][:160]} {node['failureSummary'][:200]}"
        for v in found["violations"]
        for node in v["nodes"]
    ]
