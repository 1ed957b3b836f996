"""The command line: what it prints, its exit codes, and that JSON is the API's own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from importlib import import_module

import pytest
from click.testing import CliRunner

from indexer.cli import MODULES, main
from indexer.settings import Settings
from tests.conftest import CORPUS, ROOT, write_sheet_file


def fiches(*arguments: object):
    return CliRunner().invoke(main, [str(a) for a in arguments], obj=Settings())


def test_index_reports_in_one_json_line(small_corpus, tmp_path):
    done = fiches("index", small_corpus, "--index", tmp_path / "i", "--json")
    assert done.exit_code == 0
    (line,) = done.stdout.splitlines()
    report = json.loads(line)
    assert (report["generation"], report["sheets"], report["unreadable"]) == ("1", 3, [])


def test_a_full_index_analyses_what_did_not_change(small_corpus, tmp_path):
    for options, analysed in (((), 3), ((), 0), (("--full",), 3)):
        done = fiches("index", small_corpus, "--index", tmp_path / "i", "--json", *options)
        assert json.loads(done.stdout)["analysed"] == analysed


def test_an_unreadable_sheet_exits_with_3(small_corpus, tmp_path):
    (small_corpus / "casse.html").write_text("rien", "utf-8")
    done = fiches("index", small_corpus, "--index", tmp_path / "i")
    assert done.exit_code == 3
    assert "casse.html" in done.stderr
    assert "3 sheets" in done.stdout


def test_an_empty_corpus_exits_with_1_and_a_sentence(tmp_path):
    (tmp_path / "empty").mkdir()
    done = fiches("index", tmp_path / "empty", "--index", tmp_path / "i")
    assert done.exit_code == 1
    assert "no sheet to index" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_declared_value_that_does_not_exist_is_served_with_a_warning(tmp_path):
    (tmp_path / "themes.toml").write_text(
        '[[theme]]\nslug = "logement"\nlabel = "Logement"\n', "utf-8"
    )
    write_sheet_file(tmp_path, "toit", "Un toit", "Un toit.", subject="logment")
    write_sheet_file(tmp_path, "mur", "Un mur", "Un mur.", coverage="com:93999")
    for _ in range(2):  # analysed, then taken over unchanged
        done = fiches("index", tmp_path, "--index", tmp_path / "i")
        assert done.exit_code == 0
        assert "DC.subject in toit: theme logment is unknown: did you mean logement?" in done.stderr
        assert "DC.coverage in mur: " in done.stderr
        assert "dep:93" in done.stderr
    report = json.loads(fiches("index", tmp_path, "--index", tmp_path / "i", "--json").stdout)
    assert [(doubt["sheet"], doubt["nearest"]) for doubt in report["doubtful"]] == [
        ("toit", "logement"),
        ("mur", "dep:93"),
    ]


def test_numbers_agree_with_what_they_count(tmp_path):
    write_sheet_file(tmp_path, "toit", "Un toit", "Un toit de tuiles.", date="2010")
    assert "1 sheet (1 analysed" in fiches("index", tmp_path, "--index", tmp_path / "i").stdout
    assert "1 sheet, page 1 of 1" in fiches("search", "toit", "--index", tmp_path / "i").stdout
    assert "0 errors, 0 warnings" in fiches("check", tmp_path).stdout
    beyond = fiches("search", "toit", "--page", "5000", "--index", tmp_path / "i").stdout
    assert "1 sheet, no page 5000: the last is 1" in beyond


def test_a_text_longer_than_the_api_takes_is_refused_not_cut(published):
    for command in (("search", "a" * 1001), ("explain", "a" * 1001, "adage")):
        done = fiches(*command, "--index", published[0])
        assert done.exit_code == 2
        assert "1001 characters: 1000 at most" in done.stderr


def test_an_explanation_tells_equal_lines_once(published):
    done = fiches("explain", "femmes femmes", "adage", "--index", published[0])
    lines = done.stdout.splitlines()
    assert len(lines) == len(set(lines))
    assert ", 2 times" in done.stdout


def test_search_without_an_index_says_what_to_run(tmp_path):
    done = fiches("search", "femmes", "--index", tmp_path / "none")
    assert done.exit_code == 1
    assert "fiches index" in done.stderr


@pytest.mark.parametrize(
    "options",
    [
        ("femmes batiment",),
        ("chrs",),
        ("", "--theme", "logement", "--territoire", "dep:93"),
        ("femmes", "--tri", "date", "--page", "1", "--size", "2"),
        ("zzzz",),
    ],
)
def test_search_prints_exactly_what_the_api_answers(published, collection, options):
    from webapp import create_app

    printed = fiches("search", *options, "--index", published[0], "--json")
    client = create_app(collection, Settings()).test_client()
    names = {"--theme": "theme", "--territoire": "territoire"}
    pairs = dict(zip(options[1::2], options[2::2], strict=True))
    asked = {names.get(k, k.lstrip("-")): v for k, v in pairs.items()} | {"q": options[0]}
    answered = client.get("/api/v1/search", query_string=asked)
    assert answered.status_code == 200
    assert json.loads(printed.stdout) == answered.get_json()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--theme", "cuisine"), "no theme 'cuisine'"),
        (("--territoire", "dep:999"), "no territory 'dep:999'"),
        (("--annee", "hier"), "no year"),
    ],
)
def test_an_unknown_value_is_refused_by_name(published, options, said):
    done = fiches("search", "femmes", *options, "--index", published[0])
    assert done.exit_code == 2
    assert said in done.stderr


def test_check_finds_nothing_wrong_in_our_own_corpus():
    done = fiches("check", CORPUS)
    assert done.exit_code == 0, done.output


def test_check_exits_with_1_on_an_error(small_corpus):
    (small_corpus / "casse.html").write_text("rien", "utf-8")
    done = fiches("check", small_corpus, "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["errors"]


def test_verify_deep_says_the_arrays_and_whoosh_agree(published):
    done = fiches("verify", "--deep", "--index", published[0])
    assert done.exit_code == 0
    assert "the same as Whoosh" in done.stdout


def test_generations_and_rollback(small_corpus, tmp_path):
    for _ in range(2):
        fiches("index", small_corpus, "--index", tmp_path / "i")
    rows = json.loads(fiches("generations", "--index", tmp_path / "i", "--json").stdout)
    assert [(r["generation"], r["served"]) for r in rows] == [("1", False), ("2", True)]
    assert "Generation 1" in fiches("rollback", "--index", tmp_path / "i").stdout
    assert fiches("rollback", "--index", tmp_path / "i").exit_code == 1


def test_tokens_show_the_step_that_made_each_term():
    rows = json.loads(fiches("tokens", "Les acteur·rice·s", "--json").stdout)
    terms = {t["term"]: t["step"] for t in rows[1]["terms"]}
    assert terms["l:acteur"] == "inclusive"
    assert "acteur·rice·s"[0 : rows[1]["end"] - rows[1]["start"]] == rows[1]["source"]


def test_explain_says_why_and_at_which_rank(published):
    done = fiches("explain", "femmes batiment", "dames-batiment-o-feminin", "--index", published[0])
    assert "rank 1 of" in done.stdout
    assert "bâtiment" in done.stdout
    other = fiches("explain", "femmes batiment", "lotu", "--index", published[0])
    assert "does not match" in other.stdout
    missing = fiches("explain", "femmes", "nulle-part", "--index", published[0])
    assert missing.exit_code == 1


def test_an_interrupted_build_leaves_the_served_index(small_corpus, tmp_path):
    """Ctrl-C during a build: exit code 130, and what was served still is."""
    index = tmp_path / "i"
    fiches("index", small_corpus, "--index", index)
    code = (
        "import indexer.build as b, os, signal\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "def stop(*a, **k): os.kill(os.getpid(), signal.SIGINT)\n"
        "b.write_generation = stop\n"
        "from indexer.cli import main\n"
        f"main(['index', {str(small_corpus)!r}, '--index', {str(index)!r}])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 130, done.stderr
    assert "as it was" in done.stderr
    assert (index / "CURRENT").read_text().strip() == "1"


def test_serve_answers_follows_a_new_index_and_ends_by_its_own_signal(small_corpus, tmp_path):
    """The production server: 503 before the first index, then sheets, without restart."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "indexer", "serve", "--index", str(tmp_path / "i")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen(
        [*command, "--port", str(port), "--workers", "1"],
        env=environment,
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    base = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{base}/healthz", 200)
        assert _status(f"{base}/readyz") == 503
        assert fiches("index", small_corpus, "--index", tmp_path / "i").exit_code == 0
        assert _status(f"{base}/readyz") == 200
        with urllib.request.urlopen(f"{base}/api/v1/search?q=foyer", timeout=10) as answer:
            assert json.load(answer)["total"] == 1
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=20) == 0


