/** Convert the API's JSON (seconds, Whisper's field names) to the values of `operations.js` and back. */

import { Transcript, compareSegments } from "./operations.js";

/** @typedef {import("./operations.js").Segment} Segment */
/** @typedef {import("./operations.js").Word} Word */
/** @typedef {import("./operations.js").Operation} Operation */
/** @typedef {import("../sync/api-types.js").Segment} JsonSegment */
/** @typedef {import("../sync/api-types.js").Word} JsonWord */
/** @typedef {import("../sync/api-types.js").Operation} JsonOperation */

const toMs = (/** @type {number} */ seconds) => Math.round(seconds * 1000);
const toSeconds = (/** @type {number} */ ms) => ms / 1000;

/** @param {{start: number | null, end: number | null}} plain null: the start of the recording */
export function spanFromJson({ start, end }) {
  return { startMs: toMs(start ?? 0), endMs: toMs(end ?? 0) };
}

/**
 * @param {JsonWord} plain
 * @returns {Word}
 */
export function wordFromJson(plain) {
  return {
    text: plain.word,
    startMs: toMs(plain.start),
    endMs: toMs(plain.end),
    probability: plain.probability ?? null,
    speaker: plain.speaker ?? null,
  };
}

/**
 * @param {JsonSegment} plain
 * @returns {Segment}
 */
export function segmentFromJson(plain) {
  return {
    id: plain.id,
    startMs: toMs(plain.start),
    endMs: toMs(plain.end),
    text: plain.text,
    speaker: plain.speaker ?? null,
    status: plain.status ?? "draft",
    words: (plain.words ?? []).map(wordFromJson),
    ...(plain.flagged ? { isFlagged: true } : {}),
  };
}

/**
 * @param {{segments: JsonSegment[], speakers?: import("./operations.js").Speaker[]}} plain a transcript or a list of segments from the API
 * @returns {Transcript}
 */
export function transcriptFromJson(plain) {
  const segments = plain.segments.map(segmentFromJson).sort(compareSegments);
  return new Transcript(segments, plain.speakers ?? []);
}

/**
 * The compact form in which the editor loads a whole transcript (`GET /media/{id}/transcript?format=compact`).
 *
 * @param {import("../sync/api-types.js").CompactTranscript} plain
 * @returns {Transcript}
 */
export function transcriptFromCompact(plain) {
  const segments = plain.segments.map(
    ([id, startMs, endMs, text, speaker, status, words, isFlagged]) => ({
      id,
      startMs,
      endMs,
      text,
      speaker,
      status,
      words: words.map(([word, from, to, probability = null, who = null]) => ({
        text: word,
        startMs: from,
        endMs: to,
        probability,
        speaker: who,
      })),
      ...(isFlagged ? { isFlagged: true } : {}),
    }),
  );
  return new Transcript(segments, plain.speakers.map(([id, name]) => ({ id, name })));
}

/** @param {Word} word */
export function wordToJson(word) {
  /** @type {JsonWord} */
  const plain = { word: word.text, start: toSeconds(word.startMs), end: toSeconds(word.endMs) };
  if (word.probability !== null) plain.probability = word.probability;
  if (word.speaker !== null) plain.speaker = word.speaker;
  return plain;
}

/**
 * @param {Segment} segment
 * @returns {JsonSegment}
 */
export function segmentToJson({ id, startMs, endMs, text, speaker, status, words, isFlagged }) {
  return {
    id,
    start: toSeconds(startMs),
    end: toSeconds(endMs),
    text,
    speaker,
    status: /** @type {JsonSegment["status"]} */ (status),
    words: words.map(wordToJson),
    ...(isFlagged ? { flagged: true } : {}),
  };
}

/**
 * @param {Operation} op
 * @returns {JsonOperation}
 */
export function operationToJson(op) {
  switch (op.op) {
    case "set_text":
      return { op: op.op, id: op.id, text: op.text, ...(op.words && { words: op.words.map(wordToJson) }) };
    case "set_words":
      return { ...op, words: op.words.map(wordToJson) };
    case "set_times":
      return { op: op.op, id: op.id, start: toSeconds(op.startMs), end: toSeconds(op.endMs) };
    case "set_flag":
      return { op: op.op, id: op.id, flagged: op.isFlagged };
    case "split": {
      const plain = { op: op.op, id: op.id, at_char: op.atChar, at: toSeconds(op.atMs), new_id: op.newId };
      return op.nWords === undefined ? plain : { ...plain, n_words: op.nWords };
    }
    case "merge":
      return { op: op.op, id: op.id, other_id: op.otherId };
    case "insert":
      return { op: op.op, segment: segmentToJson(op.segment) };
    case "replace":
      return { op: op.op, put: op.put.map(segmentToJson), remove: [...op.remove] };
    case "set_status":
      return { op: op.op, id: op.id, status: /** @type {NonNullable<JsonSegment["status"]>} */ (op.status) };
    default:
      return { ...op };
  }
}

/**
 * @param {JsonOperation} plain
 * @returns {Operation}
 */
export function operationFromJson(plain) {
  switch (plain.op) {
    case "set_text":
      return { op: plain.op, id: plain.id, text: plain.text, ...(plain.words && { words: plain.words.map(wordFromJson) }) };
    case "set_words":
      return { ...plain, words: plain.words.map(wordFromJson) };
    case "set_times":
      return { op: plain.op, id: plain.id, startMs: toMs(plain.start), endMs: toMs(plain.end) };
    case "set_flag":
      return { op: plain.op, id: plain.id, isFlagged: plain.flagged ?? false };
    case "split":
      return {
        op: plain.op,
        id: plain.id,
        atChar: plain.at_char,
        atMs: toMs(plain.at),
        newId: plain.new_id,
        ...(plain.n_words === undefined ? {} : { nWords: plain.n_words }),
      };
    case "merge":
      return { op: plain.op, id: plain.id, otherId: plain.other_id };
    case "insert":
      return { op: plain.op, segment: segmentFromJson(plain.segment) };
    case "replace":
      return { op: plain.op, put: plain.put.map(segmentFromJson), remove: plain.remove };
    default:
      return plain;
  }
}
