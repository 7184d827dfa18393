"use strict";

// Beside each amount what the house has read, while it is typed: the server's own rules, asked a moment after the last
// key. Where the answer does not come, the page says it after it is sent.
window.amountsRead = (() => {
  const known = new Map();
  const PORTION = 50;

  return async (address, texts) => {
    const unknown = [...new Set(texts)].filter((text) => !known.has(text));
    for (let first = 0; first < unknown.length; first += PORTION) {
      const asked = new URLSearchParams(unknown.slice(first, first + PORTION).map((text) => ["so", text]));
      const answer = await fetch(`${address}?${asked}`, { headers: { Accept: "application/json" } });
      for (const [text, read] of Object.entries(await answer.json())) known.set(text, read);
    }
    return texts.map((text) => known.get(text));
  };
})();

for (const input of document.querySelectorAll("input[data-read-back]")) {
  const told = document.createElement("p");
  told.className = "read-back";
  told.setAttribute("role", "status");
  input.after(told);
  let asked = 0;

  const tell = async () => {
    const text = input.value.trim();
    const turn = ++asked;
    if (!text) return void (told.textContent = "");
    try {
      const [read] = await window.amountsRead(input.dataset.readBack, [text]);
      if (turn !== asked) return;
      told.textContent = read?.said ?? read?.fault ?? "";
      told.classList.toggle("bad", Boolean(read?.fault));
    } catch {
      told.textContent = "";
    }
  };

  let wait;
  input.addEventListener("input", () => {
    // What was refused when it was sent no longer says anything of what stands there now.
    input.classList.remove("is-invalid");
    input.removeAttribute("aria-invalid");
    clearTimeout(wait);
    wait = setTimeout(tell, 250);
  });
  // The page has said already why it was refused.
  if (!input.classList.contains("is-invalid")) tell();
}
