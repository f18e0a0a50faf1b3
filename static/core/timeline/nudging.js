/** Move segment edges and words by small steps, as operations. Times are integer milliseconds. */

import { clamp } from "../base/numbers.js";

/** @typedef {import("../document/operations.js").Segment} Segment */
/** @typedef {import("../document/operations.js").Word} Word */
/** @typedef {import("../document/operations.js").Operation} Operation */
/** @typedef {"start" | "end" | "both"} Edge */

const SHORTEST_MS = 20; // of a segment
const SHORTEST_WORD_MS = 10;
const DEFAULT_FRAME_MS = 40;

/**
 * The length of a video frame in ms; 40 ms without video.
 * @param {number | null | undefined} frameRate frames per second
 */
export function frameMs(frameRate) {
  return frameRate && frameRate > 1 && frameRate < 1000 ? 1000 / frameRate : DEFAULT_FRAME_MS;
}

/**
 * Move one edge of a segment, or the whole segment.
 *
 * @param {Segment} segment
 * @param {Edge} edge
 * @param {number} byMs
 * @param {object} around
 * @param {number} around.durationMs of the recording
 * @param {Segment | null} [around.neighbour] its edge moves too, if within `touchMs`
 * @param {number} [around.touchMs]
 * @returns {Operation[]} empty if there is no space
 */
export function nudge(segment, edge, byMs, { durationMs, neighbour = null, touchMs = DEFAULT_FRAME_MS }) {
  const { startMs, endMs } = segment;
  const lastMs = Math.max(durationMs, endMs);
  if (edge === "both") {
    const by = clamp(Math.round(byMs), -startMs, lastMs - endMs);
    return by ? [times(segment, startMs + by, endMs + by)] : [];
  }
  const shared = neighbour && isTouching(segment, neighbour, edge, touchMs) ? neighbour : null;
  const isStart = edge === "start";
  let [low, high] = isStart ? [0, endMs - SHORTEST_MS] : [startMs + SHORTEST_MS, lastMs];
  if (shared && isStart) low = Math.max(low, shared.startMs + SHORTEST_MS + (startMs - shared.endMs));
  if (shared && !isStart) high = Math.min(high, shared.endMs - SHORTEST_MS - (shared.startMs - endMs));
  const from = isStart ? startMs : endMs;
  const to = clamp(Math.round(from + byMs), Math.min(low, from), Math.max(high, from));
  if (to === from) return [];
  const own = isStart ? times(segment, to, endMs) : times(segment, startMs, to);
  if (!shared) return [own];
  const by = to - from;
  return [own, isStart ? times(shared, shared.startMs, shared.endMs + by) : times(shared, shared.startMs + by, shared.endMs)];
}

/**
 * @param {Segment} segment
 * @param {Segment} neighbour
 * @param {Edge} edge
 * @param {number} touchMs
 */
function isTouching(segment, neighbour, edge, touchMs) {
  const gapMs = edge === "start" ? segment.startMs - neighbour.endMs : neighbour.startMs - segment.endMs;
  return gapMs >= 0 && gapMs < touchMs;
}

/**
 * @param {Segment} segment
 * @param {number} startMs
 * @param {number} endMs
 * @returns {Operation}
 */
function times({ id }, startMs, endMs) {
  return { op: "set_times", id, startMs, endMs };
}

/**
 * Move the start or end of a word, between its neighbours and inside its segment.
 *
 * @param {Segment} segment
 * @param {number} index of the word
 * @param {"start" | "end"} edge
 * @param {number} byMs
 * @returns {Operation[]} empty if there is no space
 */
export function nudgeWord(segment, index, edge, byMs) {
  const word = segment.words[index];
  if (!word) return [];
  const low = segment.words[index - 1]?.endMs ?? segment.startMs;
  const high = segment.words[index + 1]?.startMs ?? segment.endMs;
  const shortest = Math.min(SHORTEST_WORD_MS, word.endMs - word.startMs);
  const moved =
    edge === "start"
      ? { ...word, startMs: clamp(Math.round(word.startMs + byMs), Math.min(low, word.startMs), word.endMs - shortest) }
      : { ...word, endMs: clamp(Math.round(word.endMs + byMs), word.startMs + shortest, Math.max(high, word.endMs)) };
  if (moved.startMs === word.startMs && moved.endMs === word.endMs) return [];
  return [{ op: "set_words", id: segment.id, words: segment.words.with(index, moved) }];
}
