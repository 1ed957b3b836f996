"""The measures of speed: what is asked, what it is asked of, and the arithmetic. No clock."""

from __future__ import annotations

import json
import random
import re
import socket
import sys
import threading
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest

from indexer.vocabulary import Section, Sheet

ROOT = Path(__file__).parent.parent
BENCH = ROOT / "bench"
sys.path += [str(BENCH), str(BENCH / "http")]

import agreement  # noqa: E402 - bench/ is a folder of scripts, not a package
import changed  # noqa: E402
import crowd  # noqa: E402
import engines  # noqa: E402
import line  # noqa: E402
import report  # noqa: E402
import run  # noqa: E402
import sheets  # noqa: E402
from drawing import distinct, typo  # noqa: E402
from figures import SUMMARIES, percentile, ratio  # noqa: E402
from goals import Goal, goals  # noqa: E402
from peers.fts5_joins_peer import Fts5Joins  # noqa: E402
from peers.fts5_peer import Fts5, fts_query  # noqa: E402
from peers.work import Asked, parts, queries  # noqa: E402

SUBJECTS = ("le logement", "la crèche", "le quartier", "la médiation", "l’emploi", "la santé")


def originals() -> list[Sheet]:
    return [
        Sheet(
            f"s{n}",
            f"{subject} - fiche {n}",
            f"Une action pour {subject}. Elle dure {n} ans.",
            (
                Section(
                    "Contexte",
                    "",
                    " ".join(f"Phrase {k} de la fiche {n} sur {subject}." for k in range(9)),
                ),
            ),
            themes=("logement",),
            territories=("dep:93",),
        )
        for n, subject in enumerate(SUBJECTS)
    ]


# --- What is measured over --------------------------------------------------------------------


def test_recombined_sheets_are_the_same_each_time():
    assert list(sheets.recombined(originals(), 5)) == list(sheets.recombined(originals(), 5))


def test_a_recombined_collection_is_as_large_as_asked_for_and_no_sheet_of_it_is_a_copy():
    made = list(sheets.recombined(originals(), 5))
    bodies = {s.body for s in originals()}
    assert len(made) == 5 * len(SUBJECTS)
    assert len({s.id for s in made}) == len(made)
    assert not bodies & {s.body for s in made}
    assert len({s.body for s in made}) == len(made)


def test_a_recombined_sheet_is_made_of_sentences_of_several_sheets():
    known = {
        sentence
        for s in originals()
        for section in s.sections
        for sentence in re.findall(r"Phrase [^.]+\.", section.text)
    }
    mixed = 0
    for made in sheets.recombined(originals(), 5):
        found = re.findall(r"Phrase [^.]+\.", made.body)
        assert set(found) <= known
        mixed += len({re.search(r"fiche (\d)", sentence)[1] for sentence in found}) > 1
    assert mixed > 25


def test_the_sheets_drawn_themes_and_territories_are_the_same_each_time():
    gazetteer = sheets.Gazetteer.load()
    twice = [list(sheets.placed(originals(), gazetteer)) for _ in range(2)]
    assert twice[0] == twice[1]
    assert all(s.themes and s.territories for s in twice[0])
    row = sheets.row(twice[0][0], gazetteer)
    assert row["reg"], "a sheet counts for the regions above its territory too"


# --- What is asked ----------------------------------------------------------------------------


def test_more_than_two_hundred_different_queries_of_every_kind_are_asked():
    asked = queries(BENCH / "queries.tsv")
    assert len(set(asked)) == len(asked) >= 200
    assert set(Counter(q.kind for q in asked)) == {
        "words", "phrase", "prefix", "typo", "none", "filter", "browse",
    }  # fmt: skip
    assert all(bool(q.filters) == (q.kind == "filter") or q.kind == "browse" for q in asked)


def rows() -> list[dict[str, object]]:
    """As many rows as drawing needs, each with words of its own."""
    chance = random.Random(5)
    letters = "abcdefghilmnoprstuv"
    made = []
    for n in range(80):
        words = ["".join(chance.choices(letters, k=chance.randint(5, 10))) for _ in range(120)]
        made.append(
            {
                "id": f"s{n}",
                "title": " ".join(words[:6]),
                "summary": " ".join(words[6:20]),
                "body": " ".join(words),
                "theme": ["logement"] if n % 2 else ["sante", "justice"],
                "reg": ["reg:11"],
                "dep": ["dep:93"] if n % 3 else [],
                "com": [],
            }
        )
    return made


def test_drawn_queries_are_all_different_and_another_seed_draws_others():
    first, again, other = (distinct(rows(), 230, seed) for seed in (1, 1, 2))
    assert first == again
    assert len(set(first)) == 230
    assert len(set(first) & set(other)) < 115
    assert {q.kind for q in first} == {q.kind for q in queries(BENCH / "queries.tsv")}


