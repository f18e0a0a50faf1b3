/**
 * The player: one media element, its state as signals, its controls, and for video the picture with
 * the current segment drawn over it.
 *
 * It plays the server's proxy, whose clock is the decoded sound's, so that a time here is the same
 * time in the list and on the timeline. Times outside are integer milliseconds; the media element's
 * seconds stay in this file.
 */

import { html } from "htm/preact";
import { render } from "preact";
import { computed, effect, signal } from "@preact/signals";

import { clamp, formatClock } from "../core/geometry.js";

/** @typedef {import("../core/scope.js").Scope} Scope */

export const SLOWEST = 0.5;
export const FASTEST = 3;
const RATE_STEP = 0.1;
const SKIP_MS = 5_000;
const POLL_MS = 2_000; // how often to ask for the proxy while the recording is being prepared
const MEMORY = "transcribe.player";

/**
 * What the player needs of the API's recording.
 * @typedef {object} PlayerMedia
 * @property {string} id
 * @property {string} title
 * @property {number | null} duration seconds
 * @property {boolean} has_video
 * @property {string | null} stream_url null until the proxy is there
 * @property {string} [state]
 * @property {string | null} [error]
 */

/**
 * @typedef {object} Player
 * @property {import("@preact/signals").Signal<boolean>} playing
 * @property {import("@preact/signals").Signal<number>} timeMs
 * @property {import("@preact/signals").Signal<number>} durationMs
 * @property {import("@preact/signals").Signal<number>} rate
 * @property {import("@preact/signals").Signal<number>} volume 0 to 1
 * @property {import("@preact/signals").Signal<boolean>} ready the element can play
 * @property {import("@preact/signals").Signal<string>} error empty while all is well
 * @property {import("@preact/signals").Signal<PlayerMedia>} media as the server last told it
 * @property {() => void} play
 * @property {() => void} pause
 * @property {() => void} toggle
 * @property {(ms: number) => void} seek
 * @property {(ms: number) => void} skip relative, may be negative
 * @property {(fromMs: number, toMs: number) => void} playRange plays and stops at the end of it
 * @property {(media: PlayerMedia) => void} update the recording has changed (its proxy is ready)
 */

/**
 * @param {Scope} scope
 * @param {{index: {value: {at: (ms: number) => {text: string} | null}}}} store
 * @param {{element: HTMLElement, media: PlayerMedia}} options
 * @returns {Player}
 */
export function createPlayer(scope, store, { element, media }) {
  const remembered = recall();
  const playing = signal(false);
  const timeMs = signal(0);
  const durationMs = signal(toMs(media.duration ?? 0));
  const rate = signal(remembered.rate);
  const volume = signal(remembered.volume);
  const ready = signal(false);
  const error = signal("");
  const latest = signal(media);
  const stillNeeded = signal(media.stream_url === null);
  const sound = /** @type {HTMLMediaElement} */ (
    document.createElement(media.has_video ? "video" : "audio")
  );
  sound.preload = "auto";
  sound.preservesPitch = true;
  let source = "";
  /** @type {number | null} */
  let stopAtMs = null;
  let frame = 0;

  const readTime = () => {
    const now = toMs(sound.currentTime);
    if (stopAtMs !== null && now >= stopAtMs) {
      const end = stopAtMs;
      pause();
      seek(end);
      return;
    }
    timeMs.value = now;
  };
  const tick = () => {
    readTime();
    frame = playing.peek() ? requestAnimationFrame(tick) : 0;
  };
  const load = (/** @type {string} */ url) => {
    const at = timeMs.peek();
    source = url;
    error.value = "";
    ready.value = false;
    sound.src = url;
    if (at > 0) sound.currentTime = at / 1000;
  };

  const play = () => {
    if (!source) {
      error.value = "The sound is still being prepared. It can be played in a moment.";
      return;
    }
    if (sound.error) load(source);
    if (sound.ended || timeMs.peek() >= durationMs.peek()) seek(0);
    sound.play().catch((/** @type {DOMException} */ reason) => {
      if (reason.name === "NotAllowedError") {
        error.value = "The browser wants a click before it plays sound: press the play button.";
      }
    });
  };
  const pause = () => {
    stopAtMs = null;
    sound.pause();
  };
  const seek = (/** @type {number} */ ms) => {
    const at = Math.round(clamp(ms, 0, durationMs.peek() || ms));
    if (stopAtMs !== null && at >= stopAtMs) stopAtMs = null;
    timeMs.value = at;
    sound.currentTime = at / 1000;
  };
  /** @type {Player} */
  const player = {
    playing,
    timeMs,
    durationMs,
    rate,
    volume,
    ready,
    error,
    media: latest,
    play,
    pause,
    seek,
    toggle: () => (playing.peek() ? pause() : play()),
    skip: (ms) => seek(timeMs.peek() + ms),
    playRange(fromMs, toMs) {
      stopAtMs = null;
      seek(fromMs);
      stopAtMs = toMs;
      play();
    },
    update(next) {
      latest.value = next;
      stillNeeded.value = next.stream_url === null;
      if (next.duration) durationMs.value = toMs(next.duration);
      if (next.stream_url && next.stream_url !== source) load(next.stream_url);
      if (next.state === "failed" && !next.stream_url) {
        stillNeeded.value = false;
        error.value = next.error ?? "This recording could not be prepared for playing.";
      }
    },
  };

  scope.listen(sound, "play", () => {
    error.value = "";
    playing.value = true;
    if (!frame) frame = requestAnimationFrame(tick);
  });
  scope.listen(sound, "pause", () => {
    playing.value = false;
    readTime();
  });
  scope.listen(sound, "ended", () => void (playing.value = false));
  scope.listen(sound, "timeupdate", () => {
    if (!sound.seeking) readTime(); // the only clock in a tab that is not drawn
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
    error.value = explain(sound.error);
  });
  scope.add(
    effect(() => {
      sound.playbackRate = clamp(rate.value, SLOWEST, FASTEST);
      sound.defaultPlaybackRate = sound.playbackRate;
      sound.volume = clamp(volume.value, 0, 1);
      remember({ rate: rate.value, volume: volume.value });
    }),
  );
  scope.every(POLL_MS, async () => {
    if (!stillNeeded.peek() || document.hidden) return;
    const response = await fetch(`/api/v1/media/${media.id}`).catch(() => null);
    if (response?.ok && !scope.closed) player.update(await response.json());
  });
  scope.add(() => {
    cancelAnimationFrame(frame);
    sound.removeAttribute("src");
    sound.load();
  });

  draw(scope, store, { element, media, sound, player, isPreparing: stillNeeded });
  player.update(media);
  return player;
}

