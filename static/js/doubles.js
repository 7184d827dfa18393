"use strict";

// While a new member is typed: who may be the same person. Without this the check happens on saving.
(() => {
  const asked = ["name", "birth_year", "phone", "unit"];

  const ask = async (form) => {
    const typed = new FormData(form);
    const query = new URLSearchParams(asked.map((name) => [name, typed.get(name) ?? ""]));
    form.dataset.asked = query.toString();
    try {
      const answer = await fetch(`${form.dataset.doubles}?${query}`, { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected || form.dataset.asked !== query.toString()) return;
      document.getElementById("trung").innerHTML = await answer.text();
    } catch {
      // No network: nothing is lost, saving asks again.
    }
  };

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form && "doubles" in form.dataset && asked.includes(event.target.name)) ask(form);
  });
})();