def test_a_typo_is_another_word():
    chance = random.Random(1)
    made = {typo("logement", chance) for _ in range(50)}
    assert len(made - {"logement"}) > 10
    assert all(abs(len(word) - 8) <= 1 for word in made)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("aide au logement", [("word", ["aide"]), ("word", ["logement"])]),
        ('"contrat de travail"', [("phrase", ["contrat", "de", "travail"])]),
        ("Déclar*", [("prefix", ["declar"])]),
        ("de la", [("word", ["de"]), ("word", ["la"])]),
        ("", []),
    ],
)
def test_peers_get_the_words_phrases_and_beginnings_of_a_query(text, expected):
    assert list(parts(text)) == expected


def test_fts5_is_asked_in_its_own_language():
    assert fts_query('garde "aide au logement" alloc*', 99) == (
        '"garde" AND "aide au logement" AND "alloc"*'
    )
    assert fts_query("logement", 5) == '"logem"*'


# --- A peer at work ---------------------------------------------------------------------------


@pytest.fixture
def fts5(tmp_path):
    source = tmp_path / "rows.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows()), "utf-8")
    counting, joining = Fts5(), Fts5Joins()
    counting.build(source, tmp_path / "fts5")
    for peer in (counting, joining):
        peer.open(tmp_path / "fts5")
    return counting, joining


def test_both_ways_of_counting_with_fts5_give_the_same_answers(fts5):
    title = str(rows()[4]["title"]).split()
    asked = [
        Asked("words", title[0]),
        Asked("phrase", f'"{title[1]} {title[2]}"'),
        Asked("prefix", title[3][:4] + "*"),
        Asked("filter", title[0][:2] + "*", "sante", "dep:93"),
        Asked("browse", ""),
        Asked("browse", "", "justice"),
        Asked("none", "zzzzzz"),
    ]
    found = []
    for query in asked:
        a, b = (peer.ask(query) for peer in fts5)
        assert (a.total, a.ids, a.excerpts) == (b.total, b.ids, b.excerpts)
        assert a.counts() == b.counts
        found.append(a)
    assert found[0].ids == ["s4"]
    assert found[0].excerpts[0].startswith(f"<mark>{title[0]}</mark>")
    assert (found[4].total, found[5].total) == (80, 40)


def test_a_peer_that_is_not_there_is_told_with_its_reason():
    found, reason = engines.python_for("unheard_of", Path(sys.executable))
    assert found is None
    assert "unheard_of" in reason


# --- Agreement with the reference engine ------------------------------------------------------


def answer(
    *pairs: tuple[str, float], total: int = 3, counts: dict[str, int] | None = None
) -> SimpleNamespace:
    """What comparing looks at in an engine's answer."""
    ranked = [SimpleNamespace(sheet=Sheet(i, i, ""), score=score) for i, score in pairs]
    return SimpleNamespace(total=total, ranked=ranked, counts={"theme": counts or {}})


def test_pages_compare_as_the_same_the_same_but_for_ties_or_other():
    reference = answer(("a", 3.0), ("b", 2.0), ("c", 1.0))
    assert agreement.alike(answer(("a", 3.0), ("b", 2.0000001), ("c", 1.0)), reference) == "same"
    assert agreement.alike(answer(("a", 3.0), ("b", 2.0), ("d", 1.0)), reference) == "ties"
    assert agreement.alike(answer(("a", 3.0), ("d", 2.0), ("c", 1.0)), reference) == "other"
    assert agreement.alike(answer(("a", 3.0), ("b", 2.1), ("c", 1.0)), reference) == "other"
    assert agreement.alike(answer(("a", 3.0)), reference) == "other"


def test_agreement_counts_pages_totals_and_counts_and_names_what_differs():
    page = [("a", 3.0), ("b", 2.0)]
    told = agreement.compare(
        [
            ("logement", answer(*page, counts={"x": 1, "y": 0}), answer(*page, counts={"x": 1})),
            ("emploi", answer(("b", 2.0), ("a", 1.0), total=4), answer(*page)),
        ]
    )
    assert (told.queries, told.same, told.totals, told.counts) == (2, 1, 1, 2)
    assert told.differing == ("emploi",)


# --- Arithmetic -------------------------------------------------------------------------------


def test_a_percentile_is_a_value_that_enough_values_do_not_exceed():
    values = list(range(100, 0, -1))
    assert percentile(values, 0.95) == 95
    assert percentile(values, 0.99) == 99
    assert percentile([7], 0.99) == 7
    assert percentile([1, 2, 3, 4], 0.5) == 2
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_a_ratio_divides_the_same_summary_of_both():
    assert ratio([1, 3], [4, 4]) == 0.5
    assert ratio([1, 1, 9], [3, 2, 4], "p50") == pytest.approx(1 / 3)
    assert ratio([1, 8], [2, 4], "p99") == 2


