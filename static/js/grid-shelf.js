"use strict";

// What this browser keeps of cells that the server does not have, each by itself: two windows of one return do not take
// each other's away. Where the store is full or forbidden, it is still in the page.
window.openShelf = (prefix) => {
  const held = new Map();
  try {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(prefix)) held.set(name.slice(prefix.length), JSON.parse(localStorage.getItem(name)));
    }
  } catch { /* nothing was kept */ }

  function keep(name, one) {
    held.set(name, one);
    try { localStorage.setItem(prefix + name, JSON.stringify(one)); } catch { /* as said above */ }
  }

  function forget(name) {
    held.delete(name);
    try { localStorage.removeItem(prefix + name); } catch { /* as said above */ }
  }

  return { held, keep, forget };
};
