/* Inside the frame of the search box: tells the page around how high it is, and nothing else. */
"use strict";
(() => {
const tell = () => parent.postMessage({ fiches: "hauteur", hauteur: document.body.getBoundingClientRect().height }, "*");
addEventListener("message", ({ data }) => { if (data?.fiches === "cadre") tell(); });
new ResizeObserver(tell).observe(document.body);
})();
