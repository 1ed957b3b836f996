"""Notes, documents, post-scriptum and dates of SPIP articles, as SPIP 3 and SPIP 4 write them."""

from __future__ import annotations

import pytest

from indexer.sources.original import Original
from indexer.sources.webpage import read_webpage
from indexer.vocabulary import Sheet

SPIP4 = """<html><head><title>Une régie - Centre</title>
<link rel="canonical" href="https://centre.exemple.fr/Une-regie"></head><body>
<article class="contenu hentry" id="content"><div class="cartouche">
<h1 class="crayon article-titre-215 entry-title">Une régie qui embauche</h1>
<p class="info-publi">Publié le 12 mars 2019, par <span class="vcard">Camille</span></p></div>
<div class="chapo crayon article-chapo-215 "><p>Elle emploie<span class="spip_note_ref">&nbsp;[<a
 href="#nb1" class="spip_note" id="nh1">1</a>]</span> trente habitants.</p></div>
<div class="texte surlignable crayon article-texte-215 "><p>Dans les halls<span
 class="spip_note_ref">&nbsp;[<a href="#nb2" class="spip_note" id="nh2">2</a>]</span>, de 7<sup
 class="typo_exposants">h</sup> à 9<sup>h</sup>.</p>
<div class='spip_document_301 spip_document spip_documents spip_document_image'><figure><a
 href='IMG/jpg/equipe.jpg'><img src='local/equipe.jpg' alt=''></a><figcaption><div
 class='spip_doc_titre '><strong>L’équipe</strong></div><div class='spip_doc_descriptif'>Onze femmes
</div></figcaption></figure></div>
<div class='spip_document_305 spip_documents'><img src="a.png"></div>
<div class="spip_document_302 spip_documents"><figure><a href="IMG/pdf/bilan.pdf"
 title="PDF - 1.2 Mo"><img src="pdf.svg" alt=""></a><figcaption><div class="spip_doc_titre"><a
 href="IMG/pdf/bilan.pdf"><strong>Bilan 2018</strong></a></div></figcaption></figure></div></div>
<p class="hyperlien">Voir en ligne : <a href="https://regie.exemple.fr">la régie</a></p>
<div class="ps"><h2>P.-S.</h2><div class="crayon article-ps-215 "><p>Relue par elle.</p></div></div>
<div class="notes surlignable"><h2>Notes</h2><div id="nb1"><p><span class="spip_note_ref">[<a
 href="#nh1" class="spip_note">1</a>]&nbsp;</span>Créée en 1998.</p></div><div id="nb2"><p><span
 class="spip_note_ref">[<a href="#nh2" class="spip_note">2</a>]&nbsp;</span>Voir le bilan.</p></div>
</div><div class="documents_joints" id="documents_joints"><h2>Documents joints</h2><ul><li><a
 href="IMG/pdf/plan.pdf">Plan du quartier</a></li><li><a
 href="x.jpg"><img src="x"></a></li></ul></div>
</article></body></html>"""

SPIP3 = """<html><head><title>[Pôle] Un garage solidaire</title></head><body>
<a href="http://pole.exemple.fr" id="nom_site_spip">Pôle Ressources</a>
<div id="contenu" class="hentry"><div class="cartouche"><h1 class="titre entry-title">Le garage</h1>
<small>mardi 4 mai 2010</small></div><div class="chapo">À prix coûtant.<br />Depuis 2008.</div>
<div class="texte entry-content"><p class="spip">Il faut un lieu [<a href="#nb1" id="nh1"
 class="spip_note" rel="footnote">1</a>].</p><dl class='spip_document_12 spip_documents'><dt><a
 href="IMG/pdf/fiche.pdf" title='PDF - 250 ko'><img src='pdf.png' alt='PDF'/></a></dt><dt
 class='spip_doc_titre'><strong>Règlement</strong></dt><dd>À signer</dd></dl></div>
<div class="notes"><p>[<a href="#nh1" name="nb1" class="spip_note">1</a>] prêté par la mairie,</p>
<p>puis acheté.</p></div><div id="ps"><h2 class="ps">P.S.</h2><p
 class="ps spip">Merci à tous.</p></div>
</div></body></html>"""


def read(html: str) -> Sheet:
    (sheet,) = read_webpage(Original("page.html", html.encode()))
    assert isinstance(sheet, Sheet)
    return sheet


def part(sheet: Sheet, heading: str) -> str:
    return "".join(s.html for s in sheet.sections if s.heading == heading).replace("\n", "")


def test_notes_are_numbered_as_they_are_called():
    sheet = read(SPIP4)
    assert "Dans les halls<sup>2</sup>, de 7<sup>h</sup>" in part(sheet, "")
    assert "Dans les halls, de 7h à 9h." in sheet.body
    assert part(sheet, "Notes") == "<ol><li>Créée en 1998.</li><li>Voir le bilan.</li></ol>"


def test_notes_of_spip_3_lose_their_brackets_and_keep_their_paragraphs():
    sheet = read(SPIP3)
    assert part(sheet, "").startswith("<p>Il faut un lieu<sup>1</sup>.</p>")
    assert part(sheet, "Notes") == (
        "<ol><li><p>prêté par la mairie,</p><p>puis acheté.</p></li></ol>"
    )


def test_notes_that_do_not_begin_at_one_keep_their_numbers():
    sheet = read(SPIP3.replace(">1</a>", ">4</a>"))
    assert part(sheet, "Notes") == "<p>4. prêté par la mairie,</p><p>puis acheté.</p>"


def test_documents_are_named_and_linked_and_pictures_told():
    html = part(read(SPIP4), "")
    assert "<p>Illustration : L’équipe</p><p>Onze femmes</p>" in html
    link = "https://centre.exemple.fr/IMG/pdf/bilan.pdf"
    assert f'<p><a href="{link}">Bilan 2018</a> (PDF - 1.2 Mo)</p>' in html
    assert '<p>Voir en ligne : <a href="https://regie.exemple.fr">la régie</a></p>' in html
    assert "<p>Règlement (PDF - 250 ko)</p><p>À signer</p>" in part(read(SPIP3), "")


def test_joined_documents_follow_the_text():
    link = "https://centre.exemple.fr/IMG/pdf/plan.pdf"
    assert part(read(SPIP4), "Documents joints") == (
        f'<ul><li><a href="{link}">Plan du quartier</a></li></ul>'
    )


@pytest.mark.parametrize(("page", "says"), [(SPIP4, "Relue par elle."), (SPIP3, "Merci à tous.")])
def test_the_post_scriptum_has_its_own_heading(page, says):
    sheet = read(page)
    assert part(sheet, "Post-scriptum") == f"<p>{says}</p>"
    assert "P.S." not in sheet.body


@pytest.mark.parametrize(("page", "date"), [(SPIP4, "2019-03-12"), (SPIP3, "2010-05-04")])
def test_the_date_shown_is_read_when_the_head_has_none(page, date):
    assert read(page).date == date


def test_what_stands_above_the_text_is_one_part_with_it():
    above = '<p class="surtitre">Emploi</p><p class="soustitre">Au pied des tours</p>'
    sheet = read(SPIP4.replace("</h1>", f"</h1>{above}"))
    assert [s.heading for s in sheet.sections].count("") == 1
    assert part(sheet, "").startswith("<p>Emploi</p><p>Au pied des tours</p><p>Dans les halls")
