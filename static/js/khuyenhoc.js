"use strict";

(() => {
  const sent = new WeakSet();
  const typed = (form) => new URLSearchParams(new FormData(form)).toString();
  const atFirst = new WeakMap();

  const setButtons = (form, disabled) => {
    for (const button of form.querySelectorAll("button[type=submit], button:not([type])")) button.disabled = disabled;
  };

  const release = (form) => {
    sent.delete(form);
    setButtons(form, false);
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    sent.add(form);
    // After this turn: a button disabled at once would not send its own name and value.
    setTimeout(() => setButtons(form, true), 0);
    // A form may answer with a file, and then the page stays.
    setTimeout(() => release(form), 10000);
  });

  const remember = () => {
    for (const form of document.forms) {
      if ("guard" in form.dataset && !atFirst.has(form)) atFirst.set(form, typed(form));
    }
  };

  window.addEventListener("pageshow", () => {
    for (const form of document.forms) if (form.method === "post") release(form);
    remember();
  });

  // What was refused opens at the first field to mend: on a phone it lies far below.
  document.querySelector("main [aria-invalid=true]")?.focus();

  // Without scripts the browser's own menu prints, so the button only shows with them.
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  // A form that htmx has put into the page.
  document.addEventListener("htmx:afterSettle", remember);

  // data-guard="unsaved": the form came back with errors, so what it shows is not saved either.
  const isUnsaved = (form) => form.dataset.guard === "unsaved" || typed(form) !== atFirst.get(form);

  window.addEventListener("beforeunload", (event) => {
    if ([...document.forms].some((form) => atFirst.has(form) && !sent.has(form) && isUnsaved(form))) event.preventDefault();
  });
})();
