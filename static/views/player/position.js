/**
 * Where playback is: in whole milliseconds for everything else, and exactly for the edges. The media element's
 * seconds stay here.
 */

import { signal } from "@preact/signals";

/**
 * @param {HTMLMediaElement} sound
 * @param {() => number} latencyMs how long the audio takes to the ear
 */
export function createPosition(sound, latencyMs) {
  const timeMs = signal(0);
  let begunMs = 0; // the last seek position: the audible position is not before it
  const exactMs = () => sound.currentTime * 1000;

  return {
    /** The position that is shown. */
    timeMs,
    exactMs,
    /** The exact position during playback, else the shown one. */
    nowMs: () => (sound.paused ? timeMs.peek() : exactMs()),
    /** Show what is heard now. */
    show() {
      const behindMs = sound.paused ? 0 : latencyMs() * sound.playbackRate;
      timeMs.value = Math.round(Math.max(Math.min(begunMs, exactMs()), exactMs() - behindMs));
    },
    /** @param {number} ms */
    move(ms) {
      begunMs = ms;
      timeMs.value = ms;
      sound.currentTime = ms / 1000;
    },
  };
}

/** @typedef {ReturnType<typeof createPosition>} Position */
