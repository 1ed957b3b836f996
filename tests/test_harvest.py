"""A harvest walks a real local site of SPIP's shape, politely, resumably and nowhere else."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from indexer.harvest import HarvestError, Manners, harvest
from indexer.sources import read_corpus
from indexer.sources.fetching import Fetcher, FetchError, is_public
from indexer.sources.links import leads_of
from indexer.sources.original import Original
from indexer.vocabulary import Sheet

CARD = (
    '<li><a class="lien_article" href="/{0}"><span class="titre">La fiche {0}</span>'
    '<span class="introduction">Le résumé de la fiche {0}, en une phrase.</span></a></li>'
)
ARTICLE = """<html><head><title>La fiche {0}</title><meta property="og:site_name" content="Centre">
<link rel="canonical" href="http://127.0.0.1:{1}/{0}"></head><body><div class="hentry">
<h1 class="crayon article-titre-{0} ">La fiche {0}</h1>
<abbr class="published" title="2012-05-0{0}T10:00:00Z">mai</abbr>
<div class="chapo">Le résumé de la fiche {0}, en une phrase.</div>
<div class="texte"><p>Le texte entier de la fiche numéro {0} : {2}.</p></div></div></body></html>"""
WORDS = {1: "un jardin ouvert", 2: "une boutique solidaire", 3: "un relais", 4: "le seul caché"}


class Site(BaseHTTPRequestHandler):
    """Two listing pages of two cards each, one of them forbidden by robots.txt."""

    asked: ClassVar[list[str]] = []
    pages: ClassVar[dict[str, tuple[int, str, dict[str, str]]]] = {}

    def do_GET(self):
        """Answer from the table of pages, 304 when the validator is the current one."""
        type(self).asked.append(self.path)
        status, text, headers = self.pages.get(self.path, (404, "", {}))
        if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
            status, text = 304, ""
        data = text.encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        """Stay quiet."""


@pytest.fixture
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    port = server.server_address[1]
    Site.asked = []
    Site.pages = {
        "/robots.txt": (200, "User-agent: *\nDisallow: /4\n", {}),
        "/fiches": (200, listing(1, 2, more="/fiches?debut_articles=2"), {"ETag": '"l1"'}),
        "/fiches?debut_articles=2": (200, listing(3, 4, more="/fiches?debut_articles=0"), {}),
        "/fiches?debut_articles=0": (200, listing(1, 2), {}),
    }
    for number, words in WORDS.items():
        text = ARTICLE.format(number, port, words)
        Site.pages[f"/{number}"] = (200, text, {"ETag": f'"{number}"'})
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    server.shutdown()
    server.server_close()


def listing(*numbers: int, more: str = "") -> str:
    pages = f'<p class="pagination"><a href="{more}">suite</a></p>' if more else ""
    cards = "".join(CARD.format(number) for number in numbers)
    other = '<a href="https://ailleurs.exemple.fr/x">ailleurs</a>'
    return f"<html><body><ul>{cards}</ul>{other}{pages}</body></html>"


@pytest.fixture
def run(site, tmp_path):
    def go(path="/fiches", **manners):
        manners = {"delay": 0, "loopback": True, **manners}
        return harvest(site + path, tmp_path / "corpus", tmp_path / "saved", Manners(**manners))

    return go


def sheets(tmp_path) -> dict[str, Sheet]:
    found = read_corpus([tmp_path / "corpus"])
    return {sheet.title: sheet for sheet in found if isinstance(sheet, Sheet)}


def test_all_pages_of_a_listing_are_walked_and_imported(run, site, tmp_path):
    report = run()
    assert report.complete
    assert len(report.listings) == 3
    found = sheets(tmp_path)
    assert set(found) == {f"La fiche {number}" for number in WORDS}
    assert found["La fiche 1"].source == f"{site}/1"
    assert found["La fiche 1"].date == "2012-05-01"
    assert "un jardin ouvert" in found["La fiche 1"].body


def test_robots_txt_is_obeyed_and_the_card_still_gives_its_summary(run, site, tmp_path):
    report = run()
    assert report.forbidden == [f"{site}/4"]
    assert "/4" not in Site.asked
    forbidden = sheets(tmp_path)["La fiche 4"]
    assert (forbidden.summary, forbidden.body) == ("Le résumé de la fiche 4, en une phrase.", "")


def test_a_second_harvest_only_asks_what_has_changed(run, site, tmp_path):
    run()
    Site.pages["/2"] = (200, Site.pages["/2"][1].replace("solidaire", "fermée"), {"ETag": '"2b"'})
    report = run()
    assert f"{site}/1" in report.unchanged
    assert f"{site}/2" in report.fetched
    assert report.imported is not None
    assert report.imported.updated == ["la-fiche-2"]
    assert "fermée" in sheets(tmp_path)["La fiche 2"].body


def test_an_interrupted_harvest_goes_on_where_it_stopped(run, tmp_path):
    first = run(limit=4)
    assert not first.complete
    Site.asked.clear()
    second = run()
    assert second.complete
    assert len(second.resumed) == 4
    assert "/fiches" not in Site.asked
    assert len(sheets(tmp_path)) == 4


def test_a_page_that_fails_is_told_and_the_others_are_imported(run, site, tmp_path):
    Site.pages["/2"] = (500, "", {})
    report = run()
    assert [(f.address, f.message) for f in report.failed] == [
        (f"{site}/2", "the server answers 500")
    ]
    assert "un relais" in sheets(tmp_path)["La fiche 3"].body


@pytest.mark.parametrize("path", ["/flux.xml", "/sitemap.xml"])
def test_a_feed_or_a_sitemap_may_be_the_start(run, site, tmp_path, path):
    item = "<item><title>Un</title><link>{}/1</link></item>"
    Site.pages["/flux.xml"] = (
        200,
        f'<?xml version="1.0"?><rss><channel>{item.format(site)}</channel></rss>',
        {},
    )
    Site.pages["/sitemap.xml"] = (
        200,
        f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<url><loc>{site}/1</loc></url></urlset>",
        {},
    )
    run(path)
    assert list(sheets(tmp_path)) == ["La fiche 1"]


def test_a_listing_without_links_is_followed_to_its_feed(run, site, tmp_path):
    Site.pages["/vide"] = (
        200,
        '<html><head><link rel="alternate" type="application/rss+xml" href="/flux.xml"></head>',
        {},
    )
    Site.pages["/flux.xml"] = (
        200,
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link rel="alternate" '
        f'href="{site}/2"/></entry></feed>',
        {},
    )
    run("/vide")
    assert list(sheets(tmp_path)) == ["La fiche 2"]


def test_links_to_hosts_not_named_are_not_followed(run, site):
    Site.pages["/fiches"] = (
        200,
        listing(1) + '<a class="lien_article" href="https://ailleurs.exemple.fr/2">'
        '<span class="titre">Ailleurs</span></a>',
        {},
    )
    report = run()
    (failure,) = report.failed
    assert failure.address == "https://ailleurs.exemple.fr/2"
    assert "not named" in failure.message


def test_this_machine_is_refused_unless_it_is_allowed(run):
    with pytest.raises(HarvestError, match="private address"):
        run(loopback=False)
    assert Site.asked == []


@pytest.mark.parametrize("status", [500, 403])
def test_a_start_that_cannot_be_fetched_is_an_error(run, tmp_path, status):
    Site.pages["/fiches"] = (status, "", {})
    with pytest.raises(HarvestError, match=str(status)):
        run()
    assert list(tmp_path.iterdir()) == []


def test_no_robots_txt_allows_all_and_a_broken_one_forbids_all(run, tmp_path):
    Site.pages["/robots.txt"] = (503, "", {"Retry-After": "0"})
    with pytest.raises(HarvestError, match=r"robots\.txt"):
        run()
    del Site.pages["/robots.txt"]
    run()
    assert "le seul caché" in sheets(tmp_path)["La fiche 4"].body


@pytest.mark.parametrize(
    ("start", "says"),
    [
        ("exemple.fr/fiches", "write it whole, https://"),
        ("https:///fiches", "write it whole"),
        ("ftp://exemple.fr/", "write it whole"),
        ("http://exemple.fr/fiches", "is not https"),
        ("https://nulle-part.invalid/fiches", "nulle-part.invalid is unknown"),
        ("https://10.0.0.1/fiches", "only public sites"),
        ("http://127.0.0.1:1/fiches", "with --loopback"),
        ("https://exemple.fr:99999/", "no valid port"),
    ],
)
def test_a_start_that_may_not_be_asked_says_why_and_leaves_nothing_behind(
    tmp_path, start, says, monkeypatch
):
    def unknown(host, *_, **__):
        if host == "nulle-part.invalid":
            raise OSError(-2, "Name or service not known")
        return [(0, 0, 0, "", (host if host[0].isdigit() else "93.184.216.34", 0))]

    monkeypatch.setattr("indexer.sources.fetching.socket.getaddrinfo", unknown)
    with pytest.raises(HarvestError) as refused:
        harvest(start, tmp_path / "corpus", tmp_path / "saved", Manners(delay=0))
    assert says in str(refused.value)
    assert "robots" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_is_not_there_is_not_taken_for_one_that_forbids(tmp_path):
    start = "http://127.0.0.1:9/fiches"
    with pytest.raises(HarvestError, match="cannot be fetched") as refused:
        harvest(start, tmp_path / "c", tmp_path / "s", Manners(delay=0, loopback=True))
    assert "robots" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def fetcher(**bounds) -> Fetcher:
    return Fetcher(["127.0.0.1"], delay=0, loopback=True, **bounds)


def test_three_redirects_are_followed_and_one_more_is_not(site):
    for number in range(4):
        Site.pages[f"/r{number}"] = (302, "", {"Location": f"/r{number + 1}"})
    Site.pages["/r4"] = (200, "là", {})
    assert fetcher().fetch(f"{site}/r1").data == "là".encode()
    with pytest.raises(FetchError, match="redirects"):
        fetcher().fetch(f"{site}/r0")


@pytest.mark.parametrize(
    "target",
    [
        "https://ailleurs.exemple.fr/",
        "file:///etc/passwd",
        "http://169.254.169.254/latest",
        "//10.0.0.1/",
        "gopher://127.0.0.1/",
        "http://localhost/",
    ],
)
def test_a_redirect_elsewhere_is_refused(site, target):
    Site.pages["/r"] = (302, "", {"Location": target})
    with pytest.raises(FetchError) as caught:
        fetcher().fetch(f"{site}/r")
    assert caught.value.refused


def test_a_page_that_is_too_large_is_not_read_whole(site):
    Site.pages["/big"] = (200, "x" * 5_000_001, {})
    with pytest.raises(FetchError, match="5 MB"):
        fetcher().fetch(f"{site}/big")


def test_a_busy_server_is_given_the_time_it_asks_for(site):
    Site.pages["/busy"] = (429, "", {"Retry-After": "7"})
    waits: list[float] = []
    with pytest.raises(FetchError, match="429"):
        fetcher(sleep=waits.append).fetch(f"{site}/busy")
    assert [wait for wait in waits if wait] == [7.0, 7.0]
    assert Site.asked.count("/busy") == 3


def test_pages_are_asked_for_with_a_pause_between(site):
    waits: list[float] = []
    slow = Fetcher(["127.0.0.1"], delay=5.0, loopback=True, sleep=waits.append)
    slow.fetch(f"{site}/1")
    slow.fetch(f"{site}/2")
    assert waits[0] == 0
    assert 4 < waits[1] <= 5


def test_a_crawl_delay_is_obeyed(run, monkeypatch):
    pauses: list[float] = []
    monkeypatch.setattr("indexer.sources.fetching.time.sleep", pauses.append)
    Site.pages["/robots.txt"] = (200, "User-agent: *\nCrawl-delay: 3\n", {})
    run()
    assert max(pauses) > 2


@pytest.mark.parametrize(
    ("number", "public"),
    [
        ("1.1.1.1", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_only_addresses_of_the_public_internet_are_public(number, public):
    assert is_public(number) is public


def test_plain_http_to_a_public_host_is_refused(monkeypatch):
    monkeypatch.setattr(
        "indexer.sources.fetching.socket.getaddrinfo",
        lambda *_, **__: [(2, 1, 6, "", ("1.1.1.1", 0))],
    )
    with pytest.raises(FetchError, match="not https"):
        Fetcher(["exemple.fr"], delay=0).fetch("http://exemple.fr/")
    with pytest.raises(FetchError, match="unusual port"):
        Fetcher(["exemple.fr"], delay=0).fetch("https://exemple.fr:8443/")


def test_a_host_with_one_private_address_is_refused(monkeypatch):
    answers = [(2, 1, 6, "", ("1.1.1.1", 0)), (2, 1, 6, "", ("192.168.0.1", 0))]
    monkeypatch.setattr("indexer.sources.fetching.socket.getaddrinfo", lambda *_, **__: answers)
    with pytest.raises(FetchError, match="private address"):
        Fetcher(["exemple.fr"], delay=0).fetch("https://exemple.fr/")


def test_pagination_is_told_from_other_links():
    html = (
        '<div class="pagination"><a href="?debut_a=10">2</a><a href="/autre?page=2">x</a>'
        '<a href="/liste?tri=date">y</a></div><a rel="next" href="/liste/page/2/#haut">z</a>'
    )
    leads = leads_of(Original("a.html", html.encode(), "https://exemple.fr/liste"))
    assert leads.pages == (
        "https://exemple.fr/liste?debut_a=10",
        "https://exemple.fr/liste/page/2/",
    )
