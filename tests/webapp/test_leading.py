"""One thread goes from answer to answer; when one takes long, another leads on."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, IncompleteRead
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.webapp.waiting import LARGE
from webapp import leading


class Site:
    """A server of one process over ``tests.webapp.waiting``."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        #: Errors that the log is expected to tell.
        self.faults = 0
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(
            [
                sys.executable, "-m", "gunicorn", "--no-control-socket", "--workers", "1",
                "--worker-class", "webapp.leading.LeadingWorker",
                "--bind", f"127.0.0.1:{self.port}", "--keep-alive", "30", *options,
                "tests.webapp.waiting:app",
            ],
            cwd=ROOT, env={**os.environ, "WAITING": str(folder), "PYTHONPATH": f"{folder}:{ROOT}"},
            stderr=(folder / "log").open("w"),
        )  # fmt: skip
        until = time.monotonic() + 30
        while not self._listens():
            assert time.monotonic() < until, (folder / "log").read_text()
            time.sleep(0.05)

    def _listens(self) -> bool:
        try:
            return self.ask("/quick?n=first").startswith("first")
        except OSError:
            return False

    def line(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=20)

    def ask(self, path: str, line: HTTPConnection | None = None) -> str:
        own = line or self.line()
        own.request("GET", path)
        answer = own.getresponse()
        told = answer.read().decode()
        assert answer.status == 200
        if line is None:
            own.close()
        return told

    def asking(self, path: str) -> Asking:
        """A request under way in a thread of its own."""
        return Asking(lambda: self.ask(path))

    def begun(self, name: str) -> None:
        """Wait until the program has begun to answer ``/wait?n=name``."""
        until = time.monotonic() + 20
        while not (self.folder / f"begun-{name}").exists():
            assert time.monotonic() < until, f"{name} was never begun"
            time.sleep(0.005)

    def let_go(self) -> None:
        """Have all that waits be answered."""
        (self.folder / "go").touch()

    def raw(self, sent: bytes) -> socket.socket:
        """A connection on which something was sent."""
        line = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        line.sendall(sent)
        return line


class Asking:
    """What becomes of something done in a thread."""

    def __init__(self, work: Callable[[], str]) -> None:
        self.told = ""
        self._thread = threading.Thread(target=self._keep, args=(work,))
        self._thread.start()

    def _keep(self, work: Callable[[], str]) -> None:
        self.told = work()

    def answer(self, seconds: float = 30) -> str:
        self._thread.join(seconds)
        return self.told


@pytest.fixture
def start(tmp_path) -> Iterator[Callable[..., Site]]:
    sites: list[Site] = []

    def begin(*options: str) -> Site:
        sites.append(Site(tmp_path, *options))
        return sites[-1]

    yield begin
    for site in sites:
        site.let_go()
        if site.process.poll() is None:
            site.process.terminate()
        site.process.wait(timeout=30)
        log = (tmp_path / "log").read_text()
        assert log.count("Traceback") == site.faults, log


def comes(line: socket.socket, wanted: bytes) -> bytes:
    """What is received until ``wanted`` is among it."""
    told = b""
    while wanted not in told:
        piece = line.recv(1 << 16)
        assert piece, told
        told += piece
    return told


def thread(answer: str) -> str:
    """Which thread gave an answer."""
    return answer.split()[1]


def test_one_thread_answers_all_that_is_quick(start):
    """With a thread for each, nearly all of six at once would be answered beside another."""
    site = start("--threads", "8")
    told = [Asking(lambda n=n: asked_often(site, n, 40, sleep=0.002)) for n in range(6)]
    assert [one.answer() for one in told] == ["all"] * 6
    beside = (site.folder / "beside").read_text() if (site.folder / "beside").exists() else ""
    assert len(beside) < 120, "half of them"


def test_a_slow_answer_holds_up_nobody(start):
    site = start("--threads", "4")
    slow = site.asking("/wait?n=slow")
    site.begun("slow")
    meanwhile = site.ask("/quick?n=meanwhile")
    assert meanwhile.startswith("meanwhile ")
    site.let_go()
    assert slow.answer().startswith("slow ")
    assert thread(slow.answer()) != thread(meanwhile)


def test_as_many_slow_answers_as_there_are_threads_but_one_hold_up_nobody(start):
    site = start("--threads", "4")
    slow = []
    for name in ("a", "b", "c"):
        slow.append(site.asking(f"/wait?n={name}"))
        site.begun(name)
    meanwhile = site.ask("/quick?n=meanwhile")
    site.let_go()
    told = [one.answer() for one in slow]
    assert [one[0] for one in told] == ["a", "b", "c"]
    assert len({*map(thread, told), thread(meanwhile)}) == 4
    assert site.ask("/quick?n=after").startswith("after ")


