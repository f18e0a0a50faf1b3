/**
 * Keeps the row at work in the middle third of the list. Everything that moves the list uses this module: commands,
 * playback, changes of the transcript by others, and changes of the list's size.
 *
 * Commands always show their row. Playback and changes from elsewhere leave the list alone while the user scrolls it
 * or has just clicked in it, and while the row is not in view because the user reads elsewhere.
 */

import { distanceToMiddle, isVisible, isWhole } from "../../core/editing/middle-third.js";

/** @typedef {import("../../core/editing/middle-third.js").Extent} Extent */

const QUIET_MS = 1_000; // after the user's last scrolling or click
const SETTLING_FRAMES = 8; // rows far away have estimated heights until they are drawn
const STILL_FRAMES = 2; // with nothing left to scroll: then nothing changes any more
const CLOSE_PX = 0.5; // lists scroll by whole pixels

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {HTMLElement} options.element the scroll container
 * @param {() => (HTMLElement | null)[]} options.atWork the rows at work, the more important first
 */
export function createRowView(scope, { element, atWork }) {
  let scrolledUntil = -Infinity;
  let clickedUntil = -Infinity;
  let turn = 0; // a later movement ends the one before
  let isPressed = false;
  const sight = createSight(scope, element);

  /** Scroll until nothing is left to scroll; heights may still change in the next frames. */
  const settle = (/** @type {() => number} */ distance, frames = SETTLING_FRAMES) => {
    const mine = ++turn;
    const step = (/** @type {number} */ left, /** @type {number} */ still) => {
      if (mine !== turn) return;
      const px = distance();
      const isStill = Math.abs(px) < CLOSE_PX;
      if (!isStill) element.scrollTop += px;
      if (left > 0 && !(isStill && still >= STILL_FRAMES)) requestAnimationFrame(() => step(left - 1, isStill ? still + 1 : 0));
    };
    step(frames, 0);
  };
  const isHeld = () => isPressed || performance.now() < scrolledUntil;
  const isQuiet = () => isHeld() || performance.now() < clickedUntil;
  const view = {
    /** Whether the user scrolls, or has just clicked in the list: then only commands move it. */
    isQuiet,
    /** Tell which row is selected, or played: it stays in view when the list changes its size. */
    watch: sight.watch,
    /** Whether any part of a row is in view. @param {HTMLElement} row */
    isInView: (row) => !row.hidden && isVisible(row.getBoundingClientRect(), frameOf(element)),
    /** Show a row in the middle third, unless the filter hides it. @param {HTMLElement} row */
    reveal(row) {
      clickedUntil = -Infinity; // a command came after the click
      if (!row.hidden) settle(() => (row.isConnected ? distanceToMiddle(partOf(row, frameOf(element)), frameOf(element)) : 0));
    },
    /** Show a row so far below the top of the visible part. @param {HTMLElement} row @param {number} px */
    showAt: (row, px) => settle(() => row.getBoundingClientRect().top - frameOf(element).top - px),
    /** The first row in view, and how far below the top it begins. */
    first() {
      const { top } = frameOf(element);
      const { left } = element.getBoundingClientRect();
      const at = (/** @type {number} */ px) => document.elementsFromPoint(left + element.clientWidth / 2, top + px).map((found) => found.closest(".seg"));
      const row = [2, 20, 60, 120].flatMap(at).find(Boolean);
      return row instanceof HTMLElement ? { row, px: row.getBoundingClientRect().top - top } : null;
    },
    /** Before a change of rows. Call what it returns after the change: the row at work is then where it was. */
    hold() {
      const row = atWork().find((one) => one !== null && view.isInView(one));
      if (!row) return () => {};
      const { top } = row.getBoundingClientRect();
      return () => {
        if (!row.isConnected || row.hidden) return;
        const px = row.getBoundingClientRect().top - top;
        if (Math.abs(px) < CLOSE_PX) return;
        element.scrollTop += px;
        if (!isQuiet()) view.reveal(row);
      };
    },
    /**
     * Before other rows are shown. Call what it returns after the change: the row at work is in the middle third, or else the
     * first row in view where it was.
     * @param {(row: HTMLElement) => HTMLElement | null} shownFor the row itself, or the nearest that is shown
     */
    holdPlace(shownFor) {
      const candidates = atWork().filter((row) => row !== null);
      const isThere = (/** @type {HTMLElement | null} */ row) => row !== null && view.isInView(row);
      const worked = candidates.find((row) => isThere(shownFor(row)));
      const first = worked ? null : view.first();
      return () => {
        const row = worked ?? first?.row ?? candidates[0];
        const shown = row ? shownFor(row) : null;
        if (shown && first) view.showAt(shown, first.px);
        else if (shown) view.reveal(shown);
      };
    },
  };
  listenToUser(scope, element, {
    onScroll() {
      turn++;
      scrolledUntil = performance.now() + QUIET_MS;
    },
    onPress(is) {
      isPressed = is;
      turn++;
      clickedUntil = performance.now() + QUIET_MS;
    },
  });
  followSize(scope, element, () => {
    const row = atWork().find((one) => one !== null && !one.hidden && sight.wasInView(one));
    if (!row || isHeld()) return;
    const isClicked = isQuiet() && isWhole(row.getBoundingClientRect(), frameOf(element)); // do not move it under the pointer
    if (!isClicked) view.reveal(row);
  });
  return view;
}

