/**
 * The player: one media element and its state as signals. `core/player/playback.js` decides when it
 * starts, stops and repeats; `audio-graph.js` processes the audio.
 *
 * It plays the server's proxy, whose timestamps equal those of the decoded audio, so that times are the
 * same in the player, the list and the timeline. The interface uses integer milliseconds; the media
 * element's seconds stay in this file.
 */

import { computed, effect, signal } from "@preact/signals";

import { clamp } from "../../core/base/numbers.js";
import { Playback, endAfter } from "../../core/player/playback.js";
import { FASTEST, SLOWEST, createPlaybackPreferences } from "../../core/player/playback-preferences.js";
import { createVideo } from "./video.js";
import { drawBar } from "./controls.js";
import { createAudioGraph } from "./audio-graph.js";

export { FASTEST, SLOWEST };

/** @typedef {import("../../core/base/scope.js").Scope} Scope */
/** @typedef {import("../../core/player/playback.js").Passage} Passage */
/** @typedef {import("../../core/sync/api-types.js").Media} Media */

const POLL_MS = 2_000; // how often to ask for the proxy while the recording is being prepared
const EARLY_MS = 8; // playback stops this much before an edge, because audio continues briefly after a pause
const AIM_MS = 400; // a nearer edge gets a timer: animation frames may be late or suspended

/**
 * @param {Scope} scope
 * @param {import("../../core/sync/transcript-store.js").Store} store
 * @param {object} options
 * @param {HTMLElement} options.element
 * @param {Media} options.media
 * @param {() => Promise<Media>} options.readMedia as it is now
 * @param {ReturnType<typeof import("../../core/commands/settings.js").createSettings>} options.settingsStore
 */
