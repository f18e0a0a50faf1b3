/**
 * Decide where playback starts, what happens at the end of a range, and how typing pauses playback:
 * a state machine without a clock and without a media element. The player reports events and
 * carries out the returned instructions.
 *
 * Positions in the recording are integer milliseconds; moments are milliseconds of a monotonic clock.
 */

import { firstAtOrAfter } from "../document/span-index.js";

const SHORTEST_LOOP_MS = 50; // shorter ranges are accidental clicks and would only buzz

/** @typedef {{startMs: number, endMs: number}} Passage */

/**
 * User settings, read again at each decision.
 * @typedef {object} SettingsStore
 * @property {number} rewindMs how far playback goes back after a pause
 * @property {boolean} pauseAtEnd stop at the end of each segment
 * @property {boolean} loops repeat instead of stopping
 * @property {boolean} pauseWhileTyping
 * @property {number} restMs
 */

/**
 * Ranges and segment ends of the recording.
 * @typedef {object} Surroundings
 * @property {() => Passage | null} loop the range to repeat while looping is on
 * @property {(ms: number) => number | null} endAfter the next segment end after a position
 */

/**
 * What to do at an edge. `stop`: pause and move to `atMs`. `jump`: continue from `atMs`.
 * @typedef {{kind: "stop" | "jump", atMs: number}} Order
 */

/**
 * @param {() => SettingsStore} settingsStore
 * @param {Surroundings} around
 */
export function createPlayback(settingsStore, around) {
  /** @type {"stopped" | "playing" | "held"} held: paused by typing, resumes after a rest */
  let state = "stopped";
  /** @type {number | null} position of a pause, until the position changes */
  let pausedAtMs = null;
  /** @type {number | null} position of a stop at an edge, until the position changes */
  let edgeMs = null;
  /** @type {Passage | null} the range that is played on its own */
  let passage = null;
  let passedMs = 0; // segment ends up to here are handled
  let hasStrayed = false; // the user moved past the end of the loop: do not loop
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
  /** Where playback resumes after a pause: earlier, but inside the range being played. */
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

  const playback = {
    get state() {
      return state;
    },
    /**
     * Start playback.
     * @param {number} nowMs current position
     * @returns {number} where to start
     */
    play(nowMs) {
      if (state !== "held") passage = null;
      if (edgeMs !== null) return begin(enter(edgeMs), edgeMs);
      if (pausedAtMs !== null) return begin(enter(rewound(pausedAtMs)), pausedAtMs);
      return begin(enter(nowMs), nowMs);
    },
    /**
     * Play one range; stop at its end, or repeat it while looping is on.
     * @param {Passage} wanted
     * @returns {number} where to start
     */
    playPassage(wanted) {
      passage = wanted;
      hasStrayed = false;
      return begin(wanted.startMs, wanted.startMs);
    },
    /** The user paused, directly or by another action. @param {number} nowMs */
    pause(nowMs) {
      passage = null;
      state = "stopped";
      pausedAtMs = nowMs;
    },
    /** Playback reached the end of the recording, or the media was lost. */
    end() {
      passage = null;
      state = "stopped";
      pausedAtMs = edgeMs = null;
    },
    /** The user moved the position: do not rewind next time, and do not resume if typing paused playback. @param {number} ms */
    seek(ms) {
      if (state === "held") state = "stopped";
      if (passage && (ms < passage.startMs || ms >= passage.endMs)) passage = null;
      const repeated = loop();
      hasStrayed = repeated !== null && ms >= repeated.endMs;
      pausedAtMs = edgeMs = null;
      passedMs = ms;
    },
    /**
     * The next position at which something happens during playback, or null.
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
     * Playback reached a position.
     * @param {number} nowMs
     * @returns {Order | null}
     */
    reach(nowMs) {
      const atMs = playback.edgeAhead();
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
     * The range to repeat has changed.
     * @param {number} nowMs
     * @returns {Order | null} where to move to be inside it
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
     * @param {number} nowMs current position
     * @returns {"pause" | null}
     */
    type(moment, nowMs) {
      playback.stir(moment);
      if (state !== "playing" || !settingsStore().pauseWhileTyping) return null;
      state = "held";
      pausedAtMs = nowMs;
      restAtMs = moment + settingsStore().restMs;
      return "pause";
    },
    /** The user moved the cursor without typing: extends the rest, but does not pause. @param {number} moment */
    stir(moment) {
      if (state === "held") restAtMs = moment + settingsStore().restMs;
    },
    /** An input method is composing characters: the rest has not begun. @param {boolean} is */
    compose(is) {
      isComposing = is;
    },
    /** Milliseconds until held playback resumes; null if not held. @param {number} moment */
    restLeft(moment) {
      if (state !== "held") return null;
      return Math.max(isComposing ? settingsStore().restMs : 0, restAtMs - moment);
    },
  };
  return playback;
}

/** @typedef {ReturnType<typeof createPlayback>} Playback */

/**
 * The next segment end after a position; segments may overlap and have gaps.
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
