/**
 * The rows of the list, by the id of their segment, and their synchronization with the transcript.
 *
 * Of a long transcript the first rows are made at once, the others in slices, and those that are asked for first: the text
 * is there before 20,000 rows are, and the page answers meanwhile.
 */

import { placeAfter } from "../../core/editing/caret-places.js";
import { moveKeptPlaces, readPlace, showPlace } from "../ui/caret-memory.js";
import { createRowGroups, watchRowsInSight } from "./row-groups.js";
import { Transcript } from "../../core/document/operations.js";
import { createRow, createRowTemplate, fillRow, idOf, showSpeaker } from "./segment-row.js";

/** @typedef {import("../../core/document/operations.js").Segment} Segment */
/** @typedef {import("./segment-row.js").Row} Row */

const AT_ONCE = 512; // rows; a transcript that is longer is shown in parts
const FIRST = 128; // rows that are made before the first frame: more than a screen has
const SLICE_MS = 30;

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {HTMLElement} options.element the scroll container
 * @param {HTMLElement} options.body holds the groups of rows
 * @param {import("../../core/sync/transcript-store.js").Store} options.store
 * @param {ReturnType<typeof import("./word-marks.js").createWordMarks>} options.marks
 */
export function createListRows(scope, { element, body, store, marks }) {
  const template = createRowTemplate();
  /** @type {Map<number, Row>} */
  const rows = new Map();
  let shown = new Transcript([], []);
  /** @type {(() => void)[]} */
  const nearListeners = [];

  const inSight = createMarksInSight(scope, { element, rows, marks });
  const groups = createRowGroups(scope, {
    element,
    body,
    onNear(child, isNear) {
      const row = rows.get(idOf(child));
      if (!row) return;
      if (!isNear) return inSight.forget(row);
      inSight.watch(row);
      nearListeners.forEach((listener) => listener());
    },
    onMake: (id) => add(/** @type {Segment} */ (shown.segment(id))).element,
  });
  const later = createLaterRows(scope, groups);
  const mark = (/** @type {Row} */ row) => {
    if (groups.isNear(row.element)) inSight.mark(row);
  };
  const fill = (/** @type {Row} */ row, /** @type {Segment} */ segment, /** @type {Segment | null} */ before) => {
    fillRow(row, segment, { before, isTyping: store.typing.peek()?.id === segment.id });
    showSpeaker(row, store.transcript.peek().speakers);
    mark(row);
  };
  const add = (/** @type {Segment} */ segment) => {
    const row = createRow(template, segment);
    rows.set(segment.id, row);
    fill(row, segment, null);
    return row;
  };
  const remove = (/** @type {number} */ id) => {
    const row = rows.get(id);
    if (!row) return;
    inSight.forget(row);
    groups.remove(row.element);
    rows.delete(id);
  };
  return {
    /** The row of a segment; made now if it is not yet. @param {number} id */
    get(id) {
      later.make(id);
      return rows.get(id);
    },
    /** Make all rows now. */
    finish: later.finish,
    /** Resolves when all rows of the transcript are made. */
    whenMade: later.whenMade,
    /** The row that contains an element. @param {Element} target */
    around: (target) => rows.get(idOf(target.closest(".seg"))),
    /** Synchronize the rows with the transcript; the cursor stays at its characters. @param {Transcript} transcript */
    show(transcript) {
      const before = shown;
      if (!haveSameIds(before.segments, transcript.segments)) later.finish(); // rows are placed next to others
      shown = transcript;
      keepCursorWhile(before, transcript, () => {
        const isLong = transcript.segments.length > AT_ONCE;
        if (!before.segments.length && isLong) later.begin(transcript.segments.map((segment) => segment.id));
        else arrange(rows, { old: before.segments, next: transcript.segments }, { add, remove, groups, mark });
        for (const segment of transcript.segments) {
          const row = rows.get(segment.id);
          if (row && row.segment !== segment) fill(row, segment, row.segment);
        }
      });
      element.dataset.rows = String(transcript.segments.length);
    },
    /** Call a function when rows came near the visible part; it may be called for each. @param {() => void} listener */
    onNear: (listener) => void nearListeners.push(listener),
    /** The rows near the visible part, from top to bottom. */
    nearRows: () => groups.nearRows().flatMap((child) => rows.get(idOf(child)) ?? []),
    /** Show the names and colours of speakers again. */
    showSpeakers() {
      for (const row of rows.values()) showSpeaker(row, store.transcript.peek().speakers);
    },
    /** Mark low-confidence words again in the rows near the visible part. */
    showMarks() {
      for (const child of groups.nearRows()) {
        const row = rows.get(idOf(child));
        if (row) mark(row);
      }
    },
  };
}

/** @typedef {ReturnType<typeof createListRows>} ListRows */

/**
 * The marks of low-confidence words, in the rows that are in sight.
 *
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} list
 * @param {HTMLElement} list.element the scroll container
 * @param {ReadonlyMap<number, Row>} list.rows
 * @param {ReturnType<typeof import("./word-marks.js").createWordMarks>} list.marks
 */
