/**
 * Where the cursor belongs after a change of the transcript: at the same characters, with any change to
 * the segment around them, or at the place of the change after undo and redo.
 */

import { isUnspaced } from "../document/scripts.js";

/** @typedef {import("../document/operations.js").Segment} Segment */
/** @typedef {import("../document/operations.js").Transcript} Transcript */
/** @typedef {{id: number, anchor: number, focus: number}} CaretPlace a selection in a segment's text, in UTF-16 units */
/** @typedef {Pick<Segment, "id" | "text">} Passage */
/** @typedef {{before: readonly Passage[], after: readonly Passage[], previous: Passage | null, next: Passage | null}} Region */

const MAX_CELLS = 250_000;
const FEW = 3; // segments; more at once are a redraft or an import, not a split or a merge
const MANY = 20; // segments; more are too many words to be compared

/**
 * The same characters after a change of this text or of the segments around it.
 *
 * @param {Transcript} before
 * @param {Transcript} after
 * @param {CaretPlace} place
 * @returns {CaretPlace | null} null if no segment is left there
 */
export function placeAfter(before, after, place) {
  const old = before.segment(place.id);
  if (!old) return after.segment(place.id) ? place : null;
  if (after.segment(place.id)?.text === old.text) return place;
  return placeInRegion(regionOf(before, after), place);
}

/**
 * Where undo or redo has changed something; the cursor goes there.
 *
 * @param {Transcript} before
 * @param {Transcript} after
 * @param {CaretPlace | null} place the cursor before it
 * @returns {CaretPlace | null} null if nothing changed in a segment
 */
export function placeOfChange(before, after, place) {
  const isHere = place !== null && before.segment(place.id) !== after.segment(place.id);
  const region = regionOf(before, after);
  if (!region.before.length && !region.after.length) return placeOfFields(before, after, isHere ? place : null);
  const ids = new Set(region.before.map(({ id }) => id));
  const added = region.after.filter(({ id }) => !ids.has(id));
  const isWide = Math.max(region.before.length, region.after.length) > FEW;
  const kept = isHere && isWide && place ? placeInRegion(region, place) : null;
  if (kept) return kept;
  if (added.length) return at(added[0].id, 0);
  if (region.after.length < region.before.length) return placeOfRemoved(region);
  return placeOfText(before, region, isHere ? place : null);
}

/** @param {number} id @param {number} offset @returns {CaretPlace} */
function at(id, offset) {
  return { id, anchor: offset, focus: offset };
}

/**
 * The segments that differ in text, from the first to the last of them.
 *
 * @param {Transcript} before
 * @param {Transcript} after
 * @returns {Region}
 */
function regionOf({ segments: old }, { segments: fresh }) {
  const isSame = (/** @type {Passage | undefined} */ a, /** @type {Passage | undefined} */ b) => a !== undefined && a.id === b?.id && a.text === b.text;
  const shortest = Math.min(old.length, fresh.length);
  let head = 0;
  while (head < shortest && isSame(old[head], fresh[head])) head++;
  let tail = 0;
  while (tail < shortest - head && isSame(old.at(-1 - tail), fresh.at(-1 - tail))) tail++;
  return {
    before: old.slice(head, old.length - tail),
    after: fresh.slice(head, fresh.length - tail),
    previous: fresh[head - 1] ?? null,
    next: fresh[fresh.length - tail] ?? null,
  };
}

/**
 * Times, speakers or marks have changed, no text: the cursor stays if it is in such a segment.
 *
 * @param {Transcript} before
 * @param {Transcript} after
 * @param {CaretPlace | null} place
 */
function placeOfFields(before, after, place) {
  const changed = after.segments.find((segment) => before.segment(segment.id) !== segment);
  return changed ? (place ?? at(changed.id, 0)) : null;
}

/** Segments are gone: where their text is now, else beside them. @param {Region} region */
function placeOfRemoved(region) {
  const { before, after, previous, next } = region;
  const ids = new Set(after.map(({ id }) => id));
  const gone = before.find(({ id }) => !ids.has(id));
  if (after.length && gone) return placeInRegion(region, at(gone.id, 0));
  if (previous) return at(previous.id, previous.text.length);
  return next && at(next.id, 0);
}

/**
 * The end of what changed in the first text; with the cursor in one of several texts, it stays there.
 *
 * @param {Transcript} before
 * @param {Region} region
 * @param {CaretPlace | null} place
 */
function placeOfText(before, region, place) {
  const changed = region.after.filter(({ id, text }) => before.segment(id)?.text !== text);
  const own = place && changed.length > 1 ? placeInRegion(region, place) : null;
  const { id, text } = changed[0];
  return own ?? at(id, text.length - commonEnds(before.segment(id)?.text ?? "", text).tail);
}

