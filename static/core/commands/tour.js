/** The tour: the text of each step, and what has to happen for it to be done. */

/**
 * What the tour observes. Counts only grow, except `nApproved`.
 * @typedef {object} Seen
 * @property {number} nPlays times playback was started
 * @property {number} nEdits edits that can be undone
 * @property {string} letters of the whole transcript, see `lettersOf`
 * @property {number} nApproved segments
 * @property {Readonly<Record<string, number>>} activities how often each was reported: see `views/ui/activity.js`
 */

/**
 * @typedef {object} Step
 * @property {string} title
 * @property {string} text `{id}` is the key of a command
 * @property {string} command the one that the step is about; its keys are shown
 * @property {(now: Seen, before: Seen) => boolean} isDone `before`: at the start of the step
 */

/** @type {(name: string) => Step["isDone"]} */
const reported = (name) => (now, before) => (now.activities[name] ?? 0) > (before.activities[name] ?? 0);

/** @type {readonly Step[]} */
export const STEPS = [
  {
    title: "Play a word",
    text: "Click a word: playback moves to it. Then press this key to play, and again to pause. The word being spoken is highlighted.",
    command: "play",
    isDone: (now, before) => now.nPlays > before.nPlays,
  },
  {
    title: "Find the words that may be wrong",
    text: "Words with low confidence are underlined. This key selects the next one.",
    command: "next-doubt",
    isDone: reported("low-confidence-word"),
  },
  {
    title: "See alternatives",
    text: "This key lists what else the word may be, with the cursor in it. Press a number to use one, or Esc to close the list.",
    command: "alternatives",
    isDone: reported("alternatives"),
  },
  {
    title: "Correct a word",
    text: "Select a wrong word with {next-doubt} and type the right one over it. While you listen, this key stops playback and selects the last spoken word. Every change is saved automatically.",
    command: "catch-word",
    isDone: (now, before) => now.nEdits > before.nEdits && now.letters !== before.letters,
  },
  {
    title: "Confirm a word",
    text: "An underlined word is right? With the cursor in it, this key confirms it and selects the next one: {next-doubt} no longer stops there.",
    command: "confirm-word",
    isDone: reported("word-confirmed"),
  },
  {
    title: "Approve a segment",
    text: "When a whole segment is right, this key approves it and goes to the next. The bar at the top shows how many are done.",
    command: "approve",
    isDone: (now, before) => now.nApproved > before.nApproved,
  },
  {
    title: "Export",
    text: "This key opens the export: subtitles, text or data. Choose a format, then download or copy it.",
    command: "export",
    isDone: reported("exported"),
  },
];

/** What the card says after the last step. */
export const END = { title: "That was the tour", text: "{palette} finds every command by a part of its name, the tour too. {help} shows all keys." };

/**
 * Letters and digits of all segments. They stay the same when segments are split, merged or moved in time, and
 * change when a word is corrected.
 *
 * @param {readonly {text: string}[]} segments
 */
export function lettersOf(segments) {
  return segments.map(({ text }) => text.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, "")).join("");
}

/**
 * Number of a stored step; the first one where there is none, or where it is of another version.
 * @param {unknown} stored
 */
export function stepAt(stored) {
  return Number.isInteger(stored) && STEPS[Number(stored)] ? Number(stored) : 0;
}
