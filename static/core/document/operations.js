/**
 * The transcript and its operations, the same as in `transcribe/document/operations.py`.
 *
 * `tests/data/operation_vectors.json` keeps both sides equal. Values are immutable: an operation
 * returns a new transcript that shares all unchanged parts, so that a view finds the changed
 * segments by identity. Times are integer milliseconds.
 */

import { fitWords } from "./word-timing.js";
import { isUnspaced } from "./scripts.js";

/**
 * @typedef {object} Word
 * @property {string} text
 * @property {number} startMs
 * @property {number} endMs
 * @property {number | null} probability null if a user typed the word
 * @property {string | null} speaker
 */

/**
 * @typedef {object} Segment
 * @property {number} id
 * @property {number} startMs
 * @property {number} endMs
 * @property {string} text
 * @property {string | null} speaker
 * @property {string} status draft, corrected, approved or rejected
 * @property {readonly Word[]} words
 * @property {boolean} [isFlagged] flagged to return to; absent means false
 */

/** @typedef {{id: string, name: string}} Speaker */

/**
 * The `place` of an added speaker is how many come before it; without one it is the last.
 *
 * @typedef {{op: "set_text", id: number, text: string, words?: readonly Word[]}
 *   | {op: "set_times", id: number, startMs: number, endMs: number}
 *   | {op: "set_words", id: number, words: readonly Word[]}
 *   | {op: "set_speaker", id: number, speaker: string | null}
 *   | {op: "set_status", id: number, status: string}
 *   | {op: "set_flag", id: number, isFlagged: boolean}
 *   | {op: "split", id: number, atChar: number, atMs: number, newId: number, nWords?: number}
 *   | {op: "merge", id: number, otherId: number}
 *   | {op: "insert", segment: Segment}
 *   | {op: "delete", id: number}
 *   | {op: "replace", put: readonly Segment[], remove: readonly number[]}
 *   | {op: "add_speaker", speaker: Speaker, place?: number}
 *   | {op: "rename_speaker", id: string, name: string}
 *   | {op: "remove_speaker", id: string}} Operation
 */

const FEW = 40; // up to this many changed segments are inserted one by one

/** The operation does not apply to this transcript. */
export class DoesNotFit extends Error {}

export class Transcript {
  /**
   * @param {readonly Segment[]} segments in the order of `compareSegments`
   * @param {readonly Speaker[]} speakers
   * @param {ReadonlyMap<number, Segment>} [byId]
   */
  constructor(segments, speakers, byId) {
    this.segments = segments;
    this.speakers = speakers;
    this.byId = byId ?? new Map(segments.map((segment) => [segment.id, segment]));
  }

  /** @param {number} id */
  segment(id) {
    return this.byId.get(id) ?? null;
  }

  /** @param {string | null} id */
  speaker(id) {
    return this.speakers.find((speaker) => speaker.id === id) ?? null;
  }

  /**
   * Position of a segment in `segments`, or -1.
   * @param {number} id
   */
  position(id) {
    const segment = this.byId.get(id);
    return segment ? lowerBound(this.segments, segment) : -1;
  }

  /**
   * Replace segments with the same id, add the other ones of `put`, drop those in `remove`.
   *
   * @param {readonly Segment[]} put
   * @param {readonly number[]} [remove]
   */
  withSegments(put, remove = []) {
    const byId = new Map(this.byId);
    for (const id of remove) byId.delete(id);
    for (const segment of put) byId.set(segment.id, segment);
    if (put.length + remove.length > FEW) {
      const segments = [...byId.values()].sort(compareSegments);
      return new Transcript(segments, this.speakers, byId);
    }
    const segments = [...this.segments];
    for (const id of [...remove, ...put.map((segment) => segment.id)]) {
      const old = this.byId.get(id);
      const at = old ? lowerBound(segments, old) : -1;
      if (at >= 0 && segments[at]?.id === id) segments.splice(at, 1);
    }
    for (const { id } of put) {
      const segment = /** @type {Segment} */ (byId.get(id));
      const at = lowerBound(segments, segment);
      if (segments[at] !== segment) segments.splice(at, 0, segment);
    }
    return new Transcript(segments, this.speakers, byId);
  }

