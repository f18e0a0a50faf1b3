/**
 * Where playing begins, what the end of a stretch does, and what typing does to the sound: a state
 * machine without a clock and without a media element. The player tells it what happens and does
 * what it answers.
 *
 * Places in the recording are integer milliseconds, moments are milliseconds of any steady clock.
 */

import { firstAtOrAfter } from "../document/span-index.js";

const SHORTEST_LOOP_MS = 50; // shorter ones are a click of the mouse, and would only buzz

/** @typedef {{startMs: number, endMs: number}} Passage */

/**
 * What the user wishes, read anew each time.
 * @typedef {object} SettingsStore
 * @property {number} rewindMs after a pause, play begins so much earlier
 * @property {boolean} pauseAtEnd stop at each segment's end
 * @property {boolean} loops repeat instead of stopping
 * @property {boolean} pauseWhileTyping
 * @property {number} restMs
 */

/**
 * What lies around in the recording.
 * @typedef {object} Surroundings
 * @property {() => Passage | null} loop what repeats while loops are on
 * @property {(ms: number) => number | null} endAfter the next end of a segment after a place
 */

/**
 * What to do at an edge. `stop`: pause and put the sound at `atMs`. `jump`: go on from `atMs`.
 * @typedef {{kind: "stop" | "jump", atMs: number}} Order
 */

/**
 * @param {() => SettingsStore} settingsStore
 * @param {Surroundings} around
 */
