"""Axe's look at a page. Nine tenths of its time went into measuring contrast, cell by cell, in tables of thousands."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Contrast comes from the styles of an element and of those around it. In a table where these are the same as of a cell
# that is measured, it is not measured again; a cell that looks otherwise, or has text where that had none, is.
_MARK = "data-looks-as-one-before"
_ASK = """async (mark) => {
  const looks = new Map();
  const number = (look) => looks.get(look) ?? (looks.set(look, looks.size), looks.size - 1);
  const known = new Map();
  const lookOf = (element) => {
    if (!element) return -1;
    if (!known.has(element)) {
      const style = getComputedStyle(element);
      known.set(element, number([
        lookOf(element.parentElement), element.tagName, element.className, style.color, style.backgroundColor,
        style.backgroundImage, style.fontSize, style.fontWeight, style.opacity, style.textShadow, style.display,
        style.visibility, style.position, element.matches(':disabled, [aria-disabled=true], [aria-hidden=true]'),
      ].join('|')));
    }
    return known.get(element);
  };
  const ownText = (element) => [...element.childNodes]
    .filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data.trim()).join('');
  for (const table of document.querySelectorAll('table')) {
    const measured = new Set();
    for (const element of table.querySelectorAll('*')) {
      const look = [lookOf(element), Math.min(ownText(element).length, 2), element.childElementCount > 0].join();
      if (measured.has(look)) element.setAttribute(mark, '');
      measured.add(look);
    }
  }
  axe.configure({ rules: [{ id: 'color-contrast', selector: `*:not([${mark}])` }] });
  const { violations } = await axe.run({ resultTypes: ['violations'] });
  for (const element of document.querySelectorAll(`[${mark}]`)) element.removeAttribute(mark);
  return violations.map((fault) => `${fault.id}: ${fault.nodes[0].html}`);
}"""


def faults_by_axe(page: Page) -> list[str]:
    """Axe's findings, one line each; empty when the page is clean."""
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found: list[str] = page.evaluate(_ASK, _MARK)
    return found
