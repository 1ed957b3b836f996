"""Formulas of e-mails and questions, which say nothing of what is looked for.

« Bonjour, je voudrais savoir comment faire pour… merci d’avance ». They are left out of a question
only: in a sheet they may be the subject.
"""

from __future__ import annotations

import re

_FORMULAS = (
    # greetings and farewells
    r"bonjour|bonsoir|coucou|salut à (?:tous|toutes)",
    r"(?:bonjour |cher |chère )?(?:madame|monsieur|mesdames|messieurs)(?=\s*[,.!])",
    r"(?:bien )?cordialement|bien à vous|(?:mes |nos )?(?:sincères |meilleures )?salutations"
    r"(?: distinguées)?|bonne (?:journée|soirée|réception)",
    # thanks and please
    r"(?:un grand |mille )?merci(?: beaucoup| infiniment| bien)?"
    r"(?: (?:de|pour) (?:votre|vos) (?:aide|réponses?|retours?|conseils?|renseignements?))?"
    r"(?: (?:d['’ ]|par )avance)?",
    r"(?:je|nous) vous remerci(?:e|ons)(?: (?:d['’ ]|par )avance)?|par avance",
    r"s['’ ]?il (?:vous|te) pla[iî]t|svp|stp",
    # what the writer wants of the reader
    r"(?:je|j['’]|nous|on) ?(?:voudrai[st]|voudrions|souhait(?:e|erai[st]|ons|erions)|"
    r"aimerai[st]|aimerions|veux|désire|cherche|cherchons|recherche)"
    r"(?: (?:bien |à )?(?:savoir|connaître|connaitre|comprendre|demander|me renseigner))?",
    r"(?:je|nous) (?:me|nous) (?:demande|demandons|permets|permettons|renseigne)"
    r"(?: de (?:vous|te) (?:écrire|contacter|solliciter))?",
    r"(?:pouvez|pourriez|peux|pourrais)[- ](?:vous|tu) (?:me |m['’]|nous )?"
    r"(?:dire|indiquer|expliquer|renseigner|préciser|conseiller|confirmer)",
    # turns of questions
    r"(?:qu['’]?)?est[- ]ce (?:que|qu['’])|est[- ]il possible (?:de|d['’])|"
    r"y a[- ]t[- ]il|existe[- ]t[- ]il",
    r"comment (?:puis[- ]je |peut[- ]on |dois[- ]je |doit[- ]on )?"
    r"(?:faire pour|s['’]y prendre pour)",
)
_FORMULA = re.compile(r"(?<![\w-])(?:" + "|".join(_FORMULAS) + r")(?:(?<=['’])|(?![\w-]))", re.I)

#: How formulas begin, so that most texts need not be searched for them.
_OPENINGS = (
    r"bon(?:jour|soir|ne\b)|coucou|salut|ch(?:er|ère)\b|madame|monsieur|mes(?:dames|sieurs)",
    r"(?:bien|mes|nos|un|mille|par|y|est|comment|merci|j|s|qu)\b|cordialement|sincères|meilleures",
    r"(?:je|nous|on)(?:\b|voudr|souhait|aimer|veux|désire|cherch|recherch)|sil\b|svp|stp",
    r"pouvez|pourriez|peux|pourrais|quest\b|existe",
)
_OPENING = re.compile(r"(?<![\w-])(?:" + "|".join(_OPENINGS) + ")", re.I)


def may_open(chunk: str) -> bool:
    """Whether a formula may begin in a chunk of a text."""
    return _OPENING.search(chunk) is not None


def without_formulas(text: str) -> str:
    """The text with blanks in place of formulas, same offsets; as it is when nothing is left."""
    left = _FORMULA.sub(lambda found: " " * len(found.group()), text)
    return left if re.search(r"\w", left) else text
