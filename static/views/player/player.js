/**
 * The player: one media element and its state as signals. `core/player/playback.js` decides when it
 * starts, stops and repeats; `audio-graph.js` processes the audio.
 *
 * It plays the server's proxy, whose timestamps equal those of the decoded audio, so that times are the
 * same in the player, the list and the timeline. The interface uses integer milliseconds.
 */

import { computed, effect, signal } from "@preact/signals";

import { clamp } from "../../core/base/numbers.js";
import { Playback, endAfter } from "../../core/player/playback.js";
import { FASTEST, SLOWEST, createPlaybackPreferences } from "../../core/player/playback-preferences.js";
import { createVideo } from "./video.js";
import { drawBar } from "./controls.js";
import { createAudioGraph } from "./audio-graph.js";
import { createEdges } from "./edges.js";
import { USUAL_CHOICE, chooseTimecodes, timecodeChoiceOf } from "../../core/player/shown-time.js";
import { createPosition } from "./position.js";
import { createSource } from "./source.js";

export { FASTEST, SLOWEST };

/** @typedef {import("../../core/base/scope.js").Scope} Scope */
/** @typedef {import("../../core/player/playback.js").Passage} Passage */
/** @typedef {import("../../core/sync/api-types.js").Media} Media */
/** @typedef {import("../../core/sync/transcript-store.js").Store} Store */
/** @typedef {ReturnType<typeof import("../../core/commands/settings.js").createSettings>} SettingsStore */

/**
 * @param {Scope} scope
 * @param {Store} store
 * @param {object} options
 * @param {HTMLElement} options.element
 * @param {Media} options.media
 * @param {() => Promise<Media>} options.readMedia as it is now
 * @param {SettingsStore} options.settingsStore
 */
export function createPlayer(scope, store, { element, media, readMedia, settingsStore }) {
  const { settings } = settingsStore;
  const sound = /** @type {HTMLMediaElement} */ (document.createElement(media.has_video ? "video" : "audio"));
  sound.preload = "auto";
  sound.preservesPitch = true;
  chooseTimecodes(media, timecodeChoiceOf(media, settings.peek().timecodes[media.id]) ?? USUAL_CHOICE); // before anything shows a time
  const preferences = createPreferences(scope, { mediaId: media.id });
  const state = createState();
  const { playing, loops, loopPassage } = state;
  const playback = new Playback(
    () => ({ ...settings.peek(), loops: loops.peek() }),
    { loop: () => loopPassage.peek(), endAfter: (ms) => endAfter(store.index.peek(), ms) },
  );
  const chain = createAudioGraph(scope, sound);
  const position = createPosition(sound, chain.latencyMs);
  const onLost = () => {
    playing.value = false;
    playback.end();
  };
  const source = createSource(scope, { sound, media, readMedia, position, onLost });
  const edges = createEdges(scope, { sound, chain, playback, position, isPlaying: () => playing.peek() });
  const parts = { sound, chain, playback, position, source, edges, state };
  const { isPreparing, media: latest, durationMs, ready, error, update } = source;
  const player = {
    ...state,
    ...preferences,
    timeMs: position.timeMs,
    durationMs,
    media: latest,
    ready,
    error,
    update,
    chain,
    /** Whether it plays or will continue automatically. */
    underWay: computed(() => playing.value || state.held.value),
    /** Why it does not play; empty if there is nothing to say. */
    note: computed(() => ({
      text: error.value || (isPreparing.value ? "Preparing the audio…" : state.held.value ? "Continues when you stop typing" : ""),
      isError: error.value !== "",
    })),
    ...createTransport(scope, parts),
  };

  listenToElement(scope, parts);
  scope.listen(sound, "loadedmetadata", () => void (sound.playbackRate = preferences.rate.peek()));
  scope.add(
    effect(() => {
      const { rate, volume, boosts, clears } = preferences;
      sound.playbackRate = clamp(rate.value, SLOWEST, FASTEST);
      sound.defaultPlaybackRate = sound.playbackRate;
      const boost = boosts.value ? settings.value.boostPercent / 100 : 1;
      chain.set({ volume: clamp(volume.value, 0, 1), boost: clamp(boost, 1, 8), clears: clears.value });
    }),
  );
  scope.add(
    effect(() => {
      void [loops.value, loopPassage.value, settings.value, store.index.value];
      const order = playback.changeLoop(position.exactMs());
      if (order) edges.obey(order);
      edges.aim();
    }),
  );

  if (media.has_video) createVideo(scope, { element, video: /** @type {HTMLVideoElement} */ (sound), player, store, settings });
  else element.append(sound);
  element.classList.toggle("has-video", media.has_video);
  drawBar(scope, { element, player, settingsStore });
  update(media);
  return player;
}

/** @typedef {ReturnType<typeof createPlayer>} Player */

function createState() {
  return {
    playing: signal(false),
    /** Paused by typing; playback continues after a rest. */
    held: signal(false),
    /** Number of times the user started playback. */
    begun: signal(0),
    loops: signal(false),
    /** The range that repeats while `loops` is on. */
    loopPassage: signal(/** @type {Passage | null} */ (null)),
  };
}

