/* <fiches-recherche>: a search box for practice sheets, around a plain form. MIT licence. */
"use strict";
(() => {
const STYLE = `
:host{--a:#0a5c62;--b:#fff;display:block;color:var(--fr-encre,CanvasText);font:var(--fr-police,inherit);line-height:1.5;text-align:start}
:host([hidden]){display:none}
@supports (color:light-dark(red,red)){:host{--a:light-dark(#0a5c62,#7cd3cc);--b:light-dark(#fff,#0f1a1c)}}
*{box-sizing:border-box}
form{position:relative}
label{display:block;font-weight:600;margin-block-end:.25em}
.row{display:flex;flex-wrap:wrap;gap:.5em}
input[type=search]{flex:999 1 10em;min-width:0;font:inherit;color:inherit;background:var(--fr-fond,Canvas);border:2px solid var(--fr-accent,var(--a));border-radius:var(--fr-rayon,6px);padding:.45em .7em;min-height:2.75rem}
button{flex:1 0 auto;font:inherit;font-weight:600;color:var(--fr-sur-accent,var(--b));background:var(--fr-accent,var(--a));border:2px solid var(--fr-accent,var(--a));border-radius:var(--fr-rayon,6px);padding:.45em 1em;min-height:2.75rem;cursor:pointer}
button:hover{text-decoration:underline}
:focus-visible{outline:3px solid var(--fr-accent,var(--a));outline-offset:2px}
ul,ol{list-style:none;margin:0;padding:0}
.options{position:absolute;z-index:9;inset-inline:0;background:var(--fr-fond,Canvas);border:1px solid;border-radius:var(--fr-rayon,6px);overflow:hidden}
.options li{display:flex;justify-content:space-between;gap:1em;align-items:center;min-height:2.75rem;padding:.4em .8em;cursor:pointer}
.options [aria-selected=true]{background:var(--fr-accent,var(--a));color:var(--fr-sur-accent,var(--b));outline:2px solid transparent;outline-offset:-2px}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap;margin:0}
@media (forced-colors:active){.options [aria-selected=true]{outline-color:Highlight}}
`;
@combobox@
/* The module for results in place: its address on the service, and its hash. */
const RESULTS = "@results@";
const INTEGRITY = "@integrity@";

/* Nothing but the file this one was published with is run. */
const loaded = {};
const load = (url) => loaded[url] ??= new Promise((done, refused) => {
  const link = make("link", { rel: "modulepreload", href: url, integrity: INTEGRITY, crossorigin: "anonymous", referrerpolicy: "no-referrer" });
  if (!link.relList.supports("modulepreload")) return refused();
  link.addEventListener("load", () => done(import(url)));
  link.addEventListener("error", refused);
  document.head.append(link);
});

class FichesRecherche extends HTMLElement {
  connectedCallback() {
    const plainForm = this.querySelector("form");
    if (this.shadowRoot || !plainForm || !("adoptedStyleSheets" in document)) return;
    const root = this.attachShadow({ mode: "open" });
    const style = new CSSStyleSheet();
    style.replaceSync(STYLE);
    root.adoptedStyleSheets = [style];
    const said = this.getAttribute("libelle") || plainForm.querySelector("label")?.textContent.trim() || "Chercher une fiche";
    const rank = [...document.querySelectorAll("fiches-recherche")].indexOf(this);
    this.field = make("input", { id: "q", name: "q", type: "search", part: "champ", maxlength: "@longest@", autocomplete: "off" });
    this.form = make("form", { action: plainForm.action, role: "search", "aria-label": rank > 0 ? `${said} (${rank + 1})` : said, part: "formulaire" },
      make("label", { for: "q", part: "libelle" }, said),
      make("div", { class: "row" }, this.field, make("button", { part: "bouton" }, plainForm.querySelector("button")?.textContent.trim() || "Rechercher")));
    for (const [name, value] of this.presets(plainForm)) this.form.append(make("input", { type: "hidden", "data-fixed": "", name, value }));
    root.append(this.form);
    if (this.getAttribute("suggestions") !== "non") complete(this.form, this.field, (url) => { location.href = new URL(url, this.form.action); });
    if (this.hasAttribute("resultats") || this.hasAttribute("facettes")) this.answerInPlace();
  }

  /* What the host fixed. */
  presets(plainForm) {
    const fixed = [...new FormData(plainForm)].filter(([name, value]) => name !== "q" && value);
    for (const name of ["theme", "territoire"]) {
      for (const value of (this.getAttribute(name) || "").split(/[\s,]+/)) if (value) fixed.push([name, value]);
    }
    return fixed;
  }

  answerInPlace() {
    this.form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const { default: InPlace } = await load(String(new URL(RESULTS, this.form.action)));
        this.answers ??= new InPlace(this, this.form, make, QUIET);
        await this.answers.search();
      } catch (error) {
        if (error?.name !== "AbortError") this.form.submit();
      }
    });
  }
}
if (!customElements.get("fiches-recherche")) customElements.define("fiches-recherche", FichesRecherche);
})();
