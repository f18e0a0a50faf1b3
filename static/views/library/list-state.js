/** The list of recordings as it is shown: view, order and selection, with the page's address in step. */

import { batch, computed, effect, signal } from "@preact/signals";

import { listRecordings, readView, sortBy, writeView } from "../../core/library/list-view.js";
import { NO_ROWS, keepShown, toggleRow } from "../../core/library/row-selection.js";

/** @typedef {import("../../core/sync/api-types.js").Media} Media */
/** @typedef {import("../../core/library/list-view.js").ListView} ListView */

const ADDRESS_PAUSE_MS = 300; // a browser refuses more than some address changes a second

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {import("@preact/signals").ReadonlySignal<Map<string, Media>>} recordings
 */
export function createList(scope, recordings) {
  const view = signal(readView(location.search));
  const selection = signal(NO_ROWS);
  const rows = computed(() => listRecordings(recordings.value.values(), view.value));
  const order = () => rows.peek().map(({ id }) => id);
  let timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);

  /** @param {ListView} next @param {boolean} [isTyped] one step back undoes all typing */
  const show = (next, isTyped = false) => {
    const address = `${location.pathname}${writeView(next)}${location.hash}`;
    clearTimeout(timer);
    if (isTyped) timer = setTimeout(() => history.replaceState(null, "", address), ADDRESS_PAUSE_MS);
    else history.pushState(null, "", address);
    view.value = next;
  };
  scope.listen(window, "popstate", () => void (view.value = readView(location.search)));
  scope.add(effect(() => {
    const shown = rows.value.map(({ id }) => id);
    batch(() => (selection.value = keepShown(selection.peek(), shown)));
  }));
  return {
    view,
    rows,
    selection,
    chosen: computed(() => rows.value.filter(({ id }) => selection.value.ids.has(id))),
    query: computed(() => view.value.query),
    search: (/** @type {string} */ query) => show({ ...view.peek(), query }, true),
    filter: (/** @type {Partial<ListView>} */ changes) => show({ ...view.peek(), ...changes }),
    clear: () => show({ ...view.peek(), query: "", stage: "", language: "" }),
    sort: (/** @type {import("../../core/library/list-view.js").Column} */ column) => show(sortBy(view.peek(), column)),
    toggle: (/** @type {string} */ id, /** @type {boolean} */ isRange) => void (selection.value = toggleRow(selection.peek(), id, order(), isRange)),
    selectAll: () => void (selection.value = { ids: new Set(order()), anchor: null }),
    selectNone: () => void (selection.value = NO_ROWS),
  };
}

/** @typedef {ReturnType<typeof createList>} List */