def test_a_goal_holds_within_its_limit_either_way():
    assert Goal("at most", 0.5, 0.5).held
    assert not Goal("at most", 0.51, 0.5).held
    assert Goal("at least", 4.0, 4.0, most=False).held
    assert not Goal("at least", 3.9, 4.0, most=False).held


# --- Tables -----------------------------------------------------------------------------------

ASKED = [Asked("words", "logement"), Asked("browse", "")]


def measured(name: str, cpu: float) -> report.Measured:
    answers = [
        {
            "cpu": cpu,
            "wall": 2 * cpu,
            "first": 3 * cpu,
            "round": cpu / 2 if name == "fiches" else cpu,
            "total": 4,
            "ids": ["a", "b"],
            "counts": {"theme": {"sante": 4}},
        }
        for _ in ASKED
    ]
    facts = {"cpu": 5, "wall": 6, "bytes": 1 << 20}
    memory = {"resident": 3 << 20, "own": 2 << 20}
    return report.Measured(name, facts, {"cpu": 0.1, "wall": 0.2}, answers, memory)


def size(cpu: float, **parts: object) -> report.Size:
    return report.Size([measured("fiches", cpu), measured("tantivy", 4.0)], 1 << 20, **parts)


def test_the_tables_tell_ratios_growth_and_goals():
    text = report.report({1: size(1.0), 30: size(5.0)}, ASKED, "How.")
    assert "| tantivy-py | 0.25 | 0.25 |" in text
    assert "| 1×: CPU ÷ tantivy-py, mean | 0.25 | ≤ 0.5 | yes |" in text
    assert "| 1×: CPU ÷ tantivy-py, mean, by rounds | 0.12 | ≤ 0.5 | yes |" in text
    assert "| 30×: CPU ÷ tantivy-py, mean | 1.25 | ≤ 0.8 | **no** |" in text
    assert "| CPU a query, 30× ÷ 1× | 5.00 | ≤ 4 | **no** |" in text
    assert "### 30×: 4 sheets" in text


def test_what_was_measured_beside_the_queries_is_told_too():
    run = {"latencies": [1.0, 3.0], "rate": 50.0, "cpu": 2.0, "bytes": 2048}
    slow = {"latencies": [10.0, 30.0], "rate": 10.0, "cpu": 9.0, "bytes": 4096}
    runs = {
        f"{name}|{how}": run if name.startswith("fiches") else slow
        for name in report.SERVERS
        for how in ("alone", "together")
    }
    whole = size(
        1.0,
        changed={"one": {"wall": 1.2}, "title": {"wall": 1.6}, "none": {"wall": 0.7}},
        http={"runs": runs, "memory": {"fiches": 90 << 20, "typesense": 120 << 20}},
        agreement={"queries": 2, "same": 1, "ties": 0, "totals": 2, "counts": 2,
                   "differing": ["logement"]},
    )  # fmt: skip
    text = report.report({1: whole}, ASKED, "How.")
    held = {goal.name: goal for goal in goals({1: whole}, report.NAMES)}
    assert held["1×: latency ÷ Typesense over HTTP, mean"].figure == pytest.approx(0.1)
    assert held["1×: queries a second ÷ Typesense, 16 clients"].held
    assert held["1×: one changed sheet, s"].held
    assert not held["1×: one changed title, s"].held
    assert "| 1.2 | 1.6 | 0.7 |" in text
    assert held["1×: memory of the server, MB"].figure == 90
    assert "| Fiches | 2.0 | 2.0 | 3.0 | 3.0 |" in text
    assert "Others: `logement`." in text


def test_queries_are_asked_in_turns_then_by_rounds_and_the_best_of_each_counts():
    told: list[tuple[str, str]] = []

    class Counting:
        """Costs less each time that it is asked."""

        def __init__(self, name: str) -> None:
            self.name = name
            self.left = 100

        def ask(self, query: Asked) -> dict[str, object]:
            told.append((self.name, query.text))
            self.left -= 1
            return {"cpu": self.left, "wall": self.left}

        def nothing(self) -> dict[str, object]:
            return {}

        built = start = memory = stop = nothing

    found = run.measure([Counting("a"), Counting("b")], ASKED, 2)
    asked = told[2 * len(run.WARMING) :]
    assert [name for name, _ in asked[:8]] == ["a", "b", "b", "a", "b", "a", "a", "b"]
    assert [name for name, _ in asked[8:]] == ["a", "a", "b", "b", "b", "b", "a", "a"]
    warm = 99 - len(run.WARMING)
    assert found[0].answers == [
        {"cpu": warm - 2, "wall": warm - 2, "first": warm, "round": warm - 6},
        {"cpu": warm - 3, "wall": warm - 3, "first": warm - 1, "round": warm - 7},
    ]


