"""Boxes of a service-public.fr sheet as HTML: services, places to go, readings, words, pictures.

Each writer takes the element and ``inside``, which writes what a box holds, without headings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

from indexer.sources.service_public.inline import address_of, inline, line_of, linked
from indexer.sources.service_public.tree import Element

Inside = Callable[[Iterable[Element | str]], str]


def contact(place: Element, inside: Inside) -> str:
    """A service, a place to go or a reading: its title, linked, then all it says."""
    title = place.find("Titre")
    named = linked(_address(place), line_of(title) if title else "")
    told = ("Titre", "Source", "Complement")
    return f"<p>{named}{_after(place)}</p>{inside(_without(place, *told))}"


def notice(form: Element, inside: Inside) -> str:
    """The notice that goes with a form, linked."""
    return f"<p>{linked(address_of(form), inline(form).strip())}{_after(form)}</p>"


def outside_link(link: Element, inside: Inside) -> str:
    """A page of another site, who publishes it, and what is found there."""
    page = link.find("LienExterne")
    named = linked(address_of(page), inline(page)) if page else ""
    return f"<p>{named}{_after(link)}</p>{inside(_without(link, 'LienExterne', 'Source'))}"


def meaning(word: Element, inside: Inside) -> str:
    """A word or an abbreviation and what it means."""
    title = word.find("Titre")
    term = f"<dt>{line_of(title)}</dt>" if title else ""
    return f"<dl>{term}<dd>{inside(_without(word, 'Titre'))}</dd></dl>"


def picture(shown: Element, inside: Inside) -> str:
    """What is said of a picture, the picture itself being left out."""
    legend, credits = shown.text("Legende"), shown.text("Credits")
    seen, told = shown.text("TexteDeRemplacement"), shown.text("Description")
    head = f"Illustration : {legend}" if legend else "Illustration"
    parts = [f"<p><strong>{escape(head)}</strong></p>"]
    if seen and not told.startswith(seen):
        parts.append(f"<p>{escape(seen)}</p>")
    parts.append(inside(_without(shown, "Legende", "Credits", "TexteDeRemplacement")))
    if credits:
        parts.append(f"<p>Crédits : {escape(credits)}</p>")
    told_at_all = legend or seen or told or credits
    return f"<blockquote>{''.join(parts)}</blockquote>" if told_at_all else ""


def _address(place: Element) -> str:
    """Where a place is found on the web: its own address or that of the page it names."""
    holders = (place, *place.elements("RessourceWeb", "LienWeb"))
    return next((address for address in map(address_of, holders) if address), "")


def _after(place: Element) -> str:
    """In brackets, the number of a form, what it is for and who publishes it."""
    number = place.attributes.get("numerocerfa", "")
    notes = [f"Cerfa n°\N{NO-BREAK SPACE}{escape(number)}"] if number else []
    notes += [line_of(note) for note in place.elements("Source", "Complement")]
    return f" ({', '.join(notes)})" if notes else ""


def _without(place: Element, *names: str) -> Iterable[Element | str]:
    return (c for c in place.children if isinstance(c, str) or c.name not in names)
