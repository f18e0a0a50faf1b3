/** The visible range of the timeline: moved by the user, and by playback as long as the user lets it. */

import { signal } from "@preact/signals-core";

import { centreOn, clampView, endMs, fitMsPerPx, isInView, msToPx, zoomTo } from "./geometry.js";

/** @typedef {import("./geometry.js").Viewport} Viewport */

const FIRST_MS_PER_PX = 20; // a recording opens with about half a minute visible
const PAGE_AT = 0.03; // of the width: this close to the right border, the view moves on by a page
const PAGE_TO = 0.06; // of the width: where the playhead is then

/**
 * @param {object} options
 * @param {import("@preact/signals-core").ReadonlySignal<number>} options.timeMs the playhead
 * @param {import("@preact/signals-core").ReadonlySignal<boolean>} options.playing
 * @param {() => number} options.durationMs
 */
export function createViewport({ timeMs, playing, durationMs }) {
  const view = signal(/** @type {Viewport} */ ({ startMs: 0, msPerPx: FIRST_MS_PER_PX, widthPx: 0 }));
  const follow = signal(/** @type {"page" | "centre" | "off"} */ ("page"));
  let hasYielded = false; // the user moved the playhead out of view: do not follow

  const turnPage = (/** @type {Viewport} */ now, /** @type {number} */ ms) => {
    if (isInView(now, ms, now.widthPx * PAGE_AT) || endMs(now) >= durationMs()) return;
    view.value = clampView({ ...now, startMs: ms - now.widthPx * now.msPerPx * PAGE_TO }, durationMs());
  };
  const viewport = {
    view,
    /** How the view follows playback. */
    follow,
    /** Set the view for the user: playback then does not move it away. @param {Viewport} next */
    setByHand(next) {
      view.value = next;
      hasYielded = follow.peek() === "centre" || !isInView(next, timeMs.peek());
    },
    /** Playback begins: follow it. */
    beginFollowing: () => void (hasYielded = false),
    /**
     * The playhead has moved.
     * @param {number} ms
     * @param {boolean} isJump not by playback: then it is always shown
     */
    followPlayhead(ms, isJump) {
      const now = view.peek();
      if (!now.widthPx) return;
      if (isJump) hasYielded = false;
      if (isJump && !isInView(now, ms)) viewport.centreOn(ms);
      else if (!playing.peek() || hasYielded || follow.peek() === "off") return;
      else if (follow.peek() === "centre") viewport.centreOn(ms);
      else turnPage(now, ms);
    },
    /** The width or the recording's length has changed. */
    fit: (widthPx = view.peek().widthPx) => void (view.value = clampView({ ...view.peek(), widthPx }, durationMs())),
    /** @param {number} ms */
    centreOn: (ms) => void (view.value = centreOn(view.peek(), ms, durationMs())),
    /** Zoom by a factor (over 1 shows more time) around the playhead, or around the middle if it is not visible. @param {number} factor */
    zoomBy(factor) {
      const now = view.peek();
      const anchorPx = isInView(now, timeMs.peek()) ? msToPx(now, timeMs.peek()) : now.widthPx / 2;
      view.value = zoomTo(now, now.msPerPx * factor, anchorPx, durationMs());
    },
    /** @param {number} msPerPx */
    zoomTo: (msPerPx) => viewport.zoomBy(msPerPx / view.peek().msPerPx),
    zoomToFit: () => void (view.value = zoomTo(view.peek(), fitMsPerPx(durationMs(), view.peek().widthPx), 0, durationMs())),
  };
  return viewport;
}
