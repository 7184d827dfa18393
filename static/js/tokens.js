"use strict";

// A figure is put in where the cursor stands; without this its token is shown to be copied.
(() => {
  const list = document.querySelector("[data-tokens-for]");
  const box = list && document.getElementById(list.dataset.tokensFor);
  if (!box) return;
  document.documentElement.classList.add("scripted");
  let place = [box.value.length, box.value.length];
  const remember = () => { place = [box.selectionStart, box.selectionEnd]; };
  for (const event of ["keyup", "mouseup", "blur", "select"]) box.addEventListener(event, remember);

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-token]");
    if (!button) return;
    box.focus();
    box.setRangeText(button.dataset.token, ...place, "end");
    remember();
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
