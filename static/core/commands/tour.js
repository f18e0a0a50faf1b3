/** The first five minutes: what the tour says, and when a step has been done. */

/**
 * What the tour watches.
 * @typedef {object} Seen
 * @property {boolean} isPlaying
 * @property {number} nSegments
 * @property {number} nEdits that can be undone
 * @property {number} nTagged segments with a speaker
 * @property {string} command the last one that was used, "" before any
 */

/** @typedef {{title: string, text: string, command: string, isDone: (now: Seen, before: Seen) => boolean}} Step */

/** @type {readonly Step[]} */
export const STEPS = [
  { title: "Listen", text: "Click into a text and press this key: it plays, and pauses. The word that sounds is marked.", command: "play", isDone: (now) => now.isPlaying },
  { title: "Correct", text: "You hear a wrong word: this key stops the sound and selects it, so type over it. Or click and type as anywhere. Every change is saved by itself.", command: "catch-word", isDone: (now, before) => now.nEdits > before.nEdits },
  { title: "Go to what is doubtful", text: "Words that the machine was unsure of are underlined. This key goes from one to the next.", command: "next-doubt", isDone: (now) => now.command === "next-doubt" },
  { title: "Split", text: "Put the cursor between two words and press this key: text and sound are cut there. Backspace at the start of a text joins it again.", command: "split", isDone: (now, before) => now.nSegments > before.nSegments },
  { title: "Say who speaks", text: "This key opens the speakers; type a name and press Enter.", command: "speaker-menu", isDone: (now, before) => now.nTagged > before.nTagged },
  { title: "Find anything", text: "All that can be done here is in this palette, with its key. Type a word of it.", command: "palette", isDone: (now) => now.command === "palette" },
  { title: "Take it along", text: "Export as subtitles, text or data.", command: "export", isDone: (now) => now.command === "export" },
];
