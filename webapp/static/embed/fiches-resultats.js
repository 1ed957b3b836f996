/* Results and filters in place for <fiches-recherche>, loaded when they are first asked for. MIT licence. */
const STYLE = `
.chosen,.choices,.found ol{list-style:none;margin:0;padding:0}
.chosen{display:flex;flex-wrap:wrap;gap:.4em}
.chosen:not(:empty){margin-block-start:.6em}
.chosen button,.apply{flex:none}
.chosen button{font-weight:400;color:var(--fr-accent,var(--a));background:var(--fr-fond,Canvas);border-radius:99px}
.facets{display:flex;flex-wrap:wrap;gap:0 1.5em;margin-block-start:.3em}
.facets>details[open]{width:100%}
.facets:not(:has(>details[open]))>.apply{display:none}
summary{cursor:pointer;min-height:2.75rem;padding-block:.55em;font-weight:600}
details details{margin-inline-start:1.7em}
details details summary{font-weight:400;min-height:2.2rem;padding-block:.3em}
fieldset{border:0;margin:0 0 .6em;padding:.2em;min-width:0;max-height:22em;overflow-y:auto}
.choices .choices{padding-inline-start:1.2em}
.choices label{display:flex;align-items:center;gap:.5em;font-weight:400;min-height:2.4rem;margin:0}
.choices label span{margin-inline-start:auto}
.choices input{width:1.1em;height:1.1em;margin:0;flex:none;accent-color:var(--fr-accent,var(--a))}
input.seek{width:100%;flex:none;border-width:1px;border-color:var(--fr-filet,#8a8f98);margin-block-end:.3em}
.found{margin-block-start:1em}
.found p{margin:0 0 .5em}
.found li{border-block-start:1px solid var(--fr-filet,#8a8f98);padding-block:.7em}
.found a{font-weight:600}
a{color:var(--fr-lien,var(--fr-accent,var(--a)))}
mark{background:var(--fr-marque,#ffe08a);color:#1e2530}
@media (forced-colors:active){mark{background:Mark;color:MarkText}}
`;
/* Facet of the answer, parameter of the address, heading, what a search in it is for. */
const FACETS = [
  ["theme", "theme", "Thème", "un thème"],
  ["territory", "territoire", "Territoire", "un territoire"],
  ["intercommunality", "territoire", "Intercommunalité", "une intercommunalité"],
  ["year", "annee", "Année", "une année"],
];
const BELOW = { region: "département", departement: "commune", commune: "quartier" };
const LONG = 10;
const MOST = 40;

