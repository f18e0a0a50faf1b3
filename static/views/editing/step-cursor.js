/** After undo and redo, from any key or button, the cursor goes to the place of the change. */

import { effect, untracked } from "@preact/signals";

import { placeOfChange } from "../../core/editing/caret-places.js";
import { readPlace, showPlace } from "../ui/caret-memory.js";

/** @typedef {import("../ui/caret-memory.js").CaretPlace} CaretPlace */

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("./cursor.js").Selection} editor.selection
 */
export function createStepCursor(scope, { store, selection }) {
  let seen = store.taken.peek();
  /** The cursor before the step: the rows have moved it by the time the step is told of. @type {CaretPlace | null} */
  let before = null;
  scope.listen(document, "selectionchange", () => void (before = readPlace()));

  const go = (/** @type {import("../../core/sync/undo-steps.js").TakenStep} */ step) => {
    const place = placeOfChange(step.before, step.after, before);
    if (!place) return;
    const isInText = readPlace() !== null;
    selection.setSegment(place.id, { focus: isInText, scroll: true });
    if (isInText) showPlace(place);
  };
  scope.add(
    effect(() => {
      const step = store.taken.value;
      if (!step || step === seen) return;
      seen = step;
      untracked(() => go(step));
    }),
  );
}
