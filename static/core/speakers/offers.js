/** Offers after a correction of a speaker: which correction it was, and which offers still stand. */

/** @typedef {import("../document/operations.js").Transcript} Transcript */
/** @typedef {import("../document/operations.js").Segment} Segment */
/** @typedef {{id: number, speaker: string, was: string | null}} Retag */
/** @typedef {{id: number, confidence: number}} Offered */

const MOST = 20; // segments that are tagged at once and are still one correction

/**
 * The correction of a speaker between two states: of several segments the last one; null if there is none, or if
 * they got different speakers.
 *
 * @param {Transcript} before
 * @param {Transcript} after
 * @returns {Retag | null}
 */
export function retagOf(before, after) {
  /** @type {Retag[]} */
  const found = [];
  for (const segment of after.segments) {
    const earlier = before.segment(segment.id);
    if (!earlier || earlier === segment || earlier.speaker === segment.speaker) continue;
    if (segment.speaker === null || found.length === MOST) return null;
    found.push({ id: segment.id, speaker: segment.speaker, was: earlier.speaker });
  }
  return found.every(({ speaker }) => speaker === found[0]?.speaker) ? found.at(-1) ?? null : null;
}

/**
 * The offers that still stand: the correction does, and the segments have the speaker that they had.
 *
 * @param {Retag} retag
 * @param {readonly Offered[]} offers
 * @param {Transcript} shown the transcript for which they were made
 * @param {Transcript} now
 * @returns {readonly Offered[]}
 */
export function standing(retag, offers, shown, now) {
  if (now.segment(retag.id)?.speaker !== retag.speaker) return [];
  return offers.filter(({ id }) => {
    const segment = now.segment(id);
    return segment !== null && segment.speaker !== retag.speaker && segment.speaker === shown.segment(id)?.speaker;
  });
}