/**
 * Of many segments, the one of the place and those next to it, if it is still there.
 *
 * @param {Region} region
 * @param {number} id
 * @returns {Region}
 */
function closeTo(region, id) {
  const [i, j] = [region.before, region.after].map((all) => all.findIndex((one) => one.id === id));
  if (region.before.length <= MANY || i < 0 || j < 0) return region;
  const near = (/** @type {readonly Passage[]} */ all, /** @type {number} */ n) => all.slice(Math.max(0, n - 1), n + 2);
  return { ...region, before: near(region.before, i), after: near(region.after, j) };
}

/**
 * @param {Region} region
 * @param {CaretPlace} place
 * @returns {CaretPlace | null}
 */
function placeInRegion(region, place) {
  const { before, after, previous, next } = closeTo(region, place.id);
  if (!after.length) {
    if (next) return at(next.id, 0);
    return previous && at(previous.id, previous.text.length);
  }
  const [old, fresh] = [joined(before), joined(after)];
  const start = old.starts[before.findIndex(({ id }) => id === place.id)] ?? 0;
  const map = offsetMap(old.text, fresh.text);
  const [anchor, focus] = [map(start + place.anchor), map(start + place.focus)];
  const n = fresh.starts.findLastIndex((from) => from <= focus);
  const inText = (/** @type {number} */ offset) => Math.max(0, Math.min(offset - fresh.starts[n], after[n].text.length));
  return { id: after[n].id, anchor: inText(anchor), focus: inText(focus) };
}

/**
 * Texts joined by spaces, and where each starts.
 * @param {readonly Passage[]} passages
 */
function joined(passages) {
  /** @type {number[]} */
  const starts = [];
  let length = 0;
  for (const { text } of passages) {
    starts.push(length);
    length += text.length + 1;
  }
  return { text: passages.map(({ text }) => text).join(" "), starts };
}

/**
 * Where an offset of a text is in a changed text.
 *
 * @param {string} before
 * @param {string} after
 * @returns {(offset: number) => number}
 */
export function offsetMap(before, after) {
  const { head, tail } = commonEnds(before, after);
  const [old, fresh] = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)];
  const pieces = changedPieces(old, fresh);
  return (offset) => {
    if (offset <= head) return offset; // what is inserted at the cursor comes after it
    if (offset >= before.length - tail) return offset - before.length + after.length;
    return head + mapInPieces(pieces, offset - head);
  };
}

/** @typedef {{from: number, to: number, freshFrom: number, freshTo: number}} Piece what differs, in both texts */

/** @param {readonly Piece[]} pieces in order @param {number} offset */
function mapInPieces(pieces, offset) {
  let shift = 0;
  for (const { from, to, freshFrom, freshTo } of pieces) {
    if (offset <= from) break;
    if (offset < to) return Math.min(freshFrom + offset - from, freshTo);
    shift = freshTo - to;
  }
  return offset + shift;
}

/** @param {string} before @param {string} after */
function commonEnds(before, after) {
  const shortest = Math.min(before.length, after.length);
  let head = 0;
  while (head < shortest && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shortest - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return { head, tail };
}

/** Words, spaces and marks; single characters in scripts without spaces. @param {string} text */
function tokensOf(text) {
  const runs = text.match(/\s+|[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu) ?? [];
  return runs.flatMap((run) => ([...run].some(isUnspaced) ? [...run] : [run]));
}

/**
 * The pieces that differ between two texts, by their words.
 *
 * @param {string} before
 * @param {string} after
 * @returns {Piece[]}
 */
function changedPieces(before, after) {
  const [old, fresh] = [tokensOf(before), tokensOf(after)];
  if ((old.length + 1) * (fresh.length + 1) > MAX_CELLS) return [{ from: 0, to: before.length, freshFrom: 0, freshTo: after.length }];
  const lengths = longestCommon(old, fresh);
  /** @type {Piece[]} */
  const pieces = [];
  let [i, j, from, freshFrom, x, y] = [0, 0, 0, 0, 0, 0]; // x and y are offsets of the tokens i and j
  const close = () => {
    if (x > from || y > freshFrom) pieces.push({ from, to: x, freshFrom, freshTo: y });
  };
  while (i < old.length && j < fresh.length) {
    if (old[i] === fresh[j]) {
      close();
      [x, y] = [x + old[i++].length, y + fresh[j++].length];
      [from, freshFrom] = [x, y];
    } else if (lengths[i + 1][j] >= lengths[i][j + 1]) x += old[i++].length;
    else y += fresh[j++].length;
  }
  [x, y] = [before.length, after.length];
  close();
  return pieces;
}

/** @param {readonly string[]} a @param {readonly string[]} b */
function longestCommon(a, b) {
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i][j] = a[i] === b[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  return lengths;
}
