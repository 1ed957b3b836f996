"""The words around a name that say whether it is a place, and of which kind.

Sets of folded words, grouped by what they prove. They describe French, not any one text.
"""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of ``text`` as a set."""
    return frozenset(text.split())


#: Words that may stand in lower case inside a name.
PARTICLES = word_set(
    "de d du des la le les l en sur sous et a au aux pres devant lez in sainte saint"
)
ARTICLES = word_set("le la les l")
CONTRACTIONS = {"du": "le", "au": "le", "des": "les", "aux": "les"}
#: Words skipped when looking back for the noun a name depends on.
LINKS = word_set("de d du des la le les l")
PREPOSITIONS = word_set(
    "a au aux de d du des en dans sur vers entre pour par chez depuis jusqu pres avec sans contre"
    " sous hors et ou ni mais que qu si comme selon apres avant dont il elle on cette ce ces son"
    " sa ses leur leurs notre nos votre un une le la les l tout toute tous toutes"
)

#: Public ways and buildings named after places: "rue de Paris" is not in Paris.
STREETS = word_set(
    "rue avenue av boulevard boulevards bd bld place square allee impasse chemin route quai"
    " passage esplanade rond porte metro pont stade mail venelle ruelle villa promenade voie"
    " sentier chaussee faubourg tramway ligne autoroute fort tour carrefour croisement echangeur"
    " giratoire parvis"
)
#: Stops named after the place they are near: "le métro Mairie de Montrouge".
STATIONS = word_set("metro station stations rer tram tramway terminus arret ligne")
#: Acts and events known by the place where they were signed or happened.
ACTS = word_set(
    "accord accords traite traites convention conventions protocole pacte paix edit conference"
    " sommet declaration bataille charte regime concordat armistice proces"
)
#: Waters, woods and reliefs.
NATURE = word_set(
    "bord bords long large berge berges rive rives vallee vallees affluent riviere fleuve crue"
    " crues eaux canal estuaire foret bois lac tunnel golfe massif source sources baie detroit ile"
    " gorges monts mont baignade eau pollution courant lit navigation rivage cours bateau bateaux"
    " baies descente aval amont plages plage ponts peche embouchure confluent passerelle barrage"
    " confluence inondation inondations traversee quais iles mer littoral bac peniche massifs"
    " rivieres montagne montagnes fleuves"
)
#: Verbs of which a river, rather than a département, is the subject.
RIVER_VERBS = word_set(
    "coule traverse deborde longe arrose serpente prend inonde borde separe baigne rejoint monte"
    " descend"
)
#: What a river "has" done, where a département "has" decided or opened.
FLOODS = word_set(
    "deborde inonde envahi emporte submerge noye grossi gele quitte coupe englouti ravage recouvert"
    " depasse atteint"
)
#: Nouns that name an organisation or a thing by the name that follows directly.
APPOSED = word_set(
    "societe groupe entreprise marque operateur fondation association enseigne magasin logiciel"
    " compagnie cabinet bailleur editeur editions hopital clinique eglise basilique paroisse lycee"
    " college ecole institut foyer residence immeuble salle centre maison theatre cinema librairie"
    " hotel restaurant cafe banque assurance ong start startup laboratoire revue journal magazine"
    " quotidien hebdomadaire radio chaine film livre roman cite quartier projet programme"
    " dispositif operation collectif reseau label plateforme cooperative chantier atelier ateliers"
    " espace prix plan loi rapport fonds agence boutique campus amphitheatre gymnase piscine"
    " square parc jardin produit modele type vin fromage parfum porcelaine cathedrale chateau tour"
    " telephone chez"
)
#: Words of respect and roles that come before a person's name.
PERSONS = word_set(
    "m mm mr mme mmes mlle mlles madame monsieur mademoiselle messieurs mesdames dr docteur"
    " docteure maitre me professeur professeure pr abbe pere soeur frere saint general marechal"
    " colonel capitaine president presidente directeur directrice ministre depute deputee senateur"
    " senatrice prefet prefete juge avocat avocate architecte sociologue adjoint adjointe"
    " conseiller conseillere coordinatrice coordinateur animatrice animateur chercheur chercheuse"
    " educateur educatrice gardien gardienne famille epoux dame sieur gerant gerante fondateur"
    " fondatrice"
    " infirmier infirmiere medecin psychologue formateur formatrice benevole militant militante"
    " artiste comedien comedienne patron patronne elu elue photographe musicien musicienne"
    " freres soeurs couple cousin cousine cousins fils fille veuve oncle tante"
)
#: Nouns after which a place is expected: territories and what happens in them.
TERRITORIES = word_set(
    "ville villes commune communes mairie mairies municipalite municipalites maire maires"
    " departement departements region regions agglomeration territoire territoires quartier"
    " quartiers centre bourg habitants habitantes habitant habitante population jeunes familles"
    " femmes locataires commercants commercantes associations association elus nord sud est ouest"
    " conseil hotel banlieue peripherie canton arrondissement bassin pays secteur cite prefecture"
    " sous zup zac village villages hauteurs rues centres ecoles elue elu citoyens lyceens"
    " salaries detenus demandeurs artisans residents residentes riverains proximite environs"
    " alentours metropole faubourgs toits gens celle celui celles ceux eleves parents jeunesse"
    " creatrices createurs"
)
#: Institutions that are named after where they are.
INSTITUTIONS = word_set(
    "tribunal tribunaux prison arret detention penitentiaire locale locales mission missions ccas"
    " cias spip office opac oph hlm habitat caisse caf cpam msa cci chambre prefecture familiales"
    " sociale social sociaux departemental departementale departementaux general regional"
    " regionale municipal municipale communal communale publique public rectorat academie hopital"
    " chu clinique lycee college ecole ecoles universite faculte iut campus mjc mediatheque"
    " bibliotheque gare bourse barreau cour parquet commissariat gendarmerie poste marche marches"
    " halles regie regies plie greta cidff cidf adil udaf ddcs ddets dreal ars pmi epicerie creche"
    " ressourcerie recyclerie maison maisons pole antenne agence foyer chrs csapa planning"
    " solidaire numerique justice droit metiers industrie commerce agriculture notaires avocats"
    " rugby football club port aeroport sdis mdph cdad federation fac pepiniere couveuse atelier"
    " ateliers chantier hebergement emploi services service tramway tgv usine site sites musee"
    " theatre opera festival foire conservatoire boutique alimentaire alimentaires banque secours"
    " catholique populaire parquet bailleur bailleurs"
)
#: Bodies that write the number of their département after their name ("CAF 93").
NUMBERED_BODIES = word_set(
    "caf cci cidff cidf udaf fol adil ddcs ddets cpam mdph sdis dsden cdad cdos cma pmi udccas"
    " ase anah spip ligue departement jeunes habitants crij conseil"
)
#: Prepositions of movement: with a capital after them they lead to a place.
TOWARDS = word_set("sur vers depuis entre jusqu via hors")
#: What precedes "à" before a person rather than a place ("grâce à Albert").
ADDRESSED = word_set(
    "grace face confie confiee confies confiees remis remise rapport hommage quant merci demande"
    " explique parle revient appartient"
)
#: Names that a firm or a thing bears more often than the town.
BORNE_BY_FIRMS = word_set(
    "orange cognac grenade union mars croix vittel evian volvic perrier contrexeville michelin"
)
#: Words after which "le Nord" is the département and not the north.
NORTH_HEADS = word_set(
    "departement departemental departementale departementales prefecture prefet prefete habitants"
    " conseil familiales caf spip adil udaf cidff cpam msa pjj cci cdad mdph ddets sdis chambre"
    " federation comite mission missions locale locales associations structures bailleurs sociaux"
    " elus maires tribunaux tribunal prison prisons insertion agriculture metiers jeunesse fil"
    " foyer foyers ccas office opac hlm mairies epicerie epiceries entreprise"
    " entreprises collectivites"
)
#: Words of people and places after which "du 93" is the département.
OF_A_NUMBER = word_set(
    "jeunes jeune habitants habitant habitantes gens familles femmes filles garcons departement"
    " departements villes ville communes commune associations association acteurs actrices"
    " structures elus maires quartiers cites banlieue lyceens collegiens enfants eleves locataires"
    " bailleurs prefet prefete prefecture conseil rappeurs entreprises commercants entrepreneurs"
    " createurs creatrices tout toute partout reste nord sud est ouest ecoles colleges hopitaux"
    " enseignants salaries agents services elues citoyens residents"
)
#: What stands before a number that is no département.
NOT_BEFORE_NUMBER = word_set(
    "article articles alinea page pages numero no n annee an ligne bus tram rer loi decret"
    " chambre salle lot canal chaine taille appeler appelez composer composez telephone tel poste"
    " version chapitre paragraphe figure tableau annexe fiche au_rang score"
)
#: What stands after a number that is no département: months, units, street words.
NOT_AFTER_NUMBER = word_set(
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre euros"
    " euro ans an mois jours jour heures heure h minutes minute km kg m m2 metres metre logements"
    " logement familles personnes places lits postes stagiaires participants participantes femmes"
    " hommes enfants jeunes habitants salaries structures sites rue bis ter avenue boulevard bd av"
    " place allee chemin quai impasse route square e eme ieme er pourcent points point"
    " millions milliards million milliers degres fois dossiers demandes entreprises associations"
    " communes communaute kilometres"
)
#: Countries and parts of the world that take a homonym abroad ("Vienne, en Autriche").
ABROAD = word_set(
    "autriche espagne italie allemagne belgique suisse canada quebec portugal angleterre grece"
    " algerie maroc tunisie senegal mali turquie pologne roumanie bulgarie hongrie luxembourg"
    " danemark suede norvege finlande irlande ecosse etats chine japon inde bresil argentine"
    " mexique colombie chili perou liban israel palestine egypte syrie irak iran russie ukraine"
    " cameroun congo cote_d_ivoire burkina niger togo benin madagascar espagnol espagnole belge"
    " allemand allemande italien italienne anglais autrichien autrichienne comores haiti louisiane"
    " californie floride texas royaume"
)
#: Parts of a town that may follow its name with a capital.
DIRECTIONS = word_set("nord sud est ouest centre ville intra ii iii iv plage et")
#: Names that are mostly those of a river, a sea, a relief or a point of the compass.
SHADOWED = word_set(
    "ain aisne allier ardeche ariege aube aude aveyron charente cher correze creuse dordogne"
    " doubs drome eure gard gers gironde herault indre isere loire loiret lot marne mayenne meuse"
    " moselle nievre oise orne rhone sarthe savoie somme tarn var vendee vienne yonne essonne"
    " manche nord jura vosges cantal lozere ardennes landes centre vaucluse indre_et_loire"
)
#: What an institution does, in the singular: a place that is the subject of these is no river
#: and no common word.
ACTS_OF_INSTITUTIONS = word_set(
    "a ont compte soutient finance cofinance lance accueille recrute vote accompagne developpe"
    " experimente propose mene souhaite verse dispose participe pilote prevoit cree met gere"
    " consacre adopte ouvre signe inaugure renove teste organise veut investit rejoint amenage"
    " deploie choisit decide engage s_engage reloge heberge mobilise anime publie subventionne"
    " soutiennent mettent choisissent veulent investissent reconduit reconduisent genere"
)
#: What a town does as well, though a river may: never a proof for what is named after one.
ACTS_OF_TOWNS = word_set(
    "prete fournit achete rachete vend loue construit batit rehabilite embauche forme distribue"
    " offre abrite possede connait manque perd gagne attire concentre subit rassemble regroupe"
    " partage"
    " echange compare installe relance sauve reserve interdit autorise delegue confie cede donne"
    " applique suit essaie adapte affiche s se"
)
#: What one does in water, before "dans" and the name of a river.
IN_WATER = word_set(
    "peche pechent pecher baigne baignent baigner baignade nage nagent nager plonge plongent noye"
    " noyee noyade jette jettent jeter jete deverse deversent rejete rejetes tombe tombee coule"
    " saute"
)
#: Kinds of groups of communes, as the words before their name.
GROUP_HEADS = (
    "communaute d agglomeration",
    "communaute de communes",
    "communaute urbaine",
    "communaute de l agglomeration",
    "agglomeration",
    "etablissement public territorial",
    "ept",
    "intercommunalite",
    "metropole",
    "agglo",
    "epci",
    "territoire",
)
#: First words of names of groups and régions, which are often written in lower case.
GROUP_STARTS = word_set("metropole eurometropole communaute agglomeration etablissement region")
#: Parts of a town known by a name of their own.
QUARTIER_HEADS = word_set("quartier cite residence zup zac lieu secteur")
DEFINITE = word_set("le la l du au ce cette")

#: Words of respect after which even a name with its article is a person's ("M. Le Mans").
HONORIFICS = word_set("m mm mr mme mmes mlle mlles madame monsieur")
#: What a town is called in apposition, and the words that may stand before.
KINDS_OF_TOWN = word_set(
    "ville commune prefecture village bourg cite bourgade chef station capitale"
)
OF_TOWNS = word_set(
    "petite grande ancienne vieille moyenne sous une la deuxieme troisieme premiere seconde petit"
    " ancien un gros jeune"
)
#: What comes before the name of a town and the number of its university.
UNIVERSITIES = word_set(
    "universite universites univ fac faculte institut etudiant etudiants etudiante etudiantes"
    " licence master chercheurs laboratoire campus"
)
#: Newspapers named after a town, when written with a capital ("Le Journal de Saint-Denis").
NEWSPAPERS = word_set("journal gazette courrier echo nouvelles independant reveil eveil progres")
#: What may stand between a name and its country ("Vienne, capitale de l’Autriche").
BEFORE_COUNTRY = word_set("en au aux l la le de capitale")
#: Foreign towns that a small French commune is the namesake of: it needs its département.
NAMESAKES = word_set("fribourg cologne bologne venise montreal")
#: Words that make a town's name that of its group of communes ("Annemasse Agglo").
GROUP_ENDS = word_set("agglo agglomeration metropole communaute")
#: Nouns that prove even the smallest town that is also a word.
PLAINEST = word_set("ville villes commune communes mairie maire village bourg habitants")
