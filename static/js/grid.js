"use strict";

// The grid saves itself: what is typed is kept in the browser until the server has it, through a dead network, a signed-out
// session and a closed window. Each cell goes with what it was (data-was), so nothing of somebody else's is written over.
// A cell that the server refuses is kept too, with the reason, and waits for her: it is sent again once she has changed it.
(() => {
  const { blockOf, isOneCell, coveredBy, headingOf } = window.gridBlock;
  const keyOf = (input) => input.dataset.key || input.name;
  const PAUSE = 5000;
  const LONGEST = 60_000;
  const isCell = (input) => input.matches("input[data-was]");

  for (const form of document.querySelectorAll("form[data-grid]")) start(form);

  function start(form) {
    const inputs = [...form.querySelectorAll("input[data-was]")];
    const byName = new Map(inputs.map((input) => [keyOf(input), input]));
    const state = form.querySelector("[data-grid-state]");
    // Cell → { was, text, label, reason }; with a reason it is refused, without one it is to be sent.
    const { held, keep, forget } = window.openShelf(`khuyenhoc-nhap-${form.dataset.return}:`);
    const shown = new WeakMap(inputs.map((input) => [input, input.value])); // what the server has, as far as we know
    let sending = false;
    let stuck = false;
    let again = 0;
    let pause = PAUSE;
    let isFresh = false; // the token has just been read anew
    if (!inputs.length && !held.size) return;
    for (const rest of form.querySelectorAll("[data-without-script]")) rest.hidden = true;

    const queue = () => [...held].filter(([, one]) => !one.reason);

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

    function put(list) {
      for (const input of list) {
        fault(input, "");
        input.classList.add("waiting");
        keep(keyOf(input), { was: wasOf(input), text: input.value, label: labelOf(input) });
      }
      send();
    }

    // A cell that waits goes with what it was first typed over: what somebody else has written since is not passed over.
    function wasOf(input) {
      return held.get(keyOf(input))?.was ?? input.dataset.was;
    }

    function labelOf(input) {
      return input.getAttribute("aria-label") || `${input.labels[0].textContent.trim()}, ${document.querySelector("h1").textContent.trim()}`;
    }

    function typed(input) {
      const letter = input.value.trim().toLowerCase();
      if (letter === "n") input.value = input.dataset.last || "";
      else if (letter === "c") input.value = "chưa có";
    }

    async function send() {
      const sent = new Map(queue());
      if (sending || !sent.size) return;
      sending = true;
      clearTimeout(again);
      say("Đang lưu…", "waiting");
      let retry = 0;
      try {
        retry = await answered(sent, await post(sent));
        if (!retry) pause = PAUSE;
      } catch {
        say(`Chưa gửi được ${sent.size} số, vẫn giữ trong máy này. Phần mềm tự gửi lại khi có mạng.`, "waiting");
        retry = pause;
        pause = Math.min(2 * pause, LONGEST);
      }
      sending = false;
      stuck = retry > 0;
      if (retry) again = setTimeout(send, retry);
      else if (queue().length !== sent.size || queue().some(([name, one]) => sent.get(name) !== one)) send();
      showElsewhere();
    }

    // In how many milliseconds to send again; 0 is not by itself.
    async function answered(sent, answer) {
      if (answer.headers.get("content-type")?.includes("json")) {
        isFresh = false;
        took(sent, answer.status, await answer.json());
        return 0;
      }
      if (answer.status === 0 || answer.status === 403) return signedOut(sent);
      if (answer.status < 400 || answer.status >= 500) throw new Error(answer.status);
      if (answer.status === 404) shut(sent, "Báo cáo này không còn, hoặc không còn do bạn phụ trách.");
      else refused(sent, { faults: Object.fromEntries([...sent.keys()].map((name) => [name, "Máy chủ không nhận. Xin gõ lại."])), clashes: {} });
      return 0;
    }

    function post(sent) {
      const cells = [...sent].map(([key, one]) => ({ key, was: one.was, text: one.text }));
      const body = new URLSearchParams({ cells: JSON.stringify(cells), csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
      const keepalive = body.toString().length < 60_000; // more than that no browser sends from a page that is being left
      return fetch(form.dataset.grid, { method: "POST", body, redirect: "manual", keepalive, headers: { "X-Requested-With": "fetch" } });
    }

    // Signed out, or signed in anew in another window: then this page's token is old and a fresh one is read, once. Who is
    // refused with a fresh one too may not write here any more.
    async function signedOut(sent) {
      const page = await fetch(location.href, { redirect: "manual" });
      const token = page.status === 200 && /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(await page.text())?.[1];
      if (token && !isFresh) {
        form.elements.csrfmiddlewaretoken.value = token;
        isFresh = true;
        return 10;
      }
      isFresh = false;
      if (page.status) {
        shut(sent, "Bạn không còn được nhập số liệu ở đây.");
        return 0;
      }
      const next = encodeURIComponent(location.pathname + location.search);
      say(`Bạn đã thoát ra. ${sent.size} số vừa gõ vẫn giữ trong máy này; đăng nhập lại thì tự gửi.`, "bad", `/dang-nhap/?next=${next}`);
      return PAUSE;
    }

    // An answer that will not change by itself: nothing is sent until she types, or opens the page again.
    function shut(sent, sentence) {
      say(`${sentence} Chưa lưu ${sent.size} số vừa gõ, vẫn giữ trong máy này. Xin tải lại trang; nếu vẫn vậy, xin báo Thường trực Hội.`, "bad");
    }

    function took(sent, status, answer) {
      for (const [name, one] of Object.entries(answer.saved)) {
        const input = byName.get(name);
        const since = held.get(name);
        const isNewer = since !== undefined && since.text !== sent.get(name).text;
        if (isNewer) keep(name, { ...since, was: one.was });
        else forget(name);
        if (!input) continue;
        became(input, one.was);
        shown.set(input, one.text);
        if (!isNewer) {
          input.value = one.text;
          fault(input, "");
          input.classList.remove("waiting");
          input.classList.add("kept");
        }
      }
      if (status !== 200) {
        refused(sent, answer);
        return;
      }
      for (const [code, text] of Object.entries(answer.sums)) {
        const cell = form.querySelector(`[data-sum="${code}"]`);
        if (cell) cell.textContent = text;
      }
      for (const [row, sentences] of Object.entries(answer.rows)) tell(row, sentences);
      tellSaved(answer.at);
    }

    function tellSaved(at) {
      const left = queue().length;
      const bad = [...held].filter(([name, one]) => one.reason && byName.has(name)).map(([, one]) => one.label);
      if (left) say(`Còn ${left} số đang lưu…`, "waiting");
      else if (bad.length) say(`Đã lưu lúc ${at}. Còn ${bad.length} ô chưa lưu được, lý do ghi ở ô: ${bad.slice(0, 3).join("; ")}.`, "bad");
      else say(`Đã lưu lúc ${at}.`);
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

    // Nothing of what was sent is written. Cells with a fault are kept and wait for her; the others are sent again.
    function refused(sent, answer) {
      const reasons = Object.entries(answer.faults);
      for (const [name, one] of Object.entries(answer.clashes)) {
        reasons.push([name, `Người khác vừa ghi: ${one.text || "để trống"}. Muốn ghi theo bạn, bấm Enter ở ô này; Esc thì theo họ.`]);
        const input = byName.get(name);
        if (input) became(input, one.was);
        if (input) shown.set(input, one.text);
      }
      for (const [name, reason] of reasons) {
        if (held.get(name)?.text !== sent.get(name).text) continue; // she has typed something else since
        keep(name, { ...held.get(name), was: answer.clashes[name]?.was ?? sent.get(name).was, reason });
        if (byName.has(name)) fault(byName.get(name), reason);
        byName.get(name)?.classList.remove("waiting");
      }
      const [first, sentence] = reasons[0];
      say(answer.refusal || `Chưa lưu ${reasons.length} ô. ${sent.get(first).label}: ${sentence}`, "bad");
    }

    // Refused where another page has the cell, or none has it any more: she is told, and may let it go.
    function showElsewhere() {
      const box = form.querySelector("[data-grid-kept]");
      const rest = [...held].filter(([name, one]) => !byName.has(name) && (one.reason || !sending));
      box.hidden = !rest.length;
      box.querySelector("ul").replaceChildren(...rest.map(([, one]) => {
        const item = document.createElement("li");
        item.textContent = `${one.label}: “${one.text}”. ${one.reason || "Chưa gửi được."}`;
        return item;
      }));
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

    // Enter in the last row goes nowhere, and then no change is told of: so it is looked for here. A refused cell goes once
    // more as it is when she presses Enter in it.
    function commit(input, isPressed = false) {
      if (!isCell(input)) return;
      const one = held.get(keyOf(input));
      if (input.value === (one ? one.text : shown.get(input)) && !(isPressed && one?.reason)) return;
      if (input.value.trim() === shown.get(input) && (!one || one.reason)) takeBack(input);
      else put([input]);
    }

    // Typed, and then as it was: nothing to send. What is under way by then is told when it arrives.
    function takeBack(input) {
      input.value = shown.get(input);
      forget(keyOf(input));
      fault(input, "");
      input.classList.remove("waiting");
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

    form.addEventListener("click", (event) => {
      const button = event.target.closest("[data-column]");
      if (!button) return;
      event.preventDefault();
      const empty = inputs.filter((input) => input.dataset.code === button.dataset.column && input.dataset.last && !input.value.trim());
      for (const input of empty) input.value = input.dataset.last;
      if (empty.length) put(empty);
      else say("Cột này không còn ô trống nào có số năm trước.");
    });

    form.querySelector("[data-grid-forget]")?.addEventListener("click", () => {
      for (const name of [...held.keys()]) if (!byName.has(name)) forget(name);
      showElsewhere();
      say("Đã bỏ.");
    });

    form.addEventListener("keydown", (event) => {
      const input = event.target;
      if (!isCell(input) || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === "Escape") {
        const one = held.get(keyOf(input));
        if (one && one.text !== input.value) input.value = one.text;
        else takeBack(input);
        return;
      }
      if (!input.closest("table.grid")) {
        if (event.key !== "Enter") return;
        event.preventDefault();
        commit(input, true);
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
      if (event.key === "Enter") commit(input, true);
      go(next);
    });

    form.addEventListener("paste", (event) => {
      const from = event.target;
      const block = blockOf(event.clipboardData?.getData("text/plain") || "");
      if (!isCell(from) || !from.closest("table.grid") || isOneCell(block)) return;
      event.preventDefault();
      const { found, remark, trouble } = coveredBy(block, from);
      if (trouble) say(`Chưa dán gì. ${trouble}`, "bad");
      else paste(found, remark);
    });

    // A block is saved as a whole or not at all, so it goes by itself, after what waits.
    async function paste(found, remark) {
      const sent = new Map(found.map(({ input, text }) => [keyOf(input), { was: wasOf(input), text, label: labelOf(input) }]));
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
        for (const { input, text } of found) input.value = text;
        put(found.map(({ input }) => input));
        return;
      }
      if (isTaken) {
        for (const name of sent.keys()) forget(name);
        took(sent, 200, answer);
        if (remark) say(`${state.textContent}${remark}`);
        return;
      }
      const [name, sentence] = Object.entries(answer.faults)[0] || [Object.keys(answer.clashes)[0], "có người vừa sửa ô này. Xin tải lại trang rồi dán lại."];
      const wrong = found.find(({ input }) => keyOf(input) === name);
      const where = wrong ? `Dòng ${wrong.down + 1} của khối, cột ${headingOf(wrong.input.closest("td"))}: ` : "";
      say(`Chưa dán gì. ${answer.refusal || `${where}${sentence}`}`, "bad");
    }

    window.addEventListener("online", send);
    window.addEventListener("beforeunload", (event) => {
      commit(document.activeElement);
      if (queue().length && stuck) event.preventDefault();
    });

    // What an earlier visit could not send, or was refused.
    for (const [name, one] of held) {
      const input = byName.get(name);
      if (!input) continue;
      input.value = one.text;
      if (one.reason) fault(input, one.reason);
      else input.classList.add("waiting");
    }
    send();
    showElsewhere();
  }
})();
