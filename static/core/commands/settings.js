/** What this browser remembers of its user's wishes. */

import { signal } from "@preact/signals-core";

const KEY = "transcribe.settings";

/**
 * @typedef {object} Settings
 * @property {import("./commands.js").Overrides} keys a command's id to the keys that replace its own
 * @property {string} keyPreset a name of `key-presets.js`
 * @property {Record<string, import("../player/foot-pedals.js").Role>} pedals what each pedal was taught to do
 * @property {string[]} recentCommands by their id, the last one first
 * @property {"" | "done"} tour whether it has been closed for good
 * @property {boolean} tabMoves Tab leaves the text instead of playing
 * @property {boolean} forScreenReaders
 * @property {number} skipMs how far the skip keys go
 * @property {boolean} spellCheck the browser's, in the recording's language
 * @property {boolean} correctsTyping by the list `autocorrect`
 * @property {import("../editing/replacement-pairs.js").Pair[]} autocorrect put right when the word ends
 * @property {import("../editing/replacement-pairs.js").Pair[]} expansions abbreviations and what they stand for
 * @property {string[]} soundMarks non-speech marks, put in by Alt+Shift+1 to 9
 * @property {boolean} fixesSeams capitals and full stops are put right where segments are split and merged
 * @property {boolean} marksHesitations the clean view: what exports leave out is struck through
 * @property {boolean} dropsRepeats the clean view leaves out words said twice in a row
 * @property {boolean} dropsFalseStarts and words broken off
 * @property {Record<string, string[]>} fillers hesitations of a language instead of the list that comes along
 * @property {boolean} offersElsewhere after a correction, the other places with the same mistake are offered
 * @property {string} author who edits here, as the history says
 * @property {string} draftModel what new recordings are drafted with; "none" for no draft
 * @property {string} draftLanguage Whisper's code, or "auto"
 * @property {string} draftHotwords names and terms of new recordings, by commas
 * @property {boolean} draftDetectEach their language may change
 * @property {boolean} draftTranslate they are translated into English as well
 * @property {number} doubtPercent a word less likely to be right than this is marked as doubtful
 * @property {boolean} showTranslation under each segment, where there is one
 * @property {number} rewindMs after a pause, play begins so much earlier
 * @property {number} reactionMs from a word to the key that catches it
 * @property {boolean} pauseAtEnd playback stops at each segment's end
 * @property {boolean} pauseWhileTyping typing stops playback, a rest lets it go on
 * @property {number} restMs how long that rest is
 * @property {number} leadMs how far before the cursor's word "play from before the word" begins
 * @property {number} boostPercent how loud the boost makes it, 100 is as recorded
 * @property {number} stepMs the step of a recording without a picture
 * @property {boolean} showMeter level meter in the player's bar
 * @property {boolean} captionSpeakers the cue over the picture with the speaker's name, as SRT with speakers
 * @property {number} captionPercent size of the cue over the picture
 * @property {boolean} showSafeArea a frame of what every screen shows
 * @property {"auto" | "always" | "never"} showsDifferences before a stretch is drafted again; "auto": where people corrected something
 * @property {boolean} realign words are found in the sound again after an edit
 * @property {boolean} snapToSound dragged edges stick to where sound begins and ends
 * @property {boolean} linkEdges a nudged edge takes a neighbour's along that touches it
 * @property {"system" | "light" | "dark"} theme
 * @property {number} textPercent size of all text, 80 to 200
 * @property {"off" | "below" | "over"} spectrogram under the waveform, or in its place
 * @property {"linear" | "mel"} spectrogramScale
 * @property {number} spectrogramContrast 0 to 100
 * @property {number} spectrogramBrightness 0 to 100, 50 is neutral
 * @property {"auto" | "heat" | "ink"} spectrogramColours "auto" goes by the theme
 * @property {"mixed" | "both"} waveform one, or a lane for each of two channels
 * @property {"audio" | "list"} soundLayout of recordings without a picture
 * @property {"video" | "audio" | "list"} pictureLayout of those with one
 */

/**
 * One row for each setting: what it is on the settings page, and what it is before anybody has
 * changed it. The page is made from this table in its order, group after group; `own` rows are set
 * elsewhere (a bar, a dialog, the keyboard page) and are not on it.
 *
 * @template T
 * @typedef {object} Description
 * @property {string} label
 * @property {string} group
 * @property {"number" | "choice" | "boolean" | "text" | "lines" | "own"} kind `lines`: a string[], one a line
 * @property {T} default
 * @property {string} [hint] one sentence more
 * @property {number} [min]
 * @property {number} [max]
 * @property {number} [step]
 * @property {"ms" | "%" | "s"} [unit] "s": kept in ms, shown in seconds
 * @property {(string | number)[][]} [options] of a choice: value and name
 */

