/**
 * Differences between the transcript and another one, cue by cue, as the server found them, and the edit that takes some of
 * them over. The server aligns the cues (`transcribe/quality/cue_alignment.py`).
 */

import { spanFromJson, wordFromJson } from "../document/serialization.js";
import { tokenize, fitWords } from "../document/word-timing.js";
import { alignWords } from "./word-diff.js";

/** @typedef {import("../document/operations.js").Operation} Operation */
/** @typedef {import("../document/operations.js").Segment} Segment */
/** @typedef {import("../document/operations.js").Transcript} Transcript */
/** @typedef {import("../document/operations.js").Word} Word */
/** @typedef {import("../sync/api-types.js").Answers["GET /media/{media_id}/compare"]} Compared */
/** @typedef {Compared["differences"][number]["kinds"][number]} Kind */
/** @typedef {{startMs: number, endMs: number, text: string, speaker: string | null, status: string, words: Word[]}} Cue `speaker`: a name */
/** @typedef {{n: number, kinds: readonly Kind[], here: readonly Segment[], there: readonly Cue[], isApproved: boolean}} Difference `n`: its place among all */
/** @typedef {{text: string, isOnly: boolean}} Piece `isOnly`: these words are on this side only */

/** Names of the kinds, in the order in which they are offered. */
export const KIND_NAMES = /** @type {Record<Kind, string>} */ ({
  text: "Text", times: "Times", speaker: "Speaker", cues: "Divided otherwise", only_here: "Only here", only_there: "Only there",
});

const SHOWN_FIELDS = /** @type {const} */ (["text", "startMs", "endMs", "speaker", "status"]);

/**
 * The differences with the segments that they are about. What another window has changed meanwhile is left out.
 *
 * @param {Compared} compared
 * @param {Transcript} transcript of the revision that was compared
 * @returns {Difference[]}
 */
export function differencesOf(compared, transcript) {
  return compared.differences.flatMap(({ kinds, here, there }, n) => {
    const segments = here.flatMap((id) => transcript.segment(id) ?? []);
    if (segments.length !== here.length) return [];
    return [{ n, kinds, here: segments, there: there.map(cueFromJson), isApproved: segments.some(({ status }) => status === "approved") }];
  });
}

/**
 * The differences whose segments are still as they were shown: another window may have changed or approved one meanwhile.
 *
 * @param {readonly Difference[]} shown
 * @param {Transcript} transcript as it is now
 */
export function stillAsShown(shown, transcript) {
  const isAsShown = (/** @type {Segment} */ old) => {
    const now = transcript.segment(old.id);
    return now !== null && SHOWN_FIELDS.every((field) => old[field] === now[field]);
  };
  return shown.filter(({ here }) => here.every(isAsShown));
}

/** @param {Compared["differences"][number]["there"][number]} plain @returns {Cue} */
function cueFromJson({ start, end, words, ...rest }) {
  const timed = words.map((word) => ({ ...wordFromJson(word), speaker: null })); // a word's speaker is an id of the other transcript
  return { ...rest, ...spanFromJson({ start, end }), words: timed };
}

/** A difference of one kind, as it is marked to be taken. @param {Difference} difference @param {Kind} kind */
export const keyOf = ({ n }, kind) => `${n} ${kind}`;

/**
 * The keys of some differences.
 *
 * @param {readonly Difference[]} differences
 * @param {Kind | null} kind only of this kind
 * @param {boolean} [withApproved] also those that would change an approved segment
 */
export function keysOf(differences, kind, withApproved = true) {
  return differences.filter(({ isApproved }) => withApproved || !isApproved).flatMap((one) => one.kinds.filter((own) => !kind || own === kind).map((own) => keyOf(one, own)));
}

/**
 * The operations that take over what is marked.
 *
 * @param {Transcript} transcript
 * @param {readonly Difference[]} differences
 * @param {ReadonlySet<string>} taken keys
 * @param {() => number} newId
 * @returns {Operation[]}
 */
export function takeOperations(transcript, differences, taken, newId) {
  const speakers = createSpeakerNames(transcript);
  /** @type {Operation[]} */
  const ops = [];
  for (const one of differences) {
    const kinds = one.kinds.filter((kind) => taken.has(keyOf(one, kind)));
    if (!kinds.length) continue;
    if (kinds[0] === "only_here") ops.push({ op: "delete", id: one.here[0].id });
    else if (kinds[0] === "only_there") ops.push({ op: "insert", segment: { id: newId(), ...one.there[0], speaker: speakers.idOf(one.there[0].speaker) } });
    else if (kinds[0] === "cues") ops.push(dividedAs(one, speakers, newId));
    else ops.push(...pairOperations(one.here[0], one.there[0], kinds, speakers));
  }
  return [...speakers.added(), ...ops];
}

