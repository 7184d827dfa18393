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

  // A list copied whole brings its headings, its ordinals and, as its last line, its sum: that is no giver.
  const HEADINGS = /tiền|họ (và )?tên/i;
  const TOTAL = /^((tổng )?cộng|tổng( số)?)\s*:?$|^tổng cộng/i;
  const listOf = (text) => {
    const lines = text.normalize("NFC").split(/\r?\n/).map((line) => line.split("\t").map((cell) => cell.trim()));
    if (lines.every((line) => line.length === 1)) return lines;
    const isHeading = (line, place) => !place && HEADINGS.test(line.join(" ")) && !/\d/.test(line.join(""));
    const givers = lines.filter((line, place) =>
      line.some(Boolean) && !isHeading(line, place) && !TOTAL.test(line.find(Boolean)));
    const areNumbered = givers.every((line) => line.length > 3 && /^\d{0,4}\.?$/.test(line[0]));
    return areNumbered ? givers.map((line) => line.slice(1)) : givers;
  };

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
      const count = texts.length - faults.length;
      const unread = faults.length ? ` Còn ${faults.length} ô chưa đọc được: ${faults[0].fault}` : "";
      sum.textContent = texts.length ? `Cộng ${count} dòng: ${said?.said ?? "0 đồng"}.${unread}` : "";
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
    listOf(text).forEach((line, down) => line.forEach((value, right) => {
      const input = cellsOf(rowAt(place[0] + down))[place[1] + right];
      if (input) input.value = value;
    }));
    tell();
  });

  form.querySelector("button[name=rows]").addEventListener("click", (event) => {
    event.preventDefault();
    cellsOf(addRow())[0].focus();
  });
  tell();
}
