"use strict";

// A block copied from a spreadsheet, pasted into a cell of a list of lines: it fills the cells to the right and below,
// and the list grows by as many lines as it needs. Without scripts the box "Dán từ Excel" does the same on the server.
(() => {
  for (const table of document.querySelectorAll("table[data-rows]")) {
    const total = document.querySelector(`[name="${table.dataset.rows}-TOTAL_FORMS"]`);
    const most = Number(document.querySelector(`[name="${table.dataset.rows}-MAX_NUM_FORMS"]`).value);
    const body = table.tBodies[0];
    const boxes = (line) => [...line.querySelectorAll("input:not([type=hidden]), select")];

    function addLine() {
      const number = body.rows.length;
      if (number >= most) return null;
      const line = body.rows[number - 1].cloneNode(true);
      for (const fault of line.querySelectorAll(".invalid-feedback")) fault.remove();
      for (const box of line.querySelectorAll("input, select")) {
        for (const name of ["name", "id"]) box[name] = box[name].replace(`-${number - 1}-`, `-${number}-`);
        box.ariaLabel = box.ariaLabel?.replace(/\d+$/, String(number + 1)) ?? null;
        box.classList.remove("is-invalid");
        box.value = "";
      }
      body.append(line);
      total.value = String(number + 1);
      return line;
    }

    function write(box, text) {
      if (box.tagName !== "SELECT") box.value = text;
      else if (!text) box.value = "";
      else box.value = ([...box.options].find((one) => one.text.toLowerCase() === text.toLowerCase()) ?? added(box, text)).value;
    }

    // What is none of the choices stays to be seen; the server knows short forms of them, or says what is wrong.
    function added(box, text) {
      const option = new Option(text, text);
      box.append(option);
      return option;
    }

    table.addEventListener("paste", (event) => {
      const text = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n+$/, "");
      if (!/[\t\n]/.test(text)) return;
      event.preventDefault();
      let line = event.target.closest("tr");
      const first = boxes(line).indexOf(event.target);
      for (const cells of text.split("\n")) {
        line ??= addLine();
        if (!line) return;
        for (const [right, words] of cells.split("\t").entries()) {
          const box = boxes(line)[first + right];
          if (box) write(box, words.trim());
        }
        line = line.nextElementSibling;
      }
    });

    // Enter goes to the line below, in the same column, instead of sending what is half written.
    table.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
      event.preventDefault();
      const line = event.target.closest("tr");
      boxes(line.nextElementSibling ?? addLine() ?? line)[boxes(line).indexOf(event.target)].focus();
    });
  }
})();
