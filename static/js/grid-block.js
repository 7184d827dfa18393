"use strict";

// A block copied from a spreadsheet, laid over the grid: which cells it covers, and what of it is passed over.
window.gridBlock = (() => {
  const blockOf = (text) => text.replace(/\r/g, "").replace(/\n+$/, "").split("\n").map((line) => line.split("\t"));
  const isOneCell = (block) => block.length === 1 && block[0].length === 1;
  const headingOf = (cell) => cell.closest("table").tHead.rows[0].cells[cell.cellIndex].firstChild.textContent.trim();

  // { found: [{ input, text, down }], remark } of a block whose first cell is `from`; { trouble } when it does not fit.
  function coveredBy(block, from) {
    const found = [];
    const counted = [];
    const first = from.closest("td").cellIndex;
    let line = from.closest("tr");
    for (const [down, texts] of block.entries()) {
      for (const [right, text] of texts.entries()) {
        const cell = line?.cells[first + right];
        const input = cell?.querySelector("input[data-was]");
        if (!cell || (!input && !cell.dataset.counted)) return { trouble: outside(block, down, right) };
        if (input) found.push({ input, text: text.trim(), down });
        else counted.push({ cell, text: text.trim(), down });
      }
      line = line.nextElementSibling;
    }
    return { found, remark: passedOver(counted) };
  }

  function outside(block, down, right) {
    const where = `dòng ${down + 1}, cột ${right + 1} của khối`;
    const width = Math.max(...block.map((one) => one.length));
    return `Khối có ${block.length} dòng, ${width} cột; ${where} rơi ra ngoài bảng hoặc vào ô không nhập được.`;
  }

  // What is counted from records is not typed: a block may cross it, and she is told where it says something else.
  function passedOver(counted) {
    const other = counted.filter(({ cell, text }) => text && text.replace(/[. ]/g, "") !== cell.dataset.counted);
    if (!other.length) return "";
    const [{ cell, text, down }] = other;
    const more = other.length > 1 ? ` và ${other.length - 1} ô khác` : "";
    return ` Không thay số đếm từ sổ sách: dòng ${down + 1}, cột ${headingOf(cell)} giữ ${cell.innerText.split("\n")[0]} (khối ghi ${text})${more}.`;
  }

  return { blockOf, isOneCell, coveredBy, headingOf };
})();
