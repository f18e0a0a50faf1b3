/** What the speakers' panel tells of each speaker: time, share of speech, turns, and places to listen to. */

/** @typedef {import("../document/operations.js").Segment} Segment */
/** @typedef {import("../document/operations.js").Transcript} Transcript */

const N_PLACES = 3;
const CLEAR_MS = 1_500; // shorter speech is hard to tell apart by ear

/**
 * @typedef {object} SpeakerFigures
 * @property {string | null} id null: segments without a speaker
 * @property {string} name
 * @property {number} ms of speech; where segments of one speaker overlap, it counts once
 * @property {number} share of the speech of all, 0 to 1
 * @property {number} nTurns runs of consecutive segments
 * @property {number} nSegments
 * @property {readonly Segment[]} places to listen to, in order of time: the first turns that are long enough, else the longest
 */

/**
 * @param {Transcript} transcript
 * @returns {SpeakerFigures[]} in the order of the speakers; last, where there are any, the segments without one
 */
export function speakerFigures({ segments, speakers }) {
  const tallies = new Map([...speakers.map(({ id }) => id), null].map((id) => [/** @type {string | null} */ (id), newTally()]));
  let before = /** @type {string | null | undefined} */ (undefined);
  for (const segment of segments) {
    const id = tallies.has(segment.speaker) ? segment.speaker : null;
    const tally = /** @type {Tally} */ (tallies.get(id));
    tally.ms += Math.max(0, segment.endMs - Math.max(segment.startMs, tally.reachMs));
    tally.reachMs = Math.max(tally.reachMs, segment.endMs);
    tally.nSegments++;
    if (id !== before) tally.turns.push(segment);
    else if (lengthOf(segment) > lengthOf(/** @type {Segment} */ (tally.turns.at(-1)))) tally.turns[tally.turns.length - 1] = segment;
    before = id;
  }
  const allMs = [...tallies.values()].reduce((sum, { ms }) => sum + ms, 0);
  const names = new Map(speakers.map(({ id, name }) => [id, name || id]));
  return [...tallies].flatMap(([id, { ms, nSegments, turns }]) => {
    if (id === null && !nSegments) return [];
    const name = id === null ? "" : (names.get(id) ?? id);
    return { id, name, ms, share: allMs ? ms / allMs : 0, nTurns: turns.length, nSegments, places: placesOf(turns) };
  });
}

/**
 * What some segments have in common, for one half of a speaker.
 *
 * @param {Transcript} transcript
 * @param {readonly number[]} ids
 */
export function halfFigures({ segments }, ids) {
  const wanted = new Set(ids);
  const own = segments.filter(({ id }) => wanted.has(id));
  return { nSegments: own.length, ms: own.reduce((sum, segment) => sum + lengthOf(segment), 0), places: placesOf(own) };
}

/** @typedef {{ms: number, reachMs: number, nSegments: number, turns: Segment[]}} Tally `turns`: the longest segment of each */

/** @returns {Tally} */
function newTally() {
  return { ms: 0, reachMs: -1, nSegments: 0, turns: [] };
}

/** @param {readonly Segment[]} turns the longest segment of each */
function placesOf(turns) {
  const clear = turns.filter((segment) => lengthOf(segment) >= CLEAR_MS).slice(0, N_PLACES);
  if (clear.length === N_PLACES) return clear;
  const longest = turns.filter((segment) => !clear.includes(segment)).sort((a, b) => lengthOf(b) - lengthOf(a));
  return [...clear, ...longest.slice(0, N_PLACES - clear.length)].sort((a, b) => a.startMs - b.startMs);
}

/** @param {Segment} segment */
function lengthOf({ startMs, endMs }) {
  return endMs - startMs;
}
