/* Suggestions while typing, as a combobox: on our pages a module, in the box for other sites a part of it. MIT licence. */
const KINDS = { theme: "thème", territory: "territoire", sheet: "fiche", structure: "structure" };
const QUIET = { credentials: "omit", referrerPolicy: "no-referrer" };

const make = (name, attributes, ...children) => {
  const node = document.createElement(name);
  for (const key in attributes) node.setAttribute(key, attributes[key]);
  node.append(...children);
  return node;
};
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
    list.style.top = `${field.offsetTop + field.offsetHeight + 4}px`;
    list.hidden = false;
    set({ "aria-expanded": "true" });
    said = setTimeout(() => { status.textContent = `${offers.length} suggestion${offers.length > 1 ? "s" : ""}`; }, 1000);
  };
  field.addEventListener("input", () => {
    const text = field.value.trim();
    clearTimeout(timer);
    if (text.length < 3 || text.length > 80) return close();
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

export { complete };
