"""The HTML elements a sheet may hold, by what they do to the text around them."""

from __future__ import annotations


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


HEADINGS = _tags("h1 h2 h3 h4 h5 h6")

#: Elements that part paragraphs and mean nothing themselves: dropped, their content kept.
CONTAINERS = _tags(
    "address article aside body center details div fieldset figcaption figure footer form header "
    "hgroup html legend main nav noscript search section summary"
)
INLINE = _tags(
    "a abbr b br cite code del dfn em i ins kbd q s samp small strong sub sup time u var"
)
TABLE = _tags("table caption thead tbody tfoot tr td th")
BLOCKS = HEADINGS | TABLE | _tags("p ul ol li dl dt dd blockquote pre")

#: What each list is made of.
LIST_ITEMS = {"ul": _tags("li"), "ol": _tags("li"), "dl": _tags("dt dd")}
ITEMS = _tags("li dt dd")

#: Blocks whose inside is text or blocks, as in a page of their own.
HOLDERS = _tags("li td th dd dt blockquote caption")

#: Elements dropped with all they hold: code, drawings, controls.
DROPPED = _tags(
    "script style template svg math iframe object embed select textarea button canvas audio "
    "video map title"
)
#: Elements without content, hence without end tag.
VOID = _tags("area base br col embed hr img input link meta param source track wbr")

#: Elements that end by themselves when another one starts: HTML's optional end tags.
CLOSED_BY: dict[str, frozenset[str]] = {
    "p": _tags("p"),
    "li": _tags("li p"),
    "dt": _tags("dt dd p"),
    "dd": _tags("dt dd p"),
    "td": _tags("td th p"),
    "th": _tags("td th p"),
    "tr": _tags("tr td th p"),
}

#: Elements that end an open paragraph when they start.
ENDS_PARAGRAPH = _tags(
    "ul ol dl table blockquote div section article pre h1 h2 h3 h4 h5 h6 hr figure header footer"
)
