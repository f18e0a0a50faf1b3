/** The buttons under the timeline: zoom and follow. */

import { html } from "htm/preact";
import { render } from "preact";
import { effect } from "@preact/signals";

import { formatClock } from "../../core/base/clock.js";
import { IS_MAC } from "../ui/key-labels.js";

const FOLLOW_TITLES = {
  page: "Follow: by page",
  centre: "Follow: centred",
  off: "Follow: off",
};
const NEXT_FOLLOW = /** @type {const} */ ({ page: "centre", centre: "off", off: "page" });

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {HTMLElement} element
 * @param {import("./timeline.js").Timeline} timeline
 */
export function drawTools(scope, element, timeline) {
  scope.add(
    effect(() => {
      const { msPerPx, widthPx } = timeline.view.value;
      render(
        Tools({
          timeline,
          shownMs: msPerPx * widthPx,
          follow: timeline.follow.value,
        }),
        element,
      );
    }),
  );
  scope.add(() => render(null, element));
}

/**
 * @param {object} props
 * @param {import("./timeline.js").Timeline} props.timeline
 * @param {number} props.shownMs
 * @param {"page" | "centre" | "off"} props.follow
 */
function Tools({ timeline, shownMs, follow }) {
  const setFollow = () => void (timeline.follow.value = NEXT_FOLLOW[follow]);
  return html`
    <button class="timeline-tool" aria-label="Zoom out" title=${`Zoom out (${IS_MAC ? "⌘" : "Ctrl"} + wheel)`} onClick=${() => timeline.zoomBy(2)}>−</button>
    <button class="timeline-tool" aria-label="Zoom in" title=${`Zoom in (${IS_MAC ? "⌘" : "Ctrl"} + wheel)`} onClick=${() => timeline.zoomBy(0.5)}>+</button>
    <button class="timeline-tool" title="Show the whole recording" onClick=${() => timeline.zoomToFit()}>Fit</button>
    <span class="timeline-shown" title="Length of the visible range">${formatLength(shownMs)}</span>
    <button class="timeline-tool is-follow" title="Whether the view follows playback" onClick=${setFollow}>${FOLLOW_TITLES[follow]}</button>
  `;
}

/** @param {number} ms */
function formatLength(ms) {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  return formatClock(ms);
}
