"""French text to terms: offsets exact, three levels, every way French is written.

Knows no sheet, no engine and no gazetteer.
"""

from __future__ import annotations

from indexer.french.analyser import Analyser, FieldAnalysis, Token
from indexer.french.folding import fold
from indexer.french.places import Places, place_key

__all__ = ["Analyser", "FieldAnalysis", "Places", "Token", "fold", "place_key"]
