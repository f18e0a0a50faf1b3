/** What typing, focus and clicks in the rows of the list do. */

import { caretOffset, textOf } from "../ui/caret.js";
import { readPlace, showPlace } from "../ui/caret-memory.js";
import { idOf } from "./segment-row.js";
import { isComposition } from "../../core/base/key-press.js";

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {HTMLElement} options.body holds the rows
 * @param {import("../../core/sync/transcript-store.js").Store} options.store
 * @param {import("@preact/signals").Signal<number | null>} options.segmentId the selected segment
 */
export function listenToTyping(scope, { body, store, segmentId }) {
  scope.listen(body, "input", (/** @type {InputEvent} */ event) => {
    const text = /** @type {HTMLElement} */ (event.target);
    if (store.isComposing() || isComposition(event) || /Composition/.test(event.inputType)) return; // recorded at its end
    store.type(idOf(text.parentElement), textOf(text), { caret: caretOffset(text), inserted: event.data });
  });
  scope.listen(body, "beforeinput", (/** @type {InputEvent} */ event) => {
    // The browser's undo does not know splits and merges; the editor's undo has the same keys.
    if (event.inputType === "historyUndo" || event.inputType === "historyRedo") event.preventDefault();
  });
  scope.listen(body, "focusin", (/** @type {FocusEvent} */ event) => {
    const text = /** @type {HTMLElement} */ (event.target);
    if (text.classList.contains("seg-text")) segmentId.value = idOf(text.parentElement);
  });
  listenToCompositions(scope, body, store);
  scope.listen(body, "focusout", () => store.commitTyping());
  scope.listen(body, "dragover", (/** @type {DragEvent} */ event) => event.preventDefault());
}

/**
 * What an input method or a dead key composes is typed when it is complete.
 *
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {HTMLElement} body
 * @param {import("../../core/sync/transcript-store.js").Store} store
 */
function listenToCompositions(scope, body, store) {
  const isText = (/** @type {EventTarget | null} */ target) => target instanceof HTMLElement && target.classList.contains("seg-text");
  const end = (/** @type {HTMLElement} */ text, /** @type {string | null} */ inserted) => store.endComposition(textOf(text), { caret: caretOffset(text), inserted });
  scope.listen(body, "compositionstart", (/** @type {CompositionEvent} */ event) => {
    const { target } = event;
    if (isText(target)) store.startComposition(idOf(/** @type {HTMLElement} */ (target).parentElement));
  });
  scope.listen(body, "compositionend", (/** @type {CompositionEvent} */ event) => {
    if (isText(event.target)) end(/** @type {HTMLElement} */ (event.target), event.data);
  });
  scope.listen(body, "focusout", (/** @type {FocusEvent} */ event) => {
    if (isText(event.target)) end(/** @type {HTMLElement} */ (event.target), null); // not every browser ends the composition first
  });
}

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {HTMLElement} options.body holds the rows
 * @param {import("./list-rows.js").ListRows} options.rows
 * @param {import("../player/player.js").Player} options.player
 * @param {import("@preact/signals").Signal<number | null>} options.segmentId the selected segment
 * @param {(id: number, anchor: HTMLElement) => void} options.onSpeaker
 */
export function listenToClicks(scope, { body, rows, player, segmentId, onSpeaker }) {
  scope.listen(body, "click", (/** @type {MouseEvent} */ event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const row = rows.around(target);
    if (!row || target.closest(".seg-number")) return;
    const { id, startMs, endMs } = row.segment;
    const isHere = player.timeMs.peek() >= startMs && player.timeMs.peek() < endMs;
    const cursor = readPlace();
    if (cursor && cursor.id !== id && target.closest("button")) showPlace({ id, anchor: 0, focus: 0 });
    segmentId.value = id;
    if (target.closest(".seg-time")) {
      player.seek(startMs);
      player.play();
    } else if (target.closest(".seg-speaker")) onSpeaker(id, row.speaker);
    else if (!player.underWay.peek() && !isHere) player.seek(startMs);
  });
}
