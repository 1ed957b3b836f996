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
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.webapp.waiting import LARGE


class Site:
    """A server of one process over ``tests.webapp.waiting``."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(
            [
                sys.executable, "-m", "gunicorn", "--no-control-socket", "--workers", "1",
                "--worker-class", "webapp.leading.LeadingWorker",
                "--bind", f"127.0.0.1:{self.port}", *options, "tests.webapp.waiting:app",
            ],
            cwd=ROOT, env={**os.environ, "WAITING": str(folder), "PYTHONPATH": str(ROOT)},
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

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)


class Asking:
    """What becomes of something done in a thread."""

    def __init__(self, work: Callable[[], str]) -> None:
        self.told = ""
        self._thread = threading.Thread(target=self._keep, args=(work,))
        self._thread.start()

    def _keep(self, work: Callable[[], str]) -> None:
        self.told = work()

    def answer(self) -> str:
        self._thread.join(30)
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
        assert "Traceback" not in log, log


def led_by_main(site: Site) -> bool:
    """Whether the main thread leads again, soon."""
    until = time.monotonic() + 10
    while site.ask("/quick?n=a") != "a main":
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def test_one_thread_answers_all_that_is_quick(start):
    site = start("--threads", "8")
    lines = [site.line() for _ in range(6)]
    for turn in range(5):
        assert [site.ask(f"/quick?n={turn}", line) for line in lines] == [f"{turn} main"] * 6


def test_a_slow_answer_holds_up_nobody(start):
    site = start("--threads", "4")
    slow = site.asking("/wait?n=slow")
    site.begun("slow")
    assert site.ask("/quick?n=meanwhile") == "meanwhile other"
    site.let_go()
    assert slow.answer() == "slow main"
    assert led_by_main(site)


def test_as_many_slow_answers_as_there_are_threads_but_one_hold_up_nobody(start):
    site = start("--threads", "4")
    slow = []
    for name in ("a", "b", "c"):
        slow.append(site.asking(f"/wait?n={name}"))
        site.begun(name)
    assert site.ask("/quick?n=meanwhile") == "meanwhile other"
    site.let_go()
    assert [one.answer() for one in slow] == ["a main", "b other", "c other"]
    assert led_by_main(site)


def test_what_waits_for_a_thread_is_answered_when_one_is_free(start):
    site = start("--threads", "2")
    slow = [site.asking("/wait?n=a"), site.asking("/wait?n=b")]
    site.begun("a")
    site.begun("b")
    last = site.asking("/quick?n=last")
    time.sleep(0.2)
    assert not last.told
    site.let_go()
    assert last.answer().startswith("last")
    assert sorted(one.answer()[0] for one in slow) == ["a", "b"]
    assert led_by_main(site)


def test_threads_come_back_after_many_slow_answers(start):
    site = start("--threads", "3")
    for turn in range(4):
        slow = [site.asking(f"/wait?n={turn}{name}") for name in "ab"]
        site.begun(f"{turn}a")
        site.begun(f"{turn}b")
        assert site.ask("/quick?n=meanwhile") == "meanwhile other"
        site.let_go()
        assert sorted(one.answer()[:2] for one in slow) == [f"{turn}a", f"{turn}b"]
        (site.folder / "go").unlink()
        assert led_by_main(site)


def test_a_visitor_who_sends_nothing_takes_no_thread(start):
    site = start("--threads", "1")
    silent = [site.raw(b"") for _ in range(3)]
    assert site.ask("/quick?n=a") == "a main"
    silent[0].sendall(b"GET /quick?n=late HTTP/1.1\r\nHost: x\r\n\r\n")
    assert b"late main" in received(silent[0], b"main")
    for line in silent:
        line.close()


def test_half_a_request_holds_up_nobody(start):
    site = start("--threads", "3")
    half = site.raw(b"GET /quick?n=half HT")
    assert site.ask("/quick?n=meanwhile").startswith("meanwhile")
    half.sendall(b"TP/1.1\r\nHost: x\r\n\r\n")
    assert b"half main" in received(half, b"main")
    half.close()


def test_one_who_reads_slowly_holds_up_nobody(start):
    site = start("--threads", "3")
    slow = site.raw(b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert slow.recv(1000).startswith(b"HTTP/1.1 200")
    assert site.ask("/quick?n=meanwhile") == "meanwhile other"
    read = 0
    while piece := slow.recv(1 << 20):
        read += len(piece)
    assert LARGE - 1000 <= read <= LARGE
    slow.close()
    assert led_by_main(site)


def test_requests_sent_together_are_all_answered(start):
    site = start("--threads", "2")
    together = b"".join(b"GET /quick?n=%d HTTP/1.1\r\nHost: x\r\n\r\n" % n for n in range(50))
    line = site.raw(together)
    told = received(line, b"49 main")
    assert [told.count(b"\r\n\r\n%d main" % n) for n in range(50)] == [1] * 50
    line.close()


def test_what_is_under_way_is_answered_before_the_process_stops(start):
    site = start("--threads", "3", "--graceful-timeout", "20")
    slow = [site.asking("/wait?n=a"), site.asking("/wait?n=b")]
    site.begun("a")
    site.begun("b")
    site.process.send_signal(signal.SIGTERM)
    time.sleep(0.2)
    site.let_go()
    assert sorted(one.answer()[0] for one in slow) == ["a", "b"]
    assert site.process.wait(timeout=30) == 0


def test_a_process_is_replaced_without_losing_a_request(start):
    site = start("--threads", "3", "--max-requests", "40")
    told = [Asking(lambda n=n: asked_often(site, n, 60)) for n in range(4)]
    assert [one.answer() for one in told] == ["all"] * 4


def test_many_at_once_get_each_their_own_answer(start):
    site = start("--threads", "5")
    told = [Asking(lambda n=n: asked_often(site, n, 40, slow=0.1)) for n in range(12)]
    assert [one.answer() for one in told] == ["all"] * 12
    assert led_by_main(site)


def test_those_who_come_are_answered_in_turn_with_those_who_stay(start):
    """On one thread, which others never leave idle."""
    site = start("--threads", "1")
    stop = threading.Event()

    def chat() -> str:
        line, times = site.line(), 0
        while not stop.is_set():
            assert site.ask("/quick?n=chat&sleep=0.002", line) == "chat main"
            times += 1
        line.close()
        return str(times)

    chatting = [Asking(chat) for _ in range(4)]
    try:
        newcomers = [Asking(lambda n=n: site.ask(f"/quick?n={n}")) for n in range(100)]
        assert [one.answer() for one in newcomers] == [f"{n} main" for n in range(100)]
    finally:
        stop.set()
    assert all(int(one.answer()) > 1 for one in chatting)


def asked_often(site: Site, number: int, times: int, slow: float = 0.0) -> str:
    """Ask on one connection, opened again when the server closes it; some answers take longer."""
    chance = random.Random(number)
    line = site.line()
    for n in range(times):
        sleep = chance.choice((0.03, 0.06)) if chance.random() < slow else 0
        told = site.ask(f"/quick?n={number}-{n}&sleep={sleep}", line)
        if told.split()[0] != f"{number}-{n}":
            return f"{number}-{n}: {told}"
    line.close()
    return "all"


def received(line: socket.socket, end: bytes) -> bytes:
    """What comes until it ends so."""
    told = b""
    while not told.endswith(end):
        piece = line.recv(1 << 16)
        assert piece, told
        told += piece
    return told
