"use strict";

// The list of givers behind one receipt: Enter goes to the next row, a block from Excel is pasted into the cells below,
// rows are added as they are needed, and the sum stands beside.
for (const form of document.querySelectorAll("form[data-givers]")) {
  const body = form.querySelector("tr[data-giver]").parentElement;
  const sum = form.querySelector("[data-sum]");
  const rowsNow = () => [...body.querySelectorAll("tr[data-giver]")];
  const cellsOf = (row) => [...row.querySelectorAll("input")];

  const addRow = () => {
    const row = rowsNow()[0].cloneNode(true);
    for (const fault of row.querySelectorAll(".invalid-feedback")) fault.remove();
    for (const input of cellsOf(row)) {
      input.value = "";
      input.classList.remove("is-invalid");
      input.removeAttribute("aria-invalid");
      input.autofocus = false;
    }
    body.append(row);
    return row;
  };
  const rowAt = (place) => rowsNow()[place] ?? addRow();

  let turn = 0;
  const tell = async () => {
    const mine = ++turn;
    const texts = rowsNow().map((row) => cellsOf(row)[2].value.trim()).filter(Boolean);
    try {
      const read = await window.amountsRead(sum.dataset.sum, texts);
      const total = read.reduce((so, one) => so + (one?.amount ?? 0), 0);
      const [said] = total ? await window.amountsRead(sum.dataset.sum, [String(total)]) : [null];
      if (mine !== turn) return;
      const faults = read.filter((one) => one?.fault);
      const unread = faults.length ? ` Còn ${faults.length} ô chưa đọc được: ${faults[0].fault}` : "";
      sum.textContent = texts.length ? `Cộng ${texts.length} dòng: ${said?.said ?? "0 đồng"}.${unread}` : "";
      sum.hidden = !texts.length;
    } catch {
      sum.hidden = true;
    }
  };

  let wait;
  body.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(tell, 250);
  });

  const placeOf = (input) => {
    const row = rowsNow().findIndex((one) => cellsOf(one).includes(input));
    return row < 0 ? null : [row, cellsOf(rowsNow()[row]).indexOf(input)];
  };

  body.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const place = placeOf(event.target);
    if (!place) return;
    event.preventDefault();
    cellsOf(rowAt(place[0] + 1))[0].focus();
  });

  body.addEventListener("paste", (event) => {
    const place = placeOf(event.target);
    const text = event.clipboardData.getData("text").replace(/\r?\n$/, "");
    if (!place || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    text.split(/\r?\n/).forEach((line, down) => line.split("\t").forEach((value, right) => {
      const input = cellsOf(rowAt(place[0] + down))[place[1] + right];
      if (input) input.value = value.trim();
    }));
    tell();
  });

  form.querySelector("button[name=rows]").addEventListener("click", (event) => {
    event.preventDefault();
    cellsOf(addRow())[0].focus();
  });
  tell();
}
