"""Threads that stay with a visitor who asks again at once, and leave when others wait."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection
from io import BytesIO
from types import SimpleNamespace

import pytest
from gunicorn.config import Config
from gunicorn.workers.gthread import ThreadWorker

from tests.conftest import ROOT
from webapp.staying import StayingWorker


@pytest.fixture
def worker(monkeypatch):
    """A worker that is not run: it answers as ``answers`` say and notes what came in ``asked``."""
    found = StayingWorker(1, os.getpid(), [], None, 30, Config(), None)
    found.asked, found.answers = [], []

    def handle(_, conn):
        found.asked.append(conn.sock.recv(9))
        return found.answers.pop(0)

    monkeypatch.setattr(ThreadWorker, "handle", handle)
    monkeypatch.setattr(ThreadWorker, "enqueue_req", lambda _, conn: None)
    return found


@pytest.fixture
def ends():
    with_us, with_them = socket.socketpair()
    with with_us, with_them:
        yield with_us, with_them


def connection(sock, ahead=b""):
    return SimpleNamespace(
        sock=sock, parser=SimpleNamespace(unreader=SimpleNamespace(buf=BytesIO(ahead)))
    )


def answered(worker, sock, answers, ahead=b""):
    """What a thread returns to gunicorn when it has begun a request that was queued."""
    worker.answers = list(answers)
    conn = connection(sock, ahead)
    worker.enqueue_req(conn)
    return worker.handle(conn)


def test_the_thread_that_answered_answers_what_comes_at_once(worker, ends):
    ends[1].sendall(b"question1question2")
    assert answered(worker, ends[0], [True, False]) is False
    assert worker.asked == [b"question1", b"question2"]


def test_a_connection_on_which_nothing_comes_goes_back(worker, ends):
    ends[1].sendall(b"question1")
    assert answered(worker, ends[0], [True]) is True
    assert worker.asked == [b"question1"]


@pytest.mark.parametrize("answer", [False, object()], ids=["closed", "no request yet"])
def test_what_gunicorn_does_not_keep_is_not_waited_for(worker, ends, answer):
    ends[1].sendall(b"question1question2")
    assert answered(worker, ends[0], [answer]) is answer
    assert worker.asked == [b"question1"]


def test_a_thread_leaves_when_another_visitor_waits_for_one(worker, ends):
    ends[1].sendall(b"question1question2")
    worker.enqueue_req(connection(None))
    assert answered(worker, ends[0], [True, True]) is True
    assert worker.asked == [b"question1"]


def test_a_worker_that_stops_begins_nothing_more(worker, ends):
    ends[1].sendall(b"question1question2")
    worker.alive = False
    assert answered(worker, ends[0], [True, True]) is True
    assert worker.asked == [b"question1"]


def test_what_was_read_ahead_is_left_to_gunicorn(worker, ends):
    ends[1].sendall(b"question1question2")
    assert answered(worker, ends[0], [True, True], ahead=b"GET") is True
    assert worker.asked == [b"question1"]


def _ask(line: HTTPConnection) -> bool:
    line.request("GET", "/healthz")
    answer = line.getresponse()
    return answer.status == 200 and answer.read().startswith(b'{"status":"ok"')


def test_one_who_never_stops_asking_does_not_hold_the_only_thread(published):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "indexer", "serve", "--index", published[0]]
    server = subprocess.Popen(
        [*command, "--port", str(port), "--workers", "1"],
        env={**os.environ, "FICHES_THREADS": "1"}, cwd=ROOT,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    stop = threading.Event()
    asked: list[bool] = []

    def ask_on() -> None:
        line = HTTPConnection("127.0.0.1", port, timeout=20)
        while not stop.is_set():
            asked.append(_ask(line))
        line.close()

    chatty = threading.Thread(target=ask_on)
    try:
        until = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=20).close()
                break
            except OSError:
                assert time.monotonic() < until, "the server did not start"
                time.sleep(0.1)
        chatty.start()
        while len(asked) < 20:
            time.sleep(0.01)
        for _ in range(5):
            line = HTTPConnection("127.0.0.1", port, timeout=20)
            assert _ask(line)
            assert _ask(line)
            line.close()
        assert all(asked)
    finally:
        stop.set()
        if chatty.ident:
            chatty.join()
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=20) == 0
