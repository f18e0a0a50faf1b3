/** The list of recordings as it is shown: view, rows and selection, with the page's address in step. */

import { computed, effect, signal } from "@preact/signals";

import { messageOf } from "../../core/base/errors.js";
import { keepListView } from "../../core/library/list-order.js";
import { NO_FILTER, hasSameFilter, readView, sortBy, toQuery, withTag, writeView } from "../../core/library/list-view.js";
import { PAGE_ROWS, createPagedList } from "../../core/library/paged-list.js";
import { NO_ROWS, knownBetween, toggleRow, withoutRows } from "../../core/library/row-selection.js";
import { createRowUpdates } from "../../core/library/row-updates.js";

/** @typedef {import("../../core/library/list-view.js").ListView} ListView */
/** @typedef {import("../../core/library/list-view.js").Row} Row */

const TYPING_PAUSE_MS = 200;

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {import("../../core/sync/api.js").Api} api
 * @param {(error: unknown) => void} tell
 */
export function createList(scope, api, tell) {
  const view = signal(readView(location.search));
  const selection = signal(NO_ROWS);
  const sample = signal(/** @type {Row | null} */ (null)); // as it was seen last, also where a filter hides it
  const failure = signal("");
  const paged = createPagedList({
    async read(/** @type {ListView} */ wanted, offset, stop) {
      const answer = await api.library({ ...toQuery(wanted), offset, limit: PAGE_ROWS }, stop);
      failure.value = "";
      return answer;
    },
    onError(error) {
      failure.value = messageOf(error);
      if (listed.peek().summary) tell(error); // else the page has only this to show
    },
  });
  const { listed } = paged;
  const known = (/** @type {string} */ id) => [...listed.peek().rows.values()].find((row) => row.id === id);
  const see = (/** @type {Iterable<Row>} */ rows) => void (sample.value = [...rows].find((row) => row.is_sample) ?? sample.peek());
  const put = (/** @type {Row[]} */ rows) => {
    see(rows);
    paged.put(rows);
  };
  const updates = createRowUpdates({ read: async (ids) => (await api.libraryRows(ids)).media, known, put, refresh: paged.refresh, onError: tell });
  const show = createNavigation(scope, { view, selection, list: paged.show });
  scope.add(paged.close);
  scope.add(effect(() => see(listed.value.rows.values())));
  keepViewOfOpened(scope, view);
  return {
    view,
    listed,
    /** Why rows could not be read; "" if they could. */
    failure,
    selection,
    sample,
    nChosen: computed(() => selection.value.ids.size),
    query: computed(() => view.value.query),
    want: paged.want,
    known,
    knownTags: () => tagsOf(listed.peek().summary, api, tell),
    begin: () => paged.show(view.peek()),
    refresh: paged.refresh,
    /** A recording changed, is new or was deleted. */
    changed: updates.changed,
    refreshSoon: updates.refreshSoon,
    /** A recording is gone: it is not selected any more. */
    gone(/** @type {readonly string[]} */ ids) {
      selection.value = withoutRows(selection.peek(), ids);
      if (ids.includes(sample.peek()?.id ?? "")) sample.value = null;
    },
    search: (/** @type {string} */ query) => show({ ...view.peek(), query }, true),
    filter: (/** @type {Partial<ListView>} */ changes) => show({ ...view.peek(), ...changes }),
    addTag: (/** @type {string} */ tag) => show(withTag(view.peek(), tag)),
    clear: () => show({ ...view.peek(), ...NO_FILTER }),
    sort: (/** @type {import("../../core/library/list-view.js").Column} */ column) => show(sortBy(view.peek(), column)),
    ...createSelecting({ api, view, selection, listed, tell }),
  };
}

/**
 * The library's tags for a field that suggests them: the most used ones at once, all when somebody is about to type.
 *
 * @param {import("../../core/library/paged-list.js").Summary | null} summary
 * @param {import("../../core/sync/api.js").Api} api
 * @param {(error: unknown) => void} tell
 */
