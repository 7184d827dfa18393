"use strict";

// Sentences save themselves a moment after the last key, one topic at a time; what the server does not have yet is
// kept on this device. Without this the button at the end saves all of them.
(() => {
  const form = document.querySelector("form[data-texts]");
  if (!form) return;
  const PAUSE = 1200;
  const AGAIN = 8000;
  const waiting = new Map();
  const stopped = new Set();
  let sending = Promise.resolve();

  const was = (box) => form.elements[`was-${box.name}`];
  const state = (box) => document.getElementById(`state-${box.name}`);
  const key = (box) => `${form.dataset.texts}:${box.name}`;
  const say = (box, words, tone = "") => {
    state(box).textContent = words;
    state(box).className = tone;
  };

  const keep = (box) => {
    try {
      localStorage.setItem(key(box), JSON.stringify({ was: was(box).value, now: box.value, asks: stopped.has(box) }));
    } catch {
      // A full or closed store: the page itself still holds the words.
    }
  };
  const forget = (box) => {
    try {
      localStorage.removeItem(key(box));
    } catch {
      // As above.
    }
  };

  const count = (box) => {
    const place = document.getElementById(`count-${box.name}`);
    const most = Number(box.dataset.most);
    place.textContent = `${box.value.length.toLocaleString("vi-VN")} trên ${most.toLocaleString("vi-VN")} ký tự`;
    place.classList.toggle("text-danger", box.value.length > most);
  };

  const later = (box, pause) => {
    clearTimeout(waiting.get(box));
    waiting.set(box, setTimeout(() => { sending = sending.then(() => save(box)); }, pause));
  };

  const save = async (box) => {
    const text = box.value;
    if (text === was(box).value) {
      forget(box);
      return;
    }
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set(box.name, text);
    body.set(`was-${box.name}`, was(box).value);
    say(box, "Đang lưu…");
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    } catch {
      say(box, "Chưa có mạng. Lời của bạn được giữ trên máy này và sẽ tự lưu khi có mạng.", "text-danger");
      later(box, AGAIN);
      return;
    }
    if (answer.redirected || answer.status === 403) {
      say(box, "Chưa lưu được vì bạn đã thoát khỏi phần mềm, hoặc không còn được nhập ở đây. Lời của bạn được giữ trên máy này; xin đăng nhập rồi mở lại trang này.", "text-danger");
    } else if (answer.ok) {
      taken(box, text, await answer.json());
    } else if (answer.status < 500) {
      say(box, "Máy chủ không nhận lời này. Lời của bạn được giữ trên máy này; xin tải lại trang, nếu vẫn vậy thì báo Thường trực Hội.", "text-danger");
    } else {
      say(box, "Máy chủ chưa nhận. Lời của bạn được giữ trên máy này và sẽ tự lưu lại.", "text-danger");
      later(box, AGAIN);
    }
  };

  const taken = (box, text, told) => {
    if (told.errors) {
      refuse(box, told);
      return;
    }
    was(box).value = text;
    const preview = document.getElementById(`preview-${box.name}`);
    if (preview && "preview" in told) preview.innerHTML = told.preview;
    say(box, `✓ Đã lưu lúc ${told.saved_at}`, "saved");
    if (box.value === text) {
      forget(box);
    } else {
      keep(box);
      later(box, PAUSE);
    }
  };

  const refuse = (box, { errors, held }) => {
    say(box, errors[box.name] ?? errors[""] ?? errors.__all__ ?? "Chưa lưu được.", "text-danger");
    if (!(box.name in held)) return;
    was(box).value = held[box.name];
    ask(box, held[box.name]);
    keep(box);
  };

  // Two wrote at once: both are shown, and only her own press of the button goes over the other's words.
  const ask = (box, theirs) => {
    const other = document.getElementById(`other-${box.name}`);
    other.hidden = false;
    other.querySelector("[data-held]").textContent = theirs || "(để trống)";
    stopped.add(box);
  };

  for (const box of form.querySelectorAll("textarea")) {
    box.addEventListener("input", () => {
      count(box);
      keep(box);
      if (!stopped.has(box)) {
        say(box, "Chưa lưu");
        later(box, PAUSE);
      }
    });
    box.addEventListener("blur", () => { if (waiting.has(box) && !stopped.has(box)) later(box, 0); });
    restore(box);
  }

  // What an earlier visit could not send; `was` is what it was typed over, so that a clash is still seen.
  function restore(box) {
    count(box);
    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(key(box)));
    } catch {
      return;
    }
    if (!kept || kept.now === box.value) return forget(box);
    if ("unsaved" in form.dataset) return; // it came back with what was typed just now
    const stored = box.value;
    box.value = kept.now;
    count(box);
    say(box, "Lời bạn gõ lần trước chưa lưu được, đã lấy lại.");
    if (kept.asks) {
      ask(box, stored);
    } else {
      was(box).value = kept.was;
      later(box, PAUSE);
    }
  }

  window.addEventListener("online", () => {
    for (const box of form.querySelectorAll("textarea")) if (!stopped.has(box)) later(box, 0);
  });
  let isLeaving = false;
  window.addEventListener("beforeunload", (event) => {
    const isUnsaved = [...form.querySelectorAll("textarea")].some((box) => box.value !== was(box).value);
    if (isUnsaved && !isLeaving) event.preventDefault();
  });
  form.addEventListener("submit", () => {
    isLeaving = true;
    for (const box of form.querySelectorAll("textarea")) {
      clearTimeout(waiting.get(box));
      keep(box);
    }
  });
})();
