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
.row{display:flex;gap:.5em}
input[type=search]{flex:1;min-width:0;font:inherit;color:inherit;background:var(--fr-fond,Canvas);border:2px solid var(--fr-accent,var(--a));border-radius:var(--fr-rayon,6px);padding:.45em .7em;min-height:2.75rem}
button{flex:none;font:inherit;font-weight:600;color:var(--fr-sur-accent,var(--b));background:var(--fr-accent,var(--a));border:2px solid var(--fr-accent,var(--a));border-radius:var(--fr-rayon,6px);padding:.45em 1em;min-height:2.75rem;cursor:pointer}
button:hover{text-decoration:underline}
:focus-visible{outline:3px solid var(--fr-accent,var(--a));outline-offset:2px}
ul,ol{list-style:none;margin:0;padding:0}
.options{position:absolute;z-index:9;inset-inline:0;top:100%;background:var(--fr-fond,Canvas);border:1px solid;border-radius:var(--fr-rayon,6px);overflow:hidden}
.options li{display:flex;justify-content:space-between;gap:1em;align-items:center;min-height:2.75rem;padding:.4em .8em;cursor:pointer}
.options [aria-selected=true]{background:var(--fr-accent,var(--a));color:var(--fr-sur-accent,var(--b));outline:2px solid transparent;outline-offset:-2px}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap;margin:0}
fieldset{border:0;margin:.75em 0 0;padding:0;display:flex;flex-wrap:wrap;gap:.1em 1.2em}
legend{font-weight:600;padding:0}
fieldset label{display:flex;align-items:center;gap:.5em;font-weight:400;min-height:2.5rem;margin:0}
.found{margin-block-start:1em}
.found p{margin:0 0 .5em}
.found li{border-block-start:1px solid;border-color:var(--fr-filet,#8a8f98);padding-block:.7em}
a{color:var(--fr-lien,var(--fr-accent,var(--a)))}
.found a{font-weight:600}
mark{background:var(--fr-marque,#ffe08a);color:#1e2530}
@media (forced-colors:active){.options [aria-selected=true]{outline-color:Highlight}mark{background:Mark;color:MarkText}}
`;
const KINDS = { theme: "thème", territory: "territoire", sheet: "fiche", structure: "structure" };
const QUIET = { credentials: "omit", referrerPolicy: "no-referrer" };

const make = (name, attributes, ...children) => {
  const node = document.createElement(name);
  for (const key in attributes) node.setAttribute(key, attributes[key]);
  node.append(...children);
  return node;
};
const sheets = (count) => `${count}\u00a0fiche${count > 1 ? "s" : ""}`;
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'" };
const plain = (text) => text.replace(/&(#?\w+);/g, (whole, name) => ENTITIES[name] ?? whole);
/* The only markup of an excerpt is <mark>. */
const marked = (html) => html.split(/<mark>|<\/mark>/).map((text, at) => (at % 2 ? make("mark", {}, plain(text)) : plain(text)));

/* Suggestions while typing, as a combobox. */
function complete(form, field, go) {
  const id = field.id;
  const list = make("ul", { id: `${id}-options`, class: "options", part: "liste", role: "listbox", "aria-label": "Suggestions", hidden: "" });
  const status = make("p", { class: "hidden", role: "status" });
  form.append(list, status);
  const set = (attributes) => { for (const key in attributes) field.setAttribute(key, attributes[key]); };
  set({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id });
  let active = -1, timer, said, asked;
  const close = () => {
    clearTimeout(timer); clearTimeout(said); asked?.abort();
    list.hidden = true; active = -1; status.textContent = "";
    set({ "aria-expanded": "false" }); field.removeAttribute("aria-activedescendant");
  };
  const choose = (index) => {
    active = index;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", at === index));
    if (index < 0) return field.removeAttribute("aria-activedescendant");
    set({ "aria-activedescendant": list.children[index].id });
    list.children[index].scrollIntoView({ block: "nearest" });
  };
  const show = (offers) => {
    close();
    if (!offers.length) return;
    list.replaceChildren(...offers.map((offer, at) => {
      const option = make("li", { id: `${id}-option-${at}`, part: "option", role: "option", "aria-selected": "false", "data-url": offer.url },
        make("span", {}, offer.label), make("span", { class: "kind", part: "genre" }, KINDS[offer.kind] || ""));
      option.addEventListener("mousedown", (event) => event.preventDefault());
      option.addEventListener("click", () => go(offer.url));
      return option;
    }));
    list.hidden = false;
    set({ "aria-expanded": "true" });
    said = setTimeout(() => { status.textContent = `${offers.length} suggestion${offers.length > 1 ? "s" : ""}`; }, 1000);
  };
  field.addEventListener("input", () => {
    const text = field.value.trim();
    clearTimeout(timer);
    if (text.length < 3) return close();
    timer = setTimeout(async () => {
      asked?.abort();
      asked = new AbortController();
      try {
        const url = new URL("api/v1/suggest", form.action);
        url.searchParams.set("q", text);
        const answer = await fetch(url, { ...QUIET, signal: asked.signal });
        if (answer.ok && field.matches(":focus")) show((await answer.json()).suggestions);
      } catch { /* the form still works */ }
    }, 250);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const count = list.hidden ? 0 : list.children.length;
    const key = event.key;
    if (key === "Escape" && (count || field.value)) { if (count) close(); else field.value = ""; }
    else if (key === "ArrowDown" && count) choose(active + 1 < count ? active + 1 : -1);
    else if (key === "ArrowUp" && count) choose(active < 0 ? count - 1 : active - 1);
    else if (key === "Enter" && count && active >= 0) go(list.children[active].dataset.url);
    else return;
    event.preventDefault();
  });
  field.addEventListener("blur", close);
  form.addEventListener("submit", close);
}

class FichesRecherche extends HTMLElement {
  static complete = complete;

  connectedCallback() {
    const plainForm = this.querySelector("form");
    if (this.shadowRoot || !plainForm || !("adoptedStyleSheets" in document)) return;
    const root = this.attachShadow({ mode: "open" });
    const style = new CSSStyleSheet();
    style.replaceSync(STYLE);
    root.adoptedStyleSheets = [style];
    const said = this.getAttribute("libelle") || plainForm.querySelector("label")?.textContent.trim() || "Chercher une fiche";
    const rank = [...document.querySelectorAll("fiches-recherche")].indexOf(this);
    this.field = make("input", { id: "q", name: "q", type: "search", part: "champ", maxlength: 200, autocomplete: "off" });
    this.form = make("form", { action: plainForm.action, role: "search", "aria-label": rank > 0 ? `${said} (${rank + 1})` : said, part: "formulaire" },
      make("label", { for: "q", part: "libelle" }, said),
      make("div", { class: "row" }, this.field, make("button", { part: "bouton" }, plainForm.querySelector("button")?.textContent.trim() || "Rechercher")));
    for (const [name, value] of this.presets(plainForm)) this.form.append(make("input", { type: "hidden", name, value }));
    root.append(this.form);
    if (this.getAttribute("suggestions") !== "non") complete(this.form, this.field, (url) => { location.href = new URL(url, this.form.action); });
    if (this.hasAttribute("resultats") || this.hasAttribute("facettes")) this.answerInPlace(root);
  }

  /* What the host fixed. */
  presets(plainForm) {
    const fixed = [...new FormData(plainForm)].filter(([name, value]) => name !== "q" && value);
    for (const name of ["theme", "territoire"]) {
      for (const value of (this.getAttribute(name) || "").split(/[\s,]+/)) if (value) fixed.push([name, value]);
    }
    return fixed;
  }

  answerInPlace(root) {
    this.facets = make("div", {});
    this.status = make("p", { role: "status", part: "compte" });
    this.list = make("ol", { part: "resultats" });
    this.more = make("p", {});
    this.form.append(this.facets);
    root.append(make("div", { class: "found" }, this.status, this.list, this.more));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.search().catch(() => this.form.submit());
    });
  }

  async search() {
    const page = new URL(this.form.action);
    const seen = new Set();
    for (const [name, value] of new FormData(this.form)) {
      if (value && !seen.has(name + value)) page.searchParams.append(name, value);
      seen.add(name + value);
    }
    const url = new URL("api/v1/search", this.form.action);
    url.search = page.search;
    url.searchParams.set("size", this.getAttribute("resultats") || 5);
    const answer = await fetch(url, QUIET);
    if (!answer.ok) throw new Error(answer.status);
    const found = await answer.json();
    const told = [found.relaxed, ...found.notices].filter(Boolean).map((notice) => notice.text);
    this.status.textContent = [found.total ? `${sheets(found.total)}.` : "Aucune fiche trouvée.", ...told].join(" ");
    this.list.replaceChildren(...found.sheets.map((sheet) => make("li", { part: "resultat" },
      make("a", { href: new URL(sheet.url, this.form.action), part: "titre" }, ...marked(sheet.title_html || sheet.title)),
      make("div", { part: "extrait" }, ...marked(sheet.excerpts?.[0] || "")))));
    this.more.replaceChildren(...(found.total > found.sheets.length || !found.total ? [make("a", { href: page }, found.total ? `Voir les ${sheets(found.total)}` : "Chercher autrement")] : []));
    if (this.hasAttribute("facettes")) this.showFacets(found.facets);
  }

  /* Themes, then régions and their départements; what the host fixed is not offered. */
  showFacets({ theme = [], territory = [] }) {
    const places = territory.flatMap((value) => [value, ...(value.children || [])]).slice(0, 12);
    const all = [["theme", "Thème", theme], ["territoire", "Territoire", places]];
    this.facets.replaceChildren(...all.filter(([name, , values]) => values.length && !this.form.querySelector(`[type=hidden][name=${name}]`)).map(([name, legend, values]) =>
      make("fieldset", { part: "facette" }, make("legend", {}, legend), ...values.map((value) => {
        const box = make("input", { type: "checkbox", name, value: value.value });
        box.checked = value.selected;
        return make("label", {}, box, `${value.label} (${value.count})`);
      }))));
  }
}
if (!customElements.get("fiches-recherche")) customElements.define("fiches-recherche", FichesRecherche);
})();