def test_what_waits_for_a_thread_is_answered_when_one_is_free(start):
    """Also what was asked longer ago than an idle connection is kept."""
    site = start("--threads", "2", "--keep-alive", "2")
    kept = [site.line() for _ in range(3)]
    for line in kept:
        site.ask("/quick", line)
    slow = [site.asking("/wait?n=a"), site.asking("/wait?n=b")]
    site.begun("a")
    site.begun("b")
    waiting = [Asking(lambda line=line: site.ask("/quick?n=kept", line)) for line in kept]
    waiting.append(site.asking("/quick?n=new"))
    time.sleep(2.5)
    assert not any(one.told for one in waiting)
    site.let_go()
    assert [one.answer().split()[0] for one in waiting] == ["kept"] * 3 + ["new"]
    assert sorted(one.answer()[0] for one in slow) == ["a", "b"]


def test_threads_come_back_after_many_slow_answers(start):
    site = start("--threads", "3")
    for turn in range(4):
        slow = [site.asking(f"/wait?n={turn}{name}") for name in "ab"]
        site.begun(f"{turn}a")
        site.begun(f"{turn}b")
        assert site.ask("/quick?n=meanwhile").startswith("meanwhile ")
        site.let_go()
        assert sorted(one.answer()[:2] for one in slow) == [f"{turn}a", f"{turn}b"]
        (site.folder / "go").unlink()


def test_a_visitor_who_sends_nothing_takes_no_thread(start):
    site = start("--threads", "1")
    silent = [site.raw(b"") for _ in range(3)]
    assert site.ask("/quick?n=a").startswith("a ")
    silent[0].sendall(b"GET /quick?n=late HTTP/1.1\r\nHost: x\r\n\r\n")
    comes(silent[0], b"\r\n\r\nlate ")
    for line in silent:
        line.close()


def test_half_a_request_holds_up_nobody(start):
    site = start("--threads", "3")
    half = site.raw(b"GET /quick?n=half HT")
    assert site.ask("/quick?n=meanwhile").startswith("meanwhile ")
    half.sendall(b"TP/1.1\r\nHost: x\r\n\r\n")
    comes(half, b"\r\n\r\nhalf ")
    half.close()


