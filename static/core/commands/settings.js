/** Settings that the browser stores. */

import { signal } from "@preact/signals-core";

import { currentId, withCurrentIds } from "./old-ids.js";

const KEY = "transcribe.settings";

/**
 * @typedef {object} Settings
 * @property {import("./commands.js").Overrides} keys by command id, the keys that replace the defaults
 * @property {string} keyPreset a name of `key-presets.js`
 * @property {Record<string, import("../player/foot-pedals.js").Role>} pedals the role assigned to each pedal
 * @property {string[]} recentCommands command ids, newest first
 * @property {"" | "done"} tour "done" after the user has closed it or the last step is done
 * @property {number} tourStep where the tour goes on: see `STEPS`
 * @property {boolean} tabMoves Tab leaves the text instead of playing
 * @property {boolean} forScreenReaders
 * @property {number} skipMs how far the skip keys go
 * @property {boolean} spellCheck the browser's, in the recording's language
 * @property {boolean} correctsTyping by the list `autocorrect`
 * @property {import("../editing/replacement-pairs.js").Pair[]} autocorrect replaced when the word ends
 * @property {import("../editing/replacement-pairs.js").Pair[]} expansions abbreviations and their full text
 * @property {string[]} soundMarks non-speech marks, inserted by the commands mark-1 to mark-9
 * @property {boolean} fixesSeams correct capitals and full stops when segments are split or merged
 * @property {boolean} marksHesitations the clean view: strike through the disfluencies that clean exports leave out
 * @property {boolean} dropsRepeats the clean view leaves out repeated words
 * @property {boolean} dropsFalseStarts the clean view leaves out broken-off words
 * @property {Record<string, string[]>} fillers fillers by language, instead of the built-in list
 * @property {boolean} offersElsewhere after a correction, offer to correct the same mistake elsewhere
 * @property {string} author the user's name in the history
 * @property {string} draftModel what new recordings are drafted with; "none" for no draft
 * @property {string} draftLanguage Whisper's code, or "auto"
 * @property {string} draftHotwords names and terms of new recordings, separated by commas
 * @property {boolean} draftDetectEach detect the language again in each part
 * @property {string} exportFormat the last one
 * @property {string} exportProfile the delivery profile of the last one; empty for none
 * @property {Record<string, import("../player/shown-time.js").TimecodeChoice>} timecodes how times are shown, by recording, as chosen with an earlier version; the server has later choices
 * @property {VideoSettings} videoChoices choices of the last video with subtitles
 * @property {boolean} exportClean whether the last export left out disfluencies
 * @property {Record<string, import("../sync/export-text.js").Values>} exportOptions the last ones, by format
 * @property {boolean} draftKeepNumbers leave small numbers of new recordings as each chunk has them
 * @property {boolean} draftKeepSpelling likewise their spellings and capitals
 * @property {boolean} draftTranslate translate new recordings into English too
 * @property {string[]} columns of the list, by name: see `COLUMNS`
 * @property {number} maxSegmentMs a longer segment is marked; 0: none is, as for the other limits
 * @property {number} maxSegmentChars
 * @property {number} maxCps characters a second
 * @property {number} minGapMs between a segment and the one before it
 * @property {boolean} copySpeakers copied segments name their speakers
 * @property {boolean} copyTimes copied segments begin with their start
 * @property {number} doubtPercent words with a lower confidence than this are marked
 * @property {boolean} showTranslation under each segment, where there is one
 * @property {number} rewindMs how far playback goes back after a pause
 * @property {number} reactionMs reaction time between hearing a word and pressing the key
 * @property {boolean} pauseAtEnd playback stops at each segment's end
 * @property {boolean} pauseWhileTyping typing pauses playback, which resumes afterwards
 * @property {number} restMs time without typing before playback resumes
 * @property {number} leadMs how far before the word "Play from before the word" starts
 * @property {number} boostPercent volume of the boost, 100 is as recorded
 * @property {number} stepMs step length for a recording without video
 * @property {boolean} showMeter level meter in the player's bar
 * @property {boolean} captionSpeakers show speaker names in the cue on the video, as in SRT with speakers
 * @property {number} captionPercent size of the cue on the video
 * @property {boolean} showSafeArea outline of the area that every screen shows
 * @property {"auto" | "always" | "never"} showsDifferences show the differences before a redraft is applied; "auto": only if the range has corrections
 * @property {boolean} realign realign words after an edit
 * @property {boolean} snapToSound dragged edges snap to speech starts and ends
 * @property {boolean} linkEdges move touching edges together
 * @property {"system" | "light" | "dark"} theme
 * @property {number} textPercent size of all text, 80 to 200
 * @property {"off" | "below" | "over"} spectrogram below the waveform, or instead of it
 * @property {"linear" | "mel"} spectrogramScale
 * @property {number} spectrogramContrast 0 to 100
 * @property {number} spectrogramBrightness 0 to 100, 50 is neutral
 * @property {"auto" | "heat" | "ink"} spectrogramColours "auto" follows the theme
 * @property {boolean} speakerLanes a lane for each speaker on the timeline, where there are two or more
 * @property {"mixed" | "both"} waveform all channels mixed, or one lane per channel
 * @property {"audio" | "list"} soundLayout for recordings without video
 * @property {"video" | "audio" | "list"} pictureLayout for recordings with video
 */

