"use strict";

// Money typed into a form whose sending met the sign-in page, or a page that had stood too long, is filled in again when
// that form opens next: in this tab, for the same user, until any other page opens or she signs out. Its token goes with
// it, so nothing is posted twice.
(() => {
  const SHELF = "interrupted-form";
  const form = document.querySelector("form[data-keep]");
  const here = location.pathname + location.search;
  const asksWho = document.querySelector("[data-interrupted], input[type=password], input[autocomplete=one-time-code]");

  const take = () => {
    try {
      const kept = JSON.parse(sessionStorage.getItem(SHELF));
      if (!asksWho) sessionStorage.removeItem(SHELF);
      return kept;
    } catch {
      return null;
    }
  };

  const put = (name, values) => {
    const boxes = () => [...form.querySelectorAll(`[name="${name}"]`)];
    while (boxes().length < values.length && form.querySelector("button[name=rows]")) {
      form.querySelector("button[name=rows]").click();
    }
    boxes().forEach((box, place) => {
      if (box.type === "checkbox") box.checked = values.includes(box.value);
      else if (place < values.length) box.value = values[place];
      box.dispatchEvent(new Event("input", { bubbles: true }));
    });
  };

  const kept = take();
  const isFresh = form && form.dataset.guard !== "unsaved" && !document.querySelector(".note.good");
  const fill = () => {
    for (const [name, values] of Object.entries(kept.typed)) put(name, values);
    form.querySelector("[data-kept]").hidden = false;
    form.dataset.guard = "unsaved";
  };
  // After the other scripts, of which one adds the rows of a list.
  const isHers = form && kept && kept.who === form.dataset.keep;
  if (isHers && isFresh && kept.here === here) document.addEventListener("DOMContentLoaded", fill);

  form?.addEventListener("submit", () => {
    const typed = {};
    for (const [name, value] of new FormData(form)) {
      if (name !== "csrfmiddlewaretoken") (typed[name] ??= []).push(value);
    }
    try {
      sessionStorage.setItem(SHELF, JSON.stringify({ who: form.dataset.keep, here, typed }));
    } catch {
      // A full or closed store: it is sent all the same.
    }
  });

  document.querySelector("form[data-sign-out]")?.addEventListener("submit", () => {
    try {
      sessionStorage.removeItem(SHELF);
    } catch {
      // A closed store keeps nothing.
    }
  });
})();
