"""Finds the Nu HTML checker for the tests of HTML, and fetches it when there is none.

``python -m tests.checker`` prints the jar it found. It needs Java to run and npm to be fetched;
Debian and Ubuntu get both from the distribution. Without them the test of HTML is skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

CACHE = Path(__file__).parent.parent / ".cache"
JAR = CACHE / "vnu.jar"
PACKAGE = "vnu-jar@26.9.27"
INSIDE = "package/build/dist/vnu.jar"


def find() -> Path | None:
    """The checker's jar, named in VNU_JAR or fetched before; ``None`` without Java."""
    if shutil.which("java") is None:
        return None
    named = os.environ.get("VNU_JAR")
    found = Path(named) if named else JAR
    return found if found.is_file() else None


def fetch() -> None:
    """Get Java and npm from the distribution if need be, then the checker from npm."""
    wanted = {"java": "default-jre-headless", "npm": "npm"}
    missing = [package for program, package in wanted.items() if shutil.which(program) is None]
    if missing and shutil.which("apt-get"):
        root = [] if os.geteuid() == 0 else ["sudo"]
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for step in (["update", "-qq"], ["install", "-y", "-qq", *missing]):
            subprocess.run([*root, "apt-get", *step], check=False, env=environment)
    if shutil.which("npm") is None:
        return
    CACHE.mkdir(exist_ok=True)
    packed = subprocess.run(
        ["npm", "pack", "--silent", PACKAGE], cwd=CACHE, capture_output=True, text=True, check=False
    )
    name = packed.stdout.strip().splitlines()[-1:] or [""]
    archive = CACHE / name[0]
    if packed.returncode == 0 and archive.is_file():
        with tarfile.open(archive) as files:
            source = files.extractfile(INSIDE)
            if source is not None:
                JAR.write_bytes(source.read())
        archive.unlink()


def main() -> None:
    """Print the checker's path; say how to get it when that was impossible."""
    if find() is None:
        print("No HTML checker yet: fetching it for the tests", file=sys.stderr)
        fetch()
    print(find() or "no Java or no npm: the test of HTML will be skipped")


if __name__ == "__main__":
    main()
