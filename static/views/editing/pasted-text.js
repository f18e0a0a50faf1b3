/** Pasted and dropped text is put in as plain text; several lines can become segments. */

import { pastedLines } from "../../core/document/sanitize.js";
import { applyAll } from "../../core/document/operations.js";
import { splitAtOffset } from "../../core/editing/operations-at.js";
import { caretOffset, textOf } from "../ui/caret.js";
import { PLAIN_LINES } from "../segments/copied-text.js";
import { segmentOf } from "./typing-corrections.js";

/** @typedef {import("../../core/document/operations.js").Segment} Segment */
/** @typedef {import("../../core/document/operations.js").Transcript} Transcript */

const MAX_TEXT = 100_000; // characters in one segment; the server has the same limit

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {HTMLElement} editor.element the list's frame
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 */
export function createPastedText(scope, { element, store, toasts }) {
  const splitLines = (/** @type {number} */ id, /** @type {number} */ from, /** @type {string[]} */ lines) => {
    const transcript = store.transcript.peek();
    const joined = lines.join(" ");
    if (transcript.segment(id)?.text.slice(from, from + joined.length) !== joined) {
      toasts.show({ text: "The segment has changed meanwhile. Split it with Enter." });
      return;
    }
    const ops = splitsBetween(transcript, { id, from, lines, newId: store.newId });
    if (ops.length) store.apply(ops);
  };
  const insert = (/** @type {HTMLElement} */ field, /** @type {string} */ raw) => {
    const lines = pastedLines(raw);
    if (!lines.length) return;
    const text = lines.join(" ");
    if (textOf(field).length + text.length > MAX_TEXT) {
      toasts.show({ text: `This is more than a segment can hold (${MAX_TEXT} characters). Use Import for whole files.`, kind: "error" });
      return;
    }
    store.endTypingStep(); // one step of undo, apart from what is typed before and after
    document.execCommand("insertText", false, text); // replaces the selection, as typing does
    store.endTypingStep();
    const segment = segmentOf(store, field);
    if (lines.length < 2 || !segment) return;
    const end = caretOffset(field);
    toasts.show({
      text: `${lines.length} lines were pasted into one segment.`,
      action: { label: `Make ${lines.length} segments`, run: () => splitLines(segment.id, end - text.length, lines) },
    });
  };

  scope.listen(element, "paste", (/** @type {ClipboardEvent} */ event) => {
    const field = /** @type {HTMLElement} */ (event.target instanceof Element ? event.target.closest(".seg-text") : null);
    if (!field) return;
    event.preventDefault();
    insert(field, event.clipboardData?.getData(PLAIN_LINES) || (event.clipboardData?.getData("text/plain") ?? ""));
  });
  scope.listen(element, "beforeinput", (/** @type {InputEvent} */ event) => {
    if (event.inputType !== "insertFromDrop") return;
    event.preventDefault(); // dropped content would insert its own markup and line breaks
    const dropped = event.dataTransfer?.getData("text/plain") ?? "";
    if (dropped) insert(/** @type {HTMLElement} */ (event.target), dropped);
  });
}

/**
 * Splits between the lines, the last one first, so that earlier offsets stay valid.
 *
 * @param {Transcript} transcript
 * @param {{id: number, from: number, lines: string[], newId: () => number}} pasted
 */
function splitsBetween(transcript, { id, from, lines, newId }) {
  /** @type {import("../../core/document/operations.js").Operation[]} */
  const ops = [];
  for (let n = lines.length - 1; n > 0; n--) {
    const offset = from + lines.slice(0, n).join(" ").length + 1;
    const op = splitAtOffset(/** @type {Segment} */ (transcript.segment(id)), offset, newId());
    if (!op) continue;
    ops.push(op);
    transcript = applyAll(transcript, [op]).transcript;
  }
  return ops;
}