function createMarksInSight(scope, { element, rows, marks }) {
  const sight = watchRowsInSight(scope, element, (child, isInSight) => {
    const row = rows.get(idOf(child));
    if (row && isInSight) marks.showLowConfidence(row.segment, row.text);
    else if (row) marks.forget(row.segment.id);
  });
  return {
    watch: (/** @type {Row} */ row) => sight.watch(row.element),
    /** Mark a row's words now, unless it is known to be out of sight. @param {Row} row */
    mark(row) {
      sight.watch(row.element);
      if (sight.mayBeSeen(row.element)) marks.showLowConfidence(row.segment, row.text);
    },
    /** @param {Row} row */
    forget(row) {
      sight.leave(row.element);
      marks.forget(row.segment.id);
    },
  };
}

/**
 * Makes the rows of a long transcript in slices; the first ones at once.
 *
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {ReturnType<typeof createRowGroups>} groups
 */
function createLaterRows(scope, groups) {
  /** @type {Map<number, HTMLElement>} the group of each segment */
  let places = new Map();
  /** @type {(() => void)[]} */
  const waiting = [];
  const turns = new MessageChannel(); // unlike timers, never slowed down
  scope.add(() => turns.port1.close());

  const makeUntil = (/** @type {() => boolean} */ isEnough) => {
    for (let group = groups.firstEmpty(); group; group = groups.firstEmpty()) {
      if (isEnough()) return void turns.port2.postMessage(null);
      groups.make(group);
    }
    places = new Map();
    waiting.splice(0).forEach((done) => done());
  };
  turns.port1.onmessage = () => {
    const end = performance.now() + SLICE_MS;
    if (places.size) makeUntil(() => performance.now() >= end);
  };
  return {
    /** @param {readonly number[]} ids of all segments */
    begin(ids) {
      const added = groups.addEmpty(ids);
      places = new Map(ids.map((id, i) => [id, added[i]]));
      added.slice(0, FIRST).forEach(groups.make);
      const goOn = () => turns.port2.postMessage(null);
      if (document.hidden) goOn();
      else requestAnimationFrame(goOn); // after the first frame
    },
    make(/** @type {number} */ id) {
      const group = places.get(id);
      if (group) groups.make(group);
    },
    finish: () => makeUntil(() => false),
    whenMade: () => (places.size ? new Promise((/** @type {(value: void) => void} */ done) => waiting.push(done)) : Promise.resolve()),
  };
}

/**
 * Show another transcript with the cursor at the same characters.
 *
 * @param {Transcript} before
 * @param {Transcript} transcript
 * @param {() => void} show
 */
function keepCursorWhile(before, transcript, show) {
  const map = (/** @type {import("../ui/caret-memory.js").CaretPlace} */ place) => placeAfter(before, transcript, place);
  const cursor = readPlace();
  const text = cursor && document.activeElement?.textContent;
  show();
  moveKeptPlaces(map);
  if (!cursor) return;
  const now = readPlace();
  if (now?.id !== cursor.id || document.activeElement?.textContent !== text) {
    const place = map(cursor);
    if (place) showPlace(place);
  } else if (now.anchor !== cursor.anchor || now.focus !== cursor.focus) showPlace(cursor); // the same text in another node
}

/**
 * Remove and place rows where the segments differ: equal rows at both ends stay.
 *
 * @param {ReadonlyMap<number, Row>} rows
 * @param {{old: readonly Segment[], next: readonly Segment[]}} segments
 * @param {object} list
 * @param {(segment: Segment) => Row} list.add
 * @param {(id: number) => void} list.remove
 * @param {ReturnType<typeof createRowGroups>} list.groups
 * @param {(row: Row) => void} list.mark
 */
function arrange(rows, { old, next }, { add, remove, groups, mark }) {
  const { head, tail } = equalEnds(old, next);
  const middle = next.slice(head, next.length - tail);
  const kept = new Set(middle.map((segment) => segment.id));
  for (const { id } of old.slice(head, old.length - tail)) {
    if (!kept.has(id)) remove(id);
  }
  let previous = head > 0 ? (rows.get(next[head - 1].id)?.element ?? null) : null;
  for (const segment of middle) {
    const row = rows.get(segment.id) ?? add(segment);
    groups.place(row.element, previous);
    mark(row); // only now is it known whether the row is near
    previous = row.element;
  }
}

/** @param {readonly Segment[]} some @param {readonly Segment[]} others */
function haveSameIds(some, others) {
  return some.length === others.length && some.every(({ id }, i) => id === others[i].id);
}

/**
 * How many segments at both ends have the same ids.
 *
 * @param {readonly Segment[]} shown
 * @param {readonly Segment[]} next
 */
function equalEnds(shown, next) {
  const shortest = Math.min(shown.length, next.length);
  let head = 0;
  while (head < shortest && shown[head].id === next[head].id) head++;
  let tail = 0;
  while (tail < shortest - head && shown.at(-1 - tail)?.id === next.at(-1 - tail)?.id) tail++;
  return { head, tail };
}
