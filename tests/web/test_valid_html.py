"""Every page is valid HTML, and the stylesheet valid CSS, says the Nu checker."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from indexer import Settings
from tests.web.test_pages import PAGES
from webapp import create_app

ROOT = Path(__file__).parent.parent.parent
PLACES = (ROOT / "node_modules/vnu-jar/build/dist/vnu.jar", ROOT / ".cache/vnu.jar")


def checker() -> Path | None:
    """The checker's file: named in VNU_JAR, or where npm puts it."""
    named = os.environ.get("VNU_JAR")
    return next((p for p in ((Path(named),) if named else PLACES) if p.exists()), None)


def test_every_page_is_valid(collection, tmp_path):
    jar = checker()
    if jar is None or shutil.which("java") is None:
        pytest.skip("no Java or no vnu.jar: `npm install vnu-jar`, or name it in VNU_JAR")
    client = create_app(collection, Settings(contact="contact@example.org")).test_client()
    for name, path in PAGES.items():
        (tmp_path / f"{name}.html").write_bytes(client.get(path).data)
    files = [str(p) for p in sorted(tmp_path.glob("*.html"))]
    command = ["java", "-jar", str(jar), "--Werror", *files]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
