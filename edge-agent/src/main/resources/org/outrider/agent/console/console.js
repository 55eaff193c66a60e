// Keys, colours of day and night, and news from the unit. Everything works without it but these.
"use strict";
(() => {
  const root = document.documentElement;
  const night = (on) => {
    root.classList.toggle("night", on);
    localStorage.setItem("night", on ? "1" : "");
  };
  night(localStorage.getItem("night") === "1");

  document.addEventListener("click", (e) => {
    if (e.target.closest("[data-do=night]")) night(!root.classList.contains("night"));
  });

  // One key does what one touch does. Inside an opened choice its figures come first.
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.altKey || e.metaKey || e.target.closest("input, select, textarea")) return;
    const key = e.key.toLowerCase();
    const scope = document.querySelector("details[open]") || document;
    const figure = /^[0-9]$/.test(key);
    if (figure && scope === document) return;
    const to = (figure ? scope : document).querySelector(`[data-key="${key}"]`);
    if (key === "escape") document.querySelectorAll("details[open]").forEach((d) => (d.open = false));
    if (!to) return;
    e.preventDefault();
    to.click();
    if (to.tagName === "SUMMARY") to.focus();
  });

  // A choice that is open is not taken away under the hand.
  document.body.addEventListener("htmx:beforeRequest", (e) => {
    const part = e.detail.elt;
    if (part.id === "alerts" && part.querySelector("details[open]")) e.preventDefault();
  });

  let last = 0;
  let waiting = false;
  const tell = () => {
    waiting = false;
    last = Date.now();
    htmx.trigger(document.body, "outrider:alerts");
  };
  const source = new EventSource("/events");
  source.addEventListener("alerts", () => {
    if (waiting) return;
    waiting = true;
    setTimeout(tell, Math.max(0, 100 - (Date.now() - last)));
  });
  source.onopen = () => document.body.classList.remove("cut");
  source.onerror = () => document.body.classList.add("cut");
})();
