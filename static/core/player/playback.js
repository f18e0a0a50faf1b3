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

export class Playback {
  #settings;
  #around;
  /** @type {"stopped" | "playing" | "held"} held: paused by typing, resumes after a rest */
  #state = "stopped";
  /** @type {number | null} position of a pause, until the position changes */
  #pausedAtMs = null;
  /** @type {number | null} position of a stop at an edge, until the position changes */
  #edgeMs = null;
  /** @type {Passage | null} the range that is played on its own */
  #passage = null;
  #passedMs = 0; // segment ends up to here are handled
  #hasStrayed = false; // the user moved past the end of the loop: do not loop
  #restAtMs = 0;
  #isComposing = false;

  /**
   * @param {() => SettingsStore} settings
   * @param {Surroundings} around
   */
  constructor(settings, around) {
    this.#settings = settings;
    this.#around = around;
  }

  get state() {
    return this.#state;
  }

  /**
   * Start playback.
   * @param {number} nowMs current position
   * @returns {number} where to start
   */
  play(nowMs) {
    if (this.#state !== "held") this.#passage = null;
    if (this.#edgeMs !== null) return this.#begin(this.#enter(this.#edgeMs), this.#edgeMs);
    if (this.#pausedAtMs !== null) return this.#begin(this.#enter(this.#rewound(this.#pausedAtMs)), this.#pausedAtMs);
    return this.#begin(this.#enter(nowMs), nowMs);
  }

  /**
   * Play one range; stop at its end, or repeat it while looping is on.
   * @param {Passage} wanted
   * @returns {number} where to start
   */
  playPassage(wanted) {
    this.#passage = wanted;
    this.#hasStrayed = false;
    return this.#begin(wanted.startMs, wanted.startMs);
  }

  /** The user paused, directly or by another action. @param {number} nowMs */
  pause(nowMs) {
    this.#passage = null;
    this.#state = "stopped";
    this.#pausedAtMs = nowMs;
  }

  /**
   * The user stopped playback in order to type. With "Pause while typing" it resumes after the typing, however long that
   * takes to begin; without, this is a pause.
   * @param {number} nowMs
   */
  pauseToType(nowMs) {
    if (this.#state === "stopped" || !this.#settings().pauseWhileTyping) return this.pause(nowMs);
    if (this.#state === "playing") this.#pausedAtMs = nowMs;
    this.#state = "held";
    this.#restAtMs = Infinity;
  }

  /** Playback reached the end of the recording, or the media was lost. */
  end() {
    this.#passage = null;
    this.#state = "stopped";
    this.#pausedAtMs = this.#edgeMs = null;
  }

  /** The user moved the position: do not rewind next time, and do not resume if typing paused playback. @param {number} ms */
  seek(ms) {
    if (this.#state === "held") this.#state = "stopped";
    if (this.#passage && (ms < this.#passage.startMs || ms >= this.#passage.endMs)) this.#passage = null;
    const repeated = this.#loop();
    this.#hasStrayed = repeated !== null && ms >= repeated.endMs;
    this.#pausedAtMs = this.#edgeMs = null;
    this.#passedMs = ms;
  }

  /**
   * The next position at which something happens during playback, or null.
   * @returns {number | null}
   */
  edgeAhead() {
    if (this.#state !== "playing") return null;
    const repeated = this.#loop();
    if (repeated) return this.#hasStrayed ? null : repeated.endMs;
    if (this.#passage) return this.#passage.endMs;
    return this.#settings().pauseAtEnd ? this.#around.endAfter(this.#passedMs) : null;
  }

  /**
   * Playback reached a position.
   * @param {number} nowMs
   * @returns {Order | null}
   */
  reach(nowMs) {
    const atMs = this.edgeAhead();
    if (atMs === null || nowMs < atMs) return null;
    const repeated = this.#loop();
    if (repeated) {
      this.#passedMs = repeated.startMs;
      return { kind: "jump", atMs: repeated.startMs };
    }
    this.#passage = null;
    this.#state = "stopped";
    this.#edgeMs = this.#passedMs = atMs;
    return { kind: "stop", atMs };
  }

  /**
   * The range to repeat has changed.
   * @param {number} nowMs
   * @returns {Order | null} where to move to be inside it
   */
  changeLoop(nowMs) {
    if (this.#state !== "playing" || !this.#loop()) return null;
    const fromMs = this.#enter(nowMs);
    return fromMs === nowMs ? null : { kind: "jump", atMs: fromMs };
  }

  /**
   * The user typed.
   * @param {number} moment
   * @param {number} nowMs current position
   * @returns {"pause" | null}
   */
  type(moment, nowMs) {
    const isPlaying = this.#state === "playing";
    if (this.#state === "stopped" || (isPlaying && !this.#settings().pauseWhileTyping)) return null;
    this.#restAtMs = moment + this.#settings().restMs;
    if (!isPlaying) return null;
    this.#state = "held";
    this.#pausedAtMs = nowMs;
    return "pause";
  }

  /** The user moved the cursor without typing: extends the rest, but does not pause. @param {number} moment */
  stir(moment) {
    if (this.#state === "held" && this.#restAtMs < Infinity) this.#restAtMs = moment + this.#settings().restMs;
  }

  /** An input method is composing characters: the rest has not begun. @param {boolean} is */
  compose(is) {
    this.#isComposing = is;
  }

  /** Milliseconds until held playback resumes, infinite until the user types; null if not held. @param {number} moment */
  restLeft(moment) {
    if (this.#state !== "held") return null;
    return Math.max(this.#isComposing ? this.#settings().restMs : 0, this.#restAtMs - moment);
  }

  /** The range that is repeated at present. */
  #loop() {
    const wanted = this.#settings().loops ? (this.#passage ?? this.#around.loop()) : null;
    return wanted && wanted.endMs - wanted.startMs >= SHORTEST_LOOP_MS ? wanted : null;
  }

  /** @param {number} fromMs @param {number} settledMs */
  #begin(fromMs, settledMs) {
    this.#state = "playing";
    this.#pausedAtMs = this.#edgeMs = null;
    this.#passedMs = settledMs;
    return Math.round(fromMs);
  }

  /** Where playback resumes after a pause: earlier, but inside the range being played. @param {number} ms */
  #rewound(ms) {
    const inside = this.#passage ?? this.#loop();
    const firstMs = inside && ms > inside.startMs ? inside.startMs : 0;
    return Math.max(firstMs, ms - this.#settings().rewindMs);
  }

  /** Where playback starts: inside the range to repeat. @param {number} fromMs */
  #enter(fromMs) {
    const repeated = this.#loop();
    this.#hasStrayed = false;
    if (!repeated || (fromMs >= repeated.startMs && fromMs < repeated.endMs)) return fromMs;
    return repeated.startMs;
  }
}

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
