/* The page /integrer: writes the three snippets from a few choices and shows the box live. */
"use strict";
(() => {
const { $, $$, make, copier } = window.fiches;
for (const block of $$("[data-copy]")) {
  if (navigator.clipboard) block.after(make("p", {}, copier("Copier", () => block.textContent.trim())));
}
const form = $("[data-builder]");
const stage = $("[data-stage]");
if (!form || !stage) return;
const { base, folder, box: integrity, name } = form.dataset;
const usual = new FormData(form).get("libelle");
const escape = (text) => text.replace(/[&<>"]/g, (char) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[char]);

const chosen = () => {
  const data = new FormData(form);
  const presets = ["theme", "territoire"].map((key) => [key, data.get(key)]).filter(([, value]) => value);
  const attributes = {};
  if (data.get("place")) attributes.resultats = "5";
  if (data.get("place") === "facettes") attributes.facettes = "";
  return { presets, attributes, label: data.get("libelle").trim() || usual };
};
const plainForm = ({ presets, label }, indent) => [
  `<form action="${base}/recherche">`,
  `  <label>${escape(label)} <input type="search" name="q"></label>`,
  ...presets.map(([key, value]) => `  <input type="hidden" name="${key}" value="${escape(value)}">`),
  "  <button>Rechercher</button>",
  "</form>",
].map((line) => indent + line).join("\n");
const frameAddress = ({ presets, label }) => {
  const asked = new URLSearchParams(presets);
  if (label !== usual) asked.set("libelle", label);
  return `/embed/v1/boite${asked.size ? `?${asked}` : ""}`;
};
const SNIPPETS = {
  form: (choice) => plainForm(choice, ""),
  box: (choice) => [
    `<fiches-recherche${Object.entries(choice.attributes).map(([key, value]) => (value ? ` ${key}="${value}"` : ` ${key}`)).join("")}>`,
    plainForm(choice, "  "),
    "</fiches-recherche>",
    `<script src="${base}${folder}/fiches-recherche.js"`,
    `  integrity="${integrity}"`,
    '  crossorigin="anonymous" defer></script>',
  ].join("\n"),
  frame: (choice) => [
    `<iframe src="${escape(base + frameAddress(choice))}" title="Chercher dans ${escape(name)}"`,
    '  width="100%" height="130" style="border:0" loading="lazy"></iframe>',
  ].join("\n"),
};
const show = () => {
  const choice = chosen();
  for (const block of $$("[data-snippet]")) $("code", block).textContent = SNIPPETS[block.dataset.snippet](choice);
  $("[data-frame]").href = frameAddress(choice);
  const plain = make("form", { action: `${base}/recherche` }, make("label", {}, `${choice.label} `, make("input", { type: "search", name: "q" })),
    ...choice.presets.map(([key, value]) => make("input", { type: "hidden", name: key, value })), make("button", {}, "Rechercher"));
  stage.replaceChildren(make("fiches-recherche", choice.attributes, plain));
};
form.addEventListener("input", show);
form.addEventListener("submit", (event) => event.preventDefault());
form.hidden = false;
show();
})();