/**
 * Build the picture and the bar of controls.
 *
 * @param {Scope} scope
 * @param {Parameters<typeof createPlayer>[1]} store
 * @param {object} parts
 * @param {HTMLElement} parts.element
 * @param {PlayerMedia} parts.media
 * @param {HTMLMediaElement} parts.sound
 * @param {Player} parts.player
 * @param {import("@preact/signals").Signal<boolean>} parts.isPreparing
 */
function draw(scope, store, { element, media, sound, player, isPreparing }) {
  const bar = document.createElement("div");
  bar.className = "pl-bar";
  if (media.has_video) {
    const screen = document.createElement("div");
    screen.className = "pl-screen";
    const caption = document.createElement("div");
    caption.className = "pl-caption";
    caption.setAttribute("aria-hidden", "true"); // the list says the same
    screen.append(sound, caption);
    element.append(screen);
    scope.listen(screen, "click", () => player.toggle());
    captionFollows(scope, store, player, caption);
  } else {
    element.append(sound);
  }
  element.append(bar);
  element.classList.toggle("has-video", media.has_video);
  // Only what is shown, so that the bar is drawn again ten times a second and not at every frame.
  const tenths = computed(() => Math.floor(player.timeMs.value / 100) * 100);
  scope.add(
    effect(() =>
      render(
        Bar({
          player,
          nowMs: tenths.value,
          durationMs: player.durationMs.value,
          isPlaying: player.playing.value,
          rate: player.rate.value,
          volume: player.volume.value,
          note: player.error.value || (isPreparing.value ? "Preparing the sound…" : ""),
          isError: Boolean(player.error.value),
        }),
        bar,
      ),
    ),
  );
  scope.add(() => render(null, bar));
}

/**
 * @param {Scope} scope
 * @param {Parameters<typeof createPlayer>[1]} store
 * @param {Player} player
 * @param {HTMLElement} caption
 */
function captionFollows(scope, store, player, caption) {
  const text = computed(() => store.index.value.at(player.timeMs.value)?.text ?? "");
  scope.add(
    effect(() => {
      caption.textContent = text.value;
      caption.hidden = !text.value;
    }),
  );
}

/**
 * @param {object} props
 * @param {Player} props.player
 * @param {number} props.nowMs
 * @param {number} props.durationMs
 * @param {boolean} props.isPlaying
 * @param {number} props.rate
 * @param {number} props.volume
 * @param {string} props.note
 * @param {boolean} props.isError
 */