@pytest.mark.parametrize(("own", "expected"), [(None, "1"), ("4", "4")])
def test_the_server_has_one_heap_unless_the_operator_says_otherwise(
    published, monkeypatch, own, expected
):
    started: list[dict[str, str]] = []
    monkeypatch.setattr(
        "os.execvpe", lambda file, command, environment: started.append(environment)
    )
    monkeypatch.delenv("MALLOC_ARENA_MAX", raising=False)
    if own:
        monkeypatch.setenv("MALLOC_ARENA_MAX", own)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert fiches("serve", "--index", published[0], "--port", port).exit_code == 0
    assert [environment["MALLOC_ARENA_MAX"] for environment in started] == [expected]


def test_serve_starts_the_worker_of_which_one_thread_leads(published, monkeypatch):
    started: list[list[str]] = []
    monkeypatch.setattr("os.execvpe", lambda file, command, environment: started.append(command))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert fiches("serve", "--index", published[0], "--port", port).exit_code == 0
    assert started[0][started[0].index("--worker-class") + 1] == "webapp.leading.LeadingWorker"


def test_the_time_that_a_visitor_takes_to_ask_is_no_waiting(published):
    """Who sends a search slowly is answered, though it took longer than ``patience``."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "indexer", "serve", "--index", str(published[0])]
    server = subprocess.Popen(
        [*command, "--port", str(port), "--workers", "1"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "FICHES_PATIENCE": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(f"http://127.0.0.1:{port}/healthz", 200)
        with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
            line.sendall(b"GET /api/v1/search?q=fo")
            time.sleep(1.5)
            line.sendall(b"yer HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert line.recv(4096).startswith(b"HTTP/1.1 200")
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=20) == 0


def test_serve_refuses_a_taken_port_with_a_sentence(published):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = fiches("serve", "--index", published[0], "--port", port)
    assert done.exit_code == 2
    assert "another --port" in done.stderr


def _status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def _wait(url: str, status: int) -> None:
    for _ in range(150):
        try:
            if _status(url) == status:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"{url} never answered {status}")


def test_a_command_loads_only_what_it_needs():
    """Publishing one sheet is over before the readers of foreign formats would be loaded."""
    code = (
        "import sys; sys.argv = ['fiches', 'generations', '--help']\n"
        "from indexer.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([m for m in sys.modules if m in ('indexer.harvest', 'bs4', 'trafilatura')])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.splitlines()[-1] == "[]"


def test_every_command_is_where_the_table_says():
    for module, names in MODULES.items():
        found = import_module(f"indexer.commands.{module}").COMMANDS
        assert tuple(command.name for command in found) == names
