/* Fiches: what every page gains with a script. All of them work without it. */
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

/* My selection: a list on this device, sent to nobody. */
const KEY = "fiches.selection";
const selection = {
  possible() {
    try { localStorage.getItem(KEY); return true; } catch { return false; }
  },
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
if (selection.possible()) selection.tell();

/* What can wait until the page is seen. */
const seen = new Promise((done) => {
  if (window.PerformanceObserver?.supportedEntryTypes?.includes("paint")) new PerformanceObserver(done).observe({ type: "paint", buffered: true });
  else requestAnimationFrame(() => setTimeout(done));
});
const later = (run) => seen.then(() => setTimeout(run));

/* A button that copies. */
const copier = (label, text) => {
  const button = make("button", { type: "button", class: "button quiet" }, label);
  button.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(text()); button.textContent = "Copié"; }
    catch { button.textContent = "Copie impossible"; }
    setTimeout(() => { button.textContent = label; }, 2500);
  });
  return button;
};

window.fiches = { $, $$, make, selection, later, copier };

/* Suggestions while typing: the same combobox as in the embedded box, fetched once the page is seen. */
const forms = $$("form[data-suggest]");
let fetched;
const suggest = () => {
  fetched ??= import(forms[0].dataset.suggest).then(({ complete }) => {
    for (const form of forms) complete(form, $("input[type=search]", form), (url) => { location.href = url; });
  }).catch(() => { /* the form still works */ });
};
if (forms.length) {
  addEventListener("load", () => later(suggest));
  for (const form of forms) form.addEventListener("focusin", suggest, { once: true });
}
})();
