/** A line between two parts of the page, moved by pointer or keys (WAI-ARIA window splitter). */

import { fitIn } from "../../core/commands/layout.js";
import { pressedKey } from "../../core/base/key-press.js";

const STEP_PX = 16;
const PAGE_PX = 96;

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {string} options.label
 * @param {"horizontal" | "vertical"} options.orientation of the line; the part before it is resized
 * @param {() => number} options.size the part's size in pixels
 * @param {() => import("../../core/commands/layout.js").Room} options.room
 * @param {(px: number | null) => void} options.resize null for the default size
 */
export function createSplitter(scope, { label, orientation, size, room, resize }) {
  const isVertical = orientation === "vertical";
  const separator = document.createElement("div");
  separator.className = `splitter is-${orientation}`;
  separator.tabIndex = 0;
  separator.setAttribute("role", "separator");
  separator.setAttribute("aria-label", label);
  separator.setAttribute("aria-orientation", orientation);
  separator.title = `${label}: drag or use the arrow keys; double click or Enter for the default size`;
  const describe = () => {
    const { smallestPx, largestPx } = room();
    const percent = (100 * (size() - smallestPx)) / Math.max(1, largestPx - smallestPx);
    separator.setAttribute("aria-valuemin", "0");
    separator.setAttribute("aria-valuemax", "100");
    separator.setAttribute("aria-valuenow", String(Math.round(Math.min(Math.max(percent, 0), 100))));
  };
  const set = (/** @type {number | null} */ px) => {
    resize(px === null ? null : fitIn(px, room()));
    describe();
  };

  /** @type {{fromPx: number, sizePx: number} | null} */
  let drag = null;
  const at = (/** @type {PointerEvent} */ event) => (isVertical ? event.clientX : event.clientY);
  scope.listen(separator, "pointerdown", (/** @type {PointerEvent} */ event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    separator.setPointerCapture(event.pointerId);
    drag = { fromPx: at(event), sizePx: size() };
  });
  scope.listen(separator, "pointermove", (/** @type {PointerEvent} */ event) => drag && set(drag.sizePx + at(event) - drag.fromPx));
  for (const type of ["pointerup", "pointercancel"]) scope.listen(separator, type, () => void (drag = null));
  scope.listen(separator, "dblclick", () => set(null));
  scope.listen(separator, "focus", describe);
  scope.listen(separator, "keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const { smallestPx, largestPx } = room();
    /** @type {Record<string, number | null>} */
    const places = {
      [isVertical ? "ArrowLeft" : "ArrowUp"]: size() - STEP_PX,
      [isVertical ? "ArrowRight" : "ArrowDown"]: size() + STEP_PX,
      PageUp: size() - PAGE_PX,
      PageDown: size() + PAGE_PX,
      Home: smallestPx,
      End: largestPx,
      Enter: null,
    };
    if (!(pressedKey(event) in places)) return;
    event.preventDefault();
    event.stopPropagation();
    set(places[pressedKey(event)]);
  });
  return { element: separator, describe };
}
