/** The tour: the text of each step and the test that tells when a step is done. */

/**
 * What the tour observes.
 * @typedef {object} Seen
 * @property {boolean} isPlaying
 * @property {number} nSegments
 * @property {number} nEdits edits that can be undone
 * @property {number} nTagged segments with a speaker
 * @property {string} command the last command used, "" before the first one
 */

/** @typedef {{title: string, text: string, command: string, isDone: (now: Seen, before: Seen) => boolean}} Step */

/** @type {readonly Step[]} */
export const STEPS = [
  { title: "Listen", text: "Click into a text and press this key to play and pause. The word being spoken is highlighted.", command: "play", isDone: (now) => now.isPlaying },
  { title: "Correct", text: "When you hear a wrong word, press this key: playback stops and the word is selected. Type over it. You can also click and type. Every change is saved automatically.", command: "catch-word", isDone: (now, before) => now.nEdits > before.nEdits },
  { title: "Check uncertain words", text: "Words that speech recognition was unsure of (low confidence) are underlined. This key goes to the next one.", command: "next-doubt", isDone: (now) => now.command === "next-doubt" },
  { title: "Split", text: "Put the cursor between two words and press this key: the segment is cut there, in text and time. Backspace at the start of a text merges it with the one before.", command: "split", isDone: (now, before) => now.nSegments > before.nSegments },
  { title: "Name the speakers", text: "This key opens the speaker list. Type a name and press Enter.", command: "speaker-menu", isDone: (now, before) => now.nTagged > before.nTagged },
  { title: "Find a command", text: "This key opens the list of all commands with their keys. Type part of a name.", command: "palette", isDone: (now) => now.command === "palette" },
  { title: "Export", text: "Save the transcript as subtitles, text or data.", command: "export", isDone: (now) => now.command === "export" },
];
