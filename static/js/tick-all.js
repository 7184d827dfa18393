"use strict";

// A link that reloads the page with everything ticked; here it ticks at once, so that nothing chosen is lost.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-tick-all]");
  if (!link) return;
  event.preventDefault();
  const name = link.dataset.tickAll;
  for (const box of link.closest("form").querySelectorAll(`input[type=checkbox][name="${name}"]`)) box.checked = true;
});
