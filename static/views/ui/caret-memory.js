/**
 * The cursor in a segment's text, kept as segment and characters: it survives new rows, and comes back when a
 * dialog, menu or panel gives the focus back. One page has one cursor, so this module has the state.
 */

import { pressedKey } from "../../core/base/key-press.js";
import { offsetAt, selectBetween } from "./caret.js";

/** @typedef {{id: number, anchor: number, focus: number}} CaretPlace offsets in UTF-16 units */

/** Where the focus returns to: a place in a text, else an element. */
class KeptFocus {
  /** @param {CaretPlace | null} place @param {Element | null} element */
  constructor(place, element) {
    this.place = place;
    this.element = element;
    if (place) kept.add(this);
  }

  /** Give the focus back, once. */
  giveBack() {
    if (this.place && kept.has(this)) showPlace(this.place);
    else if (!this.place && this.element instanceof HTMLElement && this.element.isConnected) this.element.focus();
    this.forget();
  }

  /** Do not give it back: the cursor goes elsewhere. */
  forget() {
    kept.delete(this);
    this.place = this.element = null;
  }
}

/** @type {Set<KeptFocus>} */
const kept = new Set();
/** @type {CaretPlace | null} the last place in a text, while the focus is on a control that keeps it */
let last = null;

/** @type {(id: number) => HTMLElement | null} */
let fieldOfSegment = () => null;

/** Tell how the text of a segment is found: a search through the page would visit all rows. @param {typeof fieldOfSegment} find */
export const findFieldsWith = (find) => void (fieldOfSegment = find);

const fieldOf = (/** @type {EventTarget | null} */ target) => (target instanceof HTMLElement && target.classList.contains("seg-text") ? target : null);

/** The cursor's place; null if the focus is not in a segment's text. @returns {CaretPlace | null} */
export function readPlace() {
  const field = fieldOf(document.activeElement);
  return field && placeIn(field);
}

/** @param {HTMLElement} field */
function placeIn(field) {
  const selection = getSelection();
  const id = Number(field.parentElement?.dataset.id);
  return { id, anchor: offsetAt(field, selection?.anchorNode, selection?.anchorOffset), focus: offsetAt(field, selection?.focusNode, selection?.focusOffset) };
}

/**
 * Put the cursor in a text, without scrolling.
 *
 * @param {CaretPlace} place
 * @returns {boolean} false: the segment has no visible row
 */
export function showPlace({ id, anchor, focus }) {
  const field = fieldOfSegment(id);
  if (!field) return false;
  field.focus({ preventScroll: true });
  selectBetween(field, anchor, focus);
  return document.activeElement === field;
}

/** Remember what has the focus now, before a dialog, menu or panel takes it. */
export function keepFocus() {
  const element = document.activeElement;
  return new KeptFocus(readPlace() ?? placeBehind(element), element);
}

/**
 * The way back from a panel that may be opened again while it is open.
 * @param {HTMLElement} panel
 */
export function createWayBack(panel) {
  /** @type {KeptFocus | null} */
  let before = null;
  return {
    /** Call it before the panel takes the focus. */
    keep() {
      if (panel.contains(document.activeElement)) return;
      before?.forget();
      before = keepFocus();
    },
    /** The cursor's place to return to. */
    place: () => before?.place ?? null,
    giveBack: () => before?.giveBack(),
    forget: () => before?.forget(),
  };
}

/** @typedef {ReturnType<typeof createWayBack>} WayBack */

/**
 * Give the focus back when a popover closes, unless a click has put it on something else.
 *
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {HTMLElement} popover
 * @returns {WayBack & {close: () => void}} call `keep` before it is shown
 */
export function giveBackFocusOf(scope, popover) {
  const wayBack = createWayBack(popover);
  const close = () => {
    if (popover.matches(":popover-open")) popover.hidePopover();
    wayBack.giveBack();
  };
  scope.listen(popover, "keydown", (/** @type {KeyboardEvent} */ event) => {
    if (pressedKey(event) !== "Escape") return;
    event.preventDefault(); // the browser would close it later, and the next key could be earlier
    close();
  });
  scope.listen(popover, "toggle", (/** @type {ToggleEvent} */ event) => {
    if (event.newState === "open") return;
    const isLost = document.activeElement === document.body || popover.contains(document.activeElement);
    if (isLost) wayBack.giveBack();
    else wayBack.forget();
  });
  return { ...wayBack, close };
}

/** The place in a text that the user came from. @param {Element | null} element has the focus */
function placeBehind(element) {
  if (element?.closest("[data-keeps-place]")) return last;
  // Of a menu that closes because something else opens.
  const isLeaving = !element || element === document.body || element.closest("[popover]");
  return isLeaving ? ([...kept].at(-1)?.place ?? null) : null;
}

/** @typedef {KeptFocus} Kept */

/** Move the remembered places after a change of the transcript. @param {(place: CaretPlace) => CaretPlace | null} map */
export function moveKeptPlaces(map) {
  for (const one of [...kept]) {
    one.place = one.place && map(one.place);
    if (!one.place) kept.delete(one);
  }
  last = last && map(last);
}

const OWN_FOCUS = "dialog, [popover], .find, .history, .filter"; // their buttons take the focus, as in any window

/**
 * Leave the cursor in the text while buttons are clicked and sliders are dragged: only the keyboard moves the
 * focus to them.
 * @param {import("../../core/base/scope.js").Scope} scope
 */
export function keepCursorInText(scope) {
  /** @type {KeptFocus | null} */
  let dragging = null;
  const isInText = () => readPlace() !== null || (document.activeElement?.closest("[popover]") != null && kept.size > 0);
  scope.listen(document, "mousedown", (/** @type {MouseEvent} */ event) => {
    const control = event.target instanceof Element ? event.target.closest("button, summary, input[type=range]") : null;
    if (!control || control.closest(OWN_FOCUS) || !isInText()) return;
    if (!control.matches("input")) return event.preventDefault();
    dragging = keepFocus();
  });
  scope.listen(document, "pointerup", () => {
    dragging?.giveBack();
    dragging = null;
  });
  scope.listen(document, "focusout", (/** @type {FocusEvent} */ event) => {
    const field = fieldOf(event.target);
    if (field) last = placeIn(field);
  });
  scope.listen(document, "focusin", (/** @type {FocusEvent} */ event) => {
    if (!(event.target instanceof Element) || !event.target.closest("dialog, [popover], [data-keeps-place]")) last = null;
  });
  scope.add(() => {
    kept.clear();
    last = null;
  });
}
