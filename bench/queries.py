"""Writes ``queries.tsv``: what visitors type, partly by hand, partly drawn from titles with a seed.

    python bench/queries.py SHEETS

The table is kept in the repository so that everybody is asked the same; this script says where it
is from. Typos are one letter dropped, doubled or swapped in a word of a title.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from drawing import Row, drawn, phrases, prefixes, typos
from peers.work import significant

from indexer.sources.corpus_html import read_sheet

TYPED = """
logement social
carte grise
passeport
carte d'identité
permis de conduire
mariage
divorce
pacs
naissance d'un enfant
congé maternité
congé parental
retraite anticipée
allocation chômage
rsa
prime d'activité
aide au logement
apl étudiant
caution locataire
dépôt de garantie
loyer impayé
expulsion locataire
bail meublé
colocation
taxe d'habitation
taxe foncière
impôt sur le revenu
déclaration de revenus
pension alimentaire
garde d'enfant
crèche
école maternelle
bourse lycée
inscription université
apprentissage
contrat de travail
licenciement économique
rupture conventionnelle
démission
harcèlement moral
accident du travail
arrêt maladie
handicap
allocation adulte handicapé
tutelle
succession
testament
donation
obsèques
nationalité française
titre de séjour
regroupement familial
visa étudiant
demande d'asile
carte vitale
complémentaire santé
médecin traitant
don d'organes
aide juridictionnelle
porter plainte
casier judiciaire
amende
radar
assurance auto
malus
contrôle technique
vente d'une voiture
permis de construire
déclaration préalable de travaux
voisinage bruit
copropriété
association loi 1901
subvention association
création d'entreprise
auto-entrepreneur
tva
surendettement
crédit à la consommation
livret A
chèque sans provision
litige consommation
garantie légale
démarchage téléphonique
internet
vote par procuration
liste électorale
service civique
bénévole
jeunes sans emploi
femmes victimes de violences
mineur étranger isolé
personnes âgées
maison de retraite
allocation personnalisée d'autonomie
aide à domicile
chien dangereux
chasse
animaux
énergie renouvelable
rénovation énergétique
déchets
""".strip().splitlines()
ABSENT = ("zythologue", "quidditch stellaire", "xylophage lunaire", "trottinette volante martienne",
          "hypnokinésie", "abracadabrantesque", "dromadaire cosmonaute", "wombat")  # fmt: skip
TERRITORIES = ("reg:11", "reg:93", "dep:93", "dep:69", "dep:59", "reg:84", "dep:13", "reg:32")
THEMES = ("logement", "justice", "sante", "education", "culture", "environnement", "commerce")


def table(sheets: Path) -> list[Row]:
    """All queries."""
    chance = random.Random(3)
    read = [read_sheet(path) for path in sorted(sheets.glob("*.html"))]
    titles = [words for s in read if (words := significant(s.title))]
    bodies = [s.body for s in read if len(s.body) > 500]
    texts = {
        "words": [*TYPED, *drawn(titles, chance, 30)],
        "phrase": phrases(bodies, chance, 20),
        "prefix": prefixes(titles, chance, 14),
        "typo": typos(titles, chance, 18),
        "none": list(ABSENT),
    }
    rows: list[Row] = [(kind, text, "", "") for kind, some in texts.items() for text in some]
    for n, text in enumerate(chance.sample(TYPED, 21)):
        theme = THEMES[n % len(THEMES)] if n % 3 != 1 else ""
        rows.append(("filter", text, theme, TERRITORIES[n % len(TERRITORIES)] if n % 3 else ""))
    rows += [("browse", "", theme, "") for theme in ("", *THEMES[:4])]
    rows += [("browse", "", "", territory) for territory in TERRITORIES[:5]]
    return rows


def main(sheets: str) -> None:
    """Write the table beside this script."""
    rows = [("kind", "text", "theme", "territory"), *table(Path(sheets))]
    lines = "".join("\t".join(row) + "\n" for row in rows)
    (Path(__file__).parent / "queries.tsv").write_text(lines, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