/**
 * @param {Segment} segment
 * @param {Cue} cue
 * @param {readonly Kind[]} kinds
 * @param {ReturnType<typeof createSpeakerNames>} speakers
 * @returns {Operation[]}
 */
function pairOperations({ id, startMs, endMs }, cue, kinds, speakers) {
  const takesTimes = kinds.includes("times");
  const hasTimes = takesTimes || (cue.startMs === startMs && cue.endMs === endMs);
  /** @type {Operation[]} */
  const ops = [];
  if (takesTimes) ops.push({ op: "set_times", id, startMs: cue.startMs, endMs: cue.endMs }); // first: words are fitted to the new times
  if (kinds.includes("text")) ops.push({ op: "set_text", id, text: cue.text, ...(hasTimes && cue.words.length ? { words: cue.words } : {}) });
  if (kinds.includes("speaker")) ops.push({ op: "set_speaker", id, speaker: speakers.idOf(cue.speaker) });
  return ops;
}

/**
 * Segments divided as the other's cues are. The first ones keep their ids, so that notes and history stay with them.
 *
 * @param {Difference} difference
 * @param {ReturnType<typeof createSpeakerNames>} speakers
 * @param {() => number} newId
 * @returns {Operation}
 */
function dividedAs({ here, there }, speakers, newId) {
  const words = here.flatMap((segment) => segment.words);
  const isApproved = here.every(({ status }) => status === "approved");
  const put = there.map((cue, n) => {
    const before = here[n] ?? here[here.length - 1];
    const own = words.filter((word) => word.startMs + word.endMs >= 2 * cue.startMs && word.startMs + word.endMs < 2 * cue.endMs);
    return {
      ...before, id: here[n]?.id ?? newId(), startMs: cue.startMs, endMs: cue.endMs, text: cue.text, status: isApproved ? "approved" : "corrected",
      speaker: cue.speaker === null ? before.speaker : speakers.idOf(cue.speaker), words: cue.words.length ? cue.words : fitWords(own, cue.text, cue.startMs, cue.endMs),
    };
  });
  return { op: "replace", put, remove: here.slice(there.length).map(({ id }) => id) };
}

/**
 * Speakers by name; unknown ones get an id.
 *
 * @param {Transcript} transcript
 */
function createSpeakerNames(transcript) {
  const ids = new Map(transcript.speakers.map(({ id, name }) => [name || id, id]));
  const taken = new Set(transcript.speakers.map(({ id }) => id));
  /** @type {Operation[]} */
  const added = [];
  return {
    /** @param {string | null} name */
    idOf(name) {
      if (name === null) return null;
      const known = ids.get(name);
      if (known !== undefined) return known;
      let n = 1;
      while (taken.has(`S${n}`)) n++;
      const id = `S${n}`;
      taken.add(id);
      ids.set(name, id);
      added.push({ op: "add_speaker", speaker: { id, name } });
      return id;
    },
    added: () => added,
  };
}

/**
 * Both texts in pieces: words of both sides, and of one side only. The pieces of a side joined are its text.
 *
 * @param {string} here
 * @param {string} there
 * @returns {[Piece[], Piece[]]}
 */
export function textPieces(here, there) {
  const [ours, theirs] = [placesOf(here), placesOf(there)];
  const timed = (/** @type {{text: string}} */ { text }) => ({ text, startMs: 0, endMs: 0 });
  const same = [new Set(), new Set()];
  for (const pair of alignWords(ours.map(timed), theirs.map(timed))) {
    if (pair.old === null || pair.fresh === null || ours[pair.old].text !== theirs[pair.fresh].text) continue;
    same[0].add(pair.old);
    same[1].add(pair.fresh);
  }
  return [piecesOf(here, ours, same[0]), piecesOf(there, theirs, same[1])];
}

/** @param {string} text */
function placesOf(text) {
  let end = 0;
  return tokenize(text).map((token) => {
    const from = text.indexOf(token, end);
    end = from + token.length;
    return { text: token, from, to: end };
  });
}

/**
 * @param {string} text
 * @param {{from: number, to: number}[]} places
 * @param {ReadonlySet<unknown>} same
 * @returns {Piece[]}
 */
function piecesOf(text, places, same) {
  /** @type {Piece[]} */
  const pieces = [];
  let end = 0;
  places.forEach(({ from, to }, n) => {
    const isOnly = !same.has(n);
    const last = pieces.at(-1);
    if (last && last.isOnly === isOnly) last.text += text.slice(end, to);
    else if (from > end) pieces.push({ text: text.slice(end, from), isOnly: false }, { text: text.slice(from, to), isOnly });
    else pieces.push({ text: text.slice(from, to), isOnly });
    end = to;
  });
  if (end < text.length) pieces.push({ text: text.slice(end), isOnly: false });
  return pieces;
}
