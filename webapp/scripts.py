"""The scripts as they are sent: without what only their readers need, each with its hash.

The box for other sites names the module it may load and that module's hash, so that a host that
checks the box by its hash runs nothing else.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

from webapp import urls

FOLDER = Path(__file__).parent / "static"

#: The version of what other sites load; any change of a published file asks for a new one.
VERSION = "1.0.0"

#: What other sites load, each under ``/embed/v<version>/``.
BOX = "fiches-recherche.js"
RESULTS = "fiches-resultats.js"
RESIZER = "fiches-cadre.js"
PUBLISHED = (BOX, RESULTS, RESIZER)

#: The scripts of the pages, under ``/static/``.
OWN = (
    "common.js",
    "combobox.js",
    "site.js",
    "selection.js",
    "integrer.js",
    "cadre.js",
    f"embed/{BOX}",
)

#: The files of earlier versions, exactly as they were sent: ``<version>/<name>``.
EARLIER = FOLDER / "embed" / "versions"


@cache
def script(name: str) -> str:
    """A script of ours, ``embed/`` in front for what other sites load."""
    source = (FOLDER / name).read_text(encoding="utf-8")
    if name == "site.js":  # one file to fetch
        return script("common.js") + lean(source)
    if name == f"embed/{BOX}":
        combobox = (FOLDER / "combobox.js").read_text(encoding="utf-8")
        source = source.replace("@combobox@", combobox.replace("export { complete };", ""))
        source = source.replace("@results@", f"embed/v{VERSION}/{RESULTS}")
        source = source.replace("@integrity@", integrity(RESULTS))
        source = source.replace("@longest@", str(urls.MAX_TEXT))
    return lean(source)


def published(version: str, name: str) -> str | None:
    """What other sites load under a version, ``None`` where there is no such file."""
    if name not in PUBLISHED:
        return None
    if version in ("1", VERSION):
        return script(f"embed/{name}")
    if not all(part.isascii() and part.isdigit() for part in version.split(".")):
        return None
    earlier = EARLIER / version / name
    return earlier.read_text(encoding="utf-8") if earlier.is_file() else None


def keep() -> None:
    """Keep the files of this version as they are sent; run it when a version is released."""
    folder = EARLIER / VERSION
    folder.mkdir(parents=True)
    for name in PUBLISHED:
        (folder / name).write_text(script(f"embed/{name}"), encoding="utf-8")


@cache
def integrity(name: str = BOX) -> str:
    """The hash that a host puts in its snippet, so that it runs this file and no other."""
    digest = hashlib.sha384(script(f"embed/{name}").encode()).digest()
    return "sha384-" + base64.b64encode(digest).decode()


def lean(source: str) -> str:
    """A script without indentation, empty lines and comment lines but the first."""
    head, *lines = (line.strip() for line in source.splitlines())
    kept = (line for line in lines if line and not line.startswith("/*"))
    return "\n".join((head, *kept, ""))


if __name__ == "__main__":
    keep()
