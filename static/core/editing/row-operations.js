/** The operations that one command on several segments makes, to be applied as one edit. */

import { joinText } from "../document/operations.js";
import { mergedText } from "./split-merge-text.js";

/** @typedef {import("../document/operations.js").Segment} Segment */
/** @typedef {import("../document/operations.js").Operation} Operation */
/** @typedef {import("../document/operations.js").Transcript} Transcript */

const MANY = 100; // deletions, each of which copies the transcript

/**
 * @param {readonly Segment[]} segments
 * @param {string} status
 * @returns {Operation[]} none for segments that have it
 */
export function statusOps(segments, status) {
  return segments.filter((segment) => segment.status !== status).map(({ id }) => ({ op: "set_status", id, status }));
}

/**
 * Take back approvals and rejections: a segment with a typed word becomes corrected, any other a draft.
 *
 * @param {readonly Segment[]} segments
 * @returns {Operation[]}
 */
export function takeBackOps(segments) {
  return segments
    .filter(({ status }) => status === "approved" || status === "rejected")
    .map(({ id, words }) => ({ op: "set_status", id, status: words.length && words.every(({ probability }) => probability !== null) ? "draft" : "corrected" }));
}

/**
 * @param {readonly Segment[]} segments
 * @param {string | null} speaker
 * @returns {Operation[]} none for segments that have it
 */
export function speakerOps(segments, speaker) {
  return segments.filter((segment) => segment.speaker !== speaker).map(({ id }) => ({ op: "set_speaker", id, speaker }));
}

/**
 * Flag the segments; if all are flagged, unflag them.
 *
 * @param {readonly Segment[]} segments
 * @returns {Operation[]}
 */
export function flagOps(segments) {
  const isFlagged = !segments.every((segment) => segment.isFlagged);
  return segments.filter((segment) => (segment.isFlagged ?? false) !== isFlagged).map(({ id }) => ({ op: "set_flag", id, isFlagged }));
}

/**
 * @param {readonly Segment[]} segments
 * @returns {Operation[]} one for very many, which is applied at once
 */
export function deleteOps(segments) {
  if (segments.length > MANY) return [{ op: "replace", put: [], remove: segments.map(({ id }) => id) }];
  return segments.map(({ id }) => ({ op: "delete", id }));
}

/**
 * Give a segment's speaker to the segments after it, up to the next change of speaker.
 *
 * @param {Transcript} transcript
 * @param {number} id
 * @returns {Operation[]} none if the next segment has this speaker
 */
export function speakerFromHereOps({ segments }, id) {
  const at = segments.findIndex((one) => one.id === id);
  const [next, ...later] = at < 0 ? [] : segments.slice(at + 1);
  if (!next) return [];
  const change = later.findIndex((one) => one.speaker !== next.speaker);
  return speakerOps([next, ...(change < 0 ? later : later.slice(0, change))], segments[at].speaker);
}

/**
 * Whether segments follow each other without another one between them.
 *
 * @param {Transcript} transcript
 * @param {readonly Segment[]} chosen in the order of the transcript
 */
export function isOneRun(transcript, chosen) {
  const from = chosen.length ? transcript.position(chosen[0].id) : -1;
  return from >= 0 && chosen.every(({ id }, n) => transcript.segments[from + n]?.id === id);
}

/**
 * Merge all segments into the first.
 *
 * @param {readonly Segment[]} chosen in the order of the transcript
 * @param {{isOrdinary: (word: string) => boolean, language: string | null} | null} seams how to correct capitals and full
 *   stops where segments meet, as `mergedText` does; null to leave them
 * @returns {Operation[]}
 */
export function mergeOps([first, ...others], seams) {
  /** @type {Operation[]} */
  const ops = others.map(({ id }) => ({ op: "merge", id: first.id, otherId: id }));
  if (!seams) return ops;
  const plain = others.reduce((text, other) => joinText(text, other.text), first.text);
  const text = others.reduce((before, other) => mergedText(before, other.text, seams.isOrdinary, seams.language), first.text);
  return text === plain ? ops : [...ops, { op: "set_text", id: first.id, text }];
}