function tagsOf(summary, api, tell) {
  const some = summary?.tags.map(({ tag }) => tag) ?? [];
  const isAll = (summary?.n_tags ?? 0) <= some.length;
  const read = () => api.tags().then(({ tags }) => tags.map(({ tag }) => tag));
  return { some, readAll: async () => (isAll ? some : read().catch((error) => (tell(error), some))) };
}

/** @typedef {ReturnType<typeof tagsOf>} KnownTags */

/**
 * Change the view, and the address with it.
 *
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} parts
 * @param {import("@preact/signals").Signal<ListView>} parts.view
 * @param {import("@preact/signals").Signal<import("../../core/library/row-selection.js").RowSelection>} parts.selection
 * @param {(view: ListView) => void} parts.list
 */
function createNavigation(scope, { view, selection, list }) {
  let timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  const change = (/** @type {ListView} */ next) => {
    if (!hasSameFilter(view.peek(), next)) selection.value = NO_ROWS; // what cannot be seen is not changed with the rest
    view.value = next;
  };
  scope.listen(window, "popstate", () => {
    clearTimeout(timer);
    change(readView(location.search));
    list(view.peek());
  });
  scope.add(() => clearTimeout(timer));
  /** @param {ListView} next @param {boolean} [isTyped] the list follows after a pause, and one step back undoes all typing */
  return (next, isTyped = false) => {
    const address = `${location.pathname}${writeView(next)}${location.hash}`;
    clearTimeout(timer);
    change(next);
    if (!isTyped) {
      history.pushState(null, "", address);
      return list(next);
    }
    timer = setTimeout(() => {
      history.replaceState(null, "", address);
      list(next);
    }, TYPING_PAUSE_MS);
  };
}

/**
 * Selection of rows, also of rows that were not read yet: the server then names them.
 *
 * @param {object} parts
 * @param {import("../../core/sync/api.js").Api} parts.api
 * @param {import("@preact/signals").Signal<ListView>} parts.view
 * @param {import("@preact/signals").Signal<import("../../core/library/row-selection.js").RowSelection>} parts.selection
 * @param {import("../../core/library/paged-list.js").PagedList["listed"]} parts.listed
 * @param {(error: unknown) => void} parts.tell
 */
function createSelecting({ api, view, selection, listed, tell }) {
  /** Run with the ids of the whole list, unless another list is shown by then. */
  const withAll = (/** @type {(ids: string[]) => void} */ run) => {
    const { rows, summary } = listed.peek();
    if (summary && rows.size === summary.total) return run([...rows].sort(([a], [b]) => a - b).map(([, { id }]) => id));
    const of = view.peek();
    api.libraryIds(toQuery(of)).then(({ ids }) => view.peek() === of && run(ids)).catch(tell);
  };
  return {
    toggle(/** @type {string} */ id, /** @type {boolean} */ isRange) {
      const change = (/** @type {string[]} */ order) => void (selection.value = toggleRow(selection.peek(), id, order, isRange));
      const between = isRange ? knownBetween(listed.peek().rows, selection.peek().anchor, id) : [id];
      if (between || selection.peek().anchor === null) change(between ?? [id]);
      else withAll(change);
    },
    selectAll: () => withAll((ids) => void (selection.value = { ids: new Set(ids), anchor: null })),
    selectNone: () => void (selection.value = NO_ROWS),
  };
}

/**
 * Keep the view when a recording is opened from the list, also in a new tab, for the way to the next recording.
 *
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {import("@preact/signals").Signal<ListView>} view
 */
function keepViewOfOpened(scope, view) {
  const keep = (/** @type {Event} */ event) => {
    const { target } = event;
    if (target instanceof Element && target.closest(".recordings a")) keepListView(storage(), writeView(view.peek()));
  };
  for (const type of ["click", "auxclick", "contextmenu"]) scope.listen(window, type, keep);
}

/** Access to storage may be denied. */
function storage() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

/** @typedef {ReturnType<typeof createList>} List */
