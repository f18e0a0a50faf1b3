/** Keeps selection and cursor where redrafting replaces segments. */

import { effect, untracked } from "@preact/signals";

/**
 * When redrafting replaces the selected segment, move selection and cursor to the segment that takes
 * its place.
 *
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {{store: import("../../core/sync/transcript-store.js").Store, selection: import("../editing/actions.js").Selection, list: import("./segment-list.js").SegmentList}} editor
 */
export function keepSelection(scope, { store, selection, list }) {
  let last = /** @type {{id: number, startMs: number, hadCursor: boolean} | null} */ (null);
  const note = () => {
    const segment = store.transcript.peek().segment(selection.segmentId.peek() ?? -1);
    last = segment && { id: segment.id, startMs: segment.startMs, hadCursor: list.focusedText()?.id === segment.id };
  };
  scope.add(
    effect(() => {
      const transcript = store.transcript.value;
      const id = selection.segmentId.value;
      untracked(() => {
        const isGone = last !== null && last.id === id && !transcript.segment(last.id);
        if (!isGone || last === null) return note();
        const { startMs, hadCursor } = last;
        const next = transcript.segments.find((segment) => segment.endMs > startMs);
        last = null;
        if (next) selection.setSegment(next.id, { focus: hadCursor && document.activeElement === document.body });
      });
    }),
  );
  scope.listen(document, "focusin", note);
  scope.listen(document, "focusout", () => {
    // If the segment still exists, the user left the text; if not, its row was replaced.
    setTimeout(() => store.transcript.peek().segment(last?.id ?? -1) && note());
  });
}
