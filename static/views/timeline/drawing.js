/**
 * Draws the timeline in an animation frame and only after a change, and lays it out again when its size, its
 * lanes or the place of the spectrogram change.
 */

import { effect } from "@preact/signals";

import { layOut } from "./lanes.js";
import { createDisplayOptions } from "./display-options.js";
import { MinimapImage } from "./minimap.js";
import { paint } from "./paint.js";
import { readPalette } from "./colours.js";

/** @typedef {import("./paint.js").Scene} Scene */

const MINIMAP_DELAY_MS = 250; // shortest interval between two renderings of the whole recording

/** @typedef {Omit<Scene, "layout" | "palette" | "scale" | "channels" | "spectrogram" | "overview">} Content what is drawn, however it looks */

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {HTMLElement} options.element its colours are used
 * @param {import("./frame.js").Frame} options.parts
 * @param {import("./display-options.js").SettingsStore} options.settingsStore
 * @param {import("@preact/signals").ReadonlySignal<import("../../core/sync/api-types.js").Media>} options.media
 * @param {import("@preact/signals").ReadonlySignal<readonly import("./lanes.js").Lane[]>} options.lanes
 * @param {() => Content} options.content
 * @param {(layout: import("./lanes.js").Layout) => void} options.onLayout before the new layout is drawn
 */
export function createDrawing(scope, { element, parts, settingsStore, media, lanes, content, onLayout }) {
  const { canvas, frame: box } = parts;
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { alpha: false }));
  const minimap = new MinimapImage();
  let layout = layOut(0, 0);
  let palette = readPalette(element);
  let frame = 0;

  /** @returns {Scene} */
  const scene = () => ({
    ...content(),
    layout,
    palette,
    scale: devicePixelRatio,
    channels: looks.channels(),
    spectrogram: looks.spectrogram(),
    overview: layout.overview.heightPx ? minimap.canvas : null,
  });
  const draw = () => {
    frame = 0;
    if (!layout.widthPx || !layout.heightPx) return;
    ctx.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    paint(ctx, scene());
    box.dataset.picture = looks.state();
  };
  const request = () => {
    if (!frame) frame = requestAnimationFrame(draw);
  };
  // The image of the whole recording is not made in the frame that answers a key.
  const renderMinimap = () => {
    minimap.render(scene());
    request();
  };
  const minimapLater = createLater(scope, renderMinimap);
  const invalidate = () => {
    minimapLater();
    request();
  };
  const looks = createDisplayOptions(scope, { settingsStore, media, redraw: request });

  const resize = () => {
    const { width, height } = box.getBoundingClientRect();
    layout = layOut(width, height, { lanes: lanes.peek(), spectrogram: looks.place.peek() });
    canvas.width = Math.max(1, Math.round(width * devicePixelRatio));
    canvas.height = Math.max(1, Math.round(height * devicePixelRatio));
    parts.playhead.style.top = `${layout.ruler.topPx}px`;
    parts.smallPlayhead.style.height = `${layout.overview.heightPx}px`;
    onLayout(layout);
    minimap.render(scene());
    cancelAnimationFrame(frame);
    draw(); // immediately: a resized canvas is empty
  };
  const observer = new ResizeObserver(resize);
  observer.observe(box);
  scope.add(() => observer.disconnect());
  scope.add(() => cancelAnimationFrame(frame));
  scope.add(
    effect(() => {
      box.dataset.spectrogram = looks.place.value;
      box.dataset.channels = looks.showsChannels.value ? "both" : "mixed";
      void lanes.value;
      if (layout.widthPx) resize();
    }),
  );
  scope.listen(window, "themechange", () => {
    palette = readPalette(element);
    invalidate();
  });
  scope.listen(window, "resize", resize); // also a change of the device's pixel ratio

  return {
    looks,
    layout: () => layout,
    scene,
    /** Draw in the next frame. */
    request,
    /** Draw in the next frame, the minimap too. */
    invalidate,
  };
}

/** @typedef {ReturnType<typeof createDrawing>} Drawing */

/**
 * A call of the returned function runs `run` once, when some time has passed and the page has nothing to do; calls in
 * between add nothing.
 *
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {() => void} run
 */
function createLater(scope, run) {
  let isWaiting = false;
  let isOver = false;
  const runNow = () => {
    isWaiting = false;
    if (!isOver) run();
  };
  const whenIdle = () => {
    if (typeof requestIdleCallback === "function") requestIdleCallback(runNow, { timeout: MINIMAP_DELAY_MS });
    else runNow(); // Safari
  };
  scope.add(() => void (isOver = true));
  return () => {
    if (!isWaiting) setTimeout(whenIdle, MINIMAP_DELAY_MS);
    isWaiting = true;
  };
}
