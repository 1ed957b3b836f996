"""Where in its text a position starts and ends, as one number: first character, then length.

Four bytes hold both in texts of up to four million characters; where one is longer, eight do.
"""

from __future__ import annotations

import numpy as np

from indexer.engines.analysed import LONGEST_MARK, Postings
from indexer.engines.whoosh_engine.files import Ints

LENGTH_BITS = LONGEST_MARK.bit_length()
_LENGTH = (1 << LENGTH_BITS) - 1
#: The first character that four bytes have no room for.
_FAR = 1 << (32 - LENGTH_BITS)


def packed(postings: Postings) -> Ints:
    """The spans of all positions of a slot."""
    starts = np.frombuffer(postings.starts, dtype=np.uint32)
    lengths = np.frombuffer(postings.ends, dtype=np.uint32) - starts
    wide: Ints = starts.astype(np.uint64 if starts.max(initial=0) >= _FAR else np.uint32)
    found: Ints = wide << LENGTH_BITS | lengths
    return found


def unpacked(spans: Ints) -> tuple[Ints, Ints]:
    """The first character of each span, and the one after its last."""
    found = spans.astype(np.int64)
    starts = found >> LENGTH_BITS
    return starts, starts + (found & _LENGTH)
