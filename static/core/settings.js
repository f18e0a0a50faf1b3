/** What this browser remembers of its user's wishes. */

import { signal } from "@preact/signals-core";

const KEY = "transcribe.settings";

/**
 * @typedef {object} Settings
 * @property {Record<string, string[]>} keys a command's id to the keys that replace its own
 * @property {number} skipMs how far the skip keys go
 * @property {string} author who edits here, as the history says
 * @property {string} draftModel what new recordings are drafted with; "none" for no draft
 * @property {string} draftLanguage Whisper's code, or "auto"
 * @property {string} draftHotwords names and terms of new recordings, by commas
 * @property {boolean} draftDetectEach their language may change
 * @property {boolean} draftTranslate they are translated into English as well
 * @property {boolean} showTranslation under each segment, where there is one
 * @property {number} rewindMs after a pause, play begins so much earlier
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

/** @type {Settings} */
const DEFAULTS = {
  keys: {},
  skipMs: 2_000,
  author: "",
  draftModel: "base",
  draftLanguage: "auto",
  draftHotwords: "",
  draftDetectEach: false,
  draftTranslate: false,
  showTranslation: false,
  rewindMs: 1_000,
  pauseAtEnd: false,
  pauseWhileTyping: false,
  restMs: 1_000,
  leadMs: 1_000,
  boostPercent: 250,
  stepMs: 10,
  showMeter: true,
  captionSpeakers: false,
  captionPercent: 100,
  showSafeArea: false,
  theme: "system",
  textPercent: 100,
  spectrogram: "off",
  spectrogramScale: "mel",
  spectrogramContrast: 50,
  spectrogramBrightness: 50,
  spectrogramColours: "auto",
  waveform: "mixed",
  soundLayout: "audio",
  pictureLayout: "video",
};

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
