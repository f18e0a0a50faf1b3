/**
 * Hides the rows of the list that do not match a filter, and groups without visible rows.
 *
 * The row with the cursor stays visible while it has the cursor, even if it no longer matches. Going to
 * a hidden segment (by search or undo) shows it.
 */

import { effect, signal, untracked } from "@preact/signals";

import { idOf } from "./segment-row.js";

/** @typedef {import("../../core/document/operations.js").Segment} Segment */
/** @typedef {(segment: Segment) => boolean} Predicate */

const ROW_PX = 40; // estimated, for groups that have not been rendered yet

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {HTMLElement} options.body holds the groups of rows
 * @param {import("../../core/sync/transcript-store.js").Store} options.store
 * @param {import("@preact/signals").Signal<number | null>} options.segmentId what is selected
 * @param {(id: number) => HTMLElement | null} options.row
 * @param {import("./row-view.js").RowView["holdPlace"]} options.holdPlace
 */
export function createListFilter(scope, { body, store, segmentId, row, holdPlace }) {
  const predicate = signal(/** @type {Predicate | null} */ (null));
  const nFitting = signal(0);
  const { hidden, hide, measure, nextShown, shownFor } = createHiddenRows({ store, row });
  /** @type {Map<number, {segment: Segment, fits: boolean}>} results by id */
  let known = new Map();
  let selected = segmentId.peek();

  /** Evaluate the filter for segments that have changed. */
  const refresh = (/** @type {Predicate | null} */ fits, /** @type {boolean} */ isNew) => {
    const { segments } = store.transcript.peek();
    const before = isNew ? new Map() : known;
    /** @type {typeof known} */
    const next = new Map();
    const changed = new Set();
    let n = 0;
    for (const segment of segments) {
      const seen = before.get(segment.id);
      const one = seen?.segment === segment ? seen : { segment, fits: fits === null || fits(segment) };
      next.set(segment.id, one);
      if (one.fits) n++;
      if (one === seen) continue;
      const isWorkedOn = segment.id === segmentId.peek() && (isNew ? row(segment.id)?.contains(document.activeElement) : !hidden.has(segment.id));
      const group = hide(segment.id, !one.fits && !isWorkedOn);
      if (group) changed.add(group);
    }
    for (const id of hidden) if (!next.has(id)) hidden.delete(id);
    const isOther = next.size !== known.size; // rows were added or removed, groups were split
    known = next;
    nFitting.value = n;
    measure(isNew || isOther ? body.children : changed);
  };

  scope.add(
    effect(() => {
      const fits = predicate.value;
      untracked(() => {
        if (fits === null && !hidden.size) return refresh(fits, true); // all rows are shown already
        const putBack = holdPlace(shownFor);
        refresh(fits, true);
        putBack();
      });
    }),
  );
  scope.add(
    effect(() => {
      const id = segmentId.value;
      untracked(() => {
        if (id === selected) return;
        const last = selected !== null && known.get(selected);
        const groups = [last && hide(last.segment.id, !last.fits), id !== null && hidden.has(id) && hide(id, false)];
        selected = id;
        measure(groups.filter((group) => group instanceof HTMLElement));
      });
    }),
  );

  return {
    /** Condition for shown segments; null shows all. */
    predicate,
    /** Number of segments that match the filter. */
    nFitting,
    /** Call after the rows have been synchronized with the transcript. */
    refresh: () => void (predicate.peek() && refresh(predicate.peek(), false)),
    /** Show a segment that the filter hides, until another one is selected. */
    showRow: (/** @type {number} */ id) => measure([hidden.has(id) ? hide(id, false) : null].filter((group) => group !== null)),
    isShown: (/** @type {number} */ id) => !hidden.has(id),
    /**
     * The next shown segment after a position in the transcript.
     * @param {number} position
     * @param {1 | -1} step
     */
    nextShown,
  };
}

/** @typedef {ReturnType<typeof createListFilter>} ListFilter */

/**
 * The rows that are hidden, and which are shown near them.
 *
 * @param {{store: import("../../core/sync/transcript-store.js").Store, row: (id: number) => HTMLElement | null}} list
 */
function createHiddenRows({ store, row }) {
  /** @type {Set<number>} ids of rows */
  const hidden = new Set();
  const hide = (/** @type {number} */ id, /** @type {boolean} */ isHidden) => {
    const element = row(id);
    if (isHidden) hidden.add(id);
    else hidden.delete(id);
    if (!element || element.hidden === isHidden) return null;
    element.hidden = isHidden;
    return element.parentElement;
  };
  const measure = (/** @type {Iterable<Element>} */ groups) => {
    for (const group of /** @type {Iterable<HTMLElement>} */ (groups)) {
      let nShown = 0;
      for (const child of group.children) if (!(/** @type {HTMLElement} */ (child).hidden)) nShown++;
      group.hidden = nShown === 0;
      const isWhole = nShown === group.children.length;
      group.style.containIntrinsicSize = isWhole ? "" : `${nShown * ROW_PX}px`;
    }
  };
  const nextShown = (/** @type {number} */ position, /** @type {1 | -1} */ step) => {
    const { segments } = store.transcript.peek();
    for (let i = position + step; i >= 0 && i < segments.length; i += step) {
      if (!hidden.has(segments[i].id)) return segments[i];
    }
    return null;
  };
  /** The row, or else the nearest that is shown. @param {HTMLElement} element */
  const shownFor = (element) => {
    const id = idOf(element);
    if (!hidden.has(id)) return element;
    const position = store.transcript.peek().position(id);
    const near = nextShown(position, 1) ?? nextShown(position, -1);
    return near && row(near.id);
  };
  return { hidden, hide, measure, nextShown, shownFor };
}
