"""Every page is valid HTML, and the stylesheet valid CSS, says the Nu checker."""

from __future__ import annotations

import os
import subprocess

import pytest

from indexer import Settings
from tests.checker import find
from tests.web.test_pages import PAGES
from webapp import create_app


def test_every_page_is_valid(collection, tmp_path):
    jar = find()
    if jar is None:
        assert not os.environ.get("CI"), "CI must check the HTML: run `python -m tests.checker`"
        pytest.skip("no HTML checker: run `python -m tests.checker`, or name one in VNU_JAR")
    client = create_app(collection, Settings(contact="contact@example.org")).test_client()
    for name, path in PAGES.items():
        (tmp_path / f"{name}.html").write_bytes(client.get(path).data)
    files = [str(p) for p in sorted(tmp_path.glob("*.html"))]
    command = ["java", "-jar", str(jar), "--Werror", *files]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
