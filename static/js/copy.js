"use strict";

// A button beside a text that stands ready: takes it to the clipboard, or marks it where the browser allows no more.
for (const button of document.querySelectorAll("[data-copy]")) {
  const text = document.getElementById(button.dataset.copy);
  const state = button.parentElement.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.value);
      state.textContent = "Đã chép.";
    } catch {
      text.focus();
      text.select();
      state.textContent = "Đã chọn sẵn, bấm Ctrl+C để chép.";
    }
  });
}
