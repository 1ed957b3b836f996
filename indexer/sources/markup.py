"""What is wrong in the HTML an editor typed: elements left open, stray ends, things dropped.

A browser mends such faults by guessing; an editor should know where it would guess.
"""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

from indexer.sources.corpus_html import FormatFault
from indexer.sources.tags import CLOSED_BY, DROPPED, ENDS_PARAGRAPH, VOID

#: Faults told of one file; the rest is most often a consequence of the first ones.
MAX_FAULTS = 50
_OPTIONAL_END = frozenset(CLOSED_BY) | {"html", "head", "body", "thead", "tbody", "tfoot"}
_NOT_KEPT = DROPPED - {"title", "style"} | {"img", "input", "form"}


def markup_faults(text: str) -> list[FormatFault]:
    """Faults in the HTML of a whole page, by line."""
    parser = _Balance()
    parser.feed(text)
    parser.close()
    parser.finish()
    found = [*parser.faults, *_page_faults(text, parser.seen)]
    return sorted(found, key=lambda fault: fault.line)[:MAX_FAULTS]


def _page_faults(text: str, seen: set[str]) -> list[FormatFault]:
    found = []
    if not text.lstrip("\ufeff \n").lower().startswith("<!doctype html"):
        advice = "write <!DOCTYPE html> first"
        found.append(FormatFault("no-doctype", 1, "the page has no HTML5 doctype", advice))
    if "title" not in seen:
        advice = "write <title>…</title> in <head>"
        found.append(FormatFault("no-page-title", 1, "the page has no <title>", advice))
    return found


class _Balance(HTMLParser):
    """Follows which elements are open, as HTML5 lets some of them end by themselves."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, int]] = []
        self.counts: Counter[str] = Counter()
        self.faults: list[FormatFault] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open ``tag``, after ending what it ends by itself."""
        self.seen.add(tag)
        if tag in _NOT_KEPT and self.counts["article"]:
            self._fault("html-not-kept", f"<{tag}> is not kept", "remove it or say it in words")
        if tag in VOID:
            return
        ended = CLOSED_BY.get(tag, frozenset())
        if tag in ENDS_PARAGRAPH:
            ended = ended | {"p"}
        while self.open and self.open[-1][0] in ended:
            self._pop()
        self.open.append((tag, self.getpos()[0]))
        self.counts[tag] += 1

    def handle_endtag(self, tag: str) -> None:
        """Close ``tag``; what is still open inside it was left open."""
        if tag in VOID:
            return
        if not self.counts[tag]:
            self._fault("html-stray-end", f"</{tag}> closes nothing", "remove it or open it before")
            return
        while self.open:
            name, line = self._pop()
            if name == tag:
                return
            self._unclosed(name, line)

    def finish(self) -> None:
        """Tell what is still open at the end of the page."""
        for name, line in self.open:
            self._unclosed(name, line)

    def _pop(self) -> tuple[str, int]:
        """Close the innermost element."""
        name, line = self.open.pop()
        self.counts[name] -= 1
        return name, line

    def _unclosed(self, name: str, line: int) -> None:
        if name not in _OPTIONAL_END and len(self.faults) < MAX_FAULTS:
            message = f"<{name}> is not closed where it should be"
            self.faults.append(FormatFault("html-unclosed", line, message, f"write </{name}>"))

    def _fault(self, code: str, message: str, advice: str) -> None:
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(FormatFault(code, self.getpos()[0], message, advice))