export function createPlayer(scope, store, { element, media, readMedia, settingsStore }) {
  const { settings } = settingsStore;
  const memory = createPlaybackPreferences(storage(), media.id);
  const remembered = memory.recall();
  const playing = signal(false);
  const held = signal(false);
  const begun = signal(0);
  const timeMs = signal(0);
  const durationMs = signal(toMs(media.duration ?? 0));
  const rate = signal(remembered.rate);
  const volume = signal(remembered.volume);
  const boosts = signal(remembered.boosts);
  const clears = signal(remembered.clears);
  const loops = signal(false);
  const loopPassage = signal(/** @type {Passage | null} */ (null));
  const ready = signal(false);
  const error = signal("");
  const latest = signal(media);
  const stillNeeded = signal(media.stream_url === null);
  const sound = /** @type {HTMLMediaElement} */ (
    document.createElement(media.has_video ? "video" : "audio")
  );
  sound.preload = "auto";
  sound.preservesPitch = true;
  const chain = createAudioGraph(scope, sound);
  const playback = new Playback(
    () => ({ ...settings.peek(), loops: loops.peek() }),
    { loop: () => loopPassage.peek(), endAfter: (ms) => endAfter(store.index.peek(), ms) },
  );
  let source = "";
  let begunMs = 0; // the last seek position: the audible position is not before it
  let frame = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let edgeTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let restTimer;

  const exactMs = () => sound.currentTime * 1000;
  const showTime = () => {
    const behindMs = sound.paused ? 0 : chain.latencyMs() * sound.playbackRate;
    timeMs.value = Math.round(Math.max(Math.min(begunMs, exactMs()), exactMs() - behindMs));
  };
  const readTime = () => {
    const order = sound.paused || sound.seeking ? null : playback.reach(exactMs() + EARLY_MS * sound.playbackRate);
    if (order) obey(order);
    else showTime();
    aim();
  };
  /** @param {import("../../core/player/playback.js").Order} order */
  const obey = ({ kind, atMs }) => {
    if (kind === "jump") return move(atMs);
    sound.pause();
    move(Math.max(0, atMs - 1)); // the last millisecond of the range, not the first of the next
  };
  const aim = () => {
    clearTimeout(edgeTimer);
    const edgeMs = playback.edgeAhead();
    const leftMs = edgeMs === null ? Infinity : (edgeMs - exactMs()) / sound.playbackRate - EARLY_MS;
    if (leftMs >= AIM_MS) return chain.openGate();
    edgeTimer = setTimeout(readTime, Math.max(0, leftMs));
    return chain.closeGate(leftMs + EARLY_MS); // in case the timer is late
  };
  const tick = () => {
    readTime();
    frame = playing.peek() ? requestAnimationFrame(tick) : 0;
  };
  const move = (/** @type {number} */ ms) => {
    begunMs = ms;
    timeMs.value = ms;
    sound.currentTime = ms / 1000;
  };
  const load = (/** @type {string} */ url) => {
    const at = timeMs.peek();
    source = url;
    error.value = "";
    ready.value = false;
    sound.src = url;
    if (at > 0) move(at);
  };
  const start = (/** @type {number} */ fromMs) => {
    held.value = false;
    if (fromMs !== timeMs.peek() || fromMs !== Math.round(exactMs())) move(fromMs);
    chain.wake();
    sound.play().catch((/** @type {DOMException} */ reason) => {
      if (reason.name === "AbortError") return; // paused before playback began
      playback.pause(exactMs());
      if (reason.name === "NotAllowedError") {
        error.value = "The browser requires a click before it plays audio: press the play button.";
      }
    });
  };
  const prepare = () => {
    if (!source) error.value = "The audio is still being prepared. Try again in a moment.";
    else if (sound.error) load(source);
    return source !== "";
  };
  const place = () => (sound.paused ? timeMs.peek() : exactMs());
  const armRest = () => {
    clearTimeout(restTimer);
    const left = playback.restLeft(performance.now());
    held.value = left !== null;
    if (left !== null) restTimer = setTimeout(left > 0 ? armRest : () => start(playback.play(place())), left);
  };

  const player = {
    playing,
    /** Paused by typing; playback continues after a rest. */
    held,
    /** Number of times the user started playback. */
    begun,
    timeMs,
    durationMs,
    rate,
    /** 0 to 1 */
    volume,
    boosts,
    clears,
    loops,
    /** The range that repeats while `loops` is on. */
    loopPassage,
    /** Whether the element can play. */
    ready,
    /** Error message; empty if there is none. */
    error,
    /** The recording in its last state from the server. */
    media: latest,
    chain,
    /** Whether it plays or will continue automatically. */
    underWay: computed(() => playing.value || held.value),
    play() {
      if (!prepare()) return;
      if (sound.ended || (durationMs.peek() && timeMs.peek() >= durationMs.peek())) {
        playback.end();
        move(0);
      }
      begun.value++;
      start(playback.play(place()));
    },
    pause() {
      playback.pause(place());
      sound.pause();
      armRest();
    },
    seek(/** @type {number} */ ms) {
      const at = Math.round(clamp(ms, 0, durationMs.peek() || ms));
      playback.seek(at);
      move(at);
      armRest();
      aim();
    },
    toggle: () => (sound.paused ? player.play() : player.pause()),
    /** Relative; may be negative. */
    skip: (/** @type {number} */ ms) => player.seek(timeMs.peek() + ms),
    /** Play a range and stop at its end. */
    playRange(/** @type {number} */ startMs, /** @type {number} */ endMs) {
      if (!prepare()) return player.seek(startMs);
      begun.value++;
      start(playback.playPassage({ startMs, endMs }));
    },
    /** The user types: pause if the setting says so. */
    type() {
      if (playback.type(performance.now(), exactMs()) === "pause") sound.pause();
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
      player.type();
    },
    endComposing: () => playback.compose(false),
    /** The recording has changed (its proxy is ready). */
    update(/** @type {Media} */ next) {
      latest.value = next;
      stillNeeded.value = next.stream_url === null;
      if (next.duration) durationMs.value = toMs(next.duration);
      if (next.stream_url && next.stream_url !== source) load(next.stream_url);
      if (next.state === "failed" && !next.stream_url) {
        stillNeeded.value = false;
        error.value = next.error ?? "This recording could not be prepared for playback.";
      }
    },
  };

  scope.listen(sound, "play", () => {
    error.value = "";
    if (playback.state !== "playing") move(playback.play(timeMs.peek())); // by a media key or in the picture-in-picture window
    playing.value = true;
    if (!frame) frame = requestAnimationFrame(tick);
  });
  scope.listen(sound, "pause", () => {
    if (!sound.paused) return; // it is already playing again
    playing.value = false;
    if (playback.state === "playing") playback.pause(exactMs());
    showTime();
  });
  scope.listen(sound, "ended", () => {
    playback.end();
    playing.value = false;
  });
  scope.listen(sound, "seeked", aim);
  scope.listen(sound, "timeupdate", () => {
    if (!sound.seeking) readTime(); // the only clock in a background tab
  });
  scope.listen(sound, "loadedmetadata", () => {
    ready.value = true;
    sound.playbackRate = rate.peek();
    if (!durationMs.peek() && Number.isFinite(sound.duration)) durationMs.value = toMs(sound.duration);
  });
  scope.listen(sound, "error", () => {
    if (!source) return;
    ready.value = false;
    playing.value = false;
    playback.end();
    error.value = explain(sound.error);
  });
  scope.add(
    effect(() => {
      sound.playbackRate = clamp(rate.value, SLOWEST, FASTEST);
      sound.defaultPlaybackRate = sound.playbackRate;
      const boost = boosts.value ? settings.value.boostPercent / 100 : 1;
      chain.set({ volume: clamp(volume.value, 0, 1), boost: clamp(boost, 1, 8), clears: clears.value });
      memory.keep({ rate: rate.value, volume: volume.value, boosts: boosts.value, clears: clears.value });
    }),
  );
  scope.add(
    effect(() => {
      void [loops.value, loopPassage.value, settings.value, store.index.value];
      const order = playback.changeLoop(exactMs());
      if (order) obey(order);
      aim();
    }),
  );
  scope.every(POLL_MS, async () => {
    if (!stillNeeded.peek() || document.hidden) return;
    const next = await readMedia().catch(() => null); // the server is unreachable: asked again
    if (next && !scope.closed) player.update(next);
  });
  scope.add(() => {
    cancelAnimationFrame(frame);
    clearTimeout(edgeTimer);
    clearTimeout(restTimer);
    sound.removeAttribute("src");
    sound.load();
  });

  if (media.has_video) createVideo(scope, { element, video: /** @type {HTMLVideoElement} */ (sound), player, store, settings });
  else element.append(sound);
  element.classList.toggle("has-video", media.has_video);
  drawBar(scope, { element, player, isPreparing: stillNeeded, settingsStore });
  player.update(media);
  return player;
}

/** @typedef {ReturnType<typeof createPlayer>} Player */

/** @param {MediaError | null} problem */
function explain(problem) {
  if (problem?.code === 2) {
    return "The audio stream was interrupted. Is Transcribe still running? Press play to try again.";
  }
  if (problem?.code === 3) {
    return "The browser could not decode the audio here. Press play to try again from this position.";
  }
  return "The audio could not be loaded. Is Transcribe still running? Press play to try again.";
}

/** @param {number} seconds */
function toMs(seconds) {
  return Math.round(seconds * 1000);
}

/** Access to storage may be denied. */
function storage() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
