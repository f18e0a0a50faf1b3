/** Draws the rows near the visible part of the page only. All rows have the same height, so that the scroll bar is right. */

import { signal } from "@preact/signals";

import { rowsInView } from "../../core/library/row-range.js";

const ROW_PX = 60; // until a row is drawn
const MARGIN_PX = 500;

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {(range: import("../../core/library/row-range.js").RowRange) => void} onRange called when other rows come near
 */
export function createRowWindow(scope, onRange) {
  const shown = signal({ first: 0, end: 25, rowHeight: ROW_PX });
  /** Index of the row that has the focus: it stays drawn wherever the page is scrolled to. */
  const focused = signal(-1);
  let body = /** @type {HTMLElement | null} */ (null);
  let isWaiting = false;
  let goal = /** @type {{index: number, control: string} | null} */ (null); // where the focus goes when that row is drawn

  const focusGoal = () => {
    const control = goal && body?.querySelector(`tr[aria-rowindex="${goal.index + 2}"] ${goal.control}`);
    if (!(control instanceof HTMLElement)) return;
    goal = null;
    control.focus({ preventScroll: true });
  };
  const measure = () => {
    isWaiting = false;
    if (!body?.isConnected) return;
    const rowHeight = body.querySelector("tr[data-id]")?.getBoundingClientRect().height || shown.peek().rowHeight;
    focusGoal();
    const next = { ...rowsInView({ top: body.getBoundingClientRect().top, height: innerHeight, rowHeight, margin: MARGIN_PX }), rowHeight };
    const { first, end, rowHeight: before } = shown.peek();
    if (next.first === first && next.end === end && rowHeight === before) return;
    shown.value = next;
    onRange(next);
  };
  const measureSoon = () => {
    if (!isWaiting) requestAnimationFrame(measure);
    isWaiting = true;
  };
  scope.listen(window, "scroll", measureSoon, { passive: true });
  scope.listen(window, "resize", measureSoon);
  let held = /** @type {HTMLElement | null} */ (null); // a control of the table that has the focus
  const hold = (/** @type {Event} */ { target }) => {
    const row = target instanceof HTMLElement && body?.contains(target) ? target.closest("tr[aria-rowindex]") : null;
    held = row ? /** @type {HTMLElement} */ (target) : null;
    focused.value = row ? Number(row.getAttribute("aria-rowindex")) - 2 : -1;
  };
  scope.listen(document, "focusin", hold);
  scope.listen(document, "pointerdown", (/** @type {Event} */ event) => void (held && !held.contains(/** @type {Node} */ (event.target)) && hold(event)));
  return {
    shown,
    focused,
    /** The page was drawn: what is above the table may have changed, and a row to focus may be there. */
    drawn: measureSoon,
    follow: (/** @type {HTMLElement | null} */ element) => void (body = element),
    /** Give the focus back that a browser takes from a row when it is drawn at another place. */
    keepFocus() {
      if (held?.isConnected && document.activeElement === document.body) held.focus({ preventScroll: true });
    },
    /** Scroll so that the list begins below what sticks to the top, if its beginning is above that. */
    toTop() {
      const table = body?.closest("table");
      if (table && table.getBoundingClientRect().top < 0) table.scrollIntoView({ block: "start" });
    },
    /**
     * Bring a row into view and focus a control of it, when it has been read.
     *
     * @param {number} index
     * @param {string} control a selector
     */
    focusRow(index, control) {
      if (!body) return;
      const { rowHeight } = shown.peek();
      const top = body.getBoundingClientRect().top + index * rowHeight;
      if (top < 2 * rowHeight || top + 2 * rowHeight > innerHeight) scrollBy({ top: top - innerHeight / 2 });
      goal = { index, control };
      focused.value = index; // draws the row
      measureSoon();
    },
  };
}

/** @typedef {ReturnType<typeof createRowWindow>} RowWindow */
