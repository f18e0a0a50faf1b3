/**
 * The timeline: minimap, ruler, waveform and segments on a canvas, and the playhead over it.
 *
 * It draws in an animation frame and only after a change; during playback only the playhead moves. The
 * list of segments is the accessible alternative.
 */

import { computed, effect, signal } from "@preact/signals";

import { formatClock } from "../../core/base/clock.js";
import { clamp } from "../../core/base/numbers.js";
import {
  centreOn,
  clampView,
  endMs,
  fitMsPerPx,
  gapAround,
  isInView,
  msToPx,
  scrollBy,
  zoomTo,
} from "../../core/timeline/geometry.js";
import { Peaks } from "../../core/timeline/peaks.js";
import { fractionToHz, formatHz } from "../../core/timeline/spectrogram.js";
import { createGestures } from "./gestures.js";
import { layOut } from "./lanes.js";
import { createDisplayOptions, drawDisplayOptions } from "./display-options.js";
import { createWindowHandle, MinimapImage } from "./minimap.js";
import { paint } from "./paint.js";
import { readPalette } from "./colours.js";
import { drawTools } from "./toolbar.js";
import { pressedKey } from "../../core/base/key-press.js";

/** @typedef {import("../../core/timeline/geometry.js").Viewport} Viewport */
/** @typedef {import("./paint.js").PaintedSegment} PaintedSegment */
/** @typedef {{startMs: number, endMs: number}} TimeRange */

const FIRST_MS_PER_PX = 20; // a recording opens with about half a minute visible
const NEW_SEGMENT_MS = 2_000; // length of a segment created by double click
const JUMP_MS = 400; // a larger step in time is a seek

/**
 * @typedef {object} TimelineContext
 * @property {import("../../core/base/scope.js").Scope} scope
 * @property {TimelineStore} store
 * @property {import("../player/player.js").Player} player
 * @property {{segmentId: {value: number | null, peek(): number | null}, setSegment: (id: number | null, options?: {focus?: boolean, scroll?: boolean}) => void}} selection
 * @property {import("../ui/toasts.js").Toasts} toasts
 * @property {import("./display-options.js").SettingsStore} settingsStore
 */

/**
 * The store's interface for the timeline.
 * @typedef {object} TimelineStore
 * @property {{value: {segments: readonly PaintedSegment[], speakers: readonly {id: string}[]}}} transcript
 * @property {{value: import("./paint.js").Index, peek(): import("./paint.js").Index}} index
 * @property {(ops: any[]) => unknown} apply
 * @property {() => number} newId
 */

/**
 * @param {TimelineContext} context
 * @param {{element: HTMLElement, media: any}} options `media` is the API's recording
 */
