"""Settings: defaults, then a TOML file, then environment variables; wrong ones are refused.

The file is ``fiches.toml`` in the working directory or the path in ``FICHES_CONFIG``; a variable
is the setting's name in capitals after ``FICHES_`` (``FICHES_PORT=8080``).
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from indexer.errors import SettingsError

PREFIX = "FICHES_"
CONFIG_FILE = "fiches.toml"

#: Numbers: name, least, most, and what to give.
_RANGES = (
    ("port", 0, 65535, "a number from 0 to 65535"),
    ("workers", 1, 64, "a number from 1 to 64"),
    ("threads", 1, 64, "a number from 1 to 64"),
    ("searches", 1, 64, "a number from 1 to 64"),
    ("patience", 1, 60, "a number of seconds from 1 to 60"),
    ("proxies", 0, 5, "how many proxies stand in front"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an operator may set; the defaults serve the repository's own corpus."""

    #: Folder of the published generations.
    index: Path = Path("index")
    #: Folders of sheets to index, separated by ``:`` in the environment.
    corpus: tuple[Path, ...] = (Path("corpus"),)
    #: Address to listen on.
    host: str = "127.0.0.1"
    #: Port to listen on (0 to 65535; 0 lets the system choose).
    port: int = 8000
    #: Server processes.
    workers: int = 2
    #: Threads in each server process: those that search, those that wait and a few to spare.
    threads: int = 48
    #: Searches at once in each server process; eight times as many wait, others come back later.
    searches: int = 4
    #: Seconds a visitor may wait for a search before being asked to come back (1 to 60).
    patience: int = 5
    #: Number of trusted proxies in front (0 trusts no forwarded header).
    proxies: int = 0
    #: Public address of the site without final slash; empty for relative links.
    base_url: str = ""
    #: Host names answered, separated by commas in the environment; empty answers all.
    trusted_hosts: tuple[str, ...] = ()
    #: Name of the site, shown in titles and headers.
    site_name: str = "Fiches d’expérience"
    #: Address to write to, shown where a visitor finds nothing.
    contact: str = ""
    #: Folder of the operator's texts (help, legal, accessibility); empty uses those shipped.
    texts: Path | None = None

    @classmethod
    def load(
        cls, environment: Mapping[str, str] | None = None, config: Path | None = None
    ) -> Settings:
        """Settings from a TOML file and the environment; raises SettingsError on a wrong one."""
        env = os.environ if environment is None else environment
        path = config or Path(env.get(f"{PREFIX}CONFIG", CONFIG_FILE))
        named = config is not None or f"{PREFIX}CONFIG" in env
        values = {**_from_file(path, named), **_from_environment(env)}
        known = {f.name: str(f.type) for f in fields(cls)}
        checked = {}
        for name, (value, where) in values.items():
            if name not in known:
                raise SettingsError(
                    f"{where}: no such setting; known settings are {', '.join(sorted(known))}"
                )
            checked[name] = _convert(value, known[name], where)
        settings = cls(**checked)
        settings.check()
        return settings

    def check(self) -> None:
        """Raise SettingsError, saying what to do, when a value cannot work."""
        for name, least, most, told in _RANGES:
            if not least <= getattr(self, name) <= most:
                raise SettingsError(f"{name} is {getattr(self, name)}: give {told}")
        parts = urlsplit(self.base_url)
        if self.base_url and (
            parts.scheme not in ("http", "https") or not parts.netloc or parts.query
        ):
            raise SettingsError(
                f"base_url is {self.base_url!r}: give an address such as https://fiches.example.org"
            )
        if self.base_url.endswith("/"):
            raise SettingsError("base_url ends with a slash: leave it out")
        if self.texts is not None and not self.texts.is_dir():
            raise SettingsError(f"texts is {self.texts}: no such folder")


Raw = dict[str, tuple[Any, str]]


def _from_file(path: Path, named: bool) -> Raw:
    """Values of the TOML file with where each comes from; no file is fine unless named."""
    if not path.is_file():
        if named:
            raise SettingsError(f"{path}: no such settings file")
        return {}
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: not valid TOML: {error}") from None
    return {name: (value, f"{path}: {name}") for name, value in values.items()}


def _from_environment(env: Mapping[str, str]) -> Raw:
    return {
        key.removeprefix(PREFIX).lower(): (value, key)
        for key, value in env.items()
        if key.startswith(PREFIX) and key != f"{PREFIX}CONFIG"
    }


def _convert(value: Any, kind: str, where: str) -> Any:  # noqa: ANN401 - any TOML value comes in
    """A raw value as the type of its setting; raises SettingsError with an example."""
    if kind == "int":
        text = str(value).strip()
        if isinstance(value, bool) or not text.lstrip("-").isdigit():
            raise SettingsError(f"{where} is {value!r}: give a whole number")
        return int(text)
    if kind.startswith("tuple"):
        separator = ":" if "Path" in kind else ","
        parts = value if isinstance(value, list) else str(value).split(separator)
        strings = [_string(part, where).strip() for part in parts]
        return tuple(Path(s) if "Path" in kind else s for s in strings if s)
    text = _string(value, where)
    if "Path" in kind:
        return Path(text) if text else None
    return text


def _string(value: Any, where: str) -> str:  # noqa: ANN401 - any TOML value comes in
    if not isinstance(value, str):
        raise SettingsError(f"{where} is {value!r}: give a text between quotes")
    return value