/**
 * Speed, volume and filters, remembered for the next time.
 *
 * @param {Scope} scope
 * @param {{mediaId: string}} options
 */
function createPreferences(scope, { mediaId }) {
  const memory = createPlaybackPreferences(storage(), mediaId);
  const remembered = memory.recall();
  const rate = signal(remembered.rate);
  const volume = signal(remembered.volume);
  const boosts = signal(remembered.boosts);
  const clears = signal(remembered.clears);
  scope.add(effect(() => memory.keep({ rate: rate.value, volume: volume.value, boosts: boosts.value, clears: clears.value })));
  return { rate, /** 0 to 1 */ volume, boosts, clears };
}

/**
 * @typedef {object} Parts
 * @property {HTMLMediaElement} sound
 * @property {import("./audio-graph.js").AudioGraph} chain
 * @property {Playback} playback
 * @property {import("./position.js").Position} position
 * @property {import("./source.js").Source} source
 * @property {import("./edges.js").Edges} edges
 * @property {ReturnType<typeof createState>} state
 */

/**
 * Start, stop and move playback, by the user and by the user's typing.
 *
 * @param {Scope} scope
 * @param {Parts} parts
 */
function createTransport(scope, { sound, chain, playback, position, source, edges, state }) {
  const { timeMs } = position;
  const { durationMs } = source;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let restTimer;
  scope.add(() => clearTimeout(restTimer));

  const start = (/** @type {number} */ fromMs) => {
    state.held.value = false;
    if (fromMs !== timeMs.peek() || fromMs !== Math.round(position.exactMs())) position.move(fromMs);
    chain.wake();
    sound.play().catch((/** @type {DOMException} */ reason) => {
      if (reason.name === "AbortError") return; // paused before playback began
      playback.pause(position.exactMs());
      if (reason.name === "NotAllowedError") {
        source.error.value = "The browser requires a click before it plays audio: press the play button.";
      }
    });
  };
  const armRest = () => {
    clearTimeout(restTimer);
    const left = playback.restLeft(performance.now());
    const willResume = left !== null && left < Infinity; // before the first letter, the user has only paused
    state.held.value = willResume;
    if (willResume) restTimer = setTimeout(left > 0 ? armRest : () => start(playback.play(position.nowMs())), left);
  };

  const transport = {
    play() {
      if (!source.prepare()) return;
      if (sound.ended || (durationMs.peek() && timeMs.peek() >= durationMs.peek())) {
        playback.end();
        position.move(0);
      }
      state.begun.value++;
      start(playback.play(position.nowMs()));
    },
    pause() {
      playback.pause(position.nowMs());
      sound.pause();
      armRest();
    },
    /** Pause until the user has typed, if the setting says so; else until the user plays. */
    pauseToType() {
      playback.pauseToType(position.nowMs());
      sound.pause();
      armRest();
    },
    seek(/** @type {number} */ ms) {
      const at = Math.round(clamp(ms, 0, durationMs.peek() || ms));
      playback.seek(at);
      position.move(at);
      armRest();
      edges.aim();
    },
    /** What plays, or is held by typing, goes on at a later position; it never goes back. @param {number} ms */
    goOnTo(ms) {
      const isHeld = state.held.peek();
      if ((!isHeld && sound.paused) || ms <= timeMs.peek()) return;
      transport.seek(ms);
      if (isHeld) transport.play();
    },
    toggle: () => (sound.paused ? transport.play() : transport.pause()),
    /** Relative; may be negative. */
    skip: (/** @type {number} */ ms) => transport.seek(timeMs.peek() + ms),
    /** Play a range and stop at its end. */
    playRange(/** @type {number} */ startMs, /** @type {number} */ endMs) {
      if (!source.prepare()) return transport.seek(startMs);
      state.begun.value++;
      start(playback.playPassage({ startMs, endMs }));
    },
    /** The user types: pause if the setting says so. */
    type() {
      if (playback.type(performance.now(), position.exactMs()) === "pause") sound.pause();
      armRest();
    },
    /** The user moves in the text: restart the rest timer. */
    stir() {
      playback.stir(performance.now());
      armRest();
    },
    /** An input method composes a character. */
    compose(/** @type {boolean} */ is) {
      playback.compose(is);
      transport.type();
    },
    endComposing: () => playback.compose(false),
  };
  return transport;
}

/**
 * Follow the element: it may also be started and stopped by the browser.
 *
 * @param {Scope} scope
 * @param {Parts} parts
 */
function listenToElement(scope, { sound, playback, position, source, edges, state: { playing } }) {
  scope.listen(sound, "play", () => {
    source.error.value = "";
    if (playback.state !== "playing") position.move(playback.play(position.timeMs.peek())); // by a media key or in the picture-in-picture window
    playing.value = true;
    edges.follow();
  });
  scope.listen(sound, "pause", () => {
    if (!sound.paused) return; // it is already playing again
    playing.value = false;
    if (playback.state === "playing") playback.pause(position.exactMs());
    position.show();
  });
  scope.listen(sound, "ended", () => {
    playback.end();
    playing.value = false;
  });
}

/** Access to storage may be denied. */
function storage() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
