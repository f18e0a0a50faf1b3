/** What is played: the server's proxy, which may still be prepared, and may be lost. */

import { signal } from "@preact/signals";

/** @typedef {import("../../core/sync/api-types.js").Media} Media */

const POLL_MS = 2_000; // how often to ask for the proxy while the recording is being prepared

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {HTMLMediaElement} options.sound
 * @param {Media} options.media
 * @param {() => Promise<Media>} options.readMedia as it is now
 * @param {import("./position.js").Position} options.position kept when another file is loaded
 * @param {() => void} options.onLost the element can no longer play
 */
export function createSource(scope, { sound, media, readMedia, position, onLost }) {
  const latest = signal(media);
  const durationMs = signal(lengthOf(media));
  const isPreparing = signal(media.stream_url === null);
  const ready = signal(false);
  const error = signal("");
  let loaded = "";

  const load = (/** @type {string} */ url) => {
    const at = position.timeMs.peek();
    loaded = url;
    error.value = "";
    ready.value = false;
    sound.src = url;
    if (at > 0) position.move(at);
  };
  /** The recording has changed (its proxy is ready). */
  const update = (/** @type {Media} */ next) => {
    latest.value = next;
    isPreparing.value = next.stream_url === null;
    if (lengthOf(next)) durationMs.value = lengthOf(next);
    if (next.stream_url && next.stream_url !== loaded) load(next.stream_url);
    if (next.state === "failed" && !next.stream_url) {
      isPreparing.value = false;
      error.value = next.error ?? "This recording could not be prepared for playback.";
    }
  };

  scope.listen(sound, "loadedmetadata", () => {
    ready.value = true;
    if (!durationMs.peek() && Number.isFinite(sound.duration)) durationMs.value = toMs(sound.duration);
  });
  scope.listen(sound, "error", () => {
    if (!loaded) return;
    ready.value = false;
    onLost();
    error.value = explain(sound.error);
  });
  scope.every(POLL_MS, async () => {
    if (!isPreparing.peek() || document.hidden) return;
    const next = await readMedia().catch(() => null); // the server is unreachable: asked again
    if (next && !scope.closed) update(next);
  });
  scope.add(() => {
    sound.removeAttribute("src");
    sound.load();
  });

  return {
    /** The recording in its last state from the server. */
    media: latest,
    durationMs,
    isPreparing,
    /** Whether the element can play. */
    ready,
    /** Error message; empty if there is none. */
    error,
    update,
    /** Load again what was lost. False, with a message, while there is nothing to play. */
    prepare() {
      if (!loaded) error.value = "The audio is still being prepared. Try again in a moment.";
      else if (sound.error) load(loaded);
      return loaded !== "";
    },
  };
}

/** @typedef {ReturnType<typeof createSource>} Source */

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

/**
 * The length of a recording; until it is decoded, what its file claims. 0 if that is unknown too.
 * @param {Media} media
 */
function lengthOf({ duration, streams, audio_stream }) {
  return toMs(duration ?? streams[audio_stream]?.duration ?? 0);
}

/** @param {number} seconds */
function toMs(seconds) {
  return Math.round(seconds * 1000);
}
