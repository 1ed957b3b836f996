/* The page of the selection: what this device keeps. */
"use strict";
(() => {
const { $, make, selection } = window.fiches;
const kept = $("[data-selection]");
if (kept) {
  const show = () => {
    const sheets = selection.read();
    kept.replaceChildren();
    $("[data-selection-empty]").hidden = sheets.length > 0;
    if (!sheets.length) return;
    const ids = sheets.map((sheet) => `id=${sheet.id}`).join("&");
    kept.append(make("ul", { class: "kept" }, ...sheets.map((sheet) => {
      const drop = make("button", { type: "button", class: "keep-button", "aria-pressed": "true" }, "Retirer", make("span", { class: "hidden" }, ` : ${sheet.title}`));
      drop.addEventListener("click", () => { selection.toggle(sheet.id, sheet.title); show(); kept.focus(); });
      return make("li", {}, make("a", { href: `/fiches/${sheet.id}` }, sheet.title || sheet.id), drop);
    })));
    kept.append(make("p", {}, make("a", { class: "button", href: `/selection?${ids}` }, "Ouvrir le dossier")));
  };
  show();
}
})();