  /** @param {readonly Speaker[]} speakers */
  withSpeakers(speakers) {
    return new Transcript(this.segments, speakers, this.byId);
  }
}

/**
 * @param {Segment} a
 * @param {Segment} b
 */
export function compareSegments(a, b) {
  return a.startMs - b.startMs || a.id - b.id;
}

/**
 * @param {readonly Segment[]} segments
 * @param {Segment} wanted
 */
function lowerBound(segments, wanted) {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareSegments(segments[middle], wanted) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Apply operations in order, all or none.
 *
 * Consecutive operations that each change a different segment are put into the transcript
 * together: replacing in 2,000 segments copies the transcript once, not 2,000 times.
 *
 * @param {Transcript} transcript
 * @param {readonly Operation[]} ops
 * @returns {{transcript: Transcript, inverse: Operation[]}} and the operations that undo them, in order
 * @throws {DoesNotFit}
 */
export function applyAll(transcript, ops) {
  /** @type {Operation[]} */
  const inverse = [];
  for (let at = 0; at < ops.length; ) {
    const run = independentRun(ops, at);
    for (const op of run) inverse.push(inverseOf(transcript, op));
    transcript = run.length > 1 ? transcript.withSegments(run.flatMap((op) => changed(transcript, op) ?? [])) : apply(transcript, run[0]);
    at += run.length;
  }
  return { transcript, inverse: inverse.reverse() };
}

/**
 * Consecutive operations from `at` that change segments in place, each a different segment.
 *
 * @param {readonly Operation[]} ops
 * @param {number} at
 */
function independentRun(ops, at) {
  /** @type {Set<number>} */
  const seen = new Set();
  let stop = at;
  for (; stop < ops.length && isInPlace(ops[stop]); stop++) {
    const ids = touched(ops[stop]);
    if (ids.some((id) => seen.has(id))) break;
    ids.forEach((id) => seen.add(id));
  }
  return ops.slice(at, Math.max(stop, at + 1));
}

/** @param {Operation} op */
function isInPlace(op) {
  return ["set_text", "set_times", "set_words", "set_speaker", "set_status", "set_flag"].includes(op.op) || (op.op === "replace" && !op.remove.length);
}

/**
 * The segments after an operation in place; null for any other operation.
 *
 * @param {Transcript} transcript
 * @param {Operation} op
 * @returns {readonly Segment[] | null}
 * @throws {DoesNotFit}
 */
function changed(transcript, op) {
  switch (op.op) {
    case "set_text":
      return [withText(find(transcript, op.id), op)];
    case "set_times":
      return [withTimes(find(transcript, op.id), op)];
    case "set_words":
      return [{ ...find(transcript, op.id), words: op.words }];
    case "set_speaker":
      if (op.speaker !== null && !transcript.speaker(op.speaker)) fail(`there is no speaker ${op.speaker}`);
      return [{ ...find(transcript, op.id), speaker: op.speaker }];
    case "set_status":
      return [{ ...find(transcript, op.id), status: op.status }];
    case "set_flag":
      return [flagged(find(transcript, op.id), op.isFlagged)];
    case "replace":
      for (const id of op.remove) find(transcript, id);
      return op.put;
    default:
      return null;
  }
}

/**
 * @param {Transcript} transcript
 * @param {Operation} op
 * @returns {Transcript}
 * @throws {DoesNotFit}
 */
export function apply(transcript, op) {
  const put = changed(transcript, op);
  if (put) return transcript.withSegments(put, op.op === "replace" ? op.remove : []);
  switch (op.op) {
    case "split":
      checkFree(transcript, op.newId);
      return transcript.withSegments(splitParts(find(transcript, op.id), op));
    case "merge":
      if (op.id === op.otherId) fail("a segment cannot be merged with itself");
      return transcript.withSegments(
        [merged(find(transcript, op.id), find(transcript, op.otherId))],
        [op.otherId],
      );
    case "insert":
      checkFree(transcript, op.segment.id);
      return transcript.withSegments([op.segment]);
    case "delete":
      find(transcript, op.id);
      return transcript.withSegments([], [op.id]);
    case "add_speaker":
    case "rename_speaker":
    case "remove_speaker":
      return applyToSpeakers(transcript, op);
    default:
      return transcript;
  }
}

/**
 * @param {Transcript} transcript
 * @param {Extract<Operation, {op: "add_speaker" | "rename_speaker" | "remove_speaker"}>} op
 */
function applyToSpeakers(transcript, op) {
  const { speakers } = transcript;
  if (op.op === "add_speaker") {
    if (transcript.speaker(op.speaker.id)) fail(`speaker ${op.speaker.id} exists already`);
    return transcript.withSpeakers(speakers.toSpliced(op.place ?? speakers.length, 0, op.speaker));
  }
  if (!transcript.speaker(op.id)) fail(`there is no speaker ${op.id}`);
  if (op.op === "rename_speaker") {
    return transcript.withSpeakers(
      speakers.map((speaker) => (speaker.id === op.id ? { id: op.id, name: op.name } : speaker)),
    );
  }
  if (isTagged(transcript, op.id)) fail(`speaker ${op.id} still has segments`);
  return transcript.withSpeakers(speakers.filter((speaker) => speaker.id !== op.id));
}

/**
 * Whether a segment or a word names a speaker.
 * @param {Transcript} transcript
 * @param {string} speaker
 */
export function isTagged(transcript, speaker) {
  return transcript.segments.some(
    (segment) => segment.speaker === speaker || segment.words.some((word) => word.speaker === speaker),
  );
}

/**
 * The operation that undoes another, given the transcript before it.
 *
 * @param {Transcript} transcript
 * @param {Operation} op
 * @returns {Operation}
 * @throws {DoesNotFit}
 */
export function inverseOf(transcript, op) {
  const speakerOf = (/** @type {string} */ id) => transcript.speaker(id) ?? fail(`there is no speaker ${id}`);
  if (op.op === "add_speaker") return { op: "remove_speaker", id: op.speaker.id };
  if (op.op === "rename_speaker") return { op: "rename_speaker", id: op.id, name: speakerOf(op.id).name };
  if (op.op === "remove_speaker") {
    const speaker = speakerOf(op.id);
    const place = transcript.speakers.indexOf(speaker);
    return { op: "add_speaker", speaker, ...(place < transcript.speakers.length - 1 && { place }) };
  }
  /** @type {Segment[]} */
  const put = [];
  /** @type {number[]} */
  const remove = [];
  for (const id of touched(op)) {
    const before = transcript.segment(id);
    if (before) put.push(before);
    else remove.push(id);
  }
  return { op: "replace", put, remove };
}

/**
 * Ids of the segments that an operation reads or changes.
 *
 * @param {Operation} op
 * @returns {number[]}
 */
export function touched(op) {
  switch (op.op) {
    case "split":
      return [op.id, op.newId];
    case "merge":
      return [op.id, op.otherId];
    case "insert":
      return [op.segment.id];
    case "replace":
      return [...op.put.map((segment) => segment.id), ...op.remove];
    case "add_speaker":
    case "rename_speaker":
    case "remove_speaker":
      return [];
    default:
      return [op.id];
  }
}

/**
 * Join two texts with a space, unless both sides belong to scripts without spaces.
 *
 * @param {string} before
 * @param {string} after
 */
export function joinText(before, after) {
  before = before.trimEnd();
  after = after.trimStart();
  if (!before || !after) return before || after;
  const last = /** @type {string} */ ([...before.slice(-2)].at(-1));
  const first = /** @type {string} */ (String.fromCodePoint(/** @type {number} */ (after.codePointAt(0))));
  return isUnspaced(last) && isUnspaced(first) ? before + after : `${before} ${after}`;
}

/**
 * @param {Transcript} transcript
 * @param {number} id
 */
function find(transcript, id) {
  return transcript.segment(id) ?? fail(`segment ${id} is not there`);
}

/**
 * @param {Transcript} transcript
 * @param {number} id
 */
function checkFree(transcript, id) {
  if (transcript.segment(id)) fail(`segment ${id} exists already`);
}

/**
 * @param {string} reason
 * @returns {never}
 */
function fail(reason) {
  throw new DoesNotFit(reason);
}

/** @type {WeakMap<object, {from: Segment, words: Word[]}>} */
const fittedAhead = new WeakMap();

/**
 * Fit the words of a text change in advance, so that many changes fit in one frame.
 *
 * @param {Segment} segment as it is now; if it changes before the edit, its words are fitted again
 * @param {Extract<Operation, {op: "set_text"}>} op
 */
export function fitAhead(segment, op) {
  fittedAhead.set(op, { from: segment, words: fitWords(segment.words, op.text, segment.startMs, segment.endMs) });
}

/**
 * @param {Segment} segment
 * @param {{text: string, words?: readonly Word[]}} op
 * @returns {Segment}
 */
function withText(segment, op) {
  const { text, words } = op;
  const ahead = fittedAhead.get(op);
  return {
    ...segment,
    text,
    words: words ?? (ahead?.from === segment ? ahead.words : fitWords(segment.words, text, segment.startMs, segment.endMs)),
    status: segment.status === "draft" ? "corrected" : segment.status,
  };
}

/**
 * @param {Segment} segment
 * @param {{startMs: number, endMs: number}} op
 * @returns {Segment}
 */
function withTimes(segment, { startMs, endMs }) {
  if (!(startMs >= 0 && startMs < endMs)) fail("the end must lie after the start");
  const isMoved = endMs - startMs === segment.endMs - segment.startMs;
  const shiftMs = isMoved ? startMs - segment.startMs : 0;
  const fit = (/** @type {number} */ ms) => Math.min(Math.max(ms + shiftMs, startMs), endMs);
  const words = segment.words.map((word) => ({ ...word, startMs: fit(word.startMs), endMs: fit(word.endMs) }));
  return { ...segment, startMs, endMs, words };
}

/**
 * @param {Segment} segment
 * @param {{atChar: number, atMs: number, newId: number, nWords?: number}} op `atChar` in code points
 * @returns {[Segment, Segment]}
 */
function splitParts(segment, { atChar, atMs, newId, nWords }) {
  const characters = [...segment.text];
  if (!(atChar >= 0 && atChar <= characters.length)) fail(`position ${atChar} is outside the text`);
  if (!(segment.startMs < atMs && atMs < segment.endMs)) fail(`${atMs} ms is not inside the segment`);
  const { words } = segment;
  const n =
    nWords === undefined
      ? words.filter((word) => word.startMs + word.endMs < 2 * atMs).length
      : Math.min(Math.max(nWords, 0), words.length);
  const before = (/** @type {Word} */ word) => ({
    ...word,
    startMs: Math.min(word.startMs, atMs),
    endMs: Math.min(word.endMs, atMs),
  });
  const after = (/** @type {Word} */ word) => ({
    ...word,
    startMs: Math.max(word.startMs, atMs),
    endMs: Math.max(word.endMs, atMs),
  });
  return [
    {
      ...segment,
      endMs: atMs,
      text: characters.slice(0, atChar).join("").trimEnd(),
      words: words.slice(0, n).map(before),
    },
    {
      ...segment,
      id: newId,
      startMs: atMs,
      text: characters.slice(atChar).join("").trimStart(),
      words: words.slice(n).map(after),
    },
  ];
}

/**
 * @param {Segment} segment
 * @param {boolean | undefined} isFlagged
 * @returns {Segment}
 */
function flagged({ isFlagged: _, ...segment }, isFlagged) {
  return isFlagged ? { ...segment, isFlagged } : segment;
}

/**
 * @param {Segment} first
 * @param {Segment} second
 * @returns {Segment}
 */
function merged(first, second) {
  return {
    ...flagged(first, first.isFlagged || second.isFlagged),
    startMs: Math.min(first.startMs, second.startMs),
    endMs: Math.max(first.endMs, second.endMs),
    text: joinText(first.text, second.text),
    words: [...first.words, ...second.words],
  };
}
