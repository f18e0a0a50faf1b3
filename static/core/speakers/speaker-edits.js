/** The operations that merge two speakers, or remove one; each is applied as one edit. */

/** @typedef {import("../document/operations.js").Operation} Operation */
/** @typedef {import("../document/operations.js").Transcript} Transcript */

/**
 * Give all segments and words of a speaker to another, and remove the speaker.
 *
 * @param {Transcript} transcript
 * @param {string} from
 * @param {string | null} to null: they have no speaker afterwards
 * @returns {Operation[]} none if `from` is `to` or not there
 */
export function replaceSpeakerOps({ segments, speakers }, from, to) {
  if (from === to || !speakers.some(({ id }) => id === from)) return [];
  /** @type {Operation[]} */
  const tags = segments.filter(({ speaker }) => speaker === from).map(({ id }) => ({ op: "set_speaker", id, speaker: to }));
  /** @type {Operation[]} */
  const words = segments
    .filter((segment) => segment.words.some(({ speaker }) => speaker === from))
    .map((segment) => ({ op: "set_words", id: segment.id, words: segment.words.map((word) => (word.speaker === from ? { ...word, speaker: to } : word)) }));
  return [...tags, ...words, { op: "remove_speaker", id: from }];
}

/**
 * Give segments to a new speaker.
 *
 * @param {Transcript} transcript
 * @param {readonly number[]} ids those of other speakers by now are left
 * @param {string} from the speaker that they have
 * @param {{id: string, name: string}} speaker the new one
 * @returns {Operation[]} none if no segment is left
 */
export function splitSpeakerOps(transcript, ids, from, speaker) {
  const own = ids.filter((id) => transcript.segment(id)?.speaker === from);
  return own.length ? [{ op: "add_speaker", speaker }, ...own.map((id) => /** @type {const} */ ({ op: "set_speaker", id, speaker: speaker.id }))] : [];
}

/**
 * A name that no speaker has, for one that was split off: "Speaker 4" next to "Speaker 1", "Anna 2" next to "Anna".
 *
 * @param {Transcript["speakers"]} speakers
 * @param {string} name of the speaker that was split
 * @param {string} id of the new one
 */
export function nameBeside(speakers, name, id) {
  const isNumbered = /^Speaker \d+$/.test(name);
  const stem = isNumbered ? "Speaker" : name;
  let n = isNumbered ? Number(id.replace(/^S/, "")) || 2 : 2;
  while (namesake(speakers, id, `${stem} ${n}`)) n += 1;
  return `${stem} ${n}`;
}

/**
 * Another speaker with the same name, as people read it.
 *
 * @param {Transcript["speakers"]} speakers
 * @param {string} id of the speaker
 * @param {string} name
 */
export function namesake(speakers, id, name) {
  const read = (/** @type {string} */ text) => text.trim().normalize("NFC").toLowerCase();
  return speakers.find((speaker) => speaker.id !== id && read(speaker.name) === read(name)) ?? null;
}