export function createTimeline(context, { element, media }) {
  const { scope, store, player, selection, settingsStore } = context;
  const parts = buildParts(element, media.title);
  const view = signal(/** @type {Viewport} */ ({ startMs: 0, msPerPx: FIRST_MS_PER_PX, widthPx: 0 }));
  const range = signal(/** @type {TimeRange | null} */ (null));
  const preview = signal(/** @type {import("./paint.js").Scene["preview"]} */ (null));
  const hoveredId = signal(/** @type {number | null} */ (null));
  const follow = signal(/** @type {"page" | "centre" | "off"} */ ("page"));
  const marks = signal(/** @type {readonly import("./regions.js").Mark[]} */ ([]));
  const lanes = signal(/** @type {readonly import("./lanes.js").Lane[]} */ ([]));
  /** @type {import("./gestures.js").SnapTargets[]} */
  const snapTargets = [];
  const peaks = signal(/** @type {Peaks | null} */ (null));
  const { index } = store;
  const speakerIndex = computed(
    () => new Map(store.transcript.value.speakers.map((speaker, i) => [speaker.id, i])),
  );
  const durationMs = () => player.durationMs.peek() || lastEnd(index.peek());
  let layout = layOut(0, 0);
  let palette = readPalette(element);
  let hasYielded = false;
  let frame = 0;
  const minimap = new MinimapImage();
  const ctx = /** @type {CanvasRenderingContext2D} */ (parts.canvas.getContext("2d", { alpha: false }));

  const scene = () => /** @type {import("./paint.js").Scene} */ ({
    view: view.peek(),
    layout,
    palette,
    scale: devicePixelRatio,
    index: index.peek(),
    peaks: peaks.peek(),
    channels: looks.channels(),
    spectrogram: looks.spectrogram(),
    gain: gainOf(peaks.peek()),
    durationMs: durationMs(),
    speakerIndex: speakerIndex.peek(),
    selectedId: selection.segmentId.peek(),
    hoveredId: hoveredId.peek(),
    preview: preview.peek(),
    range: range.peek(),
    marks: marks.peek(),
    threshold: settingsStore.settings.peek().doubtPercent / 100,
    lanes: lanes.peek(),
    overview: layout.overview.heightPx ? minimap.canvas : null,
  });
  const draw = () => {
    frame = 0;
    if (!layout.widthPx || !layout.heightPx) return;
    if (!minimap.update(scene())) requestDraw();
    ctx.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    paint(ctx, scene());
    parts.frame.dataset.picture = looks.state();
  };
  const requestDraw = () => {
    if (!frame) frame = requestAnimationFrame(draw);
  };
  const invalidateMinimap = () => {
    minimap.invalidate();
    requestDraw();
  };
  const looks = createDisplayOptions(scope, { settingsStore, media: player.media, redraw: requestDraw });

  /** Set the view for the user: playback then does not move it away. */
  const setViewByHand = (/** @type {Viewport} */ next) => {
    view.value = next;
    hasYielded = follow.peek() === "centre" || !isInView(next, player.timeMs.peek());
  };
  const followPlayhead = (/** @type {number} */ ms, /** @type {boolean} */ isJump) => {
    const now = view.peek();
    if (!now.widthPx) return;
    if (isJump) hasYielded = false;
    if (isJump && !isInView(now, ms)) {
      view.value = centreOn(now, ms, durationMs());
    } else if (player.playing.peek() && !hasYielded && follow.peek() !== "off") {
      if (follow.peek() === "centre") view.value = centreOn(now, ms, durationMs());
      else if (!isInView(now, ms, now.widthPx * 0.03) && endMs(now) < durationMs()) {
        const startMs = ms - now.widthPx * now.msPerPx * 0.06;
        view.value = clampView({ ...now, startMs }, durationMs());
      }
    }
  };
  const createIn = (/** @type {TimeRange} */ times) => {
    const id = store.newId();
    const segment = { id, ...times, text: "", speaker: null, status: "corrected", words: [] };
    store.apply([{ op: "insert", segment }]);
    range.value = null;
    selection.setSegment(id, { focus: true, scroll: true });
  };
  const createAt = (/** @type {number} */ ms) => {
    const chosen = range.peek();
    if (chosen && ms >= chosen.startMs && ms < chosen.endMs) {
      createIn(chosen);
      return;
    }
    const gap = gapAround(index.peek().spans, ms, durationMs());
    if (!gap) return;
    const startMs = Math.round(clamp(ms, gap.startMs, gap.endMs));
    createIn({ startMs, endMs: Math.min(gap.endMs, startMs + NEW_SEGMENT_MS) });
  };

  const timeline = {
    view,
    range,
    follow,
    /** Actions of the keys for spectrogram and channels. */
    lookActions: looks.actions,
    /** Container beside the buttons for the tools of the selected segment. */
    segmentTools: parts.segmentTools,
    /**
     * Add a lane (see `lanes.js`); the returned function removes it.
     * @param {import("./lanes.js").Lane} lane
     */
    addLane: (lane) => {
      lanes.value = [...lanes.peek(), lane];
      return () => void (lanes.value = lanes.peek().filter((other) => other !== lane));
    },
    /** Call when the content of a lane has changed. */
    redraw: () => invalidateMinimap(),
    /**
     * Add snap targets for dragged edges, besides neighbours and playhead.
     * @param {import("./gestures.js").SnapTargets} targets
     */
    addSnapTargets: (targets) => void snapTargets.push(targets),
    mark: (/** @type {readonly import("./regions.js").Mark[]} */ next) => void (marks.value = next),
    centreOn: (/** @type {number} */ ms) => {
      view.value = centreOn(view.peek(), ms, durationMs());
    },
    /** Zoom by a factor (over 1 shows more time) around the playhead, or around the middle if it is not visible. */
    zoomBy: (/** @type {number} */ factor) => {
      const now = view.peek();
      const anchor = isInView(now, player.timeMs.peek()) ? msToPx(now, player.timeMs.peek()) : now.widthPx / 2;
      view.value = zoomTo(now, now.msPerPx * factor, anchor, durationMs());
    },
    zoomToFit: () => {
      view.value = zoomTo(view.peek(), fitMsPerPx(durationMs(), view.peek().widthPx), 0, durationMs());
    },
    zoomTo: (/** @type {number} */ msPerPx) => timeline.zoomBy(msPerPx / view.peek().msPerPx),
    /** Create a segment from the selected range; without one, at the playhead. */
    createSegment: () => {
      const chosen = range.peek();
      if (chosen) createIn(chosen);
      else createAt(player.timeMs.peek());
    },
    /** The recording has changed: its waveform may be available now. */
    update: (/** @type {any} */ next) => {
      if (next.peaks && !peaks.peek()) peaks.value = openPeaks(next, durationMs(), invalidateMinimap);
    },
  };

  const gestures = createGestures(scope, parts.canvas, {
    view: () => view.peek(),
    layout: () => layout,
    index: () => index.peek(),
    durationMs,
    playheadMs: () => player.timeMs.peek(),
    selectedId: () => selection.segmentId.peek(),
    range: () => range.peek(),
    setRange: (next) => void (range.value = next),
    setPreview(next, px) {
      preview.value = next;
      showTip(parts.tip, next ? formatTimes(next) : "", px ?? 0, layout.widthPx);
    },
    setHover(hover) {
      hoveredId.value = hover?.id ?? null;
      parts.canvas.style.cursor = cursorFor(hover);
      const at = hover ? formatPlace(scene(), hover.px, hover.yPx) : "";
      showTip(parts.tip, at, hover?.px ?? 0, layout.widthPx);
    },
    select: (id, options) => selection.setSegment(id, { scroll: true, ...options }),
    seek: (ms) => player.seek(clamp(ms, 0, durationMs())),
    scroll: (px) => setViewByHand(scrollBy(view.peek(), px, durationMs())),
    zoom: (factor, px) =>
      setViewByHand(zoomTo(view.peek(), view.peek().msPerPx * factor, px, durationMs())),
    setView: setViewByHand,
    centre: (ms) => setViewByHand(centreOn(view.peek(), ms, durationMs())),
    commit(id, times) {
      if (index.peek().position(id) >= 0) store.apply([{ op: "set_times", id, ...times }]);
    },
    create: createAt,
    snapTargets: (drag) => snapTargets.flatMap((targets) => targets(drag)),
  });
  listenToKeys(scope, parts.frame, timeline, { gestures, selection });
  drawTools(scope, parts.tools, timeline);
  drawDisplayOptions(scope, parts.looks, looks);
  const handle = createWindowHandle(scope, {
    frame: parts.frame,
    view,
    durationMs,
    setView: setViewByHand,
    seek: (ms) => player.seek(clamp(ms, 0, durationMs())),
  });

  const resize = () => {
    const box = parts.frame.getBoundingClientRect();
    const isFirst = layout.widthPx === 0;
    layout = layOut(box.width, box.height, { lanes: lanes.peek(), spectrogram: looks.place.peek() });
    parts.canvas.width = Math.max(1, Math.round(box.width * devicePixelRatio));
    parts.canvas.height = Math.max(1, Math.round(box.height * devicePixelRatio));
    parts.playhead.style.top = `${layout.ruler.topPx}px`;
    parts.smallPlayhead.style.height = `${layout.overview.heightPx}px`;
    handle.place(layout.overview.heightPx);
    view.value = clampView({ ...view.peek(), widthPx: box.width }, durationMs());
    if (isFirst) followPlayhead(player.timeMs.peek(), true);
    minimap.invalidate({ isUrgent: true });
    cancelAnimationFrame(frame);
    draw(); // immediately: a resized canvas is empty
  };
  const observer = new ResizeObserver(resize);
  observer.observe(parts.frame);
  scope.add(() => observer.disconnect());
  scope.add(
    effect(() => {
      parts.frame.dataset.spectrogram = looks.place.value;
      parts.frame.dataset.channels = looks.showsChannels.value ? "both" : "mixed";
      void lanes.value;
      if (layout.widthPx) resize();
    }),
  );
  scope.add(() => cancelAnimationFrame(frame));
  const readColours = () => {
    palette = readPalette(element);
    invalidateMinimap();
  };
  scope.listen(window, "themechange", readColours);
  scope.listen(window, "resize", resize); // also a change of the device's pixel ratio

  scope.add(
    effect(() => {
      void [view.value, range.value, preview.value, hoveredId.value, selection.segmentId.value];
      requestDraw();
    }),
  );
  scope.add(
    effect(() => {
      void [index.value, speakerIndex.value, peaks.value, marks.value, player.durationMs.value];
      view.value = clampView(view.peek(), durationMs());
      invalidateMinimap();
    }),
  );
  let lastMs = player.timeMs.peek();
  scope.add(
    effect(() => {
      const ms = player.timeMs.value;
      if (!gestures.isBusy()) followPlayhead(ms, Math.abs(ms - lastMs) > JUMP_MS);
      lastMs = ms;
    }),
  );
  scope.add(effect(() => void (player.playing.value && (hasYielded = false))));
  scope.add(
    effect(() => {
      const px = msToPx(view.value, player.timeMs.value);
      parts.playhead.hidden = px < 0 || px > view.value.widthPx;
      parts.playhead.style.transform = `translateX(${px.toFixed(1)}px)`;
      const whole = (player.timeMs.value / Math.max(1, durationMs())) * view.value.widthPx;
      parts.smallPlayhead.style.transform = `translateX(${whole.toFixed(1)}px)`;
    }),
  );
  scope.add(effect(() => timeline.update(player.media.value)));
  timeline.update(media);
  return timeline;
}

