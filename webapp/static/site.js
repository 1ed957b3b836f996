/* Fiches: what results and sheets gain with a script. */
"use strict";
(() => {
const { $, $$, make, selection, later, copier } = window.fiches;

/* Filters stay open beside the results. */
const filters = $(".filters");
if (filters && !CSS.supports("selector(::details-content)")) {
  filters.open = matchMedia("(min-width:50rem)").matches;
}

/* Search inside a long facet. */
const SOUGHT = { theme: "un thème", territory: "un territoire", intercommunality: "une intercommunalité", year: "une année" };
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const flat = (values, above) => values.flatMap((value) => [[value, above], ...flat(value.children, value)]);
for (const facet of $$(".facet[data-facet]")) {
  const shown = new Set($$("input", facet).map((tick) => tick.value));
  if (shown.size < 15) continue;
  const sought = SOUGHT[facet.dataset.facet];
  const field = make("input", { type: "search", class: "seek", placeholder: `Chercher ${sought}`, "aria-label": `Chercher ${sought} dans la liste`, autocomplete: "off" });
  const further = make("ul");
  const lines = $$("li", facet).reverse();
  const start = new Map($$("details", facet).map((branch) => [branch, branch.open]));
  let hidden = [];
  $("legend", facet).after(field);
  facet.append(further);
  const seek = () => {
    const text = fold(field.value.trim());
    for (const line of lines) line.hidden = !!text && !fold($(".choice-label", line).textContent).includes(text) && !$("li:not([hidden])", line);
    for (const [branch, open] of start) branch.open = text ? true : open;
    const ticked = $$("li", further).filter((line) => $("input", line).checked);
    const kept = ticked.map((line) => $("input", line).value);
    const met = text ? hidden.filter(([{ value, label }]) => !kept.includes(value) && fold(label).includes(text)) : [];
    further.replaceChildren(...ticked, ...met.slice(0, 20).map(([{ value, label, count }, above]) => make("li", {}, make("label", { class: "choice" },
      make("input", { type: "checkbox", form: "recherche", name: "territoire", value }),
      make("span", { class: "choice-label" }, above ? `${label} – ${above.label}` : label),
      make("span", { class: "count" }, count.toLocaleString("fr"))))));
  };
  field.addEventListener("input", seek);
  field.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  /* A large tree shows its main branches only: the others are fetched to be searched. */
  if (facet.dataset.facet === "territory") field.addEventListener("focus", async () => {
    const asked = new URLSearchParams(location.search);
    asked.delete("page");
    asked.set("size", 1);
    try {
      const found = await (await fetch(`/api/v1/search?${asked}`)).json();
      hidden = flat(found.facets.territory).filter(([{ value }]) => !shown.has(value));
      seek();
    } catch { /* what is shown can be searched */ }
  }, { once: true });
}

/* Keep a sheet in the selection. */
const ribbon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
ribbon.setAttribute("viewBox", "0 0 14 18");
ribbon.setAttribute("aria-hidden", "true");
ribbon.append(document.createElementNS(ribbon.namespaceURI, "path"));
ribbon.firstChild.setAttribute("d", "M2 1.5h10v14l-5-4-5 4z");
const keeper = (id, title, small) => {
  const button = make("button", { type: "button", class: small ? "keep-button" : "button quiet" });
  const show = () => {
    const kept = selection.has(id);
    button.setAttribute("aria-pressed", kept);
    button.replaceChildren(ribbon.cloneNode(true), kept ? "Gardée" : "Garder", make("span", { class: "hidden" }, `\u00a0: ${title}`));
  };
  button.addEventListener("click", () => { selection.toggle(id, title); show(); });
  show();
  return button;
};
if (selection.possible()) later(() => {
  for (const foot of $$("[data-keep]")) {
    const hit = foot.closest("[data-sheet]");
    foot.append(keeper(hit.dataset.sheet, $(".hit-title", hit).textContent.trim(), true));
  }
});

/* Sheet and dossier: keep, print, copy. */
const actions = $("[data-actions]");
if (actions) {
  const printer = make("button", { type: "button", class: "button quiet" }, "Imprimer");
  printer.addEventListener("click", () => print());
  const buttons = [printer];
  if (actions.dataset.sheet) buttons.unshift(keeper(actions.dataset.sheet, actions.dataset.title, false));
  if (navigator.clipboard) buttons.push(copier("Copier le lien", () => $("link[rel=canonical]")?.href || location.href));
  actions.prepend(...buttons.map((button) => make("li", {}, button)));
}
/* The date of the day, on paper. */
addEventListener("beforeprint", () => {
  for (const day of $$("[data-printed]")) day.textContent = ` le ${new Date().toLocaleDateString("fr", { dateStyle: "long" })}`;
});
const reference = $("#reference");
if (reference && navigator.clipboard) reference.after(copier("Copier la référence", () => reference.textContent.trim()));
})();
