/** Keys that work while the timeline has the focus. */

import { pressedKey } from "../../core/base/key-press.js";

/** @typedef {import("./timeline.js").Timeline} Timeline */

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {HTMLElement} frame
 * @param {Timeline} timeline
 * @param {{gestures: {isBusy: () => boolean, cancel: () => void}, selection: import("./timeline.js").TimelineContext["selection"]}} parts
 */
export function listenToKeys(scope, frame, timeline, { gestures, selection }) {
  const scroll = (/** @type {number} */ part) => {
    const now = timeline.view.peek();
    timeline.centreOn(now.startMs + now.widthPx * now.msPerPx * (0.5 + part));
  };
  /** @type {Record<string, () => void>} */
  const keys = {
    "+": () => timeline.zoomBy(0.5),
    "=": () => timeline.zoomBy(0.5),
    "-": () => timeline.zoomBy(2),
    0: () => timeline.zoomToFit(),
    ArrowLeft: () => scroll(-0.2),
    ArrowRight: () => scroll(0.2),
    Home: () => timeline.centreOn(0),
    End: () => timeline.centreOn(Number.MAX_SAFE_INTEGER),
    Enter: () => {
      const selected = selection.segmentId.peek();
      if (timeline.range.peek() || selected === null) timeline.createSegment();
      else selection.setSegment(selected, { focus: true, scroll: true });
    },
  };
  scope.listen(frame, "keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const run = keys[pressedKey(event)];
    if (!run) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  });
  // Escape cancels a drag wherever the focus is.
  scope.listen(window, "keydown", (/** @type {KeyboardEvent} */ event) => {
    if (pressedKey(event) !== "Escape") return;
    if (gestures.isBusy()) gestures.cancel();
    else timeline.range.value = null;
  });
}