export function createPlayback(settingsStore, around) {
  /** @type {"stopped" | "playing" | "held"} held: typing stopped it and a rest lets it go on */
  let state = "stopped";
  /** @type {number | null} a pause left the sound here, and nothing has moved it since */
  let pausedAtMs = null;
  /** @type {number | null} an edge stopped the sound here, and nothing has moved it since */
  let edgeMs = null;
  /** @type {Passage | null} a stretch that was asked for by itself */
  let passage = null;
  let passedMs = 0; // ends of segments up to here have been dealt with
  let hasStrayed = false; // somebody moved the sound past the loop's end: it plays on
  let restAtMs = 0;
  let isComposing = false;

  const loop = () => {
    const wanted = settingsStore().loops ? (passage ?? around.loop()) : null;
    return wanted && wanted.endMs - wanted.startMs >= SHORTEST_LOOP_MS ? wanted : null;
  };
  const begin = (/** @type {number} */ fromMs, /** @type {number} */ settledMs) => {
    state = "playing";
    pausedAtMs = edgeMs = null;
    passedMs = settledMs;
    return Math.round(fromMs);
  };
  /** Where the sound goes on after a pause: earlier, but not out of the stretch that is asked for. */
  const rewound = (/** @type {number} */ ms) => {
    const inside = passage ?? loop();
    const firstMs = inside && ms > inside.startMs ? inside.startMs : 0;
    return Math.max(firstMs, ms - settingsStore().rewindMs);
  };
  const enter = (/** @type {number} */ fromMs) => {
    const repeated = loop();
    hasStrayed = false;
    if (!repeated || (fromMs >= repeated.startMs && fromMs < repeated.endMs)) return fromMs;
    return repeated.startMs;
  };

  const machine = {
    get state() {
      return state;
    },
    /**
     * Begin to play.
     * @param {number} nowMs where the sound stands
     * @returns {number} where to begin
     */
    play(nowMs) {
      if (state !== "held") passage = null;
      if (edgeMs !== null) return begin(enter(edgeMs), edgeMs);
      if (pausedAtMs !== null) return begin(enter(rewound(pausedAtMs)), pausedAtMs);
      return begin(enter(nowMs), nowMs);
    },
    /**
     * Begin to play one stretch; it stops at its end, or repeats while loops are on.
     * @param {Passage} wanted
     * @returns {number} where to begin
     */
    playPassage(wanted) {
      passage = wanted;
      hasStrayed = false;
      return begin(wanted.startMs, wanted.startMs);
    },
    /** The sound was stopped by the user, or by what the user did elsewhere. @param {number} nowMs */
    pause(nowMs) {
      passage = null;
      state = "stopped";
      pausedAtMs = nowMs;
    },
    /** The sound came to its end, or was lost. */
    end() {
      passage = null;
      state = "stopped";
      pausedAtMs = edgeMs = null;
    },
    /** The user moved the sound: nothing is rewound, and what typing held stays stopped. @param {number} ms */
    seek(ms) {
      if (state === "held") state = "stopped";
      if (passage && (ms < passage.startMs || ms >= passage.endMs)) passage = null;
      const repeated = loop();
      hasStrayed = repeated !== null && ms >= repeated.endMs;
      pausedAtMs = edgeMs = null;
      passedMs = ms;
    },
    /**
     * The next place at which something happens while it plays, or null.
     * @returns {number | null}
     */
    edgeAhead() {
      if (state !== "playing") return null;
      const repeated = loop();
      if (repeated) return hasStrayed ? null : repeated.endMs;
      if (passage) return passage.endMs;
      return settingsStore().pauseAtEnd ? around.endAfter(passedMs) : null;
    },
    /**
     * The sound plays and is at a place.
     * @param {number} nowMs
     * @returns {Order | null}
     */
    reach(nowMs) {
      const atMs = machine.edgeAhead();
      if (atMs === null || nowMs < atMs) return null;
      const repeated = loop();
      if (repeated) {
        passedMs = repeated.startMs;
        return { kind: "jump", atMs: repeated.startMs };
      }
      passage = null;
      state = "stopped";
      edgeMs = passedMs = atMs;
      return { kind: "stop", atMs };
    },
    /**
     * Another stretch is to repeat now.
     * @param {number} nowMs
     * @returns {Order | null} where the sound has to go to be in it
     */
    changeLoop(nowMs) {
      const repeated = loop();
      if (state !== "playing" || !repeated) return null;
      const fromMs = enter(nowMs);
      return fromMs === nowMs ? null : { kind: "jump", atMs: fromMs };
    },
    /**
     * The user typed.
     * @param {number} moment
     * @param {number} nowMs where the sound is
     * @returns {"pause" | null}
     */
    type(moment, nowMs) {
      machine.stir(moment);
      if (state !== "playing" || !settingsStore().pauseWhileTyping) return null;
      state = "held";
      pausedAtMs = nowMs;
      restAtMs = moment + settingsStore().restMs;
      return "pause";
    },
    /** The user moves in the text without changing it: that is no rest, and no reason to stop. @param {number} moment */
    stir(moment) {
      if (state === "held") restAtMs = moment + settingsStore().restMs;
    },
    /** Characters are being composed of several keys (an input method): that is no rest. @param {boolean} is */
    compose(is) {
      isComposing = is;
    },
    /** Milliseconds until held sound goes on; null if it is not held. @param {number} moment */
    restLeft(moment) {
      if (state !== "held") return null;
      return Math.max(isComposing ? settingsStore().restMs : 0, restAtMs - moment);
    },
  };
  return machine;
}

/** @typedef {ReturnType<typeof createPlayback>} Playback */

/**
 * The next end of a segment after a place; segments may overlap and have gaps.
 *
 * @param {import("../document/span-index.js").SpanIndex<import("../document/span-index.js").Span>} index
 * @param {number} ms
 * @returns {number | null}
 */
export function endAfter(index, ms) {
  const { spans } = index;
  let found = Infinity;
  index.forEachIn(ms, ms + 1, (i) => void (found = Math.min(found, spans[i].endMs)));
  for (let i = firstAtOrAfter(spans, ms); i < spans.length && spans[i].startMs < found; i++) {
    if (spans[i].endMs > ms) found = Math.min(found, spans[i].endMs);
  }
  return Number.isFinite(found) ? found : null;
}