/**
 * What kind of video with subtitles was asked for; `style` has what differs from the preset.
 * @typedef {object} VideoSettings
 * @property {"burn-in" | "track"} mode
 * @property {"mp4" | "mkv"} container
 * @property {"small" | "normal" | "high"} quality
 * @property {"srt" | "ass"} trackFormat
 * @property {string} title of the track
 * @property {string} profile empty for segments as cues
 * @property {string} frameRate empty for the recording's
 * @property {"outline" | "box" | "yellow" | "large"} preset
 * @property {{font?: string, size?: number, colour?: string, edge?: "outline" | "box" | "none", edge_colour?: string, edge_width?: number, opacity?: number, is_bold?: boolean, position?: "bottom" | "top", margin?: number}} style
 * @property {{width: number, height: number, colour: string}} canvas
 */

/**
 * One row for each setting, with its label and default. The settings page is made from this table,
 * in its order and by group. Rows of kind `own` have their own controls elsewhere (a bar, a dialog,
 * the keyboard page) and are not on the page.
 *
 * @template T
 * @typedef {object} Description
 * @property {string} label
 * @property {string} group
 * @property {"number" | "choice" | "boolean" | "text" | "lines" | "own"} kind `lines`: a string[], one a line
 * @property {T} default
 * @property {string} [hint] explanation below the label; `{id}` is the key of a command
 * @property {number} [min]
 * @property {number} [max]
 * @property {number} [step]
 * @property {"ms" | "%" | "s"} [unit] "s": stored in ms, shown in seconds
 * @property {(string | number)[][]} [options] for a choice: value and name
 */

/** The columns of the list besides the text, from left to right. */
export const COLUMNS = /** @type {const} */ ([["number", "Number"], ["start", "Start"], ["end", "End"], ["duration", "Duration"], ["speed", "Characters a second"], ["speaker", "Speaker"], ["status", "Status"]]);

