/**
 * Several selected rows: Shift, Ctrl and arrows at the rows' numbers, a drag from one text into another, and commands.
 * Moving to another segment, a click in the list and Escape end the selection.
 */

import { effect, signal } from "@preact/signals";

import { NO_ROWS, extendRows, selectAllRows, selectRow, selectTo, toggleRow } from "../../core/editing/row-selection.js";
import { pressedKey } from "../../core/base/key-press.js";
import { selectedOffsets } from "../ui/caret.js";
import { idOf } from "./segment-row.js";

/** @typedef {import("../../core/document/operations.js").Segment} Segment */
/** @typedef {import("../../core/editing/row-selection.js").RowSelection} RowSelection */

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../editing/actions.js").Selection} editor.selection
 * @param {import("./segment-list.js").SegmentList} editor.list
 */
export function createChosenRows(scope, { store, selection, list }) {
  const state = signal(NO_ROWS);
  const order = () => store.transcript.peek().segments.filter(({ id }) => list.filter.isShown(id)).map(({ id }) => id);
  const choose = (/** @type {RowSelection} */ next) => {
    state.value = next; // first: a move of the selected segment ends a selection that does not end there
    if (next.head !== null) selection.setSegment(next.head, { scroll: true });
  };
  /** The selection to extend: from the selected segment, if no row is selected. */
  const begun = () => {
    const id = selection.segmentId.peek();
    return state.peek().ids.size || id === null ? state.peek() : selectRow(id);
  };
  const clear = () => {
    const had = state.peek().ids.size > 0;
    if (had) state.value = NO_ROWS;
    return had;
  };
  const chosen = () => store.transcript.peek().segments.filter(({ id }) => state.peek().ids.has(id));
  markChosen(scope, { state, store, list });
  scope.add(effect(() => void (selection.segmentId.value !== state.peek().head && clear())));

  const rows = {
    state,
    /** The selected segments in the order of the transcript; null unless there are several. */
    several() {
      const segments = state.peek().ids.size > 1 ? chosen() : [];
      return segments.length > 1 ? segments : null;
    },
    /** Several rows with this one among them, else only this one. @param {number} id */
    idsAt: (id) => (state.peek().ids.has(id) ? chosen().map((segment) => segment.id) : [id]),
    click(/** @type {number} */ id, /** @type {{shiftKey: boolean, ctrlKey: boolean, metaKey: boolean}} */ { shiftKey, ctrlKey, metaKey }) {
      const adds = ctrlKey || metaKey;
      choose(shiftKey ? selectTo(begun(), order(), id, adds) : adds ? toggleRow(begun(), id) : selectRow(id));
    },
    dragTo: (/** @type {number} */ from, /** @type {number} */ to) => choose(selectTo(selectRow(from), order(), to)),
    clear,
    actions: {
      clearRows: clear,
      extendRows(/** @type {1 | -1} */ step) {
        store.commitTyping();
        if (!begun().ids.size) return;
        list.leave(); // keys are for the rows now
        choose(extendRows(begun(), order(), step));
      },
      selectAll() {
        const field = list.focusedText();
        if (field && !isWhole(field.element)) return false;
        store.commitTyping();
        list.leave();
        getSelection()?.removeAllRanges();
        const all = selectAllRows(order());
        const here = selection.segmentId.peek();
        state.value = { ...all, head: here ?? all.head };
        if (here === null && all.head !== null) selection.setSegment(all.head);
        return all.ids.size > 0;
      },
    },
  };
  listenToRows(scope, { rows, list, state });
  return rows;
}

/** @typedef {ReturnType<typeof createChosenRows>} ChosenRows */

/** Whether all of a text is selected, or there is none. @param {HTMLElement} field */
function isWhole(field) {
  const length = (field.textContent ?? "").length;
  const offsets = selectedOffsets(field);
  return !length || (offsets !== null && offsets.to - offsets.from >= length);
}

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {{state: import("@preact/signals").ReadonlySignal<RowSelection>, store: import("../../core/sync/transcript-store.js").Store, list: import("./segment-list.js").SegmentList}} parts
 */
