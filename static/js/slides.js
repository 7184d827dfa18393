"use strict";

// The arrows, space and Page keys lead from one slide to the next; without script the links at the foot do.
(() => {
  const slides = [...document.querySelectorAll(".slide")];
  const onward = new Set(["ArrowRight", "ArrowDown", "PageDown", " ", "Enter"]);
  const back = new Set(["ArrowLeft", "ArrowUp", "PageUp", "Backspace"]);

  const here = () => {
    const tops = slides.map((slide) => Math.abs(slide.getBoundingClientRect().top));
    return tops.indexOf(Math.min(...tops));
  };

  const show = (place) => {
    const slide = slides[Math.max(0, Math.min(place, slides.length - 1))];
    slide.scrollIntoView();
    history.replaceState(null, "", `#${slide.id}`);
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const onLink = document.activeElement instanceof HTMLAnchorElement;
    if (onLink && (event.key === "Enter" || event.key === " ")) return;
    if (onward.has(event.key)) show(here() + 1);
    else if (back.has(event.key)) show(here() - 1);
    else if (event.key === "Home") show(0);
    else if (event.key === "End") show(slides.length - 1);
    else return;
    event.preventDefault();
  });
})();