/** @typedef {ReturnType<typeof createTimeline>} Timeline */

/**
 * @param {HTMLElement} element
 * @param {string} title
 */
function buildParts(element, title) {
  const make = (/** @type {string} */ tag, /** @type {string} */ className) => {
    const made = document.createElement(tag);
    made.className = className;
    return made;
  };
  const frame = make("div", "tl-frame");
  const canvas = /** @type {HTMLCanvasElement} */ (make("canvas", "tl-canvas"));
  const playhead = make("div", "tl-playhead");
  const smallPlayhead = make("div", "tl-playhead is-small");
  const tip = make("div", "tl-tip");
  const bar = make("div", "tl-bar");
  const tools = make("div", "tl-tools");
  const segmentTools = make("div", "tl-segment");
  const looks = make("div", "tl-looks-place");
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

/**
 * Keys that work while the timeline has the focus.
 *
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {HTMLElement} frame
 * @param {Timeline} timeline
 * @param {{gestures: {isBusy: () => boolean, cancel: () => void}, selection: TimelineContext["selection"]}} parts
 */
function listenToKeys(scope, frame, timeline, { gestures, selection }) {
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

/**
 * @param {any} media
 * @param {number} durationMs
 * @param {() => void} onLoad
 */
function openPeaks(media, durationMs, onLoad) {
  return new Peaks({
    url: (level) => `/api/v1/media/${media.id}/peaks/${level}`,
    samplesPerPeak: media.peaks.samples_per_peak,
    sampleRate: media.peaks.sample_rate,
    durationMs,
    onLoad,
  });
}

/**
 * Quiet recordings are drawn up to twelve times as high.
 * @param {Peaks | null} peaks
 */
function gainOf(peaks) {
  const loudest = peaks?.loudest();
  return loudest ? clamp(118 / loudest, 1, 12) : 1;
}

/** @param {import("./paint.js").Index} index */
function lastEnd(index) {
  return index.spans.reduce((latest, span) => Math.max(latest, span.endMs), 0);
}

/** @param {TimeRange} range */
function formatTimes({ startMs, endMs: stopMs }) {
  const length = ((stopMs - startMs) / 1000).toFixed(2);
  return `${formatClock(startMs, 2)} – ${formatClock(stopMs, 2)}  (${length} s)`;
}

/**
 * The time under the pointer, and over the spectrogram the frequency.
 * @param {import("./paint.js").Scene} scene
 * @param {number} px
 * @param {number} yPx
 */
function formatPlace({ view, layout, spectrogram, overview, durationMs }, px, yPx) {
  if (overview && yPx < layout.overview.heightPx) return formatClock((px / layout.widthPx) * durationMs);
  const time = formatClock(view.startMs + px * view.msPerPx, 2);
  const fraction = (yPx - layout.spectrogram.topPx) / layout.spectrogram.heightPx;
  if (!spectrogram || fraction < 0 || fraction > 1) return time;
  return `${time} · ${formatHz(fractionToHz(spectrogram.shape, spectrogram.scale, fraction))}`;
}

/**
 * @param {HTMLElement} tip
 * @param {string} text
 * @param {number} px
 * @param {number} widthPx
 */
function showTip(tip, text, px, widthPx) {
  tip.hidden = !text;
  if (!text) return;
  tip.textContent = text;
  tip.style.transform = `translateX(${clamp(px + 10, 0, widthPx - tip.offsetWidth)}px)`;
}

/** @param {{grip: import("../../core/timeline/geometry.js").Grip | null} | null} hover */
function cursorFor(hover) {
  if (hover?.grip === "start" || hover?.grip === "end") return "ew-resize";
  return hover?.grip === "body" ? "grab" : "default";
}