def test_a_sheet_is_given_another_sentence_or_title_and_other_names_keep_their_own(tmp_path):
    page = "<title>Un foyer</title><article><h1>Un foyer</h1></article>"
    assert changed.with_title(page, 1).count("Un foyer de la mesure 1<") == 2
    assert "mesure 0.</p></article>" in changed.with_sentence(page, 0)
    one, other = tmp_path / "one.html", tmp_path / "other.html"
    one.write_text(page, "utf-8")
    other.hardlink_to(one)
    changed.replace(one, "autre")
    assert (one.read_text("utf-8"), other.read_text("utf-8")) == ("autre", page)


def test_every_summary_has_its_column():
    head = report.times([measured("fiches", 1.0)]).splitlines()[0]
    assert all(f"CPU {name}" in head and f"wall {name}" in head for name in SUMMARIES)


def test_tables_are_written_between_their_marks_and_nowhere_else(tmp_path):
    page = tmp_path / "performance.md"
    page.write_text(f"before\n{report.BEGIN}\nold \\1\n{report.END}\nafter\n", "utf-8")
    report.write("new \\1", page)
    report.write("new \\2", page)
    assert page.read_text("utf-8") == (f"before\n{report.BEGIN}\n\nnew \\2\n{report.END}\nafter\n")
    page.write_text("no marks", "utf-8")
    with pytest.raises(ValueError, match="has no"):
        report.write("new", page)


def test_the_page_has_the_marks_that_tables_are_written_between():
    text = (ROOT / "docs/performance.md").read_text("utf-8")
    assert text.count(report.BEGIN) == text.count(report.END) == 1


# --- Publishing a change, asking over HTTP ----------------------------------------------------


def test_a_copied_index_shares_large_files_and_has_small_ones_of_its_own(tmp_path):
    index = tmp_path / "index"
    (index / "generations").mkdir(parents=True)
    (index / "CURRENT").write_text("1")
    (index / "generations/large").write_bytes(b"x" * (changed.COPIED + 1))
    changed.copy_index(index, tmp_path / "copy")
    copies = [tmp_path / "copy" / name for name in ("CURRENT", "generations/large")]
    assert [
        c.read_bytes() == (index / c.relative_to(tmp_path / "copy")).read_bytes() for c in copies
    ]
    assert copies[0].stat().st_ino != (index / "CURRENT").stat().st_ino
    assert copies[1].stat().st_ino == (index / "generations/large").stat().st_ino


@contextmanager
def answering(*answers: bytes):
    """A server on the loopback that gives each message the next answer, then closes."""
    heard: list[bytes] = []
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()

        def serve() -> None:
            waiting = list(answers)
            while waiting:
                peer, _ = listening.accept()
                with peer:
                    while waiting and (got := peer.recv(65536)):
                        heard.append(got)
                        said = waiting.pop(0)
                        peer.sendall(said)
                        if b"close" in said:
                            break

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield SimpleNamespace(port=listening.getsockname()[1], heard=heard)
        thread.join(10)


def test_one_connection_reads_answers_of_both_kinds_and_comes_back_when_closed():
    whole = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
    pieces = b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    chunked = b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n" + pieces
    closing = b"HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno"
    with answering(whole, chunked, closing, whole) as server, line.Line(server.port) as one:
        sent = line.message("GET", "/x", {"A": "b"})
        found = [one.ask(sent) for _ in range(4)]
    assert found == [(200, b"hello"), (201, b"abcde"), (404, b"no"), (200, b"hello")]
    assert server.heard == [b"GET /x HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: keep-alive\r\n"
                            b"A: b\r\n\r\n"] * 4  # fmt: skip


def test_a_crowd_has_each_message_answered_once_while_a_visitor_opens_a_page():
    told: Counter[bytes] = Counter()

    class Answering(BaseHTTPRequestHandler):
        """Refuses every third search."""

        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            told[self.path.encode()] += 1
            self.send_response(503 if self.path in ("/3", "/6", "/9") else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sent = [line.message("GET", f"/{n}", {}) for n in range(1, 10)]
        searches, pages = crowd.crowded(server.server_port, sent, 4)
        server.shutdown()
    assert {told[b"/%d" % n] for n in range(1, 10)} == {1}
    assert told[crowd.PAGE.encode()] == len(pages) > 0
    assert crowd.told([(200, 4.0), (503, 1.0)]) == "1 × 200, 1 × 503; p95 4 ms, at most 4 ms"
    assert crowd.told(searches).startswith("6 × 200, 3 × 503; ")


def test_a_message_with_a_body_tells_its_length():
    assert line.message("POST", "/", {}, b"{}").endswith(b"Content-Length: 2\r\n\r\n{}")
