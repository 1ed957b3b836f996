"""Grammar words a question may leave out; indexed all the same, for phrases and acronyms.

Absent on purpose: ``été``, ``pas``, ``sous``, ``ville`` and all that may be what a visitor means.
"""

from __future__ import annotations

from indexer.french.folding import fold

_GRAMMAR = """
a à afin ai aie ainsi alors après as au aucun aucune aujourdhui aura auront aussi autre autres aux
avaient avait avant avec avez avoir avons ayant c car ce ceci cela celle celles celleux celui ces
cet cette ceux chaque chez ci comme comment d dans de depuis des desquelles desquels dès doit
doivent donc dont du duquel elle elles en encore entre es est et étaient étais était étant êtes
être eu eux eut font furent fut ici iel iels il ils j je jusqu jusque l la là laquelle le lequel les
lesquelles lesquels leur leurs lors lorsque lorsqu lui m ma mais me même mêmes mes moi mon n ne ni
non nos notre nôtre nous on ont or ou où par parce parmi pendant peu peut peuvent plus plusieurs
pour pourquoi pouvait pouvez puis puisque puisqu qu quand que quel quelle quelles quels quelque
quelques quelqu qui quoi quoique s sa sans se sera seront serait ses si sinon soi soient soit sommes
son sont suis sur t ta tandis te tel telle telles tels tes toi ton toujours tous tout toute toutes
toustes très tu un une vers via voici voilà vos votre vôtre vous y
"""

#: As written, and as written without accents; « sûr » and « dû » are words all the same.
STOP_WORDS = frozenset(_GRAMMAR.split()) | frozenset(map(fold, _GRAMMAR.split()))

_ASKING = """
combien rien ça quelquun faut fallait faudrait faudra va vais vas vont allons allez irait peux
pouvons pourrait pourrais pourrons pourrez pourra pourront veux veut voulons voulez veulent voudrait
voudrais voudrions voulait voulais dois devons devez devrait devrais devions devais devait aurais
aurait serais viens vient venons venez viennent etc
"""

#: Turns of speech that only a question leaves out: sheets keep them like other words. Measured:
#: « combien » and « faut » made titles of other subjects come first.
ASKING_WORDS = STOP_WORDS | frozenset(_ASKING.split()) | frozenset(map(fold, _ASKING.split()))
