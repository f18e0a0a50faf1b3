/** Turns of speakers: consecutive segments of one speaker. Segments without a speaker are turns of nobody. */

const LEAST_OVERLAP_MS = 100;

/** @typedef {{id: number, startMs: number, endMs: number, speaker: string | null}} Spoken */

/**
 * The first segment of the turn after a segment; backwards that of its own turn, or of the turn before if it is the first.
 *
 * @template {Spoken} S
 * @param {readonly S[]} segments ordered by start
 * @param {number} position -1: before all
 * @param {1 | -1} step
 * @param {(segment: S) => boolean} [isShown] others are passed over
 * @returns {S | null}
 */
export function turnBeside(segments, position, step, isShown = () => true) {
  if (step > 0) return changeAfter(segments, position, isShown);
  const before = (/** @type {number} */ from) => segments.findLastIndex((segment, i) => i < from && isShown(segment));
  const last = before(position);
  return last < 0 ? null : runStart(segments, last, isShown);
}

/**
 * The first segment of the next turn of a segment's speaker, or of the one before.
 *
 * @template {Spoken} S
 * @param {readonly S[]} segments ordered by start
 * @param {number} position of the segment
 * @param {1 | -1} step
 * @param {(segment: S) => boolean} [isShown] others are passed over
 * @returns {S | null}
 */
export function turnOfSame(segments, position, step, isShown = () => true) {
  const own = segments[position];
  if (!own) return null;
  const isOwn = (/** @type {S} */ segment) => isShown(segment) && segment.speaker === own.speaker;
  if (step > 0) {
    const other = changeAfter(segments, position, isShown);
    const from = other ? segments.indexOf(other) : segments.length;
    return segments.find((segment, i) => i > from && isOwn(segment)) ?? null;
  }
  const other = segments.findLastIndex((segment, i) => i < position && isShown(segment) && segment.speaker !== own.speaker);
  const last = segments.findLastIndex((segment, i) => i < other && isOwn(segment));
  return last < 0 ? null : runStart(segments, last, isShown);
}

/**
 * The next segment for which something holds, or the one before.
 *
 * @template {Spoken} S
 * @param {readonly S[]} segments ordered by start
 * @param {number} position -1: before all
 * @param {1 | -1} step
 * @param {(segment: S) => boolean} isWanted
 * @returns {S | null}
 */
export function segmentBeside(segments, position, step, isWanted) {
  if (step > 0) return segments.find((segment, i) => i > position && isWanted(segment)) ?? null;
  return segments.findLast((segment, i) => i < position && isWanted(segment)) ?? null;
}

/**
 * Segments of other speakers that are spoken at the same time; less than 0.1 s does not count, because edges are not exact.
 *
 * @template {Spoken} S
 * @param {import("../document/span-index.js").SpanIndex<S>} index
 * @param {S} segment
 * @returns {S[]} in order of time
 */
export function spokenAtOnce(index, { startMs, endMs, speaker }) {
  if (speaker === null) return [];
  const others = index.visible(startMs, endMs).map((position) => index.spans[position]);
  return others.filter((other) => other.speaker !== null && other.speaker !== speaker && Math.min(endMs, other.endMs) - Math.max(startMs, other.startMs) >= LEAST_OVERLAP_MS);
}

/**
 * @template {Spoken} S
 * @param {readonly S[]} segments
 * @param {number} position
 * @param {(segment: S) => boolean} isShown
 * @returns {S | null}
 */
function changeAfter(segments, position, isShown) {
  const speaker = segments[position]?.speaker;
  return segments.find((segment, i) => i > position && isShown(segment) && (position < 0 || segment.speaker !== speaker)) ?? null;
}

/**
 * @template {Spoken} S
 * @param {readonly S[]} segments
 * @param {number} position
 * @param {(segment: S) => boolean} isShown
 * @returns {S}
 */
function runStart(segments, position, isShown) {
  let start = position;
  for (let i = position; i >= 0; i--) {
    if (!isShown(segments[i])) continue;
    if (segments[i].speaker !== segments[position].speaker) break;
    start = i;
  }
  return segments[start];
}