/** @type {{[K in keyof Settings]: Description<Settings[K]>}} */
export const SETTINGS = {
  author: { group: "General", label: "Your name", kind: "text", default: "", hint: "Shown in the history with your changes." },
  theme: { group: "General", label: "Theme", kind: "choice", options: [["system", "Same as the system"], ["light", "Light"], ["dark", "Dark"]], default: "system" },
  textPercent: { group: "General", label: "Text size", kind: "number", min: 80, max: 200, step: 10, unit: "%", default: 100 },
  soundLayout: { group: "General", label: "Layout without video", kind: "choice", options: [["audio", "Audio and list"], ["list", "List only"]], default: "audio" },
  pictureLayout: { group: "General", label: "Layout with video", kind: "choice", options: [["video", "Video, audio and list"], ["audio", "Audio and list"], ["list", "List only"]], default: "video" },
  showTranslation: { group: "General", label: "Show the translation under the segments", kind: "boolean", default: false },

  skipMs: { group: "Playing", label: "Skip length", kind: "number", min: 100, max: 60_000, step: 0.5, unit: "s", default: 2_000 },
  rewindMs: { group: "Playing", label: "Rewind after a pause", kind: "number", min: 0, max: 10_000, step: 0.25, unit: "s", default: 1_000 },
  reactionMs: { group: "Playing", label: "Reaction time", kind: "number", min: 0, max: 3_000, step: 0.1, unit: "s", default: 700, hint: "{catch-word} selects the word spoken about this long ago." },
  leadMs: { group: "Playing", label: "“Play from before the word” starts earlier by", kind: "number", min: 0, max: 10_000, step: 0.25, unit: "s", default: 1_000 },
  pauseAtEnd: { group: "Playing", label: "Pause at the end of each segment", kind: "boolean", default: false },
  pauseWhileTyping: { group: "Playing", label: "Pause while typing", kind: "boolean", default: false },
  restMs: { group: "Playing", label: "Resume when nothing is typed for", kind: "number", min: 200, max: 10_000, step: 0.1, unit: "s", default: 1_000 },
  boostPercent: { group: "Playing", label: "Volume boost", kind: "number", min: 100, max: 600, step: 10, unit: "%", default: 250 },
  stepMs: { group: "Playing", label: "Step length without video", kind: "number", min: 1, max: 1_000, step: 1, unit: "ms", default: 10 },
  showMeter: { group: "Playing", label: "Show the level meter", kind: "boolean", default: true },

  captionPercent: { group: "Video", label: "Cue size on the video", kind: "number", min: 50, max: 300, step: 10, unit: "%", default: 100 },
  captionSpeakers: { group: "Video", label: "Show speaker names in the cue", kind: "boolean", default: false },
  showSafeArea: { group: "Video", label: "Show the safe area", kind: "boolean", default: false },

  waveform: { group: "Timeline", label: "Waveform", kind: "choice", options: [["mixed", "All channels mixed"], ["both", "One lane per channel"]], default: "mixed" },
  speakerLanes: { group: "Timeline", label: "A lane for each speaker", kind: "boolean", default: true, hint: "Where there are two or more. {speaker-lanes} shows and hides them." },
  spectrogram: { group: "Timeline", label: "Spectrogram", kind: "choice", options: [["off", "Off"], ["below", "Below the waveform"], ["over", "Instead of the waveform"]], default: "off" },
  spectrogramScale: { group: "Timeline", label: "Spectrogram scale", kind: "choice", options: [["mel", "Mel"], ["linear", "Linear"]], default: "mel" },
  spectrogramContrast: { group: "Timeline", label: "Spectrogram contrast", kind: "number", min: 0, max: 100, step: 5, unit: "%", default: 50 },
  spectrogramBrightness: { group: "Timeline", label: "Spectrogram brightness", kind: "number", min: 0, max: 100, step: 5, unit: "%", default: 50 },
  spectrogramColours: { group: "Timeline", label: "Spectrogram colours", kind: "choice", options: [["auto", "Same as the theme"], ["heat", "Heat"], ["ink", "Ink"]], default: "auto" },

  doubtPercent: { group: "Text", label: "Mark words with a confidence below", kind: "number", min: 1, max: 99, step: 1, unit: "%", default: 80 },
  realign: { group: "Timeline", label: "Realign words after editing", kind: "boolean", default: true },
  snapToSound: { group: "Timeline", label: "Snap dragged edges to speech starts and ends", kind: "boolean", default: true },
  linkEdges: { group: "Timeline", label: "Move touching edges together", kind: "boolean", default: true },

  showsDifferences: { group: "Text", label: "Show the differences before a redraft is applied", kind: "choice", options: [["auto", "If the range has corrections"], ["always", "Always"], ["never", "Never"]], default: "auto" },
  spellCheck: { group: "Text", label: "Check spelling", kind: "boolean", default: true, hint: "The browser checks, in the recording's language." },
  correctsTyping: { group: "Text", label: "Autocorrect and expand abbreviations", kind: "boolean", default: true, hint: "Uses the lists on the Word lists page." },
  fixesSeams: { group: "Text", label: "Correct capitals and full stops when splitting and merging", kind: "boolean", default: true },
  offersElsewhere: { group: "Text", label: "After a correction, suggest correcting the same mistake elsewhere", kind: "boolean", default: true },
  marksHesitations: { group: "Text", label: "Strike through fillers and repetitions that clean exports leave out", kind: "boolean", default: false },
  dropsRepeats: { group: "Text", label: "Clean: leave out repeated words", kind: "boolean", default: false },
  dropsFalseStarts: { group: "Text", label: "Clean: leave out broken-off words", kind: "boolean", default: false },
  soundMarks: { group: "Text", label: "Non-speech marks", kind: "lines", default: ["[laughter]", "[music]", "[inaudible {time}]", "[crosstalk]"], hint: "One per line, inserted with {mark-1} to 9. {time} is the time of the playhead." },
  autocorrect: { group: "Text", label: "Autocorrect", kind: "own", default: [{ from: "teh", to: "the" }] },
  expansions: { group: "Text", label: "Abbreviations", kind: "own", default: [{ from: ";br", to: "[break {time}]" }] },
  fillers: { group: "Text", label: "Fillers", kind: "own", default: {} },

  // Usual subtitle limits: 7 s, two lines of 42 characters, 17 characters a second (Netflix: 20).
  columns: { group: "Segments", label: "Columns", kind: "own", default: ["number", "start", "duration", "speed", "speaker", "status"] },
  maxSegmentMs: { group: "Segments", label: "Longest segment", kind: "number", min: 0, max: 600_000, unit: "s", default: 7_000, hint: "Segments beyond these limits are marked in the list and found by the filter “Too long”. 0: not checked." },
  maxSegmentChars: { group: "Segments", label: "Most characters of a segment", kind: "number", min: 0, max: 10_000, default: 84 },
  maxCps: { group: "Segments", label: "Most characters a second", kind: "number", min: 0, max: 100, default: 20 },
  minGapMs: { group: "Segments", label: "Shortest gap between segments", kind: "number", min: 0, max: 10_000, unit: "ms", default: 0, hint: "Overlaps are always marked." },
  copySpeakers: { group: "Segments", label: "Copied segments name their speakers", kind: "boolean", default: true },
  copyTimes: { group: "Segments", label: "Copied segments begin with their times", kind: "boolean", default: false },

  draftModel: { group: "New recordings", label: "Model", kind: "own", default: "base" },
  draftLanguage: { group: "New recordings", label: "Language", kind: "own", default: "auto" },
  draftHotwords: { group: "New recordings", label: "Names and terms, separated by commas", kind: "text", default: "" },
  draftDetectEach: { group: "New recordings", label: "The language changes within the recording", kind: "boolean", default: false },
  draftKeepNumbers: { group: "New recordings", label: "Keep numbers as heard", kind: "boolean", default: false },
  draftKeepSpelling: { group: "New recordings", label: "Keep spelling as heard", kind: "boolean", default: false },
  draftTranslate: { group: "New recordings", label: "Also translate to English", kind: "boolean", default: false },

  exportFormat: { group: "General", label: "Format of exports", kind: "own", default: "srt" },
  exportProfile: { group: "General", label: "Delivery profile of exports", kind: "own", default: "" },
  timecodes: { group: "General", label: "Timecodes of recordings", kind: "own", default: {} },
  videoChoices: {
    group: "General", label: "Video with subtitles", kind: "own",
    default: { mode: "burn-in", container: "mp4", quality: "normal", trackFormat: "srt", title: "", profile: "", frameRate: "", preset: "outline", style: {}, canvas: { width: 1280, height: 720, colour: "#000000" } },
  },
  exportClean: { group: "General", label: "Exports without disfluencies", kind: "own", default: false },
  exportOptions: { group: "General", label: "Options of exports", kind: "own", default: {} },

  tabMoves: { group: "Accessibility", label: "Tab moves to the next control", kind: "boolean", default: false, hint: "If off, Tab plays and pauses while you type. Escape leaves the text." },
  forScreenReaders: { group: "Accessibility", label: "Screen reader support", kind: "boolean", default: false, hint: "All segments are in the page with position and count, and the selected one is announced. Slower with thousands of segments." },

  keys: { group: "Keyboard", label: "Custom keys", kind: "own", default: {} },
  keyPreset: { group: "Keyboard", label: "Keys as in", kind: "own", default: "ours" },
  pedals: { group: "Keyboard", label: "Foot pedals", kind: "own", default: {} },
  recentCommands: { group: "Keyboard", label: "Recent commands", kind: "own", default: [] },
  tour: { group: "Keyboard", label: "Tour", kind: "own", default: "" },
  tourStep: { group: "Keyboard", label: "Step of the tour", kind: "own", default: 0 },
};

export const DEFAULTS = /** @type {Settings} */ (Object.fromEntries(Object.entries(SETTINGS).map(([id, row]) => [id, row.default])));

/**
 * @param {Pick<Storage, "getItem" | "setItem"> | null} storage
 */
export function createSettings(storage) {
  const settings = signal({ ...DEFAULTS, ...read(storage) });
  return {
    settings,
    /** @param {Partial<Settings>} changes */
    change(changes) {
      settings.value = { ...settings.value, ...read(storage), ...changes }; // keep changes made in other windows
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
    return typeof kept === "object" && kept !== null ? withIdsOfNow(kept) : {};
  } catch {
    return {}; // not written by this program; the next change overwrites it
  }
}

/**
 * The settings with the ids that commands have now.
 *
 * @param {Partial<Settings>} kept
 * @returns {Partial<Settings>}
 */
function withIdsOfNow(kept) {
  const { keys, recentCommands } = kept;
  return { ...kept, ...(keys && { keys: withCurrentIds(keys) }), ...(Array.isArray(recentCommands) && { recentCommands: recentCommands.map(currentId) }) };
}