function Bar({ player, nowMs, durationMs, isPlaying, rate, volume, note, isError }) {
  const setRate = (/** @type {number} */ to) => {
    player.rate.value = clamp(Math.round(to * 100) / 100, SLOWEST, FASTEST);
  };
  const valueOf = (/** @type {Event} */ event) =>
    Number(/** @type {HTMLInputElement} */ (event.currentTarget).value);
  return html`
    <button class="pl-button" title="Back 5 seconds" aria-label="Back 5 seconds" onClick=${() => player.skip(-SKIP_MS)}>
      <${Icon} path="M12 5V2L7 6.5 12 11V8a5.5 5.5 0 1 1-5.5 5.5h-2A7.5 7.5 0 1 0 12 5z" />
    </button>
    <button
      class="pl-button pl-play"
      title=${isPlaying ? "Pause" : "Play"}
      aria-label=${isPlaying ? "Pause" : "Play"}
      onClick=${() => player.toggle()}
    >
      <${Icon} path=${isPlaying ? "M7 4h4v16H7zM13 4h4v16h-4z" : "M7 4l13 8-13 8z"} />
    </button>
    <button class="pl-button" title="Forward 5 seconds" aria-label="Forward 5 seconds" onClick=${() => player.skip(SKIP_MS)}>
      <${Icon} path="M12 5V2l5 4.5L12 11V8a5.5 5.5 0 1 0 5.5 5.5h2A7.5 7.5 0 1 1 12 5z" />
    </button>
    <span class="pl-clock"><span class="pl-now">${formatClock(nowMs, 1)}</span><span class="pl-total"> / ${formatClock(durationMs)}</span></span>
    <span class=${`pl-note${isError ? " is-error" : ""}`} role="status">${note}</span>
    <span class="pl-group" role="group" aria-label="Speed">
      <button class="pl-button is-small" aria-label="Slower" title="Slower" disabled=${rate <= SLOWEST} onClick=${() => setRate(rate - RATE_STEP)}>−</button>
      <button class="pl-rate" title="Speed; press for normal speed" aria-label=${`Speed ${rate.toFixed(2)}, press for normal speed`} onClick=${() => setRate(1)}>${rate.toFixed(2)}×</button>
      <button class="pl-button is-small" aria-label="Faster" title="Faster" disabled=${rate >= FASTEST} onClick=${() => setRate(rate + RATE_STEP)}>+</button>
      <input class="pl-rate-slider" type="range" min=${SLOWEST} max=${FASTEST} step="0.05" value=${rate} aria-label="Speed" onInput=${(/** @type {Event} */ event) => setRate(valueOf(event))} />
    </span>
    <label class="pl-group" title="Volume">
      <${Icon} path=${volume > 0 ? "M4 9v6h4l5 5V4L8 9zM15.5 8.5a5 5 0 0 1 0 7l-1-1a3.5 3.5 0 0 0 0-5z" : "M4 9v6h4l5 5V4L8 9z"} />
      <input class="pl-volume" type="range" min="0" max="1" step="0.05" value=${volume} aria-label="Volume" onInput=${(/** @type {Event} */ event) => (player.volume.value = valueOf(event))} />
    </label>
  `;
}

/** @param {{path: string}} props */
function Icon({ path }) {
  return html`<svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true"><path d=${path} fill="currentColor" /></svg>`;
}

/** @param {MediaError | null} problem */
function explain(problem) {
  if (problem?.code === 2) {
    return "The sound stopped coming from the server. Is Transcribe still running? Press play to try again.";
  }
  if (problem?.code === 3) {
    return "The browser could not decode the sound here. Press play to try again from this place.";
  }
  return "The sound could not be loaded. Is Transcribe still running? Press play to try again.";
}

/** @param {number} seconds */
function toMs(seconds) {
  return Math.round(seconds * 1000);
}

/** @returns {{rate: number, volume: number}} */
function recall() {
  try {
    const kept = JSON.parse(localStorage.getItem(MEMORY) ?? "{}");
    return {
      rate: clamp(Number(kept.rate) || 1, SLOWEST, FASTEST),
      volume: clamp(Number(kept.volume ?? 1), 0, 1),
    };
  } catch {
    return { rate: 1, volume: 1 }; // storage is closed to us or holds something else
  }
}

/** @param {{rate: number, volume: number}} state */
function remember(state) {
  try {
    localStorage.setItem(MEMORY, JSON.stringify(state));
  } catch {
    return; // a private window: the speed is then forgotten, nothing else
  }
}
