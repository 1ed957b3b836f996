"""Finds a Chromium for the browser tests, and installs one when there is none.

``python -m tests.browser`` prints the path it found. Debian and Ubuntu get the distribution's
package, other systems Playwright's own build.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)

#: Needed as root and without a network: no sandbox, nothing fetched in the background.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find() -> str | None:
    """The path of a Chromium on this machine, or ``None``."""
    named = os.environ.get("CHROMIUM_PATH")
    if named:
        return named
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in (*found, *MAC) if path and Path(path).exists()), None) or _own()


def _own() -> str | None:
    """Playwright's own Chromium, when it was downloaded."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> None:
    """Install a Chromium: from the distribution where it has one, else from Playwright."""
    if shutil.which("apt-get"):
        root = [] if os.geteuid() == 0 else ["sudo"]
        for step in (["update", "-qq"], ["install", "-y", "-qq", "chromium"]):
            environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            subprocess.run([*root, "apt-get", *step], check=False, env=environment)
    if find() is None:
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(command, check=False)


def main() -> None:
    """Print the path of a Chromium, installing one if need be; exit with 1 when impossible."""
    if find() is None:
        print("No Chromium on this machine: installing one for the tests", file=sys.stderr)
        install()
    path = find()
    if path is None:
        sys.exit(
            "No Chromium could be installed: install Chromium or Google Chrome by hand, "
            "or name one in CHROMIUM_PATH, then run make test again"
        )
    print(path)


if __name__ == "__main__":
    main()
