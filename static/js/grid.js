"use strict";

// The grid saves itself: what is typed is kept in the browser until the server has it, through a dead network, a signed-out
// session and a closed window. Each cell goes with what it was (data-was), so nothing of somebody else's is written over.
(() => {
  const keyOf = (input) => input.dataset.key || input.name;
  const isCell = (input) => input.matches("input[data-was]");

  for (const form of document.querySelectorAll("form[data-grid]")) start(form);

  function start(form) {
    const inputs = [...form.querySelectorAll("input[data-was]")];
    if (!inputs.length) return;
    const byName = new Map(inputs.map((input) => [keyOf(input), input]));
    const state = form.querySelector("[data-grid-state]");
    const shelf = `khuyenhoc-nhap-${form.dataset.return}`;
    const waiting = new Map(Object.entries(read()));
    let sending = false;
    let stuck = false;
    let again = 0;
    for (const rest of form.querySelectorAll("[data-without-script]")) rest.hidden = true;

    function read() {
      try { return JSON.parse(localStorage.getItem(shelf)) || {}; } catch { return {}; }
    }

    function keep() {
      try {
        if (waiting.size) localStorage.setItem(shelf, JSON.stringify(Object.fromEntries(waiting)));
        else localStorage.removeItem(shelf);
      } catch { /* a full or forbidden store: what waits is still in the page */ }
    }

    function say(text, tone = "", link = "") {
      state.hidden = false;
      state.className = `grid-state ${tone}`;
      state.textContent = text;
      if (link) {
        const door = Object.assign(document.createElement("a"), { href: link, target: "_blank", textContent: "Đăng nhập lại" });
        state.append(" ", door);
      }
    }

    function fault(input, sentence) {
      const place = faultOf(input);
      input.classList.toggle("is-invalid", Boolean(sentence));
      if (sentence) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
      if (sentence) input.setAttribute("aria-describedby", place.id);
      place.textContent = sentence;
      place.hidden = !sentence;
    }

    // In the grid a line stands ready below each cell; a field of a plain form gets one when it needs it.
    function faultOf(input) {
      const around = input.closest("td, .mb-3") || input.parentElement;
      let place = around.querySelector("[data-fault]");
      if (!place) {
        place = Object.assign(document.createElement("p"), { className: "invalid-feedback d-block", id: `loi-${keyOf(input)}`, hidden: true });
        place.dataset.fault = "";
        around.append(place);
      }
      return place;
    }

    function became(input, was) {
      input.dataset.was = was;
      const hidden = form.elements[`was-${input.name}`];
      if (hidden) hidden.value = was;
    }

    const shown = new WeakMap(inputs.map((input) => [input, input.value]));

    function put(list) {
      for (const input of list) {
        fault(input, "");
        input.classList.add("waiting");
        waiting.set(keyOf(input), { was: input.dataset.was, text: input.value });
      }
      keep();
      send();
    }

    function typed(input) {
      const letter = input.value.trim().toLowerCase();
      if (letter === "n") input.value = input.dataset.last || "";
      else if (letter === "c") input.value = "chưa có";
    }

    async function send() {
      if (sending || !waiting.size) return;
      sending = true;
      clearTimeout(again);
      const sent = new Map([...waiting].map(([name, one]) => [name, { ...one }]));
      say("Đang lưu…", "waiting");
      let retry = 0;
      try {
        const answer = await post(sent);
        if (answer.status === 0 || answer.status === 403) retry = await signedOut();
        else if (!answer.headers.get("content-type")?.includes("json")) throw new Error(answer.status);
        else took(sent, answer.status, await answer.json());
      } catch {
        say(`Chưa gửi được ${waiting.size} số, vẫn giữ trong máy này. Phần mềm tự gửi lại khi có mạng.`, "waiting");
        retry = 5000;
      }
      sending = false;
      stuck = retry > 0;
      if (retry) again = setTimeout(send, retry);
      else if ([...waiting].some(([name, one]) => sent.get(name)?.text !== one.text)) send();
    }

    function post(sent) {
      const cells = [...sent].map(([key, one]) => ({ key, was: one.was, text: one.text }));
      const body = new URLSearchParams({ cells: JSON.stringify(cells), csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
      const keepalive = body.toString().length < 60_000; // more than that no browser sends from a page that is being left
      return fetch(form.dataset.grid, { method: "POST", body, redirect: "manual", keepalive, headers: { "X-Requested-With": "fetch" } });
    }

    // Signed out, or signed in anew in another window: then this page's token is old and a fresh one is read.
    async function signedOut() {
      const page = await fetch(location.href, { redirect: "manual" });
      const token = page.status === 200 && /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(await page.text())?.[1];
      if (token && token !== form.elements.csrfmiddlewaretoken.value) {
        form.elements.csrfmiddlewaretoken.value = token;
        return 10;
      }
      const next = encodeURIComponent(location.pathname + location.search);
      say(`Bạn đã thoát ra. ${waiting.size} số vừa gõ vẫn giữ trong máy này; đăng nhập lại thì tự gửi.`, "bad", `/dang-nhap/?next=${next}`);
      return 5000;
    }

    function took(sent, status, answer) {
      for (const [name, one] of Object.entries(answer.saved)) {
        const input = byName.get(name);
        const typedSince = waiting.get(name);
        const newer = typedSince !== undefined && typedSince.text !== sent.get(name).text;
        if (newer) typedSince.was = one.was;
        else waiting.delete(name);
        if (!input) continue;
        became(input, one.was);
        if (!newer) {
          input.value = one.text;
          shown.set(input, one.text);
          input.classList.remove("waiting");
          input.classList.add("kept");
        }
      }
      if (status === 200) {
        for (const [code, text] of Object.entries(answer.sums)) {
          const cell = form.querySelector(`[data-sum="${code}"]`);
          if (cell) cell.textContent = text;
        }
        for (const [row, sentences] of Object.entries(answer.rows)) tell(row, sentences);
        say(waiting.size ? `Còn ${waiting.size} số đang lưu…` : `Đã lưu lúc ${answer.at}.`, waiting.size ? "waiting" : "");
      } else refused(sent, answer);
      keep();
    }

    function tell(row, sentences) {
      const list = form.querySelector(`[data-row="${row}"] [data-told]`);
      if (!list) return;
      list.replaceChildren(...sentences.map((sentence) => {
        const item = document.createElement("li");
        item.textContent = sentence.charAt(0).toUpperCase() + sentence.slice(1);
        return item;
      }));
    }

    // Nothing of what was sent is written. Cells with a fault leave the queue and wait for her; the others are sent again.
    function refused(sent, answer) {
      const names = Object.keys({ ...answer.faults, ...answer.clashes });
      for (const [name, sentence] of Object.entries(answer.faults)) {
        const input = byName.get(name);
        if (input) fault(input, sentence);
      }
      for (const [name, one] of Object.entries(answer.clashes)) {
        const input = byName.get(name);
        if (!input) continue;
        became(input, one.was);
        shown.set(input, one.text);
        fault(input, `Người khác vừa ghi: ${one.text || "để trống"}. Muốn ghi theo bạn, bấm Enter ở ô này; Esc thì theo họ.`);
        input.dataset.clash = "1";
      }
      for (const name of answer.refusal ? sent.keys() : names) waiting.delete(name);
      const first = byName.get(names[0]);
      if (answer.refusal) say(answer.refusal, "bad");
      else say(`Chưa lưu ${names.length} ô. ${first ? place(first) : ""}${Object.values(answer.faults)[0] || "có người vừa sửa."}`, "bad");
    }

    function place(input) {
      return `${input.getAttribute("aria-label")}: `;
    }

    // The cell beside, within the table.
    function beside(input, down, right) {
      const cell = input.closest("td");
      let line = cell.parentElement;
      let column = cell.cellIndex + right;
      for (;;) {
        if (down) line = down > 0 ? line.nextElementSibling : line.previousElementSibling;
        const next = line?.cells[column];
        if (!next) return null;
        const found = next.querySelector("input[data-was]");
        if (found) return found;
        if (right) column += right;
        else if (!down) return null;
      }
    }

    function go(input) {
      if (!input) return;
      input.focus();
      input.select();
    }

    form.addEventListener("input", (event) => { if (isCell(event.target)) typed(event.target); });

    // Enter in the last row goes nowhere, and then no change is told of: so it is looked for here.
    function commit(input) {
      if (!isCell(input) || (input.value === shown.get(input) && !input.dataset.clash)) return;
      delete input.dataset.clash;
      shown.set(input, input.value);
      put([input]);
    }

    form.addEventListener("change", (event) => commit(event.target));

    // The buttons beside a field, for a telephone whose keys are digits only.
    form.addEventListener("click", (event) => {
      const way = event.target.closest("[data-fill]");
      const input = way?.closest(".row-field").querySelector("input[data-was]");
      if (!input) return;
      event.preventDefault();
      input.value = way.dataset.fill;
      typed(input);
      commit(input);
    });

    form.addEventListener("keydown", (event) => {
      const input = event.target;
      if (!isCell(input) || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === "Escape") {
        input.value = shown.get(input);
        delete input.dataset.clash;
        fault(input, "");
        return;
      }
      if (!input.closest("table.grid")) {
        if (event.key !== "Enter") return;
        event.preventDefault();
        commit(input);
        go(inputs[inputs.indexOf(input) + 1]);
        return;
      }
      const atStart = input.selectionStart === 0 && (input.selectionEnd === 0 || input.selectionEnd === input.value.length);
      const atEnd = input.selectionEnd === input.value.length;
      const moves = {
        Enter: () => beside(input, event.shiftKey ? -1 : 1, 0),
        ArrowDown: () => beside(input, 1, 0),
        ArrowUp: () => beside(input, -1, 0),
        ArrowLeft: () => atStart && beside(input, 0, -1),
        ArrowRight: () => atEnd && beside(input, 0, 1),
      };
      if (!moves[event.key]) return;
      const next = moves[event.key]();
      if (event.key === "Enter" || next) event.preventDefault();
      if (event.key === "Enter") commit(input);
      go(next);
    });

    form.addEventListener("paste", (event) => {
      const from = event.target;
      const text = event.clipboardData?.getData("text/plain") || "";
      const block = text.replace(/\r/g, "").replace(/\n+$/, "").split("\n").map((line) => line.split("\t"));
      if (!isCell(from) || !from.closest("table.grid") || (block.length === 1 && block[0].length === 1)) return;
      event.preventDefault();
      const found = [];
      const counted = [];
      const first = from.closest("td").cellIndex;
      let line = from.closest("tr");
      for (const [down, texts] of block.entries()) {
        for (const [right, text] of texts.entries()) {
          const cell = line?.cells[first + right];
          const input = cell?.querySelector("input[data-was]");
          const where = `dòng ${down + 1}, cột ${right + 1} của khối`;
          if (!cell || (!input && !cell.dataset.counted)) {
            say(`Chưa dán gì. Khối có ${block.length} dòng, ${Math.max(...block.map((one) => one.length))} cột; ${where} rơi ra ngoài bảng hoặc vào ô không nhập được.`, "bad");
            return;
          }
          if (input) found.push({ input, text: text.trim(), down });
          else counted.push({ cell, text: text.trim(), down });
        }
        line = line.nextElementSibling;
      }
      paste(found, passedOver(counted));
    });

    // What is counted from records is not typed: a block may cross it, and she is told where it says something else.
    function passedOver(counted) {
      const other = counted.filter(({ cell, text }) => text && text.replace(/[. ]/g, "") !== cell.dataset.counted);
      if (!other.length) return "";
      const [{ cell, text, down }] = other;
      const more = other.length > 1 ? ` và ${other.length - 1} ô khác` : "";
      return ` Không thay số đếm từ sổ sách: dòng ${down + 1}, cột ${heading(cell)} giữ ${cell.innerText.split("\n")[0]} (khối ghi ${text})${more}.`;
    }

    function heading(cell) {
      return cell.closest("table").tHead.rows[0].cells[cell.cellIndex].firstChild.textContent.trim();
    }

    // A block is saved as a whole or not at all, so it goes by itself, after what waits.
    async function paste(found, remark) {
      const sent = new Map(found.map(({ input, text }) => [keyOf(input), { was: input.dataset.was, text }]));
      if (!sent.size) { say(`Chưa dán gì.${remark}`, "bad"); return; }
      say("Đang lưu khối vừa dán…", "waiting");
      let answer;
      let isTaken;
      try {
        const response = await post(sent);
        if (!response.headers.get("content-type")?.includes("json")) throw new Error(response.status);
        answer = await response.json();
        isTaken = response.ok;
      } catch {
        for (const { input, text } of found) { input.value = text; shown.set(input, text); }
        put(found.map(({ input }) => input));
        return;
      }
      if (isTaken) {
        took(sent, 200, answer);
        if (remark) say(`${state.textContent}${remark}`);
        return;
      }
      const [name, sentence] = Object.entries(answer.faults)[0] || [Object.keys(answer.clashes)[0], "có người vừa sửa ô này. Xin tải lại trang rồi dán lại."];
      const wrong = found.find(({ input }) => keyOf(input) === name);
      const where = wrong ? `Dòng ${wrong.down + 1} của khối, cột ${heading(wrong.input.closest("td"))}: ` : "";
      say(`Chưa dán gì. ${answer.refusal || `${where}${sentence}`}`, "bad");
    }

    window.addEventListener("online", send);
    window.addEventListener("beforeunload", (event) => {
      if (!document.activeElement.dataset.clash) commit(document.activeElement);
      if (waiting.size && stuck) event.preventDefault();
    });

    // What an earlier visit could not send.
    for (const [name, one] of waiting) {
      const input = byName.get(name);
      if (!input) continue;
      input.value = one.text;
      shown.set(input, one.text);
      input.classList.add("waiting");
    }
    send();
  }
})();