const number = (count) => count.toLocaleString("fr");
const counted = (count, word) => `${number(count)}\u00a0${word}${count > 1 ? "s" : ""}`;
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'" };
const plain = (text) => text.replace(/&(#?\w+);/g, (whole, name) => ENTITIES[name] ?? whole);
/* What stands below a value; a territory that is all of the one above is not said twice. */
const below = ({ label, children = [] }) => (children.length === 1 && children[0].label === label ? below(children[0]) : children);
/* Every value of a tree with the one above it. */
const flat = (values, above) => values.flatMap((value) => [[value, above], ...flat(below(value), value)]);

export default class InPlace {
  constructor(box, form, make, quiet) {
    Object.assign(this, { box, form, make, quiet });
    this.chosen = new Map();
    this.open = new Set();
    this.chips = make("ul", { class: "chosen", part: "choisis", "aria-label": "Filtres choisis" });
    this.facets = make("div", { class: "facets" });
    this.status = make("p", { role: "status", part: "compte", tabindex: -1 });
    this.list = make("ol", { part: "resultats" });
    this.more = make("p", {});
    form.append(this.chips, this.facets);
    const root = form.getRootNode();
    const style = new CSSStyleSheet();
    style.replaceSync(STYLE);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, style];
    root.append(make("div", { class: "found" }, this.status, this.list, this.more));
  }

  /* The only markup of an excerpt is <mark>. */
  marked(html) {
    return html.split(/<mark>|<\/mark>/).map((text, at) => (at % 2 ? this.make("mark", {}, plain(text)) : plain(text)));
  }

  async search() {
    const { box, form, make } = this;
    const page = new URL(form.action);
    for (const [name, value] of new FormData(form)) if (value) page.searchParams.append(name, value);
    const url = new URL("api/v1/search", form.action);
    url.search = page.search;
    url.searchParams.set("size", box.getAttribute("resultats") || 5);
    this.asked?.abort();
    this.asked = new AbortController();
    const answer = await fetch(url, { ...this.quiet, signal: this.asked.signal });
    if (!answer.ok) throw new Error(answer.status);
    const found = await answer.json();
    const told = [found.relaxed, ...found.notices].filter(Boolean).map((notice) => notice.text);
    this.status.textContent = [found.total ? `${counted(found.total, "fiche")}.` : "Aucune fiche trouvée.", ...told].join(" ");
    this.list.replaceChildren(...found.sheets.map((sheet) => make("li", { part: "resultat" },
      make("a", { href: new URL(sheet.url, form.action), part: "titre" }, ...this.marked(sheet.title_html || sheet.title)),
      make("div", { part: "extrait" }, ...this.marked(sheet.excerpts?.[0] || "")))));
    const further = found.total ? `Voir les ${counted(found.total, "fiche")}` : "Chercher autrement";
    this.more.replaceChildren(...(found.total > found.sheets.length || !found.total ? [make("a", { href: page }, further)] : []));
    if (box.hasAttribute("facettes")) this.showFacets(found.facets);
  }

  /* What the host fixed is not offered. */
  showFacets(found) {
    const offered = FACETS.filter(([facet, name]) => found[facet]?.length && !this.form.querySelector(`[data-fixed][name=${name}]`));
    this.facets.replaceChildren(...offered.map((facet) => this.facet(facet, found[facet[0]])));
    if (offered.length) this.facets.append(this.make("button", { class: "apply", part: "appliquer" }, "Appliquer les filtres"));
    this.showChosen();
  }

  facet([facet, name, heading, sought], values) {
    const { make } = this;
    const every = flat(values);
    const tree = () => values.map((value) => this.branch(name, value));
    const list = make("ul", { class: "choices" }, ...tree());
    const group = make("fieldset", {}, make("legend", { class: "hidden" }, heading), list);
    if (every.length > LONG) {
      const field = make("input", { type: "search", class: "seek", placeholder: `Chercher ${sought}`, "aria-label": `Chercher ${sought} dans la liste`, autocomplete: "off" });
      field.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
      field.addEventListener("input", () => {
        const text = fold(field.value.trim());
        const met = every.filter(([value]) => fold(value.label).includes(text)).slice(0, MOST);
        list.replaceChildren(...(text ? met.map(([value, above]) => make("li", {}, this.choice(name, value, above))) : tree()));
      });
      list.before(field);
    }
    const details = make("details", { part: "facette" }, make("summary", {}, heading), group);
    details.open = this.open.has(facet);
    details.addEventListener("toggle", () => this.open[details.open ? "add" : "delete"](facet));
    return details;
  }

  /* A value, and what stands below it once that is opened. */
  branch(name, value) {
    const { make } = this;
    const line = make("li", {}, this.choice(name, value));
    const children = below(value);
    if (!children.length) return line;
    const list = make("ul", { class: "choices" });
    const more = make("details", {}, make("summary", {}, counted(children.length, BELOW[value.level] || "territoire"), make("span", { class: "hidden" }, ` – ${value.label}`)), list);
    more.addEventListener("toggle", () => {
      if (more.open && !list.children.length) list.append(...children.map((child) => this.branch(name, child)));
    });
    more.open = flat(children).some(([child]) => this.chosen.has(child.value));
    line.append(more);
    return line;
  }

  choice(name, value, above) {
    const { make } = this;
    const tick = make("input", { type: "checkbox", "data-name": name, value: value.value });
    tick.checked = this.chosen.has(value.value);
    tick.addEventListener("change", () => {
      if (tick.checked) this.chosen.set(value.value, [name, value.label]); else this.chosen.delete(value.value);
      this.showChosen();
    });
    return make("label", {}, tick, above ? `${value.label} – ${above.label}` : value.label, make("span", {}, number(value.count)));
  }

  showChosen() {
    const { make } = this;
    this.chips.replaceChildren(...[...this.chosen].map(([value, [name, label]]) => {
      const button = make("button", { type: "button", part: "choisi" }, make("span", { class: "hidden" }, "Retirer le filtre "), `${label} ×`);
      button.addEventListener("click", () => {
        this.chosen.delete(value);
        this.showChosen();
        this.search().then(() => this.status.focus(), () => this.form.submit());
      });
      return make("li", {}, make("input", { type: "hidden", name, value }), button);
    }));
  }
}
