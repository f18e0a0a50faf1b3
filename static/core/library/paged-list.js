/**
 * The rows of the library's list, read in pages as they come into view. Answers to an older filter are dropped; rows that are
 * known stay until newer ones have arrived.
 */

import { signal } from "@preact/signals-core";

/** @typedef {import("./list-view.js").Answer} Answer */
/** @typedef {import("./list-view.js").Row} Row */
/** @typedef {Omit<Answer, "media">} Summary */

/**
 * @typedef {object} Listed
 * @property {Summary | null} summary of the last answer; null before the first one
 * @property {ReadonlyMap<number, Row>} rows by place in the list
 * @property {boolean} isCurrent false while the rows are those of the view before
 */

/** @typedef {{rows: Row[], round: number}} Page `round`: of the request, so that an older one is read again */

export const PAGE_ROWS = 100;

/**
 * @template V what is listed: filter and order
 * @param {object} server
 * @param {(view: V, offset: number, signal: AbortSignal) => Promise<Answer>} server.read PAGE_ROWS rows from an offset
 * @param {(error: unknown) => void} server.onError
 */
export function createPagedList({ read, onError }) {
  const listed = signal(/** @type {Listed} */ ({ summary: null, rows: new Map(), isCurrent: false }));
  let view = /** @type {V | null} */ (null);
  let pages = /** @type {Map<number, Page>} */ (new Map());
  let wanted = { first: 0, end: 1 };
  let round = 0;
  let running = new AbortController();
  let asked = /** @type {Map<number, number>} */ (new Map()); // pages under way, and the round of their request

  const accept = (/** @type {number} */ n, /** @type {number} */ of, /** @type {Answer} */ { media, ...summary }) => {
    const before = listed.peek();
    const isFresh = of === round;
    if (!before.isCurrent) pages = new Map();
    else if (summary.total !== before.summary?.total) round++; // rows have moved: other pages are read again
    pages.delete(n); // the latest is the last one of the map
    pages.set(n, { rows: media, round: isFresh ? round : of });
    listed.value = { summary, rows: rowsOf(pages), isCurrent: true };
  };
  const load = async (/** @type {number} */ n) => {
    const { signal: ended } = running;
    const of = round;
    asked.set(n, of);
    try {
      const answer = await read(/** @type {V} */ (view), n * PAGE_ROWS, ended);
      if (ended.aborted) return;
      asked.delete(n);
      accept(n, of, answer);
      loadWanted();
    } catch (error) {
      if (ended.aborted) return;
      asked.delete(n); // it is read again when it comes into view the next time
      onError(error);
    }
  };
  const loadWanted = () => {
    if (view === null) return;
    const nRows = listed.peek().isCurrent ? listed.peek().summary?.total ?? 1 : 1;
    const last = Math.floor((Math.max(1, Math.min(wanted.end, nRows)) - 1) / PAGE_ROWS);
    for (let n = Math.min(last, Math.floor(wanted.first / PAGE_ROWS)); n <= last; n++) {
      const isFresh = listed.peek().isCurrent && pages.get(n)?.round === round;
      if (!isFresh && !asked.has(n)) void load(n);
    }
  };
  return {
    listed,
    /** List something else, from its first row on. @param {V} next */
    show(next) {
      running.abort();
      running = new AbortController();
      asked = new Map();
      view = next;
      wanted = { first: 0, end: 1 };
      listed.value = { ...listed.peek(), isCurrent: false };
      loadWanted();
    },
    /** These rows are in view. @param {import("./row-range.js").RowRange} range */
    want(range) {
      wanted = range;
      loadWanted();
    },
    /** Read what is in view again, and the rest when it comes into view. */
    refresh() {
      round++;
      loadWanted();
    },
    /** Show changed rows where they are. @param {readonly Row[]} changed */
    put(changed) {
      const newer = new Map(changed.map((row) => [row.id, row]));
      const update = (/** @type {Row} */ row) => newer.get(row.id) ?? row;
      for (const [n, page] of pages) pages.set(n, { ...page, rows: page.rows.map(update) });
      const { rows, ...rest } = listed.peek();
      listed.value = { ...rest, rows: new Map([...rows].map(([at, row]) => [at, update(row)])) };
    },
    close: () => running.abort(),
  };
}

/**
 * The rows by place. A recording that moved from one page to another is only where it was read last.
 *
 * @param {Map<number, Page>} pages in the order in which they were read
 */
function rowsOf(pages) {
  const places = new Map(/** @type {[string, number][]} */ ([]));
  const known = [...pages].sort(([, a], [, b]) => a.round - b.round);
  const each = (/** @type {(row: Row, at: number) => void} */ act) => known.forEach(([n, { rows }]) => rows.forEach((row, at) => act(row, n * PAGE_ROWS + at)));
  each(({ id }, at) => places.set(id, at));
  const rows = new Map(/** @type {[number, Row][]} */ ([]));
  each((row, at) => places.get(row.id) === at && rows.set(at, row));
  return rows;
}

/** @typedef {ReturnType<typeof createPagedList<import("./list-view.js").ListView>>} PagedList */
