/** Copies segments as text: several rows, a selection from one text into another, or the whole transcript. */

import { selectedParts, transcriptText } from "../../core/editing/transcript-text.js";
import { offsetAt } from "../ui/caret.js";
import { idOf } from "./segment-row.js";

/** @typedef {import("../../core/document/operations.js").Segment} Segment */

/** Type of the clipboard's text without times and speakers, for pasting into another segment. */
export const PLAIN_LINES = "application/x-transcribe-lines";

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("./segment-list.js").SegmentList} editor.list
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {import("@preact/signals").ReadonlySignal<import("../../core/commands/settings.js").Settings>} editor.settings
 * @param {import("./chosen-rows.js").ChosenRows} editor.rows
 */
export function createCopiedText(scope, { store, list, toasts, settings, rows }) {
  /** What the next copy event takes, if a command caused it. */
  let wanted = /** @type {{segments: readonly Segment[], times: boolean, speakers: boolean} | null} */ (null);

  const whatToCopy = () => {
    if (wanted) return wanted;
    const { copyTimes: times, copySpeakers: speakers } = settings.peek();
    const several = rows.several();
    if (!several && isInField(document.activeElement)) return null;
    list.finish(); // the selection may reach over rows that are not made yet
    const segments = several ?? selectedAcross(list.body, store.transcript.peek().segments);
    return segments && { segments, times, speakers };
  };
  scope.listen(document, "beforecopy", (/** @type {Event} */ event) => {
    if (wanted || rows.several()) event.preventDefault(); // Chromium copies without a selection only then
  });
  scope.listen(document, "copy", (/** @type {ClipboardEvent} */ event) => {
    store.commitTyping();
    const copied = whatToCopy();
    if (!copied || !event.clipboardData) return;
    event.preventDefault();
    const { speakers } = store.transcript.peek();
    event.clipboardData.setData("text/plain", transcriptText(copied.segments, speakers, copied));
    event.clipboardData.setData(PLAIN_LINES, transcriptText(copied.segments, speakers));
    const n = copied.segments.length;
    toasts.show({ text: n === 1 ? "1 segment was copied." : `${n.toLocaleString("en")} segments were copied.`, kind: "success" });
  });
  const copy = (/** @type {readonly Segment[]} */ segments, /** @type {{times?: boolean, speakers?: boolean}} */ { times = false, speakers = false }) => {
    if (!segments.length) return void toasts.show({ text: "There are no segments yet." });
    wanted = { segments, times, speakers };
    if (!document.execCommand("copy")) toasts.show({ text: "The browser did not allow copying. Select the segments and press Ctrl+C.", kind: "error" });
    wanted = null;
  };
  return {
    copyTranscript(/** @type {{times?: boolean, speakers?: boolean}} */ options) {
      store.commitTyping();
      copy(store.transcript.peek().segments, options);
    },
    /** Copy the selected rows, as Ctrl+C does; else the segment. */
    copyRows(/** @type {number | undefined} */ id = undefined) {
      store.commitTyping();
      const one = store.transcript.peek().segment(id ?? -1);
      const { copyTimes: times, copySpeakers: speakers } = settings.peek();
      copy(rows.several() ?? (one ? [one] : []), { times, speakers });
    },
  };
}

/** Fields other than a segment's text copy their own selection. @param {Element | null} element */
function isInField(element) {
  return element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element?.closest("dialog, [popover]") != null;
}

/**
 * The segments of the browser's selection; null if it is within one text, or nothing of the list.
 *
 * @param {HTMLElement} body
 * @param {readonly Segment[]} segments
 */
function selectedAcross(body, segments) {
  const selection = getSelection();
  if (!selection?.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const { startContainer, endContainer } = range;
  const textOf = (/** @type {Node} */ node) => (node instanceof Element ? node : node.parentElement)?.closest(".seg-text") ?? null;
  if (textOf(startContainer) && textOf(startContainer) === textOf(endContainer)) return null;
  if (!range.intersectsNode(body)) return null;
  const texts = /** @type {HTMLElement[]} */ ([...body.querySelectorAll(".seg-text")]).filter((text) => range.intersectsNode(text));
  const [first, last] = [texts[0], texts.at(-1)];
  if (!first || !last) return null;
  const from = first.contains(startContainer) ? offsetAt(first, startContainer, range.startOffset) : 0;
  const to = last.contains(endContainer) ? offsetAt(last, endContainer, range.endOffset) : Infinity;
  const hidden = new Set(texts.filter((text) => text.parentElement?.hidden).map((text) => idOf(text.parentElement)));
  return selectedParts(segments, { id: idOf(first.parentElement), offset: from }, { id: idOf(last.parentElement), offset: to }).filter(({ id }) => !hidden.has(id));
}