def test_one_who_reads_slowly_holds_up_nobody(start):
    site = start("--threads", "3")
    slow = site.raw(b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert slow.recv(1000).startswith(b"HTTP/1.1 200")
    assert site.ask("/quick?n=meanwhile").startswith("meanwhile ")
    read = 0
    while piece := slow.recv(1 << 20):
        read += len(piece)
    assert LARGE - 1000 <= read <= LARGE
    slow.close()


def test_those_who_do_not_close_what_is_over_hold_up_nobody(start):
    site = start("--threads", "6")
    old = [site.raw(b"GET /quick?n=old HTTP/1.0\r\n\r\n") for _ in range(4)]
    for line in old:
        comes(line, b"\r\n\r\nold ")
    meanwhile = site.asking("/quick?n=meanwhile")
    # One after another they would take eight seconds: gunicorn waits two for each to close.
    assert meanwhile.answer(seconds=6).startswith("meanwhile ")
    for line in old:
        line.close()


def test_requests_sent_together_are_all_answered(start):
    site = start("--threads", "2")
    together = b"".join(b"GET /quick?n=<%d> HTTP/1.1\r\nHost: x\r\n\r\n" % n for n in range(50))
    line = site.raw(together)
    told = comes(line, b"<49>")
    assert [told.count(b"\r\n\r\n<%d> " % n) for n in range(50)] == [1] * 50
    line.close()


def test_what_is_under_way_is_answered_before_the_process_stops(start):
    site = start("--threads", "3", "--graceful-timeout", "20")
    for _ in range(3):  # what fails midway counts once
        with pytest.raises(IncompleteRead):
            site.ask("/fails?n=a")
    slow = [site.asking("/wait?n=a"), site.asking("/wait?n=b")]
    site.begun("a")
    site.begun("b")
    site.process.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    site.let_go()
    assert sorted(one.answer()[0] for one in slow) == ["a", "b"]
    assert site.process.wait(timeout=30) == 0
    site.faults = 3
    assert (site.folder / "log").read_text().count("RuntimeError: on purpose") == 3


def test_a_process_stops_though_a_visitor_sends_only_half_a_request(start):
    site = start("--threads", "3", "--graceful-timeout", "3")
    kept = site.line()
    site.ask("/quick", kept)
    half = [site.raw(b"GET /quick?n=half HT") for _ in range(2)]
    site.ask("/quick", kept)
    site.process.send_signal(signal.SIGTERM)
    until = time.monotonic() + 20
    while True:
        kept.request("GET", "/quick?n=kept")
        answer = kept.getresponse()
        assert answer.read().startswith(b"kept ")
        if answer.headers["Connection"] == "close":
            break
        assert time.monotonic() < until, "it has not heard the signal"
    with pytest.raises(OSError):  # noqa: PT011 - refused, or reset at once
        site.ask("/quick")
    assert site.process.wait(timeout=20) == 0
    for line in half:
        line.close()


def test_a_process_is_replaced_without_losing_a_request(start):
    site = start("--threads", "3", "--max-requests", "40", "--graceful-timeout", "2")
    half = site.raw(b"GET /quick?n=half HT")
    told = [Asking(lambda n=n: asked_often(site, n, 60)) for n in range(4)]
    assert [one.answer() for one in told] == ["all"] * 4
    half.close()


def test_a_full_process_accepts_again_when_there_is_room(start):
    site = start("--threads", "2", "--worker-connections", "4", "--keep-alive", "60")
    silent = [site.raw(b"") for _ in range(3)]
    slow = site.asking("/wait?n=slow")
    site.begun("slow")
    new = site.asking("/quick?n=new")
    time.sleep(0.3)
    assert not new.told
    silent[0].close()
    assert new.answer().startswith("new ")
    site.let_go()
    assert slow.answer().startswith("slow ")
    for line in silent:
        line.close()


def test_many_at_once_get_each_their_own_answer(start):
    site = start("--threads", "5")
    told = [Asking(lambda n=n: asked_often(site, n, 40, slow=0.1)) for n in range(12)]
    assert [one.answer() for one in told] == ["all"] * 12


def test_those_who_come_are_answered_in_turn_with_those_who_stay(start):
    """On one thread, which others never leave idle."""
    site = start("--threads", "1")
    stop = threading.Event()

    def chat() -> str:
        line, times = site.line(), 0
        while not stop.is_set():
            assert site.ask("/quick?n=chat&sleep=0.002", line).startswith("chat ")
            times += 1
        line.close()
        return str(times)

    chatting = [Asking(chat) for _ in range(4)]
    try:
        newcomers = [Asking(lambda n=n: site.ask(f"/quick?n={n}")) for n in range(100)]
        assert [one.answer().split()[0] for one in newcomers] == [str(n) for n in range(100)]
    finally:
        stop.set()
    assert all(int(one.answer()) > 1 for one in chatting)


def test_a_process_in_which_waiting_fails_is_replaced(start, tmp_path):
    """As when it has no handle left for one more visitor."""
    (tmp_path / "sitecustomize.py").write_text(
        "import os, pathlib\n"
        "from gunicorn.workers.gthread import ThreadWorker\n"
        "accept, mark = ThreadWorker.accept, pathlib.Path(os.environ['WAITING'], 'full')\n"
        "def full(self, listener):\n"
        "    if mark.exists():\n"
        "        mark.unlink()\n"
        "        raise OSError(24, 'Too many open files')\n"
        "    accept(self, listener)\n"
        "ThreadWorker.accept = full\n"
    )
    site = start("--threads", "2")
    slow = site.asking("/wait?n=slow")
    site.begun("slow")
    (tmp_path / "full").touch()
    new = site.asking("/quick?n=new")
    until = time.monotonic() + 20
    while "Too many open files" not in (tmp_path / "log").read_text():
        assert time.monotonic() < until
        time.sleep(0.01)
    site.let_go()
    assert slow.answer().startswith("slow ")
    assert new.answer().startswith("new ")
    log = (tmp_path / "log").read_text()
    site.faults = 1
    assert log.count("OSError: [Errno 24]") == 1
    assert log.count("Booting worker") == 2


# --- The lead alone ---------------------------------------------------------------------------


def test_a_lead_is_taken_over_only_from_one_who_is_away_for_long(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(leading.time, "monotonic", lambda: now[0])
    lead = leading.Lead()
    assert lead.take_over(), "nobody led"

    def other(work: Callable[[], object]) -> object:
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(work).result()

    assert not other(lead.take_over)
    assert lead.away(lambda: other(lead.take_over)) is False
    assert lead.mine
    now[0] += 1

    def slow() -> tuple[object, object]:
        now[0] += 1
        return other(lead.take_over), other(lead.take_over)

    assert lead.away(slow) == (True, False)
    assert not lead.mine, "another has taken over"


def test_a_lead_that_is_lost_to_one_who_only_looked_is_taken_over_soon(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(leading.time, "monotonic", lambda: now[0])
    lead = leading.Lead()
    assert lead.take_over()

    def looked_at() -> None:
        lead._lock.acquire()  # as take_over does for an instant

    lead.away(looked_at)
    assert not lead.mine
    lead._lock.release()
    now[0] += 1
    assert lead.take_over()


def asked_often(site: Site, number: int, times: int, slow: float = 0.0, sleep: float = 0.0) -> str:
    """Ask on one connection, opened again when the server closes it; some answers take longer."""
    chance = random.Random(number)
    line = site.line()
    for n in range(times):
        long = chance.choice((0.03, 0.06)) if chance.random() < slow else sleep
        told = site.ask(f"/quick?n={number}-{n}&sleep={long}", line)
        if told.split()[0] != f"{number}-{n}":
            return f"{number}-{n}: {told}"
    line.close()
    return "all"
