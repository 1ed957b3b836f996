/* Fiches: what the pages gain with a script. Every page works without it. */
"use strict";
(() => {
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const make = (name, attributes = {}, ...children) => {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
};

/* A search without empty fields. */
for (const form of $$("form[action='/recherche']")) {
  form.addEventListener("submit", () => {
    const empty = [...form.elements].filter((field) => field.name && !field.value);
    for (const field of empty) field.disabled = true;
    setTimeout(() => { for (const field of empty) field.disabled = false; });
  });
}

/* Filters stay open beside the results. */
const filters = $(".filters");
if (filters && !CSS.supports("selector(::details-content)")) {
  filters.open = matchMedia("(min-width:50rem)").matches;
}

/* Search inside a long facet. */
for (const facet of $$(".facet[data-facet]")) {
  const choices = $$(".choice", facet);
  if (choices.length < 15) continue;
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const name = $("legend", facet).textContent.trim().toLowerCase();
  const field = make("input", { type: "search", class: "seek", placeholder: `Chercher un ${name}`, "aria-label": `Chercher un ${name} dans la liste`, autocomplete: "off" });
  $("legend", facet).after(field);
  const start = new Map($$("details", facet).map((branch) => [branch, branch.open]));
  field.addEventListener("input", () => {
    const sought = fold(field.value.trim());
    for (const item of $$("li", facet).reverse()) {
      const own = fold($(".choice-label", item).textContent).includes(sought);
      item.hidden = !!sought && !own && !$("li:not([hidden])", item);
    }
    for (const [branch, open] of start) branch.open = sought ? true : open;
  });
  field.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
}

/* My selection: a list on this device, sent to nobody. */
const KEY = "fiches.selection";
const selection = {
  read() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) || "[]");
      return Array.isArray(kept) ? kept.filter((sheet) => sheet && /^[a-z0-9][a-z0-9-]{0,80}$/.test(sheet.id)) : [];
    } catch { return []; }
  },
  write(sheets) {
    try { localStorage.setItem(KEY, JSON.stringify(sheets)); } catch {}
    selection.tell();
  },
  has: (id) => selection.read().some((sheet) => sheet.id === id),
  toggle(id, title) {
    const sheets = selection.read();
    const rest = sheets.filter((sheet) => sheet.id !== id);
    selection.write(rest.length < sheets.length ? rest : [...sheets, { id, title }]);
  },
  tell() {
    const count = selection.read().length;
    for (const link of $$("[data-selection-link]")) link.textContent = count ? `Ma sélection (${count})` : "Ma sélection";
  },
};
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
    button.replaceChildren(ribbon.cloneNode(true), kept ? "Gardée" : "Garder", make("span", { class: "hidden" }, ` : ${title}`));
  };
  button.addEventListener("click", () => { selection.toggle(id, title); show(); });
  show();
  return button;
};
/* What can wait until the page is seen. */
const seen = new Promise((done) => {
  if (window.PerformanceObserver?.supportedEntryTypes?.includes("paint")) new PerformanceObserver(done).observe({ type: "paint", buffered: true });
  else requestAnimationFrame(() => setTimeout(done));
});
const later = (run) => seen.then(() => setTimeout(run));
try {
  localStorage.getItem(KEY);
  selection.tell();
  later(() => {
    for (const foot of $$("[data-keep]")) {
      const hit = foot.closest("[data-sheet]");
      foot.append(keeper(hit.dataset.sheet, $(".hit-title", hit).textContent.trim(), true));
    }
  });
} catch {}

/* Sheet: keep, print, copy. */
const copier = (label, text) => {
  const button = make("button", { type: "button", class: "button quiet" }, label);
  button.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(text()); button.textContent = "Copié"; }
    catch { button.textContent = "Copie impossible"; }
    setTimeout(() => { button.textContent = label; }, 2500);
  });
  return button;
};
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

window.fiches = { $, $$, make, selection, copier };

/* Suggestions while typing: the same combobox as in the embedded box, fetched once the page is seen. */
const forms = $$("form[data-suggest]");
const name = "fiches-recherche";
let fetched;
const suggest = () => {
  fetched ??= (customElements.get(name) ? Promise.resolve() : import(forms[0].dataset.suggest)).then(() => {
    const box = customElements.get(name);
    for (const form of forms) box?.complete(form, $("input[type=search]", form), (url) => { location.href = url; });
  }).catch(() => { /* the form still works */ });
};
if (forms.length) {
  addEventListener("load", () => later(suggest));
  for (const form of forms) form.addEventListener("focusin", suggest, { once: true });
}
})();
