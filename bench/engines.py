"""The engines that are measured: their environment, and one worker process for each."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from peers.work import Asked
from worker import MEMORY

HERE = Path(__file__).parent
PEERS = ("tantivy", "fts5", "fts5_joins", "xapian", "typesense", "whoosh")
#: Debian's own Python, which sees its packages (``python3-xapian``).
SYSTEM_PYTHON = Path("/usr/bin/python3")
#: Where a peer may be had when its wheel does not fit this Python.
ELSEWHERE = {"xapian": "install Debian's package python3-xapian"}
#: An engine that reads what another one built.
SHARED = {"fts5_joins": "fts5"}
Json = dict[str, Any]


def environment(cache: Path) -> Path:
    """The Python that has the peers, never that of the product; says what cannot be installed."""
    python = cache / "venv" / "bin" / "python"
    wanted = (HERE / "requirements.txt").read_text("utf-8").splitlines()
    installed = cache / "venv" / "installed.txt"
    if installed.exists() and installed.read_text("utf-8").splitlines() == wanted:
        return python
    subprocess.run([sys.executable, "-m", "venv", cache / "venv"], check=True)
    for name in wanted:
        if name.startswith("#"):
            continue
        command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", name]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"cannot install {name}: {_last_line(done.stderr)}", flush=True)
    installed.write_text("\n".join(wanted) + "\n", "utf-8")
    return python


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "no reason given"


def python_for(name: str, python: Path) -> tuple[Path | None, str]:
    """The Python that can run an engine, or ``None`` and why not."""
    if name == "fiches":
        return Path(sys.executable), ""
    load = f"import sys; sys.path.insert(0, {str(HERE)!r}); import peers.{name}_peer"
    reason = ""
    for one in (python, SYSTEM_PYTHON):
        if one.exists():
            done = subprocess.run([one, "-c", load], capture_output=True, text=True, check=False)
            if not done.returncode:
                return one, ""
            reason = reason or _last_line(done.stderr)
    advice = ELSEWHERE.get(name)
    return None, f"{reason} ({advice})" if advice else reason


class Engine:
    """The worker process of one engine over one collection."""

    def __init__(self, name: str, collection: Path, python: Path) -> None:
        self.name = name
        self._folder = collection / SHARED.get(name, name)
        self._facts = collection / f"{SHARED.get(name, name)}.built.json"
        self._rows = collection / "rows.jsonl"
        self._start = [python, HERE / "worker.py"]

    def built(self) -> Json:
        """What building cost; built once."""
        if not self._facts.exists():
            print(f"{self.name}: building", flush=True)
            built = [SHARED.get(self.name, self.name), "build", self._rows, self._folder]
            done = subprocess.run([*self._start, *built], check=True,
                                  stdout=subprocess.PIPE, text=True)  # fmt: skip
            self._facts.write_text(done.stdout.splitlines()[-1], "utf-8")
        found: Json = json.loads(self._facts.read_text("utf-8"))
        return found

    def forget(self) -> None:
        """Let it be built anew."""
        self._facts.unlink(missing_ok=True)

    def start(self) -> Json:
        """Open the index; what opening cost."""
        self._process = subprocess.Popen(
            [*self._start, self.name, "ask", self._folder],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        return self._read()

    def ask(self, asked: Asked) -> Json:
        """One answer with its cost."""
        return self._told(asdict(asked))

    def memory(self) -> Json:
        """What the process holds."""
        return self._told(MEMORY)

    def stop(self) -> None:
        """End the process."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()

    def _told(self, asked: object) -> Json:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return self._read()

    def _read(self) -> Json:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name} ended; if another version of the program built its "
                             f"index, measure with --rebuild {self.name}")  # fmt: skip
        found: Json = json.loads(line)
        return found
