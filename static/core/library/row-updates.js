/** Recordings that changed elsewhere are read again: many events become one request, and the list is read again only if it changed as a whole. */

/** @typedef {import("./list-view.js").Row} Row */

const PAUSE_MS = 250; // events of one action arrive together
const REFRESH_MS = 2_000; // while drafts run, counts change all the time
const MOST_IDS = 100; // as many as a page of the list has: the rows of 200 are more than 100 kB

/**
 * @param {object} list
 * @param {(ids: string[]) => Promise<Row[]>} list.read rows of these recordings; deleted ones have none
 * @param {(id: string) => Row | undefined} list.known the row as it is shown
 * @param {(rows: Row[]) => void} list.put
 * @param {() => void} list.refresh reads rows and sums again
 * @param {(error: unknown) => void} list.onError
 * @param {(run: () => void, ms: number) => unknown} [list.wait]
 */
export function createRowUpdates({ read, known, put, refresh, onError, wait = setTimeout }) {
  const waiting = /** @type {Set<string>} */ (new Set());
  let isRefreshing = false;

  const refreshSoon = (ms = REFRESH_MS) => {
    if (isRefreshing) return;
    isRefreshing = true;
    wait(() => {
      isRefreshing = false;
      refresh();
    }, ms);
  };
  const readWaiting = async () => {
    const ids = [...waiting];
    waiting.clear();
    if (ids.length > MOST_IDS) return refreshSoon(0);
    const shown = ids.map(known);
    const rows = await read(ids);
    put(rows);
    const isMoved = rows.length < ids.length || rows.some((row) => hasMoved(shown[ids.indexOf(row.id)], row));
    if (isMoved) refreshSoon();
  };
  return {
    /** A recording changed, is new, or is gone. @param {string} id */
    changed(id) {
      if (!waiting.size) wait(() => void readWaiting().catch(onError), PAUSE_MS);
      waiting.add(id);
    },
    /** Read the whole list again, soon. */
    refreshSoon: () => refreshSoon(PAUSE_MS),
  };
}

/**
 * Whether the list or its sums may change with this row.
 *
 * @param {Row | undefined} before
 * @param {Row} now
 */
function hasMoved(before, now) {
  if (!before) return true;
  return /** @type {const} */ (["stage", "title", "language", "duration", "n_segments", "n_corrected", "n_approved"]).some((name) => before[name] !== now[name]) || before.tags.join("\n") !== now.tags.join("\n");
}