/** @type {{[K in keyof Settings]: Description<Settings[K]>}} */
export const SETTINGS = {
  author: { group: "General", label: "Your name", kind: "text", default: "", hint: "The history says who changed what." },
  theme: { group: "General", label: "Theme", kind: "choice", options: [["system", "As the system"], ["light", "Light"], ["dark", "Dark"]], default: "system" },
  textPercent: { group: "General", label: "Size of text", kind: "number", min: 80, max: 200, step: 10, unit: "%", default: 100 },
  soundLayout: { group: "General", label: "Layout without a picture", kind: "choice", options: [["audio", "Sound and list"], ["list", "List only"]], default: "audio" },
  pictureLayout: { group: "General", label: "Layout with a picture", kind: "choice", options: [["video", "Picture, sound and list"], ["audio", "Sound and list"], ["list", "List only"]], default: "video" },
  showTranslation: { group: "General", label: "Show the translation under the segments", kind: "boolean", default: false },

  skipMs: { group: "Playing", label: "Back and forward go", kind: "number", min: 100, max: 60_000, step: 0.5, unit: "s", default: 2_000 },
  rewindMs: { group: "Playing", label: "After a pause, begin earlier by", kind: "number", min: 0, max: 10_000, step: 0.25, unit: "s", default: 1_000 },
  reactionMs: { group: "Playing", label: "You react to a wrong word within", kind: "number", min: 0, max: 3_000, step: 0.1, unit: "s", default: 700, hint: "Alt+/ selects the word that was heard so long before." },
  leadMs: { group: "Playing", label: "“Play from before the word” begins earlier by", kind: "number", min: 0, max: 10_000, step: 0.25, unit: "s", default: 1_000 },
  pauseAtEnd: { group: "Playing", label: "Pause at each segment's end", kind: "boolean", default: false },
  pauseWhileTyping: { group: "Playing", label: "Pause while typing", kind: "boolean", default: false },
  restMs: { group: "Playing", label: "Go on after a rest of", kind: "number", min: 200, max: 10_000, step: 0.1, unit: "s", default: 1_000 },
  boostPercent: { group: "Playing", label: "Loudness of the boost", kind: "number", min: 100, max: 600, step: 10, unit: "%", default: 250 },
  stepMs: { group: "Playing", label: "One step of a recording without a picture", kind: "number", min: 1, max: 1_000, step: 1, unit: "ms", default: 10 },
  showMeter: { group: "Playing", label: "Show the level meter", kind: "boolean", default: true },

  captionPercent: { group: "Picture", label: "Size of the cue over the picture", kind: "number", min: 50, max: 300, step: 10, unit: "%", default: 100 },
  captionSpeakers: { group: "Picture", label: "Cue with the speaker's name", kind: "boolean", default: false },
  showSafeArea: { group: "Picture", label: "Show the safe area", kind: "boolean", default: false },

  waveform: { group: "Timeline", label: "Waveform", kind: "choice", options: [["mixed", "One, all channels mixed"], ["both", "A lane for each channel"]], default: "mixed" },
  spectrogram: { group: "Timeline", label: "Spectrogram", kind: "choice", options: [["off", "Off"], ["below", "Under the waveform"], ["over", "In the waveform's place"]], default: "off" },
  spectrogramScale: { group: "Timeline", label: "Spectrogram's scale", kind: "choice", options: [["mel", "Mel"], ["linear", "Linear"]], default: "mel" },
  spectrogramContrast: { group: "Timeline", label: "Spectrogram's contrast", kind: "number", min: 0, max: 100, step: 5, unit: "%", default: 50 },
  spectrogramBrightness: { group: "Timeline", label: "Spectrogram's brightness", kind: "number", min: 0, max: 100, step: 5, unit: "%", default: 50 },
  spectrogramColours: { group: "Timeline", label: "Spectrogram's colours", kind: "choice", options: [["auto", "By the theme"], ["heat", "Heat"], ["ink", "Ink"]], default: "auto" },

  doubtPercent: { group: "Text", label: "Mark a word that is less likely to be right than", kind: "number", min: 1, max: 99, step: 1, unit: "%", default: 80 },
  realign: { group: "Timeline", label: "Find words in the sound again after an edit", kind: "boolean", default: true },
  snapToSound: { group: "Timeline", label: "Dragged edges stick to where sound begins and ends", kind: "boolean", default: true },
  linkEdges: { group: "Timeline", label: "A nudged edge takes a neighbour's along that touches it", kind: "boolean", default: true },

  showsDifferences: { group: "Text", label: "When a stretch is drafted again, show the differences first", kind: "choice", options: [["auto", "Where people corrected something"], ["always", "Always"], ["never", "Never"]], default: "auto" },
  spellCheck: { group: "Text", label: "Check spelling", kind: "boolean", default: true, hint: "By the browser, in the recording's language." },
  correctsTyping: { group: "Text", label: "Correct and expand while typing", kind: "boolean", default: true, hint: "By the lists on the Words page." },
  fixesSeams: { group: "Text", label: "Put capitals and full stops right where segments are split and merged", kind: "boolean", default: true },
  offersElsewhere: { group: "Text", label: "After a correction, offer the other places with the same mistake", kind: "boolean", default: true },
  marksHesitations: { group: "Text", label: "Strike through the hesitations that clean exports leave out", kind: "boolean", default: false },
  dropsRepeats: { group: "Text", label: "Clean: leave out words said twice in a row", kind: "boolean", default: false },
  dropsFalseStarts: { group: "Text", label: "Clean: leave out words that were broken off", kind: "boolean", default: false },
  soundMarks: { group: "Text", label: "Non-speech marks", kind: "lines", default: ["[laughter]", "[music]", "[inaudible {time}]", "[crosstalk]"], hint: "One a line, put in by Alt+Shift+1 to 9; {time} is the time of the playhead." },
  autocorrect: { group: "Text", label: "Corrected while typing", kind: "own", default: [{ from: "teh", to: "the" }] },
  expansions: { group: "Text", label: "Abbreviations", kind: "own", default: [{ from: ";br", to: "[break {time}]" }] },
  fillers: { group: "Text", label: "Hesitations", kind: "own", default: {} },

  draftModel: { group: "New recordings", label: "Model", kind: "own", default: "base" },
  draftLanguage: { group: "New recordings", label: "Language", kind: "own", default: "auto" },
  draftHotwords: { group: "New recordings", label: "Names and terms that occur, by commas", kind: "text", default: "" },
  draftDetectEach: { group: "New recordings", label: "The language may change within a recording", kind: "boolean", default: false },
  draftTranslate: { group: "New recordings", label: "Translate to English as well", kind: "boolean", default: false },

  tabMoves: { group: "Accessibility", label: "Tab moves on in the text, as everywhere", kind: "boolean", default: false, hint: "Without it Tab plays and pauses while you type; Escape leaves the text." },
  forScreenReaders: { group: "Accessibility", label: "For screen readers", kind: "boolean", default: false, hint: "All segments are laid out with their place and number, and the selected one is announced. Slower with thousands of segments." },

  keys: { group: "Keyboard", label: "Your own keys", kind: "own", default: {} },
  keyPreset: { group: "Keyboard", label: "Keys as in", kind: "own", default: "ours" },
  pedals: { group: "Keyboard", label: "Foot pedals", kind: "own", default: {} },
  recentCommands: { group: "Keyboard", label: "Commands used last", kind: "own", default: [] },
  tour: { group: "Keyboard", label: "The tour", kind: "own", default: "" },
};

/** @type {Settings} */
export const DEFAULTS = /** @type {any} */ (Object.fromEntries(Object.entries(SETTINGS).map(([id, row]) => [id, row.default])));

/**
 * @param {Pick<Storage, "getItem" | "setItem"> | null} storage
 */
export function createSettings(storage) {
  const settings = signal({ ...DEFAULTS, ...read(storage) });
  return {
    settings,
    /** @param {Partial<Settings>} changes */
    change(changes) {
      settings.value = { ...settings.value, ...read(storage), ...changes }; // other windows' changes stay
      storage?.setItem(KEY, JSON.stringify(settings.value));
    },
  };
}

/**
 * @param {Pick<Storage, "getItem"> | null} storage
 * @returns {Partial<Settings>}
 */
function read(storage) {
  try {
    const kept = JSON.parse(storage?.getItem(KEY) ?? "{}");
    return typeof kept === "object" && kept !== null ? kept : {};
  } catch {
    return {}; // written by something else; the next change puts it right
  }
}
