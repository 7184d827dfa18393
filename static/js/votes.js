"use strict";

// The council's table of results: who abstained and what the votes say, told while they are typed; a column from Excel is
// pasted into the cells below; Enter and the arrows go down and up a column.
for (const form of document.querySelectorAll("form[data-votes]")) {
  const attended = Number(form.dataset.votes);
  const rows = [...form.querySelectorAll("tr[data-vote]")];
  const cellsOf = (row) => [...row.querySelectorAll("input[data-cell]")];
  const table = rows.map(cellsOf);
  const placeOf = (input) => {
    const row = table.findIndex((cells) => cells.includes(input));
    return row < 0 ? null : [row, table[row].indexOf(input)];
  };

  function tell(row) {
    const [agree, refuse] = cellsOf(row).map((input) => input.value.trim());
    const isRead = [agree || "0", refuse || "0"].every((text) => /^[0-9]{1,5}$/.test(text));
    const rest = attended - Number(agree) - Number(refuse);
    const known = agree !== "" && isRead;
    row.querySelector("[data-abstained]").textContent = known && rest >= 0 ? rest : "–";
    const chosen = row.querySelector("select").value;
    const suggested = 2 * Number(agree) > attended;
    const passed = chosen ? chosen === "passed" : suggested;
    const words = passed ? "đồng ý" : "không đồng ý";
    const told = passed === suggested ? words : `${words}, khác số phiếu`;
    row.querySelector("[data-result]").textContent = !known ? "" : rest < 0 ? "nhiều phiếu hơn số có mặt" : told;
  }
  rows.forEach(tell);

  form.addEventListener("input", (event) => {
    const row = event.target.closest("tr[data-vote]");
    if (row) tell(row);
  });

  form.addEventListener("keydown", (event) => {
    const place = placeOf(event.target);
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!place || !step || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const next = table[place[0] + step]?.[place[1]];
    next?.focus();
    next?.select();
  });

  form.addEventListener("paste", (event) => {
    const place = placeOf(event.target);
    const text = event.clipboardData.getData("text").replace(/\r?\n$/, "");
    if (!place || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    text.split(/\r?\n/).forEach((line, down) => line.split("\t").forEach((value, right) => {
      const input = table[place[0] + down]?.[place[1] + right];
      if (!input) return;
      input.value = value.trim();
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }));
  });
}
