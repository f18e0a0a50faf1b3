/**
 * Key presets that follow other programs. A preset replaces the keys of the commands in its table.
 * Other commands keep the default keys, except keys that the preset uses. `missing` lists what those
 * programs can do and this one cannot; the settings page shows it. `{id}` in a note is the key of a command.
 *
 * Sources: oTranscribe `src/js/app/settings/defaults.json`; Subtitle Edit 4
 * `src/libse/Settings/Shortcuts.cs`, the constructor. NCH publishes no table for Express Scribe as
 * text that could be checked: its F-keys are the commonly documented ones of the Windows version.
 */

import { COMMANDS, keysOf } from "./commands.js";
import { commandsOnMac, ownOnMac, presetOnMac } from "./mac-keys.js";
import { layKeys, normalizeKey } from "./keymap.js";

/** @typedef {import("./commands.js").Overrides} Overrides */

/**
 * @typedef {object} Preset
 * @property {string} name
 * @property {string} title
 * @property {Overrides} keys
 * @property {string[]} notes what differs
 * @property {string[]} missing functions that this program lacks
 */

/** @type {Preset[]} */
export const PRESETS = [
  { name: "ours", title: "Transcribe", keys: {}, notes: [], missing: [] },
  {
    name: "otranscribe",
    title: "oTranscribe",
    keys: {
      play: { keys: ["Escape", "Control+Space"], plainKeys: ["Space"] },
      back: ["F1", "$mod+Digit1"],
      forward: ["F2", "$mod+Digit2"],
      slower: ["F3", "$mod+Digit3"],
      faster: ["F4", "$mod+Digit4"],
      "to-start": ["$mod+Digit0"],
      "go-to": ["$mod+KeyK"],
      palette: ["$mod+Shift+KeyK"],
      leave: { textKeys: ["F6"] },
    },
    notes: ["Escape plays and pauses, so {leave} leaves the text.", "The command palette moves to {palette}, because {go-to} goes to a time."],
    missing: ["Ctrl+J inserts a timestamp. In Transcribe each segment has its times.", "Ctrl+B, Ctrl+I, Ctrl+U: Transcribe has no bold, italic or underlined text."],
  },
  {
    name: "subtitle-edit",
    title: "Subtitle Edit",
    keys: {
      play: { keys: ["$mod+KeyP", "Control+Space"], textKeys: ["Tab"], plainKeys: ["Space"] },
      "play-before-word": ["Shift+F10"],
      "play-segment": { keys: ["F5"], textKeys: ["Shift+Tab"] },
      "seek-start": ["F6", "Shift+F11"],
      back: ["F7", "Alt+ArrowLeft"],
      forward: ["Alt+ArrowRight"],
      "start-here": ["F11"],
      "end-here": ["F12"],
      "end-and-next": ["F10"],
      "next-doubt": ["F8"],
      next: { keys: ["Shift+Enter", "Alt+ArrowDown"], plainKeys: ["ArrowDown"] },
      previous: { keys: ["Alt+ArrowUp"], plainKeys: ["ArrowUp"] },
      "go-to": ["$mod+KeyG"],
      insert: ["Alt+Insert", "Shift+F9"],
      split: { textKeys: ["Control+Alt+KeyV", "Enter"] },
      "merge-next": ["$mod+Shift+KeyM"],
      flag: ["$mod+Shift+KeyB"],
      find: ["$mod+KeyF"],
      "find-next": ["F3"],
      "find-replace": ["$mod+KeyH"],
      save: ["$mod+KeyS"],
      undo: ["$mod+KeyZ"],
      redo: ["$mod+KeyY", "$mod+Shift+KeyZ"],
      help: { keys: ["F1"], plainKeys: ["[Shift]+?"] },
      menu: ["Alt+KeyF"],
    },
    notes: [
      "In Subtitle Edit F7 goes back 3 s and Alt+← 0.5 s. In Transcribe both skip by the setting “Skip length”.",
      "F8 goes to the next low-confidence word. In Subtitle Edit it goes to the next error.",
      "Enter splits the segment, as {split} does. In Subtitle Edit it breaks the line.",
      "The menu moves to {menu}, because F10 sets the end and goes to the next segment.",
    ],
    missing: [
      "F9 and Ctrl+Space set the start and move all following cues.",
      "F4 jumps between start and end; F2 changes the list to source view.",
      "Ctrl+N and Ctrl+O open files. In Transcribe recordings are on the library page.",
      "Ctrl+I, Ctrl+R (break lines), Ctrl+U (case) and the keys of other tools.",
    ],
  },
  {
    name: "express-scribe",
    title: "Express Scribe, foot pedals as F-keys",
    keys: {
      play: { keys: ["Control+Space"], textKeys: ["Tab"], plainKeys: ["Space"] },
      "start-playing": ["F9"],
      "stop-playing": ["F4"],
      back: ["F7", "Alt+ArrowLeft"],
      forward: ["F8", "Alt+ArrowRight"],
      slower: ["F2"],
      faster: ["F3"],
      "normal-speed": ["F10"],
      "play-segment": { keys: ["Shift+F9"], textKeys: ["Shift+Tab"] },
      menu: ["Alt+KeyF"],
    },
    notes: [
      "F7 and F8 skip by the set length and repeat while held. In Express Scribe they wind.",
      "F2 and F3 change the speed in steps. In Express Scribe they play at a slow and a fast speed.",
      "The menu moves to {menu}. Foot pedals that send F-keys work with this preset.",
    ],
    missing: ["Keys that load, send and dispatch dictations."],
  },
];

/**
 * The effective keys: the preset's keys, overridden by the user's own.
 *
 * @param {{keyPreset: string, keys: Overrides}} settings
 * @param {boolean} [isMac]
 * @returns {Overrides} on a Mac of all commands, since the table has the keys of the other platforms
 */
export function keysInForce({ keyPreset, keys }, isMac = false) {
  const preset = PRESETS.find(({ name }) => name === keyPreset) ?? PRESETS[0];
  if (!isMac) return layKeys(COMMANDS, preset.keys, keys);
  const commands = commandsOnMac(COMMANDS);
  const laid = layKeys(commands, presetOnMac(preset.keys), ownOnMac(keys, (id) => defaultsOf(id, preset.keys)), true);
  return Object.fromEntries(commands.map((command) => [command.id, keysOf(command, laid)]));
}

/**
 * The keys of a command on platforms other than a Mac, normalized.
 *
 * @param {string} id
 * @param {Overrides} preset
 */
function defaultsOf(id, preset) {
  const command = COMMANDS.find((one) => one.id === id);
  const keys = command ? [...Object.values(keysOf(command, {})), ...Object.values(keysOf(command, preset))].flat() : [];
  return new Set(keys.map((key) => normalizeKey(key)));
}
