/** The timeline's elements: canvas, playheads, the tip at the pointer, and the bar under them. */

import { effect } from "@preact/signals";

import { clamp } from "../../core/base/numbers.js";
import { msToPx } from "../../core/timeline/geometry.js";
import { makeElement } from "../ui/elements.js";

/**
 * @param {HTMLElement} element
 * @param {string} title of the recording
 */
export function createFrame(element, title) {
  const frame = makeElement("div", "timeline-frame");
  const canvas = /** @type {HTMLCanvasElement} */ (makeElement("canvas", "timeline-canvas"));
  const playhead = makeElement("div", "timeline-playhead");
  const smallPlayhead = makeElement("div", "timeline-playhead is-small");
  const tip = makeElement("div", "timeline-tip");
  const bar = makeElement("div", "timeline-bar");
  const tools = makeElement("div", "timeline-tools");
  const segmentTools = makeElement("div", "timeline-segment");
  const looks = makeElement("div", "timeline-looks-place");
  bar.append(tools, looks, segmentTools);
  tip.hidden = true;
  frame.tabIndex = 0;
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", "Timeline. Plus and minus zoom, arrows scroll, Enter creates a segment from the selected range.");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `Waveform and segments of ${title}. The list of segments has the same content.`);
  frame.append(canvas, smallPlayhead, playhead, tip);
  element.append(frame, bar);
  return { frame, canvas, playhead, smallPlayhead, tip, tools, looks, segmentTools };
}

/** @typedef {ReturnType<typeof createFrame>} Frame */

/**
 * Keep both playheads at the position, in the view and in the minimap.
 *
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {Frame} frame
 * @param {object} position
 * @param {import("@preact/signals").ReadonlySignal<import("../../core/timeline/geometry.js").Viewport>} position.view
 * @param {import("@preact/signals").ReadonlySignal<number>} position.timeMs
 * @param {() => number} position.durationMs
 */
export function movePlayheads(scope, { playhead, smallPlayhead }, { view, timeMs, durationMs }) {
  scope.add(
    effect(() => {
      const { widthPx } = view.value;
      const px = msToPx(view.value, timeMs.value);
      playhead.hidden = px < 0 || px > widthPx;
      playhead.style.transform = `translateX(${px.toFixed(1)}px)`;
      const whole = (timeMs.value / Math.max(1, durationMs())) * widthPx;
      smallPlayhead.style.transform = `translateX(${whole.toFixed(1)}px)`;
    }),
  );
}

/**
 * Show a text at the pointer; an empty one hides it.
 *
 * @param {HTMLElement} tip
 * @param {string} text
 * @param {number} px
 * @param {number} widthPx
 */
export function showTip(tip, text, px, widthPx) {
  tip.hidden = !text;
  if (!text) return;
  tip.textContent = text;
  tip.style.transform = `translateX(${clamp(px + 10, 0, widthPx - tip.offsetWidth)}px)`;
}