function markChosen(scope, { state, store, list }) {
  /** @type {ReadonlySet<number>} */
  let marked = new Set();
  const mark = (/** @type {number} */ id, /** @type {boolean} */ isChosen) => {
    const row = list.row(id);
    row?.classList.toggle("is-chosen", isChosen);
    row?.querySelector(":scope > .seg-number")?.setAttribute("aria-pressed", String(isChosen));
  };
  scope.add(
    effect(() => {
      void store.transcript.value; // a row may be another one with the same id, as after undo
      const next = state.value.ids;
      for (const id of marked) if (!next.has(id)) mark(id, false);
      for (const id of next) mark(id, true);
      marked = next;
    }),
  );
}

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {{rows: Pick<ChosenRows, "click" | "clear" | "dragTo" | "actions">, list: import("./segment-list.js").SegmentList, state: import("@preact/signals").ReadonlySignal<RowSelection>}} parts
 */
function listenToRows(scope, { rows, list, state }) {
  const { body } = list;
  const numberAt = (/** @type {Event} */ event) => /** @type {HTMLElement | null} */ (event.target instanceof Element ? event.target.closest(".seg-number") : null);
  scope.listen(body, "click", (/** @type {MouseEvent} */ event) => {
    const number = numberAt(event);
    if (!number) return;
    list.leave();
    number.focus({ preventScroll: true });
    rows.click(idOf(number.parentElement), event);
  });
  scope.listen(body, "keydown", (/** @type {KeyboardEvent} */ event) => {
    const number = numberAt(event);
    const step = number && { ArrowDown: /** @type {const} */ (1), ArrowUp: /** @type {const} */ (-1) }[pressedKey(event)];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.shiftKey) rows.actions.extendRows(step);
    else rows.click(list.filter.nextShown(list.position(idOf(number.parentElement)), step)?.id ?? idOf(number.parentElement), event);
    const head = list.row(state.peek().head ?? -1)?.querySelector(":scope > .seg-number");
    if (head instanceof HTMLElement) head.focus({ preventScroll: true });
  });
  scope.listen(body, "mousedown", (/** @type {MouseEvent} */ event) => {
    // The right button would move the focus, and so the selected segment, before the menu of all selected rows opens.
    const row = event.button === 2 && event.target instanceof Element ? event.target.closest(".seg") : null;
    if (row && state.peek().ids.size > 1 && state.peek().ids.has(idOf(row))) event.preventDefault();
  });
  listenToDrags(scope, { rows, list });
}

/**
 * A drag from one text into another selects rows: a browser selects text only within one editable element.
 *
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {{rows: Pick<ChosenRows, "clear" | "dragTo">, list: import("./segment-list.js").SegmentList}} parts
 */
function listenToDrags(scope, { rows, list }) {
  let from = /** @type {number | null} */ (null);
  let to = /** @type {number | null} */ (null);
  scope.listen(list.body, "pointerdown", (/** @type {PointerEvent} */ event) => {
    const target = event.target instanceof Element ? event.target : null;
    from = to = null;
    if (event.button !== 0 || !target || target.closest(".seg-number")) return;
    if (target.closest(".seg-text") && !event.shiftKey) from = to = idOf(target.closest(".seg"));
    rows.clear();
  });
  scope.listen(list.body, "pointermove", (/** @type {PointerEvent} */ event) => {
    if (from === null || !(event.buttons & 1)) return;
    const over = event.target instanceof Element ? event.target.closest(".seg") : null;
    const id = over ? idOf(over) : to;
    if (id === null || id === to) return;
    to = id;
    if (to === from) rows.clear();
    else rows.dragTo(from, to);
  });
  scope.listen(window, "pointerup", () => {
    if (from !== to) list.leave(); // the selected part of the first text is part of the rows
    from = to = null;
  });
}
