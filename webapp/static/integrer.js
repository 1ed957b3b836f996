/* The page /integrer: builds the snippet from a few choices and shows it live. */
"use strict";
(() => {
const { $, $$, make, copier } = window.fiches;
for (const block of $$("[data-copy]")) {
  if (navigator.clipboard) block.after(make("p", {}, copier("Copier", () => block.textContent.trim())));
}
const form = $("[data-builder]");
const code = $("[data-snippet]");
const stage = $("[data-stage]");
if (!form || !code || !stage) return;
const { action, script, integrity } = form.dataset;
const escape = (text) => text.replace(/[&<>"]/g, (char) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[char]);

const chosen = () => {
  const data = new FormData(form);
  const attributes = {};
  if (data.get("theme")) attributes.theme = data.get("theme");
  if (data.get("territoire")) attributes.territoire = data.get("territoire");
  if (data.get("place")) attributes.resultats = "5";
  if (data.get("place") === "facettes") attributes.facettes = "";
  return { attributes, label: data.get("libelle").trim() || "Chercher une fiche" };
};
const text = ({ attributes, label }) => {
  const written = Object.entries(attributes).map(([key, value]) => (value ? ` ${key}="${escape(value)}"` : ` ${key}`)).join("");
  const hidden = ["theme", "territoire"].filter((key) => attributes[key]).map((key) => `\n    <input type="hidden" name="${key}" value="${escape(attributes[key])}">`).join("");
  return `<fiches-recherche${written.replace(/ (theme|territoire)="[^"]*"/g, "")}>
  <form action="${action}">
    <label>${escape(label)} <input type="search" name="q"></label>${hidden}
    <button>Rechercher</button>
  </form>
</fiches-recherche>
<script src="${script}"
  integrity="${integrity}"
  crossorigin="anonymous" defer></script>`;
};
const show = () => {
  const choice = chosen();
  code.textContent = text(choice);
  const field = make("input", { type: "search", name: "q" });
  const plain = make("form", { action }, make("label", {}, choice.label + " ", field), make("button", {}, "Rechercher"));
  const box = make("fiches-recherche", choice.attributes);
  box.append(plain);
  stage.replaceChildren(box);
};
form.addEventListener("input", show);
form.addEventListener("submit", (event) => event.preventDefault());
form.hidden = false;
show();
})();