/** @typedef {ReturnType<typeof createRowView>} RowView */

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {HTMLElement} element
 * @param {{onScroll: () => void, onPress: (is: boolean) => void}} user
 */
function listenToUser(scope, element, { onScroll, onPress }) {
  for (const type of ["wheel", "touchmove"]) scope.listen(element, type, onScroll, { passive: true });
  let isHere = false;
  scope.listen(element, "pointerdown", (/** @type {PointerEvent} */ event) => event.button === 0 && onPress((isHere = true)), { passive: true });
  for (const type of ["pointerup", "pointercancel"]) scope.listen(window, type, () => isHere && onPress((isHere = false)), { passive: true });
}

/**
 * Messages, panels and the window change the list's size, and with its width the lines of all texts.
 *
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {HTMLElement} element
 * @param {() => void} onChange
 */
function followSize(scope, element, onChange) {
  const observer = new ResizeObserver(onChange);
  observer.observe(element);
  scope.add(() => observer.disconnect());
}

/**
 * Whether the rows at work were in view in the last frame. After a change of the list's width their boxes do not tell it.
 *
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {HTMLElement} element the scroll container
 */
function createSight(scope, element) {
  /** @type {Map<"selected" | "playing", Element>} */
  const watched = new Map();
  /** @type {WeakMap<Element, boolean>} */
  const seen = new WeakMap();
  const observer = new IntersectionObserver((entries) => entries.forEach(({ target, isIntersecting }) => seen.set(target, isIntersecting)), { root: element });
  scope.add(() => observer.disconnect());
  return {
    watch(/** @type {"selected" | "playing"} */ what, /** @type {Element | null} */ row) {
      const before = watched.get(what);
      if (before === row) return;
      watched.delete(what);
      if (before && ![...watched.values()].includes(before)) observer.unobserve(before);
      if (!row) return;
      watched.set(what, row);
      seen.delete(row);
      observer.observe(row);
    },
    /** A row that is not reported yet has just been clicked, or a command shows it. @param {HTMLElement} row */
    wasInView: (row) => seen.get(row) ?? true,
  };
}

/** The visible part of the list. @param {HTMLElement} element @returns {Extent} */
function frameOf(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return { top: Math.max(0, top), bottom: Math.min(innerHeight, bottom) };
}

/** What of a row has to be in its place: in a tall one, the line with the cursor. @param {HTMLElement} row @param {Extent} frame */
function partOf(row, frame) {
  const box = row.getBoundingClientRect();
  const selection = getSelection();
  if (box.height <= (frame.bottom - frame.top) / 3 || !selection?.focusNode || !row.contains(selection.focusNode)) return box;
  const caret = document.createRange();
  caret.setStart(selection.focusNode, selection.focusOffset);
  const line = caret.getBoundingClientRect();
  return line.height ? line : box;
}
